/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/event/event.h"

#include "engine/event/decode.h"
#include "engine/event/tables.h"
#include "event_codes.h"

/* ------------------------------------------------------------------------ tables --- */

const struct flag_table *flag_table_find(const char *name)
{
	unsigned i;

	for (i = 0; i < flag_table_count; i++) {
		if (strcmp(flag_tables[i].name, name) == 0)
			return &flag_tables[i];
	}
	return NULL;
}

const char *errno_name(int64_t err)
{
	if (err <= 0 || err >= errno_count)
		return NULL;
	return errno_names[err];
}

const char *signal_name(unsigned sig)
{
	return sig < signal_count ? signal_names[sig] : NULL;
}

const char *category_name(enum ecat c)
{
	/* I/O and internal events: the reference knows better only through the fd. */
	static const char *const names[EC_MAX] = {
		[EC_UNKNOWN] = "unknown",
		[EC_OTHER] = "other",
		[EC_FILE] = "file",
		[EC_NET] = "net",
		[EC_IPC] = "IPC",
		[EC_MEMORY] = "memory",
		[EC_PROCESS] = "process",
		[EC_SLEEP] = "sleep",
		[EC_SYSTEM] = "system",
		[EC_SIGNAL] = "signal",
		[EC_USER] = "user",
		[EC_TIME] = "time",
		[EC_PROCESSING] = "processing",
		[EC_IO_READ] = "unknown",
		[EC_IO_WRITE] = "unknown",
		[EC_IO_OTHER] = "unknown",
		[EC_WAIT] = "wait",
		[EC_SCHEDULER] = "scheduler",
		[EC_INTERNAL] = "unknown",
	};

	return (unsigned)c < EC_MAX ? names[c] : "unknown";
}

int event_code_find(const char *name, unsigned from)
{
	unsigned i;

	for (i = from; i < event_count; i++) {
		if (strcmp(event_table[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

bool event_name_known(const char *name)
{
	unsigned i;

	if (event_code_find(name, 0) >= 0)
		return true;
	for (i = 0; i < syscall_count; i++) {
		if (strcmp(syscall_table[i].name, name) == 0)
			return true;
	}
	return false;
}

int evt_param_index(const struct event_info *info, const char *name)
{
	unsigned i;

	for (i = 0; i < info->nparams; i++) {
		if (strcmp(info->params[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

/* ---------------------------------------------------------------------- decoding --- */

const struct event_info event_unknown = {.name = "unknown", .category = "unknown", .fd_param = -1,
					 .result_param = -1};

bool evt_decode(const uint8_t *block, uint32_t len, struct evt *e)
{
	return decode(block, len, e);
}

bool evt_is(const uint8_t *block, uint32_t len, uint64_t ts, uint16_t type)
{
	return is_of(block, len, ts, type);
}

void evt_decode_trusted(const uint8_t *block, uint64_t ts, uint16_t type, struct evt *e)
{
	decode_trusted(block, ts, type, e);
}

/* ------------------------------------------------------------------------ values --- */

enum number ptype_number(uint8_t type)
{
	switch (type) {
	case PT_INT8:
	case PT_INT16:
	case PT_INT32:
	case PT_INT64:
	case PT_ERRNO:
	case PT_FD:
	case PT_PID:
	case PT_FD32:
	case PT_PID32:
		return NUM_SIGNED;
	case PT_UINT8:
	case PT_UINT16:
	case PT_UINT32:
	case PT_UINT64:
	case PT_SYSCALLID:
	case PT_SIGTYPE:
	case PT_RELTIME:
	case PT_ABSTIME:
	case PT_PORT:
	case PT_L4PROTO:
	case PT_SOCKFAMILY:
	case PT_FLAGS8:
	case PT_FLAGS16:
	case PT_FLAGS32:
	case PT_ENUMFLAGS8:
	case PT_ENUMFLAGS16:
	case PT_ENUMFLAGS32:
	case PT_UID:
	case PT_GID:
	case PT_SIGSET:
	case PT_MODE:
		return NUM_UNSIGNED;
	default:
		return NUM_NONE;
	}
}

unsigned ptype_width(uint8_t type)
{
	switch (type) {
	case PT_INT8:
	case PT_UINT8:
	case PT_SIGTYPE:
	case PT_L4PROTO:
	case PT_SOCKFAMILY:
	case PT_FLAGS8:
	case PT_ENUMFLAGS8:
		return 1;
	case PT_INT16:
	case PT_UINT16:
	case PT_SYSCALLID:
	case PT_PORT:
	case PT_FLAGS16:
	case PT_ENUMFLAGS16:
		return 2;
	case PT_INT32:
	case PT_UINT32:
	case PT_BOOL:
	case PT_FLAGS32:
	case PT_ENUMFLAGS32:
	case PT_UID:
	case PT_GID:
	case PT_SIGSET:
	case PT_MODE:
	case PT_FD32:
	case PT_PID32:
		return 4;
	case PT_INT64:
	case PT_UINT64:
	case PT_ERRNO:
	case PT_FD:
	case PT_PID:
	case PT_RELTIME:
	case PT_ABSTIME:
		return 8;
	default:
		return 0;
	}
}

int64_t ptype_load(uint8_t type, const uint8_t *p, unsigned width)
{
	bool sgn = ptype_number(type) == NUM_SIGNED;

	switch (width) {
	case 1:
		return sgn ? (int64_t)(int8_t)*p : (int64_t)*p;
	case 2:
		return sgn ? (int64_t)(int16_t)ld16(p) : (int64_t)ld16(p);
	case 4:
		return sgn ? (int64_t)(int32_t)ld32(p) : (int64_t)ld32(p);
	default:
		return (int64_t)ld64(p);
	}
}

int64_t evt_i64(const struct evt *e, unsigned i, int64_t dflt)
{
	struct param p;
	unsigned w;

	if (!evt_param(e, i, &p))
		return dflt;
	w = ptype_width(p.info->type);
	if (!w || p.len != w)
		return dflt;
	return ptype_load(p.info->type, p.p, w);
}

uint64_t evt_u64(const struct evt *e, unsigned i, uint64_t dflt)
{
	return (uint64_t)evt_i64(e, i, (int64_t)dflt);
}

/* ----------------------------------------------------------------- names of types --- */

static const char *const type_names[PT_MAX] = {
	[PT_NONE] = "NONE",
	[PT_INT8] = "INT8",
	[PT_INT16] = "INT16",
	[PT_INT32] = "INT32",
	[PT_INT64] = "INT64",
	[PT_UINT8] = "UINT8",
	[PT_UINT16] = "UINT16",
	[PT_UINT32] = "UINT32",
	[PT_UINT64] = "UINT64",
	[PT_CHARBUF] = "CHARBUF",
	[PT_BYTEBUF] = "BYTEBUF",
	[PT_ERRNO] = "ERRNO",
	[PT_SOCKADDR] = "SOCKADDR",
	[PT_SOCKTUPLE] = "SOCKTUPLE",
	[PT_FD] = "FD",
	[PT_PID] = "PID",
	[PT_FDLIST] = "FDLIST",
	[PT_FSPATH] = "FSPATH",
	[PT_SYSCALLID] = "SYSCALLID",
	[PT_SIGTYPE] = "SIGTYPE",
	[PT_RELTIME] = "RELTIME",
	[PT_ABSTIME] = "ABSTIME",
	[PT_PORT] = "PORT",
	[PT_L4PROTO] = "L4PROTO",
	[PT_SOCKFAMILY] = "SOCKFAMILY",
	[PT_BOOL] = "BOOL",
	[PT_IPV4ADDR] = "IPV4ADDR",
	[PT_DYN] = "DYNAMIC",
	[PT_FLAGS8] = "FLAGS8",
	[PT_FLAGS16] = "FLAGS16",
	[PT_FLAGS32] = "FLAGS32",
	[PT_UID] = "UID",
	[PT_GID] = "GID",
	[PT_DOUBLE] = "DOUBLE",
	[PT_SIGSET] = "SIGSET",
	[PT_CHARBUFARRAY] = "CHARBUFARRAY",
	[PT_CHARBUF_PAIR_ARRAY] = "CHARBUF_PAIR_ARRAY",
	[PT_IPV4NET] = "IPV4NET",
	[PT_IPV6ADDR] = "IPV6ADDR",
	[PT_IPV6NET] = "IPV6NET",
	[PT_IPADDR] = "IPADDR",
	[PT_IPNET] = "IPNET",
	[PT_MODE] = "MODE",
	[PT_FSRELPATH] = "FSRELPATH",
	[PT_ENUMFLAGS8] = "ENUMFLAGS8",
	[PT_ENUMFLAGS16] = "ENUMFLAGS16",
	[PT_ENUMFLAGS32] = "ENUMFLAGS32",
	[PT_FD32] = "FD32",
	[PT_PID32] = "PID32",
};

const char *ptype_name(uint8_t type)
{
	return type < PT_MAX && type_names[type] ? type_names[type] : "NONE";
}
