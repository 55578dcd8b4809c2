/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ui/model/view_json.h"
#include "ui/web/api.h"
#include "ui/web/json.h"

/*
 * What is shown, to be saved by the browser. Here nothing is left: a capture is written to a file
 * that has no name.
 */

static int nameless_file(void)
{
	const char *dir = getenv("TMPDIR");
	int fd = open(dir && dir[0] ? dir : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 ? fd : memfd_create("sonde", MFD_CLOEXEC);
}

static void free_save(void *state)
{
	save_job_free(state, NULL);
}

/* The bytes of what was written. */
static enum job_state hand_out(const struct web *w, struct job *j)
{
	struct save_job *s = j->state;
	struct err e = {0};
	struct stat st;

	j->state = NULL;
	j->free_state = NULL;
	if (save_job_free(s, &e))
		return job_error(j, &e);
	if (fstat(j->fd, &st) || lseek(j->fd, 0, SEEK_SET))
		return job_refuse(j, 500, "the capture could not be written");
	j->fd_bytes = (uint64_t)st.st_size;
	j->type = "application/octet-stream";
	api_filename(w, j, "part", "scap");
	return JOB_DONE;
}

static struct save_job *begin_save(struct web *w, struct job *j, const struct place *p,
				   struct err *e)
{
	const struct span *span = &p->x.nav.span;
	char path[64];

	j->fd = nameless_file();
	if (j->fd < 0) {
		err_set(e, ERR_IO, "there is no place for a temporary file");
		return NULL;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", j->fd);
	return save_job_new(w->log, path, w->path, explorer_level(&p->x)->filter_text,
			    span->first, span->last, e);
}

enum job_state api_save(struct web *w, struct job *j, uint64_t until_ns)
{
	struct err e = {0};
	struct place *p;
	bool wait;
	int r;

	/* What is being read still grows; a part of it would be a matter of chance. */
	if (!w->live && !log_ended(w->log))
		return JOB_WAIT;
	if (!j->state) {
		p = place_get(&w->places, &j->params, &wait, &e);
		if (!p)
			return wait ? JOB_WAIT : job_error(j, &e);
		j->state = begin_save(w, j, p, &e);
		if (!j->state)
			return job_error(j, &e);
		j->free_state = free_save;
	}
	r = save_job_step(j->state, until_ns, &e);
	if (r < 0)
		return job_error(j, &e);
	return r ? JOB_MORE : hand_out(w, j);
}

/* -------------------------------------------------------------------------- tables --- */

static void put_csv(struct buf *out, const struct level *l)
{
	uint64_t n = level_count(l), i;
	struct buf text;
	unsigned c;

	buf_init(&text, 0);
	for (c = l->def.first; c < l->def.n; c++) {
		if (c > l->def.first)
			buf_putc(out, ',');
		csv_text(out, l->def.cols[c].name, strlen(l->def.cols[c].name));
	}
	buf_puts(out, "\r\n");
	for (i = 0; i < n; i++) {
		for (c = l->def.first; c < l->def.n; c++) {
			buf_clear(&text);
			table_append(l->table, level_table_row(l, i), c, 0, false, &text);
			if (c > l->def.first)
				buf_putc(out, ',');
			csv_text(out, buf_cstr(&text), text.len);
		}
		buf_puts(out, "\r\n");
	}
	buf_release(&text);
}

enum job_state api_table_file(struct web *w, struct job *j, uint64_t until_ns)
{
	bool csv = !strcmp(params_get(&j->params, "as"), "csv"), settled = false;
	enum job_state state = JOB_DONE;
	struct place *p = api_rows_of(w, j, until_ns, true, &settled, &state);
	struct level *l;

	if (!p)
		return state;
	l = explorer_level(&p->x);
	if (csv)
		put_csv(&j->out, l);
	else
		view_json_rows(&j->out, &p->x.nav, l, 0, 0);
	j->type = csv ? "text/csv; charset=utf-8" : "application/json";
	api_filename(w, j, l->view->id, csv ? "csv" : "json");
	return JOB_DONE;
}
