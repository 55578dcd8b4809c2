/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/live.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/mem.h"
#include "engine/capture/cpu_times.h"
#include "engine/capture/live_load.h"
#include "engine/capture/live_memory.h"
#include "engine/capture/live_ring.h"
#include "engine/capture/privilege.h"
#include "engine/capture/own_event.h"
#include "engine/capture/runtime.h"
#include "engine/capture/snapshot.h"
#include "engine/capture/source_ops.h"
#include "engine/event/decode.h"
#include "event_codes.h"

/*
 * How long an event waits for those of other CPUs. A program of ours may be held up between
 * reading the clock and sending, by an interrupt or by the host of a virtual machine.
 */
#define HOLD_NS 3000000
#define LOOK_MS 20	  /* how often is looked when the kernel does not wake us */
#define LOSS_NS 100000000 /* between two events that tell of loss */
#define ROOM_NS 1000000	  /* between two looks whether memory was released */
/*
 * The least between two looks. Each takes the memory that says how far a ring is filled away from
 * the processor that writes there, which costs the programs that are watched more than an event.
 */
#define LINGER_NS 2000000
#define SLEPT_NS  1000000 /* less is no sleep of the machine */
#define RUN	  256	  /* events handed out at a time */
/*
 * What may wait in memory that came while /proc was read, and while that is worked off: the rings
 * of a busy machine are full before.
 */
#define BACKLOG_MAX (64ull << 20)

#define CGROUPS_PARAM 14 /* of events that tell of a task */

struct seen {
	struct runtime *runtime;
	const struct state *st;
};

struct live_source {
	struct source base;
	struct live_programs *programs;
	struct live_rings *rings;
	struct live_memory memory;
	struct snapshot *snapshot;
	struct runtime *runtime;
	struct cpu_times *cpu_times; /* NULL: nobody asked for them */
	_Atomic(uint64_t) sampled;   /* such events so far */
	struct buf own;		     /* the event that no kernel program sent, while it is read */
	uint64_t epoch_ns;	     /* monotonic clock + this = since the epoch */
	uint64_t asleep;	     /* how long the machine has been, as far as epoch_ns has it */
	int poll_fd, stop_fd;
	_Atomic(bool) stop;
	uint64_t max_ns, end_ns; /* how long, and until when, unless it is stopped; 0 for ever */
	bool calls;  /* find out what calls threads are in when it begins */
	bool begun;  /* the state has been told what there was before */
	bool ending; /* nothing more is sent: what the buffers hold is handed out, then it is over
		      */

	uint64_t backlog_max; /* bytes that are taken out of the rings before they are asked for */
	uint64_t looked_ns;   /* when that was last done */
	uint64_t last_ts;
	uint64_t lost;	  /* told of so far */
	uint64_t lost_ts; /* when that was */
	unsigned telling; /* events of that kind still to come: enter and exit */
	uint32_t told;	  /* what they say */
	uint64_t told_ts; /* and as of when */
	struct source_event run[RUN];
};

static struct live_source *of(const struct source *s)
{
	return (struct live_source *)s; /* base comes first */
}

/*
 * How much more CLOCK_BOOTTIME says than CLOCK_MONOTONIC, which stands still while the machine
 * sleeps. An interruption makes it too small, never too large.
 */
static uint64_t find_asleep(void)
{
	uint64_t boot = clock_ns(CLOCK_BOOTTIME), mono = clock_ns(CLOCK_MONOTONIC);

	return boot > mono ? boot - mono : 0;
}

/* How far CLOCK_MONOTONIC is from the epoch, as exactly as a few tries give it. */
static uint64_t find_epoch(uint64_t *asleep)
{
	uint64_t best = UINT64_MAX, epoch = 0, a, b, real;
	int i;

	for (i = 0; i < 16; i++) {
		a = clock_ns(CLOCK_MONOTONIC);
		real = clock_ns(CLOCK_REALTIME);
		b = clock_ns(CLOCK_MONOTONIC);
		if (b - a < best) {
			best = b - a;
			epoch = real - (a + (b - a) / 2);
		}
		a = find_asleep();
		*asleep = a > *asleep ? a : *asleep;
	}
	return epoch;
}

/* ------------------------------------------------------------------------ waiting --- */

/* After a sleep of the machine, the monotonic clock is farther from the epoch. */
static void look_for_sleep(struct live_source *src)
{
	uint64_t asleep = find_asleep();

	if (asleep < src->asleep + SLEPT_NS)
		return;
	src->epoch_ns += asleep - src->asleep;
	src->asleep = asleep;
	__atomic_store_n(&live_programs_control(src->programs)->epoch_ns, src->epoch_ns,
			 __ATOMIC_RELAXED);
}

static uint64_t now_ns(const struct live_source *src)
{
	return clock_ns(CLOCK_MONOTONIC) + src->epoch_ns;
}

static void look(struct live_source *src)
{
	look_for_sleep(src);
	live_rings_look(src->rings, now_ns(src) - HOLD_NS);
}

/* Sleep until something may have come, or is old enough to be handed out. */
static void wait_for_events(struct live_source *src)
{
	struct control *c = live_programs_control(src->programs);
	uint64_t first = live_rings_first(src->rings);
	struct epoll_event ev[8];
	struct pollfd stop = {.fd = src->stop_fd, .events = POLLIN};
	uint64_t now, ready = first + HOLD_NS;
	struct timespec t = {0};

	live_rings_give_back(src->rings);
	if (first) {
		now = now_ns(src);
		t.tv_nsec = ready > now + LINGER_NS ? (long)(ready - now) : LINGER_NS;
		if (t.tv_nsec > HOLD_NS)
			t.tv_nsec = HOLD_NS;
		ppoll(&stop, 1, &t, NULL);
		return;
	}
	__atomic_store_n(&c->waiting, 1, __ATOMIC_SEQ_CST);
	epoll_wait(src->poll_fd, ev, 8, LOOK_MS);
	__atomic_store_n(&c->waiting, 0, __ATOMIC_RELAXED);
	live_programs_heard(src->programs);
}

/* ---------------------------------------------------------------------------- loss --- */

static uint64_t count_lost(const struct live_source *src)
{
	const struct cpu_counters *c;
	uint64_t n = 0;
	unsigned i;

	for (i = 0; i < live_programs_cpus(src->programs); i++) {
		c = live_programs_counters(src->programs, i);
		n += c->full + c->broken;
	}
	return n;
}

/* What was lost since the last time goes into the stream, as the format's pair of drop events. */
static void look_for_loss(struct live_source *src)
{
	uint64_t now = clock_ns(CLOCK_MONOTONIC), lost;

	if (src->telling || now - src->lost_ts < LOSS_NS)
		return;
	lost = count_lost(src);
	if (lost == src->lost)
		return;
	src->telling = 2;
	src->lost_ts = now;
}

static const uint8_t *loss_event(struct live_source *src)
{
	bool first = src->telling-- == 2;
	uint64_t lost, more;

	if (first) {
		lost = count_lost(src);
		more = lost - src->lost;
		src->lost = lost;
		src->told = more < UINT32_MAX ? (uint32_t)more : UINT32_MAX;
		src->told_ts = src->last_ts;
	}
	own_event(&src->own, first ? EV_DROP_E : EV_DROP_X, src->told_ts, 0,
		  &(struct slice){(const char *)&src->told, 4}, 1);
	return (const uint8_t *)src->own.p;
}

/* -------------------------------------------------------------------------- blocks --- */

/* A container's name and image, once its runtime has said them. */
static const uint8_t *container_event(struct live_source *src)
{
	if (!src->last_ts || !runtime_next(src->runtime, src->last_ts, &src->own))
		return NULL;
	return (const uint8_t *)src->own.p;
}

/* What processor time a thread has used, when it is time to say so. */
static const uint8_t *sample_event(struct live_source *src)
{
	if (!src->cpu_times || !src->last_ts ||
	    !cpu_times_next(src->cpu_times, src->last_ts, &src->own))
		return NULL;
	atomic_fetch_add_explicit(&src->sampled, 1, memory_order_relaxed);
	return (const uint8_t *)src->own.p;
}

/* Told to end, or at the end of its time. */
static bool is_over(const struct live_source *src)
{
	return atomic_load_explicit(&src->stop, memory_order_relaxed) ||
	       (src->end_ns && monotonic_ns() >= src->end_ns);
}

/* It is over: nothing more is to come than what the rings hold by then. */
static void stop_sending(struct live_source *src)
{
	if (src->ending)
		return;
	src->ending = true;
	__atomic_store_n(&live_programs_control(src->programs)->self, 0, __ATOMIC_SEQ_CST);
	/* Programs that had begun an event by then are done with it before this is over. */
	nanosleep(&(struct timespec){.tv_nsec = HOLD_NS}, NULL);
	live_rings_look(src->rings, UINT64_MAX - 1);
}

/* The last of what was sent until it was over; NULL when that is over. */
static const uint8_t *last_block(struct live_source *src)
{
	const uint8_t *p;

	stop_sending(src);
	p = src->telling ? NULL : live_rings_next(src->rings);
	if (p)
		return p;
	src->lost_ts = 0;
	look_for_loss(src);
	return src->telling ? loss_event(src) : NULL;
}

/*
 * The next block in the order of time. NULL when it is over and all is handed out; or when there
 * is none yet, and nobody wants to wait for it.
 */
static const uint8_t *next_block(struct live_source *src, bool wait)
{
	const uint8_t *p;

	for (;;) {
		if (is_over(src))
			return last_block(src);
		if (src->telling)
			return loss_event(src);
		p = sample_event(src);
		if (p)
			return p;
		p = live_rings_next(src->rings);
		if (p)
			return p;
		look_for_loss(src);
		if (src->telling)
			continue;
		p = container_event(src);
		if (p)
			return p;
		look(src);
		p = live_rings_next(src->rings);
		if (p || !wait)
			return p;
		wait_for_events(src);
		look(src);
	}
}

/* ------------------------------------------------------------------------- backlog --- */

/* Copy a block to where it stays. */
static void keep(struct live_source *src, const uint8_t *p)
{
	src->last_ts = ld64(p + AT_TS);
	live_memory_put(&src->memory, p, ld32(p + AT_LEN));
}

/* Is there room for a block? Waits for it; false when it is over while there is none. */
static bool await_room(const struct live_source *src)
{
	while (!live_memory_has_room(&src->memory)) {
		if (is_over(src))
			return false;
		nanosleep(&(struct timespec){.tv_nsec = ROOM_NS}, NULL);
	}
	return true;
}

/*
 * While events are not handed out as fast as they come, make room in the rings now and then. Once
 * all are handed out that have gathered at the start, only the rings hold what waits: memory is for
 * the history.
 */
static void keep_up(void *arg)
{
	struct live_source *src = arg;
	uint64_t now = monotonic_ns();
	const uint8_t *p;

	if (is_over(src))
		stop_sending(src);
	else if (now - src->looked_ns < LINGER_NS)
		return;
	src->looked_ns = now;
	while (live_memory_waiting(&src->memory) < src->backlog_max &&
	       live_memory_has_room(&src->memory)) {
		p = next_block(src, false);
		if (!p)
			break;
		keep(src, p);
	}
	live_rings_give_back(src->rings);
}

/* Have something waiting in memory; false when there will be nothing any more. */
static bool provide(struct live_source *src)
{
	const uint8_t *p;
	unsigned n;

	if (live_memory_waiting(&src->memory)) {
		keep_up(src);
		return true;
	}
	src->backlog_max = 0;
	if (!await_room(src))
		return false;
	p = next_block(src, true);
	for (n = 0; p; p = live_rings_next(src->rings)) {
		keep(src, p);
		/* Asked for and not kept, the next one would be lost. */
		if (++n == RUN || !live_memory_has_room(&src->memory))
			break;
	}
	return live_memory_waiting(&src->memory) > 0;
}

/* -------------------------------------------------------------------------- events --- */

static bool saw_thread(void *arg, uint32_t version)
{
	struct seen *seen = arg;
	const struct str *cgroups = state_thread(seen->st, version)->cgroups;

	runtime_saw(seen->runtime, cgroups->s, cgroups->len);
	return true;
}

/* A new task or program may be the first of its container. */
static void saw_event(struct live_source *src, const struct evt *e)
{
	struct param p;

	switch (e->type) {
	case EV_SYSCALL_CLONE_20_X:
	case EV_SYSCALL_FORK_20_X:
	case EV_SYSCALL_VFORK_20_X:
	case EV_SYSCALL_CLONE3_X:
	case EV_SYSCALL_EXECVE_19_X:
	case EV_SYSCALL_EXECVEAT_X:
		if (evt_param(e, CGROUPS_PARAM, &p))
			runtime_saw(src->runtime, (const char *)p.p, p.len);
		break;
	default:
		break;
	}
}

/* What there was before the first event. */
static int begin(struct live_source *src, struct state *st, uint64_t num, struct err *e)
{
	const struct snapshot_opts o = {
		.skip_self = true,
		.skip_kernel_threads = true,
		.calls = src->calls,
		.meanwhile = keep_up,
		.arg = src,
	};
	uint64_t now;
	int rc;

	src->begun = true;
	src->backlog_max = BACKLOG_MAX;
	src->snapshot = snapshot_new(&o, e);
	if (!src->snapshot)
		return e ? e->code : ERR_IO;
	rc = snapshot_take(src->snapshot, st, e);
	if (rc)
		return rc;
	state_each_thread(st, num, saw_thread, &(struct seen){.runtime = src->runtime, .st = st});
	now = monotonic_ns();
	if (src->max_ns && src->max_ns < UINT64_MAX - now)
		src->end_ns = now + src->max_ns;
	/* From here on this thread reads memory that it has, and asks nobody. */
	privilege_drop(PRIVILEGE_NONE);
	return 0;
}

static int live_next(struct source *s, struct state *st, uint64_t num, struct source_run *run,
		     struct err *e)
{
	struct live_source *src = of(s);
	struct source_event *ev;
	const uint8_t *p;
	int rc;

	if (!src->begun && (rc = begin(src, st, num, e)))
		return rc;
	*run = (struct source_run){.ev = src->run};
	if (!provide(src))
		return 0;
	while (run->n < RUN) {
		ev = &src->run[run->n];
		p = live_memory_take(&src->memory, &ev->off);
		if (!p)
			break;
		if (!decode_v2(p, ld32(p + AT_LEN), &ev->e))
			return err_set(e, ERR_FORMAT, "the kernel side sent a damaged event");
		saw_event(src, &ev->e);
		run->n++;
	}
	return 1;
}

static bool live_exit_only(const struct source *s)
{
	(void)s;
	return false;
}

static const uint8_t *live_base(const struct source *s)
{
	return of(s)->memory.base;
}

static uint64_t live_bytes(const struct source *s)
{
	return of(s)->memory.size;
}

static void live_stop(struct source *s)
{
	struct live_source *src = of(s);
	uint64_t one = 1;

	atomic_store(&src->stop, true);
	/* Fails only when it has been woken very often already. */
	if (write(src->stop_fd, &one, sizeof(one)) < 0)
		return;
}

static void live_release(struct source *s, uint64_t off)
{
	live_memory_release(&of(s)->memory, off);
}

static void live_progress(const struct source *s, uint64_t *pos, uint64_t *size)
{
	*pos = atomic_load_explicit(&of(s)->memory.written, memory_order_relaxed);
	*size = 0;
}

static void live_close(struct source *s)
{
	struct live_source *src = of(s);

	live_rings_free(src->rings); /* it reads memory of the programs */
	live_programs_free(src->programs);
	live_memory_release_all(&src->memory);
	snapshot_free(src->snapshot);
	cpu_times_free(src->cpu_times);
	runtime_free(src->runtime);
	buf_release(&src->own);
	if (src->poll_fd >= 0)
		close(src->poll_fd);
	if (src->stop_fd >= 0)
		close(src->stop_fd);
	free(src);
}

static const struct source_ops live_ops = {
	.next = live_next,
	.exit_only = live_exit_only,
	.base = live_base,
	.bytes = live_bytes,
	.stop = live_stop,
	.release = live_release,
	.progress = live_progress,
	.close = live_close,
};

/* ------------------------------------------------------------------------- opening --- */

static int watch(const struct live_source *src, int fd)
{
	struct epoll_event ev = {.events = EPOLLIN};

	return epoll_ctl(src->poll_fd, EPOLL_CTL_ADD, fd, &ev);
}

static int connect_rings(struct live_source *src, struct err *e)
{
	src->rings = live_programs_rings(src->programs, e);
	if (!src->rings)
		return e ? e->code : ERR_IO;
	src->poll_fd = epoll_create1(EPOLL_CLOEXEC);
	src->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (src->poll_fd < 0 || src->stop_fd < 0 || watch(src, src->stop_fd) ||
	    watch(src, live_programs_bell(src->programs)))
		return err_set(e, ERR_IO, "cannot wait for events: %s", strerror(errno));
	return 0;
}

struct source *source_open_live(const struct live_opts *o, struct err *e)
{
	struct live_source *src = xcalloc(1, sizeof(*src));

	src->base.ops = &live_ops;
	src->poll_fd = src->stop_fd = -1;
	buf_init(&src->own, 0);
	src->runtime = runtime_new(&(struct runtime_opts){0});
	src->calls = o->calls;
	src->max_ns = o->max_ns;
	src->epoch_ns = find_epoch(&src->asleep);
	src->programs = live_programs_load(o, src->epoch_ns, e);
	if (!src->programs || live_memory_init(&src->memory, e) || connect_rings(src, e)) {
		live_close(&src->base);
		return NULL;
	}
	live_programs_start(src->programs);
	if (o->cpu_times)
		src->cpu_times = cpu_times_new();
	live_programs_narrow(src->programs, o->narrow);
	return &src->base;
}

void source_live_narrow(struct source *s, const struct narrowing *n)
{
	if (s->ops == &live_ops)
		live_programs_narrow(of(s)->programs, n);
}

static void add_counts(const struct live_source *src, unsigned cpu, struct live_counts *c)
{
	const struct cpu_counters *k = live_programs_counters(src->programs, cpu);

	c->sent += k->sent;
	c->received += live_rings_received(src->rings, cpu);
	c->full += k->full;
	c->broken += k->broken;
	c->unreadable += k->unreadable;
	c->narrowed += k->narrowed;
}

bool source_live_counts(const struct source *s, int cpu, struct live_counts *c)
{
	const struct live_source *src = of(s);
	unsigned i, n;

	if (s->ops != &live_ops)
		return false;
	*c = (struct live_counts){0};
	n = live_programs_cpus(src->programs);
	if (cpu >= (int)n)
		return false;
	for (i = 0; i < n; i++)
		if (cpu < 0 || (unsigned)cpu == i)
			add_counts(src, i, c);
	/* These come from no CPU. */
	if (cpu < 0) {
		uint64_t sampled = atomic_load_explicit(&src->sampled, memory_order_relaxed);

		c->sent += sampled;
		c->received += sampled;
	}
	return true;
}
