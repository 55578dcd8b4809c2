/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/proc_mounts.h"

#include <stdlib.h>
#include <sys/sysmacros.h>

#include "engine/base/mem.h"
#include "engine/capture/proc_io.h"

#define MAX_MOUNTINFO (8u << 20) /* bytes of one table; some hosts have 10,000 mounts */

struct table {
	uint64_t ns;
	uint32_t first, n; /* in mounts.list */
};

struct mounts {
	struct mount *list;
	uint32_t n, cap;
	struct table *tables;
	uint32_t ntables;
	struct num_map by_id, by_ns; /* index + 1 */
	struct intern *strings;
	struct buf text, word;
};

/* What is not here may wait for another machine or another process. */
static const char *const quick_types[] = {
	"aufs",	    "bcachefs", "binfmt_misc", "bpf",	 "btrfs",      "cgroup",    "cgroup2",
	"configfs", "cpuset",	"debugfs",     "devpts", "devtmpfs",   "efivarfs",  "erofs",
	"exfat",    "ext2",	"ext3",	       "ext4",	 "f2fs",       "hugetlbfs", "iso9660",
	"jfs",	    "mqueue",	"nilfs2",      "nsfs",	 "ntfs3",      "overlay",   "pstore",
	"proc",	    "ramfs",	"reiserfs",    "rootfs", "securityfs", "selinuxfs", "squashfs",
	"sysfs",    "tmpfs",	"tracefs",     "udf",	 "vfat",       "xfs",	    "zfs",
};

struct mounts *mounts_new(void)
{
	struct mounts *m = xcalloc(1, sizeof(*m));

	m->strings = intern_new();
	buf_init(&m->text, MAX_MOUNTINFO);
	buf_init(&m->word, 0);
	return m;
}

void mounts_free(struct mounts *m)
{
	if (!m)
		return;
	free(m->list);
	free(m->tables);
	num_map_release(&m->by_id);
	num_map_release(&m->by_ns);
	intern_free(m->strings);
	buf_release(&m->text);
	buf_release(&m->word);
	free(m);
}

static bool is_quick(struct slice type)
{
	size_t i;

	for (i = 0; i < sizeof(quick_types) / sizeof(quick_types[0]); i++)
		if (slice_is(type, quick_types[i]))
			return true;
	return false;
}

static bool is_octal(const char *p)
{
	return p[0] >= '0' && p[0] <= '3' && p[1] >= '0' && p[1] <= '7' && p[2] >= '0' &&
	       p[2] <= '7';
}

/* The kernel writes blanks, newlines and backslashes as \ooo. */
static const struct str *unescaped(struct mounts *m, struct slice s)
{
	uint32_t i;

	buf_clear(&m->word);
	for (i = 0; i < s.len; i++) {
		if (s.p[i] == '\\' && i + 3 < s.len && is_octal(s.p + i + 1)) {
			buf_putc(&m->word, (char)((s.p[i + 1] - '0') * 64 + (s.p[i + 2] - '0') * 8 +
						  s.p[i + 3] - '0'));
			i += 3;
		} else {
			buf_putc(&m->word, s.p[i]);
		}
	}
	return m->word.len ? intern(m->strings, m->word.p, m->word.len) : str_empty;
}

static const struct str *upper_dir(struct mounts *m, struct slice options)
{
	while (options.len) {
		struct slice o = take_until(&options, ',');

		if (slice_begins(o, "upperdir=")) {
			take_until(&o, '=');
			return unescaped(m, o);
		}
	}
	return str_empty;
}

/* 36 35 98:0 /root /point rw,noatime master:1 - ext3 /dev/root rw,upperdir=... */
static bool parse(struct mounts *m, struct slice line, struct mount *out)
{
	struct slice type;
	uint32_t major, minor;

	*out = (struct mount){.upper = str_empty};
	out->id = (uint32_t)take_u64(&line, 10);
	take_u64(&line, 10);
	major = (uint32_t)take_u64(&line, 10);
	take_until(&line, ':');
	minor = (uint32_t)take_u64(&line, 10);
	out->dev = (uint32_t)makedev(major, minor);
	take_word(&line); /* root within the file system */
	out->point = unescaped(m, take_word(&line));
	while (line.len && !slice_is(take_word(&line), "-"))
		;
	type = take_word(&line);
	out->quick = is_quick(type);
	if (slice_is(type, "overlay")) {
		take_word(&line);
		out->upper = upper_dir(m, line);
	}
	return out->id && out->point->len && type.len;
}

static void add(struct mounts *m, const struct mount *one)
{
	if (m->n == m->cap) {
		m->cap = m->cap ? 2 * m->cap : 64;
		m->list = xrealloc(m->list, m->cap * sizeof(*m->list));
	}
	m->list[m->n++] = *one;
	num_map_set(&m->by_id, one->id, m->n);
}

bool mounts_known(const struct mounts *m, uint64_t ns)
{
	return num_map_get(&m->by_ns, ns) != 0;
}

void mounts_learn(struct mounts *m, uint64_t ns, int dirfd)
{
	struct table t = {.ns = ns, .first = m->n};
	struct mount one;
	struct slice rest;

	if (mounts_known(m, ns) || !proc_read_all(dirfd, "mountinfo", &m->text, MAX_MOUNTINFO) ||
	    !m->text.len)
		return;
	rest = slice_of_buf(&m->text);
	while (rest.len)
		if (parse(m, take_line(&rest), &one))
			add(m, &one);
	t.n = m->n - t.first;
	m->tables = xrealloc(m->tables, (m->ntables + 1) * sizeof(*m->tables));
	m->tables[m->ntables++] = t;
	num_map_set(&m->by_ns, ns, m->ntables);
}

const struct mount *mounts_by_id(const struct mounts *m, uint32_t id)
{
	uint32_t i = num_map_get(&m->by_id, id);

	return i ? &m->list[i - 1] : NULL;
}

static bool holds(const struct str *point, struct slice path)
{
	if (point->len == 1)
		return path.len && path.p[0] == '/';
	return path.len >= point->len && !memcmp(path.p, point->s, point->len) &&
	       (path.len == point->len || path.p[point->len] == '/');
}

const struct mount *mounts_by_path(const struct mounts *m, uint64_t ns, struct slice path)
{
	uint32_t t = num_map_get(&m->by_ns, ns), i;
	const struct mount *best = NULL, *one;

	if (!t)
		return NULL;
	for (i = 0; i < m->tables[t - 1].n; i++) {
		one = &m->list[m->tables[t - 1].first + i];
		/* Of two at the same place the later one hides the other. */
		if (holds(one->point, path) && (!best || one->point->len >= best->point->len))
			best = one;
	}
	return best;
}
