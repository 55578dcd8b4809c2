/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/field_class.h"

#include <fnmatch.h>

/* container.*: the container that the thread runs in. */

/*
 * What is known of the thread's container. Without a container event, its cgroups still tell
 * which runtime it belongs to; that much the reference makes up itself. The other texts are
 * then empty.
 */
struct view {
	const struct container *k; /* NULL: only the type is known */
	int type;		   /* enum container_type */
	const char *name;	   /* the name that a runtime uses as the id */
	size_t name_len;
};

static bool type_from_cgroups(const struct thread_version *t, struct view *w)
{
	if (!container_find(t->cgroups->s, t->cgroups->len, &w->name, &w->name_len, &w->type))
		return false;
	switch (w->type) {
	case CT_DOCKER:
	case CT_PODMAN:
		w->name_len = 0;
		return true;
	case CT_LXC:
	case CT_LIBVIRT_LXC:
	case CT_BPM:
		return true;
	default: /* which of the CRI runtimes it is, their sockets would tell */
		return false;
	}
}

/* False for threads outside containers, and for containers of which nothing is known. */
static bool view_container(struct event_ctx *c, struct view *w)
{
	const struct thread_version *t = c->thread;

	if (!t || !t->container_id->len)
		return false;
	*w = (struct view){.k = state_container(c->state, t->container_id, c->num)};
	if (!w->k)
		return type_from_cgroups(t, w);
	w->type = w->k->type;
	w->name = w->k->name->s;
	w->name_len = w->k->name->len;
	return true;
}

static bool on_host(const struct event_ctx *c)
{
	return c->thread && !c->thread->container_id->len;
}

/* ---------------------------------------------------------------------- texts --- */

static bool get_id(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	if (on_host(c))
		return value_cstr(v, r, "host");
	return c->thread && value_str(v, r, c->thread->container_id);
}

static bool get_name(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	struct view w;

	if (on_host(c))
		return value_cstr(v, r, "host");
	return view_container(c, &w) && w.name_len && value_text(v, r, w.name, w.name_len);
}

static bool get_type(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	struct view w;

	if (on_host(c))
		return value_cstr(v, r, "host");
	return view_container(c, &w) && value_cstr(v, r, container_type_name(w.type));
}

enum image_part { IMAGE, IMAGE_ID, IMAGE_REPO, IMAGE_TAG, IMAGE_DIGEST };

static bool get_image(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct str *s = str_empty;
	struct view w;

	if (!view_container(c, &w) || !w.k)
		return false;
	switch ((enum image_part)r->field->sub) {
	case IMAGE:
		s = w.k->image;
		break;
	case IMAGE_ID:
		s = w.k->imageid;
		break;
	case IMAGE_REPO:
		s = w.k->imagerepo;
		break;
	case IMAGE_TAG:
		s = w.k->imagetag;
		break;
	case IMAGE_DIGEST:
		s = w.k->imagedigest;
		break;
	}
	return s->len && value_str(v, r, s);
}

/* Only these runtimes tell whether a container is privileged. */
static bool tells_privileged(int type)
{
	return type == CT_DOCKER || type == CT_CRI || type == CT_CONTAINERD || type == CT_CRIO ||
	       type == CT_PODMAN;
}

static bool get_privileged(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	struct view w;

	return view_container(c, &w) && tells_privileged(w.type) &&
	       value_bool(v, r, w.k && w.k->privileged);
}

enum { HEALTHCHECK, LIVENESS, READINESS };

static bool get_probe(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct str *s = str_empty;
	struct view w;

	if (!view_container(c, &w))
		return false;
	if (w.k)
		s = r->field->sub == HEALTHCHECK ? w.k->healthcheck
		    : r->field->sub == LIVENESS	 ? w.k->liveness_probe
						 : w.k->readiness_probe;
	return s->len ? value_str(v, r, s) : value_cstr(v, r, "NONE");
}

/* --------------------------------------------------------------------- mounts --- */

static void put_mount(struct buf *out, const struct container_mount *m)
{
	buf_put(out, m->source->s, m->source->len);
	buf_putc(out, ':');
	buf_put(out, m->dest->s, m->dest->len);
	buf_putc(out, ':');
	buf_put(out, m->mode->s, m->mode->len);
	buf_puts(out, m->rw ? ":true:" : ":false:");
	buf_put(out, m->propagation->s, m->propagation->len);
}

static bool get_mounts(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;
	struct view w;
	unsigned i;

	if (!view_container(c, &w))
		return false;
	for (i = 0; w.k && i < w.k->nmounts; i++) {
		if (i)
			buf_putc(&c->scratch, ',');
		put_mount(&c->scratch, &w.k->mounts[i]);
	}
	return value_scratch(c, v, r, mark);
}

enum mount_part { MOUNT, MOUNT_SOURCE, MOUNT_DEST, MOUNT_MODE, MOUNT_RW, MOUNT_PROPAGATION };

/* The mount that the argument means: its place, or a pattern for one end to ask for the other. */
static const struct container_mount *find_mount(const struct container *k,
						const struct field_ref *r)
{
	unsigned i;

	if (r->argn >= 0)
		return r->argn < k->nmounts ? &k->mounts[r->argn] : NULL;
	for (i = 0; i < k->nmounts; i++) {
		const struct container_mount *m = &k->mounts[i];
		const struct str *end = r->field->sub == MOUNT_SOURCE ? m->dest : m->source;

		if (!fnmatch(r->arg, end->s, FNM_EXTMATCH))
			return m;
	}
	return NULL;
}

static bool get_mount(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;
	const struct container_mount *m;
	struct view w;

	if (!view_container(c, &w) || !w.k)
		return false;
	m = find_mount(w.k, r);
	if (!m)
		return false;
	switch ((enum mount_part)r->field->sub) {
	case MOUNT:
		put_mount(&c->scratch, m);
		return value_scratch(c, v, r, mark);
	case MOUNT_SOURCE:
		return value_str(v, r, m->source);
	case MOUNT_DEST:
		return value_str(v, r, m->dest);
	case MOUNT_MODE:
		return value_str(v, r, m->mode);
	case MOUNT_RW:
		return value_cstr(v, r, m->rw ? "true" : "false");
	case MOUNT_PROPAGATION:
		return value_str(v, r, m->propagation);
	}
	return false;
}

static int parse_mount(struct field_ref *r, struct err *e)
{
	if (r->dotted)
		return err_set(e, ERR_SYNTAX, "%s takes its argument in brackets: %s[0]",
			       r->field->name, r->field->name);
	return 0;
}

/* ---------------------------------------------------------------------- table --- */

#define TEXT  .type = PT_CHARBUF, .fmt = PF_NA
#define IMG   TEXT, .dep = DEP_EVENT, .get = get_image
#define PROBE TEXT, .dep = DEP_EVENT, .get = get_probe
#define MNT \
	TEXT, .dep = DEP_EVENT, .flags = FF_ARG_REQUIRED, .get = get_mount, .parse_arg = parse_mount

/* clang-format off */
static const struct field fields[] = {
	{ .name = "container.id", TEXT, .dep = DEP_THREAD, .get = get_id,
	  .desc = "Id of the container, twelve digits; host for threads outside containers." },
	{ .name = "container.name", TEXT, .dep = DEP_EVENT, .get = get_name,
	  .desc = "Name of the container; host outside." },
	{ .name = "container.image", IMG, .sub = IMAGE,
	  .desc = "Name of the image that the container was made from." },
	{ .name = "container.image.id", IMG, .sub = IMAGE_ID,
	  .desc = "Id of that image." },
	{ .name = "container.type", TEXT, .dep = DEP_EVENT, .get = get_type,
	  .desc = "Runtime that the container belongs to: docker, podman, lxc ...; host outside." },
	{ .name = "container.privileged", .type = PT_BOOL, .fmt = PF_NA, .dep = DEP_EVENT,
	  .get = get_privileged,
	  .desc = "True if the container was started with all privileges." },
	{ .name = "container.mounts", TEXT, .dep = DEP_EVENT, .get = get_mounts,
	  .desc = "What is mounted into the container, joined by commas, each mount written as "
		  "source:destination:mode:writable:propagation." },
	{ .name = "container.mount", MNT, .sub = MOUNT,
	  .desc = "One mount, by its place (container.mount[0]) or by a pattern for its source "
		  "(container.mount[/usr/*]), written as in container.mounts." },
	{ .name = "container.mount.source", MNT, .sub = MOUNT_SOURCE,
	  .desc = "Where a mount comes from, by its place or by a pattern for its destination." },
	{ .name = "container.mount.dest", MNT, .sub = MOUNT_DEST,
	  .desc = "Where a mount appears in the container, by its place or by a pattern for its "
		  "source." },
	{ .name = "container.mount.mode", MNT, .sub = MOUNT_MODE,
	  .desc = "Mode of a mount, by its place or by a pattern for its source." },
	{ .name = "container.mount.rdwr", MNT, .sub = MOUNT_RW,
	  .desc = "Whether a mount is writable, by its place or by a pattern for its source." },
	{ .name = "container.mount.propagation", MNT, .sub = MOUNT_PROPAGATION,
	  .desc = "How a mount propagates, by its place or by a pattern for its source." },
	{ .name = "container.image.repository", IMG, .sub = IMAGE_REPO,
	  .desc = "Repository that the image comes from." },
	{ .name = "container.image.tag", IMG, .sub = IMAGE_TAG,
	  .desc = "Tag of the image: latest ..." },
	{ .name = "container.image.digest", IMG, .sub = IMAGE_DIGEST,
	  .desc = "Digest of the image in its registry." },
	{ .name = "container.healthcheck", PROBE, .sub = HEALTHCHECK,
	  .desc = "Command that checks the container's health; NONE if there is none." },
	{ .name = "container.liveness_probe", PROBE, .sub = LIVENESS,
	  .desc = "Command that checks that the container is alive; NONE if there is none." },
	{ .name = "container.readiness_probe", PROBE, .sub = READINESS,
	  .desc = "Command that checks that the container is ready; NONE if there is none." },
};
/* clang-format on */

const struct field_class field_class_container = {
	.name = "container",
	.desc = "The container that an event happened in. Outside containers, id, name and type "
		"are host.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
