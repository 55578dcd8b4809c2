/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts and namespaces, in a child that has its own. */
#include "tests/live/truth.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

static void mounts(void)
{
	long r;

	r = call(SYS_unshare, CLONE_NEWNS | CLONE_NEWUTS);
	enter("unshare", "flags=160(CLONE_NEWNS|CLONE_NEWUTS)");
	leave("res=%s", res_text(r));
	r = call(SYS_mount, "none", "/", "none", MS_REC | MS_PRIVATE, 0);
	enter("mount", "flags=278528(REC|PRIVATE)");
	leave("res=%s dev=none dir=/ type=none", res_text(r));
	r = call(SYS_mount, "memory", "d", "tmpfs", MS_NOSUID | MS_NODEV, "size=64k");
	enter("mount", "flags=6(NOSUID|NODEV)");
	leave("res=%s dev=memory dir=%s type=tmpfs", res_text(r), path_text("d"));
	r = call(SYS_mount, "x", "no", "nosuchtype", MS_RDONLY, 0);
	enter("mount", "flags=1(RDONLY)");
	leave("res=%s dev=x dir=%s type=nosuchtype", res_text(r), path_text("no"));
	r = call(SYS_umount2, "d", MNT_DETACH);
	enter("umount", "flags=2(DETACH)");
	leave("res=%s name=%s", res_text(r), path_text("d"));
	r = call(SYS_umount2, "no", 0);
	enter("umount", "flags=0");
	leave("res=%s name=%s", res_text(r), path_text("no"));
	r = call(SYS_pivot_root, "no", "no");
	generic("pivot_root", SYS_pivot_root);
}

static void joins(void)
{
	long fd = do_open("/proc/self/ns/uts", O_RDONLY, 0);
	long r;

	r = call(SYS_setns, fd, CLONE_NEWUTS);
	enter("setns", "fd=%s nstype=128(CLONE_NEWUTS)", fd_text(fd));
	leave("res=%s", res_text(r));
	do_close(fd);
	r = call(SYS_setns, 199, 0);
	enter("setns", "fd=199 nstype=0");
	leave("res=%s", res_text(r));
	r = call(SYS_unshare, 0);
	enter("unshare", "flags=0");
	leave("res=%s", res_text(r));
	r = call(SYS_unshare, 1);
	enter("unshare", "flags=0");
	leave("res=%s", res_text(r));
}

void truth_namespaces(void)
{
	if (!child_fork())
		return;
	mounts();
	joins();
	child_exit();
}
