/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/rotate.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/mem.h"

#define NS_PER_S 1000000000u
#define NAME_MAX_BYTES 4096

/* -W beyond this is no limit that a file system would notice. */
#define PAST_MAX (1u << 20)

void rotation_init(struct rotation *r, const char *base, const struct rotate_opts *o)
{
	*r = (struct rotation){.o = *o, .base = base};
	/* With -e sysdig numbers the name as it was given. */
	r->timed_names = o->seconds && !o->events && strchr(base, '%');
	if (r->timed_names && o->limit && o->limit <= PAST_MAX)
		r->past = xcalloc(o->limit, sizeof(*r->past));
}

void rotation_release(struct rotation *r)
{
	uint64_t i;

	for (i = 0; r->past && i < r->o.limit; i++)
		free(r->past[i]);
	free(r->past);
	r->past = NULL;
}

bool rotation_due(struct rotation *r, uint64_t ts_ns, uint64_t file_bytes)
{
	int64_t now_s = (int64_t)(ts_ns / NS_PER_S);

	r->events++;
	if (r->o.seconds) {
		if (!r->started)
			r->since_s = now_s;
		r->started = true;
		if (now_s - r->since_s >= (int64_t)r->o.seconds) {
			r->since_s = now_s;
			return true;
		}
	}
	if (r->o.bytes && file_bytes > r->o.bytes)
		return true;
	if (r->o.events && r->events >= r->o.events) {
		r->events = 0;
		return true;
	}
	return false;
}

static void put_time(struct buf *name, const char *template, int64_t s)
{
	char text[NAME_MAX_BYTES];
	time_t t = (time_t)s;
	struct tm tm;

	/* A template that gives nothing, or far too much, is taken as the name that it is. */
	if (!localtime_r(&t, &tm) || !strftime(text, sizeof(text), template, &tm))
		buf_puts(name, template);
	else
		buf_puts(name, text);
}

/* As many digits as -W has, so that the names sort. */
static unsigned digits(uint64_t limit)
{
	unsigned n = 0;

	for (; limit; limit /= 10)
		n++;
	return n;
}

static void put_name(const struct rotation *r, struct buf *name)
{
	buf_clear(name);
	if (r->timed_names)
		put_time(name, r->base, r->since_s);
	else
		buf_puts(name, r->base);
	if (r->o.events || (r->o.seconds && !r->timed_names))
		buf_put_u64(name, r->index);
	if (r->o.bytes && !r->o.events)
		buf_put_pad(name, r->index, digits(r->o.limit));
}

/* Does another place of the ring hold a file of this name, a newer one? */
static bool is_held(const struct rotation *r, const char *name, uint64_t but)
{
	uint64_t i;

	for (i = 0; i < r->o.limit; i++)
		if (i != but && r->past[i] && strcmp(r->past[i], name) == 0)
			return true;
	return false;
}

/* Remember a name that says a time, in place of the one that it takes the place of. */
static void remember(struct rotation *r, const char *name, struct buf *stale)
{
	char *old = r->past[r->index];

	r->past[r->index] = xstrdup(name);
	if (old && strcmp(old, name) != 0 && !is_held(r, old, r->index))
		buf_puts(stale, old);
	free(old);
}

void rotation_next(struct rotation *r, struct buf *name, struct buf *stale)
{
	buf_clear(stale);
	if (r->o.limit && r->index >= r->o.limit)
		r->index = 0;
	put_name(r, name);
	if (r->past)
		remember(r, buf_cstr(name), stale);
	r->index++;
}

void rotation_first(struct rotation *r, uint64_t ts_ns, bool counts, struct buf *name)
{
	struct buf stale;

	r->since_s = (int64_t)(ts_ns / NS_PER_S);
	r->started = counts;
	if (!rotate_wanted(&r->o)) {
		buf_clear(name);
		buf_puts(name, r->base);
		return;
	}
	buf_init(&stale, 0);
	rotation_next(r, name, &stale); /* nothing can be stale yet */
	buf_release(&stale);
}
