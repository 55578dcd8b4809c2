/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/store/save.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/store/save_past.h"
#include "engine/store/save_state.h"
#include "event_codes.h"

struct saver {
	struct scap_writer *w;
	struct log *log;
	struct saver_opts o;
	struct past *past; /* NULL: nothing that has gone by will be needed */
	bool *keep;	   /* by event code below event_count: it changes state */
	bool began;	   /* metadata of the first section is written */
	bool leading;	   /* only container events so far */
	uint64_t section;  /* first event of the section being written, 0 the first one */
	uint64_t first;	   /* event that the present file begins with, 0 the first one */
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

static bool changes_state(unsigned code)
{
	const struct event_info *info = &event_table[code];

	if ((info->flags | info->flags_new) & EF_MODIFIES_STATE)
		return true;
	return event_is_exit((uint16_t)code) && changes_unmarked(info->name);
}

struct saver *saver_new(struct scap_writer *w, struct log *log, const struct saver_opts *o)
{
	struct saver *s = xcalloc(1, sizeof(*s));
	unsigned i;

	s->w = w;
	s->log = log;
	s->o = *o;
	s->leading = true;
	if (!o->all || o->rotates)
		s->past = past_new(o->all);
	s->keep = xcalloc(event_count, sizeof(*s->keep));
	for (i = 0; i < event_count; i++)
		s->keep[i] = changes_state(i);
	return s;
}

void saver_free(struct saver *s)
{
	if (!s)
		return;
	past_free(s->past);
	free(s->keep);
	free(s);
}

/* ---------------------------------------------------------- what has gone by --- */

/* What one event may need: its enter event, faults, memory of thread and of process. */
struct needs {
	struct need {
		uint64_t num; /* 0 nothing */
		int64_t tid;
		enum past_kind kind;
	} at[4];
	unsigned n;
};

/* Sorted by number; one event may be needed for two reasons. */
static void need(struct needs *n, int64_t tid, enum past_kind kind, uint64_t num)
{
	unsigned i = n->n;

	if (!num)
		return;
	for (; i > 0 && n->at[i - 1].num > num; i--)
		n->at[i] = n->at[i - 1];
	n->at[i] = (struct need){.num = num, .tid = tid, .kind = kind};
	n->n++;
}

/* Figures are needed when the event is shown; those of before the file are in its lists. */
static void need_figures(const struct saver *s, struct needs *n, const struct cursor *c,
			 const struct thread_version *v)
{
	const struct state *st = c->state;
	uint64_t num = c->num, at;
	const struct thread_version *main = state_main_at(st, v, num);

	at = state_figure_event(st, v, FIG_FAULTS, num);
	if (at >= s->first)
		need(n, v->tid, PAST_FAULTS, at);
	at = state_figure_event(st, v, FIG_VM, num);
	if (at >= s->first)
		need(n, v->tid, PAST_MEMORY, at);
	if (main == v)
		return;
	at = state_figure_event(st, main, FIG_VM, num);
	if (at >= s->first)
		need(n, main->tid, PAST_MEMORY, at);
}

/* Write what the event under the cursor needs and the file does not have. */
static int write_needed(struct saver *s, const struct cursor *c, bool shown, struct err *e)
{
	const struct thread_version *v = state_thread(c->state, c->rec->thread);
	uint64_t enter = event_is_exit(c->rec->type) ? log_enter(c) : 0;
	struct needs n = {.n = 0};
	struct event_block b;
	unsigned i;
	int rc = 0;

	if (!v)
		return 0;
	if (enter && (!s->o.all || enter < s->first))
		need(&n, v->tid, PAST_ENTER, enter);
	if (shown && !s->o.all)
		need_figures(s, &n, c, v);
	for (i = 0; i < n.n && rc == 0; i++) {
		/* The event under the cursor may be the one that says its figures. */
		if (n.at[i].num == c->num)
			continue;
		b = past_take(s->past, c, n.at[i].tid, n.at[i].kind, n.at[i].num);
		if (b.p && (i == 0 || n.at[i].num != n.at[i - 1].num))
			rc = scap_writer_event(s->w, b.p, b.len, true, e);
	}
	return rc;
}

/* ----------------------------------------------------------------------- events --- */

static int is_gone(const struct cursor *c, struct err *e)
{
	return err_set(e, ERR_IO,
		       "event %llu is not in the capture any more: somebody writes over it; the file "
		       "ends before that event",
		       (unsigned long long)c->num);
}

static int write_event(struct saver *s, const struct cursor *c, bool shown, struct err *e)
{
	struct event_block b = cursor_whole_block(c);
	int rc;

	if (!b.p)
		return is_gone(c, e);
	if (s->past && c->rec->type < event_count) {
		rc = write_needed(s, c, shown, e);
		if (rc < 0)
			return rc;
		if (!s->o.all)
			past_written(s->past, c->num);
		if (is_container(c->rec->type))
			past_container(s->past, b);
	}
	return shown ? scap_writer_copy(s->w, b.p, b.len, e)
		     : scap_writer_event(s->w, b.p, b.len, true, e);
}

/* The lists of what was true after event num; c stands there or behind it. */
static int save_lists(struct saver *s, const struct cursor *c, uint64_t num, struct err *e)
{
	const struct save_scope scope = {
		.at = c, .num = num, .wanted = s->o.wanted, .arg = s->o.arg};

	return save_state_of(s->w, s->log, &scope, e);
}

/*
 * A section begins with the first event that we see, and where a capture was appended: with that
 * event's lists.
 */
static int begin_section(struct saver *s, const struct cursor *c, uint64_t num, struct err *e)
{
	s->began = true;
	s->section = num;
	s->leading = true;
	return save_lists(s, c, num >= c->num ? num : c->num - (c->num > 0), e);
}

/* Does an event that is not selected say something about state? */
static bool is_kept(const struct saver *s, const struct log_rec *r)
{
	return r->type >= event_count || (r->flags & REC_NAME_CHANGED) || s->keep[r->type];
}

/*
 * May it be written, then? What is told of the machine concerns everybody; all else is of a thread,
 * and one that nobody knows is none of those that are wanted.
 */
static bool may_keep(const struct saver *s, const struct cursor *c)
{
	const struct log_rec *r = c->rec;

	if (!s->o.wanted || r->type >= event_count)
		return true;
	if (r->type != EV_PROCINFO_E && (event_table[r->type].flags_new & EF_METAEVENT))
		return true;
	return r->thread && s->o.wanted(s->o.arg, c, r->thread);
}

static int choose(struct saver *s, const struct cursor *c, bool selected, struct err *e)
{
	const struct log_rec *r = c->rec;
	bool first;

	/* Container events before all others are never shown and need no mark. */
	if (s->leading && is_container(r->type))
		return write_event(s, c, true, e);
	first = s->leading;
	s->leading = false;
	if (selected)
		return write_event(s, c, true, e);
	if (!may_keep(s, c))
		return 0;
	if (r->flags & (REC_HIDDEN | REC_STATE_ONLY))
		return write_event(s, c, true, e);
	return first || is_kept(s, r) ? write_event(s, c, false, e) : 0;
}

/* After the last event of a chunk: the log may drop it now. */
static int leave_chunk(struct saver *s, const struct cursor *c, struct err *e)
{
	if (s->past)
		past_keep(s->past, c);
	return scap_writer_settle(s->w, e);
}

int saver_event(struct saver *s, const struct cursor *c, bool selected, struct err *e)
{
	uint64_t section = state_section_at(c->state, c->num);
	int rc = 0;

	if (!s->began || section != s->section)
		rc = begin_section(s, c, section, e);
	if (rc == 0)
		rc = choose(s, c, selected, e);
	return cursor_last_of_chunk(c) && rc == 0 ? leave_chunk(s, c, e) : rc;
}

/* Do the next n events go into the file as they are? */
static bool is_plain_run(const struct saver *s, const struct cursor *c, uint64_t n)
{
	return s->o.all && s->began && !s->leading &&
	       state_section_at(c->state, c->num + n - 1) == s->section;
}

static inline int copy_event(struct saver *s, const struct cursor *c, struct err *e)
{
	struct event_block b = cursor_whole_block(c);

	return b.p ? scap_writer_copy(s->w, b.p, b.len, e) : is_gone(c, e);
}

/* Does the entry call for more than a copy of its event? */
static inline bool wants_more(const struct saver *s, const struct log_rec *r, uint64_t num)
{
	bool far = r->enter == UINT16_MAX || num - r->enter < s->first;

	return s->past && ((event_is_exit(r->type) && far) || is_container(r->type));
}

int saver_run(struct saver *s, struct cursor *c, uint64_t most, uint64_t *shown, struct err *e)
{
	uint64_t n = (uint64_t)(c->end - c->rec), silent = 0, i;
	int rc = 0;

	if (n > most)
		n = most;
	if (!is_plain_run(s, c, n)) {
		*shown = !(c->rec->flags & REC_STATE_ONLY);
		return saver_event(s, c, *shown, e);
	}
	for (i = 0;; i++) {
		silent += (c->rec->flags & REC_STATE_ONLY) != 0;
		if (wants_more(s, c->rec, c->num))
			rc = write_event(s, c, true, e);
		else
			rc = copy_event(s, c, e);
		if (rc < 0 || i == n - 1)
			break;
		c->rec++;
		c->num++;
	}
	*shown = n - silent;
	return cursor_last_of_chunk(c) && rc == 0 ? leave_chunk(s, c, e) : rc;
}

int saver_next_file(struct saver *s, struct scap_writer *w, const struct cursor *c, struct err *e)
{
	struct event_block b;
	unsigned i;
	int rc;

	s->w = w;
	s->first = c->num;
	past_new_file(s->past, c->num);
	/* Where a capture was appended the file begins as the appended one did. */
	if (state_section_at(c->state, c->num) != s->section)
		return 0;
	s->leading = false;
	rc = save_lists(s, c, c->num - 1, e);
	for (i = 0; rc == 0 && (b = past_container_at(s->past, i)).p; i++)
		rc = scap_writer_event(w, b.p, b.len, false, e);
	return rc;
}

int saver_end(struct saver *s, struct err *e)
{
	const struct cursor nowhere = {.log = s->log, .state = log_state(s->log)};

	int rc = scap_writer_settle(s->w, e);

	/* While the input is still being read, its metadata may be half there. */
	if (rc < 0 || s->began || !log_ended(s->log))
		return rc;
	return begin_section(s, &nowhere, 0, e);
}
