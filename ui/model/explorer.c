/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/explorer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "ui/model/keys.h"

enum {
	REFRESH_NS = 100000000, /* rows are put in order so often at most while they come in */
	SEARCH_NS = 300000000,	/* a search gets so long at most before the key behind it */
	SEARCH_SLICE_NS = 5000000,
	LOOK_AGAIN_MS = 20, /* while something is on its way */
	REFRESH_SHARE = 5,  /* and in no more than a fifth of the time */
};

uint64_t explorer_now(void)
{
	return monotonic_ns();
}

void explorer_init(struct explorer *x, struct log *log, const struct view_set *views,
		   const struct explorer_opts *o, const char *base_filter)
{
	struct table_opts t = {
		.query = o->query,
		.limit = o->limit,
		.idle_threads = true,
	};

	*x = (struct explorer){.log = log, .views = views, .opts = *o, .width = 80, .rows = 20};
	if (!o->tallies)
		x->tallies = tallies_new(EXPLORER_TALLIES);
	t.tallies = o->tallies ? o->tallies : x->tallies;
	nav_init(&x->nav, log, views, &t, o->containers, base_filter);
	x->nav.remember = o->remember;
	buf_init(&x->message, 1024);
	buf_init(&x->search.text, 4096);
	buf_init(&x->menu.texts, 0);
	lines_init(&x->page.raw);
	lines_init(&x->page.shown);
	filter_line_init(x);
	timeline_init(&x->time);
	x->changed = true;
}

void explorer_release(struct explorer *x)
{
	filter_line_release(x);
	timeline_release(&x->time);
	save_job_free(x->saving, NULL);
	chisel_pane_free(x->chisels);
	command_release(&x->command);
	ready_release(&x->ready);
	nav_release(&x->nav);
	tallies_free(x->tallies);
	prompt_release(&x->prompt);
	buf_release(&x->message);
	buf_release(&x->search.text);
	buf_release(&x->menu.texts);
	free(x->menu.values);
	free(x->menu.hotkeys);
	lines_release(&x->page.raw);
	lines_release(&x->page.shown);
}

void explorer_resize(struct explorer *x, unsigned width, unsigned rows)
{
	x->width = width ? width : 1;
	x->rows = rows ? rows : 1;
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

void explorer_arrived(struct explorer *x)
{
	x->follow = false;
	x->search.active = false;
	x->refresh_at = 0;
	ready_forget(&x->ready);
	live_arrived(x);
}

/* ------------------------------------------------------------------------- keys --- */

unsigned explorer_where(const struct explorer *x)
{
	const struct level *l = explorer_level(x);

	if (x->overlay == OVERLAY_MENU)
		return IN_MENU | x->menu.where;
	if (x->overlay == OVERLAY_PAGE)
		return IN_PAGE | (x->page.event ? IN_EVENT : 0);
	if (l->spectro)
		return IN_SPECTRO | (x->time.open ? IN_TIME : 0);
	return (l->table ? IN_TABLE | (l->cell >= 0 ? IN_CELL : 0) : IN_TEXT) |
	       (x->time.open ? IN_TIME : 0);
}

void explorer_prompt(struct explorer *x, const char *title, const char *text,
		     const struct prompt_ops *ops)
{
	prompt_release(&x->prompt);
	prompt_init(&x->prompt, title, text);
	x->prompting = ops;
	x->overlay = OVERLAY_NONE;
}

void explorer_prompt_close(struct explorer *x)
{
	x->prompting = NULL;
	prompt_release(&x->prompt);
}

static void key_in_prompt(struct explorer *x, int key)
{
	const struct prompt_ops *ops = x->prompting;
	const struct action *a;
	unsigned which;

	if (ops->key && ops->key(x, key))
		return;
	switch (prompt_key(&x->prompt, key)) {
	case PROMPT_CHANGED:
		ops->changed(x);
		break;
	case PROMPT_MOVED:
		if (ops->moved)
			ops->moved(x);
		break;
	case PROMPT_DONE:
		ops->done(x);
		break;
	case PROMPT_CANCELLED:
		ops->cancelled(x);
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

/* A letter that stands before an entry of the menu that is open. */
static bool menu_hotkey(struct explorer *x, int key)
{
	unsigned i;

	if (x->overlay != OVERLAY_MENU || key <= ' ' || key > '~')
		return false;
	for (i = 0; i < x->menu.n; i++) {
		if (x->menu.hotkeys[i] == (char)key) {
			menu_choose(x, i);
			return true;
		}
	}
	return false;
}

/* Fast fingers: what was looked for is found before the next key counts. */
static void finish_search(struct explorer *x)
{
	uint64_t until = explorer_now() + SEARCH_NS;

	while (x->search.active && explorer_now() < until) {
		explorer_step(x, SEARCH_SLICE_NS);
		explorer_prepare(x);
	}
	x->search.active = false;
}

void explorer_key(struct explorer *x, int key)
{
	const struct action *a;
	bool asked = x->quit_asked;
	unsigned which;

	x->changed = true;
	buf_clear(&x->message);
	x->quit_asked = false;
	if (x->prompting) {
		key_in_prompt(x, key);
		return;
	}
	if (menu_hotkey(x, key))
		return;
	a = action_find(key, explorer_where(x), &which);
	if (!a) {
		say_no_action(x, key);
		return;
	}
	finish_search(x);
	x->quit_asked = asked && a->run == action_quit;
	a->run(x, which);
	/* What a key changed is shown at once, whatever it costs to put in order. */
	x->refresh_at = 0;
}

/* ------------------------------------------------------------------------- work --- */

bool explorer_settled(const struct explorer *x)
{
	const struct level *l = explorer_level(x);

	return (x->live.on ? live_settled(x) : level_complete(l)) &&
	       (!l->table || !l->quick.len || l->looked >= table_count(l->table));
}

int explorer_wait_ms(const struct explorer *x)
{
	bool filter_counts = x->fl.open && x->fl.count.run && !x->fl.count.counted;
	bool strip_counts = x->time.open && !x->time.scanned;

	if (x->changed || x->search.active || filter_counts || x->saving || x->time.playing ||
	    strip_counts || chisel_pane_runs(x->chisels))
		return LOOK_AGAIN_MS;
	if (x->live.on)
		return live_wait_ms(x);
	return explorer_settled(x) || x->paused ? -1 : LOOK_AGAIN_MS;
}

void explorer_rest(struct explorer *x)
{
	unsigned i;

	for (i = 0; i < x->nav.n; i++) {
		if (x->nav.levels[i]->pane)
			pane_park(x->nav.levels[i]->pane);
	}
}

/* Once: what is shown ends where the file is damaged. */
static void tell_damage(struct explorer *x)
{
	struct err e;

	if (x->damage_told || !log_ended(x->log))
		return;
	x->damage_told = true;
	if (log_error(x->log, &e))
		explorer_say(x, "%s: %s", x->live.on ? "The capture ended" : "Damaged", e.msg);
}

static bool read_on(struct explorer *x, uint64_t budget_ns)
{
	struct level *l = explorer_level(x);
	uint64_t before = level_position(l);
	bool more;

	if (x->live.on)
		return live_step(x, budget_ns);
	if (level_complete(l) || x->paused)
		return false;
	more = !level_update(l, budget_ns);
	x->changed |= level_position(l) != before || level_complete(l);
	if (x->follow)
		action_last(x, 0);
	return more;
}

/* Sort and merge what came in, not too often. */
static void refresh_table(struct explorer *x, struct level *l)
{
	uint64_t now = explorer_now();

	if (now < x->refresh_at && !table_complete(l->table))
		return;
	if (table_refresh(l->table)) {
		l->nshown = l->looked = 0;
		/* What was looked at may stand elsewhere now. */
		if (x->search.active)
			search_start(x, x->search.start, x->search.back);
		level_quick_step(l, x->opts.ascii, now + REFRESH_NS / REFRESH_SHARE);
		level_refind(l);
		if (x->live.on)
			live_refreshed(x, l);
	}
	x->refresh_cost_ns = explorer_now() - now;
	x->refresh_at = explorer_now() + REFRESH_NS + REFRESH_SHARE * x->refresh_cost_ns;
}

bool explorer_step(struct explorer *x, uint64_t budget_ns)
{
	uint64_t until = explorer_now() + budget_ns;
	struct level *l = explorer_level(x);
	bool more;

	/* What is typed comes first: its answers are what the user waits for. */
	more = filter_line_step(x, until);
	more |= read_on(x, budget_ns);
	if (l->quick.len && l->table && l->looked < table_count(l->table)) {
		more |= !level_quick_step(l, x->opts.ascii, until);
		x->changed = true;
	}
	tell_damage(x);
	if (x->search.active) {
		/* All rows have to be there before it can be said that there is none. */
		if (l->table)
			refresh_table(x, l);
		more |= search_step(x, until);
	}
	more |= timeline_step(x, until);
	more |= explorer_save_step(x, until);
	more |= explorer_chisel_step(x, until);
	return more;
}

void explorer_prepare(struct explorer *x)
{
	struct level *l = explorer_level(x);

	if (l->table)
		refresh_table(x, l);
	else if (l->pane && l->wish.active)
		level_refind(l);
	level_scroll(l, x->rows);
	if (x->overlay == OVERLAY_PAGE)
		page_prepare(&x->page, x->width, x->rows);
}
