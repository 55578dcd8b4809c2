/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filter/filter.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/filter/program.h"

static struct filter *compile(const char *text, enum filter_quoting quoting, struct err *e)
{
	struct filter *f = xcalloc(1, sizeof(*f));

	f->text = xstrdup(text);
	f->ast = ast_parse(text, quoting, e);
	if (!f->ast || filter_check(f, f->ast, e) < 0) {
		filter_free(f);
		return NULL;
	}
	filter_build(f);
	return f;
}

struct filter *filter_compile(const char *text, struct err *e)
{
	bool mixed = strchr(text, '"') && strchr(text, '\'');
	struct filter *f = compile(text, QUOTES_EITHER, mixed ? NULL : e);

	return f || !mixed ? f : compile(text, QUOTES_SAME, e);
}

void filter_free(struct filter *f)
{
	unsigned i;

	if (!f)
		return;
	for (i = 0; i < f->nchecks; i++)
		check_release(&f->checks[i]);
	for (i = 0; i < f->nrefs; i++) {
		field_ref_release(&f->refs[i]);
		free(f->ref_texts[i]);
	}
	ast_free(f->ast);
	free(f->refs);
	free(f->ref_texts);
	free(f->checks);
	free(f->nodes);
	free(f->kids);
	free(f->programs);
	free(f->type_program);
	free(f->text);
	free(f);
}

const char *filter_text(const struct filter *f)
{
	return f->text;
}

void filter_each_field(const struct filter *f, void (*see)(void *arg, const struct field_ref *r),
		       void *arg)
{
	unsigned i;

	for (i = 0; i < f->nrefs; i++)
		see(arg, &f->refs[i]);
}

bool filter_excludes_type(const struct filter *f, uint16_t type)
{
	unsigned i = type < event_count ? type : event_count;

	return f->type_program[i] == PROGRAM_NEVER &&
	       f->type_program[event_count + 1 + i] == PROGRAM_NEVER;
}
