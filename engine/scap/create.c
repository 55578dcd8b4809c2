/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/scap/create.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define MAX_LINKS 16

static int system_err(struct err *e, const char *path)
{
	return err_set(e, ERR_IO, "%s: cannot be written: %s", path, strerror(errno));
}

static bool trusted(const struct stat *st)
{
	return st->st_uid == geteuid() || st->st_uid == 0;
}

/* The target of a link, as a path from where the link's own path starts. */
static int join_target(char *path, const char *target)
{
	char *slash = strrchr(path, '/');
	size_t dir = target[0] == '/' || !slash ? 0 : (size_t)(slash - path) + 1;

	if (dir + strlen(target) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(path + dir, target, strlen(target) + 1);
	return 0;
}

/*
 * Replace *path, which ends in a link, by what the link says. The link is held open while its
 * owner is looked at, so that nobody can put another in its place in between.
 * returns 1 when the link is one of /proc's, which only the kernel can follow
 */
static int follow(char *path, const char *shown, struct err *e)
{
	int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	char target[PATH_MAX];
	struct statfs fs;
	struct stat st;
	ssize_t n;
	int rc;

	if (fd < 0)
		return system_err(e, shown);
	if (fstat(fd, &st) < 0 || fstatfs(fd, &fs) < 0) {
		rc = system_err(e, shown);
	} else if (!S_ISLNK(st.st_mode)) {
		rc = 0; /* replaced meanwhile: look again */
	} else if (!trusted(&st)) {
		rc = err_set(e, ERR_IO, "%s: not following a symbolic link that is not yours",
			     shown);
	} else if (fs.f_type == PROC_SUPER_MAGIC) {
		rc = 1;
	} else {
		n = readlinkat(fd, "", target, sizeof(target) - 1);
		if (n >= 0)
			target[n] = '\0';
		rc = n < 0 || join_target(path, target) < 0 ? system_err(e, shown) : 0;
	}
	close(fd);
	return rc;
}

/*
 * What was there may have been for everybody to read. Devices and pipes stay as they are. A file
 * system that keeps no modes refuses its owner, too: there is nothing to be done about that.
 */
static int make_private(int fd, const struct stat *st, const char *path, struct err *e)
{
	if (!S_ISREG(st->st_mode) || (st->st_mode & 07777) == 0600 || fchmod(fd, 0600) == 0 ||
	    st->st_uid == geteuid())
		return 0;
	return err_set(e, ERR_IO,
		       "%s: others may read it, and it is not yours to change; choose another name",
		       path);
}

/* Is the open file one that a capture may go to? Empties it if so. */
static int accept_target(int fd, const char *path, const char *source, struct err *e)
{
	struct stat st, src;
	int rc;

	if (fstat(fd, &st) < 0)
		return system_err(e, path);
	if (source && stat(source, &src) == 0 && src.st_dev == st.st_dev &&
	    src.st_ino == st.st_ino && S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "%s: is the capture being read", path);
	if (!trusted(&st))
		return err_set(e, ERR_IO,
			       "%s: exists and is not yours; remove it, or choose "
			       "another name",
			       path);
	rc = make_private(fd, &st, path, e);
	if (rc < 0)
		return rc;
	if (S_ISREG(st.st_mode) && ftruncate(fd, 0) < 0)
		return system_err(e, path);
	return 0;
}

int create_private(const char *path, const char *source, struct err *e)
{
	const int flags = O_WRONLY | O_CREAT | O_NOCTTY | O_CLOEXEC;
	int fd = -1, rc = 0, links;
	char at[PATH_MAX];

	if (strlen(path) >= sizeof(at)) {
		errno = ENAMETOOLONG;
		return system_err(e, path);
	}
	memcpy(at, path, strlen(path) + 1);
	for (links = 0; fd < 0; links++) {
		fd = open(at, flags | (rc == 1 ? 0 : O_NOFOLLOW), 0600);
		if (fd >= 0)
			break;
		if (errno != ELOOP || links == MAX_LINKS)
			return system_err(e, path);
		rc = follow(at, path, e);
		if (rc < 0)
			return rc;
	}
	rc = accept_target(fd, path, source, e);
	if (rc < 0) {
		close(fd);
		return rc;
	}
	return fd;
}
