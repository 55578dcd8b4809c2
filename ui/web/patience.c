/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/patience.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "engine/base/mem.h"
#include "ui/model/explorer.h"

#define PATIENCE_NS 20000000000ull

void patience_init(struct patience *p)
{
	p->all = NULL;
	pthread_mutex_init(&p->lock, NULL);
}

void patience_release(struct patience *p)
{
	pthread_mutex_destroy(&p->lock);
}

struct visitor *patience_arrived(struct patience *p, int fd)
{
	struct visitor *v = xcalloc(1, sizeof(*v));

	v->fd = fd;
	v->since = explorer_now();
	pthread_mutex_lock(&p->lock);
	v->next = p->all;
	v->back = &p->all;
	if (v->next)
		v->next->back = &v->next;
	p->all = v;
	pthread_mutex_unlock(&p->lock);
	return v;
}

void patience_left(struct patience *p, struct visitor *v)
{
	if (!v)
		return;
	pthread_mutex_lock(&p->lock);
	*v->back = v->next;
	if (v->next)
		v->next->back = v->back;
	pthread_mutex_unlock(&p->lock);
	free(v);
}

static void set_since(struct patience *p, struct visitor *v, uint64_t since)
{
	if (!v)
		return;
	pthread_mutex_lock(&p->lock);
	v->since = since;
	pthread_mutex_unlock(&p->lock);
}

void patience_request(struct patience *p, struct visitor *v)
{
	set_since(p, v, 0);
}

void patience_answered(struct patience *p, struct visitor *v)
{
	set_since(p, v, explorer_now());
}

void patience_check(struct patience *p)
{
	uint64_t now = explorer_now();
	struct visitor *v;

	pthread_mutex_lock(&p->lock);
	for (v = p->all; v; v = v->next) {
		if (v->since && now - v->since > PATIENCE_NS) {
			/* The server notices, and closes. */
			shutdown(v->fd, SHUT_RDWR);
			v->since = 0;
		}
	}
	pthread_mutex_unlock(&p->lock);
}
