/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/model/userfile.h"

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

static void save(const struct history *h)
{
	struct buf text;
	unsigned i;

	buf_init(&text, 0);
	for (i = 0; i < h->n; i++)
		buf_printf(&text, "%s\n", h->v[i]);
	user_file_write(h->path, text.p, text.len);
	buf_release(&text);
}

void history_add(struct history *h, const char *line)
{
	if (!line[0] || strchr(line, '\n'))
		return;
	append(h, line, strlen(line));
	if (h->path)
		save(h);
}
