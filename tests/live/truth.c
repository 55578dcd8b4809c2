/* SPDX-License-Identifier: Apache-2.0 */
/*
 *	truth FOLDER FILE	makes its calls in the empty FOLDER, then writes to FILE what a
 *				recording of them must hold
 *	truth --count FOLDER	only makes them, for tools that count
 *
 * FILE: a line "T tid first end" for a thread, then a line "dir TAB type TAB args" for each of its
 * events. first is "mark" where MARK_BEGIN opens the list; end is "open" where events may follow
 * that are not listed.
 */
#include "tests/live/truth.h"
#include "tests/live/truth_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

char here[256];

static char **program;
static char small_program[512];

const char *program_name(void)
{
	return program[0];
}

const char *program_args(void)
{
	/* The kernel keeps them one after the other, and so does this. */
	const char *end = program[2] + strlen(program[2]) + 1;

	return printed_list(program[1], (size_t)(end - program[1]));
}

const char *tiny_path(void)
{
	return small_program;
}

static void find_small_program(void)
{
	ssize_t n = readlink("/proc/self/exe", small_program, sizeof(small_program) - 8);
	char *slash;

	if (n < 0)
		broken("/proc/self/exe", -errno);
	small_program[n] = '\0';
	slash = strrchr(small_program, '/');
	snprintf(slash + 1, 8, "tiny");
}

/* ----------------------------------------------------------------------------- calls --- */

#ifdef __x86_64__
long call6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long r;

	__asm__ volatile("syscall"
			 : "=a"(r)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return r;
}
#else
#error "the calls of this program are those of x86-64"
#endif

void broken(const char *what, long got)
{
	dprintf(ERROR_FD, "truth: %s: %ld (%s)\n", what, got, got < 0 ? strerror((int)-got) : "");
	_exit(3);
}

long needs(const char *what, long r)
{
	if (r < 0)
		broken(what, r);
	return r;
}

/* ------------------------------------------------------------------------------- log --- */

/* In memory shared with the children, so that they can leave theirs behind. */
static struct log *logs;
static struct log *own;
static struct log *current;
static char last_type[32];

static void log_init(void)
{
	logs = mmap(NULL, LOG_MAX * sizeof(*logs), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (logs == MAP_FAILED)
		broken("mmap", -errno);
}

static struct log *log_of(long tid)
{
	size_t i;

	for (i = 0; i < LOG_MAX; i++) {
		struct log *l = &logs[i];
		long none = 0;

		if (l->tid == tid ||
		    __atomic_compare_exchange_n(&l->tid, &none, tid, false, __ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return l;
	}
	broken("threads", LOG_MAX);
}

void thread_begin(long tid, bool marked)
{
	own = current = log_of(tid);
	own->marked = marked;
	if (marked)
		do_mark(MARK_BEGIN);
}

void thread_speak_for(long tid)
{
	current = tid ? log_of(tid) : own;
}

void thread_open_end(void)
{
	current->open_end = true;
}

static void append(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void append(const char *fmt, ...)
{
	struct log *l = current;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(l->text + l->len, sizeof(l->text) - l->len, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(l->text) - l->len)
		broken("more events than the list holds", (long)l->len);
	l->len += (size_t)n;
}

static void append_event(char dir, const char *type, const char *fmt, va_list ap)
{
	static char args[16384];

	vsnprintf(args, sizeof(args), fmt, ap);
	append("%c\t%s\t%s\n", dir, type, args);
}

void enter(const char *type, const char *fmt, ...)
{
	va_list ap;

	snprintf(last_type, sizeof(last_type), "%s", type);
	va_start(ap, fmt);
	append_event('>', type, fmt, ap);
	va_end(ap);
}

void leave(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	append_event('<', last_type, fmt, ap);
	va_end(ap);
}

void event(char dir, const char *type, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	append_event(dir, type, fmt, ap);
	va_end(ap);
}

void leave_only(const char *type, const char *fmt, ...)
{
	va_list ap;

	append(">\t%s\t\n", type);
	va_start(ap, fmt);
	append_event('<', type, fmt, ap);
	va_end(ap);
}

void generic(const char *type, long nr)
{
	/* The number is compared where the event holds it. */
	append(">\t%s\tnativeID=%ld\n<\t%s\t\n", type, nr, type);
}

static void write_logs(const char *path)
{
	FILE *f = fopen(path, "we");
	size_t i;

	if (!f)
		broken(path, -errno);
	for (i = 0; i < LOG_MAX && logs[i].tid; i++) {
		struct log *l = &logs[i];

		fprintf(f, "T %ld %s %s\n%.*s", l->tid, l->marked ? "mark" : "first",
			l->open_end ? "open" : "end", (int)l->len, l->text);
	}
	if (fclose(f) != 0)
		broken(path, -errno);
}

/* ------------------------------------------------------------------------------ main --- */

static void (*const families[])(void) = {
	truth_files,   truth_paths,   truth_owners,    truth_fds,     truth_waits,
	truth_memory,  truth_inet,    truth_unix,      truth_messages, truth_signals,
	truth_limits,  truth_ids,     truth_processes, truth_threads, truth_ipc,
	truth_namespaces, truth_kernel, truth_plain, truth_compat,
};

/* The three standard descriptors lead nowhere, and messages go where no test opens anything. */
static void set_descriptors(void)
{
	int null = open("/dev/null", O_RDWR);
	int i;

	if (null < 0 || dup2(STDERR_FILENO, ERROR_FD) < 0)
		_exit(4);
	for (i = 0; i < 3; i++) {
		dup2(null, i);
		fd_is(i, "<f>/dev/null");
	}
	for (i = 3; i < ERROR_FD; i++)
		close(i);
}

int main(int argc, char **argv)
{
	const char *only = getenv("TRUTH_ONLY");
	size_t i;

	if (argc != 3)
		return 2;
	program = argv;
	set_descriptors();
	find_small_program();
	log_init();
	/* Umask and limits are part of what is known. */
	umask(022);
	if (chdir(strcmp(argv[1], "--count") == 0 ? argv[2] : argv[1]) != 0 ||
	    !getcwd(here, sizeof(here)))
		broken("the folder", -errno);
	cwd_is(here);
	pid_is(getpid(), "truth");
	thread_begin(getpid(), true);
	for (i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		if (!only || strtoul(only, NULL, 10) == i)
			families[i]();
	}
	do_mark(MARK_END);
	thread_open_end();
	if (strcmp(argv[1], "--count") != 0)
		write_logs(argv[2]);
	return 0;
}
