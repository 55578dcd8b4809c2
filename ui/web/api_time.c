/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/web/api.h"
#include "ui/web/json.h"

/*
 * The timeline: how many events and errors there were when, in a window. The errors of a window
 * have to be counted, so the last windows are kept; live, counting goes on where it was.
 */
enum { STRIPS = 8, CELLS_MAX = 2000 };

struct strip {
	struct strip *next;
	uint64_t from, to; /* ns since the epoch, to 0: everything */
	struct explorer x; /* for its timeline; it has no levels */
};

static void strip_free(struct strip *s)
{
	explorer_release(&s->x);
	free(s);
}

void strips_release(struct web *w)
{
	while (w->strips) {
		struct strip *s = w->strips;

		w->strips = s->next;
		strip_free(s);
	}
}

/* The latest first; the oldest one goes. */
static struct strip *strip_get(struct web *w, uint64_t from, uint64_t to)
{
	struct strip **at, *s;
	unsigned n = 0;

	for (at = &w->strips; (s = *at); at = &s->next) {
		if (s->from == from && s->to == to)
			break;
		if (++n == STRIPS) {
			*at = NULL;
			strip_free(s);
			s = NULL;
			break;
		}
	}
	if (s) {
		*at = s->next;
	} else {
		s = xcalloc(1, sizeof(*s));
		explorer_init(&s->x, w->log, w->views, &w->places.opts, w->places.filter);
		s->from = s->x.time.from = from;
		s->to = s->x.time.to = to;
		s->x.time.open = true;
	}
	s->next = w->strips;
	w->strips = s;
	return s;
}

static void put_cells(struct web *w, struct buf *out, struct explorer *x, unsigned n)
{
	struct timeline_cell *cells = xcalloc(n, sizeof(*cells));
	uint64_t from, to;
	unsigned i;

	timeline_cells(x, n, cells);
	timeline_window(x, &from, &to);
	jw_member_u64(out, "from", place_relative(&w->places, from));
	jw_member_u64(out, "to", place_relative(&w->places, to));
	jw_name(out, "events");
	buf_putc(out, '[');
	for (i = 0; i < n; i++) {
		jw_comma(out);
		buf_put_u64(out, cells[i].events);
	}
	buf_putc(out, ']');
	jw_name(out, "errors");
	buf_putc(out, '[');
	for (i = 0; i < n; i++) {
		jw_comma(out);
		buf_put_u64(out, cells[i].errors);
	}
	buf_putc(out, ']');
	free(cells);
}

enum job_state api_timeline(struct web *w, struct job *j, uint64_t until_ns)
{
	unsigned n = (unsigned)params_u64(&j->params, "n", CELLS_MAX, 300);
	uint64_t from, to;
	struct strip *s;
	bool more;

	place_range(&w->places, &j->params, &from, &to);
	if (!log_first_ts(w->log))
		from = to = 0;
	if (to <= from)
		from = to = 0;
	s = strip_get(w, from, to);
	more = timeline_step(&s->x, until_ns);
	if (more && !job_is_late(w, j))
		return JOB_MORE;
	buf_putc(&j->out, '{');
	jw_member_bool(&j->out, "settled", s->x.time.scanned || (w->live && !more));
	put_cells(w, &j->out, &s->x, n ? n : 1);
	buf_putc(&j->out, '}');
	return JOB_DONE;
}
