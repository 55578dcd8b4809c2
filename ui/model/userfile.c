/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/userfile.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"

bool user_path(const char *variable, const char *fallback, const char *name, struct buf *out)
{
	const char *folder = getenv(variable), *home = getenv("HOME");

	if (folder && folder[0] == '/')
		buf_printf(out, "%s/sonde/%s", folder, name);
	else if (home && home[0] == '/')
		buf_printf(out, "%s/%s/sonde/%s", home, fallback, name);
	else
		return false;
	return true;
}

/* mkdir -p for the folders of a path. */
static void make_folders(const char *path)
{
	char *copy = xstrdup(path), *p = copy;

	while ((p = strchr(p + 1, '/'))) {
		*p = 0;
		mkdir(copy, 0700);
		*p = '/';
	}
	free(copy);
}

bool user_file_write(const char *path, const char *text, size_t len)
{
	char *tmp;
	bool good;
	int fd;

	make_folders(path);
	if (asprintf(&tmp, "%s.XXXXXX", path) < 0)
		return false;
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0) {
		free(tmp);
		return false;
	}
	good = write(fd, text, len) == (ssize_t)len;
	good &= !close(fd);
	good = good && !rename(tmp, path);
	if (!good)
		unlink(tmp);
	free(tmp);
	return good;
}
