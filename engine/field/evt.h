/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FIELD_EVT_H
#define SONDE_FIELD_EVT_H

#include "engine/field/field_class.h"
#include "event_codes.h"

/* What the files of the evt class share: evt.c has the tables, the others the values. */

/*
 * The fd that this very event is about. The reference does not know it when the enter event is
 * missing, however likely the thread's latest one is.
 */
static inline const struct fd_version *evt_own_fd(const struct event_ctx *c)
{
	return c->rec->flags & REC_FD_GUESSED ? NULL : c->fd;
}

/* evt_time.c; struct field.sub of its rows. */
enum {
	TIME_NS = 1 << 0,   /* with the fraction of the second */
	TIME_DATE = 1 << 1, /* with the date */
	TIME_ISO = 1 << 2,  /* UTC, ISO 8601 */
};
enum span_part { SPAN_ALL, SPAN_SECONDS, SPAN_NANOSECONDS };

bool evt_time(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_since(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_outputtime(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_rawtime(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_reltime(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_latency(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_waiting(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_latency_human(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_latency_quantized(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_wait_latency(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_deltatime(struct event_ctx *c, const struct field_ref *r, struct value *v);
int evt_parse_lookback(struct field_ref *r, struct err *e);
bool evt_around(struct event_ctx *c, const struct field_ref *r, struct value *v);
int evt_parse_around(struct field_ref *r, struct err *e);

/* evt_args.c; sub of evt.infra.*: */
enum infra_part { INFRA_EVENT, INFRA_ID, INFRA_NAME, INFRA_IMAGE };

bool evt_args(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_info(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_arg(struct event_ctx *c, const struct field_ref *r, struct value *v);
int evt_parse_arg(struct field_ref *r, struct err *e);
bool evt_rawarg(struct event_ctx *c, const struct field_ref *r, struct value *v);
int evt_parse_rawarg(struct field_ref *r, struct err *e);
bool evt_buffer(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_abspath(struct event_ctx *c, const struct field_ref *r, struct value *v);
int evt_parse_abspath(struct field_ref *r, struct err *e);
bool evt_infra(struct event_ctx *c, const struct field_ref *r, struct value *v);
/* Parameter `name` of the event, present and not empty. */
bool evt_named_param(const struct evt *e, const char *name, struct param *p);

/* evt_io.c; sub of evt.buflen*: */
enum {
	BUFLEN_READS = 1 << 0,
	BUFLEN_WRITES = 1 << 1,
	BUFLEN_FILES = 1 << 2,
	BUFLEN_SOCKETS = 1 << 3,
};
enum error_kind { ERROR_ANY, ERROR_FILE, ERROR_NET, ERROR_MEMORY, ERROR_OTHER };
enum open_kind { OPEN_READ, OPEN_WRITE, OPEN_EXEC, OPEN_CREATE };

bool evt_buflen_on(const struct field *f, uint16_t code);
bool evt_buflen(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_res(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_rawres(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_failed(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_count_error_on(const struct field *f, uint16_t code);
bool evt_count_error(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_is_open(struct event_ctx *c, const struct field_ref *r, struct value *v);
bool evt_is_syslog(struct event_ctx *c, const struct field_ref *r, struct value *v);

/* syslog.c: the message that this event writes to /dev/log. */
struct syslog_message {
	unsigned priority; /* facility * 8 + severity */
	const char *text;  /* not terminated */
	size_t len;	   /* bytes */
};
bool syslog_decode(const struct event_ctx *c, struct syslog_message *m);
const char *syslog_severity_name(unsigned priority);

#endif
