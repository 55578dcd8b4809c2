/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field_class.h"

/* group.*: the group of the user that the thread acts for. */

static bool get_gid(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return c->thread && value_u64(v, r, c->thread->gid);
}

static bool get_name(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *t = c->thread;
	const struct str *name;

	if (!t || t->gid == UINT32_MAX)
		return false;
	name = state_group(c->state, t->container_id, t->gid);
	if (!name) /* as with users */
		name = state_group(c->state, str_empty, t->gid);
	return name && value_str(v, r, name);
}

/* clang-format off */
static const struct field fields[] = {
	{ .name = "group.gid", .type = PT_UINT64, .fmt = PF_ID, .dep = DEP_THREAD, .get = get_gid,
	  .desc = "Id of the group that the thread acts for." },
	{ .name = "group.name", .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_EVENT,
	  .get = get_name,
	  .desc = "Name of the group that the thread acts for." },
};
/* clang-format on */

const struct field_class field_class_group = {
	.name = "group",
	.desc = "The group that an event happened on behalf of.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
