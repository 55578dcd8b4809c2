/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

volatile sig_atomic_t print_interrupted;

static void on_signal(int sig)
{
	(void)sig;
	print_interrupted = 1;
}

void print_catch_signals(void)
{
	struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND}, hup;

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	/* nohup is to be believed. */
	if (sigaction(SIGHUP, NULL, &hup) == 0 && hup.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void print_complain(const char *fmt, ...)
{
	va_list ap;

	fputs("sonde: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

int print_status_of(int code)
{
	return code == ERR_VERSION ? 8 : EXIT_FAILURE;
}

struct log *print_open_log(const struct print_options *o, const char *path, enum log_need need,
			   struct err *e)
{
	const struct log_opts lo = {.newer = o->newer,
				    .no_users = o->exclude_users,
				    .need = need,
				    .threaded = true};
	struct log *log = path ? log_open_file(path, &lo, e) : log_open_live(&o->live, &lo, e);
	struct err lacks;

	if (log && !path && live_lacks(&lacks))
		print_complain("%s", lacks.msg);
	return log;
}

int print_compile_filter(struct print_options *o, struct filter **f)
{
	struct err e = {0};

	*f = o->have_filter ? filter_compile(buf_cstr(&o->filter), &e) : NULL;
	if (!o->have_filter || *f)
		return 0;
	print_complain("filter, column %llu: %s", (unsigned long long)e.off + 1, e.msg);
	return EXIT_FAILURE;
}

struct capture_opts print_capture_opts(const struct print_options *o, const char *path)
{
	return (struct capture_opts){
		.path = o->write_to,
		.gzip = o->compress,
		.redact = o->redact,
		.rotate = o->rotate,
		.source = path,
		.live = !path,
	};
}

void print_skipped(const char *path, const struct log *log)
{
	struct log_skipped s;
	const char *name = NULL;

	log_skipped(log, &s);
	if (!s.events)
		return;
	if (s.first_type < event_count)
		name = event_table[s.first_type].name;
	print_complain("%s: left out %llu events of %u types that sysdig 0.29.3 does not know "
		 "(first: %s, code %u); --newer shows them",
		 path ? path : "live", (unsigned long long)s.events, s.types, name ? name : "unknown", s.first_type);
}

void print_statistics(const struct log *log, uint64_t events, clock_t began)
{
	double seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
	struct live_counts c = {0};

	log_live_counts(log, -1, &c);
	fprintf(stderr, "Driver Events:%llu\nDriver Drops:%llu\nSuppressed by Comm:0\n",
		(unsigned long long)c.sent, (unsigned long long)(c.full + c.broken));
	if (c.narrowed)
		fprintf(stderr, "Left out in the kernel:%llu\n", (unsigned long long)c.narrowed);
	fprintf(stderr, "Elapsed time: %.3lf, Captured Events: %llu, %.2lf eps\n", seconds,
		(unsigned long long)events, (double)events / seconds);
}
