/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field_class.h"

#include "engine/event/render.h"
#include "event_codes.h"

/* fs.path.*: the paths that calls on the file system work on, once they have succeeded. */

#define AT_CWD (-100) /* PPM_AT_FDCWD */

/* Which parameters hold the paths. FROM_FD: the name of the descriptor stands for it. */
static const char FROM_FD[] = "fd";

struct path_rule {
	uint16_t code;
	const char *name, *source, *target;
};

static const struct path_rule rules[] = {
	{.code = EV_SYSCALL_OPEN_X, .name = "name"},
	{.code = EV_SYSCALL_CREAT_X, .name = "name"},
	{.code = EV_SYSCALL_OPENAT_X, .name = "name"},
	{.code = EV_SYSCALL_OPENAT_2_X, .name = "name"},
	{.code = EV_SYSCALL_OPENAT2_X, .name = "name"},
	{.code = EV_SYSCALL_MKDIR_X, .name = "path"},
	{.code = EV_SYSCALL_MKDIR_2_X, .name = "path"},
	{.code = EV_SYSCALL_MKDIRAT_X, .name = "path"},
	{.code = EV_SYSCALL_RMDIR_X, .name = "path"},
	{.code = EV_SYSCALL_RMDIR_2_X, .name = "path"},
	{.code = EV_SYSCALL_UNLINK_X, .name = "path"},
	{.code = EV_SYSCALL_UNLINK_2_X, .name = "path"},
	{.code = EV_SYSCALL_UNLINKAT_X, .name = "name"},
	{.code = EV_SYSCALL_UNLINKAT_2_X, .name = "name"},
	{.code = EV_SYSCALL_CHMOD_X, .name = "filename"},
	{.code = EV_SYSCALL_FCHMODAT_X, .name = "filename"},
	{.code = EV_SYSCALL_FCHMOD_X, .name = FROM_FD},
	{.code = EV_SYSCALL_CHOWN_X, .name = "path"},
	{.code = EV_SYSCALL_LCHOWN_X, .name = "path"},
	{.code = EV_SYSCALL_FCHOWNAT_X, .name = "pathname"},
	{.code = EV_SYSCALL_FCHOWN_X, .name = FROM_FD},
	{.code = EV_SYSCALL_QUOTACTL_X, .name = "special"},
	{.code = EV_SYSCALL_UMOUNT_X, .name = "name"},
	{.code = EV_SYSCALL_UMOUNT_1_X, .name = "name"},
	{.code = EV_SYSCALL_UMOUNT2_X, .name = "name"},
	{.code = EV_SYSCALL_MOUNT_X, .source = "dev", .target = "dir"},
	{.code = EV_SYSCALL_RENAME_X, .source = "oldpath", .target = "newpath"},
	{.code = EV_SYSCALL_RENAMEAT_X, .source = "oldpath", .target = "newpath"},
	{.code = EV_SYSCALL_RENAMEAT2_X, .source = "oldpath", .target = "newpath"},
	/* Of links, the source is the link and the target what it leads to. */
	{.code = EV_SYSCALL_LINK_X, .source = "newpath", .target = "oldpath"},
	{.code = EV_SYSCALL_LINK_2_X, .source = "newpath", .target = "oldpath"},
	{.code = EV_SYSCALL_LINKAT_X, .source = "newpath", .target = "oldpath"},
	{.code = EV_SYSCALL_LINKAT_2_X, .source = "newpath", .target = "oldpath"},
	{.code = EV_SYSCALL_SYMLINK_X, .source = "linkpath", .target = "target"},
	{.code = EV_SYSCALL_SYMLINKAT_X, .source = "linkpath", .target = "target"},
};

enum { NAME, SOURCE, TARGET, ROLE_MASK = 3, RAW = 4 };

/* The parameter that the event's type has for a role, NULL none. */
static const char *role_param(uint16_t type, int role)
{
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (rules[i].code != type)
			continue;
		return role == NAME	? rules[i].name
		       : role == SOURCE ? rules[i].source
					: rules[i].target;
	}
	return NULL;
}

/* A path as the call was given it, and the directory that it is relative to if not the cwd. */
struct path {
	const char *p;
	size_t len;
	int64_t dirfd; /* AT_CWD none */
};

/* In the first generation of a call, the enter event has its directory before each path. */
static int dirfd_param(const struct evt *e, int i)
{
	if (e->info->params[i].dirfd >= 0)
		return e->info->params[i].dirfd;
	if (!event_is_exit(e->type) && i > 0 && e->info->params[i - 1].type == PT_FD)
		return i - 1;
	return -1;
}

static bool path_in_event(const struct evt *e, const char *param, struct path *path)
{
	int i = evt_param_index(e->info, param), dir;
	struct param p;

	if (i < 0 || !evt_param(e, (unsigned)i, &p))
		return false;
	dir = dirfd_param(e, i);
	path->p = (const char *)p.p;
	path->len = strnlen(path->p, p.len);
	path->dirfd = dir < 0 ? AT_CWD : evt_i64(e, (unsigned)dir, AT_CWD);
	return path->len > 0;
}

static bool find_path(struct event_ctx *c, const char *param, struct path *path)
{
	struct evt enter;

	if (path_in_event(&c->ev, param, path))
		return true;
	return (c->rec->flags & REC_PAIRED) && event_ctx_enter(c, &enter) &&
	       path_in_event(&enter, param, path);
}

/* Make it absolute; false when the directory that it is relative to is not known. */
static bool put_absolute(struct event_ctx *c, const struct path *path, struct buf *out)
{
	const struct thread_version *m = event_ctx_main(c);
	const struct param name = {.p = (const uint8_t *)path->p, .len = (uint32_t)path->len};
	const struct str *dir;
	uint32_t version;
	struct buf base;

	if (*path->p == '/' || path->dirfd == AT_CWD) {
		dir = m ? shown_cwd(c, m) : str_empty;
		put_shown_path(c, dir->s, dir->len, &name, out);
		return true;
	}
	version = m ? state_fd_at(c->state, c->thread, path->dirfd, c->num) : 0;
	if (!version)
		return false;
	dir = fd_shown_name(c, state_fd(c->state, version));
	buf_init(&base, 0);
	buf_put(&base, dir->s, dir->len);
	buf_putc(&base, '/');
	put_shown_path(c, base.p, base.len, &name, out);
	buf_release(&base);
	return true;
}

bool put_named_path(struct event_ctx *c, struct buf *out)
{
	const char *param = event_is_exit(c->ev.type) ? NULL : role_param(c->ev.type | 1, NAME);
	struct path path;

	return param && param != FROM_FD && path_in_event(&c->ev, param, &path) &&
	       put_absolute(c, &path, out);
}

static bool get_path(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const char *param = role_param(c->ev.type, r->field->sub & ROLE_MASK);
	size_t mark = c->scratch.len;
	struct path path;

	if (!param || evt_i64(&c->ev, 0, -1) < 0)
		return false;
	if (param == FROM_FD) {
		if (!c->fd)
			return false;
		value_str(v, r, fd_shown_name(c, c->fd));
	} else if (!find_path(c, param, &path)) {
		return false;
	} else if (r->field->sub & RAW) {
		/* a copy: nothing holds the enter event in the log */
		buf_put(&c->scratch, path.p, path.len);
		value_scratch(c, v, r, mark);
	} else {
		if (!put_absolute(c, &path, &c->scratch)) {
			c->scratch.len = mark;
			return false;
		}
		value_scratch(c, v, r, mark);
	}
	value_clean(c, v);
	return true;
}

#define PATH .type = PT_CHARBUF, .fmt = PF_NA, .dep = DEP_EVENT, .flags = FF_NEWER, .get = get_path

/* clang-format off */
static const struct field fields[] = {
	{ .name = "fs.path.name", PATH, .sub = NAME,
	  .desc = "Path of the file that a call opened, made, removed or changed, made absolute." },
	{ .name = "fs.path.nameraw", PATH, .sub = NAME | RAW,
	  .desc = "That path as the call was given it." },
	{ .name = "fs.path.source", PATH, .sub = SOURCE,
	  .desc = "Of calls with two paths: what is moved, mounted, or the link, made absolute." },
	{ .name = "fs.path.sourceraw", PATH, .sub = SOURCE | RAW,
	  .desc = "That path as the call was given it." },
	{ .name = "fs.path.target", PATH, .sub = TARGET,
	  .desc = "Of calls with two paths: where it goes, or what the link leads to, made "
		  "absolute." },
	{ .name = "fs.path.targetraw", PATH, .sub = TARGET | RAW,
	  .desc = "That path as the call was given it." },
};
/* clang-format on */

const struct field_class field_class_fspath = {
	.name = "fs.path",
	.desc = "The paths that calls on the file system name, whether or not they open the file.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
