/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field_class.h"

/* user.*: whom the thread acts for. */

enum { UID, LOGIN_UID };
enum { NAME, HOME, SHELL, LOGIN_NAME };

static bool get_id(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	if (!c->thread)
		return false;
	if (r->field->sub == UID)
		return value_u64(v, r, c->thread->uid);
	return value_i64(v, r, (int32_t)c->thread->loginuid);
}

/*
 * Recent captures have the users of containers; in others, the reference takes those of the host
 * for them. An id that nobody has is not looked up, whatever a damaged user list says of it.
 */
static const struct user *find_user(struct event_ctx *c, uint32_t uid)
{
	const struct user *u;

	if (uid == UINT32_MAX)
		return NULL;
	u = state_user(c->state, c->thread->container_id, uid);
	return u ? u : state_user(c->state, str_empty, uid);
}

static bool get_text(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *t = c->thread;
	const struct user *u;

	if (!t)
		return false;
	u = find_user(c, r->field->sub == LOGIN_NAME ? t->loginuid : t->uid);
	if (!u)
		return false;
	switch (r->field->sub) {
	case HOME:
		return value_str(v, r, u->home);
	case SHELL:
		return value_str(v, r, u->shell);
	default:
		return value_str(v, r, u->name);
	}
}

#define TEXT .type = PT_CHARBUF, .fmt = PF_NA

/* clang-format off */
static const struct field fields[] = {
	{ .name = "user.uid", .type = PT_UINT32, .fmt = PF_ID, .dep = DEP_THREAD, .get = get_id,
	  .sub = UID,
	  .desc = "Id of the user that the thread acts for." },
	{ .name = "user.name", TEXT, WITHOUT_BYTES, .get = get_text, .sub = NAME,
	  .desc = "Name of the user that the thread acts for." },
	{ .name = "user.homedir", TEXT, WITHOUT_BYTES, .get = get_text, .sub = HOME,
	  .desc = "Home directory of the user." },
	{ .name = "user.shell", TEXT, WITHOUT_BYTES, .get = get_text, .sub = SHELL,
	  .desc = "Login shell of the user." },
	{ .name = "user.loginuid", .type = PT_INT32, .fmt = PF_ID, .dep = DEP_THREAD,
	  .get = get_id, .sub = LOGIN_UID,
	  .desc = "Id of the user that logged in, whoever the thread has become since; -1 for "
		  "none." },
	{ .name = "user.loginname", TEXT, WITHOUT_BYTES, .get = get_text, .sub = LOGIN_NAME,
	  .desc = "Name of the user that logged in." },
};
/* clang-format on */

const struct field_class field_class_user = {
	.name = "user",
	.desc = "The user that an event happened on behalf of.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
