/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field_class.h"

/*
 * k8s.*: what Kubernetes says of the thread's container. A capture has it as labels that the
 * runtime puts on containers; what only the API server knows (services, deployments, replica
 * sets and controllers) has no value.
 */

enum { POD_NAME, POD_ID, NAMESPACE };

static const char *const label_names[] = {
	[POD_NAME] = "io.kubernetes.pod.name",
	[POD_ID] = "io.kubernetes.pod.uid",
	[NAMESPACE] = "io.kubernetes.pod.namespace",
};

static const struct container *container_of_event(struct event_ctx *c)
{
	const struct thread_version *t = c->thread;

	return t && t->container_id->len ? state_container(c->state, t->container_id, c->num)
					 : NULL;
}

static const struct str *find_label(const struct container *k, const char *key)
{
	unsigned i;

	for (i = 0; k && i < k->nlabels; i++)
		if (!strcmp(k->labels[i].key->s, key))
			return k->labels[i].value;
	return NULL;
}

static bool get_from_label(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct str *s = find_label(container_of_event(c), label_names[r->field->sub]);

	return s && value_str(v, r, s);
}

/*
 * The labels of a pod are those of the container that holds its namespaces, its sandbox.
 * NULL when the capture does not tell of it.
 */
static const struct container *sandbox(struct event_ctx *c)
{
	const struct container *k = container_of_event(c);

	return k && k->sandbox_id->len ? state_container(c->state, k->sandbox_id, c->num) : NULL;
}

static bool get_pod_label(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct str *s = find_label(sandbox(c), r->arg);

	return s && value_str(v, r, s);
}

/* Labels that the node puts there for itself. */
static bool is_internal(const char *key)
{
	return !strncmp(key, "annotation.", 11) || !strncmp(key, "io.kubernetes.", 14);
}

static bool get_pod_labels(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct container *k = sandbox(c);
	size_t mark = c->scratch.len;
	unsigned i;

	if (!k || !k->nlabels)
		return false;
	for (i = 0; i < k->nlabels; i++) {
		const struct container_label *l = &k->labels[i];

		if (is_internal(l->key->s))
			continue;
		if (c->scratch.len > mark)
			buf_puts(&c->scratch, ", ");
		buf_put(&c->scratch, l->key->s, l->key->len);
		if (l->value->len)
			buf_putc(&c->scratch, ':');
		buf_put(&c->scratch, l->value->s, l->value->len);
	}
	return value_scratch(c, v, r, mark);
}

/* ---------------------------------------------------------------------- table --- */

#define TEXT  .type = PT_CHARBUF, .fmt = PF_NA
#define LABEL TEXT, .flags = FF_ARG_REQUIRED, .parse_arg = field_arg_label
#define NEVER .dep = DEP_TYPE, .get = field_get_nothing

/* The rows of a kind of object that captures do not tell of. */
#define UNTOLD(key, what)                                                               \
	{.name = "k8s." key ".name", TEXT, NEVER, .desc = "Name of the " what "."},     \
		{.name = "k8s." key ".id", TEXT, NEVER, .desc = "Id of the " what "."}, \
		{.name = "k8s." key ".label",                                           \
		 LABEL,                                                                 \
		 NEVER,                                                                 \
		 .desc = "One label of the " what ": k8s." key ".label.app."},          \
	{                                                                               \
		.name = "k8s." key ".labels", TEXT, NEVER,                              \
		.desc = "Labels of the " what ", joined by commas."                     \
	}

/* clang-format off */
static const struct field fields[] = {
	{ .name = "k8s.pod.name", TEXT, .dep = DEP_EVENT, .get = get_from_label, .sub = POD_NAME,
	  .desc = "Name of the pod that the thread runs in." },
	{ .name = "k8s.pod.id", TEXT, .dep = DEP_EVENT, .get = get_from_label, .sub = POD_ID,
	  .desc = "Id of the pod." },
	{ .name = "k8s.pod.label", LABEL, .dep = DEP_EVENT, .get = get_pod_label,
	  .desc = "One label of the pod: k8s.pod.label.app." },
	{ .name = "k8s.pod.labels", TEXT, .dep = DEP_EVENT, .get = get_pod_labels,
	  .desc = "Labels of the pod, name:value, joined by commas." },
	UNTOLD("rc", "replication controller"),
	UNTOLD("svc", "service"),
	{ .name = "k8s.ns.name", TEXT, .dep = DEP_EVENT, .get = get_from_label, .sub = NAMESPACE,
	  .desc = "Name of the namespace that the pod is in." },
	{ .name = "k8s.ns.id", TEXT, NEVER, .desc = "Id of the namespace." },
	{ .name = "k8s.ns.label", LABEL, NEVER,
	  .desc = "One label of the namespace: k8s.ns.label.app." },
	{ .name = "k8s.ns.labels", TEXT, NEVER,
	  .desc = "Labels of the namespace, joined by commas." },
	UNTOLD("rs", "replica set"),
	UNTOLD("deployment", "deployment"),
};
/* clang-format on */

const struct field_class field_class_k8s = {
	.name = "k8s",
	.desc = "What Kubernetes says of the container, as far as the capture has it: the pod and "
		"the name of its namespace.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
