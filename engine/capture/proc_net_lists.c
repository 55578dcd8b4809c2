/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "engine/base/buf.h"
#include "engine/capture/proc_io.h"
#include "engine/capture/proc_sockets.h"
#include "engine/state/fd.h"

/* The lists of sockets in /proc/PID/net: those of the process's network namespace. */

#define MAX_LIST (64u << 20)

/* Addresses are printed as 32-bit words of this machine's byte order, in hexadecimal. */
static void take_ip(struct slice *s, bool v6, uint8_t ip[16])
{
	unsigned i, words = v6 ? 4 : 1;
	struct slice word;
	uint32_t w;

	for (i = 0; i < words; i++) {
		word = (struct slice){s->p, s->len < 8 ? s->len : 8};
		s->p += word.len;
		s->len -= word.len;
		w = (uint32_t)take_u64(&word, 16);
		memcpy(ip + 4 * i, &w, 4);
	}
}

static uint16_t take_port(struct slice *s)
{
	take_until(s, ':');
	return (uint16_t)take_u64(s, 16);
}

/* sl: local:port remote:port st tx:rx tr:when retrnsmt uid timeout inode ... */
static void add_inet(struct sock_table *t, struct slice line, uint8_t l4proto, bool v6)
{
	struct sock one = {.l4proto = l4proto};
	struct slice end;
	int i;

	take_word(&line);
	end = take_word(&line);
	take_ip(&end, v6, one.src);
	one.src_port = take_port(&end);
	end = take_word(&line);
	take_ip(&end, v6, one.dst);
	one.dst_port = take_port(&end);
	for (i = 0; i < 6; i++) /* state, queues, timer, retransmits, uid, timeout */
		take_word(&line);
	one.ino = take_u64(&line, 10);
	/* What stands in the ports of a raw socket is its protocol. */
	if (l4proto == L4_RAW)
		one.src_port = one.dst_port = 0;
	sock_set_type(&one, v6);
	sock_table_add(t, &one, (struct slice){"", 0});
}

/* Num: RefCount Protocol Flags Type St Inode Path; no word is said of peers */
static void add_unix(struct sock_table *t, struct slice line)
{
	struct sock one = {.type = FD_UNIX_SOCK, .l4proto = L4_NA};
	int i;

	for (i = 0; i < 6; i++)
		take_word(&line);
	one.ino = take_u64(&line, 10);
	if (line.len && line.p[0] == ' ') {
		line.p++;
		line.len--;
	}
	sock_table_add(t, &one, line);
}

void sock_list_read(struct sock_table *t, int dirfd, enum sock_list which, bool v6,
		    struct buf *text)
{
	static const struct {
		const char *v4, *v6;
		uint8_t l4proto;
	} files[] = {
		[SOCKS_TCP] = {"net/tcp", "net/tcp6", L4_TCP},
		[SOCKS_UDP] = {"net/udp", "net/udp6", L4_UDP},
		[SOCKS_RAW] = {"net/raw", "net/raw6", L4_RAW},
		[SOCKS_UNIX] = {"net/unix", "net/unix", L4_NA},
	};
	struct slice rest;

	if (!proc_read_all(dirfd, v6 ? files[which].v6 : files[which].v4, text, MAX_LIST))
		return;
	rest = slice_of_buf(text);
	take_line(&rest); /* the head */
	while (rest.len) {
		struct slice line = take_line(&rest);

		if (which == SOCKS_UNIX)
			add_unix(t, line);
		else
			add_inet(t, line, files[which].l4proto, v6);
	}
}
