/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/runtime_ask.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/capture/proc_io.h"

#define MAX_BODY (4u << 20) /* bytes of an answer; descriptions have some ten thousand */

/* -------------------------------------------------------------------- sockets --- */

/*
 * libcurl brings two dozen libraries along, and starting the program must not wait for them: it
 * is loaded when there is a socket. Without it containers keep their ids.
 */
struct http {
	void *lib;
	CURL *(*init)(void);
	CURLcode (*setopt)(CURL *c, CURLoption o, ...);
	CURLcode (*perform)(CURL *c);
	CURLcode (*getinfo)(CURL *c, CURLINFO i, ...);
	void (*cleanup)(CURL *c);
	void (*global_cleanup)(void);
};

static bool load(struct http *h)
{
	struct {
		const char *name;
		void **to;
	} symbols[] = {
		{"curl_easy_init", (void **)&h->init},
		{"curl_easy_setopt", (void **)&h->setopt},
		{"curl_easy_perform", (void **)&h->perform},
		{"curl_easy_getinfo", (void **)&h->getinfo},
		{"curl_easy_cleanup", (void **)&h->cleanup},
		{"curl_global_cleanup", (void **)&h->global_cleanup},
	};
	size_t i;

	h->lib = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
	for (i = 0; h->lib && i < sizeof(symbols) / sizeof(symbols[0]); i++)
		if (!(*symbols[i].to = dlsym(h->lib, symbols[i].name)))
			return false;
	return h->lib;
}

static CURL *http_new(struct asking *a)
{
	if (!a->http) {
		a->http = xcalloc(1, sizeof(*a->http));
		if (!load(a->http))
			a->http->init = NULL;
	}
	return a->http->init ? a->http->init() : NULL;
}

/* The library stays: others may have begun to use it, and it does not like to be unloaded. */
void asking_release(struct asking *a)
{
	buf_release(&a->text);
	if (a->http && a->http->init)
		a->http->global_cleanup();
	free(a->http);
	a->http = NULL;
}

static size_t take_body(char *p, size_t size, size_t n, void *arg)
{
	struct buf *b = arg;

	if (b->len + n > MAX_BODY)
		return 0; /* ends the transfer */
	buf_put(b, p, n);
	return size * n;
}

static int still_wanted(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct asking *ask = arg;

	(void)a, (void)b, (void)c, (void)d;
	return atomic_load(ask->stop);
}

static void set_options(CURL *c, struct asking *a, const char *socket, const char *url)
{
	const struct http *h = a->http;

	h->setopt(c, CURLOPT_UNIX_SOCKET_PATH, socket);
	h->setopt(c, CURLOPT_URL, url);
	h->setopt(c, CURLOPT_PROXY, "");
	h->setopt(c, CURLOPT_NOSIGNAL, 1L);
	h->setopt(c, CURLOPT_TIMEOUT_MS, (long)a->timeout_ms);
	h->setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	h->setopt(c, CURLOPT_WRITEDATA, &a->text);
	h->setopt(c, CURLOPT_NOPROGRESS, 0L);
	h->setopt(c, CURLOPT_XFERINFOFUNCTION, still_wanted);
	h->setopt(c, CURLOPT_XFERINFODATA, a);
}

static json_t *parse(const struct buf *b)
{
	return json_loadb(b->p ? b->p : "", b->len, 0, NULL);
}

json_t *ask_socket(struct asking *a, const char *socket, const char *path)
{
	char where[512], url[512];
	json_t *answer = NULL;
	long status = 0;
	CURL *c;

	snprintf(where, sizeof(where), "%s%s", a->root, socket);
	if (atomic_load(a->stop) || access(where, F_OK) || !(c = http_new(a)))
		return NULL;
	snprintf(url, sizeof(url), "http://localhost%s", path);
	set_options(c, a, where, url);
	buf_clear(&a->text);
	if (a->http->perform(c) == CURLE_OK) {
		a->http->getinfo(c, CURLINFO_RESPONSE_CODE, &status);
		if (status == 200)
			answer = parse(&a->text);
	}
	a->http->cleanup(c);
	return answer;
}

json_t *ask_file(struct asking *a, const char *path)
{
	char where[1024];

	if (snprintf(where, sizeof(where), "%s%s", a->root, path) >= (int)sizeof(where) ||
	    !proc_read_all(AT_FDCWD, where, &a->text, MAX_BODY))
		return NULL;
	return parse(&a->text);
}

/* -------------------------------------------------------------------- answers --- */

json_t *answer_new(const struct target *t, int type)
{
	json_t *o = json_object();

	json_object_set_new(o, "id", json_string(t->short_id));
	json_object_set_new(o, "full_id", json_string(t->id));
	json_object_set_new(o, "type", json_integer(type));
	json_object_set_new(o, "name", json_string(""));
	json_object_set_new(o, "image", json_string(""));
	json_object_set_new(o, "lookup_state", json_integer(1));
	return o;
}

void answer_text(json_t *o, const char *key, const json_t *text)
{
	if (json_is_string(text))
		json_object_set_new(o, key, json_string(json_string_value(text)));
}

static json_t *text_upto(const char *p, size_t n)
{
	return json_stringn(p, n);
}

void answer_image(json_t *o, const char *image)
{
	const char *end = image + strlen(image), *at = strchr(image, '@'), *colon, *slash;
	const char *name_end = at ? at : end;

	if (!*image)
		return;
	json_object_set_new(o, "image", json_string(image));
	if (at)
		json_object_set_new(o, "imagedigest", json_string(at + 1));
	/* A colon before the last slash is that of the registry's port. */
	slash = memrchr(image, '/', (size_t)(name_end - image));
	colon = memrchr(image, ':', (size_t)(name_end - image));
	if (colon && slash && colon < slash)
		colon = NULL;
	json_object_set_new(o, "imagerepo",
			    text_upto(image, (size_t)((colon ? colon : name_end) - image)));
	if (colon)
		json_object_set_new(o, "imagetag",
				    text_upto(colon + 1, (size_t)(name_end - colon - 1)));
}

int64_t parse_time(const char *text)
{
	struct tm tm = {0};
	const char *rest = text ? strptime(text, "%Y-%m-%dT%H:%M:%S", &tm) : NULL;
	int64_t t;
	int hours, minutes;
	char sign;

	if (!rest)
		return 0;
	t = timegm(&tm);
	rest += strspn(rest, ".0123456789");
	if (sscanf(rest, "%c%2d:%2d", &sign, &hours, &minutes) == 3 && (sign == '+' || sign == '-'))
		t -= (sign == '+' ? 1 : -1) * (hours * 3600 + minutes * 60);
	return t;
}
