/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filter/filter.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/filter/program.h"

/* What can be said of a name: several types have it, enter and exit at least. */
struct name {
	bool used;    /* by a type that is not a gap in the numbering */
	bool matches; /* one of its types can match */
};

/* names[code] describes the name that code is the lowest type of. */
static void gather_names(const struct filter *f, struct name *names)
{
	unsigned code, first = 0;

	for (code = 0; code < event_count; code++) {
		const char *name = event_table[code].name;

		/* Most often it is that of the type before. */
		if (!code || strcmp(event_table[first].name, name) != 0)
			first = (unsigned)event_code_find(name, 0);
		if (event_table[code].flags & EF_UNUSED)
			continue;
		names[first].used = true;
		names[first].matches |= !filter_excludes_type(f, (uint16_t)code);
	}
}

/* The names of the types that can match, or of those that cannot if these are fewer. */
static void put_types(const struct filter *f, struct buf *out)
{
	struct name *names = xcalloc(event_count, sizeof(*names));
	unsigned code, n = 0, matching = 0;
	bool list, first = true;

	gather_names(f, names);
	for (code = 0; code < event_count; code++) {
		n += names[code].used;
		matching += names[code].matches;
	}
	list = matching <= n - matching; /* those that match */
	if (!matching || matching == n)
		buf_puts(out, matching ? "types: all" : "types: none");
	else
		buf_puts(out, list ? "types:" : "types: all but");
	for (code = 0; code < event_count && matching && matching < n; code++) {
		if (!names[code].used || names[code].matches != list)
			continue;
		buf_printf(out, "%s %s", first ? "" : ",", event_table[code].name);
		first = false;
	}
	buf_putc(out, '\n');
	free(names);
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
