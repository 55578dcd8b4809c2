/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/capture/proc_sockets.h"
#include "engine/state/fd.h"

#define REPLY_BYTES 262144
#define PATIENCE_US 500000 /* the kernel answers at once; this is against waiting for ever */

static void add_inet(struct sock_table *t, const struct inet_diag_msg *m, uint8_t l4proto)
{
	bool v6 = m->idiag_family == AF_INET6;
	struct sock one = {.ino = m->idiag_inode,
			   .l4proto = l4proto,
			   .src_port = ntohs(m->id.idiag_sport),
			   .dst_port = ntohs(m->id.idiag_dport)};

	memcpy(one.src, m->id.idiag_src, v6 ? 16 : 4);
	memcpy(one.dst, m->id.idiag_dst, v6 ? 16 : 4);
	/* What stands in the ports of a raw socket is its protocol. */
	if (l4proto == L4_RAW)
		one.src_port = one.dst_port = 0;
	sock_set_type(&one, v6);
	sock_table_add(t, &one, (struct slice){"", 0});
}

/* An abstract name begins with NUL and is shown with '@', as the list in /proc/net/unix does. */
static struct slice unix_name(char *p, size_t len)
{
	struct slice s = {p, (uint32_t)len};

	if (len && !p[0])
		p[0] = '@';
	else
		s.len = (uint32_t)strnlen(p, len);
	return s;
}

static void add_unix(struct sock_table *t, struct unix_diag_msg *m, size_t len)
{
	struct sock one = {.ino = m->udiag_ino, .type = FD_UNIX_SOCK};
	struct slice name = {"", 0};
	struct nlattr *a;
	size_t at;
	uint32_t ino;

	for (at = NLMSG_ALIGN(sizeof(*m)); at + sizeof(*a) <= len; at += NLA_ALIGN(a->nla_len)) {
		a = (struct nlattr *)((char *)m + at);
		if (a->nla_len < sizeof(*a) || a->nla_len > len - at)
			break;
		if (a->nla_type == UNIX_DIAG_NAME) {
			name = unix_name((char *)(a + 1), a->nla_len - sizeof(*a));
		} else if (a->nla_type == UNIX_DIAG_PEER &&
			   a->nla_len >= sizeof(*a) + sizeof(ino)) {
			memcpy(&ino, a + 1, sizeof(ino));
			one.peer = ino;
		}
	}
	sock_table_add(t, &one, name);
}

/* 1 more to come, 0 the end, -1 the kernel cannot say */
static int take_replies(struct sock_table *t, enum sock_list which, uint8_t l4proto, char *p,
			size_t len)
{
	struct nlmsghdr *h = (struct nlmsghdr *)p;

	for (; NLMSG_OK(h, len); h = NLMSG_NEXT(h, len)) {
		size_t body = h->nlmsg_len - NLMSG_LENGTH(0);

		if (h->nlmsg_type == NLMSG_DONE)
			return 0;
		if (h->nlmsg_type == NLMSG_ERROR)
			return -1;
		if (h->nlmsg_type != SOCK_DIAG_BY_FAMILY)
			continue;
		if (which == SOCKS_UNIX && body >= sizeof(struct unix_diag_msg))
			add_unix(t, NLMSG_DATA(h), body);
		else if (which != SOCKS_UNIX && body >= sizeof(struct inet_diag_msg))
			add_inet(t, NLMSG_DATA(h), l4proto);
	}
	return 1;
}

static int send_request(int fd, enum sock_list which, bool v6)
{
	static const uint8_t protocols[] = {IPPROTO_TCP, IPPROTO_UDP, IPPROTO_RAW};
	struct {
		struct nlmsghdr h;
		union {
			struct inet_diag_req_v2 inet;
			struct unix_diag_req unix_;
		} r;
	} req = {.h = {.nlmsg_type = SOCK_DIAG_BY_FAMILY,
		       .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP}};

	if (which == SOCKS_UNIX) {
		req.h.nlmsg_len = NLMSG_LENGTH(sizeof(req.r.unix_));
		req.r.unix_ =
			(struct unix_diag_req){.sdiag_family = AF_UNIX,
					       .udiag_states = UINT32_MAX,
					       .udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER};
	} else {
		req.h.nlmsg_len = NLMSG_LENGTH(sizeof(req.r.inet));
		req.r.inet = (struct inet_diag_req_v2){.sdiag_family = v6 ? AF_INET6 : AF_INET,
						       .sdiag_protocol = protocols[which],
						       .idiag_states = UINT32_MAX};
	}
	return send(fd, &req, req.h.nlmsg_len, 0) < 0 ? -1 : 0;
}

bool sock_diag_read(struct sock_table *t, enum sock_list which, bool v6)
{
	static const uint8_t l4[] = {[SOCKS_TCP] = L4_TCP,
				     [SOCKS_UDP] = L4_UDP,
				     [SOCKS_RAW] = L4_RAW,
				     [SOCKS_UNIX] = L4_NA};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG), more = -1;
	const struct timeval patience = {.tv_usec = PATIENCE_US};
	char *reply;
	ssize_t n;

	if (fd < 0)
		return false;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	reply = xmalloc(REPLY_BYTES);
	if (!send_request(fd, which, v6))
		do {
			n = recv(fd, reply, REPLY_BYTES, 0);
			more = n > 0 ? take_replies(t, which, l4[which], reply, (size_t)n) : -1;
		} while (more > 0);
	free(reply);
	close(fd);
	return more == 0;
}
