/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/place.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

enum {
	KEPT = 24,	/* places */
	LEVELS_MAX = 32,
};
#define LIVE_AGE_NS 60000000000ull /* live, a place costs work: nobody looks any more */

void place_free(struct place *p)
{
	if (!p)
		return;
	explorer_release(&p->x);
	free(p->key);
	free(p);
}

void places_release(struct places *s)
{
	while (s->all) {
		struct place *p = s->all;

		s->all = p->next;
		place_free(p);
	}
	s->n = 0;
	tallies_free(s->opts.tallies);
	s->opts.tallies = NULL;
}

static void drop(struct places *s, struct place **at)
{
	struct place *p = *at;

	*at = p->next;
	s->n--;
	place_free(p);
}

void places_tidy(struct places *s)
{
	uint64_t now = explorer_now();
	struct place **at, **oldest;

	for (at = &s->all; s->live && *at;) {
		if (now - (*at)->used > LIVE_AGE_NS)
			drop(s, at);
		else
			at = &(*at)->next;
	}
	while (s->n > KEPT) {
		for (oldest = at = &s->all; *at; at = &(*at)->next) {
			if ((*at)->used < (*oldest)->used)
				oldest = at;
		}
		drop(s, oldest);
	}
}

/* ------------------------------------------------------------------------- ranges --- */

uint64_t place_relative(const struct places *s, uint64_t ts)
{
	uint64_t first = log_first_ts(s->log);

	return ts > first ? ts - first : 0;
}

void place_range(const struct places *s, const struct params *p, uint64_t *from, uint64_t *to)
{
	const uint64_t most = UINT64_C(1) << 53; /* numbers are exact so far in a browser */
	uint64_t first = log_first_ts(s->log);

	*from = *to = 0;
	if (!first)
		return;
	if (params_has(p, "from"))
		*from = first + params_u64(p, "from", most, 0);
	if (params_has(p, "to"))
		*to = first + params_u64(p, "to", most, most);
}

/* ------------------------------------------------------------------------ opening --- */

static bool is_key(const char *name)
{
	static const char *const names[] = {"v", "c", "f", "g", "from", "to", "tree", "add"};
	unsigned i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(names[i], name))
			return true;
	}
	return false;
}

/* The lengths make it unambiguous, whatever is in the values. */
static char *make_key(const struct params *p)
{
	struct buf b;
	unsigned i;
	char *key;

	buf_init(&b, 0);
	for (i = 0; i < p->n; i++) {
		if (is_key(p->v[i].name))
			buf_printf(&b, "%s=%zu:%s\n", p->v[i].name, strlen(p->v[i].value),
				   p->v[i].value);
	}
	key = xstrndup(b.p ? b.p : "", b.len);
	buf_release(&b);
	return key;
}

/* A view by id, or (NULL with 0) a pane of this kind. */
static int look_up(const struct places *s, const char *id, const struct view **v,
		   enum pane_kind *kind, struct err *e)
{
	*v = NULL;
	*kind = strcmp(id, "echo") ? PANE_EVENTS : PANE_ECHO;
	if (!strcmp(id, "dig") || !strcmp(id, "echo") || !strcmp(id, "flame"))
		return 0;
	*v = view_set_find(s->views, id);
	return *v ? 0 : view_set_refuse(s->views, id, e);
}

static int open_level(const struct places *s, struct explorer *x, const char *id,
		      const char *condition, struct err *e)
{
	enum pane_kind kind;
	const struct view *v;
	int r = look_up(s, id, &v, &kind, e);

	if (r)
		return r;
	if (x->nav.n == LEVELS_MAX)
		return err_set(e, ERR_LIMIT, "too many levels");
	if (x->nav.n)
		return nav_open_below(&x->nav, condition, v, kind, e);
	return v ? nav_open_view(&x->nav, v, e) : nav_open_pane(&x->nav, kind, e);
}

static int set_filter(const struct places *s, struct explorer *x, const char *text, bool whole,
		      struct err *e)
{
	int r = x->nav.n ? 0 : open_level(s, x, s->first, "", e);

	if (r)
		return r;
	return whole ? nav_set_filter(&x->nav, text, e) : nav_set_selection(&x->nav, text, e);
}

static int open_levels(const struct places *s, const struct params *p, struct explorer *x,
		       struct err *e)
{
	const char *condition = "";
	unsigned i;
	int r = 0;

	for (i = 0; i < p->n && !r; i++) {
		const char *name = p->v[i].name, *value = p->v[i].value;

		if (!strcmp(name, "v")) {
			r = open_level(s, x, value, condition, e);
			condition = "";
		} else if (!strcmp(name, "c")) {
			condition = value;
		} else if (!strcmp(name, "f") || !strcmp(name, "g")) {
			r = set_filter(s, x, value, name[0] == 'f', e);
		}
	}
	if (!r && !x->nav.n)
		r = open_level(s, x, s->first, "", e);
	return r;
}

static void show_tree(struct level *l)
{
	if (!l->table || !table_has_tree(l->table))
		return;
	l->tree = true;
	table_set_tree(l->table, true);
}

/* Is the range one of which everything is known? Live, it is what is known now. */
static bool is_there(const struct places *s, uint64_t to)
{
	if (log_ended(s->log))
		return true;
	if (!log_first_ts(s->log))
		return false;
	return s->live || (to && log_last_ts(s->log) > to);
}

struct place *place_open(struct places *s, const struct params *p, bool *wait, struct err *e)
{
	bool ranged = params_has(p, "from") || params_has(p, "to");
	struct place *n;
	uint64_t from, to;

	*wait = false;
	place_range(s, p, &from, &to);
	if (ranged && !is_there(s, to)) {
		*wait = true;
		return NULL;
	}
	if (!s->opts.tallies)
		s->opts.tallies = tallies_new(EXPLORER_TALLIES);
	n = xcalloc(1, sizeof(*n));
	explorer_init(&n->x, s->log, s->views, &s->opts, s->filter);
	if (s->live) {
		live_init(&n->x, s->delay_ms);
		n->x.live.accumulate = params_u64(p, "add", 1, 0);
	}
	if (from || to)
		timeline_set_range(&n->x, from, to);
	if (open_levels(s, p, &n->x, e)) {
		place_free(n);
		return NULL;
	}
	if (params_u64(p, "tree", 1, 0))
		show_tree(explorer_level(&n->x));
	explorer_arrived(&n->x);
	return n;
}

static struct place *find(const struct places *s, const struct params *p)
{
	char *key = make_key(p);
	struct place *n;

	for (n = s->all; n && strcmp(n->key, key); n = n->next)
		;
	free(key);
	return n;
}

bool places_have(const struct places *s, const struct params *p)
{
	return find(s, p);
}

void places_keep(struct places *s, struct place *n, const struct params *p)
{
	n->key = make_key(p);
	n->used = explorer_now();
	n->next = s->all;
	s->all = n;
	s->n++;
}

struct place *place_get(struct places *s, const struct params *p, bool *wait, struct err *e)
{
	struct place *n = find(s, p);

	*wait = false;
	if (n) {
		n->used = explorer_now();
	} else {
		n = place_open(s, p, wait, e);
		if (!n)
			return NULL;
		places_keep(s, n, p);
	}
	if (explorer_level(&n->x)->table)
		table_on_screen(explorer_level(&n->x)->table);
	return n;
}

bool place_has_view(const struct place *p, const struct view *v)
{
	struct buf field;
	bool has;

	buf_init(&field, 0);
	nav_field(&p->x.nav, &field);
	has = !v->hidden && view_applies_to(v, buf_cstr(&field));
	buf_release(&field);
	return has;
}

bool place_step(struct place *p, uint64_t until_ns)
{
	uint64_t now = explorer_now();
	bool more;

	more = explorer_step(&p->x, until_ns > now ? until_ns - now : 1);
	explorer_rest(&p->x);
	return !more && explorer_settled(&p->x);
}
