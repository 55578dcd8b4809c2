/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/live.h"

#include <inttypes.h>
#include <stdio.h>

#include "ui/model/explorer.h"

#define NS_PER_MS 1000000ull
#define NS_PER_S  1000000000ull

enum {
	READ_MS = 250,	 /* tables: what came in is counted so often between two refreshes */
	FOLLOW_MS = 100, /* lists and events: how often new ones are looked for */
	FIRST_MS = 10,	 /* before there is a first picture */
	LIST_ROWS = 1 << 17,
	TEXT_BYTES = 16 << 20, /* texts that a table may have kept of rows that are gone */
};

void live_init(struct explorer *x, unsigned delay_ms)
{
	x->live = (struct live){.on = true, .delay_ns = delay_ms * NS_PER_MS, .turn = 1};
}

/*
 * A view of part of the log (a time range, the first events) is one of something that does not
 * change any more: it is read as in a file.
 */
static bool is_part(const struct explorer *x)
{
	return x->nav.span.first || x->nav.span.last || x->opts.limit;
}

static bool has_intervals(const struct level *l)
{
	return l->table && l->def.keyed;
}

/* The last event of what is to be shown. */
static uint64_t last_event(const struct explorer *x)
{
	return x->paused ? x->live.held : log_count(x->log);
}

/* ------------------------------------------------------------------------ figures --- */

static void take_figures(struct explorer *x, uint64_t now)
{
	struct live *v = &x->live;
	uint64_t events = log_count(x->log), oldest = log_oldest_ts(x->log);
	uint64_t lost = v->counts.full + v->counts.broken, last = log_last_ts(x->log);
	double seconds = (double)(now - v->figures_ns) / 1e9;

	if (v->figures_ns && now - v->figures_ns < NS_PER_S)
		return;
	v->rate = v->figures_ns ? (double)(events - v->events) / seconds : 0;
	v->figures_ns = now;
	v->events = events;
	v->span_ns = oldest && last > oldest ? last - oldest : 0;
	log_live_counts(x->log, -1, &v->counts);
	v->losing = v->counts.full + v->counts.broken - lost;
	x->changed = true;
}

/* ------------------------------------------------------------------------- levels --- */

/* A table begins with the interval that has just passed, so that it shows something at once. */
static void begin_table(struct explorer *x, struct level *l)
{
	uint64_t last = log_ts(x->log, last_event(x)), first = log_oldest(x->log);

	table_set_intervals(l->table, x->live.accumulate);
	if (x->live.accumulate && l->live_turn && !l->live_anew)
		return;
	if (!x->live.accumulate && last > x->live.delay_ns)
		first = log_find_ts(x->log, last - x->live.delay_ns);
	l->live_from = log_ts(x->log, first);
	table_start(l->table, first);
}

/* A level that has just come up. */
static void begin_level(struct explorer *x, struct level *l)
{
	uint64_t until = x->paused ? x->live.held : 0;

	/* A picture that is held stays what it is. */
	if (x->paused && l->live_shown) {
		l->live_turn = x->live.turn;
		return;
	}
	if (has_intervals(l)) {
		begin_table(x, l);
		l->live_ending = l->live_shown = false;
	} else {
		level_extend(l, until);
		if (l->pane && !l->live_turn)
			x->follow = !x->paused;
	}
	l->live_turn = x->live.turn;
	l->live_anew = false;
}

static void end_interval(struct explorer *x, struct level *l, uint64_t now)
{
	uint64_t last = last_event(x), ts = log_ts(x->log, last);

	if (!last)
		return;
	table_end_interval(l->table, last, ts > l->live_from ? ts - l->live_from : 0);
	l->live_ending = true;
	if (!x->live.accumulate)
		l->live_from = ts;
	x->live.next_ns = now + x->live.delay_ns;
}

/* Rows are counted all the time, and shown at the end of the interval. */
static bool step_table(struct explorer *x, struct level *l, uint64_t budget_ns)
{
	uint64_t now = explorer_now();
	bool more;

	if (x->paused && l->live_shown)
		return false;
	if (!l->live_ending && (now >= x->live.next_ns || !l->live_shown))
		end_interval(x, l, now);
	more = !table_update(l->table, budget_ns);
	if (!l->live_ending || !table_complete(l->table))
		return more;
	table_extend(l->table, 0);
	l->live_ending = false;
	l->live_shown = true;
	x->refresh_at = 0;
	x->changed = true;
	return more;
}

static uint64_t less(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

/* Events at the top that are not kept any more; the selection stays where it was. */
static void forget_lines(struct explorer *x, struct level *l)
{
	uint64_t gone = pane_forget(l->pane);

	if (!gone)
		return;
	if (l->row < gone)
		l->sub = 0;
	l->row = less(l->row, gone);
	l->top = less(l->top, gone);
	x->search.at = less(x->search.at, gone);
	x->search.start = less(x->search.start, gone);
	x->search.origin = less(x->search.origin, gone);
	x->changed = true;
}

static bool step_lines(struct explorer *x, struct level *l, uint64_t budget_ns)
{
	uint64_t before = level_position(l);
	bool more;

	if (x->paused && l->live_shown)
		return false;
	more = !level_update(l, budget_ns);
	l->live_shown |= !more;
	x->changed |= !more && level_position(l) != before;
	if (l->pane)
		forget_lines(x, l);
	if (x->follow)
		action_last(x, 0);
	return more;
}

bool live_step(struct explorer *x, uint64_t budget_ns)
{
	struct level *l = explorer_level(x);
	bool more;

	take_figures(x, explorer_now());
	if (is_part(x)) {
		uint64_t before = level_position(l);

		more = !level_complete(l) && !x->paused && !level_update(l, budget_ns);
		x->changed |= level_position(l) != before;
		return more;
	}
	if (l->live_turn != x->live.turn)
		begin_level(x, l);
	return has_intervals(l) ? step_table(x, l, budget_ns) : step_lines(x, l, budget_ns);
}

int live_wait_ms(const struct explorer *x)
{
	const struct level *l = explorer_level(x);
	uint64_t now = explorer_now(), until = x->live.figures_ns + NS_PER_S;
	uint64_t look = has_intervals(l) ? READ_MS : FOLLOW_MS;

	if (x->paused && live_settled(x))
		look = NS_PER_S / NS_PER_MS;
	else if (!live_settled(x))
		look = FIRST_MS;
	else if (has_intervals(l) && x->live.next_ns < until)
		until = x->live.next_ns;
	until = until > now ? (until - now) / NS_PER_MS + 1 : 0;
	return (int)(until < look ? until : look);
}

bool live_settled(const struct explorer *x)
{
	const struct level *l = explorer_level(x);

	if (is_part(x))
		return level_complete(l);
	return l->live_turn == x->live.turn && l->live_shown;
}

void live_arrived(struct explorer *x)
{
	x->live.turn++;
}

void live_paused(struct explorer *x)
{
	if (x->paused)
		x->live.held = log_count(x->log);
	else
		live_arrived(x);
}

void live_refreshed(struct explorer *x, struct level *l)
{
	uint32_t gone = table_compact(l->table, LIST_ROWS, TEXT_BYTES, l->by_key ? &l->key : NULL);

	if (!gone)
		return;
	l->key = less(l->key, gone);
	l->row = less(l->row, gone);
	l->top = less(l->top, gone);
	table_refresh(l->table);
	x->changed = true;
}

/* ------------------------------------------------------------------------ actions --- */

void action_accumulate(struct explorer *x, unsigned which)
{
	unsigned i;

	(void)which;
	if (!x->live.on) {
		explorer_say(x, "A capture that is read is shown as a whole.");
		return;
	}
	x->live.accumulate = !x->live.accumulate;
	for (i = 0; i < x->nav.n; i++)
		x->nav.levels[i]->live_anew = true;
	live_arrived(x);
	if (x->live.accumulate)
		explorer_say(x, "Tables add up what happens from now on, and what is still known.");
	else
		explorer_say(x, "Tables show one interval of %.1f s at a time.",
			     (double)x->live.delay_ns / 1e9);
}

static void put_counts(struct lines *out, const char *title, const struct live_counts *c)
{
	lines_puts(out, LINE_HEADING, title);
	lines_printf(out, LINE_TEXT, "  %12" PRIu64 "  sent by the kernel side", c->sent);
	lines_printf(out, LINE_TEXT, "  %12" PRIu64 "  received", c->received);
	lines_printf(out, LINE_TEXT,
		     "  %12" PRIu64 "  lost: the buffer was full (--buffer MIB makes it larger)",
		     c->full);
	lines_printf(out, LINE_TEXT, "  %12" PRIu64 "  lost: could not be put together", c->broken);
	lines_printf(out, LINE_TEXT, "  %12" PRIu64 "  with a parameter that could not be read",
		     c->unreadable);
	lines_printf(out, LINE_TEXT, "  %12" PRIu64 "  left out because nobody asked for them",
		     c->narrowed);
	lines_puts(out, LINE_TEXT, "");
}

void action_capture(struct explorer *x, unsigned which)
{
	struct live_counts c;
	struct lines *out;
	char title[32];
	int cpu;

	(void)which;
	if (!x->live.on) {
		explorer_say(x, "This is a capture that was made before; nothing can be lost.");
		return;
	}
	out = page_open(x, "The capture");
	lines_puts(out, LINE_HEADING, "History");
	lines_printf(out, LINE_TEXT, "  Events of the last %.1f s are kept (--history MIB), from "
		     "number %" PRIu64 " to %" PRIu64 ".",
		     (double)x->live.span_ns / 1e9, log_oldest(x->log), log_count(x->log));
	lines_puts(out, LINE_TEXT, "");
	if (log_live_counts(x->log, -1, &c))
		put_counts(out, "Events of all processors", &c);
	for (cpu = 0; log_live_counts(x->log, cpu, &c); cpu++) {
		snprintf(title, sizeof(title), "Processor %d", cpu);
		if (c.sent || c.full || c.broken)
			put_counts(out, title, &c);
	}
}

/* -------------------------------------------------------------------------- texts --- */

/* "812", "18.4K", "1.2M" */
static void put_rate(struct buf *out, double rate)
{
	if (rate < 10000)
		buf_printf(out, "%.0f", rate);
	else if (rate < 1e6)
		buf_printf(out, "%.1fK", rate / 1e3);
	else
		buf_printf(out, "%.1fM", rate / 1e6);
}

void live_source(const struct explorer *x, bool brief, struct buf *out)
{
	if (brief) {
		buf_puts(out, "Live ");
		put_rate(out, x->live.rate);
		buf_puts(out, "/s");
		return;
	}
	buf_puts(out, "Live System (");
	put_rate(out, x->live.rate);
	buf_printf(out, " evts/s, last %.0fs%s)", (double)x->live.span_ns / 1e9,
		   x->live.accumulate ? ", adding up" : "");
}

void live_state(const struct explorer *x, struct buf *out)
{
	uint64_t lost = x->live.counts.full + x->live.counts.broken;

	if (!lost)
		return;
	buf_printf(out, "LOST %" PRIu64, lost);
	if (x->live.losing)
		buf_printf(out, " (%" PRIu64 "/s)", x->live.losing);
	buf_putc(out, ' ');
}
