/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_ARGUMENTS_H
#define SONDE_UI_MODEL_ARGUMENTS_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/capture/live.h"

/* The options that the explorer has in every face: what is looked at, and how much of it. */
struct arguments {
	const char *file;  /* -r, NULL none */
	const char *view;  /* -v, NULL the first */
	bool demo;	   /* --demo */
	uint64_t limit;	   /* -n, 0 none */
	unsigned delay_ms; /* -d */
	uint64_t history;  /* --history, bytes */
	struct live_opts live; /* --buffer, -s */
	bool containers, exclude_users, resolve_ports; /* -pc, -E, -R */
	const char *view_dirs[8]; /* --views-dir, in order */
	unsigned nview_dirs;
};

enum {
	ARGUMENT_HISTORY = 256,
	ARGUMENT_BUFFER,
	ARGUMENT_DEMO,
	ARGUMENT_VIEWS_DIR,
	ARGUMENTS_END, /* options of one face only are numbered from here */
};

#define ARGUMENTS_SHORT ":r:v:d:n:p:s:ERh"
#define ARGUMENTS_LONG                                                                            \
	{"readfile", required_argument, NULL, 'r'}, /* as in print */                             \
	{"read", required_argument, NULL, 'r'},                                                   \
	{"view", required_argument, NULL, 'v'},                                                   \
	{"delay", required_argument, NULL, 'd'},                                                  \
	{"numevents", required_argument, NULL, 'n'},                                              \
	{"print", required_argument, NULL, 'p'},                                                  \
	{"exclude-users", no_argument, NULL, 'E'},                                                \
	{"resolve-ports", no_argument, NULL, 'R'},                                                \
	{"snaplen", required_argument, NULL, 's'},                                                \
	{"history", required_argument, NULL, ARGUMENT_HISTORY},                                   \
	{"buffer", required_argument, NULL, ARGUMENT_BUFFER},                                     \
	{"demo", no_argument, NULL, ARGUMENT_DEMO},                                               \
	{"views-dir", required_argument, NULL, ARGUMENT_VIEWS_DIR},                               \
	{"help", no_argument, NULL, 'h'}
/* What --help says of them; each face has its own lines for -r, -v and -h. */
#define ARGUMENTS_HELP                                                                            \
	"  -d, --delay MS       live: time between two refreshes (2000), at least 100\n"          \
	"      --history MIB    live: memory for the events of the recent past (256)\n"           \
	"      --buffer MIB     live: buffer of each processor (8)\n"                             \
	"  -s, --snaplen BYTES  live: bytes of data kept of each read and write (80)\n"           \
	"      --demo           open the capture of an incident that comes with sonde\n"          \
	"  -n, --numevents N    look at the first N events only\n"                                \
	"  -p c, -pc            with containers\n"                                                \
	"  -E, --exclude-users  do not use the users and groups that the capture lists\n"         \
	"  -R, --resolve-ports  names instead of numbers for ports\n"                             \
	"      --views-dir DIR  read view files of this folder, too; may be given several times\n"

void arguments_init(struct arguments *a);

/*
 * One option, as getopt_long() returned it; text is its argument, which is borrowed.
 * returns 1 when it is one of these, 0 when not, a negative code with a line in *e
 */
int arguments_take(struct arguments *a, int c, const char *text, struct err *e);

/* Do they go together? 0, or a negative code with a line in *e. */
int arguments_check(const struct arguments *a, struct err *e);

/*
 * What getopt_long() did not take (it returned ':' or '?'), as a line in *e; word is where it
 * stood, `help` where to find those that there are.
 */
int arguments_refuse(int c, const char *word, const struct option *options, const char *help,
		     struct err *e);

/* ERR_UNKNOWN for --NAME or --NAME=VALUE that is none of the options, which a NULL name ends. */
int arguments_unknown(const char *word, const struct option *options, const char *help,
		      struct err *e);

/* A decimal number from least to most. */
int arguments_number(const char *option, const char *text, uint64_t least, uint64_t most,
		     uint64_t *out, struct err *e);

/*
 * The words that are no options are a filter; it is tried by itself: within the filter of a view
 * a mistake would be told at a place that nobody typed.
 * returns 0 with *filter for free(), or a negative code with a line in *e
 */
int arguments_filter(char **words, char **filter, struct err *e);

#endif
