/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/near.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum {
	NAME_MAX_LEN = 64, /* bytes of a name that is compared with the known ones */
	BEGUN = 3,	   /* letters, and those that are left at most, of a name begun */
	LEFT = 3,
	NAME_SHOWN = 64,   /* bytes of it in a message */
};

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

/* Insertions, deletions, replacements and swaps of neighbours that make b of a. */
static unsigned edit_distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned char row[3][NAME_MAX_LEN + 1];
	unsigned char *older = row[0], *prev = row[1], *cur = row[2];
	size_t i, k;

	for (k = 0; k <= nb; k++)
		prev[k] = (unsigned char)k;
	for (i = 1; i <= na; i++) {
		unsigned char *spare = older;

		cur[0] = (unsigned char)i;
		for (k = 1; k <= nb; k++) {
			bool same = tolower((unsigned char)a[i - 1]) ==
				    tolower((unsigned char)b[k - 1]);
			unsigned d = min3(prev[k] + 1u, cur[k - 1] + 1u, prev[k - 1] + !same);

			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
			    older[k - 2] + 1u < d)
				d = older[k - 2] + 1u;
			cur[k] = (unsigned char)d;
		}
		older = prev;
		prev = cur;
		cur = spare;
	}
	return prev[nb];
}

void near_init(struct near *n, const char *name, size_t len)
{
	*n = (struct near){.name = name, .len = len, .prefix = "", .distance = UINT_MAX};
}

/* Is b what a begins, with little left to be written? Then it is as near as one wrong letter. */
static bool begins(const char *a, size_t na, const char *b, size_t nb)
{
	return na >= BEGUN && nb > na && nb - na <= LEFT && !strncasecmp(a, b, na);
}

void near_offer_start(struct near *n, const char *known, size_t len)
{
	size_t nk = strlen(known);
	unsigned d;

	if (!len || nk > NAME_MAX_LEN || len > NAME_MAX_LEN)
		return;
	d = begins(n->name, len, known, nk) ? 1 : edit_distance(n->name, len, known, nk);
	/* With nothing in common any short name would do. */
	if (d >= n->distance || d > 1 + nk / 4 || d >= (len > nk ? len : nk))
		return;
	n->best = known;
	n->distance = d;
}

void near_offer(struct near *n, const char *known)
{
	near_offer_start(n, known, n->len);
}

int near_refuse(const struct near *n, const char *what, const char *otherwise, uint64_t off,
		struct err *e)
{
	int shown = n->len < NAME_SHOWN ? (int)n->len : NAME_SHOWN;

	if (n->best)
		return err_set_at(e, ERR_UNKNOWN, off, "unknown %s '%s%.*s'; did you mean '%s%s'?", what,
				  n->prefix, shown, n->name, n->prefix, n->best);
	return err_set_at(e, ERR_UNKNOWN, off, "unknown %s '%s%.*s'%s%s", what, n->prefix, shown,
			  n->name, *otherwise ? "; " : "", otherwise);
}
