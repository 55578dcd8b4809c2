/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/chisel_dirs.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/datadir.h"

/* sysdig's variable: folders between semicolons, the last one first. */
static void add_environment(struct chisel_path *p)
{
	const char *dirs = getenv("SYSDIG_CHISEL_DIR"), *end;

	if (!dirs)
		return;
	for (end = dirs + strlen(dirs); end > dirs;) {
		const char *start = end;
		char *dir;

		while (start > dirs && start[-1] != ';')
			start--;
		dir = xstrndup(start, (size_t)(end - start));
		if (dir[0])
			chisel_path_add(p, dir);
		free(dir);
		end = start > dirs ? start - 1 : dirs;
	}
}

static void add_all(struct chisel_path *p, struct datadirs *d)
{
	unsigned i;

	for (i = 0; i < d->n; i++)
		chisel_path_add(p, d->dirs[i]);
	datadirs_release(d);
}

void chisel_dirs_add(struct chisel_path *p, const struct chisel_path *named, bool here,
		     bool of_sysdig)
{
	struct datadirs dirs;
	unsigned i;

	for (i = 0; named && i < named->n; i++)
		chisel_path_add(p, named->dirs[i]);
	add_environment(p);
	datadirs_init_own(&dirs, "chisels");
	add_all(p, &dirs);
	if (here) {
		chisel_path_add(p, "");
		chisel_path_add(p, "./chisels");
	}
	datadirs_init_users(&dirs, "chisels");
	add_all(p, &dirs);
	if (of_sysdig)
		chisel_path_add(p, "/usr/share/sysdig/chisels");
}
