/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/intern.h"
#include "ui/web/api.h"
#include "ui/web/flame.h"
#include "ui/web/json.h"

/* The flame graph of a place: parts that nobody could see are left out. */

enum { SHARE = 2000, DEPTH_MAX = 3 };

static void put_node(struct buf *out, const struct flame *f, uint32_t i)
{
	const struct flame_node *n = flame_node(f, i), *root = flame_node(f, 0);
	struct buf condition;
	uint32_t child;

	jw_comma(out);
	buf_putc(out, '{');
	jw_member_text(out, "n", n->name->s, n->name->len);
	jw_member_u64(out, "v", n->ns);
	jw_member_u64(out, "k", n->calls);
	buf_init(&condition, 0);
	flame_condition(f, i, &condition);
	jw_member_text(out, "f", condition.p ? condition.p : "", condition.len);
	buf_release(&condition);
	if (n->child && n->depth < DEPTH_MAX) {
		jw_name(out, "c");
		buf_putc(out, '[');
		for (child = n->child; child; child = flame_node(f, child)->next) {
			/* The rest is smaller still. */
			if (flame_node(f, child)->ns < root->ns / SHARE)
				break;
			put_node(out, f, child);
		}
		buf_putc(out, ']');
	}
	buf_putc(out, '}');
}

static void free_flame(void *state)
{
	flame_free(state);
}

enum job_state api_flame(struct web *w, struct job *j, uint64_t until_ns)
{
	struct err e = {0};
	struct flame *f = j->state;
	struct place *p;
	bool wait, more;

	/* The place is looked up each time: it may be forgotten, and made anew, in between. */
	p = place_get(&w->places, &j->params, &wait, &e);
	if (!p)
		return wait ? JOB_WAIT : job_error(j, &e);
	if (!w->live && !log_ended(w->log) && !job_is_late(w, j))
		return JOB_WAIT;
	if (!f) {
		f = j->state = flame_new(w->log, explorer_level(&p->x)->filter_text,
					 &p->x.nav.span, w->query, &e);
		if (!f)
			return job_error(j, &e);
		j->free_state = free_flame;
	}
	more = flame_step(f, until_ns);
	if (more)
		return JOB_MORE;
	flame_sort(f);
	buf_putc(&j->out, '{');
	jw_member(&j->out, "kind", "flame");
	jw_member_bool(&j->out, "settled", w->live || log_ended(w->log));
	api_put_place(&j->out, &p->x);
	jw_name(&j->out, "root");
	put_node(&j->out, f, 0);
	buf_putc(&j->out, '}');
	return JOB_DONE;
}
