/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/meter.h"

#include <stdio.h>
#include <string.h>
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

/* Of a live recording also what was lost: 0 is worth saying. */
static void put_totals(struct buf *b, const struct capture_totals *t, const struct log *log)
{
	struct live_counts c;

	put_count(b, t->events);
	buf_puts(b, t->events == 1 ? " event, " : " events, ");
	put_bytes(b, t->bytes);
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

void meter_update(struct meter *m, const struct capture_writer *w, const struct log *log)
{
	uint64_t s = (uint64_t)elapsed_s(m);
	struct capture_totals t;
	struct buf b;

	if (!m->line)
		return;
	capture_writer_totals(w, &t);
	buf_init(&b, 0);
	buf_putc(&b, '\r');
	put_totals(&b, &t, log);
	if (t.files > 1) {
		buf_puts(&b, ", file ");
		put_count(&b, t.files);
	}
	buf_printf(&b, ", %02u:%02u:%02u\033[K", (unsigned)(s / 3600), (unsigned)(s / 60 % 60),
		   (unsigned)(s % 60));
	fputs(buf_cstr(&b), stderr);
	buf_release(&b);
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
	put_totals(&b, &t, log);
	if (t.files > 1) {
		buf_puts(&b, " in ");
		put_count(&b, t.files);
		buf_printf(&b, " files, the last %s", name);
	} else {
		buf_printf(&b, " in %s", strcmp(name, "-") ? name : "standard output");
	}
	buf_printf(&b, "; %.1f s\n", elapsed_s(m));
	fputs(buf_cstr(&b), stderr);
	buf_release(&b);
}
