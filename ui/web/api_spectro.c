/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "ui/web/api.h"
#include "ui/web/json.h"

/* A spectrogram as a grid of counts: columns are times, rows are latencies, both of equal steps. */

enum { COLS_MAX = 512, ROWS_MAX = 220 };

/* The least latency of each row, ns. */
static void put_latencies(struct buf *out, const struct spectro *s, unsigned rows)
{
	unsigned bins = spectro_bins(s), i;

	jw_name(out, "latency");
	buf_putc(out, '[');
	for (i = 0; i < rows; i++) {
		jw_comma(out);
		jw_double(out, ceil(spectro_bin_ns(s, (unsigned)((uint64_t)i * bins / rows))));
	}
	buf_putc(out, ']');
}

/* How many slices of time make a column, so that there are few enough. */
static void put_grid(const struct web *w, struct buf *out, const struct spectro *s,
		     unsigned most_cols, unsigned rows)
{
	uint32_t slices = spectro_slices(s), step = (slices + most_cols - 1) / most_cols;
	struct spectro_area area;
	struct spectro_grid grid;
	unsigned cols, t, d;
	uint64_t most = 0;

	if (!step)
		step = 1;
	cols = (slices + step - 1) / step;
	/* Whole slices to a column: the last one may reach beyond the end. */
	grid = (struct spectro_grid){.rows = slices, .cols = rows};
	jw_member_u64(out, "cols", cols);
	jw_member_u64(out, "rows", rows);
	jw_member_u64(out, "start", place_relative(&w->places, spectro_start(s)));
	jw_member_u64(out, "width", spectro_width(s) * step);
	jw_name(out, "counts");
	buf_putc(out, '[');
	for (t = 0; t < cols; t++) {
		unsigned last = (t + 1) * step <= slices ? (t + 1) * step - 1 : slices - 1;

		for (d = 0; d < rows; d++) {
			spectro_area(s, &grid, t * step, d, last, d, &area);
			jw_comma(out);
			buf_put_u64(out, area.count);
			most = area.count > most ? area.count : most;
		}
	}
	buf_putc(out, ']');
	jw_member_u64(out, "most", most);
}

enum job_state api_spectro(struct web *w, struct job *j, uint64_t until_ns)
{
	unsigned cols = (unsigned)params_u64(&j->params, "cols", COLS_MAX, 180);
	unsigned rows = (unsigned)params_u64(&j->params, "rows", ROWS_MAX, 80);
	enum job_state state = JOB_DONE;
	bool settled = false;
	struct place *p = job_place(w, j, until_ns, &settled, &state);
	struct buf *out = &j->out;
	const struct level *l;
	const char *field;

	if (!p)
		return state;
	l = explorer_level(&p->x);
	if (!l->spectro)
		return job_refuse(j, 400, "this place is no spectrogram");
	if (!settled && !job_is_late(w, j))
		return job_later(w);
	field = l->def.cols[l->def.first].field;
	buf_putc(out, '{');
	jw_member(out, "kind", "spectrogram");
	jw_member_bool(out, "settled", settled);
	api_put_place(out, &p->x);
	jw_member_text(out, "field", field, spectro_field_len(field));
	put_latencies(out, l->spectro, rows ? rows : 1);
	put_grid(w, out, l->spectro, cols ? cols : 1, rows ? rows : 1);
	buf_putc(out, '}');
	return JOB_DONE;
}
