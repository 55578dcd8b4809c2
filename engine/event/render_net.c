/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/event/render.h"

/* Address families and layouts of the format; ports are in the byte order of the host. */
enum {
	FAM_UNIX = 1,
	FAM_INET = 2,
	FAM_INET6 = 10,
	ADDR_INET_LEN = 7, /* family, ip, port */
	ADDR_INET6_LEN = 19,
	TUPLE_INET_LEN = 13, /* family, ip, port, ip, port */
	TUPLE_INET6_LEN = 37,
	TUPLE_UNIX_LEN = 17, /* family, two addresses; a path follows */
};

void render_ipv4(const uint8_t ip[4], struct buf *out)
{
	unsigned i;

	for (i = 0; i < 4; i++) {
		if (i)
			buf_putc(out, '.');
		buf_put_u64(out, ip[i]);
	}
}

/* RFC 5952, with the dotted tail that inet_ntop() of glibc writes for ::a.b.c.d and ::ffff:. */
void render_ipv6(const uint8_t ip[16], struct buf *out)
{
	unsigned word[8], i, run = 0, best = 0, best_len = 1;

	for (i = 0; i < 8; i++) {
		word[i] = (unsigned)ip[2 * i] << 8 | ip[2 * i + 1];
		run = word[i] ? 0 : run + 1;
		if (run > best_len) {
			best_len = run;
			best = i + 1 - run;
		}
	}
	if (best_len < 2)
		best = 8;
	for (i = 0; i < 8; i++) {
		if (i == best) {
			buf_puts(out, "::");
			i += best_len - 1;
			continue;
		}
		if (i && i != best + best_len)
			buf_putc(out, ':');
		if (i == 6 && best == 0 &&
		    (best_len == 6 || (best_len == 5 && word[5] == 0xffff))) {
			render_ipv4(ip + 12, out);
			return;
		}
		buf_put_hex(out, word[i], false);
	}
}

bool socket_is_inet(uint8_t family)
{
	return family == FAM_INET || family == FAM_INET6;
}

static void put_v4(const uint8_t *ip, const uint8_t *port, struct buf *out)
{
	render_ipv4(ip, out);
	buf_putc(out, ':');
	buf_put_u64(out, ld16(port));
}

static void put_v6(const uint8_t *ip, const uint8_t *port, struct buf *out)
{
	render_ipv6(ip, out);
	buf_putc(out, ':');
	buf_put_u64(out, ld16(port));
}

static void put_path(const uint8_t *p, size_t len, struct buf *out)
{
	put_printable(out, (const char *)p, strnlen((const char *)p, len));
}

/* The reference reads the family as a signed character. */
static void put_family(uint8_t family, struct buf *out)
{
	buf_puts(out, "family ");
	buf_put_i64(out, (int8_t)family);
}

void render_sockaddr(const uint8_t *p, uint32_t len, struct buf *out)
{
	if (!len) {
		buf_puts(out, "NULL");
		return;
	}
	switch (p[0]) {
	case FAM_UNIX:
		put_path(p + 1, len - 1, out);
		break;
	case FAM_INET:
		if (len == ADDR_INET_LEN)
			put_v4(p + 1, p + 5, out);
		else
			buf_puts(out, "INVALID IPv4");
		break;
	case FAM_INET6:
		if (len == ADDR_INET6_LEN)
			put_v6(p + 1, p + 17, out);
		else
			buf_puts(out, "INVALID IPv6");
		break;
	default:
		put_family(p[0], out);
	}
}

/* An IPv4 address in IPv6 clothes: ::ffff:a.b.c.d, or the unspecified address. */
static bool is_mapped(const uint8_t *ip)
{
	static const uint8_t zero[16];

	if (memcmp(ip, zero, 10) != 0)
		return false;
	return (ip[10] == 0xff && ip[11] == 0xff) || memcmp(ip + 10, zero, 6) == 0;
}

static void put_tuple_v6(const uint8_t *p, struct buf *out)
{
	const uint8_t *src = p + 1, *dst = p + 19;

	if (is_mapped(src) && is_mapped(dst)) {
		put_v4(src + 12, p + 17, out);
		buf_puts(out, "->");
		put_v4(dst + 12, p + 35, out);
		return;
	}
	put_v6(src, p + 17, out);
	buf_puts(out, "->");
	put_v6(dst, p + 35, out);
}

void render_socktuple(const uint8_t *p, uint32_t len, struct buf *out)
{
	if (!len) {
		buf_puts(out, "NULL");
		return;
	}
	switch (p[0]) {
	case FAM_UNIX:
		if (len < TUPLE_UNIX_LEN) {
			put_family(p[0], out);
			break;
		}
		buf_put_hex(out, ld64(p + 1), false);
		buf_puts(out, "->");
		buf_put_hex(out, ld64(p + 9), false);
		buf_putc(out, ' ');
		put_path(p + TUPLE_UNIX_LEN, len - TUPLE_UNIX_LEN, out);
		break;
	case FAM_INET:
		if (len == TUPLE_INET_LEN) {
			put_v4(p + 1, p + 5, out);
			buf_puts(out, "->");
			put_v4(p + 7, p + 11, out);
		} else {
			buf_puts(out, "INVALID IPv4");
		}
		break;
	case FAM_INET6:
		if (len == TUPLE_INET6_LEN)
			put_tuple_v6(p, out);
		else
			buf_puts(out, "INVALID IPv6");
		break;
	default:
		put_family(p[0], out);
	}
}
