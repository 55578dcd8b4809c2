/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_PROC_MOUNTS_H
#define SONDE_CAPTURE_PROC_MOUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/intern.h"
#include "engine/scap/meta.h"

/*
 * Mount tables by mount namespace. They tell the device of an open file, and whether it may be
 * looked at: stat() on a network or FUSE file system whose server is gone would never return.
 */
struct mounts;

struct mount {
	uint32_t id;		 /* unique on the machine */
	uint32_t dev;		 /* in the format's encoding */
	bool quick;		 /* a file system that answers from this machine alone */
	const struct str *point; /* as processes of the namespace see it */
	const struct str *upper; /* overlayfs: the directory that takes changes, else "" */
};

struct mounts *mounts_new(void);
void mounts_free(struct mounts *m); /* NULL is fine */

/*
 * Learn the table of a namespace from a process in it (dirfd: its /proc directory) unless it is
 * known. A process with another root directory sees the table differently: not to be asked.
 */
void mounts_learn(struct mounts *m, uint64_t ns, int dirfd);
bool mounts_known(const struct mounts *m, uint64_t ns);

/* NULL when unknown. */
const struct mount *mounts_by_id(const struct mounts *m, uint32_t id);
const struct mount *mounts_by_path(const struct mounts *m, uint64_t ns, struct slice path);

#endif
