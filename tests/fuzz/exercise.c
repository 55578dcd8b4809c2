/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fuzz/exercise.h"

#include <stdlib.h>

#include "engine/base/buf.h"
#include "engine/event/render.h"
#include "engine/store/save.h"
#include "event_codes.h"
#include "tests/unit/capture_maker.h"

/* The whole state is walked at one event out of so many. */
#define STATE_STEP 97

struct walk {
	const struct state *st;
	uint64_t num;
	uint64_t threads, fds, bytes;
};

static void look_at(struct walk *w, const struct str *s)
{
	if (s->s[s->len] != '\0')
		abort();
	w->bytes += s->len;
}

static bool walk_fd(void *arg, int64_t fd, uint32_t version)
{
	struct walk *w = arg;
	const struct fd_version *f = state_fd(w->st, version);

	(void)fd;
	look_at(w, f->name);
	w->fds++;
	return true;
}

static bool walk_thread(void *arg, uint32_t version)
{
	struct walk *w = arg;
	const struct thread_version *t = state_thread(w->st, version);
	struct thread_figures f;

	w->threads++;
	look_at(w, t->comm);
	look_at(w, t->cwd);
	look_at(w, t->args);
	look_at(w, t->container_id);
	state_figures(w->st, t, FIG_VM, w->num, &f);
	state_child_threads(w->st, t, w->num);
	state_container(w->st, t->container_id, w->num);
	look_at(w, state_main_at(w->st, t, w->num)->cwd);
	state_each_fd(w->st, t, w->num, walk_fd, w);
	return true;
}

static bool no_fd(void *self, int64_t fd, struct buf *out)
{
	(void)self, (void)fd, (void)out;
	return false;
}

static char no_letter(void *self, int64_t fd)
{
	(void)self, (void)fd;
	return '?';
}

static bool no_id(void *self, uint32_t id, struct buf *out)
{
	(void)self, (void)id, (void)out;
	return false;
}

static bool some_cwd(void *self, struct buf *out)
{
	(void)self;
	buf_puts(out, "/some/where/");
	return true;
}

static const struct resolver knows_nothing = {
	.fd = no_fd,
	.fd_letter = no_letter,
	.fd_path = no_fd,
	.comm = no_fd,
	.user = no_id,
	.group = no_id,
	.cwd = some_cwd,
};

/* Every parameter in every form; a mode of buffers an event. */
static void render_event(const struct evt *e, uint64_t num, struct buf *out)
{
	struct render_opts o = {.bufmode = (enum bufmode)(num % (BUF_HEXASCII + 1)),
				.verbose = num % 7 == 0,
				.as_is = num % 5 == 0};
	unsigned i;

	buf_clear(out);
	render_args(e, e->nparams, &knows_nothing, &o, out);
	for (i = 0; i < e->nparams; i++) {
		buf_clear(out);
		render_param(e, i, &knows_nothing, &o, out, out);
		evt_i64(e, i, 0);
	}
}

static void walk_state(struct walk *w, uint64_t num)
{
	w->num = num;
	state_each_thread(w->st, num, walk_thread, w);
}

static void save(struct log *log)
{
	const struct scap_writer_opts o = {.gzip = false};
	struct scap_writer *sw = scap_writer_open("/dev/null", &o, NULL);
	struct saver *s;
	struct cursor c;

	if (!sw)
		abort();
	s = saver_new(sw, log, &(struct saver_opts){.all = false});
	for (cursor_init(&c, log); cursor_next(&c);) {
		if (saver_event(s, &c, c.num % 5 == 0, NULL) < 0)
			abort();
	}
	cursor_release(&c);
	if (saver_end(s, NULL) < 0 || scap_writer_close(sw, NULL, NULL) < 0)
		abort();
	saver_free(s);
}

void exercise_log(struct log *log)
{
	struct walk w = {.st = log_state(log)};
	struct log_rec rec;
	struct cursor c, look;
	struct err err = {0};
	struct buf out;
	struct evt e;

	buf_init(&out, 1 << 20);
	cursor_init(&look, log);
	for (cursor_init(&c, log); cursor_next(&c);) {
		rec = *c.rec;
		if (!log_get(&look, c.num, &e))
			abort();
		render_event(&e, c.num, &out);
		if (rec.thread)
			look_at(&w, state_thread(w.st, rec.thread)->comm);
		if (rec.fd)
			look_at(&w, state_fd(w.st, rec.fd)->name);
		state_thread_at(w.st, e.tid, c.num);
		log_enter_ts(&c);
		log_fd_num(&c);
		if (c.num % STATE_STEP == 0)
			walk_state(&w, c.num);
	}
	cursor_release(&c);
	cursor_release(&look);
	walk_state(&w, 0);
	walk_state(&w, log_count(log));
	log_find_ts(log, log_last_ts(log) / 2);
	/* Damage is told in words. */
	if (log_error(log, &err) && !err.msg[0])
		abort();
	save(log);
	buf_release(&out);
}

struct log *exercise_small_log(const char *comm, const char *path, const char *data)
{
	static struct buf b;
	struct log_opts opts = {.keep = true};
	struct cursor c;
	struct log *log;

	buf_init(&b, 0);
	cap_section(&b);
	cap_thread(&b, 10, 10, 0, "init", "/");
	cap_thread(&b, 20, 20, 10, comm, "/home/u/");
	cap_event(&b, 1000, 20, EV_SYSCALL_OPEN_E, "");
	cap_event(&b, 2000, 20, EV_SYSCALL_OPEN_X, "qsdd", (int64_t)3, path, 1, 0);
	cap_event(&b, 3000, 20, EV_SYSCALL_READ_E, "qd", (int64_t)3, 64);
	cap_event(&b, 4000, 20, EV_SYSCALL_READ_X, "qs", (int64_t)5, data);
	cap_event(&b, 5000, 10, EV_SOCKET_SOCKET_E, "ddd", 2, 1, 6);
	cap_event(&b, 6000, 10, EV_SOCKET_SOCKET_X, "q", (int64_t)4);
	cap_event(&b, 7000, 10, EV_SYSCALL_CLOSE_E, "q", (int64_t)4);
	cap_event(&b, 8000, 10, EV_SYSCALL_CLOSE_X, "q", (int64_t)0);
	cap_event(&b, 9000, 10, EV_SYSCALL_CLOSE_E, "q", (int64_t)9);
	cap_event(&b, 10000, 10, EV_SYSCALL_CLOSE_X, "q", (int64_t)-9);
	log = log_open_mem((uint8_t *)b.p, b.len, &opts, NULL);
	if (!log)
		abort();
	for (cursor_init(&c, log); cursor_next(&c);)
		;
	cursor_release(&c);
	return log;
}
