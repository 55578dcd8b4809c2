/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCRIPT_CHISEL_H
#define SONDE_SCRIPT_CHISEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/field/field.h"
#include "engine/store/log.h"

/*
 * Chisels: Lua programs that see the events of a log, with the API of sysdig 0.29.3. Unlike
 * views they are programs of the user, with the whole standard library. Each has a Lua state
 * of its own. A set of them is run by one thread.
 */

/* ------------------------------------------------------------------ where they are --- */

/* Folders in the order in which they are searched; "" stands for a name used as it is given. */
struct chisel_path {
	char **dirs;
	unsigned n;
};

void chisel_path_add(struct chisel_path *p, const char *dir); /* copied */
void chisel_path_release(struct chisel_path *p);
/*
 * NAME.lua or NAME in one of the folders, or at its place where it begins with a dot or a slash: a
 * new string, NULL when there is none.
 */
char *chisel_path_find(const struct chisel_path *p, const char *name);

/* ERR_UNKNOWN: there is no such chisel; the one in these folders that may have been meant. */
int chisel_path_refuse(const struct chisel_path *p, const char *name, struct err *e);

/* What a chisel says of itself. */
struct chisel_arg {
	char *name, *desc, *type;
	bool optional;
};

struct chisel_info {
	char *name; /* of the file, without .lua */
	char *path;
	char *category, *short_desc, *desc; /* "" where it says nothing */
	bool hidden;
	struct chisel_arg *args; /* those that are required need not come first */
	unsigned nargs;
};

/*
 * The chisels that want to be listed, sorted by category and name. A file runs in order to be
 * asked, in silence and for a bounded time; what fails is left out.
 */
struct chisel_list {
	struct chisel_info *v;
	unsigned n;
};

void chisel_list_load(struct chisel_list *l, const struct chisel_path *path);
void chisel_list_release(struct chisel_list *l);

/* One of them, with hidden ones: 0 and *info, or ERR_UNKNOWN. Release it with the function below.
 */
int chisel_info_load(struct chisel_info *info, const struct chisel_path *path, const char *name,
		     struct err *e);
void chisel_info_release(struct chisel_info *info);

/* ------------------------------------------------------------------------ a run --- */

/* What chisels learn of the program, and what they do to it. */
struct chisel_env {
	const struct chisel_path *path;
	struct query_opts *query; /* set_output_format changes it, unless output_chosen */
	const char *filter;	  /* the command line's, NULL none */
	const char *source;	  /* path of the capture, NULL none: live */
	unsigned nsources;	  /* how many captures are read one after the other */
	uint64_t max_ns; /* end the run this much after the first event that passed, 0 never */
	bool output_chosen, json, containers, tty;
	int width, height; /* cells of the terminal, -1 none */

	/* A line of an event formatter, without its newline; to come between what Lua prints. */
	void (*line)(void *arg, const char *p, size_t n);
	void (*log)(void *arg, const char *chisel, const char *severity, const char *text);
	void (*snaplen)(void *arg, uint64_t bytes);
	/*
	 * Where the log was opened without figures of processes (LOG_NEED_NO_FIGURES): the same
	 * capture with them, from its beginning. NULL and *e when it cannot be had. Both logs
	 * stay the caller's; the first one is not used any more. Else NULL.
	 */
	struct log *(*full_log)(void *arg, struct err *e);
	void *arg;
};

struct chisel_set;
struct chisel;

/*
 * Borrows env, which may change until a capture is open. Its functions may still be missing while
 * chisels are loaded, but not query.
 */
struct chisel_set *chisel_set_new(const struct chisel_env *env);
void chisel_set_free(struct chisel_set *s); /* NULL is fine */
unsigned chisel_set_count(const struct chisel_set *s);

/*
 * Load a chisel and run its top level.
 * out     *c, owned by the set
 * returns 0, ERR_UNKNOWN (no such file) or ERR_SYNTAX with *e
 */
int chisel_set_add(struct chisel_set *s, const char *name, struct chisel **c, struct err *e);

/*
 * Which of the words behind "-c NAME" is the chisel's arguments?
 * in      n words, those up to the end of the command line
 * returns 1: the first; 0: none, they are options or the filter; ERR_SYNTAX: there has to be one
 */
int chisel_takes_word(const struct chisel *c, char *const *words, int n, struct err *e);

/* Split the word into arguments and hand them over (on_set_arg). NULL: none. */
int chisel_set_args(struct chisel *c, const char *word, struct err *e);

/*
 * For every capture: init, then open the log, start, step until it says 0, end.
 *
 * init       before the capture is opened. Afterwards chisel_set_filter() is the filter that the
 *            events are to pass (NULL none): the command line's or a chisel's own
 * start      every_event: step at every event of the log, those that nobody looks at, too, and
 *            those kept for state only
 * step       go to the next event that matters and hand it out. wait: for events still being read.
 *            1 done, 0 there is none (yet) or no more is wanted (done), < 0 a chisel failed
 * end        tell all chisels, also after a failure or without start
 */
int chisel_set_init(struct chisel_set *s, struct err *e);
const char *chisel_set_filter(const struct chisel_set *s);
/* After init: is somebody known to ask for figures of processes (FF_FIGURES)? */
bool chisel_set_wants_figures(struct chisel_set *s);
int chisel_set_start(struct chisel_set *s, struct log *log, bool every_event, struct err *e);
int chisel_set_step(struct chisel_set *s, bool wait, struct err *e);
int chisel_set_end(struct chisel_set *s, struct err *e);

/* Where step stands, and whether that event passed the capture's filter. */
struct cursor *chisel_set_cursor(struct chisel_set *s);
bool chisel_set_matched(const struct chisel_set *s);
/* A chisel has called sysdig.end_capture. */
bool chisel_set_stopped(const struct chisel_set *s);
/* No more events are wanted, because of that or of env->max_ns. */
bool chisel_set_done(const struct chisel_set *s);

/* The command line that a chisel wants to be run next, NULL none. */
const char *chisel_set_run_app(const struct chisel_set *s);

#endif
