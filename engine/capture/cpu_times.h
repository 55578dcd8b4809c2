/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_CPU_TIMES_H
#define SONDE_CAPTURE_CPU_TIMES_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"

/*
 * Once a second, how much processor time every thread has used so far, as the internal events
 * (procinfo) by which thread.cpu is told. A thread of its own reads /proc, so that nothing waits
 * for it. Threads that have done nothing for some seconds are passed over; those of the kernel,
 * and our own, always are.
 */
struct cpu_times;

struct cpu_times *cpu_times_new(void);
void cpu_times_free(struct cpu_times *c); /* NULL is fine */

/*
 * The next event, from any one thread.
 * in      ts: the time that it gets, ns since the epoch
 * out     a block as the kernel side sends them (bpf/wire.h)
 * returns false when there is none now
 */
bool cpu_times_next(struct cpu_times *c, uint64_t ts, struct buf *out);

#endif
