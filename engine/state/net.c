/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <string.h>

#include "engine/event/render.h"
#include "engine/state/internal.h"

/* Addresses, names and roles of sockets: what does not depend on a certain event. */

bool ip6_is_mapped(const uint8_t ip[16])
{
	static const uint8_t zero[16];

	if (memcmp(ip, zero, 10))
		return false;
	return (ip[10] == 0xff && ip[11] == 0xff) || !memcmp(ip + 10, zero, 6);
}

static void put_ip(struct buf *b, const struct endpoint *ep, bool v6)
{
	if (v6)
		render_ipv6(ep->ip, b);
	else
		render_ipv4(ep->ip, b);
}

static void put_end(struct buf *b, const struct endpoint *ep, bool v6)
{
	put_ip(b, ep, v6);
	buf_putc(b, ':');
	buf_put_u64(b, ep->port);
}

void fd_name_tuple(struct state *st, struct fd_version *f)
{
	struct buf *b = &st->tmp;
	bool v6 = fd_is_ipv6(f);

	buf_clear(b);
	put_end(b, &f->src, v6);
	if (!fd_is_serv(f)) {
		buf_puts(b, "->");
		put_end(b, &f->dst, v6);
	}
	fd_set_name(f, intern(st->strings, b->p, b->len));
}

void fd_name_by_proto(struct state *st, struct fd_version *f)
{
	struct buf *b = &st->tmp;

	switch (f->proto) {
	case L4_TCP:
	case L4_UDP:
		fd_name_tuple(st, f);
		return;
	case L4_ICMP:
	case L4_RAW:
		buf_clear(b);
		put_ip(b, &f->src, fd_is_ipv6(f));
		buf_puts(b, "->");
		put_ip(b, &f->dst, fd_is_ipv6(f));
		fd_set_name(f, intern(st->strings, b->p, b->len));
		return;
	default:
		fd_set_name(f, intern_cstr(st->strings, "<unknown>"));
	}
}

/* ---------------------------------------------------------------- interfaces --- */

static bool same_subnet(const struct scap_interface *i, const uint8_t *ip)
{
	unsigned k, n = i->v6 ? 16 : 4;

	for (k = 0; k < n; k++)
		if ((i->addr[k] & i->netmask[k]) != (ip[k] & i->netmask[k]))
			return false;
	return true;
}

static bool is_loopback(const uint8_t *ip, bool v6)
{
	static const uint8_t one[16] = {[15] = 1};
	static const uint8_t v4[4] = {127, 0, 0, 1};

	return v6 ? !memcmp(ip, one, 16) : !memcmp(ip, v4, 4);
}

static bool is_zero(const struct endpoint *ep)
{
	static const uint8_t zero[16];

	return !memcmp(ep->ip, zero, 16);
}

/* The address this machine would have used to talk to `peer`. */
static void infer(const struct state *st, struct endpoint *ep, const struct endpoint *peer, bool v6)
{
	const struct scap_interface *i, *end = st->ifs + st->nifs, *best = NULL;
	unsigned n = v6 ? 16 : 4, rank = 0;

	for (i = st->ifs; i && i < end; i++) {
		unsigned r;

		if (i->v6 != v6)
			continue;
		if (!memcmp(i->addr, peer->ip, n))
			r = 3;
		else if (same_subnet(i, peer->ip))
			r = 2;
		else
			r = !is_loopback(i->addr, v6);
		if (r > rank) {
			rank = r;
			best = i;
		}
	}
	if (best)
		memcpy(ep->ip, best->addr, n);
}

void fd_fill_addresses(const struct state *st, struct fd_version *f)
{
	bool v6 = f->type == FD_IPV6_SOCK;

	if (is_zero(&f->src))
		infer(st, &f->src, &f->dst, v6);
	else if (is_zero(&f->dst))
		infer(st, &f->dst, &f->src, v6);
}

bool state_ip_is_local(const struct state *st, const uint8_t *ip, bool v6)
{
	uint32_t i;

	if (is_loopback(ip, v6))
		return true;
	for (i = 0; i < st->nifs; i++)
		if (st->ifs[i].v6 == v6 && !memcmp(st->ifs[i].addr, ip, v6 ? 16 : 4))
			return true;
	return false;
}
