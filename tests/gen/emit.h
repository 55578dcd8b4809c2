/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TESTS_GEN_EMIT_H
#define SONDE_TESTS_GEN_EMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/event/event.h"
#include "engine/scap/meta.h"

/*
 * Writes captures byte by byte, in either byte order and in every version of the format. It
 * shares nothing with engine/scap: what the reader and the writer of the program take for
 * granted is said here a second time.
 */
struct gen {
	struct buf b;
	bool swap;	/* the other byte order than this machine's */
	bool v1;	/* events without parameter count (0x204, 0x208) */
	bool old_codes; /* the block numbers of before 2014 */
	uint64_t ts;	/* ns since the epoch, of the latest event */
	uint64_t step;	/* ns from one event to the next */
	uint16_t cpu;	/* of the next event */
	uint32_t flags; /* block flags of the next events: EVT_STATE_ONLY */
};

/* Block numbers of before 2014 that are not just the bodies of today's (chapter 4). */
#define OLD_CODE_EVENT 0x8010ABCDu

void gen_init(struct gen *g);
void gen_release(struct gen *g);

void put8(struct gen *g, uint8_t v);
void put16(struct gen *g, uint16_t v);
void put32(struct gen *g, uint32_t v);
void put64(struct gen *g, uint64_t v);
void put_bytes(struct gen *g, const void *p, size_t n);
void put_zeros(struct gen *g, size_t n);
void put_str16(struct gen *g, struct slice s);

/* A block: what is put between the two calls is its body. */
size_t block_begin(struct gen *g, uint32_t type);
void block_end(struct gen *g, size_t at);

/* Where an entry that starts with its own length begins; _end fills the length in. */
size_t entry_begin(struct gen *g);
void entry_end(struct gen *g, size_t at, bool counts_itself);

/* ------------------------------------------------------------------ metadata --- */

#define SL(text) ((struct slice){(text), sizeof(text) - 1})

void put_section(struct gen *g, uint16_t major, uint16_t minor, bool options);
void put_machine(struct gen *g, const struct scap_machine *m);

/* version 1..9; tail: bytes after `root` in version 9, cut at any field boundary. */
void put_threads(struct gen *g, int version, unsigned tail, const struct scap_thread *t,
		 unsigned n);
/* What scap-format.md calls the long tail starts above this. */
#define TAIL_SHORT_MAX 29

/* lens: the entries carry their length (0x218, 0x219, 0x220). */
void put_fds(struct gen *g, bool lens, bool dev, int64_t tid, const struct scap_fd *f, unsigned n);
void put_interfaces(struct gen *g, bool lens, bool speed, const struct scap_interface *i,
		    unsigned n);
void put_users(struct gen *g, bool lens, const struct scap_user *u, unsigned n);

/* -------------------------------------------------------------------- events --- */

/* One parameter. Integers take the width of the parameter's type in the event table. */
struct val {
	enum val_kind {
		VAL_INT,
		VAL_TEXT,  /* with its NUL */
		VAL_BYTES, /* as they are */
		VAL_EMPTY, /* length zero */
		VAL_ADDR,
		VAL_TUPLE,
		VAL_FDLIST, /* p: n of struct poll_fd */
	} kind;
	uint64_t n; /* VAL_INT; VAL_FDLIST: count; unix tuple: source */
	uint64_t m; /* unix tuple: destination */
	const void *p;
	size_t len;
	unsigned width;	       /* VAL_INT: bytes, 0 = by the table */
	bool dyn;	       /* an alternative of a PT_DYN parameter comes first */
	uint8_t alt;	       /* which */
	const char *src, *dst; /* addresses; unix: src is the path */
	uint16_t sport, dport;
	uint8_t family; /* 1 unix, 2 inet, 10 inet6 */
};

struct poll_fd {
	int64_t fd;
	uint16_t flags;
};

#define I(x)	    ((struct val){.kind = VAL_INT, .n = (uint64_t)(x)})
#define W(w, x)	    ((struct val){.kind = VAL_INT, .n = (uint64_t)(x), .width = (w)})
#define S(s)	    ((struct val){.kind = VAL_TEXT, .p = (s)})
#define B(q, n)	    ((struct val){.kind = VAL_BYTES, .p = (q), .len = (n)})
#define BL(lit)	    B(lit, sizeof(lit) - 1)
#define E	    ((struct val){.kind = VAL_EMPTY})
#define DI(a, x)    ((struct val){.kind = VAL_INT, .n = (uint64_t)(x), .dyn = true, .alt = (a)})
#define DB(a, q, l) ((struct val){.kind = VAL_BYTES, .p = (q), .len = (l), .dyn = true, .alt = (a)})
#define A4(ip, po)  ((struct val){.kind = VAL_ADDR, .family = 2, .src = (ip), .sport = (po)})
#define A6(ip, po)  ((struct val){.kind = VAL_ADDR, .family = 10, .src = (ip), .sport = (po)})
#define AU(path)    ((struct val){.kind = VAL_ADDR, .family = 1, .src = (path)})
#define T4(s, sp, d, dp)                 \
	((struct val){.kind = VAL_TUPLE, \
		      .family = 2,       \
		      .src = (s),        \
		      .sport = (sp),     \
		      .dst = (d),        \
		      .dport = (dp)})
#define T6(s, sp, d, dp)                 \
	((struct val){.kind = VAL_TUPLE, \
		      .family = 10,      \
		      .src = (s),        \
		      .sport = (sp),     \
		      .dst = (d),        \
		      .dport = (dp)})
#define TU(s, d, path) \
	((struct val){.kind = VAL_TUPLE, .family = 1, .n = (s), .m = (d), .src = (path)})
#define FDS(a, c) ((struct val){.kind = VAL_FDLIST, .p = (a), .n = (c)})

/* An event of `tid`, a step after the one before, on the cpus in turn. */
void put_event(struct gen *g, int64_t tid, unsigned code, const struct val *v, unsigned n);
#define EV(g, tid, code, ...)                                      \
	put_event(g, tid, code, (const struct val[]){__VA_ARGS__}, \
		  sizeof((const struct val[]){__VA_ARGS__}) / sizeof(struct val))
#define EV0(g, tid, code) put_event(g, tid, code, NULL, 0)

#endif
