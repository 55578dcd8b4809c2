/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <ctype.h>
#include <math.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/filter/program.h"

/* The text of a value to what its check compares with. */

static int bad(const struct ast_term *t, struct err *e, const char *what)
{
	if (!t->s[0])
		return err_set_at(e, ERR_SYNTAX, t->col, "%s is missing here", what);
	return err_set_at(e, ERR_SYNTAX, t->col, "'%.80s' is not %s", t->s, what);
}

static unsigned hex_value(char c)
{
	return isdigit((unsigned char)c) ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}

/*
 * An integer: decimal with a sign and leading blanks as the reference takes them, or
 * hexadecimal with 0x. What does not fit 64 bits becomes the nearest number that does.
 */
static bool parse_number(const char *s, bool *neg, uint64_t *mag)
{
	unsigned base = 10, digit;
	bool full = false;

	while (isspace((unsigned char)*s))
		s++;
	*neg = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		base = 16;
		s += 2;
	}
	if (!*s)
		return false;
	for (*mag = 0; *s; s++) {
		if (!isxdigit((unsigned char)*s))
			return false;
		digit = hex_value(*s);
		if (digit >= base)
			return false;
		full = full || __builtin_mul_overflow(*mag, base, mag) ||
		       __builtin_add_overflow(*mag, digit, mag);
	}
	if (full)
		*mag = UINT64_MAX;
	return true;
}

static int make_int(const struct ast_term *t, struct constant *k, struct err *e)
{
	uint64_t mag;
	bool neg;

	if (t->len != strlen(t->s) || !parse_number(t->s, &neg, &mag))
		return bad(t, e, "a number");
	if (neg)
		k->i = mag > (uint64_t)INT64_MAX ? INT64_MIN : -(int64_t)mag;
	else
		k->i = mag > (uint64_t)INT64_MAX ? INT64_MAX : (int64_t)mag;
	return 0;
}

/*
 * A negative number stands for the same bits of the field's width, as in the reference:
 * user.uid=-1 finds 4294967295.
 */
static int make_uint(uint8_t type, const struct ast_term *t, struct constant *k, struct err *e)
{
	unsigned width = ptype_width(type);
	uint64_t mag;
	bool neg;

	if (t->len != strlen(t->s) || !parse_number(t->s, &neg, &mag))
		return bad(t, e, "a number");
	k->u = neg ? 0 - mag : mag;
	if (neg && width && width < 8)
		k->u &= ((uint64_t)1 << width * 8) - 1;
	return 0;
}

static int make_bool(const struct ast_term *t, struct constant *k, struct err *e)
{
	k->u = strcmp(t->s, "true") == 0;
	return k->u || strcmp(t->s, "false") == 0 ? 0 : bad(t, e, "true or false");
}

/* A port's number, or the name of a service from the system's database. */
static int make_port(const struct ast_term *t, struct constant *k, struct err *e)
{
	struct servent ent, *found = NULL;
	char space[2048];

	if (isdigit((unsigned char)t->s[0]))
		return make_uint(PT_PORT, t, k, e);
	if (!t->len || getservbyname_r(t->s, NULL, &ent, space, sizeof(space), &found) != 0 ||
	    !found)
		return bad(t, e, "a port number or the name of a service");
	k->u = ntohs((uint16_t)found->s_port);
	return 0;
}

static int make_double(const struct ast_term *t, struct constant *k, struct err *e)
{
	char *end;

	k->d = strtod(t->s, &end);
	if (end == t->s || *end || t->len != strlen(t->s) || !isfinite(k->d))
		return bad(t, e, "a number");
	return 0;
}

static bool parse_ip(const char *s, struct constant *k)
{
	if (strchr(s, ':')) {
		k->iplen = 16;
		return inet_pton(AF_INET6, s, k->ip) == 1;
	}
	k->iplen = 4;
	return inet_pton(AF_INET, s, k->ip) == 1;
}

static int make_addr(const struct ast_term *t, struct constant *k, struct err *e)
{
	if (t->len != strlen(t->s) || !parse_ip(t->s, k))
		return bad(t, e, "an IPv4 or IPv6 address");
	k->prefix = (uint8_t)(k->iplen * 8);
	return 0;
}

/*
 * address/bits. A lone IPv6 address is what the reference wants instead, and stands for the
 * network of its first 64 bits.
 */
static int make_net(const struct ast_term *t, struct constant *k, struct err *e)
{
	static const char what[] = "a network (a.b.c.d/bits or IPv6 address/bits)";
	const char *slash = strchr(t->s, '/');
	char addr[64];
	unsigned long bits = 64;
	char *end;

	if ((slash ? (size_t)(slash - t->s) : (size_t)t->len) >= sizeof(addr))
		return bad(t, e, what);
	memcpy(addr, t->s, slash ? (size_t)(slash - t->s) : (size_t)t->len + 1);
	if (slash)
		addr[slash - t->s] = 0;
	if (!parse_ip(addr, k) || (!slash && k->iplen == 4))
		return bad(t, e, what);
	if (slash) {
		if (!isdigit((unsigned char)slash[1]))
			return bad(t, e, what);
		bits = strtoul(slash + 1, &end, 10);
		if (*end || bits > k->iplen * 8u)
			return err_set_at(e, ERR_SYNTAX, t->col, "'%.80s': expected 0 to %u bits",
					  t->s, k->iplen * 8u);
	}
	k->prefix = (uint8_t)bits;
	return 0;
}

static int make_hex(const struct ast_term *t, struct constant *k, struct err *e)
{
	unsigned i, digit;

	if (t->len % 2)
		return bad(t, e, "pairs of hexadecimal digits");
	k->s = xcalloc(1, t->len / 2 + 1);
	k->len = t->len / 2;
	for (i = 0; i < t->len; i++) {
		if (!isxdigit((unsigned char)t->s[i]))
			return bad(t, e, "pairs of hexadecimal digits");
		digit = hex_value(t->s[i]);
		k->s[i / 2] = (char)(i % 2 ? (unsigned)k->s[i / 2] << 4 | digit : digit);
	}
	return 0;
}

/* The whole text has to match; '.' is a character of UTF-8, and does not match a newline. */
static int make_regex(const struct ast_term *t, struct constant *k, struct err *e)
{
	uint32_t options = PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY |
			   PCRE2_NEVER_BACKSLASH_C | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
	PCRE2_UCHAR text[128];
	PCRE2_SIZE off;
	int code;

	k->regex = pcre2_compile((PCRE2_SPTR)t->s, t->len, options, &code, &off, NULL);
	if (!k->regex) {
		pcre2_get_error_message(code, text, sizeof(text));
		return err_set_at(e, ERR_SYNTAX, t->col,
				  "'%.80s' is not a regular expression: %s at its byte %zu", t->s,
				  (const char *)text, (size_t)off);
	}
	/* Without JIT on this machine it is interpreted. */
	pcre2_jit_compile(k->regex, PCRE2_JIT_COMPLETE);
	return 0;
}

static int make_text(const struct check *c, const struct ast_term *t, struct constant *k)
{
	/* Texts end at a NUL, buffers may hold one. */
	k->len = c->vclass == VC_TEXT ? (uint32_t)strlen(t->s) : t->len;
	k->s = xmalloc((size_t)k->len + 1);
	memcpy(k->s, t->s, k->len);
	k->s[k->len] = 0;
	return 0;
}

int constant_make(const struct check *c, const struct ast_term *t, struct constant *k,
		  struct err *e)
{
	switch (c->vclass) {
	case VC_INT:
		return make_int(t, k, e);
	case VC_UINT:
		if (c->left.type == PT_BOOL)
			return make_bool(t, k, e);
		if (c->left.type == PT_PORT)
			return make_port(t, k, e);
		return make_uint(c->left.type, t, k, e);
	case VC_DOUBLE:
		return make_double(t, k, e);
	case VC_ADDR:
		return make_addr(t, k, e);
	case VC_NET:
		return make_net(t, k, e);
	case VC_BYTES:
		if (c->op == OP_BCONTAINS || c->op == OP_BSTARTSWITH)
			return make_hex(t, k, e);
		return make_text(c, t, k);
	default:
		if (c->op == OP_REGEX)
			return make_regex(t, k, e);
		return make_text(c, t, k);
	}
}
