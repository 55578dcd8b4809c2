/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/evt.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/field/event_cache.h"

/* evt.*: when an event happened and how long it took. */

#define NS_PER_S 1000000000ull

/* ------------------------------------------------------------------ points in time --- */

enum { DATE_LEN = 11, TIME_LEN = 8 }; /* "2023-07-28 " and "15:14:22" */

static char *put_digits(char *p, uint64_t v, unsigned n)
{
	unsigned i;

	for (i = n; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

/* Breaking a time down costs more than everything else about a line: once a second is enough. */
static const char *second_text(struct second_text *t, uint64_t sec, bool utc)
{
	time_t when = (time_t)sec;
	struct tm tm = {0};
	char *p = t->text;

	if (t->sec == sec)
		return t->text;
	if (utc)
		gmtime_r(&when, &tm);
	else
		localtime_r(&when, &tm);
	p = put_digits(p, (uint64_t)tm.tm_year + 1900, 4);
	*p++ = '-';
	p = put_digits(p, (uint64_t)tm.tm_mon + 1, 2);
	*p++ = '-';
	p = put_digits(p, (uint64_t)tm.tm_mday, 2);
	*p++ = ' ';
	p = put_digits(p, (uint64_t)tm.tm_hour, 2);
	*p++ = ':';
	p = put_digits(p, (uint64_t)tm.tm_min, 2);
	*p++ = ':';
	put_digits(p, (uint64_t)tm.tm_sec, 2);
	t->sec = sec;
	return t->text;
}

static bool time_value(struct event_ctx *c, const struct field_ref *r, struct value *v, char *text,
		       const char *end)
{
	value_text(v, r, text, (size_t)(end - text));
	v->time.ns = c->ev.ts;
	return true;
}

static bool clock_text(struct event_ctx *c, const struct field_ref *r, struct value *v, int parts)
{
	uint64_t sec = c->ev.ts / NS_PER_S, ns = c->ev.ts % NS_PER_S;
	bool iso = parts & TIME_ISO;
	const char *s = second_text(iso ? &c->cache->utc : &c->cache->local, sec, iso);
	char *text = event_ctx_alloc(c, 40), *p = text;

	if (parts & TIME_DATE) {
		memcpy(p, s, DATE_LEN);
		p += DATE_LEN;
		if (iso)
			p[-1] = 'T';
	}
	memcpy(p, s + DATE_LEN, TIME_LEN);
	p += TIME_LEN;
	if (parts & TIME_NS) {
		*p++ = '.';
		p = put_digits(p, ns, 9);
	}
	if (iso) {
		memcpy(p, "+0000", 5);
		p += 5;
	}
	return time_value(c, r, v, text, p);
}

bool evt_time(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return clock_text(c, r, v, r->field->sub);
}

bool evt_since(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	static const char before[] = "before ";
	struct value at;
	size_t mark = c->scratch.len;

	if (!(c->rec->flags & REC_BEFORE))
		return clock_text(c, r, v, TIME_NS);
	/* The fraction would say more than is known. */
	clock_text(c, r, &at, 0);
	buf_puts(&c->scratch, before);
	buf_put(&c->scratch, at.s, at.len);
	return value_scratch(c, v, r, mark);
}

static bool part_value(struct value *v, const struct field_ref *r, uint64_t ns)
{
	switch ((enum span_part)r->field->sub) {
	case SPAN_SECONDS:
		ns /= NS_PER_S;
		break;
	case SPAN_NANOSECONDS:
		ns %= NS_PER_S;
		break;
	case SPAN_ALL:
		break;
	}
	return value_u64(v, r, ns);
}

bool evt_rawtime(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return part_value(v, r, c->ev.ts);
}

bool evt_reltime(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return part_value(v, r, c->ev.ts - state_time_origin(c->state, c->num));
}

/* ------------------------------------------------------------------------ latency --- */

/* As the reference counts it: 0 where it knows none, nothing for its internal events. */
static bool latency(struct event_ctx *c, uint64_t *ns)
{
	*ns = 0;
	if (!c->thread)
		return true;
	if (c->ev.info->cat == EC_INTERNAL)
		return false;
	if (!event_ctx_latency(c, ns))
		*ns = 0;
	return true;
}

bool evt_latency(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	uint64_t ns;

	return latency(c, &ns) && part_value(v, r, ns);
}

/* Of a call that has not ended by the moment the query is about. */
bool evt_waiting(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	if (!c->now || c->now < c->ev.ts || event_is_exit(c->ev.type))
		return false;
	return value_u64(v, r, c->now - c->ev.ts);
}

/* "1.79us", "10ms", "1:7", "02:00:01": truncated, and minutes without padding, as ever. */
bool evt_latency_human(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;
	struct buf *out = &c->scratch;
	uint64_t ns, sec;

	if (!latency(c, &ns))
		return false;
	sec = ns / NS_PER_S;
	if (sec >= 3600)
		buf_printf(out, "%02u:%02u:%02u", (unsigned)(sec / 3600), (unsigned)(sec / 60 % 60),
			   (unsigned)(sec % 60));
	else if (sec >= 60)
		buf_printf(out, "%u:%u", (unsigned)(sec / 60), (unsigned)(sec % 60));
	else if (sec)
		buf_printf(out, "%u.%02us", (unsigned)sec, (unsigned)(ns % NS_PER_S / 10000000));
	else if (ns >= 10000000)
		buf_printf(out, "%ums", (unsigned)(ns / 1000000));
	else if (ns >= 1000000)
		buf_printf(out, "%u.%02ums", (unsigned)(ns / 1000000),
			   (unsigned)(ns % 1000000 / 10000));
	else if (ns >= 10000)
		buf_printf(out, "%uus", (unsigned)(ns / 1000));
	else if (ns >= 1000)
		buf_printf(out, "%u.%02uus", (unsigned)(ns / 1000), (unsigned)(ns % 1000 / 10));
	else
		buf_printf(out, "%uns", (unsigned)ns);
	return value_scratch(c, v, r, mark);
}

/* The column of a spectrogram, 1 and up: powers of ten up to 100 s over the width asked for. */
bool evt_latency_quantized(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const double decades = 11;
	uint64_t ns;
	double log;

	if (!c->thread || !latency(c, &ns) || !ns)
		return false;
	log = log10((double)ns);
	if (log > decades)
		log = decades;
	return value_u64(v, r, (uint64_t)(log * c->opts->quantize / decades) + 1);
}

bool evt_wait_latency(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	uint64_t ns;

	if (!(c->ev.info->flags & EF_WAITS) || !event_is_exit(c->ev.type))
		return false;
	if (!event_ctx_latency(c, &ns))
		ns = 0;
	return value_u64(v, r, ns);
}

/* --------------------------------------------------------------- looking back --- */

/*
 * What a field saw before this event. Asking twice about one event gives one answer. Atomic
 * only so that a filter shared by threads is not a data race; its answer is then meaningless,
 * as "the event before" is.
 */
struct lookback {
	_Atomic uint64_t num, ts, prev_ts;
};

int evt_parse_lookback(struct field_ref *r, struct err *e)
{
	(void)e;
	r->memo = xcalloc(1, sizeof(struct lookback));
	return 0;
}

/* ns since the event for which this reference was evaluated before; 0 the first time. */
static uint64_t since_previous(struct event_ctx *c, const struct field_ref *r)
{
	struct lookback *m = r->memo;
	uint64_t ts = c->ev.ts, prev;

	if (atomic_load_explicit(&m->num, memory_order_relaxed) == c->num)
		return ts - atomic_load_explicit(&m->prev_ts, memory_order_relaxed);
	prev = atomic_load_explicit(&m->ts, memory_order_relaxed);
	if (!prev)
		prev = ts;
	atomic_store_explicit(&m->num, c->num, memory_order_relaxed);
	atomic_store_explicit(&m->prev_ts, prev, memory_order_relaxed);
	atomic_store_explicit(&m->ts, ts, memory_order_relaxed);
	return ts - prev;
}

bool evt_deltatime(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return part_value(v, r, since_previous(c, r));
}

/* -------------------------------------------------------------------- -t, around --- */

static char *put_number(char *p, uint64_t v)
{
	uint64_t rest = v;
	unsigned n = 1;

	while (rest /= 10)
		n++;
	return put_digits(p, v, n);
}

static bool seconds_text(struct event_ctx *c, const struct field_ref *r, struct value *v,
			 uint64_t ns)
{
	char *text = event_ctx_alloc(c, 32), *p = put_number(text, ns / NS_PER_S);

	*p++ = '.';
	return time_value(c, r, v, text, put_digits(p, ns % NS_PER_S, 9));
}

/* The reference does not pad the fraction of absolute times. */
static bool absolute_text(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	char *text = event_ctx_alloc(c, 32), *p = put_number(text, c->ev.ts / NS_PER_S);

	*p++ = '.';
	return time_value(c, r, v, text, put_number(p, c->ev.ts % NS_PER_S));
}

bool evt_outputtime(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	uint64_t ns;

	switch (c->opts->time) {
	case TIME_ABS:
		return absolute_text(c, r, v);
	case TIME_REL:
		return seconds_text(c, r, v, c->ev.ts - state_time_origin(c->state, c->num));
	case TIME_LATENCY:
		if (!event_ctx_latency(c, &ns))
			ns = 0;
		return seconds_text(c, r, v, ns);
	case TIME_DELTA:
		return seconds_text(c, r, v, since_previous(c, r));
	case TIME_HUMAN:
		break;
	}
	return clock_text(c, r, v, TIME_NS);
}

/* evt.around[T]: how far the event is from T, ns; the filter compares that with D milliseconds. */
bool evt_around(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	uint64_t t = (uint64_t)r->argn;

	return value_u64(v, r, c->ev.ts > t ? c->ev.ts - t : t - c->ev.ts);
}

int evt_parse_around(struct field_ref *r, struct err *e)
{
	if (r->dotted)
		return err_set(e, ERR_SYNTAX,
			       "evt.around takes its time in brackets: "
			       "evt.around[1404996934793590564]=1000");
	return field_arg_number(r, e);
}
