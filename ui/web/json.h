/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_JSON_H
#define SONDE_UI_WEB_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"

/*
 * JSON as the page gets it, and text that is safe in a page. The bytes may be anything. (jw_: a
 * library that is linked has json_.)
 */

/*
 * Append a text as a JSON string: what is not UTF-8, or would steer what shows it rather than be
 * shown (controls, changes of direction), is a dot. Newlines and tabs stay.
 */
void jw_text(struct buf *out, const char *s, size_t n);
void jw_string(struct buf *out, const char *s);

/* Append `"name":value`, with a comma before it unless it is the first of its object. */
void jw_name(struct buf *out, const char *name);
void jw_member(struct buf *out, const char *name, const char *value);
void jw_member_text(struct buf *out, const char *name, const char *s, size_t n);
void jw_member_u64(struct buf *out, const char *name, uint64_t v);
void jw_member_bool(struct buf *out, const char *name, bool v);
void jw_member_double(struct buf *out, const char *name, double v);
void jw_double(struct buf *out, double v);

/* A comma, unless an object or an array has just begun. */
void jw_comma(struct buf *out);

/* Append a text as it stands in HTML, between tags or in a quoted attribute. */
void html_text(struct buf *out, const char *s, size_t n);

/* Append a text as a field of CSV; a spreadsheet is not to take it for a formula. */
void csv_text(struct buf *out, const char *s, size_t n);

#endif
