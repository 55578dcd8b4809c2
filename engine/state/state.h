/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_STATE_STATE_H
#define SONDE_STATE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/event/event.h"
#include "engine/scap/meta.h"
#include "engine/state/container.h"
#include "engine/state/fd.h"
#include "engine/state/thread.h"

/*
 * What the capture says about the machine, as immutable versions.
 *
 * One thread (the writer) imports and applies; any thread may ask for what was true at an
 * event that has been published (store/log.h). Event numbers start at 1; number 0 is the
 * moment of the import, before the first event.
 */
struct state;

struct state *state_new(void);
void state_free(struct state *st); /* NULL is fine */

/* --------------------------------------------------------------- the writer --- */

/* From now on lists of users and groups in the capture are not looked at. */
void state_ignore_users(struct state *st);

/* The metadata part of a section. Several lists of a kind accumulate. */
void state_import_machine(struct state *st, const struct scap_machine *m);
void state_import_thread(struct state *st, const struct scap_thread *t);
void state_import_fd(struct state *st, int64_t tid, const struct scap_fd *f);
/* The thread is in the list, and in this call. */
void state_import_call(struct state *st, int64_t tid, const struct thread_call *c);
void state_import_interface(struct state *st, const struct scap_interface *i);
void state_import_user(struct state *st, const struct scap_user *u);

/* The capture's producer writes exit events only. To be said before the first event. */
void state_set_exit_only(struct state *st, bool yes);

/*
 * Lists come behind events (again): what they say is true from event `num` on. Not to be called
 * before the first list of a capture.
 */
void state_import_begin(struct state *st, uint64_t num);

/* After the last list: orient sockets, count threads, derive containers. */
void state_import_done(struct state *st);

/*
 * A state that knows what is true before event num and from there on, with ids of its own and
 * nothing of the past. `from` is finished with: it takes no more events.
 */
struct state *state_renew(struct state *from, uint64_t num);

/*
 * A log that forgets renews its state after so many events at the latest: numbers within one lie
 * near each other (numlist.h).
 */
#define STATE_MOST_EVENTS (1ull << 29)
size_t state_bytes(const struct state *st); /* memory, about */

/* A new section of a concatenated capture begins at event `num`: forget what was true. */
void state_reset(struct state *st, uint64_t num);

/* First event of the section that event num is in; 0 for the first section. For any thread. */
uint64_t state_section_at(const struct state *st, uint64_t num);

/*
 * The event about to be applied is one of the container events that a section may begin with.
 * In all sections but the first they count as metadata, without a number that is shown.
 */
void state_leading_event(struct state *st);

/*
 * Relative times count from the first event of their section that is no container event: the
 * writer says its time (ns) unless it is known; any thread asks for it (0 not known yet).
 */
/* The number that event num is shown by. */
uint64_t state_event_number(const struct state *st, uint64_t num);

bool state_timed(const struct state *st);
void state_set_time(struct state *st, uint64_t ts);
uint64_t state_time_origin(const struct state *st, uint64_t num);

/* What is put beside an event in the log. */
struct evt_refs {
	uint32_t thread; /* thread version, 0 none */
	uint32_t fd;	 /* fd version, 0 none */
	int64_t fdnum;	 /* the fd that the thread's call is about, -1 none: fd.num */
	uint64_t enter;	 /* number of the latest enter event of the thread, 0 none */
	uint64_t enter_ts; /* its time, ns; latency = ts - enter_ts, 0 none */
	uint8_t flags;	   /* REF_* */
};

enum {
	REF_PAIRED = 1 << 0, /* exit event whose enter event is `enter` */
	REF_NAME_CHANGED = 1 << 1, /* the fd's name is another one after this event */
	REF_SILENT = 1 << 3,	   /* never shown: a container's failed look-up */
	/*
	 * fd is what the thread's latest call was about, not known to be this event's: its
	 * enter event is missing
	 */
	REF_FD_GUESSED = 1 << 6,
};

/* Apply event `num` (1, 2, ...). Called once per event, in order. */
void state_apply(struct state *st, const struct evt *e, uint64_t num, struct evt_refs *refs);

/* -------------------------------------------------------------- every thread --- */

const struct thread_version *state_thread(const struct state *st, uint32_t version);
const struct fd_version *state_fd(const struct state *st, uint32_t version);
uint32_t state_thread_count(const struct state *st); /* versions made so far + 1 */
uint32_t state_fd_count(const struct state *st);

/* The thread with this id at event num (changes made by that event included), 0 none. */
uint32_t state_thread_at(const struct state *st, int64_t tid, uint64_t num);

/* The version of the main thread of t's process at event num; t itself when it is one. */
const struct thread_version *state_main_at(const struct state *st, const struct thread_version *t,
					   uint64_t num);

/* fd `fd` as t's process had it at event num, 0 none. */
uint32_t state_fd_at(const struct state *st, const struct thread_version *t, int64_t fd,
		     uint64_t num);

/* Open fds of t's process at num: calls f for each until it returns false; returns the count. */
uint32_t state_each_fd(const struct state *st, const struct thread_version *t, uint64_t num,
		       bool (*f)(void *arg, int64_t fd, uint32_t version), void *arg);

/*
 * Everything that processes have opened by event num, closed or not, in the section that num is
 * in; not what they were born with. A process is told as it was when the table was last its own.
 */
void state_each_past_fd(const struct state *st, uint64_t num,
			void (*f)(void *arg, const struct thread_version *process,
				  uint32_t version),
			void *arg);

/* Every thread that exists at num. */
void state_each_thread(const struct state *st, uint64_t num,
		       bool (*f)(void *arg, uint32_t version), void *arg);

/*
 * The call that t was in when the lists were made, if by event num it has done nothing since:
 * no event of it but what happens to threads that wait. NULL: none, or none known.
 */
const struct thread_call *state_found_call(const struct state *st, const struct thread_version *t,
					   uint64_t num);

/* Child threads of t (0 unless it is a main thread) at num. */
uint32_t state_child_threads(const struct state *st, const struct thread_version *t, uint64_t num);

/*
 * Fast-moving figures: the number of the event since which they are what they are at num (in a
 * state that was renewed it may be nearer). 0 = none: the process list's figures hold.
 */
enum figure { FIG_VM, FIG_FAULTS, FIG_COUNT };
uint64_t state_figure_event(const struct state *st, const struct thread_version *t, enum figure f,
			    uint64_t num);
struct thread_figures {
	uint32_t vm_size_kb, vm_rss_kb, vm_swap_kb;
	uint64_t pf_major, pf_minor;
};
/* What that event said of them: the members that the figure is about; others are as at first. */
void state_figures(const struct state *st, const struct thread_version *t, enum figure f,
		   uint64_t num, struct thread_figures *out);
/* Do not remember them. To be said before the first event. */
void state_ignore_figures(struct state *st);

/*
 * As the functions of the same names, for somebody who walks over many events: *until is
 * lowered to the last event at which the answer is still known to be the same. It comes in
 * as the number of events published before the question.
 */
const struct thread_version *state_main_until(const struct state *st,
					      const struct thread_version *t, uint64_t num,
					      uint64_t *until);
uint32_t state_child_threads_until(const struct state *st, const struct thread_version *t,
				   uint64_t num, uint64_t *until);
/* *place: 0, or what an earlier question about this thread's slot and figure left there. */
void state_figures_until(const struct state *st, const struct thread_version *t, enum figure f,
			 uint64_t num, struct thread_figures *out, uint64_t *until,
			 uint32_t *place);

/* Users and groups; NULL when unknown. Container-scoped ones by their container id. */
struct user {
	uint32_t uid, gid;
	const struct str *name, *home, *shell;
};
/* Those of a container that nothing was said of are the host's. */
const struct user *state_user(const struct state *st, const struct str *container, uint32_t uid);
const struct str *state_group(const struct state *st, const struct str *container, uint32_t gid);

/* Metadata of a container at event num, NULL when unknown. */
const struct container *state_container(const struct state *st, const struct str *id,
					uint64_t num);

/* Every container known at event num. */
void state_each_container(const struct state *st, uint64_t num,
			  bool (*f)(void *arg, const struct container *c), void *arg);

/* Is the address one of this machine's interfaces or a loopback address? */
bool state_ip_is_local(const struct state *st, const uint8_t *ip, bool v6);

const struct scap_machine *state_machine(const struct state *st);

/* The lists as they were imported, for the writer of captures. */
const struct scap_interface *state_interfaces(const struct state *st, uint32_t *n);
void state_each_user(const struct state *st, bool (*f)(void *arg, const struct scap_user *u),
		     void *arg);

#endif
