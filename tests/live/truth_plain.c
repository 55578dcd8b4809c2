/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls that have no event type of their own: of these, the name is recorded where the reference
 * has one for it (its table of names ends with clone3), and always the number.
 */
#include "tests/live/truth.h"

#include <linux/sched.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Room for what calls write; nothing here writes more. */
static char out[4096];
static struct timespec ts = {0, 1};

#define OUT (long)out
#define PLAIN(name, ...) {SYS_##name, #name, {__VA_ARGS__}}
#define NAMELESS(name, ...) {SYS_##name, "<unknown>", {__VA_ARGS__}}

struct plain {
	long nr;
	const char *name;
	long arg[4];
};

void truth_plain(void)
{
	const struct plain calls[] = {
		PLAIN(gettid, 0),
		PLAIN(getppid, 0),
		PLAIN(getpgrp, 0),
		PLAIN(getpgid, 0),
		{SYS_getsid, "getsid", {0}},
		PLAIN(getcpu, OUT, OUT, 0),
		PLAIN(sched_yield, 0),
		PLAIN(sched_getaffinity, 0, sizeof(out), OUT),
		PLAIN(sched_getparam, 0, OUT),
		PLAIN(sched_getscheduler, 0),
		PLAIN(sched_get_priority_max, SCHED_FIFO),
		PLAIN(sched_get_priority_min, 999),
		PLAIN(sched_rr_get_interval, 0, OUT),
		PLAIN(gettimeofday, OUT, 0),
		PLAIN(time, 0),
		PLAIN(times, OUT),
		PLAIN(clock_gettime, CLOCK_REALTIME, OUT),
		PLAIN(clock_gettime, 12345, OUT),
		PLAIN(clock_getres, CLOCK_REALTIME, OUT),
		PLAIN(uname, OUT),
		PLAIN(sysinfo, OUT),
		PLAIN(getrusage, RUSAGE_SELF, OUT),
		PLAIN(getpriority, PRIO_PROCESS, 0),
		PLAIN(ioprio_get, 1, 0),
		PLAIN(personality, 0xffffffff),
		PLAIN(rt_sigprocmask, 0, 0, OUT, 8),
		PLAIN(rt_sigpending, OUT, 8),
		PLAIN(rt_sigtimedwait, OUT + 256, 0, (long)&ts, 8),
		PLAIN(sigaltstack, 0, OUT),
		PLAIN(prctl, PR_GET_NAME, OUT),
		PLAIN(arch_prctl, 0x1003, OUT),
		PLAIN(get_robust_list, 0, OUT, OUT + 8),
		PLAIN(getrandom, OUT, 16, 0),
		PLAIN(getitimer, 0, OUT),
		PLAIN(setitimer, 0, OUT, 0),
		PLAIN(alarm, 0),
		PLAIN(timer_create, 999, 0, OUT),
		PLAIN(timer_delete, -1),
		PLAIN(wait4, -1, 0, WNOHANG, 0),
		PLAIN(waitid, 0, -1, 0, 0),
		PLAIN(mq_unlink, (long)"sonde-truth-none"),
		PLAIN(add_key, (long)"no such type", 0, 0, 0),
		PLAIN(keyctl, 9999, 0, 0, 0),
		PLAIN(process_vm_readv, 0, 0, 0, 0),
		PLAIN(fanotify_init, 0xffffffff, 0),
		PLAIN(perf_event_open, 0, 0, -1, -1),
		PLAIN(syslog, 9999, 0, 0),
		PLAIN(sysfs, 3),
		PLAIN(io_setup, 0, OUT),
		PLAIN(io_destroy, 0),
		PLAIN(acct, (long)"/no/such/file"),
		PLAIN(ustat, 0xffff, OUT),
		PLAIN(syncfs, -1),
		PLAIN(getxattr, (long)".", (long)"user.none", OUT, 8),
		PLAIN(listxattr, (long)".", OUT, 100),
		PLAIN(setxattr, (long)"/no/such", (long)"user.a", OUT, 1),
		PLAIN(removexattr, (long)".", (long)"user.none"),
		PLAIN(swapoff, (long)"/no/such/file"),
		PLAIN(reboot, 0, 0, 0),
		PLAIN(finit_module, -1, (long)"", 0),
		PLAIN(delete_module, (long)"no-such-module", 0),
		NAMELESS(kcmp, 0, 0, 99, 0),
		NAMELESS(sched_getattr, 0, OUT, 64, 0),
		NAMELESS(get_mempolicy, 0, 0, 0, 0),
		NAMELESS(pidfd_open, 0, 0),
		NAMELESS(pidfd_send_signal, -1, 0, 0, 0),
		NAMELESS(landlock_create_ruleset, 0, 0, 1),
		NAMELESS(futex_waitv, 0, 0, 0, 0),
		NAMELESS(fsopen, (long)"no such type", 0),
		NAMELESS(open_tree, -1, (long)"", 0),
		NAMELESS(mount_setattr, -1, (long)"", 0, 0),
		NAMELESS(rseq, 0, 0, 99, 0),
		NAMELESS(ioperm, -1, 0, 0),
		NAMELESS(process_madvise, -1, 0, 0, 0),
	};
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		const struct plain *c = &calls[i];

		call(c->nr, c->arg[0], c->arg[1], c->arg[2], c->arg[3]);
		generic(c->name, c->nr);
	}
}
