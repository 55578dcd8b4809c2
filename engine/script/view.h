/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCRIPT_VIEW_H
#define SONDE_SCRIPT_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/buf.h"
#include "engine/base/err.h"
#include "engine/table/table.h"

/*
 * A view: what a table, a list or a spectrogram shows, written as a Lua table `view_info` in
 * a file of its own, in csysdig's format. The file is data: it runs once, in an environment
 * that can compute but not reach anything, and is read; nothing in it is called later.
 */
enum view_type { VIEW_TABLE, VIEW_LIST, VIEW_SPECTROGRAM };

/* When a column is there. */
enum view_mode { MODE_PLAIN = 1, MODE_CONTAINERS = 2, MODE_BOTH = 3 };

struct view_column {
	char *name, *desc;
	char *field; /* may hold %depth, %depth+1, %depth-1 */
	char *filter_field;
	int width; /* cells with one of spacing; 0 rest of the line; -1 as the type has it */
	enum agg agg, group_agg;
	unsigned modes; /* MODE_* in which it is there */
	bool is_key, is_group, is_sorting, child_only;
	bool optional; /* our own attribute: see table_col */
};

struct view_action {
	char *command, *desc;
	char hotkey;
	bool ask, wait;
};

/* A row of an overview. */
struct view_line {
	char *name, *desc, *field, *filter, *target;
};

struct view_text_list {
	char **v;
	unsigned n;
};

struct view {
	char *path; /* of the file */
	char *id, *name, *desc, *filter, *drilldown_target, *spectro_type;
	struct view_text_list tips, tags, applies_to;
	enum view_type type;
	enum table_source source; /* our own attribute rows_of */
	bool is_root, use_defaults, increase_depth, propagate_filter;
	bool hidden; /* offered to programs only (tag nocsysdig) */
	struct view_column *columns;
	unsigned ncolumns;
	struct view_line *lines; /* our own view_type overview: in place of columns */
	unsigned nlines;
	struct view_action *actions;
	unsigned nactions;
};

/*
 * Read a view from text.
 * in      path names it in messages and is kept
 * out     *view: new, free with view_free; NULL when the text is no view (a chisel, a
 *         view that is switched off, a file that says nothing)
 * returns 0, or ERR_SYNTAX / ERR_UNKNOWN / ERR_LIMIT with *e naming file and attribute
 */
int view_parse(const char *text, size_t len, const char *path, struct view **view, struct err *e);
/* The same; files that are shared are looked for in the folders of other views, too. */
struct sandbox_dirs;
int view_parse_among(const char *text, size_t len, const char *path,
		     const struct sandbox_dirs *dirs, struct view **view, struct err *e);
void view_free(struct view *v); /* NULL is fine */

bool view_applies_to(const struct view *v, const char *field);

/* Append text with %depth, %depth+1 and %depth-1 replaced. */
void view_expand(struct buf *out, const char *text, int depth);
char *view_expanded(const char *text, int depth); /* the same as a new string */

/*
 * What a table needs to know of a view: columns for the mode (containers: -pc), key and group
 * key in front, fields resolved. Release *d with table_def_release.
 */
int view_table_def(const struct view *v, int depth, bool containers, struct table_def *d,
		   struct err *e);

/* ------------------------------------------------------------------ sets of views --- */

struct view_set {
	struct view **v; /* sorted by name */
	unsigned n;
	struct buf complaints; /* one line for each file that was skipped, with its reason */
};

/*
 * Read every *.lua of the folders. A file name seen in an earlier folder hides later ones.
 * Folders that are not there count as empty; a bad file is skipped with a line in complaints.
 */
void view_set_load(struct view_set *s, const char *const *dirs, unsigned ndirs);
void view_set_release(struct view_set *s);

const struct view *view_set_find(const struct view_set *s, const char *id); /* NULL none */

/* ERR_UNKNOWN: there is no view with this id, which may have been meant to be another's. */
int view_set_refuse(const struct view_set *s, const char *id, struct err *e);

const struct view *view_set_root(const struct view_set *s); /* the one to start with */

/* The view that opens under a view's key: its target, else the first that applies to field. */
const struct view *view_set_below(const struct view_set *s, const struct view *v,
				  const char *field);

#endif
