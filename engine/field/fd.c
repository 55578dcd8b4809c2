/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/fd_class.h"

#include "engine/event/render.h"
#include "engine/field/event_cache.h"
#include "event_codes.h"

/* fd.*: the file, socket ... that an event is about. */

/* ------------------------------------------------------------------ identity --- */

static bool get_num(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;

	return fd_of_event(c, &f) && value_i64(v, r, log_fd_num(c->cursor));
}

static bool get_uid(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;
	size_t mark = c->scratch.len;

	if (!fd_of_event(c, &f))
		return false;
	buf_put_i64(&c->scratch, c->thread->tid);
	buf_put_i64(&c->scratch, log_fd_num(c->cursor));
	return value_scratch(c, v, r, mark);
}

/* What is open under a number, told apart from what was before and from other processes'. */
static bool get_handle(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;
	size_t mark = c->scratch.len;

	if (!fd_of_event(c, &f) || log_fd_num(c->cursor) < 0)
		return false;
	buf_put_i64(&c->scratch, c->thread->pid);
	buf_putc(&c->scratch, ':');
	buf_put_i64(&c->scratch, log_fd_num(c->cursor));
	buf_putc(&c->scratch, ':');
	if (f)
		buf_put(&c->scratch, fd_shown_name(c, f)->s, fd_shown_name(c, f)->len);
	return value_scratch(c, v, r, mark);
}

/* Whom a socket serves or asks, whichever end is here: many connections, one service. */
static bool get_service(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;
	size_t mark = c->scratch.len;
	const char *path;

	if (!fd_of_event(c, &f) || !f)
		return false;
	if (fd_is_inet(f) && f->dst.port) {
		if (fd_is_ipv6(f))
			render_ipv6(f->dst.ip, &c->scratch);
		else
			render_ipv4(f->dst.ip, &c->scratch);
		buf_putc(&c->scratch, ':');
		buf_put_u64(&c->scratch, f->dst.port);
		return value_scratch(c, v, r, mark);
	}
	/* "source->destination path" */
	path = f->type == FD_UNIX_SOCK ? memchr(f->name->s, ' ', f->name->len) : NULL;
	if (!path || path + 1 == f->name->s + f->name->len)
		return false;
	return value_text(v, r, path + 1, (size_t)(f->name->s + f->name->len - path - 1));
}

static bool waits_for_child(const struct evt *e)
{
	const char *name = evt_type_name(e);

	return !event_is_exit(e->type) && (!strcmp(name, "wait4") || !strcmp(name, "waitid"));
}

/* Who has the other end, where it is on this machine; in calls that wait for a child, that. */
static bool get_peer(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	struct peers *p = event_ctx_peers(c);
	const struct fd_version *f;
	size_t mark = c->scratch.len;
	bool known;

	if (!p || !c->thread)
		return false;
	if (fd_of_event(c, &f) && f)
		known = peers_put(p, f, c->thread->pid, &c->scratch);
	else
		known = waits_for_child(&c->ev) &&
			peers_put_child(p, c->thread->pid, &c->scratch);
	return known && value_scratch(c, v, r, mark);
}

static bool get_type(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;

	return fd_of_event(c, &f) && f && value_cstr(v, r, fd_type_name(f->type));
}

/* What a call would have made, had it succeeded. */
static const char *letter_of_call(uint16_t type)
{
	switch (type & ~1) {
	case EV_SYSCALL_OPEN_E:
	case EV_SYSCALL_OPENAT_E:
	case EV_SYSCALL_OPENAT_2_E:
	case EV_SYSCALL_OPENAT2_E:
	case EV_SYSCALL_CREAT_E:
		return "f";
	case EV_SOCKET_SOCKET_E:
	case EV_SOCKET_ACCEPT_E:
	case EV_SOCKET_ACCEPT_5_E:
	case EV_SOCKET_ACCEPT4_E:
	case EV_SOCKET_ACCEPT4_5_E:
	case EV_SOCKET_ACCEPT4_6_E:
		return "4"; /* as the reference says of every family */
	case EV_SYSCALL_PIPE_E:
	case EV_SYSCALL_PIPE2_E:
		return "p";
	case EV_SYSCALL_EVENTFD_E:
	case EV_SYSCALL_EVENTFD2_E:
		return "e";
	case EV_SYSCALL_SIGNALFD_E:
	case EV_SYSCALL_SIGNALFD4_E:
		return "s";
	case EV_SYSCALL_TIMERFD_CREATE_E:
		return "t";
	case EV_SYSCALL_INOTIFY_INIT_E:
	case EV_SYSCALL_INOTIFY_INIT1_E:
		return "i";
	default:
		return "o";
	}
}

static bool get_typechar(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;
	char *p;

	if (!fd_of_event(c, &f))
		return false;
	if (!f)
		return value_cstr(v, r, letter_of_call(c->ev.type));
	p = event_ctx_alloc(c, 1);
	p[0] = fd_type_letter(f->type);
	p[1] = 0;
	return value_text(v, r, p, 1);
}

/* --------------------------------------------------------------------- names --- */

/* Names can hold any byte. They are compared as they are, and printed without the odd ones. */
static bool printable(const struct event_ctx *c, struct value *v)
{
	value_clean(c, v);
	return true;
}

static void put_container(struct event_ctx *c, struct buf *out)
{
	buf_put(out, c->thread->container_id->s, c->thread->container_id->len);
	buf_putc(out, ':');
}

/* A connect that failed has the fd, but not yet the name. */
static bool has_name(const struct event_ctx *c, const struct fd_version *f)
{
	return f && (c->ev.type != EV_SOCKET_CONNECT_X || evt_i64(&c->ev, 0, 0) >= 0);
}

static bool get_name(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;
	size_t mark = c->scratch.len;

	if (!fd_of_event(c, &f))
		return false;
	if (has_name(c, f)) {
		if (!c->opts->resolve_ports)
			return value_str(v, r, fd_shown_name(c, f)) && printable(c, v);
		fd_name_put(c, f, &c->scratch);
		return value_scratch(c, v, r, mark) && printable(c, v);
	}
	return fd_requested_name(c, &c->scratch) && value_scratch(c, v, r, mark) && printable(c, v);
}

/* What a call waits for that is to make an fd has no fd yet, or one without a name. */
static bool get_wanted(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;
	size_t mark = c->scratch.len;

	if (fd_of_event(c, &f) && f && f->name->len)
		return get_name(c, r, v);
	return fd_wanted_name(c, &c->scratch) && value_scratch(c, v, r, mark) && printable(c, v);
}

static bool get_container_name(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;
	size_t mark = c->scratch.len;

	if (!fd_of_event(c, &f))
		return false;
	put_container(c, &c->scratch);
	if (has_name(c, f)) {
		fd_name_put(c, f, &c->scratch);
	} else if (!fd_requested_name(c, &c->scratch)) {
		c->scratch.len = mark;
		return false;
	}
	return value_scratch(c, v, r, mark) && printable(c, v);
}

/* Index of the last slash, or -1. */
static ptrdiff_t last_slash(const char *s, size_t len)
{
	const char *p = len ? memrchr(s, '/', len) : NULL;

	return p ? p - s : -1;
}

/* Cut a path to its directory: what ends in a slash stays, what has no other is "/". */
static void cut_directory(struct buf *b, size_t mark)
{
	ptrdiff_t slash = last_slash(b->p + mark, b->len - mark);

	if (slash <= 0) {
		b->len = mark;
		buf_putc(b, '/');
	} else if (mark + (size_t)slash < b->len - 1) {
		b->len = mark + (size_t)slash;
	}
}

/* Append the directory; false when there is none. */
static bool put_directory(struct event_ctx *c, struct buf *out)
{
	const struct fd_version *f;
	const struct str *name;
	size_t mark = out->len;

	if (!fd_of_event(c, &f))
		return false;
	if (!f) {
		if (!fd_requested_name(c, out))
			return false;
		cut_directory(out, mark);
		return true;
	}
	if (!fd_is_file(f) && f->type != FD_DIRECTORY)
		return false;
	name = fd_shown_name(c, f);
	buf_put(out, name->s, name->len);
	if (fd_is_file(f))
		cut_directory(out, mark);
	return true;
}

static bool get_directory(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;

	return put_directory(c, &c->scratch) && value_scratch(c, v, r, mark) && printable(c, v);
}

static bool get_container_directory(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;

	if (!c->thread)
		return false;
	put_container(c, &c->scratch);
	if (!put_directory(c, &c->scratch)) {
		c->scratch.len = mark;
		return false;
	}
	return value_scratch(c, v, r, mark) && printable(c, v);
}

static bool get_filename(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;
	const struct str *name;
	ptrdiff_t slash;

	if (!fd_of_event(c, &f) || !f || !fd_is_file(f))
		return false;
	name = fd_shown_name(c, f);
	slash = last_slash(name->s, name->len);
	if (slash < 0)
		value_cstr(v, r, "/");
	else if ((size_t)slash == name->len - 1)
		value_str(v, r, name);
	else
		value_text(v, r, name->s + slash + 1, name->len - (size_t)slash - 1);
	return printable(c, v);
}

static bool get_name_raw(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;

	if (!fd_of_event(c, &f) || !f || !f->name_raw)
		return false;
	value_str(v, r, f->name_raw);
	return printable(c, v);
}

/* ---------------------------------------------------------------- properties --- */

enum fd_property {
	IS_CONNECTED,
	IS_UPPER_LAYER,
	IS_LOWER_LAYER,
	DEV,
	DEV_MAJOR,
	DEV_MINOR,
	INODE,
};

static bool get_property(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;

	if (!fd_of_event(c, &f) || !f)
		return false;
	switch ((enum fd_property)r->field->sub) {
	case IS_CONNECTED:
		return value_bool(v, r, f->connected);
	case IS_UPPER_LAYER:
		return value_bool(v, r, f->upper_layer);
	case IS_LOWER_LAYER:
		return value_bool(v, r, f->lower_layer);
	case DEV:
		return value_i64(v, r, (int32_t)f->dev);
	case DEV_MAJOR: /* as the kernel's new_encode_dev() has it */
		return value_i64(v, r, (f->dev >> 8) & 0xfff);
	case DEV_MINOR:
		return value_i64(v, r, (f->dev & 0xff) | ((f->dev >> 12) & 0xfff00));
	case INODE:
		return value_i64(v, r, (int64_t)f->ino);
	}
	return false;
}

static bool get_name_changed(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f;

	return fd_of_event(c, &f) && f && value_bool(v, r, c->rec->flags & REC_NAME_CHANGED);
}

/* --------------------------------------------------------------- all the fds --- */

/* Which types of fd the process has open, a bit for each. */
struct type_set {
	const struct state *state;
	uint64_t bits;
};

static bool add_type(void *arg, int64_t fd, uint32_t version)
{
	struct type_set *s = arg;

	(void)fd;
	s->bits |= 1ull << (state_fd(s->state, version)->type & 63);
	return true;
}

/* fd.types: every type once; fd.types[N]: that of fd N. */
static bool get_nth_type(struct event_ctx *c, const struct field_ref *r, unsigned k,
			 struct value *v)
{
	struct type_set s = {.state = c->state};
	uint32_t version;
	uint8_t type;

	if (!c->thread)
		return false;
	if (r->argn >= 0) {
		version = state_fd_at(c->state, c->thread, r->argn, c->num);
		return !k && version &&
		       value_cstr(v, r, fd_type_name(state_fd(c->state, version)->type));
	}
	state_each_fd(c->state, c->thread, c->num, add_type, &s);
	for (type = 0; type < 64; type++)
		if ((s.bits & 1ull << type) && !k--)
			return value_cstr(v, r, fd_type_name(type));
	return false;
}

static bool get_types(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;
	unsigned k;

	buf_putc(&c->scratch, '(');
	for (k = 0; get_nth_type(c, r, k, v); k++) {
		if (k)
			buf_putc(&c->scratch, ',');
		buf_put(&c->scratch, v->s, v->len);
	}
	buf_putc(&c->scratch, ')');
	return value_scratch(c, v, r, mark) && k > 0;
}

static int parse_types_arg(struct field_ref *r, struct err *e)
{
	return r->arg ? field_arg_number(r, e) : 0;
}

/* --------------------------------------------------------------------- table --- */

#define TEXT .type = PT_CHARBUF, .fmt = PF_NA
#define FLAG .type = PT_BOOL, .fmt = PF_NA
#define ADDR .type = PT_IPADDR, .fmt = PF_NA
#define PORT .type = PT_PORT, .fmt = PF_DEC
#define NET  .type = PT_IPNET, .fmt = PF_NA

/* clang-format off */
static const struct field fields[] = {
	{ .name = "fd.num", .type = PT_INT64, .fmt = PF_ID, .dep = DEP_EVENT,
	  .flags = FF_BY_ENTRY | FF_BUT_OPENAT, .get = get_num,
	  .desc = "Number of the file descriptor; -1 where a call is still to make one, or "
		  "failed." },
	{ .name = "fd.type", .type = PT_CHARBUF, .fmt = PF_DEC, .dep = DEP_FD,
	  .flags = FF_OF_KNOWN_FD, .get = get_type,
	  .desc = "What the descriptor refers to: file, directory, ipv4, ipv6, unix, pipe, event, "
		  "signalfd, eventpoll, inotify, timerfd or netlink." },
	{ .name = "fd.typechar", .type = PT_CHARBUF, .fmt = PF_DEC, .dep = DEP_FD,
	  .get = get_typechar,
	  .desc = "One letter for the type: f file, d directory, 4 and 6 internet sockets, u unix "
		  "socket, p pipe, e eventfd, s signalfd, l epoll, i inotify, t timerfd, n "
		  "netlink, o unknown." },
	{ .name = "fd.name", TEXT, .dep = DEP_EVENT, .flags = FF_FD_BUT_CONNECT, .get = get_name,
	  .desc = "Name of the descriptor: the full path of a file, the addresses and ports of "
		  "both ends of a connection." },
	{ .name = "fd.directory", TEXT, .dep = DEP_FD, .get = get_directory,
	  .desc = "Directory that holds the file; a directory's own path." },
	{ .name = "fd.filename", TEXT, .dep = DEP_FD, .flags = FF_OF_KNOWN_FD, .get = get_filename,
	  .desc = "Last part of the path of a file." },
	{ .name = "fd.ip", ADDR, .dep = DEP_FD,
	  .flags = FF_FILTER_ONLY | FF_TWO_SIDED | FF_OF_KNOWN_FD, .get = fd_get_ips,
	  .get_nth = fd_get_nth_ip,
	  .desc = "Address of either end of the socket." },
	{ .name = "fd.cip", ADDR, .dep = DEP_FD, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_ip, .sub = END_CLIENT,
	  .desc = "Address of the client." },
	{ .name = "fd.sip", ADDR, .dep = DEP_FD, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_ip, .sub = END_SERVER,
	  .desc = "Address of the server." },
	{ .name = "fd.lip", ADDR, .dep = DEP_EVENT, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_ip, .sub = END_LOCAL,
	  .desc = "Address of the end on this machine." },
	{ .name = "fd.rip", ADDR, .dep = DEP_EVENT, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_ip, .sub = END_REMOTE,
	  .desc = "Address of the end on the other machine." },
	{ .name = "fd.port", PORT, .dep = DEP_FD,
	  .flags = FF_FILTER_ONLY | FF_TWO_SIDED | FF_OF_KNOWN_FD, .get = fd_get_ports,
	  .get_nth = fd_get_nth_port,
	  .desc = "Port of either end of the socket." },
	{ .name = "fd.cport", PORT, .dep = DEP_FD, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_port, .sub = END_CLIENT,
	  .desc = "Port of the client." },
	{ .name = "fd.sport", PORT, .dep = DEP_FD, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_port, .sub = END_SERVER,
	  .desc = "Port of the server." },
	{ .name = "fd.lport", PORT, .dep = DEP_EVENT, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_port, .sub = END_LOCAL,
	  .desc = "Port of the end on this machine." },
	{ .name = "fd.rport", PORT, .dep = DEP_EVENT, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_port, .sub = END_REMOTE,
	  .desc = "Port of the end on the other machine." },
	{ .name = "fd.l4proto", TEXT, .dep = DEP_FD, .flags = FF_OF_KNOWN_FD, .get = fd_get_l4proto,
	  .desc = "Transport protocol of the socket: tcp, udp, icmp or raw." },
	{ .name = "fd.sockfamily", TEXT, .dep = DEP_FD, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_sockfamily,
	  .desc = "Family of the socket: ip or unix." },
	{ .name = "fd.is_server", FLAG, .dep = DEP_EVENT, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_is_server,
	  .desc = "True if the server's end of the connection is on this machine." },
	{ .name = "fd.uid", TEXT, .dep = DEP_EVENT, .flags = FF_BY_ENTRY, .get = get_uid,
	  .desc = "Identifies a descriptor among those of all threads: thread id and number, "
		  "joined." },
	{ .name = "fd.containername", TEXT, .dep = DEP_EVENT, .flags = FF_BY_ENTRY,
	  .get = get_container_name,
	  .desc = "Container id and name of the descriptor, joined by a colon; keeps equal paths "
		  "of different containers apart." },
	{ .name = "fd.containerdirectory", TEXT, .dep = DEP_EVENT, .flags = FF_BY_ENTRY,
	  .get = get_container_directory,
	  .desc = "Container id and directory of the file, joined by a colon." },
	{ .name = "fd.proto", .type = PT_PORT, .fmt = PF_NA, .dep = DEP_FD,
	  .flags = FF_FILTER_ONLY | FF_TWO_SIDED | FF_OF_KNOWN_FD,
	  .get = fd_get_ports, .get_nth = fd_get_nth_port,
	  .desc = "Service, by number or name, of either end of the socket." },
	{ .name = "fd.cproto", TEXT, .dep = DEP_EVENT, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_service, .sub = END_CLIENT,
	  .desc = "Service of the client's port." },
	{ .name = "fd.sproto", TEXT, .dep = DEP_EVENT, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_service, .sub = END_SERVER,
	  .desc = "Service of the server's port." },
	{ .name = "fd.lproto", TEXT, .dep = DEP_EVENT, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_service, .sub = END_LOCAL,
	  .desc = "Service of the port on this machine." },
	{ .name = "fd.rproto", TEXT, .dep = DEP_EVENT, .flags = FF_OF_KNOWN_FD,
	  .get = fd_get_service, .sub = END_REMOTE,
	  .desc = "Service of the port on the other machine." },
	{ .name = "fd.net", NET, .dep = DEP_FD,
	  .flags = FF_FILTER_ONLY | FF_TWO_SIDED | FF_OF_KNOWN_FD, .get = fd_get_ips,
	  .get_nth = fd_get_nth_ip,
	  .desc = "Network that either end of the socket is in." },
	{ .name = "fd.cnet", NET, .dep = DEP_FD, .flags = FF_FILTER_ONLY | FF_OF_KNOWN_FD,
	  .get = fd_get_ip,
	  .sub = END_CLIENT,
	  .desc = "Network that the client is in." },
	{ .name = "fd.snet", NET, .dep = DEP_FD, .flags = FF_FILTER_ONLY | FF_OF_KNOWN_FD,
	  .get = fd_get_ip,
	  .sub = END_SERVER,
	  .desc = "Network that the server is in." },
	{ .name = "fd.lnet", NET, .dep = DEP_EVENT, .flags = FF_FILTER_ONLY | FF_OF_KNOWN_FD,
	  .get = fd_get_ip,
	  .sub = END_LOCAL,
	  .desc = "Network that this machine's end is in." },
	{ .name = "fd.rnet", NET, .dep = DEP_EVENT, .flags = FF_FILTER_ONLY | FF_OF_KNOWN_FD,
	  .get = fd_get_ip,
	  .sub = END_REMOTE,
	  .desc = "Network that the other machine's end is in." },
	{ .name = "fd.connected", FLAG, .dep = DEP_FD, .flags = FF_OF_KNOWN_FD,
	  .get = get_property, .sub = IS_CONNECTED,
	  .desc = "True once the socket is connected." },
	{ .name = "fd.name_changed", FLAG, .dep = DEP_EVENT, .flags = FF_OF_KNOWN_FD,
	  .get = get_name_changed,
	  .desc = "True for events that give the descriptor another name, as a datagram from a new "
		  "sender does." },
	{ .name = "fd.cip.name", TEXT, .dep = DEP_EVENT, .get = fd_get_host, .sub = END_CLIENT,
	  .desc = "Host name of the client's address." },
	{ .name = "fd.sip.name", TEXT, .dep = DEP_EVENT, .get = fd_get_host, .sub = END_SERVER,
	  .desc = "Host name of the server's address." },
	{ .name = "fd.lip.name", TEXT, .dep = DEP_EVENT, .get = fd_get_host, .sub = END_LOCAL,
	  .desc = "Host name of the address on this machine." },
	{ .name = "fd.rip.name", TEXT, .dep = DEP_EVENT, .get = fd_get_host, .sub = END_REMOTE,
	  .desc = "Host name of the address on the other machine." },
	{ .name = "fd.dev", .type = PT_INT32, .fmt = PF_HEX, .dep = DEP_FD, .flags = FF_OF_KNOWN_FD,
	  .get = get_property,
	  .sub = DEV,
	  .desc = "Number of the device that holds the file." },
	{ .name = "fd.dev.major", .type = PT_INT32, .fmt = PF_DEC, .dep = DEP_FD,
	  .flags = FF_OF_KNOWN_FD, .get = get_property, .sub = DEV_MAJOR,
	  .desc = "Major number of the device that holds the file." },
	{ .name = "fd.dev.minor", .type = PT_INT32, .fmt = PF_DEC, .dep = DEP_FD,
	  .flags = FF_OF_KNOWN_FD, .get = get_property, .sub = DEV_MINOR,
	  .desc = "Minor number of the device that holds the file." },
	{ .name = "fd.ino", .type = PT_INT64, .fmt = PF_DEC, .dep = DEP_FD,
	  .flags = FF_NEWER | FF_OF_KNOWN_FD, .get = get_property, .sub = INODE,
	  .desc = "Inode number of the file." },
	{ .name = "fd.handle", TEXT, .dep = DEP_EVENT, .flags = FF_NEWER | FF_BY_ENTRY,
	  .get = get_handle,
	  .desc = "Identifies what a process has open: process id, number and name, joined by "
		  "colons." },
	{ .name = "fd.service", TEXT, .dep = DEP_FD, .flags = FF_NEWER | FF_OF_KNOWN_FD,
	  .get = get_service,
	  .desc = "What a socket leads to: address and port of the server's end, or the path of a "
		  "unix socket." },
	{ .name = "fd.wanted", TEXT, .dep = DEP_EVENT, .flags = FF_NEWER | FF_UNLISTED,
	  .get = get_wanted,
	  .desc = "fd.name; of a call that begins, the path or address that it asks for, while "
		  "there is no name yet." },
	{ .name = "fd.peer", TEXT, .dep = DEP_EVENT,
	  .flags = FF_NEWER | FF_UNLISTED | FF_OF_MOMENT,
	  .get = get_peer,
	  .desc = "In views of what is open or under way: name and id of the processes that have "
		  "the other end of a pipe or a local socket open, or had it; of a child that is "
		  "waited for." },
	{ .name = "fd.nameraw", TEXT, .dep = DEP_FD, .flags = FF_NEWER | FF_OF_KNOWN_FD,
	  .get = get_name_raw,
	  .desc = "Name of the descriptor as the call gave it, not made absolute." },
	{ .name = "fd.types", TEXT, .dep = DEP_EVENT, .flags = FF_NEWER | FF_LIST | FF_ARG_OPTIONAL,
	  .get = get_types, .get_nth = get_nth_type, .parse_arg = parse_types_arg,
	  .desc = "Types of all descriptors that the process has open; fd.types[N]: of descriptor "
		  "N." },
	{ .name = "fd.is_upper_layer", FLAG, .dep = DEP_FD, .flags = FF_NEWER | FF_OF_KNOWN_FD,
	  .get = get_property,
	  .sub = IS_UPPER_LAYER,
	  .desc = "True if the file is in the upper layer of an overlay file system." },
	{ .name = "fd.is_lower_layer", FLAG, .dep = DEP_FD, .flags = FF_NEWER | FF_OF_KNOWN_FD,
	  .get = get_property,
	  .sub = IS_LOWER_LAYER,
	  .desc = "True if the file is in a lower layer of an overlay file system." },
};
/* clang-format on */

const struct field_class field_class_fd = {
	.name = "fd",
	.desc = "The file, socket or other object whose descriptor a system call was given or "
		"returned.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
