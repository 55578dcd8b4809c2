/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_PROC_FDS_H
#define SONDE_CAPTURE_PROC_FDS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/capture/proc_mounts.h"
#include "engine/capture/proc_sockets.h"
#include "engine/scap/meta.h"

/* Open files of processes, in the form of the fd list. */
struct fd_scan {
	struct mounts *mounts;
	struct sockets *sockets;
	uint32_t max;	       /* fds of one process; more are counted, not listed */
	struct buf link, text; /* to work in */
	void (*found)(void *arg, const struct scap_fd *f); /* texts are borrowed for the call */
	void *arg;
	uint64_t nfds, nskipped; /* over all calls: listed, and beyond the maximum */
};

void fd_scan_init(struct fd_scan *s, struct mounts *mounts, struct sockets *sockets);
void fd_scan_release(struct fd_scan *s);

/*
 * Calls s->found for the open files of the process whose /proc directory dirfd is.
 * returns false when they may not be looked at, or the process is gone
 */
bool fd_scan_process(struct fd_scan *s, int dirfd);

#endif
