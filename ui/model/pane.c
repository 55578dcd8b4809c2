/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/pane.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/mem.h"
#include "engine/format/format.h"
#include "ui/model/echo.h"
#include "ui/model/text.h"

/* Marks kept; when there are more lines, every second mark goes and the others stay. */
enum { MAX_MARKS = 1 << 20 };

struct pane {
	struct log *log;
	struct pane_opts opts;
	struct query_opts query;
	struct format *format; /* PANE_EVENTS */
	struct echo *echo;     /* PANE_ECHO */
	struct buf text;       /* only entries that contain it, "" all */
	struct buf scratch;

	/* counting */
	struct filter_run *count_run;
	struct cursor counter;
	uint64_t count;
	bool ended;
	uint64_t *marks; /* event of entry 0, stride, 2 * stride ... */
	uint32_t nmarks, cap;
	uint64_t stride;

	/* looking */
	struct filter_run *run;
	struct cursor cursor;
	uint64_t line; /* the entry that the cursor stands at, UINT64_MAX none */
};

static void start_counting(struct pane *p)
{
	cursor_release(&p->counter);
	cursor_init(&p->counter, p->log);
	if (p->opts.first > 1)
		cursor_seek(&p->counter, p->opts.first - 1);
	p->count = 0;
	p->nmarks = 0;
	p->stride = 1;
	p->line = UINT64_MAX;
	p->ended = false;
}

struct pane *pane_new(struct log *log, const struct filter *filter, const struct pane_opts *o)
{
	struct pane *p = xcalloc(1, sizeof(*p));

	p->log = log;
	p->opts = *o;
	p->query = *o->query;
	p->query.render.verbose = o->kind == PANE_ECHO;
	/* A template of our own always compiles. */
	if (o->kind == PANE_EVENTS)
		p->format = format_compile(
			format_default(o->containers ? FORMAT_CONTAINER : FORMAT_DEFAULT, false),
			NULL);
	else
		p->echo = echo_new(o->containers);
	p->count_run = filter_run_new(filter, log, &p->query);
	p->run = filter_run_new(filter, log, &p->query);
	buf_init(&p->text, 4096);
	buf_init(&p->scratch, 0);
	cursor_init(&p->counter, log);
	cursor_init(&p->cursor, log);
	start_counting(p);
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
	echo_free(p->echo);
	buf_release(&p->text);
	buf_release(&p->scratch);
	free(p->marks);
	free(p);
}

enum pane_kind pane_kind(const struct pane *p)
{
	return p->opts.kind;
}

void pane_set_format(struct pane *p, enum bufmode m)
{
	p->query.render.bufmode = m;
	if (p->text.len)
		start_counting(p);
}

void pane_set_text(struct pane *p, const char *text, size_t len)
{
	if (len == p->text.len && !memcmp(text ? text : "", p->text.p ? p->text.p : "", len))
		return;
	buf_clear(&p->text);
	buf_put(&p->text, text, len);
	start_counting(p);
}

void pane_extend(struct pane *p, uint64_t limit)
{
	p->opts.limit = limit;
	p->ended = false;
}

static void put_line(struct pane *p, struct event_ctx *ctx, struct buf *out)
{
	bool write;

	if (p->format) {
		format_append(p->format, ctx, out);
	} else if (echo_takes(p->echo, ctx, &write)) {
		echo_title(p->echo, ctx, write, out);
		buf_putc(out, ' ');
		echo_data(p->echo, ctx, out);
	}
}

/* Is the event under the cursor, which matches the filter, an entry? */
static bool is_entry(struct pane *p, struct filter_run *run, struct cursor *c)
{
	bool write;

	if (c->rec->flags & (REC_HIDDEN | REC_STATE_ONLY))
		return false;
	if (p->echo &&
	    (!echo_type(c->rec->type) || !echo_takes(p->echo, filter_ctx(run, c), &write)))
		return false;
	if (!p->text.len)
		return true;
	buf_clear(&p->scratch);
	put_line(p, filter_ctx(run, c), &p->scratch);
	return text_contains(p->scratch.p, p->scratch.len, p->text.p, p->text.len);
}

static void add_entry(struct pane *p)
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
		/* The number of entries was a multiple of the new stride too: MAX_MARKS is even. */
		p->marks[p->nmarks++] = p->counter.num;
	}
	p->count++;
}

bool pane_update(struct pane *p, uint64_t budget_ns)
{
	uint64_t until = budget_ns ? monotonic_ns() + budget_ns : 0;
	bool ended = log_ended(p->log);
	unsigned turns = 0;
	int r;

	if (p->ended)
		return true;
	while ((!p->opts.limit || p->counter.num < p->opts.limit) &&
	       (r = filter_step(p->count_run, &p->counter)) != 0) {
		if (p->opts.limit && p->counter.num > p->opts.limit)
			break;
		if (r > 0 && is_entry(p, p->count_run, &p->counter))
			add_entry(p);
		if (until && (r < 0 || !(++turns & 255)) && monotonic_ns() >= until) {
			pane_park(p);
			return false;
		}
	}
	p->ended = ended || (p->opts.limit && p->counter.num >= p->opts.limit);
	pane_park(p);
	return true;
}

void pane_park(struct pane *p)
{
	filter_park(p->count_run, &p->counter);
	filter_park(p->run, &p->cursor);
	/* The search for the next entry may have gone too far, for when the limit is moved. */
	if (p->opts.limit && p->counter.num > p->opts.limit)
		p->counter.num = p->opts.limit;
}

uint64_t pane_forget(struct pane *p)
{
	uint64_t oldest = log_oldest(p->log), gone;
	uint32_t lo = 0, hi = p->nmarks, mid;

	/* The first mark at an event that is there. */
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (p->marks[mid] < oldest)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo)
		return 0;
	/* Between two marks nobody knows: the few that may be there go, too. */
	gone = lo * p->stride < p->count ? lo * p->stride : p->count;
	memmove(p->marks, p->marks + lo, (p->nmarks - lo) * sizeof(*p->marks));
	p->nmarks -= lo;
	p->count -= gone;
	p->line = p->line != UINT64_MAX && p->line >= gone ? p->line - gone : UINT64_MAX;
	return gone;
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
	return p->counter.num;
}

/* Stand at entry i, from the nearest mark or from where we are. */
static bool go_to(struct pane *p, uint64_t i)
{
	uint64_t mark = i / p->stride;

	if (i >= p->count)
		return false;
	if (p->line > i || p->line < mark * p->stride) {
		p->line = UINT64_MAX;
		if (!cursor_seek(&p->cursor, p->marks[mark]))
			return false;
		p->line = mark * p->stride;
	}
	if (!p->cursor.rec && !cursor_seek(&p->cursor, p->cursor.num)) {
		p->line = UINT64_MAX;
		return false;
	}
	while (p->line < i) {
		int r = filter_step(p->run, &p->cursor);

		if (!r) {
			p->line = UINT64_MAX;
			return false;
		}
		p->line += r > 0 && is_entry(p, p->run, &p->cursor);
	}
	return true;
}

bool pane_line(struct pane *p, uint64_t i, struct buf *out)
{
	if (!go_to(p, i))
		return false;
	put_line(p, filter_ctx(p->run, &p->cursor), out);
	return true;
}

bool pane_lines(struct pane *p, uint64_t i, unsigned width, struct lines *out)
{
	struct event_ctx *ctx;
	struct buf b;
	bool write = false;
	const char *data;
	size_t n;

	if (!go_to(p, i))
		return false;
	ctx = filter_ctx(p->run, &p->cursor);
	buf_init(&b, 0);
	if (p->format) {
		format_append(p->format, ctx, &b);
		lines_add(out, LINE_TEXT, b.p, b.len);
	} else if (echo_takes(p->echo, ctx, &write)) {
		enum line_style style = write ? LINE_WRITE : LINE_READ;

		buf_puts(&b, "------ ");
		echo_title(p->echo, ctx, write, &b);
		lines_wrap(out, style, b.p, b.len, width, false);
		lines_puts(out, style, "");
		buf_clear(&b);
		echo_data(p->echo, ctx, &b);
		data = b.p;
		n = b.len;
		/* A hex dump begins on a line of its own; here it has one anyway. */
		if (n && *data == '\n') {
			data++;
			n--;
		}
		lines_wrap(out, style, data, n, width, false);
		lines_puts(out, style, "");
	}
	buf_release(&b);
	return true;
}

uint64_t pane_event(struct pane *p, uint64_t i)
{
	return go_to(p, i) ? p->cursor.num : 0;
}

uint64_t pane_find(struct pane *p, uint64_t event)
{
	uint32_t lo = 0, hi = p->nmarks, mid;
	uint64_t i;

	/* The last mark at or before the event. */
	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		if (p->marks[mid] <= event)
			lo = mid;
		else
			hi = mid;
	}
	for (i = lo * p->stride; i < p->count; i++) {
		uint64_t at = pane_event(p, i);

		if (!at || at >= event)
			break;
	}
	return i;
}
