/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/complete.h"
#include "ui/model/match_count.h"
#include "ui/web/api.h"
#include "ui/web/json.h"

/* The filter line: is it a filter, how many events match, how could it go on. */

#define COMPLETE_NS 200000000ull /* values are looked for so long */

/* ------------------------------------------------------------------------ counting --- */

static void free_count(void *state)
{
	match_count_stop(state);
	free(state);
}

/* The events that the request's range means. */
static struct span span_of(struct web *w, const struct params *p)
{
	struct span s = {.first = 1, .last = log_count(w->log)};
	uint64_t from, to, num;

	place_range(&w->places, p, &from, &to);
	if (from) {
		num = log_find_ts(w->log, from);
		s.first = num ? num : s.last + 1;
	}
	num = to ? log_find_ts(w->log, to + 1) : 0;
	if (num)
		s.last = num - 1;
	/* None of them; 0 would be no bound. */
	return s.last ? s : (struct span){.first = 2, .last = 1};
}

static enum job_state put_error(struct job *j, const struct err *e)
{
	buf_putc(&j->out, '{');
	jw_member_bool(&j->out, "good", false);
	jw_member(&j->out, "error", e->msg);
	jw_member_u64(&j->out, "column", e->off);
	buf_putc(&j->out, '}');
	return JOB_DONE;
}

enum job_state api_filter(struct web *w, struct job *j, uint64_t until_ns)
{
	const char *text = params_get(&j->params, "text");
	struct match_count *c = j->state;
	struct filter *f = NULL;
	struct err e = {0};

	if (!c) {
		if (text[strspn(text, " ")]) {
			f = filter_compile(text, &e);
			if (!f)
				return put_error(j, &e);
		}
		/* Of what is still being read the first part would be counted, and called all. */
		if (!w->live && !log_ended(w->log) && !job_is_late(w, j)) {
			filter_free(f);
			return JOB_WAIT;
		}
		c = j->state = xcalloc(1, sizeof(*c));
		j->free_state = free_count;
		match_count_start(c, w->log, w->query, f, span_of(w, &j->params));
	}
	if (match_count_step(c, until_ns) && !job_is_late(w, j))
		return JOB_MORE;
	buf_putc(&j->out, '{');
	jw_member_bool(&j->out, "good", true);
	jw_member_u64(&j->out, "matches", c->matches);
	jw_member_bool(&j->out, "counted", c->counted && (w->live || log_ended(w->log)));
	jw_member_u64(&j->out, "total",
			c->span.last >= c->span.first ? c->span.last - c->span.first + 1 : 0);
	buf_putc(&j->out, '}');
	return JOB_DONE;
}

/* ---------------------------------------------------------------------- completing --- */

static void free_completion(void *state)
{
	completion_free(state);
}

static void put_candidates(struct buf *out, const struct completion *c)
{
	static const char *const kinds[] = {
		[COMPLETE_NONE] = "none",	  [COMPLETE_FIELD] = "field",
		[COMPLETE_OPERATOR] = "operator", [COMPLETE_VALUE] = "value",
		[COMPLETE_JOIN] = "join",
	};
	const struct complete_word *word = completion_word(c);
	const struct field *f = completion_field(c);
	unsigned i;

	jw_member(out, "kind", kinds[word->kind]);
	jw_member_u64(out, "start", word->start);
	if (f) {
		jw_member(out, "field", f->name);
		jw_member(out, "about", f->desc);
	}
	jw_name(out, "candidates");
	buf_putc(out, '[');
	for (i = 0; i < completion_count(c); i++) {
		const struct candidate *k = completion_get(c, i);

		jw_comma(out);
		buf_putc(out, '[');
		jw_string(out, k->text);
		jw_comma(out);
		jw_string(out, k->about);
		buf_putc(out, ']');
	}
	buf_putc(out, ']');
}

/* Positions are bytes of UTF-8. */
enum job_state api_complete(struct web *w, struct job *j, uint64_t until_ns)
{
	const char *text = params_get(&j->params, "text");
	size_t at = (size_t)params_u64(&j->params, "at", strlen(text), strlen(text));
	struct completion *c = j->state;
	bool changed;

	if (!c) {
		c = j->state = completion_new(w->log, w->query);
		j->free_state = free_completion;
		completion_set(c, text, at);
	}
	if (completion_step(c, until_ns, &changed) && explorer_now() - j->began < COMPLETE_NS)
		return JOB_MORE;
	buf_putc(&j->out, '{');
	put_candidates(&j->out, c);
	buf_putc(&j->out, '}');
	return JOB_DONE;
}
