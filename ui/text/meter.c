/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/meter.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/base/buf.h"
#include "engine/base/clock.h"
#include "engine/capture/live.h"

void meter_init(struct meter *m, bool line, bool words)
{
	*m = (struct meter){
		.line = line && isatty(STDERR_FILENO), .words = words, .began_ns = monotonic_ns()};
}

/* 1234567 as 1,234,567. */
static void put_count(struct buf *b, uint64_t n)
{
	if (n >= 1000) {
		put_count(b, n / 1000);
		buf_putc(b, ',');
		buf_put_pad(b, n % 1000, 3);
	} else {
		buf_put_u64(b, n);
	}
}

/* In units of a thousand, as -C has them. */
static void put_bytes(struct buf *b, uint64_t n)
{
	static const char *const units[] = {"kB", "MB", "GB", "TB"};
	double v = (double)n / 1000;
	unsigned i;

	if (n < 1000) {
		buf_printf(b, "%u bytes", (unsigned)n);
		return;
	}
	for (i = 0; i < 3 && v >= 999.95; i++)
		v /= 1000;
	buf_printf(b, "%.1f %s", v, units[i]);
}

static void put_events(struct buf *b, const struct capture_totals *t)
{
	put_count(b, t->events);
	buf_puts(b, t->events == 1 ? " event" : " events");
}

/* Of a live recording only, and then 0 is worth saying. */
static void put_lost(struct buf *b, const struct log *log)
{
	struct live_counts c;

	if (!log_live_counts(log, -1, &c))
		return;
	buf_puts(b, ", ");
	put_count(b, c.full + c.broken);
	buf_puts(b, " lost");
}

static double elapsed_s(const struct meter *m)
{
	return (double)(monotonic_ns() - m->began_ns) / 1e9;
}

/* What the line says, in this order. */
enum part { EVENTS, BYTES, LOST, FILES, ELAPSED, PARTS };

static void put_part(struct buf *b, enum part part, const struct meter *m,
		     const struct capture_totals *t, const struct log *log)
{
	unsigned s = (unsigned)elapsed_s(m);

	switch (part) {
	case EVENTS:
		put_events(b, t);
		break;
	case BYTES:
		buf_puts(b, ", ");
		put_bytes(b, t->bytes);
		break;
	case LOST:
		put_lost(b, log);
		break;
	case FILES:
		if (t->files > 1) {
			buf_puts(b, ", file ");
			put_count(b, t->files);
		}
		break;
	default:
		buf_printf(b, ", %02u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
	}
}

/* The last column stays free: a line that reaches it may go on in the next row. */
static size_t line_room(void)
{
	struct winsize ws;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &ws) || ws.ws_col < 2)
		return 79;
	return ws.ws_col - 1u;
}

void meter_update(struct meter *m, const struct capture_writer *w, const struct log *log)
{
	/* Where they do not fit, these go first, one after the other. */
	static const enum part least[] = {PARTS, FILES, ELAPSED, BYTES};
	size_t room, i;
	struct capture_totals t;
	unsigned left_out = 0;
	struct buf line;
	int part;

	if (!m->line)
		return;
	capture_writer_totals(w, &t);
	room = line_room();
	buf_init(&line, 0);
	for (i = 0; i < sizeof(least) / sizeof(*least) && (!i || line.len > room); i++) {
		left_out |= 1u << least[i];
		buf_clear(&line);
		for (part = EVENTS; part < PARTS; part++)
			if (!(left_out >> part & 1))
				put_part(&line, part, m, &t, log);
	}
	fprintf(stderr, "\r%.*s\033[K", (int)(line.len < room ? line.len : room), line.p);
	buf_release(&line);
	m->drawn = true;
}

void meter_clear(struct meter *m)
{
	if (m->drawn)
		fputs("\r\033[K", stderr);
	m->drawn = false;
}

void meter_summary(const struct meter *m, struct capture_writer *w, const struct log *log)
{
	const char *name = capture_writer_name(w);
	struct capture_totals t;
	struct buf b;

	if (!m->words)
		return;
	capture_writer_totals(w, &t);
	buf_init(&b, 0);
	buf_puts(&b, "sonde: ");
	put_events(&b, &t);
	buf_puts(&b, ", ");
	put_bytes(&b, t.bytes);
	if (t.files > 1) {
		buf_puts(&b, " in ");
		put_count(&b, t.files);
		buf_printf(&b, " files, the last %s", name);
	} else {
		buf_printf(&b, " in %s", strcmp(name, "-") ? name : "standard output");
	}
	if (capture_writer_gone(w))
		buf_puts(&b, ", which nobody reads any more");
	put_lost(&b, log);
	buf_printf(&b, "; %.1f s\n", elapsed_s(m));
	fputs(buf_cstr(&b), stderr);
	buf_release(&b);
}
