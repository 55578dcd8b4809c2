/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filter/narrow.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/filter/program.h"
#include "event_codes.h"

/*
 * For every event type the filter is evaluated with what the type decides, and with everything
 * else open; the outcome is not true or false, but which processes an event of the type can
 * come from if it matches. What state needs is added to that.
 */

/* ---------------------------------------------------------------- what fields use --- */

enum {
	USE_NOTHING = 0,
	USE_FDS = 1 << 0,
	USE_CALLS = 1 << 1,
	USE_FIGURES = 1 << 2,
	USE_COUNTS = 1 << 3,
	USE_ORDER = 1 << 4, /* in filters: what came before, whatever it was */
};

/*
 * By the beginning of the name; the first that fits counts. Those not listed that do not depend
 * on the type or the thread alone are taken to need to know what is open.
 */
static const struct {
	const char *name;
	uint8_t use;
} uses[] = {
	{"evt.num", USE_ORDER},	       {"evt.reltime", USE_ORDER},
	{"evt.deltatime", USE_ORDER},  {"evt.latency", USE_CALLS},
	{"evt.time", USE_NOTHING},     {"evt.datetime", USE_NOTHING},
	{"evt.rawtime", USE_NOTHING},  {"evt.outputtime", USE_CALLS},
	{"evt.around", USE_NOTHING},   {"evt.type", USE_NOTHING},
	{"syscall.type", USE_NOTHING}, {"evt.cpu", USE_NOTHING},
	{"evt.res", USE_NOTHING},      {"evt.rawres", USE_NOTHING},
	{"evt.failed", USE_NOTHING},   {"evt.buffer", USE_NOTHING},
	{"evt.wait_latency", USE_NOTHING}, {"fd.connected", USE_FIGURES},
	{"proc.vm", USE_FIGURES},      {"thread.vm", USE_FIGURES},
	{"thread.pf", USE_FIGURES},    {"thread.exectime", USE_ORDER},
	{"thread.totexectime", USE_ORDER}, {"thread.cpu", USE_ORDER},
	{"proc.cwd", USE_FDS},	       {"proc.fd", USE_FDS | USE_COUNTS},
	{"proc.", USE_NOTHING},	       {"thread.", USE_NOTHING},
	{"user.", USE_NOTHING},	       {"group.", USE_NOTHING},
	{"container.", USE_NOTHING},   {"k8s.", USE_NOTHING},
	{"mesos.", USE_NOTHING},
};

static unsigned field_uses(const struct field *f)
{
	unsigned i;

	for (i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
		if (strncmp(f->name, uses[i].name, strlen(uses[i].name)) == 0)
			return uses[i].use;
	return f->dep == DEP_TYPE || f->dep == DEP_THREAD ? USE_NOTHING : USE_FDS;
}

void narrow_use_field(struct narrow_use *u, const struct field_ref *r)
{
	unsigned use = r->field ? field_uses(r->field) : USE_NOTHING;

	u->fds |= use & USE_FDS;
	u->calls |= use & USE_CALLS;
	u->counts |= use & USE_COUNTS;
	u->figures |= use & USE_FIGURES;
}

/* --------------------------------------------------------------------------- who --- */

/* Processes an event can come from: each bit stands for a constant of the filter. */
struct who {
	uint64_t numbers, names;
	bool any_number, any_name;
	bool nobody;
};

static const struct who anyone = {.any_number = true, .any_name = true};
static const struct who nobody = {.nobody = true};

static bool is_anyone(const struct who *w)
{
	return !w->nobody && w->any_number && w->any_name;
}

static struct who both(struct who a, struct who b)
{
	struct who w = {.any_number = a.any_number && b.any_number,
			.any_name = a.any_name && b.any_name};

	w.numbers = (a.numbers | -(uint64_t)a.any_number) & (b.numbers | -(uint64_t)b.any_number);
	w.names = (a.names | -(uint64_t)a.any_name) & (b.names | -(uint64_t)b.any_name);
	w.nobody = a.nobody || b.nobody || (!w.any_number && !w.numbers) ||
		   (!w.any_name && !w.names);
	return w.nobody ? nobody : w;
}

static struct who either(struct who a, struct who b)
{
	if (a.nobody || b.nobody)
		return a.nobody ? b : a;
	return (struct who){.numbers = a.numbers | b.numbers,
			    .names = a.names | b.names,
			    .any_number = a.any_number || b.any_number,
			    .any_name = a.any_name || b.any_name};
}

#define CONSTANTS 64

struct narrower {
	const struct filter *f;
	const struct narrow_use *use;
	struct narrowing *out;
	struct eval ev;
	struct event_ctx ctx;
	uint16_t code;	   /* the type that is looked at */
	const char *call;  /* generic events: the name of the call */
	struct who chosen; /* by all types so far */
	unsigned nnumbers, nthreads, nnames;
	struct {
		int64_t process;
		bool runs; /* it is there already */
	} numbers[CONSTANTS];
	struct {
		int64_t number;
		unsigned of; /* index into numbers */
	} threads[CONSTANTS];
	const struct constant *names[CONSTANTS];
};

/* ------------------------------------------------------------------------- checks --- */

/* Is it `field = constant`, or `field in (constants)`? */
static bool is_choice(const struct check *c)
{
	return c->left.kind == OPERAND_FIELD && !c->right && !c->around &&
	       c->quant == QUANT_NONE && (c->op == OP_EQ || c->op == OP_IN) && c->n;
}

/*
 * Equal constants have one bit, so that a filter may say a thing twice. A thread has that of its
 * process.
 */
static struct who choose_number(struct narrower *n, int64_t number, bool is_thread)
{
	int64_t process = n->use->process_of ? n->use->process_of(number) : -1;
	struct who w = {.any_name = true};
	bool runs = process == number;
	unsigned i;

	/* A thread that is to come may come in any process. */
	if (number <= 0 || number > INT32_MAX || (is_thread && process <= 0))
		return anyone;
	if (!is_thread)
		process = number;
	for (i = 0; i < n->nnumbers && n->numbers[i].process != process; i++)
		;
	if (i == CONSTANTS || n->nthreads == CONSTANTS)
		return anyone;
	if (i == n->nnumbers)
		n->numbers[n->nnumbers++].process = process;
	n->numbers[i].runs |= runs || is_thread;
	if (is_thread && process != number) {
		n->threads[n->nthreads].of = i;
		n->threads[n->nthreads++].number = number;
	}
	w.numbers = 1ull << i;
	return w;
}

static struct who choose_name(struct narrower *n, const struct constant *k)
{
	struct who w = {.any_number = true};
	unsigned i;

	/* Names that the state gives where it knows none are not the kernel's. */
	if (!k->len || k->len >= NARROWING_COMM || k->s[0] == '<' || memchr(k->s, 0, k->len))
		return anyone;
	for (i = 0; i < n->nnames && strcmp(n->names[i]->s, k->s) != 0; i++)
		;
	if (i == CONSTANTS)
		return anyone;
	n->names[i] = k;
	n->nnames += i == n->nnames;
	w.names = 1ull << i;
	return w;
}

/* Where events come from for which the check is true. */
static struct who check_who(struct narrower *n, const struct check *c)
{
	const char *name = c->left.kind == OPERAND_FIELD ? n->f->refs[c->left.ref].field->name : "";
	bool by_process = strcmp(name, "proc.pid") == 0;
	bool by_name = strcmp(name, "proc.name") == 0;
	struct who w = nobody;
	unsigned i;

	if (!is_choice(c) || (!by_process && !by_name && strcmp(name, "thread.tid") != 0))
		return anyone;
	for (i = 0; i < c->n; i++)
		w = either(w, by_name ? choose_name(n, &c->vals[i])
				      : choose_number(n, c->vals[i].i, !by_process));
	return w;
}

/* What the type says to a check: 1 true, 0 false, -1 nothing. */
static int decided(struct narrower *n, const struct check *c)
{
	struct value v = {.type = PT_CHARBUF, .s = n->call};

	if (c->dep != DEP_TYPE)
		return -1;
	if (!(c->left.flags & FF_BY_TYPE) || n->code > EV_GENERIC_X)
		return check_eval(&n->ev, c);
	v.len = (uint32_t)strlen(v.s);
	return check_value(&n->ev, c, &v);
}

static struct who part_who(struct narrower *n, const struct who *checks, const struct ast *a,
			   bool neg)
{
	bool all = (a->kind == AST_AND) != neg;
	struct who w = all ? anyone : nobody, kid;
	unsigned i;
	int yes;

	if (a->kind == AST_NOT)
		return part_who(n, checks, a->kids[0], !neg);
	if (a->kind == AST_CHECK) {
		i = a->check->index;
		yes = decided(n, &n->f->checks[i]);
		if (yes >= 0)
			return (yes == 1) != neg ? anyone : nobody;
		return neg ? anyone : checks[i];
	}
	for (i = 0; i < a->n; i++) {
		kid = part_who(n, checks, a->kids[i], neg);
		w = all ? both(w, kid) : either(w, kid);
	}
	return w;
}

/* -------------------------------------------------------------------------- types --- */

/* SEND_* for the type, or call, that n looks at. */
static uint8_t wanted(struct narrower *n, const struct who *checks)
{
	struct log_rec rec = {.type = n->code};
	struct who w;

	if (filter_excludes_type(n->f, n->code))
		return 0;
	n->ctx.rec = &rec;
	n->ctx.ev = (struct evt){.info = &event_table[n->code], .tid = -1, .type = n->code};
	w = part_who(n, checks, n->f->ast, false);
	n->ctx.rec = NULL;
	if (w.nobody)
		return 0;
	if (is_anyone(&w))
		return SEND_CHOSEN | SEND_EVERYONE;
	n->chosen = either(n->chosen, w);
	return SEND_CHOSEN;
}

static void want_types(struct narrower *n, const struct who *checks)
{
	unsigned i, dir;

	for (i = EV_GENERIC_X + 1; i < event_count; i++) {
		n->code = (uint16_t)i;
		n->out->types[i] = wanted(n, checks);
	}
	for (dir = 0; dir < 2; dir++) {
		n->code = (uint16_t)(EV_GENERIC_E + dir);
		for (i = 0; i < NARROWING_CALLS; i++) {
			n->call = i < syscall_count ? syscall_table[i].name : "<unknown>";
			n->out->calls[dir][i] = wanted(n, checks);
		}
	}
}

static bool is_switch(unsigned code)
{
	return code == EV_SCHEDSWITCH_1_E || code == EV_SCHEDSWITCH_6_E;
}

/* --------------------------------------------------------------------- state --- */

#define FD_FLAGS   (EF_CREATES_FD | EF_USES_FD | EF_DESTROYS_FD)
#define DATA_FLAGS (EF_READS_FROM_FD | EF_WRITES_TO_FD)

static uint32_t flags_of(unsigned code)
{
	return event_table[code].flags | event_table[code].flags_new;
}

/* Calls that change what we know although the table does not say so. */
static bool changes_unmarked(unsigned code)
{
	const char *name = event_table[code].name;

	return strcmp(name, "getcwd") == 0 || strcmp(name, "prlimit") == 0 ||
	       strcmp(name, "setrlimit") == 0 || strcmp(name, "getrlimit") == 0;
}

/* Can an event of this type be about a socket that exists already? */
static bool shows_sockets(unsigned code)
{
	const struct event_info *info = &event_table[code];
	unsigned i;

	if (flags_of(code) & (EF_USES_FD | EF_DESTROYS_FD))
		return true;
	for (i = 0; i < info->nparams && !(flags_of(code) & EF_CREATES_FD); i++)
		if (info->params[i].type == PT_FD || info->params[i].type == PT_FDLIST)
			return true;
	return false;
}

/*
 * What the state needs to be right about the events that are wanted. fds: SEND_* for what makes,
 * shares and closes fds; a process has those of the one that forked it, which need not match.
 * sockets: the same for the calls that tell of sockets while they move data.
 */
static void want_state(struct narrowing *out, uint8_t fds, uint8_t sockets)
{
	unsigned code;
	uint32_t flags;

	for (code = EV_GENERIC_X + 1; code < event_count; code++) {
		flags = flags_of(code);
		if (!(flags & EF_MODIFIES_STATE) && !changes_unmarked(code))
			continue;
		if (flags & DATA_FLAGS)
			out->types[code] |= sockets;
		else if (flags & FD_FLAGS)
			out->types[code] |= fds;
		else
			out->types[code] |= SEND_CHOSEN | SEND_EVERYONE;
	}
	out->types[EV_PROCEXIT_E] = out->types[EV_PROCEXIT_1_E] = SEND_CHOSEN | SEND_EVERYONE;
}

/* An exit event is made sense of by its enter event, and one that is state's by both. */
static void want_pairs(struct narrowing *out)
{
	unsigned code, i;

	for (code = EV_GENERIC_X + 1; code + 1 < event_count; code += 2) {
		out->types[code] |= out->types[code + 1];
		if (flags_of(code + 1) & EF_MODIFIES_STATE)
			out->types[code + 1] |= out->types[code];
	}
	for (i = 0; i < NARROWING_CALLS; i++)
		out->calls[0][i] |= out->calls[1][i];
}

/* ------------------------------------------------------------------------- chosen --- */

static void put_chosen(struct narrower *n)
{
	struct narrowing *out = n->out;
	unsigned i;

	out->by_number = !n->chosen.nobody && !n->chosen.any_number;
	out->by_name = !n->chosen.nobody && !n->chosen.any_name;
	for (i = 0; i < n->nnumbers && out->by_number; i++)
		if (n->chosen.numbers >> i & 1)
			out->numbers[out->nnumbers++] = (int32_t)n->numbers[i].process;
	/* Its number may come again, in another process. */
	for (i = 0; i < n->nthreads && out->by_number; i++) {
		if (!(n->chosen.numbers >> n->threads[i].of & 1))
			continue;
		out->numbers[out->nnumbers++] = (int32_t)n->threads[i].number;
		out->by_thread = true;
	}
	for (i = 0; i < n->nnames && out->by_name; i++)
		if (n->chosen.names >> i & 1)
			memcpy(out->names[out->nnames++], n->names[i]->s, n->names[i]->len);
}

/*
 * Are all of them there already, so that what they have open will be in the snapshot, and chosen
 * with all their threads, whatever these are called?
 */
static bool all_run(const struct narrower *n)
{
	unsigned i;

	if (n->out->by_name)
		return false;
	for (i = 0; i < n->nnumbers; i++)
		if (n->chosen.numbers >> i & 1 && !n->numbers[i].runs)
			return false;
	return n->out->by_number;
}

/* ------------------------------------------------------------------------ telling --- */

static void put_clauses(const struct narrower *n, const struct who *checks, struct buf *why)
{
	const struct filter *f = n->f;
	bool first = true;
	unsigned i;

	for (i = 0; i < f->nchecks; i++) {
		const struct check *c = &f->checks[i];
		bool who = (n->out->by_number && !checks[i].any_number) ||
			   (n->out->by_name && !checks[i].any_name);

		if (c->dep != DEP_TYPE && !who)
			continue;
		buf_puts(why, first ? "decided in the kernel: " : ", ");
		buf_put(why, f->text + c->col, c->end - c->col);
		first = false;
	}
	if (first)
		buf_puts(why, "the kernel decides nothing of this filter");
}

static unsigned count_types(const struct narrowing *out, uint8_t send)
{
	unsigned i, k, n = 0;

	for (i = EV_GENERIC_X + 1; i < event_count; i += 2)
		n += ((out->types[i] | out->types[i + 1]) & send) == send &&
		     !(event_table[i].flags & (EF_UNUSED | EF_OLD_VERSION));
	for (k = 0; k < syscall_count; k++)
		n += ((out->calls[0][k] | out->calls[1][k]) & send) == send;
	return n;
}

static void put_why(const struct narrower *n, const struct who *checks, struct buf *why)
{
	bool chosen = n->out->by_number || n->out->by_name;
	unsigned all = count_types(n->out, 0), everyone = count_types(n->out, SEND_EVERYONE);
	const char *files = n->use->fds ? " and files" : "";

	if (everyone == all) {
		buf_printf(why, "the kernel sends everything: each kind of event can match, or "
				"tells the names of threads%s that do", files);
		return;
	}
	put_clauses(n, checks, why);
	if (chosen)
		buf_printf(why, "; of %u kinds of events it sends %u of the processes that can "
				"match", all, count_types(n->out, SEND_CHOSEN));
	else
		buf_printf(why, "; of %u kinds of events it sends %u", all, everyone);
	if (chosen)
		buf_printf(why, ", and %u of all", everyone);
	buf_printf(why, ", so that threads%s have their names", files);
}

/* -------------------------------------------------------------------------- all --- */

/* What the filter itself looks at. */
static bool looks_at_order(const struct filter *f, struct narrow_use *u)
{
	bool order = f->in_order;
	unsigned i;

	for (i = 0; i < f->nrefs; i++) {
		narrow_use_field(u, &f->refs[i]);
		order |= field_uses(f->refs[i].field) & USE_ORDER;
	}
	return order;
}

/* The call before a switch can be any. */
static void want_calls(struct narrowing *out, uint8_t send)
{
	unsigned i;

	for (i = EV_GENERIC_X + 1; i < event_count; i++)
		out->types[i] |= send;
	for (i = 0; i < NARROWING_CALLS; i++)
		out->calls[1][i] |= send;
}

static void narrow(struct narrower *n, const struct who *checks)
{
	struct narrowing *out = n->out;
	uint8_t all = 0, sockets = 0, switches = 0, fds = 0;
	unsigned i;

	want_types(n, checks);
	put_chosen(n);
	for (i = EV_GENERIC_X + 1; i < event_count; i++) {
		all |= out->types[i];
		sockets |= n->use->counts || shows_sockets(i) ? out->types[i] : 0;
		switches |= is_switch(i) ? out->types[i] : 0;
	}
	if (n->use->calls)
		want_calls(out, switches);
	if (n->use->fds)
		fds = all & SEND_EVERYONE || !all_run(n) ? SEND_CHOSEN | SEND_EVERYONE : SEND_CHOSEN;
	want_state(out, fds, n->use->fds ? sockets : 0);
	want_pairs(out);
}

void filter_narrow(const struct filter *f, const struct narrow_use *u, struct narrowing *n,
		   struct buf *why)
{
	static const struct query_opts opts;
	struct narrow_use use = *u;
	struct narrower x = {.f = f, .use = &use, .out = n, .chosen = nobody};
	struct who *checks;
	unsigned i;

	narrowing_init(n);
	if (!f)
		return;
	if (looks_at_order(f, &use) || use.figures) {
		if (why)
			buf_puts(why, "the kernel sends everything: fields that are asked for "
				      "depend on all of it");
		return;
	}
	checks = xcalloc(f->nchecks, sizeof(*checks));
	x.ctx.opts = &opts;
	eval_init(&x.ev, &x.ctx, f->refs);
	for (i = 0; i < f->nchecks; i++)
		checks[i] = check_who(&x, &f->checks[i]);
	narrow(&x, checks);
	eval_release(&x.ev);
	if (why)
		put_why(&x, checks, why);
	free(checks);
}
