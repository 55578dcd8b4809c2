/* SPDX-License-Identifier: Apache-2.0 */
#include <lauxlib.h>

#include "engine/script/chisel_internal.h"

/*
 * Memory and faults of processes change with nearly every event, and hardly any chisel asks for
 * them; a log can be had without them. What a chisel asks for before the capture is opened
 * is known then; if one asks later, the capture is opened anew, and read up to where we are.
 */

void chisel_uses_field(struct chisel_set *s, const struct field_ref *ref)
{
	s->figures |= ref->field && (ref->field->flags & FF_FIGURES);
}

static void see_field(void *arg, const struct field_ref *ref)
{
	chisel_uses_field(arg, ref);
}

bool chisel_set_wants_figures(struct chisel_set *s)
{
	const char *text = chisel_set_filter(s);
	struct filter *f = text ? filter_compile(text, NULL) : NULL;

	if (f)
		filter_each_field(f, see_field, s);
	filter_free(f);
	return s->figures;
}

/* Move to a log of the same capture in which nothing is left out; the old one is left as it is. */
static int change_log(struct chisel_set *s, struct err *e)
{
	struct log *log = s->env->full_log(s->env->arg, e);
	struct cursor c;

	if (!log)
		return e->code;
	cursor_init(&c, log);
	while (c.num < s->cursor.num) {
		if (!cursor_wait(&c)) {
			cursor_release(&c);
			return err_set(e, ERR_IO, "the capture has become shorter");
		}
	}
	return chisel_set_move(s, log, &c, e);
}

void chisel_uses_filter(struct chisel_set *s, const struct filter *f)
{
	filter_each_field(f, see_field, s);
}

void chisel_uses_format(struct chisel_set *s, const struct format *f)
{
	format_each_field(f, see_field, s);
}

int chisel_get_figures(struct chisel_set *s, struct err *e)
{
	if (!s->figures || s->complete || !s->log || !s->env->full_log)
		return 0;
	if (change_log(s, e))
		return err_wrap(e, "the sizes of processes");
	s->complete = true;
	return 0;
}

void chisel_need_figures(lua_State *L, struct chisel_set *s)
{
	struct err e = {0};

	if (chisel_get_figures(s, &e))
		luaL_error(L, "%s", e.msg);
}
