/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure [-m] COMMAND [ARGS]: run it with its output thrown away and print one line
 *
 *     SECONDS PEAK_KIB ANON_KIB
 *
 * PEAK_KIB is the largest resident set, mapped files included. ANON_KIB is the largest part of it
 * that no file backs: what a program needs beside a mapped capture. The kernel keeps no peak of
 * that, so it is sampled, only with -m, because sampling costs time. Fails as the command does.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const long SAMPLE_NS = 2000000;

static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

/* Anonymous and shared memory of a running process in KiB, 0 when it is gone. */
static long anon_kib(pid_t pid)
{
	char path[64], text[4096];
	long total = 0;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	for (const char *key = "RssAnon:\0RssShmem:\0"; *key; key += strlen(key) + 1) {
		const char *at = strstr(text, key);

		if (at)
			total += strtol(at + strlen(key), NULL, 10);
	}
	return total;
}

static int wait_for(pid_t pid, int sample, struct rusage *use, long *anon)
{
	const struct timespec pause = {.tv_nsec = SAMPLE_NS};
	int status = 0;

	for (;;) {
		pid_t got = wait4(pid, &status, sample ? WNOHANG : 0, use);

		if (got == pid)
			return status;
		if (got < 0 && errno != EINTR) {
			perror("measure: wait4");
			exit(2);
		}
		if (got == 0) {
			long kib = anon_kib(pid);

			if (kib > *anon)
				*anon = kib;
			nanosleep(&pause, NULL);
		}
	}
}

int main(int argc, char **argv)
{
	int sample = argc > 1 && strcmp(argv[1], "-m") == 0;
	char **command = argv + 1 + sample;
	struct rusage use = {0};
	long anon = 0;
	double began;
	int status;
	pid_t pid;

	if (!*command) {
		fputs("usage: measure [-m] COMMAND [ARGS]\n", stderr);
		return 2;
	}
	began = now_s();
	pid = fork();
	if (pid < 0) {
		perror("measure: fork");
		return 2;
	}
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0)
			_exit(126);
		execvp(command[0], command);
		_exit(127);
	}
	status = wait_for(pid, sample, &use, &anon);
	printf("%.6f %ld %ld\n", now_s() - began, use.ru_maxrss, anon);
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return 128 + WTERMSIG(status);
}
