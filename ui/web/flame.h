/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_FLAME_H
#define SONDE_UI_WEB_FLAME_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/filter/filter.h"
#include "ui/model/nav.h"

/* Time inside system calls, by process, in it by file or connection, in it by call. */
struct flame;

struct flame_node {
	const struct str *name;
	uint64_t ns, calls;
	uint32_t parent, child, next; /* numbers of nodes, 0 none (0 is the root) */
	unsigned depth;		      /* 1 process, 2 file, 3 call */
};

/*
 * Events of a filter ("" all) in a span; log and query are borrowed.
 * returns NULL with *e filled when it is no filter
 */
struct flame *flame_new(struct log *log, const char *filter, const struct span *span,
			const struct query_opts *query, struct err *e);
void flame_free(struct flame *f); /* NULL is fine */

/* Count until the clock says so; true when there is more. */
bool flame_step(struct flame *f, uint64_t until_ns);

/* Put the largest first; before looking at nodes. */
void flame_sort(struct flame *f);
const struct flame_node *flame_node(const struct flame *f, uint32_t i);

/* Append the filter that selects the calls of a node within its parent. */
void flame_condition(const struct flame *f, uint32_t i, struct buf *out);

#endif
