/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/mem.h"
#include "engine/table/quantiles.h"
#include "engine/table/table_internal.h"
#include "engine/table/tally.h"

/*
 * A log that is there whole is read in rounds. In a round threads count stretches of events, each
 * with a table of its own; then the tallies are folded into the table, in the order of the
 * stretches, so that rows and what is latest come out as if one thread had read everything.
 * Stretches are blocks, but for the first and the last: blocks that were counted before, maybe
 * for another table, need not be read.
 */
enum {
	MAX_THREADS = 4,
	MAX_PIECES = 128,  /* of a round: threads wait for each other at its end */
	LIST_PIECES = 16,  /* the same for lists, whose rows are there twice until then */
	LEAST_CHUNKS = 16, /* less to read is not worth it */
};

/* A stretch of events: those behind the first, up to the last. */
struct piece {
	uint64_t from, last;
	struct tally *y; /* what it comes to: of the set, or the one below */
	struct tally own;
	bool wanted; /* to be counted in this round */
};

struct part {
	struct wide *w;
	struct table *t; /* NULL: it had nothing to do yet */
	pthread_t thread;
	bool kept; /* tallies of the set point at its texts */
};

struct wide {
	struct table *t; /* the one that is updated */
	struct tally_set *set;
	struct part parts[MAX_THREADS];
	unsigned n; /* of them; 0: it cannot be done in parts */
	struct piece pieces[MAX_PIECES];
	unsigned npieces;
	uint64_t until; /* no piece is begun after that: keys are answered between rounds; 0 no end */
	_Atomic(unsigned) next; /* piece to look at */
};

/* ------------------------------------------------------------------- is it worth it --- */

static bool one_step(const struct field *f)
{
	return f->flags & FF_ONE_STEP && f->on;
}

/*
 * Fields that look back need to see what they are asked on in order. Where they look back one
 * step, and only add to what a row has, that can be made up for: table_looks.c.
 */
static bool can_be_parted(const struct table *t)
{
	unsigned i;

	if (!filter_any_order(t->run))
		return false;
	for (i = 0; i < t->def->n; i++) {
		const struct col *c = &t->cols[i];

		if (c->looks_back && (!i || !t->def->keyed || c->required || c->agg == AGG_NONE ||
				      agg_is_quantile(c->agg) || !one_step(c->ref.field)))
			return false;
	}
	return true;
}

static unsigned threads_to_use(const struct table *t)
{
	long n = t->opts.threads ? (long)t->opts.threads : sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (unsigned)n;
}

static struct tally_set *set_of(const struct table *t)
{
	const struct filter *f = filter_of(t->run);

	return tally_set_get(t->opts.tallies, t->def, f ? filter_text(f) : "", t->opts.query,
			     log_count(t->log));
}

void table_on_screen(const struct table *t)
{
	struct tally_set *s;

	if (!t->opts.tallies || !log_ended(t->log) || !can_be_parted(t))
		return;
	s = set_of(t);
	tally_set_shown(s);
	tally_set_put(s);
}

static struct wide *wide_new(struct table *t)
{
	struct wide *w = xcalloc(1, sizeof(*w));
	unsigned i;

	w->t = t;
	w->n = threads_to_use(t);
	/* Alone, and with nothing to keep, there is nothing to gain. */
	if (!can_be_parted(t) || (w->n == 1 && !t->opts.tallies))
		w->n = 0;
	for (i = 0; i < w->n; i++)
		w->parts[i].w = w;
	if (w->n)
		w->set = set_of(t);
	return w;
}

void table_free_wide(struct wide *w)
{
	unsigned i;

	if (!w)
		return;
	for (i = 0; i < w->n; i++) {
		struct part *p = &w->parts[i];

		if (p->kept) {
			tally_set_keep_texts(w->set, p->t->strings);
			p->t->strings = NULL;
		}
		table_free(p->t);
	}
	if (w->set)
		tally_set_put(w->set);
	free(w);
}

/* ---------------------------------------------------------------------------- a part --- */

static void count_piece(struct part *p, struct piece *piece)
{
	const struct table *of = p->w->t;
	struct table *t = p->t;

	if (!t)
		t = p->t = table_new(of->log, of->def, filter_of(of->run), &of->opts);
	p->kept |= piece->y != &piece->own;
	table_start_looks(t, piece->y);
	filter_park(t->run, &t->cursor);
	t->cursor.num = piece->from;
	table_scan(t, piece->last, 0);
	filter_park(t->run, &t->cursor);
	table_give_rows(t, piece->y);
	piece->y->done = true;
}

static void *count_pieces(void *arg)
{
	struct part *p = arg;
	struct wide *w = p->w;
	bool any = false;
	unsigned i;

	/* Whoever takes a piece counts it, so those that are done are the first ones. */
	while ((!any || !w->until || monotonic_ns() < w->until) &&
	       (i = atomic_fetch_add(&w->next, 1)) < w->npieces) {
		if (!w->pieces[i].wanted)
			continue;
		count_piece(p, &w->pieces[i]);
		any = true;
	}
	return NULL;
}

/* --------------------------------------------------------------------------- folding --- */

static void adopt_text(struct table *t, unsigned col, struct cell *c)
{
	if (cell_is_text(&t->types[col]) && c->s && c->s->len)
		c->s = intern(t->strings, c->s->s, c->s->len);
}

static void copy_cells(struct table *t, const struct cell *src)
{
	unsigned i;

	for (i = 0; i < t->def->n; i++) {
		struct cell *c = &t->scratch[i];

		*c = src[i];
		adopt_text(t, i, c);
		if (c->q && agg_is_quantile(t->cols[i].agg) && t->cols[i].source == i)
			c->q = quantiles_copy(c->q);
	}
}

static void fold_cells(struct table *t, struct cell *dst, const struct cell *src)
{
	unsigned i;

	for (i = 1; i < t->def->n; i++) {
		const struct col *c = &t->cols[i];
		struct cell v = src[i];

		if (c->agg == AGG_NONE || !v.count)
			continue;
		if (!agg_is_quantile(c->agg)) {
			adopt_text(t, i, &v);
			cell_fold(&dst[i], &v, &t->types[i], (enum agg)c->agg);
		} else if (c->source == i) {
			quantiles_merge(dst[i].q, v.q);
			dst[i].count |= v.count;
		}
	}
}

static void fold_row(struct table *t, const struct cell *cells)
{
	struct cell key = cells[0];
	uint32_t row;

	if (!t->def->keyed) {
		copy_cells(t, cells);
		group_append(&t->rows, t->scratch);
		return;
	}
	adopt_text(t, 0, &key);
	row = group_find(&t->rows, key.u);
	if (row == GROUP_NONE) {
		copy_cells(t, cells);
		row = group_add(&t->rows, t->scratch);
	} else {
		fold_cells(t, group_row(&t->rows, row), cells);
		table_keep_versions(t, row, cells[0].version, cells[1].version);
	}
	table_unseen(t, row);
}

static void fold_tally(struct table *t, const struct tally *y)
{
	uint32_t i;

	for (i = 0; i < y->nrows; i++)
		fold_row(t, y->cells + (size_t)i * t->def->n);
	table_settle_looks(t, y);
	t->dirty |= y->nrows > 0;
}

/* ----------------------------------------------------------------------------- rounds --- */

static void cut_pieces(struct wide *w, uint64_t at, uint64_t last)
{
	uint64_t block = tally_set_block(w->set);
	unsigned most = w->t->def->keyed ? MAX_PIECES : LIST_PIECES;

	for (w->npieces = 0; at < last && w->npieces < most; w->npieces++) {
		struct piece *p = &w->pieces[w->npieces];

		*p = (struct piece){.from = at, .last = (at / block + 1) * block};
		if (p->last > last)
			p->last = last;
		p->y = tally_of(w->set, p->from, p->last);
		if (!p->y)
			p->y = &p->own;
		p->wanted = !p->y->done;
		at = p->last;
	}
}

static void count_round(struct wide *w, uint64_t until)
{
	bool started[MAX_THREADS] = {false};
	unsigned i, wanted = 0;

	for (i = 0; i < w->npieces; i++)
		wanted += w->pieces[i].wanted;
	w->until = until;
	atomic_store(&w->next, 0);
	for (i = 1; i < w->n && i < wanted; i++)
		started[i] = !pthread_create(&w->parts[i].thread, NULL, count_pieces, &w->parts[i]);
	count_pieces(&w->parts[0]);
	for (i = 1; i < w->n; i++) {
		if (started[i])
			pthread_join(w->parts[i].thread, NULL);
	}
}

/* Fold what was counted, for as long as there is time. Returns the last event of that. */
static uint64_t fold_round(struct wide *w, uint64_t until)
{
	uint64_t at = w->pieces[0].from;
	unsigned i;

	for (i = 0; i < w->npieces && w->pieces[i].y->done; i++) {
		if (i && until && monotonic_ns() >= until)
			break;
		fold_tally(w->t, w->pieces[i].y);
		at = w->pieces[i].last;
	}
	for (i = 0; i < w->npieces; i++)
		w->pieces[i].wanted &= w->pieces[i].y->done;
	/* A set that gets too large lets go of all its tallies: none is looked at from here on. */
	for (i = 0; i < w->npieces; i++) {
		struct piece *p = &w->pieces[i];

		if (p->y == &p->own)
			tally_clear(p->y, w->set);
		else if (p->wanted)
			tally_set_filled(w->set, p->from, p->last);
	}
	return at;
}

bool table_scan_wide(struct table *t, uint64_t until)
{
	uint64_t at = t->cursor.num, last = table_last_event(t);
	struct wide *w;

	if (!log_keeps(t->log) || last < at)
		return true;
	/* What was begun is brought to its end, however little is left of it. */
	if (!t->wide && last - at < LEAST_CHUNKS * LOG_CHUNK)
		return true;
	if (!t->wide)
		t->wide = wide_new(t);
	w = t->wide;
	/* However little time there is, it goes on. */
	if (w->n && at < last) {
		do {
			cut_pieces(w, at, last);
			count_round(w, until);
			at = fold_round(w, until);
		} while (at < last && (!until || monotonic_ns() < until));
	}
	filter_park(t->run, &t->cursor);
	t->cursor.num = at;
	return !w->n || at >= last;
}

bool table_count_blocks(struct table *t, uint64_t budget_ns)
{
	struct table_opts o = t->opts;

	if (!t->grew || !t->ended || !o.tallies || t->calls || t->overview || t->intervals)
		return true;
	if (!t->spare) {
		o.first = o.limit = 0;
		t->spare = table_new(t->log, t->def, filter_of(t->run), &o);
	}
	/* The log may be too small, or the columns cannot be counted so. */
	if (!table_scan_wide(t->spare, monotonic_ns() + budget_ns))
		return false;
	table_free(t->spare);
	t->spare = NULL;
	t->grew = false;
	return true;
}
