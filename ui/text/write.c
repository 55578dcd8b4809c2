/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/write.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/scap/writer.h"
#include "engine/store/save.h"

struct capture_writer {
	struct scap_writer *w;
	struct saver *saver;
};

struct capture_writer *capture_writer_open(const char *path, bool gzip, const char *source,
					   struct log *log, struct err *e)
{
	struct scap_writer_opts o = {.gzip = gzip};
	struct capture_writer *w;
	struct scap_writer *sw;

	if (source && strcmp(source, "-") != 0)
		o.source = source;
	if (strcmp(path, "-") == 0 && isatty(STDOUT_FILENO)) {
		err_set(e, ERR_IO, "not writing a capture to a terminal");
		return NULL;
	}
	sw = scap_writer_open(path, &o, e);
	if (!sw)
		return NULL;
	w = xcalloc(1, sizeof(*w));
	w->w = sw;
	w->saver = saver_new(sw, log);
	return w;
}

int capture_writer_event(struct capture_writer *w, const struct cursor *c, bool matches,
			 struct err *e)
{
	return saver_event(w->saver, c, matches, e);
}

bool capture_writer_gone(const struct capture_writer *w)
{
	return scap_writer_broken_pipe(w->w);
}

int capture_writer_close(struct capture_writer *w, struct err *e)
{
	bool gone;
	int rc;

	if (!w)
		return 0;
	saver_end(w->saver, NULL);
	rc = scap_writer_close(w->w, &gone, e);
	saver_free(w->saver);
	free(w);
	return gone ? 0 : rc;
}
