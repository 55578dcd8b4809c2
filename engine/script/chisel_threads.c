/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include <lauxlib.h>

#include "engine/event/text.h"
#include "engine/scap/block.h"
#include "engine/script/chisel_internal.h"
#include "event_codes.h"

/* sysdig.get_thread_table and its sisters: what was true at the current event, as tables. */

/*
 * A filter decides about each fd of each thread as if the thread had just read from it. That
 * event exists nowhere: this is its block, its entry in a log, and a cursor that stands there.
 */
struct pretended {
	/* block type, length; CPU, time, thread, length, code, parameters: none; length again */
	uint8_t block[8 + 2 + 8 + 8 + 4 + 2 + 4 + 4];
	struct log_rec rec;
	struct cursor cursor;
};

enum { AT_TYPE = 0, AT_LEN = 4, AT_TS = 10, AT_TID = 18, AT_EVENT_LEN = 26, AT_CODE = 30 };

struct collecting {
	lua_State *L;
	struct chisel *c;
	const struct state *st;
	uint64_t num; /* the event whose moment it is */
	bool fds, bare;
	struct filter_run *run; /* NULL: all */
	struct event_ctx *ctx;	/* for the figures of threads */
	struct field_ref *figures;
	struct pretended event;
	const struct thread_version *thread;
	uint32_t version; /* of the thread */
	bool any;	  /* one of its fds was taken */
};

/* A bit that the reference sets in all threads, and never clears. */
enum { FLAG_NAME_CHANGED = 1 << 17 };

/* Fields of a thread's table that move fast; they come from the fields of the same meaning. */
static const struct {
	const char *key, *field;
} figure_names[] = {
	{"vmsize_kb", "proc.vmsize"},  {"vmrss_kb", "proc.vmrss"},    {"vmswap_kb", "proc.vmswap"},
	{"pfmajor", "thread.pfmajor"}, {"pfminor", "thread.pfminor"},
};
enum { FIGURES = sizeof(figure_names) / sizeof(figure_names[0]) };

/* --------------------------------------------------------------------- pretended event --- */

static void store(uint8_t *block, unsigned at, uint64_t v, unsigned width)
{
	memcpy(block + at, &v, width); /* of this machine's byte order, as everything in a log */
}

static void pretend_init(struct pretended *p, const struct chisel_set *s, const struct state *st)
{
	uint32_t len = sizeof(p->block);
	uint64_t ts = s->cursor.rec ? s->cursor.rec->ts : 0;

	memset(p, 0, sizeof(*p));
	store(p->block, AT_TYPE, BLOCK_EV_V2, 4);
	store(p->block, AT_LEN, len, 4);
	store(p->block, AT_TS, ts, 8);
	store(p->block, AT_EVENT_LEN, len - 8 - 2 - 4, 4);
	store(p->block, AT_CODE, EV_SYSCALL_READ_X, 2);
	store(p->block, len - 4, len, 4);
	p->cursor = s->cursor;
	p->cursor.state = st; /* before the first event the cursor stands nowhere and has none */
	p->cursor.base = p->block;
	p->rec.ts = ts;
	p->rec.type = EV_SYSCALL_READ_X;
}

/* fdnum beyond what an entry holds is unknown to the filter: fd.num has no value then. */
static struct cursor *pretend(struct collecting *k, int64_t fd, uint32_t fd_version)
{
	struct pretended *p = &k->event;
	struct log_rec *rec = &p->rec;

	store(p->block, AT_TID, (uint64_t)k->thread->tid, 8);
	rec->thread = k->version;
	rec->fd = fd_version;
	rec->fdnum = fd >= 0 && fd < UINT16_MAX - 1 ? (uint16_t)(fd + 1) : 0;
	p->cursor.rec = rec;
	p->cursor.end = rec + 1;
	if (k->run)
		filter_forget_event(k->run);
	return &p->cursor;
}

/* --------------------------------------------------------------------------- tables --- */

static void set_text(lua_State *L, const char *key, const char *s, size_t n)
{
	lua_pushlstring(L, s, n);
	lua_setfield(L, -2, key);
}

static void set_number(lua_State *L, const char *key, double d)
{
	lua_pushnumber(L, d);
	lua_setfield(L, -2, key);
}

/* Numbers in these tables are cut to 32 bits: an unknown one is 4294967295. */
static void set_u32(lua_State *L, const char *key, int64_t n)
{
	set_number(L, key, (double)(uint32_t)n);
}

/* Texts that each end with a NUL, as an array. trim: without empty ones at the end. */
static void set_texts(lua_State *L, const char *key, const struct str *s, bool trim)
{
	const char *p = s->s, *end = p + s->len;
	int i = 0;

	while (trim && end > p && !end[-1])
		end--;
	lua_newtable(L);
	while (p < end) {
		size_t n = strnlen(p, (size_t)(end - p));

		lua_pushlstring(L, p, n);
		lua_rawseti(L, -2, ++i);
		p += n + 1;
	}
	lua_setfield(L, -2, key);
}

/* The protocol of an ordinary socket counts only once its role is known. */
static const char *proto_name(const struct fd_version *f)
{
	static const char *const names[] = {
		[L4_TCP] = "tcp", [L4_UDP] = "udp", [L4_ICMP] = "icmp", [L4_RAW] = "raw"};
	const char *name = f->proto < sizeof(names) / sizeof(names[0]) ? names[f->proto] : NULL;

	if (fd_is_inet(f) && f->role == ROLE_NONE && f->proto != L4_RAW)
		name = NULL;
	return name ? name : "<NA>";
}

static void set_end(struct collecting *k, const struct fd_version *f, const struct endpoint *end,
		    const char *ip_key, const char *port_key)
{
	struct buf *b = &k->c->scratch;

	buf_clear(b);
	if (fd_is_ipv6(f))
		render_ipv6(end->ip, b);
	else
		render_ipv4(end->ip, b);
	set_text(k->L, ip_key, b->p, b->len);
	set_number(k->L, port_key, end->port);
}

static void push_fd(struct collecting *k, const struct fd_version *f)
{
	const char *type = fd_type_name(f->type);
	lua_State *L = k->L;

	lua_createtable(L, 0, 8);
	if (!k->bare) {
		buf_clear(&k->c->scratch);
		put_printable(&k->c->scratch, f->name->s, f->name->len);
		set_text(L, "name", k->c->scratch.p, k->c->scratch.len);
		set_text(L, "type", type, strlen(type));
	}
	if (!fd_is_socket(f))
		return;
	if (fd_is_serv(f)) {
		set_end(k, f, &f->src, "sip", "sport");
	} else {
		set_end(k, f, &f->src, "cip", "cport");
		set_end(k, f, &f->dst, "sip", "sport");
	}
	lua_pushboolean(L, fd_is_serv(f) || f->role == ROLE_SERVER);
	lua_setfield(L, -2, "is_server");
	set_text(L, "l4proto", proto_name(f), strlen(proto_name(f)));
}

/* The table of fds is on top of the stack. */
static bool add_fd(void *arg, int64_t fd, uint32_t version)
{
	struct collecting *k = arg;

	if (k->run && !filter_match(k->run, pretend(k, fd, version)))
		return true;
	k->any = true;
	if (!k->fds)
		return false; /* one is enough to know */
	push_fd(k, state_fd(k->st, version));
	lua_pushnumber(k->L, (double)fd);
	lua_insert(k->L, -2);
	lua_rawset(k->L, -3);
	return true;
}

static void set_figures(struct collecting *k)
{
	struct cursor *cursor = pretend(k, -1, 0);
	struct value v;
	unsigned i;

	event_ctx_set(k->ctx, cursor);
	for (i = 0; i < FIGURES; i++) {
		if (!field_get(k->ctx, &k->figures[i], &v))
			v.u = 0;
		set_u32(k->L, figure_names[i].key, v.i);
	}
}

/* The thread's table is on top of the stack. */
static void set_thread(struct collecting *k)
{
	const struct thread_version *t = k->thread, *m = state_main_at(k->st, t, k->num);
	const struct user *user = state_user(k->st, t->container_id, t->uid);
	lua_State *L = k->L;

	set_u32(L, "tid", t->tid);
	set_u32(L, "pid", t->pid);
	if (k->bare)
		return;
	set_u32(L, "ptid", t->ptid);
	set_text(L, "comm", t->comm->s, t->comm->len);
	set_text(L, "exe", t->exe->s, t->exe->len);
	set_u32(L, "flags", t->flags | FLAG_NAME_CHANGED);
	set_u32(L, "fdlimit", t->fdlimit);
	set_u32(L, "uid", t->uid);
	set_u32(L, "gid", t->gid);
	if (user)
		set_text(L, "username", user->name->s, user->name->len);
	else
		set_text(L, "username", "<NA>", 4);
	set_u32(L, "nchilds", state_child_threads(k->st, t, k->num));
	set_figures(k);
	chisel_push_decimal(L, t->clone_ts);
	lua_setfield(L, -2, "clone_ts");
	set_texts(L, "args", t->args, false);
	set_texts(L, "env", m->env, true);
}

/* The table of threads is on top of the stack. */
static bool add_thread(void *arg, uint32_t version)
{
	struct collecting *k = arg;
	lua_State *L = k->L;

	k->thread = state_thread(k->st, version);
	k->version = version;
	k->any = false;
	lua_createtable(L, 0, k->bare ? 3 : 20);
	lua_newtable(L);
	if (k->fds || k->run)
		state_each_fd(k->st, k->thread, k->num, add_fd, k);
	lua_setfield(L, -2, "fdtable");
	if (k->run && !k->any) {
		lua_pop(L, 1);
		return true;
	}
	set_thread(k);
	lua_pushnumber(L, (double)k->thread->tid);
	lua_insert(L, -2);
	lua_rawset(L, -3);
	return true;
}

/* ----------------------------------------------------------------------------- calls --- */

/* Everything that can fail in Lua, so that what the caller holds is given back. */
static int collect(lua_State *L)
{
	struct collecting *k = lua_touserdata(L, 1);

	lua_newtable(L);
	state_each_thread(k->st, k->num, add_thread, k);
	return 1;
}

/* *arg: a field that says something of an event, and nothing of threads and fds. */
static void see_field(void *arg, const struct field_ref *ref)
{
	static const char *const classes[] = {"evt.", "syslog.", "span.", "evtin."};
	static const char *const but[] = {"evt.time",	 "evt.time.s",	  "evt.datetime",
					  "evt.rawtime", "evt.rawtime.s", "evt.rawtime.ns",
					  "evt.reltime"};
	const char *name = ref->field ? ref->field->name : "", **found = arg;
	size_t i;

	for (i = 0; i < sizeof(but) / sizeof(but[0]); i++) {
		if (!strcmp(name, but[i]))
			return;
	}
	for (i = 0; i < sizeof(classes) / sizeof(classes[0]) && !*found; i++) {
		if (!strncmp(name, classes[i], strlen(classes[i])))
			*found = name;
	}
}

/* The filter of a table; raises an error when it cannot be used. */
static struct filter *table_filter(lua_State *L, const char *text)
{
	struct err e = {0};
	struct filter *f = filter_compile(text, &e);
	const char *name = NULL;

	if (!f)
		luaL_error(L, "sysdig.get_thread_table, filter, column %d: %s", (int)e.off + 1,
			   e.msg);
	filter_each_field(f, see_field, &name);
	if (name) {
		filter_free(f);
		luaL_error(L,
			   "sysdig.get_thread_table: %s is about events, and here about processes "
			   "and fds is asked; as the filter of the capture it chooses the moment",
			   name);
	}
	return f;
}

int chisel_api_thread_table(lua_State *L, bool fds, bool bare)
{
	struct chisel *c = chisel_of(L);
	const char *text = chisel_opt_text(L, 1);
	struct field_ref figures[FIGURES] = {0};
	struct event_ctx ctx;
	struct filter *filter = NULL;
	struct collecting k = {.L = L, .c = c, .fds = fds, .bare = bare, .figures = figures};
	struct err e = {0};
	unsigned i;
	int rc;

	k.st = chisel_moment(c, L, "sysdig.get_thread_table", &k.num);
	if (text && text[0]) {
		filter = table_filter(L, text);
		chisel_uses_filter(c->set, filter);
	}
	c->set->figures |= !bare;
	if (chisel_get_figures(c->set, &e)) {
		filter_free(filter);
		return luaL_error(L, "sysdig.get_thread_table: %s", e.msg);
	}
	/* Where that went to another log, it is another state. */
	k.st = chisel_moment(c, L, "sysdig.get_thread_table", &k.num);
	if (filter)
		k.run = filter_run_new(filter, c->set->log, c->set->env->query);
	pretend_init(&k.event, c->set, k.st);
	event_ctx_init(&ctx, c->set->log, c->set->env->query);
	k.ctx = &ctx;
	for (i = 0; i < FIGURES; i++)
		field_parse(figure_names[i].field, true, &figures[i], NULL);
	lua_settop(L, 0);
	lua_pushcfunction(L, collect);
	lua_pushlightuserdata(L, &k);
	rc = lua_pcall(L, 1, 1, 0);
	for (i = 0; i < FIGURES; i++)
		field_ref_release(&figures[i]);
	event_ctx_release(&ctx);
	filter_run_free(k.run);
	filter_free(filter);
	return rc ? lua_error(L) : 1;
}

/* -------------------------------------------------------------------------- containers --- */

struct containers {
	lua_State *L; /* 1: the array, 2: the ids that it has, as keys */
	const struct state *st;
	uint64_t num;
};

/* The table spells one of them otherwise than container.type does. */
static const char *type_name(int type)
{
	return type == CT_LIBVIRT_LXC ? "libvirt_lxc" : container_type_name(type);
}

static void put_container(lua_State *L, const struct str *id, const char *type)
{
	static const size_t short_id = 12;

	lua_createtable(L, 0, 4);
	set_text(L, "id", id->s, id->len < short_id ? id->len : short_id);
	set_text(L, "name", "", 0);
	set_text(L, "image", "", 0);
	set_text(L, "type", type, strlen(type));
}

static bool add_container(void *arg, const struct container *c)
{
	struct containers *k = arg;
	lua_State *L = k->L;

	put_container(L, c->id, type_name(c->type));
	set_text(L, "name", c->name->s, c->name->len);
	set_text(L, "image", c->image->s, c->image->len);
	lua_rawseti(L, 1, (int)lua_objlen(L, 1) + 1);
	return true;
}

/* Containers that nobody has described: processes are in them, that is all. */
static bool add_container_of(void *arg, uint32_t version)
{
	struct containers *k = arg;
	const struct thread_version *t = state_thread(k->st, version);
	lua_State *L = k->L;
	int type = CT_UNKNOWN;
	const char *id;
	size_t n;

	if (!t->container_id->len || state_container(k->st, t->container_id, k->num))
		return true;
	lua_pushlstring(L, t->container_id->s, t->container_id->len);
	lua_rawget(L, 2);
	if (lua_isnil(L, -1)) {
		container_find(t->cgroups->s, t->cgroups->len, &id, &n, &type);
		put_container(L, t->container_id, type_name(type));
		lua_rawseti(L, 1, (int)lua_objlen(L, 1) + 1);
		lua_pushlstring(L, t->container_id->s, t->container_id->len);
		lua_pushboolean(L, true);
		lua_rawset(L, 2);
	}
	lua_pop(L, 1);
	return true;
}

int chisel_api_container_table(lua_State *L)
{
	struct chisel *c = chisel_of(L);
	struct containers k = {.L = L};

	k.st = chisel_moment(c, L, "sysdig.get_container_table", &k.num);
	lua_settop(L, 0);
	lua_newtable(L);
	lua_newtable(L);
	state_each_container(k.st, k.num, add_container, &k);
	state_each_thread(k.st, k.num, add_container_of, &k);
	lua_settop(L, 1);
	return 1;
}
