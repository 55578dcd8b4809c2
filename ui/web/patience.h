/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_PATIENCE_H
#define SONDE_UI_WEB_PATIENCE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Connections on which no whole request comes in time are cut, however busy they look: the
 * server's own time-out begins anew with every byte.
 */
struct visitor {
	struct visitor *next, **back;
	int fd;
	uint64_t since; /* the request is being waited for since; 0: it is there */
};

struct patience {
	pthread_mutex_t lock;
	struct visitor *all;
};

void patience_init(struct patience *p);
void patience_release(struct patience *p);

struct visitor *patience_arrived(struct patience *p, int fd);
void patience_left(struct patience *p, struct visitor *v); /* before the fd is closed */

/* A request has come whole; it was answered, and the next one is waited for. */
void patience_request(struct patience *p, struct visitor *v);
void patience_answered(struct patience *p, struct visitor *v);

/* Cut those that were waited for too long. */
void patience_check(struct patience *p);

#endif
