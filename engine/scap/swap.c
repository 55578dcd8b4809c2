/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/scap/swap.h"

#include <byteswap.h>
#include <stdbool.h>

#include "engine/scap/block.h"

/* A cursor that swaps as it goes; `bad` sticks once something did not fit. */
struct sw {
	uint8_t *p, *end;
	bool bad;
};

static bool room(struct sw *s, uint64_t n)
{
	if (s->bad || (uint64_t)(s->end - s->p) < n)
		s->bad = true;
	return !s->bad;
}

/* The next n bytes, turned around where they are; NULL when there are not so many. */
static const uint8_t *turn(struct sw *s, unsigned n)
{
	uint8_t *p = s->p, byte;
	unsigned i;

	if (!room(s, n))
		return NULL;
	for (i = 0; i < n / 2; i++) {
		byte = p[i];
		p[i] = p[n - 1 - i];
		p[n - 1 - i] = byte;
	}
	s->p += n;
	return p;
}

static uint16_t sw16(struct sw *s)
{
	const uint8_t *p = turn(s, 2);

	return p ? ld16(p) : 0;
}

static uint32_t sw32(struct sw *s)
{
	const uint8_t *p = turn(s, 4);

	return p ? ld32(p) : 0;
}

static uint64_t sw64(struct sw *s)
{
	const uint8_t *p = turn(s, 8);

	return p ? ld64(p) : 0;
}

static void skip(struct sw *s, uint64_t n)
{
	if (room(s, n))
		s->p += n;
}

static void str16(struct sw *s)
{
	skip(s, sw16(s));
}

static uint32_t left(const struct sw *s)
{
	return s->bad ? 0 : (uint32_t)(s->end - s->p);
}

/* ------------------------------------------------------------------ metadata --- */

static void swap_section(struct sw *s)
{
	sw32(s); /* magic */
	sw16(s);
	sw16(s);
	sw64(s);
	while (left(s) >= 4) {
		uint16_t code = sw16(s);
		uint16_t n = sw16(s);

		if (!code)
			break;
		skip(s, (n + 3u) & ~3u);
	}
}

static void swap_machine(struct sw *s)
{
	sw32(s);
	sw64(s);
	sw64(s);
	skip(s, 128);
	while (left(s) >= 8)
		sw64(s);
}

/* Fields behind `root` in a V9 entry; the two layouts are told by what is left (meta.c). */
static void swap_thread_tail(struct sw *s)
{
	bool late = left(s) > 29;
	unsigned i;

	if (late) {
		sw64(s);
		sw32(s);
	}
	if (left(s) >= 4)
		sw32(s);
	if (left(s) >= 1)
		skip(s, 1);
	for (i = 0; i < 3 && left(s) >= 8; i++)
		sw64(s);
	if (!late || !left(s))
		return;
	skip(s, 1);
	for (i = 0; i < 3 && left(s) >= 8; i++)
		sw64(s);
	if (left(s) >= 1)
		skip(s, 1);
	if (left(s) >= 1)
		skip(s, 1);
	if (left(s) >= 8)
		sw64(s);
}

static void swap_thread(struct sw *s, uint32_t type)
{
	unsigned i;

	for (i = 0; i < 3; i++)
		sw64(s);
	if (type >= BLOCK_PL_V6)
		sw64(s);
	if (type >= BLOCK_PL_V8)
		sw64(s);
	str16(s);
	str16(s);
	if (type >= BLOCK_PL_V7)
		str16(s);
	str16(s);
	str16(s);
	sw64(s);
	for (i = 0; i < 3; i++)
		sw32(s);
	if (type >= BLOCK_PL_V2) {
		for (i = 0; i < 3; i++)
			sw32(s);
		sw64(s);
		sw64(s);
	}
	if (type >= BLOCK_PL_V3)
		str16(s);
	if (type >= BLOCK_PL_V4) {
		sw64(s);
		sw64(s);
		str16(s);
	}
	if (type >= BLOCK_PL_V5)
		str16(s);
}

static void swap_threads(struct sw *s, uint32_t type)
{
	while (left(s) >= 4) {
		if (type == BLOCK_PL_V9) {
			uint8_t *start = s->p;
			uint32_t n = sw32(s);
			struct sw entry = {.p = s->p, .end = start + n};

			if (n < 4 || n - 4 > left(s)) {
				s->bad = true;
				return;
			}
			swap_thread(&entry, type);
			swap_thread_tail(&entry);
			s->bad = entry.bad;
			s->p = start + n;
		} else {
			swap_thread(s, type);
		}
	}
}

static void swap_fd(struct sw *s, bool has_len)
{
	uint8_t *start = s->p, type;
	uint32_t n = has_len ? sw32(s) : 0;

	sw64(s);
	sw64(s);
	if (!room(s, 1))
		return;
	type = *s->p++;
	switch (type) {
	case 0: /* unknown: nothing follows */
		break;
	case 3: /* IPv4 socket */
		skip(s, 8);
		sw16(s);
		sw16(s);
		skip(s, 1);
		break;
	case 4: /* IPv6 socket */
		skip(s, 32);
		sw16(s);
		sw16(s);
		skip(s, 1);
		break;
	case 5: /* IPv4 server socket */
		skip(s, 4);
		sw16(s);
		skip(s, 1);
		break;
	case 6: /* IPv6 server socket */
		skip(s, 16);
		sw16(s);
		skip(s, 1);
		break;
	case 8: /* unix socket */
		sw64(s);
		sw64(s);
		str16(s);
		break;
	case 16: /* file with open flags */
		sw32(s);
		str16(s);
		if (has_len && !s->bad && start + n >= s->p + 4)
			sw32(s);
		break;
	default:
		if (!has_len || type <= 21)
			str16(s);
	}
	if (has_len) {
		if (n < 4 || (uint64_t)(s->end - start) < n)
			s->bad = true;
		else
			s->p = start + n;
	}
}

static void swap_fds(struct sw *s, bool has_len)
{
	sw64(s);
	while (left(s) >= 4)
		swap_fd(s, has_len);
}

static void swap_interfaces(struct sw *s, bool has_len)
{
	while (left(s) >= 4) {
		uint32_t n = has_len ? sw32(s) : 0;
		uint8_t *start = s->p;
		uint16_t type = sw16(s);
		uint16_t namelen = sw16(s);

		skip(s, type == 1 || type == 3 ? 12 : 48);
		if (type == 1 || type == 2)
			sw64(s);
		skip(s, namelen);
		if (has_len) {
			if ((uint64_t)(s->end - start) < n)
				s->bad = true;
			else
				s->p = start + n;
		}
	}
}

static void swap_users(struct sw *s, bool has_len)
{
	while (left(s) >= 4) {
		uint8_t *start = s->p;
		uint32_t n = has_len ? sw32(s) : 0;
		uint8_t type;

		if (!room(s, 1))
			return;
		type = *s->p++;
		sw32(s);
		if (!type) {
			sw32(s);
			str16(s);
			str16(s);
		}
		str16(s);
		if (has_len) {
			if (n < 4 || (uint64_t)(s->end - start) < n)
				s->bad = true;
			else
				s->p = start + n;
		}
	}
}

/* -------------------------------------------------------------------- events --- */

static void swap_address(struct sw *s, bool tuple)
{
	unsigned i, ends = tuple ? 2 : 1;
	uint8_t family;

	if (!left(s))
		return;
	family = *s->p++;
	for (i = 0; i < ends; i++) {
		if (family == 2 && left(s) >= 6) {
			skip(s, 4);
			sw16(s);
		} else if (family == 10 && left(s) >= 18) {
			skip(s, 16);
			sw16(s);
		} else if (family == 1 && tuple && left(s) >= 8) {
			sw64(s);
		}
	}
}

static void swap_param(struct sw *s, const struct param_info *pi)
{
	uint32_t n = left(s);
	uint16_t k;

	switch (pi->type) {
	case PT_SOCKADDR:
	case PT_SOCKTUPLE:
		swap_address(s, pi->type == PT_SOCKTUPLE);
		return;
	case PT_FDLIST:
		for (k = sw16(s); k && left(s) >= 10; k--) {
			sw64(s);
			sw16(s);
		}
		return;
	case PT_DYN:
		if (n && *s->p < pi->ndyn) {
			k = *s->p++;
			swap_param(s, &pi->dyn[k]);
		}
		return;
	case PT_CHARBUF:
	case PT_BYTEBUF:
	case PT_FSPATH:
	case PT_FSRELPATH:
	case PT_IPV4ADDR:
	case PT_IPV6ADDR:
	case PT_IPADDR:
	case PT_CHARBUFARRAY:
	case PT_CHARBUF_PAIR_ARRAY:
		return;
	default:
		if (n == 2)
			sw16(s);
		else if (n == 4)
			sw32(s);
		else if (n == 8)
			sw64(s);
	}
}

/* Parameters of a v1 event, whose count is not stored: the one for which the lengths add up. */
static unsigned count_v1(const uint8_t *lens, uint32_t n, const struct event_info *info)
{
	unsigned k, i;

	for (k = info->nparams; k; k--) {
		uint64_t sum = 2ull * k;

		if (sum > n)
			continue;
		for (i = 0; i < k; i++)
			sum += bswap_16(ld16(lens + 2 * i));
		if (sum == n)
			break;
	}
	return k;
}

static void swap_event(struct sw *s, uint32_t block_type)
{
	bool v2 = block_type != BLOCK_EV && block_type != BLOCK_EVF;
	bool flags = block_type == BLOCK_EVF || block_type == BLOCK_EVF_V2 ||
		     block_type == BLOCK_EVF_V2_LARGE;
	const struct event_info *info = NULL;
	uint8_t *hdr, *lens;
	uint32_t len, nparams = 0, i, lenw = 2;
	uint16_t type;

	sw16(s);
	if (flags)
		sw32(s);
	hdr = s->p;
	sw64(s);
	sw64(s);
	len = sw32(s);
	type = sw16(s);
	if (v2)
		nparams = sw32(s);
	if (s->bad || type >= event_count)
		return;
	info = &event_table[type];
	if (!v2 && (type == 280 || type == 286) && len >= 3)
		len -= 3; /* these producers wrote a length that is 3 too large */
	if (len > (uint64_t)(s->end - hdr) || len < (uint64_t)(s->p - hdr)) {
		s->bad = true;
		return;
	}
	s->end = hdr + len;
	if (info->flags_new & EF_LARGE_PAYLOAD)
		lenw = 4;
	if (!v2)
		nparams = count_v1(s->p, left(s), info);
	lens = s->p;
	for (i = 0; i < nparams && !s->bad; i++)
		lenw == 4 ? (void)sw32(s) : (void)sw16(s);
	for (i = 0; i < nparams && i < info->nparams && !s->bad; i++) {
		uint32_t n = lenw == 4 ? ld32(lens + 4 * i) : ld16(lens + 2 * i);
		struct sw param = {.p = s->p};

		skip(s, n);
		param.end = s->p;
		if (!s->bad)
			swap_param(&param, &info->params[i]);
	}
}

int scap_swap_block(uint8_t *p, uint32_t len, struct err *e)
{
	struct sw s = {.p = p, .end = p + len};
	uint32_t type = block_type_canonical(sw32(&s));

	sw32(&s);
	s.end = p + len - 4;
	switch (type) {
	case BLOCK_SHB:
		swap_section(&s);
		break;
	case BLOCK_MI:
		swap_machine(&s);
		break;
	case BLOCK_FDL:
	case BLOCK_FDL_V2:
		swap_fds(&s, type == BLOCK_FDL_V2);
		break;
	case BLOCK_IL:
	case BLOCK_IL_V2:
		swap_interfaces(&s, type == BLOCK_IL_V2);
		break;
	case BLOCK_UL:
	case BLOCK_UL_V2:
		swap_users(&s, type == BLOCK_UL_V2);
		break;
	default:
		if (block_is_event(type))
			swap_event(&s, type);
		else if (type >= BLOCK_PL_V1 && type <= BLOCK_PL_V9)
			swap_threads(&s, type);
	}
	if (s.bad)
		return err_set(e, ERR_FORMAT, "block 0x%x: lengths inside do not fit", type);
	s = (struct sw){.p = p + len - 4, .end = p + len};
	sw32(&s);
	return 0;
}
