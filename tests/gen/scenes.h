/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TESTS_GEN_SCENES_H
#define SONDE_TESTS_GEN_SCENES_H

#include "tests/gen/emit.h"
#include "tests/gen/world.h"

/* Stories told in events. Each expects put_world() before it. */
void scene_tcp(struct gen *g);	      /* servers and clients, IPv4 and IPv6, both mapped */
void scene_udp(struct gen *g);	      /* bound, connected and unknown UDP sockets */
void scene_unix(struct gen *g);	      /* unix, netlink and packet sockets, socket pairs */
void scene_files(struct gen *g);      /* every way to open, dup, cwd, roots, pipes, *fd calls */
void scene_procs(struct gen *g);      /* clone, exec and exit in all their generations */
void scene_execveat(struct gen *g);   /* by directory fd and by fd alone */
void scene_threads(struct gen *g);    /* threads, shared files, reused ids, lost events */
void scene_containers(struct gen *g); /* starts with leading container events */
void scene_ids(struct gen *g);	      /* users, groups, sessions, limits, memory figures */
void scene_values(struct gen *g);     /* parameters at the edges of their encodings */
void scene_counts(struct gen *g);     /* fewer and more parameters than the table has */
void scene_exit_only(struct gen *g);  /* as producers of 2025 write: no enter events */
void scene_midway(struct gen *g);     /* as our recordings begin: in the middle of calls */
void scene_state_only(struct gen *g); /* hidden events that keep state */
void scene_html(struct gen *g);       /* names, arguments and data that are HTML and script */
void scene_hidden(struct gen *g);     /* internal events: drop, procinfo, infrastructure */
void scene_unknown(struct gen *g);    /* codes beyond every table */

#endif
