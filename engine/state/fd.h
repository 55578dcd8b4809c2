/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_STATE_FD_H
#define SONDE_STATE_FD_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/intern.h"

/* scap_fd_type: the numbers of the format (flags.tsv). */
enum fd_type {
	FD_UNKNOWN = 0,
	FD_FILE = 1,
	FD_DIRECTORY = 2,
	FD_IPV4_SOCK = 3,
	FD_IPV6_SOCK = 4,
	FD_IPV4_SERVSOCK = 5,
	FD_IPV6_SERVSOCK = 6,
	FD_FIFO = 7,
	FD_UNIX_SOCK = 8,
	FD_EVENT = 9,
	FD_UNSUPPORTED = 10,
	FD_SIGNALFD = 11,
	FD_EVENTPOLL = 12,
	FD_INOTIFY = 13,
	FD_TIMERFD = 14,
	FD_NETLINK = 15,
	FD_FILE_V2 = 16,
	FD_BPF = 17,
	FD_USERFAULTFD = 18,
	FD_IOURING = 19,
	FD_MEMFD = 20,
	FD_PIDFD = 21,
};

/* scap_l4_proto */
enum l4_proto { L4_UNKNOWN, L4_NA, L4_TCP, L4_UDP, L4_ICMP, L4_RAW };

enum fd_role { ROLE_NONE, ROLE_CLIENT, ROLE_SERVER };

/* One end of a socket. IPv4 addresses occupy the first four bytes, the rest is zero. */
struct endpoint {
	uint8_t ip[16]; /* network order */
	uint16_t port;	/* host order */
};

/*
 * What is true of an open file from one event to another. Immutable once an event refers
 * to it. dup'ed and inherited descriptors share versions.
 */
struct fd_version {
	const struct str *name; /* path, tuple text ...; as the reference has it: dots in paths */
	const struct str *name_as_is; /* the same with all bytes, NULL where that is name itself */
	const struct str *name_raw; /* as passed to the call, before normalisation */
	uint64_t ino;
	uint64_t unix_src, unix_dst; /* kernel addresses of a unix socket's ends */
	struct endpoint src, dst;    /* inet sockets: client -> server once a role is known;
				      * server sockets: bound address in src */
	uint32_t open_flags;	     /* scap open flags (flags.tsv file_flags) */
	uint32_t dev;
	uint8_t type;  /* enum fd_type */
	uint8_t proto; /* enum l4_proto */
	uint8_t role;  /* enum fd_role */
	bool connected;
	bool upper_layer, lower_layer; /* overlayfs */
};

static inline const struct str *fd_name_as_is(const struct fd_version *f)
{
	return f->name_as_is ? f->name_as_is : f->name;
}

static inline bool fd_is_inet(const struct fd_version *f)
{
	return f->type == FD_IPV4_SOCK || f->type == FD_IPV6_SOCK;
}

static inline bool fd_is_serv(const struct fd_version *f)
{
	return f->type == FD_IPV4_SERVSOCK || f->type == FD_IPV6_SERVSOCK;
}

static inline bool fd_is_socket(const struct fd_version *f)
{
	return fd_is_inet(f) || fd_is_serv(f);
}

static inline bool fd_is_ipv4(const struct fd_version *f)
{
	return f->type == FD_IPV4_SOCK || f->type == FD_IPV4_SERVSOCK;
}

static inline bool fd_is_ipv6(const struct fd_version *f)
{
	return f->type == FD_IPV6_SOCK || f->type == FD_IPV6_SERVSOCK;
}

static inline bool fd_is_file(const struct fd_version *f)
{
	return f->type == FD_FILE || f->type == FD_FILE_V2;
}

/* The letter that stands for the type in "<f>/etc/passwd". */
char fd_type_letter(uint8_t type);

/* The name fd.type shows; "<NA>" for types that have none in the reference. */
const char *fd_type_name(uint8_t type);

#endif
