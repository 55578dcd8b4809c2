/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/runtime.h"

#include <linux/capability.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/cond.h"
#include "engine/base/intern.h"
#include "engine/base/mem.h"
#include "engine/capture/own_event.h"
#include "engine/capture/proc_io.h"
#include "engine/capture/privilege.h"
#include "engine/capture/runtime_ask.h"
#include "engine/event/event.h"
#include "engine/state/container.h"
#include "event_codes.h"

#define TRIES	   3
#define MAX_ASKED  65536 /* containers in one capture: a bound for what cgroup names can cause */
#define MAX_JSON   60000 /* bytes: a parameter's length has 16 bits, its block 64 KiB */
#define RUNC_ID	   64	 /* digits */
#define DFLT_MS	   1000
#define DFLT_RETRY 300

/* A container to ask about; in the queue until it is its turn. */
struct job {
	struct job *next;
	struct target t;
	unsigned tries;
	uint64_t due_ns; /* monotonic */
};

struct runtime {
	struct runtime_opts o;
	char *root;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	atomic_bool stop;
	/* under the lock */
	struct job *jobs;
	json_t *answers; /* containers, oldest first */
	unsigned pending;
	/* the caller's */
	struct intern *ids;   /* asked about */
	struct num_map asked; /* by the address of the id */
};

/* ------------------------------------------------------------- the asking thread --- */

/* A runtime whose containers have names and nothing else that could be asked. */
static bool is_named_only(int type)
{
	return type == CT_LXC || type == CT_LIBVIRT_LXC || type == CT_BPM;
}

/*
 * The cgroup does not always tell which runtime it was, and several share a machine: each is
 * asked that may have the id.
 */
static json_t *describe(struct asking *a, const struct target *t)
{
	json_t *(*const docker_first[])(struct asking *, const struct target *) = {
		ask_docker, ask_podman, ask_containerd, ask_storage};
	json_t *(*const files_first[])(struct asking *, const struct target *) = {
		ask_containerd, ask_storage, ask_docker, ask_podman};
	bool cri = t->type == CT_CONTAINERD || t->type == CT_CRIO || t->type == CT_CRI;
	json_t *o = NULL;
	size_t i;

	if (is_named_only(t->type)) {
		o = answer_new(t, t->type);
		json_object_set_new(o, "name", json_string(t->id));
		return o;
	}
	for (i = 0; i < 4 && !o && !atomic_load(a->stop); i++)
		o = (cri ? files_first : docker_first)[i](a, t);
	return o;
}

/* Nobody knows the container: say so, in the form that readers take and do not show. */
static json_t *nobody_knows(const struct target *t)
{
	json_t *o = answer_new(t, t->type);

	json_object_set_new(o, "lookup_state", json_integer(2));
	return o;
}

/* The job whose turn it is, taken out of the queue; NULL: *wait_ns until there may be one. */
static struct job *take_due(struct runtime *r, uint64_t *wait_ns)
{
	uint64_t now = monotonic_ns();
	struct job **at, *job;

	*wait_ns = 3600ull * 1000000000ull;
	for (at = &r->jobs; (job = *at); at = &job->next) {
		if (job->due_ns <= now) {
			*at = job->next;
			return job;
		}
		if (job->due_ns - now < *wait_ns)
			*wait_ns = job->due_ns - now;
	}
	return NULL;
}

static void put_last(struct runtime *r, struct job *job)
{
	struct job **at = &r->jobs;

	while (*at)
		at = &(*at)->next;
	job->next = NULL;
	*at = job;
}

/* With the lock held; the answer o, NULL none. */
static void finish(struct runtime *r, struct job *job, json_t *o)
{
	job->tries++;
	if (!o && job->tries < TRIES) {
		/* It may be starting still, or its runtime busy. */
		job->due_ns = monotonic_ns() +
			      (uint64_t)r->o.retry_ms * 1000000ull * (job->tries == 1 ? 1 : 4);
		put_last(r, job);
		return;
	}
	json_array_append_new(r->answers, o ? o : nobody_knows(&job->t));
	free(job);
}

static void *ask_all(void *arg)
{
	struct runtime *r = arg;
	struct asking a = {.root = r->root, .timeout_ms = r->o.timeout_ms, .stop = &r->stop};
	uint64_t wait_ns;
	struct job *job;
	json_t *o;

	/* What a user's own containers are called stands in files that only that user may read. */
	privilege_drop(UINT64_C(1) << CAP_DAC_READ_SEARCH);
	buf_init(&a.text, 0);
	pthread_mutex_lock(&r->lock);
	while (!atomic_load(&r->stop)) {
		job = take_due(r, &wait_ns);
		if (!job) {
			cond_wait_until(&r->wake, &r->lock, monotonic_ns() + wait_ns);
			continue;
		}
		pthread_mutex_unlock(&r->lock);
		o = describe(&a, &job->t);
		pthread_mutex_lock(&r->lock);
		finish(r, job, o);
	}
	pthread_mutex_unlock(&r->lock);
	asking_release(&a);
	return NULL;
}

/* ------------------------------------------------------------- beginning and end --- */

struct runtime *runtime_new(const struct runtime_opts *o)
{
	struct runtime *r = xcalloc(1, sizeof(*r));

	r->o = *o;
	r->o.timeout_ms = o->timeout_ms ? o->timeout_ms : DFLT_MS;
	r->o.retry_ms = o->retry_ms ? o->retry_ms : DFLT_RETRY;
	r->root = xstrdup(o->root ? o->root : "");
	r->answers = json_array();
	r->ids = intern_new();
	/* The hash of objects is seeded once, by whoever comes first: not by two at a time. */
	json_object_seed(0);
	pthread_mutex_init(&r->lock, NULL);
	cond_init(&r->wake);
	/* Without a thread nothing is asked, and containers keep their ids. */
	if (pthread_create(&r->thread, NULL, ask_all, r))
		atomic_store(&r->stop, true);
	return r;
}

void runtime_free(struct runtime *r)
{
	struct job *job, *next;

	if (!r)
		return;
	pthread_mutex_lock(&r->lock);
	if (!atomic_exchange(&r->stop, true)) {
		pthread_cond_signal(&r->wake);
		pthread_mutex_unlock(&r->lock);
		pthread_join(r->thread, NULL);
	} else {
		pthread_mutex_unlock(&r->lock);
	}
	for (job = r->jobs; job; job = next) {
		next = job->next;
		free(job);
	}
	json_decref(r->answers);
	num_map_release(&r->asked);
	intern_free(r->ids);
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->wake);
	free(r->root);
	free(r);
}

/* ---------------------------------------------------------------- the capture's --- */

/* user-1000.slice: the processes of user 1000, containers of its own included. */
static void find_user(struct target *t, const char *cgroups, size_t n)
{
	static const char mark[] = "/user-";
	const char *at = memmem(cgroups, n, mark, sizeof(mark) - 1), *end = cgroups + n;
	size_t k = 0;

	if (!at)
		return;
	for (at += sizeof(mark) - 1; at < end && *at >= '0' && *at <= '9'; at++)
		if (k < sizeof(t->user) - 1)
			t->user[k++] = *at;
	if (at >= end || *at != '.')
		k = 0;
	t->user[k] = 0;
}

/* The id that `find` found is a stretch of cgroups: of runc's only the beginning. */
static bool make_target(struct target *t, const char *cgroups, size_t n)
{
	const char *id;
	size_t len, whole;

	memset(t, 0, sizeof(*t));
	if (!container_find(cgroups, n, &id, &len, &t->type))
		return false;
	whole = is_named_only(t->type) ? len : RUNC_ID;
	if (whole >= sizeof(t->id) || id + whole > cgroups + n)
		return false;
	memcpy(t->id, id, whole);
	memcpy(t->short_id, id, len);
	find_user(t, cgroups, n);
	return true;
}

void runtime_saw(struct runtime *r, const char *cgroups, size_t n)
{
	struct target t;
	struct job *job;
	uint64_t key;

	if (!n || r->asked.n >= MAX_ASKED || !make_target(&t, cgroups, n))
		return;
	key = (uint64_t)(uintptr_t)intern_cstr(r->ids, t.id);
	if (num_map_get(&r->asked, key))
		return;
	num_map_set(&r->asked, key, 1);
	job = xcalloc(1, sizeof(*job));
	job->t = t;
	pthread_mutex_lock(&r->lock);
	put_last(r, job);
	r->pending++;
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
}

unsigned runtime_pending(struct runtime *r)
{
	unsigned n;

	pthread_mutex_lock(&r->lock);
	n = r->pending;
	pthread_mutex_unlock(&r->lock);
	return n;
}

/* As text; what may be long goes first when it does not fit. */
static char *as_text(json_t *container)
{
	static const char *const long_ones[] = {"labels", "Mounts", "port_mappings", "Healthcheck"};
	json_t *root = json_pack("{s:O}", "container", container);
	char *text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
	size_t i;

	for (i = 0; i < 4 && text && strlen(text) > MAX_JSON; i++) {
		free(text);
		json_object_del(container, long_ones[i]);
		text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
	}
	json_decref(root);
	if (text && strlen(text) <= MAX_JSON)
		return text;
	free(text);
	return NULL;
}

bool runtime_next(struct runtime *r, uint64_t ts_ns, struct buf *block)
{
	json_t *container = NULL;
	struct slice param;
	char *text;

	pthread_mutex_lock(&r->lock);
	if (json_array_size(r->answers)) {
		container = json_incref(json_array_get(r->answers, 0));
		json_array_remove(r->answers, 0);
		r->pending--;
	}
	pthread_mutex_unlock(&r->lock);
	if (!container)
		return false;
	text = as_text(container);
	json_decref(container);
	if (!text)
		return runtime_next(r, ts_ns, block);
	param = (struct slice){text, (uint32_t)strlen(text) + 1};
	/* 272 and not 324, which is for longer texts and in a block that 0.29.3 does not know. */
	own_event(block, EV_CONTAINER_JSON_E, ts_ns, -1, &param, 1);
	free(text);
	return true;
}
