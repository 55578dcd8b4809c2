/* SPDX-License-Identifier: Apache-2.0 */
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "engine/capture/privilege.h"
#include "ui/model/datadir.h"
#include "ui/term/explore_internal.h"

/* Opening what is to be explored: a capture, the running system, or the demo. */

static struct log *open_file(const char *path, const struct explore_opts *o)
{
	const struct log_opts lopts = {
		.keep = true, .threaded = true, .newer = true, .no_users = o->args.exclude_users};
	struct err e = {0};
	struct log *log = log_open_file(path, &lopts, &e);

	if (!log)
		fprintf(stderr, "sonde: %s\n", e.msg);
	return log;
}

/* One key, without waiting for Enter; 0 at the end of the input. */
static char read_key(void)
{
	struct termios before, raw;
	char key = 0;

	if (tcgetattr(STDIN_FILENO, &before))
		return 0;
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	if (read(STDIN_FILENO, &key, 1) != 1)
		key = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	return key;
}

/* Who cannot trace can still see what it is like. */
static bool wants_demo(void)
{
	char key;

	fputs("[d] open the demo, a recorded incident  [q] quit ", stderr);
	do
		key = read_key();
	while (key && !strchr("dDqQ\033\003\004", key));
	fputc('\n', stderr);
	return key == 'd' || key == 'D';
}

static struct log *open_live(struct explore_opts *o, const char *demo)
{
	const struct log_opts lopts = {
		.history = o->args.history, .newer = true, .no_users = o->args.exclude_users};
	struct err e = {0};
	struct log *log;

	o->args.live.cpu_times = o->args.live.calls = true;
	log = log_open_live(&o->args.live, &lopts, &e);
	if (log && live_lacks(&o->lacks))
		fprintf(stderr, "sonde: %s\n", o->lacks.msg);
	/* Actions are run as whoever started us; without them only files may still be saved. */
	if (log && o->read_only)
		privilege_drop(UINT64_C(1) << CAP_DAC_OVERRIDE);
	if (log)
		return log;
	fprintf(stderr, "sonde: %s\n", e.msg);
	if (!demo[0])
		return NULL;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || o->raw || o->json) {
		fputs("sonde --demo opens a recorded incident instead\n", stderr);
		return NULL;
	}
	if (!wants_demo())
		return NULL;
	o->args.file = demo;
	return open_file(demo, o);
}

struct log *start_open(struct explore_opts *o, char *demo, size_t size)
{
	struct err e = {0};
	bool found = !datadir_demo(demo, size, &e);

	if (o->args.demo && !found) {
		fprintf(stderr, "sonde: %s\n", e.msg);
		return NULL;
	}
	if (o->args.demo)
		o->args.file = demo;
	return o->args.file ? open_file(o->args.file, o) : open_live(o, found ? demo : "");
}
