/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FIELD_FD_CLASS_H
#define SONDE_FIELD_FD_CLASS_H

#include "engine/field/field_class.h"

/* For the files that implement fd.*: fd.c (the table), fd_event.c, fd_net.c. */

/*
 * What the fd fields of this event speak about.
 * out     *f: the fd, NULL when it is not known (the call failed, or its start was not seen)
 * returns false for events that are not about an fd, and for those without a thread
 */
bool fd_of_event(struct event_ctx *c, const struct fd_version **f);

/*
 * The name that a call asked for when there is no fd to take it from: appended to out.
 * returns false when the event does not tell; true with nothing appended for calls that
 *         name no file
 */
bool fd_requested_name(struct event_ctx *c, struct buf *out);

/*
 * The file or address that a call asks for as it begins: appended to out.
 * returns false when the event does not tell
 */
bool fd_wanted_name(struct event_ctx *c, struct buf *out);

/* Which end of a socket a field is about; sub of the rows that use the functions below. */
enum fd_end { END_CLIENT, END_SERVER, END_LOCAL, END_REMOTE };

bool fd_get_ip(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool fd_get_port(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool fd_get_service(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool fd_get_host(struct event_ctx *c, const struct field_ref *r, struct value *v);

/* Both ends, whatever their roles. */
bool fd_get_ips(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool fd_get_nth_ip(struct event_ctx *c, const struct field_ref *r, unsigned k, struct value *v);
bool fd_get_ports(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool fd_get_nth_port(struct event_ctx *c, const struct field_ref *r, unsigned k, struct value *v);

bool fd_get_l4proto(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool fd_get_sockfamily(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool fd_get_is_server(struct event_ctx *c, const struct field_ref *r, struct value *v);

#endif
