/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/intern.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/hash.h"
#include "engine/base/mem.h"

struct intern {
	struct str **slot;
	uint32_t n, mask;
	size_t bytes; /* of the strings */
};

static const struct {
	uint32_t len, hash;
	char s[4];
} empty;
const struct str *const str_empty = (const struct str *)&empty;

struct intern *intern_new(void)
{
	struct intern *in = xcalloc(1, sizeof(*in));

	in->mask = 1023;
	in->slot = xcalloc(in->mask + 1, sizeof(*in->slot));
	return in;
}

void intern_free(struct intern *in)
{
	uint32_t i;

	if (!in)
		return;
	for (i = 0; i <= in->mask; i++)
		free(in->slot[i]);
	free(in->slot);
	free(in);
}

size_t intern_bytes(const struct intern *in)
{
	return in->bytes + ((size_t)in->mask + 1) * sizeof(*in->slot);
}

static void grow(struct intern *in)
{
	uint32_t mask = in->mask * 2 + 1, i, k;
	struct str **slot = xcalloc((size_t)mask + 1, sizeof(*slot));

	for (i = 0; i <= in->mask; i++) {
		if (!in->slot[i])
			continue;
		for (k = in->slot[i]->hash & mask; slot[k]; k = (k + 1) & mask)
			;
		slot[k] = in->slot[i];
	}
	free(in->slot);
	in->slot = slot;
	in->mask = mask;
}

const struct str *intern(struct intern *in, const void *p, size_t len)
{
	uint32_t h = hash_bytes(p, len), k;
	struct str *s;

	for (k = h & in->mask; (s = in->slot[k]); k = (k + 1) & in->mask)
		if (s->hash == h && s->len == len && !memcmp(s->s, p, len))
			return s;
	s = xmalloc(sizeof(*s) + len + 1);
	in->bytes += sizeof(*s) + len + 1;
	s->len = (uint32_t)len;
	s->hash = h;
	memcpy(s->s, p, len);
	s->s[len] = 0;
	in->slot[k] = s;
	if (++in->n > in->mask - in->mask / 4)
		grow(in);
	return s;
}

const struct str *intern_cstr(struct intern *in, const char *s)
{
	return intern(in, s, strlen(s));
}
