/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/table/row_memo.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "event_codes.h"

enum { ENTRIES = 1024 /* a power of two */, LEAST_VERSIONS = 1024, LEAST_KNOWN = 256 };

struct entry_row {
	uint32_t thread, fd, row; /* row: the slot */
	uint16_t fdnum;
};

static enum row_memo_kind kind_of(const struct field *key)
{
	if (key->flags & FF_BY_ENTRY)
		return MEMO_ENTRY;
	if (key->dep == DEP_TYPE || key->flags & FF_BY_TYPE)
		return MEMO_TYPE;
	if (key->dep == DEP_FD || key->flags & FF_FD_BUT_CONNECT)
		return MEMO_FD;
	return key->dep == DEP_THREAD ? MEMO_THREAD : MEMO_SPAN;
}

void row_memo_init(struct row_memo *m, const struct field *key)
{
	*m = (struct row_memo){
		.kind = kind_of(key),
		.but_connect = key->flags & FF_FD_BUT_CONNECT,
		.but_generic = key->flags & FF_BY_TYPE,
	};
	if (m->kind == MEMO_ENTRY)
		m->entries = xcalloc(ENTRIES, sizeof(*m->entries));
	if (m->kind == MEMO_TYPE)
		m->slots = xcalloc(event_count, sizeof(*m->slots));
}

void row_memo_release(struct row_memo *m)
{
	free(m->slots);
	free(m->known);
	free(m->entries);
}

static uint32_t *version_slot(struct row_memo *m, uint32_t version)
{
	uint32_t n;

	if (!version)
		return NULL;
	if (version >= m->n) {
		n = m->n ? m->n : LEAST_VERSIONS;
		while (n <= version)
			n *= 2;
		m->slots = xrealloc(m->slots, n * sizeof(*m->slots));
		memset(m->slots + m->n, 0, (n - m->n) * sizeof(*m->slots));
		m->n = n;
	}
	return &m->slots[version];
}

static uint32_t *entry_slot(struct row_memo *m, const struct log_rec *rec)
{
	uint32_t h = rec->thread * 0x9E3779B1u ^ rec->fd * 0x85EBCA6Bu ^ rec->fdnum * 0xC2B2AE35u;
	struct entry_row *e = &m->entries[h >> 16 & (ENTRIES - 1)];

	if (e->thread != rec->thread || e->fd != rec->fd || e->fdnum != rec->fdnum)
		*e = (struct entry_row){
			.thread = rec->thread, .fd = rec->fd, .fdnum = rec->fdnum};
	return &e->row;
}

uint32_t *row_memo_slot(struct row_memo *m, const struct log_rec *rec)
{
	switch (m->kind) {
	case MEMO_ENTRY:
		return field_entry_decides(rec) ? entry_slot(m, rec) : NULL;
	case MEMO_TYPE:
		return rec->type >= event_count || row_memo_needs_bytes(m, rec->type)
			       ? NULL
			       : &m->slots[rec->type];
	case MEMO_FD:
		if (!rec->thread || (m->but_connect && rec->type == EV_SOCKET_CONNECT_X))
			return NULL;
		return version_slot(m, rec->fd);
	default:
		return version_slot(m, rec->thread);
	}
}

void row_memo_set(struct row_memo *m, uint32_t *slot, uint32_t row)
{
	*slot = row + 1;
	if (m->kind == MEMO_ENTRY || m->kind == MEMO_TYPE)
		return;
	if (m->nknown == m->known_cap) {
		m->known_cap = m->known_cap ? 2 * m->known_cap : LEAST_KNOWN;
		m->known = xrealloc(m->known, m->known_cap * sizeof(*m->known));
	}
	m->known[m->nknown++] = (uint32_t)(slot - m->slots);
}

void row_memo_forget(struct row_memo *m)
{
	uint32_t i;

	for (i = 0; i < m->nknown; i++)
		m->slots[m->known[i]] = 0;
	m->nknown = 0;
	if (m->kind == MEMO_ENTRY)
		memset(m->entries, 0, ENTRIES * sizeof(*m->entries));
	if (m->kind == MEMO_TYPE)
		memset(m->slots, 0, event_count * sizeof(*m->slots));
}

bool row_memo_needs_bytes(const struct row_memo *m, uint16_t code)
{
	if (m->kind == MEMO_TYPE)
		return m->but_generic && code <= EV_GENERIC_X;
	return m->kind == MEMO_SPAN;
}
