/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text as a request to sonde web, as it comes from the HTTP library: the first line is the path
 * and what is behind the '?', the others are headers. Every question has an answer, and answers
 * that say that they are JSON are.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/utf8.h"
#include "tests/fuzz/exercise.h"
#include "ui/web/api.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STEPS_MOST = 100000, DEPTH_MOST = 64 };
#define SLICE_NS 15000000ull

static struct web web;
static struct view_set views;

/* What a log has is in memory that is mapped, where LeakSanitizer does not look. */
static void stop(void)
{
	strips_release(&web);
	places_release(&web.places);
	log_close(web.log);
	view_set_release(&views);
}

static void start(void)
{
	static const struct query_opts query = {.render = {.as_is = true}};
	static const char *const dirs[] = {"views"};

	view_set_load(&views, dirs, 1);
	if (!views.n)
		abort();
	web = (struct web){
		/* Names and data that have to be escaped wherever they appear. */
		.log = exercise_small_log("a\"<b>\\\xff\x1b", "/etc/\"\n\xc3(",
					  "\xe2\x80\xa8</script>"),
		.views = &views,
		.query = &query,
		.source = "fuzz.scap",
		.places = {.views = &views, .filter = "", .first = "overview"},
	};
	web.places.log = web.log;
	web.places.opts = (struct explorer_opts){
		.source = web.source, .query = &query, .read_only = true};
	guard_init(&web.guard, "127.0.0.1", true);
	guard_set_port(&web.guard, 8000);
	atexit(stop);
}

/* --------------------------------------------------------------------------- JSON --- */

static const char *skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')
		p++;
	return p;
}

/* Behind what begins at p; a text, a number, a word, an object or an array. */
static const char *skip_value(const char *p, unsigned depth);

static const char *skip_string(const char *p)
{
	if (*p++ != '"')
		abort();
	for (; *p != '"'; p++) {
		if ((unsigned char)*p < ' ')
			abort();
		if (*p == '\\' && !strchr("\"\\/bfnrtu", *++p))
			abort();
	}
	return p + 1;
}

static const char *skip_members(const char *p, char end, unsigned depth)
{
	p = skip_blanks(p + 1);
	while (*p != end) {
		if (end == '}') {
			p = skip_blanks(skip_string(p));
			if (*p++ != ':')
				abort();
		}
		p = skip_blanks(skip_value(skip_blanks(p), depth + 1));
		if (*p == ',')
			p = skip_blanks(p + 1);
		else if (*p != end)
			abort();
	}
	return p + 1;
}

static const char *skip_value(const char *p, unsigned depth)
{
	static const char *const words[] = {"true", "false", "null"};
	char *end;
	unsigned i;

	if (depth > DEPTH_MOST)
		abort();
	if (*p == '{' || *p == '[')
		return skip_members(p, *p == '{' ? '}' : ']', depth);
	if (*p == '"')
		return skip_string(p);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strncmp(p, words[i], strlen(words[i])))
			return p + strlen(words[i]);
	}
	if (*p != '-' && !isdigit((unsigned char)*p))
		abort();
	strtod(p, &end);
	return end;
}

static void check_json(struct buf *out)
{
	const char *text = buf_cstr(out);
	unsigned used;
	size_t i;

	for (i = 0; i < out->len; i += used) {
		if (utf8_next(text + i, out->len - i, &used) <= 0)
			abort();
	}
	if (*skip_blanks(skip_value(skip_blanks(text), 0)))
		abort();
}

/* ------------------------------------------------------------------------ requests --- */

/* %41 and + as the HTTP library reads them; returns the length. */
static size_t decode(char *text)
{
	char *to = text, *from, hex[3] = {0};

	for (from = text; *from; from++) {
		hex[0] = from[0] == '%' ? from[1] : 0;
		hex[1] = hex[0] ? from[2] : 0;
		if (isxdigit((unsigned char)hex[0]) && isxdigit((unsigned char)hex[1])) {
			*to++ = (char)strtol(hex, NULL, 16);
			from += 2;
		} else {
			*to++ = *from == '+' ? ' ' : *from;
		}
	}
	*to = 0;
	return (size_t)(to - text);
}

static bool add_params(struct params *p, char *query)
{
	char *pair, *value, *rest = query;
	size_t n, m;

	while ((pair = strsep(&rest, "&"))) {
		value = strchr(pair, '=');
		if (value)
			*value++ = 0;
		n = decode(pair);
		m = value ? decode(value) : 0;
		if (!params_add(p, pair, n, value, m))
			return false;
	}
	return true;
}

/* Who does not know the token does not get in. */
static void check_guard(const char *header)
{
	bool let = guard_token(&web.guard, header) || guard_bearer(&web.guard, header) ||
		   guard_cookie(&web.guard, header);

	if (let && !strstr(header, web.guard.token))
		abort();
	if (guard_host(&web.guard, header) && guard_origin(header, "evil.example"))
		abort();
}

static void ask(char *path)
{
	char *query = strchr(path, '?');
	const struct question *ep;
	struct job *j;
	unsigned steps;

	if (query)
		*query++ = 0;
	ep = question_find(path);
	if (!ep)
		return;
	j = job_new(ep);
	if (!query || add_params(&j->params, query)) {
		for (steps = 0; ep->step(&web, j, explorer_now() + SLICE_NS) != JOB_DONE; steps++) {
			if (steps == STEPS_MOST)
				abort();
		}
		if (j->status < 200 || j->status > 599 || strpbrk(j->filename, "\"\r\n/"))
			abort();
		if (j->fd < 0 && !strcmp(j->type, "application/json"))
			check_json(&j->out);
		places_tidy(&web.places);
	}
	job_free(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text, *rest, *line;

	if (!web.log)
		start();
	text = malloc(size + 1);
	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = 0;
	rest = text;
	ask(strsep(&rest, "\n"));
	while ((line = strsep(&rest, "\n")))
		check_guard(line);
	free(text);
	return 0;
}
