/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What fields say they depend on, tried on every event of every capture there is: a filter decides
 * a field of DEP_THREAD once for all events of a thread version, so it must say the same for all
 * of them. Without generated captures (make gen-bin writes them) only the built-in one is tried.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_maker.h"
#include "engine/base/mem.h"
#include "engine/field/field.h"
#include "engine/filter/filter.h"
#include "event_codes.h"

#define EVENTS_MAX 1000 /* of one capture: enough for every type and many versions */

/* The value that a field had for each key (a version or a type) when it was met first. */
struct firsts {
	char **text;
	uint32_t cap;
};

static char **first_of(struct firsts *f, uint32_t key)
{
	if (key >= f->cap) {
		uint32_t cap = key + key / 2 + 64;

		f->text = xrealloc(f->text, cap * sizeof(*f->text));
		memset(f->text + f->cap, 0, (cap - f->cap) * sizeof(*f->text));
		f->cap = cap;
	}
	return &f->text[key];
}

static void forget(struct firsts *f)
{
	uint32_t i;

	for (i = 0; i < f->cap; i++)
		free(f->text[i]);
	free(f->text);
	*f = (struct firsts){0};
}

/* The different entries met so far, as FF_BY_ENTRY tells them apart. */
struct entries {
	struct log_rec v[EVENTS_MAX];
	uint32_t n;
};

static uint32_t entry_key(struct entries *s, const struct log_rec *rec)
{
	uint32_t i;

	for (i = 0; i < s->n; i++) {
		if (s->v[i].thread == rec->thread && s->v[i].fd == rec->fd &&
		    s->v[i].fdnum == rec->fdnum)
			return i;
	}
	s->v[s->n++] = *rec;
	return i;
}

/* What decides the field for this event by its own account; false when the event does. */
static bool key_of(const struct field *f, const struct log_rec *rec, struct entries *entries,
		   uint32_t *key)
{
	enum field_dep dep = f->dep;

	if (f->flags & FF_BY_ENTRY) {
		*key = entry_key(entries, rec);
		return field_entry_decides(rec);
	}
	if ((f->flags & FF_BY_TYPE) && rec->type > EV_GENERIC_X)
		dep = DEP_TYPE;
	if ((f->flags & FF_FD_BUT_CONNECT) && rec->type != EV_SOCKET_CONNECT_X)
		dep = DEP_FD;
	*key = dep == DEP_TYPE ? rec->type : dep == DEP_THREAD ? rec->thread : rec->fd;
	return dep == DEP_TYPE || (dep == DEP_THREAD && rec->thread) || (dep == DEP_FD && rec->fd);
}

/* A field, asked on one event after the other. */
struct trial {
	const char *path;
	const struct field *f;
	struct query_opts o;
	struct field_ref r;
	struct event_ctx c;
	struct cursor cur;
	struct buf name, text;
};

static bool trial_begin(struct trial *t, const char *path, struct log *log, const struct field *f,
			const char *arg)
{
	*t = (struct trial){.path = path, .f = f};
	buf_init(&t->name, 0);
	buf_init(&t->text, 0);
	buf_printf(&t->name, "%s%s", f->name, arg);
	if (field_parse(buf_cstr(&t->name), true, &t->r, NULL) <= 0) {
		buf_release(&t->name);
		return false; /* takes another kind of argument */
	}
	event_ctx_init(&t->c, log, &t->o);
	cursor_init(&t->cur, log);
	return true;
}

static bool trial_next(struct trial *t)
{
	return cursor_next(&t->cur) && t->cur.num < EVENTS_MAX;
}

static void trial_end(struct trial *t)
{
	cursor_release(&t->cur);
	event_ctx_release(&t->c);
	field_ref_release(&t->r);
	buf_release(&t->text);
	buf_release(&t->name);
}

static const char *value_text(struct trial *t)
{
	struct value v = {0};

	buf_clear(&t->text);
	if (!field_get(&t->c, &t->r, &v))
		return "no value";
	buf_putc(&t->text, '=');
	value_append(&t->text, &v, &t->o);
	return buf_cstr(&t->text);
}

/* The same of an event whose bytes are not looked at. */
static void same_without_bytes(struct trial *t, const char *with)
{
	const char *without;

	event_ctx_set_versions(&t->c, &t->cur);
	without = value_text(t);
	if (strcmp(with, without))
		fail_msg("%s: %s of event %u (type %u): %s without its bytes, else %s", t->path,
			 buf_cstr(&t->name), (unsigned)t->cur.num, t->cur.rec->type, without, with);
}

/* On some events a field says that it has no value. */
static bool says_none(const struct field *f, const struct log_rec *rec)
{
	return (f->on && !f->on(f, rec->type)) ||
	       (f->flags & FF_OF_KNOWN_FD && !rec->fd && !field_fd_without_version(rec->type));
}

static void try_none(const char *path, struct log *log, const struct field *f)
{
	struct value v = {0};
	struct trial t;

	if (!trial_begin(&t, path, log, f, ""))
		return;
	while (trial_next(&t)) {
		if (!says_none(f, t.cur.rec))
			continue;
		event_ctx_set(&t.c, &t.cur);
		if (f->get_nth ? f->get_nth(&t.c, &t.r, 0, &v) : field_get(&t.c, &t.r, &v))
			fail_msg("%s: %s has a value in event %u (type %u, fd %u)", path, f->name,
				 (unsigned)t.cur.num, t.cur.rec->type, t.cur.rec->fd);
	}
	trial_end(&t);
}

/* Where the entry will do, the event itself need not be seen. */
static void try_entries(const char *path, struct log *log, const struct field *f, const char *arg)
{
	struct trial t;
	char *with;

	if (!trial_begin(&t, path, log, f, arg))
		return;
	while (trial_next(&t)) {
		if (!field_entry_will_do(f->flags, t.cur.rec))
			continue;
		event_ctx_set(&t.c, &t.cur);
		with = xstrdup(value_text(&t));
		same_without_bytes(&t, with);
		free(with);
	}
	trial_end(&t);
}

static void try_field(const char *path, struct log *log, const struct field *f, const char *arg)
{
	struct firsts firsts = {0};
	struct entries entries; /* large: not worth clearing for each field */
	struct trial t;
	uint32_t key;

	entries.n = 0;
	if (!trial_begin(&t, path, log, f, arg))
		return;
	while (trial_next(&t)) {
		const char *now;
		char **first;

		if (t.cur.rec->type >= event_count || !key_of(f, t.cur.rec, &entries, &key))
			continue;
		event_ctx_set(&t.c, &t.cur);
		now = value_text(&t);
		first = first_of(&firsts, key);
		if (!*first)
			*first = xstrdup(now);
		else if (strcmp(*first, now))
			fail_msg("%s: %s of event %u (type %u, thread %u, fd %u): %s, before %s",
				 path, buf_cstr(&t.name), (unsigned)t.cur.num, t.cur.rec->type,
				 t.cur.rec->thread, t.cur.rec->fd, now, *first);
		/* What decides the field is in the entry. */
		if (f->dep != DEP_TYPE && !(f->flags & FF_BY_TYPE))
			same_without_bytes(&t, *first);
	}
	trial_end(&t);
	forget(&firsts);
}

static void with_arguments(void (*try)(const char *, struct log *, const struct field *,
				       const char *),
			   const char *path, struct log *log, const struct field *f)
{
	static const char *const args[] = {"[0]", "[1]", ".cpu", ".open", ".app"};
	unsigned i;

	try(path, log, f, "");
	if (!f->parse_arg && !(f->flags & (FF_ARG_REQUIRED | FF_ARG_OPTIONAL)))
		return;
	for (i = 0; i < sizeof(args) / sizeof(args[0]); i++)
		try(path, log, f, args[i]);
}

static void try_capture(const char *path, struct log *log)
{
	unsigned i, k;

	for (i = 0; i < field_class_count; i++) {
		const struct field_class *cl = field_classes[i];

		for (k = 0; k < cl->n; k++) {
			const struct field *f = &cl->fields[k];

			if (f->on || f->flags & FF_OF_KNOWN_FD)
				try_none(path, log, f);
			if (f->dep != DEP_EVENT ||
			    f->flags & (FF_BY_TYPE | FF_FD_BUT_CONNECT | FF_BY_ENTRY))
				with_arguments(try_field, path, log, f);
			if (f->flags & FF_OF_ENTRY)
				with_arguments(try_entries, path, log, f);
		}
	}
}

static void try_files(const char *pattern)
{
	const struct log_opts o = {.keep = true, .newer = true};
	struct err e = {0};
	struct log *log;
	glob_t files;
	size_t i;

	if (glob(pattern, 0, NULL, &files))
		return;
	for (i = 0; i < files.gl_pathc; i++) {
		log = log_open_file(files.gl_pathv[i], &o, &e);
		if (!log)
			continue; /* some are made not to open */
		try_capture(files.gl_pathv[i], log);
		log_close(log);
	}
	globfree(&files);
}

static void all_captures(void **unused)
{
	const char *data = getenv("SONDE_DATA");
	struct buf pattern;

	(void)unused;
	buf_init(&pattern, 0);
	buf_printf(&pattern, "%s/*.scap", data ? data : "../shared/data");
	try_files("build/captures/gen-*[a-z].scap");
	try_files(buf_cstr(&pattern));
	buf_release(&pattern);
}

static unsigned matches(struct log *log, const char *filter)
{
	const struct query_opts o = {0};
	struct err e = {0};
	struct filter *f = filter_compile(filter, &e);
	struct filter_run *run = filter_run_new(f, log, &o);
	struct cursor cur;
	unsigned n = 0, walked = 0;
	int found;

	cursor_init(&cur, log);
	while ((found = filter_step(run, &cur)))
		n += found > 0;
	cursor_release(&cur);
	cursor_init(&cur, log);
	while (cursor_next(&cur))
		walked += filter_match(run, &cur);
	assert_int_equal(n, walked);
	cursor_release(&cur);
	filter_run_free(run);
	filter_free(f);
	return n;
}

/* One thread, one file, and what may make a field depend on more than it says. */
static void built_in(void **unused)
{
	const struct log_opts o = {.keep = true};
	struct err e = {0};
	struct log *log;
	struct buf b;

	(void)unused;
	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 1, "cat", "/home");
	cap_event(&b, 1, 10, EV_SYSCALL_OPEN_E, "");
	cap_event(&b, 2, 10, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)3, "/etc/passwd", 1, 0);
	cap_event(&b, 3, 10, EV_SYSCALL_READ_E, "qd", (int64_t)3, 10);
	cap_event(&b, 4, 10, EV_SYSCALL_READ_X, "qs", (int64_t)5, "text");
	cap_event(&b, 5, 11, EV_SYSCALL_CLOSE_E, "q", (int64_t)3);
	cap_event(&b, 6, 0, EV_SCHEDSWITCH_6_E, "qqqddd", (int64_t)1, (int64_t)0, (int64_t)0, 0, 0,
		  0);
	cap_event(&b, 7, 5, EV_SCHEDSWITCH_6_E, "qqqddd", (int64_t)1, (int64_t)0, (int64_t)0, 0, 0,
		  0);
	log = log_open_mem((uint8_t *)b.p, b.len, &o, &e);
	assert_non_null(log);
	assert_int_equal(log_count(log), 7);
	try_capture("built-in", log);
	assert_int_equal(matches(log, "thread.tid=10"), 4);
	assert_int_equal(matches(log, "thread.tid=11"), 1);
	/* Threads of which nothing is known, so that no version decides. */
	assert_int_equal(matches(log, "thread.tid=0"), 1);
	assert_int_equal(matches(log, "thread.tid=5"), 1);
	assert_int_equal(matches(log, "thread.tid in (0, 5) and not proc.name exists"), 2);
	assert_int_equal(matches(log, "not thread.tid=5"), 6);
	log_close(log);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built_in),
		cmocka_unit_test(all_captures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
