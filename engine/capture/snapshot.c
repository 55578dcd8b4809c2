/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/mem.h"
#include "engine/capture/proc_call.h"
#include "engine/capture/proc_cgroup.h"
#include "engine/capture/proc_fds.h"
#include "engine/capture/proc_task.h"
#include "engine/capture/snapshot_host.h"

#define MAX_ARGS    4096 /* bytes of arguments, and of environment: the process list's limit */
#define MAX_EXE	    4096
#define MAX_LIMITS  4096
#define MAX_CGROUPS 16384
#define MAX_FDS	    65536

struct snapshot {
	struct snapshot_opts o;
	struct snapshot_stats stats;
	int proc;
	int64_t self; /* our process id, as that /proc has it */
	bool host_known;
	uint64_t boot_ts, tick_ns, own_mnt_ns;
	uint64_t init_start_ts;	 /* birth of our pid namespace: of process 1 */
	struct num_map ns_inits; /* pid namespace -> index + 1 of its birth */
	uint64_t *births;
	uint32_t nbirths;
	uint64_t *later; /* processes whose namespace's init comes after them */
	uint32_t nlater;
	bool last_round;
	struct num_map ids_seen;
	struct host_id *ids; /* users and groups of processes that no file names */
	uint32_t nids;
	struct cgroups *cgroups;
	struct mounts *mounts;
	struct sockets *sockets;
	struct fd_scan fds;
	struct state *st; /* during a call */
	bool calls;	  /* what threads are in is looked at, in this one */
	int64_t pid;	  /* whose fds and threads are being read */
	/* texts of one process */
	struct buf text, args, env, exepath, cwd, root, path;
};

/* A process as it was read: what its threads share, and where it is. */
struct process {
	struct snapshot *s;
	struct scap_thread t;
	struct task_facts facts;
	int dirfd;
};

/* ------------------------------------------------------------- who it is about --- */

static void meanwhile(const struct snapshot *s)
{
	if (s->o.meanwhile)
		s->o.meanwhile(s->o.arg);
}

static void fd_found(void *arg, const struct scap_fd *f)
{
	struct snapshot *s = arg;

	meanwhile(s);
	state_import_fd(s->st, s->pid, f);
}

static void remember_id(struct snapshot *s, uint32_t id, bool is_group)
{
	uint64_t key = (uint64_t)id << 1 | is_group;

	if (id == UINT32_MAX || num_map_get(&s->ids_seen, key))
		return;
	num_map_set(&s->ids_seen, key, 1);
	s->ids = xrealloc(s->ids, (s->nids + 1) * sizeof(*s->ids));
	s->ids[s->nids++] = (struct host_id){id, is_group};
}

/* dirfd: the task's. What runs, or was stopped, waits for nothing. */
static void import_thread(struct snapshot *s, const struct scap_thread *t,
			  const struct task_facts *f, int dirfd)
{
	struct thread_call call;

	meanwhile(s);
	state_import_thread(s->st, t);
	if (s->calls && strchr("SD", f->state) && proc_call(dirfd, &s->text, &call))
		state_import_call(s->st, t->tid, &call);
	remember_id(s, t->uid, false);
	remember_id(s, t->gid, true);
	remember_id(s, t->loginuid, false);
	s->stats.threads++;
}

static bool left_out(const struct snapshot *s, const struct scap_thread *t,
		     const struct task_facts *f)
{
	if (f->kernel_thread && s->o.skip_kernel_threads)
		return true;
	/* What has ended and only waits to be asked for its status will not say so again. */
	if (strchr("ZXx", f->state) && f->nthreads <= 1)
		return true;
	return s->o.skip_self && t->pid == s->self;
}

/* --------------------------------------------------------------- pid namespaces --- */

/*
 * When the first process of its pid namespace was started; false when that process was not met
 * yet. Ours begins with process 1.
 */
static bool namespace_birth(struct snapshot *s, struct process *p)
{
	uint64_t birth = s->boot_ts + p->facts.start_ticks * s->tick_ns, ns;
	uint32_t i;

	if (p->facts.depth < 2) {
		p->t.pidns_init_start_ts = s->init_start_ts;
		return true;
	}
	ns = proc_ns(p->dirfd, "ns/pid");
	i = ns ? num_map_get(&s->ns_inits, ns) : 0;
	if (!i && ns && p->t.vpid == 1) {
		s->births = xrealloc(s->births, (s->nbirths + 1) * sizeof(*s->births));
		s->births[s->nbirths++] = birth;
		i = s->nbirths;
		num_map_set(&s->ns_inits, ns, i);
	}
	if (i)
		p->t.pidns_init_start_ts = s->births[i - 1];
	return i || !ns;
}

/* ---------------------------------------------------------------- the program --- */

enum { CAP_DAC_OVERRIDE_BIT = 1 << 1, CAP_FOWNER_BIT = 1 << 3 };

/* Could the process write to its program? Supplementary groups are not looked at. */
static bool may_write(const struct scap_thread *t, const struct stat *st)
{
	if (t->uid == st->st_uid || (t->cap_effective & (CAP_DAC_OVERRIDE_BIT | CAP_FOWNER_BIT)))
		return true;
	if (t->gid == st->st_gid)
		return st->st_mode & S_IWGRP;
	return st->st_mode & S_IWOTH;
}

/* An overlay's file comes from the upper layer when it is there. */
static void overlay_layer(struct snapshot *s, const struct mount *m, struct scap_thread *t)
{
	const struct mount *below;
	uint32_t skip = m->point->len > 1 ? m->point->len : 0;
	struct stat st;

	below = mounts_by_path(s->mounts, s->own_mnt_ns,
			       (struct slice){m->upper->s, m->upper->len});
	if (!m->upper->len || !below || !below->quick || stat(m->upper->s, &st))
		return;
	buf_clear(&s->path);
	buf_put(&s->path, m->upper->s, m->upper->len);
	buf_put(&s->path, t->exepath.p + skip, t->exepath.len - skip);
	t->exe_upper_layer = !lstat(buf_cstr(&s->path), &st);
	t->exe_lower_layer = !t->exe_upper_layer;
}

static uint64_t stamp_ns(const struct timespec *ts)
{
	return (uint64_t)ts->tv_sec * 1000000000ull + (uint64_t)ts->tv_nsec;
}

static void program(struct snapshot *s, struct process *p)
{
	struct scap_thread *t = &p->t;
	uint64_t ns = proc_ns(p->dirfd, "ns/mnt");
	const struct mount *m;
	struct stat st;

	if (t->root.len == 1)
		mounts_learn(s->mounts, ns, p->dirfd);
	if (!proc_link(p->dirfd, "exe", &s->exepath))
		return;
	t->exepath = slice_of_buf(&s->exepath);
	t->exe_from_memfd = slice_begins(t->exepath, "/memfd:");
	m = mounts_by_path(s->mounts, ns, t->exepath);
	if (!m || !m->quick || fstatat(p->dirfd, "exe", &st, 0))
		return;
	t->exe_ino = st.st_ino;
	t->exe_ino_ctime = stamp_ns(&st.st_ctim);
	t->exe_ino_mtime = stamp_ns(&st.st_mtim);
	t->exe_writable = may_write(t, &st);
	if (m->upper->len)
		overlay_layer(s, m, t);
}

/* argv[0] and the rest. What does not fit is cut, with the NUL that ends the list. */
static void command_line(struct snapshot *s, struct process *p)
{
	struct slice rest;

	if (!proc_read(p->dirfd, "cmdline", &s->args, MAX_EXE + MAX_ARGS))
		return;
	rest = slice_of_buf(&s->args);
	p->t.exe = take_until(&rest, 0);
	p->t.args = rest;
	if (rest.len > MAX_ARGS) {
		p->t.args.len = MAX_ARGS;
		s->args.p[rest.p - s->args.p + MAX_ARGS - 1] = 0;
	}
}

static void environment(struct snapshot *s, struct process *p)
{
	if (!proc_read(p->dirfd, "environ", &s->env, MAX_ARGS) || !s->env.len)
		return;
	if (s->env.len == MAX_ARGS)
		s->env.p[MAX_ARGS - 1] = 0;
	p->t.env = slice_of_buf(&s->env);
}

/* ------------------------------------------------------------------ one process --- */

/* prlimit() needs a privilege for somebody else's process, the file none. */
static int64_t fd_limit(struct snapshot *s, const struct process *p)
{
	static const char head[] = "Max open files";
	struct rlimit limit;
	struct slice rest, line;

	if (!s->o.proc_dir && !prlimit((pid_t)p->t.pid, RLIMIT_NOFILE, NULL, &limit))
		return (int64_t)limit.rlim_cur;
	if (!proc_read(p->dirfd, "limits", &s->text, MAX_LIMITS))
		return -1;
	rest = slice_of_buf(&s->text);
	while (rest.len) {
		line = take_line(&rest);
		if (!slice_begins(line, head))
			continue;
		line.p += sizeof(head) - 1;
		line.len -= sizeof(head) - 1;
		rest = take_word(&line);
		return rest.len && rest.p[0] != 'u' ? (int64_t)take_u64(&rest, 10) : -1;
	}
	return -1;
}

/* What is not in stat and status. Whatever of it may not be read stays unknown. */
static void fill(struct snapshot *s, struct process *p)
{
	struct scap_thread *t = &p->t;
	struct slice rest;

	if (proc_read(p->dirfd, "cgroup", &s->text, MAX_CGROUPS))
		t->cgroups = cgroups_of(s->cgroups, slice_of_buf(&s->text));
	if (proc_read(p->dirfd, "loginuid", &s->text, 32) && s->text.len) {
		rest = slice_of_buf(&s->text);
		t->loginuid = (uint32_t)take_u64(&rest, 10);
	}
	t->fdlimit = fd_limit(s, p);
	if (t->tid != t->pid)
		t->flags = TF_CLONE_THREAD | TF_CLONE_FILES;
	if (p->facts.kernel_thread)
		return;
	if (proc_link(p->dirfd, "root", &s->root))
		t->root = slice_of_buf(&s->root);
	if (proc_link(p->dirfd, "cwd", &s->cwd))
		t->cwd = slice_of_buf(&s->cwd);
	command_line(s, p);
	environment(s, p);
	program(s, p);
}

static bool thread_of(void *arg, uint64_t tid, const char *name)
{
	const struct process *p = arg;
	struct snapshot *s = p->s;
	struct scap_thread t;
	struct task_facts f;
	char path[32];
	int dirfd;

	if ((int64_t)tid == p->t.tid)
		return true;
	snprintf(path, sizeof(path), "task/%.20s", name);
	dirfd = proc_open_dir(p->dirfd, path);
	if (dirfd < 0)
		return true;
	if (proc_task(dirfd, &s->text, &t, &f)) {
		t.tid = (int64_t)tid;
		t.flags = TF_CLONE_THREAD | TF_CLONE_FILES;
		t.exe = p->t.exe;
		t.args = p->t.args;
		t.exepath = p->t.exepath;
		t.root = p->t.root;
		t.cgroups = p->t.cgroups;
		t.fdlimit = p->t.fdlimit;
		t.loginuid = p->t.loginuid;
		t.pidns_init_start_ts = p->t.pidns_init_start_ts;
		t.exe_ino = p->t.exe_ino;
		t.exe_ino_ctime = p->t.exe_ino_ctime;
		t.exe_ino_mtime = p->t.exe_ino_mtime;
		t.exe_writable = p->t.exe_writable;
		t.exe_upper_layer = p->t.exe_upper_layer;
		t.exe_lower_layer = p->t.exe_lower_layer;
		t.exe_from_memfd = p->t.exe_from_memfd;
		import_thread(s, &t, &f, dirfd);
	} else {
		s->stats.gone++;
	}
	close(dirfd);
	return true;
}

static void threads_of(struct process *p)
{
	int task = p->facts.nthreads > 1 ? proc_open_dir(p->dirfd, "task") : -1;

	if (task < 0)
		return;
	proc_each_number(task, thread_of, p);
	close(task);
}

static void files_of(struct snapshot *s, struct process *p)
{
	s->pid = p->t.pid;
	if (!p->facts.kernel_thread && !fd_scan_process(&s->fds, p->dirfd))
		s->stats.fds_unreadable++;
}

enum outcome { READ, GONE, LEFT_OUT, LATER };

/* Everything of one task into the state; of a process, all its threads where asked. */
static enum outcome read_task(struct snapshot *s, int64_t tid, const char *name, bool threads)
{
	struct process p = {.s = s, .dirfd = proc_open_dir(s->proc, name)};
	enum outcome o = READ;

	if (p.dirfd < 0)
		return GONE;
	if (!proc_task(p.dirfd, &s->text, &p.t, &p.facts)) {
		o = GONE;
	} else {
		p.t.tid = tid;
		if (left_out(s, &p.t, &p.facts))
			o = LEFT_OUT;
		else if (!namespace_birth(s, &p) && !s->last_round)
			o = LATER;
	}
	if (o == READ) {
		fill(s, &p);
		import_thread(s, &p.t, &p.facts, p.dirfd);
		if (p.t.pid == tid) {
			s->stats.processes++;
			files_of(s, &p);
		}
		if (threads)
			threads_of(&p);
	}
	close(p.dirfd);
	return o;
}

static bool process_found(void *arg, uint64_t pid, const char *name)
{
	struct snapshot *s = arg;
	enum outcome o = read_task(s, (int64_t)pid, name, true);

	if (o == GONE)
		s->stats.gone++;
	if (o == LATER) {
		s->later = xrealloc(s->later, (s->nlater + 1) * sizeof(*s->later));
		s->later[s->nlater++] = pid;
	}
	return true;
}

/* --------------------------------------------------------------------- the whole --- */

static void learn_surroundings(struct snapshot *s)
{
	struct scap_thread t;
	struct task_facts f;
	int dirfd = proc_open_dir(s->proc, "self");

	if (dirfd >= 0) {
		s->own_mnt_ns = proc_ns(dirfd, "ns/mnt");
		mounts_learn(s->mounts, s->own_mnt_ns, dirfd);
		close(dirfd);
	}
	dirfd = proc_open_dir(s->proc, "1");
	if (dirfd >= 0) {
		if (proc_task(dirfd, &s->text, &t, &f))
			s->init_start_ts = s->boot_ts + f.start_ticks * s->tick_ns;
		close(dirfd);
	}
}

struct snapshot *snapshot_new(const struct snapshot_opts *o, struct err *e)
{
	const char *dir = o->proc_dir ? o->proc_dir : "/proc";
	int proc = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct snapshot *s;
	struct slice self;

	if (proc < 0) {
		err_set(e, ERR_IO, "%s: %s: the processes of this machine cannot be read", dir,
			strerror(errno));
		return NULL;
	}
	s = xcalloc(1, sizeof(*s));
	s->o = *o;
	s->proc = proc;
	s->boot_ts = host_boot_ts();
	s->tick_ns = 1000000000ull / (uint64_t)sysconf(_SC_CLK_TCK);
	s->cgroups = cgroups_new(proc);
	s->mounts = mounts_new();
	s->sockets = sockets_new(!o->proc_dir);
	fd_scan_init(&s->fds, s->mounts, s->sockets);
	s->fds.max = o->max_fds ? o->max_fds : MAX_FDS;
	s->fds.found = fd_found;
	s->fds.arg = s;
	s->self = -1;
	if (proc_link(proc, "self", &s->text)) {
		self = slice_of_buf(&s->text);
		s->self = take_i64(&self);
	}
	learn_surroundings(s);
	return s;
}

void snapshot_free(struct snapshot *s)
{
	if (!s)
		return;
	close(s->proc);
	fd_scan_release(&s->fds);
	cgroups_free(s->cgroups);
	mounts_free(s->mounts);
	sockets_free(s->sockets);
	num_map_release(&s->ns_inits);
	num_map_release(&s->ids_seen);
	free(s->births);
	free(s->later);
	free(s->ids);
	buf_release(&s->text);
	buf_release(&s->args);
	buf_release(&s->env);
	buf_release(&s->exepath);
	buf_release(&s->cwd);
	buf_release(&s->root);
	buf_release(&s->path);
	free(s);
}

static void name_service(struct snapshot *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->nids; i++) {
		const struct host_id *id = &s->ids[i];

		if (id->is_group ? !state_group(s->st, str_empty, id->id)
				 : !state_user(s->st, str_empty, id->id))
			s->ids[n++] = *id;
	}
	host_unknown_users(s->st, s->ids, n);
	s->nids = 0;
}

int snapshot_take(struct snapshot *s, struct state *st, struct err *e)
{
	uint64_t from = monotonic_ns();
	uint32_t i;
	char name[24];

	s->st = st;
	s->stats = (struct snapshot_stats){0};
	s->fds.nfds = s->fds.nskipped = 0;
	s->nlater = 0;
	s->last_round = false;
	s->calls = s->o.calls;
	sockets_forget(s->sockets);
	if (lseek(s->proc, 0, SEEK_SET) < 0)
		return err_set(e, ERR_IO, "/proc: %s", strerror(errno));
	if (!s->host_known) {
		host_machine(st, s->proc);
		host_interfaces(st);
		if (!s->o.skip_users)
			host_users(st);
		s->host_known = true;
	}
	proc_each_number(s->proc, process_found, s);
	s->last_round = true;
	for (i = 0; i < s->nlater; i++) {
		snprintf(name, sizeof(name), "%llu", (unsigned long long)s->later[i]);
		read_task(s, (int64_t)s->later[i], name, true);
	}
	meanwhile(s);
	if (!s->o.skip_users)
		name_service(s);
	meanwhile(s);
	state_import_done(st);
	s->stats.fds = s->fds.nfds;
	s->stats.fds_skipped = s->fds.nskipped;
	s->stats.took_ns = monotonic_ns() - from;
	s->st = NULL;
	s->calls = false;
	return 0;
}

bool snapshot_thread(struct snapshot *s, struct state *st, int64_t tid, uint64_t num)
{
	const struct thread_version *v;
	char name[24];
	bool found;

	s->st = st;
	s->last_round = true;
	state_import_begin(st, num);
	snprintf(name, sizeof(name), "%lld", (long long)tid);
	found = tid > 0 && read_task(s, tid, name, false) == READ;
	v = found ? state_thread(st, state_thread_at(st, tid, num)) : NULL;
	if (v && v->pid != tid && !state_thread_at(st, v->pid, num)) {
		snprintf(name, sizeof(name), "%lld", (long long)v->pid);
		read_task(s, v->pid, name, false);
	}
	state_import_done(st);
	s->st = NULL;
	return found;
}

const struct snapshot_stats *snapshot_stats(const struct snapshot *s)
{
	return &s->stats;
}
