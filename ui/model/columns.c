/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/columns.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

void columns_release(struct columns *c)
{
	free(c->v);
	*c = (struct columns){0};
}

void columns_reset(struct columns *c, const struct table_def *d)
{
	unsigned i;

	c->n = d->n - d->first;
	c->v = xrealloc(c->v, (c->n ? c->n : 1) * sizeof(*c->v));
	for (i = 0; i < c->n; i++)
		c->v[i] = (struct column){.col = d->first + i, .width = d->cols[d->first + i].width};
}

bool columns_are_plain(const struct columns *c, const struct table_def *d)
{
	unsigned i;

	for (i = 0; i < c->n; i++) {
		if (c->v[i].col != d->first + i || c->v[i].sized || c->v[i].hidden)
			return false;
	}
	return true;
}

/* --------------------------------------------------------------------------- text --- */

/* Names may hold anything: what is no plain character is written as %XX. */
static void put_name(const char *name, struct buf *out)
{
	for (; *name; name++) {
		if (isalnum((unsigned char)*name) || *name == '_' || *name == '/' || *name == '.')
			buf_putc(out, *name);
		else
			buf_printf(out, "%%%02X", (unsigned char)*name);
	}
}

void columns_put(const struct columns *c, const struct table_def *d, struct buf *out)
{
	unsigned i;

	for (i = 0; i < c->n; i++) {
		const struct column *k = &c->v[i];

		if (i)
			buf_putc(out, ' ');
		if (k->hidden)
			buf_putc(out, '-');
		put_name(d->cols[k->col].name, out);
		if (k->sized)
			buf_printf(out, ":%d", k->width);
	}
}

/* One word of the text: "-CPU:12". */
struct word {
	const char *name;
	size_t len;
	int width; /* -1 none */
	bool hidden;
};

static const char *next_word(const char *p, struct word *w)
{
	const char *colon, *end;
	long width;

	p += strspn(p, " ");
	if (!*p)
		return NULL;
	w->hidden = *p == '-';
	p += w->hidden;
	end = p + strcspn(p, " ");
	colon = memchr(p, ':', (size_t)(end - p));
	w->name = p;
	w->len = (size_t)((colon ? colon : end) - p);
	width = colon ? strtol(colon + 1, NULL, 10) : -1;
	w->width = width >= 0 && width <= COLUMN_WIDTH_MOST ? (int)width : -1;
	return end;
}

/* Where among c->v[from ...] the column of this name is; c->n when it is not. */
static unsigned find_name(const struct columns *c, const struct table_def *d, unsigned from,
			  const struct word *w)
{
	struct buf name;
	unsigned i;

	buf_init(&name, 0);
	for (i = from; i < c->n; i++) {
		buf_clear(&name);
		put_name(d->cols[c->v[i].col].name, &name);
		if (name.len == w->len && !memcmp(name.p ? name.p : "", w->name, w->len))
			break;
	}
	buf_release(&name);
	return i;
}

void columns_move(struct columns *c, unsigned i, unsigned to)
{
	struct column k = c->v[i];

	if (i > to)
		memmove(&c->v[to + 1], &c->v[to], (i - to) * sizeof(k));
	else
		memmove(&c->v[i], &c->v[i + 1], (to - i) * sizeof(k));
	c->v[to] = k;
}

/* Those from `named` on were not named: each goes behind the one that is before it in the table. */
static void place_others(struct columns *c, unsigned named)
{
	unsigned i, at;

	for (i = named; i < c->n; i++) {
		for (at = 0; at < i; at++) {
			if (c->v[at].col + 1 == c->v[i].col) {
				columns_move(c, i, at + 1);
				break;
			}
		}
	}
}

void columns_parse(struct columns *c, const struct table_def *d, const char *text)
{
	unsigned named = 0, at;
	struct word w;

	columns_reset(c, d);
	while ((text = next_word(text, &w))) {
		at = find_name(c, d, named, &w);
		if (at == c->n)
			continue;
		c->v[at].hidden = w.hidden;
		if (w.width >= 0) {
			c->v[at].sized = true;
			c->v[at].width = w.width;
		}
		columns_move(c, at, named++);
	}
	place_others(c, named);
	if (!columns_visible(c))
		columns_reset(c, d);
}

void columns_copy(struct columns *c, const struct columns *from)
{
	c->n = from->n;
	c->v = xrealloc(c->v, (c->n ? c->n : 1) * sizeof(*c->v));
	if (c->n)
		memcpy(c->v, from->v, c->n * sizeof(*c->v));
}

/* ------------------------------------------------------------------------ visible --- */

unsigned columns_visible(const struct columns *c)
{
	unsigned i, n = 0;

	for (i = 0; i < c->n; i++)
		n += !c->v[i].hidden;
	return n;
}

const struct column *columns_nth(const struct columns *c, unsigned n)
{
	unsigned i;

	for (i = 0; i < c->n; i++) {
		if (!c->v[i].hidden && !n--)
			return &c->v[i];
	}
	return NULL;
}

int columns_place(const struct columns *c, unsigned col)
{
	unsigned i;
	int n = 0;

	for (i = 0; i < c->n; i++) {
		if (c->v[i].hidden)
			continue;
		if (c->v[i].col == col)
			return n;
		n++;
	}
	return -1;
}
