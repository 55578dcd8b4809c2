/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filter/names.h"

#include <string.h>

#include "engine/event/event.h"

/* Longer names are no names of events. */
#define NAME_MAX_BYTES 48

unsigned event_names_count(void)
{
	return event_count + syscall_count;
}

const char *event_names_get(unsigned i)
{
	const char *name =
		i < event_count ? event_table[i].name : syscall_table[i - event_count].name;

	return name ? name : "";
}

/* Insertions, deletions, replacements and swaps of neighbours that make b of a. */
static unsigned distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned row[3][NAME_MAX_BYTES + 1], best;
	size_t i, k;

	for (k = 0; k <= nb; k++)
		row[0][k] = (unsigned)k;
	for (i = 1; i <= na; i++) {
		unsigned *now = row[i % 3], *up = row[(i + 2) % 3], *upper = row[(i + 1) % 3];

		now[0] = (unsigned)i;
		for (k = 1; k <= nb; k++) {
			best = up[k - 1] + (a[i - 1] != b[k - 1]);
			if (up[k] + 1 < best)
				best = up[k] + 1;
			if (now[k - 1] + 1 < best)
				best = now[k - 1] + 1;
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
			    upper[k - 2] + 1 < best)
				best = upper[k - 2] + 1;
			now[k] = best;
		}
	}
	return row[na % 3][nb];
}

const char *event_name_nearest(const char *name, size_t len)
{
	unsigned limit = len < 4 ? 1 : len < 8 ? 2 : 3, i, d;
	const char *near = NULL, *known;

	if (!len || len > NAME_MAX_BYTES)
		return NULL;
	for (i = 0; i < event_names_count(); i++) {
		known = event_names_get(i);
		if (!*known || strlen(known) > NAME_MAX_BYTES)
			continue;
		d = distance(name, len, known, strlen(known));
		if (d <= limit) {
			limit = d - 1;
			near = known;
			if (!limit)
				break;
		}
	}
	return near;
}
