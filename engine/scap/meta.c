/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/scap/meta.h"

#include <stdio.h>
#include <string.h>

#include "engine/scap/block.h"

/* A bounded reader: past the end everything is 0 and `bad` sticks. */
struct rd {
	const uint8_t *p, *end;
	bool bad;
};

static bool room(struct rd *r, uint64_t n)
{
	if (r->bad || (uint64_t)(r->end - r->p) < n)
		r->bad = true;
	return !r->bad;
}

static const uint8_t *take(struct rd *r, uint64_t n)
{
	static const uint8_t zero[32];
	const uint8_t *p = r->p;

	if (!room(r, n))
		return zero;
	r->p += n;
	return p;
}

static uint8_t rd8(struct rd *r)
{
	return *take(r, 1);
}

static uint16_t rd16(struct rd *r)
{
	return ld16(take(r, 2));
}

static uint32_t rd32(struct rd *r)
{
	return ld32(take(r, 4));
}

static uint64_t rd64(struct rd *r)
{
	return ld64(take(r, 8));
}

static struct slice rdstr(struct rd *r)
{
	uint16_t n = rd16(r);

	if (!room(r, n))
		return (struct slice){.p = "", .len = 0};
	r->p += n;
	return (struct slice){.p = (const char *)r->p - n, .len = n};
}

static uint32_t left(const struct rd *r)
{
	return r->bad ? 0 : (uint32_t)(r->end - r->p);
}

static int damaged(const uint8_t *body, const uint8_t *entry, uint64_t off, const char *what,
		   struct err *e)
{
	uint64_t at = off + (uint64_t)(entry - body);

	return err_set_at(e, ERR_FORMAT, at, "at offset %llu: damaged entry in the %s",
			  (unsigned long long)at, what);
}

/*
 * Entries of the newer list versions begin with their own length. Sets *entry_end from it and
 * returns false when the length cannot be.
 */
static bool entry_length(struct rd *r, const uint8_t *start, uint32_t min, const uint8_t **entry_end)
{
	uint32_t n = rd32(r);

	if (r->bad || n < min || n > (uint64_t)(r->end - start))
		return false;
	*entry_end = start + n;
	return true;
}

/* -------------------------------------------------------------- process list --- */

/*
 * What stands behind `root` in a V9 entry. Two incompatible layouts exist; producers since
 * libs 0.10 write more than 29 bytes, the older ones at most that.
 */
static void thread_tail(struct rd *r, struct scap_thread *t)
{
	bool late = left(r) > 29;

	if (late) {
		t->pidns_init_start_ts = rd64(r);
		t->tty = (int32_t)rd32(r);
	}
	if (left(r) >= 4)
		t->loginuid = rd32(r);
	if (left(r) >= 1)
		t->exe_writable = rd8(r);
	if (left(r) >= 8)
		t->cap_inheritable = rd64(r);
	if (left(r) >= 8)
		t->cap_permitted = rd64(r);
	if (left(r) >= 8)
		t->cap_effective = rd64(r);
	if (!late)
		return;
	if (left(r) >= 1)
		t->exe_upper_layer = rd8(r);
	if (left(r) >= 8)
		t->exe_ino = rd64(r);
	if (left(r) >= 8)
		t->exe_ino_ctime = rd64(r);
	if (left(r) >= 8)
		t->exe_ino_mtime = rd64(r);
	if (left(r) >= 1)
		t->exe_from_memfd = rd8(r);
	if (left(r) >= 1)
		t->exe_lower_layer = rd8(r);
	if (left(r) >= 8)
		t->pgid = (int64_t)rd64(r);
}

static void thread_entry(struct rd *r, uint32_t type, struct scap_thread *t)
{
	t->tid = (int64_t)rd64(r);
	t->pid = (int64_t)rd64(r);
	t->ptid = (int64_t)rd64(r);
	if (type >= BLOCK_PL_V6)
		t->sid = (int64_t)rd64(r);
	if (type >= BLOCK_PL_V8)
		t->vpgid = (int64_t)rd64(r);
	t->comm = rdstr(r);
	t->exe = rdstr(r);
	if (type >= BLOCK_PL_V7)
		t->exepath = rdstr(r);
	t->args = rdstr(r);
	t->cwd = rdstr(r);
	t->fdlimit = (int64_t)rd64(r);
	t->flags = rd32(r);
	t->uid = rd32(r);
	t->gid = rd32(r);
	if (type >= BLOCK_PL_V2) {
		t->vm_size_kb = rd32(r);
		t->vm_rss_kb = rd32(r);
		t->vm_swap_kb = rd32(r);
		t->pf_major = rd64(r);
		t->pf_minor = rd64(r);
	}
	if (type >= BLOCK_PL_V3)
		t->env = rdstr(r);
	if (type >= BLOCK_PL_V4) {
		t->vtid = (int64_t)rd64(r);
		t->vpid = (int64_t)rd64(r);
		t->cgroups = rdstr(r);
	}
	if (type >= BLOCK_PL_V5)
		t->root = rdstr(r);
}

int meta_each_thread(uint32_t type, const uint8_t *body, uint32_t len, uint64_t off,
		     bool (*fn)(void *arg, const struct scap_thread *t), void *arg, struct err *e)
{
	static const struct slice none = {.p = "", .len = 0};
	struct rd r = {.p = body, .end = body + len};

	while (left(&r) >= 4) {
		struct scap_thread t = {
			.sid = -1, .vpgid = -1, .pgid = -1, .vtid = -1, .vpid = -1,
			.loginuid = UINT32_MAX, .comm = none, .exe = none, .exepath = none,
			.args = none, .cwd = none, .env = none, .cgroups = none, .root = none};
		const uint8_t *start = r.p, *entry_end = NULL;

		if (type == BLOCK_PL_V9) {
			struct rd entry;

			if (!entry_length(&r, start, 4, &entry_end))
				return damaged(body, start, off, "process list", e);
			entry = (struct rd){.p = r.p, .end = entry_end};
			thread_entry(&entry, type, &t);
			thread_tail(&entry, &t);
			r.bad = entry.bad;
			r.p = entry_end;
		} else {
			thread_entry(&r, type, &t);
		}
		if (r.bad)
			return damaged(body, start, off, "process list", e);
		if (!fn(arg, &t))
			return 0;
	}
	return 0;
}

/* ------------------------------------------------------------------- fd lists --- */

static void read_ip(struct rd *r, uint8_t ip[16], unsigned n)
{
	memcpy(ip, take(r, n), n);
}

/* The type-specific part; false for a type that cannot even be skipped. */
static bool fd_entry(struct rd *r, const uint8_t *entry_end, struct scap_fd *f)
{
	unsigned n = f->type == 3 || f->type == 5 ? 4 : 16;

	switch (f->type) {
	case 3:
	case 4:
		read_ip(r, f->src_ip, n);
		read_ip(r, f->dst_ip, n);
		f->src_port = rd16(r);
		f->dst_port = rd16(r);
		f->l4proto = rd8(r);
		return true;
	case 5:
	case 6:
		read_ip(r, f->src_ip, n);
		f->src_port = rd16(r);
		f->l4proto = rd8(r);
		return true;
	case 8:
		f->unix_src = rd64(r);
		f->unix_dst = rd64(r);
		f->name = rdstr(r);
		return true;
	case 16:
		f->open_flags = rd32(r);
		f->name = rdstr(r);
		if (entry_end && !r->bad && entry_end - r->p >= 4)
			f->dev = rd32(r);
		return true;
	case 0:
		return true;
	default:
		if (f->type > 21)
			return entry_end != NULL;
		f->name = rdstr(r);
		return true;
	}
}

int meta_each_fd(uint32_t type, const uint8_t *body, uint32_t len, uint64_t off,
		 bool (*fn)(void *arg, int64_t tid, const struct scap_fd *f), void *arg,
		 struct err *e)
{
	struct rd r = {.p = body, .end = body + len};
	int64_t tid = (int64_t)rd64(&r);
	char unknown[32];

	if (r.bad)
		return damaged(body, body, off, "fd list", e);
	while (left(&r) >= 4) {
		struct scap_fd f = {.name = {.p = "", .len = 0}};
		const uint8_t *start = r.p, *entry_end = NULL;

		if (type == BLOCK_FDL_V2 && !entry_length(&r, start, 4, &entry_end))
			return damaged(body, start, off, "fd list", e);
		f.fd = (int64_t)rd64(&r);
		f.ino = rd64(&r);
		f.type = rd8(&r);
		if (!fd_entry(&r, entry_end, &f) || r.bad || (entry_end && r.p > entry_end))
			return damaged(body, start, off, "fd list", e);
		if (f.type > 21) {
			int n = snprintf(unknown, sizeof(unknown), "unknown-type:[%u]", f.type);

			f.name = (struct slice){.p = unknown, .len = (uint32_t)n};
			f.type = 10;
		}
		if (entry_end)
			r.p = entry_end;
		if (f.type && !fn(arg, tid, &f))
			return 0;
	}
	return 0;
}

/* ------------------------------------------------- interfaces, users, machine --- */

int meta_each_interface(uint32_t type, const uint8_t *body, uint32_t len, uint64_t off,
			bool (*fn)(void *arg, const struct scap_interface *i), void *arg,
			struct err *e)
{
	struct rd r = {.p = body, .end = body + len};

	while (left(&r) >= 4) {
		const uint8_t *start = r.p, *entry_end = NULL, *name;
		struct scap_interface i = {0};
		uint16_t kind, namelen;
		unsigned n;

		if (type == BLOCK_IL_V2) {
			uint32_t size = rd32(&r); /* does not include itself */

			if (size > left(&r))
				return damaged(body, start, off, "interface list", e);
			entry_end = r.p + size;
		}
		kind = rd16(&r);
		namelen = rd16(&r);
		if (kind < 1 || kind > 4) {
			if (!entry_end)
				return damaged(body, start, off, "interface list", e);
			r.p = entry_end;
			continue;
		}
		i.v6 = kind == 2 || kind == 4;
		n = i.v6 ? 16 : 4;
		read_ip(&r, i.addr, n);
		read_ip(&r, i.netmask, n);
		read_ip(&r, i.bcast, n);
		if (kind <= 2)
			i.linkspeed = rd64(&r);
		if (!room(&r, namelen))
			return damaged(body, start, off, "interface list", e);
		name = take(&r, namelen);
		if (namelen >= sizeof(i.name))
			namelen = sizeof(i.name) - 1;
		memcpy(i.name, name, namelen);
		if (entry_end) {
			if (r.p > entry_end)
				return damaged(body, start, off, "interface list", e);
			r.p = entry_end;
		}
		if (!fn(arg, &i))
			return 0;
	}
	return 0;
}

int meta_each_user(uint32_t type, const uint8_t *body, uint32_t len, uint64_t off,
		   bool (*fn)(void *arg, const struct scap_user *u), void *arg, struct err *e)
{
	struct rd r = {.p = body, .end = body + len};

	while (left(&r) >= 4) {
		struct scap_user u = {
			.name = {.p = ""}, .home = {.p = ""}, .shell = {.p = ""}};
		const uint8_t *start = r.p, *entry_end = NULL;

		if (type == BLOCK_UL_V2 && !entry_length(&r, start, 4, &entry_end))
			return damaged(body, start, off, "user list", e);
		u.is_group = rd8(&r) != 0;
		if (u.is_group) {
			u.gid = rd32(&r);
			u.name = rdstr(&r);
		} else {
			u.uid = rd32(&r);
			u.gid = rd32(&r);
			u.name = rdstr(&r);
			u.home = rdstr(&r);
			u.shell = rdstr(&r);
		}
		if (r.bad || (entry_end && r.p > entry_end))
			return damaged(body, start, off, "user list", e);
		if (entry_end)
			r.p = entry_end;
		if (!fn(arg, &u))
			return 0;
	}
	return 0;
}

int meta_machine(const uint8_t *body, uint32_t len, uint64_t off, struct scap_machine *m,
		 struct err *e)
{
	struct rd r = {.p = body, .end = body + len};

	*m = (struct scap_machine){.known = true};
	m->num_cpus = rd32(&r);
	m->memory_bytes = rd64(&r);
	m->max_pid = rd64(&r);
	if (room(&r, 128))
		memcpy(m->hostname, take(&r, 128), 128);
	m->boot_ts = rd64(&r);
	if (r.bad)
		return damaged(body, body, off, "machine information", e);
	return 0;
}
