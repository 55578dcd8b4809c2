/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls of 32-bit programs: made by int $0x80 from this 64-bit one, and by a program that was built
 * for 32 bits. Numbers, pointers and layouts are those of i386; what is recorded is not.
 */
#include "tests/live/truth.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Numbers of i386 (arch/x86/entry/syscalls/syscall_32.tbl). */
enum {
	NR32_READ = 3,
	NR32_WRITE = 4,
	NR32_OPEN = 5,
	NR32_CLOSE = 6,
	NR32_UNLINK = 10,
	NR32_GETPID = 20,
	NR32_ACCESS = 33,
	NR32_KILL = 37,
	NR32_RENAME = 38,
	NR32_MKDIR = 39,
	NR32_RMDIR = 40,
	NR32_DUP = 41,
	NR32_PIPE = 42,
	NR32_IOCTL = 54,
	NR32_MUNMAP = 91,
	NR32_LLSEEK = 140,
	NR32_WRITEV = 146,
	NR32_NANOSLEEP = 162,
	NR32_POLL = 168,
	NR32_MMAP2 = 192,
	NR32_FSTAT64 = 197,
	NR32_GETUID32 = 199,
	NR32_FCNTL64 = 221,
	NR32_STAT64 = 195,
	NR32_OPENAT = 295,
	NR32_SOCKET = 359,
};

/* Memory that 32-bit pointers reach. */
struct low {
	char path[512], other[512];
	char buf[64];
	char stat[256];
	uint32_t iov[4];
	uint32_t ts[2];
	int32_t pair[2];
	struct {
		int32_t fd;
		int16_t events, revents;
	} polled;
	int64_t at;
};

static long call32(long nr, long a, long b, long c, long d, long e)
{
	register long r8 __asm__("r8");
	register long r9 __asm__("r9");
	register long r10 __asm__("r10");
	register long r11 __asm__("r11");
	long r;

	/* The sixth argument, of mmap2, is in rbp; what lies below the stack pointer is in use. */
	__asm__ volatile("lea -128(%%rsp), %%rsp\n\t"
			 "push %%rbp\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "int $0x80\n\t"
			 "pop %%rbp\n\t"
			 "lea 128(%%rsp), %%rsp"
			 : "=a"(r), "=r"(r8), "=r"(r9), "=r"(r10), "=r"(r11)
			 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory");
	/* The upper half is cleared on the way, so errors look like large numbers. */
	return (int32_t)r;
}

#define LOW(p) ((long)(uintptr_t)(p))

static void files(struct low *m)
{
	long fd, r, copy;
	uint32_t dev;
	const char *args;

	snprintf(m->path, sizeof(m->path), "thirty-two");
	fd = needs("open", call32(NR32_OPEN, LOW(m->path), O_RDWR | O_CREAT, 0600, 0, 0));
	dev = look(fd, NULL);
	fd_is(fd, "<f>%s/thirty-two", here);
	args = text("name=%s flags=%s mode=0600", path_text(m->path),
		    open_flags_text(O_RDWR | O_CREAT));
	enter("open", "%s", args);
	leave("fd=%s %s dev=%X", fd_text(fd), args, dev);
	tell_look(fd);
	memcpy(m->buf, "narrow", 6);
	r = call32(NR32_WRITE, fd, LOW(m->buf), 6, 0, 0);
	enter("write", "fd=%s size=6", fd_text(fd));
	leave("res=%s data=narrow", res_text(r));
	r = call32(NR32_LLSEEK, fd, 0, 2, LOW(&m->at), 0);
	enter("llseek", "fd=%s offset=2 whence=0(SEEK_SET)", fd_text(fd));
	leave("res=%s", res_text(r));
	r = call32(NR32_READ, fd, LOW(m->buf), 10, 0, 0);
	enter("read", "fd=%s size=10", fd_text(fd));
	leave("res=%s data=rrow", res_text(r));
	m->iov[0] = (uint32_t)LOW(m->buf), m->iov[1] = 2;
	m->iov[2] = (uint32_t)LOW(m->buf + 2), m->iov[3] = 2;
	r = call32(NR32_WRITEV, fd, LOW(m->iov), 2, 0, 0);
	enter("writev", "fd=%s size=4", fd_text(fd));
	leave("res=%s data=rrow", res_text(r));
	copy = call32(NR32_DUP, fd, 0, 0, 0, 0);
	enter("dup", "fd=%s", fd_text(fd));
	fd_same(copy, fd);
	leave("res=%s", fd_text(copy));
	r = call32(NR32_FCNTL64, copy, F_GETFD, 0, 0, 0);
	enter("fcntl", "fd=%s cmd=2(F_GETFD)", fd_text(copy));
	leave("res=%s", fd_text(r));
	r = call32(NR32_FSTAT64, copy, LOW(m->stat), 0, 0, 0);
	enter("fstat64", "fd=%s", fd_text(copy));
	leave("res=%s", res_text(r));
	r = call32(NR32_IOCTL, copy, 0x5401, 0x77, 0, 0);
	enter("ioctl", "fd=%s request=5401 argument=77", fd_text(copy));
	leave("res=%s", res_text(r));
	r = call32(NR32_CLOSE, copy, 0, 0, 0, 0);
	enter("close", "fd=%s", fd_text(copy));
	leave("res=%s", res_text(r));
	fd_is(copy, NULL);
	do_close(fd);
	r = call32(NR32_CLOSE, -1, 0, 0, 0, 0);
	enter("close", "fd=-1(EPERM)");
	leave("res=%s", res_text(r));
	r = call32(NR32_READ, 199, 1, 10, 0, 0);
	enter("read", "fd=199 size=10");
	leave("res=%s data=", res_text(r));

	fd = call32(NR32_OPENAT, AT_FDCWD, LOW(m->path), O_RDONLY, 0, 0);
	dev = look(fd, NULL);
	fd_is(fd, "<f>%s/thirty-two", here);
	tell_openat(fd, AT_FDCWD, m->path, O_RDONLY, 0, dev);
	tell_look(fd);
	do_close(fd);
}

static void names(struct low *m)
{
	long r;

	snprintf(m->other, sizeof(m->other), "32");
	r = call32(NR32_STAT64, LOW(m->path), LOW(m->stat), 0, 0, 0);
	leave_only("stat64", "res=%s path=%s", res_text(r), path_text(m->path));
	r = call32(NR32_ACCESS, LOW(m->path), 4, 0, 0, 0);
	enter("access", "mode=4(R_OK)");
	leave("res=%s name=%s", res_text(r), path_text(m->path));
	r = call32(NR32_RENAME, LOW(m->path), LOW(m->other), 0, 0, 0);
	leave_only("rename", "res=%s oldpath=%s newpath=%s", res_text(r), path_text(m->path),
		   path_text(m->other));
	r = call32(NR32_UNLINK, LOW(m->other), 0, 0, 0, 0);
	leave_only("unlink", "res=%s path=%s", res_text(r), path_text(m->other));
	r = call32(NR32_MKDIR, LOW(m->path), 0700, 0, 0, 0);
	enter("mkdir", "mode=1C0");
	leave("res=%s path=%s", res_text(r), path_text(m->path));
	r = call32(NR32_RMDIR, LOW(m->path), 0, 0, 0, 0);
	leave_only("rmdir", "res=%s path=%s", res_text(r), path_text(m->path));
}

static void others(struct low *m)
{
	long at, fd, r;
	uint64_t ino;

	r = call32(NR32_GETPID, 0, 0, 0, 0, 0);
	/* The number is that of the call in the table of 64 bits, or its own. */
	enter("getpid", "nativeID={20|39}");
	leave("%s", "");
	pid_is(r, "truth");
	fd = r;
	r = call32(NR32_KILL, fd, 0, 0, 0, 0);
	enter("kill", "pid=%s sig=0", pid_text(fd));
	leave("res=%s", res_text(r));
	r = call32(NR32_GETUID32, 0, 0, 0, 0, 0);
	leave_only("getuid", "uid=%ld(root)", r);
	m->ts[0] = 0, m->ts[1] = 2000;
	r = call32(NR32_NANOSLEEP, LOW(m->ts), 0, 0, 0, 0);
	enter("nanosleep", "interval=2000(2e-06s)");
	leave("res=%s", res_text(r));
	at = call32(NR32_MMAP2, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	enter("mmap2", "addr=0 length=4096 prot=1(PROT_READ) flags=10(MAP_PRIVATE|MAP_ANONYMOUS) "
		       "fd=-1(EPERM) pgoffset=0");
	leave("res={%X|%lX} vm_size={+} vm_rss={+} vm_swap={+}", (unsigned)at, at);
	r = call32(NR32_MUNMAP, at, 4096, 0, 0, 0);
	enter("munmap", "addr=%X length=4096", (unsigned)at);
	leave("res=%s vm_size={+} vm_rss={+} vm_swap={+}", res_text(r));
	r = call32(NR32_PIPE, LOW(m->pair), 0, 0, 0, 0);
	look(m->pair[0], &ino);
	fd_is(m->pair[0], "<p>");
	fd_is(m->pair[1], "<p>");
	leave_only("pipe", "res=%s fd1=%s fd2=%s ino=%lu", res_text(r), fd_text(m->pair[0]),
		   fd_text(m->pair[1]), ino);
	tell_look(m->pair[0]);
	m->polled.fd = m->pair[1];
	m->polled.events = 4;
	r = call32(NR32_POLL, LOW(&m->polled), 1, 0, 0, 0);
	enter("poll", "fds=%d:p4 timeout=0", m->pair[1]);
	leave("res=%s fds=%d:p4", res_text(r), m->pair[1]);
	do_close(m->pair[0]);
	do_close(m->pair[1]);
	fd = call32(NR32_SOCKET, 1, 1, 0, 0, 0);
	enter("socket", "domain=1(AF_LOCAL) type=1 proto=0");
	fd_is(fd, "<u>");
	leave("fd=%s", fd_text(fd));
	do_close(fd);
}

/* What tiny.c does when it is built for 32 bits, where the compiler can do that. */
static void program32(void)
{
	static const char *const argv[] = {"narrow", "32", NULL};
	static const char *const env[] = {"BITS=32", NULL};
	const char *path = text("%s32", tiny_path());
	long pid, tid, r;

	r = call(SYS_access, path, X_OK);
	enter("access", "mode=1(X_OK)");
	leave("res=%s name=%s", res_text(r), path);
	if (r < 0)
		return;
	learn();
	pid = call(SYS_fork);
	if (pid == 0) {
		tid = child_begin("fork", "0");
		enter("execve", "filename=%s", path);
		leave("res=0 %s", executed(tid, "narrow", argv, env, "tiny32"));
		enter("getpid", "nativeID={20|39}");
		leave("%s", "");
		/* Nobody has touched that page before: it cannot be read until the call has. */
		enter("open", "name={(NULL)|/dev/null}{*} flags=3(O_RDWR) mode=0");
		leave("fd=3(<f>/dev/null) name=/dev/null flags=3(O_RDWR) mode=0 dev={+}");
		leave_only("pipe", "res=0 fd1=4(<p>) fd2=5(<p>) ino={+}");
		enter("writev", "fd=5(<p>) size=10");
		leave("res=10 data=thirty-two");
		enter("read", "fd=4(<p>) size=16");
		leave("res=10 data=thirty-two");
		enter("mkdir", "mode=1E8");
		leave("res=-20(ENOTDIR) path=/dev/null/x");
		enter("access", "mode=4(R_OK)");
		leave("res=0 name=/dev");
		leave_only("getuid", "uid=0(root)");
		enter("close", "fd=-1000003");
		leave("res=-9(EBADF)");
		enter("socket", "domain=1(AF_LOCAL) type=1 proto=0");
		leave("fd=6(<u>)");
		tell_tiny();
		call(SYS_execve, path, argv, env);
		broken("execve", 0);
	}
	parent_end("fork", needs("fork", pid), "0");
}

void truth_compat(void)
{
	long at = call(SYS_mmap, 0, 8192, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	enter("mmap", "addr=0 length=8192 prot=3(PROT_READ|PROT_WRITE) "
		      "flags=26(MAP_PRIVATE|MAP_ANONYMOUS|MAP_32BIT) fd=-1(EPERM) offset=0");
	leave("res=%lX vm_size={+} vm_rss={+} vm_swap={+}", at);
	files((struct low *)at);
	names((struct low *)at);
	others((struct low *)at);
	program32();
}
