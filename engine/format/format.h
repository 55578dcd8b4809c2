/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FORMAT_FORMAT_H
#define SONDE_FORMAT_FORMAT_H

#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/field/field.h"

/* -p templates: literal text with %field tokens, compiled once. Owned by one thread. */
struct format;

/*
 * Compile a template (filters.md part C): leading '*', %<width>field, escapes \n \t \e \\,
 * transformers around a field: %tolower(proc.name).
 * returns NULL with *e (column in e->off)
 */
struct format *format_compile(const char *text, struct err *e);
void format_free(struct format *f); /* NULL is fine */

/* Calls see for every field in it. */
void format_each_field(const struct format *f, void (*see)(void *arg, const struct field_ref *r),
		       void *arg);

/*
 * Append the event's line, without a newline at its end.
 * returns false, appending nothing, when a value is missing and the template has no '*'
 */
bool format_append(struct format *f, struct event_ctx *c, struct buf *out);

/* The same as one JSON object, keys sorted, missing values null. */
bool format_append_json(struct format *f, struct event_ctx *c, struct buf *out);

/*
 * The lines go to a terminal: control characters in values become dots (the template's own
 * stay), so that no traced process can drive the terminal.
 */
void format_set_terminal(struct format *f);

/*
 * The default templates: FORMAT_DEFAULT, -pc, -pk, -pm, and that for plugin events, which
 * goes with each of them. Two have a coloured form for terminals.
 */
enum format_kind { FORMAT_DEFAULT, FORMAT_CONTAINER, FORMAT_K8S, FORMAT_MESOS, FORMAT_PLUGIN };
const char *format_default(enum format_kind k, bool colour);

#endif
