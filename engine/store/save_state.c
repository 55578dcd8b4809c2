/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/store/save_state.h"

#include <string.h>

#include "engine/store/save.h"

/* What the callbacks below work with. */
struct saving {
	struct scap_writer *w;
	const struct state *st;
	const struct save_scope *scope;
	struct cursor look; /* at events that hold figures */
	uint64_t num;
	int rc;
	struct err *e;
};

static struct slice slice_of(const struct str *s)
{
	return (struct slice){s->s, s->len};
}

/* The list has paths without the slash that ours end with. */
static struct slice slice_of_dir(const struct str *s)
{
	return (struct slice){s->s, s->len > 1 && s->s[s->len - 1] == '/' ? s->len - 1 : s->len};
}

static void fill_figures(const struct saving *s, const struct thread_version *v,
			 struct scap_thread *t)
{
	struct thread_figures vm, faults;

	state_figures(s->st, v, FIG_VM, s->num, &vm);
	state_figures(s->st, v, FIG_FAULTS, s->num, &faults);
	t->vm_size_kb = vm.vm_size_kb;
	t->vm_rss_kb = vm.vm_rss_kb;
	t->vm_swap_kb = vm.vm_swap_kb;
	t->pf_major = faults.pf_major;
	t->pf_minor = faults.pf_minor;
}

static bool is_wanted(const struct saving *s, uint32_t version)
{
	return !s->scope->wanted || s->scope->wanted(s->scope->arg, s->scope->at, version);
}

static bool save_thread(void *arg, uint32_t version)
{
	struct saving *s = arg;
	const struct thread_version *v = state_thread(s->st, version);
	struct scap_thread t = {
		.tid = v->tid,
		.pid = v->pid,
		.ptid = v->ptid,
		.sid = v->sid,
		.vpgid = v->vpgid,
		.pgid = v->pgid,
		.vtid = v->vtid,
		.vpid = v->vpid,
		.comm = slice_of(v->comm),
		.exe = slice_of(v->exe),
		.exepath = slice_of(v->exepath),
		.args = slice_of(v->args),
		.cwd = slice_of_dir(v->cwd_as_is),
		.env = slice_of(v->env),
		.cgroups = slice_of(v->cgroups),
		.root = slice_of(v->root),
		.fdlimit = v->fdlimit,
		.flags = v->flags & ~(uint32_t)TF_ACTIVE,
		.uid = v->uid,
		.gid = v->gid,
		.loginuid = v->loginuid,
		.cap_inheritable = v->cap_inheritable,
		.cap_permitted = v->cap_permitted,
		.cap_effective = v->cap_effective,
		.exe_writable = v->exe_writable,
	};

	/* Placeholders come back by themselves; one that holds fds must be there to own them. */
	if ((v->placeholder && !v->fdtable) || !is_wanted(s, version))
		return true;
	fill_figures(s, v, &t);
	scap_writer_add_thread(s->w, &t);
	return true;
}

static bool save_fd(void *arg, int64_t fd, uint32_t version)
{
	const struct saving *s = arg;
	const struct fd_version *v = state_fd(s->st, version);
	/* Connections are ours as client -> server, the list's as local -> remote. */
	bool swap = fd_is_inet(v) && v->role == ROLE_SERVER;
	const struct endpoint *src = swap ? &v->dst : &v->src, *dst = swap ? &v->src : &v->dst;
	struct scap_fd f = {
		.fd = fd,
		.ino = v->ino,
		.type = v->type,
		.l4proto = v->proto,
		.src_port = src->port,
		.dst_port = dst->port,
		.unix_src = v->unix_src,
		.unix_dst = v->unix_dst,
		.open_flags = v->open_flags,
		.dev = v->dev,
		.name = slice_of(v->name),
	};

	memcpy(f.src_ip, src->ip, sizeof(f.src_ip));
	memcpy(f.dst_ip, dst->ip, sizeof(f.dst_ip));
	scap_writer_add_fd(s->w, &f);
	return true;
}

/* Threads that share the files of their main thread have no table of their own. */
static bool save_fds(void *arg, uint32_t version)
{
	struct saving *s = arg;
	const struct thread_version *v = state_thread(s->st, version);

	if (!v->fdtable || ((v->flags & TF_CLONE_FILES) && v->tid != v->pid) ||
	    !is_wanted(s, version))
		return true;
	scap_writer_fd_list(s->w, v->tid);
	state_each_fd(s->st, v, s->num, save_fd, s);
	s->rc = scap_writer_list_end(s->w, s->e);
	return s->rc == 0;
}

static bool save_user(void *arg, const struct scap_user *u)
{
	scap_writer_add_user(arg, u);
	return true;
}

static int save_interfaces(struct saving *s)
{
	uint32_t n, i;
	const struct scap_interface *list = state_interfaces(s->st, &n);

	if (!n)
		return 0;
	scap_writer_list(s->w, LIST_INTERFACES);
	for (i = 0; i < n; i++)
		scap_writer_add_interface(s->w, &list[i]);
	return scap_writer_list_end(s->w, s->e);
}

static int save_lists(struct saving *s)
{
	int rc = save_interfaces(s);

	if (rc < 0)
		return rc;
	scap_writer_list(s->w, LIST_USERS);
	state_each_user(s->st, save_user, s->w);
	rc = scap_writer_list_end(s->w, s->e);
	if (rc < 0)
		return rc;
	scap_writer_list(s->w, LIST_THREADS);
	state_each_thread(s->st, s->num, save_thread, s);
	rc = scap_writer_list_end(s->w, s->e);
	if (rc < 0)
		return rc;
	state_each_thread(s->st, s->num, save_fds, s);
	return s->rc;
}

int save_state_of(struct scap_writer *w, struct log *log, const struct save_scope *scope,
		  struct err *e)
{
	struct saving s = {
		.w = w, .st = scope->at->state, .scope = scope, .num = scope->num, .e = e};
	int rc = scap_writer_section(w, state_machine(s.st), e);

	if (rc < 0)
		return rc;
	cursor_init(&s.look, log);
	rc = save_lists(&s);
	cursor_release(&s.look);
	return rc;
}

int save_state(struct scap_writer *w, struct log *log, const struct state *st, uint64_t num,
	       struct err *e)
{
	const struct cursor at = {.log = log, .num = num, .state = st};
	const struct save_scope scope = {.at = &at, .num = num};

	return save_state_of(w, log, &scope, e);
}
