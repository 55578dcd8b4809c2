/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_STATE_INTERNAL_H
#define SONDE_STATE_INTERNAL_H

#include "engine/base/buf.h"
#include "engine/base/hist.h"
#include "engine/base/intern.h"
#include "engine/base/numlist.h"
#include "engine/base/pmap.h"
#include "engine/base/pool.h"
#include "engine/state/state.h"

/* Shared by the files of engine/state; nothing else includes it. */

/* What a history of an fd holds while the fd is closed. */
#define FD_CLOSED UINT32_MAX
/* What a history of a tid holds while no such thread exists. */
#define THREAD_GONE UINT32_MAX

#define SLOT_CACHE 256

#define MAX_THREADS 131072 /* as the reference; bounds what a hostile capture can make */
#define MAX_INTERFACES 16384 /* all of them are looked at for some addresses */

/*
 * One entity per thread id that was ever seen. The part above the line is read by every
 * thread; the rest is the writer's.
 */
struct slot {
	int64_t tid;
	struct hist versions; /* of this tid; THREAD_GONE while there is none */
	struct hist children; /* child-thread count + 1, if it ever was not 0 */
	struct numlist figures[FIG_COUNT];
	/* -------------------------------------------------------------------- */
	uint32_t cur;	    /* current version, 0 none */
	uint32_t nchildren; /* child threads of a main thread */
	int64_t last_fd;    /* fd that the latest call is about, -1 none; 0 before the first */
	uint64_t enter_num; /* latest enter event, 0 none */
	uint64_t enter_ts;
	uint64_t latency;   /* of the latest exit, ns; 0 inside a call */
	uint16_t last_type; /* of the latest enter event; UINT16_MAX none */
	bool closing;	    /* procexit seen: goes when the next event comes */
	bool in_found_call; /* the life's */
	/* copy of the latest enter event whose parameters the exit may need */
	uint8_t *stored;
	uint32_t stored_cap;
	uint16_t stored_type;
	struct evt stored_evt; /* its view */
};

/* Where a section of a concatenated capture begins; one more for each, the first included. */
struct section {
	uint64_t first; /* event number; 0: of the first section, or not filled yet */
	_Atomic(uint64_t) ts; /* ns, what its times count from; 0 not known yet */
	_Atomic(uint64_t) unnumbered; /* events up to here that state_event_number() skips */
};

/* From a thread's creation to its end. Index 0: a thread of which nothing is known. */
struct life {
	uint64_t since; /* event that made it */
	struct thread_figures initial;
	struct thread_call found_call;
	_Atomic(uint64_t) call_over; /* event by which the thread was seen elsewhere, 0 none yet */
};

/* Ids of users and groups are those of a container, "" being the host. */
static inline int64_t container_key(const struct str *container, uint32_t id)
{
	return (int64_t)((container->len ? (uint64_t)container->hash << 32 : 0) | id);
}

/* Open addressing by key; readers walk it while the writer inserts, so old tables live on. */
struct idmap_entry {
	int64_t key;
	_Atomic(uint32_t) val; /* 0 = free entry */
	uint32_t spare;
};
struct idmap_table {
	struct idmap_table *older; /* retired, still walked by readers */
	uint32_t mask;
	struct idmap_entry e[];
};
struct idmap {
	_Atomic(struct idmap_table *) t;
	uint32_t n;
};
/* The value of a key, 0 none. */
uint32_t idmap_get(const struct idmap *m, int64_t key);
/* Insert a key, or give it another value; val != 0. */
void idmap_set(struct idmap *m, int64_t key, uint32_t val);
void idmap_release(struct idmap *m);

/*
 * The fds of a process: what was set in it, over what it began with. A forked process begins with
 * its parent's fds as they were at the fork: it keeps that state of the parent's map, so a
 * fork costs what the parent changed since the one before, however many fds there are.
 */
struct fdtable {
	struct idmap fds; /* fd -> index of a struct fdslot */
	struct pmap base; /* fd -> version that it began with */
	/* the rest is the writer's */
	struct pmap now;   /* fd -> version of today, but for the changed ones */
	struct pmap ports; /* PORT_KEY -> how many fds of `now` */
	uint32_t own;	   /* nodes from here on belong to no other table */
	uint32_t changed;  /* first fdslot changed since `now` was true, 0 none */
};
struct fdslot {
	int64_t fd;
	struct hist versions; /* FD_CLOSED while closed */
	uint64_t created;     /* event that last put a new file there; the writer's */
	uint32_t next_changed;
	bool is_changed; /* in the table's list */
};

/* Users and groups by container_key(); a later one of the same key takes its place. */
struct group_entry {
	uint32_t gid;
	const struct str *name;
};

struct apply;
typedef void (*apply_fn)(struct apply *a);

struct state {
	bool ignore_users;
	struct intern *strings;
	struct pool threads;  /* struct thread_version */
	struct pool fds;      /* struct fd_version */
	struct pool slots;    /* struct slot */
	struct pool tables;   /* struct fdtable */
	struct pool fdslots;  /* struct fdslot */
	struct pool pnodes;   /* struct pmap_node */
	struct pool nodes;    /* struct hist_node */
	struct pool numbers;  /* struct numlist_block */
	struct pool lives;    /* struct life */
	struct pool sections; /* struct section */
	bool timed;	      /* the latest section knows when it begins */
	struct idmap tids;    /* tid -> slot */
	uint32_t nthreads;    /* threads that exist now */

	/* versions at or above these were made by the event being applied, so still mutable */
	uint32_t fresh_thread, fresh_fd;
	uint32_t section_thread; /* versions at or above this were made in this section */
	/* look-ups made lately, by the low bits of the tid; misses too (the idle thread 0) */
	struct {
		int64_t tid;
		uint32_t slot;
		bool valid;
	} recent[SLOT_CACHE];

	/* what the previous event left to do when the next one starts */
	uint32_t pending_exit; /* slot, 0 none */
	uint32_t pending_table;
	int64_t pending_fd; /* fd closed in pending_table */

	bool exit_only;	     /* the capture has no enter events: nothing is guessed from them */
	uint64_t import_num; /* event that the lists describe */
	int8_t *figure_places;	  /* figures.c */
	bool no_figures;	  /* nobody asks for them */
	apply_fn *handlers;  /* by event code, NULL none */
	uint8_t *traits;     /* by event code, TRAIT_* (apply.c) */
	struct scap_machine machine;
	struct scap_interface *ifs; /* MAX_INTERFACES of them, so that they never move */
	_Atomic(uint32_t) nifs;
	struct pool users;	/* struct user */
	struct pool groups;	/* struct group_entry */
	struct idmap user_ids, group_ids;
	struct pool containers; /* struct container * */
	struct pool container_hists; /* struct hist: what was said of one container */
	struct idmap container_ids; /* interned id -> its struct hist */
	struct buf tmp;
	const struct str *na;	 /* "<NA>" */
	const struct str *empty; /* "" */
};

/* The event being applied, as handlers see it. */
struct apply {
	struct state *st;
	const struct evt *e;
	uint64_t num;
	struct slot *slot;	   /* of the event's thread, NULL none */
	const struct evt *enter;   /* stored copy of the matching enter event, NULL none */
	uint32_t fd;		   /* the event's own fd version, 0 none */
	int64_t fdnum;		   /* its number */
	uint32_t table;		   /* fd table of the event's process, 0 not looked up */
};

/* --------------------------------------------------------------- thread.c --- */

static inline struct thread_version *thread_ver(const struct state *st, uint32_t i)
{
	return pool_at(&st->threads, i);
}
static inline struct fd_version *fd_ver(const struct state *st, uint32_t i)
{
	return pool_at(&st->fds, i);
}
static inline struct slot *slot_at(const struct state *st, uint32_t i)
{
	return pool_at(&st->slots, i);
}
static inline struct life *life_at(const struct state *st, uint32_t i)
{
	return pool_at(&st->lives, i);
}
static inline struct fdtable *table_at(const struct state *st, uint32_t i)
{
	return pool_at(&st->tables, i);
}

uint32_t slot_find_slow(struct state *st, int64_t tid);
static inline uint32_t slot_find(struct state *st, int64_t tid) /* 0 none */
{
	unsigned k = (unsigned)tid & (SLOT_CACHE - 1);

	if (st->recent[k].valid && st->recent[k].tid == tid)
		return st->recent[k].slot;
	return slot_find_slow(st, tid);
}
uint32_t slot_get(struct state *st, int64_t tid);  /* makes it; 0 when there are too many */

/* The current version of a thread, NULL when it does not exist now. */
static inline struct thread_version *slot_version(const struct state *st, const struct slot *s)
{
	return s->cur ? thread_ver(st, s->cur) : NULL;
}

/* A version to write to: the current one if this event made it, else a copy from `num` on. */
struct thread_version *thread_modify(struct state *st, struct slot *s, uint64_t num);

/* A new thread in slot `si`, all defaults; replaces what was there. NULL at the limit. */
struct thread_version *thread_create(struct state *st, uint32_t si, uint64_t num);
struct thread_version *thread_placeholder(struct state *st, uint32_t si, uint64_t num);
void thread_remove(struct state *st, uint32_t si, uint64_t num);

/* The slot of the main thread of v's process, made up if need be; NULL at the limit. */
struct slot *thread_main(struct state *st, const struct thread_version *v, uint64_t num);
void children_add(struct state *st, struct slot *main, int delta, uint64_t num);
const struct str *container_of_cgroups(struct state *st, const struct str *cgroups);

/* -------------------------------------------------------------- fdtable.c --- */

/* The table of v's process (shared ones resolved), 0 when there is none; make: make one. */
uint32_t thread_table(struct state *st, const struct thread_version *v, bool make, uint64_t num);
uint32_t table_get(const struct state *st, uint32_t table, int64_t fd); /* now; 0 none */
void table_set(struct state *st, uint32_t table, int64_t fd, uint32_t version, uint64_t num);
uint32_t table_copy(struct state *st, uint32_t from, uint64_t num);
/* Calls f for every fd open in the table at num until it returns false; returns how many. */
uint32_t table_each(const struct state *st, uint32_t table, uint64_t num,
		    bool (*f)(void *arg, int64_t fd, uint32_t version), void *arg);
/* What was set in the table itself, FD_CLOSED too, from event `first` to `num`. */
void table_each_past(const struct state *st, uint32_t table, uint64_t first, uint64_t num,
		     void (*f)(void *arg, uint32_t version), void *arg);

/* Which ports the sockets of a table use now. */
struct ports_used {
	bool bound;  /* a server socket has the one, or a connected socket its peer there */
	bool client; /* a connected socket has the other as its own */
};
struct ports_used table_ports(struct state *st, uint32_t table, bool v6, uint16_t server,
			      uint16_t client);

/* A version to write to (fd_new: blank); names "" until set. */
struct fd_version *fd_new(struct state *st, uint32_t *index);
struct fd_version *fd_modify(struct apply *a);
/* Enter a new fd in the event's process: it becomes the event's fd. NULL without a table. */
struct fd_version *fd_add(struct apply *a, int64_t fd);
/* The same for parameter i of a call that made two of them; NULL where it failed, too. */
struct fd_version *fd_add_of_pair(struct apply *a, unsigned i);
uint32_t apply_table(struct apply *a);
void fd_mark_created(const struct state *st, uint32_t table, int64_t fd, uint64_t num);
uint64_t fd_created(const struct state *st, uint32_t table, int64_t fd); /* 0 not known */
/* Was another file put at that number after event num? */
bool fd_created_after(const struct state *st, uint32_t table, int64_t fd, uint64_t num);

/* -------------------------------------------------------------- figures.c --- */

void figures_init(struct state *st);
/* Event num says what the figures of the thread in slot s are. */
void figure_add(struct state *st, struct slot *s, enum figure f, uint64_t num,
		const struct evt *e);
/* The latest of another state's slot, as of event num. */
void figures_copy(struct state *to, struct slot *slot, const struct state *from,
		  const struct slot *old, uint64_t num);

/* ------------------------------------------------------------------ net.c --- */

/* Name an inet socket by its ends: "a:p->b:q", or "a:p" for a server socket. */
void fd_name_tuple(struct state *st, struct fd_version *f);
/* The same, in the form that events give it: by protocol, ports only where there are any. */
void fd_name_by_proto(struct state *st, struct fd_version *f);
void fd_fill_addresses(const struct state *st, struct fd_version *f);
bool ip6_is_mapped(const uint8_t ip[16]);

/* --------------------------------------------------------------- handlers --- */

struct apply_row {
	uint16_t code;
	apply_fn fn;
};
struct apply_rows {
	const struct apply_row *rows;
	unsigned n;
};
extern const struct apply_rows apply_proc, apply_fd, apply_net;
void apply_init(struct state *st);

/* What the previous event announced takes effect before event num. */
void apply_pending(struct state *st, uint64_t num);
/* Keep a copy of the enter event that the thread is in. */
void slot_store(struct slot *s, const struct evt *e);

/*
 * A parameter of the event, or, when its producer did not put it there, of the stored enter
 * event; an index < 0 = not in that event. False when neither has it (or it is empty).
 */
bool apply_param(const struct apply *a, int exit_i, int enter_i, struct param *p);
int64_t apply_i64(const struct apply *a, int exit_i, int enter_i, int64_t dflt);

/* Text of a CHARBUF/FSPATH parameter up to its NUL. */
struct slice param_text(const struct param *p);

/*
 * A path in two forms: as the reference has it, unprintable bytes being dots, and with all its
 * bytes. For nearly all paths they are one text.
 */
struct two_paths {
	const struct str *dotted, *as_is;
};

/* dir (ends with '/') + path, normalised and interned. */
struct two_paths path_in(struct state *st, struct two_paths dir, struct slice path);
/* With a slash at the end. */
struct two_paths path_slashed(struct state *st, struct two_paths p);
struct two_paths thread_cwd(struct state *st, const struct thread_version *v, uint64_t num);

/* The name of a directory's fd as a base for paths: with a slash. */
struct two_paths dir_of_fd(struct state *st, uint32_t fd);

/* A name that is no path below another. */
static inline void fd_set_name(struct fd_version *f, const struct str *name)
{
	f->name = name;
	f->name_as_is = NULL;
}

void add_user(struct state *st, const struct str *container, const struct scap_user *u);
void add_container(struct state *st, struct container *c, uint64_t num);

#endif
