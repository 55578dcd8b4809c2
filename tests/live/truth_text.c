/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of values as they are printed, and what they depend on: descriptors, ids, the folder. */
#include "tests/live/truth.h"
#include "tests/live/truth_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define TEXT_MAX 9000
#define TEXTS 24
#define FD_MAX 256
#define PID_MAX 64
/* Bytes of a buffer that are captured, unless -s says otherwise. */
#define SNAPLEN 80

static char fd_name[FD_MAX][512];
static struct {
	long pid;
	char comm[16];
} pids[PID_MAX];
static char cwd[4096];

static char *next_buffer(void)
{
	static char texts[TEXTS][TEXT_MAX];
	static unsigned n;

	return texts[n++ % TEXTS];
}

const char *text(const char *fmt, ...)
{
	char *out = next_buffer();
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(out, TEXT_MAX, fmt, ap);
	va_end(ap);
	return out;
}

static const char *errno_name(long e)
{
	/* Of two names of one number the C library prefers the other. */
	return e == EOPNOTSUPP ? "EOPNOTSUPP" : strerrorname_np((int)e);
}

const char *res_text(long r)
{
	const char *name = r < 0 ? errno_name(-r) : NULL;

	return name ? text("%ld(%s)", r, name) : text("%ld", r);
}

void fd_is(long fd, const char *fmt, ...)
{
	va_list ap;

	if (fd < 0 || fd >= FD_MAX)
		return;
	fd_name[fd][0] = '\0';
	if (!fmt)
		return;
	va_start(ap, fmt);
	vsnprintf(fd_name[fd], sizeof(fd_name[fd]), fmt, ap);
	va_end(ap);
}

void fd_same(long fd, long as)
{
	fd_is(fd, "%s", as >= 0 && as < FD_MAX ? fd_name[as] : "");
}

const char *fd_text(long fd)
{
	if (fd == AT_FDCWD)
		return text("%ld(AT_FDCWD)", fd);
	if (fd < 0)
		return res_text(fd);
	if (fd >= FD_MAX || !fd_name[fd][0])
		return text("%ld", fd);
	return text("%ld(%s)", fd, fd_name[fd]);
}

void pid_is(long pid, const char *comm)
{
	size_t i;

	for (i = 0; i < PID_MAX; i++) {
		if (pids[i].pid == pid || !pids[i].pid)
			break;
	}
	if (i == PID_MAX)
		broken("processes", PID_MAX);
	pids[i].pid = pid;
	snprintf(pids[i].comm, sizeof(pids[i].comm), "%s", comm ? comm : "");
}

const char *pid_text(long pid)
{
	size_t i;

	for (i = 0; i < PID_MAX && pids[i].pid; i++) {
		if (pids[i].pid == pid && pids[i].comm[0])
			return text("%ld(%s)", pid, pids[i].comm);
	}
	return text("%ld", pid);
}

void cwd_is(const char *path)
{
	snprintf(cwd, sizeof(cwd), "%s", path);
}

static const char *path_below(const char *base, const char *path)
{
	if (path[0] == '/')
		return text("%s", path);
	if (strcmp(path, ".") == 0)
		return text("%s(%s)", path, base);
	return text("%s(%s%s%s)", path, base, strcmp(base, "/") == 0 ? "" : "/", path);
}

const char *path_text(const char *path)
{
	return path_below(cwd, path);
}

const char *path_at_text(long dirfd, const char *path)
{
	const char *name;

	if (dirfd == AT_FDCWD)
		return path_text(path);
	name = dirfd >= 0 && dirfd < FD_MAX ? strchr(fd_name[dirfd], '>') : NULL;
	if (name)
		return path_below(name + 1, path);
	return path[0] == '/' ? text("%s", path) : text("%s(%s)", path, path);
}

const char *bytes_text(const void *data, size_t len)
{
	const unsigned char *p = data;
	char *out = next_buffer();
	size_t i, n = len < SNAPLEN ? len : SNAPLEN;

	for (i = 0; i < n; i++)
		out[i] = p[i] >= ' ' && p[i] < 127 ? (char)p[i] : '.';
	out[n] = '\0';
	return out;
}

const char *printed_list(const char *list, size_t len)
{
	char *out = next_buffer();
	size_t i;

	/* What is longer than a line's worth is cut when it is printed. */
	for (i = 0; i < len && i < 80; i++)
		out[i] = list[i] >= ' ' && list[i] < 127 ? list[i] : '.';
	if (len > 80)
		memcpy(out + 77, "...", 3);
	out[i] = '\0';
	return out;
}

/* ---------------------------------------------------------------- calls between others --- */

void do_mark(long which)
{
	long r = call(SYS_close, which);

	enter("close", "fd=%ld", which);
	leave("res=%s", res_text(r));
}

void do_close(long fd)
{
	long r = needs("close", call(SYS_close, fd));

	enter("close", "fd=%s", fd_text(fd));
	leave("res=%s", res_text(r));
	fd_is(fd, NULL);
}

const char *open_flags_text(int flags)
{
	/* In the order in which they are printed; the numbers are those of captures. */
	static const struct {
		int kernel;
		unsigned scap;
		const char *name;
	} rows[] = {
		{O_DIRECTORY, 0x400, "O_DIRECTORY"}, {O_DIRECT, 0x200, "O_DIRECT"},
		{O_TRUNC, 0x100, "O_TRUNC"},	     {O_NONBLOCK, 0x40, "O_NONBLOCK"},
		{O_EXCL, 0x20, "O_EXCL"},	     {O_APPEND, 0x8, "O_APPEND"},
		{O_CREAT, 0x4, "O_CREAT"},
	};
	static const char *const access[] = {"O_RDONLY", "O_WRONLY", "O_RDWR"};
	char names[256] = "";
	unsigned value = (unsigned)(flags & O_ACCMODE) + 1;
	size_t i, len = 0;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!(flags & rows[i].kernel))
			continue;
		value |= rows[i].scap;
		len += (size_t)snprintf(names + len, sizeof(names) - len, "%s|", rows[i].name);
	}
	len += (size_t)snprintf(names + len, sizeof(names) - len, "%s", access[flags & O_ACCMODE]);
	if (flags & O_CLOEXEC) {
		value |= 0x1000;
		snprintf(names + len, sizeof(names) - len, "|O_CLOEXEC");
	}
	return text("%u(%s)", value, names);
}

uint32_t look(long fd, uint64_t *ino)
{
	struct stat st;

	needs("fstat", call(SYS_fstat, fd, &st));
	if (ino)
		*ino = st.st_ino;
	return (uint32_t)st.st_dev;
}

void tell_look(long fd)
{
	enter("fstat", "fd=%s", fd_text(fd));
	leave("res=0");
}

long do_open(const char *path, int flags, int mode)
{
	long fd = needs(path, call(SYS_openat, AT_FDCWD, path, flags, mode));
	uint32_t dev = look(fd, NULL);

	if (strcmp(path, ".") == 0)
		fd_is(fd, "<d>%s", cwd);
	else
		fd_is(fd, "<%c>%s%s%s", flags & O_DIRECTORY ? 'd' : 'f', path[0] == '/' ? "" : cwd,
		      path[0] == '/' ? "" : "/", path);
	tell_openat(fd, AT_FDCWD, path, flags, mode, dev);
	tell_look(fd);
	return fd;
}

void tell_openat(long fd, long dirfd, const char *path, int flags, int mode, uint32_t dev)
{
	const char *args = text("dirfd=%s name=%s flags=%s mode=%s", fd_text(dirfd),
				path_at_text(dirfd, path), open_flags_text(flags),
				flags & O_CREAT ? text("0%o", mode) : "0");

	enter("openat", "%s", args);
	leave("fd=%s %s dev=%X", fd_text(fd), args, dev);
}
