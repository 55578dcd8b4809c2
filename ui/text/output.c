/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/output.h"

#include <errno.h>
#include <unistd.h>

#define OUTPUT_PIECE (64u << 10)

void output_init(struct output *o, int fd, bool per_line)
{
	*o = (struct output){.fd = fd, .per_line = per_line};
	buf_init(&o->b, 0);
	buf_grow(&o->b, 2 * OUTPUT_PIECE);
}

void output_release(struct output *o)
{
	buf_release(&o->b);
}

void output_flush(struct output *o)
{
	size_t done = 0;

	while (done < o->b.len && !output_dead(o)) {
		ssize_t n = write(o->fd, o->b.p + done, o->b.len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno == EPIPE)
			o->gone = true;
		else if (n < 0 && errno != EINTR)
			o->error = errno;
	}
	buf_clear(&o->b);
}

void output_end_line(struct output *o)
{
	buf_putc(&o->b, '\n');
	if (o->per_line || o->b.len >= OUTPUT_PIECE)
		output_flush(o);
}
