/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot_writer.h"

#include <stdlib.h>
#include <string.h>

#include "engine/scap/writer.h"
#include "event_codes.h"
#include "event_maker.h"

struct writing {
	const struct state *st;
	struct scap_writer *w;
};

static struct slice slice_of(const struct str *s)
{
	return (struct slice){s->s, s->len};
}

static bool add_thread(void *arg, uint32_t version)
{
	const struct writing *o = arg;
	const struct thread_version *v = state_thread(o->st, version);
	struct scap_thread t;
	struct thread_figures fig;

	state_initial_figures(o->st, v, &fig);
	t = (struct scap_thread){
		.tid = v->tid,
		.pid = v->pid,
		.ptid = v->ptid,
		.sid = v->sid,
		.vpgid = v->vpgid,
		.vtid = v->vtid,
		.vpid = v->vpid,
		.comm = slice_of(v->comm),
		.exe = slice_of(v->exe),
		.exepath = slice_of(v->exepath),
		.args = slice_of(v->args),
		.cwd = slice_of(v->cwd),
		.env = slice_of(v->env),
		.cgroups = slice_of(v->cgroups),
		.root = slice_of(v->root),
		.fdlimit = v->fdlimit,
		.flags = v->flags & ~(uint32_t)TF_ACTIVE,
		.uid = v->uid,
		.gid = v->gid,
		.loginuid = v->loginuid,
		.vm_size_kb = fig.vm_size_kb,
		.vm_rss_kb = fig.vm_rss_kb,
		.vm_swap_kb = fig.vm_swap_kb,
		.pf_major = fig.pf_major,
		.pf_minor = fig.pf_minor,
		.exe_writable = v->exe_writable,
	};

	scap_writer_add_thread(o->w, &t);
	return true;
}

/* Connections are client -> server in the state, local -> remote in the list. */
static bool add_fd(void *arg, int64_t fd, uint32_t version)
{
	const struct writing *o = arg;
	const struct fd_version *v = state_fd(o->st, version);
	bool swap = fd_is_inet(v) && v->role == ROLE_SERVER;
	const struct endpoint *src = swap ? &v->dst : &v->src, *dst = swap ? &v->src : &v->dst;
	struct scap_fd f = {.fd = fd,
			    .ino = v->ino,
			    .type = v->type,
			    .l4proto = v->proto,
			    .src_port = src->port,
			    .dst_port = dst->port,
			    .unix_src = v->unix_src,
			    .unix_dst = v->unix_dst,
			    .open_flags = v->open_flags,
			    .dev = v->dev,
			    .name = slice_of(v->name)};

	memcpy(f.src_ip, src->ip, 16);
	memcpy(f.dst_ip, dst->ip, 16);
	scap_writer_add_fd(o->w, &f);
	return true;
}

static bool add_fds(void *arg, uint32_t version)
{
	const struct writing *o = arg;
	const struct thread_version *v = state_thread(o->st, version);

	if (!v->fdtable)
		return true;
	scap_writer_fd_list(o->w, v->tid);
	state_each_fd(o->st, v, 0, add_fd, arg);
	return scap_writer_list_end(o->w, NULL) == 0;
}

static bool add_user(void *arg, const struct scap_user *u)
{
	const struct writing *o = arg;

	scap_writer_add_user(o->w, u);
	return true;
}

static bool add_event(struct scap_writer *w, int64_t tid)
{
	struct maker m = maker_new(2);
	uint32_t len;
	uint8_t *block = block_make(&m, BLOCK_EV_V2, EV_SYSCALL_GETCWD_E, &len);
	int rc;

	memcpy(block + 10 + 8, &tid, 8);
	rc = scap_writer_event(w, block, len, false, NULL);
	free(block);
	return rc == 0;
}

bool snapshot_write(const struct state *st, const char *path, int64_t tid)
{
	const struct scap_writer_opts opts = {.gzip = false};
	struct writing o = {.st = st, .w = scap_writer_open(path, &opts, NULL)};
	const struct scap_interface *ifs;
	uint32_t n, i;
	bool ok;

	if (!o.w)
		return false;
	scap_writer_section(o.w, state_machine(st), NULL);
	scap_writer_list(o.w, LIST_INTERFACES);
	ifs = state_interfaces(st, &n);
	for (i = 0; i < n; i++)
		scap_writer_add_interface(o.w, &ifs[i]);
	scap_writer_list_end(o.w, NULL);
	scap_writer_list(o.w, LIST_USERS);
	state_each_user(st, add_user, &o);
	scap_writer_list_end(o.w, NULL);
	scap_writer_list(o.w, LIST_THREADS);
	state_each_thread(st, 0, add_thread, &o);
	scap_writer_list_end(o.w, NULL);
	state_each_thread(st, 0, add_fds, &o);
	ok = add_event(o.w, tid);
	return scap_writer_close(o.w, NULL, NULL) == 0 && ok;
}
