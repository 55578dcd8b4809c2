/* SPDX-License-Identifier: Apache-2.0 */
/* Maps of which any state can be kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/pmap.h"

#define KEYS 700

static uint32_t key_of(uint32_t i)
{
	/* dense small ones, and some all over the range */
	return i < 500 ? i : i < 600 ? i * 7919u : UINT32_MAX - (i - 600) * 123457u;
}

struct seen {
	const uint32_t *want;
	uint32_t n;
	int64_t last;
};

static bool see(void *arg, uint32_t key, uint32_t val)
{
	struct seen *s = arg;
	uint32_t i;

	assert_true((int64_t)key > s->last);
	s->last = key;
	for (i = 0; i < KEYS && key_of(i) != key; i++)
		;
	assert_int_not_equal(i, KEYS);
	assert_int_equal(s->want[i], val);
	s->n++;
	return true;
}

static void check(const struct pool *nodes, struct pmap m, const uint32_t *want)
{
	struct seen s = {.want = want, .last = -1};
	uint32_t i, n = 0;

	for (i = 0; i < KEYS; i++) {
		assert_int_equal(pmap_get(nodes, m, key_of(i)), want[i]);
		n += want[i] != 0;
	}
	assert_true(pmap_each(nodes, m, see, &s));
	assert_int_equal(s.n, n);
}

/* Kept states stay what they were, while the map goes on. */
static void states_stay(void **unused)
{
	enum { STATES = 40, STEPS = 50 };
	static uint32_t want[STATES][KEYS];
	struct pmap m = {0}, kept[STATES];
	uint32_t now[KEYS] = {0}, own = 0, i, k;
	struct pool nodes;

	(void)unused;
	srand(1);
	pool_init(&nodes, sizeof(struct pmap_node));
	for (i = 0; i < STATES; i++) {
		for (k = 0; k < STEPS; k++) {
			uint32_t at = (uint32_t)rand() % KEYS;

			now[at] = rand() % 3 ? (uint32_t)rand() + 1 : 0;
			pmap_set(&nodes, &m, key_of(at), now[at], own);
		}
		kept[i] = m;
		own = nodes.n;
		memcpy(want[i], now, sizeof(now));
	}
	for (i = 0; i < STATES; i++)
		check(&nodes, kept[i], want[i]);
	pool_release(&nodes);
}

static bool first_only(void *arg, uint32_t key, uint32_t val)
{
	(void)val;
	*(uint32_t *)arg = key;
	return false;
}

static void edges(void **unused)
{
	struct pmap m = {0}, before;
	uint32_t key = 0, n;
	struct pool nodes;

	(void)unused;
	pool_init(&nodes, sizeof(struct pmap_node));
	assert_int_equal(pmap_get(&nodes, m, 0), 0);
	assert_true(pmap_each(&nodes, m, first_only, &key));
	pmap_set(&nodes, &m, 5, 0, 1); /* removing what is not there costs nothing */
	assert_int_equal(nodes.n, 1);
	pmap_set(&nodes, &m, UINT32_MAX, 7, 1);
	pmap_set(&nodes, &m, 0, 8, 1);
	assert_int_equal(pmap_get(&nodes, m, UINT32_MAX), 7);
	assert_false(pmap_each(&nodes, m, first_only, &key));
	assert_int_equal(key, 0);
	before = m;
	n = nodes.n;
	pmap_set(&nodes, &m, 0, 9, n);
	assert_int_equal(nodes.n - n, 8);
	assert_int_equal(pmap_get(&nodes, before, 0), 8);
	n = nodes.n;
	pmap_set(&nodes, &m, 1, 9, n - 8); /* own nodes are not copied */
	assert_int_equal(nodes.n, n);
	pool_release(&nodes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_stay),
		cmocka_unit_test(edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
