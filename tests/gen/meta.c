/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/gen/emit.h"

#include <string.h>

/* Everything before the first event, in every version (spec chapters 3.1 and 5). */

void put_section(struct gen *g, uint16_t major, uint16_t minor, bool options)
{
	static const char comment[] = "made by gen_captures";
	size_t at = block_begin(g, 0x0A0D0D0A);

	put32(g, 0x1A2B3C4D);
	put16(g, major);
	put16(g, minor);
	put64(g, UINT64_MAX);
	if (options) {
		put16(g, 1); /* opt_comment */
		put16(g, sizeof(comment) - 1);
		put_bytes(g, comment, sizeof(comment) - 1);
		put_zeros(g, (4 - (sizeof(comment) - 1) % 4) % 4);
		put32(g, 0); /* opt_endofopt */
	}
	block_end(g, at);
}

void put_machine(struct gen *g, const struct scap_machine *m)
{
	size_t at = block_begin(g, 0x201);
	char host[128] = {0};

	put32(g, m->num_cpus);
	put64(g, m->memory_bytes);
	put64(g, m->max_pid);
	memcpy(host, m->hostname, strnlen(m->hostname, sizeof(host)));
	put_bytes(g, host, sizeof(host));
	put64(g, m->boot_ts);
	put_zeros(g, 24);
	block_end(g, at);
}

/* Put what lies between `from` and the end of a full tail, no more than `tail` bytes. */
static void cut_tail(struct gen *g, size_t from, unsigned tail)
{
	if (g->b.len > from + tail)
		g->b.len = from + tail;
}

static void put_short_tail(struct gen *g, const struct scap_thread *t)
{
	put32(g, t->loginuid);
	put8(g, t->exe_writable);
	put64(g, t->cap_inheritable);
	put64(g, t->cap_permitted);
	put64(g, t->cap_effective);
}

static void put_long_tail(struct gen *g, const struct scap_thread *t)
{
	put64(g, t->pidns_init_start_ts);
	put32(g, (uint32_t)t->tty);
	put_short_tail(g, t);
	put8(g, t->exe_upper_layer);
	put64(g, t->exe_ino);
	put64(g, t->exe_ino_ctime);
	put64(g, t->exe_ino_mtime);
	put8(g, t->exe_from_memfd);
	put8(g, t->exe_lower_layer);
	put64(g, (uint64_t)t->pgid);
}

static void put_thread(struct gen *g, int version, unsigned tail, const struct scap_thread *t)
{
	size_t entry = version >= 9 ? entry_begin(g) : 0, from;

	put64(g, (uint64_t)t->tid);
	put64(g, (uint64_t)t->pid);
	put64(g, (uint64_t)t->ptid);
	if (version >= 6)
		put64(g, (uint64_t)t->sid);
	if (version >= 8)
		put64(g, (uint64_t)t->vpgid);
	put_str16(g, t->comm);
	put_str16(g, t->exe);
	if (version >= 7)
		put_str16(g, t->exepath);
	put_str16(g, t->args);
	put_str16(g, t->cwd);
	put64(g, (uint64_t)t->fdlimit);
	put32(g, t->flags);
	put32(g, t->uid);
	put32(g, t->gid);
	if (version >= 2) {
		put32(g, t->vm_size_kb);
		put32(g, t->vm_rss_kb);
		put32(g, t->vm_swap_kb);
		put64(g, t->pf_major);
		put64(g, t->pf_minor);
	}
	if (version >= 3)
		put_str16(g, t->env);
	if (version >= 4) {
		put64(g, (uint64_t)t->vtid);
		put64(g, (uint64_t)t->vpid);
		put_str16(g, t->cgroups);
	}
	if (version >= 5)
		put_str16(g, t->root);
	if (version < 9)
		return;
	from = g->b.len;
	if (tail > TAIL_SHORT_MAX)
		put_long_tail(g, t);
	else
		put_short_tail(g, t);
	cut_tail(g, from, tail);
	entry_end(g, entry, true);
}

void put_threads(struct gen *g, int version, unsigned tail, const struct scap_thread *t, unsigned n)
{
	static const uint32_t type[] = {0,     0x202, 0x207, 0x209, 0x210,
					0x211, 0x212, 0x213, 0x214, 0x215};
	size_t at = block_begin(g, type[version]);
	unsigned i;

	for (i = 0; i < n; i++)
		put_thread(g, version, tail, &t[i]);
	block_end(g, at);
}

static void put_fd(struct gen *g, bool dev, const struct scap_fd *f)
{
	unsigned ip = f->type == 4 || f->type == 6 ? 16 : 4;

	put64(g, (uint64_t)f->fd);
	put64(g, f->ino);
	put8(g, f->type);
	switch (f->type) {
	case 3: /* sockets */
	case 4:
		put_bytes(g, f->src_ip, ip);
		put_bytes(g, f->dst_ip, ip);
		put16(g, f->src_port);
		put16(g, f->dst_port);
		put8(g, f->l4proto);
		break;
	case 5: /* server sockets */
	case 6:
		put_bytes(g, f->src_ip, ip);
		put16(g, f->src_port);
		put8(g, f->l4proto);
		break;
	case 8: /* unix */
		put64(g, f->unix_src);
		put64(g, f->unix_dst);
		put_str16(g, f->name);
		break;
	case 16: /* file with flags */
		put32(g, f->open_flags);
		put_str16(g, f->name);
		if (dev)
			put32(g, f->dev);
		break;
	default:
		put_str16(g, f->name);
	}
}

void put_fds(struct gen *g, bool lens, bool dev, int64_t tid, const struct scap_fd *f, unsigned n)
{
	size_t at = block_begin(g, lens ? 0x218 : 0x203), entry = 0;
	unsigned i;

	put64(g, (uint64_t)tid);
	for (i = 0; i < n; i++) {
		if (lens)
			entry = entry_begin(g);
		put_fd(g, dev, &f[i]);
		if (lens)
			entry_end(g, entry, true);
	}
	block_end(g, at);
}

void put_interfaces(struct gen *g, bool lens, bool speed, const struct scap_interface *i,
		    unsigned n)
{
	size_t at = block_begin(g, lens ? 0x219 : 0x205), entry = 0;
	unsigned k, ip;

	for (k = 0; k < n; k++, i++) {
		ip = i->v6 ? 16 : 4;
		if (lens)
			entry = entry_begin(g);
		put16(g, (uint16_t)((i->v6 ? 2 : 1) + (speed ? 0 : 2)));
		put16(g, (uint16_t)strlen(i->name));
		put_bytes(g, i->addr, ip);
		put_bytes(g, i->netmask, ip);
		put_bytes(g, i->bcast, ip);
		if (speed)
			put64(g, i->linkspeed);
		put_bytes(g, i->name, strlen(i->name));
		if (lens)
			entry_end(g, entry, false);
	}
	block_end(g, at);
}

void put_users(struct gen *g, bool lens, const struct scap_user *u, unsigned n)
{
	size_t at = block_begin(g, lens ? 0x220 : 0x206), entry = 0;
	unsigned k;

	for (k = 0; k < n; k++, u++) {
		if (lens)
			entry = entry_begin(g);
		put8(g, u->is_group);
		if (!u->is_group)
			put32(g, u->uid);
		put32(g, u->gid);
		put_str16(g, u->name);
		if (!u->is_group) {
			put_str16(g, u->home);
			put_str16(g, u->shell);
		}
		if (lens)
			entry_end(g, entry, true);
	}
	block_end(g, at);
}
