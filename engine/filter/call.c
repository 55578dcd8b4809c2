/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "engine/filter/program.h"

/*
 * The functions: tolower(proc.name), len(fd.name), join("/", fd.types) ... Each replaces the
 * values of its arguments, which lie on `out` from `mark` on, by its own. Texts that are made
 * here last until the next event.
 */

static void change_case(struct eval *ev, struct value *v, char first, char last)
{
	char *p = event_ctx_alloc(ev->ctx, v->len);
	uint32_t i;

	for (i = 0; i < v->len; i++)
		p[i] = v->s[i] >= first && v->s[i] <= last ? (char)(v->s[i] ^ 0x20) : v->s[i];
	v->s = p;
}

static void to_basename(struct value *v)
{
	const char *slash = v->len ? memrchr(v->s, '/', v->len) : NULL;

	if (!slash)
		return;
	v->len -= (uint32_t)(slash + 1 - v->s);
	v->s = slash + 1;
}

static int b64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Decode; false when it is not base64. Padding may be missing. */
static bool from_b64(struct eval *ev, struct value *v)
{
	uint32_t n = v->len, i, bits = 0, out = 0;
	unsigned have = 0, pad = 0;
	char *p;

	while (n && pad < 2 && v->s[n - 1] == '=') {
		n--;
		pad++;
	}
	if (n % 4 == 1 || (pad && (n + pad) % 4 != 0))
		return false;
	p = event_ctx_alloc(ev->ctx, n);
	for (i = 0; i < n; i++) {
		int d = b64_digit(v->s[i]);

		if (d < 0)
			return false;
		bits = bits << 6 | (uint32_t)d;
		have += 6;
		if (have >= 8) {
			have -= 8;
			p[out++] = (char)(bits >> have);
		}
	}
	v->s = p;
	v->len = out;
	if (v->type != PT_BYTEBUF)
		v->len = (uint32_t)strnlen(p, out);
	return true;
}

/* Functions of one value, applied to each. A value that has no result goes. */
static void each(struct eval *ev, const struct operand *o, struct values *out, unsigned mark)
{
	unsigned i, kept = mark;

	for (i = mark; i < out->n; i++) {
		struct value v = out->v[i];
		enum vclass have = vclass_of(v.type);
		bool ok = have == VC_TEXT || have == VC_BYTES;

		if (!ok)
			continue;
		switch (o->fn) {
		case FN_TOLOWER:
			change_case(ev, &v, 'A', 'Z');
			break;
		case FN_TOUPPER:
			change_case(ev, &v, 'a', 'z');
			break;
		case FN_BASENAME:
			to_basename(&v);
			break;
		case FN_B64:
			ok = from_b64(ev, &v);
			break;
		default:
			v = (struct value){.type = PT_UINT64, .fmt = PF_DEC, .u = v.len};
			break;
		}
		if (ok)
			out->v[kept++] = v;
	}
	out->n = kept;
}

/* All texts from `from` on, one behind the other, with `sep` between; replaces those from mark. */
static void together(struct eval *ev, struct values *out, unsigned mark, unsigned from,
		     const struct value *sep)
{
	struct value v = {.type = PT_CHARBUF};
	size_t n = 0, at = 0;
	unsigned i;
	char *p;

	for (i = from; i < out->n; i++)
		n += out->v[i].len + (size_t)(i > from ? sep->len : 0);
	p = event_ctx_alloc(ev->ctx, n);
	for (i = from; i < out->n; i++) {
		if (i > from) {
			memcpy(p + at, sep->s, sep->len);
			at += sep->len;
		}
		memcpy(p + at, out->v[i].s, out->v[i].len);
		at += out->v[i].len;
	}
	v.s = p;
	v.len = (uint32_t)n;
	out->n = mark;
	values_add(out, &v);
}

static void join(struct eval *ev, const struct operand *o, struct values *out, unsigned mark)
{
	struct value sep;

	operand_values(ev, &o->args[0], out);
	if (out->n == mark)
		return;
	sep = out->v[mark];
	out->n = mark;
	operand_values(ev, &o->args[1], out);
	together(ev, out, mark, mark, &sep);
}

static void concat(struct eval *ev, const struct operand *o, struct values *out, unsigned mark)
{
	struct value none = {.type = PT_CHARBUF, .s = ""};
	unsigned i;

	for (i = 0; i < o->nargs; i++) {
		operand_values(ev, &o->args[i], out);
		if (out->n != mark + i + 1) {
			out->n = mark;
			return;
		}
	}
	together(ev, out, mark, mark, &none);
}

/* ------------------------------------------------------------------------ getopt --- */

struct options {
	const struct values *words; /* one text, split at blanks, or one word each */
	unsigned next;		    /* of words */
	uint32_t at;		    /* in the one text */
	struct value known;	    /* "nt:": n, and t with an argument */
	char select;		    /* [t], 0 none */
	struct values *out;
	unsigned mark;
};

static bool next_word(struct options *g, struct value *out)
{
	const struct value *v = g->words->v;
	uint32_t from;

	if (g->words->n != 1) {
		if (g->next == g->words->n)
			return false;
		*out = v[g->next++];
		return true;
	}
	while (g->at < v->len && v->s[g->at] == ' ')
		g->at++;
	from = g->at;
	while (g->at < v->len && v->s[g->at] != ' ')
		g->at++;
	*out = *v;
	out->s = v->s + from;
	out->len = g->at - from;
	return out->len > 0;
}

/* 0 not an option, 1 one without argument, 2 with. */
static int option_kind(const struct value *known, char c)
{
	uint32_t i;

	for (i = 0; i < known->len; i++)
		if (known->s[i] == c && c != ':')
			return i + 1 < known->len && known->s[i + 1] == ':' ? 2 : 1;
	return 0;
}

/* arg NULL: the option has none. */
static void add_option(struct options *g, const struct value *letter, const struct value *arg)
{
	if (g->select) {
		if (letter->s[0] != g->select)
			return;
		g->out->n = g->mark;
	}
	if (!g->select || !arg)
		values_add(g->out, letter);
	if (arg)
		values_add(g->out, arg);
}

/* A word of options: "-n", "-nt", "-tvalue". */
static void add_options(struct options *g, const struct value *word)
{
	struct value letter = {.type = PT_CHARBUF, .len = 1}, arg = letter;
	uint32_t k;

	for (k = 1; k < word->len; k++) {
		int kind = option_kind(&g->known, word->s[k]);

		letter.s = kind ? word->s + k : "?";
		if (kind != 2) {
			if (kind || !g->select)
				add_option(g, &letter, NULL);
			continue;
		}
		arg.s = word->s + k + 1;
		arg.len = word->len - k - 1;
		if (!arg.len && !next_word(g, &arg)) {
			/* Its argument is missing: an empty text stands for both. */
			letter.len = 0;
			add_option(g, &letter, NULL);
		} else {
			add_option(g, &letter, &arg);
		}
		return;
	}
}

/*
 * The options in arguments, as getopt(3) finds them: each option's letter, behind it its
 * argument, "?" for one that is not known. Stops at "--" and at the first word that is no
 * option; words that begin with "--" are skipped. With [x]: the last argument of option x, its
 * letter if it takes none, nothing if it is not there.
 */
static void getopt_values(struct eval *ev, const struct operand *o, struct values *out,
			  unsigned mark)
{
	struct options g = {.words = &ev->words, .select = o->select, .out = out, .mark = mark};
	struct value word;
	unsigned i;

	operand_values(ev, &o->args[1], out);
	if (out->n == mark)
		return;
	g.known = out->v[mark];
	out->n = mark;
	operand_values(ev, &o->args[0], out);
	ev->words.n = 0;
	for (i = mark; i < out->n; i++)
		values_add(&ev->words, &out->v[i]);
	out->n = mark;
	if (!ev->words.n)
		return;
	while (next_word(&g, &word) && word.len > 1 && word.s[0] == '-') {
		if (word.s[1] != '-')
			add_options(&g, &word);
		else if (word.len == 2)
			break;
	}
}

void call_values(struct eval *ev, const struct operand *o, struct values *out)
{
	unsigned mark = out->n;
	struct value v;

	switch (o->fn) {
	case FN_JOIN:
		join(ev, o, out, mark);
		return;
	case FN_CONCAT:
		concat(ev, o, out, mark);
		return;
	case FN_GETOPT:
		getopt_values(ev, o, out, mark);
		return;
	case FN_LEN:
		if (o->args[0].multi != MULTI_LIST)
			break;
		operand_values(ev, &o->args[0], out);
		v = (struct value){.type = PT_UINT64, .fmt = PF_DEC, .u = out->n - mark};
		out->n = mark;
		values_add(out, &v);
		return;
	default:
		break;
	}
	operand_values(ev, &o->args[0], out);
	each(ev, o, out, mark);
}
