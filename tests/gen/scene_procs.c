/* SPDX-License-Identifier: Apache-2.0 */
#include "event_codes.h"
#include "tests/gen/scenes.h"

#define CGROUPS BL("cpu=/user.slice\0memory=/user.slice\0pids=/\0")

/* Who makes a clone or exec call, or is made by one. */
struct who {
	int64_t tid, pid, ptid, vtid, vpid;
	const char *comm, *exe;
	uint32_t flags, uid;
	bool container;
};

static struct val cgroups(const struct who *w)
{
	return w->container ? BL(CONTAINER_CGROUPS "\0") : CGROUPS;
}

/* The exit of clone, fork, vfork or clone3 in their present form, seen by `w`. */
static void clone_exit(struct gen *g, unsigned code, int64_t res, const struct who *w)
{
	EV(g, w->tid, code, I(res), S(w->exe), BL("-c\0true\0"), I(w->tid), I(w->pid), I(w->ptid),
	   S(""), I(1024), I(0), I(300), I(20000), I(4000), I(0), S(w->comm), cgroups(w),
	   I(w->flags), I(w->uid), I(w->uid), I(w->vtid), I(w->vpid));
}

static void exec_exit(struct gen *g, const struct who *w, const char *exe, const char *comm)
{
	EV(g, w->tid, EV_SYSCALL_EXECVE_19_X, I(0), S(exe), BL("-l\0/tmp\0"), I(w->tid), I(w->pid),
	   I(w->ptid), S("/home/ada"), I(2048), I(1), I(200), I(9000), I(2000), I(4), S(comm),
	   cgroups(w), BL("HOME=/root\0TERM=dumb\0"), I(34816), I(w->pid), I(1000), I(1));
}

static void exec(struct gen *g, const struct who *w, const char *path, const char *exe,
		 const char *comm)
{
	EV(g, w->tid, EV_SYSCALL_EXECVE_19_E, S(path));
	exec_exit(g, w, exe, comm);
}

static void execveat(struct gen *g, const struct who *w, int64_t dirfd, const char *path,
		     uint32_t flags)
{
	EV(g, w->tid, EV_SYSCALL_EXECVEAT_E, I(dirfd), S(path), I(flags));
	EV(g, w->tid, EV_SYSCALL_EXECVEAT_X, I(0), S("prog"), BL("x\0"), I(w->tid), I(w->pid),
	   I(w->ptid), S("/home/ada"), I(1024), I(0), I(0), I(1), I(2), I(3), S("prog"), CGROUPS,
	   BL("A=b\0"), I(0), I(w->pid), I(-1), I(0));
}

static void leave(struct gen *g, int64_t tid, int64_t status)
{
	EV(g, tid, EV_PROCEXIT_1_E, I(status), I(status >> 8), I(status & 0x7f), I(0));
}

static void stat(struct gen *g, int64_t tid, const char *path)
{
	EV0(g, tid, EV_SYSCALL_STAT_E);
	EV(g, tid, EV_SYSCALL_STAT_X, I(0), S(path));
}

/* fork, the child runs a program, both seen from either side. */
static void fork_and_exec(struct gen *g)
{
	const struct who bash = {.tid = TID_BASH,
				 .pid = TID_BASH,
				 .ptid = 1,
				 .vtid = TID_BASH,
				 .vpid = TID_BASH,
				 .comm = "bash",
				 .exe = "-bash",
				 .uid = 1000,
				 .flags = CL_CHILD_CLEARTID};
	struct who kid = bash;

	kid.tid = kid.pid = kid.vtid = kid.vpid = 2001;
	kid.ptid = TID_BASH;
	EV0(g, TID_BASH, EV_SYSCALL_CLONE_20_E);
	clone_exit(g, EV_SYSCALL_CLONE_20_X, 2001, &bash);
	clone_exit(g, EV_SYSCALL_CLONE_20_X, 0, &kid);
	stat(g, 2001, "as bash");
	exec(g, &kid, "/usr/bin/ls", "ls", "ls");
	stat(g, 2001, "as ls");
	EV(g, 2001, EV_SYSCALL_WRITE_E, I(1), I(2));
	EV(g, 2001, EV_SYSCALL_WRITE_X, I(2), BL("a\n"));
	leave(g, 2001, 0);
	stat(g, 2001, "after its end");

	/* The child's side comes first; a relative program. */
	kid.tid = kid.pid = kid.vtid = kid.vpid = 2002;
	EV0(g, TID_BASH, EV_SYSCALL_FORK_20_E);
	clone_exit(g, EV_SYSCALL_FORK_20_X, 0, &kid);
	stat(g, 2002, "before its parent knows");
	clone_exit(g, EV_SYSCALL_FORK_20_X, 2002, &bash);
	exec(g, &kid, "./bin/tool", "./bin/tool", "tool");
	stat(g, 2002, "relative");
	leave(g, 2002, 256);

	/* Failures. */
	EV0(g, TID_BASH, EV_SYSCALL_VFORK_20_E);
	clone_exit(g, EV_SYSCALL_VFORK_20_X, -11, &bash);
	EV(g, TID_BASH, EV_SYSCALL_EXECVE_19_E, S("/bin/nothing"));
	EV(g, TID_BASH, EV_SYSCALL_EXECVE_19_X, I(-2), S("-bash"), E, I(TID_BASH), I(TID_BASH),
	   I(1), S("/home/ada"), I(1024), I(0), I(0), I(0), I(0), I(0), S("bash"), CGROUPS, E, I(0),
	   I(0), I(-1), I(0));
	/* execve's enter event was lost; execveat by fd. */
	kid.tid = kid.pid = kid.vtid = kid.vpid = 2003;
	EV0(g, TID_BASH, EV_SYSCALL_CLONE3_E);
	clone_exit(g, EV_SYSCALL_CLONE3_X, 2003, &bash);
	clone_exit(g, EV_SYSCALL_CLONE3_X, 0, &kid);
	exec_exit(g, &kid, "lost", "lost");
	stat(g, 2003, "lost enter");
	execveat(g, &kid, 88, "/opt/bin/prog", 0);
	stat(g, 2003, "at");
}

/* Generations of clone, fork and vfork: 11, 16 and 17 parameters. */
static void old_clones(struct gen *g)
{
	static const unsigned with_16[] = {EV_SYSCALL_CLONE_16_E, EV_SYSCALL_FORK_E,
					   EV_SYSCALL_VFORK_E};
	static const unsigned with_17[] = {EV_SYSCALL_CLONE_17_E, EV_SYSCALL_FORK_17_E,
					   EV_SYSCALL_VFORK_17_E};
	const int64_t b = TID_BASH;
	int64_t kid = 2100;
	unsigned i;

	EV0(g, b, EV_SYSCALL_CLONE_11_E);
	EV(g, b, EV_SYSCALL_CLONE_11_X, I(kid), S("bash11"), BL("-x\0"), I(b), I(b), I(1),
	   S("/home/ada"), I(1024), I(0), I(1000), I(1000));
	EV(g, kid, EV_SYSCALL_CLONE_11_X, I(0), S("bash11"), BL("-x\0"), I(kid), I(kid), I(b),
	   S("/home/ada"), I(1024), I(0), I(1000), I(1000));
	stat(g, kid, "eleven");
	for (i = 0; i < 3; i++) {
		kid++;
		EV0(g, b, with_16[i]);
		EV(g, b, with_16[i] + 1, I(kid), S("bash16"), BL("-x\0"), I(b), I(b), I(1),
		   S("/home/ada"), I(1024), I(1), I(2), I(3), I(4), I(5), I(0), I(1000), I(1000));
		EV(g, kid, with_16[i] + 1, I(0), S("bash16"), BL("-x\0"), I(kid), I(kid), I(b),
		   S("/home/ada"), I(1024), I(1), I(2), I(3), I(4), I(5), I(0), I(1000), I(1000));
		stat(g, kid, "sixteen");
	}
	for (i = 0; i < 3; i++) {
		kid++;
		EV0(g, b, with_17[i]);
		EV(g, b, with_17[i] + 1, I(kid), S("/bin/bash"), BL("-x\0"), I(b), I(b), I(1),
		   S("/home/ada"), I(1024), I(1), I(2), I(3), I(4), I(5), S("bash17"), I(0),
		   I(1000), I(1000));
		stat(g, kid, "seventeen");
	}
}

/* Generations of execve: 8, 13, 14, 15, 16, 17 and 18 parameters. */
static void old_execs(struct gen *g)
{
	const int64_t t = 2100;

#define HEAD	I(0), S("prog"), BL("one\0two\0"), I(t), I(t), I(TID_BASH), S("/home/ada"), I(1024)
#define FIGURES I(1), I(2), I(3000), I(400), I(5)
	EV0(g, t, EV_SYSCALL_EXECVE_8_E);
	EV(g, t, EV_SYSCALL_EXECVE_8_X, HEAD);
	stat(g, t, "8");
	EV0(g, t, EV_SYSCALL_EXECVE_13_E);
	EV(g, t, EV_SYSCALL_EXECVE_13_X, HEAD, FIGURES);
	stat(g, t, "13");
	EV0(g, t, EV_SYSCALL_EXECVE_14_E);
	EV(g, t, EV_SYSCALL_EXECVE_14_X, HEAD, FIGURES, BL("A=14\0"));
	stat(g, t, "14");
	EV0(g, t, EV_SYSCALL_EXECVE_15_E);
	EV(g, t, EV_SYSCALL_EXECVE_15_X, HEAD, FIGURES, S("fifteen"), BL("A=15\0"));
	stat(g, t, "15");
	EV0(g, t, EV_SYSCALL_EXECVE_16_E);
	EV(g, t, EV_SYSCALL_EXECVE_16_X, HEAD, FIGURES, S("sixteen"), CGROUPS, BL("A=16\0"));
	stat(g, t, "16");
	EV0(g, t, EV_SYSCALL_EXECVE_17_E);
	EV(g, t, EV_SYSCALL_EXECVE_17_X, HEAD, FIGURES, S("seventeen"), CGROUPS, BL("A=17\0"),
	   I(34816));
	stat(g, t, "17");
	EV(g, t, EV_SYSCALL_EXECVE_18_E, S("/bin/eighteen"));
	EV(g, t, EV_SYSCALL_EXECVE_18_X, HEAD, FIGURES, S("eighteen"), CGROUPS, BL("A=18\0"), I(0));
	stat(g, t, "18");
#undef HEAD
#undef FIGURES
}

void scene_procs(struct gen *g)
{
	fork_and_exec(g);
	old_clones(g);
	old_execs(g);
	EV0(g, 2101, EV_PROCEXIT_E);
	leave(g, 2102, 9);
	leave(g, TID_BASH, 0);
	stat(g, 2103, "an orphan");
}

/* 0.29.3 crashes when the path of execveat is relative. */
void scene_execveat(struct gen *g)
{
	const struct who bash = {.tid = TID_BASH,
				 .pid = TID_BASH,
				 .ptid = 1,
				 .vtid = TID_BASH,
				 .vpid = TID_BASH,
				 .comm = "bash",
				 .exe = "-bash",
				 .uid = 1000};

	EV(g, TID_BASH, EV_SYSCALL_OPEN_E, S("/opt/bin"), I(OF_RDONLY | OF_DIRECTORY), I(0));
	EV(g, TID_BASH, EV_SYSCALL_OPEN_X, I(9), S("/opt/bin"), I(OF_RDONLY | OF_DIRECTORY), I(0),
	   I(1));
	execveat(g, &bash, -100, "in/cwd", 0);
	stat(g, TID_BASH, "1");
	execveat(g, &bash, 9, "below", 0);
	stat(g, TID_BASH, "2");
	execveat(g, &bash, 9, "", 1);
	stat(g, TID_BASH, "3");
	execveat(g, &bash, 88, "of an unknown dir", 0);
	stat(g, TID_BASH, "4");
}

void scene_threads(struct gen *g)
{
	const uint32_t flags = CL_VM | CL_FS | CL_FILES | CL_SIGHAND | CL_THREAD;
	const struct who main = {.tid = TID_POSTGRES,
				 .pid = TID_POSTGRES,
				 .ptid = 1,
				 .vtid = TID_POSTGRES,
				 .vpid = TID_POSTGRES,
				 .comm = "postgres",
				 .exe = "postgres",
				 .uid = 112,
				 .flags = flags};
	struct who t = main;

	t.tid = t.vtid = 401;
	EV0(g, TID_POSTGRES, EV_SYSCALL_CLONE_20_E);
	clone_exit(g, EV_SYSCALL_CLONE_20_X, 401, &main);
	clone_exit(g, EV_SYSCALL_CLONE_20_X, 0, &t);
	t.tid = t.vtid = 402;
	EV0(g, TID_POSTGRES, EV_SYSCALL_CLONE_20_E);
	clone_exit(g, EV_SYSCALL_CLONE_20_X, 0, &t);
	clone_exit(g, EV_SYSCALL_CLONE_20_X, 402, &main);
	/* What one opens the others see; one closes while another opens the same number. */
	EV(g, 401, EV_SYSCALL_OPEN_E, S("shared"), I(OF_RDWR), I(0));
	EV(g, 401, EV_SYSCALL_OPEN_X, I(50), S("shared"), I(OF_RDWR), I(0), I(1));
	EV(g, 402, EV_SYSCALL_READ_E, I(50), I(1));
	EV(g, TID_POSTGRES, EV_SYSCALL_CLOSE_E, I(50));
	EV(g, 401, EV_SYSCALL_OPEN_E, S("again"), I(OF_RDWR), I(0));
	EV(g, 401, EV_SYSCALL_OPEN_X, I(50), S("again"), I(OF_RDWR), I(0), I(1));
	EV(g, TID_POSTGRES, EV_SYSCALL_CLOSE_X, I(0));
	EV(g, 402, EV_SYSCALL_READ_X, I(1), BL("x"));
	EV(g, 402, EV_SYSCALL_READ_E, I(50), I(1));
	EV(g, 402, EV_SYSCALL_READ_X, I(1), BL("y"));
	/* A thread runs a program; its siblings end; the main thread ends before one of them. */
	exec(g, &t, "/bin/other", "other", "other");
	stat(g, 402, "alone");
	leave(g, TID_POSTGRES, 0);
	stat(g, 401, "still here");
	leave(g, 401, 0);
	stat(g, TID_POSTGRES, "gone");

	/* The exit of 403 was lost; two seconds later its id is used again. */
	t = main;
	t.tid = t.vtid = t.pid = t.vpid = 403;
	t.ptid = TID_NGINX;
	t.flags = 0;
	clone_exit(g, EV_SYSCALL_CLONE_20_X, 0, &t);
	stat(g, 403, "first life");
	g->ts += 3000000000ull;
	t.comm = "second";
	clone_exit(g, EV_SYSCALL_CLONE_20_X, 0, &t);
	stat(g, 403, "second life");
	t.comm = "too soon";
	clone_exit(g, EV_SYSCALL_CLONE_20_X, 0, &t);
	stat(g, 403, "same life");
	/* An exit without enter, an enter without exit, a signal in between. */
	EV(g, 403, EV_SYSCALL_READ_E, I(0), I(9));
	EV(g, 403, EV_SIGNALDELIVER_E, I(1), I(403), I(15));
	EV(g, 403, EV_SYSCALL_READ_X, I(-4), E);
	EV(g, 403, EV_SYSCALL_WRITE_E, I(0), I(9));
	EV(g, 403, EV_SYSCALL_READ_E, I(0), I(9));
	EV(g, 403, EV_SYSCALL_WRITE_X, I(9), BL("overtaken"));
	EV(g, 403, EV_SYSCALL_READ_X, I(2), BL("in"));
	EV(g, 403, EV_SCHEDSWITCH_6_E, I(0), I(7), I(8), I(9), I(10), I(11));
	EV(g, 0, EV_SCHEDSWITCH_6_E, I(403), I(0), I(0), I(0), I(0), I(0));
	EV(g, 403, EV_SCHEDSWITCH_1_E, I(1));
}

static const char container_json[] =
	"{\"container\":{\"Mounts\":[{\"Destination\":\"/data\",\"Mode\":\"ro\","
	"\"Propagation\":\"rprivate\",\"RW\":false,\"Source\":\"/srv/data\"}],"
	"\"created_time\":1699990000,\"env\":[\"A=b\"],\"full_id\":\"" CONTAINER_ID "\","
	"\"id\":\"" CONTAINER_SHORT "\",\"image\":\"registry:5000/shop/web:1.2\","
	"\"imagedigest\":\"sha256:0123\",\"imageid\":\"abcdef0123456789\","
	"\"imagerepo\":\"registry:5000/shop/web\",\"imagetag\":\"1.2\",\"ip\":\"172.17.0.2\","
	"\"is_pod_sandbox\":false,\"labels\":{\"tier\":\"front\"},\"lookup_state\":1,"
	"\"name\":\"web-1\",\"port_mappings\":[{\"ContainerPort\":8000,\"HostIp\":2130706433,"
	"\"HostPort\":80}],\"privileged\":false,\"type\":0}}";

static const char later_json[] =
	"{\"container\":{\"id\":\"aaaabbbbcccc\",\"image\":\"busybox\",\"lookup_state\":1,"
	"\"name\":\"late\",\"privileged\":true,\"type\":11}}";

static const char failed_json[] =
	"{\"container\":{\"id\":\"ddddeeeeffff\",\"image\":\"\",\"lookup_state\":2,"
	"\"name\":\"\",\"type\":6}}";

void scene_containers(struct gen *g)
{
	const struct who py = {.tid = TID_PYTHON,
			       .pid = TID_PYTHON,
			       .ptid = 1,
			       .vtid = VTID_PYTHON,
			       .vpid = VTID_PYTHON,
			       .comm = "python3",
			       .exe = "python3",
			       .flags = CL_CHILD_IN_PIDNS,
			       .container = true};
	struct who kid = py;

	EV(g, -1, EV_CONTAINER_JSON_E, S(container_json));
	EV(g, -1, EV_CONTAINER_JSON_2_E, S(failed_json));
	stat(g, TID_PYTHON, "index.html");
	kid.tid = kid.pid = 2301;
	kid.vtid = kid.vpid = 8;
	kid.ptid = TID_PYTHON;
	EV0(g, TID_PYTHON, EV_SYSCALL_CLONE_20_E);
	clone_exit(g, EV_SYSCALL_CLONE_20_X, 8, &py);
	clone_exit(g, EV_SYSCALL_CLONE_20_X, 0, &kid);
	stat(g, 2301, "child in its namespace");
	exec(g, &kid, "/bin/sh", "sh", "sh");
	stat(g, 2301, "shell");
	EV(g, -1, EV_CONTAINER_JSON_2_E, S(later_json));
	EV(g, -1, EV_CONTAINER_JSON_2_E, S(failed_json));
	EV(g, -1, EV_CONTAINER_E, S("111122223333"), I(0), S("oldstyle"), S("image:old"));
	kid.tid = kid.pid = kid.vtid = kid.vpid = 2302;
	EV0(g, TID_BASH, EV_SYSCALL_STAT_E);
	EV(g, TID_BASH, EV_SYSCALL_STAT_X, I(0), S("on the host"));
	leave(g, 2301, 0);
	/* What it says replaces what was known of the container. */
	EV(g, -1, EV_CONTAINER_E, S(CONTAINER_SHORT), I(7), S("renamed"), S("image:new"));
	stat(g, TID_PYTHON, "renamed");
}
