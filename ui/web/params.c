/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/params.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

void params_init(struct params *p)
{
	p->n = 0;
	p->bytes = 0;
}

void params_release(struct params *p)
{
	while (p->n) {
		p->n--;
		free(p->v[p->n].name);
		free(p->v[p->n].value);
	}
}

bool params_add(struct params *p, const char *name, size_t name_len, const char *value,
		size_t value_len)
{
	if (p->n == PARAMS_MAX || name_len + value_len > PARAMS_BYTES - p->bytes ||
	    memchr(name, 0, name_len) || (value_len && memchr(value, 0, value_len)))
		return false;
	p->v[p->n++] = (struct params_pair){
		.name = xstrndup(name, name_len),
		.value = xstrndup(value_len ? value : "", value_len),
	};
	p->bytes += name_len + value_len;
	return true;
}

static const struct params_pair *find(const struct params *p, const char *name)
{
	unsigned i;

	for (i = p->n; i; i--) {
		if (!strcmp(p->v[i - 1].name, name))
			return &p->v[i - 1];
	}
	return NULL;
}

const char *params_get(const struct params *p, const char *name)
{
	const struct params_pair *found = find(p, name);

	return found ? found->value : "";
}

bool params_has(const struct params *p, const char *name)
{
	return find(p, name);
}

uint64_t params_u64(const struct params *p, const char *name, uint64_t most, uint64_t otherwise)
{
	const char *text = params_get(p, name);
	char *end;
	uint64_t n;

	if (text[0] < '0' || text[0] > '9')
		return otherwise;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (*end || errno)
		return otherwise;
	return n < most ? n : most;
}
