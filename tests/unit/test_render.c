/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/event/render.h"
#include "event_codes.h"
#include "tests/unit/event_maker.h"

/* ------------------------------------------------------------------ a small world --- */

static bool fake_fd_path(void *self, int64_t fd, struct buf *out)
{
	(void)self;
	if (fd == 9)
		buf_puts(out, "/tmp");
	else if (fd == 8)
		buf_puts(out, "/d\001x");
	else
		return false;
	return true;
}

static bool fake_fd(void *self, int64_t fd, struct buf *out)
{
	if (fd != 9)
		return false;
	buf_puts(out, "<d>");
	return fake_fd_path(self, fd, out);
}

static char fake_letter(void *self, int64_t fd)
{
	(void)self;
	return fd == 9 ? 'd' : '?';
}

static bool fake_comm(void *self, int64_t tid, struct buf *out)
{
	(void)self;
	if (tid == 77)
		buf_puts(out, "bash");
	return tid == 77;
}

static bool fake_user(void *self, uint32_t uid, struct buf *out)
{
	(void)self;
	if (uid == 0)
		buf_puts(out, "root");
	return uid == 0;
}

static bool fake_group(void *self, uint32_t gid, struct buf *out)
{
	(void)self;
	if (gid == 5)
		buf_puts(out, "tty");
	return gid == 5;
}

static bool fake_cwd(void *self, struct buf *out)
{
	(void)self;
	buf_puts(out, "/home/me/");
	return true;
}

static const struct resolver world = {
	.fd = fake_fd,
	.fd_letter = fake_letter,
	.fd_path = fake_fd_path,
	.comm = fake_comm,
	.user = fake_user,
	.group = fake_group,
	.cwd = fake_cwd,
};

static const struct render_opts dots = {.bufmode = BUF_DOTS};

static void check_args(struct maker *m, uint16_t code, const struct resolver *r, const char *want)
{
	uint32_t len;
	uint8_t *b = block_make(m, m->lenw == 4 ? BLOCK_EV_V2_LARGE : BLOCK_EV_V2, code, &len);
	struct buf out;
	struct evt e;

	buf_init(&out, 0);
	assert_true(evt_decode(b, len, &e));
	render_args(&e, e.info->nparams, r, &dots, &out);
	assert_string_equal(buf_cstr(&out), want);
	buf_release(&out);
	free(b);
}

/* One event whose parameters are all integers of the given widths (bytes). */
struct ints {
	uint16_t code;
	const char *want;
	unsigned n;
	struct {
		uint64_t v;
		uint8_t width;
	} p[8];
};

static void check_ints(const struct ints *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct maker m = maker_new(2);

		for (unsigned k = 0; k < t[i].n; k++)
			add_int(&m, t[i].p[k].v, t[i].p[k].width);
		check_args(&m, t[i].code, &world, t[i].want);
	}
}

/* ---------------------------------------------------------------------- rendering --- */

static void test_render_numbers(void **state)
{
	static const struct ints t[] = {
		{EV_SYSCALL_READ_E, "fd=3 size=1024 ", 2, {{3, 8}, {1024, 4}}},
		{EV_SYSCALL_READ_E, "fd=3 size=-1 ", 2, {{3, 8}, {0xffffffff, 4}}},
		{EV_SYSCALL_PREAD_E,
		 "fd=3 size=1 pos=-9223372036854775808 ",
		 3,
		 {{3, 8}, {1, 4}, {1ull << 63, 8}}},
		{EV_SYSCALL_BRK_1_X, "res=7F543D0C1000 ", 1, {{0x7f543d0c1000, 8}}},
		{EV_SYSCALL_MKDIR_2_E, "mode=1FF ", 1, {{0777, 4}}},
		{EV_SYSCALL_CREAT_E, "name=<NA> mode=0644 ", 2, {{0, 0}, {0644, 4}}},
		{EV_SYSCALL_CREAT_E, "name=<NA> mode=0 ", 2, {{0, 0}, {0, 4}}},
		{EV_SYSCALL_READ_E, "fd=<NA> size=<NA> ", 2, {{0, 0}, {0, 0}}},
		/* a writer that knew a narrower type */
		{EV_SYSCALL_PREAD_E, "fd=3 size=7 ", 2, {{3, 8}, {7, 2}}},
		{EV_SYSCALL_SETUID_E, "uid=0(root) ", 1, {{0, 4}}},
		{EV_SYSCALL_SETUID_E, "uid=12(<NA>) ", 1, {{12, 4}}},
		{EV_SYSCALL_SETUID_E, "uid=-2(<NA>) ", 1, {{0xfffffffe, 4}}},
		{EV_SYSCALL_SETUID_E, "uid=-1(<NONE>) ", 1, {{0xffffffff, 4}}},
		{EV_SYSCALL_SETGID_E, "gid=5(tty) ", 1, {{5, 4}}},
	};

	(void)state;
	check_ints(t, LEN(t));
}

static void test_render_names(void **state)
{
	static const struct ints t[] = {
		{EV_SYSCALL_CLOSE_X, "res=-2(ENOENT) ", 1, {{(uint64_t)-2, 8}}},
		{EV_SYSCALL_CLOSE_X, "res=-9999 ", 1, {{(uint64_t)-9999, 8}}},
		{EV_SYSCALL_CLOSE_X, "res=2 ", 1, {{2, 8}}},
		{EV_SYSCALL_CLOSE_E, "fd=9(<d>/tmp) ", 1, {{9, 8}}},
		{EV_SYSCALL_CLOSE_E, "fd=99 ", 1, {{99, 8}}},
		{EV_SYSCALL_CLOSE_E, "fd=-100(AT_FDCWD) ", 1, {{(uint64_t)-100, 8}}},
		{EV_SYSCALL_CLOSE_E, "fd=-1(EPERM) ", 1, {{(uint64_t)-1, 8}}},
		{EV_SYSCALL_KILL_E, "pid=77(bash) sig=15(SIGTERM) ", 2, {{77, 8}, {15, 1}}},
		{EV_SYSCALL_KILL_E, "pid=555 sig=0 ", 2, {{555, 8}, {0, 1}}},
		{EV_SYSCALL_KILL_E, "pid=555 sig=64 ", 2, {{555, 8}, {64, 1}}},
		{EV_SYSCALL_NANOSLEEP_E, "interval=1500000(0.0015s) ", 1, {{1500000, 8}}},
		{EV_SYSCALL_NANOSLEEP_E, "interval=5(5e-09s) ", 1, {{5, 8}}},
		{EV_SYSCALL_NANOSLEEP_E,
		 "interval=123456789012345(123457s) ",
		 1,
		 {{123456789012345, 8}}},
		{EV_SYSCALL_NANOSLEEP_E, "interval=none ", 1, {{UINT64_MAX, 8}}},
	};

	(void)state;
	check_ints(t, LEN(t));
}

static void test_render_flags(void **state)
{
	static const struct ints t[] = {
		{EV_SYSCALL_FUTEX_E,
		 "addr=C000065948 op=129(FUTEX_PRIVATE_FLAG|FUTEX_WAKE) val=1 ",
		 3,
		 {{0xc000065948, 8}, {129, 2}, {1, 8}}},
		{EV_SYSCALL_FUTEX_E,
		 "addr=0 op=128(FUTEX_PRIVATE_FLAG) val=1 ",
		 3,
		 {{0, 8}, {128, 2}, {1, 8}}},
		{EV_SYSCALL_FUTEX_E, "addr=0 op=0(FUTEX_WAIT) val=1 ", 3, {{0, 8}, {0, 2}, {1, 8}}},
		{EV_SOCKET_SOCKET_E,
		 "domain=77(AF_NETBEUI) type=1 proto=0 ",
		 3,
		 {{77, 4}, {1, 4}, {0, 4}}},
		{EV_SYSCALL_GETRLIMIT_E, "resource=3(RLIMIT_STACK) ", 1, {{3, 1}}},
		/* a value of a newer event: only an equal row */
		{EV_SYSCALL_BPF_2_X, "fd=9(<d>/tmp) cmd=5(BPF_PROG_LOAD) ", 2, {{9, 8}, {5, 4}}},
		{EV_SYSCALL_BPF_2_X, "fd=9(<d>/tmp) cmd=1000 ", 2, {{9, 8}, {1000, 4}}},
	};
	struct buf out;

	(void)state;
	check_ints(t, LEN(t));
	buf_init(&out, 0);
	render_flags(flag_table_find("file_flags"), 4097, &out);
	assert_string_equal(buf_cstr(&out), "O_RDONLY|O_CLOEXEC");
	buf_clear(&out);
	render_flags(flag_table_find("file_flags"), 3, &out);
	assert_string_equal(buf_cstr(&out), "O_RDWR");
	buf_clear(&out);
	render_flags(flag_table_find("file_flags"), 0x80000000u, &out);
	assert_int_equal(out.len, 0);
	buf_release(&out);
}

static void check_path(uint16_t code, int64_t dirfd, const char *path, const char *want)
{
	struct maker m = maker_new(2);

	add_int(&m, 0, 8);
	if (code == EV_SYSCALL_UNLINKAT_2_X)
		add_int(&m, (uint64_t)dirfd, 8);
	add_str(&m, path);
	check_args(&m, code, &world, want);
}

static void test_render_paths(void **state)
{
	const uint16_t rel = EV_SYSCALL_UNLINKAT_2_X, acc = EV_SYSCALL_ACCESS_X;
	struct maker m = maker_new(2);

	(void)state;
	check_path(acc, 0, "/etc/passwd", "res=0 name=/etc/passwd ");
	check_path(acc, 0, "f", "res=0 name=f(/home/me/f) ");
	check_path(acc, 0, "", "res=0 name=(/home/me) ");
	check_path(acc, 0, "<NA>", "res=0 name=<NA> ");
	check_path(acc, 0, "a\001b\377c\n", "res=0 name=abc(/home/me/a.b.c.) ");
	check_path(rel, 9, "./a/../b", "res=0 dirfd=9(<d>/tmp) name=./a/../b(/tmp/b) ");
	check_path(rel, -100, "x", "res=0 dirfd=-100(AT_FDCWD) name=x(/home/me/x) ");
	check_path(rel, 55, "b", "res=0 dirfd=55 name=b(b) ");
	check_path(rel, 8, "b", "res=0 dirfd=8 name=b(/dx/b) ");
	check_path(rel, 9, "/b", "res=0 dirfd=9(<d>/tmp) name=/b ");
	/* not terminated */
	add_int(&m, 0, 8);
	add(&m, "abc", 3);
	check_args(&m, acc, &world, "res=0 name=abc(/home/me/abc) ");
	/* nobody to ask */
	m = maker_new(2);
	add_int(&m, 0, 8);
	add_str(&m, "abc");
	check_args(&m, acc, NULL, "res=0 name=abc ");
}

static void test_render_lists(void **state)
{
	static const uint8_t fds[] = {2, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0xe1,
				      0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0x80};
	static const uint8_t neg[] = {9, 0, 255, 255, 255, 255, 255, 255, 255, 255, 4, 0};
	struct maker m = maker_new(2);

	(void)state;
	add(&m, fds, sizeof(fds));
	add_int(&m, 100, 8);
	check_args(&m, EV_SYSCALL_POLL_E, &world, "fds=9:de1 7:?ffff8000 timeout=100 ");
	/* The count says 9 but one is there. */
	m = maker_new(2);
	add(&m, neg, sizeof(neg));
	check_args(&m, EV_SYSCALL_POLL_E, &world, "fds=18446744073709551615:?4 ");
	m = maker_new(2);
	add_int(&m, 0, 2);
	check_args(&m, EV_SYSCALL_POLL_E, &world, "fds= ");
	m = maker_new(2);
	add_int(&m, 0, 0);
	check_args(&m, EV_SYSCALL_POLL_E, &world, "fds=NULL ");
	m = maker_new(2);
	add_int(&m, 0, 2);
	add_int(&m, UINT64_MAX, 8);
	add_int(&m, 0x4001, 4);
	check_args(&m, EV_SYSCALL_PPOLL_E, &world, "fds= timeout=none sigmask=SIGHUP SIGTERM ");
}

static void test_render_dynamic(void **state)
{
	static const struct {
		const char *bytes;
		uint8_t len;
		const char *want;
	} t[] = {
		{"\0ab\001", 4, "ab."},
		{"\001\376\377\377\377\377\377\377\377", 9, "-2(ENOENT)"},
		{"\002\007\0\0\0", 5, "7"},
		{"\003\377\377\377\377\377\377\377\377", 9, "-1"},
		{"\004\100\102\017\0\0\0\0\0", 9, "1000000(0.001s)"},
		{"\005x", 2, "INVALID DYNAMIC PARAMETER"},
		{"", 0, "INVALID DYNAMIC PARAMETER"},
		{"\002", 1, "<NA>"},
	};

	(void)state;
	for (unsigned i = 0; i < LEN(t); i++) {
		struct maker m = maker_new(2);
		struct buf want;

		add_int(&m, 0, 8);
		add_int(&m, 9, 8);
		add_int(&m, 1, 1);
		add_int(&m, 2, 1);
		add(&m, t[i].bytes, t[i].len);
		buf_init(&want, 0);
		buf_puts(&want,
			 "res=0 fd=9(<d>/tmp) level=1(SOL_SOCKET) optname=2(SO_REUSEADDR) val=");
		buf_puts(&want, t[i].want);
		buf_putc(&want, ' ');
		check_args(&m, EV_SOCKET_GETSOCKOPT_X, &world, buf_cstr(&want));
		buf_release(&want);
	}
}

/* Separate forms, and the events of which evt.args shows nothing. */
static void test_render_param(void **state)
{
	struct maker m = maker_new(2);
	struct buf value, resolved;
	struct evt e;
	uint32_t len;
	uint8_t *b;

	(void)state;
	buf_init(&value, 0);
	buf_init(&resolved, 0);
	add_int(&m, 3, 2);
	add_int(&m, 0, 2);
	b = block_make(&m, BLOCK_EV_V2, EV_GENERIC_E, &len);
	assert_true(evt_decode(b, len, &e));
	assert_true(render_param(&e, 0, &world, &dots, &value, &resolved));
	assert_string_equal(buf_cstr(&value), "3");
	assert_string_equal(buf_cstr(&resolved), "read");
	assert_false(render_param(&e, 2, &world, &dots, &value, &resolved));
	buf_clear(&value);
	assert_true(render_param(&e, 0, &world, &dots, &value, NULL));
	buf_clear(&value);
	render_args(&e, 2, &world, &dots, &value);
	assert_int_equal(value.len, 0);
	free(b);

	/* Only as many parameters as asked for. */
	m = maker_new(2);
	add_int(&m, 1, 8);
	add(&m, "x", 1);
	add_int(&m, 9, 8);
	b = block_make(&m, BLOCK_EV_V2, EV_SYSCALL_READ_X, &len);
	assert_true(evt_decode(b, len, &e));
	render_args(&e, e.info->nref, &world, &dots, &value);
	assert_string_equal(buf_cstr(&value), "res=1 data=x ");
	free(b);
	buf_release(&value);
	buf_release(&resolved);
}

static void check_bytes(enum bufmode mode, bool verbose, const char *p, size_t n, const char *want)
{
	struct render_opts o = {.bufmode = mode, .verbose = verbose};
	struct buf out;

	buf_init(&out, 0);
	render_bytes((const uint8_t *)p, n, &o, &out);
	assert_string_equal(buf_cstr(&out), want);
	buf_release(&out);
}

static void test_render_bytes(void **state)
{
	char x[82], want[82];

	(void)state;
	memset(x, 'q', sizeof(x));
	memcpy(want, x, 81);
	want[80] = 0;
	check_bytes(BUF_DOTS, false, "a\nb\377", 4, "a.b.");
	check_bytes(BUF_DOTS, false, x, 80, want);
	memcpy(want + 77, "...", 4);
	check_bytes(BUF_DOTS, false, x, 81, want);
	memcpy(want, x, 81);
	want[81] = 0;
	check_bytes(BUF_DOTS, true, x, 81, want);
	check_bytes(BUF_ASCII, false, "\na\r\nb\n\nc\001\rd", 11, "\na\nb\n\nc\nd");
	check_bytes(BUF_ASCII, false, "", 0, "");
	check_bytes(BUF_BASE64, false, "a", 1, "YQ==");
	check_bytes(BUF_BASE64, false, "ab", 2, "YWI=");
	check_bytes(BUF_BASE64, false, "abc\377\376", 5, "YWJj//4=");
	check_bytes(BUF_HEX, false, "abc", 3, "\n\t0x0000: 6162 63\n");
	check_bytes(BUF_HEX, false, "0123456789abcdefg", 17,
		    "\n\t0x0000: 3031 3233 3435 3637 3839 6162 6364 6566\n\t0x0010: 67\n");
	check_bytes(BUF_HEXASCII, false, "abc\n", 4,
		    "\n\t0x0000: 6162 630a                                abc.\n");
}

static void check_addr(bool tuple, const char *p, size_t n, const char *want)
{
	struct buf out;

	buf_init(&out, 0);
	if (tuple)
		render_socktuple((const uint8_t *)p, (uint32_t)n, &out);
	else
		render_sockaddr((const uint8_t *)p, (uint32_t)n, &out);
	assert_string_equal(buf_cstr(&out), want);
	buf_release(&out);
}

#define Z8     "\0\0\0\0\0\0\0\0"
#define FE80   "\376\200\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define MAPPED Z8 "\0\0\377\377"

static void test_render_addresses(void **state)
{
	(void)state;
	check_addr(false, "", 0, "NULL");
	check_addr(false, "\002\012\0\0\011\065\0", 7, "10.0.0.9:53");
	check_addr(false, "\002\012\0\0", 4, "INVALID IPv4");
	check_addr(false, "\012" FE80 "\011\065\0", 19, "fe80::9:53");
	check_addr(false, "\012" FE80, 16, "INVALID IPv6");
	check_addr(false, "\001/run/\001x", 9, "/run/x");
	check_addr(false, "\020", 1, "family 16");
	check_addr(false, "\310", 1, "family -56");
	check_addr(true, "", 0, "NULL");
	check_addr(true, "\002\012\0\0\001\322\004\012\0\0\002\120\0", 13,
		   "10.0.0.1:1234->10.0.0.2:80");
	check_addr(true, "\012" FE80 "\001\322\004" FE80 "\002\120\0", 37,
		   "fe80::1:1234->fe80::2:80");
	check_addr(true, "\012" MAPPED "\012\0\0\001\322\004" MAPPED "\012\0\0\002\120\0", 37,
		   "10.0.0.1:1234->10.0.0.2:80");
	check_addr(true, "\012" Z8 Z8 "\322\004" FE80 "\002\120\0", 37, ":::1234->fe80::2:80");
	check_addr(true, "\001\170\126\064\022\200\210\377\377\274\012\0\0\0\0\0\0/run/x.sock", 29,
		   "ffff888012345678->abc /run/x.sock");
	check_addr(true, "\001\170", 2, "family 1");
	check_addr(true, "\021", 1, "family 17");
}

static void test_render_ipv6(void **state)
{
	static const struct {
		uint16_t w[8];
		const char *want;
	} t[] = {
		{{0, 0, 0, 0, 0, 0, 0, 0}, "::"},
		{{0, 0, 0, 0, 0, 0, 0, 1}, "::1"},
		{{0, 0, 0, 0, 0, 0xffff, 0x102, 0x304}, "::ffff:1.2.3.4"},
		{{0, 0, 0, 0, 0, 0, 0x102, 0x304}, "::1.2.3.4"},
		{{1, 0, 0, 2, 0, 0, 0, 3}, "1:0:0:2::3"},
		{{1, 0, 0, 2, 3, 0, 0, 4}, "1::2:3:0:0:4"},
		{{1, 0, 2, 3, 4, 5, 6, 7}, "1:0:2:3:4:5:6:7"},
		{{1, 2, 3, 4, 5, 6, 0, 0}, "1:2:3:4:5:6::"},
		{{0, 0, 3, 4, 5, 6, 7, 8}, "::3:4:5:6:7:8"},
		{{0, 0, 0, 0, 0xffff, 0, 1, 2}, "::ffff:0:1:2"},
	};
	struct buf out;

	(void)state;
	buf_init(&out, 0);
	for (unsigned i = 0; i < LEN(t); i++) {
		uint8_t ip[16];

		for (unsigned k = 0; k < 8; k++) {
			ip[2 * k] = (uint8_t)(t[i].w[k] >> 8);
			ip[2 * k + 1] = (uint8_t)t[i].w[k];
		}
		buf_clear(&out);
		render_ipv6(ip, &out);
		assert_string_equal(buf_cstr(&out), t[i].want);
	}
	buf_release(&out);
}

static void test_path_concat(void **state)
{
	static const struct {
		const char *base, *path, *want;
	} t[] = {
		{"/tmp/", "a", "/tmp/a"},
		{"/tmp/", "", "/tmp"},
		{"/tmp/", ".", "/tmp"},
		{"/tmp/", "..", "/"},
		{"/tmp/", "../../../x", "/x"},
		{"/tmp/", "./a//b/", "/tmp/a/b"},
		{"/tmp/", "a/../b", "/tmp/b"},
		{"/tmp/", "a/./b", "/tmp/a/b"},
		{"/tmp/", "..x", "/tmp/..x"},
		{"/tmp/", ".x", "/tmp/.x"},
		{"/tmp/", "...", "/tmp/.."},
		{"/tmp/", "a../b", "/tmp/b"}, /* the reference's way */
		{"/tmp/", "a./b", "/tmp/ab"}, /* the same */
		{"/tmp/", "a\001b", "/tmp/a.b"},
		{"/tmp/", "/abs/../x", "/x"},
		{"/tmp/", "/", "/"},
		{"/tmp/", "//a", "/a"},
		{"", "b", "b"},
		{"", "../b", "b"},
	};
	char longest[1024];
	struct buf out;

	(void)state;
	buf_init(&out, 0);
	for (unsigned i = 0; i < LEN(t); i++) {
		buf_clear(&out);
		buf_puts(&out, "kept:");
		path_concat(t[i].base, strlen(t[i].base), t[i].path, strlen(t[i].path), &out);
		assert_memory_equal(out.p, "kept:", 5);
		assert_string_equal(buf_cstr(&out) + 5, t[i].want);
	}
	memset(longest, 'y', sizeof(longest));
	buf_clear(&out);
	path_concat("/tmp/", 5, longest, 1017, &out);
	assert_int_equal(out.len, 1022);
	buf_clear(&out);
	path_concat("/tmp/", 5, longest, 1018, &out);
	assert_string_equal(buf_cstr(&out), "/PATH_TOO_LONG");
	buf_release(&out);
}

/* Any bytes: no stray read, whatever decode says; what it accepts can be rendered. */
static void test_hostile(void **state)
{
	static const uint32_t types[] = {BLOCK_EV, BLOCK_EVF, BLOCK_EV_V2, BLOCK_EVF_V2,
					 BLOCK_EV_V2_LARGE};
	uint64_t seed = 88172645463325252u;
	struct buf out;

	(void)state;
	buf_init(&out, 0);
	for (unsigned round = 0; round < 40000; round++) {
		uint32_t type = types[round % LEN(types)];
		uint16_t code = (uint16_t)(round % (event_count + 2));
		struct maker m = maker_new(2);
		struct evt e;
		uint32_t len;
		uint8_t *b;

		if (code < event_count && event_table[code].flags & EF_LARGE_PAYLOAD)
			m.lenw = 4;
		for (unsigned k = code < event_count ? event_table[code].nparams : 0; k; k--) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			add(&m, (uint8_t *)&seed, seed % 9);
		}
		b = block_make(&m, type, code, &len);
		if (round % 3) {
			b[seed % len] ^= (uint8_t)(seed >> 32);
			memcpy(b, &type, 4);
		}
		if (evt_decode(b, round % 7 ? len : (uint32_t)(seed % (len + 1)), &e) && e.info) {
			buf_clear(&out);
			render_args(&e, e.info->nparams, &world, &dots, &out);
		}
		free(b);
	}
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_render_numbers),	 cmocka_unit_test(test_render_names),
		cmocka_unit_test(test_render_flags),	 cmocka_unit_test(test_render_paths),
		cmocka_unit_test(test_render_lists),	 cmocka_unit_test(test_render_dynamic),
		cmocka_unit_test(test_render_param),	 cmocka_unit_test(test_render_bytes),
		cmocka_unit_test(test_render_addresses), cmocka_unit_test(test_render_ipv6),
		cmocka_unit_test(test_path_concat),	 cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
