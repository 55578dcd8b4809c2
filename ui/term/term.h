/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_TERM_TERM_H
#define SONDE_UI_TERM_TERM_H

#include <stdbool.h>

#include "engine/base/err.h"

/*
 * The terminal: taken over on start, given back whatever happens. ncurses has one terminal,
 * so has this.
 */

/* Fails when there is no terminal, or ncurses does not know it. */
int term_start(struct err *e);
void term_stop(void); /* may be called at any time, and twice */

/*
 * Wait for a key, a signal or a change of size, at most timeout_ms (-1: for ever). The signals
 * that end a program end the wait and are seen by term_asked_to_quit(); Ctrl-Z stops it here.
 */
void term_wait(int timeout_ms);

bool term_asked_to_quit(void);

/* The size changed since this was asked last; ncurses knows the new one. */
bool term_resized(void);

/* Teaches ncurses what the keys of other terminals send; part of term_start(). */
void term_keys_start(void);

/* The next key that was pressed (UK_*), UK_NONE when there is none yet. */
int term_key(void);

/* The terminal shows UTF-8. */
bool term_is_utf8(void);

/*
 * Give the terminal to a program, /bin/sh with these arguments, until it ends; wait: let the user
 * read what it said. Then take it back.
 */
void term_run(char **argv, bool wait);

#endif
