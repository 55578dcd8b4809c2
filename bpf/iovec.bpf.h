/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_IOVEC_H
#define SONDE_BPF_IOVEC_H

#include "bpf/event.bpf.h"

/* Data in several pieces, as struct iovec and struct msghdr describe it. */

#define IOVECS 64 /* how many are looked at; what is beyond is not counted */

struct vector {
	u64 at; /* of the struct iovecs */
	u32 n;
};

struct piece {
	u64 at, len;
};

inlined bool piece_read(struct scratch *s, u64 at, u32 i, struct piece *p)
{
	u32 size = s->compat ? 8 : 16;
	u64 raw[2] = {};

	opaque(size);
	size &= 31;
	if (size > sizeof(raw))
		size = sizeof(raw);
	if (bpf_probe_read_user(raw, size, (void *)(at + size * i))) {
		s->bad = true;
		return false;
	}
	p->at = s->compat ? (u32)raw[0] : raw[0];
	p->len = s->compat ? raw[0] >> 32 : raw[1];
	return true;
}

/* Adds the size of piece i to s->left; false when it cannot be read. */
checked_once int vector_add(u32 cpu, u64 at, u32 i)
{
	struct scratch *s = scratch_of(cpu);
	struct piece p;

	if (!s || !piece_read(s, at, i, &p))
		return false;
	s->left += p.len;
	return true;
}

/* Bytes that the pieces have room for. */
checked_once int vector_size(u32 cpu, u64 at, u32 n)
{
	struct scratch *s = scratch_of(cpu);
	u32 i;

	if (!s)
		return 0;
	s->left = 0;
	for (i = 0; i < IOVECS; i++)
		if (i >= n || !vector_add(cpu, at, i))
			break;
	return s->left;
}

/* Puts what is in piece i, at most s->left bytes; false when nothing can follow. */
checked_once int vector_put(u32 cpu, u64 at, u32 i)
{
	struct scratch *s = scratch_of(cpu);
	struct piece p;
	u64 part;

	if (!s || !s->left || !piece_read(s, at, i, &p))
		return false;
	part = p.len < s->left ? p.len : s->left;
	opaque(part);
	part &= BLOCK_ROOM - 1;
	if (bpf_probe_read_user(ev_at(s), part, (void *)p.at)) {
		s->bad = true;
		return false;
	}
	s->off += part;
	s->left -= part;
	return true;
}

/* Up to `bytes` of what is in the pieces, and not more than the snaplen. */
checked_once int ev_vector(u32 cpu, u64 at, u32 n, u64 bytes)
{
	struct scratch *s = scratch_of(cpu);
	u32 i, from;

	if (!s)
		return 0;
	from = s->off;
	s->left = bytes < config.snaplen ? bytes : config.snaplen;
	for (i = 0; i < IOVECS; i++)
		if (i >= n || !vector_put(cpu, at, i))
			break;
	ev_pieces(s, from);
	return 0;
}

/* The parts of a struct msghdr that matter. */
struct message {
	u64 name;
	u32 name_len;
	struct vector v;
};

struct msghdr_wide {
	u64 name;
	u32 name_len, pad;
	u64 iov, iov_n;
};

struct msghdr_narrow {
	u32 name, name_len, iov, iov_n;
};

inlined void message_read(struct scratch *s, struct message *m, u64 from)
{
	struct msghdr_narrow n = {};
	struct msghdr_wide w = {};
	long rc;

	__builtin_memset(m, 0, sizeof(*m));
	if (s->compat)
		rc = bpf_probe_read_user(&n, sizeof(n), (void *)from);
	else
		rc = bpf_probe_read_user(&w, sizeof(w), (void *)from);
	if (rc) {
		s->bad = true;
		return;
	}
	m->name = s->compat ? n.name : w.name;
	m->name_len = s->compat ? n.name_len : w.name_len;
	m->v.at = s->compat ? n.iov : w.iov;
	m->v.n = s->compat ? n.iov_n : w.iov_n;
}

#endif
