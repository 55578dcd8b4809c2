/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/format/token.h"

#include <string.h>

/*
 * Transformers that take one field: tolower toupper basename b64 len, nestable. They work on
 * the value itself, not on its printed form. b64 decodes.
 */
static const struct {
	const char *name;
	enum transform op;
} names[] = {
	{"tolower", TR_TOLOWER}, {"toupper", TR_TOUPPER}, {"basename", TR_BASENAME},
	{"b64", TR_B64},	 {"len", TR_LEN},
};

int transforms_parse(const char *s, struct token *t)
{
	size_t at = 0, k, n;
	uint8_t swap;

	t->transforms = 0;
	for (;;) {
		for (k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			n = strlen(names[k].name);
			if (strncmp(s + at, names[k].name, n) == 0 && s[at + n] == '(')
				break;
		}
		if (k == sizeof(names) / sizeof(names[0]))
			break;
		if (t->transforms == TRANSFORMS_MAX)
			return -1;
		t->transform[t->transforms++] = (uint8_t)names[k].op;
		at += n + 1;
	}
	/* Written outermost first, applied innermost first. */
	for (k = 0; k < t->transforms / 2u; k++) {
		swap = t->transform[k];
		t->transform[k] = t->transform[t->transforms - 1 - k];
		t->transform[t->transforms - 1 - k] = swap;
	}
	return (int)at;
}

static bool is_text(uint8_t type)
{
	return type == PT_CHARBUF || type == PT_FSPATH || type == PT_FSRELPATH;
}

bool transforms_fit(const struct token *t)
{
	uint8_t type = t->ref.type;
	unsigned i;

	for (i = 0; i < t->transforms; i++) {
		bool buffer = type == PT_BYTEBUF;

		switch (t->transform[i]) {
		case TR_B64:
		case TR_LEN:
			if (!is_text(type) && !buffer)
				return false;
			if (t->transform[i] == TR_LEN)
				type = PT_UINT64;
			break;
		default:
			if (!is_text(type))
				return false;
			break;
		}
	}
	return true;
}

static int b64_digit(unsigned char ch)
{
	if (ch >= 'A' && ch <= 'Z')
		return ch - 'A';
	if (ch >= 'a' && ch <= 'z')
		return ch - 'a' + 26;
	if (ch >= '0' && ch <= '9')
		return ch - '0' + 52;
	return ch == '+' ? 62 : ch == '/' ? 63 : -1;
}

/* Up to the padding or the first byte that is not base64. */
static void b64_decode(const char *s, size_t n, struct buf *out)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		int d = b64_digit((unsigned char)s[i]);

		if (d < 0)
			break;
		bits = bits << 6 | (uint32_t)d;
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_putc(out, (char)(bits >> have));
		}
	}
}

static void change_case(struct value *v, struct buf *out, char first, char last)
{
	uint32_t i;

	for (i = 0; i < v->len; i++)
		buf_putc(out,
			 v->s[i] >= first && v->s[i] <= last ? (char)(v->s[i] ^ 0x20) : v->s[i]);
}

void transforms_apply(const struct token *t, struct value *v, struct buf tmp[2])
{
	unsigned i, turn = 0;
	const char *slash;

	for (i = 0; i < t->transforms; i++) {
		struct buf *out = &tmp[turn]; /* never the one that v->s is in */

		buf_clear(out);
		switch (t->transform[i]) {
		case TR_TOLOWER:
			change_case(v, out, 'A', 'Z');
			break;
		case TR_TOUPPER:
			change_case(v, out, 'a', 'z');
			break;
		case TR_BASENAME:
			slash = memrchr(v->s, '/', v->len);
			if (slash) {
				v->len -= (uint32_t)(slash + 1 - v->s);
				v->s = slash + 1;
			}
			continue;
		case TR_B64:
			b64_decode(v->s, v->len, out);
			break;
		case TR_LEN:
			*v = (struct value){.type = PT_UINT64, .fmt = PF_DEC, .u = v->len};
			continue;
		}
		v->s = out->len ? out->p : "";
		v->len = (uint32_t)out->len;
		turn ^= 1;
	}
}
