/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/source_ops.h"

int source_next(struct source *src, struct state *st, uint64_t num, struct source_run *run,
		struct err *e)
{
	return src->ops->next(src, st, num, run, e);
}

bool source_exit_only(const struct source *src)
{
	return src->ops->exit_only(src);
}

const uint8_t *source_base(const struct source *src)
{
	return src->ops->base(src);
}

uint64_t source_bytes(const struct source *src)
{
	return src->ops->bytes(src);
}

void source_stop(struct source *src)
{
	src->ops->stop(src);
}

void source_release(struct source *src, uint64_t off)
{
	src->ops->release(src, off);
}

void source_progress(const struct source *src, uint64_t *pos, uint64_t *size)
{
	src->ops->progress(src, pos, size);
}

void source_close(struct source *src)
{
	if (src)
		src->ops->close(src);
}
