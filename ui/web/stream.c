/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/stream.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "ui/web/web_internal.h"

enum { STREAMS_MAX = 128, BLOCK = 1024 };
/* Something is sent so often at least: that is how a connection that broke is noticed. */
#define BEAT_NS 10000000000ull

struct stream {
	struct stream *next;
	struct streams *all;
	struct MHD_Connection *conn;
	uint64_t seen; /* version that was sent */
	bool asleep;
};

struct streams {
	pthread_mutex_t lock;
	struct stream *first; /* under lock, as all below */
	unsigned n;
	char text[BLOCK];
	size_t len;
	uint64_t version, beat;
	bool end;
};

struct streams *streams_new(void)
{
	struct streams *s = xcalloc(1, sizeof(*s));

	pthread_mutex_init(&s->lock, NULL);
	return s;
}

void streams_free(struct streams *s)
{
	if (!s)
		return;
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* MHD calls it for more to send; with nothing new the connection sleeps until it is woken. */
static ssize_t read_stream(void *cls, uint64_t pos, char *to, size_t max)
{
	struct stream *t = cls;
	struct streams *s = t->all;
	ssize_t n = 0;

	(void)pos;
	pthread_mutex_lock(&s->lock);
	if (s->end) {
		n = MHD_CONTENT_READER_END_OF_STREAM;
	} else if (t->seen != s->version && s->len <= max) {
		memcpy(to, s->text, s->len);
		n = (ssize_t)s->len;
		t->seen = s->version;
	} else {
		t->asleep = true;
		MHD_suspend_connection(t->conn);
	}
	pthread_mutex_unlock(&s->lock);
	return n;
}

static void close_stream(void *cls)
{
	struct stream *t = cls, **at;
	struct streams *s = t->all;

	pthread_mutex_lock(&s->lock);
	for (at = &s->first; *at && *at != t; at = &(*at)->next)
		;
	if (*at)
		*at = t->next;
	s->n--;
	pthread_mutex_unlock(&s->lock);
	free(t);
}

enum MHD_Result streams_open(struct streams *s, struct MHD_Connection *conn,
			     void (*add_headers)(struct MHD_Response *r, const char *type))
{
	struct stream *t = xcalloc(1, sizeof(*t));
	struct MHD_Response *r;
	enum MHD_Result sent;
	bool room;

	t->all = s;
	t->conn = conn;
	pthread_mutex_lock(&s->lock);
	room = s->n < STREAMS_MAX && !s->end;
	if (room) {
		t->next = s->first;
		s->first = t;
		s->n++;
	}
	pthread_mutex_unlock(&s->lock);
	if (!room) {
		free(t);
		return MHD_NO;
	}
	r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_stream, t,
					      close_stream);
	if (!r) {
		close_stream(t);
		return MHD_NO;
	}
	add_headers(r, "text/event-stream");
	sent = MHD_queue_response(conn, MHD_HTTP_OK, r);
	MHD_destroy_response(r);
	return sent;
}

static void wake_all(struct streams *s)
{
	struct stream *t;

	for (t = s->first; t; t = t->next) {
		if (t->asleep) {
			t->asleep = false;
			MHD_resume_connection(t->conn);
		}
	}
}

void streams_tick(struct streams *s, struct web *w)
{
	uint64_t now = explorer_now();
	struct buf b;

	buf_init(&b, BLOCK);
	buf_puts(&b, "data: ");
	web_status(w, &b);
	buf_puts(&b, "\n\n");
	pthread_mutex_lock(&s->lock);
	if (!b.full && (b.len != s->len || memcmp(b.p, s->text, b.len) || now - s->beat > BEAT_NS)) {
		memcpy(s->text, b.p, b.len);
		s->len = b.len;
		s->version++;
		s->beat = now;
		wake_all(s);
	}
	pthread_mutex_unlock(&s->lock);
	buf_release(&b);
}

void streams_end(struct streams *s)
{
	pthread_mutex_lock(&s->lock);
	s->end = true;
	wake_all(s);
	pthread_mutex_unlock(&s->lock);
}
