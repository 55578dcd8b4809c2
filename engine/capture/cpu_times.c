/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/cpu_times.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/cond.h"
#include "engine/base/mem.h"
#include "engine/base/thread.h"
#include "engine/capture/live_load.h"
#include "engine/capture/own_event.h"
#include "engine/capture/privilege.h"
#include "engine/capture/proc_io.h"
#include "event_codes.h"

enum {
	QUIET_MOST = 3,		       /* samples that say nothing new are still sent so often */
	STAT_BYTES = 1024,	       /* of /proc/PID/stat up to what is wanted */
	IS_KERNEL_THREAD = 0x00200000, /* PF_KTHREAD */
};

/* Ticks of a hundredth second, as /proc has them. */
struct sample {
	int64_t tid;
	uint64_t user, system;
	unsigned quiet; /* samples since it last changed */
};

struct samples {
	struct sample *v;
	unsigned n, cap;
};

struct cpu_times {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool started, stop;
	/* of the thread */
	struct samples now, before;
	struct buf stat;
	int proc;
	/* guarded by lock: what is to be sent, from `next` on */
	struct samples ready;
	unsigned next;
};

static struct sample *add(struct samples *s)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 256;
		s->v = xrealloc(s->v, s->cap * sizeof(*s->v));
	}
	return &s->v[s->n++];
}

/* ------------------------------------------------------------------------ sampling --- */

static bool take_task(void *arg, uint64_t tid, const char *name)
{
	struct cpu_times *c = arg;
	unsigned long long user, system;
	unsigned flags;
	struct sample *s;
	const char *p;
	char path[64];

	snprintf(path, sizeof(path), "%.20s/stat", name);
	if (!proc_read(c->proc, path, &c->stat, STAT_BYTES))
		return true;
	/* The name, which may hold anything, ends with the last bracket. */
	p = strrchr(buf_cstr(&c->stat), ')');
	if (!p ||
	    sscanf(p + 1, " %*c %*d %*d %*d %*d %*d %u %*u %*u %*u %*u %llu %llu", &flags, &user,
		   &system) != 3 ||
	    (flags & IS_KERNEL_THREAD))
		return true;
	s = add(&c->now);
	*s = (struct sample){.tid = (int64_t)tid, .user = user, .system = system};
	return true;
}

static bool take_process(void *arg, uint64_t pid, const char *name)
{
	struct cpu_times *c = arg;
	char path[64];
	int all = c->proc;

	if (pid == (uint64_t)getpid())
		return true;
	snprintf(path, sizeof(path), "%.20s/task", name);
	c->proc = proc_open_dir(all, path);
	if (c->proc >= 0) {
		proc_each_number(c->proc, take_task, c);
		close(c->proc);
	}
	c->proc = all;
	return true;
}

static int by_tid(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;

	return (x->tid > y->tid) - (x->tid < y->tid);
}

/* How long each has been quiet, by what was before. */
static void compare(struct cpu_times *c)
{
	unsigned i, k = 0;

	for (i = 0; i < c->now.n; i++) {
		struct sample *s = &c->now.v[i];

		while (k < c->before.n && c->before.v[k].tid < s->tid)
			k++;
		if (k < c->before.n && c->before.v[k].tid == s->tid &&
		    c->before.v[k].user == s->user && c->before.v[k].system == s->system)
			s->quiet = c->before.v[k].quiet + 1;
	}
}

/* Those that are to be sent; what nobody has taken yet is out of date. */
static void offer(struct cpu_times *c)
{
	unsigned i;

	pthread_mutex_lock(&c->lock);
	c->ready.n = c->next = 0;
	for (i = 0; i < c->now.n; i++) {
		if (c->now.v[i].quiet <= QUIET_MOST)
			*add(&c->ready) = c->now.v[i];
	}
	pthread_mutex_unlock(&c->lock);
}

static void sample(struct cpu_times *c)
{
	struct samples old = c->before;

	c->before = c->now;
	c->now = old;
	c->now.n = 0;
	lseek(c->proc, 0, SEEK_SET);
	proc_each_number(c->proc, take_process, c);
	if (c->now.n)
		qsort(c->now.v, c->now.n, sizeof(*c->now.v), by_tid);
	compare(c);
	offer(c);
}

static void *run(void *arg)
{
	struct cpu_times *c = arg;
	uint64_t at;

	/* What is read here everybody may read. */
	privilege_drop(PRIVILEGE_NONE);
	at = monotonic_ns();
	pthread_mutex_lock(&c->lock);
	while (!c->stop) {
		pthread_mutex_unlock(&c->lock);
		sample(c);
		pthread_mutex_lock(&c->lock);
		at += 1000000000u;
		while (!c->stop && !cond_wait_until(&c->wake, &c->lock, at))
			;
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* ----------------------------------------------------------------------- interface --- */

struct cpu_times *cpu_times_new(void)
{
	struct cpu_times *c = xcalloc(1, sizeof(*c));

	c->proc = proc_open_dir(-1, "/proc");
	buf_init(&c->stat, 0);
	pthread_mutex_init(&c->lock, NULL);
	cond_init(&c->wake);
	c->started = c->proc >= 0 && !thread_start(&c->thread, run, c);
	return c;
}

void cpu_times_free(struct cpu_times *c)
{
	if (!c)
		return;
	if (c->started) {
		pthread_mutex_lock(&c->lock);
		c->stop = true;
		pthread_cond_signal(&c->wake);
		pthread_mutex_unlock(&c->lock);
		pthread_join(c->thread, NULL);
	}
	if (c->proc >= 0)
		close(c->proc);
	pthread_cond_destroy(&c->wake);
	pthread_mutex_destroy(&c->lock);
	buf_release(&c->stat);
	free(c->now.v);
	free(c->before.v);
	free(c->ready.v);
	free(c);
}

bool cpu_times_next(struct cpu_times *c, uint64_t ts, struct buf *out)
{
	struct sample s;
	bool there;

	/* Whoever samples holds it for moments only, and it can wait. */
	if (pthread_mutex_trylock(&c->lock))
		return false;
	there = c->next < c->ready.n;
	if (there)
		s = c->ready.v[c->next++];
	pthread_mutex_unlock(&c->lock);
	if (there)
		own_event(
			out, EV_PROCINFO_E, ts, s.tid,
			(struct slice[]){{(const char *)&s.user, 8}, {(const char *)&s.system, 8}},
			2);
	return there;
}
