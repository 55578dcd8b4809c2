/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_RUN_H
#define SONDE_TEXT_RUN_H

#include <signal.h>
#include <stdint.h>
#include <time.h>

#include "engine/filter/filter.h"
#include "engine/store/log.h"
#include "ui/text/options.h"
#include "ui/text/write.h"

/* What `sonde print`, its chisels and `sonde record` have in common while they run. */

/* Set by SIGINT, SIGTERM and SIGHUP: come to an end. */
extern volatile sig_atomic_t print_interrupted;

/* Catch them; the second one ends the program at once. Ignores SIGPIPE. */
void print_catch_signals(void);

/* One line on standard error. */
void print_complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The exit status that goes with an error's code. */
int print_status_of(int code);

/*
 * Open a capture (path NULL: the running kernel) as the options want it; NULL and *e on failure.
 * Says what of the running system will stay unknown.
 */
struct log *print_open_log(const struct print_options *o, const char *path, enum log_need need,
			   struct err *e);

/* 0 with *f the filter of the command line, NULL when it has none; or an exit status, said. */
int print_compile_filter(struct print_options *o, struct filter **f);

/* What -w and its companions ask for, of a capture (path NULL: of the running kernel). */
struct capture_opts print_capture_opts(const struct print_options *o, const char *path);

/* Say which events were left out since sysdig 0.29.3 does not know them. path NULL: live. */
void print_skipped(const char *path, const struct log *log);

/* -v: the figures that sysdig prints at the end. */
void print_statistics(const struct log *log, uint64_t events, clock_t began);

#endif
