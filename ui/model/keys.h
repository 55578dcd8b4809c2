/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_KEYS_H
#define SONDE_UI_MODEL_KEYS_H

#include <stdbool.h>

#include "engine/base/buf.h"

/*
 * Keys, whatever delivers them. A key that types a character is its code point; the others
 * lie above all characters.
 */
enum {
	UK_NONE = 0,
	UK_SPECIAL = 0x110000,
	UK_UP,
	UK_DOWN,
	UK_LEFT,
	UK_RIGHT,
	UK_PGUP,
	UK_PGDN,
	UK_HOME,
	UK_END,
	UK_ENTER,
	UK_BACKSPACE,
	UK_DELETE,
	UK_INSERT,
	UK_ESC,
	UK_TAB,
	UK_BACKTAB,
	UK_WORD_LEFT,  /* Ctrl-Left */
	UK_WORD_RIGHT,
	UK_MOUSE,      /* where and what: mouse.h */
	UK_F0 = UK_SPECIAL + 0x100,   /* UK_F0 + 1 = F1 ... */
	UK_CTRL = UK_SPECIAL + 0x200, /* UK_CTRL + 'A' ... */
};

/*
 * The key that a name stands for: "Enter", "F9", "Ctrl-D", "Space", "g", "<".
 * in      n bytes of name
 * returns UK_NONE when it is no key
 */
int key_parse(const char *name, unsigned n);

/* The other way round: append the name of a key; false when it has none that can be shown. */
bool key_append_name(int key, struct buf *out);

#endif
