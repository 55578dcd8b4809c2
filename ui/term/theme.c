/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/term/theme.h"

#include <errno.h>
#include <ncurses.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BASIC = 8, BRIGHT = 16, PALETTE = 256, CUBE = 16, GREY = 232 };

struct look_def {
	int fg, bg; /* -1 the terminal's own */
	attr_t attr;
};

static const struct {
	const char *name, *colour, *mono;
} looks[LOOK_COUNT] = {
#define LOOK(id, name_, colour_, mono_) \
	[LOOK_##id] = {.name = name_, .colour = colour_, .mono = mono_},
#include "ui/term/theme.def"
#undef LOOK
};

/* What ncurses was told; it has one terminal, so has this. */
static struct {
	struct look_def defs[LOOK_COUNT];
	bool coloured;
} theme;

/* ----------------------------------------------------------------------- colours --- */

static const char *const names[BASIC] = {"black", "red",     "green", "yellow",
					 "blue",  "magenta", "cyan",  "white"};

/* How the first sixteen usually look. */
static const uint32_t usual[BRIGHT] = {
	0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
	0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

static uint32_t palette_rgb(int i)
{
	static const uint8_t steps[6] = {0, 95, 135, 175, 215, 255};
	uint32_t grey;

	if (i < CUBE)
		return usual[i];
	if (i >= GREY) {
		grey = (uint32_t)(8 + (i - GREY) * 10);
		return grey << 16 | grey << 8 | grey;
	}
	i -= CUBE;
	return (uint32_t)steps[i / 36] << 16 | (uint32_t)steps[i / 6 % 6] << 8 | steps[i % 6];
}

static unsigned distance(uint32_t a, uint32_t b)
{
	unsigned sum = 0, shift;

	for (shift = 0; shift < 24; shift += 8) {
		int d = (int)(a >> shift & 255) - (int)(b >> shift & 255);

		sum += (unsigned)(d * d);
	}
	return sum;
}

/* The colour of the terminal that is nearest. The first sixteen are the user's own affair. */
static int nearest(uint32_t rgb)
{
	int i, best = 0, first = COLORS >= PALETTE ? CUBE : 0;
	int n = COLORS >= PALETTE ? PALETTE : COLORS >= BRIGHT ? BRIGHT : BASIC;

	/* Terminals with more colours than a palette take them as they are. */
	if (COLORS > PALETTE)
		return (int)rgb;
	for (i = best = first; i < n; i++) {
		if (distance(palette_rgb(i), rgb) < distance(palette_rgb(best), rgb))
			best = i;
	}
	return best;
}

static bool parse_colour(const char *s, int *out)
{
	bool bright = !strncmp(s, "bright-", 7);
	char *end;
	long n;
	int i;

	*out = -1;
	if (!strcmp(s, "default"))
		return true;
	for (i = 0; i < BASIC; i++) {
		if (strcmp(s + (bright ? 7 : 0), names[i]) != 0)
			continue;
		*out = bright && COLORS >= BRIGHT ? i + BASIC : i;
		return true;
	}
	if (s[0] == '#' && strlen(s) == 7) {
		n = strtol(s + 1, &end, 16);
		*out = *end ? -1 : nearest((uint32_t)n);
		return !*end;
	}
	n = strtol(s, &end, 10);
	if (end == s || *end || n < 0 || n >= PALETTE)
		return false;
	*out = n < COLORS && COLORS <= PALETTE ? (int)n : nearest(palette_rgb((int)n));
	return true;
}

static bool parse_attr(const char *s, attr_t *out)
{
	static const struct {
		const char *name;
		attr_t attr;
	} attrs[] = {
		{"bold", A_BOLD}, {"dim", A_DIM}, {"underline", A_UNDERLINE}, {"reverse", A_REVERSE},
	};
	unsigned i;

	for (i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		if (!strcmp(s, attrs[i].name)) {
			*out |= attrs[i].attr;
			return true;
		}
	}
	return false;
}

/* "FG BG attributes", or attributes alone; returns NULL, or the word that means nothing. */
static const char *parse_look(char *text, struct look_def *d)
{
	unsigned colours = 0;
	char *save, *word;

	*d = (struct look_def){.fg = -1, .bg = -1};
	for (word = strtok_r(text, " \t\r\n", &save); word; word = strtok_r(NULL, " \t\r\n", &save)) {
		if (parse_attr(word, &d->attr))
			continue;
		if (colours == 2 || !parse_colour(word, colours ? &d->bg : &d->fg))
			return word;
		colours++;
	}
	return NULL;
}

/* ------------------------------------------------------------------------- files --- */

static void use(const struct look_def defs[LOOK_COUNT])
{
	int i;

	memcpy(theme.defs, defs, sizeof(theme.defs));
	for (i = 0; theme.coloured && i < LOOK_COUNT; i++)
		init_extended_pair(i + 1, defs[i].fg, defs[i].bg);
}

static void built_in(struct look_def defs[LOOK_COUNT])
{
	char text[64];
	int i;

	for (i = 0; i < LOOK_COUNT; i++) {
		snprintf(text, sizeof(text), "%s", theme.coloured ? looks[i].colour : looks[i].mono);
		parse_look(text, &defs[i]);
	}
}

void theme_start(void)
{
	const char *no_colour = getenv("NO_COLOR");
	struct look_def defs[LOOK_COUNT];

	theme.coloured = !(no_colour && no_colour[0]) && has_colors() && start_color() != ERR;
	/* Terminals that cannot keep their own background get white on black. */
	if (theme.coloured && use_default_colors() == ERR)
		assume_default_colors(COLOR_WHITE, COLOR_BLACK);
	built_in(defs);
	use(defs);
}

static int find_look(const char *name, size_t len)
{
	int i;

	for (i = 0; i < LOOK_COUNT; i++) {
		if (strlen(looks[i].name) == len && !memcmp(looks[i].name, name, len))
			return i;
	}
	return -1;
}

static int read_line(char *line, struct look_def defs[LOOK_COUNT], struct err *e)
{
	char *p = line + strspn(line, " \t"), *value = strchr(p, '=');
	size_t len = strcspn(p, " \t=\r\n");
	const char *bad;
	int look;

	if (!*p || *p == '\n' || *p == '\r' || (*p == '#'))
		return 0;
	look = find_look(p, len);
	if (look < 0 || !value)
		return err_set(e, ERR_SYNTAX, "there is no look '%.*s'", (int)len, p);
	bad = parse_look(value + 1, &defs[look]);
	if (bad)
		return err_set(e, ERR_SYNTAX, "'%s' is no colour and no attribute", bad);
	return 0;
}

int theme_load(const char *path, struct err *e)
{
	struct look_def defs[LOOK_COUNT];
	char line[256];
	unsigned n = 0;
	FILE *f = fopen(path, "re");
	int r = 0;

	if (!f)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	built_in(defs);
	while (!r && fgets(line, sizeof(line), f)) {
		n++;
		r = read_line(line, defs, e);
	}
	fclose(f);
	if (r)
		return err_wrap(e, "%s:%u", path, n);
	/* A user who wants no colours wants none from a theme. */
	if (theme.coloured)
		use(defs);
	return 0;
}

/* ------------------------------------------------------------------------- looks --- */

short theme_pair(enum look l)
{
	return (short)(theme.coloured ? (short)l + 1 : 0);
}

unsigned long theme_attr(enum look l)
{
	attr_t attr = theme.defs[l].attr;

	return theme.coloured ? attr | COLOR_PAIR((short)l + 1) : attr;
}
