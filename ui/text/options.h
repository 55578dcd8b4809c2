/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_OPTIONS_H
#define SONDE_TEXT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/capture/live.h"
#include "engine/field/field.h"
#include "ui/text/chisel.h"
#include "ui/text/rotate.h"

/*
 * The command lines of `sonde print` and `sonde record`: the flags of sysdig 0.29.3 and a few of
 * our own.
 */

enum print_action {
	PRINT_EVENTS,
	PRINT_FIELD_LIST,
	PRINT_FIELD_MARKDOWN,
	PRINT_EVENT_LIST,
	PRINT_CHISEL_LIST,
	PRINT_CHISEL_INFO,
	PRINT_FORMAT, /* -pp */
	PRINT_HELP,
	PRINT_VERSION,
};

struct print_options {
	enum print_action action;
	const char **files; /* -r and --demo, in order */
	unsigned nfiles;
	char *demo; /* the path that --demo stands for */
	struct buf filter; /* words joined by blanks; have_filter tells "" from none */
	bool have_filter;
	const char *format;	   /* the -p template, a default one included */
	const char *plugin_format; /* for plugin events; NULL: the same */
	struct query_opts query;
	struct live_opts live;
	uint64_t max_events;   /* -n; UINT64_MAX no limit */
	uint64_t max_ns;       /* -M; 0 no limit */
	const char *write_to;  /* -w, NULL none */
	struct rotate_opts rotate;
	bool json, quiet, summary, verbose, progress, debug;
	bool display_filter; /* -d: -n and -S count what the filter rejects, too */
	bool unbuffered, newer, exclude_users;
	bool compress, fatfile, filter_processes, redact;
	bool recording;	 /* the command is record */
	bool containers; /* -pc, -pk, -pm */
	struct chisel_options chisels;
};

/*
 * in      argv[0] is not looked at. tty: standard output is a terminal
 * returns 0, or a negative code with one line in *e. Release *o in both cases.
 */
int print_options_parse(struct print_options *o, int argc, char **argv, bool tty, struct err *e);
int record_options_parse(struct print_options *o, int argc, char **argv, struct err *e);
void print_options_release(struct print_options *o);

/* `sonde print --help`, `sonde record --help` */
void print_help(struct buf *out);
void record_help(struct buf *out);

#endif
