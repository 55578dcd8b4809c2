/* SPDX-License-Identifier: Apache-2.0 */
#include "event_codes.h"
#include "tests/gen/scenes.h"

#define AT_FDCWD (-100)

static void use(struct gen *g, int64_t tid, int64_t fd)
{
	EV(g, tid, EV_SYSCALL_FSTAT_E, I(fd));
	EV(g, tid, EV_SYSCALL_FSTAT_X, I(0));
}

static void openat(struct gen *g, int64_t tid, int64_t fd, int64_t dirfd, const char *name)
{
	EV(g, tid, EV_SYSCALL_OPENAT_2_E, I(dirfd), S(name), I(OF_RDONLY | OF_CLOEXEC), I(0));
	EV(g, tid, EV_SYSCALL_OPENAT_2_X, I(fd), I(dirfd), S(name), I(OF_RDONLY | OF_CLOEXEC), I(0),
	   I(0x801));
	use(g, tid, fd);
}

static void openat2(struct gen *g, int64_t tid, int64_t fd, int64_t dirfd, const char *path)
{
	EV(g, tid, EV_SYSCALL_OPENAT2_E, I(dirfd), S(path), I(OF_RDWR), I(0), I(1));
	EV(g, tid, EV_SYSCALL_OPENAT2_X, I(fd), I(dirfd), S(path), I(OF_RDWR), I(0), I(1));
	use(g, tid, fd);
}

static void every_open(struct gen *g)
{
	const int64_t b = TID_BASH;

	EV(g, b, EV_SYSCALL_OPEN_E, S("notes.txt"), I(OF_RDWR | OF_CREAT), I(0644));
	EV(g, b, EV_SYSCALL_OPEN_X, I(3), S("notes.txt"), I(OF_RDWR | OF_CREAT), I(0644), I(0x801));
	use(g, b, 3);
	/* The enter event's name wins over the exit's (0.29.3 does so too). */
	EV(g, b, EV_SYSCALL_OPEN_E, S("/etc/before"), I(OF_RDONLY), I(0));
	EV(g, b, EV_SYSCALL_OPEN_X, I(4), S("/etc/after"), I(OF_RDONLY), I(0), I(0x801));
	use(g, b, 4);
	EV(g, b, EV_SYSCALL_CREAT_E, S("new file"), I(0600));
	EV(g, b, EV_SYSCALL_CREAT_X, I(5), S("new file"), I(0600), I(0x801));
	use(g, b, 5);
	openat(g, b, 6, AT_FDCWD, ".");
	openat(g, b, 7, AT_FDCWD, "../ada/./x//y");
	openat(g, b, 8, AT_FDCWD, "/abs/olute/..");
	EV(g, b, EV_SYSCALL_OPEN_E, S("/srv"), I(OF_RDONLY | OF_DIRECTORY), I(0));
	EV(g, b, EV_SYSCALL_OPEN_X, I(9), S("/srv"), I(OF_RDONLY | OF_DIRECTORY), I(0), I(0x801));
	openat(g, b, 10, 9, "below/the/dir");
	openat(g, b, 11, 9, "/not/below");
	openat(g, b, 12, 88, "unknown/dir");
	openat(g, b, -2, AT_FDCWD, "missing");
	EV(g, b, EV_SYSCALL_OPENAT_E, I(9), S("first/generation"), I(OF_WRONLY), I(0));
	EV(g, b, EV_SYSCALL_OPENAT_X, I(13));
	use(g, b, 13);
	EV(g, b, EV_SYSCALL_OPENAT_E, I(9), S("first/missing"), I(OF_WRONLY), I(0));
	EV(g, b, EV_SYSCALL_OPENAT_X, I(-2));
	EV(g, b, EV_SYSCALL_OPENAT_E, I(AT_FDCWD), S("missing"), I(OF_WRONLY), I(0));
	EV(g, b, EV_SYSCALL_OPENAT_X, I(-2));
	EV(g, b, EV_SYSCALL_OPENAT_E, I(88), S("of/unknown"), I(OF_WRONLY), I(0));
	EV(g, b, EV_SYSCALL_OPENAT_X, I(-2));
	EV(g, b, EV_SYSCALL_OPENAT_E, I(-7), S("of/none"), I(OF_WRONLY), I(0));
	EV(g, b, EV_SYSCALL_OPENAT_X, I(-2));
	EV(g, b, EV_SYSCALL_OPENAT_E, I(AT_FDCWD), S("<NA>"), I(OF_WRONLY), I(0));
	EV(g, b, EV_SYSCALL_OPENAT_X, I(-2));
	EV(g, b, EV_SYSCALL_OPENAT_E, I(-2), S("<NA>"), I(OF_WRONLY), I(0));
	EV(g, b, EV_SYSCALL_OPENAT_X, I(-2));
	EV(g, b, EV_SYSCALL_OPENAT2_E, I(AT_FDCWD), S("open2"), I(OF_RDWR), I(0), I(1));
	EV(g, b, EV_SYSCALL_OPENAT2_X, I(14), I(AT_FDCWD), S("open2"), I(OF_RDWR), I(0), I(1));
	use(g, b, 14);
	openat2(g, b, 23, 9, "below/two");
	openat2(g, b, 24, 9, "/not/below");
	openat2(g, b, 25, 88, "unknown/dir");
	openat2(g, b, -2, 9, "missing");
	EV0(g, b, EV_SYSCALL_OPEN_E);
	EV(g, b, EV_SYSCALL_OPEN_X, I(15), S("ctl\x01 \xc3\xa9\x1b[31m"), I(OF_RDONLY), I(0), I(0));
	use(g, b, 15);
	EV0(g, b, EV_SYSCALL_OPEN_E);
	EV(g, b, EV_SYSCALL_OPEN_X, I(16), S("<NA>"), I(OF_RDONLY), I(0), I(0));
	use(g, b, 16);
}

static void dups_and_closes(struct gen *g)
{
	const int64_t b = TID_BASH;

	EV(g, b, EV_SYSCALL_DUP_E, I(3));
	EV(g, b, EV_SYSCALL_DUP_X, I(20));
	use(g, b, 20);
	EV(g, b, EV_SYSCALL_DUP_E, I(3));
	EV(g, b, EV_SYSCALL_DUP_X, I(-24));
	EV(g, b, EV_SYSCALL_DUP_E, I(9));
	EV(g, b, EV_SYSCALL_DUP_X, I(1)); /* dup2 over an existing one */
	use(g, b, 1);
	EV(g, b, EV_SYSCALL_FCNTL_E, I(5), I(1));
	EV(g, b, EV_SYSCALL_FCNTL_X, I(21));
	use(g, b, 21);
	EV(g, b, EV_SYSCALL_FCNTL_E, I(5), I(26));
	EV(g, b, EV_SYSCALL_FCNTL_X, I(22));
	EV(g, b, EV_SYSCALL_FCNTL_E, I(5), I(4));
	EV(g, b, EV_SYSCALL_FCNTL_X, I(2));
	use(g, b, 22);
	EV(g, b, EV_SYSCALL_CLOSE_E, I(20));
	EV(g, b, EV_SYSCALL_CLOSE_X, I(0));
	use(g, b, 20);
	EV(g, b, EV_SYSCALL_CLOSE_E, I(21));
	EV(g, b, EV_SYSCALL_CLOSE_X, I(-9));
	use(g, b, 21);
}

static void other_fds(struct gen *g)
{
	const int64_t b = TID_BASH;

	EV0(g, b, EV_SYSCALL_PIPE_E);
	EV(g, b, EV_SYSCALL_PIPE_X, I(0), I(30), I(31), I(777));
	use(g, b, 30);
	use(g, b, 31);
	EV0(g, b, EV_SYSCALL_PIPE_E);
	EV(g, b, EV_SYSCALL_PIPE_X, I(-24), I(-1), I(-1), I(0));
	EV(g, b, EV_SYSCALL_EVENTFD_E, I(1), I(0));
	EV(g, b, EV_SYSCALL_EVENTFD_X, I(32));
	use(g, b, 32);
	EV(g, b, EV_SYSCALL_SIGNALFD_E, I(-1), I(0), I(0));
	EV(g, b, EV_SYSCALL_SIGNALFD_X, I(33));
	use(g, b, 33);
	EV(g, b, EV_SYSCALL_TIMERFD_CREATE_E, I(1), I(0));
	EV(g, b, EV_SYSCALL_TIMERFD_CREATE_X, I(34));
	use(g, b, 34);
	EV(g, b, EV_SYSCALL_INOTIFY_INIT_E, I(0));
	EV(g, b, EV_SYSCALL_INOTIFY_INIT_X, I(35));
	use(g, b, 35);
	EV0(g, b, EV_SYSCALL_USERFAULTFD_E);
	EV(g, b, EV_SYSCALL_USERFAULTFD_X, I(36), I(4096));
	use(g, b, 36);
	EV(g, b, EV_SYSCALL_SPLICE_E, I(30), I(5), I(4096), I(1));
	EV(g, b, EV_SYSCALL_SPLICE_X, I(10));
	EV(g, b, EV_SYSCALL_COPY_FILE_RANGE_E, I(3), I(0), I(100));
	EV(g, b, EV_SYSCALL_COPY_FILE_RANGE_X, I(100), I(5), I(0));
	EV(g, b, EV_SYSCALL_SENDFILE_E, I(5), I(3), I(0), I(100));
	EV(g, b, EV_SYSCALL_SENDFILE_X, I(100), I(100));
}

static void where_am_i(struct gen *g)
{
	const int64_t b = TID_BASH, w = TID_NGINX_WORKER;

	EV0(g, b, EV_SYSCALL_CHDIR_E);
	EV(g, b, EV_SYSCALL_CHDIR_X, I(0), S("../bob"));
	EV0(g, b, EV_SYSCALL_STAT_E);
	EV(g, b, EV_SYSCALL_STAT_X, I(-2), S("here"));
	EV(g, b, EV_SYSCALL_FCHDIR_E, I(9));
	EV(g, b, EV_SYSCALL_FCHDIR_X, I(0));
	EV0(g, b, EV_SYSCALL_STAT_E);
	EV(g, b, EV_SYSCALL_STAT_X, I(0), S("./there/"));
	EV0(g, b, EV_SYSCALL_GETCWD_E);
	EV(g, b, EV_SYSCALL_GETCWD_X, I(5), S("/var/tmp"));
	EV0(g, b, EV_SYSCALL_LSTAT_E);
	EV(g, b, EV_SYSCALL_LSTAT_X, I(0), S("elsewhere"));
	EV0(g, b, EV_SYSCALL_CHROOT_E);
	EV(g, b, EV_SYSCALL_CHROOT_X, I(0), S("/jail"));
	EV0(g, b, EV_SYSCALL_RENAMEAT2_E);
	EV(g, b, EV_SYSCALL_RENAMEAT2_X, I(0), I(9), S("from"), I(AT_FDCWD), S("to"), I(1));
	EV0(g, b, EV_SYSCALL_LINKAT_2_E);
	EV(g, b, EV_SYSCALL_LINKAT_2_X, I(0), I(77), S("old"), I(9), S("/new"), I(0));
	/* A thread moves its whole process. */
	EV0(g, w, EV_SYSCALL_CHDIR_E);
	EV(g, w, EV_SYSCALL_CHDIR_X, I(0), S("static"));
	EV0(g, TID_NGINX, EV_SYSCALL_STAT_E);
	EV(g, TID_NGINX, EV_SYSCALL_STAT_X, I(0), S("logo.png"));
	EV0(g, b, EV_SYSCALL_CHDIR_E);
	EV(g, b, EV_SYSCALL_CHDIR_X, I(-2), S("/nowhere"));
	/* Names that are not ASCII, below directories that are not. */
	openat(g, TID_DNSD, 30, AT_FDCWD, "zone/\xc3\xa4.de");
	EV0(g, b, EV_SYSCALL_CHDIR_E);
	EV(g, b, EV_SYSCALL_CHDIR_X, I(0), S("/tmp/gr\xc3\xbc\xc3\x9f" "e"));
	openat(g, b, 31, AT_FDCWD, "pr\xc3\xbc" "fung");
	EV0(g, b, EV_SYSCALL_OPEN_E);
	EV(g, b, EV_SYSCALL_OPEN_X, I(32), S("\xe2\x82\xac"), I(OF_RDONLY | OF_DIRECTORY), I(0), I(0));
	openat(g, b, 33, 32, "below");
	openat(g, b, 34, 88, "\xc3\xbc");
	openat(g, b, -2, AT_FDCWD, "\xc3\xb6");
	EV(g, b, EV_SYSCALL_DUP_E, I(33));
	EV(g, b, EV_SYSCALL_DUP_X, I(35));
	use(g, b, 35);
	EV(g, b, EV_SYSCALL_FCHDIR_E, I(32));
	EV(g, b, EV_SYSCALL_FCHDIR_X, I(0));
	openat(g, b, 36, AT_FDCWD, "last");
}

void scene_files(struct gen *g)
{
	every_open(g);
	dups_and_closes(g);
	other_fds(g);
	where_am_i(g);
}
