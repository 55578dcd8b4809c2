/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_HASH_H
#define SONDE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Hashes of bytes and of numbers, keyed by a secret of this process: who writes a capture cannot
 * know which of its texts and ids fall into one place of a table. They differ from run to run,
 * so nothing that is shown may depend on them.
 */
uint32_t hash_bytes(const void *p, size_t len);
uint32_t hash_u64(uint64_t v);

#endif
