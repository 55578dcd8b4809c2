/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/summary.h"

#include <stdlib.h>

#include "engine/base/mem.h"

#define SUMMARY_ROWS 100
#define NAME_WIDTH   16

struct row {
	uint64_t calls;
	const char *name;
	bool exit;
};

/*
 * Rows stand where the reference has them, for its sort is not stable and the order of
 * equal counts shows where a row stood before: the event types that it knows, both
 * directions of the system calls that it knows, then what only we know.
 */
struct summary {
	struct row *rows;
	unsigned n;
	unsigned *of_event;   /* event code -> row */
	unsigned *of_syscall; /* system call -> row of its enter event */
	bool newer;	      /* something the reference does not know was counted */
	unsigned nref;
};

static unsigned add_row(struct summary *s, const char *name, bool is_exit)
{
	s->rows[s->n] = (struct row){.name = name ? name : "", .exit = is_exit};
	return s->n++;
}

static void add_syscalls(struct summary *s, unsigned from, unsigned to)
{
	unsigned i;

	for (i = from; i < to; i++) {
		s->of_syscall[i] = add_row(s, syscall_table[i].name, false);
		add_row(s, syscall_table[i].name, true);
	}
}

static void add_events(struct summary *s, unsigned from, unsigned to)
{
	unsigned i;

	for (i = from; i < to; i++)
		s->of_event[i] = add_row(s, event_table[i].name, event_is_exit((uint16_t)i));
}

struct summary *summary_new(void)
{
	unsigned events = event_count < EVENT_REF_COUNT ? event_count : EVENT_REF_COUNT;
	unsigned calls = syscall_count < SYSCALL_REF_COUNT ? syscall_count : SYSCALL_REF_COUNT;
	struct summary *s = xcalloc(1, sizeof(*s));

	s->rows = xcalloc(event_count + 2 * syscall_count, sizeof(*s->rows));
	s->of_event = xcalloc(event_count, sizeof(*s->of_event));
	s->of_syscall = xcalloc(syscall_count, sizeof(*s->of_syscall));
	add_events(s, 0, events);
	add_syscalls(s, 0, calls);
	s->nref = s->n;
	add_events(s, events, event_count);
	add_syscalls(s, calls, syscall_count);
	return s;
}

void summary_free(struct summary *s)
{
	if (!s)
		return;
	free(s->rows);
	free(s->of_event);
	free(s->of_syscall);
	free(s);
}

void summary_count(struct summary *s, const struct evt *e)
{
	unsigned row;

	if (e->type <= 1) {
		uint64_t id = evt_u64(e, 0, syscall_count);

		if (id >= syscall_count)
			return;
		row = s->of_syscall[id] + e->type;
	} else if (e->type < event_count) {
		row = s->of_event[e->type];
	} else {
		return;
	}
	if (row >= s->nref)
		s->newer = true;
	s->rows[row].calls++;
}

/* ---------------------------------------------------------------------- sorting --- */

/*
 * Descending by count, as the reference sorts: quicksort by median of three down to runs of
 * 16, then insertion. Only this gives equal counts the order that it gives them.
 */
static bool before(const struct row *a, const struct row *b)
{
	return a->calls > b->calls;
}

static void swap(struct row *a, struct row *b)
{
	struct row t = *a;

	*a = *b;
	*b = t;
}

static struct row *median(struct row *a, struct row *b, struct row *c)
{
	if (before(a, b))
		return before(b, c) ? b : before(a, c) ? c : a;
	return before(a, c) ? a : before(b, c) ? c : b;
}

/* Part [first + 1, last) by the pivot at first; returns the start of the second part. */
static struct row *partition(struct row *first, struct row *last)
{
	const struct row *pivot = first;
	struct row *lo = first + 1, *hi = last;

	for (;;) {
		while (before(lo, pivot))
			lo++;
		do
			hi--;
		while (before(pivot, hi));
		if (lo >= hi)
			return lo;
		swap(lo++, hi);
	}
}

static void quick(struct row *first, struct row *last)
{
	while (last - first > 16) {
		struct row *cut;

		swap(first, median(first + 1, first + (last - first) / 2, last - 1));
		cut = partition(first, last);
		quick(cut, last);
		last = cut;
	}
}

static void insertion(struct row *rows, unsigned n)
{
	unsigned i, k;

	for (i = 1; i < n; i++) {
		struct row r = rows[i];

		for (k = i; k > 0 && before(&r, &rows[k - 1]); k--)
			rows[k] = rows[k - 1];
		rows[k] = r;
	}
}

void summary_append(struct summary *s, struct buf *out)
{
	struct row *rows;
	unsigned i, n = s->newer ? s->n : s->nref;

	buf_puts(out, "----------------------\nEvent           #Calls\n----------------------\n");
	/* The rows themselves keep their places: counting may go on. */
	rows = xmalloc(n * sizeof(*rows));
	memcpy(rows, s->rows, n * sizeof(*rows));
	quick(rows, rows + n);
	insertion(rows, n);
	for (i = 0; i < n && i < SUMMARY_ROWS && rows[i].calls; i++) {
		buf_printf(out, "%s %-*.*s", rows[i].exit ? "<" : ">", NAME_WIDTH, NAME_WIDTH,
			   rows[i].name);
		buf_put_u64(out, rows[i].calls);
		buf_putc(out, '\n');
	}
	free(rows);
}
