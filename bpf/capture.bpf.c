/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What runs in the kernel: two programs that see every system call begin and end. They write
 * the commonest events themselves; for the others they jump to a program for that kind of call.
 */
#include "bpf/maps.bpf.h"
#include "bpf/call.bpf.h"
#include "bpf/event.bpf.h"
#include "bpf/inner.bpf.h"
#include "bpf/narrow.bpf.h"
#include "bpf/spec.bpf.h"
#include "bpf/fill_io.bpf.h"
#include "bpf/fill_task.bpf.h"
#include "bpf/hooks.bpf.h"
#include "bpf/fill_misc.bpf.h"
#include "bpf/fill_net.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/* One call, in the program that the hook starts. */
struct call {
	const struct pt_regs *regs;
	const struct sys_row *row;
	struct head head;
	struct inner inner;
	u32 row_i;
	u32 nr;
	bool compat;
};

/* ------------------------------------------------------------------ whether to send --- */

/* want, state: the bits of this hook. Fills c when the event is to be sent. */
inlined bool call_begin(struct call *c, const struct pt_regs *regs, s64 nr, u8 want, u8 state)
{
	struct caller caller;
	u8 wanted;

	if (!control.self)
		return false;
	caller_get(&caller);
	/* What is returned to from a signal is no call any more: the number is gone. */
	if (nr == -1 && want == WANT_EXIT)
		nr = caller.compat ? RT_SIGRETURN32 : RT_SIGRETURN;
	if (caller.tgid == control.self || nr < 0)
		return false;
	c->regs = regs;
	c->compat = caller.compat;
	c->nr = nr;
	c->row_i = call_row(nr, c->compat);
	c->inner.row = 0;
	if (c->compat) {
		inner_find(&c->inner, regs, nr);
		if (c->inner.row)
			c->row_i = c->inner.row;
	}
	if (c->row_i >= SYS_ROWS)
		return false;
	wanted = control.wanted[c->row_i];
	c->head.cpu = bpf_get_smp_processor_id();
	if (!(wanted & state) &&
	    (!(wanted & want) || (control.narrow && !is_chosen(caller.tgid, caller.tid)))) {
		counters_of(c->head.cpu)->narrowed++;
		return false;
	}
	c->row = &sys_rows[c->row_i];
	c->head.tid = caller.tid;
	c->head.ts = now();
	return true;
}

/* Leave word for the program that is jumped to. */
inlined bool call_leave(const struct call *c, s64 ret)
{
	struct scratch *s = scratch_of(c->head.cpu);

	if (!s)
		return false;
	call_args(c->regs, c->compat, s->args);
	s->bad = false;
	if (c->inner.row)
		inner_args(s, &c->inner);
	s->args[ARG_RET] = ret;
	s->ts = c->head.ts;
	s->tid = c->head.tid;
	s->cpu = c->head.cpu;
	s->code = c->head.code;
	s->nr = c->nr;
	s->row = c->row_i;
	s->compat = c->compat;
	return true;
}

/* ---------------------------------------------------------------------- small events --- */

#define AT_PARAMS(n) (AT_LENS + 2 * (n))

#define GENERIC_END (AT_PARAMS(2) + 4)
#define FD_END	      (AT_PARAMS(1) + 8)
#define FD_SIZE_END   (AT_PARAMS(2) + 12)

inlined int send_none(const struct head *h)
{
	struct slot s = reserve(h->cpu, BLOCK_LEN(AT_LENS));

	return s.p ? finish(&s, h, 0, AT_LENS) : 0;
}

inlined int send_u64(const struct head *h, u64 v)
{
	struct slot s = reserve(h->cpu, BLOCK_LEN(FD_END));

	if (!s.p)
		return 0;
	PUT(u16, s.p, AT_LENS, 8);
	PUT(u64, s.p, AT_PARAMS(1), v);
	PUT(u32, s.p, FD_END, 0);
	return finish(&s, h, 1, FD_END);
}

inlined int send_fd_size(const struct head *h, s64 fd, u32 size)
{
	struct slot s = reserve(h->cpu, BLOCK_LEN(FD_SIZE_END));

	if (!s.p)
		return 0;
	PUT(u16, s.p, AT_LENS, 8);
	PUT(u16, s.p, AT_LENS + 2, 4);
	PUT(u64, s.p, AT_PARAMS(2), fd);
	PUT(u32, s.p, AT_PARAMS(2) + 8, size);
	return finish(&s, h, 2, FD_SIZE_END);
}

/* The exit event has the kernel's number, too, as in current captures: others have no name. */
inlined int send_generic(const struct call *c)
{
	struct slot s = reserve(c->head.cpu, BLOCK_LEN(GENERIC_END));

	if (!s.p)
		return 0;
	PUT(u16, s.p, AT_LENS, 2);
	PUT(u16, s.p, AT_LENS + 2, 2);
	PUT(u16, s.p, AT_PARAMS(2), c->row->id);
	PUT(u16, s.p, AT_PARAMS(2) + 2, c->nr);
	return finish(&s, &c->head, 2, GENERIC_END);
}

#define IO_AT	 (AT_PARAMS(2) + 8) /* of the data */
#define IO_SMALL 4
#define IO_FULL	 80 /* the default snaplen */

/* The result and n bytes of data, which are in place with zeros behind them. */
inlined int finish_io(const struct slot *s, const struct head *h, s64 ret, u32 n)
{
	PUT(u16, s->p, AT_LENS, 8);
	PUT(u16, s->p, AT_LENS + 2, n);
	PUT(u64, s->p, AT_PARAMS(2), ret);
	return finish(s, h, 2, IO_AT + n);
}

/*
 * The data goes by way of the stack: what cannot be read is a page fault (see struct slot), and the
 * kernel asks of other memory where it belongs before it copies there.
 */
inlined int send_io(const struct head *h, s64 ret, u64 from, u32 n)
{
	u64 data[IO_FULL / 8] = {};
	struct slot s;
	u32 i;

	opaque(n);
	if (n > IO_FULL)
		n = IO_FULL;
	if (n && bpf_probe_read_user(data, n, (void *)from)) {
		counters_of(h->cpu)->unreadable++;
		n = 0;
	}
	/* 4 more than needed, which rounding takes anyway: the verifier's bounds are not as close. */
	s = reserve(h->cpu, BLOCK_LEN(IO_AT + IO_FULL) + 4);
	if (!s.p)
		return 0;
	for (i = 0; i < IO_FULL / 8; i++)
		PUT(u64, s.p, IO_AT + 8 * i, data[i]);
	PUT(u32, s.p, IO_AT + n, 0);
	return finish_io(&s, h, ret, n);
}

/* Up to IO_SMALL bytes: where what comes is then the same for all but none. */
inlined int send_small_io(const struct head *h, s64 ret, u64 from, u32 n)
{
	struct slot s;
	u32 data = 0;

	opaque(n);
	n &= IO_SMALL * 2 - 1;
	if (n > IO_SMALL)
		n = IO_SMALL;
	if (n && bpf_probe_read_user(&data, n, (void *)from)) {
		counters_of(h->cpu)->unreadable++;
		n = 0;
	}
	s = reserve(h->cpu, BLOCK_LEN(IO_AT + IO_SMALL));
	if (!s.p)
		return 0;
	if (!n)
		return finish_io(&s, h, ret, 0);
	put_head(s.p, h, 2, IO_AT + n);
	PUT(u16, s.p, AT_LENS, 8);
	PUT(u16, s.p, AT_LENS + 2, n);
	PUT(u64, s.p, AT_PARAMS(2), ret);
	PUT(u32, s.p, IO_AT, data);
	PUT(u32, s.p, AT_LEN, BLOCK_LEN(IO_AT + IO_SMALL));
	PUT(u32, s.p, IO_AT + IO_SMALL, BLOCK_LEN(IO_AT + IO_SMALL));
	submit(&s, h->cpu, BLOCK_LEN(IO_AT + IO_SMALL));
	return 0;
}

/* ----------------------------------------------------------------------- the programs --- */

/*
 * The reader makes itself known by a getpid() with an argument that nobody else knows: its own
 * number is another one here when it runs in a container. From then on events are sent.
 */
inlined int meet_reader(const struct pt_regs *regs)
{
	if (ARG0(regs, false) == config.magic && config.magic)
		control.self = bpf_get_current_pid_tgid() >> 32;
	return 0;
}

SEC("tp_btf/sys_enter")
int sys_enter(u64 *ctx)
{
	const struct pt_regs *regs = (const struct pt_regs *)ctx[0];
	struct call c;
	u32 filler;

	if (!control.self)
		return meet_reader(regs);
	if (!call_begin(&c, regs, (s32)ctx[1], WANT_ENTER, STATE_ENTER))
		return 0;
	c.head.code = c.row->event;
	filler = c.row->enter;
	switch (filler) {
	case ENTER_GENERIC:
		return send_generic(&c);
	case ENTER_NONE:
		return send_none(&c.head);
	case ENTER_FD:
		if (c.inner.row)
			break;
		return send_u64(&c.head, (s32)ARG0(regs, c.compat));
	case ENTER_FD_SIZE:
		if (c.inner.row)
			break;
		return send_fd_size(&c.head, (s32)ARG0(regs, c.compat), ARG2(regs, c.compat));
	}
	if (filler < ENTER_SPEC)
		filler = ENTER_SPEC;
	if (call_leave(&c, 0))
		bpf_tail_call(ctx, &enter_table, filler);
	counters_of(c.head.cpu)->broken++;
	return 0;
}

SEC("tp_btf/sys_exit")
int sys_exit(u64 *ctx)
{
	const struct pt_regs *regs = (const struct pt_regs *)ctx[0];
	s64 ret = ctx[1];
	struct call c;
	u64 n;

	if (!call_begin(&c, regs, call_number(regs), WANT_EXIT, STATE_EXIT))
		return 0;
	c.head.code = c.row->event + 1;
	switch (c.row->exit) {
	case EXIT_GENERIC:
		return send_generic(&c);
	case EXIT_NONE:
		return send_none(&c.head);
	case EXIT_RES:
		return send_u64(&c.head, ret);
	case EXIT_IO:
		if (c.inner.row)
			break;
		n = io_size(c.head.code, ret, ARG2(regs, c.compat));
		if (n <= IO_SMALL)
			return send_small_io(&c.head, ret, ARG1(regs, c.compat), n);
		if (n <= IO_FULL)
			return send_io(&c.head, ret, ARG1(regs, c.compat), n);
	}
	if (call_leave(&c, ret))
		bpf_tail_call(ctx, &exit_table, c.row->exit);
	counters_of(c.head.cpu)->broken++;
	return 0;
}
