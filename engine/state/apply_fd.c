/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "engine/event/render.h"
#include "engine/state/internal.h"
#include "event_codes.h"

/* Handlers of events that make, share and close file descriptors, sockets excepted. */

#define AT_FDCWD_SCAP -100
#define O_DIRECTORY_SCAP 1024u
#define O_UPPER_LAYER_SCAP 32768u
#define O_LOWER_LAYER_SCAP 65536u
#define F_DUPFD_SCAP 1
#define F_DUPFD_CLOEXEC_SCAP 26

/* ---------------------------------------------------------------------- open --- */

struct two_paths dir_of_fd(struct state *st, uint32_t fd)
{
	const struct fd_version *f = fd_ver(st, fd);
	struct two_paths p = {f->name, fd_name_as_is(f)};

	buf_clear(&st->tmp);
	buf_put(&st->tmp, f->name->s, f->name->len);
	buf_putc(&st->tmp, '/');
	p.dotted = intern(st->strings, st->tmp.p, st->tmp.len);
	if (!f->name_as_is)
		return (struct two_paths){p.dotted, p.dotted};
	return (struct two_paths){p.dotted, path_slashed(st, p).as_is};
}

/* Where each open call has its parameters in the exit and in the enter event; -1 nowhere. */
struct open_layout {
	uint16_t type;
	int8_t dirfd, name, flags, dev, ino;
	int8_t enter_dirfd, enter_name, enter_flags;
};
static const struct open_layout layouts[] = {
	{EV_SYSCALL_OPEN_X, -1, 1, 2, 4, 5, -1, 0, 1},
	{EV_SYSCALL_CREAT_X, -1, 1, -1, 3, 4, -1, 0, -1},
	{EV_SYSCALL_OPENAT_X, -1, -1, -1, -1, -1, 0, 1, 2},
	{EV_SYSCALL_OPENAT_2_X, 1, 2, 3, 5, 6, 0, 1, 2},
	{EV_SYSCALL_OPENAT2_X, 1, 2, 3, 6, 7, 0, 1, 2},
	{EV_SYSCALL_OPEN_BY_HANDLE_AT_X, -1, 3, 2, 4, 5, -1, -1, -1},
};

struct opened {
	struct slice name;
	int64_t dirfd;
	uint32_t flags, dev;
	uint64_t ino;
};

static bool usable_name(const struct slice *s)
{
	return s->len && !(s->len == 6 && !memcmp(s->p, "(NULL)", 6)) &&
	       !(s->len == 4 && !memcmp(s->p, "<NA>", 4));
}

/* The enter event's parameters win: by the exit, the caller may have changed the memory. */
static void opened_params(struct apply *a, const struct open_layout *l, struct opened *o)
{
	struct param p;
	struct slice s;

	*o = (struct opened){.dirfd = AT_FDCWD_SCAP, .name = {.p = "", .len = 0}};
	if (l->name >= 0 && evt_param(a->e, (unsigned)l->name, &p))
		o->name = param_text(&p);
	if (l->dirfd >= 0)
		o->dirfd = evt_i64(a->e, (unsigned)l->dirfd, AT_FDCWD_SCAP);
	if (l->flags >= 0)
		o->flags = (uint32_t)evt_u64(a->e, (unsigned)l->flags, 0);
	if (l->dev >= 0)
		o->dev = (uint32_t)evt_u64(a->e, (unsigned)l->dev, 0);
	if (l->ino >= 0)
		o->ino = evt_u64(a->e, (unsigned)l->ino, 0);
	if (!a->enter || l->enter_name < 0 || !evt_param(a->enter, (unsigned)l->enter_name, &p))
		return;
	s = param_text(&p);
	if (!usable_name(&s))
		return;
	o->name = s;
	if (l->enter_flags >= 0)
		o->flags = (uint32_t)evt_u64(a->enter, (unsigned)l->enter_flags, o->flags);
	if (l->enter_dirfd >= 0)
		o->dirfd = evt_i64(a->enter, (unsigned)l->enter_dirfd, o->dirfd);
}

static struct two_paths opened_dir(struct apply *a, const struct opened *o)
{
	struct state *st = a->st;
	const struct str *name = st->empty;
	uint32_t fd;

	if (o->name.len && o->name.p[0] == '/')
		return (struct two_paths){name, name};
	if (o->dirfd == AT_FDCWD_SCAP)
		return thread_cwd(st, slot_version(st, a->slot), a->num);
	fd = apply_table(a) ? table_get(st, a->table, o->dirfd) : 0;
	if (fd)
		return dir_of_fd(st, fd);
	name = intern_cstr(st->strings, "<UNKNOWN>");
	return (struct two_paths){name, name};
}

static void open_exit(struct apply *a)
{
	const struct open_layout *l = layouts;
	int64_t fd = evt_i64(a->e, 0, -1);
	struct two_paths dir, name;
	struct fd_version *f;
	struct opened o;

	if (fd < 0 || !a->slot)
		return;
	while (l->type != a->e->type)
		l++;
	opened_params(a, l, &o);
	dir = opened_dir(a, &o);
	f = fd_add(a, fd);
	if (!f)
		return;
	f->type = o.flags & O_DIRECTORY_SCAP ? FD_DIRECTORY : FD_FILE_V2;
	f->open_flags = o.flags;
	f->dev = o.dev;
	f->ino = o.ino;
	f->upper_layer = o.flags & O_UPPER_LAYER_SCAP;
	f->lower_layer = o.flags & O_LOWER_LAYER_SCAP;
	f->name_raw = intern(a->st->strings, o.name.p, o.name.len);
	name = path_in(a->st, dir, o.name);
	fd_set_name(f, name.dotted);
	if (name.as_is != name.dotted)
		f->name_as_is = name.as_is;
}

/* ------------------------------------------------------------- other creations --- */

static const struct {
	uint16_t code;
	uint8_t type;
} kinds[] = {
	{EV_SYSCALL_EVENTFD_X, FD_EVENT},	  {EV_SYSCALL_EVENTFD2_X, FD_EVENT},
	{EV_SYSCALL_SIGNALFD_X, FD_SIGNALFD},	  {EV_SYSCALL_SIGNALFD4_X, FD_SIGNALFD},
	{EV_SYSCALL_TIMERFD_CREATE_X, FD_TIMERFD}, {EV_SYSCALL_INOTIFY_INIT_X, FD_INOTIFY},
	{EV_SYSCALL_INOTIFY_INIT1_X, FD_INOTIFY}, {EV_SYSCALL_EPOLL_CREATE_X, FD_EVENTPOLL},
	{EV_SYSCALL_EPOLL_CREATE1_X, FD_EVENTPOLL}, {EV_SYSCALL_MEMFD_CREATE_X, FD_MEMFD},
	{EV_SYSCALL_PIDFD_OPEN_X, FD_PIDFD},	  {EV_SYSCALL_USERFAULTFD_X, FD_USERFAULTFD},
	{EV_SYSCALL_IO_URING_SETUP_X, FD_IOURING}, {EV_SYSCALL_BPF_2_X, FD_BPF},
};

static void create_exit(struct apply *a)
{
	int64_t fd = evt_i64(a->e, 0, -1);
	struct fd_version *f;
	struct param p;
	struct slice s;
	unsigned i;

	/* The reference does not follow these, so neither do we where it can read the capture. */
	if (a->e->type == EV_SYSCALL_USERFAULTFD_X && a->slot &&
	    a->slot->last_type == EV_SYSCALL_USERFAULTFD_E)
		return;
	if (fd < 0 || !(f = fd_add(a, fd)))
		return;
	for (i = 0; kinds[i].code != a->e->type; i++)
		;
	f->type = kinds[i].type;
	if (f->type == FD_MEMFD && evt_param(a->e, 1, &p)) {
		s = param_text(&p);
		f->name_raw = intern(a->st->strings, s.p, s.len);
		fd_set_name(f, f->name_raw);
	}
}

struct fd_version *fd_add_of_pair(struct apply *a, unsigned i)
{
	return evt_i64(a->e, 0, -1) < 0 ? NULL : fd_add(a, evt_i64(a->e, i, -1));
}

static void pipe_exit(struct apply *a)
{
	struct fd_version *f;
	unsigned i;

	for (i = 1; i <= 2 && (f = fd_add_of_pair(a, i)); i++) {
		f->type = FD_FIFO;
		f->ino = evt_u64(a->e, 3, 0);
	}
}

/* -------------------------------------------------------------------- sharing --- */

/* Both numbers now stand for the same open file. */
static void share(struct apply *a, uint32_t version, int64_t fd)
{
	if (!version || !apply_table(a))
		return;
	table_set(a->st, a->table, fd, version, a->num);
	fd_mark_created(a->st, a->table, fd, a->num);
	a->fd = version;
	a->fdnum = fd;
	a->slot->last_fd = fd;
}

static void dup_exit(struct apply *a)
{
	int64_t res = evt_i64(a->e, 0, -1);

	if (res >= 0 && a->slot)
		share(a, a->fd, res);
}

static void fcntl_exit(struct apply *a)
{
	int64_t res = evt_i64(a->e, 0, -1), cmd = apply_i64(a, 2, 1, -1);

	if (res >= 0 && a->slot && (cmd == F_DUPFD_SCAP || cmd == F_DUPFD_CLOEXEC_SCAP))
		share(a, a->fd, res);
}

/* The fd of another process comes over; what it is we know if we know that process's fd. */
static void pidfd_getfd_exit(struct apply *a)
{
	int64_t fd = evt_i64(a->e, 0, -1);
	struct fd_version *f;

	if (fd >= 0 && (f = fd_add(a, fd)))
		f->type = FD_UNSUPPORTED;
}

/* -------------------------------------------------------------------- closing --- */

/* The fd stays visible during its own close and goes when the next event comes. */
static void close_exit(struct apply *a)
{
	bool paired;

	if (evt_i64(a->e, 0, -1) < 0 || !a->fd || !a->table)
		return;
	/*
	 * Another thread may have got the number again between our enter and exit. Without our
	 * enter (the latest one may be that of the open, long ago) nobody knows.
	 */
	paired = a->slot->last_type == EV_SYSCALL_CLOSE_E;
	if (fd_created_after(a->st, a->table, a->fdnum, paired ? a->slot->enter_num : a->num))
		return;
	a->st->pending_table = a->table;
	a->st->pending_fd = a->fdnum;
}

struct range {
	struct apply *a;
	uint64_t first, last;
};

static bool close_in_range(void *arg, int64_t fd, uint32_t version)
{
	struct range *r = arg;

	(void)version;
	if (fd >= 0 && (uint64_t)fd >= r->first && (uint64_t)fd <= r->last)
		table_set(r->a->st, r->a->table, fd, FD_CLOSED, r->a->num);
	return true;
}

static void close_range_exit(struct apply *a)
{
	const uint64_t cloexec = 2;
	struct range r = {.a = a};

	if (evt_i64(a->e, 0, -1) < 0 || !apply_table(a) || (evt_u64(a->e, 3, 0) & cloexec))
		return;
	r.first = evt_u64(a->e, 1, 0);
	r.last = evt_u64(a->e, 2, 0);
	state_each_fd(a->st, slot_version(a->st, a->slot), UINT64_MAX, close_in_range, &r);
}

static const struct apply_row rows[] = {
	{EV_SYSCALL_OPEN_X, open_exit},
	{EV_SYSCALL_CREAT_X, open_exit},
	{EV_SYSCALL_OPENAT_X, open_exit},
	{EV_SYSCALL_OPENAT_2_X, open_exit},
	{EV_SYSCALL_OPENAT2_X, open_exit},
	{EV_SYSCALL_OPEN_BY_HANDLE_AT_X, open_exit},
	{EV_SYSCALL_EVENTFD_X, create_exit},
	{EV_SYSCALL_EVENTFD2_X, create_exit},
	{EV_SYSCALL_SIGNALFD_X, create_exit},
	{EV_SYSCALL_SIGNALFD4_X, create_exit},
	{EV_SYSCALL_TIMERFD_CREATE_X, create_exit},
	{EV_SYSCALL_INOTIFY_INIT_X, create_exit},
	{EV_SYSCALL_INOTIFY_INIT1_X, create_exit},
	{EV_SYSCALL_EPOLL_CREATE_X, create_exit},
	{EV_SYSCALL_EPOLL_CREATE1_X, create_exit},
	{EV_SYSCALL_MEMFD_CREATE_X, create_exit},
	{EV_SYSCALL_PIDFD_OPEN_X, create_exit},
	{EV_SYSCALL_USERFAULTFD_X, create_exit},
	{EV_SYSCALL_IO_URING_SETUP_X, create_exit},
	{EV_SYSCALL_BPF_2_X, create_exit},
	{EV_SYSCALL_PIPE_X, pipe_exit},
	{EV_SYSCALL_PIPE2_X, pipe_exit},
	{EV_SYSCALL_DUP_X, dup_exit},
	{EV_SYSCALL_DUP_1_X, dup_exit},
	{EV_SYSCALL_DUP2_X, dup_exit},
	{EV_SYSCALL_DUP3_X, dup_exit},
	{EV_SYSCALL_FCNTL_X, fcntl_exit},
	{EV_SYSCALL_PIDFD_GETFD_X, pidfd_getfd_exit},
	{EV_SYSCALL_CLOSE_X, close_exit},
	{EV_SYSCALL_CLOSE_RANGE_X, close_range_exit},
};
const struct apply_rows apply_fd = {rows, sizeof(rows) / sizeof(rows[0])};
