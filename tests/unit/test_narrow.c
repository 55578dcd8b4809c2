/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Narrowing never leaves out what somebody looks at: for filters made at random over every capture
 * there is, the events that match say in a capture of only what is to be sent the same as in the
 * whole one. Without generated captures (make gen-bin writes them) only the built-in one and those
 * in SONDE_DATA are tried.
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
#include "engine/event/decode.h"
#include "engine/filter/narrow.h"
#include "engine/format/format.h"
#include "event_codes.h"

#define EVENTS_MAX 4000 /* of one capture */
#define FILTERS	   40 /* for one capture */

static uint64_t seed;

static unsigned dice(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

/* ----------------------------------------------------------------------- a capture --- */

struct capture {
	const char *path;
	uint8_t *bytes;
	size_t len;
	struct log *log;
	uint64_t *alone; /* times of exit events that have no enter event */
	unsigned nalone;
};

static const struct log_opts whole = {.keep = true, .newer = true};

static struct log *open_bytes(uint8_t *p, size_t len)
{
	struct err e = {0};

	return log_open_mem(p, len, &whole, &e);
}

/* The processes that are there when events begin. */
static const struct log *running;

static int64_t process_of(int64_t tid)
{
	uint32_t version = state_thread_at(log_state(running), tid, 0);

	return version ? state_thread(log_state(running), version)->pid : -1;
}

/* --------------------------------------------------------------- the kernel's side --- */

/* What user space puts into the stream itself. */
static bool is_ours(const struct log_rec *rec)
{
	const struct event_info *info;

	if (rec->type >= event_count)
		return true;
	info = &event_table[rec->type];
	if (rec->type == EV_SCHEDSWITCH_1_E || rec->type == EV_SCHEDSWITCH_6_E)
		return false;
	return (info->flags & EF_SKIPPARSERESET) || info->cat == EC_INTERNAL;
}

static bool is_chosen(const struct narrowing *n, const struct state *st, const struct cursor *c,
		      const struct evt *e)
{
	const struct thread_version *t = c->rec->thread ? state_thread(st, c->rec->thread) : NULL;
	bool number = !n->by_number, name = !n->by_name;
	char comm[NARROWING_COMM] = "";
	unsigned i;

	for (i = 0; i < n->nnumbers; i++)
		number |= (t && n->numbers[i] == t->pid) ||
			  ((n->by_thread || !t) && n->numbers[i] == e->tid);
	if (t)
		memcpy(comm, t->comm->s, t->comm->len < 15 ? t->comm->len : 15);
	for (i = 0; i < n->nnames; i++)
		name |= memcmp(n->names[i], comm, sizeof(comm)) == 0;
	return number && name;
}

static bool is_sent(const struct narrowing *n, const struct cursor *c, const struct evt *e)
{
	unsigned id = (unsigned)evt_u64(e, 0, 0);
	uint8_t send;

	if (is_ours(c->rec))
		return true;
	if (c->rec->type <= EV_GENERIC_X)
		send = n->calls[c->rec->type & 1][id < NARROWING_CALLS ? id : 0];
	else
		send = n->types[c->rec->type];
	return (send & SEND_EVERYONE) ||
	       ((send & SEND_CHOSEN) && is_chosen(n, c->state, c, e));
}

/* The capture without the events that would not be sent; returns how many would. */
static unsigned send(const struct capture *cap, const struct narrowing *n, struct buf *out)
{
	const uint8_t *p = cap->bytes, *end = p + cap->len;
	struct cursor c;
	unsigned sent = 0;
	struct evt e;
	bool more, sends;

	cursor_init(&c, cap->log);
	more = cursor_next(&c);
	for (; end - p >= 12; p += ld32(p + 4)) {
		/* Not every block of an event becomes one. */
		if (more && cursor_block(&c) - c.base == p - cap->bytes) {
			assert_true(decode(cursor_block(&c), ld32(cursor_block(&c) + 4), &e));
			sends = is_sent(n, &c, &e);
			more = cursor_next(&c);
			if (!sends)
				continue;
			sent++;
		}
		buf_put(out, p, ld32(p + 4));
	}
	cursor_release(&c);
	return sent;
}

/* ------------------------------------------------------------------------- filters --- */

/* A value that a field has for some event of the capture; false when it has none there. */
static bool some_value(struct log *log, const char *field, struct buf *out)
{
	static const struct query_opts opts;
	struct event_ctx ctx;
	struct field_ref r;
	struct cursor c;
	struct value v;
	size_t mark = out->len;
	bool found;

	assert_true(field_parse(field, true, &r, NULL) > 0);
	event_ctx_init(&ctx, log, &opts);
	cursor_init(&c, log);
	found = cursor_seek(&c, 1 + dice((unsigned)log_count(log)));
	if (found) {
		event_ctx_set(&ctx, &c);
		found = field_get(&ctx, &r, &v);
	}
	if (found)
		value_append(out, &v, &opts);
	/* Quotes and the like are not what this is about. */
	found = found && out->len > mark && !strpbrk(buf_cstr(out) + mark, "\"'()\\ ,\n<>");
	if (!found)
		out->len = mark;
	cursor_release(&c);
	event_ctx_release(&ctx);
	field_ref_release(&r);
	return found;
}

static void put_check(struct log *log, struct buf *out)
{
	static const char *const fields[] = {"proc.pid", "proc.name", "evt.type", "thread.tid",
					     "proc.name", "proc.pid", "evt.type", "fd.num",
					     "fd.name", "proc.pname", "evt.category", "fd.type",
					     "evt.dir", "user.uid", "syscall.type", "proc.ppid"};
	static const char *const plain[] = {"evt.dir=<", "evt.dir=>", "evt.is_io=true", "evt.failed=true",
					    "fd.name exists", "proc.name=\"\"", "evt.type=read",
					    "evt.latency>1000", "proc.name=none-of-them", "proc.pid=-1",
					    "fd.name contains t", "evt.is_wait=true", "evt.rawres<0"};
	const char *field = fields[dice(sizeof(fields) / sizeof(fields[0]))];
	unsigned i, n = 2 + dice(2);
	size_t mark = out->len;
	bool ok = true;

	switch (dice(6)) {
	case 0:
		buf_puts(out, plain[dice(sizeof(plain) / sizeof(plain[0]))]);
		return;
	case 1:
		buf_printf(out, "%s in (", field);
		for (i = 0; i < n && ok; i++) {
			buf_puts(out, i ? "," : "");
			ok = some_value(log, field, out);
		}
		buf_puts(out, ")");
		break;
	default:
		buf_printf(out, "%s%s", field, dice(5) ? "=" : "!=");
		ok = some_value(log, field, out);
	}
	if (!ok) {
		out->len = mark;
		buf_puts(out, plain[0]);
	}
}

static void put_filter(struct log *log, unsigned depth, struct buf *out)
{
	unsigned i, n = 2 + dice(2);
	const char *op = dice(3) ? " and " : " or ";

	if (!depth || !dice(4)) {
		buf_puts(out, dice(6) ? "" : "not ");
		put_check(log, out);
		return;
	}
	buf_puts(out, dice(8) ? "(" : "not (");
	for (i = 0; i < n; i++) {
		buf_puts(out, i ? op : "");
		put_filter(log, depth - 1, out);
	}
	buf_puts(out, ")");
}

/* ---------------------------------------------------------------------- comparison --- */

/* Ways to look at events, from little to nearly everything. */
static const char *const formats[] = {
	"*%evt.time %evt.cpu %thread.tid %evt.dir %evt.type",
	"*%evt.time %proc.name %proc.pid %proc.cmdline %proc.pname %proc.nthreads %user.uid "
	"%proc.exepath %container.id %evt.dir %evt.type %evt.res",
	"*%evt.time %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info",
	"*%evt.time %proc.name %evt.dir %evt.type %evt.args %fd.num %fd.name %fd.type %fd.sip "
	"%fd.cport %proc.cwd %proc.fdopencount %evt.latency %evt.category %evt.buflen %fd.is_server",
	"*%evt.time %evt.type %thread.tid %proc.vmsize %thread.vmrss %thread.pfminor %fd.connected",
};

static void see(void *arg, const struct field_ref *r)
{
	narrow_use_field(arg, r);
}

/*
 * What is said of an exit event without its enter event is a guess from the one before, whatever
 * that is. Live they come from nobody but threads that were in a call when it began.
 */
static void find_alone(struct capture *cap)
{
	struct cursor c;

	cursor_init(&c, cap->log);
	while (cursor_next(&c)) {
		if (!event_is_exit(c.rec->type) || c.rec->flags & REC_PAIRED)
			continue;
		cap->alone = xrealloc(cap->alone, (cap->nalone + 1) * sizeof(*cap->alone));
		cap->alone[cap->nalone++] = c.rec->ts;
	}
	cursor_release(&c);
}

static bool is_alone(const struct capture *cap, const struct log_rec *rec)
{
	unsigned i;

	for (i = 0; i < cap->nalone; i++)
		if (cap->alone[i] == rec->ts)
			return true;
	return false;
}

static unsigned lines(const struct capture *cap, struct log *log, const struct filter *f,
		      struct format *format, struct buf *out)
{
	static const struct query_opts opts;
	struct filter_run *run = filter_run_new(f, log, &opts);
	struct cursor c;
	unsigned n = 0;

	cursor_init(&c, log);
	while (cursor_next(&c)) {
		/* Those that come first in a capture are not shown. */
		if (c.rec->type == EV_CONTAINER_JSON_E || c.rec->type == EV_CONTAINER_JSON_2_E)
			continue;
		if (is_alone(cap, c.rec) || !filter_match(run, &c))
			continue;
		format_append(format, filter_ctx(run, &c), out);
		buf_putc(out, '\n');
		n++;
	}
	cursor_release(&c);
	filter_run_free(run);
	return n;
}

static void first_difference(const struct capture *cap, const char *filter, const char *format,
			     const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	while (a[-1] != '\n' && b[-1] != '\n') {
		a--;
		b--;
	}
	fail_msg("%s: %s\nformat %s\nof all:    %.*s\nnarrowed:  %.*s", cap->path, filter, format,
		 (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
}

static void try_filter(const struct capture *cap, const char *text, const char *format_text)
{
	struct narrow_use use = {.process_of = dice(3) ? process_of : NULL};
	struct format *format = format_compile(format_text, NULL);
	struct filter *f = filter_compile(text, NULL);
	struct buf sent, all, some;
	struct narrowing n;
	struct log *log;

	if (!f) {
		format_free(format);
		return;
	}
	buf_init(&sent, 0);
	buf_init(&all, 0);
	buf_init(&some, 0);
	buf_putc(&all, '\n');
	buf_putc(&some, '\n');
	format_each_field(format, see, &use);
	filter_narrow(f, &use, &n, NULL);
	send(cap, &n, &sent);
	log = open_bytes((uint8_t *)sent.p, sent.len);
	lines(cap, cap->log, f, format, &all);
	assert_non_null(log);
	lines(cap, log, f, format, &some);
	if (strcmp(buf_cstr(&all), buf_cstr(&some)) != 0)
		first_difference(cap, text, format_text, buf_cstr(&all), buf_cstr(&some));
	log_close(log);
	filter_free(f);
	format_free(format);
	buf_release(&sent);
	buf_release(&all);
	buf_release(&some);
}

static void try_capture(struct capture *cap)
{
	struct err e = {0};
	struct buf filter;
	unsigned i;

	cap->log = open_bytes(cap->bytes, cap->len);
	if (!cap->log)
		return; /* some are made not to open */
	running = cap->log;
	find_alone(cap);
	buf_init(&filter, 0);
	for (i = 0; i < FILTERS && log_count(cap->log) && !log_error(cap->log, &e); i++) {
		buf_clear(&filter);
		put_filter(cap->log, 2, &filter);
		try_filter(cap, buf_cstr(&filter), formats[i % (sizeof(formats) / sizeof(formats[0]))]);
	}
	buf_release(&filter);
	log_close(cap->log);
	free(cap->alone);
}

static bool read_capture(const char *path, struct capture *cap)
{
	FILE *f = fopen(path, "rb");
	struct buf b;
	char part[65536];
	size_t n;

	if (!f)
		return false;
	buf_init(&b, 0);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_put(&b, part, n);
	fclose(f);
	*cap = (struct capture){.path = path, .bytes = (uint8_t *)b.p, .len = b.len};
	/* Raw ones of our byte order: their blocks can be taken out one by one. */
	return b.len > 12 && b.len < 4000000 && ld32((uint8_t *)b.p) == BLOCK_SHB &&
	       ld32((uint8_t *)b.p + 8) == SHB_MAGIC;
}

static unsigned try_files(const char *pattern)
{
	struct capture cap;
	unsigned tried = 0;
	glob_t files;
	size_t i;

	if (glob(pattern, 0, NULL, &files))
		return 0;
	for (i = 0; i < files.gl_pathc; i++) {
		if (read_capture(files.gl_pathv[i], &cap)) {
			try_capture(&cap);
			tried++;
		}
		free(cap.bytes);
	}
	globfree(&files);
	return tried;
}

static void all_captures(void **unused)
{
	const char *data = getenv("SONDE_DATA");
	struct buf pattern;

	(void)unused;
	seed = 1;
	buf_init(&pattern, 0);
	buf_printf(&pattern, "%s/*.scap", data ? data : "../shared/data");
	try_files("build/captures/gen-*[a-z].scap");
	try_files(buf_cstr(&pattern));
	buf_release(&pattern);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_captures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
