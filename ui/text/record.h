/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_RECORD_H
#define SONDE_TEXT_RECORD_H

#include "ui/text/options.h"

/* `sonde record`; argv[0] is its name. Returns an exit status. */
int record_main(int argc, char **argv);

/* What both it and `sonde print -w` do with their options. Returns an exit status. */
int record_events(struct print_options *o);

#endif
