/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>

#include "engine/capture/own_event.h"
#include "engine/capture/proc_call.h"
#include "engine/capture/proc_cgroup.h"
#include "engine/capture/proc_io.h"
#include "engine/capture/proc_mounts.h"
#include "engine/capture/snapshot.h"
#include "event_codes.h"

/* Directories that look like /proc and like cgroups, for what this machine does not have. */

static char home[] = "/tmp/sonde-test-proc-XXXXXX";
static struct state *world;

static const struct thread_version *thread_of(int64_t tid)
{
	return state_thread(world, state_thread_at(world, tid, 0));
}

static char made[512];

static void put_file(const char *name, const char *text, size_t len)
{
	char path[1024];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", made, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	fclose(f);
}

static void put_text(const char *name, const char *text)
{
	put_file(name, text, strlen(text));
}

static void put_dir(const char *name)
{
	char path[1024];

	snprintf(path, sizeof(path), "%s/%s", made, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static void put_link(const char *name, const char *to)
{
	char path[1024];

	snprintf(path, sizeof(path), "%s/%s", made, name);
	assert_int_equal(symlink(to, path), 0);
}

static void put_call(const char *name, long nr, const char *first, const char *stack)
{
	char text[256];

	snprintf(text, sizeof(text), "%ld %s 0x10 0x20 0x0 0x0 0x0 %s 0x7f0000001234\n", nr, first,
		 stack);
	put_text(name, text);
}

#define STATUS(tgid, ns)                                                                       \
	"Name:\tx\nTgid:\t" tgid "\nPPid:\t0\nUid:\t7\t8\t9\t10\nGid:\t17\t18\t19\t20\n" ns    \
	"VmSize:\t  1234 kB\nVmRSS:\t   56 kB\nVmSwap:\t    7 kB\nCapInh:\t0000000000000001\n" \
	"CapPrm:\t00000000000000f0\nCapEff:\t0000000000000400\n"
#define STAT(comm, flags, threads) \
	"9 (" comm ") S 4 5 6 34816 8 " flags " 11 12 13 14 1 2 3 4 20 0 " threads " 0 777 99 1\n"

/*
 * Process 1 has nothing but what everybody may read; 30 and 20 are in a pid namespace whose first
 * process, 30, comes later in the list; 40 is a kernel thread, 50 ended; 60 has an odd stat.
 */
static void make_proc(void)
{
	snprintf(made, sizeof(made), "%s/proc", home);
	assert_int_equal(mkdir(made, 0700), 0);
	put_dir("1");
	put_text("1/stat", STAT("init", "4194560", "1"));
	put_text("1/status", STATUS("1", "NStgid:\t1\nNSpid:\t1\nNSpgid:\t1\n"));
	put_dir("20");
	put_text("20/stat", STAT("inner", "4194560", "1"));
	put_text("20/status", STATUS("20", "NStgid:\t20\t5\nNSpid:\t20\t5\nNSpgid:\t20\t4\n"));
	put_dir("20/ns");
	put_link("20/ns/pid", "pid:[99]");
	put_link("20/ns/net", "net:[77]");
	put_link("20/ns/mnt", "mnt:[66]");
	put_link("20/root", "/");
	put_link("20/exe", "/opt/app/run");
	put_file("20/cmdline", "run\0-x", 7);
	put_text("20/cgroup", "4:cpu,cpuacct:/a\n2:name=systemd:/docker/0123456789abcdef0123456789"
			      "abcdef0123456789abcdef0123456789abcdef\n0::/b\n");
	put_text("20/loginuid", "4294967295");
	put_call("20/syscall", SYS_read, "0x5", "0x7ffc00001000");
	put_call("1/syscall", SYS_fsync, "0x5", "0x7ffc00001000");
	put_text("20/mountinfo", "70 60 0:50 / / rw - ext4 /dev/a rw\n"
				 "71 70 8:17 / /opt/app\\040x rw shared:1 - nfs4 server:/x rw\n");
	put_dir("20/fd");
	put_dir("20/fdinfo");
	put_link("20/fd/3", "/opt/app x/data");
	put_text("20/fdinfo/3", "pos:\t0\nflags:\t0100001\nmnt_id:\t71\nino:\t4711\n");
	put_link("20/fd/4", "socket:[500]");
	put_link("20/fd/5", "socket:[501]");
	put_link("20/fd/6", "socket:[502]");
	put_link("20/fd/7", "anon_inode:[perf_event]");
	put_link("20/fd/8", "anon_inode:bpf-map");
	put_link("20/fd/9", "socket:[999]");
	put_dir("20/net");
	put_text("20/net/tcp",
		 "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n"
		 "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  "
		 "1000  "
		 "      0 500 1 0000000000000000 100 0 0 10 0\n"
		 "   1: 0100007F:1F90 0200007F:D431 01 00000000:00000000 00:00000000 00000000  "
		 "1000  "
		 "      0 501 1 0000000000000000 100 0 0 10 0\n");
	put_text("20/net/unix",
		 "Num       RefCount Protocol Flags    Type St Inode Path\n"
		 "0000000000000000: 00000002 00000000 00010000 0001 01   502 /run/with blank\n");
	put_dir("30");
	put_text("30/stat", "30 (first) S 4 5 6 0 8 0 11 12 13 14 1 2 3 4 20 0 1 0 1000 99 1\n");
	put_text("30/status", STATUS("30", "NStgid:\t30\t1\nNSpid:\t30\t1\nNSpgid:\t30\t1\n"));
	put_dir("30/ns");
	put_link("30/ns/pid", "pid:[99]");
	put_call("30/syscall", SYS_read, "0x5", "0xffc01000"); /* a program of 32 bits */
	put_dir("40");
	put_text("40/stat", STAT("kworker/u8:3-events_unbound", "2129984", "1"));
	put_text("40/status", STATUS("40", ""));
	put_dir("50");
	put_text("50/stat", "50 (dead) Z 4 5 6 0 8 0 11 12 13 14 1 2 3 4 20 0 1 0 1000 99 1\n");
	put_text("50/status", STATUS("50", ""));
	put_dir("60");
	put_text("60/stat", "60 (");
	put_dir("70");
	put_dir("self");
}

static void a_made_up_machine(void **state)
{
	struct snapshot_opts o = {.proc_dir = made, .skip_users = true};
	struct snapshot *s;
	uint64_t hz = (uint64_t)sysconf(_SC_CLK_TCK);
	const struct thread_version *v, *w;

	(void)state;
	make_proc();
	world = state_new();
	s = snapshot_new(&o, NULL);
	assert_non_null(s);
	assert_int_equal(snapshot_take(s, world, NULL), 0);
	assert_int_equal(snapshot_stats(s)->threads, 4);
	assert_int_equal(snapshot_stats(s)->gone, 2);
	assert_int_equal(snapshot_stats(s)->fds_unreadable, 2);
	v = thread_of(1);
	assert_non_null(v);
	assert_string_equal(v->comm->s, "init");
	assert_string_equal(v->exe->s, "");
	assert_string_equal(v->cwd->s, "");
	assert_int_equal(v->loginuid, UINT32_MAX);
	assert_int_equal(v->uid, 8);
	assert_int_equal(v->gid, 18);
	assert_int_equal(v->tty, 34816);
	assert_int_equal(v->ptid, 4);
	assert_int_equal(v->pgid, 5);
	assert_int_equal(v->sid, 6);
	assert_int_equal(v->cap_effective, 0x400);
	assert_int_equal(v->cap_permitted, 0xf0);
	assert_int_equal(v->cap_inheritable, 1);
	w = thread_of(30);
	assert_int_equal(w->pidns_init_start_ts - v->pidns_init_start_ts,
			 223 * (1000000000ull / hz));
	v = thread_of(20);
	assert_int_equal(v->pidns_init_start_ts, w->pidns_init_start_ts);
	assert_int_equal(v->vtid, 5);
	assert_int_equal(v->vpid, 5);
	assert_int_equal(v->vpgid, 4);
	assert_string_equal(v->container_id->s, "0123456789ab");
	assert_string_equal(v->exe->s, "run");
	assert_string_equal(v->args->s, "-x");
	assert_string_equal(v->exepath->s, "/opt/app/run");
	assert_string_equal(thread_of(40)->comm->s, "kworker/u8:3");
	assert_int_equal(state_thread_at(world, 50, 0), 0);
	snapshot_free(s);
}

static void made_up_fd(int64_t fd, int type, const char *name)
{
	const struct fd_version *f = state_fd(world, state_fd_at(world, thread_of(20), fd, 0));

	assert_non_null(f);
	assert_int_equal(f->type, type);
	assert_string_equal(f->name->s, name);
}

/* Of the world that the test before left behind. */
static void its_made_up_files(void **state)
{
	const struct fd_version *f;

	(void)state;
	/* On a network file system: taken from fdinfo, never looked at. */
	made_up_fd(3, FD_FILE_V2, "/opt/app x/data");
	f = state_fd(world, state_fd_at(world, thread_of(20), 3, 0));
	assert_int_equal(f->ino, 4711);
	assert_int_equal(f->open_flags, 0x2);
	assert_int_equal(f->dev, 8 << 8 | 17);
	made_up_fd(4, FD_IPV4_SERVSOCK, "127.0.0.1:8080");
	made_up_fd(5, FD_IPV4_SOCK, "127.0.0.2:54321->127.0.0.1:8080");
	made_up_fd(6, FD_UNIX_SOCK, "/run/with blank");
	made_up_fd(7, FD_UNSUPPORTED, "[perf_event]");
	made_up_fd(8, FD_BPF, "bpf-map");
	made_up_fd(9, FD_UNSUPPORTED, "socket:[999]");
}

/* ------------------------------------------------------------------ calls in flight --- */

static const struct thread_call *call_of(int64_t tid, uint64_t num)
{
	return state_found_call(world, state_thread(world, state_thread_at(world, tid, num)), num);
}

static void apply(uint16_t code, int64_t tid, uint64_t num)
{
	struct evt_refs refs;
	struct buf b = {0};
	struct evt e;

	own_event(&b, code, 1000000000 + num, tid, NULL, 0);
	assert_true(evt_decode((const uint8_t *)b.p, (uint32_t)b.len, &e));
	state_apply(world, &e, num, &refs);
	buf_release(&b);
}

/* Of a world of its own: that of the test before was not asked for calls. */
static void calls_that_had_begun(void **state)
{
	const struct snapshot_opts o = {.proc_dir = made, .skip_users = true, .calls = true};
	struct state *before = world;
	const struct thread_call *c;
	struct snapshot *s;

	(void)state;
	assert_null(call_of(20, 0));
	world = state_new();
	s = snapshot_new(&o, NULL);
	assert_int_equal(snapshot_take(s, world, NULL), 0);
	c = call_of(20, 0);
	assert_non_null(c);
	assert_int_equal(c->type, EV_SYSCALL_READ_E);
	assert_int_equal(c->fd, 5);
	assert_true(c->seen_ts > 1500000000000000000ull);
	c = call_of(1, 0);
	assert_non_null(c);
	assert_int_equal(c->type, EV_GENERIC_E);
	assert_string_equal(syscall_table[c->id].name, "fsync");
	assert_int_equal(c->fd, 5);
	assert_null(call_of(30, 0));
	assert_null(call_of(40, 0));

	/* A sample of its processor time says nothing of what it does; that it returns does. */
	apply(EV_PROCINFO_E, 20, 1);
	assert_non_null(call_of(20, 1));
	apply(EV_SYSCALL_READ_X, 20, 2);
	assert_null(call_of(20, 2));
	assert_non_null(call_of(20, 1));
	apply(EV_SYSCALL_READ_E, 20, 3);
	assert_null(call_of(20, 3));

	/* What a log forgets does not bring it back, nor take it away. */
	state_free(before);
	before = world;
	world = state_renew(before, 4);
	assert_null(call_of(20, 4));
	assert_non_null(call_of(1, 4));
	apply(EV_PROCEXIT_1_E, 1, 4);
	assert_null(call_of(1, 4));
	snapshot_free(s);
	state_free(before);
}

/* Whatever else stands there is no call. */
static void odd_calls(void **state)
{
	static const char *const odd[] = {
		"", "running\n", "-1 0x7ffc00001000 0x7f0000001234\n", "0", "0 0x5\n",
		"99999999999999999999 0x5 0x0 0x0 0x0 0x0 0x0 0x7ffc00001000 0x7f0000001234\n",
		"511 0x5 0x0 0x0 0x0 0x0 0x0 0x7ffc00001000 0x7f0000001234\n",
		"\377\377 x y z\n",
	};
	struct thread_call c;
	struct buf text = {0};
	unsigned i;
	int dir;

	(void)state;
	dir = open(made, O_RDONLY | O_DIRECTORY);
	assert_true(dir >= 0);
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		put_text("syscall", odd[i]);
		assert_false(proc_call(dir, &text, &c));
	}
	assert_int_equal(unlinkat(dir, "syscall", 0), 0);
	assert_false(proc_call(dir, &text, &c));
	close(dir);
	buf_release(&text);
}

static void no_proc(void **state)
{
	const struct snapshot_opts o = {.proc_dir = "/nowhere/proc"};
	struct err e = {0};

	(void)state;
	assert_null(snapshot_new(&o, &e));
	assert_int_equal(e.code, ERR_IO);
	assert_non_null(strstr(e.msg, "/nowhere/proc"));
}

/* ---------------------------------------------------------------------- pieces --- */

static void assert_cgroups(struct cgroups *c, const char *text, const char *want, size_t len)
{
	struct slice got = cgroups_of(c, (struct slice){text, (uint32_t)strlen(text)});

	assert_int_equal(got.len, len);
	assert_memory_equal(got.p, want, len);
}

/* A text with the NULs in it; the last one is the literal's own. */
#define ASSERT_CGROUPS(c, text, want) assert_cgroups(c, text, want, *(want) ? sizeof(want) : 0)

static void cgroup_texts(void **state)
{
	char path[512];
	struct cgroups *c;

	(void)state;
	snprintf(made, sizeof(made), "%s/cgroup2", home);
	assert_int_equal(mkdir(made, 0700), 0);
	put_text("cgroup.controllers", "cpuset cpu io memory\n");
	put_dir("a");
	put_text("a/cgroup.controllers", "cpu memory\n");
	put_dir("a/b");
	put_text("a/b/cgroup.controllers", "memory\n");
	put_dir("a/b/c");
	put_text("a/b/c/cgroup.controllers", "\n");
	snprintf(path, sizeof(path), "%s", made);
	c = cgroups_new_at(path);
	ASSERT_CGROUPS(c, "0::/a/b\n", "memory=/a/b\0cpu=/a\0cpuset=/\0io=/");
	ASSERT_CGROUPS(c, "0::/a/b/c\n", "unified=/a/b/c\0memory=/a/b\0cpu=/a\0cpuset=/\0io=/");
	ASSERT_CGROUPS(c, "0::/\n", "cpuset=/\0cpu=/\0io=/\0memory=/");
	ASSERT_CGROUPS(c, "2:cpu,cpuacct:/x\n1:name=systemd:/y\n",
		       "cpu=/x\0cpuacct=/x\0name=systemd=/y");
	ASSERT_CGROUPS(c, "", "");
	ASSERT_CGROUPS(c, "damaged\n0:\n::\n", "");
	cgroups_free(c);
	c = cgroups_new_at("");
	ASSERT_CGROUPS(c, "0::/a/b\n", "");
	cgroups_free(c);
}

static void mount_tables(void **state)
{
	struct mounts *m = mounts_new();
	const struct mount *one;
	int dirfd;

	(void)state;
	snprintf(made, sizeof(made), "%s/mounts", home);
	assert_int_equal(mkdir(made, 0700), 0);
	put_text("mountinfo", "10 1 8:1 / / rw,relatime shared:1 - overlay overlay "
			      "rw,lowerdir=/l,upperdir=/u/\\054d,"
			      "workdir=/w\n"
			      "11 10 0:40 /sub /srv/n\\134fs rw - nfs srv:/x rw\n"
			      "12 10 0:41 / /srv rw master:2 propagate_from:3 - ext4 /dev/x rw\n"
			      "13 12 0:42 / /srv rw - fuse.sshfs x rw\n"
			      "garbage\n\n14 1\n");
	dirfd = open(made, O_RDONLY | O_DIRECTORY);
	mounts_learn(m, 5, dirfd);
	assert_true(mounts_known(m, 5));
	assert_false(mounts_known(m, 6));
	assert_null(mounts_by_path(m, 6, (struct slice){"/", 1}));
	one = mounts_by_path(m, 5, (struct slice){"/srvx", 5});
	assert_int_equal(one->id, 10);
	assert_true(one->quick);
	assert_string_equal(one->upper->s, "/u/,d");
	one = mounts_by_path(m, 5, (struct slice){"/srv/x", 6});
	assert_int_equal(one->id, 13);
	assert_false(one->quick);
	one = mounts_by_path(m, 5, (struct slice){"/srv/n\\fs", 9});
	assert_int_equal(one->id, 11);
	assert_false(one->quick);
	assert_true(mounts_by_id(m, 12)->quick);
	assert_int_equal(mounts_by_id(m, 12)->dev, 41);
	assert_null(mounts_by_id(m, 14));
	assert_null(mounts_by_path(m, 5, (struct slice){"memfd", 5}));
	close(dirfd);
	mounts_free(m);
}

static void number_map(void **state)
{
	struct num_map m = {0};
	uint64_t i;

	(void)state;
	assert_int_equal(num_map_get(&m, 1), 0);
	for (i = 0; i < 5000; i++)
		num_map_set(&m, i * 4096, (uint32_t)i + 1);
	num_map_set(&m, 0, 77);
	for (i = 1; i < 5000; i++)
		assert_int_equal(num_map_get(&m, i * 4096), i + 1);
	assert_int_equal(num_map_get(&m, 0), 77);
	assert_int_equal(num_map_get(&m, 1), 0);
	assert_int_equal(m.n, 5000);
	num_map_release(&m);
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(home) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[512];

	(void)state;
	state_free(world);
	snprintf(command, sizeof(command), "rm -rf %s", home);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(number_map),	     cmocka_unit_test(cgroup_texts),
		cmocka_unit_test(mount_tables),	     cmocka_unit_test(a_made_up_machine),
		cmocka_unit_test(its_made_up_files), cmocka_unit_test(calls_that_had_begun),
		cmocka_unit_test(odd_calls),	     cmocka_unit_test(no_proc),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
