/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/worker.h"

#include <pthread.h>
#include <stdlib.h>

#include "engine/base/cond.h"
#include "engine/base/mem.h"
#include "ui/web/web_internal.h"

enum { JOBS_MAX = 256 };
#define SLICE_NS    15000000ull
#define SHORT_NS    4000000ull /* of what others go before */
#define QUIET_NS    50000000ull /* so long after an answer nobody seems to ask */
#define WAIT_NS	    5000000ull
#define TICK_NS	    200000000ull
#define HOPELESS_NS 30000000000ull
#define ASIDE_NS    1000000000ull

struct worker {
	struct web *w;
	const struct worker_ops *ops;
	void *arg;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct job *first, **last; /* under lock, as all below */
	unsigned n;
	bool stop;
};

static void append(struct worker *k, struct job *j)
{
	j->next = NULL;
	*k->last = j;
	k->last = &j->next;
}

static bool stands_aside(const struct job *j, uint64_t now)
{
	return j->ep->aside && now - j->began < ASIDE_NS;
}

/* The first job whose time has come; *until: when there may be one. */
static struct job *take(struct worker *k, uint64_t now, uint64_t *until)
{
	struct job **at, **found = NULL, *j;
	bool aside;

	for (at = &k->first; (j = *at); at = &j->next) {
		if (j->again > now && !k->stop) {
			if (j->again < *until)
				*until = j->again;
			continue;
		}
		aside = stands_aside(j, now);
		if (!found || !aside)
			found = at;
		if (!aside)
			break;
	}
	if (!found)
		return NULL;
	j = *found;
	*found = j->next;
	if (!j->next)
		k->last = found;
	return j;
}

static enum job_state step(struct worker *k, struct job *j, bool stop)
{
	enum job_state s;

	if (stop)
		return job_refuse(j, 503, "sonde is about to end");
	/* Who asked went on to something else: that is not to wait for this. */
	if (!k->ops->waited_for(j))
		return job_refuse(j, 503, "nobody waits for this");
	s = j->ep->step(k->w, j, explorer_now() + (j->ep->aside ? SHORT_NS : SLICE_NS));
	/* Of a pipe that goes on and on, some things will never be known. */
	if (s == JOB_WAIT && explorer_now() - j->began > HOPELESS_NS)
		return job_refuse(j, 503, "the capture is still being read: ask again later");
	return s;
}

/* With nothing to do: wait for a job, or, when nobody asks for a while, count ahead. Under lock. */
static void be_idle(struct worker *k, uint64_t now, uint64_t quiet_at, uint64_t until)
{
	bool work = ahead_has_work(k->w);

	if (!work || now < quiet_at) {
		if (work && quiet_at < until)
			until = quiet_at;
		cond_wait_until(&k->more, &k->lock, until);
		return;
	}
	pthread_mutex_unlock(&k->lock);
	ahead_step(k->w);
	pthread_mutex_lock(&k->lock);
}

static void *work(void *arg)
{
	struct worker *k = arg;
	uint64_t tick_at = 0, quiet_at = 0, until, now;
	enum job_state s;
	struct job *j;
	bool stop;

	pthread_mutex_lock(&k->lock);
	while (!k->stop || k->first) {
		now = explorer_now();
		until = tick_at;
		j = take(k, now, &until);
		if (!j && now < until) {
			be_idle(k, now, quiet_at, until);
			continue;
		}
		stop = k->stop;
		pthread_mutex_unlock(&k->lock);
		if (now >= tick_at) {
			k->ops->tick(k->arg);
			places_tidy(&k->w->places);
			tick_at = explorer_now() + TICK_NS;
		}
		s = j ? step(k, j, stop) : JOB_DONE;
		if (j)
			quiet_at = explorer_now() + QUIET_NS;
		if (j && s == JOB_DONE)
			k->ops->finished(j);
		pthread_mutex_lock(&k->lock);
		if (j && s == JOB_DONE) {
			k->n--;
		} else if (j) {
			j->again = s == JOB_WAIT ? explorer_now() + WAIT_NS : 0;
			append(k, j);
		}
	}
	pthread_mutex_unlock(&k->lock);
	return NULL;
}

struct worker *worker_start(struct web *w, const struct worker_ops *ops, void *arg)
{
	struct worker *k = xcalloc(1, sizeof(*k));

	*k = (struct worker){.w = w, .ops = ops, .arg = arg};
	k->last = &k->first;
	pthread_mutex_init(&k->lock, NULL);
	cond_init(&k->more);
	if (pthread_create(&k->thread, NULL, work, k)) {
		free(k);
		return NULL;
	}
	return k;
}

void worker_stop(struct worker *k)
{
	if (!k)
		return;
	pthread_mutex_lock(&k->lock);
	k->stop = true;
	pthread_cond_signal(&k->more);
	pthread_mutex_unlock(&k->lock);
	pthread_join(k->thread, NULL);
}

void worker_free(struct worker *k)
{
	if (!k)
		return;
	pthread_cond_destroy(&k->more);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

bool worker_add(struct worker *k, struct job *j)
{
	bool taken;

	pthread_mutex_lock(&k->lock);
	taken = k->n < JOBS_MAX && !k->stop;
	if (taken) {
		k->n++;
		append(k, j);
		pthread_cond_signal(&k->more);
	}
	pthread_mutex_unlock(&k->lock);
	return taken;
}
