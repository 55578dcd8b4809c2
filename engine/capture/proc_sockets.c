/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/proc_sockets.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/clock.h"
#include "engine/base/mem.h"
#include "engine/capture/proc_io.h"
#include "engine/state/fd.h"

#define REREAD_NS 1000000000ull
#define MAX_LISTS (64u << 20) /* bytes of one list in /proc/net */
#define MAX_NAMES (64u << 20)

struct sock_table {
	uint64_t ns, read_ns; /* read_ns: when, monotonic */
	struct sock *list;
	uint32_t n, cap;
	struct num_map by_ino; /* index + 1 */
	struct buf names;
};

struct sockets {
	bool diag;
	uint64_t own_ns;
	struct sock_table **tables;
	uint32_t ntables;
	struct buf text;
};

struct sockets *sockets_new(bool diag)
{
	struct sockets *s = xcalloc(1, sizeof(*s));

	s->diag = diag;
	s->own_ns = proc_ns(AT_FDCWD, "/proc/thread-self/ns/net");
	buf_init(&s->text, MAX_LISTS);
	return s;
}

static void table_clear(struct sock_table *t)
{
	num_map_release(&t->by_ino);
	buf_clear(&t->names);
	t->n = 0;
}

void sockets_forget(struct sockets *s)
{
	uint32_t i;

	for (i = 0; i < s->ntables; i++) {
		table_clear(s->tables[i]);
		buf_release(&s->tables[i]->names);
		free(s->tables[i]->list);
		free(s->tables[i]);
	}
	free(s->tables);
	s->tables = NULL;
	s->ntables = 0;
}

void sockets_free(struct sockets *s)
{
	if (!s)
		return;
	sockets_forget(s);
	buf_release(&s->text);
	free(s);
}

void sock_set_type(struct sock *one, bool v6)
{
	static const uint8_t zero[16];
	bool bound = !memcmp(one->dst, zero, sizeof(zero)) && !one->dst_port;

	if (v6)
		one->type = bound ? FD_IPV6_SERVSOCK : FD_IPV6_SOCK;
	else
		one->type = bound ? FD_IPV4_SERVSOCK : FD_IPV4_SOCK;
}

void sock_table_add(struct sock_table *t, const struct sock *one, struct slice name)
{
	struct sock *to;

	if (!one->ino)
		return; /* waiting for its end after close(), or not accepted yet */
	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 128;
		t->list = xrealloc(t->list, t->cap * sizeof(*t->list));
	}
	to = &t->list[t->n++];
	*to = *one;
	to->name = (uint32_t)t->names.len;
	buf_put(&t->names, name.p, name.len);
	to->name_len = (uint32_t)(t->names.len - to->name);
	num_map_set(&t->by_ino, one->ino, t->n);
}

static void table_read(struct sockets *s, struct sock_table *t, int dirfd)
{
	bool diag = s->diag && t->ns && t->ns == s->own_ns;
	enum sock_list which;
	int v6, families;

	table_clear(t);
	for (which = 0; which < SOCKS_LISTS; which++) {
		families = which == SOCKS_UNIX ? 1 : 2;
		for (v6 = 0; v6 < families; v6++)
			if (!diag || !sock_diag_read(t, which, v6))
				sock_list_read(t, dirfd, which, v6, &s->text);
	}
	t->read_ns = monotonic_ns();
}

static struct sock_table *table_of(struct sockets *s, uint64_t ns, int dirfd)
{
	struct sock_table *t;
	uint32_t i;

	for (i = 0; i < s->ntables; i++)
		if (s->tables[i]->ns == ns)
			return s->tables[i];
	t = xcalloc(1, sizeof(*t));
	t->ns = ns;
	buf_init(&t->names, MAX_NAMES);
	s->tables = xrealloc(s->tables, (s->ntables + 1) * sizeof(struct sock_table *));
	s->tables[s->ntables++] = t;
	table_read(s, t, dirfd);
	return t;
}

/* A client's end has no name of its own: it is known by what it is connected to. */
static struct slice name_of(const struct sock_table *t, const struct sock *one)
{
	uint32_t peer;

	if (!one->name_len && one->peer && (peer = num_map_get(&t->by_ino, one->peer)))
		one = &t->list[peer - 1];
	return (struct slice){t->names.p + one->name, one->name_len};
}

bool sockets_find(struct sockets *s, uint64_t ns, int dirfd, uint64_t ino, struct scap_fd *f)
{
	struct sock_table *t = table_of(s, ns, dirfd);
	uint32_t i = num_map_get(&t->by_ino, ino);
	const struct sock *one;

	if (!i && monotonic_ns() - t->read_ns > REREAD_NS) {
		table_read(s, t, dirfd);
		i = num_map_get(&t->by_ino, ino);
	}
	if (!i)
		return false;
	one = &t->list[i - 1];
	f->type = one->type;
	f->l4proto = one->l4proto;
	memcpy(f->src_ip, one->src, 16);
	memcpy(f->dst_ip, one->dst, 16);
	f->src_port = one->src_port;
	f->dst_port = one->dst_port;
	f->name = (struct slice){"", 0};
	if (one->type == FD_UNIX_SOCK) {
		/* Addresses of kernel objects, in events; what is asked of them is who is who. */
		f->unix_src = one->ino;
		f->unix_dst = one->peer;
		f->name = name_of(t, one);
	}
	return true;
}
