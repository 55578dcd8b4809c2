/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_RUNTIME_ASK_H
#define SONDE_CAPTURE_RUNTIME_ASK_H

#include <jansson.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "engine/base/buf.h"

/* Shared by the files runtime*.c; on the asking thread. */

struct http;

struct asking {
	const char *root;
	unsigned timeout_ms;
	atomic_bool *stop; /* give up at once when it becomes true */
	struct buf text;   /* to work in */
	struct http *http; /* NULL until there was a socket to ask */
};

void asking_release(struct asking *a);

struct target {
	char id[256];	    /* as cgroups name it, whole: 64 hex digits, or a name */
	char short_id[256]; /* what events and the state call it */
	char user[16];	    /* number of the user whose cgroup it is in, "" none */
	int type;	    /* enum container_type, as far as the cgroup tells */
};

/*
 * GET path of a unix socket, both without the root. The body as JSON (the caller's), or NULL: no
 * such socket, no answer in time, another status than 200, not JSON, or too long.
 */
json_t *ask_socket(struct asking *a, const char *socket, const char *path);

/* A file as JSON, or NULL. */
json_t *ask_file(struct asking *a, const char *path);

/*
 * Each: the container as the "container" object of an event (the caller's), or NULL when this
 * runtime does not know it.
 */
json_t *ask_docker(struct asking *a, const struct target *t);
json_t *ask_podman(struct asking *a, const struct target *t);
json_t *ask_containerd(struct asking *a, const struct target *t);
json_t *ask_storage(struct asking *a, const struct target *t);

/* ---------------------------------------------------------------- for them --- */

/* The object every answer begins with. */
json_t *answer_new(const struct target *t, int type);

/* Set a text; NULL and what is no text leave it out. */
void answer_text(json_t *o, const char *key, const json_t *text);

/* "registry:5000/shop/web:1.2@sha256:0123" into image, imagerepo, imagetag and imagedigest. */
void answer_image(json_t *o, const char *image);

/* "2024-05-01T10:20:30.123Z" as seconds since the epoch, 0 when it is no such time. */
int64_t parse_time(const char *text);

#endif
