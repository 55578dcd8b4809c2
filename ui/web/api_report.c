/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/web/api.h"
#include "ui/web/json.h"
#include "ui/web/report.h"

/* A place as one page that needs no server: no script in it, and none would be run. */

enum { CELLS = 600, CHART_HEIGHT = 60 };

static const char head[] =
	"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
	"'unsafe-inline'\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>\n"
	":root{color-scheme:light dark;--bg:#fff;--text:#1b2530;--dim:#5c6976;--line:#dde2e7;"
	"--head:#eef1f4;--area:#9dbfd9;--hot:#08519c;--error:#b3261e;--read:#e6f0fa;--write:#fdf1e1}\n"
	"@media (prefers-color-scheme:dark){:root{--bg:#181f26;--text:#dbe3ea;--dim:#93a1ae;"
	"--line:#2d3843;--head:#212a33;--area:#3f6b8c;--hot:#fac850;--error:#f28b82;--read:#1b2d3e;"
	"--write:#35291a}}\n"
	"body{margin:24px auto;max-width:1200px;padding:0 16px;background:var(--bg);"
	"color:var(--text);font:13px/1.45 system-ui,sans-serif}\n"
	"h1{font-size:18px;margin:0 0 8px}dl{display:grid;grid-template-columns:max-content 1fr;"
	"gap:2px 14px;margin:0 0 16px}dt,footer,.dim{color:var(--dim)}dd{margin:0}\n"
	"code,pre,table{font:12px/1.5 ui-monospace,monospace;font-variant-numeric:tabular-nums}\n"
	".scroll{overflow-x:auto}table{border-collapse:collapse;white-space:pre}"
	"th{background:var(--head);text-align:left}th,td{padding:2px 10px;"
	"border-bottom:1px solid var(--line)}.n{text-align:right}\n"
	"svg{display:block;width:100%;margin:0 0 4px}.e{fill:var(--area)}.f{fill:var(--error)}"
	".g{fill:var(--line)}.s{fill:var(--hot)}.heat{position:relative;padding-left:60px}.heat span{position:absolute;"
	"left:0;width:52px;text-align:right;font-size:11px;color:var(--dim);"
	"transform:translateY(-50%)}\n"
	".r,.w{margin:0 0 6px;padding:4px 10px;border-radius:5px;background:var(--read);"
	"max-width:88%}.w{background:var(--write);margin-left:auto}pre{margin:2px 0;"
	"white-space:pre-wrap;overflow-wrap:anywhere}\n"
	".bar{position:relative;height:22px;margin:1px 0}.bar span{position:absolute;height:21px;"
	"overflow:hidden;box-sizing:border-box;text-indent:4px;color:#1b1b1b;"
	"border-right:1px solid var(--bg);white-space:nowrap}footer{margin-top:20px}\n"
	"</style>\n<title>";

static void put_named(struct buf *out, const char *name, const char *value, bool code)
{
	buf_printf(out, "<dt>%s</dt><dd>%s", name, code ? "<code>" : "");
	html_text(out, value, strlen(value));
	buf_printf(out, "%s</dd>\n", code ? "</code>" : "");
}

/* The last step is called what the report is called. */
static void put_way(struct buf *out, const struct nav *n, const char *last)
{
	unsigned i;

	buf_puts(out, "<dt>Place</dt><dd>");
	for (i = 0; i < n->n; i++) {
		const struct level *l = n->levels[i];
		const char *title = i + 1 < n->n ? level_title(l) : last;

		buf_puts(out, i ? " &rsaquo; " : "");
		if (l->crumb.condition[0]) {
			buf_puts(out, "<code>");
			html_text(out, l->crumb.condition, strlen(l->crumb.condition));
			buf_puts(out, "</code> &rsaquo; ");
		}
		html_text(out, title, strlen(title));
	}
	buf_puts(out, "</dd>\n");
}

static void put_range(const struct web *w, const struct params *p, struct buf *out)
{
	uint64_t from, to, first = log_first_ts(w->log);
	char text[128];

	place_range(&w->places, p, &from, &to);
	from = from ? from - first : 0;
	to = to ? to - first : place_relative(&w->places, log_last_ts(w->log));
	snprintf(text, sizeof(text), "+%.6f s to +%.6f s", (double)from / 1e9, (double)to / 1e9);
	put_named(out, "Time", text, false);
}

static void put_bars(struct buf *out, const struct timeline_cell *cells, bool errors)
{
	uint64_t most = 1, n;
	unsigned i;
	double h;

	for (i = 0; i < CELLS; i++)
		most = cells[i].events > most ? cells[i].events : most;
	buf_printf(out, "<path class=\"%s\" d=\"", errors ? "f" : "e");
	for (i = 0; i < CELLS; i++) {
		n = errors ? cells[i].errors : cells[i].events;
		h = (double)n / (double)most * CHART_HEIGHT;
		if (n)
			buf_printf(out, "M%u %dV%.1fH%uV%dz", i * 2, CHART_HEIGHT,
				   CHART_HEIGHT - (h < 1 ? 1 : h), i * 2 + 2, CHART_HEIGHT);
	}
	buf_puts(out, "\"/>");
}

/* What of the time the report is about, when that is a part. */
static void put_selected(const struct web *w, const struct params *p, const struct explorer *x,
			 struct buf *out)
{
	uint64_t from, to, a, b;

	place_range(&w->places, p, &from, &to);
	if (!from && !to)
		return;
	timeline_window(x, &a, &b);
	from = from > a ? from : a;
	to = to && to < b ? to : b;
	if (from < to)
		buf_printf(out,
			   "<rect class=\"g\" x=\"%.2f\" y=\"0\" width=\"%.2f\" height=\"%d\"/>",
			   (double)(from - a) / (double)(b - a) * 2 * CELLS,
			   (double)(to - from) / (double)(b - a) * 2 * CELLS, CHART_HEIGHT);
}

/* Events and errors over all of the time. */
static void put_chart(const struct web *w, const struct params *p, struct explorer *x,
		      struct buf *out)
{
	struct timeline_cell *cells = xcalloc(CELLS, sizeof(*cells));

	timeline_cells(x, CELLS, cells);
	buf_printf(out,
		   "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" height=\"%d\" "
		   "role=\"img\" aria-label=\"Events and errors over time\">",
		   2 * CELLS, CHART_HEIGHT, CHART_HEIGHT);
	put_selected(w, p, x, out);
	put_bars(out, cells, false);
	put_bars(out, cells, true);
	buf_puts(out, "</svg>\n<p class=\"dim\">Events over all of the time, and in red those that "
		      "failed.</p>\n");
	free(cells);
}

static void put_report(struct web *w, struct job *j, struct place *p, struct report *r)
{
	const char *title = report_is_flame(&j->params) ? "Flame graph"
							: level_title(explorer_level(&p->x));
	const char *filter = explorer_level(&p->x)->filter_text;
	struct buf *out = &j->out;
	char text[64];

	buf_puts(out, head);
	html_text(out, title, strlen(title));
	buf_puts(out, " &middot; ");
	html_text(out, w->source, strlen(w->source));
	buf_puts(out, "</title></head><body>\n<h1>");
	html_text(out, title, strlen(title));
	buf_puts(out, "</h1>\n<dl>\n");
	put_named(out, "Capture", w->source, false);
	snprintf(text, sizeof(text), "%" PRIu64, log_count(w->log));
	put_named(out, "Events", text, false);
	put_range(w, &j->params, out);
	put_way(out, &p->x.nav, title);
	put_named(out, "Filter", filter[0] ? filter : "all events", filter[0]);
	buf_puts(out, "</dl>\n");
	put_chart(w, &j->params, &r->chart, out);
	report_body(w, j, p, r);
	buf_puts(out, "<footer>Made by sonde " SONDE_VERSION ".</footer>\n</body></html>\n");
	j->type = "text/html; charset=utf-8";
	api_filename(w, j, "report", "html");
}

static struct report *report_new(struct web *w)
{
	struct report *r = xcalloc(1, sizeof(*r));

	explorer_init(&r->chart, w->log, w->views, &w->places.opts, w->places.filter);
	r->chart.time.open = true;
	return r;
}

static void report_free(void *state)
{
	struct report *r = state;

	explorer_release(&r->chart);
	flame_free(r->flame);
	free(r);
}

enum job_state api_report(struct web *w, struct job *j, uint64_t until_ns)
{
	enum job_state state = JOB_DONE;
	bool settled = false;
	struct place *p = job_place(w, j, until_ns, &settled, &state);
	struct report *r = j->state;

	if (!p)
		return state;
	if (!r) {
		r = j->state = report_new(w);
		j->free_state = report_free;
	}
	if (!settled)
		return job_later(w);
	if (timeline_step(&r->chart, until_ns) || report_step(w, j, p, r, until_ns))
		return JOB_MORE;
	put_report(w, j, p, r);
	return JOB_DONE;
}
