/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_SERVER_H
#define SONDE_UI_WEB_SERVER_H

#include "engine/base/err.h"
#include "ui/web/web_internal.h"

/* HTTP: who may ask, the files of the page, questions to the worker, and what changes. */
struct server;

/*
 * in      w->guard was initialised; host: an address or "localhost"; port 0: any that is free
 * returns NULL with *e filled
 */
struct server *server_start(struct web *w, const char *host, unsigned port, struct err *e);
unsigned server_port(const struct server *s);
void server_stop(struct server *s); /* NULL is fine */

/* Is it an address that only this machine reaches? */
bool server_host_is_loopback(const char *host);

#endif
