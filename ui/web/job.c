/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/job.h"

#include <stdlib.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "ui/web/json.h"
#include "ui/web/web_internal.h"

/*
 * An answer that is not complete comes after this time, and says so. Of a capture that is there
 * whole it is worth waiting longer: the next question would begin with what was shown already.
 */
#define LOADING_NS 250000000ull
#define LATE_NS	   800000000ull

struct job *job_new(const struct question *ep)
{
	struct job *j = xcalloc(1, sizeof(*j));

	j->ep = ep;
	j->status = 200;
	j->type = "application/json";
	j->fd = -1;
	j->began = explorer_now();
	params_init(&j->params);
	buf_init(&j->out, 0);
	return j;
}

void job_free(struct job *j)
{
	if (!j)
		return;
	if (j->free_state)
		j->free_state(j->state);
	if (j->fd >= 0)
		close(j->fd);
	params_release(&j->params);
	buf_release(&j->out);
	free(j);
}

enum job_state job_refuse(struct job *j, unsigned status, const char *text)
{
	if (j->fd >= 0)
		close(j->fd);
	j->fd = -1;
	buf_clear(&j->out);
	j->status = status;
	j->type = "application/json";
	j->filename[0] = 0;
	buf_putc(&j->out, '{');
	jw_member(&j->out, "error", text);
	buf_putc(&j->out, '}');
	return JOB_DONE;
}

enum job_state job_error(struct job *j, const struct err *e)
{
	return job_refuse(j, e->code == ERR_IO ? 500 : 400, e->msg);
}

bool job_is_late(const struct web *w, const struct job *j)
{
	return explorer_now() - j->began > (log_ended(w->log) ? LATE_NS : LOADING_NS);
}

enum job_state job_later(const struct web *w)
{
	return log_ended(w->log) || w->live ? JOB_MORE : JOB_WAIT;
}

struct place *job_place(struct web *w, struct job *j, uint64_t until_ns, bool *settled,
			enum job_state *state)
{
	struct err e = {0};
	bool wait;
	struct place *p = place_get(&w->places, &j->params, &wait, &e);

	if (!p) {
		*state = wait ? JOB_WAIT : job_error(j, &e);
		return NULL;
	}
	*settled = place_step(p, until_ns);
	return p;
}
