/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "engine/event/render.h"
#include "engine/state/internal.h"

/*
 * The process and fd lists that stand before the events. They describe event number 0 (or,
 * in a later section of a concatenated capture, the event before its first).
 */

static const struct str *text(struct state *st, struct slice s)
{
	return s.len ? intern(st->strings, s.p, s.len) : st->empty;
}

/* NUL-separated lists end in NUL, so that walking them needs no special case. */
static const struct str *list_text(struct state *st, struct slice s)
{
	if (!s.len || !s.p[s.len - 1])
		return text(st, s);
	buf_clear(&st->tmp);
	buf_put(&st->tmp, s.p, s.len);
	buf_putc(&st->tmp, 0);
	return intern(st->strings, st->tmp.p, st->tmp.len);
}

/* The reference has dots in it, too, but does not normalise it. */
static void import_cwd(struct state *st, struct thread_version *v, struct slice s)
{
	struct two_paths p;

	if (!s.len)
		return;
	buf_clear(&st->tmp);
	put_dotted(&st->tmp, s.p, s.len);
	p.dotted = intern(st->strings, st->tmp.p, st->tmp.len);
	p.as_is = intern(st->strings, s.p, s.len);
	p = path_slashed(st, p);
	v->cwd = p.dotted;
	v->cwd_as_is = p.as_is;
}

void state_import_thread(struct state *st, const struct scap_thread *t)
{
	uint32_t si = slot_get(st, t->tid);
	struct thread_version *v = thread_create(st, si, st->import_num);
	bool main = t->tid == t->pid;

	if (!v)
		return;
	v->pid = t->pid;
	v->ptid = t->ptid;
	v->sid = t->sid;
	v->vpgid = t->vpgid;
	v->pgid = t->pgid;
	v->vtid = t->vtid;
	v->vpid = t->vpid;
	v->fdlimit = t->fdlimit;
	v->pidns_init_start_ts = t->pidns_init_start_ts;
	v->cap_inheritable = t->cap_inheritable;
	v->cap_permitted = t->cap_permitted;
	v->cap_effective = t->cap_effective;
	v->exe_ino = t->exe_ino;
	v->exe_ino_ctime = t->exe_ino_ctime;
	v->exe_ino_mtime = t->exe_ino_mtime;
	v->comm = text(st, t->comm);
	v->exe = text(st, t->exe);
	v->exepath = text(st, t->exepath);
	v->root = text(st, t->root);
	v->args = list_text(st, t->args);
	v->cgroups = list_text(st, t->cgroups);
	if (main) {
		import_cwd(st, v, t->cwd);
		v->env = list_text(st, t->env);
	}
	v->container_id = container_of_cgroups(st, v->cgroups);
	v->uid = t->uid;
	v->gid = t->gid;
	v->loginuid = t->loginuid;
	v->tty = t->tty;
	v->flags = t->flags | TF_ACTIVE;
	v->exe_writable = t->exe_writable;
	v->exe_upper_layer = t->exe_upper_layer;
	v->exe_lower_layer = t->exe_lower_layer;
	v->exe_from_memfd = t->exe_from_memfd;
	life_at(st, v->life)->initial = (struct thread_figures){.vm_size_kb = t->vm_size_kb,
							   .vm_rss_kb = t->vm_rss_kb,
							   .vm_swap_kb = t->vm_swap_kb,
							   .pf_major = t->pf_major,
							   .pf_minor = t->pf_minor};
}

void state_import_call(struct state *st, int64_t tid, const struct thread_call *c)
{
	uint32_t si = slot_find(st, tid);
	const struct thread_version *v = si ? slot_version(st, slot_at(st, si)) : NULL;

	if (!v)
		return;
	life_at(st, v->life)->found_call = *c;
	slot_at(st, si)->in_found_call = true;
}

static void endpoint_set(struct endpoint *ep, const uint8_t ip[16], bool v6, uint16_t port)
{
	memcpy(ep->ip, ip, v6 ? 16 : 4);
	ep->port = port;
}

static void mapped_to_v4(struct endpoint *ep)
{
	memmove(ep->ip, ep->ip + 12, 4);
	memset(ep->ip + 4, 0, 12);
}

void state_import_fd(struct state *st, int64_t tid, const struct scap_fd *f)
{
	uint32_t si = slot_find(st, tid), table, i;
	struct thread_version *v = si ? slot_version(st, slot_at(st, si)) : NULL;
	struct fd_version *fd;

	if (!v)
		return;
	if (!v->fdtable) {
		v = thread_modify(st, slot_at(st, si), st->import_num);
		v->fdtable = pool_add(&st->tables);
	}
	table = v->fdtable;
	fd = fd_new(st, &i);
	fd->type = f->type;
	fd->ino = f->ino;
	fd->open_flags = f->open_flags;
	fd->dev = f->dev;
	fd->name = fd->name_raw = text(st, f->name);
	fd->proto = f->l4proto;
	if (fd_is_inet(fd) || fd_is_serv(fd)) {
		endpoint_set(&fd->src, f->src_ip, fd_is_ipv6(fd), f->src_port);
		endpoint_set(&fd->dst, f->dst_ip, fd_is_ipv6(fd), f->dst_port);
	}
	if (fd->type == FD_IPV6_SOCK && ip6_is_mapped(fd->src.ip) && ip6_is_mapped(fd->dst.ip)) {
		mapped_to_v4(&fd->src);
		mapped_to_v4(&fd->dst);
		fd->type = FD_IPV4_SOCK;
	}
	if (fd->type == FD_UNIX_SOCK) {
		fd->unix_src = f->unix_src;
		fd->unix_dst = f->unix_dst;
		fd->role = fd->name->len ? ROLE_SERVER : ROLE_CLIENT;
	}
	fd->connected = fd_is_inet(fd) && fd->proto == L4_TCP;
	table_set(st, table, f->fd, i, st->import_num);
}

/* --------------------------------------------------- once all lists are there --- */

struct ports {
	uint64_t bits[65536 / 64];
};

/* The local end comes first in the list; a listening local port makes it the server's end. */
static void orient_socket(struct state *st, const struct ports *ports, struct fd_version *f)
{
	struct endpoint ep;

	if (f->type == FD_IPV4_SOCK) {
		if (ports->bits[f->src.port / 64] >> (f->src.port % 64) & 1) {
			ep = f->src;
			f->src = f->dst;
			f->dst = ep;
			f->role = ROLE_SERVER;
		} else {
			f->role = ROLE_CLIENT;
		}
	}
	if (fd_is_inet(f) || fd_is_serv(f))
		fd_name_tuple(st, f);
}

void state_import_begin(struct state *st, uint64_t num)
{
	st->import_num = num;
	st->fresh_thread = st->threads.n;
	st->fresh_fd = st->fds.n;
}

/* Only what the lists brought is looked at: there may be lists between any two events. */
void state_import_done(struct state *st)
{
	struct ports ports = {0};
	const struct fd_version *f;
	uint32_t i, mi;

	for (i = st->fresh_fd; i < st->fds.n; i++) {
		f = fd_ver(st, i);
		if (fd_is_serv(f))
			ports.bits[f->src.port / 64] |= 1ull << (f->src.port % 64);
	}
	for (i = st->fresh_fd; i < st->fds.n; i++)
		orient_socket(st, &ports, fd_ver(st, i));
	for (i = st->fresh_thread; i < st->threads.n; i++) {
		const struct thread_version *v = thread_ver(st, i);

		if (!(v->flags & TF_CLONE_THREAD) || v->pid == v->tid ||
		    slot_at(st, v->slot)->cur != i)
			continue;
		mi = slot_find(st, v->pid);
		if (mi && slot_at(st, mi)->cur)
			children_add(st, slot_at(st, mi), 1, st->import_num);
	}
	st->fresh_thread = st->threads.n;
	st->fresh_fd = st->fds.n;
}
