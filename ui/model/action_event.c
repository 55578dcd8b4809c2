/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/field/field_class.h"
#include "ui/model/explorer.h"

/* One event with all its fields, and the ways from it to others. */

enum { NAME_WIDTH = 28, NAME_WIDTH_SMALL = 16, ROOMY = 60 };

/* ------------------------------------------------------------------------ fields --- */

struct detail {
	struct explorer *x;
	struct event_ctx ctx;
	struct lines *out;
	struct buf value;
	unsigned width;
};

static void put_value(struct detail *d, const char *name, const struct field_ref *r)
{
	struct value v;

	if (!field_get(&d->ctx, r, &v) || !value_printable(&v))
		return;
	buf_clear(&d->value);
	value_append(&d->value, &v, d->ctx.opts);
	if (d->value.len)
		lines_named(d->out, d->width, name, d->value.p, d->value.len);
}

static bool is_detail(const struct field *f)
{
	return !(f->flags & (FF_FILTER_ONLY | FF_UNLISTED | FF_ARG_REQUIRED | FF_LIST));
}

static void put_class(struct detail *d, const struct field_class *c)
{
	unsigned i, before = d->out->n;
	struct field_ref r;
	struct err e;

	lines_puts(d->out, LINE_HEADING, c->desc);
	for (i = 0; i < c->n; i++) {
		if (!is_detail(&c->fields[i]) || field_parse(c->fields[i].name, true, &r, &e) <= 0)
			continue;
		put_value(d, c->fields[i].name, &r);
		field_ref_release(&r);
	}
	if (d->out->n == before + 1)
		d->out->n = before; /* none has a value */
	else
		lines_puts(d->out, LINE_TEXT, "");
}

static void put_arguments(struct detail *d)
{
	const struct event_info *info = d->ctx.ev.info;
	struct field_ref r;
	struct err e;
	char name[96];
	unsigned i;

	if (!info->nparams)
		return;
	lines_puts(d->out, LINE_HEADING, "Arguments");
	for (i = 0; i < info->nparams; i++) {
		snprintf(name, sizeof(name), "evt.arg.%s", info->params[i].name);
		if (field_parse(name, true, &r, &e) <= 0)
			continue;
		put_value(d, info->params[i].name, &r);
		field_ref_release(&r);
	}
	lines_puts(d->out, LINE_TEXT, "");
}

/* Which event, and whose. */
static void name_page(struct page *p, const struct event_ctx *c)
{
	size_t n = strlen(p->title);

	n += (size_t)snprintf(p->title + n, sizeof(p->title) - n, ": %c %.40s",
			      event_is_exit(c->ev.type) ? '<' : '>', evt_type_name(&c->ev));
	if (c->thread && n < sizeof(p->title))
		snprintf(p->title + n, sizeof(p->title) - n, ", %.16s (%" PRId64 ")",
			 c->thread->comm->s, c->thread->tid);
}

bool event_page_open(struct explorer *x, uint64_t num)
{
	struct detail d = {.x = x, .width = x->width < ROOMY ? NAME_WIDTH_SMALL : NAME_WIDTH};
	struct query_opts query = *x->opts.query;
	struct cursor c;
	char title[80];
	unsigned i;

	cursor_init(&c, x->log);
	if (!cursor_seek(&c, num)) {
		cursor_release(&c);
		return false;
	}
	snprintf(title, sizeof(title), "Event %" PRIu64, num);
	d.out = page_open(x, title);
	x->page.event = num;
	query.render.verbose = true;
	query.render.bufmode = x->nav.bufmode;
	buf_init(&d.value, 0);
	event_ctx_init(&d.ctx, x->log, &query);
	event_ctx_set(&d.ctx, &c);
	name_page(&x->page, &d.ctx);
	put_arguments(&d);
	for (i = 0; i < field_class_count; i++)
		put_class(&d, field_classes[i]);
	event_ctx_release(&d.ctx);
	buf_release(&d.value);
	cursor_release(&c);
	return true;
}

void action_detail(struct explorer *x, unsigned which)
{
	struct level *l = explorer_level(x);
	uint64_t num = pane_event(l->pane, l->row);

	(void)which;
	if (!num)
		explorer_say(x, "There is no event here.");
	else if (!event_page_open(x, num))
		explorer_say(x, "Event %" PRIu64 " is not kept any more.", num);
}

/* -------------------------------------------------------------------------- ways --- */

static void step(struct explorer *x, bool back)
{
	struct level *l = explorer_level(x);
	unsigned top = x->page.top;

	if (back ? !l->row : l->row + 1 >= level_count(l)) {
		explorer_say(x, back ? "This is the first event." : "This is the last event.");
		return;
	}
	level_select(l, back ? l->row - 1 : l->row + 1);
	event_page_open(x, pane_event(l->pane, l->row));
	x->page.top = top;
}

void action_next_event(struct explorer *x, unsigned which)
{
	(void)which;
	step(x, false);
}

void action_previous_event(struct explorer *x, unsigned which)
{
	(void)which;
	step(x, true);
}

/* A list of other events around this one, which stays selected, and open or not. */
static void open_around(struct explorer *x, const char *filter, uint64_t num, bool open)
{
	struct err e = {0};

	if (nav_open_filter(&x->nav, filter, &e)) {
		explorer_say(x, "%s", e.msg);
		return;
	}
	explorer_arrived(x);
	level_wish_event(explorer_level(x), num);
	x->overlay = OVERLAY_NONE;
	if (open)
		event_page_open(x, num);
}

/* Stand at the event of the page; says so and returns false when it is not kept any more. */
static bool at_page_event(struct explorer *x, struct cursor *c, struct evt *e)
{
	cursor_init(c, x->log);
	if (log_get(c, x->page.event, e))
		return true;
	cursor_release(c);
	explorer_say(x, "Event %" PRIu64 " is not kept any more.", x->page.event);
	return false;
}

void action_same_thread(struct explorer *x, unsigned which)
{
	struct cursor c;
	struct evt e;
	char filter[64];

	(void)which;
	if (!at_page_event(x, &c, &e))
		return;
	snprintf(filter, sizeof(filter), "thread.tid=%" PRId64, e.tid);
	cursor_release(&c);
	open_around(x, filter, x->page.event, false);
}

void action_same_fd(struct explorer *x, unsigned which)
{
	const struct thread_version *t;
	struct cursor c;
	struct evt e;
	char filter[96] = "";
	int64_t fd;

	(void)which;
	if (!at_page_event(x, &c, &e))
		return;
	fd = log_fd_num(&c);
	t = c.rec->thread ? state_thread(c.state, c.rec->thread) : NULL;
	if (fd >= 0 && t)
		snprintf(filter, sizeof(filter), "proc.pid=%" PRId64 " and fd.num=%" PRId64,
			 t->pid, fd);
	cursor_release(&c);
	if (filter[0])
		open_around(x, filter, x->page.event, false);
	else
		explorer_say(x, "This event is not about an fd.");
}

/* The exit event that belongs to the enter event where c stands; 0 none. */
uint64_t event_find_exit(struct cursor *c)
{
	enum { FAR = 1000000 };
	uint64_t enter = c->num, left = FAR;
	uint16_t type = c->rec->type | 1;

	while (left-- && cursor_next(c) > 0) {
		if (c->rec->type == type && (c->rec->flags & REC_PAIRED) &&
		    log_enter(c) == enter)
			return c->num;
	}
	return 0;
}

void action_twin(struct explorer *x, unsigned which)
{
	struct level *l = explorer_level(x);
	struct cursor c;
	struct evt e;
	uint64_t twin = 0, at;
	char filter[64];
	bool exit;

	(void)which;
	if (!at_page_event(x, &c, &e))
		return;
	exit = event_is_exit(e.type);
	snprintf(filter, sizeof(filter), "thread.tid=%" PRId64, e.tid);
	if (!exit)
		twin = event_find_exit(&c);
	else if (c.rec->flags & REC_PAIRED)
		twin = log_enter(&c);
	cursor_release(&c);
	if (!twin) {
		explorer_say(x, exit ? "The enter event is not in the capture."
				     : "There is no exit event.");
		return;
	}
	at = pane_find(l->pane, twin);
	if (at < level_count(l) && pane_event(l->pane, at) == twin) {
		level_select(l, at);
		event_page_open(x, twin);
		return;
	}
	/* It is not among these: the thread has both. */
	open_around(x, filter, twin, true);
}
