/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FIELD_PROCESS_CLASS_H
#define SONDE_FIELD_PROCESS_CLASS_H

#include "engine/field/field_class.h"

/*
 * For the files that implement proc.* and thread.*: process.c (the table, what a thread says of
 * itself), process_tree.c (parents, ancestors, leaders), process_figures.c (what is counted and
 * measured), process_newer.c (what only newer captures tell).
 */

/* ---------------------------------------------------------------------- texts --- */

/* What a field tells about some thread: the event's own, its parent, an ancestor ... */
enum thread_text {
	TEXT_COMM,
	TEXT_EXE,
	TEXT_EXEPATH,
	TEXT_ARGS,
	TEXT_ENV,     /* of the process */
	TEXT_CWD,     /* of the process */
	TEXT_CMDLINE, /* comm and arguments */
	TEXT_EXELINE, /* exe and arguments */
};

/* The value of such a field for t; false when t is NULL. */
bool thread_text(struct event_ctx *c, const struct field_ref *r, const struct thread_version *t,
		 enum thread_text what, struct value *v);

/* Append a list whose texts end with NUL, joined by blanks. */
void put_list(struct buf *out, const struct str *list);

/* The next text of such a list at *p; false at its end. */
bool list_next(const struct str *list, const char **p, const char **text, size_t *len);

/* -------------------------------------------------------------------- lineage --- */

const struct thread_version *thread_parent(struct event_ctx *c, const struct thread_version *t);

/* Walks up from a thread's parent; ends where a damaged capture would lead in circles. */
void lineage_init(struct lineage *l, struct event_ctx *c, const struct thread_version *t);
const struct thread_version *lineage_next(struct lineage *l);

/* Ancestor n of the event's process, 0 the process itself; NULL none. */
const struct thread_version *process_ancestor(struct event_ctx *c, int64_t n);

/* Which thread leads the event's process. */
enum leader { LEAD_SESSION, LEAD_VGROUP, LEAD_GROUP };

/* sub of the rows about a leader. */
#define LEADER(which, text) ((which) << 8 | (text))

bool proc_parent_text(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_parent_id(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_ancestor_text(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_nth_ancestor_text(struct event_ctx *c, const struct field_ref *r, unsigned k,
			    struct value *v);
bool proc_ancestor_id(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_nth_ancestor_id(struct event_ctx *c, const struct field_ref *r, unsigned k,
			  struct value *v);
int proc_parse_ancestor(struct field_ref *r, struct err *e);
bool proc_leader_text(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_session_name(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_login_shell(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_env(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_ancestor_env(struct event_ctx *c, const struct field_ref *r, struct value *v);
int proc_parse_env(struct field_ref *r, struct err *e);

/* Is the process (part of) a probe of its container? sub: enum probe. */
enum probe { PROBE_NONE, PROBE_HEALTH, PROBE_LIVENESS, PROBE_READINESS };
bool proc_is_probe(struct event_ctx *c, const struct field_ref *r, struct value *v);

/* -------------------------------------------------------------------- figures --- */

/* sub of the rows that share proc_figure */
enum thread_figure {
	FIGURE_VMSIZE,
	FIGURE_VMRSS,
	FIGURE_VMSWAP,
	FIGURE_PF_MAJOR,
	FIGURE_PF_MINOR,
	FIGURE_OF_MAIN = 1 << 8, /* 0 for other threads */
	FIGURE_BYTES = 1 << 9,
};
bool proc_figure(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_threads(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_child_threads(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_fd_count(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_fd_limit(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_fd_usage(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_duration(struct event_ctx *c, const struct field_ref *r, struct value *v);

/* sub of the rows that share thread_cpu */
enum { CPU_USER = 1, CPU_SYSTEM = 2 };
bool thread_cpu_on(const struct field *f, uint16_t code);
bool thread_cpu(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool thread_exec_time(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool thread_total_exec_time(struct event_ctx *c, const struct field_ref *r, struct value *v);

/* ---------------------------------------------------------------------- newer --- */

/* sub of the rows that share proc_newer_number */
enum newer_number {
	NEWER_ARG_COUNT,
	NEWER_ARG_LENGTH,
	NEWER_EXE_INO,
	NEWER_EXE_CTIME,
	NEWER_EXE_MTIME,
	NEWER_CTIME_TO_START,
	NEWER_PIDNS_TO_CTIME,
	NEWER_PIDNS_START,
	NEWER_START,
};
bool proc_newer_number(struct event_ctx *c, const struct field_ref *r, struct value *v);

enum newer_bool {
	NEWER_UPPER_LAYER,
	NEWER_LOWER_LAYER,
	NEWER_FROM_MEMFD,
	NEWER_LEADS_SESSION,
	NEWER_LEADS_VGROUP,
	NEWER_LEADS_GROUP,
};
bool proc_newer_bool(struct event_ctx *c, const struct field_ref *r, struct value *v);

enum newer_parent { PARENT_VPID, PARENT_DURATION, PARENT_START };
bool proc_newer_parent(struct event_ctx *c, const struct field_ref *r, struct value *v);

enum newer_caps { CAPS_PERMITTED, CAPS_INHERITABLE, CAPS_EFFECTIVE };
bool thread_caps(struct event_ctx *c, const struct field_ref *r, struct value *v);

/* sub: number of the fd */
bool proc_std_type(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool proc_std_name(struct event_ctx *c, const struct field_ref *r, struct value *v);

#endif
