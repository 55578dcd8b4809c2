/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_EVENT_H
#define SONDE_BPF_EVENT_H

#include "bpf/maps.bpf.h"

/*
 * Writing events. Small ones of a known size are written where the reader will find them; the
 * others are put together in the CPU's scratch and sent with one copy.
 */

#define PUT(type, p, at, v) (*(type *)((p) + (at)) = (v))

/* Size of a block whose parameters end at `end`. */
#define BLOCK_LEN(end) ((((end) + 3) & ~3u) + 4)

/* Of the clocks that tell of time since the start, this one is the cheapest to read. */
inlined u64 now(void)
{
	return bpf_ktime_get_ns() + control.epoch_ns;
}

struct head {
	u64 ts, tid;
	u32 cpu;
	u16 code;
};

/* All but the lengths and the parameters. end: where the parameters end. */
inlined void put_head(u8 *p, const struct head *h, u32 nparams, u32 end)
{
	PUT(u32, p, AT_TYPE, BLOCK_EVENT);
	PUT(u32, p, AT_LEN, BLOCK_LEN(end));
	PUT(u16, p, AT_CPU, h->cpu);
	PUT(u64, p, AT_TS, h->ts);
	PUT(u64, p, AT_TID, h->tid);
	PUT(u32, p, AT_EVLEN, end - EVLEN_FROM);
	PUT(u16, p, AT_CODE, h->code);
	PUT(u32, p, AT_NPARAMS, nparams);
}

/*
 * Room in this CPU's ring. Nothing between reserve() and submit() may go wrong in a way that the
 * kernel takes for a page fault: the event of that would be written to the same place.
 */
struct slot {
	u8 *p; /* NULL: there is no room, and that has been counted */
	u64 at;
	struct cpu_counters *c;
};

inlined u64 taken_of(u32 cpu)
{
	return *(volatile u64 *)&taken[cpu & (WIRE_CPUS - 1)].pos;
}

/* size: the most that will be submitted. */
inlined struct slot reserve(u32 cpu, u64 size)
{
	const volatile struct ring_layout *ring = &config.ring;
	struct slot s = {.c = counters_of(cpu)};
	u32 i;

	s.at = s.c->written;
	i = cpu * ring->chunks + (s.at >> ring->chunk_shift & (ring->chunks - 1));
	if (s.at + size + RING_ALIGN - taken_of(cpu) <= ring->bytes)
		s.p = bpf_map_lookup_elem(&rings, &i);
	if (s.p)
		s.p += s.at & ring->chunk_mask;
	else
		s.c->full++;
	return s;
}

/* What was written before is there for those who see this. */
inlined void publish(u64 *to, u64 v)
{
#ifdef __TARGET_ARCH_x86
	asm volatile("" ::: "memory"); /* the processor keeps the order by itself */
	*(volatile u64 *)to = v;
#else
	__sync_lock_test_and_set(to, v);
#endif
}

/*
 * Waking the reader for each event would cost more than the event: it looks by itself now and
 * then, and is woken only when much has gathered.
 */
#define LOOK_EVERY 64

inlined void submit(const struct slot *s, u32 cpu, u32 len)
{
	u64 end = s->at + ((len + RING_ALIGN - 1) & -RING_ALIGN), nothing = 0;

	publish(&s->c->written, end);
	if (!(++s->c->sent & (LOOK_EVERY - 1)) && control.waiting &&
	    end - taken_of(cpu) > config.wake_bytes)
		bpf_ringbuf_output(&bell, &nothing, sizeof(nothing), BPF_RB_FORCE_WAKEUP);
}

/* The last of an event whose parameters, which end at `end`, are in place. */
inlined int finish(const struct slot *s, const struct head *h, u32 nparams, u32 end)
{
	u32 len = BLOCK_LEN(end);

	put_head(s->p, h, nparams, end);
	PUT(u32, s->p, len - 4, len);
	submit(s, h->cpu, len);
	return 0;
}

/* ------------------------------------------------------- events of variable size --- */

inlined struct scratch *scratch_of(u32 cpu)
{
	return bpf_map_lookup_elem(&scratches, &cpu);
}

inlined struct scratch *my_scratch(void)
{
	return scratch_of(bpf_get_smp_processor_id());
}

/* Begin an event with n parameters. */
inlined void ev_begin(struct scratch *s, u16 code, u32 n)
{
	s->code = code;
	s->off = AT_LENS + 2 * n;
	s->next = 0;
}

/*
 * The same number, of which the verifier knows nothing any more: it would follow each value on its
 * own, such as each length of a path.
 */
inlined u32 forgotten(struct scratch *s, u32 v)
{
	*(volatile u32 *)&s->number = v;
	return *(volatile u32 *)&s->number;
}

/* A place in the first half of the block, by whatever number. */
inlined u8 *block_at(struct scratch *s, u32 off)
{
	opaque(off);
	return &s->block[off & (BLOCK_ROOM - 1)];
}

/* Where the next parameter's bytes go; room for 64 KiB. */
inlined u8 *ev_at(struct scratch *s)
{
	return block_at(s, s->off);
}

/* The next parameter has `len` bytes, which are in place. */
inlined void ev_add(struct scratch *s, u32 len)
{
	PUT(u16, s->block, AT_LENS + 2 * (s->next & 63), len);
	s->next++;
	s->off += len;
}

inlined void ev_u64(struct scratch *s, u64 v)
{
	PUT(u64, ev_at(s), 0, v);
	ev_add(s, 8);
}

inlined void ev_u32(struct scratch *s, u32 v)
{
	PUT(u32, ev_at(s), 0, v);
	ev_add(s, 4);
}

inlined void ev_u16(struct scratch *s, u16 v)
{
	PUT(u16, ev_at(s), 0, v);
	ev_add(s, 2);
}

inlined void ev_u8(struct scratch *s, u8 v)
{
	PUT(u8, ev_at(s), 0, v);
	ev_add(s, 1);
}

/* What stands for text that cannot be read. */
inlined void ev_unknown(struct scratch *s)
{
	PUT(u32, ev_at(s), 0, 0x3e414e3c); /* <NA> */
	PUT(u8, ev_at(s), 4, 0);
	ev_add(s, 5);
}

/* Text of the traced program, with its NUL. */
#define TEXT_MAX 4096
inlined void ev_user_text(struct scratch *s, u64 from)
{
	long n = from ? bpf_probe_read_user_str(ev_at(s), TEXT_MAX, (void *)from) : -1;

	if (n > 0) {
		ev_add(s, n);
	} else {
		s->bad |= from != 0;
		ev_unknown(s);
	}
}

/* n bytes of the traced program, at most what the snaplen allows. */
inlined void ev_user_bytes(struct scratch *s, u64 from, u64 n)
{
	u32 room = BLOCK_ROOM - 8 - (s->off & (BLOCK_ROOM - 1));

	if (n > config.snaplen)
		n = config.snaplen;
	if (n > room)
		n = room;
	opaque(n);
	n &= 0xffff;
	if (n && bpf_probe_read_user(ev_at(s), n, (void *)from)) {
		s->bad = true;
		n = 0;
	}
	ev_add(s, n);
}

/*
 * The next parameter, made of pieces: they follow each other from where ev_at() is now; at the
 * end, `from` is what s->off was before them.
 */
inlined void ev_pieces(struct scratch *s, u32 from)
{
	PUT(u16, s->block, AT_LENS + 2 * (s->next & 63), s->off - from);
	s->next++;
}

inlined void ev_none(struct scratch *s)
{
	ev_add(s, 0);
}

/* Send what was begun. */
inlined int ev_send(struct scratch *s)
{
	struct head h = {.ts = s->ts, .tid = s->tid, .cpu = s->cpu, .code = s->code};
	struct cpu_counters *c = counters_of(s->cpu);
	u32 end = s->off, len;
	struct slot slot;

	c->unreadable += s->bad;
	if (end > BLOCK_ROOM - 8) {
		c->broken++;
		return 0;
	}
	PUT(u32, block_at(s, end), 0, 0);
	put_head(s->block, &h, s->next, end);
	len = BLOCK_LEN(end);
	PUT(u32, block_at(s, len - 4), 0, len);
	slot = reserve(h.cpu, len);
	if (!slot.p)
		return 0;
	opaque(len);
	len &= BLOCK_ROOM - 1;
	bpf_probe_read_kernel(slot.p, len, s->block);
	submit(&slot, h.cpu, len);
	return 0;
}

#endif
