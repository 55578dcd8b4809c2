/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/store/save.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "event_codes.h"

/*
 * Events that may turn out to be needed are held back, for each thread the latest of a kind,
 * until one that needs them is written.
 */
enum held_kind {
	HELD_ENTER,  /* enter event, until an exit is written */
	HELD_MEMORY, /* memory figures, until an event of the process is shown */
	HELD_FAULTS, /* page faults, until an event of the thread is shown */
	HELD_KINDS,
};

/* Longer ones, or those of more threads, are not held but written at once. */
#define HELD_BYTES_MAX	 4096
#define HELD_THREADS_MAX 131072u

struct held {
	uint64_t num; /* event number, 0 none */
	uint32_t len, cap;
	uint8_t *block;
};

struct held_thread {
	int64_t tid;
	bool used;
	struct held kind[HELD_KINDS];
};

/* What is done with an event that is not selected. */
enum fate {
	FATE_DROP,
	FATE_KEEP, /* it changes state */
	FATE_HOLD_ENTER,
	FATE_HOLD_MEMORY,
	FATE_HOLD_SWITCH, /* both figures */
};

struct saver {
	struct scap_writer *w;
	struct log *log;
	uint8_t *fate;	  /* by event code below event_count */
	bool began;	  /* metadata of the first section is written */
	bool leading;	  /* only container events so far */
	uint64_t section; /* first event of the section being written, 0 the first one */

	/* open addressing by tid, a power of two */
	struct held_thread *threads;
	uint32_t nthreads, mask;
};

/* ------------------------------------------------------------ which are needed --- */

static bool is_container(uint16_t code)
{
	return code == EV_CONTAINER_E || code == EV_CONTAINER_JSON_E ||
	       code == EV_CONTAINER_JSON_2_E;
}

/* Calls that change what we know although the table does not say so. */
static bool changes_unmarked(const char *name)
{
	static const char *const names[] = {"getcwd", "getrlimit", "setrlimit", "prlimit"};
	unsigned i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

static enum fate fate_of(unsigned code)
{
	const struct event_info *info = &event_table[code];

	if ((info->flags | info->flags_new) & EF_MODIFIES_STATE)
		return FATE_KEEP;
	if (code == EV_SCHEDSWITCH_6_E)
		return FATE_HOLD_SWITCH;
	if (info->flags & EF_SKIPPARSERESET)
		return FATE_DROP;
	if (!event_is_exit((uint16_t)code))
		return FATE_HOLD_ENTER;
	if (changes_unmarked(info->name))
		return FATE_KEEP;
	switch (code) {
	case EV_SYSCALL_BRK_4_X:
	case EV_SYSCALL_MMAP_X:
	case EV_SYSCALL_MMAP2_X:
	case EV_SYSCALL_MUNMAP_X:
		return FATE_HOLD_MEMORY;
	default:
		return FATE_DROP;
	}
}

struct saver *saver_new(struct scap_writer *w, struct log *log)
{
	struct saver *s = xcalloc(1, sizeof(*s));
	unsigned i;

	s->w = w;
	s->log = log;
	s->leading = true;
	s->fate = xmalloc(event_count);
	for (i = 0; i < event_count; i++)
		s->fate[i] = (uint8_t)fate_of(i);
	return s;
}

void saver_free(struct saver *s)
{
	uint32_t i;
	int k;

	if (!s)
		return;
	for (i = 0; s->threads && i <= s->mask; i++) {
		for (k = 0; k < HELD_KINDS; k++)
			free(s->threads[i].kind[k].block);
	}
	free(s->threads);
	free(s->fate);
	free(s);
}

/* ------------------------------------------------------------------ held back --- */

static struct held_thread *probe(const struct saver *s, int64_t tid)
{
	uint32_t i = hash_bytes(&tid, sizeof(tid)) & s->mask;

	while (s->threads[i].used && s->threads[i].tid != tid)
		i = (i + 1) & s->mask;
	return &s->threads[i];
}

static struct held_thread *find(const struct saver *s, int64_t tid)
{
	struct held_thread *t = s->threads ? probe(s, tid) : NULL;

	return t && t->used ? t : NULL;
}

static void grow(struct saver *s)
{
	struct held_thread *old = s->threads;
	uint32_t i, n = old ? s->mask + 1 : 0;

	s->mask = n ? 2 * n - 1 : 255;
	s->threads = xcalloc(s->mask + 1, sizeof(*s->threads));
	for (i = 0; i < n; i++) {
		if (old[i].used)
			*probe(s, old[i].tid) = old[i];
	}
	free(old);
}

/* NULL when there are too many. */
static struct held_thread *find_or_add(struct saver *s, int64_t tid)
{
	struct held_thread *t = find(s, tid);

	if (t || s->nthreads == HELD_THREADS_MAX)
		return t;
	if (!s->threads || 2 * s->nthreads > s->mask)
		grow(s);
	t = probe(s, tid);
	t->used = true;
	t->tid = tid;
	s->nthreads++;
	return t;
}

static void hold(struct held *h, uint64_t num, const uint8_t *block, uint32_t len)
{
	if (h->cap < len) {
		h->cap = len + len / 2;
		h->block = xrealloc(h->block, h->cap);
	}
	memcpy(h->block, block, len);
	h->len = len;
	h->num = num;
}

/* Places that may hold what an event needs: its enter event, faults, memory of thread and process.
 */
#define PLACES 4

/* Write what is held there, in the order of the events, each event once. */
static int release(struct saver *s, struct held *h[PLACES], struct err *e)
{
	struct held *first;
	uint64_t num;
	int i, rc;

	for (;;) {
		first = NULL;
		for (i = 0; i < PLACES; i++) {
			if (h[i] && (!first || h[i]->num < first->num))
				first = h[i];
		}
		if (!first)
			return 0;
		rc = scap_writer_event(s->w, first->block, first->len, true, e);
		if (rc < 0)
			return rc;
		num = first->num;
		for (i = 0; i < PLACES; i++) {
			if (h[i] && h[i]->num == num) {
				h[i]->num = 0;
				h[i] = NULL;
			}
		}
	}
}

/* What is held of a kind, if that is event num. */
static struct held *held_event(struct saver *s, int64_t tid, enum held_kind k, uint64_t num)
{
	struct held_thread *t = num ? find(s, tid) : NULL;

	return t && t->kind[k].num == num ? &t->kind[k] : NULL;
}

/* Write what the event under the cursor needs. Only what is shown needs figures. */
static int release_needed(struct saver *s, const struct cursor *c, int64_t tid, bool shown,
			  struct err *e)
{
	const struct state *st = c->state;
	const struct thread_version *v = state_thread(st, c->rec->thread), *main;
	struct held *h[PLACES] = {NULL};

	if (event_is_exit(c->rec->type) && c->rec->enter)
		h[0] = held_event(s, tid, HELD_ENTER, c->num - c->rec->enter);
	if (shown && v) {
		main = state_main_at(st, v, c->num);
		h[1] = held_event(s, v->tid, HELD_FAULTS,
				  state_figure_event(st, v, FIG_FAULTS, c->num));
		h[2] = held_event(s, v->tid, HELD_MEMORY,
				  state_figure_event(st, v, FIG_VM, c->num));
		if (main != v)
			h[3] = held_event(s, main->tid, HELD_MEMORY,
					  state_figure_event(st, main, FIG_VM, c->num));
	}
	return release(s, h, e);
}

/* ----------------------------------------------------------------------- events --- */

static int write_event(struct saver *s, const struct cursor *c, bool shown, struct err *e)
{
	const uint8_t *block = cursor_block(c);
	struct evt ev;
	int rc;

	if (c->rec->type < event_count) {
		evt_decode_trusted(block, ld32(block + 4), &ev);
		rc = release_needed(s, c, ev.tid, shown, e);
		if (rc < 0)
			return rc;
	}
	return scap_writer_event(s->w, block, ld32(block + 4), !shown, e);
}

/* Keep a copy until it is known to be needed; write it now if that is not possible. */
static int hold_event(struct saver *s, const struct cursor *c, enum fate fate, struct err *e)
{
	const uint8_t *block = cursor_block(c);
	uint32_t len = ld32(block + 4);
	const struct thread_version *v = state_thread(c->state, c->rec->thread);
	struct held_thread *t, *main;
	struct evt ev;

	evt_decode_trusted(block, len, &ev);
	t = find_or_add(s, ev.tid);
	if (!t || len > HELD_BYTES_MAX)
		return write_event(s, c, false, e);
	switch (fate) {
	case FATE_HOLD_SWITCH:
		hold(&t->kind[HELD_FAULTS], c->num, block, len);
		main = find_or_add(s, v ? v->pid : ev.tid);
		if (!main)
			return write_event(s, c, false, e);
		hold(&main->kind[HELD_MEMORY], c->num, block, len);
		break;
	case FATE_HOLD_MEMORY:
		hold(&t->kind[HELD_MEMORY], c->num, block, len);
		break;
	default:
		hold(&t->kind[HELD_ENTER], c->num, block, len);
	}
	return 0;
}

/* A section begins with the first event of the log, and where a capture was appended. */
static int begin_section(struct saver *s, const struct state *st, uint64_t num, struct err *e)
{
	s->began = true;
	s->section = num;
	s->leading = true;
	return save_state(s->w, s->log, st, num, e);
}

int saver_event(struct saver *s, const struct cursor *c, bool selected, struct err *e)
{
	const struct log_rec *r = c->rec;
	uint64_t section = state_section_at(c->state, c->num);
	bool first = false;
	int rc;

	if (!s->began || section != s->section) {
		rc = begin_section(s, c->state, section, e);
		if (rc < 0)
			return rc;
	}
	/* Container events before all others are never shown and need no mark. */
	if (s->leading && is_container(r->type))
		return write_event(s, c, true, e);
	first = s->leading;
	s->leading = false;
	if (selected || (r->flags & (REC_HIDDEN | REC_STATE_ONLY)))
		return write_event(s, c, true, e);
	if (first || r->type >= event_count || (r->flags & REC_NAME_CHANGED) ||
	    s->fate[r->type] == FATE_KEEP)
		return write_event(s, c, false, e);
	if (s->fate[r->type] == FATE_DROP)
		return 0;
	return hold_event(s, c, (enum fate)s->fate[r->type], e);
}

int saver_end(struct saver *s, struct err *e)
{
	/* While the input is still being read, its metadata may be half there. */
	return s->began || !log_ended(s->log) ? 0 : begin_section(s, log_state(s->log), 0, e);
}
