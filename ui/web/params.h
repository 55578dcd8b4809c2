/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_PARAMS_H
#define SONDE_UI_WEB_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a request asks: the names and values behind the '?', in order. Owned texts. */
enum { PARAMS_MAX = 128, PARAMS_BYTES = 16384 };

struct params {
	struct params_pair {
		char *name, *value;
	} v[PARAMS_MAX];
	unsigned n;
	size_t bytes;
};

void params_init(struct params *p);
void params_release(struct params *p);

/* False when there are too many, they are too long, or there is a NUL in one. */
bool params_add(struct params *p, const char *name, size_t name_len, const char *value,
		size_t value_len);

/* The last of this name; "" when there is none. */
const char *params_get(const struct params *p, const char *name);
bool params_has(const struct params *p, const char *name);

/* A decimal number, at most `most`; `otherwise` when there is none or it is none. */
uint64_t params_u64(const struct params *p, const char *name, uint64_t most, uint64_t otherwise);

#endif
