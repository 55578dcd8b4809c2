/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/peers.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

enum { MAX_NAMED = 4 }; /* processes that are named; pipes of shells can have many */

/* An end that a process has open. */
struct end {
	uint64_t key; /* what both ends of a kind have in common, hashed */
	int64_t pid;
	const struct str *comm;
	struct fd_version fd; /* what tells ends apart; texts are the state's */
	uint32_t next;	      /* end + 1 in the same slot, 0 none */
};

struct peers {
	struct cursor cursor; /* pins the state that texts are borrowed from */
	uint64_t num;
	struct end *ends;
	uint32_t n, cap;
	uint32_t *slots; /* end + 1 by key */
	uint32_t nslots;
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

struct walk {
	struct peers *p;
	const struct thread_version *process;
};

static bool take_fd(void *arg, int64_t fd, uint32_t version)
{
	const struct walk *w = arg;
	const struct fd_version *f = state_fd(w->p->cursor.state, version);
	struct peers *p = w->p;
	uint64_t key = key_of(f);

	(void)fd;
	if (!key)
		return true;
	if (p->n == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 256;
		p->ends = xrealloc(p->ends, p->cap * sizeof(*p->ends));
	}
	p->ends[p->n++] = (struct end){
		.key = key, .pid = w->process->pid, .comm = w->process->comm, .fd = *f};
	return p->n < UINT32_MAX / 4;
}

static bool take_process(void *arg, uint32_t version)
{
	struct walk *w = arg;

	w->process = state_thread(w->p->cursor.state, version);
	if (w->process->tid == w->process->pid)
		state_each_fd(w->p->cursor.state, w->process, w->p->num, take_fd, w);
	return true;
}

struct peers *peers_new(struct log *log, uint64_t num)
{
	struct peers *p = xcalloc(1, sizeof(*p));
	struct walk w = {.p = p};
	uint32_t i, slot;

	p->num = num;
	cursor_init(&p->cursor, log);
	if (cursor_seek(&p->cursor, num))
		state_each_thread(p->cursor.state, num, take_process, &w);
	for (p->nslots = 64; p->nslots < p->n; p->nslots *= 2)
		;
	p->slots = xcalloc(p->nslots, sizeof(*p->slots));
	for (i = 0; i < p->n; i++) {
		slot = (uint32_t)(p->ends[i].key >> 8) & (p->nslots - 1);
		p->ends[i].next = p->slots[slot];
		p->slots[slot] = i + 1;
	}
	return p;
}

void peers_free(struct peers *p)
{
	if (!p)
		return;
	cursor_release(&p->cursor);
	free(p->ends);
	free(p->slots);
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

bool peers_put(const struct peers *p, const struct fd_version *f, int64_t pid, struct buf *out)
{
	const struct end *found[MAX_NAMED];
	uint64_t key = key_of(f);
	unsigned n = 0, i;
	uint32_t at;

	if (!key)
		return false;
	for (at = p->slots[(uint32_t)(key >> 8) & (p->nslots - 1)]; at && n < MAX_NAMED;
	     at = p->ends[at - 1].next) {
		const struct end *e = &p->ends[at - 1];

		if (e->key == key && e->pid != pid && are_ends(&e->fd, f) &&
		    !named(found, n, e->pid))
			found[n++] = e;
	}
	/* The walk's order backwards: the oldest first. */
	for (i = n; i > 0; i--) {
		if (i < n)
			buf_putc(out, ' ');
		buf_put(out, found[i - 1]->comm->s, found[i - 1]->comm->len);
		buf_printf(out, "[%lld]", (long long)found[i - 1]->pid);
	}
	return n > 0;
}
