/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/event/event.h"
#include "event_codes.h"
#include "tests/unit/event_maker.h"

/* ------------------------------------------------------------------------- tables --- */

static void test_tables(void **state)
{
	const struct event_info *cfr = &event_table[EV_SYSCALL_COPY_FILE_RANGE_X];
	const struct event_info *exec = &event_table[EV_SYSCALL_EXECVE_19_X];
	const struct event_info *rd = &event_table[EV_SYSCALL_READ_X];

	(void)state;
	assert_int_equal(event_count, 454);
	for (unsigned i = 0; i < event_count; i++) {
		const struct event_info *info = &event_table[i];

		assert_non_null(info->name);
		assert_true(info->nref <= info->nparams);
		assert_true(info->fd_param < info->nparams);
		assert_true(i < EVENT_REF_COUNT || info->nref == info->nparams);
		assert_int_equal(info->flags & EF_LARGE_PAYLOAD,
				 info->flags_new & EF_LARGE_PAYLOAD);
		for (unsigned k = 0; k < info->nparams; k++) {
			const struct param_info *p = &info->params[k];

			assert_true(p->type > PT_NONE && p->type < PT_MAX);
			assert_int_equal(p->type == PT_DYN, p->dyn != NULL);
			assert_int_equal(p->type == PT_FSRELPATH && i != EV_SYSCALL_OPENAT2_E,
					 p->dirfd >= 0);
			if (p->dirfd >= 0)
				assert_int_equal(info->params[p->dirfd].type, PT_FD);
		}
	}
	assert_int_equal(rd->nref, 2);
	assert_int_equal(rd->nparams, 4);
	assert_int_equal(rd->fd_param, 2);
	assert_true(rd->exit_merged && rd->params[3].merged && !rd->params[1].merged);
	assert_int_equal(cfr->fd_param, 1);
	assert_int_equal(exec->nref, 20);
	assert_string_equal(exec->params[17].name, "pgid");
	assert_int_equal(event_table[EV_SYSCALL_MMAP_X].flags & EF_USES_FD, 0);
	assert_true(event_table[EV_SYSCALL_MMAP_X].flags_new & EF_USES_FD);
	assert_true(rd->flags & EF_SYSCALL);
	assert_true(event_table[EV_SCHEDSWITCH_6_E].flags & EF_TRACEPOINT);
	assert_true(event_table[EV_PROCINFO_E].flags & EF_METAEVENT);
	assert_true(event_table[EV_PROCEXIT_X].flags & EF_UNUSED);
	assert_string_equal(event_table[EV_PROCEXIT_X].name, "NA1");
	assert_string_equal(event_table[EV_SCAPEVENT_E].name, "sysdigevent");
	assert_string_equal(event_table[EV_SYSCALL_PIPE_X].category, "IPC");
	assert_string_equal(rd->category, category_name(rd->cat));
}

static void test_lookups(void **state)
{
	(void)state;
	assert_int_equal(event_code_find("open", 0), EV_SYSCALL_OPEN_E);
	assert_int_equal(event_code_find("open", EV_SYSCALL_OPEN_E + 1), EV_SYSCALL_OPEN_X);
	assert_int_equal(event_code_find("open", EV_SYSCALL_OPEN_X + 1), -1);
	assert_true(event_name_known("openat"));
	assert_true(event_name_known("rt_sigaction"));
	assert_false(event_name_known("newstat"));
	assert_false(event_name_known("foo"));
	assert_string_equal(errno_name(2), "ENOENT");
	assert_string_equal(errno_name(512), "ERESTARTSYS");
	assert_null(errno_name(0));
	assert_null(errno_name(41));
	assert_null(errno_name(9999));
	assert_null(errno_name(INT64_MIN));
	assert_string_equal(signal_name(15), "SIGTERM");
	assert_null(signal_name(0));
	assert_null(signal_name(32));
	assert_string_equal(syscall_table[0].name, "<unknown>");
	assert_string_equal(syscall_table[283].name, "newselect");
	assert_non_null(flag_table_find("file_flags"));
	assert_null(flag_table_find("no_such_table"));
	assert_int_equal(evt_param_index(&event_table[EV_SYSCALL_READ_X], "size"), 3);
	assert_int_equal(evt_param_index(&event_table[EV_SYSCALL_READ_X], "nope"), -1);
}

/* ----------------------------------------------------------------------- decoding --- */

static void test_decode_v2(void **state)
{
	struct maker m = maker_new(2);
	struct evt e, t;
	struct param p;
	uint32_t len;
	uint8_t *b;

	(void)state;
	add_int(&m, (uint64_t)-5, 8);
	add(&m, "abc", 3);
	b = block_make(&m, BLOCK_EVF_V2, EV_SYSCALL_READ_X, &len);
	assert_true(evt_decode(b, len, &e));
	assert_int_equal(e.type, EV_SYSCALL_READ_X);
	assert_int_equal(e.cpu, 3);
	assert_int_equal(e.tid, 77);
	assert_int_equal(e.ts, 1400000000000000000u);
	assert_int_equal(e.nparams, 2);
	assert_int_equal(e.flags, EVT_STATE_ONLY);
	assert_true(evt_param(&e, 1, &p));
	assert_int_equal(p.len, 3);
	assert_memory_equal(p.p, "abc", 3);
	assert_false(evt_param(&e, 2, &p));
	assert_int_equal(evt_i64(&e, 0, 99), -5);
	assert_int_equal(evt_i64(&e, 1, 99), 99); /* not an integer */
	assert_int_equal(evt_i64(&e, 2, 99), 99); /* known, but not in this file */
	evt_decode_trusted(b, e.ts, e.type, &t);
	assert_ptr_equal(t.data, e.data);
	assert_int_equal(t.nparams, 2);
	evt_decode_trusted(b, e.ts + 1, e.type, &t);
	assert_int_equal(t.nparams, 0);
	assert_int_equal(t.ts, e.ts + 1);
	evt_decode_trusted(b, e.ts, EV_SYSCALL_CLOSE_X, &t);
	assert_int_equal(t.nparams, 0);
	assert_ptr_equal(t.info, &event_table[EV_SYSCALL_CLOSE_X]);
	free(b);
}

static void test_decode_v1(void **state)
{
	for (unsigned n = 0; n <= 4; n++) {
		struct maker m = maker_new(2);
		struct evt e, t;
		uint32_t len;
		uint8_t *b;

		(void)state;
		for (unsigned k = 0; k < n; k++)
			add_int(&m, k + 1, k == 3 ? 4 : 8);
		b = block_make(&m, n & 1 ? BLOCK_EVF : BLOCK_EV, EV_SYSCALL_READ_X, &len);
		assert_true(evt_decode(b, len, &e));
		assert_int_equal(e.nparams, n);
		assert_int_equal(e.flags, n & 1 ? EVT_STATE_ONLY : 0);
		assert_int_equal(evt_i64(&e, 2, -1), n > 2 ? 3 : -1);
		assert_int_equal(evt_u64(&e, 3, 7), n > 3 ? 4 : 7);
		evt_decode_trusted(b, e.ts, e.type, &t);
		assert_int_equal(t.nparams, n);
		assert_ptr_equal(t.data, e.data);
		free(b);
	}
}

static void test_decode_v1_damaged(void **state)
{
	struct maker m = maker_new(2);
	struct evt e;
	uint32_t len, elen;
	uint8_t *b;

	(void)state;
	add_int(&m, 1, 8);
	b = block_make(&m, BLOCK_EV, EV_SYSCALL_CLOSE_E, &len);
	elen = ld32(b + 26);
	elen++; /* no count of lengths makes this sum */
	memcpy(b + 26, &elen, 4);
	assert_false(evt_decode(b, len, &e));
	elen = 21;
	memcpy(b + 26, &elen, 4);
	assert_false(evt_decode(b, len, &e));
	elen = 0xffffffff;
	memcpy(b + 26, &elen, 4);
	assert_false(evt_decode(b, len, &e));
	free(b);
}

/* Old files count 3 bytes of padding into the length of notification and infra events. */
static void test_decode_v1_quirk(void **state)
{
	struct maker m = maker_new(2);
	struct evt e;
	uint32_t len, elen;
	uint8_t *b;

	(void)state;
	add_str(&m, "id");
	add_str(&m, "a longer text");
	b = block_make(&m, BLOCK_EV, EV_NOTIFICATION_E, &len);
	elen = ld32(b + 26) + 3;
	memcpy(b + 26, &elen, 4);
	assert_true(len >= 10 + elen + 4);
	assert_true(evt_decode(b, len, &e));
	assert_int_equal(e.nparams, 2);
	assert_int_equal(e.len, elen - 3);
	free(b);
}

static void test_decode_large(void **state)
{
	struct maker m = maker_new(4);
	char *big = xcalloc(1, 70000);
	struct evt e;
	struct param p;
	uint32_t len;
	uint8_t *b;

	(void)state;
	add_int(&m, 1, 4);
	add(&m, big, 70000);
	b = block_make(&m, BLOCK_EV_V2_LARGE, EV_PLUGINEVENT_E, &len);
	assert_true(evt_decode(b, len, &e));
	assert_int_equal(e.lenw, 4);
	assert_true(evt_param(&e, 1, &p));
	assert_int_equal(p.len, 70000);
	free(b);
	free(big);
}

static void test_decode_unknown_code(void **state)
{
	struct maker m = maker_new(2);
	struct evt e;
	struct param p;
	uint32_t len;
	uint8_t *b;

	(void)state;
	add_int(&m, 1, 8);
	b = block_make(&m, BLOCK_EV_V2, 60000, &len);
	assert_true(evt_decode(b, len, &e));
	assert_ptr_equal(e.info, &event_unknown);
	assert_int_equal(e.nparams, 0);
	assert_false(evt_param(&e, 0, &p));
	free(b);
}

/* More parameters in the file than we know: the surplus is counted but not reachable. */
static void test_decode_surplus(void **state)
{
	struct maker m = maker_new(2);
	struct evt e;
	struct param p;
	uint32_t len;
	uint8_t *b;

	(void)state;
	for (unsigned i = 0; i < 40; i++)
		add_int(&m, i, 8);
	b = block_make(&m, BLOCK_EV_V2, EV_SYSCALL_CLOSE_E, &len);
	assert_true(evt_decode(b, len, &e));
	assert_int_equal(e.nparams, 40);
	assert_int_equal(evt_i64(&e, 0, -1), 0);
	assert_false(evt_param(&e, 1, &p));
	free(b);
}

static void test_decode_v2_damaged(void **state)
{
	static const struct {
		uint32_t off;
		uint32_t v;
	} harm[] = {
		{26, 0xffffffff}, /* length of the event */
		{26, 25},
		{26, 0},
		{26, 26 + 4 + 8 + 2}, /* fits the block, not the lengths */
		{32, 3},	      /* one more parameter */
		{32, 1},
		{32, 0x10000},
		{32, 0xffffffff}, /* times two wraps to a small number */
		{36, 0x00090008}, /* lengths */
		{36, 0xffffffff},
		{0, 0x205}, /* another kind of block */
	};

	(void)state;
	for (unsigned i = 0; i < LEN(harm); i++) {
		struct maker m = maker_new(2);
		struct evt e;
		uint32_t len;
		uint8_t *b;

		add_int(&m, 1, 8);
		add(&m, "abcd", 4);
		b = block_make(&m, BLOCK_EV_V2, EV_SYSCALL_READ_X, &len);
		assert_true(evt_decode(b, len, &e));
		memcpy(b + harm[i].off, &harm[i].v, 4);
		assert_false(evt_decode(b, len, &e));
		free(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_lookups),
		cmocka_unit_test(test_decode_v2),
		cmocka_unit_test(test_decode_v1),
		cmocka_unit_test(test_decode_v1_damaged),
		cmocka_unit_test(test_decode_v1_quirk),
		cmocka_unit_test(test_decode_large),
		cmocka_unit_test(test_decode_unknown_code),
		cmocka_unit_test(test_decode_surplus),
		cmocka_unit_test(test_decode_v2_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
