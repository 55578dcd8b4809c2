/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/proc_fds.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "engine/capture/proc_io.h"
#include "engine/state/fd.h"

#define FDINFO_TEXT 1024 /* position, flags, mount and inode come first */

/* The format's open flags, file_flags in event/flags.tsv. */
static const struct {
	unsigned kernel;
	uint32_t scap;
} open_flags[] = {
	{O_CREAT, 0x4},	      {O_APPEND, 0x8},	   {O_DSYNC, 0x10},	{O_EXCL, 0x20},
	{O_NONBLOCK, 0x40},   {O_SYNC, 0x80},	   {O_TRUNC, 0x100},	{O_DIRECT, 0x200},
	{O_DIRECTORY, 0x400}, {O_CLOEXEC, 0x1000}, {O_TMPFILE, 0x2000},
};

static uint32_t scap_open_flags(unsigned flags)
{
	static const uint32_t access[] = {[O_RDONLY] = 1, [O_WRONLY] = 2, [O_RDWR] = 3, [3] = 1};
	uint32_t out = access[flags & O_ACCMODE];
	size_t i;

	for (i = 0; i < sizeof(open_flags) / sizeof(open_flags[0]); i++)
		if ((flags & open_flags[i].kernel) == open_flags[i].kernel)
			out |= open_flags[i].scap;
	return out;
}

void fd_scan_init(struct fd_scan *s, struct mounts *mounts, struct sockets *sockets)
{
	*s = (struct fd_scan){.mounts = mounts, .sockets = sockets, .max = UINT32_MAX};
	buf_init(&s->link, 0);
	buf_init(&s->text, 0);
}

void fd_scan_release(struct fd_scan *s)
{
	buf_release(&s->link);
	buf_release(&s->text);
}

/* The process whose directory is being read. */
struct process {
	struct fd_scan *s;
	int dirfd, fds;
	uint64_t net_ns;
	bool has_net_ns, denied;
	uint32_t n;
};

/* ------------------------------------------------------- what links tell alone --- */

/* "anon_inode:NAME"; a name of one of ours needs no text, as in the reference's lists. */
static const struct {
	const char *name;
	uint8_t type;
} anon_types[] = {
	{"[eventfd]", FD_EVENT},	   {"[signalfd]", FD_SIGNALFD},
	{"[eventpoll]", FD_EVENTPOLL},	   {"inotify", FD_INOTIFY},
	{"[timerfd]", FD_TIMERFD},	   {"[io_uring]", FD_IOURING},
	{"[userfaultfd]", FD_USERFAULTFD}, {"[pidfd]", FD_PIDFD},
};

static void anon_fd(struct scap_fd *f, struct slice link)
{
	size_t i;

	take_until(&link, ':');
	for (i = 0; i < sizeof(anon_types) / sizeof(anon_types[0]); i++)
		if (slice_is(link, anon_types[i].name)) {
			f->type = anon_types[i].type;
			return;
		}
	f->type = slice_begins(link, "bpf") || slice_begins(link, "[bpf") ? FD_BPF : FD_UNSUPPORTED;
	f->name = link;
}

static void other_fd(struct scap_fd *f, struct slice link)
{
	struct slice rest = link;

	if (slice_begins(link, "anon_inode:")) {
		anon_fd(f, link);
		return;
	}
	f->name = link;
	if (slice_begins(link, "pipe:["))
		f->type = FD_FIFO;
	else if (slice_begins(link, "pidfd:["))
		f->type = FD_PIDFD;
	else
		f->type = FD_UNSUPPORTED; /* namespaces and the like */
	take_until(&rest, '[');
	f->ino = take_u64(&rest, 10);
}

/* -------------------------------------------------------------------- sockets --- */

/* A socket that is in no list, perhaps neither bound nor connected: of which kind? */
static void unlisted_socket(struct process *p, const char *name, struct scap_fd *f)
{
	static const struct {
		const char *protocol;
		uint8_t type, l4proto;
	} kinds[] = {
		{"TCP", FD_IPV4_SOCK, L4_TCP},	     {"TCPv6", FD_IPV6_SOCK, L4_TCP},
		{"UDP", FD_IPV4_SOCK, L4_UDP},	     {"UDPv6", FD_IPV6_SOCK, L4_UDP},
		{"RAW", FD_IPV4_SOCK, L4_RAW},	     {"RAWv6", FD_IPV6_SOCK, L4_RAW},
		{"PING", FD_IPV4_SOCK, L4_ICMP},     {"PINGv6", FD_IPV6_SOCK, L4_ICMP},
		{"UNIX", FD_UNIX_SOCK, L4_NA},	     {"UNIX-STREAM", FD_UNIX_SOCK, L4_NA},
		{"UNIX-DGRAM", FD_UNIX_SOCK, L4_NA}, {"NETLINK", FD_NETLINK, L4_UNKNOWN},
	};
	char path[64], protocol[32];
	ssize_t n;
	size_t i;

	f->type = FD_UNSUPPORTED;
	f->name = slice_of_buf(&p->s->link);
	snprintf(path, sizeof(path), "/proc/thread-self/fd/%d/%.20s", p->fds, name);
	n = getxattr(path, "system.sockprotoname", protocol, sizeof(protocol) - 1);
	if (n <= 0)
		return;
	protocol[n] = 0;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(protocol, kinds[i].protocol)) {
			f->type = kinds[i].type;
			f->l4proto = kinds[i].l4proto;
			f->name = (struct slice){"", 0};
			return;
		}
}

static void socket_fd(struct process *p, const char *name, struct scap_fd *f)
{
	struct slice rest = slice_of_buf(&p->s->link);

	take_until(&rest, '[');
	f->ino = take_u64(&rest, 10);
	if (!p->has_net_ns) {
		p->net_ns = proc_ns(p->dirfd, "ns/net");
		p->has_net_ns = true;
	}
	if (!sockets_find(p->s->sockets, p->net_ns, p->dirfd, f->ino, f))
		unlisted_socket(p, name, f);
}

/* ---------------------------------------------------------------------- files --- */

struct fdinfo {
	unsigned flags;
	uint32_t mount;
	uint64_t ino;
};

static struct fdinfo fdinfo_read(struct process *p, const char *name)
{
	struct buf *text = &p->s->text;
	struct fdinfo info = {0};
	struct slice rest, line, key;
	char path[32];

	snprintf(path, sizeof(path), "fdinfo/%.20s", name);
	if (!proc_read(p->dirfd, path, text, FDINFO_TEXT))
		return info;
	rest = slice_of_buf(text);
	while (rest.len) {
		line = take_line(&rest);
		key = take_until(&line, ':');
		if (slice_is(key, "flags"))
			info.flags = (unsigned)take_u64(&line, 8);
		else if (slice_is(key, "mnt_id"))
			info.mount = (uint32_t)take_u64(&line, 10);
		else if (slice_is(key, "ino"))
			info.ino = take_u64(&line, 10);
	}
	return info;
}

static void path_fd(struct process *p, const char *name, struct scap_fd *f)
{
	struct fdinfo info = fdinfo_read(p, name);
	const struct mount *m = mounts_by_id(p->s->mounts, info.mount);
	struct stat st;
	mode_t kind = info.flags & O_DIRECTORY ? S_IFDIR : S_IFREG;

	f->name = slice_of_buf(&p->s->link);
	f->ino = info.ino;
	f->dev = m ? m->dev : 0;
	if (slice_begins(f->name, "/memfd:")) {
		f->type = FD_MEMFD;
		return;
	}
	/* O_DIRECTORY needs no question, and a slow file system gets none. */
	if (m && m->quick && (kind != S_IFDIR || !f->ino) && !fstatat(p->fds, name, &st, 0)) {
		kind = st.st_mode & S_IFMT;
		f->ino = st.st_ino;
	}
	switch (kind) {
	case S_IFDIR:
		f->type = FD_DIRECTORY;
		break;
	case S_IFIFO:
		f->type = FD_FIFO;
		break;
	default:
		f->type = FD_FILE_V2;
		f->open_flags = scap_open_flags(info.flags);
	}
}

static bool one_fd(void *arg, uint64_t n, const char *name)
{
	struct process *p = arg;
	struct scap_fd f = {.fd = (int64_t)n, .name = {"", 0}};
	struct slice link;

	if (p->n == p->s->max) {
		p->s->nskipped++;
		return true;
	}
	if (!proc_link(p->fds, name, &p->s->link)) {
		p->denied |= errno == EACCES || errno == EPERM; /* else closed in the meantime */
		return true;
	}
	link = slice_of_buf(&p->s->link);
	if (link.p[0] == '/')
		path_fd(p, name, &f);
	else if (slice_begins(link, "socket:["))
		socket_fd(p, name, &f);
	else
		other_fd(&f, link);
	p->n++;
	p->s->nfds++;
	p->s->found(p->s->arg, &f);
	return true;
}

bool fd_scan_process(struct fd_scan *s, int dirfd)
{
	struct process p = {.s = s, .dirfd = dirfd, .fds = proc_open_dir(dirfd, "fd")};

	if (p.fds < 0)
		return false;
	proc_each_number(p.fds, one_fd, &p);
	close(p.fds);
	return !p.denied;
}
