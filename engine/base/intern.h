/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_INTERN_H
#define SONDE_BASE_INTERN_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/hash.h"

/*
 * Interned byte strings: equal content, equal pointer. They live as long as their table.
 * One thread interns; a handle may be read by any thread that learned it from something
 * published afterwards.
 */
struct str {
	uint32_t len; /* bytes, without the terminator that follows them */
	uint32_t hash;
	char s[];
};

struct intern;

struct intern *intern_new(void);
size_t intern_bytes(const struct intern *in); /* memory, about */
void intern_free(struct intern *in); /* NULL is fine */
const struct str *intern(struct intern *in, const void *p, size_t len);
const struct str *intern_cstr(struct intern *in, const char *s);

/* A shared "" that belongs to no table. */
extern const struct str *const str_empty;

#endif
