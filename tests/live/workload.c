/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Work for the live tests to record. Prints what was done, where that is not plain from the call.
 *
 *	workload storm N PROGRAM	runs PROGRAM N times, one after the other
 *	workload server N FOLDER	N conversations each over IPv4, IPv6 and a unix socket,
 *					with a server of five threads
 *	workload deep FOLDER		makes and opens a path of over 3000 bytes; prints it
 *	workload write BYTES FILE	one write of that many printable bytes
 *	workload busy SECONDS		calls as fast as it can, until it is told to end (SIGTERM) or for
 *					so long; prints how many
 *	workload sleepy-server SOCKET	takes a question, and never answers
 *	workload sleepy-client SOCKET	asks it, and waits
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "workload: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* ----------------------------------------------------------------------------- storm --- */

static int storm(unsigned n, char *program)
{
	char *argv[] = {program, (char[]){"storm"}, NULL};
	pid_t pid;

	for (; n > 0; n--) {
		errno = posix_spawn(&pid, program, NULL, NULL, argv, NULL);
		if (errno || waitpid(pid, NULL, 0) != pid)
			die("a process");
	}
	return 0;
}

/* ---------------------------------------------------------------------------- server --- */

#define SERVER_THREADS 5

struct door {
	int fd;
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_un un;
	} addr;
	socklen_t len;
	atomic_int left;
};

/* One of the threads that answer at a door, until all conversations have been held. */
static void *answer(void *arg)
{
	struct door *d = arg;
	char buf[64];

	while (atomic_fetch_sub(&d->left, 1) > 0) {
		int fd = accept(d->fd, NULL, NULL);
		ssize_t n;

		if (fd < 0)
			die("accept");
		n = recv(fd, buf, sizeof(buf), 0);
		if (n != 8 || send(fd, "answered", 8, 0) != 8)
			die("an answer");
		close(fd);
	}
	return NULL;
}

static void converse(const struct door *d, unsigned n)
{
	char buf[64];

	for (; n > 0; n--) {
		int fd = socket(d->addr.any.sa_family, SOCK_STREAM, 0);

		if (fd < 0 || connect(fd, &d->addr.any, d->len) != 0)
			die("connect");
		if (send(fd, "question", 8, 0) != 8 || recv(fd, buf, sizeof(buf), 0) != 8)
			die("a question");
		close(fd);
	}
}

static void serve(struct door *d, unsigned n)
{
	pthread_t threads[SERVER_THREADS];
	int i;

	d->fd = socket(d->addr.any.sa_family, SOCK_STREAM, 0);
	if (d->fd < 0 || bind(d->fd, &d->addr.any, d->len) != 0 || listen(d->fd, 16) != 0)
		die("a server");
	if (d->addr.any.sa_family != AF_UNIX && getsockname(d->fd, &d->addr.any, &d->len) != 0)
		die("getsockname");
	atomic_init(&d->left, (int)n);
	for (i = 0; i < SERVER_THREADS; i++)
		pthread_create(&threads[i], NULL, answer, d);
	converse(d, n);
	for (i = 0; i < SERVER_THREADS; i++)
		pthread_join(threads[i], NULL);
	close(d->fd);
}

static int server(unsigned n, const char *folder)
{
	struct door v4 = {.len = sizeof(v4.addr.v4)}, v6 = {.len = sizeof(v6.addr.v6)};
	struct door un = {.len = sizeof(un.addr.un)};

	v4.addr.v4 = (struct sockaddr_in){.sin_family = AF_INET,
					  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	v6.addr.v6 = (struct sockaddr_in6){.sin6_family = AF_INET6,
					   .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	un.addr.un.sun_family = AF_UNIX;
	snprintf(un.addr.un.sun_path, sizeof(un.addr.un.sun_path), "%s/door", folder);
	serve(&v4, n);
	serve(&v6, n);
	serve(&un, n);
	return 0;
}

/* ------------------------------------------------------------------------ large things --- */

static int deep(const char *folder)
{
	static char path[4096];
	size_t len = 0;
	int fd, i;

	if (chdir(folder) != 0)
		die(folder);
	/* Folders with names of 200 bytes, each made from inside the one before. */
	for (i = 0; i < 15; i++) {
		memset(path + len, 'a' + i, 200);
		path[len + 200] = '\0';
		if (mkdir(path, 0700) != 0)
			die("mkdir");
		path[len + 200] = '/';
		len += 201;
	}
	memcpy(path + len, "bottom", 7);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	if (fd < 0)
		die("open");
	puts(path);
	return 0;
}

static int write_much(size_t size, const char *path)
{
	char *data = malloc(size + 1);
	int fd = open(path, O_CREAT | O_WRONLY, 0600);
	size_t i;

	for (i = 0; i < size; i++)
		data[i] = (char)('!' + i * 7 % 90);
	data[size] = '\0';
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		die(path);
	puts(data);
	return 0;
}

/* ------------------------------------------------------------------------------ busy --- */

static volatile sig_atomic_t told_to_end;

static void on_term(int sig)
{
	(void)sig;
	told_to_end = 1;
}

static int busy(double seconds)
{
	struct timespec now, end;
	unsigned long n = 0;
	int null = open("/dev/null", O_WRONLY);

	signal(SIGTERM, on_term);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += (time_t)seconds;
	end.tv_nsec += (long)((seconds - (double)(time_t)seconds) * 1e9);
	do {
		int i;

		for (i = 0; i < 1000; i++)
			if (write(null, "x", 1) != 1)
				die("write");
		n += 1000;
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (!told_to_end && (now.tv_sec < end.tv_sec ||
				  (now.tv_sec == end.tv_sec && now.tv_nsec < end.tv_nsec)));
	printf("%lu\n", n);
	return 0;
}

/* ---------------------------------------------------------------------------- sleepy --- */

static int sleepy(const char *path, bool server)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	char text[64];

	if (s < 0 || strlen(path) >= sizeof(a.sun_path))
		die(path);
	memcpy(a.sun_path, path, strlen(path));
	if (server) {
		if (bind(s, (struct sockaddr *)&a, sizeof(a)) || listen(s, 1))
			die(path);
		s = accept(s, NULL, NULL);
		if (s < 0 || read(s, text, sizeof(text)) < 1)
			die("read");
		pause();
		return 0;
	}
	if (connect(s, (struct sockaddr *)&a, sizeof(a)) || write(s, "what is the answer", 18) != 18)
		die(path);
	return read(s, text, sizeof(text)) > 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "";

	if (strcmp(what, "storm") == 0 && argc == 4)
		return storm((unsigned)strtoul(argv[2], NULL, 10), argv[3]);
	if (strcmp(what, "server") == 0 && argc == 4)
		return server((unsigned)strtoul(argv[2], NULL, 10), argv[3]);
	if (strcmp(what, "deep") == 0)
		return deep(argv[2]);
	if (strcmp(what, "write") == 0 && argc == 4)
		return write_much(strtoul(argv[2], NULL, 10), argv[3]);
	if (strcmp(what, "busy") == 0)
		return busy(strtod(argv[2], NULL));
	if (strncmp(what, "sleepy-", 7) == 0)
		return sleepy(argv[2], !strcmp(what + 7, "server"));
	fputs("workload: see the head of workload.c\n", stderr);
	return 2;
}
