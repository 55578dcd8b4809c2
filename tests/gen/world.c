/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/gen/world.h"

#include "event_codes.h"

#define ENV	     SL("PATH=/usr/local/bin:/usr/bin:/bin\0HOME=/root\0LANG=C.UTF-8\0EMPTY=\0")
#define HOST_CGROUPS SL("cpu=/user.slice\0memory=/user.slice/user-1000.slice\0pids=/\0")

/* Fields in which the threads do not differ. */
#define COMMON                                                                                \
	.fdlimit = 1024, .env = ENV, .root = SL("/"), .pgid = -1, .tty = 0, .loginuid = 1000, \
	.pidns_init_start_ts = 1699999000000000000ull, .cap_inheritable = 0,                  \
	.cap_permitted = 0x1ffffffffffull, .cap_effective = 0x21, .exe_ino = 131077,          \
	.exe_ino_ctime = 1690000000000000000ull, .exe_ino_mtime = 1690000000000000001ull

static const struct scap_thread people[] = {
	{.tid = TID_INIT,
	 .pid = TID_INIT,
	 .ptid = 0,
	 .sid = 1,
	 .vpgid = 1,
	 .vtid = 1,
	 .vpid = 1,
	 .comm = SL("systemd"),
	 .exe = SL("/sbin/init"),
	 .exepath = SL("/usr/lib/systemd/systemd"),
	 .args = SL("splash\0"),
	 .cwd = SL("/"),
	 .cgroups = SL("cpu=/init.scope\0pids=/init.scope\0"),
	 .vm_size_kb = 168000,
	 .vm_rss_kb = 12000,
	 .pf_major = 81,
	 .pf_minor = 40961,
	 COMMON},
	{.tid = TID_NGINX,
	 .pid = TID_NGINX,
	 .ptid = TID_INIT,
	 .sid = 100,
	 .vpgid = 100,
	 .vtid = TID_NGINX,
	 .vpid = TID_NGINX,
	 .comm = SL("nginx"),
	 .exe = SL("nginx:"),
	 .exepath = SL("/usr/sbin/nginx"),
	 .args = SL("worker\0process\0"),
	 .cwd = SL("/var/www"),
	 .uid = 33,
	 .gid = 33,
	 .cgroups = HOST_CGROUPS,
	 .vm_size_kb = 55000,
	 .vm_rss_kb = 7000,
	 .vm_swap_kb = 12,
	 .pf_major = 3,
	 .pf_minor = 700,
	 COMMON},
	{.tid = TID_NGINX_WORKER,
	 .pid = TID_NGINX,
	 .ptid = TID_NGINX,
	 .sid = 100,
	 .vpgid = 100,
	 .vtid = TID_NGINX_WORKER,
	 .vpid = TID_NGINX,
	 .comm = SL("nginx-pool"),
	 .exe = SL("nginx:"),
	 .exepath = SL("/usr/sbin/nginx"),
	 .args = SL("worker\0process"),
	 .cwd = SL("/var/www"),
	 .uid = 33,
	 .gid = 33,
	 .cgroups = HOST_CGROUPS,
	 .flags = CL_FILES | CL_FS | CL_VM | CL_SIGHAND | CL_THREAD,
	 COMMON},
	{.tid = TID_BASH,
	 .pid = TID_BASH,
	 .ptid = TID_INIT,
	 .sid = 200,
	 .vpgid = 200,
	 .vtid = TID_BASH,
	 .vpid = TID_BASH,
	 .comm = SL("bash"),
	 .exe = SL("-bash"),
	 .exepath = SL("/bin/bash"),
	 .cwd = SL("/home/ada"),
	 .uid = 1000,
	 .gid = 1000,
	 .cgroups = HOST_CGROUPS,
	 .vm_size_kb = 22000,
	 .vm_rss_kb = 5000,
	 COMMON},
	{.tid = TID_PYTHON,
	 .pid = TID_PYTHON,
	 .ptid = TID_INIT,
	 .sid = 7,
	 .vpgid = 7,
	 .vtid = VTID_PYTHON,
	 .vpid = VTID_PYTHON,
	 .comm = SL("python3"),
	 .exe = SL("python3"),
	 .exepath = SL("/usr/bin/python3.11"),
	 .args = SL("-m\0http.server\08000\0"),
	 .cwd = SL("/srv"),
	 .cgroups = SL(CONTAINER_CGROUPS "\0"),
	 .flags = CL_CHILD_IN_PIDNS,
	 .vm_size_kb = 31000,
	 .vm_rss_kb = 19000,
	 COMMON},
	{.tid = TID_POSTGRES,
	 .pid = TID_POSTGRES,
	 .ptid = TID_INIT,
	 .sid = 400,
	 .vpgid = 400,
	 .vtid = TID_POSTGRES,
	 .vpid = TID_POSTGRES,
	 .comm = SL("postgres"),
	 .exe = SL("/usr/lib/postgresql/15/bin/postgres"),
	 .exepath = SL("/usr/lib/postgresql/15/bin/postgres"),
	 .args = SL("-D\0/var/lib/postgresql/15/main\0"),
	 .cwd = SL("/var/lib/postgresql/15/main"),
	 .uid = 112,
	 .gid = 120,
	 .cgroups = HOST_CGROUPS,
	 .vm_size_kb = 210000,
	 .vm_rss_kb = 29000,
	 .exe_writable = true,
	 COMMON},
	{.tid = TID_CURL,
	 .pid = TID_CURL,
	 .ptid = TID_BASH,
	 .sid = 200,
	 .vpgid = 500,
	 .vtid = TID_CURL,
	 .vpid = TID_CURL,
	 .comm = SL("curl"),
	 .exe = SL("curl"),
	 .exepath = SL("/usr/bin/curl"),
	 .args = SL("-6\0https://example.net/\0"),
	 .cwd = SL("/home/ada"),
	 .uid = 1000,
	 .gid = 1000,
	 .cgroups = HOST_CGROUPS,
	 COMMON},
	{.tid = TID_DNSD,
	 .pid = TID_DNSD,
	 .ptid = TID_INIT,
	 .sid = 600,
	 .vpgid = 600,
	 .vtid = TID_DNSD,
	 .vpid = TID_DNSD,
	 .comm = SL("dnsd"),
	 .exe = SL("/usr/sbin/dnsd"),
	 .exepath = SL("/usr/sbin/dnsd"),
	 .cwd = SL("/srv/dom\xc3\xa4nen"),
	 .uid = 4242,
	 .gid = 4343,
	 .cgroups = SL(""),
	 COMMON},
};

/* 192.168.1.7 is this machine, 203.0.113.9 a client, fe80::7 and 2001:db8::7 this machine. */
#define IP4(a, b, c, d)    \
	{                  \
		a, b, c, d \
	}
#define IP6_GLOBAL(n)                              \
	{                                          \
		0x20, 0x01, 0x0d, 0xb8, [15] = (n) \
	}
#define IP6_MAPPED(a, b, c, d)                \
	{                                     \
		[10] = 0xff, 0xff, a, b, c, d \
	}

static const struct scap_fd fds_init[] = {
	{.fd = 0, .ino = 5, .type = 16, .open_flags = OF_RDWR, .dev = 6, .name = SL("/dev/null")},
	{.fd = 1, .ino = 5, .type = 1, .name = SL("/dev/null")},
	{.fd = 4, .ino = 8100, .type = 12, .name = SL("[eventpoll]")},
	{.fd = 5, .ino = 8101, .type = 11, .name = SL("[signalfd]")},
	{.fd = 6, .ino = 8102, .type = 9, .name = SL("[eventfd]")},
	{.fd = 7, .ino = 8103, .type = 13, .name = SL("inotify")},
	{.fd = 8, .ino = 8104, .type = 14, .name = SL("[timerfd]")},
	{.fd = 9, .ino = 8105, .type = 15, .name = SL("")},
	{.fd = 10, .ino = 8106, .type = 10, .name = SL("bpf-map")},
	{.fd = 11, .ino = 8107, .type = 2, .name = SL("/proc")},
	{.fd = 12,
	 .ino = 8108,
	 .type = 8,
	 .unix_src = 0xffff880012345678ull,
	 .name = SL("/run/systemd/journal/stdout")},
	{.fd = 13,
	 .ino = 8109,
	 .type = 8,
	 .unix_src = 0xffff880012340000ull,
	 .unix_dst = 0xffff880012341111ull,
	 .name = SL("")},
};

static const struct scap_fd fds_nginx[] = {
	{.fd = 3, .ino = 9000, .type = 5, .src_ip = IP4(0, 0, 0, 0), .src_port = 80, .l4proto = 2},
	{.fd = 4, .ino = 9001, .type = 6, .src_port = 443, .l4proto = 2},
	{.fd = 5,
	 .ino = 9002,
	 .type = 3,
	 .src_ip = IP4(192, 168, 1, 7),
	 .dst_ip = IP4(203, 0, 113, 9),
	 .src_port = 80,
	 .dst_port = 51000,
	 .l4proto = 2},
	{.fd = 6,
	 .ino = 9003,
	 .type = 3,
	 .src_ip = IP4(192, 168, 1, 7),
	 .dst_ip = IP4(192, 168, 1, 99),
	 .src_port = 40000,
	 .dst_port = 9000,
	 .l4proto = 2},
	{.fd = 7,
	 .ino = 9004,
	 .type = 4,
	 .src_ip = IP6_GLOBAL(7),
	 .dst_ip = IP6_GLOBAL(99),
	 .src_port = 443,
	 .dst_port = 52000,
	 .l4proto = 2},
	{.fd = 8,
	 .ino = 9005,
	 .type = 4,
	 .src_ip = IP6_MAPPED(192, 168, 1, 7),
	 .dst_ip = IP6_MAPPED(203, 0, 113, 10),
	 .src_port = 443,
	 .dst_port = 53000,
	 .l4proto = 2},
	{.fd = 9,
	 .ino = 9006,
	 .type = 16,
	 .open_flags = OF_WRONLY,
	 .dev = 0x801,
	 .name = SL("/var/log/nginx/access.log")},
	{.fd = 10, .ino = 9007, .type = 7, .name = SL("pipe:[9007]")},
	{.fd = 11,
	 .ino = 9008,
	 .type = 3,
	 .dst_ip = IP4(127, 0, 0, 1),
	 .src_port = 40001,
	 .dst_port = 5432,
	 .l4proto = 2},
};

static const struct scap_fd fds_bash[] = {
	{.fd = 0,
	 .ino = 3,
	 .type = 16,
	 .open_flags = OF_RDWR,
	 .dev = 0x18,
	 .name = SL("/dev/pts/0")},
	{.fd = 1,
	 .ino = 3,
	 .type = 16,
	 .open_flags = OF_RDWR,
	 .dev = 0x18,
	 .name = SL("/dev/pts/0")},
	{.fd = 2,
	 .ino = 3,
	 .type = 16,
	 .open_flags = OF_RDWR,
	 .dev = 0x18,
	 .name = SL("/dev/pts/0")},
	{.fd = 255,
	 .ino = 3,
	 .type = 16,
	 .open_flags = OF_RDWR,
	 .dev = 0x18,
	 .name = SL("/dev/pts/0")},
};

static const struct scap_fd fds_dnsd[] = {
	{.fd = 3, .ino = 9600, .type = 5, .src_ip = IP4(0, 0, 0, 0), .src_port = 53, .l4proto = 3},
	{.fd = 4, .ino = 9601, .type = 6, .src_port = 53, .l4proto = 3},
	{.fd = 5,
	 .ino = 9602,
	 .type = 5,
	 .src_ip = IP4(127, 0, 0, 1),
	 .src_port = 8053,
	 .l4proto = 2},
};

/* Sessions on which put_traffic and others read and write; also on what 0.29.3 lacks. */
static const struct scap_fd fds_newer[] = {
	{.fd = 20, .ino = 9700, .type = 17, .name = SL("bpf-prog")},
	{.fd = 21, .ino = 9701, .type = 18, .name = SL("[userfaultfd]")},
	{.fd = 22, .ino = 9702, .type = 19, .name = SL("[io_uring]")},
	{.fd = 23, .ino = 9703, .type = 20, .name = SL("/memfd:secret")},
	{.fd = 24, .ino = 9704, .type = 21, .name = SL("[pidfd]")},
	{.fd = 25, .ino = 9705, .type = 77, .name = SL("of a type nobody knows")},
};

static const struct scap_interface interfaces[] = {
	{.addr = IP4(127, 0, 0, 1), .netmask = IP4(255, 0, 0, 0), .linkspeed = 0, .name = "lo"},
	{.addr = IP4(192, 168, 1, 7),
	 .netmask = IP4(255, 255, 255, 0),
	 .bcast = IP4(192, 168, 1, 255),
	 .linkspeed = 1000000000,
	 .name = "eth0"},
	{.v6 = true, .addr = {[15] = 1}, .netmask = {[0 ... 15] = 0xff}, .name = "lo"},
	{.v6 = true, .addr = IP6_GLOBAL(7), .netmask = {[0 ... 7] = 0xff}, .name = "eth0"},
	{.v6 = true, .addr = {0xfe, 0x80, [15] = 7}, .netmask = {[0 ... 7] = 0xff}, .name = "eth0"},
};

static const struct scap_user users[] = {
	{.uid = 0, .gid = 0, .name = SL("root"), .home = SL("/root"), .shell = SL("/bin/bash")},
	{.uid = 33,
	 .gid = 33,
	 .name = SL("www-data"),
	 .home = SL("/var/www"),
	 .shell = SL("/usr/sbin/nologin")},
	{.uid = 112,
	 .gid = 120,
	 .name = SL("postgres"),
	 .home = SL("/var/lib/postgresql"),
	 .shell = SL("/bin/bash")},
	{.uid = 1000,
	 .gid = 1000,
	 .name = SL("ada"),
	 .home = SL("/home/ada"),
	 .shell = SL("/bin/zsh")},
	{.is_group = true, .gid = 0, .name = SL("root")},
	{.is_group = true, .gid = 33, .name = SL("www-data")},
	{.is_group = true, .gid = 120, .name = SL("postgres")},
	{.is_group = true, .gid = 1000, .name = SL("ada")},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void put_foreign(struct gen *g, uint32_t type)
{
	size_t at = block_begin(g, type);

	put_bytes(g, "nothing that anybody knows", 26);
	block_end(g, at);
}

static void put_extras(struct gen *g, const struct world_opts *o)
{
	struct scap_thread t = people[1];
	unsigned i;

	t.comm = SL("many");
	t.exe = SL("/usr/bin/many");
	for (i = 0; i < o->extras; i++) {
		t.tid = t.pid = t.vtid = t.vpid = TID_MANY + i;
		put_threads(g, o->threads, o->tail, &t, 1);
		put_fds(g, o->lens, true, t.tid, fds_nginx, COUNT(fds_nginx));
	}
}

void put_world(struct gen *g, const struct world_opts *o)
{
	static const struct scap_machine machine = {
		.num_cpus = 4,
		.memory_bytes = 8ull << 30,
		.max_pid = 32768,
		.boot_ts = 1699990000000000000ull,
		.hostname = "testbox",
	};
	static const struct {
		int64_t tid;
		const struct scap_fd *fd;
		unsigned n;
	} tables[] = {
		{TID_INIT, fds_init, COUNT(fds_init)}, {TID_NGINX, fds_nginx, COUNT(fds_nginx)},
		{TID_BASH, fds_bash, COUNT(fds_bash)}, {TID_CURL, fds_bash, COUNT(fds_bash)},
		{TID_DNSD, fds_dnsd, COUNT(fds_dnsd)}, {TID_POSTGRES, NULL, 0},
	};
	unsigned i, half = o->split ? 3 : COUNT(people);

	put_section(g, 1, o->threads >= 9 ? 2 : o->threads == 8 ? 1 : 0, o->options);
	put_machine(g, &machine);
	if (o->foreign)
		put_foreign(g, 0x12345678);
	put_interfaces(g, o->lens, o->speed, interfaces, COUNT(interfaces));
	put_users(g, o->lens, users, COUNT(users));
	if (o->foreign)
		put_foreign(g, 1); /* pcapng's interface description */
	if (!o->threads)
		return;
	put_threads(g, o->threads, o->tail, people, half);
	if (half < COUNT(people))
		put_threads(g, o->threads, o->tail, people + half, COUNT(people) - half);
	for (i = 0; i < COUNT(tables); i++)
		put_fds(g, o->lens, o->lens, tables[i].tid, tables[i].fd, tables[i].n);
	if (o->new_fds)
		put_fds(g, true, true, TID_PYTHON, fds_newer, COUNT(fds_newer));
	put_extras(g, o);
}

/* --------------------------------------------------------------------- traffic --- */

void put_traffic(struct gen *g)
{
	static const struct poll_fd polled[] = {{3, 0x1}, {10, 0x5}, {99, 0x40}};
	const int64_t n = TID_NGINX, w = TID_NGINX_WORKER, b = TID_BASH;

	EV(g, b, EV_SYSCALL_READ_E, I(0), I(1));
	EV(g, n, EV_SYSCALL_POLL_E, FDS(polled, 3), I(-1));
	EV(g, b, EV_SYSCALL_READ_X, I(1), BL("l"));
	EV(g, b, EV_SCHEDSWITCH_6_E, I(TID_NGINX), I(0), I(17), I(22000), I(5000), I(0));
	EV(g, n, EV_SYSCALL_POLL_X, I(1), FDS(polled, 1));
	EV0(g, n, EV_SOCKET_ACCEPT_5_E);
	EV(g, n, EV_SOCKET_ACCEPT_5_X, I(20), T4("203.0.113.9", 51234, "192.168.1.7", 80), I(0),
	   I(0), I(128));
	EV(g, w, EV_SOCKET_RECVFROM_E, I(20), I(4096));
	EV(g, w, EV_SOCKET_RECVFROM_X, I(18), BL("GET / HTTP/1.1\r\n\r\n"), E);
	EV0(g, w, EV_SYSCALL_OPEN_E);
	EV(g, w, EV_SYSCALL_OPEN_X, I(21), S("html/../html/index.html"), I(OF_RDONLY), I(0));
	EV(g, w, EV_SYSCALL_PREAD_E, I(21), I(100), I(0));
	EV(g, w, EV_SYSCALL_PREAD_X, I(12), BL("<h1>hi</h1>\n"));
	EV(g, w, EV_SYSCALL_WRITEV_E, I(20), I(31));
	EV(g, w, EV_SYSCALL_WRITEV_X, I(31), BL("HTTP/1.1 200 OK\r\n\r\n<h1>hi</h1>\n"));
	EV(g, w, EV_SYSCALL_CLOSE_E, I(21));
	EV(g, w, EV_SYSCALL_CLOSE_X, I(0));
	EV0(g, w, EV_SYSCALL_OPEN_E);
	EV(g, w, EV_SYSCALL_OPEN_X, I(-2), S("/etc/missing"), I(OF_RDWR | OF_CREAT), I(0644));
	EV(g, n, EV_SYSCALL_WRITE_E, I(9), I(30));
	EV(g, n, EV_SYSCALL_WRITE_X, I(30), BL("203.0.113.9 \"GET /\" 200 \x1b[31m\xc3\xa9\n"));
	EV(g, n, EV_SYSCALL_CLOSE_E, I(20));
	EV(g, n, EV_SYSCALL_CLOSE_X, I(0));
	EV(g, b, EV_SYSCALL_WRITE_E, I(1), I(3));
	EV(g, b, EV_SYSCALL_WRITE_X, I(-11), E);
	EV(g, 777, EV_SYSCALL_READ_E, I(3), I(10)); /* a thread nobody introduced */
	EV(g, 777, EV_SYSCALL_READ_X, I(2), BL("ok"));
	EV(g, b, EV_GENERIC_E, I(39), I(39));
	EV(g, b, EV_GENERIC_X, I(39));
	EV(g, b, EV_SYSCALL_READ_X, I(5), BL("alone")); /* its enter event was lost */
}
