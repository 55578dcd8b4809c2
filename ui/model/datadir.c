/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/datadir.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"

#ifndef SONDE_DATADIR
#define SONDE_DATADIR "/usr/local/share/sonde"
#endif

static bool add(struct datadirs *d, const char *base, const char *kind)
{
	char path[PATH_MAX], real[PATH_MAX];
	struct stat st;
	unsigned i;
	int n = snprintf(path, sizeof(path), "%s/%s", base, kind);

	if (n < 0 || (size_t)n >= sizeof(path) || !realpath(path, real) || stat(real, &st) ||
	    !S_ISDIR(st.st_mode) || d->n == DATADIR_MAX)
		return false;
	for (i = 0; i < d->n; i++) {
		if (!strcmp(d->dirs[i], real))
			return true;
	}
	d->dirs[d->n++] = xstrdup(real);
	return true;
}

void datadirs_init(struct datadirs *d, const char *kind)
{
	const char *own = getenv("SONDE_DATA");
	char exe[PATH_MAX], base[PATH_MAX + 32];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash;

	*d = (struct datadirs){0};
	if (own && own[0])
		add(d, own, kind);
	if (n > 0) {
		exe[n] = 0;
		slash = strrchr(exe, '/');
		if (slash)
			*slash = 0;
		if (add(d, exe, kind))
			return;
		snprintf(base, sizeof(base), "%s/..", exe);
		if (add(d, base, kind))
			return;
		snprintf(base, sizeof(base), "%s/../share/sonde", exe);
		if (add(d, base, kind))
			return;
	}
	add(d, SONDE_DATADIR, kind);
}

void datadirs_release(struct datadirs *d)
{
	while (d->n)
		free(d->dirs[--d->n]);
}
