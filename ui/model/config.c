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
	char line[1024];
	const char *v;
	bool found = false;
	size_t len;
	FILE *f;

	buf_init(&path, 4096);
	f = config_path(&path) ? fopen(buf_cstr(&path), "re") : NULL;
	while (f && !found && fgets(line, sizeof(line), f)) {
		v = value_of(line, name, &len);
		if (v) {
			buf_put(out, v, len);
			found = true;
		}
	}
	if (f)
		fclose(f);
	buf_release(&path);
	return found;
}

bool config_set(const char *name, const char *value)
{
	struct buf path, text;
	char line[1024];
	bool set = false;
	size_t len;
	FILE *f;

	buf_init(&path, 4096);
	buf_init(&text, 1 << 20);
	if (!config_path(&path)) {
		buf_release(&path);
		return false;
	}
	f = fopen(buf_cstr(&path), "re");
	while (f && fgets(line, sizeof(line), f)) {
		if (!value_of(line, name, &len)) {
			buf_puts(&text, line);
		} else if (!set) {
			buf_printf(&text, "%s = %s\n", name, value);
			set = true;
		}
	}
	if (f)
		fclose(f);
	if (!set)
		buf_printf(&text, "%s = %s\n", name, value);
	set = user_file_write(buf_cstr(&path), text.p, text.len);
	buf_release(&path);
	buf_release(&text);
	return set;
}
