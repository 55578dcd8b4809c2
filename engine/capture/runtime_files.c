/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/capture/runtime_ask.h"
#include "engine/state/container.h"

/*
 * Runtimes that answer only through gRPC, or only when somebody has started their service: what
 * they leave in files, which is the description that runc was started with, and the list of
 * containers that CRI-O and podman share.
 */

static const char *text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

/* {"destination", "source", "type": "bind", "options": ["rbind", "rprivate", "ro"]} */
static json_t *one_mount(const json_t *m)
{
	const json_t *options = json_object_get(m, "options");
	json_t *out = json_object();
	bool writable = true;
	size_t i;

	answer_text(out, "Source", json_object_get(m, "source"));
	answer_text(out, "Destination", json_object_get(m, "destination"));
	for (i = 0; i < json_array_size(options); i++) {
		const json_t *option = json_array_get(options, i);
		const char *s = json_is_string(option) ? json_string_value(option) : "";

		if (!strcmp(s, "ro"))
			writable = false;
		if (strstr(s, "private") || strstr(s, "slave") || strstr(s, "shared"))
			answer_text(out, "Propagation", option);
	}
	json_object_set_new(out, "Mode", json_string(writable ? "" : "ro"));
	json_object_set_new(out, "RW", json_boolean(writable));
	return out;
}

static void put_mounts(json_t *o, const json_t *mounts)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < json_array_size(mounts); i++) {
		const json_t *m = json_array_get(mounts, i);

		if (!strcmp(text(m, "type"), "bind"))
			json_array_append_new(list, one_mount(m));
	}
	json_object_set_new(o, "Mounts", list);
}

/* Kubernetes' words for the container, under the labels by which it is known everywhere. */
static void put_pod(json_t *o, const json_t *notes)
{
	static const struct {
		const char *note, *label;
	} names[] = {
		{"io.kubernetes.cri.container-name", "io.kubernetes.container.name"},
		{"io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name"},
		{"io.kubernetes.cri.sandbox-namespace", "io.kubernetes.pod.namespace"},
		{"io.kubernetes.cri.sandbox-uid", "io.kubernetes.pod.uid"},
		{"io.kubernetes.cri.sandbox-id", "io.kubernetes.sandbox.id"},
	};
	json_t *labels = json_object();
	bool sandbox = !strcmp(text(notes, "io.kubernetes.cri.container-type"), "sandbox");
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		answer_text(labels, names[i].label, json_object_get(notes, names[i].note));
	json_object_set_new(o, "labels", labels);
	json_object_set_new(o, "is_pod_sandbox", json_boolean(sandbox));
	answer_text(o, "name",
		    json_object_get(notes, sandbox ? "io.kubernetes.cri.sandbox-name"
						   : "io.kubernetes.cri.container-name"));
	answer_image(o, text(notes, "io.kubernetes.cri.image-name"));
}

static bool is_plain(const char *id)
{
	return *id && *id != '.' && !strchr(id, '/');
}

#define TASKS "/run/containerd/io.containerd.runtime.v2.task"

/* The description of a task; containerd keeps them by namespace, "k8s.io" or "default". */
static json_t *task_config(struct asking *a, const struct target *t)
{
	char path[1024];
	struct dirent *d;
	json_t *config = NULL;
	DIR *dir;

	snprintf(path, sizeof(path), "%s" TASKS, a->root);
	dir = opendir(path);
	while (dir && !config && (d = readdir(dir))) {
		if (!is_plain(d->d_name))
			continue;
		snprintf(path, sizeof(path), TASKS "/%s/%s/config.json", d->d_name, t->id);
		config = ask_file(a, path);
	}
	if (dir)
		closedir(dir);
	return config;
}

json_t *ask_containerd(struct asking *a, const struct target *t)
{
	json_t *config = is_plain(t->id) ? task_config(a, t) : NULL, *o = NULL;

	if (json_is_object(config)) {
		o = answer_new(t, CT_CONTAINERD);
		put_pod(o, json_object_get(config, "annotations"));
		put_mounts(o, json_object_get(config, "mounts"));
	}
	json_decref(config);
	return o;
}

/* ----------------------------------------------------------- CRI-O and podman --- */

static json_t *entry_of(json_t *list, const char *id)
{
	size_t i;

	for (i = 0; i < json_array_size(list); i++)
		if (!strcmp(text(json_array_get(list, i), "id"), id))
			return json_array_get(list, i);
	return NULL;
}

/* What CRI-O noted beside the container that runs. */
static void put_notes(json_t *o, const json_t *notes)
{
	const char *labels = text(notes, "io.kubernetes.cri-o.Labels");
	json_t *read = json_loads(labels, 0, NULL), *out = json_object(), *v;
	const char *key;

	json_object_foreach(read, key, v) answer_text(out, key, v);
	json_decref(read);
	answer_text(out, "io.kubernetes.sandbox.id",
		    json_object_get(notes, "io.kubernetes.cri-o.SandboxID"));
	json_object_set_new(o, "labels", out);
	json_object_set_new(
		o, "is_pod_sandbox",
		json_boolean(!strcmp(text(notes, "io.kubernetes.cri-o.ContainerType"), "sandbox")));
}

/*
 * An entry of containers.json. Its metadata is JSON in a text:
 * {"image-name": "...", "image-id": "...", "name": "web", "pod-id": ..., "created-at": 1700000000}
 */
static json_t *from_entry(struct asking *a, const struct target *t, const json_t *entry,
			  const char *run_dir)
{
	json_t *meta = json_loads(text(entry, "metadata"), 0, NULL), *o, *config;
	const json_t *name = json_object_get(meta, "metadata-name");
	char path[1024];

	o = answer_new(t, json_object_get(meta, "pod-id") ? CT_CRIO : CT_PODMAN);
	if (!json_is_string(name))
		name = json_object_get(meta, "name");
	if (!json_is_string(name))
		name = json_array_get(json_object_get(entry, "names"), 0);
	answer_text(o, "name", name);
	answer_image(o, text(meta, "image-name"));
	answer_text(o, "imageid", json_object_get(meta, "image-id"));
	if (json_is_integer(json_object_get(meta, "created-at")))
		json_object_set(o, "created_time", json_object_get(meta, "created-at"));
	else
		json_object_set_new(o, "created_time",
				    json_integer(parse_time(text(entry, "created"))));
	snprintf(path, sizeof(path), "%s/overlay-containers/%s/userdata/config.json", run_dir,
		 t->id);
	config = ask_file(a, path);
	if (config) {
		put_notes(o, json_object_get(config, "annotations"));
		put_mounts(o, json_object_get(config, "mounts"));
	}
	json_decref(config);
	json_decref(meta);
	return o;
}

static json_t *from_store(struct asking *a, const struct target *t, const char *store,
			  const char *run_dir)
{
	char path[1024];
	json_t *list, *entry, *o = NULL;

	snprintf(path, sizeof(path), "%s/overlay-containers/containers.json", store);
	list = ask_file(a, path);
	entry = entry_of(list, t->id);
	if (entry)
		o = from_entry(a, t, entry, run_dir);
	json_decref(list);
	return o;
}

json_t *ask_storage(struct asking *a, const struct target *t)
{
	char store[512], run_dir[64], names[4096];
	struct passwd pw, *user = NULL;
	json_t *o;

	if (!is_plain(t->id))
		return NULL;
	o = from_store(a, t, "/var/lib/containers/storage", "/run/containers/storage");
	if (o || !*t->user)
		return o;
	if (getpwuid_r((uid_t)strtoul(t->user, NULL, 10), &pw, names, sizeof(names), &user) ||
	    !user)
		return NULL;
	snprintf(store, sizeof(store), "%s/.local/share/containers/storage", user->pw_dir);
	snprintf(run_dir, sizeof(run_dir), "/run/user/%s/containers", t->user);
	return from_store(a, t, store, run_dir);
}
