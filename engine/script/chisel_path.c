/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/script/chisel.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/mem.h"

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
