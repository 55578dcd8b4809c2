/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>
#include <cmocka.h>

#include "capture_maker.h"
#include "engine/scap/create.h"
#include "engine/scap/reader.h"
#include "engine/scap/writer.h"
#include "engine/store/save.h"
#include "event_codes.h"

#define SL(text) ((struct slice){(text), sizeof(text) - 1})

static char dir[] = "/tmp/sonde-test-writer-XXXXXX";

static const char *in_dir(const char *name)
{
	static char path[2][256];
	static unsigned turn;

	turn ^= 1;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", dir, name);
	return path[turn];
}

static int make_dir(void **unused)
{
	(void)unused;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **unused)
{
	char cmd[64];

	(void)unused;
	snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
	return system(cmd);
}

static struct scap_writer *open_writer(const char *path, bool gzip)
{
	const struct scap_writer_opts o = {.gzip = gzip};
	struct err e = {0};
	struct scap_writer *w = scap_writer_open(path, &o, &e);

	if (!w)
		fail_msg("%s", e.msg);
	return w;
}

static const struct scap_machine machine = {.known = true,
					    .num_cpus = 3,
					    .memory_bytes = 1ull << 33,
					    .max_pid = 99,
					    .boot_ts = 1234567,
					    .hostname = "box"};

/* ------------------------------------------------------------------ metadata --- */

struct seen {
	unsigned interfaces, users, groups, threads, fds, events;
	uint32_t types[256];
	unsigned ntypes;
	struct scap_thread thread;
	struct scap_fd fd;
	struct scap_user user;
	struct scap_interface interface;
	int64_t fd_tid;
};

static bool see_interface(void *arg, const struct scap_interface *i)
{
	struct seen *s = arg;

	s->interfaces++;
	s->interface = *i;
	return true;
}

static bool see_user(void *arg, const struct scap_user *u)
{
	struct seen *s = arg;

	if (u->is_group) {
		s->groups++;
	} else {
		s->users++;
		s->user = *u;
	}
	return true;
}

static bool see_thread(void *arg, const struct scap_thread *t)
{
	struct seen *s = arg;

	s->threads++;
	s->thread = *t;
	return true;
}

static bool see_fd(void *arg, int64_t tid, const struct scap_fd *f)
{
	struct seen *s = arg;

	s->fds++;
	s->fd = *f;
	s->fd_tid = tid;
	return true;
}

/* Walk over a capture; blocks stay valid until the reader is closed. */
static struct scap_reader *read_back(const char *path, struct seen *s)
{
	struct scap_reader *r = scap_reader_open(path, true, NULL);
	struct scap_machine m;
	struct scap_block b;
	const uint8_t *body;
	uint32_t len;

	assert_non_null(r);
	memset(s, 0, sizeof(*s));
	while (scap_reader_next(r, &b, NULL) == 1) {
		assert_int_equal(b.len % 4, 0);
		assert_int_equal(ld32(b.p + b.len - 4), b.len);
		body = scap_block_body(&b, &len);
		if (s->ntypes < 256)
			s->types[s->ntypes++] = b.type;
		if (b.type == BLOCK_MI) {
			assert_int_equal(b.len, 192);
			assert_int_equal(meta_machine(body, len, 0, &m, NULL), 0);
			assert_int_equal(m.num_cpus, machine.num_cpus);
			assert_int_equal(m.boot_ts, machine.boot_ts);
			assert_string_equal(m.hostname, "box");
		} else if (b.type == BLOCK_IL_V2) {
			meta_each_interface(b.type, body, len, 0, see_interface, s, NULL);
		} else if (b.type == BLOCK_UL_V2) {
			meta_each_user(b.type, body, len, 0, see_user, s, NULL);
		} else if (b.type == BLOCK_PL_V9) {
			meta_each_thread(b.type, body, len, 0, see_thread, s, NULL);
		} else if (b.type == BLOCK_FDL_V2) {
			meta_each_fd(b.type, body, len, 0, see_fd, s, NULL);
		} else if (block_is_event(b.type)) {
			s->events++;
		}
	}
	return r;
}

static void lists_read_back_as_they_were(void **unused)
{
	const struct scap_thread t = {.tid = 11,
				      .pid = 10,
				      .ptid = 1,
				      .sid = 9,
				      .vpgid = 8,
				      .vtid = 7,
				      .vpid = 6,
				      .comm = SL("comm"),
				      .exe = SL("exe"),
				      .exepath = SL("/bin/exe"),
				      .args = SL("a\0b\0"),
				      .cwd = SL("/tmp"),
				      .env = SL("A=1\0"),
				      .cgroups = SL("cpu=/\0"),
				      .root = SL("/root"),
				      .fdlimit = 1024,
				      .flags = 0x2001,
				      .uid = 5,
				      .gid = 4,
				      .loginuid = 3,
				      .vm_size_kb = 100,
				      .vm_rss_kb = 50,
				      .vm_swap_kb = 25,
				      .pf_major = 2,
				      .pf_minor = 1,
				      .cap_effective = 0x1f,
				      .exe_writable = true};
	const struct scap_fd f = {.fd = 3,
				  .ino = 77,
				  .type = 16,
				  .open_flags = 5,
				  .dev = 9,
				  .name = SL("/etc/passwd")};
	const struct scap_fd newer = {.fd = 4, .type = 20, .name = SL("/memfd:x")};
	const struct scap_fd nothing = {.fd = 5, .type = 0};
	const struct scap_user u = {
		.uid = 1, .gid = 2, .name = SL("u"), .home = SL("/h"), .shell = SL("/s")};
	const struct scap_user g = {.is_group = true, .gid = 2, .name = SL("g")};
	const struct scap_interface i = {
		.v6 = true, .addr = {[15] = 1}, .linkspeed = 10, .name = "lo"};
	struct scap_writer *w = open_writer(in_dir("lists"), false);
	struct scap_reader *r;
	struct seen s;

	(void)unused;
	assert_int_equal(scap_writer_section(w, &machine, NULL), 0);
	scap_writer_list(w, LIST_INTERFACES);
	scap_writer_add_interface(w, &i);
	assert_int_equal(scap_writer_list_end(w, NULL), 0);
	scap_writer_list(w, LIST_USERS);
	scap_writer_add_user(w, &u);
	scap_writer_add_user(w, &g);
	assert_int_equal(scap_writer_list_end(w, NULL), 0);
	scap_writer_list(w, LIST_THREADS);
	scap_writer_add_thread(w, &t);
	assert_int_equal(scap_writer_list_end(w, NULL), 0);
	scap_writer_fd_list(w, 11);
	scap_writer_add_fd(w, &nothing);
	scap_writer_add_fd(w, &newer);
	scap_writer_add_fd(w, &f);
	assert_int_equal(scap_writer_list_end(w, NULL), 0);
	assert_int_equal(scap_writer_close(w, NULL, NULL), 0);

	r = read_back(in_dir("lists"), &s);
	assert_int_equal(s.types[0], BLOCK_SHB);
	assert_int_equal(s.interfaces, 1);
	assert_true(s.interface.v6);
	assert_string_equal(s.interface.name, "lo");
	assert_int_equal(s.interface.linkspeed, 10);
	assert_int_equal(s.users, 1);
	assert_int_equal(s.groups, 1);
	assert_memory_equal(s.user.shell.p, "/s", 2);
	assert_int_equal(s.threads, 1);
	assert_int_equal(s.thread.vpid, 6);
	assert_int_equal(s.thread.args.len, 4);
	assert_int_equal(s.thread.flags, 0x2001);
	assert_int_equal(s.thread.loginuid, 3);
	assert_true(s.thread.exe_writable);
	assert_int_equal(s.thread.cap_effective, 0x1f);
	assert_int_equal(s.thread.pf_minor, 1);
	assert_int_equal(s.fds, 2); /* type 0 has no form; 20 became "unsupported" */
	assert_int_equal(s.fd_tid, 11);
	assert_int_equal(s.fd.type, 16);
	assert_int_equal(s.fd.dev, 9);
	assert_memory_equal(s.fd.name.p, "/etc/passwd", 11);
	scap_reader_close(r);
}

static void texts_keep_to_the_limits_of_readers(void **unused)
{
	static char text[70000];
	struct scap_thread t = {.comm = {text, 5000}, .args = {text, sizeof(text)}};
	struct scap_fd f = {.type = 1, .name = {text, sizeof(text)}};
	struct scap_writer *w = open_writer(in_dir("long"), false);
	struct scap_reader *r;
	struct seen s;

	(void)unused;
	memset(text, 'x', sizeof(text));
	text[4000] = '\0';
	scap_writer_section(w, &machine, NULL);
	scap_writer_list(w, LIST_THREADS);
	scap_writer_add_thread(w, &t);
	scap_writer_list_end(w, NULL);
	scap_writer_fd_list(w, 1);
	scap_writer_add_fd(w, &f);
	scap_writer_list_end(w, NULL);
	assert_int_equal(scap_writer_close(w, NULL, NULL), 0);
	r = read_back(in_dir("long"), &s);
	assert_int_equal(s.thread.comm.len, 1024);
	assert_int_equal(s.thread.args.len, 4001); /* whole arguments only */
	assert_int_equal(s.fd.name.len, 1023);
	scap_reader_close(r);
}

/* -------------------------------------------------------------------- events --- */

/* A v1 event block: no count of parameters. */
static void cap_event_v1(struct buf *out, uint16_t code, uint32_t extra, const char *text)
{
	uint64_t ts = 5, tid = 6;
	uint16_t cpu = 2, n = (uint16_t)(strlen(text) + 1);
	uint32_t len = 22 + 2 + 2 + 1 + n + extra;
	struct buf b;

	buf_init(&b, 0);
	buf_put(&b, &cpu, 2);
	buf_put(&b, &ts, 8);
	buf_put(&b, &tid, 8);
	buf_put(&b, &len, 4);
	buf_put(&b, &code, 2);
	buf_put(&b, &n, 2);
	n = 1;
	buf_put(&b, &n, 2);
	buf_put(&b, text, strlen(text) + 1);
	buf_put(&b, "", 1);
	while (extra--)
		buf_putc(&b, 0);
	cap_block(out, BLOCK_EV, b.p, (uint32_t)b.len);
	buf_release(&b);
}

static void write_blocks(struct scap_writer *w, const struct buf *b, bool state_only)
{
	size_t off = 0;

	while (off < b->len) {
		const uint8_t *p = (const uint8_t *)b->p + off;

		assert_int_equal(scap_writer_event(w, p, ld32(p + 4), state_only, NULL), 0);
		off += ld32(p + 4);
	}
}

static void old_events_get_a_count(void **unused)
{
	struct scap_writer *w = open_writer(in_dir("v1"), false);
	struct scap_reader *r;
	struct scap_block b;
	struct param p;
	struct buf in;
	struct evt e;

	(void)unused;
	buf_init(&in, 0);
	cap_event_v1(&in, EV_NOTIFICATION_E, 3, "noted");
	scap_writer_section(w, &machine, NULL);
	write_blocks(w, &in, false);
	assert_int_equal(scap_writer_close(w, NULL, NULL), 0);
	r = scap_reader_open(in_dir("v1"), true, NULL);
	while (scap_reader_next(r, &b, NULL) == 1 && !block_is_event(b.type))
		;
	assert_int_equal(b.type, BLOCK_EV_V2);
	assert_true(evt_decode(b.p, b.len, &e));
	assert_int_equal(e.nparams, 2);
	assert_int_equal(e.cpu, 2);
	assert_int_equal(e.tid, 6);
	assert_true(evt_param(&e, 0, &p));
	assert_string_equal((const char *)p.p, "noted");
	scap_reader_close(r);
	buf_release(&in);
}

static void events_are_copied_and_marked(void **unused)
{
	struct scap_writer *w = open_writer(in_dir("marked"), false);
	struct scap_reader *r;
	struct scap_block b;
	struct buf in;
	struct evt e;
	unsigned n = 0;

	(void)unused;
	buf_init(&in, 0);
	cap_event(&in, 1, 7, EV_SYSCALL_CLOSE_X, "qqs", (int64_t)0, (int64_t)3, "more than known");
	cap_event(&in, 2, 7, 470, "qs", (int64_t)0, "of the future");
	scap_writer_section(w, &machine, NULL);
	write_blocks(w, &in, false);
	write_blocks(w, &in, true);
	assert_int_equal(scap_writer_close(w, NULL, NULL), 0);
	r = scap_reader_open(in_dir("marked"), true, NULL);
	while (scap_reader_next(r, &b, NULL) == 1) {
		if (!block_is_event(b.type))
			continue;
		assert_true(evt_decode(b.p, b.len, &e));
		assert_int_equal(e.flags & EVT_STATE_ONLY, n < 2 ? 0 : EVT_STATE_ONLY);
		assert_int_equal(e.type, n % 2 ? 470 : EV_SYSCALL_CLOSE_X);
		assert_int_equal(ld32(e.hdr + 22), n % 2 ? 2 : 3);
		if (n < 2)
			assert_memory_equal(b.p, in.p + (n ? ld32(in.p + 4) : 0), b.len);
		n++;
	}
	assert_int_equal(n, 4);
	scap_reader_close(r);
	buf_release(&in);
}

static void new_codes_can_be_left_out(void **unused)
{
	const struct scap_writer_opts o = {.drop_new = true};
	struct scap_writer *w = scap_writer_open(in_dir("old"), &o, NULL);
	struct scap_reader *r;
	struct buf in;
	struct seen s;

	(void)unused;
	buf_init(&in, 0);
	cap_event(&in, 1, 7, EV_SYSCALL_DUP2_X, "qqq", (int64_t)0, (int64_t)3, (int64_t)3);
	cap_event(&in, 2, 7, EV_SYSCALL_CLOSE_E, "q", (int64_t)0);
	scap_writer_section(w, &machine, NULL);
	write_blocks(w, &in, false);
	scap_writer_close(w, NULL, NULL);
	r = read_back(in_dir("old"), &s);
	assert_int_equal(s.events, 1);
	scap_reader_close(r);
	buf_release(&in);
}

static void damaged_events_are_refused(void **unused)
{
	struct scap_writer *w = open_writer(in_dir("damaged"), false);
	struct err e = {0};
	struct buf in;

	(void)unused;
	buf_init(&in, 0);
	cap_event(&in, 1, 7, EV_SYSCALL_CLOSE_E, "q", (int64_t)0);
	in.p[8 + 2 + 26] = 99; /* length of the parameter */
	assert_int_equal(scap_writer_event(w, (uint8_t *)in.p, (uint32_t)in.len, false, &e),
			 ERR_FORMAT);
	assert_int_equal(e.code, ERR_FORMAT);
	scap_writer_close(w, NULL, NULL);
	buf_release(&in);
}

/* --------------------------------------------------------------------- gzip --- */

static void put_many(struct scap_writer *w, unsigned n)
{
	struct buf in;
	unsigned i;

	buf_init(&in, 0);
	for (i = 0; i < n; i++) {
		buf_clear(&in);
		cap_event(&in, i, 7, EV_SYSCALL_WRITE_X, "qs", (int64_t)i,
			  "some data that repeats");
		write_blocks(w, &in, false);
	}
	buf_release(&in);
}

static void gzip_holds_the_same_bytes(void **unused)
{
	const unsigned n = 50000; /* some chunks of them */
	struct scap_writer *plain = open_writer(in_dir("plain"), false);
	struct scap_writer *zipped = open_writer(in_dir("zipped"), true);
	char a[8192], b[8192];
	int na, nb;
	gzFile fa, fb;

	(void)unused;
	scap_writer_section(plain, &machine, NULL);
	scap_writer_section(zipped, &machine, NULL);
	put_many(plain, n);
	put_many(zipped, n);
	assert_int_equal(scap_writer_close(plain, NULL, NULL), 0);
	assert_int_equal(scap_writer_close(zipped, NULL, NULL), 0);
	fa = gzopen(in_dir("plain"), "rb");
	fb = gzopen(in_dir("zipped"), "rb");
	assert_true(gzdirect(fa));
	assert_false(gzdirect(fb));
	do {
		na = gzread(fa, a, sizeof(a));
		nb = gzread(fb, b, sizeof(b));
		assert_int_equal(na, nb);
		assert_memory_equal(a, b, (size_t)na);
	} while (na > 0);
	gzclose(fa);
	gzclose(fb);
}

/* Blocks that lie together leave as they are, in the order of all that is written. */
static void runs_are_copied(void **unused)
{
	struct scap_writer *w = open_writer(in_dir("runs"), false);
	struct buf in, other;
	uint32_t lens[4];
	const uint8_t *p;
	char got[4096];
	ssize_t n;
	int i, fd;

	(void)unused;
	buf_init(&in, 0);
	buf_init(&other, 0);
	for (i = 0; i < 4; i++) {
		size_t before = in.len;

		cap_event(&in, (uint64_t)i, 7, EV_SYSCALL_WRITE_X, "qs", (int64_t)i, "some data");
		lens[i] = (uint32_t)(in.len - before);
	}
	cap_event(&other, 9, 8, EV_SYSCALL_CLOSE_E, "q", (int64_t)3);
	p = (const uint8_t *)in.p;
	for (i = 0; i < 4; p += lens[i++]) {
		assert_int_equal(scap_writer_copy(w, p, lens[i], NULL), 0);
		if (i == 1)
			scap_writer_event(w, (uint8_t *)other.p, (uint32_t)other.len, false, NULL);
	}
	assert_int_equal(scap_writer_bytes(w), in.len + other.len);
	assert_int_equal(scap_writer_settle(w, NULL), 0);
	memset(in.p, 0, lens[0]); /* what was settled is not looked at again */
	assert_int_equal(scap_writer_finish(w), in.len + other.len);
	assert_int_equal(scap_writer_close(w, NULL, NULL), 0);
	fd = open(in_dir("runs"), O_RDONLY);
	n = read(fd, got, sizeof(got));
	close(fd);
	assert_int_equal(n, in.len + other.len);
	assert_memory_equal(got + lens[0], in.p + lens[0], lens[1]);
	assert_memory_equal(got + lens[0] + lens[1], other.p, other.len);
	assert_memory_equal(got + lens[0] + lens[1] + other.len, in.p + lens[0] + lens[1],
			    lens[2] + lens[3]);
	assert_int_equal(ld32(got), BLOCK_EV_V2);
	buf_release(&in);
	buf_release(&other);
}

/* Contents go, the length of the call's result and everything else stays. */
static void redacted(void **unused)
{
	const struct scap_writer_opts o = {.redact = true};
	struct scap_writer *w = scap_writer_open(in_dir("redacted"), &o, NULL);
	struct scap_reader *r;
	struct scap_block b;
	struct buf in[3];
	struct param param;
	struct evt e;
	int i;

	(void)unused;
	for (i = 0; i < 3; i++)
		buf_init(&in[i], 0);
	scap_writer_section(w, &machine, NULL);
	cap_event(&in[0], 1, 7, EV_SYSCALL_READ_X, "qs", (int64_t)7, "secret");
	cap_event(&in[1], 2, 7, EV_SYSCALL_READV_X, "qds", (int64_t)7, 9, "secret");
	cap_event(&in[2], 3, 7, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)3, "name", 1, 0);
	for (i = 0; i < 3; i++)
		assert_int_equal(scap_writer_copy(w, (uint8_t *)in[i].p, (uint32_t)in[i].len, NULL), 0);
	scap_writer_event(w, (uint8_t *)in[0].p, (uint32_t)in[0].len, true, NULL);
	assert_int_equal(scap_writer_close(w, NULL, NULL), 0);

	r = scap_reader_open(in_dir("redacted"), true, NULL);
	for (i = 0; i < 4;) {
		assert_int_equal(scap_reader_next(r, &b, NULL), 1);
		if (!block_is_event(b.type))
			continue;
		assert_true(evt_decode(b.p, b.len, &e));
		assert_int_equal(e.ts, i < 3 ? i + 1 : 1);
		assert_int_equal(evt_i64(&e, 0, 0), i == 2 ? 3 : 7);
		assert_true(evt_param(&e, i == 1 ? 2 : 1, &param));
		assert_int_equal(param.len, i == 2 ? 5 : 0);
		if (i == 1)
			assert_int_equal(evt_u64(&e, 1, 0), 9);
		i++;
	}
	scap_reader_close(r);
	for (i = 0; i < 3; i++)
		buf_release(&in[i]);
}

/* What was flushed can be read while the file is still being written. */
static void flushed_is_readable(void **unused)
{
	int gzip;

	(void)unused;
	for (gzip = 0; gzip < 2; gzip++) {
		struct scap_writer *w = open_writer(in_dir("flushed"), gzip);
		struct scap_reader *r;
		struct seen s;

		scap_writer_section(w, &machine, NULL);
		put_many(w, 10);
		assert_int_equal(scap_writer_flush(w, true, NULL), 0);
		r = read_back(in_dir("flushed"), &s);
		assert_int_equal(s.events, 10);
		scap_reader_close(r);
		assert_int_equal(scap_writer_close(w, NULL, NULL), 0);
	}
}

/* ---------------------------------------------------------------- bad endings --- */

/* Run with a limit on the size of files, which stands for a full disk. */
static void full_disk_is_told_once(void **unused)
{
	struct rlimit old, small;
	int gzip;

	(void)unused;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	for (gzip = 0; gzip < 2; gzip++) {
		struct scap_writer *w = open_writer(in_dir("full"), gzip);
		struct err first = {0}, later = {0};
		struct scap_reader *r;
		struct scap_block b;
		struct buf in;
		struct err e = {0};
		unsigned i, events = 0;
		bool broken;
		int rc = 0;

		small.rlim_cur = gzip ? 3001 : 400001;
		setrlimit(RLIMIT_FSIZE, &small);
		scap_writer_section(w, &machine, NULL);
		buf_init(&in, 0);
		cap_event(&in, 1, 7, EV_SYSCALL_WRITE_X, "qs", (int64_t)4, "data");
		for (i = 0; i < 3000000 && !rc; i++)
			rc = scap_writer_event(w, (uint8_t *)in.p, (uint32_t)in.len, false, &first);
		assert_int_equal(rc, ERR_IO);
		assert_non_null(strstr(first.msg, "full"));
		assert_int_equal(scap_writer_close(w, &broken, &later), ERR_IO);
		assert_int_equal(later.code, 0);
		assert_false(broken);
		setrlimit(RLIMIT_FSIZE, &old);
		/* What is there can be read; a plain file ends with a whole block. */
		r = scap_reader_open(in_dir("full"), true, NULL);
		while ((rc = scap_reader_next(r, &b, &e)) == 1)
			events += block_is_event(b.type);
		assert_true(events > 1000);
		assert_int_equal(rc < 0, gzip);
		scap_reader_close(r);
		buf_release(&in);
	}
}

static void closed_pipe_is_recognised(void **unused)
{
	int fds[2], saved = dup(STDOUT_FILENO);
	struct scap_writer *w;
	struct err e = {0};
	bool broken = false;

	(void)unused;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(fds), 0);
	dup2(fds[1], STDOUT_FILENO);
	close(fds[0]);
	close(fds[1]);
	w = open_writer("-", true);
	scap_writer_section(w, &machine, NULL);
	assert_int_equal(scap_writer_close(w, &broken, &e), ERR_IO);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	assert_true(broken);
	assert_non_null(strstr(e.msg, "standard output"));
}

/* -------------------------------------------------------------------- creating --- */

static void put_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	fputs(text, f);
	fclose(f);
}

static void files_are_private_and_links_not_blindly_followed(void **unused)
{
	struct err e = {0};
	struct stat st, before;
	int fd, reader;

	(void)unused;
	umask(0);
	fd = create_private(in_dir("new"), NULL, &e);
	assert_true(fd >= 0);
	fstat(fd, &st);
	assert_int_equal(st.st_mode & 0777, 0600);
	close(fd);
	/* One's own file is emptied; one's own link is followed, also a relative one. */
	put_text(in_dir("target"), "old content");
	assert_int_equal(chmod(in_dir("target"), 0644), 0);
	assert_int_equal(symlink("target", in_dir("link")), 0);
	fd = create_private(in_dir("link"), NULL, &e);
	assert_true(fd >= 0);
	close(fd);
	stat(in_dir("target"), &st);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* A dangling one makes the file it names; a loop does not hang. */
	assert_int_equal(symlink("made", in_dir("dangling")), 0);
	fd = create_private(in_dir("dangling"), NULL, &e);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(stat(in_dir("made"), &st), 0);
	assert_int_equal(symlink("loop", in_dir("loop")), 0);
	assert_int_equal(create_private(in_dir("loop"), NULL, &e), ERR_IO);
	/* A device of root's, and a pipe: they stay what they are for others. */
	stat("/dev/null", &before);
	fd = create_private("/dev/null", NULL, &e);
	assert_true(fd >= 0);
	close(fd);
	stat("/dev/null", &st);
	assert_int_equal(st.st_mode, before.st_mode);
	assert_int_equal(mkfifo(in_dir("pipe"), 0622), 0);
	reader = open(in_dir("pipe"), O_RDONLY | O_NONBLOCK);
	fd = create_private(in_dir("pipe"), NULL, &e);
	assert_true(fd >= 0);
	fstat(fd, &st);
	assert_int_equal(st.st_mode & 0777, 0622);
	close(fd);
	close(reader);
	assert_int_equal(create_private(in_dir("no/such/dir"), NULL, &e), ERR_IO);
	/* The capture being read. */
	put_text(in_dir("source"), "events");
	assert_int_equal(create_private(in_dir("source"), in_dir("source"), &e), ERR_IO);
	stat(in_dir("source"), &st);
	assert_int_equal(st.st_size, 6);
}

static void what_is_not_ours_is_refused(void **unused)
{
	struct err e = {0};
	struct stat st;

	(void)unused;
	if (geteuid() != 0)
		skip(); /* cannot make files that belong to others */
	put_text(in_dir("theirs"), "content");
	assert_int_equal(chown(in_dir("theirs"), 12345, 12345), 0);
	assert_int_equal(create_private(in_dir("theirs"), NULL, &e), ERR_IO);
	stat(in_dir("theirs"), &st);
	assert_int_equal(st.st_size, 7);
	put_text(in_dir("victim"), "content");
	assert_int_equal(symlink("victim", in_dir("trap")), 0);
	assert_int_equal(lchown(in_dir("trap"), 12345, 12345), 0);
	assert_int_equal(create_private(in_dir("trap"), NULL, &e), ERR_IO);
	assert_non_null(strstr(e.msg, "symbolic link"));
	stat(in_dir("victim"), &st);
	assert_int_equal(st.st_size, 7);
	/* Root's, and everybody's to write: others could go on reading it. */
	put_text(in_dir("open"), "content");
	assert_int_equal(chmod(in_dir("open"), 0666), 0);
	assert_int_equal(chmod(in_dir("."), 0755), 0);
	assert_int_equal(seteuid(12345), 0);
	assert_int_equal(create_private(in_dir("open"), NULL, &e), ERR_IO);
	assert_int_equal(seteuid(0), 0);
	assert_non_null(strstr(e.msg, "others may read it"));
	stat(in_dir("open"), &st);
	assert_int_equal(st.st_size, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_read_back_as_they_were),
		cmocka_unit_test(texts_keep_to_the_limits_of_readers),
		cmocka_unit_test(old_events_get_a_count),
		cmocka_unit_test(events_are_copied_and_marked),
		cmocka_unit_test(new_codes_can_be_left_out),
		cmocka_unit_test(damaged_events_are_refused),
		cmocka_unit_test(gzip_holds_the_same_bytes),
		cmocka_unit_test(runs_are_copied),
		cmocka_unit_test(redacted),
		cmocka_unit_test(flushed_is_readable),
		cmocka_unit_test(full_disk_is_told_once),
		cmocka_unit_test(closed_pipe_is_recognised),
		cmocka_unit_test(files_are_private_and_links_not_blindly_followed),
		cmocka_unit_test(what_is_not_ours_is_refused),
	};

	return cmocka_run_group_tests_name("writer", tests, make_dir, remove_dir);
}
