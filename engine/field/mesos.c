/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field_class.h"

/*
 * mesos.* and marathon.*: known so that filters and formats that name them are accepted. Their
 * values come from the servers of a cluster, which a capture does not hold.
 */

#define TEXT  .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE, .get = field_get_nothing
#define LABEL TEXT, .flags = FF_ARG_REQUIRED, .parse_arg = field_arg_label

/* clang-format off */
static const struct field fields[] = {
	{ .name = "mesos.task.name", TEXT, .desc = "Name of the Mesos task." },
	{ .name = "mesos.task.id", TEXT, .desc = "Id of the Mesos task." },
	{ .name = "mesos.task.label", LABEL,
	  .desc = "One label of the Mesos task: mesos.task.label.app." },
	{ .name = "mesos.task.labels", TEXT, .desc = "Labels of the Mesos task, joined by commas." },
	{ .name = "mesos.framework.name", TEXT, .desc = "Name of the Mesos framework." },
	{ .name = "mesos.framework.id", TEXT, .desc = "Id of the Mesos framework." },
	{ .name = "marathon.app.name", TEXT, .desc = "Name of the Marathon app." },
	{ .name = "marathon.app.id", TEXT, .desc = "Id of the Marathon app." },
	{ .name = "marathon.app.label", LABEL,
	  .desc = "One label of the Marathon app: marathon.app.label.tier." },
	{ .name = "marathon.app.labels", TEXT,
	  .desc = "Labels of the Marathon app, joined by commas." },
	{ .name = "marathon.group.name", TEXT, .desc = "Name of the Marathon group." },
	{ .name = "marathon.group.id", TEXT, .desc = "Id of the Marathon group." },
};
/* clang-format on */

const struct field_class field_class_mesos = {
	.name = "mesos",
	.desc = "What Mesos and Marathon say of the container; not in captures.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
