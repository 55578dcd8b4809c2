/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/format/format.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/format/token.h"

/*
 * -j: the same tokens as one JSON object a line. Keys are the tokens as written, in byte order,
 * each once; literal text does not appear. A template without fields gives null.
 */

struct sort_ctx {
	const struct format *f;
};

static int key_cmp(const void *a, const void *b, void *arg)
{
	const struct format *f = ((struct sort_ctx *)arg)->f;
	const struct token *x = &f->tokens[((const struct member *)a)->token];
	const struct token *y = &f->tokens[((const struct member *)b)->token];
	uint32_t n = x->len < y->len ? x->len : y->len;
	int d = memcmp(f->text.p + x->text, f->text.p + y->text, n);

	return d ? d : (x->len > y->len) - (x->len < y->len);
}

static void make_members(struct format *f)
{
	static const struct query_opts plain;
	unsigned i, n = 0;

	f->members = xcalloc(f->n + 1, sizeof(*f->members));
	for (i = 0; i < f->n; i++)
		if (f->tokens[i].ref.field)
			f->members[n++].token = i;
	qsort_r(f->members, n, sizeof(*f->members), key_cmp, &(struct sort_ctx){f});
	for (i = 0; i < n; i++) {
		struct member m = f->members[i];
		const struct token *t = &f->tokens[m.token];
		struct value key = {.type = PT_CHARBUF, .len = t->len, .s = f->text.p + t->text};

		if (f->nmembers &&
		    key_cmp(&f->members[f->nmembers - 1], &m, &(struct sort_ctx){f}) == 0)
			continue;
		m.head = (uint32_t)f->heads.len;
		buf_putc(&f->heads, f->nmembers ? ',' : '{');
		value_append_json(&f->heads, &key, &plain);
		buf_putc(&f->heads, ':');
		m.head_len = (uint32_t)f->heads.len - m.head;
		f->members[f->nmembers++] = m;
	}
}

bool format_append_json(struct format *f, struct event_ctx *c, struct buf *out)
{
	size_t line = out->len;
	bool missing = false;
	unsigned i;

	if (!f->members)
		make_members(f);
	for (i = 0; i < f->nmembers; i++) {
		const struct member *m = &f->members[i];
		struct value v;

		buf_put(out, f->heads.p + m->head, m->head_len);
		if (token_value(f, &f->tokens[m->token], c, &v))
			value_append_json(out, &v, c->opts);
		else if (f->partial)
			buf_put(out, "null", 4);
		else
			missing = true;
	}
	if (missing) {
		out->len = line;
		return false;
	}
	if (f->nmembers)
		buf_putc(out, '}');
	else
		buf_put(out, "null", 4);
	return true;
}
