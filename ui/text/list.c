/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/list.h"

#include <string.h>

#include "engine/event/event.h"
#include "engine/field/field.h"

#define LEFT_WIDTH  30
#define RIGHT_WIDTH 90

/* -------------------------------------------------------------------------- fields --- */

/* Words with a blank after each; lines of the right column hold RIGHT_WIDTH characters. */
static void put_words(struct buf *out, const char *text, size_t *used)
{
	while (*(text += strspn(text, " \t\n"))) {
		size_t n = strcspn(text, " \t\n");

		if (*used + n + 1 > RIGHT_WIDTH) {
			buf_printf(out, "\n%*s", LEFT_WIDTH, "");
			*used = 0;
		}
		buf_put(out, text, n);
		buf_putc(out, ' ');
		*used += n + 1;
		text += n;
	}
}

static bool listed(const struct field *f, bool newer)
{
	/* The reference does not list what can only be printed either: evt.outputtime. */
	if (f->flags & FF_UNLISTED)
		return false;
	return newer || !(f->flags & (FF_NEWER | FF_PRINT_ONLY));
}

static bool any_listed(const struct field_class *cl, bool newer)
{
	unsigned i;

	for (i = 0; i < cl->n; i++)
		if (listed(&cl->fields[i], newer))
			return true;
	return false;
}

static void list_field(struct buf *out, const struct field *f, bool types)
{
	size_t used = 0;

	if (strlen(f->name) > LEFT_WIDTH)
		buf_printf(out, "%s\n%*s", f->name, LEFT_WIDTH, "");
	else
		buf_printf(out, "%-*s", LEFT_WIDTH, f->name);
	if (types) {
		size_t start = out->len;

		buf_printf(out, "(Type: %s) ", ptype_name(f->type));
		used = out->len - start;
	}
	if (f->flags & FF_FILTER_ONLY)
		put_words(out, "(FILTER ONLY)", &used);
	put_words(out, f->desc, &used);
	buf_putc(out, '\n');
}

void list_fields(struct buf *out, bool types, bool newer)
{
	unsigned i, k;

	for (i = 0; i < field_class_count; i++) {
		const struct field_class *cl = field_classes[i];
		size_t used = 0;

		if (!any_listed(cl, newer))
			continue;
		buf_puts(out, "-------------------------------\n");
		buf_printf(out, "%-*s%s", LEFT_WIDTH, "Field Class:", cl->name);
		if (cl->shortdesc && *cl->shortdesc)
			buf_printf(out, " (%s)", cl->shortdesc);
		buf_putc(out, '\n');
		if (cl->desc && *cl->desc) {
			buf_printf(out, "%-*s", LEFT_WIDTH, "Description:");
			put_words(out, cl->desc, &used);
			buf_putc(out, '\n');
		}
		buf_putc(out, '\n');
		for (k = 0; k < cl->n; k++)
			if (listed(&cl->fields[k], newer))
				list_field(out, &cl->fields[k], types);
		buf_putc(out, '\n');
	}
}

void list_fields_markdown(struct buf *out, bool newer)
{
	unsigned i, k;

	for (i = 0; i < field_class_count; i++) {
		const struct field_class *cl = field_classes[i];

		if (!any_listed(cl, newer))
			continue;
		buf_printf(out, "\n## Field Class: %s\n\n", cl->name);
		if (cl->desc && *cl->desc)
			buf_printf(out, "%s\n\n", cl->desc);
		buf_puts(out, "Name | Type | Description\n:----|:-----|:-----------\n");
		for (k = 0; k < cl->n; k++)
			if (listed(&cl->fields[k], newer))
				buf_printf(out, "`%s` | %s | %s\n", cl->fields[k].name,
					   ptype_name(cl->fields[k].type), cl->fields[k].desc);
	}
}

/* -------------------------------------------------------------------------- events --- */

/* The reference knows no enumerations: they are flags to it. */
static uint8_t reference_type(uint8_t type)
{
	switch (type) {
	case PT_ENUMFLAGS8:
		return PT_FLAGS8;
	case PT_ENUMFLAGS16:
		return PT_FLAGS16;
	case PT_ENUMFLAGS32:
		return PT_FLAGS32;
	default:
		return type;
	}
}

void list_events(struct buf *out, bool newer)
{
	unsigned n = newer || event_count < EVENT_REF_COUNT ? event_count : EVENT_REF_COUNT;
	unsigned i, k;

	for (i = 0; i < n; i++) {
		const struct event_info *info = &event_table[i];
		unsigned nparams = newer ? info->nparams : info->nref;

		if ((info->flags & (EF_UNUSED | EF_OLD_VERSION)) || info->cat == EC_INTERNAL)
			continue;
		buf_printf(out, "%c %s(", event_is_exit((uint16_t)i) ? '<' : '>', info->name);
		for (k = 0; k < nparams && k < info->nparams; k++) {
			uint8_t type = info->params[k].type;

			buf_printf(out, "%s%s %s", k ? ", " : "",
				   ptype_name(newer ? type : reference_type(type)),
				   info->params[k].name);
		}
		buf_puts(out, ")\n");
	}
}
