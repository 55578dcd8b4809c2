/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_STREAM_H
#define SONDE_UI_WEB_STREAM_H

#include <microhttpd.h>

/*
 * Server-sent events: how far the log is, to every page that is open. Only the latest state is
 * kept: who reads slowly misses what was in between, and nobody waits.
 */
struct web;
struct streams;

struct streams *streams_new(void);
void streams_free(struct streams *s); /* NULL is fine; after MHD was stopped */

enum MHD_Result streams_open(struct streams *s, struct MHD_Connection *conn,
			     void (*add_headers)(struct MHD_Response *r, const char *type));

/* Tell everybody, if something has changed. On the worker's thread. */
void streams_tick(struct streams *s, struct web *w);

/* All streams end, before MHD is stopped. */
void streams_end(struct streams *s);

#endif
