/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/process_class.h"

/* proc.*: parents, ancestors and leaders, as they were at the event. */

static const struct thread_version *thread_at(struct event_ctx *c, int64_t tid)
{
	uint32_t version = state_thread_at(c->state, tid, c->num);

	return version ? state_thread(c->state, version) : NULL;
}

/* -------------------------------------------------------------------- lineage --- */

const struct thread_version *thread_parent(struct event_ctx *c, const struct thread_version *t)
{
	return t ? thread_at(c, t->ptid) : NULL;
}

void lineage_init(struct lineage *l, struct event_ctx *c, const struct thread_version *t)
{
	*l = (struct lineage){.c = c, .cur = thread_parent(c, t)};
	l->ahead = thread_parent(c, l->cur);
}

/* A second pointer goes up twice as fast: where it meets the first, there is a circle. */
const struct thread_version *lineage_next(struct lineage *l)
{
	int i;

	if (!l->begun) {
		l->begun = true;
		return l->cur;
	}
	l->cur = thread_parent(l->c, l->cur);
	for (i = 0; i < 2 && l->cur; i++) {
		l->ahead = thread_parent(l->c, l->ahead);
		if (l->ahead == l->cur)
			l->cur = NULL;
	}
	return l->cur;
}

const struct thread_version *process_ancestor(struct event_ctx *c, int64_t n)
{
	const struct thread_version *t = event_ctx_main(c);

	while (t && n-- > 0)
		t = thread_parent(c, t);
	return t;
}

/* A list of ancestors is asked for from its beginning on: each step is made once. */
static const struct thread_version *nth_in_lineage(struct event_ctx *c, unsigned k)
{
	struct ascent *a = &c->ascent;
	const struct thread_version *t;

	if (!k || k < a->next || a->num != c->num) {
		lineage_init(&a->lineage, c, event_ctx_main(c));
		a->num = c->num;
		a->next = 0;
	}
	do
		t = lineage_next(&a->lineage);
	while (t && a->next++ < k);
	return t;
}

/* --------------------------------------------------------- parent and ancestors --- */

bool proc_parent_text(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return thread_text(c, r, thread_parent(c, c->thread), r->field->sub, v);
}

bool proc_parent_id(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *m = event_ctx_main(c);

	c->same_until = event_ctx_main_until(c);
	return m && value_i64(v, r, m->ptid);
}

/* "[N]", at most a thousand generations; nothing stands for all ancestors. */
int proc_parse_ancestor(struct field_ref *r, struct err *e)
{
	if (!r->arg)
		return 0;
	if (r->dotted || r->argn < 0 || r->argn > 1000)
		return err_set(e, ERR_SYNTAX, "%s takes a number from 0 to 1000 in brackets: %s[1]",
			       r->field->name, r->field->name);
	return 0;
}

/* Without a number it is the process itself: so the reference prints it. */
bool proc_ancestor_text(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return thread_text(c, r, process_ancestor(c, r->argn), r->field->sub, v);
}

bool proc_nth_ancestor_text(struct event_ctx *c, const struct field_ref *r, unsigned k,
			    struct value *v)
{
	return thread_text(c, r, nth_in_lineage(c, k), r->field->sub, v);
}

bool proc_ancestor_id(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *t = process_ancestor(c, r->argn);

	return t && value_i64(v, r, t->pid);
}

bool proc_nth_ancestor_id(struct event_ctx *c, const struct field_ref *r, unsigned k,
			  struct value *v)
{
	const struct thread_version *t = nth_in_lineage(c, k);

	return t && value_i64(v, r, t->pid);
}

/* -------------------------------------------------------------------- leaders --- */

static int64_t group_of(const struct thread_version *t, enum leader which)
{
	switch (which) {
	case LEAD_SESSION:
		return t->sid;
	case LEAD_VGROUP:
		return t->vpgid;
	case LEAD_GROUP:
		return t->pgid;
	}
	return -1;
}

/* The leader has gone, or its id is one of a namespace: the oldest relative in the group. */
static const struct thread_version *
oldest_in_group(struct event_ctx *c, const struct thread_version *t, enum leader which)
{
	const struct thread_version *p;
	int64_t id = group_of(t, which);
	struct lineage l;

	lineage_init(&l, c, t);
	while ((p = lineage_next(&l)) && group_of(p, which) == id)
		t = p;
	return t;
}

static bool in_pid_namespace(const struct thread_version *t)
{
	return (t->flags & TF_CHILD_IN_PIDNS) || (t->vtid >= 0 && t->vtid != t->tid);
}

bool proc_leader_text(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	enum leader which = r->field->sub >> 8;
	enum thread_text what = r->field->sub & 0xff;
	const struct thread_version *t = c->thread, *lead = NULL;

	if (!t || group_of(t, which) < 0)
		return false;
	if (which == LEAD_GROUP || !in_pid_namespace(t))
		lead = thread_at(c, group_of(t, which));
	return thread_text(c, r, lead ? lead : oldest_in_group(c, t, which), what, v);
}

/* As the reference has it, which takes the ids of namespaces for those of the machine. */
bool proc_session_name(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *lead, *m = event_ctx_main(c);

	if (!m)
		return false;
	lead = thread_at(c, c->thread->sid);
	return thread_text(c, r, lead ? lead : oldest_in_group(c, m, LEAD_SESSION), TEXT_COMM, v);
}

static bool is_shell(const struct thread_version *t)
{
	return t->comm->len >= 2 && !memcmp(t->comm->s + t->comm->len - 2, "sh", 2);
}

bool proc_login_shell(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *t = event_ctx_main(c), *shell = NULL;
	struct lineage l;

	if (!t)
		return false;
	lineage_init(&l, c, t);
	for (; t; t = lineage_next(&l))
		if (is_shell(t))
			shell = t;
	return shell && value_i64(v, r, shell->pid);
}

/* ---------------------------------------------------------------- environment --- */

int proc_parse_env(struct field_ref *r, struct err *e)
{
	if (r->arg && (r->dotted || !*r->arg))
		return err_set(e, ERR_SYNTAX,
			       "%s takes the name of a variable in brackets: %s[HOME]",
			       r->field->name, r->field->name);
	return 0;
}

/* What t's process has in a variable; false when it does not have it. */
static bool variable(struct event_ctx *c, const struct thread_version *t, const char *name,
		     const char **value, size_t *len)
{
	const struct str *env = state_main_at(c->state, t, c->num)->env;
	size_t n = strlen(name), left;
	const char *p = env->s, *text;

	while (list_next(env, &p, &text, &left)) {
		if (left > n && text[n] == '=' && !memcmp(text, name, n)) {
			*value = text + n + 1;
			*len = left - n - 1;
			return true;
		}
	}
	return false;
}

/* A variable that is not set counts as empty. */
bool proc_env(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const char *value = "";
	size_t len = 0;

	if (!c->thread)
		return false;
	if (!r->arg)
		return thread_text(c, r, c->thread, TEXT_ENV, v);
	variable(c, c->thread, r->arg, &value, &len);
	return value_text(v, r, value, len);
}

/* [N]: the environment of ancestor N; [NAME]: what the nearest ancestor that has it has in it. */
bool proc_ancestor_env(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *t;
	const char *value = "";
	struct lineage l;
	size_t len = 0;

	if (!r->arg || r->argn >= 0)
		return proc_ancestor_text(c, r, v);
	if (!c->thread)
		return false;
	lineage_init(&l, c, event_ctx_main(c));
	while ((t = lineage_next(&l)))
		if (variable(c, t, r->arg, &value, &len) && len)
			break;
	return value_text(v, r, value, len);
}

/* --------------------------------------------------------------------- probes --- */

static bool runs(const struct str *probe, const struct buf *cmdline)
{
	return probe->len && probe->len == cmdline->len &&
	       !memcmp(probe->s, cmdline->p, cmdline->len);
}

/* Which probe of its container t runs. */
static enum probe probe_of(struct event_ctx *c, const struct thread_version *t)
{
	const struct container *k = state_container(c->state, t->container_id, c->num);
	enum probe found = PROBE_NONE;
	struct buf cmdline;

	if (!k || !(k->healthcheck->len | k->liveness_probe->len | k->readiness_probe->len))
		return PROBE_NONE;
	buf_init(&cmdline, 0);
	buf_put(&cmdline, t->exe->s, t->exe->len);
	if (t->args->len)
		buf_putc(&cmdline, ' ');
	put_list(&cmdline, t->args);
	if (runs(k->healthcheck, &cmdline))
		found = PROBE_HEALTH;
	else if (runs(k->liveness_probe, &cmdline))
		found = PROBE_LIVENESS;
	else if (runs(k->readiness_probe, &cmdline))
		found = PROBE_READINESS;
	buf_release(&cmdline);
	return found;
}

/*
 * A runtime starts its probes beside the container's init: a process that runs a probe's command
 * below that init is something else. Descendants of a probe belong to it.
 */
bool proc_is_probe(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *t = c->thread;
	enum probe found = PROBE_NONE, p;
	struct lineage l;

	if (!t)
		return false;
	lineage_init(&l, c, t);
	for (; t && t->container_id->len; t = lineage_next(&l)) {
		if (t->vpid == 1) {
			found = PROBE_NONE;
			break;
		}
		p = probe_of(c, t);
		if (p != PROBE_NONE)
			found = p;
	}
	return value_bool(v, r, found == (enum probe)r->field->sub);
}
