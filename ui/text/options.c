/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/format/format.h"
#include "ui/model/arguments.h"
#include "ui/model/datadir.h"

enum {
	OPT_NEWER = 256,
	OPT_UNBUFFERED,
	OPT_FILTER_PROCLIST,
	OPT_REDACT,
	OPT_LIST_MARKDOWN,
	OPT_VERSION,
	OPT_LIBS_VERSION,
	OPT_LIST_CHISELS,
	OPT_CHISEL_DIR,
	OPT_SYSDIG_CHISELS,
	OPT_PLUGIN_CONFIG,
	OPT_PAGE_FAULTS,
	OPT_LARGE_ENVIRONMENT,
	OPT_CRI,
	OPT_CRI_TIMEOUT,
	OPT_NODE_NAME,
	OPT_BUFFER,
	OPT_DEMO,
};

enum { ARG_NONE = no_argument, ARG_NEEDED = required_argument, ARG_MAYBE = optional_argument };
enum { OPT_HERE, OPT_LIVE, OPT_LATER };

enum { OF_PRINT = 1, OF_RECORD = 2 };

struct row {
	const char *group; /* a heading, nothing else */
	int code;
	const char *name;
	int arg;
	const char *arg_name;
	int kind;
	unsigned of; /* commands, OF_* */
	const char *help;
};

static const struct row rows[] = {
#define GROUP(title) {.group = (title)},
#define OPT(...)	ROW(OF_PRINT, __VA_ARGS__)
#define RECORD_OPT(...) ROW(OF_RECORD, __VA_ARGS__)
#define BOTH_OPT(...)	ROW(OF_PRINT | OF_RECORD, __VA_ARGS__)
#define ROW(commands, letter, long_name, argument, argument_name, what, text) \
	{.of = (commands),                                                    \
	 .code = (letter),                                                    \
	 .name = (long_name),                                                 \
	 .arg = ARG_##argument,                                               \
	 .arg_name = (argument_name),                                         \
	 .kind = OPT_##what,                                                  \
	 .help = (text)},
#include "ui/text/options.def"
#undef ROW
#undef BOTH_OPT
#undef RECORD_OPT
#undef OPT
#undef GROUP
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* ------------------------------------------------------------------ single options --- */

static int number(const char *flag, const char *text, uint64_t *out, struct err *e)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	if (errno || end == text || *end || text[0] == '-')
		return err_set(e, ERR_SYNTAX, "%s %s: a number from 0 on is needed", flag, text);
	return 0;
}

static int positive(const char *flag, const char *text, uint64_t *out, struct err *e)
{
	int rc = number(flag, text, out, e);

	if (rc == 0 && *out == 0)
		return err_set(e, ERR_SYNTAX, "%s: must be at least 1", flag);
	return rc;
}

static int set_bufmode(struct print_options *o, enum bufmode m, struct err *e)
{
	if (o->query.render.bufmode != BUF_DOTS)
		return err_set(e, ERR_SYNTAX, "only one of -A, -b, -x and -X can be given");
	o->query.render.bufmode = m;
	return 0;
}

static int set_time(struct print_options *o, const char *text, struct err *e)
{
	static const char letters[] = "hardD";
	static const enum time_format formats[] = {TIME_HUMAN, TIME_ABS, TIME_REL, TIME_LATENCY,
						   TIME_DELTA};
	const char *at = strlen(text) == 1 ? strchr(letters, text[0]) : NULL;

	if (!at)
		return err_set(e, ERR_SYNTAX, "-t: %s is none of h, a, r, d, D", text);
	o->query.time = formats[at - letters];
	return 0;
}

static void set_format(struct print_options *o, const char *text)
{
	static const struct {
		const char *letter, *word;
		enum format_kind kind;
	} ready[] = {{"c", "container", FORMAT_CONTAINER},
		     {"k", "kubernetes", FORMAT_K8S},
		     {"m", "mesos", FORMAT_MESOS}};
	unsigned i;

	for (i = 0; i < 3; i++) {
		if (strcmp(text, ready[i].letter) == 0 || strcmp(text, ready[i].word) == 0) {
			o->format = format_default(ready[i].kind, false);
			o->containers = true;
			return;
		}
	}
	if (strcmp(text, "p") == 0) {
		o->action = PRINT_FORMAT;
	} else {
		o->format = text;
		o->plugin_format = NULL;
	}
}

static void add_file(struct print_options *o, const char *path)
{
	o->files = xrealloc(o->files, (o->nfiles + 1) * sizeof(*o->files));
	o->files[o->nfiles++] = path;
}

static int add_demo(struct print_options *o, struct err *e)
{
	char path[PATH_MAX];
	int rc = datadir_demo(path, sizeof(path), e);

	if (rc)
		return rc;
	if (!o->demo)
		o->demo = xstrdup(path);
	add_file(o, o->demo);
	return 0;
}

static int apply(struct print_options *o, int code, const char *arg, struct err *e)
{
	uint64_t n;
	int rc;

	switch (code) {
	case 'r':
		add_file(o, arg);
		return 0;
	case OPT_DEMO:
		return add_demo(o, e);
	case 'n':
		return positive("-n", arg, &o->max_events, e);
	case 'M':
		rc = positive("-M", arg, &n, e);
		o->max_ns = n > UINT64_MAX / 1000000000 ? UINT64_MAX : n * 1000000000;
		o->live.max_ns = o->max_ns;
		return rc;
	case 's':
		rc = number("-s", arg, &n, e);
		if (!rc && n > LIVE_SNAPLEN_MAX)
			return err_set(e, ERR_LIMIT, "-s: at most %d bytes", LIVE_SNAPLEN_MAX);
		o->live.snaplen = (uint32_t)n;
		return rc;
	case OPT_BUFFER:
		rc = positive("--buffer", arg, &n, e);
		if (!rc && n > 1024)
			return err_set(e, ERR_LIMIT, "--buffer: at most 1024 MiB");
		o->live.buffer_bytes = n << 20;
		return rc;
	case 'A':
		return set_bufmode(o, BUF_ASCII, e);
	case 'b':
		return set_bufmode(o, BUF_BASE64, e);
	case 'x':
		return set_bufmode(o, BUF_HEX, e);
	case 'X':
		return set_bufmode(o, BUF_HEXASCII, e);
	case 't':
		return set_time(o, arg, e);
	case 'p':
		set_format(o, arg);
		return 0;
	case 'w':
		o->write_to = arg;
		return 0;
	case 'C':
		rc = positive("-C", arg, &n, e);
		o->rotate.bytes = n > UINT64_MAX / 1000000 ? UINT64_MAX : n * 1000000;
		return rc;
	case 'G':
		rc = positive("-G", arg, &n, e);
		o->rotate.seconds = n > INT64_MAX ? INT64_MAX : n;
		return rc;
	case 'e':
		return positive("-e", arg, &o->rotate.events, e);
	case 'W':
		return positive("-W", arg, &o->rotate.limit, e);
	case 'l':
		if (o->action != PRINT_FIELD_MARKDOWN)
			o->action = PRINT_FIELD_LIST;
		return 0;
	case OPT_LIST_MARKDOWN:
		o->action = PRINT_FIELD_MARKDOWN;
		return 0;
	case 'L':
		o->action = PRINT_EVENT_LIST;
		return 0;
	case 'i':
		o->action = PRINT_CHISEL_INFO;
		o->chisels.info = arg;
		return 0;
	case OPT_LIST_CHISELS:
		o->action = PRINT_CHISEL_LIST;
		return 0;
	case OPT_CHISEL_DIR:
		return chisel_options_dir(&o->chisels, arg, e);
	case OPT_SYSDIG_CHISELS:
		return chisel_options_dir(&o->chisels, NULL, e);
	case 'h':
		o->action = PRINT_HELP;
		return 0;
	case OPT_VERSION:
	case OPT_LIBS_VERSION:
		o->action = PRINT_VERSION;
		return 0;
	default:
		return 0;
	}
}

/* Options that only switch something on. */
static bool *flag_of(struct print_options *o, int code)
{
	switch (code) {
	case 'd':
		return &o->display_filter;
	case 'D':
		return &o->debug;
	case 'E':
		return &o->exclude_users;
	case 'F':
		return &o->fatfile;
	case 'j':
		return &o->json;
	case 'P':
		return &o->progress;
	case 'q':
		return &o->quiet;
	case 'R':
		return &o->query.resolve_ports;
	case 'S':
		return &o->summary;
	case 'v':
		return &o->verbose;
	case 'z':
		return &o->compress;
	case OPT_NEWER:
		return &o->newer;
	case OPT_UNBUFFERED:
		return &o->unbuffered;
	case OPT_FILTER_PROCLIST:
		return &o->filter_processes;
	case OPT_REDACT:
		return &o->redact;
	case OPT_PAGE_FAULTS:
		return &o->live.page_faults;
	default:
		return NULL;
	}
}

/* ------------------------------------------------------------------------ parsing --- */

/* Is it an option of the command, or a heading? */
static bool is_offered(const struct row *r, bool recording)
{
	return r->of & (recording ? OF_RECORD : OF_PRINT);
}

static const struct row *row_of(bool recording, int code)
{
	unsigned i;

	for (i = 0; i < ROWS; i++)
		if (!rows[i].group && rows[i].code == code && is_offered(&rows[i], recording))
			return &rows[i];
	return NULL;
}

/* The tables that getopt_long wants. The first ':' asks it to tell a missing argument apart. */
static void getopt_tables(bool recording, char *letters, struct option *names)
{
	unsigned i, n = 0;

	*letters++ = ':';
	for (i = 0; i < ROWS; i++) {
		const struct row *r = &rows[i];

		if (r->group || !is_offered(r, recording))
			continue;
		if (r->name)
			names[n++] =
				(struct option){.name = r->name, .has_arg = r->arg, .val = r->code};
		if (r->code > 255)
			continue;
		*letters++ = (char)r->code;
		if (r->arg != ARG_NONE)
			*letters++ = ':';
		if (r->arg == ARG_MAYBE)
			*letters++ = ':';
	}
	*letters = 0;
	names[n] = (struct option){0};
}

static bool begins_many(bool recording, const char *word)
{
	size_t len = strcspn(word, "=");
	unsigned i, n = 0;

	for (i = 0; i < ROWS; i++)
		n += rows[i].name && is_offered(&rows[i], recording) &&
		     strncmp(rows[i].name, word, len) == 0;
	return n > 1;
}

static int bad_option(bool recording, const struct option *names, int code, const char *word,
		      struct err *e)
{
	const struct row *r = optopt ? row_of(recording, optopt) : NULL;
	const char *help = recording ? "sonde record --help lists the options"
				     : "sonde print --help lists the options";

	if (code == ':' && r && r->name && word[0] == '-' && word[1] == '-')
		return err_set(e, ERR_SYNTAX, "--%s needs an argument: %s", r->name, r->arg_name);
	if (code == ':' && r)
		return err_set(e, ERR_SYNTAX, "-%c needs an argument: %s", optopt, r->arg_name);
	if (r && word[0] == '-' && word[1] == '-')
		return err_set(e, ERR_SYNTAX, "--%s takes no argument", r->name);
	if (optopt)
		return err_set(e, ERR_UNKNOWN, "unknown option '-%c'; %s", optopt, help);
	if (begins_many(recording, word + 2))
		return err_set(e, ERR_UNKNOWN, "%s is the beginning of several options", word);
	return arguments_unknown(word, names, help, e);
}

static int check_together(struct print_options *o, struct err *e)
{
	unsigned i;

	if (o->action != PRINT_EVENTS)
		return 0;
	/* A shell variable that is not set, usually. */
	for (i = 0; i < o->nfiles; i++)
		if (!o->files[i][0])
			return err_set(e, ERR_SYNTAX, "-r: the name of the capture is empty");
	/* No filter begins so, but what is left of a format without quotes does. */
	if (buf_cstr(&o->filter)[0] == '%')
		return err_set(e, ERR_SYNTAX,
			       "%.*s stands where a filter would begin; a format of several words "
			       "needs quotes, as in -p '%%proc.name %%fd.name'",
			       (int)strcspn(buf_cstr(&o->filter), " "), buf_cstr(&o->filter));
	if (o->filter_processes && !o->have_filter)
		return err_set(e, ERR_SYNTAX, "--filter-proclist needs a filter");
	if (o->recording && !o->write_to)
		return err_set(e, ERR_SYNTAX, "say where to: -w FILE, or -w - for a pipe");
	if (o->write_to && o->nfiles > 1)
		return err_set(e, ERR_SYNTAX, "-w writes from one capture: give -r once");
	if (o->write_to && strcmp(o->write_to, "-") == 0 && rotate_wanted(&o->rotate))
		return err_set(e, ERR_SYNTAX,
			       "-C, -G and -e need files: -w - is a stream and cannot be divided");
	return 0;
}

/* -c NAME: which of the words behind it are its arguments depends on the chisel. */
static int apply_chisel(struct print_options *o, const char *name, int argc, char **argv,
			struct err *e)
{
	int n;

	if (!strcmp(name, "l")) {
		o->action = PRINT_CHISEL_LIST;
		return 0;
	}
	/* The top level of the script may ask already. */
	o->chisels.env.query = &o->query;
	o->chisels.env.json = o->json;
	o->chisels.env.containers = o->containers;
	n = chisel_options_add(&o->chisels, name, argv + optind, argc - optind, e);
	if (n < 0)
		return n;
	optind += n;
	return 0;
}

static int parse(struct print_options *o, bool recording, int argc, char **argv, bool tty,
		 struct err *e)
{
	struct option names[ROWS + 1];
	char letters[3 * ROWS + 2];
	int code, first, rc = 0;

	*o = (struct print_options){.recording = recording,
				    .max_events = UINT64_MAX,
				    .format = format_default(FORMAT_DEFAULT, tty),
				    .plugin_format = format_default(FORMAT_PLUGIN, tty)};
	buf_init(&o->filter, 0);
	getopt_tables(recording, letters, names);
	opterr = 0;
	optind = 0; /* start anew, whoever used getopt before */
	while (rc == 0 && (code = getopt_long(argc, argv, letters, names, NULL)) != -1) {
		const struct row *r = row_of(recording, code);
		bool *flag = flag_of(o, code);

		if (code == '?' || code == ':')
			rc = bad_option(recording, names, code, argv[optind - 1], e);
		else if (flag)
			*flag = true;
		else if (code == 'c')
			rc = apply_chisel(o, optarg, argc, argv, e);
		else if (r && r->kind == OPT_LATER)
			rc = err_set(e, ERR_UNKNOWN, "plugins are not supported; give a capture "
						     "file with -r FILE");
		else
			rc = apply(o, code, optarg, e);
		/* These answer at once, whatever follows. */
		if (o->action == PRINT_FORMAT || o->action == PRINT_HELP ||
		    o->action == PRINT_VERSION)
			return rc;
	}
	/* JSON is for programs: nothing is cut there. */
	o->query.render.verbose = o->verbose || o->json;
	for (first = optind; rc == 0 && optind < argc; optind++) {
		if (optind > first)
			buf_putc(&o->filter, ' ');
		buf_puts(&o->filter, argv[optind]);
	}
	o->have_filter = o->filter.len > 0;
	return rc ? rc : check_together(o, e);
}

int print_options_parse(struct print_options *o, int argc, char **argv, bool tty, struct err *e)
{
	return parse(o, false, argc, argv, tty, e);
}

int record_options_parse(struct print_options *o, int argc, char **argv, struct err *e)
{
	return parse(o, true, argc, argv, false, e);
}

void print_options_release(struct print_options *o)
{
	chisel_options_release(&o->chisels);
	free(o->files);
	free(o->demo);
	buf_release(&o->filter);
}

/* --------------------------------------------------------------------------- help --- */

#define HELP_LEFT  26
#define HELP_RIGHT 78

/* Words of `text` in the right column; the cursor stands at column `at`, and then at the result. */
static unsigned put_wrapped(struct buf *out, const char *text, unsigned at)
{
	while (*text) {
		unsigned n = (unsigned)strcspn(text, " ");

		if (at > HELP_LEFT && at + 1 + n > HELP_RIGHT) {
			buf_putc(out, '\n');
			at = 0;
		}
		if (at < HELP_LEFT) {
			buf_printf(out, "%*s", (int)(HELP_LEFT - at), "");
			at = HELP_LEFT;
		} else if (at > HELP_LEFT) {
			buf_putc(out, ' ');
			at++;
		}
		buf_put(out, text, n);
		at += n;
		text += n + (text[n] == ' ');
	}
	return at;
}

static void help_row(const struct row *r, struct buf *out)
{
	size_t start = out->len;
	unsigned width;

	buf_puts(out, "  ");
	if (r->code < 256)
		buf_printf(out, "-%c", r->code);
	if (r->name)
		buf_printf(out, "%s--%s", r->code < 256 ? ", " : "", r->name);
	if (r->arg_name)
		buf_printf(out,
			   r->arg == ARG_MAYBE ? "[=%s]"
			   : r->name	       ? "=%s"
					       : " %s",
			   r->arg_name);
	width = (unsigned)(out->len - start);
	if (width >= HELP_LEFT) {
		buf_putc(out, '\n');
		width = 0;
	}
	if (r->kind == OPT_LATER)
		width = put_wrapped(out, "Not there yet.", width);
	put_wrapped(out, r->help, width);
	buf_putc(out, '\n');
}

/* The rows of a command; a heading only where some follow it. */
static void help_rows(bool recording, struct buf *out)
{
	const struct row *heading = NULL;
	unsigned i;

	for (i = 0; i < ROWS; i++) {
		const struct row *r = &rows[i];

		if (r->group) {
			heading = r;
			continue;
		}
		if (!is_offered(r, recording))
			continue;
		if (heading)
			buf_printf(out, "\n%s:\n", heading->group);
		heading = NULL;
		help_row(r, out);
	}
}

void print_help(struct buf *out)
{
	buf_puts(out, "Usage: sonde print [options] [-r FILE] [filter]\n\n"
		      "Print the events of a capture, or with no -r those of this machine as they happen,\n"
		      "one a line. All words that are not options "
		      "make up\nthe filter. The options are those of sysdig 0.29.3, so that\n"
		      "`alias sysdig='sonde print'` works.\n");
	help_rows(false, out);
	buf_puts(out, "\nExamples:\n"
		      "  sonde print -r trace.scap proc.name=cat and evt.type=open\n"
		      "  sonde print -r trace.scap -p '%proc.name %fd.name' evt.failed=true\n"
		      "  sonde print -r trace.scap -w small.scap fd.port=80\n\n"
		      "Exit status: 0; 1 after an error; 8 when the capture is of a newer "
		      "generation.\n");
}

void record_help(struct buf *out)
{
	buf_puts(out,
		 "Usage: sonde record [options] [-r FILE] -w FILE [filter]\n\n"
		 "Write what happens on this machine, or with -r the events of a capture, as a\n"
		 "capture or a series of captures that sonde and sysdig 0.29.3 read. All words that\n"
		 "are not options make up the filter. Files are made for you alone (mode 0600).\n"
		 "Ctrl-C ends a recording cleanly; what was written stays readable when it is killed\n"
		 "or the disk is full.\n");
	help_rows(true, out);
	buf_puts(out,
		 "\nExamples:\n"
		 "  sonde record -w trace.scap -z\n"
		 "  sonde record -w trace-%H%M%S.scap -G 60 -W 10 proc.name=nginx\n"
		 "  ssh host sonde record -w - --redact | sonde print -r -\n"
		 "  sonde record -r trace.scap -w small.scap fd.port=80\n\n"
		 "Exit status: 0; 1 after an error; 8 when the capture is of a newer generation.\n");
}
