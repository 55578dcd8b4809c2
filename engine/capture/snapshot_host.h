/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_SNAPSHOT_HOST_H
#define SONDE_CAPTURE_SNAPSHOT_HOST_H

#include <stdint.h>

#include "engine/state/state.h"

/* The parts of a snapshot that are no processes. */

/* When the machine was started, ns since the epoch. */
uint64_t host_boot_ts(void);

/* proc: a directory fd of /proc */
void host_machine(struct state *st, int proc);
void host_interfaces(struct state *st);

/* What the files of users and groups say: no network service is asked. */
void host_users(struct state *st);

/*
 * Ask the name service for those of n user and group ids that are in no file (directory
 * services, dynamic users). Waits a tenth of a second at most: without an answer they stay
 * numbers.
 */
struct host_id {
	uint32_t id;
	bool is_group;
};
void host_unknown_users(struct state *st, const struct host_id *ids, uint32_t n);

#endif
