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

static bool add(struct datadirs *d, const char *path)
{
	char real[PATH_MAX];
	struct stat st;
	unsigned i;

	if (!realpath(path, real) || stat(real, &st) || !S_ISDIR(st.st_mode) || d->n == DATADIR_MAX)
		return false;
	for (i = 0; i < d->n; i++) {
		if (!strcmp(d->dirs[i], real))
			return true;
	}
	d->dirs[d->n++] = xstrdup(real);
	return true;
}

/* BASE/MIDDLE/KIND */
static bool add_in(struct datadirs *d, const char *base, const char *middle, const char *kind)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s%s/%s", base, middle, kind);

	return n > 0 && (size_t)n < sizeof(path) && add(d, path);
}

static void add_users(struct datadirs *d, const char *kind)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && config[0] == '/')
		add_in(d, config, "/sonde", kind);
	else if (home && home[0] == '/')
		add_in(d, home, "/.config/sonde", kind);
	/* Where csysdig's users keep theirs. */
	if (home && home[0] == '/' && (!strcmp(kind, "views") || !strcmp(kind, "chisels")))
		add_in(d, home, "", ".chisels");
}

static void add_programs(struct datadirs *d, const char *kind)
{
	char exe[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n > 0) {
		exe[n] = 0;
		slash = strrchr(exe, '/');
		if (slash)
			*slash = 0;
		if (add_in(d, exe, "", kind) || add_in(d, exe, "/..", kind) ||
		    add_in(d, exe, "/../share/sonde", kind))
			return;
	}
	add_in(d, SONDE_DATADIR, "", kind);
}

int datadirs_init_with(struct datadirs *d, const char *kind, const char *const *first, unsigned n,
		       struct err *e)
{
	const char *own = getenv("SONDE_DATA");
	unsigned i;

	*d = (struct datadirs){0};
	for (i = 0; i < n; i++) {
		if (!add(d, first[i])) {
			datadirs_release(d);
			return err_set(e, ERR_IO, "%s: no folder that can be read", first[i]);
		}
	}
	if (own && own[0])
		add_in(d, own, "", kind);
	add_users(d, kind);
	add_programs(d, kind);
	return 0;
}

void datadirs_init(struct datadirs *d, const char *kind)
{
	datadirs_init_with(d, kind, NULL, 0, NULL);
}

void datadirs_init_own(struct datadirs *d, const char *kind)
{
	const char *own = getenv("SONDE_DATA");

	*d = (struct datadirs){0};
	if (own && own[0])
		add_in(d, own, "", kind);
	add_programs(d, kind);
}

void datadirs_init_users(struct datadirs *d, const char *kind)
{
	*d = (struct datadirs){0};
	add_users(d, kind);
}

int datadir_demo(char *path, size_t size, struct err *e)
{
	/* Beside the program as it is built, or as it is installed. */
	static const char *const places[] = {
		"/../tests/data/demo.scap",
		"/../../tests/data/demo.scap",
		"/../share/sonde/demo.scap",
	};
	char exe[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	unsigned i;

	exe[n > 0 ? n : 0] = 0;
	slash = strrchr(exe, '/');
	if (slash)
		*slash = 0;
	for (i = 0; slash && i < sizeof(places) / sizeof(places[0]); i++) {
		char near[PATH_MAX], *whole = NULL;
		int len = snprintf(near, sizeof(near), "%s%s", exe, places[i]);

		if (len > 0 && (size_t)len < sizeof(near) && !access(near, R_OK))
			whole = realpath(near, NULL);
		if (whole && strlen(whole) < size) {
			memcpy(path, whole, strlen(whole) + 1);
			free(whole);
			return 0;
		}
		free(whole);
	}
	if ((size_t)snprintf(path, size, "%s/demo.scap", SONDE_DATADIR) < size && !access(path, R_OK))
		return 0;
	return err_set(e, ERR_IO, "--demo: demo.scap is neither beside the program nor in " SONDE_DATADIR);
}

void datadirs_release(struct datadirs *d)
{
	while (d->n)
		free(d->dirs[--d->n]);
}
