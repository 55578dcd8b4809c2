/* SPDX-License-Identifier: Apache-2.0 */
/* Signals, limits, ids, semaphores, and calls that concern the kernel itself. */
#include "tests/live/truth.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/futex.h>
#include <linux/io_uring.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/ptrace.h>
#include <sys/quota.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <time.h>
#include <unistd.h>

#define NO_SUCH_PID 0x3ffffff0L

static volatile int handled;

static void on_signal(int sig)
{
	handled = sig;
}

/* A signal to oneself arrives as the call returns. */
static void tell_signal(long self, const char *sig)
{
	event('>', "signaldeliver", "spid=%s dpid=%s sig=%s", pid_text(self), pid_text(self), sig);
	generic("sigreturn", SYS_rt_sigreturn);
}

void truth_signals(void)
{
	/* The C library's sigaction is one call, too. */
	struct sigaction act = {.sa_handler = on_signal};
	struct timespec ts = {0, 1000000};
	long self = call(SYS_getpid);
	long r;

	generic("getpid", SYS_getpid);
	sigaction(SIGUSR1, &act, NULL);
	generic("rt_sigaction", SYS_rt_sigaction);
	sigaction(SIGTERM, &act, NULL);
	generic("rt_sigaction", SYS_rt_sigaction);
	r = call(SYS_kill, self, 0);
	enter("kill", "pid=%s sig=0", pid_text(self));
	leave("res=%s", res_text(r));
	r = call(SYS_kill, self, SIGUSR1);
	if (handled != SIGUSR1)
		broken("signal", handled);
	enter("kill", "pid=%s sig=10(SIGUSR1)", pid_text(self));
	leave("res=%s", res_text(r));
	tell_signal(self, "10(SIGUSR1)");
	r = call(SYS_tkill, self, SIGTERM);
	enter("tkill", "tid=%s sig=15(SIGTERM)", pid_text(self));
	leave("res=%s", res_text(r));
	tell_signal(self, "15(SIGTERM)");
	r = call(SYS_tgkill, self, self, SIGUSR1);
	enter("tgkill", "pid=%s tid=%s sig=10(SIGUSR1)", pid_text(self), pid_text(self));
	leave("res=%s", res_text(r));
	tell_signal(self, "10(SIGUSR1)");
	r = call(SYS_kill, NO_SUCH_PID, SIGKILL);
	enter("kill", "pid=%ld sig=9(SIGKILL)", NO_SUCH_PID);
	leave("res=%s", res_text(r));
	r = call(SYS_tkill, NO_SUCH_PID, 64);
	enter("tkill", "tid=%ld sig=64", NO_SUCH_PID);
	leave("res=%s", res_text(r));
	r = call(SYS_tgkill, self, NO_SUCH_PID, SIGHUP);
	enter("tgkill", "pid=%s tid=%ld sig=1(SIGHUP)", pid_text(self), NO_SUCH_PID);
	leave("res=%s", res_text(r));

	r = call(SYS_nanosleep, &ts, 0);
	enter("nanosleep", "interval=1000000(0.001s)");
	leave("res=%s", res_text(r));
	ts.tv_nsec = 1000000000;
	r = call(SYS_nanosleep, &ts, 0);
	enter("nanosleep", "interval=1000000000(1s)");
	leave("res=%s", res_text(r));
	ts.tv_nsec = 1000;
	call(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &ts, 0);
	generic("clock_nanosleep", SYS_clock_nanosleep);
}

void truth_limits(void)
{
	struct rlimit l = {0, 0}, set, old;
	long r;

	r = call(SYS_getrlimit, RLIMIT_NOFILE, &l);
	enter("getrlimit", "resource=7(RLIMIT_NOFILE)");
	leave("res=%s cur=%ld max=%ld", res_text(r), (long)l.rlim_cur, (long)l.rlim_max);
	r = call(SYS_getrlimit, 99, &l);
	enter("getrlimit", "resource=255(RLIMIT_UNKNOWN)");
	leave("res=%s cur={*} max={*}", res_text(r));
	set = (struct rlimit){4096, RLIM_INFINITY};
	call(SYS_getrlimit, RLIMIT_CORE, &l);
	enter("getrlimit", "resource=4(RLIMIT_CORE)");
	leave("res=0 cur=%ld max=%ld", (long)l.rlim_cur, (long)l.rlim_max);
	set.rlim_max = l.rlim_max;
	r = call(SYS_setrlimit, RLIMIT_CORE, &set);
	enter("setrlimit", "resource=4(RLIMIT_CORE)");
	leave("res=%s cur=4096 max=%ld", res_text(r), (long)set.rlim_max);
	r = call(SYS_setrlimit, RLIMIT_CORE, 1);
	enter("setrlimit", "resource=4(RLIMIT_CORE)");
	leave("res=%s cur={*} max={*}", res_text(r));
	set.rlim_cur = 8192;
	r = call(SYS_prlimit64, 0, RLIMIT_CORE, &set, &old);
	enter("prlimit", "pid=0{*} resource=4(RLIMIT_CORE)");
	leave("res=%s newcur=8192 newmax=%ld oldcur=4096 oldmax=%ld", res_text(r),
	      (long)set.rlim_max, (long)set.rlim_max);
	r = call(SYS_prlimit64, 0, RLIMIT_CORE, 0, &old);
	enter("prlimit", "pid=0{*} resource=4(RLIMIT_CORE)");
	leave("res=%s newcur=-1 newmax=-1 oldcur=8192 oldmax=%ld", res_text(r),
	      (long)set.rlim_max);
	r = call(SYS_prlimit64, NO_SUCH_PID, RLIMIT_AS, 0, &old);
	enter("prlimit", "pid=%ld resource=9(RLIMIT_AS)", NO_SUCH_PID);
	leave("res=%s newcur=-1 newmax=-1 oldcur=-1 oldmax=-1", res_text(r));
}

void truth_ids(void)
{
	unsigned id[3];
	long r;

	r = call(SYS_getuid);
	leave_only("getuid", "uid=%ld(root)", r);
	r = call(SYS_geteuid);
	leave_only("geteuid", "euid=%ld(root)", r);
	r = call(SYS_getgid);
	leave_only("getgid", "gid=%ld(root)", r);
	r = call(SYS_getegid);
	leave_only("getegid", "egid=%ld(root)", r);
	r = call(SYS_getresuid, &id[0], &id[1], &id[2]);
	leave_only("getresuid", "res=%s ruid=0(root) euid=0(root) suid=0(root)", res_text(r));
	r = call(SYS_getresgid, &id[0], &id[1], &id[2]);
	leave_only("getresgid", "res=%s rgid=0(root) egid=0(root) sgid=0(root)", res_text(r));
	r = call(SYS_getresuid, 1, 1, 1);
	leave_only("getresuid", "res=%s ruid={*} euid={*} suid={*}", res_text(r));
	r = call(SYS_setresuid, -1, -1, -1);
	enter("setresuid", "ruid=-1(<NONE>) euid=-1(<NONE>) suid=-1(<NONE>)");
	leave("res=%s", res_text(r));
	r = call(SYS_setresgid, -1, 0, -1);
	enter("setresgid", "rgid=-1(<NONE>) egid=0(root) sgid=-1(<NONE>)");
	leave("res=%s", res_text(r));
	r = call(SYS_setuid, 0);
	enter("setuid", "uid=0(root)");
	leave("res=%s", res_text(r));
	r = call(SYS_setgid, 0);
	enter("setgid", "gid=0(root)");
	leave("res=%s", res_text(r));
	call(SYS_setreuid, -1, -1);
	generic("setreuid", SYS_setreuid);
	call(SYS_setregid, -1, -1);
	generic("setregid", SYS_setregid);
	call(SYS_setfsuid, 0);
	generic("setfsuid", SYS_setfsuid);
	call(SYS_setfsgid, 0);
	generic("setfsgid", SYS_setfsgid);
	call(SYS_getgroups, 0, 0);
	generic("getgroups", SYS_getgroups);
}

void truth_ipc(void)
{
	struct sembuf ops[] = {{0, 1, 0}, {1, 2, IPC_NOWAIT}, {0, -1, SEM_UNDO}};
	int word = 0;
	long id, r;

	id = call(SYS_semget, IPC_PRIVATE, 2, IPC_CREAT);
	enter("semget", "key=0 nsems=2 semflg=8192(IPC_CREAT)");
	leave("res=%s", res_text(id));
	r = call(SYS_semget, 0x50de, 1, 0);
	enter("semget", "key=50DE nsems=1 semflg=0");
	leave("res=%s", res_text(r));
	r = call(SYS_semop, id, ops, 2);
	enter("semop", "semid=%ld", id);
	leave("res=%s nsops=2 sem_num_0=0 sem_op_0=1 sem_flg_0=0 sem_num_1=1 sem_op_1=2 "
	      "sem_flg_1=1(IPC_NOWAIT)",
	      res_text(r));
	r = call(SYS_semop, id, ops + 2, 1);
	enter("semop", "semid=%ld", id);
	leave("res=%s nsops=1 sem_num_0=0 sem_op_0=-1 sem_flg_0=2(SEM_UNDO) sem_num_1=0 "
	      "sem_op_1=0 sem_flg_1=0",
	      res_text(r));
	r = call(SYS_semop, -1, ops, 1);
	enter("semop", "semid=-1");
	leave("res=%s nsops=1 sem_num_0={*} sem_op_0={*} sem_flg_0={*} sem_num_1=0 sem_op_1=0 "
	      "sem_flg_1=0",
	      res_text(r));
	call(SYS_semtimedop, id, ops, 1, 0);
	generic("<unknown>", SYS_semtimedop);
	r = call(SYS_semctl, id, 1, SETVAL, 5);
	enter("semctl", "semid=%ld semnum=1 cmd=4096(SETVAL) val=5", id);
	leave("res=%s", res_text(r));
	r = call(SYS_semctl, id, 1, GETVAL, 0);
	enter("semctl", "semid=%ld semnum=1 cmd=512(GETVAL) val=0", id);
	leave("res=%s", res_text(r));
	r = call(SYS_semctl, id, 0, IPC_RMID, 0);
	enter("semctl", "semid=%ld semnum=0 cmd=4(IPC_RMID) val=0", id);
	leave("res=%s", res_text(r));
	r = call(SYS_semctl, id, 0, IPC_RMID, 0);
	enter("semctl", "semid=%ld semnum=0 cmd=4(IPC_RMID) val=0", id);
	leave("res=%s", res_text(r));

	r = call(SYS_futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, 0, 0, 0);
	enter("futex", "addr=%lX op=129(FUTEX_PRIVATE_FLAG|FUTEX_WAKE) val=1", (long)&word);
	leave("res=%s", res_text(r));
	r = call(SYS_futex, &word, FUTEX_WAIT, 7, 0, 0, 0);
	enter("futex", "addr=%lX op=0(FUTEX_WAIT) val=7", (long)&word);
	leave("res=%s", res_text(r));
	r = call(SYS_futex, 1, FUTEX_WAKE, 1, 0, 0, 0);
	enter("futex", "addr=1 op=1(FUTEX_WAKE) val=1");
	leave("res=%s", res_text(r));
	id = call(SYS_msgget, IPC_PRIVATE, IPC_CREAT);
	generic("msgget", SYS_msgget);
	call(SYS_msgrcv, id, 0, 0, 0, IPC_NOWAIT);
	generic("msgrcv", SYS_msgrcv);
	call(SYS_msgsnd, id, 0, 0, 0);
	generic("msgsnd", SYS_msgsnd);
	call(SYS_msgctl, id, IPC_RMID, 0);
	generic("msgctl", SYS_msgctl);
	id = call(SYS_shmget, IPC_PRIVATE, 4096, IPC_CREAT);
	generic("shmget", SYS_shmget);
	r = call(SYS_shmat, id, 0, 0);
	generic("shmat", SYS_shmat);
	call(SYS_shmdt, r);
	generic("shmdt", SYS_shmdt);
	call(SYS_shmctl, id, IPC_RMID, 0);
	generic("shmctl", SYS_shmctl);
}

void truth_kernel(void)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct data[2];
	struct io_uring_params params;
	unsigned action = SECCOMP_RET_ALLOW;
	union bpf_attr attr;
	long fd, r;

	memset(&attr, 0, sizeof(attr));
	r = call(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
	enter("bpf", "cmd=0");
	leave("res_or_fd=%s", res_text(r));
	r = call(SYS_bpf, 9999, &attr, sizeof(attr));
	enter("bpf", "cmd=9999");
	leave("res_or_fd=%s", res_text(r));
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = 4;
	attr.value_size = 4;
	attr.max_entries = 1;
	r = call(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
	enter("bpf", "cmd=0");
	leave("res_or_fd=%ld", r);
	if (r >= 0) {
		call(SYS_close, r);
		enter("close", "fd=%ld", r);
		leave("res=0");
	}
	r = call(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);
	enter("seccomp", "op=2");
	leave("res=%s", res_text(r));
	r = call(SYS_seccomp, 77, 0, 0);
	enter("seccomp", "op=77");
	leave("res=%s", res_text(r));
	memset(&params, 0, sizeof(params));
	fd = call(SYS_io_uring_setup, 4, &params);
	generic("<unknown>", SYS_io_uring_setup);
	call(SYS_io_uring_enter, fd, 0, 0, 0, 0, 0);
	generic("<unknown>", SYS_io_uring_enter);
	call(SYS_io_uring_register, fd, 9999, 0, 0);
	generic("<unknown>", SYS_io_uring_register);
	if (fd >= 0) {
		call(SYS_close, fd);
		enter("close", "fd=%ld", fd);
		leave("res=0");
	}
	memset(data, 0, sizeof(data));
	needs("capget", call(SYS_capget, &head, data));
	generic("capget", SYS_capget);
	call(SYS_capset, &head, data);
	generic("capset", SYS_capset);
	r = call(SYS_quotactl, QCMD(Q_GETQUOTA, USRQUOTA), "/no/device", 5, 1);
	enter("quotactl", "cmd=32(Q_GETQUOTA) type=1(USRQUOTA) id=5 quota_fmt={*}");
	leave("res=%s special=/no/device quotafilepath={*} dqb_bhardlimit={*} dqb_bsoftlimit={*} "
	      "dqb_curspace={*} dqb_ihardlimit={*} dqb_isoftlimit={*} dqb_btime={*} dqb_itime={*} "
	      "dqi_bgrace={*} dqi_igrace={*} dqi_flags={*} quota_fmt_out={*}",
	      res_text(r));
	r = call(SYS_ptrace, PTRACE_ATTACH, NO_SUCH_PID, 0, 0);
	enter("ptrace", "request=11(PTRACE_ATTACH) pid=%ld", NO_SUCH_PID);
	leave("res=%s addr={*} data={*}", res_text(r));
	r = call(SYS_ptrace, PTRACE_PEEKDATA, NO_SUCH_PID, 0x1000, &r);
	enter("ptrace", "request=3(PTRACE_PEEKDATA) pid=%ld", NO_SUCH_PID);
	leave("res=%s addr={*} data={*}", res_text(r));
}
