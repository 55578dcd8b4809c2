/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCAP_BLOCK_H
#define SONDE_SCAP_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/event/event.h"

/*
 * The framing of a .scap file: pcapng-style blocks.
 *
 *  0        u32 type
 *  4        u32 total_length   whole block, a multiple of 4
 *  8        body
 *  len-4    u32 total_length   again
 *
 * format: falcosecurity/libs userspace/libscap/scap_savefile.h
 */
enum {
	BLOCK_SHB = 0x0A0D0D0A,
	BLOCK_MI = 0x201,
	BLOCK_PL_V1 = 0x202,
	BLOCK_FDL = 0x203,
	BLOCK_IL = 0x205,
	BLOCK_UL = 0x206,
	BLOCK_PL_V2 = 0x207,
	BLOCK_PL_V3 = 0x209,
	BLOCK_PL_V4 = 0x210,
	BLOCK_PL_V5 = 0x211,
	BLOCK_PL_V6 = 0x212,
	BLOCK_PL_V7 = 0x213,
	BLOCK_PL_V8 = 0x214,
	BLOCK_PL_V9 = 0x215,
	BLOCK_FDL_V2 = 0x218,
	BLOCK_IL_V2 = 0x219,
	BLOCK_UL_V2 = 0x220,
};

#define SHB_MAGIC	  0x1A2B3C4Du
#define SHB_MAGIC_SWAPPED 0x4D3C2B1Au

/* Blocks other than the *_LARGE ones are bounded by the format; large ones by us. */
#define BLOCK_MAX_SMALL (65536u + 8)
#define BLOCK_MAX_LARGE (256u << 20)
#define BLOCK_MAX_LIST	(256u << 20)

/* Pre-release codes of before 2014 become the official ones; others are returned as is. */
uint32_t block_type_canonical(uint32_t type);

static inline bool block_is_event(uint32_t type)
{
	switch (type) {
	case BLOCK_EV:
	case BLOCK_EVF:
	case BLOCK_EV_V2:
	case BLOCK_EVF_V2:
	case BLOCK_EV_V2_LARGE:
	case BLOCK_EVF_V2_LARGE:
		return true;
	default:
		return false;
	}
}

#endif
