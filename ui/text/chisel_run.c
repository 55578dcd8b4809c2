/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/chisel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "ui/text/options.h"
#include "ui/text/print.h"
#include "ui/text/progress.h"
#include "ui/text/run.h"
#include "ui/text/write.h"

/* Where input comes in slowly, how often we look for it. */
#define POLL_NS 5000000
/* Events between two looks at how far reading has come; a power of two. */
#define PROGRESS_STEP 8192

/* One capture on its way through the chisels. */
struct chisel_reading {
	struct print_options *o;
	const char *path; /* NULL: the running kernel */
	struct log *log;
	struct log *before; /* the one without figures of processes that was left, else NULL */
	struct capture_writer *writer; /* -w, else NULL */
	struct progress progress;
	uint64_t events; /* that passed the filter */
	bool pipe;
	bool at_end; /* of the input, rather than stopped before it */
	bool late;   /* a chisel failed at the end: no reason not to go on */
};

static void complain(const struct err *e)
{
	fflush(stdout); /* what was printed before comes before */
	fprintf(stderr, "sonde: %s\n", e->msg);
}

/* --------------------------------------------------------- what chisels do to us --- */

static void print_line(void *arg, const char *p, size_t n)
{
	(void)arg;
	fwrite(p, 1, n, stdout);
	putchar('\n');
}

static void log_text(void *arg, const char *chisel, const char *severity, const char *text)
{
	const struct print_options *o = arg;

	if (o->verbose)
		fprintf(stderr, "sonde: chisel %s: %s: %s\n", chisel, severity, text);
}

/* For live captures that are not open yet; what the user asked for holds. */
static void set_snaplen(void *arg, uint64_t bytes)
{
	struct print_options *o = arg;

	if (!o->live.snaplen && bytes && bytes <= LIVE_SNAPLEN_MAX)
		o->live.snaplen = (uint32_t)bytes;
}

static struct log *full_log(void *arg, struct err *e)
{
	struct print_options *o = arg;
	struct chisel_reading *r = o->chisels.reading;
	struct log *log = print_open_log(o, r->path, LOG_NEED_ALL, e);

	if (!log)
		return NULL;
	r->before = r->log;
	return r->log = log;
}

/* ------------------------------------------------------------------------- reading --- */

/*
 * Can what a chisel asks for later be had by reading the capture once more? Not what the kernel
 * or a pipe sends; and a recording is to hold everything.
 */
static bool can_read_again(const struct chisel_reading *r)
{
	struct stat st;

	return r->path && !r->o->write_to && !stat(r->path, &st) && S_ISREG(st.st_mode);
}

static int open_run(struct chisel_reading *r, struct err *e)
{
	struct print_options *o = r->o;
	enum log_need need = LOG_NEED_ALL;
	uint64_t pos, size;

	o->chisels.env.full_log = NULL;
	if (can_read_again(r) && !chisel_set_wants_figures(o->chisels.set)) {
		need = LOG_NEED_NO_FIGURES;
		o->chisels.env.full_log = full_log;
	}
	o->live.cpu_times = true; /* as in sysdig, chisels see internal events */
	r->log = print_open_log(o, r->path, need, e);
	if (!r->log)
		return e->code;
	if (o->write_to) {
		struct capture_opts co = print_capture_opts(o, r->path);

		r->writer = capture_writer_open(&co, r->log, e);
		if (!r->writer)
			return e->code;
	}
	log_progress(r->log, &pos, &size);
	r->pipe = size == 0;
	return chisel_set_start(
		o->chisels.set, r->log,
		r->writer || o->progress || o->max_ns || o->max_events != UINT64_MAX, e);
}

/* After a step: false when nothing more is wanted. */
static bool after_event(struct chisel_reading *r, struct err *e)
{
	struct chisel_set *set = r->o->chisels.set;
	bool matched = chisel_set_matched(set);

	if (r->writer && capture_writer_event(r->writer, chisel_set_cursor(set), matched, e))
		return false;
	r->events += matched;
	if (r->events % PROGRESS_STEP == 0)
		progress_update(&r->progress, r->log);
	return r->events < r->o->max_events;
}

static int read_events(struct chisel_reading *r, const volatile sig_atomic_t *interrupted, struct err *e)
{
	struct chisel_set *set = r->o->chisels.set;

	while (!*interrupted) {
		/* Asked in this order, an event that comes in between is not lost. */
		bool ended = !r->pipe || log_ended(r->log);
		int rc = chisel_set_step(set, !r->pipe, e);

		if (rc < 0)
			return rc;
		if (rc > 0) {
			if (!after_event(r, e))
				return e->code;
			continue;
		}
		if (ended || chisel_set_done(set)) {
			r->at_end = !chisel_set_done(set) && !*interrupted;
			return 0;
		}
		fflush(stdout);
		nanosleep(&(struct timespec){.tv_nsec = POLL_NS}, NULL);
	}
	return 0;
}

static int close_run(struct chisel_reading *r)
{
	struct err e = {0};
	bool gone = r->writer && capture_writer_gone(r->writer);
	int rc = 0;

	if (r->writer && capture_writer_close(r->writer, &e) && !gone) {
		rc = EXIT_FAILURE;
		if (e.code)
			complain(&e);
	}
	capture_writer_free(r->writer);
	log_close(r->log);
	log_close(r->before);
	return rc;
}

/* A chisel that fails ends the run, but all of them may say what they have gathered. */
static int run_source(struct chisel_reading *r, const volatile sig_atomic_t *interrupted)
{
	struct chisel_set *set = r->o->chisels.set;
	struct err e = {0}, last = {0};
	int rc, status = 0;

	r->o->chisels.env.source = r->path;
	r->o->chisels.reading = r;
	r->progress.fd = r->o->progress && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO)
				 ? STDERR_FILENO
				 : -1;
	rc = chisel_set_init(set, &e);
	if (!rc)
		rc = open_run(r, &e);
	if (!rc)
		rc = read_events(r, interrupted, &e);
	progress_end(&r->progress);
	if (rc) {
		complain(&e);
		status = print_status_of(rc);
	} else if (r->at_end && log_error(r->log, &last)) {
		if (r->path)
			err_wrap(&last, "%s", r->path);
		complain(&last);
		status = print_status_of(last.code);
	}
	last = (struct err){0};
	if (chisel_set_end(set, &last)) {
		complain(&last);
		r->late = true;
	}
	if (r->log && r->path)
		print_skipped(r->path, r->log);
	rc = close_run(r);
	r->o->chisels.reading = NULL;
	return status ? status : rc;
}

/* ------------------------------------------------------------------------ run_app --- */

static void add_word(char ***words, int *n, const char *p, size_t len)
{
	*words = xrealloc(*words, ((size_t)*n + 2) * sizeof(**words));
	(*words)[(*n)++] = xstrndup(p, len);
	(*words)[*n] = NULL;
}

/* Words between blanks; what stands in double quotes is one, or part of one. */
static void split_line(char ***words, int *n, const char *line)
{
	struct buf word;
	bool quoted = false, any = false;

	buf_init(&word, 0);
	for (;; line++) {
		if (*line && (*line != ' ' || quoted)) {
			any = true;
			if (*line == '"')
				quoted = !quoted;
			else
				buf_putc(&word, *line);
			continue;
		}
		if (any)
			add_word(words, n, buf_cstr(&word), word.len);
		buf_clear(&word);
		any = false;
		if (!*line)
			break;
	}
	buf_release(&word);
}

/* The command line that a chisel asked for; chisels are looked for where it was found itself. */
static int run_next(const struct chisel_options *c)
{
	char **words = NULL;
	int n = 0, status, i;
	unsigned k;

	add_word(&words, &n, "print", 5);
	for (k = 0; k < c->named.n; k++) {
		add_word(&words, &n, "--chisel-dir", 12);
		add_word(&words, &n, c->named.dirs[k], strlen(c->named.dirs[k]));
	}
	if (c->of_sysdig)
		add_word(&words, &n, "--sysdig-chisels", 16);
	split_line(&words, &n, chisel_set_run_app(c->set));
	status = print_main(n, words);
	for (i = 0; i < n; i++)
		free(words[i]);
	free(words);
	return status;
}

/* ---------------------------------------------------------------------------- all --- */

static int hand_args(struct chisel_options *c)
{
	struct err e = {0};
	unsigned i;

	for (i = 0; i < c->n; i++) {
		if (chisel_set_args(c->words[i].chisel, c->words[i].word, &e)) {
			complain(&e);
			return EXIT_FAILURE;
		}
	}
	return 0;
}

/* Said before anything runs, and with the column: chisels join the filter with theirs. */
static int check_filter(struct print_options *o)
{
	struct filter *f;
	int status = print_compile_filter(o, &f);

	filter_free(f);
	return status;
}

int chisel_run(struct print_options *o, const volatile sig_atomic_t *interrupted)
{
	struct chisel_options *c = &o->chisels;
	bool late = false;
	int status;
	unsigned i;

	/* Chisels see data buffers in full. */
	o->query.render.verbose = true;
	c->env.query = &o->query;
	/* With -d the filter is for printing events; chisels see all of them. */
	c->env.filter = o->have_filter && !o->display_filter ? buf_cstr(&o->filter) : NULL;
	c->env.output_chosen = o->json || o->query.render.bufmode != BUF_DOTS;
	c->env.json = o->json;
	c->env.containers = o->containers;
	c->env.nsources = o->nfiles;
	c->env.max_ns = o->max_ns;
	c->env.line = print_line;
	c->env.log = log_text;
	c->env.snaplen = set_snaplen;
	c->env.arg = o;
	/* Chisels start other programs, and a pipe that nobody reads ends them as it ends those. */
	signal(SIGPIPE, SIG_DFL);
	if (o->unbuffered)
		setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	status = check_filter(o);
	if (!status)
		status = hand_args(c);
	/* A chisel that ends the capture ends the run: other captures are not looked at. */
	for (i = 0; i < (o->nfiles ? o->nfiles : 1) && !status && !*interrupted &&
		    !chisel_set_stopped(c->set);
	     i++) {
		struct chisel_reading r = {.o = o, .path = o->nfiles ? o->files[i] : NULL};

		status = run_source(&r, interrupted);
		late |= r.late;
	}
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "sonde: cannot write to standard output: %s\n", strerror(errno));
		return EXIT_FAILURE;
	}
	if (!status && !*interrupted && chisel_set_run_app(c->set))
		status = run_next(c);
	return status ? status : late ? EXIT_FAILURE : 0;
}
