/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_EVENT_EVENT_H
#define SONDE_EVENT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * The table of event types and the view of one event.
 *
 * Source of the table: events.tsv and flags.tsv beside this file (facts about the public
 * .scap format); gen.awk makes build/gen/event_table.c and build/gen/event_codes.h
 * (EV_* constants) from them. Everything here is constant data: any thread may read it.
 */

/* Parameter types. The numbers are the format's own; they never appear in a file. */
enum ptype {
	PT_NONE = 0,
	PT_INT8,
	PT_INT16,
	PT_INT32,
	PT_INT64,
	PT_UINT8,
	PT_UINT16,
	PT_UINT32,
	PT_UINT64,
	PT_CHARBUF,
	PT_BYTEBUF,
	PT_ERRNO,
	PT_SOCKADDR,
	PT_SOCKTUPLE,
	PT_FD,
	PT_PID,
	PT_FDLIST,
	PT_FSPATH,
	PT_SYSCALLID,
	PT_SIGTYPE,
	PT_RELTIME,
	PT_ABSTIME,
	PT_PORT,
	PT_L4PROTO,
	PT_SOCKFAMILY,
	PT_BOOL,
	PT_IPV4ADDR,
	PT_DYN,
	PT_FLAGS8,
	PT_FLAGS16,
	PT_FLAGS32,
	PT_UID,
	PT_GID,
	PT_DOUBLE,
	PT_SIGSET,
	PT_CHARBUFARRAY,
	PT_CHARBUF_PAIR_ARRAY,
	PT_IPV4NET,
	PT_IPV6ADDR,
	PT_IPV6NET,
	PT_IPADDR,
	PT_IPNET,
	PT_MODE,
	PT_FSRELPATH,
	PT_ENUMFLAGS8,
	PT_ENUMFLAGS16,
	PT_ENUMFLAGS32,
	PT_FD32,
	PT_PID32,
	PT_MAX,
};

/* How an integer is written. PF_ID is decimal that is never scaled or defaulted in tables. */
enum pfmt { PF_NA, PF_DEC, PF_HEX, PF_OCT, PF_PAD9, PF_ID };

/* Event flags. */
enum {
	EF_CREATES_FD = 1u << 0,
	EF_DESTROYS_FD = 1u << 1,
	EF_USES_FD = 1u << 2,
	EF_READS_FROM_FD = 1u << 3,
	EF_WRITES_TO_FD = 1u << 4,
	EF_MODIFIES_STATE = 1u << 5,
	EF_UNUSED = 1u << 6,
	EF_WAITS = 1u << 7,
	EF_SKIPPARSERESET = 1u << 8,
	EF_OLD_VERSION = 1u << 9,
	EF_LARGE_PAYLOAD = 1u << 10,
	EF_CONVERTER_MANAGED = 1u << 11,
	/* What kind of source the event comes from (HEAD keeps these in the category). */
	EF_SYSCALL = 1u << 12,
	EF_TRACEPOINT = 1u << 13,
	EF_METAEVENT = 1u << 14,
	EF_PLUGIN = 1u << 15,
	EF_ITER = 1u << 16,
};

enum ecat {
	EC_UNKNOWN,
	EC_OTHER,
	EC_FILE,
	EC_NET,
	EC_IPC,
	EC_MEMORY,
	EC_PROCESS,
	EC_SLEEP,
	EC_SYSTEM,
	EC_SIGNAL,
	EC_USER,
	EC_TIME,
	EC_PROCESSING,
	EC_IO_READ,
	EC_IO_WRITE,
	EC_IO_OTHER,
	EC_WAIT,
	EC_SCHEDULER,
	EC_INTERNAL,
	EC_MAX,
};

struct flag_row {
	const char *name;
	uint32_t value;
};

/* Rows in the order that rendering depends on (flags_append in render.c). */
struct flag_table {
	const char *name;
	const struct flag_row *rows;
	unsigned n;
};

struct param_info {
	const char *name;
	uint8_t type;  /* enum ptype */
	uint8_t fmt;   /* enum pfmt */
	int8_t dirfd;  /* PT_FSRELPATH: index of the parameter with the directory fd, else -1 */
	bool merged;   /* producers since libs 0.20 copied it here from the enter event */
	const struct flag_table *flags; /* flag and mode types, else NULL */
	const struct param_info *dyn;   /* PT_DYN: its alternatives, else NULL */
	unsigned ndyn;
};

/* Codes below this are known to the reference (sysdig 0.29.3). */
#define EVENT_REF_COUNT 336
/* The same for system calls (ppm_sc). */
#define SYSCALL_REF_COUNT 329

struct event_info {
	const char *name;     /* what evt.type shows */
	const char *category; /* lower case, as evt.category shows it ("IPC" excepted) */
	uint32_t flags;       /* EF_*, as the reference has them where it knows the event */
	uint32_t flags_new;   /* EF_*, as current libs have them */
	uint8_t cat;          /* enum ecat */
	uint8_t nparams;      /* parameters we know */
	uint8_t nref;         /* parameters that the reference knows (nparams where it knows none) */
	int8_t fd_param;      /* index of the parameter that current producers put the fd in, -1 */
	int8_t result_param;  /* index of the one that says how the call ended: `res`, or the fd that
			       * an exit event created; -1 */
	bool exit_merged;     /* some parameter is `merged` */
	const struct param_info *params;
};

extern const struct event_info event_table[];
extern const struct event_info event_unknown; /* stands for codes beyond the table */
extern const unsigned event_count; /* codes 0 .. event_count - 1 */

/* What is known of an event code, of any. */
static inline const struct event_info *event_info_of(uint16_t code)
{
	return code < event_count ? &event_table[code] : &event_unknown;
}

/* System calls by their number in generic events (ppm_sc), as the reference names them. */
struct syscall_info {
	const char *name;
	uint8_t cat; /* enum ecat */
};
extern const struct syscall_info syscall_table[];
extern const unsigned syscall_count;

extern const struct flag_table flag_tables[];
extern const unsigned flag_table_count;

const struct flag_table *flag_table_find(const char *name);
const char *errno_name(int64_t err);   /* err > 0: "ENOENT", or NULL */
const char *signal_name(unsigned sig); /* "SIGTERM", or NULL */
const char *category_name(enum ecat c);

/* The code whose evt.type is `name`, lowest first, at or after `from`; -1 when none. */
int event_code_find(const char *name, unsigned from);

/* True if `name` is the name of an event type or of a system call. */
bool event_name_known(const char *name);

static inline bool event_is_exit(uint16_t code)
{
	return code & 1;
}

/* Do events of this type tell how a call ended? */
static inline bool event_has_result(uint16_t code)
{
	return event_info_of(code)->result_param >= 0;
}

/* ------------------------------------------------------------------ one event --- */

/*
 * The view of one event. Borrowed: all pointers lead into the block it was decoded from.
 *
 *  v1 header, 22 bytes                    v2 header, 26 bytes
 *  0   u64 ts     ns since the epoch      the same, then
 *  8   i64 tid                            22  u32 nparams
 *  16  u32 len    header + lengths + data
 *  20  u16 type
 *
 *  then nparams lengths (u16; u32 for EF_LARGE_PAYLOAD types), then the parameters' bytes.
 *  format: falcosecurity/libs userspace/libscap/scap_savefile.h, driver/ppm_events_public.h
 */
struct evt {
	const uint8_t *hdr;
	const uint8_t *lens;
	const uint8_t *data; /* first parameter's bytes */
	const struct event_info *info;
	uint64_t ts;  /* ns since the epoch */
	int64_t tid;  /* -1 none */
	uint32_t len; /* header, lengths and data, bytes */
	uint16_t type;
	uint16_t cpu;
	uint16_t nparams; /* parameters in the file; may differ from info->nparams */
	uint8_t lenw;     /* 2 or 4 */
	uint8_t flags;    /* block flags: EVT_STATE_ONLY */
};

enum { EVT_STATE_ONLY = 1 };

struct param {
	const uint8_t *p;
	uint32_t len; /* bytes */
	const struct param_info *info;
};

/* Block types that hold an event. */
enum {
	BLOCK_EV = 0x204,
	BLOCK_EVF = 0x208,
	BLOCK_EV_V2 = 0x216,
	BLOCK_EVF_V2 = 0x217,
	BLOCK_EV_V2_LARGE = 0x221,
	BLOCK_EVF_V2_LARGE = 0x222,
	BLOCK_EV_INT = (int)0x8010ABCD,
};

/*
 * Decode the event in a block.
 * in      block: the whole block from its type to its trailer, len bytes, native byte order
 * out     *e, pointers into block
 * returns true; false when lengths do not fit (the block is damaged): *e is then undefined.
 *         An event code beyond our table gives info == &event_unknown and nparams == 0.
 */
bool evt_decode(const uint8_t *block, uint32_t len, struct evt *e);

/*
 * Is a block of len bytes still that of an event of this time and type, as its header tells? What
 * is mapped may be written over. len is checked, and may be anything.
 */
bool evt_is(const uint8_t *block, uint32_t len, uint64_t ts, uint16_t type);

/*
 * As evt_decode for a block that was decoded before with success; its lengths are not checked again.
 * in      ts, type: what it said then. Somebody may write over a capture that is mapped: a block
 *         that says something else now gives an event without parameters, of tid 0.
 */
void evt_decode_trusted(const uint8_t *block, uint64_t ts, uint16_t type, struct evt *e);

/* Parameter i: true and *p filled, or false when the event has no such parameter. */
static inline bool evt_param(const struct evt *e, unsigned i, struct param *p)
{
	uint32_t off = 0;
	unsigned k;

	if (i >= e->nparams || i >= e->info->nparams)
		return false;
	if (e->lenw == 2) {
		uint16_t l;

		for (k = 0; k < i; k++) {
			memcpy(&l, e->lens + 2 * k, 2);
			off += l;
		}
		memcpy(&l, e->lens + 2 * i, 2);
		p->len = l;
	} else {
		uint32_t l;

		for (k = 0; k < i; k++) {
			memcpy(&l, e->lens + 4 * k, 4);
			off += l;
		}
		memcpy(&l, e->lens + 4 * i, 4);
		p->len = l;
	}
	p->p = e->data + off;
	p->info = &e->info->params[i];
	return true;
}

/* Fixed-width parameters as numbers; `dflt` when absent, empty or of another width. */
int64_t evt_i64(const struct evt *e, unsigned i, int64_t dflt);
uint64_t evt_u64(const struct evt *e, unsigned i, uint64_t dflt);

/* How the bits of a type are read; everything that is not an integer is NUM_NONE. */
enum number { NUM_NONE, NUM_SIGNED, NUM_UNSIGNED };
enum number ptype_number(uint8_t type);

/* Bytes of a fixed-width integer type, 0 for every other type. */
unsigned ptype_width(uint8_t type);

/* What lists call it: "UINT32"; "NONE" for what has no name. */
const char *ptype_name(uint8_t type);
/* The integer at p, `width` 1, 2, 4 or 8 bytes, extended as the type's sign asks. */
int64_t ptype_load(uint8_t type, const uint8_t *p, unsigned width);

/* Index of the first parameter called `name`, or -1. */
int evt_param_index(const struct event_info *info, const char *name);

/* Unaligned loads. */
static inline uint16_t ld16(const void *p)
{
	uint16_t v;
	memcpy(&v, p, sizeof(v));
	return v;
}
static inline uint32_t ld32(const void *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof(v));
	return v;
}
static inline uint64_t ld64(const void *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof(v));
	return v;
}

#endif
