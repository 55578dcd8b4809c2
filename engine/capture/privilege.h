/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_PRIVILEGE_H
#define SONDE_CAPTURE_PRIVILEGE_H

#include <stdbool.h>
#include <stdint.h>

/* Capabilities as bits: UINT64_C(1) << CAP_... of <linux/capability.h>. */
#define PRIVILEGE_NONE UINT64_C(0)

/*
 * Give up, for good, all capabilities of the calling thread but those in `keep`, and the way to
 * get any by executing a program. Threads that it makes from then on have no more; those that
 * exist keep theirs. User and group stay as they are.
 */
void privilege_drop(uint64_t keep);

/* Has the calling thread this capability, a CAP_... of <linux/capability.h>, in effect? */
bool privilege_has(unsigned cap);

#endif
