/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "event_codes.h"
#include "tests/gen/scenes.h"

void scene_ids(struct gen *g)
{
	const int64_t b = TID_BASH, n = TID_NGINX, w = TID_NGINX_WORKER;

	EV(g, b, EV_SYSCALL_SETUID_E, I(33));
	EV(g, b, EV_SYSCALL_SETUID_X, I(0));
	EV(g, b, EV_SYSCALL_SETGID_E, I(120));
	EV(g, b, EV_SYSCALL_SETGID_X, I(0));
	EV0(g, b, EV_SYSCALL_GETUID_E);
	EV(g, b, EV_SYSCALL_GETUID_X, I(33));
	EV(g, b, EV_SYSCALL_SETRESUID_E, I(-1), I(1000), I(-1));
	EV(g, b, EV_SYSCALL_SETRESUID_X, I(0));
	EV(g, b, EV_SYSCALL_SETRESUID_E, I(5), I(-1), I(5));
	EV(g, b, EV_SYSCALL_SETRESUID_X, I(0));
	EV(g, b, EV_SYSCALL_SETRESGID_E, I(0), I(0), I(0));
	EV(g, b, EV_SYSCALL_SETRESGID_X, I(-1));
	EV0(g, b, EV_SYSCALL_GETRESUID_E);
	EV(g, b, EV_SYSCALL_GETRESUID_X, I(0), I(1000), I(1000), I(7777));
	EV0(g, b, EV_SYSCALL_SETSID_E);
	EV(g, b, EV_SYSCALL_SETSID_X, I(TID_BASH));
	EV(g, b, EV_SYSCALL_SETPGID_E, I(TID_BASH), I(0));
	EV(g, b, EV_SYSCALL_SETPGID_X, I(0));
	EV(g, n, EV_SYSCALL_SETRLIMIT_E, I(7));
	EV(g, n, EV_SYSCALL_SETRLIMIT_X, I(0), I(4096), I(8192));
	EV(g, w, EV_SYSCALL_GETRLIMIT_E, I(7));
	EV(g, w, EV_SYSCALL_GETRLIMIT_X, I(0), I(4097), I(8192));
	EV(g, w, EV_SYSCALL_PRLIMIT_E, I(TID_POSTGRES), I(7));
	EV(g, w, EV_SYSCALL_PRLIMIT_X, I(0), I(100), I(200), I(-1), I(-1));
	EV(g, w, EV_SYSCALL_PRLIMIT_E, I(0), I(3));
	EV(g, w, EV_SYSCALL_PRLIMIT_X, I(0), I(-1), I(-1), I(8388608), I(-1));
	EV(g, n, EV_SYSCALL_BRK_4_E, I(0));
	EV(g, n, EV_SYSCALL_BRK_4_X, I(0x55d0c0de000ull), I(60000), I(8000), I(1));
	EV(g, w, EV_SYSCALL_MMAP_E, I(0), I(4096), I(3), I(10), I(-1), I(0));
	EV(g, w, EV_SYSCALL_MMAP_X, I(0x7f543d0c1000ull), I(60004), I(8004), I(1));
	EV(g, w, EV_SYSCALL_MUNMAP_E, I(0x7f543d0c1000ull), I(4096));
	EV(g, w, EV_SYSCALL_MUNMAP_X, I(0), I(60000), I(8000), I(1));
	EV(g, w, EV_SCHEDSWITCH_6_E, I(TID_BASH), I(3), I(33), I(61000), I(8100), I(2));
	EV(g, n, EV_SCHEDSWITCH_6_E, I(0), I(4), I(44), I(61004), I(8104), I(3));
	EV(g, n, EV_SYSCALL_NANOSLEEP_E, I(1000000000));
	EV(g, n, EV_SYSCALL_NANOSLEEP_X, I(0));
	EV(g, b, EV_SYSCALL_KILL_E, I(TID_NGINX), I(1));
	EV(g, b, EV_SYSCALL_KILL_X, I(0));
	EV(g, n, EV_SIGNALDELIVER_E, I(TID_BASH), I(TID_NGINX), I(1));
	EV(g, n, EV_PAGE_FAULT_E, I(0x7fff0000), I(0x400000), I(3));
	EV(g, n, EV_CPU_HOTPLUG_E, I(3), I(1));
}

/* Write a buffer of n bytes to an fd of bash. */
static void write_n(struct gen *g, const char *p, size_t n)
{
	EV(g, TID_BASH, EV_SYSCALL_WRITE_E, I(1), I(n));
	EV(g, TID_BASH, EV_SYSCALL_WRITE_X, I(n), B(p, n));
}

static void buffers(struct gen *g)
{
	static const unsigned lens[] = {0,  1,	2,  15, 16, 17, 31, 32,
					33, 77, 78, 79, 80, 81, 82, 4096};
	static char text[60000];
	unsigned i;

	for (i = 0; i < sizeof(text); i++)
		text[i] = (char)(' ' + i % 95);
	for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++)
		write_n(g, text, lens[i]);
	for (i = 0; i < 256; i++)
		text[i] = (char)i;
	write_n(g, text, 256);
	write_n(g, "\r\n\r\r\n\n\t x \x7f\x80\xff\x1b]0;title\a", 21);
	write_n(g, text, sizeof(text)); /* close to what a block may hold */
	write_n(g, "{\"a\":\"\\\"\\u00e9\xc3\xa9\"}", 17);
}

static void numbers(struct gen *g)
{
	static const uint64_t times[] = {0,
					 1,
					 999,
					 1000,
					 1500000,
					 999999999,
					 1000000000,
					 5000000001ull,
					 123456789012345ull,
					 INT64_MAX,
					 UINT64_MAX};
	static const struct poll_fd polled[] = {{3, 1}, {-1, 4}, {99, 0xffff}, {0, 0}};
	const int64_t n = TID_NGINX;
	unsigned i;

	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		EV(g, n, EV_SYSCALL_NANOSLEEP_E, I(times[i]));
		EV(g, n, EV_SYSCALL_NANOSLEEP_X, I(i));
	}
	for (i = 0; i < 135; i += 3) {
		EV0(g, n, EV_SYSCALL_STAT_E);
		EV(g, n, EV_SYSCALL_STAT_X, I(-(int64_t)i), S("x"));
	}
	EV(g, n, EV_SYSCALL_LSEEK_E, I(9), I(0x8000000000000000ull), I(2));
	EV(g, n, EV_SYSCALL_LSEEK_X, I(INT64_MIN));
	EV(g, n, EV_SYSCALL_LSEEK_E, I(-9), I(-1), I(9));
	EV(g, n, EV_SYSCALL_LSEEK_X, I(-9));
	for (i = 0; i < 4; i++) {
		EV(g, n, EV_SYSCALL_POLL_E, FDS(polled, i), I(-(int64_t)i));
		EV(g, n, EV_SYSCALL_POLL_X, I(i), FDS(polled, i));
	}
	EV(g, n, EV_SYSCALL_PPOLL_E, FDS(polled, 4), I(1000), I(0xffffffff));
	EV(g, n, EV_SYSCALL_PPOLL_X, I(0), FDS(polled, 0));
	for (i = 0; i < 66; i++)
		EV(g, n, EV_SIGNALDELIVER_E, I(0), I(TID_NGINX), I(i));
	for (i = 0; i < 300; i += 7) {
		EV(g, n, EV_SYSCALL_FUTEX_E, I(0xC000065948ull), I(i), I(i));
		EV(g, n, EV_SYSCALL_FUTEX_X, I(0));
	}
	for (i = 0; i < 340; i += 17) {
		EV(g, n, EV_GENERIC_E, I(i), I(i));
		EV(g, n, EV_GENERIC_X, I(i));
	}
}

static void flags_and_modes(struct gen *g)
{
	const int64_t n = TID_NGINX;
	unsigned i;

	for (i = 0; i < 20; i++) {
		EV0(g, n, EV_SYSCALL_OPEN_E);
		EV(g, n, EV_SYSCALL_OPEN_X, I(-2), S("f"), I((1u << i) | (i % 4)), I(i * 0333),
		   I(i));
		EV(g, n, EV_SYSCALL_MMAP_E, I(i), I(i), I(i), I(1u << i), I(-1), I(0));
		EV(g, n, EV_SYSCALL_MMAP_X, I(-12), I(i), I(i), I(i));
	}
	for (i = 0; i < 12; i++) {
		EV0(g, n, EV_SYSCALL_CHMOD_E);
		EV(g, n, EV_SYSCALL_CHMOD_X, I(0), S("m"), I(1u << i));
	}
	for (i = 0; i < 5; i++) {
		EV0(g, n, EV_SOCKET_SETSOCKOPT_E);
		EV(g, n, EV_SOCKET_SETSOCKOPT_X, I(0), I(5), I(i), I(i * 3),
		   i ? DI(i, 3000000000u) : DB(0, "\0bytes\xff", 7), I(4));
	}
	EV0(g, n, EV_SOCKET_SETSOCKOPT_E);
	EV(g, n, EV_SOCKET_SETSOCKOPT_X, I(-92), I(5), I(1), I(1), DB(200, "?", 1), I(1));
	for (i = 0; i < 2; i++) {
		EV(g, n, EV_SYSCALL_PTRACE_E, I(i ? 10 : 13), I(TID_BASH));
		EV(g, n, EV_SYSCALL_PTRACE_X, I(0), DI(0, 0xdeadbeef), DI(i, 11));
	}
	EV(g, n, EV_SYSCALL_QUOTACTL_E, I(2), I(1), I(1000), I(2));
	EV(g, n, EV_SYSCALL_QUOTACTL_X, I(0), S("/dev/sda1"), S("<NA>"), I(1), I(2), I(3), I(4),
	   I(5), I(6), I(7), I(8), I(9), I(1), I(2));
}

static void paths(struct gen *g)
{
	static const char *const names[] = {
		"",
		"/",
		".",
		"..",
		"../..",
		"a/../..",
		"./a/.",
		"a//b",
		"a/",
		"...",
		"..x/.y",
		"a/..",
		"/a/../../",
		"(NULL)",
		"<NA>",
		"<NA>x",
		"a b",
		"a\nb",
		"a\x7f\x80",
		"//a",
		"/.",
		"/..",
		"a/./../b/./c/..",
		"~/x",
		"%s%n\\",
		"\"quoted\"",
	};
	unsigned i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		EV0(g, TID_BASH, EV_SYSCALL_STAT_E);
		EV(g, TID_BASH, EV_SYSCALL_STAT_X, I(0), S(names[i]));
		EV0(g, TID_BASH, EV_SYSCALL_OPEN_E);
		EV(g, TID_BASH, EV_SYSCALL_OPEN_X, I(40), S(names[i]), I(1), I(0), I(0));
		EV0(g, TID_BASH, EV_SYSCALL_UNLINKAT_2_E);
		EV(g, TID_BASH, EV_SYSCALL_UNLINKAT_2_X, I(0), I(i % 2 ? 40 : -100), S(names[i]),
		   I(0));
	}
}

void scene_values(struct gen *g)
{
	buffers(g);
	numbers(g);
	flags_and_modes(g);
	paths(g);
}

void scene_counts(struct gen *g)
{
	const int64_t b = TID_BASH;

	/* Fewer: as files of older versions have them. */
	EV0(g, b, EV_SYSCALL_OPEN_E);
	EV(g, b, EV_SYSCALL_OPEN_X, I(3), S("four"), I(1), I(0));
	EV0(g, b, EV_SYSCALL_OPENAT_2_E);
	EV(g, b, EV_SYSCALL_OPENAT_2_X, I(4), I(-100), S("five"), I(1), I(0));
	EV(g, b, EV_SYSCALL_EXECVE_19_E, S("/bin/eighteen"));
	EV(g, b, EV_SYSCALL_EXECVE_19_X, I(0), S("eighteen"), BL("x\0"), I(b), I(b), I(1),
	   S("/home/ada"), I(1024), I(0), I(0), I(1), I(2), I(3), S("eighteen"), BL("cpu=/\0"),
	   BL("A=b\0"), I(0), I(200));
	EV(g, b, EV_SOCKET_CONNECT_E, I(3));
	EV(g, b, EV_SOCKET_CONNECT_X, I(0), T4("192.168.1.7", 1, "203.0.113.1", 2));
	/* More: as files of newer versions have them. */
	EV(g, b, EV_SYSCALL_OPEN_E, S("six"), I(1), I(0));
	EV(g, b, EV_SYSCALL_OPEN_X, I(5), S("six"), I(1), I(0), I(8), I(131077));
	EV(g, b, EV_SYSCALL_READ_E, I(5), I(10));
	EV(g, b, EV_SYSCALL_READ_X, I(2), BL("ok"), I(5), I(10));
	EV(g, b, EV_SYSCALL_CLOSE_E, I(5));
	EV(g, b, EV_SYSCALL_CLOSE_X, I(0), I(5), W(4, 7), S("three more"));
	EV(g, b, EV_PROCEXIT_1_E, I(0), I(0), I(0), I(0), I(TID_INIT));
	EV(g, b, EV_SYSCALL_STAT_X, I(0), S("x"), W(1, 1), W(2, 2), W(4, 3), W(8, 4), BL("tail"));
}

/* Nothing here has an enter event yet, and still it is no capture of exit events only. */
void scene_midway(struct gen *g)
{
	const int64_t b = TID_BASH;

	EV(g, TID_NGINX, EV_GENERIC_X, I(230), I(230));
	EV(g, b, EV_SYSCALL_READ_X, I(1), BL("g"));
	EV(g, b, EV_SYSCALL_READ_E, I(0), I(1));
	EV(g, b, EV_SYSCALL_READ_X, I(1), BL("o"));
}

void scene_exit_only(struct gen *g)
{
	const int64_t n = TID_NGINX, c = TID_CURL, b = TID_BASH;

	EV(g, n, EV_SYSCALL_READ_X, I(5), BL("hello"), I(5), I(4096));
	EV(g, n, EV_SYSCALL_WRITE_X, I(5), BL("there"), I(9), I(5));
	EV(g, c, EV_SYSCALL_OPENAT_2_E, I(-100), S("from/enter"), I(1), I(0));
	EV(g, c, EV_SYSCALL_OPENAT_2_X, I(3), I(-100), S("from/exit"), I(1), I(0), I(8), I(99));
	EV(g, c, EV_SYSCALL_READ_X, I(0), E, I(3), I(4096));
	EV(g, c, EV_SYSCALL_CLOSE_X, I(0), I(3));
	EV(g, c, EV_SOCKET_SOCKET_X, I(4), I(2), I(1), I(6));
	EV(g, c, EV_SOCKET_CONNECT_E, I(4), A4("203.0.113.80", 80));
	EV(g, c, EV_SOCKET_CONNECT_X, I(-115), T4("192.168.1.7", 45000, "203.0.113.80", 80), I(4),
	   A4("203.0.113.80", 80));
	EV(g, c, EV_SOCKET_SENDTO_X, I(3), BL("GET"), I(4), I(3), E);
	EV(g, c, EV_SOCKET_RECVFROM_X, I(2), BL("OK"), E, I(4), I(512));
	EV(g, c, EV_SOCKET_SOCKET_X, I(5), I(10), I(2), I(17), I(OF_CLOEXEC));
	EV(g, c, EV_SOCKET_SENDMSG_X, I(3), BL("dns"), I(5), I(3),
	   T6("2001:db8::7", 33000, "2001:db8::53", 53));
	EV(g, c, EV_SOCKET_RECVMSG_X, I(3), I(3), BL("ans"),
	   T6("2001:db8::53", 53, "2001:db8::7", 33000), E, I(5));
	EV(g, c, EV_SYSCALL_DUP_1_X, I(6), I(4));
	EV(g, c, EV_SYSCALL_DUP2_X, I(7), I(4), I(7));
	EV(g, c, EV_SYSCALL_DUP3_X, I(8), I(4), I(8), I(OF_CLOEXEC));
	EV(g, c, EV_SYSCALL_WRITE_X, I(1), BL("x"), I(8), I(1));
	EV(g, c, EV_SYSCALL_PIPE2_X, I(0), I(10), I(11), I(777), I(OF_CLOEXEC));
	EV(g, c, EV_SYSCALL_WRITE_X, I(1), BL("x"), I(11), I(1));
	EV(g, c, EV_SYSCALL_EPOLL_CREATE1_X, I(12), I(OF_CLOEXEC));
	EV(g, c, EV_SYSCALL_EPOLLWAIT_X, I(1), I(64));
	EV(g, c, EV_SYSCALL_MEMFD_CREATE_X, I(13), S("secret"), I(1));
	EV(g, c, EV_SYSCALL_WRITE_X, I(1), BL("x"), I(13), I(1));
	EV(g, n, EV_SOCKET_ACCEPT4_6_X, I(20), T4("203.0.113.9", 51234, "192.168.1.7", 80), I(0),
	   I(0), I(128), I(0));
	EV(g, n, EV_SYSCALL_READ_X, I(1), BL("x"), I(20), I(1));
	EV(g, b, EV_SYSCALL_PRCTL_X, I(0), I(15), S("renamed"), I(0));
	EV(g, b, EV_SYSCALL_FCHDIR_X, I(0), I(1));
	EV(g, b, EV_SYSCALL_SETUID_X, I(0), I(33));
	EV(g, b, EV_SYSCALL_NANOSLEEP_X, I(0), I(1000000000));
	EV(g, b, EV_SYSCALL_KILL_X, I(0), I(TID_NGINX), I(1));
	EV(g, b, EV_SYSCALL_EXECVE_19_X, I(0), S("ls"), BL("-l\0"), I(b), I(b), I(1),
	   S("/home/ada"), I(1024), I(0), I(0), I(1), I(2), I(3), S("ls"), BL("cpu=/\0"),
	   BL("A=b\0"), I(0), I(200), I(-1), I(1), I(0), I(0), I(0), I(131077),
	   I(1690000000000000000ull), I(1690000000000000001ull), I(1000), S("/usr/bin/ls"), I(200),
	   I(1000), S("/bin/ls"));
	EV(g, b, EV_SYSCALL_CLOSE_RANGE_X, I(0), I(3), I(-1), I(0));
	EV(g, -1, EV_USER_ADDED_E, I(5000), I(5000), S("guest"), S("/home/guest"), S("/bin/sh"),
	   S(""));
	EV(g, -1, EV_GROUP_ADDED_E, I(5000), S("guests"), S(CONTAINER_SHORT));
	EV(g, -1, EV_USER_DELETED_E, I(5000), I(5000), S("guest"), S(""), S(""), S(""));
	EV(g, b, EV_PROCEXIT_1_E, I(0), I(0), I(0), I(0), I(TID_INIT));
	EV(g, -1, EV_ASYNCEVENT_E, I(0), S("note"), BL("payload"));
}

void scene_state_only(struct gen *g)
{
	const int64_t c = TID_CURL;

	g->flags = EVT_STATE_ONLY;
	EV(g, c, EV_SYSCALL_OPEN_E, S("/hidden/open"), I(1), I(0));
	EV(g, c, EV_SYSCALL_OPEN_X, I(3), S("/hidden/open"), I(1), I(0), I(0));
	EV(g, c, EV_SYSCALL_READ_E, I(3), I(10));
	g->flags = 0;
	EV(g, c, EV_SYSCALL_READ_X, I(2), BL("ok"));
	g->flags = EVT_STATE_ONLY | 2 | 0x80;
	EV0(g, c, EV_SYSCALL_CHDIR_E);
	EV(g, c, EV_SYSCALL_CHDIR_X, I(0), S("/hidden/dir"));
	g->flags = 0x80; /* unknown flags alone do not hide */
	EV0(g, c, EV_SYSCALL_STAT_E);
	EV(g, c, EV_SYSCALL_STAT_X, I(0), S("file"));
	g->flags = EVT_STATE_ONLY;
	EV(g, 778, EV_SYSCALL_READ_E, I(3), I(10));
	EV(g, c, EV_SYSCALL_CLOSE_E, I(3));
	EV(g, c, EV_SYSCALL_CLOSE_X, I(0));
	g->flags = 0;
	EV(g, c, EV_SYSCALL_READ_E, I(3), I(10));
	EV(g, c, EV_SYSCALL_READ_X, I(-9), E);
	EV(g, 778, EV_SYSCALL_READ_X, I(0), E);
}

void scene_hidden(struct gen *g)
{
	unsigned i;

	EV(g, 0, EV_SCAPEVENT_E, I(1), I(0));
	for (i = 0; i < 3; i++) {
		EV(g, TID_NGINX, EV_PROCINFO_E, I(100 + 10 * i), I(50 + i));
		EV(g, TID_NGINX, EV_SYSCALL_READ_E, I(5), I(10));
		EV(g, TID_NGINX, EV_SYSCALL_READ_X, I(1), BL("x"));
		EV(g, 12345, EV_PROCINFO_E, I(1), I(1)); /* of a thread nobody knows */
	}
	EV(g, 0, EV_DROP_E, I(1));
	EV(g, 0, EV_DROP_X, I(1));
	EV(g, 0, EV_INFRASTRUCTURE_EVENT_E, S("docker"), S("start"), S("a container"), S("host=x"));
	EV(g, 0, EV_NOTIFICATION_E, S("id"), S("text"));
	EV(g, TID_NGINX, EV_SYSCALL_WRITE_E, I(9), I(10));
	EV(g, TID_NGINX, EV_SYSCALL_WRITE_X, I(1), BL("x"));
}

void scene_unknown(struct gen *g)
{
	const int64_t b = TID_BASH;

	EV(g, b, 470, W(8, 1), S("future"), BL("bytes"));
	EV(g, b, EV_SYSCALL_WRITE_E, I(1), I(2));
	EV(g, b, 471, W(8, 0), S("future"));
	EV(g, b, EV_SYSCALL_WRITE_X, I(2), BL("ok"));
	EV0(g, b, 65535);
	EV0(g, b, EV_SYSCALL_STAT_E);
	EV(g, b, EV_SYSCALL_STAT_X, I(0), S("last"));
}
