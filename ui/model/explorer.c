/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/explorer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/mem.h"
#include "ui/model/keys.h"

enum {
	REFRESH_NS = 100000000, /* rows are put in order so often at most while they come in */
	REFRESH_SHARE = 5,	/* and in no more than a fifth of the time */
};

uint64_t explorer_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

void explorer_init(struct explorer *x, struct log *log, const struct view_set *views,
		   const struct explorer_opts *o, const char *base_filter)
{
	struct table_opts t = {.query = o->query, .limit = o->limit, .idle_threads = true};

	*x = (struct explorer){.log = log, .views = views, .opts = *o, .width = 80, .page = 20};
	nav_init(&x->nav, log, views, &t, o->containers, base_filter);
	buf_init(&x->message, 1024);
	buf_init(&x->search.text, 4096);
	buf_init(&x->menu.texts, 0);
	x->changed = true;
}

void explorer_release(struct explorer *x)
{
	nav_release(&x->nav);
	prompt_release(&x->prompt);
	buf_release(&x->message);
	buf_release(&x->search.text);
	buf_release(&x->menu.texts);
	free(x->menu.values);
}

void explorer_resize(struct explorer *x, unsigned width, unsigned page)
{
	x->width = width ? width : 1;
	x->page = page ? page : 1;
	x->changed = true;
}

void explorer_say(struct explorer *x, const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	buf_clear(&x->message);
	buf_put(&x->message, line, strnlen(line, 1023));
	x->changed = true;
}

/* ------------------------------------------------------------------------- keys --- */

unsigned explorer_where(const struct explorer *x)
{
	if (x->overlay == OVERLAY_MENU)
		return IN_MENU;
	if (x->overlay == OVERLAY_HELP)
		return IN_HELP;
	return explorer_level(x)->table ? IN_TABLE : IN_TEXT;
}

static void prompt_close(struct explorer *x)
{
	x->prompting = false;
	prompt_release(&x->prompt);
}

/* Each change of the text searches again from where typing began. */
static void search_again(struct explorer *x)
{
	buf_clear(&x->search.text);
	buf_put(&x->search.text, x->prompt.text.p, x->prompt.text.len);
	level_select(explorer_level(x), x->search.origin);
	search_start(x, x->search.origin, false);
}

static void key_in_prompt(struct explorer *x, int key)
{
	unsigned which;
	const struct action *a;

	switch (prompt_key(&x->prompt, key)) {
	case PROMPT_CHANGED:
		search_again(x);
		break;
	case PROMPT_DONE:
		prompt_close(x);
		break;
	case PROMPT_CANCELLED:
		level_select(explorer_level(x), x->search.origin);
		buf_clear(&x->search.text);
		x->search.active = false;
		prompt_close(x);
		break;
	case PROMPT_MOVED:
		break;
	case PROMPT_IGNORED:
		/* Keys that type nothing still move the selection. */
		a = key >= UK_SPECIAL ? action_find(key, explorer_where(x), &which) : NULL;
		if (a && (a->where & IN_MENU))
			a->run(x, which);
		break;
	}
}

/* Fingers that learnt on another program should not wait for something to happen. */
static void say_no_action(struct explorer *x, int key)
{
	struct buf name;

	buf_init(&name, 0);
	if (x->overlay == OVERLAY_NONE && key_append_name(key, &name))
		explorer_say(x, "%s does nothing here; F1 lists the keys.", buf_cstr(&name));
	buf_release(&name);
}

void explorer_key(struct explorer *x, int key)
{
	const struct action *a;
	unsigned which;

	x->changed = true;
	buf_clear(&x->message);
	if (x->prompting) {
		key_in_prompt(x, key);
		return;
	}
	a = action_find(key, explorer_where(x), &which);
	if (!a) {
		say_no_action(x, key);
		return;
	}
	x->search.active = false;
	a->run(x, which);
	/* What a key changed is shown at once, whatever it costs to put in order. */
	x->refresh_at = 0;
}

/* ------------------------------------------------------------------------- work --- */

bool explorer_settled(const struct explorer *x)
{
	const struct level *l = explorer_level(x);

	return l->table ? table_complete(l->table) : pane_complete(l->pane);
}

/* Once: what is shown ends where the file is damaged. */
static void tell_damage(struct explorer *x)
{
	struct err e;

	if (x->damage_told || !log_ended(x->log))
		return;
	x->damage_told = true;
	if (log_error(x->log, &e))
		explorer_say(x, "Damaged: %s", e.msg);
}

bool explorer_step(struct explorer *x, uint64_t budget_ns)
{
	struct level *l = explorer_level(x);
	uint64_t until = explorer_now() + budget_ns;
	uint64_t before = l->table ? table_position(l->table) : pane_count(l->pane);
	uint64_t after;
	bool settled = explorer_settled(x), more = false;

	if (!settled) {
		more = l->table ? !table_update(l->table, budget_ns)
				: !pane_update(l->pane, budget_ns);
		after = l->table ? table_position(l->table) : pane_count(l->pane);
		x->changed |= after != before || explorer_settled(x);
		if (x->follow)
			level_select(l, UINT64_MAX);
	}
	tell_damage(x);
	if (x->search.active)
		more |= search_step(x, until);
	return more;
}

void explorer_prepare(struct explorer *x)
{
	struct level *l = explorer_level(x);
	uint64_t now = explorer_now();

	if (l->table && (now >= x->refresh_at || table_complete(l->table))) {
		if (table_refresh(l->table))
			level_refind(l);
		x->refresh_cost_ns = explorer_now() - now;
		x->refresh_at = explorer_now() + REFRESH_NS + REFRESH_SHARE * x->refresh_cost_ns;
	}
	level_scroll(l, x->page);
}

/* ------------------------------------------------------------------------- texts --- */

const char *explorer_title(const struct explorer *x)
{
	const struct level *l = explorer_level(x);

	return l->view ? l->view->name : "Events";
}

static unsigned percent_read(const struct explorer *x)
{
	uint64_t pos, size;

	log_progress(x->log, &pos, &size);
	return size ? (unsigned)((double)pos * 100 / (double)size) : 0;
}

void explorer_source(const struct explorer *x, enum source_detail detail, struct buf *out)
{
	uint64_t first = log_first_ts(x->log), last = log_last_ts(x->log);
	const char *slash = strrchr(x->opts.source, '/');
	bool ended = log_ended(x->log);

	buf_puts(out, detail != SOURCE_WHOLE && slash ? slash + 1 : x->opts.source);
	if (!ended)
		buf_printf(out, " %u%%", percent_read(x));
	if (detail == SOURCE_NAME) {
		buf_puts(out, log_error(x->log, NULL) ? " (damaged)" : "");
		return;
	}
	buf_printf(out, " (%llu evts, ", (unsigned long long)log_count(x->log));
	if (!ended)
		buf_puts(out, "loading, ");
	if (log_error(x->log, NULL))
		buf_puts(out, "damaged, ");
	cell_append_reltime(out, last > first ? last - first : 0);
	buf_putc(out, ')');
}

void explorer_position(const struct explorer *x, struct buf *out)
{
	const struct level *l = explorer_level(x);
	uint64_t n = level_count(l), at = n ? l->row + 1 : 0;

	buf_printf(out, "%llu/%llu", (unsigned long long)at, (unsigned long long)n);
	if (!explorer_settled(x))
		buf_putc(out, '+');
	else
		buf_printf(out, "(%.1f%%)", n ? 100.0 * (double)at / (double)n : 0.0);
}

/* ------------------------------------------------------------------------- menus --- */

void menu_open(struct explorer *x, const char *title,
	       void (*chosen)(struct explorer *x, unsigned value))
{
	buf_clear(&x->menu.texts);
	x->menu.title = title;
	x->menu.chosen = chosen;
	x->menu.n = x->menu.row = x->menu.top = 0;
	x->overlay = OVERLAY_MENU;
}

void menu_add(struct menu *m, const char *text, unsigned value)
{
	m->values = xrealloc(m->values, (m->n + 1) * sizeof(*m->values));
	m->values[m->n++] = value;
	buf_puts(&m->texts, text);
	buf_putc(&m->texts, '\n');
}

const char *menu_entry(const struct menu *m, unsigned i, size_t *len)
{
	const char *p = m->texts.p, *end = m->texts.p + m->texts.len, *nl;

	for (;; p = nl + 1) {
		nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
		if (!nl) {
			*len = 0;
			return "";
		}
		if (!i--)
			break;
	}
	*len = (size_t)(nl - p);
	return p;
}
