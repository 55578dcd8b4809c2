/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_PROC_CGROUP_H
#define SONDE_CAPTURE_PROC_CGROUP_H

#include "engine/base/buf.h"
#include "engine/scap/meta.h"

/*
 * Cgroups as the process list has them: "subsystem=path" entries, each followed by NUL. The one
 * hierarchy of version 2 is spelled out: each controller with the nearest cgroup that has it,
 * which is what the kernel says in events.
 */
struct cgroups;

/* proc: a directory fd of /proc, to find where version 2 is mounted; borrowed for the call. */
struct cgroups *cgroups_new(int proc);
/* The same with a known mount point, "" none. */
struct cgroups *cgroups_new_at(const char *mount);
void cgroups_free(struct cgroups *c); /* NULL is fine */

/* From the text of /proc/PID/cgroup. Borrowed until cgroups_free. */
struct slice cgroups_of(struct cgroups *c, struct slice text);

#endif
