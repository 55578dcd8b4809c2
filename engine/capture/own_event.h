/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_OWN_EVENT_H
#define SONDE_CAPTURE_OWN_EVENT_H

#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/scap/meta.h"

/*
 * An event that no kernel program sends: loss, containers, processor times. *out (cleared first)
 * becomes its EV_V2 block: ts_ns since the epoch, CPU 0, params of less than 64 KiB together.
 */
void own_event(struct buf *out, uint16_t code, uint64_t ts_ns, int64_t tid,
	       const struct slice *params, uint32_t nparams);

#endif
