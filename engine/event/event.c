/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/event/event.h"

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

const struct event_info event_unknown = {.name = "unknown", .category = "unknown", .fd_param = -1};

enum {
	EVT_HDR_V1 = 22,
	EVT_HDR_V2 = 26,
	BLOCK_HEAD = 10, /* type, total length, cpu */
	BLOCK_TAIL = 4,	 /* total length again */
};

/* Where the event header is in a block of this type, and how long it is. */
struct layout {
	uint8_t off; /* 0: the block holds no event */
	uint8_t hdr;
};

static inline struct layout layout_of(uint32_t block_type)
{
	switch ((int)block_type) {
	case BLOCK_EV_V2:
	case BLOCK_EV_V2_LARGE:
		return (struct layout){BLOCK_HEAD, EVT_HDR_V2};
	case BLOCK_EVF_V2:
	case BLOCK_EVF_V2_LARGE:
		return (struct layout){BLOCK_HEAD + 4, EVT_HDR_V2};
	case BLOCK_EV:
	case BLOCK_EV_INT:
		return (struct layout){BLOCK_HEAD, EVT_HDR_V1};
	case BLOCK_EVF:
		return (struct layout){BLOCK_HEAD + 4, EVT_HDR_V1};
	default:
		return (struct layout){0, 0};
	}
}

static inline uint32_t length_at(const uint8_t *lens, unsigned w, unsigned i)
{
	return w == 2 ? ld16(lens + 2 * (size_t)i) : ld32(lens + 4 * (size_t)i);
}

/* Everything that does not depend on the parameters. */
static inline void header_load(const uint8_t *block, struct layout l, struct evt *e)
{
	const uint8_t *h = block + l.off;

	e->hdr = h;
	e->lens = h + l.hdr;
	e->data = e->lens;
	e->ts = ld64(h);
	e->tid = (int64_t)ld64(h + 8);
	e->len = ld32(h + 16);
	e->type = ld16(h + 20);
	e->cpu = ld16(block + 8);
	e->nparams = 0;
	e->lenw = 2;
	e->flags = l.off == BLOCK_HEAD ? 0 : ld32(block + BLOCK_HEAD) & EVT_STATE_ONLY;
	e->info = &event_unknown;
	if (e->type < event_count) {
		e->info = &event_table[e->type];
		if (e->info->flags & EF_LARGE_PAYLOAD)
			e->lenw = 4;
	}
}

static bool params_v2(struct evt *e)
{
	uint32_t room = e->len - EVT_HDR_V2; /* lengths and data */
	uint32_t n = ld32(e->hdr + EVT_HDR_V1);
	uint64_t sum;
	uint32_t i;

	if (n > UINT16_MAX || n * e->lenw > room)
		return false;
	sum = n * e->lenw;
	if (e->lenw == 2) {
		/* Four lengths at a time: the sums of each half stay below 2^32. */
		for (i = 0; i + 4 <= n; i += 4) {
			uint64_t four = ld64(e->lens + 2 * (size_t)i);

			four = (four & 0x0000FFFF0000FFFFull) + (four >> 16 & 0x0000FFFF0000FFFFull);
			sum += (four & UINT32_MAX) + (four >> 32);
		}
		for (; i < n; i++)
			sum += length_at(e->lens, 2, i);
	} else {
		for (i = 0; i < n; i++)
			sum += length_at(e->lens, 4, i);
	}
	if (sum != room)
		return false;
	e->nparams = (uint16_t)n;
	e->data = e->lens + n * e->lenw;
	return true;
}

/*
 * Version 1 headers have no parameter count. One more parameter never makes an event shorter,
 * so at most one count fits the length: add lengths until it is reached.
 */
static bool params_v1(struct evt *e)
{
	uint32_t room = e->len - EVT_HDR_V1;
	uint64_t sum = 0;
	uint32_t n = 0;

	while (sum < room) {
		if (n >= e->info->nparams || (n + 1) * e->lenw > room)
			return false;
		sum += e->lenw + (uint64_t)length_at(e->lens, e->lenw, n);
		n++;
	}
	if (sum != room)
		return false;
	e->nparams = (uint16_t)n;
	e->data = e->lens + n * e->lenw;
	return true;
}

/* Writers of version 1 counted padding of the C struct into the length of these two. */
static bool quirk_v1_len(uint16_t type)
{
	return type == EV_NOTIFICATION_E || type == EV_INFRASTRUCTURE_EVENT_E;
}

bool evt_decode(const uint8_t *block, uint32_t len, struct evt *e)
{
	struct layout l;

	if (len < BLOCK_HEAD)
		return false;
	l = layout_of(ld32(block));
	if (!l.off || len < (uint32_t)l.off + l.hdr + BLOCK_TAIL)
		return false;
	header_load(block, l, e);
	if (e->len < l.hdr || e->len > len - l.off - BLOCK_TAIL)
		return false;
	if (l.hdr == EVT_HDR_V1 && quirk_v1_len(e->type)) {
		if (e->len < EVT_HDR_V1 + 3)
			return false;
		e->len -= 3;
	}
	if (e->info == &event_unknown)
		return true;
	return l.hdr == EVT_HDR_V2 ? params_v2(e) : params_v1(e);
}

void evt_decode_trusted(const uint8_t *block, uint32_t len, struct evt *e)
{
	struct layout l = layout_of(ld32(block));

	(void)len;
	header_load(block, l, e);
	if (l.hdr == EVT_HDR_V1) {
		if (quirk_v1_len(e->type))
			e->len -= 3;
		if (e->info != &event_unknown)
			params_v1(e);
		return;
	}
	if (e->info != &event_unknown) {
		e->nparams = (uint16_t)ld32(e->hdr + EVT_HDR_V1);
		e->data = e->lens + e->nparams * (uint32_t)e->lenw;
	}
}

/* ------------------------------------------------------------------------ values --- */

static bool type_signed(uint8_t type)
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
		return true;
	default:
		return false;
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
	bool sgn = type_signed(type);

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
