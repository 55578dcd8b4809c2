/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/save_job.h"

#include <stdlib.h>

#include "engine/base/mem.h"
#include "engine/scap/writer.h"
#include "engine/store/save.h"
#include "ui/model/explorer.h"

enum { LOOKS_PER_CLOCK = 256 };

struct save_job {
	struct log *log;
	struct filter *filter; /* NULL: everything */
	struct filter_run *run;
	struct scap_writer *w;
	struct saver *saver;
	struct cursor cursor;
	uint64_t first, last; /* last 0: what there was when it began */
	uint64_t end, saved;
	struct query_opts query;
	char *path;
};

struct save_job *save_job_new(struct log *log, const char *path, const char *source,
			      const char *filter, uint64_t first, uint64_t last, struct err *e)
{
	const struct scap_writer_opts o = {.source = source};
	struct save_job *j = xcalloc(1, sizeof(*j));

	j->log = log;
	j->first = first;
	j->end = log_count(log);
	j->last = last && last < j->end ? last : j->end;
	cursor_init(&j->cursor, log);
	if (filter[0]) {
		j->filter = filter_compile(filter, e);
		if (!j->filter)
			goto failed;
	}
	j->w = scap_writer_open(path, &o, e);
	if (!j->w)
		goto failed;
	j->run = filter_run_new(j->filter, log, &j->query);
	j->saver = saver_new(j->w, log, &(struct saver_opts){.all = false});
	j->path = xstrdup(path);
	return j;
failed:
	save_job_free(j, NULL);
	return NULL;
}

int save_job_step(struct save_job *j, uint64_t until_ns, struct err *e)
{
	unsigned looks = 0;
	int r;

	/* Events behind the last selected one cannot matter to it. */
	while (j->cursor.num < j->last && cursor_next(&j->cursor) > 0) {
		bool selected = j->cursor.num >= j->first && filter_match(j->run, &j->cursor);

		j->saved += selected;
		r = saver_event(j->saver, &j->cursor, selected, e);
		if (r)
			return r;
		if (!(++looks % LOOKS_PER_CLOCK) && explorer_now() >= until_ns)
			return 1;
	}
	return saver_end(j->saver, e);
}

unsigned save_job_percent(const struct save_job *j)
{
	return j->last ? (unsigned)(j->cursor.num * 100 / j->last) : 100;
}

uint64_t save_job_saved(const struct save_job *j)
{
	return j->saved;
}

const char *save_job_path(const struct save_job *j)
{
	return j->path;
}

int save_job_free(struct save_job *j, struct err *e)
{
	int r = 0;

	if (!j)
		return 0;
	saver_free(j->saver);
	if (j->w)
		r = scap_writer_close(j->w, NULL, e);
	cursor_release(&j->cursor);
	filter_run_free(j->run);
	filter_free(j->filter);
	free(j->path);
	free(j);
	return r;
}
