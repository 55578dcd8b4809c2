/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/field/event_cache.h"
#include "engine/field/field_class.h"

/* Where an event's fields get their facts: its bytes, the versions beside it, the state. */

enum { ARENA_BLOCK = 16384 }; /* bytes kept for the texts of one event */

/* ----------------------------------------------------------------------- memory --- */

static void arena_add(struct event_cache *k, size_t n)
{
	size_t cap = n > ARENA_BLOCK ? n : ARENA_BLOCK;
	struct arena_block *b = xmalloc(sizeof(*b) + cap);

	b->next = k->blocks;
	b->cap = cap;
	k->blocks = b;
	k->used = 0;
}

/* Forget everything; one block is kept, unless a freak event made it large. */
static void arena_reset(struct event_cache *k)
{
	struct arena_block *b;

	while ((b = k->blocks) && (b->next || b->cap > ARENA_BLOCK)) {
		k->blocks = b->next;
		free(b);
	}
	k->used = 0;
}

char *event_ctx_alloc(struct event_ctx *c, size_t n)
{
	struct event_cache *k = c->cache;
	char *p;

	n = (n + 1 + 7) & ~(size_t)7;
	if (!k->blocks || k->blocks->cap - k->used < n)
		arena_add(k, n);
	p = k->blocks->data + k->used;
	k->used += n;
	return p;
}

bool value_scratch(struct event_ctx *c, struct value *v, const struct field_ref *r, size_t mark)
{
	size_t n = c->scratch.len - mark;
	char *p = event_ctx_alloc(c, n);

	if (n)
		memcpy(p, c->scratch.p + mark, n);
	p[n] = 0;
	c->scratch.len = mark;
	return value_text(v, r, p, n);
}

bool field_get_nothing(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	(void)c;
	(void)r;
	(void)v;
	return false;
}

/* --------------------------------------------------------------------- resolver --- */

static const struct fd_version *fd_at(struct event_ctx *c, int64_t fd)
{
	uint32_t version;

	if (!c->thread || fd < 0)
		return NULL;
	version = state_fd_at(c->state, c->thread, fd, c->num);
	return version ? state_fd(c->state, version) : NULL;
}

/*
 * The letter of the protocol beside that of the type. An ordinary socket has one only once its
 * role is known; until then the reference does not trust what it knows of the protocol.
 */
static char proto_letter(const struct fd_version *f)
{
	if (!fd_is_inet(f) && !fd_is_serv(f))
		return 0;
	if (fd_is_inet(f) && f->role == ROLE_NONE && f->proto != L4_RAW)
		return 0;
	switch (f->proto) {
	case L4_TCP:
		return 't';
	case L4_UDP:
		return 'u';
	case L4_ICMP:
		return 'i';
	case L4_RAW:
		return 'r';
	default:
		return 0;
	}
}

const struct str *fd_shown_name(const struct event_ctx *c, const struct fd_version *f)
{
	return c->opts->render.as_is ? fd_name_as_is(f) : f->name;
}

const struct str *shown_cwd(const struct event_ctx *c, const struct thread_version *t)
{
	return c->opts->render.as_is ? t->cwd_as_is : t->cwd;
}

void put_shown_path(const struct event_ctx *c, const char *base, size_t nbase,
		    const struct param *path, struct buf *out)
{
	size_t n = strnlen((const char *)path->p, path->len);

	if (c->opts->render.as_is)
		path_concat_as_is(base, nbase, (const char *)path->p, n, out);
	else
		path_concat(base, nbase, (const char *)path->p, n, out);
}

void value_clean(const struct event_ctx *c, struct value *v)
{
	if (!c->opts->render.as_is)
		v->fmt = PF_PRINTABLE;
}

void fd_name_put(struct event_ctx *c, const struct fd_version *f, struct buf *out)
{
	const struct str *name = fd_shown_name(c, f);
	size_t mark = out->len;

	buf_put(out, name->s, name->len);
	if (c->cache->services && fd_is_socket(f))
		services_rewrite(c->cache->services, f->proto, out, mark);
}

static bool resolve_fd(void *self, int64_t fd, struct buf *out)
{
	struct event_ctx *c = self;
	const struct fd_version *f = fd_at(self, fd);
	char proto;

	if (!f)
		return false;
	buf_putc(out, '<');
	buf_putc(out, fd_type_letter(f->type));
	proto = proto_letter(f);
	if (proto)
		buf_putc(out, proto);
	buf_putc(out, '>');
	if (c->opts->render.as_is || (c->cache->services && fd_is_socket(f)))
		fd_name_put(c, f, out);
	else
		put_printable(out, f->name->s, f->name->len);
	return true;
}

static void resolve_ports(void *self, struct buf *out, size_t mark)
{
	const struct event_ctx *c = self;

	services_rewrite(c->cache->services, c->fd ? c->fd->proto : L4_UNKNOWN, out, mark);
}

static char resolve_fd_letter(void *self, int64_t fd)
{
	const struct fd_version *f = fd_at(self, fd);

	return f ? fd_type_letter(f->type) : '?';
}

static bool resolve_fd_path(void *self, int64_t fd, struct buf *out)
{
	const struct fd_version *f = fd_at(self, fd);
	const struct str *name;

	if (!f)
		return false;
	name = fd_shown_name(self, f);
	buf_put(out, name->s, name->len);
	return true;
}

static bool resolve_comm(void *self, int64_t tid, struct buf *out)
{
	const struct event_ctx *c = self;
	uint32_t version = state_thread_at(c->state, tid, c->num);
	const struct str *comm;

	if (!version)
		return false;
	comm = state_thread(c->state, version)->comm;
	buf_put(out, comm->s, comm->len);
	return true;
}

static const struct str *container_of_event(const struct event_ctx *c)
{
	return c->thread ? c->thread->container_id : str_empty;
}

static bool resolve_user(void *self, uint32_t uid, struct buf *out)
{
	const struct event_ctx *c = self;
	const struct user *u = state_user(c->state, container_of_event(c), uid);

	if (!u)
		return false;
	buf_put(out, u->name->s, u->name->len);
	return true;
}

static bool resolve_group(void *self, uint32_t gid, struct buf *out)
{
	const struct event_ctx *c = self;
	const struct str *name = state_group(c->state, container_of_event(c), gid);

	if (!name)
		return false;
	buf_put(out, name->s, name->len);
	return true;
}

/* A directory that is not known counts as "": paths are then shown from nowhere. */
static bool resolve_cwd(void *self, struct buf *out)
{
	const struct thread_version *m = event_ctx_main(self);
	const struct str *cwd;

	if (!m)
		return false;
	cwd = shown_cwd(self, m);
	buf_put(out, cwd->s, cwd->len);
	return true;
}

/* ---------------------------------------------------------------------- context --- */

void event_ctx_init(struct event_ctx *c, struct log *log, const struct query_opts *o)
{
	*c = (struct event_ctx){
		.log = log,
		.opts = o,
		.resolver =
			{
				.fd = resolve_fd,
				.fd_letter = resolve_fd_letter,
				.fd_path = resolve_fd_path,
				.comm = resolve_comm,
				.user = resolve_user,
				.group = resolve_group,
				.cwd = resolve_cwd,
			},
		.cache = xcalloc(1, sizeof(*c->cache)),
	};
	if (o->resolve_ports) {
		c->cache->services = services_new();
		c->resolver.ports = resolve_ports;
	}
	buf_init(&c->scratch, 0);
	buf_init(&c->cache->aux, 0);
	c->cache->local.sec = UINT64_MAX;
	c->cache->utc.sec = UINT64_MAX;
	cursor_init(&c->cache->look, log);
}

void event_ctx_release(struct event_ctx *c)
{
	struct arena_block *b;

	buf_release(&c->scratch);
	if (!c->cache)
		return;
	while ((b = c->cache->blocks)) {
		c->cache->blocks = b->next;
		free(b);
	}
	cursor_release(&c->cache->look);
	buf_release(&c->cache->aux);
	peers_free(c->cache->peers);
	services_free(c->cache->services);
	free(c->cache);
	c->cache = NULL;
}

/* Everything but the event's bytes. */
static void set_references(struct event_ctx *c, struct cursor *cur)
{
	const struct log_rec *rec = cur->rec;

	c->cursor = cur;
	c->state = cur->state;
	c->num = cur->num;
	c->rec = rec;
	c->thread = rec->thread ? state_thread(c->state, rec->thread) : NULL;
	c->fd = rec->fd ? state_fd(c->state, rec->fd) : NULL;
	c->resolver.self = c; /* here, since the context may have been moved since the last event */
	buf_clear(&c->scratch);
	arena_reset(c->cache);
	c->cache->main_known = false;
	if (c->cache->look.chunk)
		cursor_park(&c->cache->look);
	/* They stand at an event, too. */
	peers_free(c->cache->peers);
	c->cache->peers = NULL;
}

void event_ctx_set(struct event_ctx *c, struct cursor *cur)
{
	set_references(c, cur);
	cursor_event(cur, &c->ev);
}

void event_ctx_set_type(struct event_ctx *c, const struct log_rec *rec)
{
	c->rec = rec;
	c->ev = (struct evt){
		.info = event_info_of(rec->type),
		.tid = -1,
		.type = rec->type,
	};
}

void event_ctx_set_versions(struct event_ctx *c, struct cursor *cur)
{
	const struct log_rec *rec = cur->rec;

	set_references(c, cur);
	/* The thread of some events has another id than they say, and only they know it. */
	if (!c->thread || c->thread->tid < 0) {
		cursor_event(cur, &c->ev);
		return;
	}
	event_ctx_set_type(c, rec);
	c->ev.ts = rec->ts;
	c->ev.cpu = rec->cpu;
	c->ev.tid = c->thread->tid;
}

void event_ctx_park(struct event_ctx *c)
{
	cursor_park(&c->cache->look);
}

bool event_ctx_look(struct event_ctx *c, uint64_t num, struct evt *e)
{
	return log_get(&c->cache->look, num, e);
}

bool event_ctx_enter(struct event_ctx *c, struct evt *e)
{
	uint64_t enter = log_enter(c->cursor);

	return enter && event_ctx_look(c, enter, e);
}

void event_ctx_set_moment(struct event_ctx *c, uint64_t num, uint64_t ts)
{
	c->moment = num;
	c->now = ts;
	if (c->cache->peers && peers_moment(c->cache->peers) != num) {
		peers_free(c->cache->peers);
		c->cache->peers = NULL;
	}
}

struct peers *event_ctx_peers(struct event_ctx *c)
{
	if (!c->cache->peers && c->moment)
		c->cache->peers = peers_new(c->log, c->moment);
	return c->cache->peers;
}

const struct thread_version *event_ctx_main(struct event_ctx *c)
{
	struct event_cache *k = c->cache;

	if (!k->main_known) {
		k->main_until = log_count(c->log);
		k->main = c->thread ? state_main_until(c->state, c->thread, c->num, &k->main_until)
				    : NULL;
		k->main_known = true;
	}
	return k->main;
}

uint64_t event_ctx_main_until(struct event_ctx *c)
{
	event_ctx_main(c);
	return c->cache->main_until;
}

bool event_ctx_latency(struct event_ctx *c, uint64_t *ns)
{
	uint64_t enter;

	*ns = 0;
	/* Of a scheduler switch, too: that of the call before it. */
	enter = c->rec->flags & REC_LATENCY ? log_enter_ts(c->cursor) : 0;
	if (!enter)
		return !event_is_exit(c->ev.type);
	*ns = c->ev.ts - enter;
	return true;
}
