/* SPDX-License-Identifier: Apache-2.0 */
/* Names in the file system: folders, links, renaming, what stat tells, owners and modes. */
#include "tests/live/truth.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void folders(void)
{
	static const char deep[] = "d/./e/../e";
	long dir, r;

	r = call(SYS_mkdir, "d", 0755);
	enter("mkdir", "mode=1ED");
	leave("res=%s path=%s", res_text(r), path_text("d"));
	r = call(SYS_mkdir, "d", 0700);
	enter("mkdir", "mode=1C0");
	leave("res=%s path=%s", res_text(r), path_text("d"));
	r = call(SYS_mkdir, 1, 0700);
	enter("mkdir", "mode=1C0");
	leave("res=%s path={*}", res_text(r));
	dir = do_open("d", O_RDONLY | O_DIRECTORY, 0);
	r = call(SYS_mkdirat, dir, "e", 0711);
	leave_only("mkdirat", "res=%s dirfd=%s path=%s mode=1C9", res_text(r), fd_text(dir),
		   path_at_text(dir, "e"));
	r = call(SYS_mkdirat, AT_FDCWD, "d/no/f", 0711);
	leave_only("mkdirat", "res=%s dirfd=-100(AT_FDCWD) path=%s mode=1C9", res_text(r),
		   path_text("d/no/f"));
	r = call(SYS_rmdir, "d");
	leave_only("rmdir", "res=%s path=%s", res_text(r), path_text("d"));
	r = call(SYS_mkdir, "gone", 0);
	enter("mkdir", "mode=0");
	leave("res=%s path=%s", res_text(r), path_text("gone"));
	r = call(SYS_rmdir, "gone");
	leave_only("rmdir", "res=%s path=%s", res_text(r), path_text("gone"));

	r = call(SYS_chdir, deep);
	leave_only("chdir", "res=%s path=%s", res_text(r), deep);
	cwd_is(text("%s/d/e", here));
	r = call(SYS_access, "x", R_OK | W_OK);
	enter("access", "mode=6(R_OK|W_OK)");
	leave("res=%s name=%s", res_text(r), path_text("x"));
	r = call(SYS_fchdir, dir);
	enter("fchdir", "fd=%s", fd_text(dir));
	leave("res=%s", res_text(r));
	cwd_is(text("%s/d", here));
	{
		char buf[512];

		r = needs("getcwd", call(SYS_getcwd, buf, sizeof(buf)));
		leave_only("getcwd", "res=%ld path=%s", r, buf);
		r = call(SYS_getcwd, buf, 2);
		leave_only("getcwd", "res=%s path={*}", res_text(r));
	}
	r = call(SYS_access, "e", F_OK);
	enter("access", "mode=0(F_OK)");
	leave("res=%s name=%s", res_text(r), path_text("e"));
	r = call(SYS_chdir, here);
	leave_only("chdir", "res=%s path=%s", res_text(r), here);
	cwd_is(here);
	r = call(SYS_chdir, "no");
	leave_only("chdir", "res=%s path=no", res_text(r));
	r = call(SYS_fchdir, 199);
	enter("fchdir", "fd=199");
	leave("res=%s", res_text(r));
	{
		char buf[1024];

		r = call(SYS_getdents64, dir, buf, sizeof(buf));
		enter("getdents64", "fd=%s", fd_text(dir));
		leave("res=%s", res_text(r));
		r = call(SYS_getdents, dir, buf, sizeof(buf));
		enter("getdents", "fd=%s", fd_text(dir));
		leave("res=%s", res_text(r));
		r = call(SYS_getdents64, 199, buf, sizeof(buf));
		enter("getdents64", "fd=199");
		leave("res=%s", res_text(r));
	}
	do_close(dir);
}

static void links(void)
{
	long dir = do_open("d", O_RDONLY | O_DIRECTORY, 0);
	char buf[64];
	long r;

	r = call(SYS_link, "a", "d/hard");
	leave_only("link", "res=%s oldpath=%s newpath=%s", res_text(r), path_text("a"),
		   path_text("d/hard"));
	r = call(SYS_link, "no", "d/hard");
	leave_only("link", "res=%s oldpath=%s newpath=%s", res_text(r), path_text("no"),
		   path_text("d/hard"));
	r = call(SYS_linkat, AT_FDCWD, "a", dir, "hard2", AT_SYMLINK_FOLLOW);
	leave_only("linkat",
		   "res=%s olddir=-100(AT_FDCWD) oldpath=%s newdir=%s newpath=%s "
		   "flags=1024(AT_SYMLINK_FOLLOW)",
		   res_text(r), path_text("a"), fd_text(dir), path_at_text(dir, "hard2"));
	r = call(SYS_symlink, "../a", "d/soft");
	leave_only("symlink", "res=%s target=../a linkpath=%s", res_text(r), path_text("d/soft"));
	r = call(SYS_symlink, "../a", "d/soft");
	leave_only("symlink", "res=%s target=../a linkpath=%s", res_text(r), path_text("d/soft"));
	r = call(SYS_symlinkat, "/etc/x", dir, "soft2");
	leave_only("symlinkat", "res=%s target=/etc/x linkdirfd=%s linkpath=%s", res_text(r),
		   fd_text(dir), path_at_text(dir, "soft2"));
	r = call(SYS_readlink, "d/soft", buf, sizeof(buf));
	generic("readlink", SYS_readlink);
	r = call(SYS_readlinkat, dir, "soft2", buf, sizeof(buf));
	generic("readlinkat", SYS_readlinkat);

	r = call(SYS_rename, "d/hard", "d/renamed");
	leave_only("rename", "res=%s oldpath=%s newpath=%s", res_text(r), path_text("d/hard"),
		   path_text("d/renamed"));
	r = call(SYS_rename, "no", "d/renamed");
	leave_only("rename", "res=%s oldpath=%s newpath=%s", res_text(r), path_text("no"),
		   path_text("d/renamed"));
	r = call(SYS_renameat, dir, "renamed", AT_FDCWD, "moved");
	leave_only("renameat",
		   "res=%s olddirfd=%s oldpath=%s newdirfd=-100(AT_FDCWD) newpath=%s", res_text(r),
		   fd_text(dir), path_at_text(dir, "renamed"), path_text("moved"));
	r = call(SYS_renameat, 199, "x", dir, "y");
	leave_only("renameat", "res=%s olddirfd=199 oldpath=x(x) newdirfd=%s newpath=%s",
		   res_text(r), fd_text(dir), path_at_text(dir, "y"));
	r = call(SYS_renameat2, AT_FDCWD, "moved", dir, "hard2", RENAME_NOREPLACE);
	leave_only("renameat2",
		   "res=%s olddirfd=-100(AT_FDCWD) oldpath=%s newdirfd=%s newpath=%s "
		   "flags=1(RENAME_NOREPLACE)",
		   res_text(r), path_text("moved"), fd_text(dir), path_at_text(dir, "hard2"));
	r = call(SYS_renameat2, AT_FDCWD, "moved", dir, "hard2", RENAME_EXCHANGE);
	leave_only("renameat2",
		   "res=%s olddirfd=-100(AT_FDCWD) oldpath=%s newdirfd=%s newpath=%s "
		   "flags=2(RENAME_EXCHANGE)",
		   res_text(r), path_text("moved"), fd_text(dir), path_at_text(dir, "hard2"));

	r = call(SYS_unlink, "moved");
	leave_only("unlink", "res=%s path=%s", res_text(r), path_text("moved"));
	r = call(SYS_unlink, "moved");
	leave_only("unlink", "res=%s path=%s", res_text(r), path_text("moved"));
	r = call(SYS_unlinkat, dir, "hard2", 0);
	leave_only("unlinkat", "res=%s dirfd=%s name=%s flags=0", res_text(r), fd_text(dir),
		   path_at_text(dir, "hard2"));
	r = call(SYS_unlinkat, AT_FDCWD, "d/e", AT_REMOVEDIR);
	leave_only("unlinkat",
		   "res=%s dirfd=-100(AT_FDCWD) name=%s flags=512(AT_REMOVEDIR)", res_text(r),
		   path_text("d/e"));
	r = call(SYS_unlinkat, 199, "e", 0);
	leave_only("unlinkat", "res=%s dirfd=199 name=e(e) flags=0", res_text(r));
	do_close(dir);
}

static void looking(void)
{
	struct stat st;
	char big[512];
	long r;

	r = call(SYS_stat, "a", &st);
	leave_only("stat", "res=%s path=%s", res_text(r), path_text("a"));
	r = call(SYS_stat, "no", &st);
	leave_only("stat", "res=%s path=%s", res_text(r), path_text("no"));
	r = call(SYS_stat, "/", &st);
	leave_only("stat", "res=%s path=/", res_text(r));
	r = call(SYS_lstat, "d/soft", &st);
	leave_only("lstat", "res=%s path=%s", res_text(r), path_text("d/soft"));
	r = call(SYS_lstat, "d/soft/x", &st);
	leave_only("lstat", "res=%s path=%s", res_text(r), path_text("d/soft/x"));
	r = call(SYS_fstat, 199, &st);
	enter("fstat", "fd=199");
	leave("res=%s", res_text(r));
	r = call(SYS_newfstatat, AT_FDCWD, "a", &st, 0);
	generic("newfstatat", SYS_newfstatat);
	r = call(SYS_statx, AT_FDCWD, "a", 0, 0xfff, big);
	generic("<unknown>", SYS_statx);
	r = call(SYS_statfs, "a", big);
	generic("statfs", SYS_statfs);
	r = call(SYS_access, "/etc", X_OK);
	enter("access", "mode=1(X_OK)");
	leave("res=%s name=/etc", res_text(r));
	r = call(SYS_faccessat, AT_FDCWD, "a", R_OK);
	generic("faccessat", SYS_faccessat);
	r = call(SYS_faccessat2, AT_FDCWD, "a", R_OK, 0);
	generic("<unknown>", SYS_faccessat2);
	r = call(SYS_truncate, "a", 100);
	generic("truncate", SYS_truncate);
	r = call(SYS_mknod, "fifo", S_IFIFO | 0600, 0);
	generic("mknod", SYS_mknod);
	r = call(SYS_mknodat, AT_FDCWD, "fifo2", S_IFIFO | 0600, 0);
	generic("mknodat", SYS_mknodat);
	r = call(SYS_utimensat, AT_FDCWD, "a", 0, 0);
	generic("utimensat", SYS_utimensat);
	r = call(SYS_utimes, "a", 0);
	generic("utimes", SYS_utimes);
	r = call(SYS_utime, "a", 0);
	generic("utime", SYS_utime);
	r = call(SYS_futimesat, AT_FDCWD, "a", 0);
	generic("futimesat", SYS_futimesat);
	(void)r;
}

void truth_paths(void)
{
	folders();
	links();
	looking();
}

void truth_owners(void)
{
	long fd = do_open("a", O_RDWR, 0);
	long dir = do_open("d", O_RDONLY | O_DIRECTORY, 0);
	long r;

	r = call(SYS_chmod, "a", 0751);
	leave_only("chmod",
		   "res=%s filename=%s "
		   "mode=0751(S_IXOTH|S_IXGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR)",
		   res_text(r), path_text("a"));
	r = call(SYS_chmod, "no", 04000);
	leave_only("chmod", "res=%s filename=%s mode=04000(S_ISUID)", res_text(r),
		   path_text("no"));
	r = call(SYS_fchmod, fd, 0600);
	leave_only("fchmod", "res=%s fd=%s mode=0600(S_IWUSR|S_IRUSR)", res_text(r), fd_text(fd));
	r = call(SYS_fchmod, 199, 01000);
	leave_only("fchmod", "res=%s fd=199 mode=01000(S_ISVTX)", res_text(r));
	r = call(SYS_fchmodat, dir, "../a", 0400);
	leave_only("fchmodat", "res=%s dirfd=%s filename=../a(%s/a) mode=0400(S_IRUSR)",
		   res_text(r), fd_text(dir), here);
	r = call(SYS_fchmodat, AT_FDCWD, "no", 02);
	leave_only("fchmodat", "res=%s dirfd=-100(AT_FDCWD) filename=%s mode=02(S_IWOTH)",
		   res_text(r), path_text("no"));
	r = call(SYS_chown, "a", 0, 0);
	generic("chown", SYS_chown);
	r = call(SYS_lchown, "d/soft", 0, 0);
	generic("lchown", SYS_lchown);
	r = call(SYS_fchown, fd, 0, 0);
	generic("fchown", SYS_fchown);
	r = call(SYS_fchownat, dir, "soft", 0, 0, AT_SYMLINK_NOFOLLOW);
	generic("fchownat", SYS_fchownat);
	r = call(SYS_umask, 022);
	generic("umask", SYS_umask);
	r = call(SYS_ftruncate, fd, 50);
	generic("ftruncate", SYS_ftruncate);
	r = call(SYS_fallocate, fd, 0, 0, 60);
	generic("fallocate", SYS_fallocate);
	r = call(SYS_fsync, fd);
	generic("fsync", SYS_fsync);
	r = call(SYS_fdatasync, fd);
	generic("fdatasync", SYS_fdatasync);
	r = call(SYS_fadvise64, fd, 0, 0, 0);
	generic("fadvise64", SYS_fadvise64);
	r = call(SYS_readahead, fd, 0, 10);
	generic("<unknown>", SYS_readahead);
	r = call(SYS_sync_file_range, fd, 0, 10, 0);
	generic("<unknown>", SYS_sync_file_range);
	r = call(SYS_fgetxattr, fd, "user.x", 0, 0);
	generic("fgetxattr", SYS_fgetxattr);
	r = call(SYS_ioctl, fd, 0x5401, 0x1234);
	enter("ioctl", "fd=%s request=5401 argument=1234", fd_text(fd));
	leave("res=%s", res_text(r));
	r = call(SYS_ioctl, 199, 0xabcdef01UL, -1L);
	enter("ioctl", "fd=199 request=ABCDEF01 argument=FFFFFFFFFFFFFFFF");
	leave("res=%s", res_text(r));
	do_close(dir);
	do_close(fd);
}
