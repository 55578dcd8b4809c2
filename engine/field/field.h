/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FIELD_FIELD_H
#define SONDE_FIELD_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/event/event.h"
#include "engine/event/render.h"
#include "engine/store/log.h"

/*
 * Fields: evt.*, fd.*, proc.* ... A field is a row in the table of its class (one file a
 * class, field_class.h); it reads one event and gives one value.
 */

/* ----------------------------------------------------------- one event, queried --- */

enum time_format { TIME_HUMAN, TIME_ABS, TIME_REL, TIME_LATENCY, TIME_DELTA };

struct query_opts {
	struct render_opts render;
	enum time_format time; /* -t: evt.outputtime */
	bool resolve_ports;    /* -R: service names */
	unsigned quantize;     /* width for *.quantized fields, 0 in batch */
};

/* A walk from a process up through its ancestors (process_class.h). */
struct lineage {
	struct event_ctx *c;
	const struct thread_version *cur, *ahead;
	bool begun;
};

/*
 * An event as fields see it. Set up once per query with event_ctx_init, moved with
 * event_ctx_set; owned by one thread.
 */
struct event_ctx {
	struct log *log;
	const struct state *state;
	const struct query_opts *opts;
	uint64_t num;
	const struct log_rec *rec;
	struct evt ev;
	const struct thread_version *thread; /* NULL none */
	const struct fd_version *fd;	     /* NULL none */
	struct resolver resolver;	     /* for render.h, answers for this event */
	struct buf scratch; /* texts of values; cleared by event_ctx_set */
	struct cursor *cursor;
	/*
	 * Left by get functions that ask the state for what was true at the event's number:
	 * for events of the same thread version up to this one, the field would say the same.
	 * A query that wants to know sets it to 0 before it asks.
	 */
	uint64_t same_until;
	/* the moment that the query is about: event and its time, ns since the epoch; 0 none */
	uint64_t moment, now;
	/* left by fields that look back one step: there was nothing that they could look back at */
	bool first_look;
	/* evt.deltatime and the like: what this query saw before */
	uint64_t prev_printed_ts;
	struct event_cache *cache; /* event_cache.h */
	/* where the latest get_nth of an ancestor stands: the next one goes on from there */
	struct ascent {
		struct lineage lineage;
		uint64_t num;  /* the event */
		unsigned next; /* the ancestor that comes next; 0 begins anew */
	} ascent;
};

void event_ctx_init(struct event_ctx *c, struct log *log, const struct query_opts *o);
void event_ctx_release(struct event_ctx *c);

/* Look at the event under the cursor. All values of the previous event become invalid. */
void event_ctx_set(struct event_ctx *c, struct cursor *cur);

/*
 * The same without a look at the event's bytes, which costs more than everything else: enough for
 * fields that a version decides, on an event that has that version, and for FF_NO_BYTES.
 */
void event_ctx_set_versions(struct event_ctx *c, struct cursor *cur);

/* An event that has nothing but a type, for fields of DEP_TYPE. c may be zero but for its opts. */
void event_ctx_set_type(struct event_ctx *c, const struct log_rec *rec);

/* Let go of the log. The event, and its values, are lost. */
void event_ctx_park(struct event_ctx *c);

/* Another event of the log; *e lasts until the next look, or the next event. */
bool event_ctx_look(struct event_ctx *c, uint64_t num, struct evt *e);
/* The latest enter event of the event's thread. */
bool event_ctx_enter(struct event_ctx *c, struct evt *e);

/*
 * The query is about what is true at event num (0: about events as they were): fd.peer and
 * evt.waiting have values then.
 */
void event_ctx_set_moment(struct event_ctx *c, uint64_t num, uint64_t ts);

/* The main thread of the event's process, NULL when there is no thread. */
const struct thread_version *event_ctx_main(struct event_ctx *c);
/* The last event for which that is known to be the same (see same_until). */
uint64_t event_ctx_main_until(struct event_ctx *c);

/* ns between enter and exit; false when there is none. Enter events: true and 0. */
bool event_ctx_latency(struct event_ctx *c, uint64_t *ns);

/* Space for n bytes (plus a terminator) that lasts until the next event. */
char *event_ctx_alloc(struct event_ctx *c, size_t n);

/* ----------------------------------------------------------------------- values --- */

/* What struct value.fmt can be beside the formats of parameters (enum pfmt). */
enum {
	PF_TIMETEXT = 0x40, /* CHARBUF: a time; JSON gives time.ns instead of the text */
	PF_RAWBYTES,	    /* BYTEBUF: printed as it is up to the first NUL, whatever -A, -x say */
	PF_PRINTABLE,	    /* CHARBUF: compared as it is, printed without unprintable bytes */
};

/* A value. Its type is the field's, or the argument's for evt.rawarg. */
struct value {
	uint8_t type; /* enum ptype */
	uint8_t fmt;  /* enum pfmt or one of the above */
	uint32_t len; /* texts and buffers: bytes; PT_IPADDR: 4 or 16 */
	union {
		int64_t i;    /* signed types, ERRNO, FD, PID */
		uint64_t u;   /* unsigned types, times (ns), PORT, BOOL, flags */
		double d;
		const char *s; /* CHARBUF, BYTEBUF, FSPATH ...: not terminated, lasts for the event */
		uint8_t ip[16];
		struct {
			const char *s; /* the same as .s */
			uint64_t ns;   /* since the epoch */
		} time;		       /* PF_TIMETEXT */
	};
};

/*
 * False for values that can be compared but that the reference has no way to print: unsigned
 * and narrow numbers without a format (evt.type.is, some of evt.rawarg). A template shows them
 * as missing.
 */
bool value_printable(const struct value *v);

/* As a format prints it (filters.md, part C): sanitised as the reference does. */
void value_append(struct buf *out, const struct value *v, const struct query_opts *o);

/* As JSON: numbers as numbers, texts quoted and escaped. */
void value_append_json(struct buf *out, const struct value *v, const struct query_opts *o);

/* ----------------------------------------------------------------------- fields --- */

enum {
	FF_FILTER_ONLY = 1 << 0,
	FF_PRINT_ONLY = 1 << 1,
	FF_UNLISTED = 1 << 2,
	FF_ARG_REQUIRED = 1 << 3,
	FF_ARG_OPTIONAL = 1 << 4,
	FF_TWO_SIDED = 1 << 5, /* get2 gives the second end: fd.ip, fd.port ... */
	FF_NEWER = 1 << 6,     /* the reference (0.29.3) does not have it */
	FF_LIST = 1 << 7,      /* several values: `in` and `intersects` only */
	FF_ANCESTORS = 1 << 8, /* without index: any ancestor satisfies (proc.aname) */
	FF_BY_TYPE = 1 << 9,   /* DEP_EVENT because of generic events (types 0 and 1) alone: for
				* every other type it is the type that decides */
	FF_FD_BUT_CONNECT = 1 << 10, /* DEP_EVENT because of exits of connect alone (type 23): for
				      * every other type as DEP_FD */
	FF_FIGURES = 1 << 12,    /* asks for what log_opts.need may leave out */
	FF_LOOKS_BACK = 1 << 11, /* tells how much something changed since it was asked before: what
				  * it sees depends on which events it is asked on */
	FF_ONE_STEP = 1 << 13, /* beside it: only as far as the event of the same thread that it was
				* asked on before, of those that `on` names; see first_look */
	FF_BY_RESULT = 1 << 14, /* DEP_EVENT because of events with a result alone: for every
				 * other type it is the type that decides */
	FF_OF_KNOWN_FD = 1 << 15, /* never a value where no fd is known: where the event has no fd
				   * version, unless field_fd_without_version() */
	FF_BY_ENTRY = 1 << 16, /* DEP_EVENT, but the same for all events that have the same thread
				* version, fd version and fd number in their entry, if that is so
				* of the event at all: field_entry_decides() */
	FF_NO_BYTES = 1 << 17, /* DEP_EVENT, but for an event that has a thread version it matters
				* when it was, not what it says: event_ctx_set_versions() will do */
	FF_OF_MOMENT = 1 << 18, /* has values only where event_ctx_set_moment() says of when */
	FF_OF_RESULT = 1 << 19, /* DEP_EVENT, but of what the event says only the result matters: where
				 * the entry has it, event_ctx_set_versions() will do */
	FF_BUT_OPENAT = 1 << 20, /* as FF_NO_BYTES, except for field_fd_without_version() */
	/* For these event_ctx_set_versions() may do: field_entry_will_do(). */
	FF_OF_ENTRY = FF_BY_ENTRY | FF_NO_BYTES | FF_OF_RESULT | FF_BUT_OPENAT,
};

/* What a value depends on; decides how filters evaluate a check. */
enum field_dep {
	DEP_TYPE,   /* on the event's type alone */
	DEP_THREAD, /* on the thread version alone, for events that have one; else as DEP_EVENT */
	DEP_FD,	    /* on the fd version alone, for events that have one; else as DEP_EVENT */
	DEP_EVENT,  /* on anything */
};

struct field_ref;

struct field {
	const char *name;
	uint8_t type; /* enum ptype */
	uint8_t fmt;  /* enum pfmt */
	uint8_t dep;  /* enum field_dep */
	uint32_t flags; /* FF_* */
	int16_t sub; /* free for the class: lets one function serve several rows */
	const char *desc;

	/* The value for this event; false when it has none. */
	bool (*get)(struct event_ctx *c, const struct field_ref *r, struct value *v);

	/* Can events of this code have a value? False: never. NULL: all can. */
	bool (*on)(const struct field *f, uint16_t code);

	/* Check and digest the argument; NULL: the argument is kept as text. */
	int (*parse_arg)(struct field_ref *r, struct err *e);

	/* FF_TWO_SIDED, FF_LIST, FF_ANCESTORS: value number k = 0, 1, ...; false past the last. */
	bool (*get_nth)(struct event_ctx *c, const struct field_ref *r, unsigned k,
			struct value *v);
};

/*
 * Can an event of this type be about an fd that is known, but that it has no version of? (A failed
 * openat leaves its directory behind.)
 */
bool field_fd_without_version(uint16_t code);

/* Does the entry in the log decide fields of FF_BY_ENTRY on this event? */
bool field_entry_decides(const struct log_rec *rec);

/* Will event_ctx_set_versions() do for a field with these flags on this event? */
static inline bool field_entry_will_do(uint32_t flags, const struct log_rec *rec)
{
	return (flags & FF_NO_BYTES && rec->thread) || (flags & FF_OF_RESULT && rec->result) ||
	       (flags & FF_BY_ENTRY && field_entry_decides(rec)) ||
	       (flags & FF_BUT_OPENAT && rec->thread && !field_fd_without_version(rec->type));
}

/* A field as it is used in a filter, a format or a view: with its argument. */
struct field_ref {
	const struct field *field;
	char *arg;	/* text of the argument, NULL none; owned */
	int64_t argn;	/* [N], or -1 */
	uint8_t type;	/* enum ptype of the values (differs from the field's for evt.rawarg) */
	uint8_t fmt;	/* enum pfmt */
	int16_t arg_id; /* free for the class */
	bool dotted;	/* .arg rather than [arg] */
	void *memo;	/* state of fields that look back (thread.cpu ...); freed with the ref */
};

/*
 * Resolve "proc.name", "evt.arg.fd", "proc.aname[2]" at the start of text: longest field
 * name first, then its argument.
 * in      whole: the text must be consumed whole (filters); otherwise what follows the field
 *         is left alone (formats)
 * out     *r; release with field_ref_release
 * returns bytes consumed (> 0), or ERR_UNKNOWN / ERR_SYNTAX with the nearest name in *e
 */
int field_parse(const char *text, bool whole, struct field_ref *r, struct err *e);
void field_ref_release(struct field_ref *r);

static inline bool field_get(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return r->field->get(c, r, v);
}

struct field_class {
	const char *name; /* "fd", "process", ... */
	const char *desc;
	const char *shortdesc;
	const struct field *fields;
	unsigned n;
};

/* All classes in the order in which they are listed. */
extern const struct field_class *const field_classes[];
extern const unsigned field_class_count;

#endif
