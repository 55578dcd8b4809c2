/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "ui/web/api.h"
#include "ui/web/json.h"

/* What there is: the capture, how far it was read, which views apply. */

const struct question *question_find(const char *path)
{
	static const struct question all[] = {
		{.path = "/api/info", .step = api_info},
		{.path = "/api/views", .step = api_views},
		{.path = "/api/rows", .step = api_rows},
		{.path = "/api/cell", .step = api_cell},
		{.path = "/api/events", .step = api_events},
		{.path = "/api/event", .step = api_event},
		{.path = "/api/echo", .step = api_echo},
		{.path = "/api/timeline", .step = api_timeline, .aside = true},
		{.path = "/api/filter", .step = api_filter},
		{.path = "/api/complete", .step = api_complete},
		{.path = "/api/spectro", .step = api_spectro},
		{.path = "/api/flame", .step = api_flame},
		{.path = "/api/save", .step = api_save},
		{.path = "/api/table", .step = api_table_file},
		{.path = "/api/report", .step = api_report},
	};
	unsigned i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!strcmp(all[i].path, path))
			return &all[i];
	}
	return NULL;
}

void web_status(struct web *w, struct buf *out)
{
	uint64_t pos = 0, size = 0;
	struct live_counts c = {0};
	bool ended = log_ended(w->log);
	struct err e = {0};

	buf_putc(out, '{');
	jw_member_u64(out, "count", log_count(w->log));
	jw_member_u64(out, "last", place_relative(&w->places, log_last_ts(w->log)));
	jw_member_bool(out, "ended", ended);
	jw_member_bool(out, "counting", ahead_has_work(w));
	if (!w->live && !ended) {
		log_progress(w->log, &pos, &size);
		jw_member_double(out, "progress", size ? (double)pos / (double)size : 0);
	}
	if (w->live && log_live_counts(w->log, -1, &c)) {
		jw_member_u64(out, "since", place_relative(&w->places, log_oldest_ts(w->log)));
		jw_member_u64(out, "lost", c.full + c.broken);
	}
	if (ended && log_error(w->log, &e))
		jw_member(out, "damage", e.msg);
	buf_putc(out, '}');
}

static const char *kind_of(const struct view *v)
{
	if (v->type == VIEW_SPECTROGRAM)
		return "spectrogram";
	if (v->type == VIEW_LIST)
		return "list";
	return v->source == TABLE_OVERVIEW ? "overview" : "table";
}

static void put_view(struct buf *out, const struct view *v)
{
	jw_comma(out);
	buf_putc(out, '{');
	jw_member(out, "id", v->id);
	jw_member(out, "name", v->name);
	jw_member(out, "desc", v->desc);
	jw_member(out, "kind", kind_of(v));
	buf_putc(out, '}');
}

enum job_state api_info(struct web *w, struct job *j, uint64_t until_ns)
{
	struct buf *out = &j->out;
	unsigned i;

	(void)until_ns;
	/* The page shows times, so it wants to know when the first event was. */
	if (!log_first_ts(w->log) && !log_ended(w->log) && !job_is_late(w, j))
		return JOB_WAIT;
	buf_putc(out, '{');
	jw_member(out, "source", w->source);
	jw_member(out, "version", SONDE_VERSION);
	jw_member(out, "token", w->guard.token);
	jw_member(out, "filter", w->places.filter);
	jw_member(out, "first", w->places.first);
	jw_member_bool(out, "live", w->live);
	jw_member_u64(out, "delay", w->live ? w->places.delay_ms : 0);
	/* In ns it would be more than a number can hold in a browser. */
	jw_name(out, "began");
	buf_printf(out, "\"%llu\"", (unsigned long long)log_first_ts(w->log));
	jw_name(out, "views");
	buf_putc(out, '[');
	for (i = 0; i < w->views->n; i++)
		put_view(out, w->views->v[i]);
	buf_putc(out, ']');
	jw_name(out, "status");
	web_status(w, out);
	buf_putc(out, '}');
	return JOB_DONE;
}

enum job_state api_views(struct web *w, struct job *j, uint64_t until_ns)
{
	struct err e = {0};
	struct buf *out = &j->out;
	struct place *p;
	bool wait;
	unsigned i;

	(void)until_ns;
	p = place_get(&w->places, &j->params, &wait, &e);
	if (!p)
		return wait ? JOB_WAIT : job_error(j, &e);
	buf_puts(out, "{\"views\":[");
	for (i = 0; i < w->views->n; i++) {
		if (place_has_view(p, w->views->v[i]))
			put_view(out, w->views->v[i]);
	}
	buf_puts(out, "]}");
	return JOB_DONE;
}

void api_put_place(struct buf *out, const struct explorer *x)
{
	const struct nav *n = &x->nav;
	struct buf more;
	unsigned i;

	buf_init(&more, 0);
	level_filter_and(explorer_level(x), &more);
	jw_member(out, "title", level_title(explorer_level(x)));
	jw_member(out, "filter", explorer_level(x)->filter_text);
	jw_member(out, "and", buf_cstr(&more));
	buf_release(&more);
	jw_name(out, "path");
	buf_putc(out, '[');
	for (i = 0; i < n->n; i++) {
		jw_comma(out);
		buf_putc(out, '{');
		jw_member(out, "title", level_title(n->levels[i]));
		jw_member(out, "condition", n->levels[i]->crumb.condition);
		buf_putc(out, '}');
	}
	buf_putc(out, ']');
}

void api_filename(const struct web *w, struct job *j, const char *what, const char *suffix)
{
	char name[64];
	size_t i, n;

	/* Of the name only what is plain everywhere. */
	n = strlen(w->source);
	if (n > 5 && !strcmp(w->source + n - 5, ".scap"))
		n -= 5;
	if (n >= sizeof(name))
		n = sizeof(name) - 1;
	for (i = 0; i < n; i++) {
		char c = w->source[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') || c == '_' || (c == '.' && i);

		name[i] = plain ? c : '-';
	}
	name[n] = 0;
	snprintf(j->filename, sizeof(j->filename), "%s-%s.%s", name, what, suffix);
}
