/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_THEMES_H
#define SONDE_UI_MODEL_THEMES_H

/* The theme files that there are, by name; the first folder that has a name wins. */
struct theme_set {
	struct theme_file {
		char *name, *path;
	} *v;
	unsigned n;
};

void theme_set_load(struct theme_set *s, const char *const *dirs, unsigned ndirs);
void theme_set_release(struct theme_set *s);
const struct theme_file *theme_set_find(const struct theme_set *s, const char *name); /* NULL none */

#endif
