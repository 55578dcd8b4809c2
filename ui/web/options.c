/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DELAY_LEAST_MS = 100, HISTORY_MIB = 256 };

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
	"  -d, --delay MS       live: time between two refreshes (2000), at least 100\n"
	"      --history MIB    live: memory for the events of the recent past (256)\n"
	"      --buffer MIB     live: buffer of each processor (8)\n"
	"  -s, --snaplen BYTES  live: bytes of data kept of each read and write (80)\n"
	"      --demo           open the capture of an incident that comes with sonde\n"
	"  -n, --numevents N    look at the first N events only\n"
	"  -p c, -pc            with containers\n"
	"  -E, --exclude-users  do not use the users and groups that the capture lists\n"
	"  -R, --resolve-ports  names instead of numbers for ports\n"
	"      --views-dir DIR  read view files of this folder, too; may be given several times\n"
	"  -h, --help           this page\n";

static bool parse_number(const char *text, const char *option, uint64_t least, uint64_t most,
			 uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && !*end && !errno && *out >= least && *out <= most)
		return true;
	fprintf(stderr, "sonde: web %s %s: a number from %llu to %llu is needed\n", option, text,
		(unsigned long long)least, (unsigned long long)most);
	return false;
}

static bool parse_containers(struct web_options *o, const char *text)
{
	o->containers = !strcmp(text, "c") || !strcmp(text, "container");
	if (!o->containers)
		fprintf(stderr, "sonde: web -p %s: only -pc is known here\n", text);
	return o->containers;
}

static bool add_views_dir(struct web_options *o, const char *dir)
{
	if (o->nview_dirs == sizeof(o->view_dirs) / sizeof(o->view_dirs[0])) {
		fputs("sonde: web --views-dir: too many folders\n", stderr);
		return false;
	}
	o->view_dirs[o->nview_dirs++] = dir;
	return true;
}

static bool bad_option(int code, const char *word)
{
	if (code == ':')
		fprintf(stderr, "sonde: web %s needs an argument; see sonde web --help\n", word);
	else
		fprintf(stderr, "sonde: web has no option %s; sonde web --help lists them\n", word);
	return false;
}

enum {
	OPT_LISTEN = 256,
	OPT_PORT,
	OPT_OPEN,
	OPT_HISTORY,
	OPT_BUFFER,
	OPT_DEMO,
	OPT_VIEWS_DIR,
};

/* Options with a number; false when it is none. */
static bool take_number(struct web_options *o, int c, const char *text)
{
	uint64_t n = 0;
	bool good = false;

	switch (c) {
	case OPT_PORT:
		good = parse_number(text, "--port", 0, 65535, &n);
		o->port = (unsigned)n;
		break;
	case 'd':
		good = parse_number(text, "-d", DELAY_LEAST_MS, 86400000, &n);
		o->delay_ms = (unsigned)n;
		break;
	case 'n':
		good = parse_number(text, "-n", 1, UINT64_MAX, &n);
		o->limit = n;
		break;
	case OPT_HISTORY:
		good = parse_number(text, "--history", 1, 1 << 20, &n);
		o->history = n << 20;
		break;
	case OPT_BUFFER:
		good = parse_number(text, "--buffer", 1, 1024, &n);
		o->live.buffer_bytes = n << 20;
		break;
	case 's':
		good = parse_number(text, "-s", 0, LIVE_SNAPLEN_MAX, &n);
		o->live.snaplen = (uint32_t)n;
		break;
	}
	return good;
}

static bool take(struct web_options *o, int c, const char *word)
{
	switch (c) {
	case 'r':
		o->file = optarg;
		return true;
	case 'v':
		o->view = optarg;
		return true;
	case 'p':
		return parse_containers(o, optarg);
	case 'R':
		return o->resolve_ports = true;
	case 'E':
		return o->exclude_users = true;
	case OPT_LISTEN:
		o->host = optarg;
		return true;
	case OPT_OPEN:
		return o->open = true;
	case OPT_DEMO:
		return o->demo = true;
	case OPT_VIEWS_DIR:
		return add_views_dir(o, optarg);
	case ':':
	case '?':
		return bad_option(c, word);
	}
	return take_number(o, c, optarg);
}

int web_options_parse(struct web_options *o, int argc, char **argv, int *first)
{
	static const struct option options[] = {
		{"readfile", required_argument, NULL, 'r'},
		{"read", required_argument, NULL, 'r'},
		{"listen", required_argument, NULL, OPT_LISTEN},
		{"port", required_argument, NULL, OPT_PORT},
		{"open", no_argument, NULL, OPT_OPEN},
		{"view", required_argument, NULL, 'v'},
		{"delay", required_argument, NULL, 'd'},
		{"history", required_argument, NULL, OPT_HISTORY},
		{"buffer", required_argument, NULL, OPT_BUFFER},
		{"snaplen", required_argument, NULL, 's'},
		{"demo", no_argument, NULL, OPT_DEMO},
		{"numevents", required_argument, NULL, 'n'},
		{"print", required_argument, NULL, 'p'},
		{"exclude-users", no_argument, NULL, 'E'},
		{"resolve-ports", no_argument, NULL, 'R'},
		{"views-dir", required_argument, NULL, OPT_VIEWS_DIR},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	int c;

	*o = (struct web_options){
		.host = "127.0.0.1",
		.delay_ms = 2000,
		.history = (uint64_t)HISTORY_MIB << 20,
	};
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":r:v:d:n:p:s:ERh", options, NULL)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
		}
		if (!take(o, c, argv[optind - 1]))
			return EXIT_FAILURE;
	}
	if (o->file && o->demo) {
		fputs("sonde: web --demo opens a capture of its own, so -r is one too many\n",
		      stderr);
		return EXIT_FAILURE;
	}
	*first = optind;
	return -1;
}
