/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/proc_cgroup.h"

#include <fcntl.h>
#include <stdlib.h>

#include "engine/base/intern.h"
#include "engine/base/mem.h"
#include "engine/capture/proc_io.h"

#define MAX_ENTRY_TEXT	4096
#define MAX_CGROUP_TEXT 16384 /* /proc/PID/cgroup and what is made of it */

/* Few cgroups serve many threads: what was found is kept by the text it was found for. */
struct known {
	const struct str *from, *to;
};

struct cgroups {
	struct intern *strings;
	struct known *answers, *controllers; /* file -> entries; v2 cgroup -> its controllers */
	uint32_t nanswers, ncontrollers;
	const struct str *mount; /* of version 2, "" none */
	struct buf out, path, text;
};

struct cgroups *cgroups_new_at(const char *mount)
{
	struct cgroups *c = xcalloc(1, sizeof(*c));

	c->strings = intern_new();
	c->mount = intern_cstr(c->strings, mount);
	buf_init(&c->out, MAX_CGROUP_TEXT);
	buf_init(&c->path, MAX_ENTRY_TEXT);
	buf_init(&c->text, 1 << 20);
	return c;
}

struct cgroups *cgroups_new(int proc)
{
	struct cgroups *c = cgroups_new_at("");
	struct slice rest, line, point, type;

	if (!proc_read_all(proc, "self/mounts", &c->text, 1 << 20))
		return c;
	rest = slice_of_buf(&c->text);
	while (rest.len) {
		line = take_line(&rest);
		take_word(&line);
		point = take_word(&line);
		type = take_word(&line);
		if (slice_is(type, "cgroup2")) {
			c->mount = intern(c->strings, point.p, point.len);
			break;
		}
	}
	return c;
}

void cgroups_free(struct cgroups *c)
{
	if (!c)
		return;
	intern_free(c->strings);
	free(c->answers);
	free(c->controllers);
	buf_release(&c->out);
	buf_release(&c->path);
	buf_release(&c->text);
	free(c);
}

static const struct str *lookup(const struct known *k, uint32_t n, const struct str *from)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		if (k[i].from == from)
			return k[i].to;
	return NULL;
}

static void remember(struct known **k, uint32_t *n, const struct str *from, const struct str *to)
{
	*k = xrealloc(*k, (*n + 1) * sizeof(**k));
	(*k)[(*n)++] = (struct known){from, to};
}

/* "cpu io memory pids": the controllers that the cgroup at `path` has. */
static const struct str *controllers_at(struct cgroups *c, struct slice path)
{
	const struct str *file, *found;
	struct slice line;

	buf_clear(&c->path);
	buf_put(&c->path, c->mount->s, c->mount->len);
	if (path.len > 1)
		buf_put(&c->path, path.p, path.len);
	buf_puts(&c->path, "/cgroup.controllers");
	file = intern(c->strings, c->path.p, c->path.len);
	found = lookup(c->controllers, c->ncontrollers, file);
	if (found)
		return found;
	found = str_empty;
	if (proc_read(AT_FDCWD, file->s, &c->text, MAX_ENTRY_TEXT)) {
		line = slice_of_buf(&c->text);
		line = take_line(&line);
		found = line.len ? intern(c->strings, line.p, line.len) : str_empty;
	}
	remember(&c->controllers, &c->ncontrollers, file, found);
	return found;
}

static void put_entry(struct buf *out, struct slice subsystem, struct slice path)
{
	buf_put(out, subsystem.p, subsystem.len);
	buf_putc(out, '=');
	buf_put(out, path.p, path.len);
	buf_putc(out, 0);
}

/* Is there an entry for the subsystem? */
static bool has_entry(const struct buf *out, struct slice subsystem)
{
	struct slice rest = slice_of_buf(out), one;

	while (rest.len) {
		one = take_until(&rest, 0);
		if (one.len > subsystem.len && one.p[subsystem.len] == '=' &&
		    !memcmp(one.p, subsystem.p, subsystem.len))
			return true;
	}
	return false;
}

static struct slice parent_of(struct slice path)
{
	while (path.len > 1 && path.p[path.len - 1] != '/')
		path.len--;
	if (path.len > 1)
		path.len--;
	return path;
}

static void put_unified(struct cgroups *c, struct slice path)
{
	static const struct slice unified = {"unified", 7};
	struct slice at = path, names, name;
	const struct str *list;

	for (;;) {
		list = controllers_at(c, at);
		names = (struct slice){list->s, list->len};
		while (names.len) {
			name = take_word(&names);
			if (name.len && !has_entry(&c->out, name))
				put_entry(&c->out, name, at);
		}
		/* Without a controller of its own the cgroup would not be named at all. */
		if (at.len == path.len && !list->len && path.len > 1)
			put_entry(&c->out, unified, path);
		if (at.len <= 1)
			return;
		at = parent_of(at);
	}
}

/* ID:SUBSYSTEM[,SUBSYSTEM...]:PATH, without subsystems for version 2 */
static void put_line(struct cgroups *c, struct slice line)
{
	struct slice subsystems;

	take_until(&line, ':');
	subsystems = take_until(&line, ':');
	if (!line.len || line.p[0] != '/')
		return;
	if (!subsystems.len) {
		if (c->mount->len)
			put_unified(c, line);
		return;
	}
	while (subsystems.len)
		put_entry(&c->out, take_until(&subsystems, ','), line);
}

struct slice cgroups_of(struct cgroups *c, struct slice text)
{
	const struct str *from, *to;

	if (!text.len)
		return (struct slice){"", 0};
	from = intern(c->strings, text.p, text.len);
	to = lookup(c->answers, c->nanswers, from);
	if (!to) {
		buf_clear(&c->out);
		while (text.len)
			put_line(c, take_line(&text));
		to = intern(c->strings, buf_cstr(&c->out), c->out.len);
		remember(&c->answers, &c->nanswers, from, to);
	}
	return (struct slice){to->s, to->len};
}
