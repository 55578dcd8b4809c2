/* SPDX-License-Identifier: Apache-2.0 */
/*
 * screen keys N COMMAND [ARGS]     runs it on a terminal of 160x45, opens and closes its help N times,
 *                                  and prints how long it takes from a key to the new screen, ms:
 *
 *     MEDIAN P95 MAX
 *
 * screen idle SECONDS COMMAND ...  how much of a processor it uses while nobody presses a key, percent;
 *                                  from the first second on in which it rests: before, it counts ahead
 *                                  what may be asked for
 *
 * screen start N COMMAND ...       runs it N times; the median until its first screen is there, ms
 *
 * The first two begin when it has drawn its first screen and been left alone for a second.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	SCREENFUL = 600, /* bytes: less is a clock or a figure that changed by itself */
	START_MS = 1500,
	BETWEEN_MS = 83, /* no divisor of a refresh */
	LATE_MS = 5000,
	REST_S = 30,
	KEYS_MOST = 1000,
};

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void die(const char *what)
{
	fprintf(stderr, "screen: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* The command on a terminal of its own; *fd is our end. */
static pid_t start(char **command, int *fd)
{
	const struct winsize size = {.ws_row = 45, .ws_col = 160};
	pid_t pid;
	int tty;

	*fd = posix_openpt(O_RDWR | O_NOCTTY);
	if (*fd < 0 || grantpt(*fd) || unlockpt(*fd))
		die("no terminal");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid)
		return pid;
	setsid();
	tty = open(ptsname(*fd), O_RDWR);
	if (tty < 0 || ioctl(tty, TIOCSWINSZ, &size) || dup2(tty, 0) < 0 || dup2(tty, 1) < 0)
		_exit(126);
	setenv("TERM", "xterm-256color", 1);
	execvp(command[0], command);
	_exit(127);
}

/* Read what it draws for so long, or until there is `enough`; returns the bytes. */
static size_t watch(int fd, double ms, size_t enough)
{
	double until = now_ms() + ms, left;
	char chunk[65536];
	size_t got = 0;

	while ((left = until - now_ms()) > 0 && (!enough || got < enough)) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t n;

		if (poll(&p, 1, (int)left + 1) <= 0)
			continue;
		n = read(fd, chunk, sizeof(chunk));
		if (n <= 0)
			die("the program ended");
		got += (size_t)n;
	}
	return got;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void time_keys(int fd, unsigned n)
{
	static double took[KEYS_MOST];
	unsigned i;

	for (i = 0; i < n; i++) {
		double began = now_ms();

		if (write(fd, i % 2 ? "q" : "?", 1) != 1)
			die("write");
		if (watch(fd, LATE_MS, SCREENFUL) < SCREENFUL) {
			errno = ETIMEDOUT;
			die("no new screen");
		}
		took[i] = now_ms() - began;
		watch(fd, BETWEEN_MS, 0);
	}
	qsort(took, n, sizeof(*took), by_size);
	printf("%.2f %.2f %.2f\n", took[n / 2], took[n * 95 / 100], took[n - 1]);
}

/* Processor time that a process has used, in seconds. */
static double cpu_of(pid_t pid)
{
	char path[64], text[4096], *p;
	unsigned long user, system;
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	if (!f)
		die(path);
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	p = strrchr(text, ')');
	if (!p || sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
			 &system) != 2)
		die(path);
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* Whoever never rests is told so by the figure. */
static void wait_for_rest(pid_t pid, int fd)
{
	double before = -1, now;
	unsigned i;

	for (i = 0; i < REST_S && (now = cpu_of(pid)) > before; i++) {
		before = now;
		watch(fd, 1000, 0);
	}
}

static pid_t start_and_wait(char **command, int *fd)
{
	pid_t pid = start(command, fd);

	if (watch(*fd, LATE_MS, SCREENFUL) < SCREENFUL) {
		errno = ETIMEDOUT;
		die("no first screen");
	}
	return pid;
}

static void stop(pid_t pid, int fd)
{
	kill(pid, SIGTERM);
	close(fd);
	waitpid(pid, NULL, 0);
}

static void time_starts(char **command, unsigned n)
{
	static double took[KEYS_MOST];
	unsigned i;

	for (i = 0; i < n; i++) {
		double began = now_ms();
		int fd;
		pid_t pid = start_and_wait(command, &fd);

		took[i] = now_ms() - began;
		stop(pid, fd);
	}
	qsort(took, n, sizeof(*took), by_size);
	printf("%.2f\n", took[n / 2]);
}

int main(int argc, char **argv)
{
	const char *what = argc > 3 ? argv[1] : "";
	unsigned n = argc > 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	double before;
	pid_t pid;
	int fd;

	if (!n || n > KEYS_MOST ||
	    (strcmp(what, "keys") != 0 && strcmp(what, "idle") != 0 && strcmp(what, "start") != 0)) {
		fputs("usage: screen keys|idle|start N COMMAND [ARGS]\n", stderr);
		return 2;
	}
	if (what[0] == 's') {
		time_starts(argv + 3, n);
		return 0;
	}
	pid = start_and_wait(argv + 3, &fd);
	watch(fd, START_MS, 0);
	if (what[0] == 'k') {
		time_keys(fd, n);
	} else {
		wait_for_rest(pid, fd);
		before = cpu_of(pid);
		watch(fd, n * 1e3, 0);
		printf("%.2f\n", (cpu_of(pid) - before) * 100 / n);
	}
	fflush(stdout);
	stop(pid, fd);
	return 0;
}
