/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/fd_class.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "engine/field/event_cache.h"

/* fd.*: addresses, ports and roles of sockets. */

/* ------------------------------------------------------------------------ ends --- */

/* IPv6: the networks of an interface are 64 bits wide, and all that is in them counts. */
static bool in_local_network(struct event_ctx *c, const uint8_t ip[16])
{
	const struct scap_interface *ifs;
	uint32_t n, i;

	ifs = state_interfaces(c->state, &n);
	for (i = 0; i < n; i++)
		if (ifs[i].v6 && !memcmp(ifs[i].addr, ip, 8))
			return true;
	return false;
}

/* Does the address belong to the machine, or the container, that the event's thread is on? */
static bool is_local(struct event_ctx *c, const struct fd_version *f, const struct endpoint *ep)
{
	const struct str *id = c->thread->container_id;
	const struct container *k;
	uint32_t ip;

	if (fd_is_ipv6(f)) /* nobody tells us the IPv6 addresses of containers */
		return !id->len && in_local_network(c, ep->ip);
	if (id->len) {
		k = state_container(c->state, id, c->num);
		memcpy(&ip, ep->ip, sizeof(ip));
		if (k && k->ip && k->ip == ntohl(ip))
			return true;
	}
	return state_ip_is_local(c->state, ep->ip, false);
}

static const struct endpoint *connected_end(struct event_ctx *c, const struct fd_version *f,
					    enum fd_end end)
{
	switch (end) {
	case END_CLIENT:
		return &f->src;
	case END_SERVER:
		return &f->dst;
	case END_LOCAL:
		return is_local(c, f, &f->src) ? &f->src : &f->dst;
	case END_REMOTE:
		return is_local(c, f, &f->src) ? &f->dst : &f->src;
	}
	return NULL;
}

/* One end of the event's socket; NULL when it is none, or its role is not known. */
static const struct endpoint *socket_end(struct event_ctx *c, const struct fd_version *f,
					 enum fd_end end)
{
	if (f->role == ROLE_NONE)
		return NULL;
	if (fd_is_inet(f))
		return connected_end(c, f, end);
	return fd_is_serv(f) && end == END_SERVER ? &f->src : NULL;
}

static const struct fd_version *known_fd(struct event_ctx *c)
{
	const struct fd_version *f;

	return fd_of_event(c, &f) ? f : NULL;
}

/* --------------------------------------------------------------------- one end --- */

bool fd_get_ip(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f = known_fd(c);
	const struct endpoint *ep = f ? socket_end(c, f, r->field->sub) : NULL;

	return ep && value_ip(v, r, ep->ip, fd_is_ipv6(f));
}

/*
 * Two habits of the reference: a bound port needs no role, and a fd that has a role but no
 * client end (a unix or a server socket) has client port 0.
 */
bool fd_get_port(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f = known_fd(c);
	enum fd_end end = r->field->sub;
	const struct endpoint *ep = f ? socket_end(c, f, end) : NULL;

	if (ep)
		return value_u64(v, r, ep->port);
	if (f && fd_is_serv(f) && end == END_SERVER)
		return value_u64(v, r, f->src.port);
	return f && end == END_CLIENT && f->role != ROLE_NONE && value_u64(v, r, 0);
}

/* The service of a port with -R, if the machine knows its name; else the number. */
static void put_service(struct event_ctx *c, const struct fd_version *f, uint16_t port,
			struct buf *out)
{
	struct services *s = c->cache->services;
	const char *name = s ? services_find(s, f->proto, port) : NULL;

	if (name)
		buf_puts(out, name);
	else
		buf_put_u64(out, port);
}

/* Where a port field has a value, but not that of a connected end, the text is empty. */
bool fd_get_service(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f = known_fd(c);
	enum fd_end end = r->field->sub;
	const struct endpoint *ep = f && fd_is_inet(f) ? socket_end(c, f, end) : NULL;
	size_t mark = c->scratch.len;

	if (!f)
		return false;
	if (!ep)
		return ((fd_is_serv(f) && end == END_SERVER) ||
			(!fd_is_inet(f) && end == END_CLIENT && f->role != ROLE_NONE)) &&
		       value_cstr(v, r, "");
	put_service(c, f, ep->port, &c->scratch);
	return value_scratch(c, v, r, mark);
}

/*
 * Host names are in no capture. The reference asks the name service of the reading machine
 * about today's addresses of names that a filter mentions; a look into a capture should not
 * send anything to anybody, so there is no value.
 */
bool fd_get_host(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	(void)c;
	(void)r;
	(void)v;
	return false;
}

/* ------------------------------------------------------------------- both ends --- */

/* End k of the event's socket, whatever its role; a server socket has one. */
static const struct endpoint *nth_end(const struct fd_version *f, unsigned k)
{
	if (!f || k > 1)
		return NULL;
	if (fd_is_inet(f))
		return k ? &f->dst : &f->src;
	return fd_is_serv(f) && !k ? &f->src : NULL;
}

bool fd_get_nth_ip(struct event_ctx *c, const struct field_ref *r, unsigned k, struct value *v)
{
	const struct fd_version *f = known_fd(c);
	const struct endpoint *ep = nth_end(f, k);

	return ep && value_ip(v, r, ep->ip, fd_is_ipv6(f));
}

bool fd_get_ips(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return fd_get_nth_ip(c, r, 0, v);
}

bool fd_get_nth_port(struct event_ctx *c, const struct field_ref *r, unsigned k, struct value *v)
{
	const struct endpoint *ep = nth_end(known_fd(c), k);

	return ep && value_u64(v, r, ep->port);
}

bool fd_get_ports(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return fd_get_nth_port(c, r, 0, v);
}

/* ------------------------------------------------------------------- the socket --- */

bool fd_get_l4proto(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f = known_fd(c);
	unsigned proto = L4_NA;

	if (!f)
		return false;
	/* Of a socket whose role is not known, only "raw" is believed. */
	if (fd_is_serv(f) || (fd_is_inet(f) && (f->role != ROLE_NONE || f->proto == L4_RAW)))
		proto = f->proto;
	switch (proto) {
	case L4_TCP:
		return value_cstr(v, r, "tcp");
	case L4_UDP:
		return value_cstr(v, r, "udp");
	case L4_ICMP:
		return value_cstr(v, r, "icmp");
	case L4_RAW:
		return value_cstr(v, r, "raw");
	default:
		return value_cstr(v, r, "<NA>");
	}
}

bool fd_get_sockfamily(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f = known_fd(c);

	if (f && (fd_is_inet(f) || fd_is_serv(f)))
		return value_cstr(v, r, "ip");
	return f && f->type == FD_UNIX_SOCK && value_cstr(v, r, "unix");
}

bool fd_get_is_server(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f = known_fd(c);

	if (!f)
		return false;
	return value_bool(v, r, fd_is_serv(f) || (fd_is_inet(f) && is_local(c, f, &f->dst)));
}
