/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field_class.h"

#include "engine/event/render.h"
#include "event_codes.h"

/* fdlist.*: the descriptors that a poll waits for. */

enum column { NUMS, NAMES, CLIENT_IPS, SERVER_IPS, CLIENT_PORTS, SERVER_PORTS };

static void put_ip(struct buf *out, const struct fd_version *f, const struct endpoint *ep)
{
	if (fd_is_ipv6(f))
		render_ipv6(ep->ip, out);
	else
		render_ipv4(ep->ip, out);
}

/* One descriptor's part of the list; appends nothing when it has none. f: NULL unknown. */
static void put_part(struct event_ctx *c, enum column what, int64_t fd, const struct fd_version *f)
{
	struct buf *out = &c->scratch;

	switch (what) {
	case NUMS:
		buf_put_i64(out, fd);
		break;
	case NAMES:
		if (f && f->name->len)
			fd_name_put(c, f, out);
		else
			buf_puts(out, "<NA>");
		break;
	case CLIENT_IPS:
		if (f && fd_is_inet(f))
			put_ip(out, f, &f->src);
		break;
	case SERVER_IPS:
		if (f && (fd_is_inet(f) || fd_is_serv(f)))
			put_ip(out, f, fd_is_inet(f) ? &f->dst : &f->src);
		break;
	case CLIENT_PORTS:
		if (f && fd_is_inet(f))
			buf_put_u64(out, f->src.port);
		break;
	case SERVER_PORTS:
		if (f && fd_is_inet(f))
			buf_put_u64(out, f->dst.port);
		break;
	}
}

/* The list parameter of an event that has one. */
static bool list_param(struct event_ctx *c, struct param *p)
{
	switch (c->ev.type) {
	case EV_SYSCALL_POLL_E:
	case EV_SYSCALL_PPOLL_E:
		return evt_param(&c->ev, 0, p);
	case EV_SYSCALL_POLL_X:
	case EV_SYSCALL_PPOLL_X:
		return evt_param(&c->ev, 1, p);
	default:
		return false;
	}
}

#define ENTRY_BYTES 10 /* i64 fd, u16 poll flags */

static bool get_list(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len, begin;
	struct param p;
	unsigned i, n;

	if (!c->thread || !list_param(c, &p) || p.len < 2)
		return false;
	n = ld16(p.p);
	if (n > (p.len - 2) / ENTRY_BYTES)
		n = (p.len - 2) / ENTRY_BYTES;
	for (i = 0; i < n; i++) {
		int64_t fd = (int64_t)ld64(p.p + 2 + (size_t)i * ENTRY_BYTES);
		uint32_t version = state_fd_at(c->state, c->thread, fd, c->num);

		begin = c->scratch.len;
		if (begin > mark)
			buf_putc(&c->scratch, ',');
		put_part(c, r->field->sub, fd, version ? state_fd(c->state, version) : NULL);
		if (begin > mark && c->scratch.len == begin + 1)
			c->scratch.len = begin;
	}
	return c->scratch.len > mark && value_scratch(c, v, r, mark);
}

#define LIST .type = PT_CHARBUF, .dep = DEP_EVENT, .get = get_list

/* clang-format off */
static const struct field fields[] = {
	{ .name = "fdlist.nums", LIST, .fmt = PF_ID, .sub = NUMS,
	  .desc = "Numbers of the descriptors that a poll waits for, joined by commas." },
	{ .name = "fdlist.names", LIST, .fmt = PF_NA, .sub = NAMES,
	  .desc = "Names of those descriptors, joined by commas." },
	{ .name = "fdlist.cips", LIST, .fmt = PF_NA, .sub = CLIENT_IPS,
	  .desc = "Client addresses of the sockets among them, joined by commas." },
	{ .name = "fdlist.sips", LIST, .fmt = PF_NA, .sub = SERVER_IPS,
	  .desc = "Server addresses of the sockets among them, joined by commas." },
	{ .name = "fdlist.cports", LIST, .fmt = PF_DEC, .sub = CLIENT_PORTS,
	  .desc = "Client ports of the connected sockets among them, joined by commas." },
	{ .name = "fdlist.sports", LIST, .fmt = PF_DEC, .sub = SERVER_PORTS,
	  .desc = "Server ports of the connected sockets among them, joined by commas." },
};
/* clang-format on */

const struct field_class field_class_fdlist = {
	.name = "fdlist",
	.desc = "The descriptors that a poll or ppoll waits for.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
