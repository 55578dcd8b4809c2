/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/event/render.h"

#include <stdio.h>
#include <time.h>

#include "engine/event/text.h"
#include "event_codes.h"

enum { FD_CWD = -100 }; /* AT_FDCWD */

/*
 * The encoded value of one parameter. For a dynamic parameter: the alternative that its first
 * byte selects, with the format of the parameter itself.
 */
struct value {
	const uint8_t *p;
	uint32_t len; /* bytes */
	uint8_t type; /* enum ptype; PT_DYN when no alternative fits */
	uint8_t fmt;  /* enum pfmt */
	int8_t dirfd;
	const struct flag_table *flags;
};

static inline bool value_load(const struct evt *e, unsigned i, struct value *v)
{
	const struct param_info *info;
	struct param p;

	if (!evt_param(e, i, &p))
		return false;
	info = p.info;
	*v = (struct value){
		.p = p.p,
		.len = p.len,
		.type = info->type,
		.fmt = info->fmt,
		.dirfd = info->dirfd,
		.flags = info->flags,
	};
	if (info->type == PT_DYN && p.len && p.p[0] < info->ndyn) {
		v->type = info->dyn[p.p[0]].type;
		v->p++;
		v->len--;
	}
	return true;
}

/*
 * The integer at the value. A value shorter than its type, of a writer that knew a narrower
 * one, is read at its own width; surplus bytes are ignored. 0 bytes: false.
 */
static inline bool value_int(const struct value *v, int64_t *n, unsigned *width)
{
	unsigned w = ptype_width(v->type);

	if (v->len < w)
		w = v->len >= 4 ? 4 : v->len >= 2 ? 2 : v->len;
	if (!w)
		return false;
	*n = ptype_load(v->type, v->p, w);
	*width = w;
	return true;
}

/* ----------------------------------------------------------------------- numbers --- */

static void put_octal(struct buf *out, uint64_t v)
{
	char tmp[24];
	unsigned i = sizeof(tmp);

	do {
		tmp[--i] = (char)('0' + (v & 7));
		v >>= 3;
	} while (v);
	if (tmp[i] != '0')
		tmp[--i] = '0';
	buf_put(out, tmp + i, sizeof(tmp) - i);
}

static void put_number(struct buf *out, uint8_t type, uint8_t fmt, int64_t v, unsigned width)
{
	uint64_t bits = (uint64_t)v;

	if (width < 8)
		bits &= (1ull << 8 * width) - 1;
	/* The reference prints wide unsigned numbers as signed ones, and so do we. */
	if (type == PT_UINT32)
		v = (int32_t)bits;
	switch (fmt) {
	case PF_HEX:
		buf_put_hex(out, bits, true);
		break;
	case PF_OCT:
		put_octal(out, bits);
		break;
	case PF_PAD9:
		if (v < 0)
			buf_putc(out, '-');
		buf_put_pad(out, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, v < 0 ? 8 : 9);
		break;
	default:
		buf_put_i64(out, v);
	}
}

/* "%lg" and "s". The decimal point is a point, whatever the user's locale says. */
void render_seconds(uint64_t ns, struct buf *out)
{
	char tmp[40];
	int i, n = snprintf(tmp, sizeof(tmp), "%lg", (double)ns / 1000000000);

	for (i = 0; i < n; i++) {
		char c = tmp[i];

		if ((c < '0' || c > '9') && c != '-' && c != '+' && c != 'e')
			tmp[i] = '.';
	}
	buf_put(out, tmp, (size_t)n);
	buf_putc(out, 's');
}

/* Local time with ns and zone, as current libs have it; the reference knows no such parameter. */
static void put_abstime(uint64_t ns, struct buf *out)
{
	time_t sec = (time_t)(ns / 1000000000);
	char tmp[64];
	struct tm tm;

	if (!localtime_r(&sec, &tm)) {
		buf_put_u64(out, ns);
		return;
	}
	buf_put(out, tmp, strftime(tmp, sizeof(tmp), "%Y-%m-%d %H:%M:%S.", &tm));
	buf_put_pad(out, ns % 1000000000, 9);
	buf_put(out, tmp, strftime(tmp, sizeof(tmp), " %z", &tm));
}

/* ------------------------------------------------------------------------- names --- */

/*
 * The reference walks the table from the top, prints each row whose bits are all among those
 * left, takes them away, and stops at a row that equals the whole value, printing it as well. So
 * the order of rows decides, and bits without a name are silent.
 */
void render_flags(const struct flag_table *t, uint64_t v, struct buf *out)
{
	uint64_t left = v;
	bool first = true;
	unsigned i;

	for (i = 0; i < t->n; i++) {
		uint32_t row = t->rows[i].value;

		if (row != v && (!row || (left & row) != row))
			continue;
		if (!first)
			buf_putc(out, '|');
		first = false;
		buf_puts(out, t->rows[i].name);
		if (row == v)
			return;
		left &= ~(uint64_t)row;
	}
}

static void put_enum(const struct flag_table *t, uint64_t v, struct buf *out)
{
	unsigned i;

	for (i = 0; i < t->n; i++) {
		if (t->rows[i].value == v) {
			buf_puts(out, t->rows[i].name);
			return;
		}
	}
}

static void put_sigset(uint32_t set, struct buf *out)
{
	bool first = true;
	unsigned i;

	for (i = 0; i < 32; i++) {
		const char *name = set >> i & 1 ? signal_name(i + 1) : NULL;

		if (!name)
			continue;
		if (!first)
			buf_putc(out, ' ');
		first = false;
		buf_puts(out, name);
	}
}

static void put_errno(int64_t v, struct buf *out)
{
	/* The reference cuts to 32 bits before it looks. */
	const char *name = errno_name(-(int64_t)(int32_t)v);

	if (name)
		buf_puts(out, name);
}

/* --------------------------------------------------------------------- poll list --- */

/* "4:e1 7:i0": fd, letter of its type, poll flags. u16 count, then i64 fd and i16 flags each. */
static void put_fdlist(const struct value *v, const struct resolver *r, struct buf *out)
{
	const uint8_t *p = v->p + 2, *end = v->p + v->len;
	unsigned n;

	if (v->len < 2) {
		buf_puts(out, "NULL");
		return;
	}
	for (n = ld16(v->p); n && end - p >= 10; n--, p += 10) {
		int64_t fd = (int64_t)ld64(p);

		if (p != v->p + 2)
			buf_putc(out, ' ');
		buf_put_u64(out, (uint64_t)fd);
		buf_putc(out, ':');
		buf_putc(out, r && r->fd_letter ? r->fd_letter(r->self, fd) : '?');
		buf_put_hex(out, (uint32_t)(int16_t)ld16(p + 8), false);
	}
}

/* -------------------------------------------------------------------- plain form --- */

static void put_socket(const struct value *v, const struct resolver *r, struct buf *out)
{
	size_t mark = out->len;

	if (v->type == PT_SOCKADDR)
		render_sockaddr(v->p, v->len, out);
	else
		render_socktuple(v->p, v->len, out);
	if (r && r->ports && v->len && socket_is_inet(v->p[0]))
		r->ports(r->self, out, mark);
}

static void value_put(const struct value *v, const struct resolver *r, const struct render_opts *o,
		      struct buf *out)
{
	const char *text = (const char *)v->p;
	unsigned w;
	int64_t n;

	switch (v->type) {
	case PT_BYTEBUF:
	case PT_CHARBUFARRAY:
	case PT_CHARBUF_PAIR_ARRAY:
		render_bytes(v->p, v->len, o, out);
		return;
	case PT_SOCKADDR:
	case PT_SOCKTUPLE:
		put_socket(v, r, out);
		return;
	case PT_FDLIST:
		put_fdlist(v, r, out);
		return;
	case PT_DYN:
		buf_puts(out, "INVALID DYNAMIC PARAMETER");
		return;
	default:
		break;
	}
	if (!v->len) {
		buf_puts(out, "<NA>");
		return;
	}
	switch (v->type) {
	case PT_CHARBUF:
		buf_put(out, text, strnlen(text, v->len));
		return;
	case PT_FSPATH:
	case PT_FSRELPATH:
		if (o->as_is)
			buf_put(out, text, strnlen(text, v->len));
		else
			put_printable(out, text, strnlen(text, v->len));
		return;
	case PT_IPV4ADDR:
	case PT_IPV6ADDR:
	case PT_IPADDR:
		if (v->len == 4)
			render_ipv4(v->p, out);
		else if (v->len == 16)
			render_ipv6(v->p, out);
		else
			buf_puts(out, "<NA>");
		return;
	default:
		break;
	}
	if (!value_int(v, &n, &w)) {
		buf_puts(out, "<NA>");
		return;
	}
	switch (v->type) {
	case PT_RELTIME:
		if (n == -1)
			buf_puts(out, "none");
		else
			buf_put_u64(out, (uint64_t)n);
		return;
	case PT_ABSTIME:
		put_abstime((uint64_t)n, out);
		return;
	case PT_BOOL:
		buf_puts(out, n ? "true" : "false");
		return;
	case PT_SIGSET:
		put_sigset((uint32_t)n, out);
		return;
	case PT_UID:
	case PT_GID:
		buf_put_i64(out, (int32_t)n);
		return;
	case PT_FLAGS8:
	case PT_FLAGS16:
	case PT_FLAGS32:
	case PT_ENUMFLAGS8:
	case PT_ENUMFLAGS16:
	case PT_ENUMFLAGS32:
	case PT_ERRNO:
	case PT_FD:
	case PT_PID:
	case PT_FD32:
	case PT_PID32:
	case PT_SYSCALLID:
	case PT_SIGTYPE:
		buf_put_i64(out, n);
		return;
	default:
		put_number(out, v->type, v->fmt, n, w);
	}
}

/* ----------------------------------------------------------------- resolved form --- */

/* The directory that a relative path starts from: current directory, or that of a dirfd. */
static bool base_put(const struct evt *e, const struct value *v, const struct resolver *r,
		     bool as_is, struct buf *out)
{
	size_t start = out->len;
	int64_t dirfd;

	if (v->type == PT_FSPATH || v->dirfd < 0)
		return r && r->cwd && r->cwd(r->self, out);
	dirfd = evt_i64(e, (unsigned)v->dirfd, FD_CWD);
	if (dirfd == FD_CWD)
		return r && r->cwd && r->cwd(r->self, out);
	/* Of an fd that is not known the reference shows the path from nowhere. */
	if (r && r->fd_path && r->fd_path(r->self, dirfd, out) && out->len > start) {
		size_t n = out->len - start;

		/* In place: there is room, and the text never grows. */
		if (!as_is) {
			out->len = start;
			put_printable(out, out->p + start, n);
		}
		buf_putc(out, '/');
	}
	return true;
}

static void path_resolve(const struct evt *e, const struct value *v, const struct resolver *r,
			 bool as_is, struct buf *out)
{
	const char *text = (const char *)v->p;
	size_t start = out->len;

	if (!v->len || text[0] == '/')
		return;
	if (v->len >= 4 && memcmp(text, "<NA>", 4) == 0)
		return;
	if (base_put(e, v, r, as_is, out))
		path_append(out, start, text, v->len, as_is);
}

static void fd_resolve(int64_t fd, const struct resolver *r, struct buf *out)
{
	if (fd >= 0) {
		if (r && r->fd)
			r->fd(r->self, fd, out);
	} else if (fd == FD_CWD) {
		buf_puts(out, "AT_FDCWD");
	} else {
		put_errno(fd, out);
	}
}

static void id_resolve(const struct value *v, uint32_t id, const struct resolver *r,
		       struct buf *out)
{
	bool (*name)(void *self, uint32_t id, struct buf *out) = NULL;

	if (id == UINT32_MAX) {
		buf_puts(out, "<NONE>");
		return;
	}
	if (r)
		name = v->type == PT_UID ? r->user : r->group;
	if (!name || !name(r->self, id, out))
		buf_puts(out, "<NA>");
}

/* Types with a resolved form, a bit each: most parameters have none. */
#define BIT(t) (1ull << (t))
static const uint64_t resolvable =
	BIT(PT_ERRNO) | BIT(PT_FD) | BIT(PT_FD32) | BIT(PT_PID) | BIT(PT_PID32) | BIT(PT_FSPATH) |
	BIT(PT_FSRELPATH) | BIT(PT_SYSCALLID) | BIT(PT_SIGTYPE) | BIT(PT_RELTIME) | BIT(PT_FLAGS8) |
	BIT(PT_FLAGS16) | BIT(PT_FLAGS32) | BIT(PT_ENUMFLAGS8) | BIT(PT_ENUMFLAGS16) |
	BIT(PT_ENUMFLAGS32) | BIT(PT_MODE) | BIT(PT_UID) | BIT(PT_GID);

static void value_resolve(const struct evt *e, const struct value *v, const struct resolver *r,
			  const struct render_opts *o, struct buf *out)
{
	const char *name;
	unsigned w;
	int64_t n;

	if (v->type == PT_FSPATH || v->type == PT_FSRELPATH) {
		path_resolve(e, v, r, o->as_is, out);
		return;
	}
	if (!value_int(v, &n, &w))
		return;
	switch (v->type) {
	case PT_ERRNO:
		if (n < 0)
			put_errno(n, out);
		break;
	case PT_FD:
	case PT_FD32:
		fd_resolve(n, r, out);
		break;
	case PT_PID:
	case PT_PID32:
		if (r && r->comm)
			r->comm(r->self, n, out);
		break;
	case PT_SYSCALLID:
		buf_puts(out,
			 (uint64_t)n < syscall_count ? syscall_table[n].name : "<unknown syscall>");
		break;
	case PT_SIGTYPE:
		name = signal_name((unsigned)n);
		if (name)
			buf_puts(out, name);
		break;
	case PT_RELTIME:
		if (n != -1)
			render_seconds((uint64_t)n, out);
		break;
	case PT_ENUMFLAGS8:
	case PT_ENUMFLAGS16:
	case PT_ENUMFLAGS32:
		if (v->flags)
			put_enum(v->flags, (uint64_t)n, out);
		break;
	case PT_UID:
	case PT_GID:
		id_resolve(v, (uint32_t)n, r, out);
		break;
	default: /* flags and modes */
		if (v->flags)
			render_flags(v->flags, (uint64_t)n, out);
	}
}

/* ------------------------------------------------------------------------ events --- */

bool render_param(const struct evt *e, unsigned i, const struct resolver *r,
		  const struct render_opts *o, struct buf *value, struct buf *resolved)
{
	struct value v;

	if (!value_load(e, i, &v))
		return false;
	value_put(&v, r, o, value);
	if (resolved && resolvable >> v.type & 1)
		value_resolve(e, &v, r, o, resolved);
	return true;
}

void render_args(const struct evt *e, unsigned n, const struct resolver *r,
		 const struct render_opts *o, struct buf *out)
{
	struct value v;
	unsigned i;

	if (e->type == EV_GENERIC_E || e->type == EV_GENERIC_X)
		return;
	for (i = 0; i < n && value_load(e, i, &v); i++) {
		buf_puts(out, e->info->params[i].name);
		buf_putc(out, '=');
		value_put(&v, r, o, out);
		if (resolvable >> v.type & 1) {
			size_t open = out->len, start;

			buf_putc(out, '(');
			start = out->len;
			value_resolve(e, &v, r, o, out);
			if (out->len == start)
				out->len = open;
			else
				buf_putc(out, ')');
		}
		buf_putc(out, ' ');
	}
}
