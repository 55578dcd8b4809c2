/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ui/model/explorer.h"

/* The keys of the time strip. */

enum {
	ZOOM_LEAST_NS = 1000,
	STEP_FAR = 1000000,
	READ_ON_NS = 1000000000, /* a time that has not been read yet is waited for so long */
	READ_ON_SLICE_NS = 5000000,
};

void action_time(struct explorer *x, unsigned which)
{
	struct timeline *t = &x->time;

	(void)which;
	t->open = !t->open;
	if (t->open && !t->at)
		t->at = x->live.on ? log_last_ts(x->log) : log_first_ts(x->log);
	if (!t->open && t->playing)
		timeline_stop(x);
}

static void move_cursor(struct explorer *x, int by)
{
	struct timeline *t = &x->time;
	uint64_t from, to, cell;

	timeline_window(x, &from, &to);
	cell = (to - from) / (t->width ? t->width : 1) + 1;
	if (by > 0)
		timeline_set_cursor(x, t->at + cell);
	else
		timeline_set_cursor(x, t->at > cell ? t->at - cell : 0);
}

void action_time_left(struct explorer *x, unsigned which)
{
	(void)which;
	move_cursor(x, -1);
}

void action_time_right(struct explorer *x, unsigned which)
{
	(void)which;
	move_cursor(x, 1);
}

/* The next event that the level shows, from num on in either direction; 0 none near. */
static uint64_t find_shown(struct explorer *x, struct cursor *c, uint64_t num, int by)
{
	const struct level *l = explorer_level(x);
	struct filter_run *run = filter_run_new(l->filter, x->log, x->opts.query);
	uint64_t left, found = 0;

	for (left = STEP_FAR; left && num && cursor_seek(c, num); left--) {
		if (!(c->rec->flags & (REC_HIDDEN | REC_STATE_ONLY)) && filter_match(run, c)) {
			found = num;
			break;
		}
		num = by > 0 ? num + 1 : num - 1;
	}
	filter_run_free(run);
	return found;
}

/* From event to event: the cursor stands on one, and a list of events selects it. */
static void step_event(struct explorer *x, int by)
{
	struct timeline *t = &x->time;
	uint64_t num = t->at_event;
	struct cursor c;

	if (num)
		num = by > 0 ? num + 1 : num - 1;
	else
		num = log_find_ts(x->log, t->at);
	cursor_init(&c, x->log);
	num = find_shown(x, &c, num, by);
	if (num) {
		timeline_set_cursor(x, c.rec->ts);
		t->at_event = num;
		if (explorer_level(x)->pane)
			level_wish_event(explorer_level(x), num);
	} else {
		explorer_say(x, by > 0 ? "There is no event behind it." : "There is no event before it.");
	}
	cursor_release(&c);
}

void action_time_step(struct explorer *x, unsigned which)
{
	(void)which;
	step_event(x, 1);
}

void action_time_step_back(struct explorer *x, unsigned which)
{
	(void)which;
	step_event(x, -1);
}

void action_time_begin(struct explorer *x, unsigned which)
{
	const struct timeline *t = &x->time;

	(void)which;
	timeline_set_range(x, t->at, t->range_to > t->at ? t->range_to : 0);
}

void action_time_end(struct explorer *x, unsigned which)
{
	const struct timeline *t = &x->time;

	(void)which;
	timeline_set_range(x, t->range_from < t->at ? t->range_from : 0, t->at);
}

void action_time_all(struct explorer *x, unsigned which)
{
	(void)which;
	if (x->time.playing)
		timeline_stop(x);
	timeline_set_range(x, 0, 0);
}

/* The range goes by its own length, as far as there is something; the cursor goes with it. */
static void move_range(struct explorer *x, bool back)
{
	uint64_t first = log_oldest_ts(x->log), last = log_last_ts(x->log), from, to, length;

	if (x->time.playing)
		timeline_stop(x);
	from = x->time.range_from;
	to = x->time.range_to;
	if (!from && !to) {
		explorer_say(x, "There is no range: [ begins one at the cursor, ] ends it.");
		return;
	}
	from = from > first ? from : first;
	to = to && to < last ? to : last;
	length = to > from ? to - from : 0;
	/* Both ends belong to it: the next one begins a nanosecond later. */
	if (back)
		from = from - first > length ? from - length - 1 : first;
	else
		from = last - to > length ? to + 1 : last - length;
	timeline_set_range(x, from, from + length);
	timeline_set_cursor(x, from);
}

void action_range_back(struct explorer *x, unsigned which)
{
	(void)which;
	move_range(x, true);
}

void action_range_forth(struct explorer *x, unsigned which)
{
	(void)which;
	move_range(x, false);
}

static void zoom(struct explorer *x, bool in)
{
	struct timeline *t = &x->time;
	uint64_t from, to, span, first = log_oldest_ts(x->log), last = log_last_ts(x->log);

	timeline_window(x, &from, &to);
	span = in ? (to - from) / 2 : (to - from) * 2;
	if (span < ZOOM_LEAST_NS)
		return;
	if (span >= last - first) {
		t->from = t->to = 0;
	} else {
		from = t->at > first + span / 2 ? t->at - span / 2 : first;
		if (from + span > last)
			from = last - span;
		t->from = from;
		t->to = from + span;
	}
	timeline_rescan(x);
}

void action_zoom_in(struct explorer *x, unsigned which)
{
	(void)which;
	zoom(x, true);
}

void action_zoom_out(struct explorer *x, unsigned which)
{
	(void)which;
	zoom(x, false);
}

void action_zoom_all(struct explorer *x, unsigned which)
{
	(void)which;
	x->time.from = x->time.to = 0;
	timeline_rescan(x);
}

void action_play(struct explorer *x, unsigned which)
{
	(void)which;
	if (x->time.playing)
		timeline_stop(x);
	else
		timeline_play(x);
}

static void change_speed(struct explorer *x, double by)
{
	struct timeline *t = &x->time;

	t->speed *= by;
	t->speed = fmin(fmax(t->speed, 1.0 / 1024), 1 << 20);
	/* From here on. */
	t->play_clock = explorer_now();
	t->play_at = t->at;
}

void action_faster(struct explorer *x, unsigned which)
{
	(void)which;
	change_speed(x, 2);
}

void action_slower(struct explorer *x, unsigned which)
{
	(void)which;
	change_speed(x, 0.5);
}

/* --------------------------------------------------------------------- go to a time --- */

/* "+1.5" or "1.5": seconds from the first event; "13:04:05.25": a time of its first day. */
static bool parse_time(const struct explorer *x, const char *s, uint64_t *ts)
{
	uint64_t first = log_first_ts(x->log);
	unsigned hour, minute;
	double seconds;
	struct tm tm;
	time_t day = (time_t)(first / 1000000000u);
	char *end;
	int used = 0;

	if (sscanf(s, "%2u:%2u:%lf%n", &hour, &minute, &seconds, &used) == 3 && !s[used] &&
	    hour < 24 && minute < 60 && seconds >= 0 && seconds < 61 && localtime_r(&day, &tm)) {
		tm.tm_hour = (int)hour;
		tm.tm_min = (int)minute;
		tm.tm_sec = 0;
		*ts = (uint64_t)mktime(&tm) * 1000000000u + (uint64_t)(seconds * 1e9);
		/* Past midnight. */
		if (*ts < first - first % 1000000000u)
			*ts += 86400ull * 1000000000u;
		return true;
	}
	seconds = strtod(s, &end);
	if (end == s || (*end && strcmp(end, "s") != 0) || !(seconds >= 0) || seconds > 1e10)
		return false;
	*ts = first + (uint64_t)(seconds * 1e9);
	return true;
}

static void time_changed(struct explorer *x)
{
	(void)x;
}

/* Where the capture is still being read: false when that time is not reached soon. */
static bool read_up_to(struct explorer *x, uint64_t ts)
{
	uint64_t until = explorer_now() + READ_ON_NS;

	while (!x->live.on && log_last_ts(x->log) < ts && !log_ended(x->log)) {
		if (explorer_now() >= until)
			return false;
		explorer_step(x, READ_ON_SLICE_NS);
	}
	return true;
}

static void time_done(struct explorer *x)
{
	uint64_t ts;

	if (!parse_time(x, buf_cstr(&x->prompt.text), &ts)) {
		explorer_say(x, "A time is wanted: seconds from the start (12.5), or 13:04:05.25");
		return;
	}
	if (!read_up_to(x, ts)) {
		explorer_say(x, "The capture has not been read that far; Enter tries again");
		return;
	}
	timeline_set_cursor(x, ts);
	explorer_prompt_close(x);
}

static const struct prompt_ops time_ops = {
	.changed = time_changed,
	.done = time_done,
	.cancelled = explorer_prompt_close,
};

void action_go_to_time(struct explorer *x, unsigned which)
{
	(void)which;
	explorer_prompt(x, "Go to time: ", "", &time_ops);
}
