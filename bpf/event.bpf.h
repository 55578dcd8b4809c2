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

inlined u64 now(void)
{
	return bpf_ktime_get_boot_ns() + config.epoch_ns;
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
 * Waking the reader for each event would cost more than the event: it looks by itself now and
 * then, and is woken only when much has gathered. Asking how much is not free either.
 */
#define LOOK_EVERY 64

inlined u64 wake_flags(void *ring, struct cpu_counters *c)
{
	if (!(++c->sent & (LOOK_EVERY - 1)) && control.waiting &&
	    bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA) > config.wake_bytes)
		return BPF_RB_FORCE_WAKEUP;
	return BPF_RB_NO_WAKEUP;
}

/* An event of a size known here, to be filled in place: */
struct slot {
	void *ring;
	u8 *p; /* NULL: there is no room, and that has been counted */
	struct cpu_counters *c;
};

inlined struct slot reserve(u32 cpu, u64 size)
{
	struct slot s = {.c = counters_of(cpu)};

	s.ring = bpf_map_lookup_elem(&rings, &cpu);
	if (s.ring)
		s.p = bpf_ringbuf_reserve(s.ring, size, 0);
	if (!s.p)
		s.c->full++;
	return s;
}

inlined void submit(const struct slot *s)
{
	bpf_ringbuf_submit(s->p, wake_flags(s->ring, s->c));
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
	struct cpu_counters *c = counters_of(s->cpu);
	struct head h = {.ts = s->ts, .tid = s->tid, .cpu = s->cpu, .code = s->code};
	u32 end = s->off, len, cpu = s->cpu;
	void *ring = bpf_map_lookup_elem(&rings, &cpu);

	c->unreadable += s->bad;
	if (end > BLOCK_ROOM - 8 || !ring) {
		c->broken++;
		return 0;
	}
	PUT(u32, block_at(s, end), 0, 0);
	put_head(s->block, &h, s->next, end);
	len = BLOCK_LEN(end);
	PUT(u32, block_at(s, len - 4), 0, len);
	opaque(len);
	len &= 2 * BLOCK_ROOM - 1;
	if (bpf_ringbuf_output(ring, s->block, len, wake_flags(ring, c))) {
		c->sent--;
		c->full++;
	}
	return 0;
}

#endif
