/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/script/chisel.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/mem.h"
#include "engine/base/near.h"

void chisel_path_add(struct chisel_path *p, const char *dir)
{
	p->dirs = xrealloc(p->dirs, (p->n + 1) * sizeof(*p->dirs));
	p->dirs[p->n++] = xstrdup(dir);
}

void chisel_path_release(struct chisel_path *p)
{
	while (p->n)
		free(p->dirs[--p->n]);
	free(p->dirs);
	p->dirs = NULL;
}

static char *file_in(const char *dir, const char *name, const char *suffix)
{
	struct stat st;
	struct buf b;
	char *found = NULL;

	buf_init(&b, 0);
	if (dir[0]) {
		buf_puts(&b, dir);
		if (dir[strlen(dir) - 1] != '/')
			buf_putc(&b, '/');
	}
	buf_puts(&b, name);
	buf_puts(&b, suffix);
	if (!stat(buf_cstr(&b), &st) && !S_ISDIR(st.st_mode))
		found = xstrdup(buf_cstr(&b));
	buf_release(&b);
	return found;
}

char *chisel_path_find(const struct chisel_path *p, const char *name)
{
	char *found = NULL;
	unsigned i;

	/* ./NAME and /NAME are places, not names to look for. */
	if (name[0] == '.' || name[0] == '/') {
		found = file_in("", name, ".lua");
		return found ? found : file_in("", name, "");
	}
	for (i = 0; i < p->n && !found && name[0]; i++) {
		found = file_in(p->dirs[i], name, ".lua");
		if (!found)
			found = file_in(p->dirs[i], name, "");
	}
	return found;
}

/* Offer the chisels of a folder. The name of the best is kept in *best, since entries pass. */
static void offer_dir(struct near *near, const char *dir, char **best)
{
	DIR *d = dir[0] ? opendir(dir) : NULL;
	struct dirent *entry;
	size_t n;

	while (d && (entry = readdir(d))) {
		n = strlen(entry->d_name);
		if (n <= 4 || strcmp(entry->d_name + n - 4, ".lua"))
			continue;
		entry->d_name[n - 4] = 0;
		near_offer(near, entry->d_name);
		if (near->best != entry->d_name)
			continue;
		free(*best);
		near->best = *best = xstrdup(entry->d_name);
	}
	if (d)
		closedir(d);
}

int chisel_path_refuse(const struct chisel_path *p, const char *name, struct err *e)
{
	struct near near;
	char *best = NULL;
	unsigned i;
	int r;

	near_init(&near, name, strlen(name));
	for (i = 0; i < p->n; i++)
		offer_dir(&near, p->dirs[i], &best);
	r = near_refuse(&near, "chisel", "sonde print -cl lists them", 0, e);
	free(best);
	return r;
}
