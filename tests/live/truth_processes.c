/* SPDX-License-Identifier: Apache-2.0 */
/* Processes and threads: how they begin, become another program, and end. */
#include "tests/live/truth.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNTERS "pgft_maj={+} pgft_min={+} vm_size={+} vm_rss={+} vm_swap={+}"

/* What clone and execve say about the process, known before anything is compared. */
static struct {
	long pid, ppid;
	long fdlimit;
} self;

/* The rest of the event after res, for a thread. ptid is the parent of its process. */
static const char *born(long tid, long pid, long ptid, const char *flags)
{
	return text("exe=%s args=%s tid=%s pid=%s ptid=%s cwd={*} fdlimit=%ld " COUNTERS
		    " comm=truth cgroups={+} flags=%s uid=0 gid=0 vtid=%s vpid=%s",
		    program_name(), program_args(), pid_text(tid), pid_text(pid),
		    ptid == self.pid ? pid_text(ptid) : text("%ld{*}", ptid), self.fdlimit, flags,
		    pid_text(tid), pid_text(pid));
}

long child_begin(const char *type, const char *flags)
{
	long pid = call(SYS_getpid);

	pid_is(pid, "truth");
	thread_begin(pid, false);
	event('<', type, "res=0 %s", born(pid, pid, self.pid, flags));
	generic("getpid", SYS_getpid);
	return pid;
}

static void child_end(int status)
{
	event('>', "exit_group", "nativeID={231|252}");
	event('>', "procexit", "status=%d ret=%d sig=0 core=0", status << 8, status);
	call(SYS_exit_group, status);
}

void parent_end(const char *type, long pid, const char *flags)
{
	int status = 0;
	long r;

	leave_only(type, "res={%ld|%ld(truth)} %s", pid, pid,
		   born(self.pid, self.pid, self.ppid, flags));
	r = call(SYS_wait4, pid, &status, 0, 0);
	generic("wait4", SYS_wait4);
	if (r != pid)
		broken("wait4", r);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 3)
		broken("a child of fork", status);
}

void learn(void)
{
	struct rlimit l;

	self.pid = call(SYS_getpid);
	generic("getpid", SYS_getpid);
	self.ppid = call(SYS_getppid);
	generic("getppid", SYS_getppid);
	call(SYS_getrlimit, RLIMIT_NOFILE, &l);
	self.fdlimit = (long)l.rlim_cur;
	enter("getrlimit", "resource=7(RLIMIT_NOFILE)");
	leave("res=0 cur=%ld max=%ld", (long)l.rlim_cur, (long)l.rlim_max);
}

bool child_fork(void)
{
	long pid;

	learn();
	pid = call(SYS_fork);
	if (pid == 0) {
		child_begin("fork", "0");
		return true;
	}
	parent_end("fork", needs("fork", pid), "0");
	return false;
}

void child_exit(void)
{
	child_end(0);
}

/* --------------------------------------------------------------------------- children --- */

/* A user without privileges, in a folder of its own. */
static void as_nobody(void)
{
	long r;

	r = call(SYS_setpgid, 0, 0);
	enter("setpgid", "pid=0{*} pgid=0{*}");
	leave("res=%ld{*}", r);
	r = call(SYS_setpgid, 0x3ffffff0, 5);
	enter("setpgid", "pid=%d pgid=5{*}", 0x3ffffff0);
	leave("res=%ld{*}", r);
	/* The leader of a group cannot open a session. */
	r = call(SYS_setsid);
	leave_only("setsid", "res=%ld{*}", r);
	r = call(SYS_chroot, here);
	leave_only("chroot", "res=%s path=%s", res_text(r), here);
	r = call(SYS_chroot, "/nowhere");
	leave_only("chroot", "res=%s path=/nowhere", res_text(r));
	r = call(SYS_setresgid, 54321, 54322, 54323);
	enter("setresgid", "rgid=54321(<NA>) egid=54322(<NA>) sgid=54323(<NA>)");
	leave("res=%s", res_text(r));
	r = call(SYS_setresuid, 54321, 54322, -1);
	enter("setresuid", "ruid=54321(<NA>) euid=54322(<NA>) suid=-1(<NONE>)");
	leave("res=%s", res_text(r));
	r = call(SYS_geteuid);
	leave_only("geteuid", "euid=54322(<NA>)");
	r = call(SYS_setgid, 0);
	enter("setgid", "gid=0(root)");
	leave("res=%s", res_text(r));
	r = call(SYS_setuid, 5);
	enter("setuid", "uid=5({+})");
	leave("res=%s", res_text(r));
}

static void forks(void)
{
	long pid = call(SYS_fork);

	if (pid == 0) {
		child_begin("fork", "0");
		as_nobody();
		child_end(7);
	}
	parent_end("fork", needs("fork", pid), "0");

	pid = call(SYS_clone, CLONE_FS | CLONE_IO | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0) {
		child_begin("clone", "6(CLONE_FS|CLONE_IO)");
		child_end(0);
	}
	parent_end("clone", needs("clone", pid), "6(CLONE_FS|CLONE_IO)");
	{
		struct clone_args args = {.flags = CLONE_FILES, .exit_signal = SIGCHLD};

		pid = call(SYS_clone3, &args, sizeof(args));
		if (pid == 0) {
			child_begin("clone3", "1(CLONE_FILES)");
			child_end(255);
		}
		parent_end("clone3", needs("clone3", pid), "1(CLONE_FILES)");
		args.flags = ~0UL;
		pid = call(SYS_clone3, &args, sizeof(args));
		leave_only("clone3", "res=%ld {*}", pid); /* a process number, not an error */
	}
}

/* A child that a signal ends. */
static void killed(void)
{
	long pid = call(SYS_fork);

	if (pid == 0) {
		long tid = child_begin("fork", "0");

		enter("kill", "pid=%s sig=1(SIGHUP)", pid_text(tid));
		leave("res=0");
		/* What ends a process reaches its threads as SIGKILL, from nobody. */
		event('>', "signaldeliver", "spid=0 dpid=%s sig=9(SIGKILL)", pid_text(tid));
		event('>', "procexit", "status=1 ret=0 sig=1(SIGHUP) core=0");
		call(SYS_kill, tid, SIGHUP);
	}
	parent_end("fork", needs("fork", pid), "0");
}

/* vfork, and a program that is not there: the parent's memory is the child's. */
static void vforks(void)
{
	static long tid;
	long pid;

	/* The child uses the parent's stack, so it must not call anything. */
	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "mov %[getpid], %%eax\n\t"
			 "syscall\n\t"
			 "mov %%rax, %[tid]\n\t"
			 "mov $4, %%edi\n\t"
			 "mov %[exit], %%eax\n\t"
			 "syscall\n"
			 "1:"
			 : "=a"(pid), [tid] "=m"(tid)
			 : "a"(SYS_vfork), [getpid] "i"(SYS_getpid), [exit] "i"(SYS_exit_group)
			 : "rcx", "r11", "rdi", "memory");
	needs("vfork", pid);
	pid_is(tid, "truth");
	thread_speak_for(tid);
	event('<', "vfork", "res=0 %s", born(tid, tid, self.pid, "{*}"));
	generic("getpid", SYS_getpid);
	event('>', "exit_group", "nativeID={231|252}");
	event('>', "procexit", "status=1024 ret=4 sig=0 core=0");
	thread_speak_for(0);
	parent_end("vfork", pid, "{*}");
}

/* -------------------------------------------------------------------------- programs --- */

/* The text of an argument list, or of an environment, which is cut when it is printed. */
static const char *list_text(const char *const *list)
{
	char joined[9000];
	size_t len = 0;

	for (; *list; list++) {
		size_t n = strlen(*list) + 1;

		memcpy(joined + len, *list, n);
		len += n;
	}
	return printed_list(joined, len);
}

const char *executed(long tid, const char *exe, const char *const *argv, const char *const *env,
		     const char *comm)
{
	return text("exe=%s args=%s tid=%ld(%s) pid=%ld(%s) ptid=%s cwd={*} fdlimit=%ld " COUNTERS
		    " comm=%s cgroups={+} env=%s tty={*} pgid={*} loginuid={+} flags={*}",
		    exe, list_text(argv + 1), tid, comm, tid, comm, pid_text(self.pid),
		    self.fdlimit, comm, list_text(env));
}

void tell_tiny(void)
{
	enter("close", "fd=%d", MARK_END);
	leave("res=-9(EBADF)");
	event('>', "exit_group", "nativeID={231|252}");
	event('>', "procexit", "status=1792 ret=7 sig=0 core=0");
}

static void programs(void)
{
	static char long_arg[4097];
	static const char *const argv[] = {"renamed", "first word", "", "b\001c", NULL};
	static const char *const env[] = {"ONE=1", "TWO=two words", NULL};
	static const char *const one_long[] = {"long", long_arg, NULL};
	static const char *const none[] = {NULL};
	const char *path = tiny_path();
	long fd, pid, r;

	memset(long_arg, 'l', 4096);
	pid = call(SYS_fork);
	if (pid == 0) {
		long tid = child_begin("fork", "0");

		r = call(SYS_execve, "/no/such/program", argv, env);
		enter("execve", "filename=/no/such/program");
		leave("res=%s exe={renamed|%s} {*} comm=truth {*}", res_text(r), program_name());
		enter("execve", "filename=%s", path);
		leave("res=0 %s", executed(tid, "renamed", argv, env, "tiny"));
		tell_tiny();
		call(SYS_execve, path, argv, env);
		broken("execve", 0);
	}
	parent_end("fork", needs("fork", pid), "0");

	pid = call(SYS_fork);
	if (pid == 0) {
		long tid = child_begin("fork", "0");

		enter("execve", "filename=%s", path);
		leave("res=0 %s", executed(tid, "long", one_long, none, "tiny"));
		tell_tiny();
		call(SYS_execve, path, one_long, none);
		broken("execve", 0);
	}
	parent_end("fork", needs("fork", pid), "0");

	pid = call(SYS_fork);
	if (pid == 0) {
		long tid = child_begin("fork", "0");

		fd = do_open(path, O_RDONLY | O_CLOEXEC, 0);
		enter("execveat", "dirfd=%s pathname={*} flags=1(AT_EMPTY_PATH)", fd_text(fd));
		/* The kernel names what has no path after the descriptor, or after the file. */
		/* A program that begins finds the number of execve in its registers. */
		event('<', "execve", "res=0 %s",
		      executed(tid, "renamed", argv, env, text("{tiny|%ld}", fd)));
		tell_tiny();
		call(SYS_execveat, fd, "", argv, env, AT_EMPTY_PATH);
		broken("execveat", 0);
	}
	parent_end("fork", needs("fork", pid), "0");
	r = call(SYS_execveat, 199, "none", argv, env, 0);
	enter("execveat", "dirfd=199 pathname=none(none) flags=0");
	leave("res=%s exe={renamed|%s} {*} comm=truth {*}", res_text(r), program_name());
}

void truth_processes(void)
{
	learn();
	forks();
	killed();
	vforks();
	programs();
}

/* --------------------------------------------------------------------------- threads --- */

#define THREAD_FLAGS \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | \
	 CLONE_CHILD_CLEARTID)
#define THREAD_TEXT \
	"8435715(CLONE_FILES|CLONE_FS|CLONE_SIGHAND|CLONE_SYSVSEM|CLONE_THREAD|CLONE_VM|" \
	"CLONE_CHILD_CLEARTID)"
#define THREADS 3
#define ROUNDS 23

struct shared {
	int tid, alive, file;
};

/* What a thread does; it has no thread-local storage and calls nothing of the C library. */
static void thread_main(struct shared *s)
{
	int i;

	s->tid = (int)call(SYS_gettid);
	for (i = 0; i < ROUNDS; i++)
		call(SYS_write, s->file, "thread", 6);
	call(SYS_exit, 0);
}

static long start_thread(struct shared *s, char *stack_end)
{
	register long r10 __asm__("r10") = (long)&s->alive;
	register long r8 __asm__("r8") = 0;
	long r;

	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "mov %[arg], %%rdi\n\t"
			 "call *%[fn]\n"
			 "1:"
			 : "=a"(r)
			 : "a"(SYS_clone), "D"(THREAD_FLAGS), "S"(stack_end), "d"(0), "r"(r10),
			   "r"(r8), [arg] "b"(s), [fn] "r"(thread_main)
			 : "rcx", "r11", "memory");
	return r;
}

void truth_threads(void)
{
	static char stack[THREADS][65536] __attribute__((aligned(16)));
	static struct shared shared[THREADS];
	long fd = do_open("threads", O_WRONLY | O_CREAT | O_APPEND, 0600);
	int i, j;

	learn();
	for (i = 0; i < THREADS; i++) {
		struct shared *s = &shared[i];
		long tid;

		s->file = (int)fd;
		s->alive = 1;
		tid = needs("clone", start_thread(s, stack[i] + sizeof(stack[i])));
		leave_only("clone", "res={%ld|%ld(truth)} %s", tid, tid,
			   born(self.pid, self.pid, self.ppid, THREAD_TEXT));
		/* The kernel clears the word and wakes whoever waits. Spin: how often a wait
		 * would return is not known. */
		while (__atomic_load_n(&s->alive, __ATOMIC_ACQUIRE))
			;
		pid_is(tid, "truth");
		thread_speak_for(tid);
		event('<', "clone", "res=0 %s", born(tid, self.pid, self.ppid, THREAD_TEXT));
		generic("gettid", SYS_gettid);
		for (j = 0; j < ROUNDS; j++) {
			enter("write", "fd=%s size=6", fd_text(fd));
			leave("res=6 data=thread");
		}
		event('>', "exit", "nativeID=%d", SYS_exit);
		event('>', "procexit", "status=0 ret=0 sig=0 core=0");
		thread_speak_for(0);
	}
	do_close(fd);
}
