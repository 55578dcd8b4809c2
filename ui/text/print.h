/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_PRINT_H
#define SONDE_TEXT_PRINT_H

#include "engine/store/log.h"

struct print_options;

/* `sonde print`: argv[0] is not looked at. Returns the exit status. */
int print_main(int argc, char **argv);

/* For the runs of chisels: open a capture (path NULL: the running kernel) as the options want it; NULL and
 * *e on failure. */
struct log *print_open_log(const struct print_options *o, const char *path, bool stateless,
			   struct err *e);
/* Say on standard error which events were left out of what was read. */
void print_skipped(const char *path, const struct log *log);
/* The exit status that goes with an error's code. */
int print_status_of(int code);

#endif
