/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TESTS_GEN_WORLD_H
#define SONDE_TESTS_GEN_WORLD_H

#include "tests/gen/emit.h"

/* The machine of all test captures, and who lives on it. */
enum {
	TID_INIT = 1,
	TID_NGINX = 100,
	TID_NGINX_WORKER = 101, /* a thread of nginx, shares its files */
	TID_BASH = 200,
	TID_PYTHON = 300, /* in a container: 7 in its own pid namespace */
	TID_POSTGRES = 400,
	TID_CURL = 500,
	TID_DNSD = 600,
	TID_MANY = 1000, /* one thread for each event type: TID_MANY + code / 2 */
};
#define VTID_PYTHON 7

#define CONTAINER_ID	"3ad7b26ded6d8e7b23da7d48fe889434573036c27ae5a74837233de441c3601e"
#define CONTAINER_SHORT "3ad7b26ded6d"
#define CONTAINER_CGROUPS                                                       \
	"cpu=/docker/" CONTAINER_ID "\0memory=/docker/" CONTAINER_ID "\0pids=/" \
								     "docker/" CONTAINER_ID

/* Clone flags in the format's numbering. */
enum {
	CL_FILES = 1,
	CL_FS = 2,
	CL_NEWPID = 64,
	CL_SIGHAND = 2048,
	CL_THREAD = 8192,
	CL_VM = 32768,
	CL_CHILD_CLEARTID = 8388608,
	CL_CHILD_IN_PIDNS = 536870912,
};

/* Open flags in the format's numbering. */
enum {
	OF_RDONLY = 1,
	OF_WRONLY = 2,
	OF_RDWR = 3,
	OF_CREAT = 4,
	OF_DIRECTORY = 1024,
	OF_CLOEXEC = 4096
};

struct world_opts {
	int threads;	 /* version of the process list, 1..9; 0 = none */
	unsigned tail;	 /* version 9: bytes after `root` */
	bool lens;	 /* lists whose entries carry their length */
	bool speed;	 /* interfaces with a link speed */
	bool options;	 /* in the section header */
	bool foreign;	 /* blocks of unknown types in between */
	bool split;	 /* two process list blocks instead of one */
	bool new_fds;	 /* fd types that came after 0.29.3 */
	unsigned extras; /* further threads from TID_MANY on */
};

/* What current programs write, and 0.29.3 reads. */
#define WORLD_DEFAULT ((struct world_opts){.threads = 9, .tail = 5, .lens = true, .speed = true})

/* Everything before the first event. */
void put_world(struct gen *g, const struct world_opts *o);

/* A little of everything, as an old and as a new capture may have it. */
void put_traffic(struct gen *g);

#endif
