/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_DATADIR_H
#define SONDE_UI_MODEL_DATADIR_H

/*
 * Where views, chisels and themes are: $SONDE_DATA first, then what belongs to this program
 * (beside the binary or one above it, then where it was installed).
 */
enum { DATADIR_MAX = 8 };

struct datadirs {
	char *dirs[DATADIR_MAX];
	unsigned n;
};

/* kind: "views", "chisels", "themes". Only folders that exist. */
void datadirs_init(struct datadirs *d, const char *kind);
void datadirs_release(struct datadirs *d);

#endif
