/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/match_count.h"

#include "engine/base/clock.h"

enum { LOOKS_PER_CLOCK = 1024 };

void match_count_start(struct match_count *m, struct log *log, const struct query_opts *query,
		       struct filter *f, struct span span)
{
	*m = (struct match_count){
		.filter = f, .run = filter_run_new(f, log, query), .log = log, .span = span};
	cursor_init(&m->cursor, log);
	if (span.first > 1)
		cursor_seek(&m->cursor, span.first - 1);
}

void match_count_stop(struct match_count *m)
{
	if (!m->run)
		return;
	cursor_release(&m->cursor);
	filter_run_free(m->run);
	filter_free(m->filter);
	*m = (struct match_count){0};
}

static bool is_behind(const struct match_count *m, uint64_t num)
{
	return m->span.last && num > m->span.last;
}

bool match_count_step(struct match_count *m, uint64_t until_ns)
{
	unsigned looks = 0;
	bool more = false;
	int r;

	while (!m->counted && !more) {
		/* Before looking: what was there when the input ended is all there is. */
		bool ended = log_ended(m->log);

		r = filter_step(m->run, &m->cursor);
		if (!r || is_behind(m, m->cursor.num)) {
			m->counted = ended || is_behind(m, m->cursor.num + 1);
			break;
		}
		m->matches += r > 0 && !(m->cursor.rec->flags & (REC_HIDDEN | REC_STATE_ONLY));
		more = (r < 0 || !(++looks % LOOKS_PER_CLOCK)) && monotonic_ns() >= until_ns;
	}
	filter_park(m->run, &m->cursor);
	return more;
}
