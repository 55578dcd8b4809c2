/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/timeline.h"

#include <math.h>
#include <string.h>

#include "ui/model/explorer.h"

enum { LOOKS_PER_CLOCK = 512, FIRST_BUCKET_NS = 1000 };

void timeline_init(struct timeline *t)
{
	struct err e;

	*t = (struct timeline){.speed = 1};
	/* A filter of our own always compiles. */
	t->failed = filter_compile("evt.failed=true", &e);
}

static void stop_scan(struct timeline *t)
{
	if (t->scanning) {
		cursor_release(&t->cursor);
		filter_run_free(t->run);
	}
	t->scanning = t->scanned = false;
}

void timeline_release(struct timeline *t)
{
	stop_scan(t);
	filter_free(t->failed);
}

/* ------------------------------------------------------------------------ window --- */

void timeline_window(const struct explorer *x, uint64_t *from, uint64_t *to)
{
	const struct timeline *t = &x->time;

	*from = t->from;
	*to = t->to;
	if (!*to) {
		*from = log_oldest_ts(x->log);
		*to = log_last_ts(x->log);
	}
	if (*to <= *from)
		*to = *from + 1;
}

uint64_t timeline_cell_ts(const struct explorer *x, unsigned cell, unsigned width)
{
	uint64_t from, to;

	timeline_window(x, &from, &to);
	if (!width)
		return from;
	/* Upwards: the time belongs to this cell and not to the one before. */
	return from + (uint64_t)ceil((double)(to - from) * cell / width);
}

unsigned timeline_cell_of(const struct explorer *x, uint64_t ts, unsigned width)
{
	uint64_t from, to;
	double cell;

	timeline_window(x, &from, &to);
	if (ts <= from || !width)
		return 0;
	cell = (double)(ts - from) * width / (double)(to - from);
	return cell >= width ? width - 1 : (unsigned)cell;
}

/* The first event at or after ts; one past the last when there is none. */
static uint64_t event_at(const struct explorer *x, uint64_t ts)
{
	uint64_t num = log_find_ts(x->log, ts);

	return num ? num : log_count(x->log) + 1;
}

static uint64_t errors_between(const struct timeline *t, uint64_t from, uint64_t to)
{
	uint64_t n = 0, i, last;

	if (!t->bucket_ns || to <= t->errors_from)
		return 0;
	i = from > t->errors_from ? (from - t->errors_from) / t->bucket_ns : 0;
	last = (to - 1 - t->errors_from) / t->bucket_ns;
	/* Of buckets wider than a cell, the cell in which they begin shows all. */
	if (from > t->errors_from && (from - t->errors_from) % t->bucket_ns)
		i++;
	for (; i <= last && i < ERROR_BUCKETS; i++)
		n += t->errors[i];
	return n;
}

void timeline_cells(struct explorer *x, unsigned width, struct timeline_cell *out)
{
	uint64_t from, to, next, here;
	unsigned i;

	timeline_window(x, &from, &to);
	here = event_at(x, from);
	for (i = 0; i < width; i++) {
		uint64_t begin = timeline_cell_ts(x, i, width);
		uint64_t end = i + 1 < width ? timeline_cell_ts(x, i + 1, width) : to + 1;

		next = event_at(x, end);
		out[i].events = next > here ? next - here : 0;
		out[i].errors = errors_between(&x->time, begin, end);
		here = next;
	}
}

/* ------------------------------------------------------------------------ errors --- */

static void start_scan(struct explorer *x)
{
	struct timeline *t = &x->time;
	uint64_t from, to, first;

	stop_scan(t);
	timeline_window(x, &from, &to);
	memset(t->errors, 0, sizeof(t->errors));
	t->errors_from = from;
	t->errors_to = t->to;
	t->bucket_ns = t->to ? (to - from) / ERROR_BUCKETS + 1 : FIRST_BUCKET_NS;
	t->run = filter_run_new(t->failed, x->log, x->opts.query);
	cursor_init(&t->cursor, x->log);
	first = log_find_ts(x->log, from);
	if (first > 1)
		cursor_seek(&t->cursor, first - 1);
	t->scanning = true;
}

void timeline_rescan(struct explorer *x)
{
	if (log_first_ts(x->log))
		start_scan(x);
}

/* The log grew beyond the last bucket: two become one. */
static void widen(struct timeline *t)
{
	unsigned i;

	for (i = 0; i < ERROR_BUCKETS / 2; i++)
		t->errors[i] = t->errors[2 * i] + t->errors[2 * i + 1];
	memset(t->errors + i, 0, sizeof(t->errors) / 2);
	t->bucket_ns *= 2;
}

static void count_error(struct timeline *t, uint64_t ts)
{
	uint64_t d = ts > t->errors_from ? ts - t->errors_from : 0;

	while (d / t->bucket_ns >= ERROR_BUCKETS)
		widen(t);
	t->errors[d / t->bucket_ns]++;
}

/* Of a live log most of what was counted is gone: buckets are too wide for what is there. */
static bool is_outgrown(const struct explorer *x)
{
	uint64_t last = log_last_ts(x->log), first = log_oldest_ts(x->log);

	return !x->time.to && first > x->time.errors_from &&
	       last - x->time.errors_from > 4 * (last - first);
}

static bool scan(struct explorer *x, uint64_t until_ns)
{
	struct timeline *t = &x->time;
	unsigned looks = 0;
	int r;

	if (!log_first_ts(x->log))
		return false;
	if (!t->scanning || is_outgrown(x))
		start_scan(x);
	if (t->scanned)
		return false;
	while ((r = filter_step(t->run, &t->cursor)) != 0) {
		if (t->errors_to && t->cursor.rec->ts > t->errors_to)
			break;
		if (r > 0) {
			count_error(t, t->cursor.rec->ts);
			x->changed = true;
		}
		if ((r < 0 || !(++looks % LOOKS_PER_CLOCK)) && explorer_now() >= until_ns)
			return true;
	}
	t->scanned = r || log_ended(x->log);
	x->changed |= t->scanned;
	cursor_park(&t->cursor);
	return false;
}

/* ------------------------------------------------------------- cursor and range --- */

static uint64_t clamp(const struct explorer *x, uint64_t ts)
{
	uint64_t first = log_oldest_ts(x->log), last = log_last_ts(x->log);

	return ts < first ? first : ts > last ? last : ts;
}

void timeline_set_cursor(struct explorer *x, uint64_t ts)
{
	struct timeline *t = &x->time;
	uint64_t from, to, span;

	t->at = clamp(x, ts);
	t->at_event = 0;
	/* A zoomed window goes along. */
	timeline_window(x, &from, &to);
	span = to - from;
	if (t->to && (t->at < from || t->at >= to)) {
		t->from = clamp(x, t->at > span / 2 ? t->at - span / 2 : 0);
		t->to = t->from + span;
		start_scan(x);
	}
}

static struct span span_of(const struct explorer *x, uint64_t from, uint64_t to)
{
	struct span s = {0};

	if (from)
		s.first = event_at(x, from);
	if (to) {
		s.last = event_at(x, to + 1) - 1;
		/* None at all: an end before the beginning, but not "no end". */
		if (!s.last)
			s = (struct span){.first = 2, .last = 1};
	}
	return s;
}

void timeline_set_range(struct explorer *x, uint64_t from, uint64_t to)
{
	struct timeline *t = &x->time;

	if (from && to && to < from) {
		uint64_t swap = from;

		from = to;
		to = swap;
	}
	t->range_from = from;
	t->range_to = to;
	nav_set_span(&x->nav, span_of(x, from, to));
	x->refresh_at = 0;
	x->changed = true;
}

/* -------------------------------------------------------------------------- play --- */

void timeline_play(struct explorer *x)
{
	struct timeline *t = &x->time;
	uint64_t start = t->range_from ? t->range_from : log_oldest_ts(x->log);

	if (t->at < start || (log_ended(x->log) && t->at >= log_last_ts(x->log)))
		t->at = start;
	t->playing = true;
	t->play_clock = explorer_now();
	t->play_at = t->at;
	x->nav.still = true;
	timeline_set_range(x, t->range_from, t->at);
}

void timeline_stop(struct explorer *x)
{
	struct timeline *t = &x->time;

	t->playing = false;
	x->nav.still = false;
	timeline_set_range(x, t->range_from, t->at >= log_last_ts(x->log) ? 0 : t->at);
}

static void play_on(struct explorer *x)
{
	struct timeline *t = &x->time;
	double gone = (double)(explorer_now() - t->play_clock) * t->speed;
	uint64_t last = log_last_ts(x->log), end;

	t->at = t->play_at + (uint64_t)(gone < 0x1p62 ? gone : 0x1p62);
	t->at_event = 0;
	if (t->at >= last) {
		t->at = last;
		if (log_ended(x->log)) {
			timeline_stop(x);
			return;
		}
	}
	timeline_set_cursor(x, t->at);
	t->range_to = t->at;
	end = event_at(x, t->at + 1) - 1;
	if (end > x->nav.span.last)
		nav_extend_span(&x->nav, end);
	x->changed = true;
}

void timeline_replay(struct explorer *x, double speed)
{
	x->time.open = x->time.replay = true;
	x->time.speed = speed;
}

bool timeline_step(struct explorer *x, uint64_t until_ns)
{
	if (x->time.replay && log_first_ts(x->log)) {
		x->time.replay = false;
		timeline_play(x);
	}
	if (x->time.playing)
		play_on(x);
	return x->time.open && scan(x, until_ns);
}

/* ------------------------------------------------------------------------- texts --- */

static void put_ts(const struct explorer *x, uint64_t ts, struct buf *out)
{
	uint64_t first = log_first_ts(x->log), d = ts > first ? ts - first : 0;

	buf_printf(out, "+%llu.%06us", (unsigned long long)(d / 1000000000u),
		   (unsigned)(d % 1000000000u / 1000));
}

static void put_rate(uint64_t n, double seconds, const char *what, struct buf *out)
{
	double rate = seconds > 0 ? (double)n / seconds : 0;

	if (rate >= 1e6)
		buf_printf(out, "  %.1fM %s/s", rate / 1e6, what);
	else if (rate >= 1e4)
		buf_printf(out, "  %.1fK %s/s", rate / 1e3, what);
	else
		buf_printf(out, "  %.0f %s/s", rate, what);
}

void timeline_range(const struct explorer *x, struct buf *out)
{
	const struct timeline *t = &x->time;

	if (!t->range_from && !t->range_to)
		return;
	buf_puts(out, "Time: ");
	put_ts(x, t->range_from ? t->range_from : log_oldest_ts(x->log), out);
	buf_puts(out, " to ");
	put_ts(x, t->range_to ? t->range_to : log_last_ts(x->log), out);
	buf_putc(out, ' ');
}

void timeline_title(struct explorer *x, struct buf *out)
{
	const struct timeline *t = &x->time;
	uint64_t at = t->at ? t->at : log_first_ts(x->log), from, to, begin, end, events;
	unsigned width = t->width ? t->width : 1, cell = timeline_cell_of(x, at, width);
	double seconds;

	timeline_window(x, &from, &to);
	begin = timeline_cell_ts(x, cell, width);
	end = timeline_cell_ts(x, cell + 1, width);
	seconds = (double)(end - begin) / 1e9;
	events = event_at(x, end) - event_at(x, begin);
	put_ts(x, at, out);
	if (t->at_event)
		buf_printf(out, "  event %llu", (unsigned long long)t->at_event);
	put_rate(events, seconds, "events", out);
	put_rate(errors_between(t, begin, end), seconds, "errors", out);
	if (t->to)
		buf_printf(out, "  zoom x%.0f",
			   (double)(log_last_ts(x->log) - log_oldest_ts(x->log)) /
				   (double)(to - from));
	if (t->playing || t->speed < 1 || t->speed > 1)
		buf_printf(out, "  speed %g%s", t->speed, t->playing ? " playing" : "");
}
