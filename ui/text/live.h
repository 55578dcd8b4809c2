/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_LIVE_H
#define SONDE_TEXT_LIVE_H

#include "engine/filter/narrow.h"
#include "engine/format/format.h"
#include "ui/text/options.h"

/* What `sonde print` and `sonde record` have in common when they capture live. */

/*
 * Before the capture begins: let the kernel side send only what is needed for the events that
 * match. With -v a line on standard error says what it decides.
 * in      filter, format: NULL = none; with -w anything may be asked later
 * out     o->live.narrow leads to *n, which the caller keeps until the log is open
 */
void live_narrow(struct print_options *o, const struct filter *filter, const struct format *format,
		 struct narrowing *n);

/*
 * Once the capture runs and what is to be written is open: privileges are not needed any more.
 * makes_files: files will be made later, perhaps in a folder of the user that called sudo
 */
void live_settle(bool makes_files);

#endif
