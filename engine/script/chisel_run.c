/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "engine/base/mem.h"
#include "engine/script/chisel_internal.h"

/*
 * A set of chisels on its way through a log. Where nobody has a timer, only events that pass the
 * filters are looked at; the filter of a single chisel is joined with that of the capture, so
 * that one scan finds what both let through.
 */

#define NS_PER_S 1000000000ull

/* ------------------------------------------------------------------------- filters --- */

static void drop_runs(struct chisel_set *s)
{
	unsigned i;

	for (i = 0; i < s->n; i++) {
		struct chisel *c = s->v[i];

		filter_run_free(c->run_is_all ? NULL : c->run);
		filter_free(c->compiled);
		c->run = NULL;
		c->compiled = NULL;
		c->run_is_all = false;
	}
	filter_run_free(s->run);
	filter_free(s->compiled);
	s->run = NULL;
	s->compiled = NULL;
}

/* Both texts are known to compile, so what they make together does. */
static struct filter *compile_both(const char *a, const char *b, struct err *e)
{
	struct filter *f;
	struct buf text;

	if (!a || !b)
		return a || b ? filter_compile(a ? a : b, e) : NULL;
	buf_init(&text, 0);
	buf_printf(&text, "(%s) and (%s)", a, b);
	f = filter_compile(buf_cstr(&text), e);
	buf_release(&text);
	return f;
}

static const char *non_empty(const char *s)
{
	return s && s[0] ? s : NULL;
}

/* Decide how to walk: anew whenever a chisel changes its filter or its timer. */
static int plan(struct chisel_set *s, struct err *e)
{
	const char *all = non_empty(chisel_set_filter(s));
	bool timers = false;
	unsigned i;

	drop_runs(s);
	s->replan = false;
	for (i = 0; i < s->n; i++)
		timers |= s->v[i]->timer.every || s->v[i]->timer.precise;
	s->scan = !timers && !s->every_event;
	if (s->scan && s->n == 1) {
		struct chisel *c = s->v[0];

		s->compiled = compile_both(all, non_empty(c->filter), e);
		if (!s->compiled && (all || non_empty(c->filter)))
			return e->code;
		s->run = filter_run_new(s->compiled, s->log, s->env->query);
		c->run = s->run;
		c->run_is_all = true;
		return 0;
	}
	s->compiled = all ? filter_compile(all, e) : NULL;
	if (all && !s->compiled)
		return e->code;
	s->run = filter_run_new(s->compiled, s->log, s->env->query);
	for (i = 0; i < s->n; i++) {
		struct chisel *c = s->v[i];

		c->compiled = non_empty(c->filter) ? filter_compile(c->filter, e) : NULL;
		if (non_empty(c->filter) && !c->compiled)
			return e->code;
		c->run = filter_run_new(c->compiled, s->log, s->env->query);
	}
	return 0;
}

/* -------------------------------------------------------------------------- timers --- */

static int call_interval(struct chisel *c, uint64_t ts, uint64_t delta, struct err *e)
{
	bool go_on;

	if (!chisel_callback(c, "on_interval"))
		return err_set(e, ERR_SYNTAX,
			       "chisel %s: has set a timer, but has no on_interval()",
			       c->info.name);
	lua_pushnumber(c->L, (double)(ts / NS_PER_S));
	lua_pushnumber(c->L, (double)(ts % NS_PER_S));
	lua_pushnumber(c->L, (double)delta);
	if (lua_pcall(c->L, 3, 1, 0))
		return chisel_fail(c, "on_interval", e);
	go_on = lua_toboolean(c->L, -1);
	lua_settop(c->L, 0);
	return go_on ? 0
		     : err_set(e, ERR_SYNTAX,
			       "chisel %s has ended the run: its on_interval() says so",
			       c->info.name);
}

/* Once for the first event of another slot, however many were passed over. */
static int tick_slot(struct chisel *c, uint64_t ts, struct err *e)
{
	struct chisel_timer *t = &c->timer;
	uint64_t slot = ts - ts % t->every, delta = t->ticked ? ts - t->ticked : 0;

	if (!t->slot)
		t->slot = slot;
	if (slot == t->slot || (t->ticked && !delta))
		return 0;
	t->slot = slot;
	t->ticked = ts;
	return call_interval(c, ts, delta, e);
}

/* For every slot that has gone by since the first event. */
static int tick_precise(struct chisel *c, uint64_t ts, struct err *e)
{
	struct chisel_timer *t = &c->timer;
	int rc = 0;

	if (!t->start)
		t->start = ts;
	while (!rc && !c->set->stop && t->precise && ts >= t->start &&
	       ts - t->start >= t->precise) {
		rc = call_interval(c, t->start, t->precise, e);
		t->start += t->precise;
	}
	return rc;
}

static inline bool tick_due(const struct chisel *c, uint64_t ts)
{
	const struct chisel_timer *t = &c->timer;

	if (t->every)
		return ts < t->slot || ts - t->slot >= t->every;
	return t->precise && (!t->start || (ts >= t->start && ts - t->start >= t->precise));
}

static inline int tick(struct chisel *c, uint64_t ts, struct err *e)
{
	if (c->timer.every)
		return tick_slot(c, ts, e);
	return c->timer.precise ? tick_precise(c, ts, e) : 0;
}

/* -------------------------------------------------------------------------- events --- */

static void put_line(struct chisel *c)
{
	const struct chisel_env *env = c->set->env;
	struct event_ctx *ctx = filter_ctx(c->run, &c->set->cursor);
	bool complete;

	buf_clear(&c->scratch);
	complete = env->json ? format_append_json(c->format, ctx, &c->scratch)
			     : format_append(c->format, ctx, &c->scratch);
	if (complete)
		env->line(env->arg, c->scratch.p, c->scratch.len);
}

/* How many events a loop in Lua hands out before others may look after what they have to do. */
#define LOOP_EVENTS 1024

/*
 * May on_event be called again and again without leaving Lua? Not where somebody wants to see
 * every event, or where there are other chisels in between.
 */
static bool loops(const struct chisel_set *s)
{
	return s->n == 1 && s->v[0]->loop != LUA_NOREF && !s->every_event && !s->env->max_ns;
}

static int hand_event(struct chisel *c, struct err *e)
{
	bool wanted = true;

	if (c->on_event != LUA_NOREF) {
		int results = c->format ? 1 : 0; /* what it says matters to the formatter only */
		bool loop = loops(c->set);

		c->set->loop_left = LOOP_EVENTS;
		if (loop)
			lua_rawgeti(c->L, LUA_REGISTRYINDEX, c->loop);
		lua_rawgeti(c->L, LUA_REGISTRYINDEX, c->on_event);
		if (lua_pcall(c->L, loop, loop ? 0 : results, 0))
			return chisel_fail(c, "on_event", e);
		if (loop)
			return 0;
		if (results) {
			wanted = lua_toboolean(c->L, -1);
			lua_settop(c->L, 0);
		}
	}
	if (wanted && c->format)
		put_line(c);
	return 0;
}

/* The event under the cursor has passed the capture's filter. */
static int hand_out(struct chisel_set *s, struct err *e)
{
	uint64_t ts = s->cursor.rec->ts;
	unsigned i;
	int rc = 0;

	for (i = 0; i < s->n && !rc && !s->stop; i++) {
		struct chisel *c = s->v[i];

		c->met = true;
		rc = tick(c, ts, e);
		if (rc || s->stop)
			break;
		if (c->run_is_all || !c->compiled || filter_match(c->run, &s->cursor))
			rc = hand_event(c, e);
	}
	return rc;
}

static int tick_all(struct chisel_set *s, struct err *e)
{
	unsigned i;
	int rc = 0;

	for (i = 0; i < s->n && !rc && !s->stop; i++)
		rc = tick(s->v[i], s->cursor.rec->ts, e);
	return rc;
}

/* Go to the next event that matters: 1, or 0 where there is none (yet). */
static int advance(struct chisel_set *s, bool wait)
{
	if (!s->scan) {
		if (!(wait ? cursor_wait(&s->cursor) : cursor_next(&s->cursor)))
			return 0;
		s->handed = true;
		return 1;
	}
	if (s->handed && !(wait ? cursor_wait(&s->cursor) : cursor_next(&s->cursor)))
		return 0;
	s->handed = filter_next(s->run, &s->cursor, wait) == 1;
	return s->handed;
}

/* Without a scan: to the next event that passes, or for which there is more to be done. */
static int loop_search(struct chisel *c)
{
	struct chisel_set *s = c->set;

	while (advance(s, s->loop_waits)) {
		s->pending = tick_due(c, s->cursor.rec->ts);
		if (s->pending)
			return 0;
		if (filter_match(s->run, &s->cursor) && filter_match(c->run, &s->cursor))
			return 1;
	}
	return 0;
}

int chisel_loop_next(struct chisel *c, int wanted)
{
	struct chisel_set *s = c->set;

	if (wanted && c->format)
		put_line(c);
	if (s->stop || s->replan || !s->loop_left--)
		return 0;
	return s->scan ? advance(s, s->loop_waits) : loop_search(c);
}

static bool past_limit(struct chisel_set *s)
{
	uint64_t ts = s->cursor.rec->ts;

	if (!s->first_ts)
		s->first_ts = ts;
	return s->env->max_ns && ts >= s->first_ts && ts - s->first_ts >= s->env->max_ns;
}

int chisel_set_step(struct chisel_set *s, bool wait, struct err *e)
{
	int rc;

	if (s->stop || s->past)
		return 0;
	if (s->replan) {
		rc = plan(s, e);
		if (rc)
			return rc;
	}
	s->loop_waits = wait;
	if (!s->pending && !advance(s, wait))
		return 0;
	s->pending = false;
	s->matched = s->scan || filter_match(s->run, &s->cursor);
	if (s->matched && past_limit(s)) {
		s->matched = false;
		s->past = true;
		return 0;
	}
	if (s->matched)
		rc = hand_out(s, e);
	else if (s->cursor.rec->flags & REC_STATE_ONLY)
		rc = 0;
	else
		rc = tick_all(s, e);
	return rc ? rc : 1;
}

int chisel_set_move(struct chisel_set *s, struct log *log, const struct cursor *c, struct err *e)
{
	drop_runs(s);
	cursor_release(&s->cursor);
	s->log = log;
	s->cursor = *c;
	return plan(s, e);
}

int chisel_set_start(struct chisel_set *s, struct log *log, bool every_event, struct err *e)
{
	unsigned i;
	int rc;

	s->log = log;
	s->every_event = every_event;
	s->handed = false;
	s->stop = false;
	s->past = false;
	s->pending = false;
	s->complete = s->figures;
	s->first_ts = 0;
	cursor_init(&s->cursor, log);
	for (i = 0; i < s->n; i++)
		s->v[i]->met = false;
	rc = plan(s, e);
	return rc ? rc : chisel_start_all(s, e);
}

void chisel_set_close(struct chisel_set *s)
{
	drop_runs(s);
	if (s->log)
		cursor_release(&s->cursor);
	s->log = NULL;
}

static int call_end(struct chisel *c, struct err *e)
{
	uint64_t first = chisel_first_ts(c->set), last = chisel_last_ts(c->set);

	if (!c->L || !chisel_callback(c, "on_capture_end"))
		return 0;
	lua_pushnumber(c->L, (double)(last / NS_PER_S));
	lua_pushnumber(c->L, (double)(last % NS_PER_S));
	lua_pushnumber(c->L, (double)(last - first));
	if (lua_pcall(c->L, 3, 0, 0))
		return chisel_fail(c, "on_capture_end", e);
	lua_settop(c->L, 0);
	return 0;
}

int chisel_set_end(struct chisel_set *s, struct err *e)
{
	struct err first = {0};
	unsigned i;

	for (i = 0; i < s->n; i++)
		call_end(s->v[i], first.code ? NULL : &first);
	chisel_set_close(s);
	if (first.code)
		*e = first;
	return first.code;
}

struct cursor *chisel_set_cursor(struct chisel_set *s)
{
	return &s->cursor;
}

bool chisel_set_matched(const struct chisel_set *s)
{
	return s->matched;
}

bool chisel_set_done(const struct chisel_set *s)
{
	return s->stop || s->past;
}

bool chisel_set_stopped(const struct chisel_set *s)
{
	return s->stop;
}

/* ------------------------------------------------------------------- for the modules --- */

struct event_ctx *chisel_ctx(struct chisel *c, lua_State *L, const char *function)
{
	struct chisel_set *s = c->set;

	if (!c->met || !s->log || !c->run)
		luaL_error(L, "%s: there is no event yet", function);
	return filter_ctx(c->run, &s->cursor);
}

uint64_t chisel_last_ts(const struct chisel_set *s)
{
	return s->log && s->cursor.rec ? s->cursor.rec->ts : 0;
}

uint64_t chisel_first_ts(struct chisel_set *s)
{
	uint64_t last = chisel_last_ts(s);
	struct value v;

	if (!last || !s->run || !field_get(filter_ctx(s->run, &s->cursor), &s->reltime, &v))
		return last;
	return last - v.u;
}

const struct state *chisel_moment(struct chisel *c, lua_State *L, const char *function,
				  uint64_t *num)
{
	struct chisel_set *s = c->set;

	if (!s->log)
		luaL_error(L, "%s: there is no capture before on_capture_start", function);
	*num = s->cursor.num;
	if (s->cursor.rec)
		return s->cursor.state;
	/* What is known of the machine comes before the first event. */
	log_wait(s->log, 0);
	return log_state(s->log);
}
