/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/state/fd.h"

#include <stddef.h>

/* One row a type: its letter and its name; the reference has no name for some. */
static const struct {
	char letter;
	const char *name;
} types[] = {
	[FD_UNKNOWN] = {'o', NULL},
	[FD_FILE] = {'f', "file"},
	[FD_DIRECTORY] = {'d', "directory"},
	[FD_IPV4_SOCK] = {'4', "ipv4"},
	[FD_IPV6_SOCK] = {'6', "ipv6"},
	[FD_IPV4_SERVSOCK] = {'4', "ipv4"},
	[FD_IPV6_SERVSOCK] = {'6', "ipv6"},
	[FD_FIFO] = {'p', "pipe"},
	[FD_UNIX_SOCK] = {'u', "unix"},
	[FD_EVENT] = {'e', "event"},
	[FD_UNSUPPORTED] = {'X', NULL},
	[FD_SIGNALFD] = {'s', "signalfd"},
	[FD_EVENTPOLL] = {'l', "eventpoll"},
	[FD_INOTIFY] = {'i', "inotify"},
	[FD_TIMERFD] = {'t', "timerfd"},
	[FD_NETLINK] = {'n', "netlink"},
	[FD_FILE_V2] = {'f', "file"},
	[FD_BPF] = {'b', "bpf"},
	[FD_USERFAULTFD] = {'u', "userfaultfd"},
	[FD_IOURING] = {'r', "io_uring"},
	[FD_MEMFD] = {'m', "memfd"},
	[FD_PIDFD] = {'P', "pidfd"},
};

char fd_type_letter(uint8_t type)
{
	return type < sizeof(types) / sizeof(types[0]) ? types[type].letter : '?';
}

const char *fd_type_name(uint8_t type)
{
	const char *name = type < sizeof(types) / sizeof(types[0]) ? types[type].name : NULL;

	return name ? name : "<NA>";
}
