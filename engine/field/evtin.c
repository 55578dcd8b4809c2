/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field_class.h"

/*
 * evtin.*: events inside the spans of user-level tracers. As with span.*, never a value.
 */

static bool no_span(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	(void)c;
	(void)r;
	(void)v;
	return false;
}

/* clang-format off */
static const struct field fields[] = {
	{ .name = "evtin.span.id", .type = PT_INT64, .fmt = PF_ID, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the same thread inside a span with this number." },
	{ .name = "evtin.span.ntags", .type = PT_UINT32, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the same thread inside a span with this number of tags." },
	{ .name = "evtin.span.nargs", .type = PT_UINT32, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the same thread inside a span with this number of arguments." },
	{ .name = "evtin.span.tags", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the same thread inside a span with this tags." },
	{ .name = "evtin.span.tag", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE, .flags = FF_ARG_REQUIRED,
	  .get = no_span,
	  .desc = "Events of the same thread inside a span with this tag." },
	{ .name = "evtin.span.args", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the same thread inside a span with this arguments." },
	{ .name = "evtin.span.arg", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE, .flags = FF_ARG_REQUIRED,
	  .get = no_span,
	  .desc = "Events of the same thread inside a span with this argument." },
	{ .name = "evtin.span.p.id", .type = PT_INT64, .fmt = PF_ID, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the same process inside a span with this number." },
	{ .name = "evtin.span.p.ntags", .type = PT_UINT32, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the same process inside a span with this number of tags." },
	{ .name = "evtin.span.p.nargs", .type = PT_UINT32, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the same process inside a span with this number of arguments." },
	{ .name = "evtin.span.p.tags", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the same process inside a span with this tags." },
	{ .name = "evtin.span.p.tag", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE, .flags = FF_ARG_REQUIRED,
	  .get = no_span,
	  .desc = "Events of the same process inside a span with this tag." },
	{ .name = "evtin.span.p.args", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the same process inside a span with this arguments." },
	{ .name = "evtin.span.p.arg", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE, .flags = FF_ARG_REQUIRED,
	  .get = no_span,
	  .desc = "Events of the same process inside a span with this argument." },
	{ .name = "evtin.span.s.id", .type = PT_INT64, .fmt = PF_ID, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of processes with the same parent inside a span with this number." },
	{ .name = "evtin.span.s.ntags", .type = PT_UINT32, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of processes with the same parent inside a span with this number of tags." },
	{ .name = "evtin.span.s.nargs", .type = PT_UINT32, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of processes with the same parent inside a span with this number of arguments." },
	{ .name = "evtin.span.s.tags", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of processes with the same parent inside a span with this tags." },
	{ .name = "evtin.span.s.tag", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE, .flags = FF_ARG_REQUIRED,
	  .get = no_span,
	  .desc = "Events of processes with the same parent inside a span with this tag." },
	{ .name = "evtin.span.s.args", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of processes with the same parent inside a span with this arguments." },
	{ .name = "evtin.span.s.arg", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE, .flags = FF_ARG_REQUIRED,
	  .get = no_span,
	  .desc = "Events of processes with the same parent inside a span with this argument." },
	{ .name = "evtin.span.m.id", .type = PT_INT64, .fmt = PF_ID, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the whole machine inside a span with this number." },
	{ .name = "evtin.span.m.ntags", .type = PT_UINT32, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the whole machine inside a span with this number of tags." },
	{ .name = "evtin.span.m.nargs", .type = PT_UINT32, .fmt = PF_DEC, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the whole machine inside a span with this number of arguments." },
	{ .name = "evtin.span.m.tags", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the whole machine inside a span with this tags." },
	{ .name = "evtin.span.m.tag", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE, .flags = FF_ARG_REQUIRED,
	  .get = no_span,
	  .desc = "Events of the whole machine inside a span with this tag." },
	{ .name = "evtin.span.m.args", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE,
	  .get = no_span,
	  .desc = "Events of the whole machine inside a span with this arguments." },
	{ .name = "evtin.span.m.arg", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_TYPE, .flags = FF_ARG_REQUIRED,
	  .get = no_span,
	  .desc = "Events of the whole machine inside a span with this argument." },
};
/* clang-format on */

const struct field_class field_class_evtin = {
	.name = "evtin",
	.desc = "Events inside spans of user-level tracers, which only old producers had: never a "
		"value.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
