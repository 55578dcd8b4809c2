/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_OPTIONS_H
#define SONDE_UI_WEB_OPTIONS_H

#include <stdbool.h>

#include "ui/model/arguments.h"

/* What the command line of `sonde web` asked for. */
struct web_options {
	struct arguments args;
	const char *host;  /* --listen */
	unsigned port;	   /* --port, 0 any */
	bool open;	   /* --open */
};

/*
 * Says what is wrong on standard error. The words from *first on are the filter.
 * returns -1 to go on, else the exit status
 */
int web_options_parse(struct web_options *o, int argc, char **argv, int *first);

#endif
