/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/write.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/scap/writer.h"
#include "engine/store/save.h"

/* At most so many events are gone through at once where a new file may become due. */
#define RUN_EVENTS 1024

struct capture_writer {
	struct capture_opts o;
	struct log *log;
	struct rotation rotation;
	struct buf name;       /* of the present file */
	struct scap_writer *w; /* NULL: the first file is not open yet, or all is closed */
	struct saver *saver;
	bool gone, rotates;
	uint64_t asked; /* up to this event it is known which one begins a new file: */
	uint64_t due;	/* this one; 0 or behind us: none */
	uint64_t events;
	uint64_t files, past_bytes; /* bytes of the files before this one */
};

static uint64_t now_ns(void)
{
	return (uint64_t)time(NULL) * 1000000000;
}

static struct scap_writer *open_file(struct capture_writer *w, struct err *e)
{
	const struct scap_writer_opts o = {
		.gzip = w->o.gzip, .redact = w->o.redact, .source = w->o.source};
	struct scap_writer *sw = scap_writer_open(buf_cstr(&w->name), &o, e);

	w->files += sw != NULL;
	return sw;
}

static int open_first(struct capture_writer *w, uint64_t ts_ns, struct err *e)
{
	const struct saver_opts so = {.all = w->o.all,
				      .rotates = w->rotates,
				      .wanted = w->o.wanted,
				      .arg = w->o.arg};

	rotation_first(&w->rotation, ts_ns, w->o.live, &w->name);
	w->w = open_file(w, e);
	if (!w->w)
		return e ? e->code : ERR_IO;
	w->saver = saver_new(w->w, w->log, &so);
	return 0;
}

struct capture_writer *capture_writer_open(const struct capture_opts *o, struct log *log,
					   struct err *e)
{
	struct capture_writer *w;

	if (strcmp(o->path, "-") == 0 && isatty(STDOUT_FILENO)) {
		err_set(e, ERR_IO, "a capture is nothing for a terminal: name a file after -w, or "
				   "send it on with | or >");
		return NULL;
	}
	w = xcalloc(1, sizeof(*w));
	w->o = *o;
	w->rotates = rotate_wanted(&o->rotate);
	w->log = log;
	if (o->source && strcmp(o->source, "-") == 0)
		w->o.source = NULL;
	buf_init(&w->name, 0);
	rotation_init(&w->rotation, o->path, &o->rotate);
	/* A name that says when the first event was has to wait for that. */
	if ((o->live || !w->rotation.timed_names) && open_first(w, now_ns(), e) < 0) {
		capture_writer_free(w);
		return NULL;
	}
	return w;
}

/* The container events that a capture may begin with have no time of their own. */
static uint64_t first_time(struct capture_writer *w, const struct cursor *c)
{
	while (!log_first_ts(w->log) && !log_ended(w->log))
		log_wait(w->log, log_count(w->log));
	return log_first_ts(w->log) ? log_first_ts(w->log) : c->rec->ts;
}

static int close_file(struct capture_writer *w, struct err *e)
{
	int rc;

	w->past_bytes += scap_writer_finish(w->w);
	rc = scap_writer_close(w->w, &w->gone, e);
	w->w = NULL;
	return rc;
}

static int next_file(struct capture_writer *w, const struct cursor *c, struct err *e)
{
	struct buf stale;
	int rc = close_file(w, e);

	if (rc < 0)
		return rc;
	buf_init(&stale, 0);
	rotation_next(&w->rotation, &w->name, &stale);
	/* It may have been taken away by somebody else: then there is nothing to do. */
	if (stale.len)
		unlink(buf_cstr(&stale));
	buf_release(&stale);
	w->w = open_file(w, e);
	if (!w->w)
		return e ? e->code : ERR_IO;
	return saver_next_file(w->saver, w->w, c, e);
}

/* Internal events are always in the file, so they count for its length. */
static bool counts(const struct log_rec *r, bool matches)
{
	return matches || (r->flags & (REC_HIDDEN | REC_STATE_ONLY)) == REC_HIDDEN;
}

/* Does event num begin a new file? Each one may count once only. */
static bool is_due(struct capture_writer *w, uint64_t num, const struct log_rec *r, uint64_t bytes)
{
	if (num > w->asked) {
		w->asked = num;
		if (rotation_due(&w->rotation, r->ts, bytes))
			w->due = num;
	}
	return w->due == num;
}

int capture_writer_event(struct capture_writer *w, const struct cursor *c, bool matches,
			 struct err *e)
{
	int rc = 0;

	w->events += matches;
	if (!w->w)
		rc = open_first(w, first_time(w, c), e);
	if (rc == 0 && w->rotates && counts(c->rec, matches) &&
	    is_due(w, c->num, c->rec, scap_writer_bytes(w->w)))
		rc = next_file(w, c, e);
	return rc < 0 ? rc : saver_event(w->saver, c, matches, e);
}

/*
 * How many events, from the one under the cursor on and at most n, go into the file with it. The
 * length of a compressed file is known only now and then.
 */
static uint64_t count_fitting(struct capture_writer *w, const struct cursor *c, uint64_t n)
{
	uint64_t i, bytes = scap_writer_bytes(w->w);
	const struct log_rec *r = c->rec;

	for (i = 0; i < n; i++, r++) {
		if (i && !(r->flags & REC_STATE_ONLY) && is_due(w, c->num + i, r, bytes))
			break;
		if (!w->o.gzip)
			bytes += ld32(c->base + log_rec_off(r) + 4);
	}
	return i;
}

int capture_writer_run(struct capture_writer *w, struct cursor *c, uint64_t *matched,
		       struct err *e)
{
	uint64_t n = (uint64_t)(c->end - c->rec);
	int rc = 0;

	*matched = 0;
	if (!w->w)
		rc = open_first(w, first_time(w, c), e);
	if (rc == 0 && w->rotates && !(c->rec->flags & REC_STATE_ONLY) &&
	    is_due(w, c->num, c->rec, scap_writer_bytes(w->w)))
		rc = next_file(w, c, e);
	if (rc < 0)
		return rc;
	if (w->rotates)
		n = count_fitting(w, c, n < RUN_EVENTS ? n : RUN_EVENTS);
	rc = saver_run(w->saver, c, n, matched, e);
	w->events += *matched;
	return rc;
}

int capture_writer_flush(struct capture_writer *w, struct err *e)
{
	return w->w ? scap_writer_flush(w->w, false, e) : 0;
}

void capture_writer_totals(const struct capture_writer *w, struct capture_totals *t)
{
	*t = (struct capture_totals){
		.events = w->events,
		.bytes = w->past_bytes + (w->w ? scap_writer_bytes(w->w) : 0),
		.files = w->files,
	};
}

const char *capture_writer_name(struct capture_writer *w)
{
	return buf_cstr(&w->name);
}

bool capture_writer_gone(const struct capture_writer *w)
{
	return w->gone || (w->w && scap_writer_broken_pipe(w->w));
}

int capture_writer_close(struct capture_writer *w, struct err *e)
{
	int rc;

	/* Nothing was recorded: that is a capture, too. */
	if (!w->w && !w->files && open_first(w, now_ns(), e) < 0)
		return e ? e->code : ERR_IO;
	if (!w->w)
		return 0; /* the next file could not be opened, which was said */
	saver_end(w->saver, NULL);
	rc = close_file(w, e);
	return w->gone ? 0 : rc;
}

void capture_writer_free(struct capture_writer *w)
{
	if (!w)
		return;
	if (w->w)
		scap_writer_close(w->w, NULL, NULL);
	saver_free(w->saver);
	rotation_release(&w->rotation);
	buf_release(&w->name);
	free(w);
}
