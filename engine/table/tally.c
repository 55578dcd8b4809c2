/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/tally.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/table/quantiles.h"

enum {
	LEAST_CHUNKS = 8, /* of a block: less is read faster than it is added up */
	MOST_CHUNKS = 32, /* reading one takes so long that a key can wait for it */
	BLOCKS = 128,	  /* of a log, unless blocks get too large */
	LARGE = 4,	  /* a set with more than this part of what may be kept is too large */
};

struct tally_set {
	struct tallies *all; /* NULL: not kept any more, only used */
	struct tally_set *next;
	struct buf key;
	unsigned refs;
	uint64_t used; /* turn of its last use */
	uint64_t count, block;
	struct tally *blocks;
	unsigned ncols;
	bool *quantiles; /* by column: cells own a distribution */
	bool has_quantiles;
	struct intern **texts;
	unsigned ntexts;
	size_t bytes;
};

struct tallies {
	size_t bytes, max_bytes;
	uint64_t turn;
	struct tally_set *sets;
	const struct tally_set *shown; /* NULL none */
};

/* ---------------------------------------------------------------------------- one block --- */

void tally_add_look(struct tally_looks *l, const struct tally_look *look)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 16;
		l->v = xrealloc(l->v, l->cap * sizeof(*l->v));
	}
	l->v[l->n++] = *look;
}

void tally_clear(struct tally *y, const struct tally_set *s)
{
	size_t i, n = (size_t)y->nrows * s->ncols;

	for (i = 0; i < n && s->has_quantiles; i++) {
		if (s->quantiles[i % s->ncols])
			quantiles_free(y->cells[i].q);
	}
	free(y->cells);
	free(y->first.v);
	free(y->last.v);
	*y = (struct tally){0};
}

static size_t tally_bytes(const struct tally *y, const struct tally_set *s)
{
	size_t i, n = (size_t)y->nrows * s->ncols;
	size_t bytes = n * sizeof(*y->cells) +
		       (y->first.cap + y->last.cap) * sizeof(struct tally_look);

	for (i = 0; i < n && s->has_quantiles; i++) {
		if (s->quantiles[i % s->ncols])
			bytes += quantiles_bytes(y->cells[i].q);
	}
	return bytes;
}

/* -------------------------------------------------------------------------------- a set --- */

static uint64_t nblocks(const struct tally_set *s)
{
	return (s->count + s->block - 1) / s->block;
}

static uint64_t block_size(uint64_t count)
{
	uint64_t chunks = LEAST_CHUNKS;

	while (chunks < MOST_CHUNKS && count / (chunks * LOG_CHUNK) >= BLOCKS)
		chunks *= 2;
	return chunks * LOG_CHUNK;
}

static void put_text(struct buf *b, const char *text)
{
	buf_put(b, text, strlen(text) + 1);
}

/* Everything that decides what a row says. */
static void make_key(struct buf *b, const struct table_def *d, const char *filter,
		     const struct query_opts *q)
{
	unsigned i;

	buf_printf(b, "%u %d%d%d %d%d%d %d%d %u ", d->n, d->keyed, d->use_defaults,
		   (int)d->source, (int)q->render.bufmode, q->render.verbose, q->render.as_is,
		   (int)q->time, q->resolve_ports, q->quantize);
	put_text(b, filter);
	for (i = 0; i < d->n; i++) {
		buf_printf(b, "%d%d ", (int)d->cols[i].agg, d->cols[i].optional);
		put_text(b, d->cols[i].field);
	}
}

static struct tally_set *set_new(const struct table_def *def, uint64_t count)
{
	struct tally_set *s = xcalloc(1, sizeof(*s));
	unsigned i;

	buf_init(&s->key, 0);
	s->count = count;
	s->block = block_size(count);
	s->ncols = def->n;
	s->quantiles = xcalloc(def->n, sizeof(*s->quantiles));
	for (i = 0; i < def->n; i++) {
		s->quantiles[i] = agg_is_quantile(def->cols[i].agg);
		s->has_quantiles |= s->quantiles[i];
	}
	return s;
}

static void clear_blocks(struct tally_set *s)
{
	uint64_t i;

	for (i = 0; s->blocks && i < nblocks(s); i++)
		tally_clear(&s->blocks[i], s);
	free(s->blocks);
	s->blocks = NULL;
}

static void free_texts(struct tally_set *s)
{
	while (s->ntexts)
		intern_free(s->texts[--s->ntexts]);
	free(s->texts);
	s->texts = NULL;
}

static void set_free(struct tally_set *s)
{
	clear_blocks(s);
	free_texts(s);
	free(s->quantiles);
	buf_release(&s->key);
	free(s);
}

/* What it has is let go of, and it takes no more; texts stay as long as somebody reads them. */
static void give_up(struct tally_set *s)
{
	clear_blocks(s);
	if (s->all)
		s->all->bytes -= s->bytes;
	s->bytes = 0;
}

/* It can be found no more; who uses it goes on without. */
static void forget(struct tallies *all, struct tally_set *s)
{
	struct tally_set **at;

	for (at = &all->sets; *at != s; at = &(*at)->next)
		;
	*at = s->next;
	if (all->shown == s)
		all->shown = NULL;
	give_up(s);
	s->all = NULL;
	if (!s->refs)
		set_free(s);
}

struct tally_set *tally_set_get(struct tallies *all, const struct table_def *def,
				const char *filter, const struct query_opts *query, uint64_t count)
{
	struct tally_set *s = NULL;
	struct buf key;

	buf_init(&key, 0);
	make_key(&key, def, filter, query);
	for (s = all ? all->sets : NULL; s; s = s->next) {
		if (s->count == count && s->key.len == key.len &&
		    !memcmp(s->key.p, key.p, key.len))
			break;
	}
	if (s) {
		buf_release(&key);
	} else {
		s = set_new(def, count);
		s->key = key;
		if (all) {
			s->all = all;
			s->next = all->sets;
			all->sets = s;
			s->blocks = xcalloc(nblocks(s), sizeof(*s->blocks));
		}
	}
	s->refs++;
	if (all)
		s->used = ++all->turn;
	return s;
}

void tally_set_put(struct tally_set *s)
{
	if (--s->refs)
		return;
	if (!s->all)
		set_free(s);
	else if (!s->blocks)
		free_texts(s);
}

void tally_set_shown(struct tally_set *s)
{
	if (s->all)
		s->all->shown = s;
}

uint64_t tally_set_block(const struct tally_set *s)
{
	return s->block;
}

struct tally *tally_of(struct tally_set *s, uint64_t from, uint64_t last)
{
	if (!s->blocks || from % s->block || (last - from != s->block && last != s->count))
		return NULL;
	return &s->blocks[from / s->block];
}

/* The one that was not used for longest, but for what is shown, which alone never fills the room. */
static struct tally_set *oldest_set(const struct tallies *all)
{
	struct tally_set *i, *oldest = NULL;

	for (i = all->sets; i; i = i->next) {
		if (i != all->shown && (!oldest || i->used < oldest->used))
			oldest = i;
	}
	return oldest;
}

/* Make room. One that is large takes no place from others. */
static void bound(struct tally_set *s, size_t more)
{
	struct tallies *all = s->all;

	s->bytes += more;
	all->bytes += more;
	if (s->bytes > all->max_bytes / LARGE)
		give_up(s);
	while (all->bytes > all->max_bytes)
		forget(all, oldest_set(all));
}

void tally_set_filled(struct tally_set *s, uint64_t from, uint64_t last)
{
	const struct tally *y = tally_of(s, from, last);

	if (y)
		bound(s, tally_bytes(y, s));
}

void tally_set_keep_texts(struct tally_set *s, struct intern *texts)
{
	s->texts = xrealloc(s->texts, (s->ntexts + 1) * sizeof(*s->texts));
	s->texts[s->ntexts++] = texts;
	if (s->blocks)
		bound(s, intern_bytes(texts));
}

/* ----------------------------------------------------------------------------- all sets --- */

struct tallies *tallies_new(size_t max_bytes)
{
	struct tallies *all = xcalloc(1, sizeof(*all));

	all->max_bytes = max_bytes;
	return all;
}

void tallies_free(struct tallies *all)
{
	if (!all)
		return;
	while (all->sets)
		forget(all, all->sets);
	free(all);
}
