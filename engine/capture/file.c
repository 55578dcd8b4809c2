/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/capture/source.h"
#include "engine/scap/block.h"
#include "engine/scap/reader.h"
#include "event_codes.h"

#define LOOKAHEAD 1024 /* events looked at to tell the kind of producer */

struct source {
	struct scap_reader *r;
	struct scap_block *ahead; /* blocks read ahead, in order */
	unsigned nahead, next_ahead;
	int ahead_rc; /* what reading ahead ended with: 1 = more to come */
	struct err ahead_err;
	bool importing; /* metadata was met since the last event */
	bool leading;	/* only container events so far in this section */
	bool started;
	bool exit_only;
};

static struct source *source_new(struct scap_reader *r)
{
	struct source *src;

	if (!r)
		return NULL;
	src = xcalloc(1, sizeof(*src));
	src->r = r;
	src->ahead_rc = 1;
	src->leading = src->importing = true;
	return src;
}

struct source *source_open_file(const char *path, bool keep, struct err *e)
{
	return source_new(scap_reader_open(path, keep, e));
}

struct source *source_open_mem(uint8_t *p, uint64_t len, struct err *e)
{
	return source_new(scap_reader_open_mem(p, len, e));
}

void source_close(struct source *src)
{
	if (!src)
		return;
	scap_reader_close(src->r);
	free(src->ahead);
	free(src);
}

/* ------------------------------------------------------------------ metadata --- */

static bool thread_fn(void *arg, const struct scap_thread *t)
{
	state_import_thread(arg, t);
	return true;
}

static bool fd_fn(void *arg, int64_t tid, const struct scap_fd *f)
{
	state_import_fd(arg, tid, f);
	return true;
}

static bool interface_fn(void *arg, const struct scap_interface *i)
{
	state_import_interface(arg, i);
	return true;
}

static bool user_fn(void *arg, const struct scap_user *u)
{
	state_import_user(arg, u);
	return true;
}

static int import_block(struct state *st, const struct scap_block *b, struct err *e)
{
	uint64_t off = b->off + 8;
	struct scap_machine m;

	switch (b->type) {
	case BLOCK_MI:
		if (meta_machine(b->body, b->body_len, off, &m, e))
			return e ? e->code : ERR_FORMAT;
		state_import_machine(st, &m);
		return 0;
	case BLOCK_FDL:
	case BLOCK_FDL_V2:
		return meta_each_fd(b->type, b->body, b->body_len, off, fd_fn, st, e);
	case BLOCK_IL:
	case BLOCK_IL_V2:
		return meta_each_interface(b->type, b->body, b->body_len, off, interface_fn, st, e);
	case BLOCK_UL:
	case BLOCK_UL_V2:
		return meta_each_user(b->type, b->body, b->body_len, off, user_fn, st, e);
	default:
		if (b->type >= BLOCK_PL_V1 && b->type <= BLOCK_PL_V9)
			return meta_each_thread(b->type, b->body, b->body_len, off, thread_fn, st,
						e);
		return 0; /* unknown blocks are skipped by their length */
	}
}

/* ---------------------------------------------------------------- look-ahead --- */

/* What an event says about its producer: 1 exit events only, -1 both, 0 nothing. */
static int tells(const struct evt *e)
{
	if (e->type >= EVENT_REF_COUNT)
		return 0;
	if (event_is_exit(e->type))
		return e->info->exit_merged && e->nparams > e->info->nref ? 1 : 0;
	if (!(e->info->flags_new & EF_SYSCALL))
		return 0;
	return e->info->flags_new & EF_OLD_VERSION ? -1 : 0;
}

/* Read blocks into the queue until an event tells. They stay valid: nothing is released yet. */
static void look_ahead(struct source *src)
{
	struct scap_block *b;
	struct evt e;
	int t;

	src->ahead = xmalloc(LOOKAHEAD * sizeof(*src->ahead));
	while (src->nahead < LOOKAHEAD) {
		b = &src->ahead[src->nahead];
		src->ahead_rc = scap_reader_next(src->r, b, &src->ahead_err);
		if (src->ahead_rc <= 0)
			break;
		src->nahead++;
		if (!block_is_event(b->type) || !evt_decode(b->p, b->len, &e))
			continue;
		t = tells(&e);
		if (t) {
			src->exit_only = t > 0;
			return;
		}
	}
	src->exit_only = false;
}

static int next_block(struct source *src, struct scap_block *b, struct err *e)
{
	if (!src->started) {
		src->started = true;
		look_ahead(src);
	}
	if (src->next_ahead < src->nahead) {
		*b = src->ahead[src->next_ahead++];
		return 1;
	}
	if (src->ahead_rc <= 0) {
		if (src->ahead_rc < 0 && e)
			*e = src->ahead_err;
		return src->ahead_rc;
	}
	return scap_reader_next(src->r, b, e);
}

bool source_exit_only(const struct source *src)
{
	return src->exit_only;
}

/* -------------------------------------------------------------------- events --- */

static int event_block(struct source *src, struct state *st, const struct scap_block *b,
		       struct source_event *ev, struct err *e)
{
	if (src->importing) {
		state_import_done(st);
		src->importing = false;
	}
	if (!evt_decode(b->p, b->len, &ev->e))
		return err_set_at(e, ERR_FORMAT, b->off,
				  "at offset %llu: damaged event (its lengths do not add up)",
				  (unsigned long long)b->off);
	ev->off = b->off;
	if (src->leading && ev->e.type != EV_CONTAINER_E && ev->e.type != EV_CONTAINER_JSON_E &&
	    ev->e.type != EV_CONTAINER_JSON_2_E)
		src->leading = false;
	ev->leading = src->leading;
	return 1;
}

int source_next(struct source *src, struct state *st, uint64_t num, struct source_event *ev,
		struct err *e)
{
	struct scap_block b;
	int rc;

	while ((rc = next_block(src, &b, e)) > 0) {
		if (block_is_event(b.type))
			return event_block(src, st, &b, ev, e);
		if (b.type == BLOCK_SHB) {
			if (b.off)
				state_reset(st, num);
			src->leading = true;
		}
		src->importing = true;
		rc = import_block(st, &b, e);
		if (rc)
			return rc;
	}
	if (src->importing)
		state_import_done(st);
	src->importing = false;
	return rc;
}

const uint8_t *source_base(const struct source *src)
{
	return scap_reader_base(src->r);
}

void source_stop(struct source *src)
{
	scap_reader_stop(src->r);
}

void source_release(struct source *src, uint64_t off)
{
	scap_reader_release(src->r, off);
}

void source_progress(const struct source *src, uint64_t *pos, uint64_t *size)
{
	scap_reader_progress(src->r, pos, size);
}
