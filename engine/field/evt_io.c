/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/evt.h"

#include "engine/event/render.h"
#include "engine/field/event_cache.h"

/* evt.*: what an event moved, what came out of it, how a file was opened. */

/* ---------------------------------------------------------------------- the fd --- */

static bool fd_is_path(const struct fd_version *f)
{
	return fd_is_file(f) || f->type == FD_DIRECTORY;
}

static bool fd_is_net(const struct fd_version *f)
{
	return fd_is_inet(f) || fd_is_serv(f) || f->type == FD_UNIX_SOCK;
}

/* ---------------------------------------------------------------------- buflen --- */

static bool category_fits(uint8_t cat, int what)
{
	if (what & BUFLEN_READS)
		return cat == EC_IO_READ;
	if (what & BUFLEN_WRITES)
		return cat == EC_IO_WRITE;
	return cat == EC_IO_READ || cat == EC_IO_WRITE || cat == EC_IO_OTHER;
}

bool evt_buflen_on(const struct field *f, uint16_t code)
{
	return event_is_exit(code) && code < event_count &&
	       category_fits(event_table[code].cat, f->sub);
}

/* What the call returned. It is the first parameter of these events, whatever its name. */
static bool bytes_moved(const struct event_ctx *c, int64_t *n)
{
	struct param p;

	if (!c->ev.info->result_param && log_rec_result(c->rec, n))
		return true;
	if (!evt_param(&c->ev, 0, &p) || p.len != sizeof(*n))
		return false;
	*n = (int64_t)ld64(p.p);
	return true;
}

/* Bytes moved, not what of them was captured. */
bool evt_buflen(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *fd = evt_own_fd(c);
	int what = r->field->sub;
	int64_t n;

	if (!fd || !event_is_exit(c->ev.type) || !category_fits(c->ev.info->cat, what))
		return false;
	if ((what & BUFLEN_FILES) && !fd_is_file(fd))
		return false;
	if ((what & BUFLEN_SOCKETS) && !fd_is_inet(fd) && !fd_is_serv(fd))
		return false;
	return bytes_moved(c, &n) && n >= 0 && value_i64(v, r, n);
}

/* ------------------------------------------------------------------ the result --- */

/* The parameter that has it. */
static bool result_param(const struct evt *e, struct param *p)
{
	int i = e->info->result_param;

	return i >= 0 && evt_param(e, (unsigned)i, p) && p->len > 0;
}

/* Most are in the entry; the others the event says. */
static bool result(const struct event_ctx *c, int64_t *n)
{
	struct param p;

	if (log_rec_result(c->rec, n))
		return true;
	if (!result_param(&c->ev, &p))
		return false;
	/* Whatever its declared type, eight bytes are read as a signed number. */
	*n = p.len >= sizeof(*n) ? (int64_t)ld64(p.p)
				 : evt_i64(&c->ev, (unsigned)c->ev.info->result_param, 0);
	return true;
}

bool evt_rawres(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	int64_t n;

	return result(c, &n) && value_i64(v, r, n);
}

bool evt_res(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;
	struct buf *resolved;
	struct param p;
	int64_t n;

	if (!result(c, &n))
		return false;
	if (n >= 0)
		return value_cstr(v, r, "SUCCESS");
	if (!result_param(&c->ev, &p))
		return false;
	resolved = &c->cache->aux;
	buf_clear(resolved);
	render_param(&c->ev, (unsigned)c->ev.info->result_param, &c->resolver, &c->opts->render,
		     &c->scratch, resolved);
	if (resolved->len) {
		c->scratch.len = mark;
		buf_put(&c->scratch, resolved->p, resolved->len);
	}
	return value_scratch(c, v, r, mark);
}

static bool failed(const struct event_ctx *c)
{
	int64_t n;

	return result(c, &n) && n < 0;
}

bool evt_failed(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return value_bool(v, r, failed(c));
}

/* ---------------------------------------------------------------- error counts --- */

static bool opens_path(uint16_t type)
{
	switch (type) {
	case EV_SYSCALL_OPEN_X:
	case EV_SYSCALL_CREAT_X:
	case EV_SYSCALL_OPENAT_X:
	case EV_SYSCALL_OPENAT_2_X:
	case EV_SYSCALL_OPENAT2_X:
		return true;
	default:
		return false;
	}
}

static bool opens_connection(uint16_t type)
{
	switch (type) {
	case EV_SOCKET_ACCEPT_X:
	case EV_SOCKET_ACCEPT_5_X:
	case EV_SOCKET_ACCEPT4_X:
	case EV_SOCKET_ACCEPT4_5_X:
	case EV_SOCKET_ACCEPT4_6_X:
	case EV_SOCKET_CONNECT_X:
		return true;
	default:
		return false;
	}
}

/* What a failure is counted as: by its fd, or without one by what the call is for. */
static enum error_kind error_kind_of(const struct event_ctx *c)
{
	const struct fd_version *fd = evt_own_fd(c);

	if (fd ? fd_is_path(fd) : opens_path(c->ev.type))
		return ERROR_FILE;
	if (fd ? fd_is_net(fd) : opens_connection(c->ev.type))
		return ERROR_NET;
	return ERROR_OTHER;
}

bool evt_count_error_on(const struct field *f, uint16_t code)
{
	(void)f;
	return event_has_result(code);
}

bool evt_count_error(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	enum error_kind want = (enum error_kind)r->field->sub;
	bool memory = c->ev.info->cat == EC_MEMORY;

	switch (want) {
	case ERROR_ANY:
		break;
	case ERROR_MEMORY:
		if (!memory)
			return false;
		break;
	case ERROR_OTHER:
		if (memory && !evt_own_fd(c))
			return false;
		/* fallthrough */
	default:
		if (error_kind_of(c) != want)
			return false;
	}
	return failed(c) && value_u64(v, r, 1);
}

/* ----------------------------------------------------------------------- opens --- */

enum {
	OPEN_O_RDONLY = 1 << 0,
	OPEN_O_WRONLY = 1 << 1,
	OPEN_O_CREAT = 1 << 2,
	OPEN_O_TMPFILE = 1 << 13,
	OPEN_F_CREATED = 1 << 14,	      /* current producers: the call made the file */
	MODE_EXEC = 1 << 0 | 1 << 3 | 1 << 6, /* x of the owner, the group, others */
};

/* The events in which the reference looks for open flags. */
static bool has_open_flags(uint16_t type)
{
	switch (type) {
	case EV_SYSCALL_OPEN_X:
	case EV_SYSCALL_OPENAT_E:
	case EV_SYSCALL_OPENAT_2_X:
	case EV_SYSCALL_OPENAT2_X:
		return true;
	default:
		return false;
	}
}

static uint32_t u32_param(const struct evt *e, const char *name)
{
	struct param p;

	return evt_named_param(e, name, &p) && p.len == 4 ? ld32(p.p) : 0;
}

bool evt_is_open(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct evt *e = &c->ev;
	enum open_kind kind = (enum open_kind)r->field->sub;
	uint32_t flags;

	if (kind == OPEN_EXEC && e->type == EV_SYSCALL_CREAT_X)
		return value_bool(v, r, u32_param(e, "mode") & MODE_EXEC);
	if (!has_open_flags(e->type) &&
	    (kind != OPEN_CREATE || e->type != EV_SYSCALL_OPEN_BY_HANDLE_AT_X))
		return value_bool(v, r, false);
	flags = u32_param(e, "flags");
	switch (kind) {
	case OPEN_READ:
		return value_bool(v, r, flags & OPEN_O_RDONLY);
	case OPEN_WRITE:
		return value_bool(v, r, flags & OPEN_O_WRONLY);
	case OPEN_CREATE:
		return value_bool(v, r, flags & OPEN_F_CREATED);
	case OPEN_EXEC:
		break;
	}
	return value_bool(v, r,
			  (flags & (OPEN_O_CREAT | OPEN_O_TMPFILE)) &&
				  (u32_param(e, "mode") & MODE_EXEC));
}

/* ---------------------------------------------------------------------- syslog --- */

bool evt_is_syslog(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *fd = evt_own_fd(c);
	bool is = (c->ev.info->flags & EF_WRITES_TO_FD) && fd &&
		  memmem(fd->name->s, fd->name->len, "/dev/log", 8);

	return value_bool(v, r, is);
}
