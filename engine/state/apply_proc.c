/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "engine/event/render.h"
#include "engine/state/internal.h"
#include "event_codes.h"

/* Handlers of events that change threads: clone, exec, exit, ids, directories, limits. */

#define CLONE_STALE_NS 2000000000ull /* an older thread of the same tid is another one */
#define RLIMIT_NOFILE_SCAP 7
#define PR_SET_NAME_SCAP 15
#define EXE_WRITABLE 1u
#define EXE_UPPER_LAYER 2u
#define EXE_FROM_MEMFD 4u
#define EXE_LOWER_LAYER 8u

/* ----------------------------------------------------- parameters by their name --- */

/*
 * The clone and exec families have a dozen generations of codes whose parameters stand at
 * different places, so they are found by name.
 */
static int index_of(const struct apply *a, const char *name)
{
	int i = evt_param_index(a->e->info, name);

	return i < a->e->nparams ? i : -1;
}

static int64_t named_i64(const struct apply *a, const char *name, int64_t dflt)
{
	int i = index_of(a, name);

	return i < 0 ? dflt : evt_i64(a->e, (unsigned)i, dflt);
}

/* A text, or `dflt` when the event has no such parameter. */
static const struct str *named_text(const struct apply *a, const char *name,
				    const struct str *dflt)
{
	int i = index_of(a, name);
	struct param p;
	struct slice s;

	if (i < 0 || !evt_param(a->e, (unsigned)i, &p))
		return dflt;
	s = param_text(&p);
	return intern(a->st->strings, s.p, s.len);
}

/* A NUL-separated list, ending in NUL. */
static const struct str *named_list(const struct apply *a, const char *name,
				    const struct str *dflt)
{
	struct buf *b = &a->st->tmp;
	int i = index_of(a, name);
	struct param p;

	if (i < 0 || !evt_param(a->e, (unsigned)i, &p))
		return dflt;
	if (!p.len || !p.p[p.len - 1])
		return intern(a->st->strings, p.p, p.len);
	buf_clear(b);
	buf_put(b, p.p, p.len);
	buf_putc(b, 0);
	return intern(a->st->strings, b->p, b->len);
}

/* Producers since libs 0.20 write no enter events and put more into the exit. */
static bool is_recent(const struct apply *a)
{
	return !a->enter && a->e->nparams > a->e->info->nref;
}

static struct thread_version *modify(struct apply *a)
{
	return a->slot && a->slot->cur ? thread_modify(a->st, a->slot, a->num) : NULL;
}

/* --------------------------------------------------------------------- clone --- */

static void set_exe(struct apply *a, struct thread_version *v)
{
	v->exe = named_text(a, "exe", v->exe);
	v->comm = named_text(a, "comm", v->exe);
	v->args = named_list(a, "args", a->st->empty);
}

static void set_cgroups(struct apply *a, struct thread_version *v)
{
	v->cgroups = named_list(a, "cgroups", v->cgroups);
	v->container_id = container_of_cgroups(a->st, v->cgroups);
}

/* The new thread's version, from its parent's and the event. */
static void fill_child(struct apply *a, struct thread_version *v, const struct thread_version *p,
		       bool in_pidns)
{
	uint32_t flags = (uint32_t)named_i64(a, "flags", 0);
	bool thread = flags & TF_CLONE_THREAD;

	v->ptid = p->tid;
	v->pid = thread ? named_i64(a, "pid", p->pid) : v->tid;
	v->flags = flags | TF_ACTIVE;
	v->exepath = p->exepath;
	v->exe_writable = p->exe_writable;
	v->exe_upper_layer = p->exe_upper_layer;
	v->exe_lower_layer = p->exe_lower_layer;
	v->exe_from_memfd = p->exe_from_memfd;
	v->exe_ino = p->exe_ino;
	v->exe_ino_ctime = p->exe_ino_ctime;
	v->exe_ino_mtime = p->exe_ino_mtime;
	v->root = p->root;
	v->sid = p->sid;
	v->vpgid = p->vpgid;
	v->pgid = p->pgid;
	v->tty = p->tty;
	v->loginuid = p->loginuid;
	v->cap_inheritable = p->cap_inheritable;
	v->cap_permitted = p->cap_permitted;
	v->cap_effective = p->cap_effective;
	v->cgroups = a->st->empty;
	v->exe = p->exe;
	set_exe(a, v);
	set_cgroups(a, v);
	v->fdlimit = named_i64(a, "fdlimit", -1);
	v->uid = (uint32_t)named_i64(a, "uid", UINT32_MAX);
	v->gid = (uint32_t)named_i64(a, "gid", UINT32_MAX);
	v->vtid = in_pidns ? named_i64(a, "vtid", -1) : v->tid;
	v->vpid = in_pidns ? named_i64(a, "vpid", -1) : v->pid;
	v->pidns_init_start_ts = (uint64_t)named_i64(a, "pidns_init_start_ts",
						     (int64_t)p->pidns_init_start_ts);
	v->clone_ts = a->e->ts;
}

static void make_child(struct apply *a, int64_t child, int64_t parent, bool in_pidns, bool inverted)
{
	struct state *st = a->st;
	uint32_t pi = slot_get(st, parent), ci = slot_get(st, child), mi;
	struct thread_version *p, *v;
	uint32_t table;

	p = slot_version(st, slot_at(st, pi));
	if (!p && !(p = thread_placeholder(st, pi, a->num)))
		return;
	if (p->placeholder) {
		p = thread_modify(st, slot_at(st, pi), a->num);
		set_exe(a, p);
		p->placeholder = false;
	}
	table = thread_table(st, p, false, a->num);
	v = thread_create(st, ci, a->num);
	if (!v)
		return;
	/* Making the child may have been the first change of the parent by this event. */
	p = slot_version(st, slot_at(st, pi));
	fill_child(a, v, p, in_pidns);
	if (inverted)
		v->flags |= TF_CLONE_INVERTED;
	figure_add(st, slot_at(st, ci), FIG_VM, a->num, a->e);
	figure_add(st, slot_at(st, ci), FIG_FAULTS, a->num, a->e);
	if (!(v->flags & TF_CLONE_THREAD)) {
		struct slot *main = thread_main(st, p, a->num);
		const struct thread_version *mv = main ? slot_version(st, main) : p;

		v->env = mv->env;
		v->cwd = mv->cwd;
		v->cwd_as_is = mv->cwd_as_is;
		v->fdtable = table_copy(st, table, a->num);
	} else if (v->pid != v->tid && (mi = slot_find(st, v->pid)) && slot_at(st, mi)->cur) {
		children_add(st, slot_at(st, mi), 1, a->num);
	}
}

/*
 * Is that the thread which the event tells of? One of the process list can be: the list is read
 * when events have begun to come, and may know a thread before its first event is applied.
 */
static bool is_same_thread(const struct apply *a, const struct thread_version *v)
{
	uint64_t since = v->clone_ts ? v->clone_ts : state_time_origin(a->st, a->num);

	return a->e->ts - since < CLONE_STALE_NS;
}

static void clone_in_child(struct apply *a, bool in_pidns)
{
	struct state *st = a->st;
	uint32_t si = slot_find(st, a->e->tid);
	struct slot *s = si ? slot_at(st, si) : NULL;
	const struct thread_version *v = s ? slot_version(st, s) : NULL;
	bool thread = named_i64(a, "flags", 0) & TF_CLONE_THREAD;
	struct thread_version *w;

	if (v && is_same_thread(a, v)) {
		if (in_pidns) {
			w = thread_modify(st, s, a->num);
			w->vtid = named_i64(a, "vtid", w->vtid);
			w->vpid = named_i64(a, "vpid", w->vpid);
		}
		return;
	}
	make_child(a, a->e->tid, named_i64(a, thread ? "pid" : "ptid", -1), in_pidns, true);
	a->slot = NULL; /* the event was prepared without this thread */
}

static void clone_exit(struct apply *a)
{
	int64_t res = evt_i64(a->e, 0, -1), tid = named_i64(a, "tid", a->e->tid);
	uint32_t flags = (uint32_t)named_i64(a, "flags", 0), ci;
	bool in_pidns = (flags & TF_CHILD_IN_PIDNS) || named_i64(a, "vtid", tid) != tid;
	const struct thread_version *v;

	if (res < 0)
		return;
	if (!res) {
		clone_in_child(a, in_pidns);
		return;
	}
	/* The parent cannot know the child's id outside a namespace: its own event tells. */
	if (in_pidns)
		return;
	ci = slot_find(a->st, res);
	v = ci ? slot_version(a->st, slot_at(a->st, ci)) : NULL;
	if (v && (v->flags & TF_CLONE_INVERTED))
		return;
	make_child(a, res, a->e->tid, false, false);
}

/* ---------------------------------------------------------------------- exec --- */

static const struct str *exec_path(struct apply *a, const struct thread_version *v)
{
	struct state *st = a->st;
	struct param p;
	struct slice name;
	int64_t dirfd;
	uint32_t table, fd;

	if (is_recent(a) && index_of(a, "trusted_exepath") >= 0)
		return named_text(a, "trusted_exepath", v->exepath);
	if (a->e->type != EV_SYSCALL_EXECVEAT_X) {
		if (!a->enter || !evt_param(a->enter, 0, &p))
			return v->exepath;
		name = param_text(&p);
		if (name.len >= 4 && !memcmp(name.p, "<NA>", 4))
			return st->na;
		return path_in(st, thread_cwd(st, v, a->num), name).dotted;
	}
	if (!a->enter || !evt_param(a->enter, 1, &p))
		return v->exepath;
	name = param_text(&p);
	dirfd = evt_i64(a->enter, 0, -1);
	if ((name.len && name.p[0] == '/') || dirfd == -100)
		return path_in(st, thread_cwd(st, v, a->num), name).dotted;
	table = thread_table(st, v, false, a->num);
	fd = table ? table_get(st, table, dirfd) : 0;
	if (!fd)
		return st->na;
	if (!name.len)
		return fd_ver(st, fd)->name;
	return path_in(st, dir_of_fd(st, fd), name).dotted;
}

static void exec_exit(struct apply *a)
{
	struct thread_version *v;
	uint32_t exe_flags;

	if (evt_i64(a->e, 0, -1) < 0 || !(v = modify(a)))
		return;
	v->exepath = exec_path(a, v);
	set_exe(a, v);
	v->pid = named_i64(a, "pid", v->pid);
	if (v->ptid == -1)
		v->ptid = named_i64(a, "ptid", -1);
	v->fdlimit = named_i64(a, "fdlimit", v->fdlimit);
	v->env = named_list(a, "env", v->env);
	if (index_of(a, "cgroups") >= 0)
		set_cgroups(a, v);
	v->tty = (int32_t)named_i64(a, "tty", v->tty);
	/* The first parameter of that name is the group in the namespace (execve, index 17). */
	v->vpgid = named_i64(a, "pgid", v->vpgid);
	v->vpgid = named_i64(a, "vpgid", v->vpgid);
	v->loginuid = (uint32_t)named_i64(a, "loginuid", v->loginuid);
	if (index_of(a, "flags") >= 0) {
		exe_flags = (uint32_t)named_i64(a, "flags", 0);
		v->exe_writable = exe_flags & EXE_WRITABLE;
		v->exe_upper_layer = exe_flags & EXE_UPPER_LAYER;
		v->exe_from_memfd = exe_flags & EXE_FROM_MEMFD;
		v->exe_lower_layer = exe_flags & EXE_LOWER_LAYER;
	}
	v->cap_inheritable = (uint64_t)named_i64(a, "cap_inheritable", (int64_t)v->cap_inheritable);
	v->cap_permitted = (uint64_t)named_i64(a, "cap_permitted", (int64_t)v->cap_permitted);
	v->cap_effective = (uint64_t)named_i64(a, "cap_effective", (int64_t)v->cap_effective);
	v->exe_ino = (uint64_t)named_i64(a, "exe_ino", (int64_t)v->exe_ino);
	v->exe_ino_ctime = (uint64_t)named_i64(a, "exe_ino_ctime", (int64_t)v->exe_ino_ctime);
	v->exe_ino_mtime = (uint64_t)named_i64(a, "exe_ino_mtime", (int64_t)v->exe_ino_mtime);
	if (is_recent(a)) {
		v->uid = (uint32_t)named_i64(a, "uid", v->uid);
		v->gid = (uint32_t)named_i64(a, "gid", v->gid);
	}
	v->flags = TF_ACTIVE | (v->flags & TF_CLONE_INVERTED);
	figure_add(a->st, a->slot, FIG_VM, a->num, a->e);
	figure_add(a->st, a->slot, FIG_FAULTS, a->num, a->e);
}

static void proc_exit(struct apply *a)
{
	if (!a->slot)
		return;
	a->slot->closing = true;
	a->st->pending_exit = slot_version(a->st, a->slot)->slot;
}

/* ----------------------------------------------------------------------- ids --- */

static void set_id(struct apply *a, int exit_i, int enter_i, bool gid)
{
	int64_t id;
	struct thread_version *v;

	if (evt_i64(a->e, 0, -1) < 0)
		return;
	id = apply_i64(a, exit_i, enter_i, -1);
	if ((uint32_t)id == UINT32_MAX || !(v = modify(a)))
		return;
	if (gid)
		v->gid = (uint32_t)id;
	else
		v->uid = (uint32_t)id;
}

static void setuid_exit(struct apply *a)
{
	set_id(a, 1, 0, false);
}

static void setgid_exit(struct apply *a)
{
	set_id(a, 1, 0, true);
}

/* ruid, euid, suid: the effective one counts. */
static void setresuid_exit(struct apply *a)
{
	set_id(a, 2, 1, false);
}

static void setresgid_exit(struct apply *a)
{
	set_id(a, 2, 1, true);
}

static void setsid_exit(struct apply *a)
{
	int64_t res = evt_i64(a->e, 0, -1);
	struct thread_version *v;

	if (res >= 0 && (v = modify(a)))
		v->sid = res;
}

static void capset_exit(struct apply *a)
{
	struct thread_version *v;

	if (evt_i64(a->e, 0, -1) < 0 || !(v = modify(a)))
		return;
	v->cap_inheritable = evt_u64(a->e, 1, v->cap_inheritable);
	v->cap_permitted = evt_u64(a->e, 2, v->cap_permitted);
	v->cap_effective = evt_u64(a->e, 3, v->cap_effective);
}

static void prctl_exit(struct apply *a)
{
	struct thread_version *v;
	struct slice s;
	struct param p;

	if (evt_i64(a->e, 0, -1) < 0 || evt_i64(a->e, 1, -1) != PR_SET_NAME_SCAP ||
	    !evt_param(a->e, 2, &p) || !(v = modify(a)))
		return;
	s = param_text(&p);
	v->comm = intern(a->st->strings, s.p, s.len);
}

/* --------------------------------------------------------------- directories --- */

static void set_cwd(struct apply *a, struct slice path)
{
	struct state *st = a->st;
	struct thread_version *v;
	struct two_paths old, cwd;
	struct slot *main;

	if (!a->slot || !a->slot->cur)
		return;
	main = thread_main(st, slot_version(st, a->slot), a->num);
	if (!main)
		return;
	v = slot_version(st, main);
	old = (struct two_paths){v->cwd, v->cwd_as_is};
	cwd = path_slashed(st, path_in(st, old, path));
	if (cwd.dotted == old.dotted && cwd.as_is == old.as_is)
		return;
	v = thread_modify(st, main, a->num);
	v->cwd = cwd.dotted;
	v->cwd_as_is = cwd.as_is;
}

/* chdir and getcwd: the path is the exit's second parameter. */
static void chdir_exit(struct apply *a)
{
	struct param p;

	if (evt_i64(a->e, 0, -1) >= 0 && evt_param(a->e, 1, &p))
		set_cwd(a, param_text(&p));
}

static void fchdir_exit(struct apply *a)
{
	const struct str *name;

	if (evt_i64(a->e, 0, -1) < 0 || !a->fd)
		return;
	name = fd_ver(a->st, a->fd)->name;
	set_cwd(a, (struct slice){.p = name->s, .len = name->len});
}

static void chroot_exit(struct apply *a)
{
	struct thread_version *v;
	struct slice s;
	struct param p;

	if (evt_i64(a->e, 0, -1) < 0 || !evt_param(a->e, 1, &p) || !(v = modify(a)))
		return;
	s = param_text(&p);
	v->root = intern(a->st->strings, s.p, s.len);
}

/* -------------------------------------------------------------------- limits --- */

static void set_fdlimit(struct apply *a, int64_t tid, int64_t limit)
{
	struct state *st = a->st;
	uint32_t si = slot_find(st, tid);
	struct slot *main;

	if (!si || !slot_at(st, si)->cur)
		return;
	main = thread_main(st, slot_version(st, slot_at(st, si)), a->num);
	if (main && slot_version(st, main)->fdlimit != limit)
		thread_modify(st, main, a->num)->fdlimit = limit;
}

static void rlimit_exit(struct apply *a)
{
	if (evt_i64(a->e, 0, -1) >= 0 && apply_i64(a, 3, 0, -1) == RLIMIT_NOFILE_SCAP)
		set_fdlimit(a, a->e->tid, evt_i64(a->e, 1, -1));
}

static void prlimit_exit(struct apply *a)
{
	int64_t limit = evt_i64(a->e, 1, -1), pid;

	if (evt_i64(a->e, 0, -1) < 0 || limit == -1 || apply_i64(a, 6, 1, -1) != RLIMIT_NOFILE_SCAP)
		return;
	pid = apply_i64(a, 5, 0, 0);
	set_fdlimit(a, pid ? pid : a->e->tid, limit);
}

static void memory_exit(struct apply *a)
{
	if (a->slot)
		figure_add(a->st, a->slot, FIG_VM, a->num, a->e);
}

static const struct apply_row rows[] = {
	{EV_SYSCALL_CLONE_11_X, clone_exit},
	{EV_SYSCALL_CLONE_16_X, clone_exit},
	{EV_SYSCALL_CLONE_17_X, clone_exit},
	{EV_SYSCALL_CLONE_20_X, clone_exit},
	{EV_SYSCALL_FORK_X, clone_exit},
	{EV_SYSCALL_FORK_17_X, clone_exit},
	{EV_SYSCALL_FORK_20_X, clone_exit},
	{EV_SYSCALL_VFORK_X, clone_exit},
	{EV_SYSCALL_VFORK_17_X, clone_exit},
	{EV_SYSCALL_VFORK_20_X, clone_exit},
	{EV_SYSCALL_CLONE3_X, clone_exit},
	{EV_SYSCALL_EXECVE_8_X, exec_exit},
	{EV_SYSCALL_EXECVE_13_X, exec_exit},
	{EV_SYSCALL_EXECVE_14_X, exec_exit},
	{EV_SYSCALL_EXECVE_15_X, exec_exit},
	{EV_SYSCALL_EXECVE_16_X, exec_exit},
	{EV_SYSCALL_EXECVE_17_X, exec_exit},
	{EV_SYSCALL_EXECVE_18_X, exec_exit},
	{EV_SYSCALL_EXECVE_19_X, exec_exit},
	{EV_SYSCALL_EXECVEAT_X, exec_exit},
	{EV_PROCEXIT_E, proc_exit},
	{EV_PROCEXIT_1_E, proc_exit},
	{EV_SYSCALL_SETUID_X, setuid_exit},
	{EV_SYSCALL_SETGID_X, setgid_exit},
	{EV_SYSCALL_SETRESUID_X, setresuid_exit},
	{EV_SYSCALL_SETRESGID_X, setresgid_exit},
	{EV_SYSCALL_SETREUID_X, setresuid_exit},
	{EV_SYSCALL_SETREGID_X, setresgid_exit},
	{EV_SYSCALL_SETSID_X, setsid_exit},
	{EV_SYSCALL_CAPSET_X, capset_exit},
	{EV_SYSCALL_PRCTL_X, prctl_exit},
	{EV_SYSCALL_CHDIR_X, chdir_exit},
	{EV_SYSCALL_GETCWD_X, chdir_exit},
	{EV_SYSCALL_FCHDIR_X, fchdir_exit},
	{EV_SYSCALL_CHROOT_X, chroot_exit},
	{EV_SYSCALL_GETRLIMIT_X, rlimit_exit},
	{EV_SYSCALL_SETRLIMIT_X, rlimit_exit},
	{EV_SYSCALL_PRLIMIT_X, prlimit_exit},
	{EV_SYSCALL_BRK_4_X, memory_exit},
	{EV_SYSCALL_MMAP_X, memory_exit},
	{EV_SYSCALL_MMAP2_X, memory_exit},
	{EV_SYSCALL_MUNMAP_X, memory_exit},
};
const struct apply_rows apply_proc = {rows, sizeof(rows) / sizeof(rows[0])};
