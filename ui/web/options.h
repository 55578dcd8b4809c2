/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_OPTIONS_H
#define SONDE_UI_WEB_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/capture/live.h"

/* What the command line of `sonde web` asked for. */
struct web_options {
	const char *file;  /* -r, NULL none */
	const char *view;  /* -v */
	const char *host;  /* --listen */
	unsigned port;	   /* --port, 0 any */
	bool open;	   /* --open */
	bool demo;
	uint64_t limit;	   /* -n, 0 none */
	unsigned delay_ms; /* -d */
	uint64_t history;  /* --history, bytes */
	struct live_opts live;
	bool containers, exclude_users, resolve_ports;
	const char *view_dirs[8];
	unsigned nview_dirs;
};

/*
 * Says what is wrong on standard error. The words from *first on are the filter.
 * returns -1 to go on, else the exit status
 */
int web_options_parse(struct web_options *o, int argc, char **argv, int *first);

#endif
