/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filter/filter.h"

#include <string.h>

#include "engine/filter/program.h"

/*
 * A type whose name is to be listed: one that is in use and can match (`excluded`: cannot), and
 * whose name was not listed for a lower code. Enter and exit are two types of one name; a name is
 * excluded when all types of that name are.
 */
static bool is_listed(const struct filter *f, unsigned code, bool excluded)
{
	const char *name = event_table[code].name;
	unsigned k;

	if (event_table[code].flags & EF_UNUSED)
		return false;
	for (k = 0; k < event_count; k++) {
		if (strcmp(event_table[k].name, name) != 0)
			continue;
		if (k < code && (excluded || !filter_excludes_type(f, (uint16_t)k)))
			return false;
		if (excluded && !filter_excludes_type(f, (uint16_t)k))
			return false;
	}
	return filter_excludes_type(f, (uint16_t)code) == excluded;
}

/* The names of the types that can match, or of those that cannot if these are fewer. */
static void put_types(const struct filter *f, struct buf *out)
{
	unsigned code, n[2] = {0};
	bool excluded, first = true;

	for (code = 0; code < event_count; code++) {
		n[0] += is_listed(f, code, false);
		n[1] += is_listed(f, code, true);
	}
	if (!n[0] || !n[1]) {
		buf_puts(out, n[0] ? "types: all\n" : "types: none\n");
		return;
	}
	excluded = n[1] < n[0];
	buf_puts(out, excluded ? "types: all but" : "types:");
	for (code = 0; code < event_count; code++) {
		if (!is_listed(f, code, excluded))
			continue;
		buf_printf(out, "%s %s", first ? "" : ",", event_table[code].name);
		first = false;
	}
	buf_putc(out, '\n');
}

/* The checks that are decided in one way, as they were written. */
static void put_checks(const struct filter *f, enum field_dep dep, const char *title,
		       struct buf *out)
{
	bool first = true;
	unsigned i;

	for (i = 0; i < f->nchecks; i++) {
		const struct check *c = &f->checks[i];

		if (c->dep != dep && !f->in_order)
			continue;
		buf_puts(out, first ? title : ", ");
		buf_put(out, f->text + c->col, c->end - c->col);
		first = false;
	}
	if (!first)
		buf_putc(out, '\n');
}

void filter_explain(const struct filter *f, struct buf *out)
{
	if (f->in_order) {
		put_checks(f, DEP_EVENT, "evaluated as written, on every event: ", out);
		return;
	}
	put_types(f, out);
	put_checks(f, DEP_THREAD, "decided once per thread version: ", out);
	put_checks(f, DEP_FD, "decided once per fd version: ", out);
	put_checks(f, DEP_EVENT, "looked at on the event: ", out);
}
