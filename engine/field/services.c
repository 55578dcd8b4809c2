/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/services.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/state/fd.h"

#define PORTS 65536

enum { ANY, TCP, UDP, PROTOCOLS };

struct services {
	char **name[PROTOCOLS]; /* by port; NULL not asked yet, "" none. Made on first use */
	struct buf tmp;
};

struct services *services_new(void)
{
	struct services *s = xcalloc(1, sizeof(*s));

	buf_init(&s->tmp, 0);
	return s;
}

void services_free(struct services *s)
{
	unsigned p, i;

	if (!s)
		return;
	for (p = 0; p < PROTOCOLS; p++) {
		for (i = 0; s->name[p] && i < PORTS; i++)
			free(s->name[p][i]);
		free(s->name[p]);
	}
	buf_release(&s->tmp);
	free(s);
}

static char *ask(unsigned p, uint16_t port)
{
	const char *proto = p == TCP ? "tcp" : p == UDP ? "udp" : NULL;
	struct servent entry, *found = NULL;
	char tmp[1024];

	if (getservbyport_r(htons(port), proto, &entry, tmp, sizeof(tmp), &found) || !found)
		return xstrdup("");
	return xstrdup(found->s_name);
}

const char *services_find(struct services *s, uint8_t proto, uint16_t port)
{
	unsigned p = proto == L4_TCP ? TCP : proto == L4_UDP ? UDP : ANY;
	char **name;

	if (!s->name[p])
		s->name[p] = xcalloc(PORTS, sizeof(*s->name[p]));
	name = &s->name[p][port];
	if (!*name)
		*name = ask(p, port);
	return **name ? *name : NULL;
}

/* "address:port", n bytes. */
static void put_named(struct services *s, uint8_t proto, const char *text, size_t n,
		      struct buf *out)
{
	uint32_t port = 0, digit = 1;
	const char *name;
	size_t k = n;

	while (k > 0 && text[k - 1] >= '0' && text[k - 1] <= '9' && n - k < 5) {
		port += (uint32_t)(text[--k] - '0') * digit;
		digit *= 10;
	}
	if (k > 0 && k < n && text[k - 1] == ':' && port < PORTS) {
		name = services_find(s, proto, (uint16_t)port);
		if (name) {
			buf_put(out, text, k);
			buf_puts(out, name);
			return;
		}
	}
	buf_put(out, text, n);
}

void services_rewrite(struct services *s, uint8_t proto, struct buf *out, size_t mark)
{
	const char *text, *arrow;
	size_t n = out->len - mark;

	if (!n)
		return;
	buf_clear(&s->tmp);
	buf_put(&s->tmp, out->p + mark, n);
	out->len = mark;
	text = s->tmp.p;
	arrow = memmem(text, n, "->", 2);
	if (arrow) {
		put_named(s, proto, text, (size_t)(arrow - text), out);
		buf_put(out, "->", 2);
		n -= (size_t)(arrow + 2 - text);
		text = arrow + 2;
	}
	put_named(s, proto, text, n, out);
}
