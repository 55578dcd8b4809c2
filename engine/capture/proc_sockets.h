/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_PROC_SOCKETS_H
#define SONDE_CAPTURE_PROC_SOCKETS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/scap/meta.h"

/*
 * Sockets by inode, network namespace by network namespace. Ours is asked through netlink
 * (sock_diag), which also knows the peers of unix sockets; another one, or where the kernel
 * has no sock_diag, through the lists in /proc/PID/net.
 */
struct sockets;

/* diag: netlink may be used for our own namespace. */
struct sockets *sockets_new(bool diag);
void sockets_free(struct sockets *s); /* NULL is fine */

/*
 * Describe the socket with inode `ino`.
 * in      ns: network namespace of the process, 0 unknown; dirfd: its /proc directory
 *         f->fd set
 * out     *f: type, addresses, name (borrowed until the next call)
 * returns false when no list has it: f is untouched. The lists of a namespace are read at the
 *         first call, and again when a socket is missing, but not more than once in a second
 */
bool sockets_find(struct sockets *s, uint64_t ns, int dirfd, uint64_t ino, struct scap_fd *f);

/* Forget what was read: sockets_find() reads again. */
void sockets_forget(struct sockets *s);

/*
 * The lists of one namespace; proc_sock_diag.c and proc_net_lists.c fill it.
 */
struct sock {
	uint64_t ino, peer; /* peer: of a unix socket, 0 none known */
	uint8_t type;	    /* enum fd_type */
	uint8_t l4proto;
	uint8_t src[16], dst[16];
	uint16_t src_port, dst_port;
	uint32_t name, name_len; /* in the table's names */
};
struct sock_table;
/* The inode 0 is nobody's. A later socket of an inode takes the place of an earlier one. */
void sock_table_add(struct sock_table *t, const struct sock *one, struct slice name);

/* A socket with these ends: bound or listening when nothing is at the other end. */
void sock_set_type(struct sock *one, bool v6);

/* Ask the kernel about our own namespace; false when it does not answer this question. */
enum sock_list { SOCKS_TCP, SOCKS_UDP, SOCKS_RAW, SOCKS_UNIX, SOCKS_LISTS };
bool sock_diag_read(struct sock_table *t, enum sock_list which, bool v6);

/* Read the list in /proc/PID/net. */
struct buf;
void sock_list_read(struct sock_table *t, int dirfd, enum sock_list which, bool v6,
		    struct buf *text);

#endif
