/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, reading and writing files. */
#include "tests/live/truth.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/file.h>
#include <sys/uio.h>
#include <unistd.h>

static const char nowhere[] = "no/such/file";

static void opening(void)
{
	struct open_how how = {.flags = O_RDONLY, .resolve = RESOLVE_BENEATH};
	const char *args;
	uint32_t dev;
	long fd, r, dir;

	fd = needs("open", call(SYS_open, "a", O_RDWR | O_CREAT | O_EXCL, 0640));
	dev = look(fd, NULL);
	fd_is(fd, "<f>%s/a", here);
	args = text("name=%s flags=%s mode=0640", path_text("a"),
		    open_flags_text(O_RDWR | O_CREAT | O_EXCL));
	enter("open", "%s", args);
	leave("fd=%s %s dev=%X", fd_text(fd), args, dev);
	tell_look(fd);
	do_close(fd);

	r = call(SYS_open, "a", O_RDWR | O_CREAT | O_EXCL, 0640);
	enter("open", "%s", args);
	leave("fd=%s %s dev=0", fd_text(r), args);

	r = call(SYS_open, nowhere, O_RDONLY, 0);
	args = text("name=%s flags=1(O_RDONLY) mode=0", path_text(nowhere));
	enter("open", "%s", args);
	leave("fd=-2(ENOENT) %s dev=0", args);
	/* No memory there: the path cannot be known. */
	r = call(SYS_open, 1, O_RDONLY, 0);
	enter("open", "name={*} flags=1(O_RDONLY) mode=0");
	leave("fd=%s name={*} flags=1(O_RDONLY) mode=0 dev=0", fd_text(r));

	fd = needs("creat", call(SYS_creat, "b", 0600));
	dev = look(fd, NULL);
	fd_is(fd, "<f>%s/b", here);
	enter("creat", "name=%s mode=0600", path_text("b"));
	leave("fd=%s name=%s mode=0600 dev=%X", fd_text(fd), path_text("b"), dev);
	tell_look(fd);
	do_close(fd);

	dir = do_open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	fd = needs("openat", call(SYS_openat, dir, "a", O_WRONLY | O_APPEND | O_TRUNC, 0));
	dev = look(fd, NULL);
	fd_is(fd, "<f>%s/a", here);
	tell_openat(fd, dir, "a", O_WRONLY | O_APPEND | O_TRUNC, 0, dev);
	tell_look(fd);
	do_close(fd);
	r = call(SYS_openat, 199, "a", O_RDONLY, 0);
	enter("openat", "dirfd=199 name=a(a) flags=1(O_RDONLY) mode=0");
	leave("fd=%s dirfd=199 name=a(a) flags=1(O_RDONLY) mode=0 dev=0", fd_text(r));
	r = call(SYS_openat, dir, "/dev/full", O_WRONLY | O_NONBLOCK, 0);
	dev = look(r, NULL);
	fd_is(r, "<f>/dev/full");
	tell_openat(r, dir, "/dev/full", O_WRONLY | O_NONBLOCK, 0, dev);
	tell_look(r);
	do_close(r);

	fd = call(SYS_openat2, dir, "a", &how, sizeof(how));
	fd_is(fd, "<f>%s/a", here);
	args = text("dirfd=%s name=%s flags=1(O_RDONLY) mode=0 resolve=1(RESOLVE_BENEATH)",
		    fd_text(dir), path_at_text(dir, "a"));
	/* The path of the enter event is relative to the working folder in the reference's table. */
	enter("openat2", "%s", args);
	leave("fd=%s %s", fd_text(fd), args);
	do_close(fd);
	r = call(SYS_openat2, dir, "../a", &how, sizeof(how));
	enter("openat2", "dirfd=%s name=../a({+}) flags=1(O_RDONLY) mode=0 "
			 "resolve=1(RESOLVE_BENEATH)",
	      fd_text(dir));
	leave("fd=%s dirfd=%s name=../a({+}) flags=1(O_RDONLY) mode=0 resolve=1(RESOLVE_BENEATH)",
	      fd_text(r), fd_text(dir));
	do_close(dir);
}

static void by_handle(void)
{
	union {
		struct file_handle h;
		char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} u = {.h.handle_bytes = MAX_HANDLE_SZ};
	long dir = do_open(".", O_RDONLY | O_DIRECTORY, 0);
	int mount;
	long r;

	call(SYS_name_to_handle_at, dir, "a", &u, &mount, 0);
	generic("<unknown>", SYS_name_to_handle_at);
	r = call(SYS_open_by_handle_at, dir, &u, O_RDONLY);
	generic("<unknown>", SYS_open_by_handle_at);
	if (r >= 0) {
		/* No event said which file that is. */
		call(SYS_close, r);
		enter("close", "fd=%ld", r);
		leave("res=0");
	}
	do_close(dir);
}

static void reading(void)
{
	char buf[4096];
	long fd = do_open("a", O_RDWR, 0);
	long r;
	size_t i;

	r = call(SYS_write, fd, "twenty-three letters..", 23);
	enter("write", "fd=%s size=23", fd_text(fd));
	leave("res=23 data=%s", bytes_text("twenty-three letters..", 23));
	r = call(SYS_lseek, fd, 7, SEEK_SET);
	enter("lseek", "fd=%s offset=7 whence=0(SEEK_SET)", fd_text(fd));
	leave("res=%s", res_text(r));
	r = call(SYS_read, fd, buf, 5);
	enter("read", "fd=%s size=5", fd_text(fd));
	leave("res=%s data=%s", res_text(r), bytes_text(buf, 5));
	r = call(SYS_lseek, fd, 0, SEEK_END);
	enter("lseek", "fd=%s offset=0 whence=2(SEEK_END)", fd_text(fd));
	leave("res=%s", res_text(r));
	r = call(SYS_read, fd, buf, sizeof(buf));
	enter("read", "fd=%s size=4096", fd_text(fd));
	leave("res=%s data=", res_text(r));
	r = call(SYS_lseek, fd, -1, SEEK_SET);
	enter("lseek", "fd=%s offset=-1 whence=0(SEEK_SET)", fd_text(fd));
	leave("res=%s", res_text(r));

	for (i = 0; i < sizeof(buf); i++)
		buf[i] = (char)('a' + i % 26);
	buf[3] = '\n';
	buf[4] = '\033';
	buf[5] = (char)0xe4;
	r = call(SYS_pwrite64, fd, buf, 4000, 96);
	enter("pwrite", "fd=%s size=4000 pos=96", fd_text(fd));
	leave("res=%s data=%s", res_text(r), bytes_text(buf, 4000));
	memset(buf, 0, sizeof(buf));
	r = call(SYS_pread64, fd, buf, 81, 96);
	enter("pread", "fd=%s size=81 pos=96", fd_text(fd));
	leave("res=%s data=%s", res_text(r), bytes_text(buf, 81));
	r = call(SYS_pread64, fd, buf, 10, 1L << 40);
	enter("pread", "fd=%s size=10 pos=%ld", fd_text(fd), 1L << 40);
	leave("res=%s data=", res_text(r));
	r = call(SYS_pread64, fd, buf, 10, -5);
	enter("pread", "fd=%s size=10 pos=-5", fd_text(fd));
	leave("res=%s data=", res_text(r));
	r = call(SYS_read, fd, 1, 10);
	enter("read", "fd=%s size=10", fd_text(fd));
	leave("res={-14(EFAULT)|0} data=");
	r = call(SYS_write, fd, 1, 10);
	enter("write", "fd=%s size=10", fd_text(fd));
	leave("res=%s data=", res_text(r));
	do_close(fd);

	r = call(SYS_read, 199, buf, 10);
	enter("read", "fd=199 size=10");
	leave("res=%s data=", res_text(r));
	/* What was not written may be told all the same. */
	r = call(SYS_write, -1, "lost", 4);
	enter("write", "fd=-1(EPERM) size=4");
	leave("res=%s data={|lost}", res_text(r));
	r = call(SYS_pwrite64, 199, "lost", 4, 8);
	enter("pwrite", "fd=199 size=4 pos=8");
	leave("res=%s data={|lost}", res_text(r));
	r = call(SYS_lseek, 199, 4, SEEK_CUR);
	enter("lseek", "fd=199 offset=4 whence=1(SEEK_CUR)");
	leave("res=%s", res_text(r));
	r = call(SYS_close, 199);
	enter("close", "fd=199");
	leave("res=%s", res_text(r));
}

static void vectors(void)
{
	static const char first[] = "one,", second[] = "two,", third[] = "three";
	char a[4], b[9];
	struct iovec out[] = {{(void *)first, 4}, {(void *)second, 4}, {(void *)third, 5}};
	struct iovec in[] = {{a, sizeof(a)}, {b, sizeof(b)}};
	long fd = do_open("vectors", O_RDWR | O_CREAT, 0600);
	long r;

	r = call(SYS_writev, fd, out, 3);
	enter("writev", "fd=%s size=13", fd_text(fd));
	leave("res=%s data=one,two,three", res_text(r));
	r = call(SYS_pwritev, fd, out, 2, 13, 0);
	enter("pwritev", "fd=%s size=8 pos=13", fd_text(fd));
	leave("res=%s data=one,two,", res_text(r));
	r = call(SYS_preadv, fd, in, 2, 4, 0);
	enter("preadv", "fd=%s pos=4", fd_text(fd));
	leave("res=%s size=13 data=two,threeone,", res_text(r));
	call(SYS_lseek, fd, 0, SEEK_SET);
	enter("lseek", "fd=%s offset=0 whence=0(SEEK_SET)", fd_text(fd));
	leave("res=0");
	r = call(SYS_readv, fd, in, 2);
	enter("readv", "fd=%s", fd_text(fd));
	leave("res=%s size=13 data=one,two,three", res_text(r));
	r = call(SYS_preadv2, fd, in, 1, 0, 0, 0);
	generic("<unknown>", SYS_preadv2);
	r = call(SYS_pwritev2, fd, out, 1, 0, 0, 0);
	generic("<unknown>", SYS_pwritev2);
	do_close(fd);
	r = call(SYS_readv, 199, in, 2);
	enter("readv", "fd=199");
	leave("res=%s size={0|13|-9} data=", res_text(r));
	r = call(SYS_writev, 199, out, 3);
	enter("writev", "fd=199 size=13");
	leave("res=%s data={|one,two,three}", res_text(r));
	r = call(SYS_preadv, 199, in, 2, 4, 0);
	enter("preadv", "fd=199 pos=4");
	leave("res=%s size={0|13|-9} data=", res_text(r));
	r = call(SYS_pwritev, 199, out, 2, 4, 0);
	enter("pwritev", "fd=199 size=8 pos=4");
	leave("res=%s data={|one,two,}", res_text(r));
}

static void copying(void)
{
	long in = do_open("vectors", O_RDONLY, 0);
	long out = do_open("copy", O_RDWR | O_CREAT, 0600);
	long ends[2] = {0, 0};
	int p[2];
	int64_t from = 4, to = 2;
	uint64_t ino;
	long r;

	r = call(SYS_sendfile, out, in, &from, 4);
	enter("sendfile", "out_fd=%s in_fd=%s offset=4 size=4", fd_text(out), fd_text(in));
	leave("res=%s offset=8", res_text(r));
	r = call(SYS_sendfile, out, in, 0, 3);
	enter("sendfile", "out_fd=%s in_fd=%s offset=0 size=3", fd_text(out), fd_text(in));
	leave("res=%s offset=0", res_text(r));
	r = call(SYS_sendfile, 199, in, 0, 3);
	enter("sendfile", "out_fd=199 in_fd=%s offset=0 size=3", fd_text(in));
	leave("res=%s offset=0", res_text(r));
	from = 4;
	r = call(SYS_copy_file_range, in, &from, out, &to, 5, 0);
	enter("copy_file_range", "fdin=%s offin=4 len=5", fd_text(in));
	leave("res=%s fdout=%s offout={2|7}", res_text(r), fd_text(out));
	r = call(SYS_copy_file_range, 199, 0, out, 0, 5, 0);
	enter("copy_file_range", "fdin=199 offin=0 len=5");
	leave("res=%s fdout=%s offout=0", res_text(r), fd_text(out));

	r = needs("pipe", call(SYS_pipe, p));
	ends[0] = p[0], ends[1] = p[1];
	look(ends[0], &ino);
	fd_is(ends[0], "<p>");
	fd_is(ends[1], "<p>");
	leave_only("pipe", "res=0 fd1=%s fd2=%s ino=%lu", fd_text(ends[0]), fd_text(ends[1]), ino);
	tell_look(ends[0]);
	from = 0;
	r = call(SYS_splice, in, &from, ends[1], 0, 6, 1);
	enter("splice", "fd_in=%s fd_out=%s size=6 flags=1(SPLICE_F_MOVE)", fd_text(in),
	      fd_text(ends[1]));
	leave("res=%s", res_text(r));
	r = call(SYS_splice, in, 0, out, 0, 6, 2);
	enter("splice", "fd_in=%s fd_out=%s size=6 flags=2(SPLICE_F_NONBLOCK)", fd_text(in),
	      fd_text(out));
	leave("res=%s", res_text(r));
	r = call(SYS_tee, ends[0], ends[1], 6, 0);
	generic("tee", SYS_tee);
	r = call(SYS_vmsplice, ends[1], 0, 0, 0);
	generic("vmsplice", SYS_vmsplice);
	do_close(ends[0]);
	do_close(ends[1]);
	do_close(in);
	do_close(out);
}

static void locking(void)
{
	struct flock lock = {.l_type = F_RDLCK, .l_len = 1};
	long fd = do_open("a", O_RDWR, 0);
	long r, copy;

	r = call(SYS_flock, fd, LOCK_EX | LOCK_NB);
	enter("flock", "fd=%s operation=6(LOCK_EX|LOCK_NB)", fd_text(fd));
	leave("res=%s", res_text(r));
	r = call(SYS_flock, fd, LOCK_UN);
	enter("flock", "fd=%s operation=8(LOCK_UN)", fd_text(fd));
	leave("res=%s", res_text(r));
	r = call(SYS_flock, 199, LOCK_SH);
	enter("flock", "fd=199 operation=1(LOCK_SH)");
	leave("res=%s", res_text(r));
	copy = call(SYS_fcntl, fd, F_DUPFD, 50);
	enter("fcntl", "fd=%s cmd=1(F_DUPFD)", fd_text(fd));
	fd_same(copy, fd);
	leave("res=%s", fd_text(copy));
	do_close(copy);
	copy = call(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 60);
	enter("fcntl", "fd=%s cmd=26(F_DUPFD_CLOEXEC)", fd_text(fd));
	fd_same(copy, fd);
	leave("res=%s", fd_text(copy));
	do_close(copy);
	r = call(SYS_fcntl, fd, F_GETFD, 0);
	enter("fcntl", "fd=%s cmd=2(F_GETFD)", fd_text(fd));
	leave("res=%s", fd_text(r));
	r = call(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
	enter("fcntl", "fd=%s cmd=3(F_SETFD)", fd_text(fd));
	leave("res=%s", fd_text(r));
	r = call(SYS_fcntl, fd, F_GETFL, 0);
	enter("fcntl", "fd=%s cmd=4(F_GETFL)", fd_text(fd));
	leave("res=%s", fd_text(r));
	r = call(SYS_fcntl, fd, F_SETFL, O_APPEND);
	enter("fcntl", "fd=%s cmd=5(F_SETFL)", fd_text(fd));
	leave("res=%s", fd_text(r));
	r = call(SYS_fcntl, fd, F_SETLK, &lock);
	enter("fcntl", "fd=%s cmd=8(F_SETLK)", fd_text(fd));
	leave("res=%s", fd_text(r));
	r = call(SYS_fcntl, 199, F_GETFD, 0);
	enter("fcntl", "fd=199 cmd=2(F_GETFD)");
	leave("res=%s", fd_text(r));
	do_close(fd);
}

void truth_files(void)
{
	opening();
	by_handle();
	reading();
	vectors();
	copying();
	locking();
}
