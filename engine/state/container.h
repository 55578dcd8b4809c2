/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_STATE_CONTAINER_H
#define SONDE_STATE_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/intern.h"

/* Runtimes, by their numbers in container events. */
enum container_type {
	CT_UNKNOWN = -1,
	CT_DOCKER = 0,
	CT_LXC,
	CT_LIBVIRT_LXC,
	CT_MESOS,
	CT_RKT,
	CT_CUSTOM,
	CT_CRI,
	CT_CONTAINERD,
	CT_CRIO,
	CT_BPM,
	CT_STATIC,
	CT_PODMAN,
};

struct container_mount {
	const struct str *source, *dest, *mode, *propagation;
	bool rw;
};

struct container_label {
	const struct str *key, *value;
};

/*
 * What the runtime said about a container. Immutable; a later event makes a new one.
 * Strings are interned, "" where the event had nothing.
 */
struct container {
	const struct str *id, *full_id, *name, *image, *imageid;
	const struct str *imagerepo, *imagetag, *imagedigest;
	const struct str *healthcheck, *liveness_probe, *readiness_probe; /* command + args */
	const struct str *sandbox_id;  /* container that holds the pod's namespaces */
	uint32_t ip;		       /* IPv4, host order, 0 none */
	int type;		       /* enum container_type, or a number we do not know */
	bool privileged, is_pod_sandbox;
	uint64_t created_time;
	unsigned nmounts, nlabels;
	struct container_mount *mounts;
	struct container_label *labels;
};

/* "docker", "podman" ...; "unknown" for numbers we do not know. */
const char *container_type_name(int type);

/*
 * The container that a set of cgroups belongs to.
 * in      cgroups: "subsys=path" entries, each followed by NUL, n bytes
 * out     id: 13 bytes, 12 hex digits and NUL
 * returns false outside containers
 */
bool container_id_from_cgroups(const char *cgroups, size_t n, char id[13]);

/*
 * The same for all runtimes that cgroups tell: lxc, libvirt-lxc and bpm have ids of any length.
 * out     *id, *len: a stretch of `cgroups`; *type: enum container_type, as far as the path
 *         tells
 */
bool container_find(const char *cgroups, size_t n, const char **id, size_t *len, int *type);

/*
 * Read a container event's JSON.
 * returns a new container whose strings are interned in `in` (free with container_free),
 *         or NULL when the text is not JSON or has no id
 */
struct container *container_from_json(struct intern *in, const char *json, size_t n);

/* What container events said before they were JSON; NULL without an id. */
struct container *container_from_values(struct intern *in, const struct str *id, int type,
					const struct str *name, const struct str *image);

/* A copy of what is said of a container, with its texts in another table. */
struct container *container_copy(struct intern *in, const struct container *c);

/* Does a container event's JSON only say that the runtime could not be asked? */
bool container_lookup_failed(const char *json, size_t n);
void container_free(struct container *c); /* NULL is fine */

#endif
