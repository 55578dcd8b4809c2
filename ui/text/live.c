/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/live.h"

#include <linux/capability.h>
#include <stdio.h>

#include "engine/capture/privilege.h"

static void see_field(void *arg, const struct field_ref *r)
{
	narrow_use_field(arg, r);
}

void live_narrow(struct print_options *o, const struct filter *filter, const struct format *format,
		 struct narrowing *n)
{
	struct narrow_use use = {.fds = o->write_to, .process_of = narrowing_process_of};
	struct buf why;

	o->live.narrow = NULL;
	/* With -d every event counts. */
	if (!filter || o->display_filter)
		return;
	if (format)
		format_each_field(format, see_field, &use);
	buf_init(&why, 0);
	filter_narrow(filter, &use, n, &why);
	if (o->verbose)
		fprintf(stderr, "sonde: %s\n", buf_cstr(&why));
	buf_release(&why);
	o->live.narrow = n;
}

void live_settle(bool makes_files)
{
	privilege_drop(makes_files ? UINT64_C(1) << CAP_DAC_OVERRIDE : PRIVILEGE_NONE);
}
