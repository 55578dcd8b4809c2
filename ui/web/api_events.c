/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/model/echo.h"
#include "ui/web/api.h"
#include "ui/web/json.h"

/* Events: a page of them, one with all its fields, and the data that they moved. */

enum {
	EVENTS_MAX = 1000, /* in one answer */
	ECHO_MAX = 200,
	ECHO_BYTES = 2 << 20,
	PAGE_WIDTH = 200,
};

/* One event after the other, as fields see them. */
struct view_of_events {
	struct event_ctx ctx;
	struct cursor cursor;
	struct query_opts query;
	struct buf text;
};

static void view_init(struct view_of_events *s, struct web *w, enum bufmode mode, bool verbose)
{
	s->query = *w->query;
	s->query.render.bufmode = mode;
	s->query.render.verbose = verbose;
	event_ctx_init(&s->ctx, w->log, &s->query);
	cursor_init(&s->cursor, w->log);
	buf_init(&s->text, 0);
}

static void view_release(struct view_of_events *s)
{
	event_ctx_release(&s->ctx);
	cursor_release(&s->cursor);
	buf_release(&s->text);
}

static bool view_set(struct view_of_events *s, uint64_t num)
{
	if (!cursor_seek(&s->cursor, num))
		return false;
	event_ctx_set(&s->ctx, &s->cursor);
	return true;
}

/* --------------------------------------------------------------------- the list --- */

/* The columns of the list; which events are theirs is said by the place. */
static const struct {
	const char *name, *field;
} columns[] = {
	{"proc", "proc.name"}, {"tid", "thread.tid"}, {"dir", "evt.dir"},
	{"type", "evt.type"},  {"args", "evt.args"},
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void put_event(struct web *w, struct job *j, struct view_of_events *s,
		      const struct field_ref *refs)
{
	struct value v;
	unsigned i;

	jw_comma(&j->out);
	buf_putc(&j->out, '{');
	jw_member_u64(&j->out, "e", s->cursor.num);
	jw_member_u64(&j->out, "ts", place_relative(&w->places, s->cursor.rec->ts));
	jw_member_u64(&j->out, "cpu", s->cursor.rec->cpu);
	for (i = 0; i < COLUMNS; i++) {
		buf_clear(&s->text);
		if (field_get(&s->ctx, &refs[i], &v))
			value_append(&s->text, &v, s->ctx.opts);
		jw_member_text(&j->out, columns[i].name, buf_cstr(&s->text), s->text.len);
	}
	/* Rows of calls that failed stand out. */
	if (strstr(buf_cstr(&s->text), "res=-"))
		jw_member_bool(&j->out, "failed", true);
	buf_putc(&j->out, '}');
}

/* Entries of a pane from `off` on, where a request asks. */
static uint64_t first_entry(struct pane *p, const struct params *params)
{
	uint64_t at;

	if (!params_has(params, "at"))
		return params_u64(params, "off", UINT64_MAX, 0);
	at = pane_find(p, params_u64(params, "at", UINT64_MAX, 0));
	return at < pane_count(p) ? at : pane_count(p);
}

static void put_events(struct web *w, struct job *j, struct pane *p)
{
	uint64_t off = first_entry(p, &j->params), total = pane_count(p), i, num;
	uint64_t n = params_u64(&j->params, "n", EVENTS_MAX, 100);
	struct field_ref refs[COLUMNS];
	struct view_of_events s;
	struct err e;

	/* Fields of our own always resolve. */
	for (i = 0; i < COLUMNS; i++)
		field_parse(columns[i].field, true, &refs[i], &e);
	view_init(&s, w, BUF_DOTS, false);
	jw_member_u64(&j->out, "off", off);
	jw_name(&j->out, "rows");
	buf_putc(&j->out, '[');
	for (i = off; i < total && i - off < n; i++) {
		num = pane_event(p, i);
		if (num && view_set(&s, num))
			put_event(w, j, &s, refs);
	}
	buf_putc(&j->out, ']');
	view_release(&s);
	for (i = 0; i < COLUMNS; i++)
		field_ref_release(&refs[i]);
	pane_park(p);
}

/* The pane that a request is about; NULL: return *state. */
static struct place *pane_place(struct web *w, struct job *j, enum pane_kind kind,
				uint64_t until_ns, bool *settled, enum job_state *state)
{
	struct place *p = job_place(w, j, until_ns, settled, state);
	const char *q = params_get(&j->params, "q");
	struct level *l;

	if (!p)
		return NULL;
	l = explorer_level(&p->x);
	if (!l->pane || pane_kind(l->pane) != kind) {
		*state = job_refuse(j, 400, "this place is of another kind");
		return NULL;
	}
	if (strlen(q) != l->quick.len || memcmp(q, l->quick.p ? l->quick.p : "", l->quick.len)) {
		level_set_quick(l, q, strlen(q));
		*settled = false;
	}
	if (!*settled && !job_is_late(w, j)) {
		*state = job_later(w);
		return NULL;
	}
	return p;
}

static void begin_pane(struct job *j, struct explorer *x, const char *kind, bool settled)
{
	buf_putc(&j->out, '{');
	jw_member(&j->out, "kind", kind);
	jw_member_bool(&j->out, "settled", settled);
	api_put_place(&j->out, x);
	jw_member_u64(&j->out, "total", pane_count(explorer_level(x)->pane));
}

enum job_state api_events(struct web *w, struct job *j, uint64_t until_ns)
{
	enum job_state state = JOB_DONE;
	bool settled = false;
	struct place *p = pane_place(w, j, PANE_EVENTS, until_ns, &settled, &state);

	if (!p)
		return state;
	begin_pane(j, &p->x, "events", settled);
	put_events(w, j, explorer_level(&p->x)->pane);
	buf_putc(&j->out, '}');
	return JOB_DONE;
}

/* ------------------------------------------------------------------------ one event --- */

/* What the page of the terminal says, as names and values under headings. */
static void put_lines(struct buf *out, const struct lines *l)
{
	bool open = false;
	unsigned i;

	jw_name(out, "groups");
	buf_putc(out, '[');
	for (i = 0; i < l->n; i++) {
		const struct line *line = &l->v[i];
		size_t n, named = line->named;
		const char *s = lines_text(l, i, &n);

		if (line->style == LINE_HEADING) {
			if (open)
				buf_puts(out, "]}");
			open = true;
			jw_comma(out);
			buf_putc(out, '{');
			jw_member_text(out, "title", s, n);
			jw_name(out, "fields");
			buf_putc(out, '[');
		} else if (line->style == LINE_NAMED && open && named <= n) {
			const char *blank = memchr(s, ' ', n);
			size_t name = blank ? (size_t)(blank - s) : n;

			/* A name that is too long for its place moves the value. */
			if (name + 1 > named)
				named = name < n ? name + 1 : n;
			jw_comma(out);
			buf_putc(out, '[');
			jw_text(out, s, name);
			jw_comma(out);
			jw_text(out, s + named, n - named);
			buf_putc(out, ']');
		}
	}
	if (open)
		buf_puts(out, "]}");
	buf_putc(out, ']');
}

/* The process, the fd and the other half of an event: where one may go from it. */
static void put_ways(struct web *w, struct buf *out, uint64_t num)
{
	const struct thread_version *t;
	struct cursor c;
	struct evt e;
	char text[96];
	uint64_t twin = 0;
	int64_t fd;

	cursor_init(&c, w->log);
	if (log_get(&c, num, &e)) {
		fd = log_fd_num(&c);
		t = c.rec->thread ? state_thread(c.state, c.rec->thread) : NULL;
		jw_member_u64(out, "ts", place_relative(&w->places, c.rec->ts));
		snprintf(text, sizeof(text), "thread.tid=%" PRId64, e.tid);
		jw_member(out, "thread", text);
		if (fd >= 0 && t) {
			snprintf(text, sizeof(text), "proc.pid=%" PRId64 " and fd.num=%" PRId64,
				 t->pid, fd);
			jw_member(out, "fd", text);
		}
		if (!event_is_exit(e.type))
			twin = event_find_exit(&c);
		else if (c.rec->flags & REC_PAIRED)
			twin = log_enter(&c);
		jw_member_u64(out, "twin", twin);
	}
	cursor_release(&c);
}

static bool parse_mode(const char *text, enum bufmode *mode)
{
	static const struct {
		const char *name;
		enum bufmode mode;
	} modes[] = {{"", BUF_ASCII}, {"text", BUF_ASCII}, {"dots", BUF_DOTS}, {"hex", BUF_HEXASCII}};
	unsigned i;

	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (!strcmp(modes[i].name, text)) {
			*mode = modes[i].mode;
			return true;
		}
	}
	return false;
}

enum job_state api_event(struct web *w, struct job *j, uint64_t until_ns)
{
	uint64_t num = params_u64(&j->params, "e", UINT64_MAX, 0);
	struct explorer x;
	enum bufmode mode;

	(void)until_ns;
	if (!parse_mode(params_get(&j->params, "mode"), &mode))
		return job_refuse(j, 400, "mode is text, dots or hex");
	explorer_init(&x, w->log, w->views, &w->places.opts, w->places.filter);
	explorer_resize(&x, PAGE_WIDTH, 1);
	x.nav.bufmode = mode;
	if (!num || !event_page_open(&x, num)) {
		explorer_release(&x);
		return job_refuse(j, 404, "this event is not in the capture, or not kept any more");
	}
	buf_putc(&j->out, '{');
	jw_member_u64(&j->out, "e", num);
	put_ways(w, &j->out, num);
	put_lines(&j->out, &x.page.raw);
	buf_putc(&j->out, '}');
	explorer_release(&x);
	return JOB_DONE;
}

/* ----------------------------------------------------------------------------- echo --- */

/* A hex dump begins on a line of its own; here it has one anyway. */
static void put_data(struct buf *out, const struct buf *text)
{
	const char *s = text->p ? text->p : "";
	size_t n = text->len;

	if (n && *s == '\n') {
		s++;
		n--;
	}
	jw_member_text(out, "data", s, n);
}

static void put_entry(struct web *w, struct job *j, struct view_of_events *s, struct echo *echo,
		      uint64_t i)
{
	const struct thread_version *t = s->ctx.thread;
	int64_t fd = log_fd_num(&s->cursor);
	bool write = false;
	char text[96];

	if (!echo_takes(echo, &s->ctx, &write))
		return;
	jw_comma(&j->out);
	buf_putc(&j->out, '{');
	jw_member_u64(&j->out, "i", i);
	jw_member_u64(&j->out, "e", s->cursor.num);
	jw_member_u64(&j->out, "ts", place_relative(&w->places, s->cursor.rec->ts));
	jw_member_bool(&j->out, "write", write);
	if (t && fd >= 0) {
		snprintf(text, sizeof(text), "proc.pid=%" PRId64 " and fd.num=%" PRId64, t->pid,
			 fd);
		jw_member(&j->out, "fd", text);
	}
	buf_clear(&s->text);
	echo_title(echo, &s->ctx, write, &s->text);
	jw_member_text(&j->out, "title", s->text.p, s->text.len);
	buf_clear(&s->text);
	echo_data(echo, &s->ctx, &s->text);
	put_data(&j->out, &s->text);
	buf_putc(&j->out, '}');
}

static void put_echo(struct web *w, struct job *j, struct pane *p, enum bufmode mode)
{
	uint64_t off = first_entry(p, &j->params), total = pane_count(p), i, num;
	uint64_t n = params_u64(&j->params, "n", ECHO_MAX, 50);
	struct echo *echo = echo_new(w->places.opts.containers);
	struct view_of_events s;

	view_init(&s, w, mode, true);
	jw_member_u64(&j->out, "off", off);
	jw_name(&j->out, "rows");
	buf_putc(&j->out, '[');
	for (i = off; i < total && i - off < n && j->out.len < ECHO_BYTES; i++) {
		num = pane_event(p, i);
		if (num && view_set(&s, num))
			put_entry(w, j, &s, echo, i);
	}
	buf_putc(&j->out, ']');
	jw_member_u64(&j->out, "next", i);
	view_release(&s);
	echo_free(echo);
	pane_park(p);
}

enum job_state api_echo(struct web *w, struct job *j, uint64_t until_ns)
{
	enum job_state state = JOB_DONE;
	bool settled = false;
	enum bufmode mode;
	struct place *p;

	if (!parse_mode(params_get(&j->params, "mode"), &mode))
		return job_refuse(j, 400, "mode is text, dots or hex");
	p = pane_place(w, j, PANE_ECHO, until_ns, &settled, &state);
	if (!p)
		return state;
	begin_pane(j, &p->x, "echo", settled);
	put_echo(w, j, explorer_level(&p->x)->pane, mode);
	buf_putc(&j->out, '}');
	return JOB_DONE;
}
