/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/keys.h"

#include <string.h>

#include "engine/base/utf8.h"

static const struct {
	const char *name;
	int key;
} names[] = {
	{"Up", UK_UP},	     {"Down", UK_DOWN},	 {"Left", UK_LEFT},	      {"Right", UK_RIGHT},
	{"PgUp", UK_PGUP},   {"PgDn", UK_PGDN},	 {"Home", UK_HOME},	      {"End", UK_END},
	{"Enter", UK_ENTER}, {"Del", UK_DELETE}, {"Backspace", UK_BACKSPACE}, {"Ins", UK_INSERT},
	{"Esc", UK_ESC},     {"Tab", UK_TAB},	 {"Shift-Tab", UK_BACKTAB},   {"Space", ' '},
	{"Ctrl-Left", UK_WORD_LEFT}, {"Ctrl-Right", UK_WORD_RIGHT},
};

int key_parse(const char *name, unsigned n)
{
	unsigned i, used;
	int32_t c;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strlen(names[i].name) == n && !memcmp(names[i].name, name, n))
			return names[i].key;
	}
	if (n == 6 && !memcmp(name, "Ctrl-", 5))
		return UK_CTRL + name[5];
	if ((n == 2 || n == 3) && name[0] == 'F' && name[1] >= '1' && name[1] <= '9')
		return UK_F0 + (n == 2 ? name[1] - '0' : (name[1] - '0') * 10 + name[2] - '0');
	if (!n)
		return UK_NONE;
	c = utf8_next(name, n, &used);
	return c > ' ' && used == n ? c : UK_NONE;
}

bool key_append_name(int key, struct buf *out)
{
	unsigned i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].key == key) {
			buf_puts(out, names[i].name);
			return true;
		}
	}
	if (key > UK_CTRL && key < UK_CTRL + 0x80)
		buf_printf(out, "Ctrl-%c", key - UK_CTRL);
	else if (key > UK_F0 && key < UK_F0 + 100)
		buf_printf(out, "F%d", key - UK_F0);
	else if (key > ' ' && key < UK_SPECIAL && utf8_showable(key))
		utf8_put(out, key);
	else
		return false;
	return true;
}
