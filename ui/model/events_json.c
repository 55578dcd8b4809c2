/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/events_json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/filter/filter.h"
#include "engine/format/format.h"
#include "ui/model/echo.h"

enum { SLICE_EVENTS = 2000 };

/* Members of an object of echo, in the order in which they are printed. */
enum {
	CONTAINER,
	DIRECTION,
	WHOLE_FD,
	FD_NUM,
	FD_NAME,
	FD_TYPE,
	LENGTH,
	COMM,
	SINCE_EPOCH,
	SINCE_START,
	DATA,
	COUNT,
};

static const struct {
	const char *name, *field;
} members[COUNT] = {
	[CONTAINER] = {"c", "container.name"},
	[DIRECTION] = {"d", NULL},
	[WHOLE_FD] = {"f", NULL},
	[FD_NUM] = {"fd", "fd.num"},
	[FD_NAME] = {"fn", "fd.name"},
	[FD_TYPE] = {"ft", "fd.typechar"},
	[LENGTH] = {"l", "evt.rawres"},
	[COMM] = {"p", "proc.name"},
	[SINCE_EPOCH] = {"ta", "evt.rawtime"},
	[SINCE_START] = {"td", "evt.reltime"},
	[DATA] = {"v", "evt.buffer"},
};

struct events_json {
	struct log *log;
	struct pane_opts opts;
	struct query_opts query;
	struct format *format; /* PANE_EVENTS */
	struct echo *echo;     /* PANE_ECHO */
	struct field_ref ref[COUNT];
	struct filter_run *run;
	struct cursor cursor;
	struct event_ctx ctx;
	struct buf text;
	uint64_t count;
	bool begun;
};

struct events_json *events_json_new(struct log *log, const struct filter *filter,
				    const struct pane_opts *o)
{
	struct events_json *j = xcalloc(1, sizeof(*j));
	unsigned i;

	j->log = log;
	j->opts = *o;
	j->query = *o->query;
	j->query.render.verbose = true;
	/* A template and fields of our own always compile. */
	if (o->kind == PANE_EVENTS)
		j->format = format_compile(
			format_default(o->containers ? FORMAT_CONTAINER : FORMAT_DEFAULT, false),
			NULL);
	else
		j->echo = echo_new(o->containers);
	for (i = 0; i < COUNT; i++) {
		if (members[i].field)
			field_parse(members[i].field, true, &j->ref[i], NULL);
	}
	j->run = filter_run_new(filter, log, &j->query);
	cursor_init(&j->cursor, log);
	event_ctx_init(&j->ctx, log, &j->query);
	buf_init(&j->text, 0);
	return j;
}

void events_json_free(struct events_json *j)
{
	unsigned i;

	if (!j)
		return;
	for (i = 0; i < COUNT; i++)
		field_ref_release(&j->ref[i]);
	event_ctx_release(&j->ctx);
	cursor_release(&j->cursor);
	filter_run_free(j->run);
	format_free(j->format);
	echo_free(j->echo);
	buf_release(&j->text);
	free(j);
}

static void put_string(struct events_json *j, struct buf *out)
{
	const struct value v = {
		.type = PT_CHARBUF, .len = (uint32_t)j->text.len, .s = buf_cstr(&j->text)};

	value_append_json(out, &v, &j->query);
}

/* The text of a member into j->text. */
static void take_member(struct events_json *j, unsigned i, bool write)
{
	struct value v;
	unsigned part;

	if (i == DIRECTION) {
		buf_putc(&j->text, write ? '>' : '<');
	} else if (i == WHOLE_FD) {
		for (part = FD_NUM; part <= FD_TYPE; part++) {
			static const unsigned order[] = {FD_NUM, FD_TYPE, FD_NAME};

			take_member(j, order[part - FD_NUM], write);
			buf_puts(&j->text, part == FD_NUM ? "(<" : part == FD_TYPE ? ")" : ">");
		}
	} else if (field_get(&j->ctx, &j->ref[i], &v)) {
		/* A number, and not the nine digits behind a point. */
		if (i == SINCE_START)
			v.fmt = PF_DEC;
		value_append(&j->text, &v, &j->query);
	}
	/* Dumps of several lines stand between two line ends elsewhere. */
	if (i == DATA && j->query.render.bufmode != BUF_DOTS && j->text.len) {
		if (j->text.p[j->text.len - 1] == '\n')
			j->text.len--;
		if (j->text.len && j->text.p[0] == '\n')
			memmove(j->text.p, j->text.p + 1, --j->text.len);
	}
}

static void put_data(struct events_json *j, bool write, struct buf *out)
{
	bool first = true;
	unsigned i;

	buf_putc(out, '{');
	for (i = 0; i < COUNT; i++) {
		if (i == CONTAINER && !j->opts.containers)
			continue;
		buf_clear(&j->text);
		take_member(j, i, write);
		if (!j->text.len && (i == FD_NAME || i == CONTAINER))
			continue;
		buf_printf(out, first ? "\"%s\":" : ",\"%s\":", members[i].name);
		put_string(j, out);
		first = false;
	}
	buf_putc(out, '}');
}

/* The event under the cursor, which matches; false when it is no entry. */
static bool put_event(struct events_json *j, bool first, struct buf *out)
{
	struct value data;
	bool write = false;

	if (j->cursor.rec->flags & (REC_HIDDEN | REC_STATE_ONLY))
		return false;
	if (j->echo && !echo_type(j->cursor.rec->type))
		return false;
	event_ctx_set(&j->ctx, &j->cursor);
	/* What belongs to nothing that is known, and calls whose data are not there, are left out. */
	if (j->echo && (!j->ctx.fd || !j->ctx.thread || !echo_takes(j->echo, &j->ctx, &write) ||
			!field_get(&j->ctx, &j->ref[DATA], &data) || !data.len))
		return false;
	if (!first)
		buf_putc(out, ',');
	if (j->echo) {
		put_data(j, write, out);
	} else {
		buf_clear(&j->text);
		format_append(j->format, &j->ctx, &j->text);
		put_string(j, out);
	}
	return true;
}

bool events_json_next(struct events_json *j, struct buf *out)
{
	uint64_t last = log_count(j->log), slice_end = j->cursor.num + SLICE_EVENTS;
	struct buf items;
	bool first = true, end;

	buf_init(&items, 0);
	if (j->opts.limit && j->opts.limit < last)
		last = j->opts.limit;
	while (j->cursor.num < last && j->cursor.num <= slice_end && cursor_next(&j->cursor) > 0) {
		if (filter_match(j->run, &j->cursor) && put_event(j, first, &items)) {
			first = false;
			j->count++;
		}
	}
	end = j->cursor.num <= slice_end || j->cursor.num >= last;
	buf_puts(out, j->begun ? ",{" : "{\"slices\": [\n{");
	j->begun = true;
	if (end)
		buf_printf(out, "\"progress\": 100.00, \"count\": %" PRIu64 ", \"data\": [", j->count);
	else
		buf_printf(out, "\"progress\": %.2f,\"data\": [",
			   100.0 * (double)j->cursor.num / (double)last);
	buf_put(out, items.p, items.len);
	buf_puts(out, end ? "]\n}]}\n" : "]\n}");
	buf_release(&items);
	return !end;
}
