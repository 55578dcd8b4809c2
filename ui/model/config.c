/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/model/userfile.h"

static bool config_path(struct buf *out)
{
	return user_path("XDG_CONFIG_HOME", ".config", "config", out);
}

/* The value in a line that sets `name`, with its length; NULL: another line. */
static const char *value_of(const char *line, const char *name, size_t *len)
{
	const char *p = line + strspn(line, " \t"), *end;

	if (strncmp(p, name, strlen(name)) != 0)
		return NULL;
	p += strlen(name);
	p += strspn(p, " \t");
	if (*p != '=')
		return NULL;
	p++;
	p += strspn(p, " \t");
	end = p + strcspn(p, "\r\n");
	while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*len = (size_t)(end - p);
	return p;
}

bool config_get(const char *name, struct buf *out)
{
	struct buf path;
	char *line = NULL;
	const char *v;
	bool found = false;
	size_t len, room = 0;
	FILE *f;

	buf_init(&path, 4096);
	f = config_path(&path) ? fopen(buf_cstr(&path), "re") : NULL;
	while (f && !found && getline(&line, &room, f) > 0) {
		v = value_of(line, name, &len);
		if (v) {
			buf_put(out, v, len);
			found = true;
		}
	}
	if (f)
		fclose(f);
	free(line);
	buf_release(&path);
	return found;
}

bool config_set(const char *name, const char *value)
{
	struct buf path, text;
	char *line = NULL;
	bool set = !value[0];
	size_t len, room = 0;
	FILE *f;

	buf_init(&path, 4096);
	buf_init(&text, 1 << 20);
	if (!config_path(&path)) {
		buf_release(&path);
		return false;
	}
	f = fopen(buf_cstr(&path), "re");
	while (f && getline(&line, &room, f) > 0) {
		if (!value_of(line, name, &len)) {
			buf_puts(&text, line);
		} else if (!set) {
			buf_printf(&text, "%s = %s\n", name, value);
			set = true;
		}
	}
	if (f)
		fclose(f);
	free(line);
	if (text.len && text.p[text.len - 1] != '\n')
		buf_putc(&text, '\n');
	if (!set)
		buf_printf(&text, "%s = %s\n", name, value);
	set = user_file_write(buf_cstr(&path), text.p, text.len);
	buf_release(&path);
	buf_release(&text);
	return set;
}
