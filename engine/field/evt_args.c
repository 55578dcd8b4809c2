/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/evt.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/event/render.h"
#include "engine/field/event_cache.h"

/* evt.*: the parameters of an event, as text and raw. */

/* ------------------------------------------------------------------------ all of them --- */

/*
 * How many parameters evt.args shows: those that the reference knows. Recent producers send exit
 * events alone, with what used to be in the enter event; then nothing else tells it, and all
 * are shown.
 */
static unsigned shown_params(const struct event_ctx *c)
{
	const struct event_info *info = c->ev.info;
	unsigned n = info->nref;

	if (c->ev.nparams > n && info->exit_merged && event_is_exit(c->ev.type) &&
	    !(c->rec->flags & REC_PAIRED))
		n = info->nparams;
	return n < c->ev.nparams ? n : c->ev.nparams;
}

bool evt_args(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;

	render_args(&c->ev, shown_params(c), &c->resolver, &c->opts->render, &c->scratch);
	return value_scratch(c, v, r, mark);
}

bool evt_info(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;
	struct syslog_message m;

	if (!syslog_decode(c, &m))
		return evt_args(c, r, v);
	buf_puts(&c->scratch, "syslog sev=");
	buf_puts(&c->scratch, syslog_severity_name(m.priority));
	buf_puts(&c->scratch, " msg=");
	buf_put(&c->scratch, m.text, m.len);
	return value_scratch(c, v, r, mark);
}

/* -------------------------------------------------------------------------- one of them --- */

/*
 * Parameter i as text: the resolved form if it has one. Both forms end at their first NUL, and
 * an empty resolved form counts as none.
 */
static bool param_text(struct event_ctx *c, const struct field_ref *r, unsigned i, struct value *v)
{
	struct buf *resolved = &c->cache->aux;
	size_t mark = c->scratch.len;

	buf_clear(resolved);
	if (!render_param(&c->ev, i, &c->resolver, &c->opts->render, &c->scratch, resolved))
		return false;
	if (resolved->len && resolved->p[0]) {
		c->scratch.len = mark;
		buf_put(&c->scratch, resolved->p, resolved->len);
	}
	value_scratch(c, v, r, mark);
	v->len = (uint32_t)strnlen(v->s, v->len);
	return true;
}

/*
 * Where a named parameter is in each type of event, -1 not there: made once, when the name is
 * parsed, and kept as the reference's memo.
 */
static int8_t *places_of(const char *name)
{
	int8_t *at = xmalloc(event_count);
	unsigned i;

	for (i = 0; i < event_count; i++)
		at[i] = (int8_t)evt_param_index(&event_table[i], name);
	return at;
}

/* What evt.args does not show is not there by name either. */
static int place_in(const struct field_ref *r, const struct event_ctx *c)
{
	const int8_t *at = r->memo;
	int i = c->ev.type < event_count ? at[c->ev.type] : -1;

	return i >= 0 && (unsigned)i < shown_params(c) ? i : -1;
}

/*
 * The longest name of a parameter that `text` begins with, in the first `codes` event types,
 * and of each the first nref parameters or all. The first found in the order of the table wins:
 * its type is the one that the reference gives to every parameter of that name.
 */
static const struct param_info *longest_param(const char *text, unsigned codes, bool all)
{
	const struct param_info *best = NULL;
	size_t best_len = 0;
	unsigned i, k;

	for (i = 0; i < codes; i++) {
		const struct event_info *info = &event_table[i];
		unsigned n = all ? info->nparams : info->nref;

		for (k = 0; k < n && k < info->nparams; k++) {
			size_t len = strlen(info->params[k].name);

			if (len > best_len && strncmp(text, info->params[k].name, len) == 0) {
				best = &info->params[k];
				best_len = len;
			}
		}
	}
	return best;
}

/* Cut r->arg to the name of a parameter; what the reference knows comes before what is newer. */
static const struct param_info *named_param(struct field_ref *r)
{
	const struct param_info *old, *any;

	old = longest_param(r->arg, EVENT_REF_COUNT, false);
	any = longest_param(r->arg, event_count, true);
	if (!old || strlen(any->name) > strlen(old->name))
		old = any;
	if (!old)
		return NULL;
	r->arg[strlen(old->name)] = 0;
	r->memo = places_of(old->name);
	return old;
}

static int no_such_param(const struct field_ref *r, struct err *e)
{
	return err_set(e, ERR_UNKNOWN, "%s: no event has a parameter '%.64s'", r->field->name,
		       r->arg ? r->arg : "");
}

int evt_parse_arg(struct field_ref *r, struct err *e)
{
	if (!r->dotted)
		return field_arg_number(r, e);
	return named_param(r) ? 0 : no_such_param(r, e);
}

bool evt_arg(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	int i;

	if (!r->dotted) {
		if ((uint64_t)r->argn >= shown_params(c))
			return false;
		return param_text(c, r, (unsigned)r->argn, v);
	}
	i = place_in(r, c);
	return i >= 0 && param_text(c, r, (unsigned)i, v);
}

/* ----------------------------------------------------------------------------- raw --- */

int evt_parse_rawarg(struct field_ref *r, struct err *e)
{
	const struct param_info *p;

	if (!r->dotted)
		return err_set(e, ERR_SYNTAX, "evt.rawarg takes a name: evt.rawarg.res");
	p = named_param(r);
	if (!p)
		return no_such_param(r, e);
	r->type = p->type;
	/* The reference gives numbers no format here, and so cannot print unsigned ones. */
	r->fmt = p->type == PT_BYTEBUF ? PF_RAWBYTES : PF_NA;
	return 0;
}

/* The bytes as the type that the name has, which need not be the type that this event gives it. */
static bool raw_value(const struct param *p, const struct field_ref *r, struct value *v)
{
	unsigned width = ptype_width(r->type);

	switch (r->type) {
	case PT_CHARBUF:
	case PT_FSPATH:
	case PT_FSRELPATH:
		return value_text(v, r, (const char *)p->p, strnlen((const char *)p->p, p->len));
	case PT_IPV4ADDR:
	case PT_IPV6ADDR:
	case PT_IPADDR:
		return (p->len == 4 || p->len == 16) && value_ip(v, r, p->p, p->len == 16);
	case PT_DOUBLE:
		if (p->len < sizeof(v->d))
			return false;
		value_typed(v, r);
		memcpy(&v->d, p->p, sizeof(v->d));
		return true;
	default:
		break;
	}
	if (!width)
		return value_text(v, r, (const char *)p->p, p->len);
	if (p->len < width)
		return false;
	return value_i64(v, r, ptype_load(r->type, p->p, width));
}

bool evt_rawarg(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	int i = place_in(r, c);
	struct param p;

	if (i < 0 || !evt_param(&c->ev, (unsigned)i, &p))
		return false;
	return raw_value(&p, r, v);
}

bool evt_named_param(const struct evt *e, const char *name, struct param *p)
{
	int i;

	if (!e->nparams)
		return false;
	i = evt_param_index(e->info, name);
	return i >= 0 && evt_param(e, (unsigned)i, p) && p->len;
}

/* I/O data; of the few events whose parameter of that name is no buffer, its plain form. */
bool evt_buffer(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;
	struct param p;
	int i = evt_param_index(c->ev.info, "data");

	if (i < 0 || (unsigned)i >= shown_params(c) || !evt_param(&c->ev, (unsigned)i, &p))
		return false;
	if (p.info->type == PT_BYTEBUF)
		return value_text(v, r, (const char *)p.p, p.len);
	render_param(&c->ev, (unsigned)i, &c->resolver, &c->opts->render, &c->scratch, NULL);
	value_scratch(c, v, r, mark);
	v->type = PT_CHARBUF;
	return true;
}

/* ------------------------------------------------------------------------- abspath --- */

enum path_side { SIDE_ANY, SIDE_SRC, SIDE_DST };

static const struct {
	uint16_t code;
	const char *dirfd, *path;	  /* the path; of two, the source */
	const char *dst_dirfd, *dst_path; /* the destination; NULL: the same */
} path_params[] = {
	{EV_SYSCALL_RENAMEAT_X, "olddirfd", "oldpath", "newdirfd", "newpath"},
	{EV_SYSCALL_RENAMEAT2_X, "olddirfd", "oldpath", "newdirfd", "newpath"},
	{EV_SYSCALL_LINKAT_E, "olddir", "oldpath", "newdir", "newpath"},
	{EV_SYSCALL_LINKAT_2_X, "olddir", "oldpath", "newdir", "newpath"},
	{EV_SYSCALL_SYMLINKAT_X, "linkdirfd", "linkpath", NULL, NULL},
	{EV_SYSCALL_OPENAT_E, "dirfd", "name", NULL, NULL},
	{EV_SYSCALL_OPENAT_2_X, "dirfd", "name", NULL, NULL},
	{EV_SYSCALL_OPENAT2_X, "dirfd", "name", NULL, NULL},
	{EV_SYSCALL_UNLINKAT_E, "dirfd", "name", NULL, NULL},
	{EV_SYSCALL_UNLINKAT_2_X, "dirfd", "name", NULL, NULL},
	{EV_SYSCALL_MKDIRAT_X, "dirfd", "path", NULL, NULL},
	{EV_SYSCALL_FCHMODAT_X, "dirfd", "filename", NULL, NULL},
};

int evt_parse_abspath(struct field_ref *r, struct err *e)
{
	r->arg_id = SIDE_ANY;
	if (!r->arg)
		return 0;
	if (r->dotted && strncmp(r->arg, "src", 3) == 0)
		r->arg_id = SIDE_SRC;
	else if (r->dotted && strncmp(r->arg, "dst", 3) == 0)
		r->arg_id = SIDE_DST;
	else
		return err_set(e, ERR_SYNTAX, "evt.abspath takes .src or .dst");
	r->arg[3] = 0;
	return 0;
}

/* The directory that a relative path starts from, with a slash at its end. */
static void append_base(struct event_ctx *c, const struct param *dirfd, struct buf *out)
{
	enum { FD_CWD = -100 };
	size_t start = out->len;
	int64_t fd = (int64_t)ld64(dirfd->p);

	if (fd == FD_CWD) {
		c->resolver.cwd(c->resolver.self, out);
		return;
	}
	if (!c->resolver.fd_path(c->resolver.self, fd, out))
		buf_puts(out, "<UNKNOWN>");
	if (out->len == start || out->p[out->len - 1] != '/')
		buf_putc(out, '/');
}

bool evt_abspath(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	struct buf *base = &c->cache->aux;
	const char *dirfd_name = NULL, *path_name = NULL;
	size_t mark = c->scratch.len;
	struct param dirfd, path;
	unsigned i;

	for (i = 0; i < sizeof(path_params) / sizeof(path_params[0]); i++) {
		bool dst = r->arg_id == SIDE_DST && path_params[i].dst_path;

		if (path_params[i].code != c->ev.type)
			continue;
		dirfd_name = dst ? path_params[i].dst_dirfd : path_params[i].dirfd;
		path_name = dst ? path_params[i].dst_path : path_params[i].path;
		break;
	}
	if (!path_name || !c->thread || !evt_named_param(&c->ev, dirfd_name, &dirfd) ||
	    !evt_named_param(&c->ev, path_name, &path) || dirfd.len != 8)
		return false;
	buf_clear(base);
	if (path.p[0] != '/')
		append_base(c, &dirfd, base);
	put_shown_path(c, base->p ? base->p : "", base->len, &path, &c->scratch);
	return value_scratch(c, v, r, mark);
}

/* -------------------------------------------------------- infrastructure events --- */

/* "Event: start; ID: 0123...; name: x; Image: y": item number sub of the description. */
static const char *const infra_items[] = {
	[INFRA_EVENT] = "Event",
	[INFRA_ID] = "ID",
	[INFRA_NAME] = "name",
	[INFRA_IMAGE] = "Image",
};

static void trim(const char **p, size_t *n)
{
	while (*n && strchr(" \t\n\v\f\r", **p)) {
		(*p)++;
		(*n)--;
	}
	while (*n && strchr(" \t\n\v\f\r", (*p)[*n - 1]))
		(*n)--;
}

static bool infra_item(const char *p, size_t n, int which, const char **item, size_t *len)
{
	const char *key = infra_items[which], *end = p + n;

	while (p < end) {
		const char *stop = memchr(p, ';', (size_t)(end - p)), *colon;
		size_t m = (size_t)((stop ? stop : end) - p);

		trim(&p, &m);
		colon = memchr(p, ':', m);
		if (colon && m >= strlen(key) && memcmp(p, key, strlen(key)) == 0) {
			*item = colon + 1;
			*len = m - (size_t)(colon + 1 - p);
			return true;
		}
		p = stop ? stop + 1 : end;
	}
	return false;
}

/* An image is its name without tag or digest, but all of it when it is a bare digest. */
static size_t image_len(const char *s, size_t all, size_t name)
{
	const char *at = memchr(s, '@', name);

	if (at)
		return (size_t)(at - s);
	return memmem(s, name, "sha256", 6) ? all : name;
}

bool evt_infra(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	enum { ID_LEN = 12 };
	const char *s, *colon;
	struct param p;
	size_t all, n;

	if (c->ev.type != EV_INFRASTRUCTURE_EVENT_E ||
	    !evt_named_param(&c->ev, "description", &p) ||
	    !infra_item((const char *)p.p, strnlen((const char *)p.p, p.len), r->field->sub, &s,
			&all))
		return false;
	colon = memchr(s, ':', all);
	n = colon ? (size_t)(colon - s) : all;
	if (r->field->sub == INFRA_IMAGE)
		n = image_len(s, all, n);
	trim(&s, &n);
	if (r->field->sub == INFRA_ID && n > ID_LEN)
		n = ID_LEN;
	return value_text(v, r, s, n);
}
