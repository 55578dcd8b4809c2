/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/progress.h"

#include <stdio.h>
#include <string.h>

#define BAR_WIDTH 50

void progress_update(struct progress *p, const struct log *log)
{
	char bar[BAR_WIDTH + 1];
	uint64_t pos, size;
	unsigned percent;

	if (p->fd < 0)
		return;
	log_progress(log, &pos, &size);
	if (!size)
		return; /* a pipe: nobody knows how much is to come */
	percent = pos >= size ? 100 : (unsigned)((double)pos / (double)size * 100);
	if (percent + 1 == p->shown)
		return;
	p->shown = percent + 1;
	memset(bar, ' ', BAR_WIDTH);
	memset(bar, '=', percent * BAR_WIDTH / 100);
	bar[BAR_WIDTH] = 0;
	dprintf(p->fd, "\r[%s] %3u%%", bar, percent);
}

void progress_end(struct progress *p)
{
	if (p->fd >= 0 && p->shown)
		dprintf(p->fd, "\r\033[K");
	p->shown = 0;
}
