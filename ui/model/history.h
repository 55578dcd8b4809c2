/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_HISTORY_H
#define SONDE_UI_MODEL_HISTORY_H

/* Lines that were entered before, the oldest first, kept in a file of one's own. */
struct history {
	char **v;
	unsigned n;
	char *path; /* NULL: not kept */
};

/* What is in the file, if it can be read; path is copied. */
void history_load(struct history *h, const char *path);
void history_release(struct history *h);

/*
 * Add a line, which moves up if it was there before, and keep it: the file (mode 0600, never
 * somebody else's) is written anew. That it cannot be written is no reason to complain.
 */
void history_add(struct history *h, const char *line);

#endif
