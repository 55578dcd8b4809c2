/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCAP_SWAP_H
#define SONDE_SCAP_SWAP_H

#include <stdint.h>

#include "engine/base/err.h"

/*
 * Turn a block of the other byte order into the native one, in place.
 * in      p: the whole block of len bytes, still foreign; its length was checked to fit
 * out     every number swapped, IP addresses excepted (they are in network order always)
 * returns 0, or ERR_FORMAT when lists or lengths inside do not fit: what was reached is
 *         swapped, the rest is not, so the block must not be used
 */
int scap_swap_block(uint8_t *p, uint32_t len, struct err *e);

#endif
