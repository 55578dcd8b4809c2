/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ground truth of the live tests: a program that makes system calls whose arguments and results
 * it knows, and says afterwards which events a recording must hold for them.
 *
 *	r = call(SYS_read, fd, buf, 4);
 *	enter("read", "fd=%s size=4", fd_text(fd));
 *	leave("res=%s data=abcd", res_text(r));
 *
 * What is expected is the whole text of evt.args, so that a parameter that is missing, added or
 * wrong shows. Where the program cannot know a value, the text holds a pattern:
 *
 *	{*}	anything, also nothing
 *	{+}	something
 *	{a|b}	one of these
 *
 * Expectations are kept in memory, one list a thread; nothing is written before the last call, so
 * that finding out does not disturb what is found out.
 */
#ifndef SONDE_TESTS_LIVE_TRUTH_H
#define SONDE_TESTS_LIVE_TRUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>

/* A close of this number opens the part of a thread's events that is compared, one of the next
 * ends it. Neither is ever the number of a file. */
#define MARK_BEGIN (-1000001)
#define MARK_END (-1000002)

/* The folder in which everything happens, absolute, without symbolic links. */
extern char here[];

/* ---------------------------------------------------------------------------- calls --- */

/* Make a system call, without the C library in between. Returns what the kernel returned. */
long call6(long nr, long a, long b, long c, long d, long e, long f);

#define call_pick(_1, _2, _3, _4, _5, _6, _7, n, ...) call##n
#define call(...) call_pick(__VA_ARGS__, 6x, 5x, 4x, 3x, 2x, 1x, 0x, )(__VA_ARGS__)
#define call0x(n) call6(n, 0, 0, 0, 0, 0, 0)
#define call1x(n, a) call6(n, (long)(a), 0, 0, 0, 0, 0)
#define call2x(n, a, b) call6(n, (long)(a), (long)(b), 0, 0, 0, 0)
#define call3x(n, a, b, c) call6(n, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define call4x(n, a, b, c, d) call6(n, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define call5x(n, a, b, c, d, e) \
	call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)
#define call6x(n, a, b, c, d, e, f) \
	call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* ------------------------------------------------------------------- what is expected --- */

/* The events of the call that was just made; the type of the exit is that of the enter. */
void enter(const char *type, const char *args, ...) __attribute__((format(printf, 2, 3)));
void leave(const char *args, ...) __attribute__((format(printf, 1, 2)));
/* An event without a partner. */
void event(char dir, const char *type, const char *args, ...)
	__attribute__((format(printf, 3, 4)));
/* Both events of a call that has no event type of its own: only its name is recorded. */
void generic(const char *type, long nr);
/* A call that has a type of its own whose enter event has no parameters. */
void leave_only(const char *type, const char *args, ...) __attribute__((format(printf, 2, 3)));

/* Report a call that did not do what the test relies on, and stop the program. */
void broken(const char *what, long got) __attribute__((noreturn));
/* Stop unless r >= 0; returns r. */
long needs(const char *what, long r);

/*
 * A list for a thread. The caller's own is opened by its first call here; a new process or thread
 * calls this first with its id as the kernel knows it. marked: MARK_BEGIN opens what is compared;
 * otherwise that begins with the thread's first event.
 */
void thread_begin(long tid, bool marked);
/* Append to another thread's list, and back to one's own with 0: for what a dead one left. */
void thread_speak_for(long tid);
/* The list ends here, whatever the thread does next: it will have become another program. */
void thread_open_end(void);

/* --------------------------------------------------------------------- parts of texts --- */

/* All of these return one of a few buffers in turn: use the text before asking for many more. */
const char *text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A result: -2(ENOENT). */
const char *res_text(long r);
/* A file descriptor with its name, as fd_is has told it, or the error: 3(<f>/tmp/x), -1(EPERM). */
const char *fd_text(long fd);
/* A process or thread of this program, or of another one: 12(truth). */
const char *pid_text(long pid);
/* A path relative to the working folder, and what it means: a(/tmp/a). */
const char *path_text(const char *path);
/* The same, relative to a folder's descriptor. */
const char *path_at_text(long dirfd, const char *path);
/* Bytes as they are printed, with the mark of those that are cut. */
const char *bytes_text(const void *data, size_t len);

/* Texts that end in zeros one after the other, as argument lists and environments are printed. */
const char *printed_list(const char *list, size_t len);
/* How this program was called: its name, its arguments as they are printed, and the full path of
 * the small program beside it. */
const char *program_name(void);
const char *program_args(void);
const char *tiny_path(void);

/* What the recording will know about a descriptor from now on: "<f>/tmp/x", NULL once closed. */
void fd_is(long fd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Copy that knowledge, for dup and its like. */
void fd_same(long fd, long as);
/* The working folder has changed. */
void cwd_is(const char *path);

/* Flags of open and its like. */
const char *open_flags_text(int flags);
/* A thread of this program has this name from now on; NULL: it is gone. */
void pid_is(long pid, const char *comm);

/* Calls that are needed between others. Those called tell_... say that a call was made: where a
 * value has to be found out by a second call, both are made first and told in their order. */
void do_mark(long which);
long do_open(const char *path, int flags, int mode);
void do_close(long fd);
/* fstat: returns the device, *ino may be NULL. tell_look tells it. */
uint32_t look(long fd, uint64_t *ino);
void tell_look(long fd);
void tell_openat(long fd, long dirfd, const char *path, int flags, int mode, uint32_t dev);

/* Parts of a fork that a family makes itself, after learn() in the parent. child_begin tells what
 * the child saw of its birth, returns its id; parent_end tells the exit event of the call called
 * type and waits for the child. flags is the text of that parameter. */
void learn(void);
long child_begin(const char *type, const char *flags);
void parent_end(const char *type, long pid, const char *flags);
/* The parameters of a successful execve after res, and what the small program (tiny.c) does after
 * what it does for 32 bits only. */
const char *executed(long tid, const char *exe, const char *const *argv, const char *const *env,
		     const char *comm);
void tell_tiny(void);

/* Fork: true in the child, which ends with child_exit; false in the parent once it has. */
bool child_fork(void);
void child_exit(void);

/* -------------------------------------------------------------------- the families ---- */

void truth_files(void);
void truth_paths(void);
void truth_owners(void);
void truth_fds(void);
void truth_waits(void);
void truth_memory(void);
void truth_inet(void);
void truth_unix(void);
void truth_messages(void);
void truth_signals(void);
void truth_limits(void);
void truth_ids(void);
void truth_processes(void);
void truth_threads(void);
void truth_ipc(void);
void truth_namespaces(void);
void truth_kernel(void);
void truth_plain(void);
void truth_compat(void);

#endif
