/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/echo.h"

#include <stdlib.h>

#include "engine/base/mem.h"

enum { RESULT, BUFFER, FD_NAME, FD_NUM, COMM, CONTAINER, COUNT };

static const char *const names[COUNT] = {
	[RESULT] = "evt.rawres", [BUFFER] = "evt.buffer", [FD_NAME] = "fd.name",
	[FD_NUM] = "fd.num",	 [COMM] = "proc.name",	  [CONTAINER] = "container.name",
};

struct echo {
	struct field_ref ref[COUNT];
	bool containers;
};

struct echo *echo_new(bool containers)
{
	struct echo *e = xcalloc(1, sizeof(*e));
	unsigned i;

	e->containers = containers;
	/* Fields of our own always resolve. */
	for (i = 0; i < COUNT; i++)
		field_parse(names[i], true, &e->ref[i], NULL);
	return e;
}

void echo_free(struct echo *e)
{
	unsigned i;

	if (!e)
		return;
	for (i = 0; i < COUNT; i++)
		field_ref_release(&e->ref[i]);
	free(e);
}

static uint32_t io_flags(uint16_t type)
{
	return type < event_count ? event_table[type].flags_new : 0;
}

bool echo_type(uint16_t type)
{
	return event_is_exit(type) &&
	       (io_flags(type) & (EF_READS_FROM_FD | EF_WRITES_TO_FD)) != 0;
}

bool echo_takes(struct echo *e, struct event_ctx *c, bool *write)
{
	struct value v;

	if (!echo_type(c->rec->type) || !field_get(c, &e->ref[RESULT], &v) || v.i <= 0 ||
	    !field_get(c, &e->ref[FD_NUM], &v))
		return false;
	*write = (io_flags(c->rec->type) & EF_WRITES_TO_FD) != 0;
	return true;
}

static void put_field(struct event_ctx *c, const struct field_ref *r, struct buf *out)
{
	struct value v;

	if (field_get(c, r, &v))
		value_append(out, &v, c->opts);
}

void echo_title(struct echo *e, struct event_ctx *c, bool write, struct buf *out)
{
	struct value v;
	size_t from;

	buf_puts(out, write ? "Write " : "Read ");
	if (field_get(c, &e->ref[RESULT], &v))
		buf_put_i64(out, v.i);
	buf_puts(out, write ? "B to " : "B from ");
	from = out->len;
	put_field(c, &e->ref[FD_NAME], out);
	if (out->len == from) {
		buf_puts(out, "fd ");
		put_field(c, &e->ref[FD_NUM], out);
	}
	if (e->containers) {
		buf_puts(out, " [");
		put_field(c, &e->ref[CONTAINER], out);
		buf_putc(out, ']');
	}
	buf_puts(out, " (");
	put_field(c, &e->ref[COMM], out);
	buf_putc(out, ')');
}

void echo_data(struct echo *e, struct event_ctx *c, struct buf *out)
{
	put_field(c, &e->ref[BUFFER], out);
}
