/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ui/model/explorer.h"

/* Saving what is shown as a capture. */

static void nothing(struct explorer *x)
{
	x->overwrite = false;
}

static void write_done(struct explorer *x)
{
	const char *path = buf_cstr(&x->prompt.text);
	struct stat st;
	struct err e = {0};

	if (!path[0]) {
		explorer_say(x, "The name of a file is needed.");
		return;
	}
	if (!x->overwrite && !stat(path, &st) && S_ISREG(st.st_mode) && st.st_size) {
		x->overwrite = true;
		explorer_say(x, "%s is there already; Enter again overwrites it.", path);
		return;
	}
	if (!strcmp(path, "-")) {
		explorer_say(x, "The screen is here; a file is needed.");
		return;
	}
	x->saving = save_job_new(x->log, path, x->opts.path, explorer_level(x)->filter_text,
				 x->nav.span.first, x->nav.span.last, &e);
	if (!x->saving) {
		explorer_say(x, "%s", e.msg);
		return;
	}
	explorer_prompt_close(x);
}

static const struct prompt_ops write_ops = {
	.changed = nothing,
	.done = write_done,
	.cancelled = explorer_prompt_close,
};

/* "trace.scap" -> "trace-part.scap", in the current folder. */
static void put_name(const struct explorer *x, struct buf *out)
{
	const char *name = x->opts.path ? x->opts.path : "sonde";
	const char *slash = strrchr(name, '/'), *dot;

	if (slash)
		name = slash + 1;
	dot = strstr(name, ".scap");
	buf_put(out, name, dot ? (size_t)(dot - name) : strlen(name));
	buf_puts(out, "-part.scap");
}

void action_write(struct explorer *x, unsigned which)
{
	struct buf name;

	(void)which;
	if (x->saving) {
		explorer_say(x, "%s is being written; Esc stops it.", save_job_path(x->saving));
		return;
	}
	buf_init(&name, 0);
	put_name(x, &name);
	x->overwrite = false;
	explorer_prompt(x, "Write the events shown to: ", buf_cstr(&name), &write_ops);
	buf_release(&name);
}

static void finish(struct explorer *x, int r, struct err *e)
{
	char path[512];
	uint64_t n = save_job_saved(x->saving);
	struct err close_error = {0};
	int closed;

	snprintf(path, sizeof(path), "%s", save_job_path(x->saving));
	closed = save_job_free(x->saving, &close_error);
	x->saving = NULL;
	if (r < 0)
		explorer_say(x, "%s: %s", path, e->msg);
	else if (closed < 0)
		explorer_say(x, "%s: %s", path, close_error.msg);
	else
		explorer_say(x, "%llu events saved in %s", (unsigned long long)n, path);
}

bool explorer_save_step(struct explorer *x, uint64_t until_ns)
{
	struct err e = {0};
	int r;

	if (!x->saving)
		return false;
	r = save_job_step(x->saving, until_ns, &e);
	x->changed = true;
	if (r > 0)
		return true;
	finish(x, r, &e);
	return false;
}

void explorer_save_stop(struct explorer *x)
{
	struct err e = {0};

	if (!x->saving)
		return;
	explorer_say(x, "Stopped; %s holds what was written so far.", save_job_path(x->saving));
	save_job_free(x->saving, &e);
	x->saving = NULL;
}
