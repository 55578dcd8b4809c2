/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/options.h"

#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
	"Usage: sonde web [options] [filter]              explore the running system in a browser\n"
	"       sonde web -r FILE [options] [filter]      explore a capture\n"
	"       sonde web --demo                          explore a recorded incident\n"
	"\n"
	"Prints a link and serves the explorer there until Ctrl-C. The link holds a token: whoever\n"
	"has it sees what is in the capture. Nothing on this machine can be changed from the page,\n"
	"and no file but the capture is read.\n"
	"\n"
	"Options:\n"
	"  -r, --read FILE      the capture, - for standard input\n"
	"      --listen ADDRESS where to listen (127.0.0.1: this machine only). The connection is\n"
	"                       not encrypted: across a network, better use ssh -L\n"
	"      --port N         the port (any that is free)\n"
	"      --open           open the link in the browser\n"
	"  -v, --view ID        the view to start with (default: overview)\n"
	ARGUMENTS_HELP
	"  -h, --help           this page\n";

enum {
	OPT_LISTEN = ARGUMENTS_END,
	OPT_PORT,
	OPT_OPEN,
};

/* What only this face has; returns as arguments_take(). */
static int take(struct web_options *o, int c, struct err *e)
{
	uint64_t n;
	int r;

	switch (c) {
	case OPT_LISTEN:
		o->host = optarg;
		return 1;
	case OPT_OPEN:
		o->open = true;
		return 1;
	case OPT_PORT:
		r = arguments_number("--port", optarg, 0, 65535, &n, e);
		o->port = (unsigned)n;
		return r ? r : 1;
	}
	return 0;
}

int web_options_parse(struct web_options *o, int argc, char **argv, int *first)
{
	static const struct option options[] = {
		ARGUMENTS_LONG,
		{"listen", required_argument, NULL, OPT_LISTEN},
		{"port", required_argument, NULL, OPT_PORT},
		{"open", no_argument, NULL, OPT_OPEN},
		{NULL, 0, NULL, 0},
	};
	struct err e;
	int c, r = 0;

	*o = (struct web_options){.host = "127.0.0.1"};
	arguments_init(&o->args);
	opterr = 0;
	while (r >= 0 && (c = getopt_long(argc, argv, ARGUMENTS_SHORT, options, NULL)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
		}
		r = arguments_take(&o->args, c, optarg, &e);
		if (!r)
			r = take(o, c, &e);
		if (!r)
			r = arguments_refuse(c, argv[optind - 1], options,
					     "sonde web --help lists the options", &e);
	}
	if (r >= 0)
		r = arguments_check(&o->args, &e);
	*first = optind;
	if (r >= 0)
		return -1;
	fprintf(stderr, "sonde: web: %s\n", e.msg);
	return EXIT_FAILURE;
}
