/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/state/container.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"

/* ------------------------------------------------------------------------ types --- */

static const char *const type_names[] = {
	[CT_DOCKER] = "docker",
	[CT_LXC] = "lxc",
	[CT_LIBVIRT_LXC] = "libvirt-lxc",
	[CT_MESOS] = "mesos",
	[CT_RKT] = "rkt",
	[CT_CUSTOM] = "custom",
	[CT_CRI] = "cri",
	[CT_CONTAINERD] = "containerd",
	[CT_CRIO] = "cri-o",
	[CT_BPM] = "bpm",
	[CT_STATIC] = "static",
	[CT_PODMAN] = "podman",
};

const char *container_type_name(int type)
{
	if (type < 0 || (size_t)type >= sizeof(type_names) / sizeof(type_names[0]))
		return "unknown";
	return type_names[type];
}

/* ---------------------------------------------------------------------- cgroups --- */

/* A stretch of text, not terminated. */
struct span {
	const char *p;
	size_t len;
};

static const char *span_find(struct span s, const char *what)
{
	return memmem(s.p, s.len, what, strlen(what));
}

static const char *span_find_last(struct span s, const char *what)
{
	size_t n = strlen(what);
	size_t i;

	if (s.len < n)
		return NULL;
	for (i = s.len - n + 1; i-- > 0;)
		if (!memcmp(s.p + i, what, n))
			return s.p + i;
	return NULL;
}

static bool span_ends_with(struct span s, const char *what)
{
	size_t n = strlen(what);

	return s.len >= n && !memcmp(s.p + s.len - n, what, n);
}

static struct span span_from(struct span s, const char *p)
{
	return (struct span){p, (size_t)(s.p + s.len - p)};
}

static struct span span_upto(struct span s, const char *end)
{
	return end ? (struct span){s.p, (size_t)(end - s.p)} : s;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

#define RUNC_ID_DIGITS	64 /* what the runtime calls the container */
#define SHORT_ID_DIGITS 12 /* what everybody else calls it */

/* Runtimes on runc name the last cgroup after the 64-digit id, with or without a wrapping. */
struct runc_layout {
	const char *prefix, *suffix;
	int type;
};

/* Tried in this order, each on all cgroups of the thread, as the reference's engines do. */
static const struct runc_layout runc_layouts[] = {
	{"/libpod-", ".scope", CT_PODMAN},
	{"/", "", CT_DOCKER},
	{"/docker-", ".scope", CT_DOCKER},
	/* The path does not say which of the two CRI runtimes it was when both may use it. */
	{"/crio-", "", CT_CRIO},
	{"/cri-containerd-", ".scope", CT_CONTAINERD},
	{"/crio-", ".scope", CT_CRIO},
	{":cri-containerd:", "", CT_CONTAINERD},
};

/* Only the last occurrences count; what follows the suffix ("/init") does not matter. */
static bool runc_match(struct span path, const struct runc_layout *l, struct span *id)
{
	const char *from = span_find_last(path, l->prefix);
	const char *to = *l->suffix ? span_find_last(path, l->suffix) : path.p + path.len;
	int i;

	if (!from || !to)
		return false;
	from += strlen(l->prefix);
	if (to - from != RUNC_ID_DIGITS)
		return false;
	for (i = 0; i < RUNC_ID_DIGITS; i++)
		if (!is_hex(from[i]))
			return false;
	*id = (struct span){from, SHORT_ID_DIGITS};
	return true;
}

/*
 * The other runtimes: ids are names that an administrator chose. Mesos and rkt are missing: they
 * are known by environments and files that are not in a capture.
 */
static bool lxc_match(struct span path, struct span *id)
{
	/* the first one also catches old libvirt's /libvirt/lxc/NAME */
	static const char *const marks[] = {"/lxc/", "/lxc.payload/"};
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *p = span_find(path, marks[i]);

		if (p) {
			*id = span_from(path, p + strlen(marks[i]));
			*id = span_upto(*id, span_find(*id, "/"));
			return true;
		}
	}
	return false;
}

static bool libvirt_match(struct span path, struct span *id)
{
	const char *p, *q;

	if (span_ends_with(path, ".libvirt-lxc")) {
		p = span_find_last(path, "/");
		if (p) {
			*id = span_from(path, p + 1);
			id->len -= strlen(".libvirt-lxc");
			return true;
		}
	}
	/* systemd escapes '-' as \x2d: machine-lxc\x2dNAME.scope */
	p = span_find(path, "-lxc\\x2");
	if (p && span_ends_with(path, ".scope")) {
		p += strlen("-lxc\\x2d");
		q = path.p + path.len - strlen(".scope");
		if (p <= q) {
			*id = (struct span){p, (size_t)(q - p)};
			return true;
		}
	}
	return false;
}

static bool bpm_match(struct span path, struct span *id)
{
	const char *p = span_find(path, "bpm-");
	size_t i;

	if (!p)
		return false;
	*id = span_from(path, p + strlen("bpm-"));
	*id = span_upto(*id, span_find(*id, ".scope"));
	for (i = 0; i < id->len; i++) {
		char c = id->p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      c == '.' || c == '_' || c == '-'))
			return false;
	}
	return id->len > 0;
}

static const struct {
	bool (*match)(struct span path, struct span *id);
	int type;
} named_runtimes[] = {
	{lxc_match, CT_LXC},
	{libvirt_match, CT_LIBVIRT_LXC},
	{bpm_match, CT_BPM},
};

/* The next "subsys=path" entry's path; false at the end. */
static bool next_path(const char **p, const char *end, struct span *path)
{
	while (*p < end) {
		const char *nul = memchr(*p, 0, (size_t)(end - *p));
		const char *stop = nul ? nul : end;
		const char *eq = memchr(*p, '=', (size_t)(stop - *p));

		/* the subsystem itself may be "name=systemd" */
		if (eq && (size_t)(eq - *p) == 4 && !memcmp(*p, "name", 4)) {
			const char *eq2 = memchr(eq + 1, '=', (size_t)(stop - eq - 1));

			eq = eq2 ? eq2 : eq;
		}
		*p = nul ? nul + 1 : end;
		if (eq) {
			*path = (struct span){eq + 1, (size_t)(stop - eq - 1)};
			return true;
		}
	}
	return false;
}

static bool runc_find(const char *cgroups, size_t n, struct span *id, int *type)
{
	size_t i;

	for (i = 0; i < sizeof(runc_layouts) / sizeof(runc_layouts[0]); i++) {
		const char *p = cgroups;
		struct span path;

		while (next_path(&p, cgroups + n, &path))
			if (runc_match(path, &runc_layouts[i], id)) {
				*type = runc_layouts[i].type;
				return true;
			}
	}
	return false;
}

static bool named_find(const char *cgroups, size_t n, struct span *id, int *type)
{
	size_t i;

	for (i = 0; i < sizeof(named_runtimes) / sizeof(named_runtimes[0]); i++) {
		const char *p = cgroups;
		struct span path;

		while (next_path(&p, cgroups + n, &path))
			if (named_runtimes[i].match(path, id) && id->len) {
				*type = named_runtimes[i].type;
				return true;
			}
	}
	return false;
}

bool container_find(const char *cgroups, size_t n, const char **id, size_t *len, int *type)
{
	struct span found;

	if (!runc_find(cgroups, n, &found, type) && !named_find(cgroups, n, &found, type))
		return false;
	*id = found.p;
	*len = found.len;
	return true;
}

bool container_id_from_cgroups(const char *cgroups, size_t n, char id[13])
{
	struct span found;
	int type;

	if (!runc_find(cgroups, n, &found, &type))
		return false;
	memcpy(id, found.p, SHORT_ID_DIGITS);
	id[SHORT_ID_DIGITS] = 0;
	return true;
}

/* ------------------------------------------------------------------------- JSON --- */

/*
 * Events come from other programs, and from captures that somebody may have tampered with:
 * a key of an unexpected type counts as absent.
 */
static const struct str *get_str(struct intern *in, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	if (!json_is_string(v))
		return str_empty;
	return intern(in, json_string_value(v), json_string_length(v));
}

static bool get_bool(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return json_is_integer(v) ? json_integer_value(v) != 0 : json_is_true(v);
}

static int64_t get_int(const json_t *o, const char *key, int64_t dflt)
{
	const json_t *v = json_object_get(o, key);

	return json_is_integer(v) ? (int64_t)json_integer_value(v) : dflt;
}

/* Dotted text to a number in host order, 0 when it is none. */
static uint32_t get_ip(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	struct in_addr a;

	return s && inet_pton(AF_INET, s, &a) == 1 ? ntohl(a.s_addr) : 0;
}

/* {"exe": text, "args": [text ...]} as one command line, "" without exe. */
static const struct str *get_probe(struct intern *in, const json_t *o, const char *key)
{
	const json_t *probe = json_object_get(o, key);
	const json_t *exe = json_object_get(probe, "exe");
	const json_t *args = json_object_get(probe, "args");
	const struct str *s;
	struct buf b;
	size_t i;

	if (!json_is_string(exe))
		return str_empty;
	buf_init(&b, 0);
	buf_put(&b, json_string_value(exe), json_string_length(exe));
	for (i = 0; i < json_array_size(args); i++) {
		const json_t *a = json_array_get(args, i);

		if (json_is_string(a)) {
			buf_putc(&b, ' ');
			buf_put(&b, json_string_value(a), json_string_length(a));
		}
	}
	s = intern(in, b.p, b.len);
	buf_release(&b);
	return s;
}

static void get_mounts(struct container *c, struct intern *in, const json_t *o)
{
	const json_t *list = json_object_get(o, "Mounts");
	size_t n = json_array_size(list);
	size_t i;

	if (!n || n > UINT_MAX)
		return;
	c->mounts = xcalloc(n, sizeof(*c->mounts));
	for (i = 0; i < n; i++) {
		const json_t *m = json_array_get(list, i);

		c->mounts[i] = (struct container_mount){
			.source = get_str(in, m, "Source"),
			.dest = get_str(in, m, "Destination"),
			.mode = get_str(in, m, "Mode"),
			.propagation = get_str(in, m, "Propagation"),
			.rw = get_bool(m, "RW"),
		};
	}
	c->nmounts = (unsigned)n;
}

static int label_cmp(const void *a, const void *b)
{
	return strcmp(((const struct container_label *)a)->key->s,
		      ((const struct container_label *)b)->key->s);
}

static void get_labels(struct container *c, struct intern *in, const json_t *o)
{
	json_t *labels = json_object_get(o, "labels");
	size_t n = json_object_size(labels);
	const char *key;
	json_t *v;

	if (!n || n > UINT_MAX)
		return;
	c->labels = xcalloc(n, sizeof(*c->labels));
	json_object_foreach(labels, key, v)
	{
		if (!json_is_string(v))
			continue;
		c->labels[c->nlabels++] = (struct container_label){
			.key = intern_cstr(in, key),
			.value = intern(in, json_string_value(v), json_string_length(v)),
		};
	}
	qsort(c->labels, c->nlabels, sizeof(*c->labels), label_cmp);
}

/* Kubernetes' runtimes label containers with the full id of the pod's sandbox. */
static const struct str *get_sandbox(struct intern *in, const json_t *o)
{
	const json_t *id =
		json_object_get(json_object_get(o, "labels"), "io.kubernetes.sandbox.id");
	size_t len = json_string_length(id);

	if (!json_is_string(id))
		return str_empty;
	return intern(in, json_string_value(id), len < SHORT_ID_DIGITS ? len : SHORT_ID_DIGITS);
}

/* 0 started, 1 successful, 2 failed; older producers do not say. */
static bool lookup_failed(const json_t *o)
{
	return get_int(o, "lookup_state", 1) != 1;
}

/* o: NULL is an object without members. */
static struct container *container_read(struct intern *in, const json_t *o, const struct str *id)
{
	int64_t type = get_int(o, "type", -1);
	int64_t created = get_int(o, "created_time", 0);
	struct container *c = xcalloc(1, sizeof(*c));

	*c = (struct container){
		.id = id,
		.full_id = get_str(in, o, "full_id"),
		.name = get_str(in, o, "name"),
		.image = get_str(in, o, "image"),
		.imageid = get_str(in, o, "imageid"),
		.imagerepo = get_str(in, o, "imagerepo"),
		.imagetag = get_str(in, o, "imagetag"),
		.imagedigest = get_str(in, o, "imagedigest"),
		.healthcheck = get_probe(in, o, "Healthcheck"),
		.liveness_probe = get_probe(in, o, "LivenessProbe"),
		.readiness_probe = get_probe(in, o, "ReadinessProbe"),
		.sandbox_id = get_sandbox(in, o),
		.ip = get_ip(o, "ip"),
		.type = type >= 0 && type <= INT_MAX ? (int)type : -1,
		.privileged = get_bool(o, "privileged"),
		.is_pod_sandbox = get_bool(o, "is_pod_sandbox"),
		.created_time = created > 0 ? (uint64_t)created : 0,
	};
	get_mounts(c, in, o);
	get_labels(c, in, o);
	return c;
}

static json_t *load(const char *json, size_t n)
{
	/* The parameter ends with a NUL. */
	return json_loadb(json, strnlen(json, n), JSON_ALLOW_NUL, NULL);
}

bool container_lookup_failed(const char *json, size_t n)
{
	json_t *root = load(json, n);
	bool failed = lookup_failed(json_object_get(root, "container"));

	json_decref(root);
	return failed;
}

struct container *container_from_json(struct intern *in, const char *json, size_t n)
{
	json_t *root = load(json, n);
	const json_t *o = json_object_get(root, "container");
	const struct str *id = get_str(in, o, "id");
	struct container *c = id->len ? container_read(in, o, id) : NULL;

	json_decref(root);
	return c;
}

static const struct str *copy_text(struct intern *in, const struct str *s)
{
	return s->len ? intern(in, s->s, s->len) : str_empty;
}

static void *copy_array(const void *p, unsigned n, size_t size)
{
	return n ? memcpy(xcalloc(n, size), p, n * size) : NULL;
}

struct container *container_copy(struct intern *in, const struct container *from)
{
	struct container *c = copy_array(from, 1, sizeof(*c));
	const struct str **const texts[] = {
		&c->id,		 &c->full_id,	    &c->name,	    &c->image,
		&c->imageid,	 &c->imagerepo,	    &c->imagetag,   &c->imagedigest,
		&c->healthcheck, &c->liveness_probe, &c->readiness_probe, &c->sandbox_id,
	};
	unsigned i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = copy_text(in, *texts[i]);
	c->mounts = copy_array(from->mounts, from->nmounts, sizeof(*c->mounts));
	for (i = 0; i < c->nmounts; i++) {
		c->mounts[i].source = copy_text(in, c->mounts[i].source);
		c->mounts[i].dest = copy_text(in, c->mounts[i].dest);
		c->mounts[i].mode = copy_text(in, c->mounts[i].mode);
		c->mounts[i].propagation = copy_text(in, c->mounts[i].propagation);
	}
	c->labels = copy_array(from->labels, from->nlabels, sizeof(*c->labels));
	for (i = 0; i < c->nlabels; i++) {
		c->labels[i].key = copy_text(in, c->labels[i].key);
		c->labels[i].value = copy_text(in, c->labels[i].value);
	}
	return c;
}

struct container *container_from_values(struct intern *in, const struct str *id, int type,
					const struct str *name, const struct str *image)
{
	struct container *c;

	if (!id->len)
		return NULL;
	c = container_read(in, NULL, id);
	c->type = type >= 0 ? type : CT_UNKNOWN;
	c->name = name;
	c->image = image;
	return c;
}

void container_free(struct container *c)
{
	if (!c)
		return;
	free(c->mounts);
	free(c->labels);
	free(c);
}
