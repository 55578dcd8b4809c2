/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/filter/filter.h"
#include "engine/store/log.h"
#include "ui/text/live.h"
#include "ui/text/meter.h"
#include "ui/text/output.h"
#include "ui/text/run.h"
#include "ui/text/summary.h"
#include "ui/text/write.h"

/* Events between two looks at the clock. */
#define CLOCK_EVERY 4096
/* What was written is handed to the system, and the line on the terminal drawn, this often. */
#define TICK_NS 300000000
/* Where events come in slowly, how often we look for them. */
#define POLL_NS 5000000

struct recording {
	struct print_options *o;
	const char *source; /* the capture being read, NULL: the running kernel */
	struct log *log;
	struct filter_run *select;  /* NULL: everything */
	struct filter_run *threads; /* --filter-proclist, else NULL */
	struct capture_writer *writer;
	struct summary *summary; /* NULL: not asked for */
	struct cursor cursor;
	struct meter meter;
	struct narrowing narrowing; /* what the kernel is to send */
	struct err err;		    /* of writing */
	bool copies;		    /* nothing is to be known of single events */
	bool waits;		    /* events may be long in coming */
	bool stopping;		    /* live, and told to end: what has come is still recorded */
	bool at_end;		    /* of the input, rather than stopped before it */
	bool failed;		    /* writing did, and it has been said */
	uint64_t events;	    /* that matched */
	uint64_t first_ts;
	uint64_t ticked_ns, tick_at; /* tick_at: event */
};

/* Say what went wrong with writing, unless it is only that nobody reads. Returns false. */
static bool writing_failed(struct recording *r)
{
	r->failed = !capture_writer_gone(r->writer);
	meter_clear(&r->meter);
	if (r->failed)
		print_complain("%s", r->err.msg);
	return false;
}

/* Now and then; false when writing failed. */
static bool tick(struct recording *r)
{
	uint64_t now = clock_ns(CLOCK_MONOTONIC_COARSE);

	if (now - r->ticked_ns < TICK_NS)
		return true;
	r->ticked_ns = now;
	meter_update(&r->meter, r->writer, r->log);
	return capture_writer_flush(r->writer, &r->err) == 0 || writing_failed(r);
}

static void count_type(struct recording *r)
{
	struct evt ev;

	cursor_event(&r->cursor, &ev);
	summary_count(r->summary, &ev);
}

/* As in sysdig, the event that -M ends with is the last one of the file. */
static bool is_last(struct recording *r)
{
	uint64_t ts = r->cursor.rec->ts;

	if (!r->first_ts)
		r->first_ts = ts;
	return r->o->max_ns && ts >= r->first_ts && ts - r->first_ts >= r->o->max_ns;
}

/* Returns false when nothing more is wanted. */
static bool handle_event(struct recording *r)
{
	const struct log_rec *rec = r->cursor.rec;
	bool matches = !(rec->flags & REC_STATE_ONLY), last = false;

	if (matches && r->select)
		matches = filter_match(r->select, &r->cursor);
	if (matches) {
		last = is_last(r);
		r->events++;
		if (r->summary)
			count_type(r);
	}
	if (capture_writer_event(r->writer, &r->cursor, matches, &r->err) < 0)
		return writing_failed(r);
	return !last && r->events < r->o->max_events;
}

/* The same for as many events as can be dealt with at once. */
static bool handle_run(struct recording *r)
{
	uint64_t n;

	if (!r->copies || r->o->max_events - r->events < LOG_CHUNK)
		return handle_event(r);
	if (capture_writer_run(r->writer, &r->cursor, &n, &r->err) < 0)
		return writing_failed(r);
	r->events += n;
	return true;
}

/* Told to end? A live capture then still has what came before. */
static bool is_over(struct recording *r)
{
	if (!print_interrupted)
		return false;
	if (r->source)
		return true;
	if (!r->stopping)
		log_stop(r->log);
	r->stopping = true;
	return false;
}

/* Step to the next event: false at the end, or when it is to end. */
static bool next_event(struct recording *r)
{
	bool ended;

	if (r->cursor.num >= r->tick_at) {
		r->tick_at = r->cursor.num + CLOCK_EVERY;
		if (!tick(r))
			return false;
	}
	while (!is_over(r)) {
		/* Asked in this order, an event that comes in between is not lost. */
		ended = log_ended(r->log);
		if (cursor_next(&r->cursor))
			return true;
		if (ended) {
			r->at_end = true;
			return false;
		}
		if (!r->waits) {
			log_wait(r->log, r->cursor.num);
			continue;
		}
		if (!tick(r))
			return false;
		nanosleep(&(struct timespec){.tv_nsec = POLL_NS}, NULL);
	}
	return false;
}

/* -------------------------------------------------------------------- open and close --- */

static bool thread_wanted(void *arg, const struct cursor *at, uint32_t thread)
{
	return filter_match_thread(arg, at, thread);
}

static struct capture_writer *open_writer(struct recording *r, struct err *e)
{
	struct capture_opts co = print_capture_opts(r->o, r->source);

	co.all = !r->select;
	co.wanted = r->threads ? thread_wanted : NULL;
	co.arg = r->threads;
	return capture_writer_open(&co, r->log, e);
}

static int open_recording(struct recording *r, const struct filter *f, struct err *e)
{
	struct print_options *o = r->o;
	/* -d: the filter is about printing, and nothing is printed. */
	const struct filter *chosen = o->display_filter ? NULL : f;
	/*
	 * Who copies everything into one file needs to know what was true at its beginning only,
	 * and that is in the capture's lists.
	 */
	bool copies = r->source && !f && !rotate_wanted(&o->rotate);
	uint64_t pos, size;

	if (!r->source) {
		live_narrow(o, chosen, NULL, &r->narrowing);
		o->live.cpu_times = true;
	}
	r->log = print_open_log(o, r->source, copies ? LOG_NEED_EVENTS : LOG_NEED_ALL, e);
	if (!r->log)
		return e->code;
	log_progress(r->log, &pos, &size);
	r->waits = size == 0;
	if (chosen)
		r->select = filter_run_new(chosen, r->log, &o->query);
	if (f && o->filter_processes)
		r->threads = filter_run_new(f, r->log, &o->query);
	r->writer = open_writer(r, e);
	if (!r->writer)
		return e->code;
	if (!r->source)
		live_settle(rotate_wanted(&o->rotate));
	cursor_init(&r->cursor, r->log);
	if (o->summary)
		r->summary = summary_new();
	r->copies = !r->select && !r->summary && !o->max_ns;
	return 0;
}

static void release(struct recording *r)
{
	if (r->cursor.log)
		cursor_release(&r->cursor);
	capture_writer_free(r->writer);
	summary_free(r->summary);
	filter_run_free(r->threads);
	filter_run_free(r->select);
	log_close(r->log);
}

static void print_summary(struct recording *r)
{
	bool taken = strcmp(r->o->write_to, "-") == 0; /* the capture has standard output */
	struct output out;

	output_init(&out, taken ? STDERR_FILENO : STDOUT_FILENO, false);
	summary_append(r->summary, &out.b);
	output_flush(&out);
	output_release(&out);
}

/*
 * A line that is drawn again and again, unless whoever reads the capture may be drawing there, too:
 * the explorer at the other end of a pipe.
 */
static bool draws_line(const struct print_options *o)
{
	struct stat st;

	if (!(o->recording ? !o->quiet : o->progress))
		return false;
	return strcmp(o->write_to, "-") != 0 ||
	       (fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode));
}

/* Close the files and say what there is to be said. Returns an exit status. */
static int finish(struct recording *r, clock_t began)
{
	bool gone = capture_writer_gone(r->writer);
	struct err e = {0};
	int rc = EXIT_SUCCESS;

	meter_clear(&r->meter);
	if (capture_writer_close(r->writer, &e) < 0 && !gone) {
		r->failed = true;
		if (e.code)
			print_complain("%s", e.msg);
	}
	gone = capture_writer_gone(r->writer);
	e.code = 0;
	/* Damage matters only to those who read up to it. */
	if (r->at_end && log_error(r->log, &e)) {
		print_complain("%s%s%s", r->source ? r->source : "", r->source ? ": " : "", e.msg);
		rc = print_status_of(e.code);
	}
	if (r->failed)
		return EXIT_FAILURE;
	if (!gone)
		print_skipped(r->source, r->log);
	meter_summary(&r->meter, r->writer, r->log);
	if (r->o->verbose)
		print_statistics(r->log, r->events, began);
	if (r->summary)
		print_summary(r);
	return rc;
}

int record_events(struct print_options *o)
{
	struct recording r = {.o = o, .source = o->nfiles ? o->files[0] : NULL};
	clock_t began = clock();
	struct filter *f = NULL;
	struct err e = {0};
	int status;

	print_catch_signals();
	status = print_compile_filter(o, &f);
	if (status == 0) {
		status = open_recording(&r, f, &e);
		if (status)
			print_complain("%s", e.msg);
		status = status ? print_status_of(status) : 0;
	}
	if (status == 0) {
		meter_init(&r.meter, draws_line(o), o->recording && !o->quiet);
		while (next_event(&r) && handle_run(&r))
			;
		status = finish(&r, began);
	}
	release(&r);
	filter_free(f);
	return status;
}

/* --------------------------------------------------------------------- sonde record --- */

int record_main(int argc, char **argv)
{
	struct print_options o;
	struct err e = {0};
	struct output out;
	int status = EXIT_SUCCESS;

	if (record_options_parse(&o, argc, argv, &e) < 0) {
		print_complain("%s", e.msg);
		status = EXIT_FAILURE;
	} else if (o.action == PRINT_EVENTS) {
		status = record_events(&o);
	} else {
		output_init(&out, STDOUT_FILENO, false);
		if (o.action == PRINT_HELP)
			record_help(&out.b);
		else
			buf_puts(&out.b, "sonde version " SONDE_VERSION "\n");
		signal(SIGPIPE, SIG_IGN);
		output_flush(&out);
		status = out.error ? EXIT_FAILURE : EXIT_SUCCESS;
		output_release(&out);
	}
	print_options_release(&o);
	return status;
}
