/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/term/explore.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/near.h"
#include "ui/model/config.h"
#include "ui/model/datadir.h"
#include "ui/model/explorer.h"
#include "ui/model/keys.h"
#include "ui/model/userfile.h"
#include "ui/term/explore_internal.h"
#include "ui/term/screen.h"
#include "ui/term/term.h"

enum {
	SLICE_NS = 15000000, /* work between two looks at the keyboard */
	FRAME_NS = 50000000, /* drawings are at least so far apart, keys aside */
};

static const char usage[] =
	"Usage: sonde [options] [filter]                 explore the running system\n"
	"       sonde -r FILE [options] [filter]         explore a capture\n"
	"       sonde --demo                             explore a recorded incident\n"
	"       sonde print -r FILE [options] [filter]   events as text or JSON\n"
	"       sonde record [options] [filter]          write a capture\n"
	"       sonde web [options] [filter]             explore in a browser\n"
	"       sonde help [print|record|web]            this page; the options of a command\n"
	"\n"
	"Shows what a Linux system did: system calls and other events, recorded in .scap\n"
	"captures as sysdig and Falco write them. All words that are not options make up\n"
	"the filter; sonde print -l lists the fields it may use.\n"
	"\n"
	"Options of the explorer:\n"
	"  -r, --read FILE      the capture, - for standard input\n"
	"  -v, --view ID        the view to start with (default: procs); dig shows the events,\n"
	"                       echo the data read and written\n"
	ARGUMENTS_HELP
	"      --speed X        replay the capture, X times as fast as it was recorded\n"
	"      --theme NAME     colours; T in the explorer lists the themes and remembers one\n"
	"      --read-only      run no actions\n"
	"      --batch[=csv]    print the view as a table and end; as comma-separated values\n"
	"      --raw            print the view as text and end, as csysdig does\n"
	"  -j, --json           print the view as JSON and end\n"
	"      --sortingcol K   with these: sort by column K of the view\n"
	"      --from N --to N  with --batch or -j: only these rows, counted from 0\n"
	"  -A, -X               data read and written as plain text; in hexadecimal, too\n"
	"      --list-views     list all views: on a terminal and with --batch their ids, names and\n"
	"                       what they show; with -j and into a file or pipe JSON, as csysdig does\n"
	"      --version        the version\n"
	"  -h, --help           this page\n"
	"\n"
	"In the explorer, F1 or ? lists the keys.\n"
	"\n"
	"Examples:\n"
	"  sudo sonde\n"
	"  sonde -r trace.scap\n"
	"  sonde -r trace.scap -v threads proc.name=nginx\n"
	"  sonde print -r trace.scap evt.type=open and evt.failed=true\n";

/* --------------------------------------------------------------------- options --- */

static int parse_speed(const char *text, double *out, struct err *e)
{
	char *end;

	*out = strtod(text, &end);
	if (end != text && !*end && *out >= 0.001 && *out <= 1e6)
		return 0;
	return err_set(e, ERR_SYNTAX,
		       "--speed %s: a number is needed, 1 is the speed of the recording", text);
}

void explore_help(void)
{
	fputs(usage, stdout);
}

static int parse_batch(struct explore_opts *o, const char *text, struct err *e)
{
	if (text && strcmp(text, "csv"))
		return err_set(e, ERR_SYNTAX,
			       "--batch=%s: only --batch and --batch=csv are known", text);
	o->batch = text ? BATCH_CSV : BATCH_TABLE;
	return 0;
}

enum {
	OPT_RAW = ARGUMENTS_END,
	OPT_BATCH,
	OPT_VERSION,
	OPT_FROM,
	OPT_TO,
	OPT_SORT,
	OPT_LIST,
	OPT_READ_ONLY,
	OPT_SPEED,
	OPT_THEME,
};

/* What only the terminal has; returns as arguments_take(). */
static int take(struct explore_opts *o, int c, struct err *e)
{
	uint64_t n = 0;
	int r = 0;

	switch (c) {
	case OPT_READ_ONLY:
		o->read_only = true;
		return 1;
	case OPT_THEME:
		o->theme = optarg;
		return 1;
	case OPT_SPEED:
		r = parse_speed(optarg, &o->speed, e);
		break;
	case OPT_BATCH:
		r = parse_batch(o, optarg, e);
		break;
	case 'A':
		o->bufmode = BUF_ASCII;
		return 1;
	case 'X':
		o->bufmode = BUF_HEXASCII;
		return 1;
	case OPT_RAW:
		o->raw = true;
		return 1;
	case 'j':
		o->json = true;
		return 1;
	case OPT_LIST:
		o->list_views = true;
		return 1;
	case OPT_FROM:
		r = arguments_number("--from", optarg, 0, UINT64_MAX, &o->from, e);
		break;
	case OPT_TO:
		r = arguments_number("--to", optarg, 0, UINT64_MAX, &o->to, e);
		break;
	case OPT_SORT:
		r = arguments_number("--sortingcol", optarg, 1, 1000, &n, e);
		o->sort_column = (unsigned)n;
		break;
	default:
		return 0;
	}
	return r ? r : 1;
}
/* returns -1 to go on, else the exit status */
static int parse_options(int argc, char **argv, struct explore_opts *o)
{
	static const struct option options[] = {
		ARGUMENTS_LONG,
		{"raw", no_argument, NULL, OPT_RAW},
		{"batch", optional_argument, NULL, OPT_BATCH},
		{"print-ascii", no_argument, NULL, 'A'},
		{"print-hex-ascii", no_argument, NULL, 'X'},
		{"json", no_argument, NULL, 'j'},
		{"from", required_argument, NULL, OPT_FROM},
		{"to", required_argument, NULL, OPT_TO},
		{"sortingcol", required_argument, NULL, OPT_SORT},
		{"list-views", no_argument, NULL, OPT_LIST},
		{"read-only", no_argument, NULL, OPT_READ_ONLY},
		{"theme", required_argument, NULL, OPT_THEME},
		{"speed", required_argument, NULL, OPT_SPEED},
		{"version", no_argument, NULL, OPT_VERSION},
		{NULL, 0, NULL, 0},
	};
	struct err e;
	int c, r = 0;

	arguments_init(&o->args);
	opterr = 0;
	while (r >= 0 && (c = getopt_long(argc, argv, ARGUMENTS_SHORT "AjX", options, NULL)) != -1) {
		if (c == OPT_VERSION) {
			puts("sonde version " SONDE_VERSION);
			return EXIT_SUCCESS;
		}
		if (c == 'h') {
			explore_help();
			return EXIT_SUCCESS;
		}
		r = arguments_take(&o->args, c, optarg, &e);
		if (!r)
			r = take(o, c, &e);
		if (!r)
			r = arguments_refuse(c, argv[optind - 1], options,
					     "sonde --help lists the options of the explorer, "
					     "sonde print --help those known from sysdig", &e);
	}
	if (r >= 0)
		r = arguments_check(&o->args, &e);
	if (r >= 0)
		return -1;
	fprintf(stderr, "sonde: %s\n", e.msg);
	return EXIT_FAILURE;
}

/* -------------------------------------------------------------------- main loop --- */

/* An action that the user has confirmed. */
static void run_command(struct explorer *x)
{
	char **argv;

	if (!x->run)
		return;
	x->run = false;
	argv = command_argv(&x->command);
	term_run(argv, x->command.wait);
	free(argv);
	command_release(&x->command);
	x->redraw = x->changed = true;
}

static void press_key(struct screen *s, int key)
{
	struct mouse m[MOUSE_MOST];
	unsigned n, i;

	if (key != UK_MOUSE) {
		explorer_key(s->x, key);
		return;
	}
	n = mouse_get(m);
	for (i = 0; i < n; i++)
		screen_mouse(s, &m[i]);
}

/* A theme that was chosen meanwhile. */
static void change_theme(struct explorer *x)
{
	struct err e;

	if (!x->theme)
		return;
	if (theme_load(x->theme, &e))
		explorer_say(x, "%s", e.msg);
	x->theme = NULL;
	x->redraw = x->changed = true;
}

static void run(struct explorer *x)
{
	struct screen s;
	uint64_t drawn_at = 0, now;
	bool more, pressed = true;
	int key, wait_ms;

	screen_init(&s, x);
	while (!x->quit && !term_asked_to_quit()) {
		more = explorer_step(x, SLICE_NS);
		now = explorer_now();
		if (x->changed && (pressed || now - drawn_at >= FRAME_NS)) {
			x->changed = false;
			screen_draw(&s);
			drawn_at = now;
			pressed = false;
		}
		if (!more && !x->changed)
			more = explorer_get_ready(x, SLICE_NS);
		explorer_rest(x);
		wait_ms = more ? 0 : explorer_wait_ms(x);
		term_wait(wait_ms);
		if (term_resized()) {
			screen_resize(&s);
			pressed = true;
		}
		while (!x->quit && (key = term_key()) != UK_NONE) {
			press_key(&s, key);
			pressed = true;
			run_command(x);
			change_theme(x);
		}
	}
	screen_release(&s);
}

static void load_themes(struct theme_set *s)
{
	struct datadirs dirs;

	datadirs_init(&dirs, "themes");
	theme_set_load(s, (const char *const *)dirs.dirs, dirs.n);
	datadirs_release(&dirs);
}

static void say_no_theme(struct explorer *x, const char *name)
{
	const struct theme_set *s = x->opts.themes;
	struct near near;
	struct err e;
	unsigned i;

	near_init(&near, name, strlen(name));
	for (i = 0; i < s->n; i++)
		near_offer(&near, s->v[i].name);
	near_refuse(&near, "theme", "T lists them", 0, &e);
	explorer_say(x, "%s", e.msg);
}

/* The theme of the command line, else that of the configuration. */
static void first_theme(struct explorer *x, const char *name)
{
	const struct theme_file *t;
	struct buf b;

	buf_init(&b, 256);
	if (!name && config_get("theme", &b))
		name = buf_cstr(&b);
	t = name ? theme_set_find(x->opts.themes, name) : NULL;
	if (t)
		explorer_theme(x, t);
	else if (name)
		say_no_theme(x, name);
	change_theme(x);
	buf_release(&b);
}

/* Without a view: events, or the data they moved. */
enum pane_kind first_pane(const struct explore_opts *o)
{
	return !strcmp(o->args.view, "echo") ? PANE_ECHO : PANE_EVENTS;
}

static int explore(const struct explore_opts *o, struct log *log, const struct view_set *views,
		   const struct view *view)
{
	const struct query_opts query = {
		.render = {.as_is = true}, /* cleaned where it is drawn */
		.resolve_ports = o->args.resolve_ports,
	};
	struct explorer_opts xopts = {
		.source = !o->args.file ? "Live System" : strcmp(o->args.file, "-") ? o->args.file : "standard input",
		.path = o->args.file && strcmp(o->args.file, "-") ? o->args.file : NULL,
		.read_only = o->read_only,
		.remember = true,
		.query = &query,
		.limit = o->args.limit,
		.containers = o->args.containers,
		.ascii = !term_is_utf8(),
	};
	struct err e = {0};
	struct explorer x;
	struct theme_set themes;
	struct buf path;
	int r;

	load_themes(&themes);
	xopts.themes = &themes;
	buf_init(&path, 4096);
	if (user_path("XDG_STATE_HOME", ".local/state", "history", &path))
		xopts.history_path = buf_cstr(&path);
	explorer_init(&x, log, views, &xopts, o->filter);
	x.nav.bufmode = o->bufmode;
	if (!o->args.file)
		live_init(&x, o->args.delay_ms);
	r = view ? nav_open_view(&x.nav, view, &e)
		 : nav_open_pane(&x.nav, first_pane(o), &e);
	if (!r)
		r = term_start(&e);
	if (!r) {
		first_theme(&x, o->theme);
		if (views->complaints.len)
			explorer_say(&x, "Views left out: %.*s",
				     (int)strcspn(views->complaints.p, "\n"), views->complaints.p);
		if (o->lacks.code)
			explorer_say(&x, "%s", o->lacks.msg);
		if (o->speed > 0)
			timeline_replay(&x, o->speed);
		run(&x);
		term_stop();
	} else {
		term_stop();
		fprintf(stderr, "sonde: %s\n", e.msg);
	}
	explorer_release(&x);
	buf_release(&path);
	theme_set_release(&themes);
	return r ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* ---------------------------------------------------------------------- opening --- */

/* The view to start with; NULL with *r 0: the events. */
static const struct view *choose_view(const struct explore_opts *o, const struct view_set *views,
				      int *r)
{
	const struct view *v = NULL;
	struct err e;

	*r = 0;
	if (!o->args.view)
		v = view_set_root(views);
	else if (!strcmp(o->args.view, "dig") || !strcmp(o->args.view, "echo"))
		return NULL;
	else
		v = view_set_find(views, o->args.view);
	if (v)
		return v;
	*r = -1;
	if (o->args.view && view_set_refuse(views, o->args.view, &e))
		fprintf(stderr, "sonde: %s\n", e.msg);
	else
		fputs("sonde: there are no views; SONDE_DATA names the folder that views/ is in\n",
		      stderr);
	return NULL;
}

static int open_capture(struct explore_opts *o, const struct view_set *views)
{
	const struct view *view;
	char demo[PATH_MAX];
	struct err e = {0};
	struct log *log;
	int r, status;

	view = choose_view(o, views, &r);
	if (r)
		return EXIT_FAILURE;
	log = start_open(o, demo, sizeof(demo));
	if (!log)
		return EXIT_FAILURE;
	status = prints(o) ? raw_print(o, log, views, view) : explore(o, log, views, view);
	if (log_error(log, &e)) {
		fprintf(stderr, "sonde: %s: %s\n", o->args.file ? o->args.file : "live capture", e.msg);
		status = EXIT_FAILURE;
	}
	log_close(log);
	return status;
}

/* As JSON it is csysdig's; whoever sits at a terminal gets what can be read there. */
static int list_views(const struct explore_opts *o, const struct view_set *views)
{
	if (o->batch || (!o->json && isatty(STDOUT_FILENO)))
		return batch_list_views(views, o->batch == BATCH_CSV);
	return raw_list_views(views);
}

int explore_main(int argc, char **argv)
{
	struct explore_opts o = {0};
	struct view_set views;
	struct datadirs dirs;
	struct err e = {0};
	char *filter;
	int status;

	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	status = parse_options(argc, argv, &o);
	if (status >= 0)
		return status;
	if (arguments_filter(argv + optind, &filter, &e)) {
		fprintf(stderr, "sonde: %s\n", e.msg);
		return EXIT_FAILURE;
	}
	o.filter = filter;
	if (datadirs_init_with(&dirs, "views", o.args.view_dirs, o.args.nview_dirs, &e)) {
		fprintf(stderr, "sonde: --views-dir: %s\n", e.msg);
		free(filter);
		return EXIT_FAILURE;
	}
	view_set_load(&views, (const char *const *)dirs.dirs, dirs.n);
	if (prints(&o) && views.complaints.len)
		fprintf(stderr, "%.*s", (int)views.complaints.len, views.complaints.p);
	status = o.list_views ? list_views(&o, &views) : open_capture(&o, &views);
	view_set_release(&views);
	datadirs_release(&dirs);
	free(filter);
	return status;
}
