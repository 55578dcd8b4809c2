/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/print.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/filter/filter.h"
#include "engine/format/format.h"
#include "engine/store/log.h"
#include "event_codes.h"
#include "ui/text/list.h"
#include "ui/text/live.h"
#include "ui/text/options.h"
#include "ui/text/output.h"
#include "ui/text/progress.h"
#include "ui/text/record.h"
#include "ui/text/run.h"
#include "ui/text/summary.h"

/* Events between two looks at how far reading has come; a power of two. */
#define PROGRESS_STEP 8192
/* Where input comes in slowly, how often we look for it. */
#define POLL_NS 5000000

/* What one run of `sonde print` works with. */
struct printer {
	struct print_options o;
	struct filter *filter;
	struct format *format;
	struct format *plugin_format; /* for plugin events, NULL: the same */
	struct narrowing narrowing; /* what the kernel is to send */
	struct output out;
	struct summary *summary; /* NULL: not asked for */
	struct progress progress;
	bool coloured; /* the format has escape sequences: reset them at the end */
};

/* One capture being read. */
struct reading {
	const char *path; /* NULL: the running kernel */
	struct log *log;
	struct filter_run *run;	   /* walks over the events */
	struct filter_run *select; /* -d: all are walked over, this one selects; else NULL */
	struct cursor cursor;
	bool pipe; /* events come when they come: show them at once */
	bool counting;	 /* nothing is done with the events */
	uint64_t events; /* that matched */
	uint64_t first_ts;
	bool stopping; /* live, and told to end: what has come is still shown */
	bool handed; /* the event under the cursor has been dealt with */
	bool at_end; /* of the input, rather than stopped before it */
};

/* ------------------------------------------------------------------------- reading --- */

/* 1 with the cursor at the next event that matches, 0 when there is none (yet). */
static int advance(struct reading *r, bool wait)
{
	/* filter_next begins with the event under the cursor; that one was handed out. */
	if (r->handed && !(wait ? cursor_wait(&r->cursor) : cursor_next(&r->cursor)))
		return 0;
	r->handed = filter_next(r->run, &r->cursor, wait) == 1;
	return r->handed;
}

/* Told to end? A live capture then still has what came before. */
static bool is_over(struct reading *r)
{
	if (!print_interrupted)
		return false;
	if (r->path)
		return true;
	if (!r->stopping)
		log_stop(r->log);
	r->stopping = true;
	return false;
}

/*
 * Step to the next event that matches: 1, or 0 at the end or when interrupted. A pipe may
 * stay silent for long: what was gathered is then shown, and signals are noticed.
 */
static int next_event(struct printer *p, struct reading *r)
{
	if (!r->pipe)
		return advance(r, true);
	while (!is_over(r)) {
		/* Asked in this order, an event that comes in between is not lost. */
		bool ended = log_ended(r->log);

		if (advance(r, false))
			return 1;
		if (ended)
			return 0;
		output_flush(&p->out);
		nanosleep(&(struct timespec){.tv_nsec = POLL_NS}, NULL);
	}
	return 0;
}

/*
 * -q with nothing to count, filter or write: the events need only be read to the end and found
 * whole. Nobody then asks what is true of threads and fds.
 */
static bool nothing_to_do(const struct printer *p)
{
	return p->o.quiet && !p->o.have_filter && !p->o.summary && !p->o.verbose &&
	       !p->o.progress && !p->o.max_ns && p->o.max_events == UINT64_MAX;
}

/* What the fields of the filter and the line need that costs something. */
struct needs {
	bool figures; /* memory and faults of processes */
	bool cpu;     /* procinfo events */
};

static void see_field(void *arg, const struct field_ref *r)
{
	struct needs *n = arg;

	if (!r->field)
		return;
	n->figures |= (r->field->flags & FF_FIGURES) != 0;
	n->cpu |= r->field->on && r->field->on(r->field, EV_PROCINFO_E);
}

static struct needs find_needs(const struct printer *p)
{
	struct needs n = {.cpu = p->o.debug};

	if (p->filter)
		filter_each_field(p->filter, see_field, &n);
	if (p->format)
		format_each_field(p->format, see_field, &n);
	if (p->plugin_format)
		format_each_field(p->plugin_format, see_field, &n);
	return n;
}

/* Fields that look back see what -d rejects, too: the line is made, and thrown away. */
static void print_event(struct printer *p, struct event_ctx *c, bool matches)
{
	struct format *f = p->format;
	struct buf *b = &p->out.b;
	size_t mark = b->len;
	bool complete;

	if (p->plugin_format && c->ev.type == EV_PLUGINEVENT_E)
		f = p->plugin_format;
	complete = p->o.json ? format_append_json(f, c, b) : format_append(f, c, b);
	if (!complete)
		return;
	if (matches)
		output_end_line(&p->out);
	else
		b->len = mark;
}

/* Returns false when nothing more is wanted. */
static bool handle_event(struct printer *p, struct reading *r)
{
	const struct log_rec *rec = r->cursor.rec;
	bool matches;

	matches = !r->select || filter_match(r->select, &r->cursor);
	/* With -D a filter decides about the events of others only, as in sysdig. */
	if (!matches && !p->o.display_filter) {
		matches = rec->flags & REC_HIDDEN;
		if (!matches)
			return true;
	}
	if (!r->first_ts)
		r->first_ts = rec->ts;
	else if (p->o.max_ns && rec->ts >= r->first_ts && rec->ts - r->first_ts >= p->o.max_ns)
		return false;
	r->events++;
	if (r->events % PROGRESS_STEP == 0)
		progress_update(&p->progress, r->log);
	if (p->summary)
		summary_count(p->summary, &filter_ctx(r->run, &r->cursor)->ev);
	if (!p->o.quiet && (!(rec->flags & REC_HIDDEN) || p->o.debug))
		print_event(p, filter_ctx(r->run, &r->cursor), matches);
	return !output_dead(&p->out) && r->events < p->o.max_events;
}

/* ------------------------------------------------------------------------ the end --- */

static int open_reading(struct printer *p, struct reading *r)
{
	bool walk_all = p->o.display_filter || p->o.debug;
	struct err e = {0};
	struct needs needs = find_needs(p);
	enum log_need need = needs.figures ? LOG_NEED_ALL : LOG_NEED_NO_FIGURES;
	uint64_t pos, size;

	if (r->path && nothing_to_do(p))
		need = LOG_NEED_COUNT;
	p->o.live.cpu_times = needs.cpu;
	if (!r->path)
		live_narrow(&p->o, p->filter, p->o.quiet ? NULL : p->format, &p->narrowing);
	r->log = print_open_log(&p->o, r->path, need, &e);
	if (!r->log) {
		output_flush(&p->out);
		print_complain("%s", e.msg);
		return e.code;
	}
	if (!r->path)
		live_settle(false);
	log_progress(r->log, &pos, &size);
	r->pipe = size == 0;
	r->run = filter_run_new(walk_all ? NULL : p->filter, r->log, &p->o.query);
	if (walk_all && p->filter)
		r->select = filter_run_new(p->filter, r->log, &p->o.query);
	cursor_init(&r->cursor, r->log);
	r->counting = need == LOG_NEED_COUNT;
	return 0;
}

static void close_reading(struct reading *r)
{
	if (r->run)
		cursor_release(&r->cursor);
	filter_run_free(r->select);
	filter_run_free(r->run);
	log_close(r->log);
}

/* To the end, without looking at anything. */
static void count_events(struct reading *r)
{
	while (!is_over(r) && !log_ended(r->log))
		log_wait(r->log, log_count(r->log));
	r->at_end = !is_over(r);
}

/* path: NULL is the running kernel. Returns an exit status. */
static int read_source(struct printer *p, const char *path)
{
	struct reading r = {.path = path};
	clock_t began = clock();
	struct err e = {0};
	int rc;

	rc = open_reading(p, &r);
	if (rc) {
		close_reading(&r);
		return print_status_of(rc);
	}
	if (r.counting)
		count_events(&r);
	while (!r.counting && !is_over(&r)) {
		if (!next_event(p, &r)) {
			r.at_end = !is_over(&r);
			break;
		}
		if (is_over(&r) || !handle_event(p, &r))
			break;
	}
	output_flush(&p->out);
	progress_end(&p->progress);
	/* Damage matters only to those who read up to it. */
	rc = r.at_end ? log_error(r.log, &e) : 0;
	if (rc)
		print_complain("%s%s%s", path ? path : "", path ? ": " : "", e.msg);
	if (!p->out.gone) {
		print_skipped(path, r.log);
		if (p->o.verbose)
			print_statistics(r.log, r.events, began);
	}
	close_reading(&r);
	return rc ? print_status_of(rc) : 0;
}

/* --------------------------------------------------------------------- the program --- */

static struct format *compile_format(const struct printer *p, const char *text)
{
	struct err e = {0};
	struct format *f = format_compile(text, &e);

	if (!f)
		print_complain("format, column %llu: %s", (unsigned long long)e.off + 1, e.msg);
	else if (isatty(p->out.fd))
		format_set_terminal(f);
	return f;
}

static int compile(struct printer *p)
{
	p->format = compile_format(p, p->o.format);
	if (p->format && p->o.plugin_format)
		p->plugin_format = compile_format(p, p->o.plugin_format);
	if (!p->format || (p->o.plugin_format && !p->plugin_format))
		return EXIT_FAILURE;
	p->coloured = strstr(p->o.format, "\\e") != NULL;
	return print_compile_filter(&p->o, &p->filter);
}

static int print_events(struct printer *p)
{
	bool tty = isatty(STDOUT_FILENO);
	unsigned i;
	int status;

	print_catch_signals();
	if (p->o.chisels.set)
		return chisel_run(&p->o, &print_interrupted);
	status = compile(p);
	if (status)
		return status;
	p->progress.fd =
		p->o.progress && isatty(STDERR_FILENO) && (p->o.quiet || !tty) ? STDERR_FILENO : -1;
	if (p->o.summary)
		p->summary = summary_new();
	if (!p->o.nfiles)
		status = read_source(p, NULL);
	for (i = 0; i < p->o.nfiles && !status && !print_interrupted && !output_dead(&p->out); i++)
		status = read_source(p, p->o.files[i]);
	if (p->summary)
		summary_append(p->summary, &p->out.b);
	if (p->coloured && !p->o.json)
		buf_puts(&p->out.b, "\033[00m");
	output_flush(&p->out);
	if (p->out.gone)
		return 0;
	if (p->out.error) {
		print_complain("cannot write to standard output: %s", strerror(p->out.error));
		return EXIT_FAILURE;
	}
	return status;
}

static int run(struct printer *p)
{
	struct buf *b = &p->out.b;
	struct err e = {0};
	int rc = 0;

	switch (p->o.action) {
	case PRINT_EVENTS:
		return print_events(p);
	case PRINT_FIELD_LIST:
		list_fields(b, p->o.verbose, p->o.newer);
		break;
	case PRINT_FIELD_MARKDOWN:
		list_fields_markdown(b, p->o.newer);
		break;
	case PRINT_EVENT_LIST:
		list_events(b, p->o.newer);
		break;
	case PRINT_CHISEL_LIST:
		rc = chisel_print_list(&p->o.chisels, b, &e);
		break;
	case PRINT_CHISEL_INFO:
		rc = chisel_print_info(&p->o.chisels, b, &e);
		break;
	case PRINT_FORMAT:
		buf_puts(b, p->o.format);
		buf_putc(b, '\n');
		break;
	case PRINT_HELP:
		print_help(b);
		break;
	case PRINT_VERSION:
		buf_puts(b, "sonde version " SONDE_VERSION "\n");
		break;
	}
	signal(SIGPIPE, SIG_IGN);
	output_flush(&p->out);
	if (rc)
		print_complain("%s", e.msg);
	return rc || p->out.error ? EXIT_FAILURE : 0;
}

int print_main(int argc, char **argv)
{
	bool tty = isatty(STDOUT_FILENO);
	struct printer p = {0};
	struct err e = {0};
	int status;

	if (print_options_parse(&p.o, argc, argv, tty, &e) < 0) {
		print_complain("%s", e.msg);
		status = EXIT_FAILURE;
	} else if (p.o.action == PRINT_EVENTS && p.o.write_to && !p.o.chisels.set) {
		status = record_events(&p.o);
	} else {
		output_init(&p.out, STDOUT_FILENO, tty || p.o.unbuffered);
		status = run(&p);
		output_release(&p.out);
	}
	format_free(p.format);
	format_free(p.plugin_format);
	filter_free(p.filter);
	summary_free(p.summary);
	print_options_release(&p.o);
	return status;
}
