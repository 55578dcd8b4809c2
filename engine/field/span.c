/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field_class.h"

/*
 * span.*: user-level tracers, which programs wrote to /dev/null in the days of sysdig 0.5 to 0.29.
 * Captures do not hold them as events of their own, and current producers know them no more: the
 * fields are there for filters and formats that name them, and have no value.
 */

/* clang-format off */
static const struct field fields[] = {
	{ .name = "span.id", .type = PT_INT64, .fmt = PF_ID, .dep = DEP_TYPE,
	  .get = field_get_nothing,
	  .desc = "Number of the span." },
	{ .name = "span.time", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = field_get_nothing,
	  .desc = "When the span was entered." },
	{ .name = "span.ntags", .type = PT_UINT32, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .get = field_get_nothing,
	  .desc = "How many tags the span has." },
	{ .name = "span.nargs", .type = PT_UINT32, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .get = field_get_nothing,
	  .desc = "How many arguments the span has." },
	{ .name = "span.tags", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = field_get_nothing,
	  .desc = "The tags of the span, joined by dots." },
	{ .name = "span.tag", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .flags = FF_ARG_REQUIRED, .get = field_get_nothing,
	  .desc = "One tag of the span: span.tag[1], or from the end span.tag[-1]." },
	{ .name = "span.args", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = field_get_nothing,
	  .desc = "The arguments of the span, joined by commas." },
	{ .name = "span.arg", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .flags = FF_ARG_REQUIRED, .get = field_get_nothing,
	  .desc = "One argument of the span, by name or by place." },
	{ .name = "span.enterargs", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = field_get_nothing,
	  .desc = "The arguments with which the span was entered." },
	{ .name = "span.enterarg", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .flags = FF_ARG_REQUIRED, .get = field_get_nothing,
	  .desc = "One of the arguments with which the span was entered." },
	{ .name = "span.duration", .type = PT_RELTIME, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .get = field_get_nothing,
	  .desc = "Nanoseconds from entering the span to leaving it." },
	{ .name = "span.duration.quantized", .type = PT_UINT64, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .flags = FF_UNLISTED, .get = field_get_nothing,
	  .desc = "Column of a spectrogram that span.duration falls into." },
	{ .name = "span.duration.human", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = field_get_nothing,
	  .desc = "span.duration for people." },
	{ .name = "span.duration.fortag", .type = PT_RELTIME, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .flags = FF_ARG_REQUIRED | FF_UNLISTED, .get = field_get_nothing,
	  .desc = "span.duration of spans with so many tags." },
	{ .name = "span.count", .type = PT_UINT64, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .flags = FF_UNLISTED, .get = field_get_nothing,
	  .desc = "1 when a span is left." },
	{ .name = "span.count.fortag", .type = PT_UINT64, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .flags = FF_ARG_REQUIRED | FF_UNLISTED, .get = field_get_nothing,
	  .desc = "1 when a span with so many tags is left." },
	{ .name = "span.childcount.fortag", .type = PT_UINT64, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .flags = FF_ARG_REQUIRED | FF_UNLISTED, .get = field_get_nothing,
	  .desc = "1 when a span with more tags is left." },
	{ .name = "span.idtag", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .flags = FF_ARG_REQUIRED | FF_UNLISTED, .get = field_get_nothing,
	  .desc = "Key of a span with so many tags." },
	{ .name = "span.rawtime", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .flags = FF_UNLISTED, .get = field_get_nothing,
	  .desc = "Key of a span by time." },
	{ .name = "span.rawparenttime", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .flags = FF_UNLISTED, .get = field_get_nothing,
	  .desc = "Key of the span around it by time." },
};
/* clang-format on */

const struct field_class field_class_span = {
	.name = "span",
	.desc = "Spans of user-level tracers, which only old producers had: never a value.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
