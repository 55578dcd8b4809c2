/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "engine/capture/snapshot.h"
#include "engine/scap/writer.h"
#include "engine/store/save.h"
#include "event_codes.h"
#include "tests/unit/capture_maker.h"

/* The machine this runs on, with a child of which everything is known. */

#define DEEP "/deep/deeper/deepest/and/still/one/more/level/down"
#define COMM "odd ) (name"

static char home[] = "/tmp/sonde-test-snapshot-XXXXXX";

/* ---------------------------------------------------------------------- a child --- */

/* Descriptors have fixed numbers, so that both sides know them. */
enum {
	AT_FILE = 100,
	AT_APPEND,
	AT_DELETED,
	AT_DIR,
	AT_DIR_PLAIN,
	AT_DEVICE,
	AT_FIFO,
	AT_PIPE_R,
	AT_PIPE_W,
	AT_EVENT,
	AT_EPOLL,
	AT_SIGNAL,
	AT_TIMER,
	AT_INOTIFY,
	AT_MEMFD,
	AT_LISTEN4,
	AT_CLIENT4,
	AT_SERVER4,
	AT_LISTEN6,
	AT_CLIENT6,
	AT_SERVER6,
	AT_UDP_BOUND,
	AT_UDP_CONNECTED,
	AT_TCP_BLANK,
	AT_UNIX_LISTEN,
	AT_UNIX_CLIENT,
	AT_UNIX_SERVER,
	AT_UNIX_PAIR,
	AT_ABSTRACT,
	AT_NETLINK,
	AT_END
};

/* What the child tells when all is open. */
struct told {
	uint16_t tcp4, tcp4_client, tcp6, tcp6_client, udp, udp_client;
	pid_t thread;
	uint64_t ino[AT_END - AT_FILE];
	bool has_v6;
};

static void put_at(int fd, int at)
{
	if (fd < 0 || dup2(fd, at) != at)
		_exit(70 + errno);
	close(fd);
}

static char *in_home(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s%s", home, name);
	return path;
}

static uint16_t port_of(int fd)
{
	struct sockaddr_in6 a;
	socklen_t len = sizeof(a);

	if (getsockname(fd, (struct sockaddr *)&a, &len))
		_exit(71);
	return ntohs(a.sin6_port); /* at the same place in both families */
}

static bool inet_sockets(int family, int listen_at, uint16_t *port, uint16_t *client_port)
{
	struct sockaddr_in a4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_in6 a6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr *a = family == AF_INET ? (struct sockaddr *)&a4 : (struct sockaddr *)&a6;
	socklen_t len = family == AF_INET ? sizeof(a4) : sizeof(a6);
	int fd = socket(family, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, a, len)) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	put_at(fd, listen_at);
	*port = port_of(listen_at);
	a4.sin_port = a6.sin6_port = htons(*port);
	if (listen(listen_at, 5))
		_exit(72);
	put_at(socket(family, SOCK_STREAM, 0), listen_at + 1);
	if (connect(listen_at + 1, a, len))
		_exit(73);
	*client_port = port_of(listen_at + 1);
	put_at(accept(listen_at, NULL, NULL), listen_at + 2);
	return true;
}

static void udp_sockets(struct told *t)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	put_at(socket(AF_INET, SOCK_DGRAM, 0), AT_UDP_BOUND);
	if (bind(AT_UDP_BOUND, (struct sockaddr *)&a, sizeof(a)))
		_exit(74);
	t->udp = port_of(AT_UDP_BOUND);
	a.sin_port = htons(t->udp);
	put_at(socket(AF_INET, SOCK_DGRAM, 0), AT_UDP_CONNECTED);
	if (connect(AT_UDP_CONNECTED, (struct sockaddr *)&a, sizeof(a)))
		_exit(75);
	t->udp_client = port_of(AT_UDP_CONNECTED);
	put_at(socket(AF_INET, SOCK_STREAM, 0), AT_TCP_BLANK);
}

static void unix_sockets(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int pair[2];

	snprintf(a.sun_path, sizeof(a.sun_path), "%s/sock", home);
	put_at(socket(AF_UNIX, SOCK_STREAM, 0), AT_UNIX_LISTEN);
	if (bind(AT_UNIX_LISTEN, (struct sockaddr *)&a, sizeof(a)) || listen(AT_UNIX_LISTEN, 5))
		_exit(76);
	put_at(socket(AF_UNIX, SOCK_STREAM, 0), AT_UNIX_CLIENT);
	if (connect(AT_UNIX_CLIENT, (struct sockaddr *)&a, sizeof(a)))
		_exit(77);
	put_at(accept(AT_UNIX_LISTEN, NULL, NULL), AT_UNIX_SERVER);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		_exit(78);
	put_at(pair[0], AT_UNIX_PAIR);
	put_at(socket(AF_UNIX, SOCK_DGRAM, 0), AT_ABSTRACT);
	memset(a.sun_path, 0, sizeof(a.sun_path));
	snprintf(a.sun_path + 1, sizeof(a.sun_path) - 1, "sonde-%d", getpid());
	if (bind(AT_ABSTRACT, (struct sockaddr *)&a,
		 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(a.sun_path + 1))))
		_exit(79);
	put_at(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), AT_NETLINK);
}

static void files(void)
{
	sigset_t none;
	int p[2];

	sigemptyset(&none);
	put_at(open(in_home("/file"), O_CREAT | O_RDWR | O_NONBLOCK, 0600), AT_FILE);
	put_at(open(in_home("/file"), O_WRONLY | O_APPEND), AT_APPEND);
	put_at(open(in_home("/gone"), O_CREAT | O_RDONLY, 0600), AT_DELETED);
	unlink(in_home("/gone"));
	put_at(open(home, O_RDONLY | O_DIRECTORY), AT_DIR);
	put_at(open(home, O_RDONLY), AT_DIR_PLAIN);
	put_at(open("/dev/null", O_WRONLY), AT_DEVICE);
	if (mkfifo(in_home("/fifo"), 0600) && errno != EEXIST)
		_exit(80);
	put_at(open(in_home("/fifo"), O_RDWR), AT_FIFO);
	if (pipe(p))
		_exit(81);
	put_at(p[0], AT_PIPE_R);
	put_at(p[1], AT_PIPE_W);
	put_at(eventfd(0, 0), AT_EVENT);
	put_at(epoll_create1(0), AT_EPOLL);
	put_at(signalfd(-1, &none, 0), AT_SIGNAL);
	put_at(timerfd_create(CLOCK_MONOTONIC, 0), AT_TIMER);
	put_at(inotify_init(), AT_INOTIFY);
	put_at(memfd_create("notes", 0), AT_MEMFD);
}

static void *sleep_on(void *arg)
{
	prctl(PR_SET_NAME, "second thread");
	*(pid_t *)arg = gettid();
	for (;;)
		pause();
	return NULL;
}

/* A program run again with other arguments: --child of main(). */
static int child(int out)
{
	struct rlimit limit;
	struct told t = {0};
	pthread_t thread;
	struct stat st;
	int i;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = 517;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (chdir(in_home(DEEP)))
		return 82;
	files();
	if (!inet_sockets(AF_INET, AT_LISTEN4, &t.tcp4, &t.tcp4_client))
		return 83;
	t.has_v6 = inet_sockets(AF_INET6, AT_LISTEN6, &t.tcp6, &t.tcp6_client);
	udp_sockets(&t);
	unix_sockets();
	for (i = AT_FILE; i < AT_END; i++)
		if (!fstat(i, &st))
			t.ino[i - AT_FILE] = st.st_ino;
	if (pthread_create(&thread, NULL, sleep_on, &t.thread))
		return 84;
	while (!*(volatile pid_t *)&t.thread)
		usleep(1000);
	prctl(PR_SET_NAME, COMM);
	if (!geteuid() && (setresgid(4321, 4321, 4321) || setresuid(1234, 1234, 1234)))
		return 85;
	prctl(PR_SET_DUMPABLE, 1); /* a change of ids hides /proc/PID from others than root */
	if (write(out, &t, sizeof(t)) != sizeof(t))
		return 86;
	for (;;)
		pause();
}

/* ------------------------------------------------------------------- fixtures --- */

static char *program;
static pid_t kid;
static struct told told;
static struct state *world;
static struct snapshot *snapshot;

static pid_t start_child(struct told *t)
{
	char fd[16], longest[3000];
	int p[2];
	pid_t pid;

	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = 0;
	assert_int_equal(pipe(p), 0);
	snprintf(fd, sizeof(fd), "%d", p[1]);
	pid = fork();
	if (!pid) {
		char colour[] = "COLOUR=green", empty[] = "EMPTY=";
		char *env[] = {colour, empty, NULL};

		close(p[0]);
		execle(program, "a name", "--child", fd, home, "two words", "", longest, NULL, env);
		_exit(69);
	}
	close(p[1]);
	assert_int_equal(read(p[0], t, sizeof(*t)), sizeof(*t));
	close(p[0]);
	return pid;
}

static void stop_child(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static int set_up(void **state)
{
	const struct snapshot_opts o = {0};
	struct err e;
	char path[512];

	(void)state;
	if (!mkdtemp(home))
		return -1;
	snprintf(path, sizeof(path), "mkdir -p %s%s && chmod -R a+rx %s", home, DEEP, home);
	if (system(path))
		return -1;
	kid = start_child(&told);
	world = state_new();
	snapshot = snapshot_new(&o, &e);
	assert_non_null(snapshot);
	assert_int_equal(snapshot_take(snapshot, world, &e), 0);
	return 0;
}

static int tear_down(void **state)
{
	char path[512];

	(void)state;
	stop_child(kid);
	snapshot_free(snapshot);
	state_free(world);
	snprintf(path, sizeof(path), "rm -rf %s", home);
	return system(path);
}

static const struct thread_version *thread_of(int64_t tid)
{
	return state_thread(world, state_thread_at(world, tid, 0));
}

static const struct fd_version *fd_of(int at)
{
	const struct fd_version *f = state_fd(world, state_fd_at(world, thread_of(kid), at, 0));

	if (!f)
		fail_msg("fd %d is missing", at);
	return f;
}

static void assert_fd(int at, int type, const char *name)
{
	const struct fd_version *f = fd_of(at);

	if (f->type != type || strcmp(f->name->s, name))
		fail_msg("fd %d is type %d \"%s\", not type %d \"%s\"", at, f->type, f->name->s,
			 type, name);
}

/* --------------------------------------------------------------- the child, live --- */

static void the_process(void **state)
{
	const struct thread_version *v = thread_of(kid);
	const char *arg;
	char path[512];
	struct stat st;

	(void)state;
	assert_non_null(v);
	assert_int_equal(v->pid, kid);
	assert_int_equal(v->ptid, getpid());
	assert_int_equal(v->sid, getsid(kid));
	assert_int_equal(v->pgid, getpgid(kid));
	assert_int_equal(v->vpgid, getpgid(kid));
	assert_int_equal(v->vtid, kid);
	assert_int_equal(v->vpid, kid);
	assert_string_equal(v->comm->s, COMM);
	assert_string_equal(v->exe->s, "a name");
	assert_non_null(realpath(program, path));
	assert_string_equal(v->exepath->s, path);
	arg = v->args->s;
	assert_string_equal(arg, "--child");
	arg += strlen(arg) + 1;
	arg += strlen(arg) + 1;
	assert_string_equal(arg, home);
	arg += strlen(arg) + 1;
	assert_string_equal(arg, "two words");
	arg += strlen(arg) + 1;
	assert_string_equal(arg, "");
	assert_int_equal(strlen(arg + 1), 2999);
	assert_int_equal(arg + 1 + 3000 - v->args->s, v->args->len);
	assert_memory_equal(v->env->s, "COLOUR=green\0EMPTY=", v->env->len);
	assert_int_equal(v->env->len, sizeof("COLOUR=green\0EMPTY="));
	snprintf(path, sizeof(path), "%s%s/", home, DEEP);
	assert_string_equal(v->cwd->s, path);
	assert_string_equal(v->root->s, "/");
	assert_int_equal(v->fdlimit, 517);
	assert_int_equal(v->flags & (TF_CLONE_THREAD | TF_CLONE_FILES), 0);
	assert_int_equal(v->uid, geteuid() ? geteuid() : 1234);
	assert_int_equal(v->gid, geteuid() ? getegid() : 4321);
	assert_int_equal(stat(program, &st), 0);
	assert_int_equal(v->exe_ino, st.st_ino);
	assert_int_equal(v->exe_ino_mtime,
			 st.st_mtim.tv_sec * 1000000000ull + (uint64_t)st.st_mtim.tv_nsec);
	if (!geteuid())
		assert_int_equal(v->exe_writable, (st.st_mode & S_IWOTH) != 0);
	assert_false(v->exe_from_memfd);
	assert_int_equal(state_child_threads(world, v, 0), 1);
}

static void its_thread(void **state)
{
	const struct thread_version *v = thread_of(told.thread), *main = thread_of(kid);

	(void)state;
	assert_non_null(v);
	assert_int_equal(v->pid, kid);
	assert_string_equal(v->comm->s, "second thread");
	assert_ptr_equal(v->exe, main->exe);
	assert_ptr_equal(v->args, main->args);
	assert_ptr_equal(v->exepath, main->exepath);
	assert_ptr_equal(v->cgroups, main->cgroups);
	assert_int_equal(v->flags & (TF_CLONE_THREAD | TF_CLONE_FILES),
			 TF_CLONE_THREAD | TF_CLONE_FILES);
	/* It sees the files of its process. */
	assert_int_equal(state_fd_at(world, v, AT_FILE, 0), state_fd_at(world, main, AT_FILE, 0));
}

static void its_files(void **state)
{
	char text[512];
	int i;

	(void)state;
	assert_fd(AT_FILE, FD_FILE_V2, in_home("/file"));
	assert_int_equal(fd_of(AT_FILE)->open_flags, 0x3 | 0x40);
	assert_int_not_equal(fd_of(AT_FILE)->dev, 0);
	assert_fd(AT_APPEND, FD_FILE_V2, in_home("/file"));
	assert_int_equal(fd_of(AT_APPEND)->open_flags, 0x2 | 0x8);
	assert_fd(AT_DELETED, FD_FILE_V2, in_home("/gone (deleted)"));
	assert_int_equal(fd_of(AT_DELETED)->open_flags, 0x1);
	assert_fd(AT_DIR, FD_DIRECTORY, home);
	assert_fd(AT_DIR_PLAIN, FD_DIRECTORY, home);
	assert_fd(AT_DEVICE, FD_FILE_V2, "/dev/null");
	assert_fd(AT_FIFO, FD_FIFO, in_home("/fifo"));
	for (i = AT_FILE; i <= AT_FIFO; i++)
		assert_int_equal(fd_of(i)->ino, told.ino[i - AT_FILE]);
	snprintf(text, sizeof(text), "pipe:[%llu]",
		 (unsigned long long)told.ino[AT_PIPE_R - AT_FILE]);
	assert_fd(AT_PIPE_R, FD_FIFO, text);
	assert_fd(AT_PIPE_W, FD_FIFO, text);
	assert_int_equal(fd_of(AT_PIPE_W)->ino, told.ino[AT_PIPE_R - AT_FILE]);
	assert_fd(AT_EVENT, FD_EVENT, "");
	assert_fd(AT_EPOLL, FD_EVENTPOLL, "");
	assert_fd(AT_SIGNAL, FD_SIGNALFD, "");
	assert_fd(AT_TIMER, FD_TIMERFD, "");
	assert_fd(AT_INOTIFY, FD_INOTIFY, "");
	assert_fd(AT_MEMFD, FD_MEMFD, "/memfd:notes (deleted)");
	assert_int_equal(fd_of(AT_MEMFD)->ino, told.ino[AT_MEMFD - AT_FILE]);
}

static void inet_names(int listen_at, bool v6, uint16_t port, uint16_t client)
{
	const char *ip = v6 ? "::1" : "127.0.0.1";
	int sock = v6 ? FD_IPV6_SOCK : FD_IPV4_SOCK;
	char text[128];

	snprintf(text, sizeof(text), "%s:%u", ip, port);
	assert_fd(listen_at, v6 ? FD_IPV6_SERVSOCK : FD_IPV4_SERVSOCK, text);
	snprintf(text, sizeof(text), "%s:%u->%s:%u", ip, client, ip, port);
	assert_fd(listen_at + 1, sock, text);
	if (!v6) /* the reference orients those of version 4 only */
		assert_fd(listen_at + 2, sock, text);
	assert_int_equal(fd_of(listen_at)->proto, L4_TCP);
	assert_int_equal(fd_of(listen_at + 1)->proto, L4_TCP);
	assert_int_equal(fd_of(listen_at + 1)->ino, told.ino[listen_at + 1 - AT_FILE]);
}

static void its_sockets(void **state)
{
	char text[128];

	(void)state;
	inet_names(AT_LISTEN4, false, told.tcp4, told.tcp4_client);
	assert_int_equal(fd_of(AT_CLIENT4)->role, ROLE_CLIENT);
	assert_int_equal(fd_of(AT_SERVER4)->role, ROLE_SERVER);
	if (told.has_v6)
		inet_names(AT_LISTEN6, true, told.tcp6, told.tcp6_client);
	snprintf(text, sizeof(text), "127.0.0.1:%u", told.udp);
	assert_fd(AT_UDP_BOUND, FD_IPV4_SERVSOCK, text);
	assert_int_equal(fd_of(AT_UDP_BOUND)->proto, L4_UDP);
	snprintf(text, sizeof(text), "127.0.0.1:%u->127.0.0.1:%u", told.udp_client, told.udp);
	assert_fd(AT_UDP_CONNECTED, FD_IPV4_SOCK, text);
	assert_fd(AT_TCP_BLANK, FD_IPV4_SOCK, "0.0.0.0:0->0.0.0.0:0"); /* as sysdig reads a list */
	assert_int_equal(fd_of(AT_TCP_BLANK)->proto, L4_TCP);
	assert_fd(AT_NETLINK, FD_NETLINK, "");
}

static void its_unix_sockets(void **state)
{
	char text[64];

	(void)state;
	assert_fd(AT_UNIX_LISTEN, FD_UNIX_SOCK, in_home("/sock"));
	assert_fd(AT_UNIX_SERVER, FD_UNIX_SOCK, in_home("/sock"));
	assert_fd(AT_UNIX_CLIENT, FD_UNIX_SOCK, in_home("/sock"));
	assert_fd(AT_UNIX_PAIR, FD_UNIX_SOCK, "");
	snprintf(text, sizeof(text), "@sonde-%d", kid);
	assert_fd(AT_ABSTRACT, FD_UNIX_SOCK, text);
	assert_int_equal(fd_of(AT_UNIX_CLIENT)->unix_src, told.ino[AT_UNIX_CLIENT - AT_FILE]);
	assert_int_equal(fd_of(AT_UNIX_CLIENT)->unix_dst, told.ino[AT_UNIX_SERVER - AT_FILE]);
	assert_int_equal(fd_of(AT_UNIX_SERVER)->unix_dst, told.ino[AT_UNIX_CLIENT - AT_FILE]);
}

/* -------------------------------------------------------------------- the rest --- */

static bool count_threads(void *arg, uint32_t version)
{
	const struct thread_version *v = state_thread(world, version);

	*(uint64_t *)arg += v->tid == getpid();
	return true;
}

static void the_machine(void **state)
{
	const struct scap_machine *m = state_machine(world);
	char host[256];
	uint64_t n = 0;
	uint32_t nifs;

	(void)state;
	assert_true(m->known);
	assert_int_equal(m->num_cpus, sysconf(_SC_NPROCESSORS_ONLN));
	assert_int_equal(m->memory_bytes,
			 (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE));
	assert_int_equal(gethostname(host, sizeof(host)), 0);
	assert_string_equal(m->hostname, host);
	assert_true(m->boot_ts > 1500000000000000000ull);
	assert_true(m->max_pid > 0);
	assert_non_null(state_user(world, str_empty, 0));
	assert_string_equal(state_user(world, str_empty, 0)->name->s, "root");
	assert_string_equal(state_group(world, str_empty, 0)->s, "root");
	state_interfaces(world, &nifs);
	assert_true(nifs > 0);
	state_each_thread(world, 0, count_threads, &n);
	assert_int_equal(n, 1);
	assert_true(snapshot_stats(snapshot)->threads >= snapshot_stats(snapshot)->processes);
}

static void not_ourselves(void **state)
{
	const struct snapshot_opts o = {.skip_self = true, .skip_users = true};
	struct snapshot *s = snapshot_new(&o, NULL);
	struct state *st = state_new();

	(void)state;
	assert_int_equal(snapshot_take(s, st, NULL), 0);
	assert_int_equal(state_thread_at(st, getpid(), 0), 0);
	assert_int_not_equal(state_thread_at(st, kid, 0), 0);
	assert_null(state_user(st, str_empty, 0));
	assert_false(snapshot_thread(s, st, getpid(), 1));
	snapshot_free(s);
	state_free(st);
}

/* A thread that comes later brings its process, and nobody else. */
static void one_thread(void **state)
{
	const struct snapshot_opts o = {0};
	struct snapshot *s = snapshot_new(&o, NULL);
	struct state *st = state_new();
	const struct thread_version *v;
	const struct fd_version *f;
	uint64_t n = 0;

	(void)state;
	state_import_done(st);
	assert_true(snapshot_thread(s, st, told.thread, 5));
	assert_int_equal(state_thread_at(st, told.thread, 4), 0);
	v = state_thread(st, state_thread_at(st, told.thread, 5));
	assert_non_null(v);
	assert_string_equal(v->comm->s, "second thread");
	assert_string_equal(v->exe->s, "a name");
	v = state_thread(st, state_thread_at(st, kid, 5));
	assert_non_null(v);
	assert_string_equal(v->comm->s, COMM);
	f = state_fd(st, state_fd_at(st, v, AT_SERVER4, 5));
	assert_non_null(f);
	assert_int_equal(f->role, ROLE_SERVER);
	assert_false(snapshot_thread(s, st, 0, 6));
	assert_false(snapshot_thread(s, st, 1 << 30, 6));
	state_each_thread(st, 6, count_threads, &n);
	assert_int_equal(n, 0);
	snapshot_free(s);
	state_free(st);
}

/* Processes that come and go while the list is read cost nothing but themselves. */
static void vanishing(void **state)
{
	const struct snapshot_opts o = {0};
	struct snapshot *s = snapshot_new(&o, NULL);
	pid_t storm = fork();
	int i;

	(void)state;
	if (!storm)
		for (;;) {
			pid_t one = fork();

			if (!one)
				_exit(0);
			waitpid(one, NULL, 0);
		}
	for (i = 0; i < 10; i++) {
		struct state *st = state_new();

		assert_int_equal(snapshot_take(s, st, NULL), 0);
		assert_int_not_equal(state_thread_at(st, kid, 0), 0);
		assert_int_not_equal(state_thread_at(st, told.thread, 0), 0);
		state_free(st);
	}
	stop_child(storm);
	snapshot_free(s);
}

/* With one event of the child behind it: readers refuse a file without events. */
static bool save_world(const char *path)
{
	const struct scap_writer_opts wopts = {.gzip = false};
	const struct log_opts lopts = {.keep = true};
	struct scap_writer *w = scap_writer_open(path, &wopts, NULL);
	size_t section;
	struct log *log;
	struct buf b;
	bool ok;

	if (!w)
		return false;
	buf_init(&b, 0);
	cap_section(&b);
	section = b.len;
	cap_event(&b, 1, kid, EV_SYSCALL_GETCWD_E, "");
	log = log_open_mem((uint8_t *)b.p, b.len, &lopts, NULL);
	ok = log && save_state(w, log, world, 0, NULL) == 0 &&
	     scap_writer_event(w, (uint8_t *)b.p + section, (uint32_t)(b.len - section), false, NULL) == 0;
	ok = scap_writer_close(w, NULL, NULL) == 0 && ok;
	log_close(log);
	buf_release(&b);
	return ok;
}

/*
 * For tests/live/snapshot.sh: the snapshot as a capture, and on standard output what is known of
 * the child in it, as "key value".
 */
static int write_capture(const char *path)
{
	bool ok;

	if (set_up(NULL))
		return 1;
	ok = save_world(path);
	printf("pid %d\nthread %d\nhome %s\n", kid, told.thread, home);
	printf("tcp4 %u\ntcp4_client %u\nudp %u\nudp_client %u\n", told.tcp4, told.tcp4_client,
	       told.udp, told.udp_client);
	if (told.has_v6)
		printf("tcp6 %u\ntcp6_client %u\n", told.tcp6, told.tcp6_client);
	printf("first_fd %d\nlast_fd %d\n", AT_FILE, AT_END - 1);
	return tear_down(NULL) || !ok;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_process),	    cmocka_unit_test(its_thread),
		cmocka_unit_test(its_files),	    cmocka_unit_test(its_sockets),
		cmocka_unit_test(its_unix_sockets), cmocka_unit_test(the_machine),
		cmocka_unit_test(not_ourselves),    cmocka_unit_test(one_thread),
		cmocka_unit_test(vanishing),
	};

	if (argc > 3 && !strcmp(argv[1], "--child")) {
		snprintf(home, sizeof(home), "%s", argv[3]);
		return child(atoi(argv[2]));
	}
	program = argv[0];
	if (argc > 2 && !strcmp(argv[1], "--write"))
		return write_capture(argv[2]);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
