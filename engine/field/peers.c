/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/peers.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

enum { MAX_NAMED = 4 }; /* processes that are named; pipes of shells can have many */

/* An end that a process has, or had, open. */
struct end {
	uint64_t key; /* what both ends of a kind have in common, hashed */
	int64_t pid, parent;
	const struct str *comm;
	const struct fd_version *fd; /* what tells ends apart */
	uint32_t next;		     /* end + 1 in the same slot, 0 none */
};

struct ends {
	struct end *v;
	uint32_t n, cap;
	uint32_t *slots; /* end + 1 by key */
	uint32_t nslots; /* 0: they have not been looked for */
};

struct peers {
	struct cursor cursor; /* pins the state, of which everything is borrowed */
	uint64_t num;
	struct ends open; /* at the moment */
	struct ends past; /* by then, open or not; made when they are asked for */
	struct ends children; /* processes at the moment, by their parents */
};

static uint64_t mix(uint64_t x)
{
	x ^= x >> 32;
	x *= 0xD6E8FEB86659FD93u;
	return x ^ x >> 29;
}

static uint64_t hash_endpoint(const struct endpoint *e)
{
	uint64_t a, b;

	memcpy(&a, e->ip, 8);
	memcpy(&b, e->ip + 8, 8);
	return mix(mix(a) + mix(b + 1) + e->port);
}

/* The same for both ends, whichever of them calls itself the source; 0: has no other end here. */
static uint64_t key_of(const struct fd_version *f)
{
	switch (f->type) {
	case FD_FIFO:
		return f->ino ? mix(f->ino ^ 1) | 1 : 0;
	case FD_UNIX_SOCK:
		return f->unix_src && f->unix_dst ? (mix(f->unix_src) + mix(f->unix_dst)) | 1 : 0;
	case FD_IPV4_SOCK:
	case FD_IPV6_SOCK:
		return (hash_endpoint(&f->src) + hash_endpoint(&f->dst)) | 1;
	default:
		return 0;
	}
}

static bool same_endpoint(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && !memcmp(a->ip, b->ip, sizeof(a->ip));
}

static bool are_ends(const struct fd_version *a, const struct fd_version *b)
{
	if (a->type != b->type || a->proto != b->proto)
		return false;
	if (a->type == FD_FIFO)
		return a->ino == b->ino && a->dev == b->dev;
	if (a->type == FD_UNIX_SOCK)
		return (a->unix_src == b->unix_dst && a->unix_dst == b->unix_src) ||
		       (a->unix_src == b->unix_src && a->unix_dst == b->unix_dst);
	return (same_endpoint(&a->src, &b->src) && same_endpoint(&a->dst, &b->dst)) ||
	       (same_endpoint(&a->src, &b->dst) && same_endpoint(&a->dst, &b->src));
}

/* ---------------------------------------------------------------------- the walk --- */

static uint64_t key_of_children(int64_t parent)
{
	return mix((uint64_t)parent) | 1;
}

static void add_end(struct ends *ends, uint64_t key, const struct thread_version *process,
		    const struct fd_version *f)
{
	if (!key || ends->n == UINT32_MAX / 4)
		return;
	if (ends->n == ends->cap) {
		ends->cap = ends->cap ? ends->cap * 2 : 256;
		ends->v = xrealloc(ends->v, ends->cap * sizeof(*ends->v));
	}
	ends->v[ends->n++] = (struct end){
		.key = key, .pid = process->pid, .parent = process->ptid, .comm = process->comm,
		.fd = f};
}

/* After the last one. */
static void index_ends(struct ends *ends)
{
	uint32_t i, *slot;

	for (ends->nslots = 64; ends->nslots < ends->n; ends->nslots *= 2)
		;
	ends->slots = xcalloc(ends->nslots, sizeof(*ends->slots));
	for (i = 0; i < ends->n; i++) {
		slot = &ends->slots[(uint32_t)(ends->v[i].key >> 8) & (ends->nslots - 1)];
		ends->v[i].next = *slot;
		*slot = i + 1;
	}
}

struct walk {
	struct peers *p;
	const struct thread_version *process;
};

static bool take_fd(void *arg, int64_t fd, uint32_t version)
{
	const struct walk *w = arg;
	const struct fd_version *f = state_fd(w->p->cursor.state, version);

	(void)fd;
	add_end(&w->p->open, key_of(f), w->process, f);
	return true;
}

static bool take_process(void *arg, uint32_t version)
{
	struct walk *w = arg;

	w->process = state_thread(w->p->cursor.state, version);
	if (w->process->tid != w->process->pid)
		return true;
	add_end(&w->p->children, key_of_children(w->process->ptid), w->process, NULL);
	state_each_fd(w->p->cursor.state, w->process, w->p->num, take_fd, w);
	return true;
}

struct peers *peers_new(struct log *log, uint64_t num)
{
	struct peers *p = xcalloc(1, sizeof(*p));
	struct walk w = {.p = p};

	p->num = num;
	cursor_init(&p->cursor, log);
	if (cursor_seek(&p->cursor, num))
		state_each_thread(p->cursor.state, num, take_process, &w);
	index_ends(&p->open);
	index_ends(&p->children);
	return p;
}

static void take_past(void *arg, const struct thread_version *process, uint32_t version)
{
	struct peers *p = arg;
	const struct fd_version *f = state_fd(p->cursor.state, version);

	add_end(&p->past, key_of(f), process, f);
}

static const struct ends *past_ends(struct peers *p)
{
	if (!p->past.nslots) {
		if (p->cursor.state)
			state_each_past_fd(p->cursor.state, p->num, take_past, p);
		index_ends(&p->past);
	}
	return &p->past;
}

static void free_ends(struct ends *ends)
{
	free(ends->v);
	free(ends->slots);
}

void peers_free(struct peers *p)
{
	if (!p)
		return;
	cursor_release(&p->cursor);
	free_ends(&p->open);
	free_ends(&p->past);
	free_ends(&p->children);
	free(p);
}

uint64_t peers_moment(const struct peers *p)
{
	return p->num;
}

/* ---------------------------------------------------------------------- the answer --- */

static bool named(const struct end *const *v, unsigned n, int64_t pid)
{
	while (n) {
		if (v[--n]->pid == pid)
			return true;
	}
	return false;
}

static uint32_t first_end(const struct ends *ends, uint64_t key)
{
	return ends->slots[(uint32_t)(key >> 8) & (ends->nslots - 1)];
}

static void put_process(const struct end *e, struct buf *out)
{
	buf_put(out, e->comm->s, e->comm->len);
	buf_printf(out, "[%lld]", (long long)e->pid);
}

static bool put_ends(const struct ends *ends, const struct fd_version *f, int64_t pid,
		     struct buf *out)
{
	const struct end *found[MAX_NAMED];
	uint64_t key = key_of(f);
	unsigned n = 0, i;
	uint32_t at;

	for (at = first_end(ends, key); at && n < MAX_NAMED; at = ends->v[at - 1].next) {
		const struct end *e = &ends->v[at - 1];

		if (e->key == key && e->pid != pid && are_ends(e->fd, f) &&
		    !named(found, n, e->pid))
			found[n++] = e;
	}
	/* The walk's order backwards: the oldest first. */
	for (i = n; i > 0; i--) {
		if (i < n)
			buf_putc(out, ' ');
		put_process(found[i - 1], out);
	}
	return n > 0;
}

bool peers_put(struct peers *p, const struct fd_version *f, int64_t pid, struct buf *out)
{
	return key_of(f) && (put_ends(&p->open, f, pid, out) || put_ends(past_ends(p), f, pid, out));
}

bool peers_put_child(const struct peers *p, int64_t pid, struct buf *out)
{
	const struct end *child = NULL;
	uint32_t at;

	for (at = first_end(&p->children, key_of_children(pid)); at;
	     at = p->children.v[at - 1].next) {
		const struct end *e = &p->children.v[at - 1];

		if (e->parent != pid || e->pid == pid)
			continue;
		if (child)
			return false;
		child = e;
	}
	if (child)
		put_process(child, out);
	return child;
}
