/* SPDX-License-Identifier: Apache-2.0 */
#include <ncurses.h>
#include <string.h>
#include <wchar.h>

#include "ui/model/keys.h"
#include "ui/term/term.h"

static int with_ctrl(wint_t c)
{
	const char *name = keyname((int)c);

	if (name && !strcmp(name, "kLFT5"))
		return UK_WORD_LEFT;
	if (name && !strcmp(name, "kRIT5"))
		return UK_WORD_RIGHT;
	return UK_NONE;
}

/* What ncurses calls a key, and what the model does. */
static int special(wint_t c)
{
	switch (c) {
	case KEY_UP:
		return UK_UP;
	case KEY_DOWN:
		return UK_DOWN;
	case KEY_LEFT:
		return UK_LEFT;
	case KEY_RIGHT:
		return UK_RIGHT;
	case KEY_PPAGE:
		return UK_PGUP;
	case KEY_NPAGE:
		return UK_PGDN;
	case KEY_HOME:
	case KEY_FIND:
		return UK_HOME;
	case KEY_END:
	case KEY_SELECT:
		return UK_END;
	case KEY_ENTER:
		return UK_ENTER;
	case KEY_BACKSPACE:
		return UK_BACKSPACE;
	case KEY_DC:
		return UK_DELETE;
	case KEY_IC:
		return UK_INSERT;
	case KEY_BTAB:
		return UK_BACKTAB;
	case KEY_MOUSE:
		return UK_MOUSE;
	}
	/* Ctrl-Left and Ctrl-Right have no constant: ncurses numbers them at run time. */
	if (c > KEY_MAX)
		return with_ctrl(c);
	if (c > KEY_F0 && c <= KEY_F(24))
		return UK_F0 + (int)(c - KEY_F0);
	return UK_NONE;
}

static int typed(wint_t c)
{
	switch (c) {
	case '\r':
	case '\n':
		return UK_ENTER;
	case '\t':
		return UK_TAB;
	case 8:
	case 127:
		return UK_BACKSPACE;
	case 27:
		return UK_ESC;
	}
	return c < ' ' ? UK_CTRL + 'A' - 1 + (int)c : (int)c;
}

/* What terminals send whose TERM is another's: inside tmux, for instance, with TERM=xterm. */
void term_keys_start(void)
{
	static const struct {
		const char *sent;
		int key;
	} more[] = {
		{"\033[1~", KEY_HOME}, {"\033[7~", KEY_HOME}, {"\033[H", KEY_HOME},
		{"\033OH", KEY_HOME},  {"\033[4~", KEY_END},  {"\033[8~", KEY_END},
		{"\033[F", KEY_END},   {"\033OF", KEY_END},
	};
	size_t i;

	for (i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		if (!key_defined(more[i].sent))
			define_key(more[i].sent, more[i].key);
	}
}

int term_key(void)
{
	wint_t c;
	int r, key;

	while ((r = get_wch(&c)) != ERR) {
		key = r == KEY_CODE_YES ? special(c) : typed(c);
		if (key != UK_NONE)
			return key;
	}
	return UK_NONE;
}
