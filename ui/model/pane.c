/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/pane.h"

#include <stdlib.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/format/format.h"

/* Marks kept; when there are more lines, every second mark goes and the others stay. */
enum { MAX_MARKS = 1 << 20 };

struct pane {
	struct log *log;
	uint64_t limit;
	struct format *format;

	/* counting */
	struct filter_run *count_run;
	struct cursor counter;
	uint64_t count;
	bool ended;
	uint64_t *marks; /* event of line 0, stride, 2 * stride ... */
	uint32_t nmarks, cap;
	uint64_t stride;

	/* looking */
	struct filter_run *run;
	struct cursor cursor;
	uint64_t line; /* the line that the cursor stands at, UINT64_MAX none */
};

struct pane *pane_new(struct log *log, const struct filter *filter, const struct query_opts *query,
		      uint64_t limit, bool containers)
{
	struct pane *p = xcalloc(1, sizeof(*p));

	p->log = log;
	p->limit = limit;
	/* A template of our own always compiles. */
	p->format = format_compile(
		format_default(containers ? FORMAT_CONTAINER : FORMAT_DEFAULT, false), NULL);
	p->count_run = filter_run_new(filter, log, query);
	p->run = filter_run_new(filter, log, query);
	cursor_init(&p->counter, log);
	cursor_init(&p->cursor, log);
	p->stride = 1;
	p->line = UINT64_MAX;
	return p;
}

void pane_free(struct pane *p)
{
	if (!p)
		return;
	cursor_release(&p->counter);
	cursor_release(&p->cursor);
	filter_run_free(p->count_run);
	filter_run_free(p->run);
	format_free(p->format);
	free(p->marks);
	free(p);
}

static bool is_line(const struct log_rec *rec)
{
	return !(rec->flags & (REC_HIDDEN | REC_STATE_ONLY));
}

static void add_line(struct pane *p)
{
	uint32_t i;

	if (p->count % p->stride == 0) {
		if (p->nmarks == MAX_MARKS) {
			for (i = 0; i < MAX_MARKS / 2; i++)
				p->marks[i] = p->marks[2 * i];
			p->nmarks = MAX_MARKS / 2;
			p->stride *= 2;
		}
		if (p->nmarks == p->cap) {
			p->cap = p->cap ? p->cap * 2 : 256;
			p->marks = xrealloc(p->marks, p->cap * sizeof(*p->marks));
		}
		/* The number of lines was a multiple of the new stride too: MAX_MARKS is even. */
		p->marks[p->nmarks++] = p->counter.num;
	}
	p->count++;
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

bool pane_update(struct pane *p, uint64_t budget_ns)
{
	uint64_t until = budget_ns ? now_ns() + budget_ns : 0;
	bool ended = log_ended(p->log);
	unsigned turns = 0;
	int r;

	if (p->ended)
		return true;
	while ((r = filter_step(p->count_run, &p->counter)) != 0) {
		if (p->limit && p->counter.num > p->limit) {
			ended = true;
			break;
		}
		if (r > 0 && is_line(p->counter.rec))
			add_line(p);
		if (until && (r < 0 || !(++turns & 1023)) && now_ns() >= until)
			return false;
	}
	p->ended = ended;
	return true;
}

uint64_t pane_count(const struct pane *p)
{
	return p->count;
}

bool pane_complete(const struct pane *p)
{
	return p->ended;
}

uint64_t pane_position(const struct pane *p)
{
	return p->ended ? log_count(p->log) : p->counter.num;
}

/* Stand at line i, from the nearest mark or from where we are. */
static bool go_to(struct pane *p, uint64_t i)
{
	uint64_t mark = i / p->stride;

	if (i >= p->count)
		return false;
	if (p->line > i || p->line < mark * p->stride) {
		if (!cursor_seek(&p->cursor, p->marks[mark]))
			return false;
		p->line = mark * p->stride;
	}
	while (p->line < i) {
		int r = filter_step(p->run, &p->cursor);

		if (!r) {
			p->line = UINT64_MAX;
			return false;
		}
		p->line += r > 0 && is_line(p->cursor.rec);
	}
	return true;
}

bool pane_line(struct pane *p, uint64_t i, struct buf *out)
{
	return go_to(p, i) && format_append(p->format, filter_ctx(p->run, &p->cursor), out);
}

uint64_t pane_event(struct pane *p, uint64_t i)
{
	return go_to(p, i) ? p->cursor.num : 0;
}
