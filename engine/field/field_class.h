/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FIELD_FIELD_CLASS_H
#define SONDE_FIELD_FIELD_CLASS_H

#include "engine/base/intern.h"
#include "engine/field/field.h"

/*
 * For the files that implement the classes; nobody else includes this.
 *
 * A get function fills a value through one of the helpers below and returns what the helper
 * returns (true), or returns false. Texts must last until the next event: interned strings,
 * bytes of the event, constants, or space from event_ctx_alloc / value_buf.
 */

/* One per class. The name is what -l prints after "Field Class:" (without "(shortdesc)"). */
extern const struct field_class field_class_evt;      /* evt (All event types) */
extern const struct field_class field_class_evt_call; /* evt (Syscall events only) */
extern const struct field_class field_class_process;  /* proc.* and thread.* */
extern const struct field_class field_class_user;
extern const struct field_class field_class_group;
extern const struct field_class field_class_container;
extern const struct field_class field_class_fd;
extern const struct field_class field_class_syslog;
extern const struct field_class field_class_fdlist;
extern const struct field_class field_class_k8s;
extern const struct field_class field_class_mesos; /* mesos.* and marathon.* */
extern const struct field_class field_class_span;
extern const struct field_class field_class_evtin;
extern const struct field_class field_class_fspath; /* fs.path.*: newer than the reference */

/* Of a row: depends on when the event was, not on what it says. More flags may follow. */
#define WITHOUT_BYTES .dep = DEP_EVENT, .flags = FF_NO_BYTES

/* ----------------------------------------------------------------------- values --- */

/* The value's type is that of the reference through which it is asked for. */
static inline void value_typed(struct value *v, const struct field_ref *r)
{
	v->type = r->type;
	v->fmt = r->fmt;
	v->len = 0;
}

static inline bool value_i64(struct value *v, const struct field_ref *r, int64_t i)
{
	value_typed(v, r);
	v->i = i;
	return true;
}

static inline bool value_u64(struct value *v, const struct field_ref *r, uint64_t u)
{
	value_typed(v, r);
	v->u = u;
	return true;
}

static inline bool value_bool(struct value *v, const struct field_ref *r, bool b)
{
	return value_u64(v, r, b);
}

static inline bool value_double(struct value *v, const struct field_ref *r, double d)
{
	value_typed(v, r);
	v->d = d;
	return true;
}

static inline bool value_text(struct value *v, const struct field_ref *r, const char *p, size_t len)
{
	value_typed(v, r);
	v->s = p;
	v->len = (uint32_t)len;
	return true;
}

static inline bool value_cstr(struct value *v, const struct field_ref *r, const char *s)
{
	return value_text(v, r, s, strlen(s));
}

static inline bool value_str(struct value *v, const struct field_ref *r, const struct str *s)
{
	return value_text(v, r, s->s, s->len);
}

/* ip: network order, 4 bytes, or 16 with v6. */
static inline bool value_ip(struct value *v, const struct field_ref *r, const uint8_t *ip, bool v6)
{
	value_typed(v, r);
	v->len = v6 ? 16 : 4;
	memset(v->ip, 0, sizeof(v->ip));
	memcpy(v->ip, ip, v->len);
	return true;
}

/*
 * A text that has to be put together: append to &c->scratch, having noted scratch.len before;
 * then `return value_scratch(c, v, r, mark)` copies what follows the mark to where it lasts
 * and takes it off the scratch buffer again.
 */
bool value_scratch(struct event_ctx *c, struct value *v, const struct field_ref *r, size_t mark);

/* -------------------------------------------------------------------- arguments --- */

/*
 * How an argument gets to parse_arg. In "f[text]" r->arg is the text between the brackets,
 * r->argn its value when it is a decimal number (else -1) and r->dotted is false. In "f.text"
 * r->dotted is true and r->arg is everything that follows the dot (in a filter: up to the end
 * of the token; in a format: up to the end of the template, 255 bytes at most). parse_arg
 * keeps what belongs to the argument by shortening r->arg in place; what it cuts off is
 * literal text of the format, or an error in a filter. It returns 0, or ERR_SYNTAX /
 * ERR_UNKNOWN with *e filled. It is also called without argument (r->arg NULL) where the
 * field takes none or may go without: that is the place to allocate r->memo. r->arg_id is -1
 * unless parse_arg sets it.
 *
 * Without parse_arg, "f.text" is shortened as field_arg_word does.
 */

/* Keep the longest prefix made of letters, digits and any of "_-./". 0, or ERR_SYNTAX if empty. */
int field_arg_word(struct field_ref *r, struct err *e);

/* A parse_arg for fields whose argument must be a word behind a dot. */
int field_arg_label(struct field_ref *r, struct err *e);

/* A parse_arg for fields whose argument must be a number, in either form: fills r->argn. */
int field_arg_number(struct field_ref *r, struct err *e);

/* The get of fields that are known, and never have a value. */
bool field_get_nothing(struct event_ctx *c, const struct field_ref *r, struct value *v);

/* -------------------------------------------------------------------- the event --- */

/* Names and paths as the query wants them: with all bytes, or with the reference's dots. */
const struct str *fd_shown_name(const struct event_ctx *c, const struct fd_version *f);
const struct str *shown_cwd(const struct event_ctx *c, const struct thread_version *t);
void put_shown_path(const struct event_ctx *c, const char *base, size_t nbase,
		    const struct param *path, struct buf *out);

/* The name of a fd as fd.name shows it; with -R services take the place of ports. */
void fd_name_put(struct event_ctx *c, const struct fd_version *f, struct buf *out);

/* The file that a call names as it begins, made absolute; false when the event does not tell. */
bool put_named_path(struct event_ctx *c, struct buf *out);

/* What is left of a name without the bytes that the reference does not print. */
void value_clean(const struct event_ctx *c, struct value *v);

/* The name of an event type; for generic events that of the system call. */
const char *evt_type_name(const struct evt *e);

#endif
