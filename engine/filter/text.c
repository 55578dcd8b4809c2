/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <string.h>

#include "engine/filter/program.h"

/*
 * Patterns are matched here rather than by fnmatch(), which wants terminated strings and sees
 * characters of several bytes when the interface has set a locale.
 */

static unsigned char folded(unsigned char c, bool fold)
{
	return fold && c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

/* [:name:] at p (behind the "[:"); returns its length with the ":]", 0 when it is none. */
static size_t class_match(const char *p, size_t n, unsigned char c, bool *hit)
{
	static const struct {
		const char *name;
		int (*is)(int c);
	} classes[] = {
		{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
		{"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
		{"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
	};
	size_t i, len;

	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		len = strlen(classes[i].name);
		if (n < len + 2 || memcmp(p, classes[i].name, len) != 0 || p[len] != ':' ||
		    p[len + 1] != ']')
			continue;
		*hit = c < 0x80 && classes[i].is(c);
		return len + 2;
	}
	return 0;
}

/* One character of a bracket expression at p[*i]; false at the end of the pattern. */
static bool bracket_char(const char *p, size_t n, size_t *i, unsigned char *c)
{
	if (*i < n && p[*i] == '\\')
		++*i;
	if (*i >= n)
		return false;
	/* [.x.] and [=x=]: the character itself */
	if (p[*i] == '[' && *i + 4 < n && (p[*i + 1] == '.' || p[*i + 1] == '=') &&
	    p[*i + 3] == p[*i + 1] && p[*i + 4] == ']') {
		*c = (unsigned char)p[*i + 2];
		*i += 5;
		return true;
	}
	*c = (unsigned char)p[(*i)++];
	return true;
}

/*
 * The bracket expression behind '[': does it hold c?
 * returns its length with the closing bracket, 0 when it is not closed
 */
static size_t bracket(const char *p, size_t n, unsigned char c, bool fold, bool *hit)
{
	bool negated = n && (p[0] == '!' || p[0] == '^'), in = false, is;
	size_t i = negated, first = i, len;
	unsigned char lo, hi;

	for (;;) {
		if (i >= n)
			return 0;
		if (p[i] == ']' && i > first)
			break;
		if (i + 1 < n && p[i] == '[' && p[i + 1] == ':') {
			is = false;
			len = class_match(p + i + 2, n - i - 2, c, &is);
			if (len) {
				if (!is && fold && isalpha(c))
					class_match(p + i + 2, n - i - 2, c ^ 0x20, &is);
				in |= is;
				i += 2 + len;
				continue;
			}
		}
		if (!bracket_char(p, n, &i, &lo))
			return 0;
		hi = lo;
		if (i + 1 < n && p[i] == '-' && p[i + 1] != ']') {
			i++;
			if (!bracket_char(p, n, &i, &hi))
				return 0;
		}
		lo = folded(lo, fold);
		hi = folded(hi, fold);
		in |= lo <= c && c <= hi;
	}
	*hit = in != negated;
	return i + 1;
}

/*
 * Match one element of the pattern (not '*') against c; returns its length in the pattern, 0 no
 * match.
 */
static size_t element(const char *p, size_t n, unsigned char c, bool fold)
{
	size_t len;
	bool hit = false;

	c = folded(c, fold);
	switch (p[0]) {
	case '?':
		return 1;
	case '[':
		len = bracket(p + 1, n - 1, c, fold, &hit);
		if (len)
			return hit ? len + 1 : 0;
		return c == '['; /* not closed: an ordinary character */
	case '\\':
		return n > 1 && folded((unsigned char)p[1], fold) == c ? 2 : 0;
	default:
		return folded((unsigned char)p[0], fold) == c;
	}
}

bool text_glob(const char *pat, size_t npat, const char *s, size_t n, bool fold)
{
	size_t p = 0, i = 0, len;
	size_t star = SIZE_MAX, from = 0; /* behind the last '*', and where it was tried */

	while (i < n || p < npat) {
		if (p < npat && pat[p] == '*') {
			star = ++p;
			from = i;
			continue;
		}
		len = p < npat && i < n ? element(pat + p, npat - p, (unsigned char)s[i], fold) : 0;
		if (len) {
			p += len;
			i++;
			continue;
		}
		/* Only the last star can still give: what came before it has its match. */
		if (star == SIZE_MAX || from >= n)
			return false;
		p = star;
		i = ++from;
	}
	return true;
}

bool text_icontains(const char *s, size_t n, const char *what, size_t nwhat)
{
	size_t i, k;

	for (i = 0; i + nwhat <= n; i++) {
		for (k = 0; k < nwhat; k++)
			if (folded((unsigned char)s[i + k], true) !=
			    folded((unsigned char)what[k], true))
				break;
		if (k == nwhat)
			return true;
	}
	return false;
}

/* The next component at *at: its start, and its length in *len; NULL at the end. */
static const char *component(const char *s, size_t n, size_t *at, size_t *len)
{
	size_t from;

	while (*at < n && s[*at] == '/')
		++*at;
	if (*at >= n)
		return NULL;
	from = *at;
	while (*at < n && s[*at] != '/')
		++*at;
	*len = *at - from;
	return s + from;
}

bool text_below(const char *path, size_t n, const char *prefix, size_t nprefix)
{
	size_t at = 0, pre_at = 0, len, want_len;
	const char *want, *have;

	for (;;) {
		want = component(prefix, nprefix, &pre_at, &want_len);
		if (!want)
			return true;
		have = component(path, n, &at, &len);
		if (!have)
			return false;
		if (len == want_len && memcmp(have, want, len) == 0)
			continue;
		if (!text_glob(want, want_len, have, len, false))
			return false;
	}
}
