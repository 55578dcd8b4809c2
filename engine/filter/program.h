/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FILTER_PROGRAM_H
#define SONDE_FILTER_PROGRAM_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/field/field.h"
#include "engine/filter/ast.h"
#include "engine/filter/filter.h"

/*
 * For the files of this folder: what a filter is compiled to.
 *
 *   text --parse.c--> tree --check.c--> checks, typed --compile.c--> programs --run.c--> events
 *
 * A program is what is left of the filter for some event types once everything that the type
 * decides is known. Its nodes are shared between programs.
 */

/* ------------------------------------------------------------------------ checks --- */

/* How values are compared. */
enum vclass {
	VC_NONE, /* they are not: such fields have `exists` only */
	VC_INT,
	VC_UINT, /* and times, ports, flags, booleans */
	VC_DOUBLE,
	VC_TEXT,
	VC_BYTES,
	VC_ADDR,
	VC_NET,
};

enum vclass vclass_of(uint8_t ptype);

/* How many values an operand has, and which of them must satisfy the operator. */
enum multi {
	MULTI_ONE,
	MULTI_ENDS,	 /* either end; with != both */
	MULTI_ANCESTORS, /* any, whatever the operator */
	MULTI_LIST,	 /* `in`: all of them, `intersects`: any */
};

enum operand_kind { OPERAND_FIELD, OPERAND_CALL, OPERAND_TEXT };

enum filter_fn {
	FN_TOLOWER,
	FN_TOUPPER,
	FN_B64,
	FN_BASENAME,
	FN_LEN,
	FN_JOIN,
	FN_CONCAT,
	FN_GETOPT,
};

/* What stands on a side of an operator. */
struct operand {
	uint8_t kind;	  /* enum operand_kind */
	uint8_t type;	  /* enum ptype of its values */
	uint8_t vclass;	  /* enum vclass */
	uint8_t multi;	  /* enum multi */
	uint8_t deps;	  /* 1 << enum field_dep of all fields in it */
	uint8_t fn;	  /* OPERAND_CALL: enum filter_fn */
	char select;	  /* getopt()[x], 0 none */
	bool but_connect; /* FF_FD_BUT_CONNECT: the version decides, except about a connect's exit
			   */
	uint16_t ref;	  /* OPERAND_FIELD: index into filter.refs */
	uint32_t flags;	  /* OPERAND_FIELD: FF_* */
	uint32_t len;	  /* OPERAND_TEXT */
	char *s;
	struct operand *args;
	unsigned nargs;
};

/* A value of the filter's text, as the field's type asks. */
struct constant {
	union {
		int64_t i;
		uint64_t u;
		double d;
		struct {
			char *s; /* owned; terminated */
			uint32_t len;
		};
		struct {
			uint8_t ip[16];
			uint8_t iplen;	/* 4 or 16 */
			uint8_t prefix; /* VC_NET: bits that count */
		};
	};
	pcre2_code *regex; /* OP_REGEX */
};

struct check {
	struct operand left;
	uint8_t op;	  /* enum filter_op */
	uint8_t quant;	  /* enum filter_quant */
	uint8_t vclass;	  /* enum vclass of the comparison */
	uint8_t dep;	  /* enum field_dep of the whole check; DEP_TYPE: but see FF_BY_TYPE */
	uint8_t cost;	  /* relative; cheap checks go first */
	bool but_connect; /* FF_FD_BUT_CONNECT */
	bool around;	  /* evt.around[T]=D: vals[0].u holds D in ms */
	uint64_t around_ns;
	struct constant *vals;
	unsigned n;
	uint32_t *set; /* hash table over vals (indices + 1) when a list is long, NULL otherwise */
	uint32_t set_mask;
	struct operand *right; /* a field or function on the right, NULL: vals */
	uint32_t col, end;     /* where it stands in the text */
};

/* What evaluating a check needs besides it. */
struct values {
	struct value *v;
	unsigned n, cap;
};

struct eval {
	struct event_ctx *ctx;
	const struct field_ref *refs;
	pcre2_match_data *match; /* made when the first regex is met */
	pcre2_match_context *limits;
	pcre2_jit_stack *stack;
	struct values left, right, words;
};

void eval_init(struct eval *ev, struct event_ctx *ctx, const struct field_ref *refs);
void eval_release(struct eval *ev);

/* Does the event in ev->ctx satisfy the check? */
bool check_eval(struct eval *ev, const struct check *c);

/* Does this value, which the left side is known to have, satisfy the check? */
bool check_value(struct eval *ev, const struct check *c, const struct value *v);

/* The values of an operand, appended to *out. */
void operand_values(struct eval *ev, const struct operand *o, struct values *out);
void values_add(struct values *vs, const struct value *v);

/* The values of a function (call.c). */
void call_values(struct eval *ev, const struct operand *o, struct values *out);

/* ------------------------------------------------------------------- the filter --- */

enum node_kind { NODE_FALSE, NODE_TRUE, NODE_CHECK, NODE_AND, NODE_OR, NODE_MEMO };

struct node {
	uint8_t kind;  /* enum node_kind */
	uint8_t dep;   /* enum field_dep; NODE_MEMO: DEP_THREAD or DEP_FD, whose version decides */
	bool neg;      /* NODE_CHECK */
	uint16_t unit; /* NODE_MEMO: which memory */
	uint32_t a;    /* CHECK: index of the check; AND, OR: first of kids; MEMO: the node */
	uint32_t n;    /* AND, OR: how many kids */
	uint32_t cost;
};

/* What is done with an event of a type. */
struct program {
	uint32_t root;	/* the node that decides */
	uint32_t rest;	/* what remains of it once both gates said yes */
	int32_t thread; /* units that must say yes, -1 none */
	int32_t fd;
	uint32_t thread_node, fd_node;
};

enum { PROGRAM_NEVER, PROGRAM_ALWAYS, PROGRAM_FIRST };

struct filter {
	char *text;
	struct ast *ast;
	struct field_ref *refs; /* for compiling; a run has refs of its own */
	char **ref_texts;	/* what field_parse makes them of */
	unsigned nrefs;
	struct check *checks;
	unsigned nchecks;
	bool in_order; /* a field looks back: evaluated as written, on every event */

	struct node *nodes;
	uint32_t nnodes;
	uint32_t *kids;
	uint32_t nkids;
	struct program *programs; /* [PROGRAM_NEVER] and [PROGRAM_ALWAYS] are not used */
	unsigned nprograms;
	unsigned nunits;
	uint16_t *type_program; /* [program_index()]: which program */
	int32_t gate; /* unit of threads that must say yes whatever the type, -1 none */
};

/* Tree to checks: looks names up, types and digests values. 0, or ERR_* with the column. */
int filter_check(struct filter *f, struct ast *a, struct err *e);

/* The field or function in an ast_term. */
int operand_make(struct filter *f, const struct ast_term *t, struct operand *o, struct err *e);
void operand_release(struct operand *o);
void check_release(struct check *c);

/*
 * Where in type_program an event is: by its code (event_count for those we do not know), in the
 * second half if its fd's version is there to decide about the fd.
 */
static inline unsigned program_index(const struct log_rec *rec)
{
	unsigned code = rec->type < event_count ? rec->type : event_count;

	return rec->fd && rec->thread ? event_count + 1 + code : code;
}

/* The text of a value digested as the check's type and operator ask (constant.c). */
int constant_make(const struct check *c, const struct ast_term *t, struct constant *k,
		  struct err *e);

/* Checks to programs. */
void filter_build(struct filter *f);

/* ------------------------------------------------------------- comparing (text.c) --- */

/* Shell pattern, as fnmatch() without flags in the C locale: '*' crosses '/'. */
bool text_glob(const char *pat, size_t npat, const char *s, size_t n, bool fold);
bool text_icontains(const char *s, size_t n, const char *what, size_t nwhat);
/* Is `path`, split at '/', equal to or below `prefix`? Components of prefix may be patterns. */
bool text_below(const char *path, size_t n, const char *prefix, size_t nprefix);

#endif
