/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ui/model/explorer.h"

/* The texts around the table. */

const char *explorer_title(const struct explorer *x)
{
	return level_title(explorer_level(x));
}

static unsigned percent_read(const struct explorer *x)
{
	uint64_t pos, size;

	log_progress(x->log, &pos, &size);
	return size ? (unsigned)((double)pos * 100 / (double)size) : 0;
}

void explorer_source(const struct explorer *x, enum source_detail detail, struct buf *out)
{
	uint64_t first = log_first_ts(x->log), last = log_last_ts(x->log);
	const char *slash = strrchr(x->opts.source, '/');
	bool ended = log_ended(x->log);

	if (x->live.on) {
		live_source(x, detail == SOURCE_NAME, out);
		return;
	}
	buf_puts(out, detail != SOURCE_WHOLE && slash ? slash + 1 : x->opts.source);
	if (!ended)
		buf_printf(out, " %u%%", percent_read(x));
	if (detail == SOURCE_NAME) {
		buf_puts(out, log_error(x->log, NULL) ? " (damaged)" : "");
		return;
	}
	buf_printf(out, " (%llu evts, ", (unsigned long long)log_count(x->log));
	if (!ended)
		buf_puts(out, "loading, ");
	if (log_error(x->log, NULL))
		buf_puts(out, "damaged, ");
	cell_append_reltime(out, last > first ? last - first : 0);
	buf_putc(out, ')');
}

void explorer_position(const struct explorer *x, struct buf *out)
{
	const struct level *l = explorer_level(x);
	uint64_t n = level_count(l), at = n ? l->row + 1 : 0;

	if (l->spectro)
		buf_printf(out, "%u/%u", l->spectro_row + 1, l->grid.rows);
	else
		buf_printf(out, "%llu/%llu", (unsigned long long)at, (unsigned long long)n);
	if (!explorer_settled(x))
		buf_putc(out, '+');
	else if (!l->spectro)
		buf_printf(out, "(%.1f%%)", n ? 100.0 * (double)at / (double)n : 0.0);
}

void explorer_state(const struct explorer *x, struct buf *out)
{
	const struct level *l = explorer_level(x);

	if (x->paused)
		buf_puts(out, "PAUSED ");
	if (x->saving)
		buf_printf(out, "Writing %u%% ", save_job_percent(x->saving));
	if (x->search.active && !x->prompting)
		buf_puts(out, "Searching ");
	live_state(x, out);
	if (l->quick.len)
		buf_printf(out, "Rows with \"%.*s\" ", (int)l->quick.len, l->quick.p);
	if (l->cleared)
		buf_puts(out, "Cleared (u: undo) ");
	if (x->follow)
		buf_puts(out, "Following ");
	timeline_range(x, out);
}
