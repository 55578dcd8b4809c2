/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/web.h"

#include <limits.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/capture/privilege.h"
#include "ui/model/datadir.h"
#include "ui/web/open.h"
#include "ui/web/options.h"
#include "ui/web/server.h"
#include "ui/web/web_internal.h"

static struct log *open_log(struct web_options *o, char *demo, size_t size)
{
	bool file = o->args.file || o->args.demo;
	const struct log_opts lopts = {
		.keep = file,
		.threaded = true,
		.history = file ? 0 : o->args.history, /* of a file nothing is forgotten */
		.newer = true,
		.no_users = o->args.exclude_users,
	};
	struct err e = {0};
	struct log *log;

	if (o->args.demo) {
		if (datadir_demo(demo, size, &e)) {
			fprintf(stderr, "sonde: %s\n", e.msg);
			return NULL;
		}
		o->args.file = demo;
	}
	o->args.live.cpu_times = o->args.live.calls = true;
	log = o->args.file ? log_open_file(o->args.file, &lopts, &e) : log_open_live(&o->args.live, &lopts, &e);
	if (!log)
		fprintf(stderr, "sonde: %s\n%s", e.msg,
			o->args.file ? "" : "sonde web --demo opens a recorded incident instead\n");
	else if (!o->args.file && live_lacks(&e))
		fprintf(stderr, "sonde: %s\n", e.msg);
	return log;
}

/* The view that the page begins with; NULL after saying that it is not there. */
static const char *first_view(const struct web_options *o, const struct view_set *views)
{
	const struct view *root = view_set_root(views);
	struct err e;

	if (o->args.view && (view_set_find(views, o->args.view) || !strcmp(o->args.view, "dig") ||
			!strcmp(o->args.view, "echo")))
		return o->args.view;
	if (o->args.view) {
		view_set_refuse(views, o->args.view, &e);
		fprintf(stderr, "sonde: %s\n", e.msg);
		return NULL;
	}
	if (view_set_find(views, "overview"))
		return "overview";
	if (!root)
		fputs("sonde: there are no views; SONDE_DATA names the folder that views/ is in\n",
		      stderr);
	return root ? root->id : NULL;
}

/* ------------------------------------------------------------------------- serving --- */

static void open_browser(struct opener *opener, const char *url)
{
	struct err e;

	if (!geteuid())
		fputs("sonde: --open: no browser is started as root; open the link above\n",
		      stderr);
	else if (opener_open(opener, url, &e))
		fprintf(stderr, "sonde: --open: %s; open the link above\n", e.msg);
}

static void print_link(const struct web *w, const struct web_options *o, unsigned port,
		       struct opener *opener)
{
	bool v6 = strchr(o->host, ':');
	char url[256];

	snprintf(url, sizeof(url), "http://%s%s%s:%u/?token=%s", v6 ? "[" : "", o->host,
		 v6 ? "]" : "", port, w->guard.token);
	printf("%s\n", url);
	fflush(stdout);
	fprintf(stderr, "sonde: serving %s; Ctrl-C ends it\n", w->source);
	if (!w->guard.loopback)
		fputs("sonde: not only this machine can connect, and the connection is not "
		      "encrypted\n", stderr);
	if (o->open)
		open_browser(opener, url);
}

static void wait_for_signal(void)
{
	sigset_t set;
	int sig;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigwait(&set, &sig);
}

static void block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	/* The browser is nobody's to wait for. */
	signal(SIGCHLD, SIG_IGN);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int serve(const struct web_options *o, struct log *log, const struct view_set *views,
		 const char *first, const char *filter)
{
	const struct query_opts query = {
		.render = {.as_is = true}, /* cleaned where it is written */
		.resolve_ports = o->args.resolve_ports,
	};
	const char *path = o->args.file && strcmp(o->args.file, "-") ? o->args.file : NULL;
	struct web w = {
		.log = log,
		.views = views,
		.query = &query,
		.source = path ? base_name(path) : o->args.file ? "standard input" : "Live System",
		.path = path,
		.live = !o->args.file,
		.places = {
			.log = log,
			.views = views,
			.filter = filter,
			.first = first,
			.live = !o->args.file,
			.delay_ms = o->args.delay_ms,
		},
	};
	struct err e = {0};
	struct opener opener;
	struct server *s;

	w.places.opts = (struct explorer_opts){
		.source = w.source,
		.query = &query,
		.limit = o->args.limit,
		.containers = o->args.containers,
		.read_only = true,
	};
	if (!guard_init(&w.guard, o->host, server_host_is_loopback(o->host))) {
		fputs("sonde: the system has no random bytes for a token\n", stderr);
		return EXIT_FAILURE;
	}
	s = server_start(&w, o->host, o->port, &e);
	if (!s) {
		fprintf(stderr, "sonde: %s\n", e.msg);
		return EXIT_FAILURE;
	}
	opener_init(&opener);
	print_link(&w, o, server_port(s), &opener);
	wait_for_signal();
	opener_release(&opener);
	server_stop(s);
	ahead_release(&w.ahead);
	strips_release(&w);
	places_release(&w.places);
	return EXIT_SUCCESS;
}

static int open_and_serve(struct web_options *o, const struct view_set *views, const char *filter)
{
	const char *first = first_view(o, views);
	char demo[PATH_MAX];
	struct log *log;
	struct err e = {0};
	int status;

	if (!first)
		return EXIT_FAILURE;
	/* Threads that are made from here on leave signals to this one. */
	block_signals();
	log = open_log(o, demo, sizeof(demo));
	if (!log)
		return EXIT_FAILURE;
	/* Nothing that the page can ask for needs a privilege. */
	privilege_drop(PRIVILEGE_NONE);
	status = serve(o, log, views, first, filter);
	if (log_error(log, &e)) {
		fprintf(stderr, "sonde: %s: %s\n", o->args.file ? o->args.file : "live capture", e.msg);
		status = EXIT_FAILURE;
	}
	log_close(log);
	return status;
}

int web_main(int argc, char **argv)
{
	struct view_set views;
	struct datadirs dirs;
	struct web_options o;
	struct err e = {0};
	char *filter;
	int status, first;

	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	status = web_options_parse(&o, argc, argv, &first);
	if (status >= 0)
		return status;
	if (arguments_filter(argv + first, &filter, &e)) {
		fprintf(stderr, "sonde: %s\n", e.msg);
		return EXIT_FAILURE;
	}
	if (datadirs_init_with(&dirs, "views", o.args.view_dirs, o.args.nview_dirs, &e)) {
		fprintf(stderr, "sonde: web --views-dir: %s\n", e.msg);
		free(filter);
		return EXIT_FAILURE;
	}
	view_set_load(&views, (const char *const *)dirs.dirs, dirs.n);
	if (views.complaints.len)
		fprintf(stderr, "%.*s", (int)views.complaints.len, views.complaints.p);
	status = open_and_serve(&o, &views, filter);
	view_set_release(&views);
	datadirs_release(&dirs);
	free(filter);
	return status;
}
