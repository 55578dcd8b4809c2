/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FIELD_SERVICES_H
#define SONDE_FIELD_SERVICES_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"

/*
 * -R: names of services in place of port numbers, from this machine's database. Asked once for
 * each port, since every question reads a file. Owned by one thread.
 */
struct services;

struct services *services_new(void);
void services_free(struct services *s); /* NULL is fine */

/* The name of a port, any protocol's unless it is TCP or UDP (enum l4_proto); NULL unknown. */
const char *services_find(struct services *s, uint8_t proto, uint16_t port);

/* What follows `mark` is "address:port" or "address:port->address:port": name the ports. */
void services_rewrite(struct services *s, uint8_t proto, struct buf *out, size_t mark);

#endif
