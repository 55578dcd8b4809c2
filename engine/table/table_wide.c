/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/base/clock.h"
#include "engine/table/quantiles.h"
#include "engine/table/table_internal.h"

/*
 * A log that is there whole is read in rounds. In a round each thread reads a stretch of chunks
 * into a table of its own; then their rows are folded into those of the table, in the order of
 * the stretches, so that rows and what is latest come out as if one thread had read everything.
 */
enum {
	MAX_THREADS = 4,
	LEAST_CHUNKS = 8, /* of a thread in a round: less is not worth a thread */
	MOST_CHUNKS = 1024,
	ROUND_NS = 12000000, /* what a round should take: keys are answered between two */
};

struct part {
	struct table *t;
	pthread_t thread;
	uint64_t from, last; /* it reads the events behind the first, up to the second */
};

struct wide {
	struct part *parts; /* the first one's table is the one that is updated */
	unsigned n;
	uint64_t chunks; /* of each part in a round */
};

/* ------------------------------------------------------------------- is it worth it --- */

/*
 * Fields that look back need to see what they are asked on in order. That can be made up for
 * where it is known which events they have something to say about.
 */
static bool can_be_parted(const struct table *t)
{
	unsigned i;

	if (!filter_any_order(t->run))
		return false;
	for (i = 0; i < t->def->n; i++) {
		const struct field *f = t->cols[i].ref.field;

		if (f && f->flags & FF_LOOKS_BACK && !f->on)
			return false;
	}
	return true;
}

static unsigned threads_to_use(const struct table *t)
{
	long n = t->opts.threads ? (long)t->opts.threads : sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (unsigned)n;
}

static struct wide *wide_new(struct table *t)
{
	struct wide *w = xcalloc(1, sizeof(*w));
	unsigned i;

	w->chunks = 2 * LEAST_CHUNKS;
	w->n = can_be_parted(t) ? threads_to_use(t) : 1;
	w->parts = xcalloc(w->n, sizeof(*w->parts));
	w->parts[0].t = t;
	for (i = 1; i < w->n; i++)
		w->parts[i].t = table_new(t->log, t->def, filter_of(t->run), &t->opts);
	return w;
}

void table_free_wide(struct wide *w)
{
	unsigned i;

	if (!w)
		return;
	for (i = 1; i < w->n; i++)
		table_free(w->parts[i].t);
	free(w->parts);
	free(w);
}

/* ---------------------------------------------------------------------------- a part --- */

static bool looked_back_at(const struct table *t, uint16_t code)
{
	return t->plans[code < event_count ? code : event_count] & PLAN_LOOKED_BACK_AT;
}

/* The same up to the end of the run of entries that the cursor stands in, or to event `to`. */
static void pass_run(struct table *t, uint64_t to)
{
	struct cursor *c = &t->cursor;
	const struct log_rec *first = c->rec, *rec;
	uint64_t num = c->num, n = (uint64_t)(c->end - first);

	if (n > to - num + 1)
		n = to - num + 1;
	for (rec = first; rec < first + n; rec++) {
		if (!looked_back_at(t, rec->type))
			continue;
		c->rec = rec;
		c->num = num + (uint64_t)(rec - first);
		if (filter_match(t->run, c))
			table_remember(t);
	}
	c->rec = first + n - 1;
	c->num = num + n - 1;
}

/* Go on to event `to`; others count what lies between. */
static void pass_to(struct table *t, uint64_t to)
{
	struct cursor *c = &t->cursor;
	bool any = false;
	unsigned i;

	for (i = 0; i <= event_count; i++)
		any |= looked_back_at(t, (uint16_t)i);
	while (any && c->num < to && cursor_next(c))
		pass_run(t, to);
	filter_park(t->run, c);
	c->num = to;
}

static void *read_part(void *arg)
{
	struct part *p = arg;

	pass_to(p->t, p->from);
	table_scan(p->t, p->last, 0);
	filter_park(p->t->run, &p->t->cursor);
	return NULL;
}

/* --------------------------------------------------------------------------- folding --- */

/* The cells of a part's row, with texts of the table. */
static void adopt(struct table *t, struct cell *cells)
{
	unsigned i;

	for (i = 0; i < t->def->n; i++) {
		if (cell_is_text(&t->types[i]) && cells[i].s && cells[i].s->len)
			cells[i].s = intern(t->strings, cells[i].s->s, cells[i].s->len);
	}
}

static void fold_cells(struct table *t, struct cell *dst, const struct cell *src)
{
	unsigned i;

	for (i = 1; i < t->def->n; i++) {
		const struct col *c = &t->cols[i];

		if (!agg_is_quantile(c->agg)) {
			cell_fold(&dst[i], &src[i], &t->types[i], (enum agg)c->agg);
		} else if (c->source == i) {
			quantiles_merge(dst[i].q, src[i].q);
			dst[i].count |= src[i].count;
		}
	}
}

/* What a new row has of the part's goes over to the table. */
static void give_quantiles(struct table *t, struct cell *cells)
{
	unsigned i;

	for (i = 0; i < t->def->n && t->quantiles; i++) {
		if (agg_is_quantile(t->cols[i].agg))
			cells[i].q = NULL;
	}
}

static void fold_part(struct table *t, struct table *part)
{
	uint32_t i, row;

	for (i = 0; i < part->rows.nrows; i++) {
		struct cell *cells = group_row(&part->rows, i);

		adopt(t, cells);
		if (!t->def->keyed) {
			group_append(&t->rows, cells);
			continue;
		}
		row = group_find(&t->rows, cells[0].u);
		if (row == GROUP_NONE) {
			row = group_add(&t->rows, cells);
			give_quantiles(part, cells);
		} else {
			fold_cells(t, group_row(&t->rows, row), cells);
		}
		table_unseen(t, row);
	}
	t->dirty |= part->rows.nrows > 0;
	table_forget_rows(part);
}

/* ----------------------------------------------------------------------------- rounds --- */

/* How many chunks each part can have of what is there behind an event. */
static uint64_t share(const struct table *t, uint64_t at, unsigned parts)
{
	uint64_t last = table_last_event(t) / LOG_CHUNK;

	return last > at / LOG_CHUNK ? (last - at / LOG_CHUNK) / parts : 0;
}

/* Chunks end at numbers that are multiples of their size. Returns the last event of the round. */
static uint64_t share_out(struct wide *w, uint64_t at, uint64_t chunks)
{
	uint64_t last = at / LOG_CHUNK * LOG_CHUNK;
	unsigned i;

	for (i = 0; i < w->n; i++) {
		w->parts[i].from = i ? last : at;
		last += chunks * LOG_CHUNK;
		w->parts[i].last = last;
	}
	return last;
}

static void read_round(struct wide *w)
{
	struct table *t = w->parts[0].t;
	bool started[MAX_THREADS] = {false};
	unsigned i;

	for (i = 1; i < w->n; i++)
		started[i] = !pthread_create(&w->parts[i].thread, NULL, read_part, &w->parts[i]);
	read_part(&w->parts[0]);
	for (i = 1; i < w->n; i++) {
		if (started[i])
			pthread_join(w->parts[i].thread, NULL);
		else
			read_part(&w->parts[i]);
		fold_part(t, w->parts[i].t);
	}
}

static void adapt(struct wide *w, uint64_t took)
{
	if (took > 2 * ROUND_NS && w->chunks > LEAST_CHUNKS)
		w->chunks /= 2;
	else if (took < ROUND_NS / 2 && w->chunks < MOST_CHUNKS)
		w->chunks *= 2;
}

void table_scan_wide(struct table *t, uint64_t until)
{
	uint64_t start = monotonic_ns(), at = t->cursor.num, end, chunks;
	struct wide *w;

	if (!log_keeps(t->log) || share(t, at, MAX_THREADS) < LEAST_CHUNKS)
		return;
	if (!t->wide)
		t->wide = wide_new(t);
	w = t->wide;
	while (w->n > 1 && (chunks = share(t, at, w->n)) >= LEAST_CHUNKS &&
	       (!until || start < until)) {
		at = share_out(w, at, chunks < w->chunks ? chunks : w->chunks);
		read_round(w);
		end = monotonic_ns();
		adapt(w, end - start);
		start = end;
	}
	if (at != t->cursor.num)
		pass_to(t, at);
}
