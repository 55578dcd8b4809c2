/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_DATADIR_H
#define SONDE_UI_MODEL_DATADIR_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"

/*
 * Where views, chisels and themes are: folders that the caller names, $SONDE_DATA, the user's
 * ($XDG_CONFIG_HOME/sonde/KIND, and ~/.chisels for views and chisels), then what belongs to
 * this program (beside the binary or one above it, then where it was installed).
 */
enum { DATADIR_MAX = 16 };

struct datadirs {
	char *dirs[DATADIR_MAX];
	unsigned n;
};

/* kind: "views", "chisels", "themes". Only folders that exist. */
void datadirs_init(struct datadirs *d, const char *kind);

/* Of these, the ones that belong to the program ($SONDE_DATA, too), or to the user. */
void datadirs_init_own(struct datadirs *d, const char *kind);
void datadirs_init_users(struct datadirs *d, const char *kind);

/*
 * The same, with folders before all others (--views-dir), which hold the files themselves.
 * returns 0, or ERR_IO with *e naming the folder that is not there
 */
int datadirs_init_with(struct datadirs *d, const char *kind, const char *const *first, unsigned n,
		       struct err *e);

/* The path of the demo capture. returns 0, or ERR_IO with *e when it is nowhere */
int datadir_demo(char *path, size_t size, struct err *e);

void datadirs_release(struct datadirs *d);

#endif
