/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCRIPT_CHISEL_INTERNAL_H
#define SONDE_SCRIPT_CHISEL_INTERNAL_H

#include <lua.h>

#include "engine/filter/filter.h"
#include "engine/format/format.h"
#include "engine/script/chisel.h"

/* For the files that make up the host of chisels. */

/* on_interval: every so many ns of event time. */
struct chisel_timer {
	uint64_t every;	  /* 0 none */
	uint64_t precise; /* the other kind, looked at when there is none of the first */
	uint64_t slot;	  /* begin of the slot of the latest event, 0 none yet */
	uint64_t ticked;  /* time of the latest tick, 0 none yet */
	uint64_t start;	  /* precise: begin of the slot that has not been told yet, 0 none */
};

/* The value of a field on its way to Lua; scripts that are compiled read it from here. */
struct chisel_cell {
	double number; /* of a boolean: 0 or 1 */
	const char *text; /* lasts until the next value is asked for */
	uint32_t len;
};
enum cell_kind { CELL_NIL, CELL_NUMBER, CELL_TEXT, CELL_BOOL, CELL_NONE /* Lua has none */ };

struct chisel {
	struct chisel_set *set;
	lua_State *L;
	struct chisel_info info;
	unsigned nrequired;
	char **given; /* the values of its arguments, in the order of info.args */
	unsigned ngiven;
	struct field_ref *fields; /* number i is the handle i + 1 */
	unsigned nfields;
	char *filter; /* its own, NULL none; known to compile */
	struct filter *compiled;
	struct filter_run
		*run;	       /* of it, with the context in which fields are asked; NULL not yet */
	bool run_is_all;       /* run is that of the whole set: what it found has matched */
	struct format *format; /* set_event_formatter, NULL none */
	struct chisel_timer timer;
	int on_event; /* reference in the registry, LUA_NOREF none */
	int loop;     /* chisel_fast.c: likewise, a function that calls on_event */
	int handles;  /* and a table: the numbers of fields by their handles */
	struct chisel_cell cell;
	bool met;     /* an event was handed out, evt can be asked */
	char *exec;   /* chisel.exec: the chisel to become after on_init, NULL none */
	char **exec_args;
	unsigned exec_nargs;
	struct buf scratch; /* texts on their way to Lua: an error in Lua loses nothing */
};

struct chisel_set {
	const struct chisel_env *env;
	struct chisel **v;
	unsigned n;
	char *filter; /* sysdig.set_filter, NULL none */
	char *run_app;
	bool json_asked; /* set_output_format("json") */
	int udp_fd;
	uint32_t udp_ip; /* peer, network order */
	uint16_t udp_port;

	/* while a capture is open */
	struct log *log;
	struct filter *compiled;
	struct filter_run *run; /* what passes for all */
	struct cursor cursor;
	struct field_ref type, reltime; /* evt.type, evt.reltime */
	bool every_event;
	bool figures;  /* somebody asks for memory and faults of processes */
	bool complete; /* the log has them */
	uint64_t first_ts; /* of the events that passed, 0 none yet */
	bool scan;	   /* nobody wants to know of events that do not pass */
	bool replan;	   /* filters or timers were changed */
	bool matched;	   /* the event under the cursor has passed */
	bool handed;	   /* and has been dealt with */
	bool pending;	   /* it has not been looked at yet */
	bool loop_waits;   /* step's wait, for the loop in Lua */
	unsigned loop_left; /* how many events it may still hand out */
	bool past;	   /* beyond env->max_ns */
	bool stop;	   /* sysdig.end_capture */
};

/* ----------------------------------------------------------------------- chisel.c --- */

/* The error that is on top of the stack: "chisel NAME, in CALLBACK: MESSAGE"; empties the stack. */
int chisel_fail(struct chisel *c, const char *callback, struct err *e);

/* Push the callback; false, with an empty stack, when the chisel has none of that name. */
bool chisel_callback(struct chisel *c, const char *name);

/* Run a file, with `require` along the path, in a state that has the standard library. */
int chisel_run_file(lua_State *L, const char *file, const struct chisel_path *path);

/* What the globals of a script say of it; raises an error for what they may not say. */
void chisel_read_info(lua_State *L, struct chisel_info *info);

/* ------------------------------------------------------------------ chisel_args.c --- */

struct chisel_words {
	char **v;
	unsigned n;
};

/* Split the word of a chisel's arguments; ERR_SYNTAX for a quote that nobody closes. */
int chisel_split(const char *text, struct chisel_words *w, const char *name, struct err *e);
void chisel_words_release(struct chisel_words *w);

/* Hand arguments over by position; forget what they were. */
int chisel_hand_args(struct chisel *c, char *const *v, unsigned n, struct err *e);
void chisel_forget_args(struct chisel *c);

/* The name of the argument whose value has the text in it, NULL none. */
const char *chisel_arg_with(const struct chisel *c, const char *text);

/* --------------------------------------------------------------------- the modules --- */

/* The chisel that a function of the API was called by. */
static inline struct chisel *chisel_of(lua_State *L)
{
	return lua_touserdata(L, lua_upvalueindex(1));
}

struct chisel_function {
	const char *name;
	lua_CFunction f;
};

/* Make a global table of functions that know their chisel. */
void chisel_module(lua_State *L, struct chisel *c, const char *name,
		   const struct chisel_function *f, size_t n);

void chisel_open_chisel(lua_State *L, struct chisel *c); /* chisel.* and evt.* */
void chisel_open_sysdig(lua_State *L, struct chisel *c);

int chisel_api_thread_table(lua_State *L, bool fds, bool bare);
int chisel_api_container_table(lua_State *L);

/* Text of an optional argument, NULL when it is nil or missing; raises an error otherwise. */
const char *chisel_opt_text(lua_State *L, int i);

/* A number as ns, from nothing below 0 and nothing beyond 64 bits. */
uint64_t chisel_ns(lua_State *L, int i, double unit);

/* Push an unsigned number in decimal, as text. */
void chisel_push_decimal(lua_State *L, uint64_t u);

/* Call on_capture_start of all; they are asked in order, the first that refuses ends it. */
int chisel_start_all(struct chisel_set *s, struct err *e);

/* ----------------------------------------------------------------- chisel_value.c --- */

/* What the field is of the event under the cursor; in c->cell unless nil or none. */
enum cell_kind chisel_cell_get(struct chisel *c, const struct field_ref *ref);
/* Push it; returns 1, the count of results. */
int chisel_cell_push(struct chisel *c, lua_State *L, enum cell_kind kind);

/* ------------------------------------------------------------------ chisel_fast.c --- */

/* Put an evt.field that Lua compiles in the place of the other, and make c->loop. */
void chisel_open_fast(lua_State *L, struct chisel *c);
/* On top of the stack is the handle of the latest field. */
void chisel_fast_handle(lua_State *L, struct chisel *c);

/* --------------------------------------------------------------- chisel_figures.c --- */

/* What is going to be asked may need figures of processes ... */
void chisel_uses_field(struct chisel_set *s, const struct field_ref *ref);
void chisel_uses_filter(struct chisel_set *s, const struct filter *f);
void chisel_uses_format(struct chisel_set *s, const struct format *f);
/* ... and the log is to have them then: 0, or why it cannot; as an error of Lua. */
int chisel_get_figures(struct chisel_set *s, struct err *e);
void chisel_need_figures(lua_State *L, struct chisel_set *s);

/* ------------------------------------------------------------------- chisel_run.c --- */

/* Go on in another log, with c, which stands in it where we are. Takes c, not the log. */
int chisel_set_move(struct chisel_set *s, struct log *log, const struct cursor *c, struct err *e);

/*
 * For the loop in Lua: the event that was handed out is done, wanted if there is a line to be
 * made of it; go to the next. 1, or 0 when it is to be left. Calls no Lua.
 */
int chisel_loop_next(struct chisel *c, int wanted);

/* Give back what belongs to the open capture. */
void chisel_set_close(struct chisel_set *s);

/* The context of the event under the cursor for this chisel; raises an error when there is none. */
struct event_ctx *chisel_ctx(struct chisel *c, lua_State *L, const char *function);

/*
 * Times of the first event, of its section in a concatenated capture, and of the one under the
 * cursor, ns; 0 where there is none yet.
 */
uint64_t chisel_first_ts(struct chisel_set *s);
uint64_t chisel_last_ts(const struct chisel_set *s);

/*
 * The state, and the event at which it is to be looked at (0 before the first); raises an error
 * without a capture.
 */
const struct state *chisel_moment(struct chisel *c, lua_State *L, const char *function,
				  uint64_t *num);

#endif
