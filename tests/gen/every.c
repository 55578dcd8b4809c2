/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/gen/every.h"

#include <string.h>

#include "event_codes.h"
#include "tests/gen/world.h"

#define PARAMS_MAX 48

/* Texts longer than any limit of the readers: 80 of -v, 1024 of paths, 4096 of lists. */
static char long_text[5000];
static char long_path[1500];

static void fill_texts(void)
{
	unsigned i;

	for (i = 0; i + 1 < sizeof(long_text); i++)
		long_text[i] = (char)('!' + i % 94);
	for (i = 0; i + 1 < sizeof(long_path); i++)
		long_path[i] = i % 10 ? (char)('a' + i % 26) : '/';
}

static bool is(const struct param_info *p, const char *name)
{
	return strcmp(p->name, name) == 0;
}

static struct val int_value(const struct param_info *p, enum variant v)
{
	switch (v) {
	case VARIANT_PLAIN:
		return I(is(p, "ratio") ? 1 : 5);
	case VARIANT_ABSENT:
		return I(-1);
	default:
		return I(0x8000000000000080ull | 0x80008000ull);
	}
}

static struct val text_value(const struct param_info *p, enum variant v)
{
	switch (v) {
	case VARIANT_PLAIN:
		if (is(p, "json"))
			return S("{}");
		if (is(p, "pathname")) /* of execveat: 0.29.3 crashes on a relative one */
			return S("/opt/bin/prog");
		return p->type == PT_CHARBUF ? S("some text") : S("sub/./dir/../file.txt");
	case VARIANT_ABSENT:
		return is(p, "json") ? S("{}") : S("<NA>");
	default:
		if (is(p, "json"))
			return S("{\"a\": [1, 2.5e3, null, \"\\u00e9\"]}");
		if (p->type == PT_CHARBUF)
			return B(long_text, sizeof(long_text));
		return p->type == PT_FSPATH ? B(long_path, sizeof(long_path))
					    : S("/abs/../ctl\x01\x1b[7m\xc3\xa9/\xff end");
	}
}

static struct val bytes_value(const struct param_info *p, enum variant v)
{
	bool list = is(p, "args") || is(p, "env");

	if (is(p, "cgroups"))
		return v == VARIANT_PLAIN    ? BL("cpu=/user.slice\0pids=/\0")
		       : v == VARIANT_ABSENT ? BL("cpu=/\0")
					     : BL("cpu=/a\0memory=/b/c\0pids=/d\0");
	switch (v) {
	case VARIANT_PLAIN:
		return list ? BL("A=1\0-v\0long argument\0") : BL("plain data\r\n\tand \x01 more");
	case VARIANT_ABSENT:
		return E;
	default:
		return list ? BL("\0\0unterminated") : B(long_text, 4096);
	}
}

static struct val addr_value(bool tuple, enum variant v)
{
	switch (v) {
	case VARIANT_PLAIN:
		return tuple ? T4("192.168.1.7", 40001, "203.0.113.9", 443) : A4("203.0.113.9", 53);
	case VARIANT_ABSENT:
		return tuple ? TU(0xffff880012345678ull, 0, "/run/x.sock") : AU("/run/x.sock");
	default:
		return tuple ? T6("2001:db8::7", 40001, "fe80::9", 65535)
			     : A6("::ffff:203.0.113.9", 65535);
	}
}

static struct val fdlist_value(enum variant v)
{
	static const struct poll_fd list[] = {{3, 0x1}, {6, 0x7ff}, {99, 0}, {-1, 4}};

	return FDS(list, v == VARIANT_PLAIN ? 2 : v == VARIANT_ABSENT ? 0 : 4);
}

static struct val flags_value(const struct param_info *p, enum variant v)
{
	const struct flag_table *t = p->flags;

	if (!t || !t->n || v == VARIANT_ABSENT)
		return I(0);
	if (v == VARIANT_PLAIN)
		return I(t->rows[t->n / 2].value);
	return I(t->rows[0].value | t->rows[t->n - 1].value | 0x40404040u);
}

static struct val dyn_value(const struct param_info *p, enum variant v)
{
	uint8_t alt = p->ndyn ? (uint8_t)(v % p->ndyn) : 0;
	const struct param_info *inner = p->ndyn ? &p->dyn[alt] : NULL;

	if (!inner)
		return DB(9, "?", 1);
	if (inner->type == PT_BYTEBUF)
		return DB(alt, "raw option", 10);
	if (inner->type == PT_CHARBUF)
		return DB(alt, "key", 4);
	return DI(alt, v == VARIANT_EXTREME ? 11 : v == VARIANT_ABSENT ? -9 : 3);
}

static struct val fd_value(const struct param_info *p, enum variant v)
{
	if (v == VARIANT_PLAIN)
		return is(p, "dirfd") ? I(-100) : I(9);
	return v == VARIANT_ABSENT ? I(-2) : I(4000);
}

static struct val value(const struct param_info *p, enum variant v)
{
	static const uint8_t ip6[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 9};

	if (v == VARIANT_EMPTY)
		return E;
	switch (p->type) {
	case PT_CHARBUF:
	case PT_FSPATH:
	case PT_FSRELPATH:
		return text_value(p, v);
	case PT_BYTEBUF:
		return bytes_value(p, v);
	case PT_SOCKADDR:
	case PT_SOCKTUPLE:
		return addr_value(p->type == PT_SOCKTUPLE, v);
	case PT_FDLIST:
		return fdlist_value(v);
	case PT_DYN:
		return dyn_value(p, v);
	case PT_FD:
	case PT_FD32:
		return fd_value(p, v);
	case PT_ERRNO:
		return I(v == VARIANT_PLAIN ? 0 : v == VARIANT_ABSENT ? -13 : -132);
	case PT_PID:
	case PT_PID32:
		return I(v == VARIANT_PLAIN ? TID_BASH : v == VARIANT_ABSENT ? -1 : 4194304);
	case PT_SYSCALLID:
		return I(v == VARIANT_PLAIN ? 20 : v == VARIANT_ABSENT ? 0 : 333);
	case PT_SIGTYPE:
		return I(v == VARIANT_PLAIN ? 15 : v == VARIANT_ABSENT ? 0 : 64);
	case PT_RELTIME:
	case PT_ABSTIME:
		return I(v == VARIANT_PLAIN    ? 1500000
			 : v == VARIANT_ABSENT ? -1
					       : 123456789012345ll);
	case PT_UID:
	case PT_GID:
		return I(v == VARIANT_PLAIN ? 1000 : v == VARIANT_ABSENT ? -1 : 4242);
	case PT_MODE:
		return I(v == VARIANT_PLAIN ? 0x1ed : v == VARIANT_ABSENT ? 0 : 0xfff);
	case PT_FLAGS8:
	case PT_FLAGS16:
	case PT_FLAGS32:
	case PT_ENUMFLAGS8:
	case PT_ENUMFLAGS16:
	case PT_ENUMFLAGS32:
		return flags_value(p, v);
	case PT_IPV4ADDR:
		return BL("\xcb\x00\x71\x09");
	case PT_IPV6ADDR:
	case PT_IPADDR:
		return B(ip6, sizeof(ip6));
	case PT_CHARBUFARRAY:
	case PT_CHARBUF_PAIR_ARRAY:
		return E;
	default:
		return int_value(p, v);
	}
}

static unsigned amount_of(const struct event_info *info, enum amount a)
{
	switch (a) {
	case AMOUNT_REF:
		return info->nref;
	case AMOUNT_ALL:
		return info->nparams;
	case AMOUNT_FEWER:
		return info->nparams > info->nref ? info->nparams - 1u : info->nref;
	default:
		return info->nparams + 2u;
	}
}

/*
 * Tracer events hold pointers of the program that made them up; 0.29.3 stops reading at
 * orchestrator events unless their JSON is a whole inventory; it crashes when asked for
 * %evt.res of bpf, which is a parameter with alternatives.
 */
static bool needs_care(unsigned code)
{
	return code == EV_TRACER_E || code == EV_TRACER_X || code == EV_K8S_E ||
	       code == EV_MESOS_E || code == EV_SYSCALL_BPF_E || code == EV_SYSCALL_BPF_X;
}

void put_every_event(struct gen *g, unsigned from, unsigned to, enum variant v, enum amount a)
{
	struct val vals[PARAMS_MAX];
	unsigned code, i, n;

	fill_texts();
	for (code = from; code < to && code < event_count; code++) {
		const struct event_info *info = &event_table[code];

		if ((info->flags & EF_UNUSED) || needs_care(code))
			continue;
		n = amount_of(info, a);
		if (n > PARAMS_MAX)
			n = PARAMS_MAX;
		for (i = 0; i < n; i++)
			vals[i] = i < info->nparams ? value(&info->params[i], v)
						    : W(8, 0x1122334455667788ull);
		put_event(g, TID_MANY + code / 2, code, vals, n);
	}
}
