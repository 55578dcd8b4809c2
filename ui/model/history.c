/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"

enum { MAX_LINES = 500, MAX_LINE = 4096 };

static void drop(struct history *h, unsigned i)
{
	free(h->v[i]);
	memmove(h->v + i, h->v + i + 1, (h->n - i - 1) * sizeof(*h->v));
	h->n--;
}

static void append(struct history *h, const char *line, size_t len)
{
	unsigned i;

	if (!len || len > MAX_LINE)
		return;
	for (i = 0; i < h->n; i++) {
		if (strlen(h->v[i]) == len && !memcmp(h->v[i], line, len)) {
			drop(h, i);
			break;
		}
	}
	if (h->n == MAX_LINES)
		drop(h, 0);
	h->v = xrealloc(h->v, (h->n + 1) * sizeof(*h->v));
	h->v[h->n++] = xstrndup(line, len);
}

void history_load(struct history *h, const char *path)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	FILE *f;

	*h = (struct history){.path = xstrdup(path)};
	f = fopen(path, "re");
	if (!f)
		return;
	while ((n = getline(&line, &cap, f)) > 0)
		append(h, line, strcspn(line, "\n"));
	free(line);
	fclose(f);
}

void history_release(struct history *h)
{
	while (h->n)
		free(h->v[--h->n]);
	free(h->v);
	free(h->path);
	*h = (struct history){0};
}

/* Beside the file and then in its place, so that it is never half a file. */
static void save(const struct history *h)
{
	char *tmp;
	FILE *f;
	unsigned i;
	int fd;

	if (asprintf(&tmp, "%s.XXXXXX", h->path) < 0)
		return;
	fd = mkostemp(tmp, O_CLOEXEC);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (f) {
		for (i = 0; i < h->n; i++)
			fprintf(f, "%s\n", h->v[i]);
		if (fclose(f) || rename(tmp, h->path))
			unlink(tmp);
	} else if (fd >= 0) {
		close(fd);
		unlink(tmp);
	}
	free(tmp);
}

void history_add(struct history *h, const char *line)
{
	if (!line[0] || strchr(line, '\n'))
		return;
	append(h, line, strlen(line));
	if (h->path)
		save(h);
}

/* mkdir -p for the folders of a path. */
static void make_folders(char *path)
{
	char *p = path;

	while ((p = strchr(p + 1, '/'))) {
		*p = 0;
		mkdir(path, 0700);
		*p = '/';
	}
}

bool state_path(const char *name, struct buf *out)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	size_t from = out->len;

	if (state && state[0] == '/')
		buf_puts(out, state);
	else if (home && home[0] == '/')
		buf_puts(out, home);
	else
		return false;
	if (!(state && state[0] == '/'))
		buf_puts(out, "/.local/state");
	buf_printf(out, "/sonde/%s", name);
	buf_cstr(out);
	make_folders(out->p + from);
	return true;
}
