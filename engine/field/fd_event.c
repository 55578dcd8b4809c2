/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/fd_class.h"

#include "event_codes.h"
#include "engine/event/render.h"
#include "engine/field/event_cache.h"

/* Which fd an event is about, and what it says of an fd that did not come to be. */

#define AT_CWD (-100) /* PPM_AT_FDCWD */

static bool is_accept_exit(uint16_t type)
{
	return type == EV_SOCKET_ACCEPT_X || type == EV_SOCKET_ACCEPT_5_X ||
	       type == EV_SOCKET_ACCEPT4_X || type == EV_SOCKET_ACCEPT4_5_X ||
	       type == EV_SOCKET_ACCEPT4_6_X;
}

static bool is_openat_exit(uint16_t type)
{
	return type == EV_SYSCALL_OPENAT_X || type == EV_SYSCALL_OPENAT_2_X ||
	       type == EV_SYSCALL_OPENAT2_X;
}

/* ----------------------------------------------------------------------- names --- */

/* Directory fd and name of an openat: in its first generation the enter event has them. */
static bool openat_target(struct event_ctx *c, int64_t *dirfd, struct param *name)
{
	struct evt enter;

	if (c->ev.type != EV_SYSCALL_OPENAT_X) {
		*dirfd = evt_i64(&c->ev, 1, -1);
		return evt_param(&c->ev, 2, name);
	}
	if (!(c->rec->flags & REC_PAIRED) || !event_ctx_enter(c, &enter))
		return false;
	*dirfd = evt_i64(&enter, 0, -1);
	return evt_param(&enter, 1, name);
}

/*
 * The reference looks the directory up to make the name absolute, and leaves it behind as the
 * event's fd when the call failed.
 */
static const struct fd_version *openat_directory(struct event_ctx *c)
{
	struct param name;
	int64_t dirfd;
	uint32_t version;

	if (!is_openat_exit(c->ev.type) || evt_i64(&c->ev, 0, -1) >= 0 ||
	    !openat_target(c, &dirfd, &name))
		return NULL;
	if (dirfd < 0 || (name.len && name.p[0] == '/'))
		return NULL;
	version = state_fd_at(c->state, c->thread, dirfd, c->num);
	return version ? state_fd(c->state, version) : NULL;
}

bool field_fd_without_version(uint16_t code)
{
	return is_openat_exit(code);
}

/* What is not in the entry itself is not compared; a connect that failed has no name yet. */
bool field_entry_decides(const struct log_rec *rec)
{
	return rec->thread && rec->fd && rec->fdnum && rec->fdnum != UINT16_MAX &&
	       rec->type != EV_SOCKET_CONNECT_X;
}

bool fd_of_event(struct event_ctx *c, const struct fd_version **f)
{
	const uint32_t about_fd = EF_CREATES_FD | EF_USES_FD | EF_DESTROYS_FD;

	if (!c->thread || !(c->fd || (c->ev.info->flags & about_fd)))
		return false;
	*f = c->fd ? c->fd : openat_directory(c);
	return true;
}

static void put_param(struct event_ctx *c, unsigned i, struct buf *out)
{
	struct buf *resolved = &c->cache->aux;
	size_t mark = out->len;

	buf_clear(resolved);
	render_param(&c->ev, i, &c->resolver, &c->opts->render, out, resolved);
	if (resolved->len) {
		out->len = mark;
		buf_put(out, resolved->p, resolved->len);
	}
}

/* Only called when the directory is not known, else its fd would have been the event's. */
static bool put_openat_name(struct event_ctx *c, struct buf *out)
{
	static const char unknown[] = "<UNKNOWN>";
	const struct thread_version *m = event_ctx_main(c);
	struct param name;
	int64_t dirfd;
	const struct str *cwd;

	/* Where only the enter event has the name, the reference has none by now. */
	if (c->ev.type == EV_SYSCALL_OPENAT_X || !openat_target(c, &dirfd, &name))
		return false;
	cwd = shown_cwd(c, m);
	if (dirfd == AT_CWD)
		put_shown_path(c, cwd->s, cwd->len, &name, out);
	else
		put_shown_path(c, unknown, sizeof(unknown) - 1, &name, out);
	return true;
}

bool fd_requested_name(struct event_ctx *c, struct buf *out)
{
	if (!event_is_exit(c->ev.type))
		return false;
	if (is_openat_exit(c->ev.type))
		return put_openat_name(c, out);
	if (c->ev.type == EV_SYSCALL_OPEN_X || c->ev.type == EV_SYSCALL_CREAT_X ||
	    c->ev.type == EV_SOCKET_CONNECT_X || is_accept_exit(c->ev.type))
		put_param(c, 1, out);
	return true;
}

bool fd_wanted_name(struct event_ctx *c, struct buf *out)
{
	struct param address;

	if (c->ev.type != EV_SOCKET_CONNECT_E)
		return put_named_path(c, out);
	if (!evt_param(&c->ev, 1, &address) || !address.len)
		return false;
	put_param(c, 1, out);
	return true;
}
