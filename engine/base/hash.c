/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/hash.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

/* Written once, before main; odd, so that multiplying loses nothing. */
static uint64_t secret[3];

__attribute__((constructor)) static void make_secret(void)
{
	struct timespec t;
	unsigned i;

	if (getrandom(secret, sizeof(secret), GRND_NONBLOCK) != (ssize_t)sizeof(secret)) {
		/* An old kernel that is just starting: better a guessable key than none. */
		clock_gettime(CLOCK_MONOTONIC, &t);
		for (i = 0; i < 3; i++)
			secret[i] ^= ((uint64_t)t.tv_nsec << 32 ^ (uint64_t)(uintptr_t)&t) *
				     (0x9E3779B97F4A7C15ull + 2 * i);
	}
	for (i = 0; i < 3; i++)
		secret[i] |= 1;
}

/*
 * Both halves of the product: what a bit of `a` does to the upper half depends on the secret,
 * so no two inputs cancel out for every secret.
 */
static inline uint64_t fold(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

uint32_t hash_bytes(const void *p, size_t len)
{
	const unsigned char *s = p;
	uint64_t h = secret[0] ^ len, w;

	for (; len >= 8; len -= 8, s += 8) {
		memcpy(&w, s, 8);
		h = fold(h ^ w, secret[1]) + secret[2];
	}
	w = 0;
	if (len)
		memcpy(&w, s, len);
	return (uint32_t)(fold(fold(h ^ w, secret[1]) ^ secret[0], secret[2]) >> 32);
}

uint32_t hash_u64(uint64_t v)
{
	return (uint32_t)(fold(fold(v ^ secret[0], secret[1]), secret[2]) >> 32);
}
