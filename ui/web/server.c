/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "ui/web/assets.h"
#include "ui/web/json.h"
#include "ui/web/patience.h"
#include "ui/web/stream.h"
#include "ui/web/worker.h"

enum {
	CONNECTIONS = 4000,
	CONNECTION_BYTES = 32 << 10, /* request line, headers, and what answers are sent through */
	IDLE_S = 30,
	BACKLOG = 1024,
	FILES_OWN = 64, /* descriptors that are not connections */
};

struct server {
	struct web *w;
	struct MHD_Daemon *daemon;
	struct worker *worker;
	struct streams *streams;
	struct patience patience;
	unsigned port;
};

/* What is kept between the calls for one request. */
struct request {
	struct server *s;
	struct MHD_Connection *conn;
	struct visitor *visitor;
	struct job *job;
	bool asked;
};

/* ------------------------------------------------------------------------ answers --- */

static void add_headers(struct MHD_Response *r, const char *type)
{
	static const char *const headers[][2] = {
		{"Content-Security-Policy",
		 "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
		 "connect-src 'self'; base-uri 'none'; form-action 'none'; "
		 "frame-ancestors 'none'"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"Referrer-Policy", "no-referrer"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
	};
	/* A browser looks for the icon at every step. There is nothing about anybody in it. */
	const char *keep = strncmp(type, "image/", 6) ? "no-store" : "private, max-age=86400";
	unsigned i;

	MHD_add_response_header(r, "Content-Type", type);
	MHD_add_response_header(r, "Cache-Control", keep);
	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		MHD_add_response_header(r, headers[i][0], headers[i][1]);
}

static enum MHD_Result send_and_forget(struct MHD_Connection *conn, unsigned status,
				       struct MHD_Response *r)
{
	enum MHD_Result sent = r ? MHD_queue_response(conn, status, r) : MHD_NO;

	if (r)
		MHD_destroy_response(r);
	return sent;
}

static enum MHD_Result send_static(struct MHD_Connection *conn, unsigned status, const char *type,
				   const void *data, size_t n)
{
	struct MHD_Response *r =
		MHD_create_response_from_buffer(n, (void *)(uintptr_t)data, MHD_RESPMEM_PERSISTENT);

	if (r)
		add_headers(r, type);
	if (r && status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(r, "Allow", "GET, HEAD");
	return send_and_forget(conn, status, r);
}

static enum MHD_Result refuse(struct MHD_Connection *conn, unsigned status, const char *text)
{
	return send_static(conn, status, "text/plain; charset=utf-8", text, strlen(text));
}

static void release_buffer(void *p)
{
	free(p);
}

static enum MHD_Result send_job(struct request *q)
{
	struct job *j = q->job;
	struct MHD_Response *r;
	char name[160];

	if (j->fd >= 0) {
		r = MHD_create_response_from_fd64(j->fd_bytes, j->fd);
		if (r)
			j->fd = -1; /* it closes it */
	} else {
		r = MHD_create_response_from_buffer_with_free_callback(j->out.len, j->out.p,
								       release_buffer);
		if (r)
			buf_init(&j->out, 0); /* the answer owns it */
	}
	if (r)
		add_headers(r, j->type);
	if (r && j->filename[0]) {
		snprintf(name, sizeof(name), "attachment; filename=\"%s\"", j->filename);
		MHD_add_response_header(r, "Content-Disposition", name);
	}
	return send_and_forget(q->conn, j->status, r);
}

/* ---------------------------------------------------------------------- who may ask --- */

static const char *header(struct MHD_Connection *conn, const char *name)
{
	return MHD_lookup_connection_value(conn, MHD_HEADER_KIND, name);
}

static bool has_token(const struct guard *g, struct MHD_Connection *conn)
{
	return guard_cookie(g, header(conn, "Cookie")) ||
	       guard_bearer(g, header(conn, "Authorization"));
}

static bool from_elsewhere(struct MHD_Connection *conn)
{
	const char *site = header(conn, "Sec-Fetch-Site");

	return site && (!strcmp(site, "cross-site") || !strcmp(site, "same-site"));
}

/* A page of another site may link here, but not ask in the background. */
static bool is_link(struct MHD_Connection *conn)
{
	const char *mode = header(conn, "Sec-Fetch-Mode");

	return mode && !strcmp(mode, "navigate");
}

/* Everything behind the '?' but the token, as it was sent. */
struct rest {
	struct buf b;
};

static enum MHD_Result add_rest(void *cls, enum MHD_ValueKind kind, const char *name,
				const char *value)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~";
	struct rest *rest = cls;
	const char *parts[2] = {name, value ? value : ""}, *p;
	unsigned i;

	(void)kind;
	if (!strcmp(name, "token"))
		return MHD_YES;
	for (i = 0; i < 2; i++) {
		buf_putc(&rest->b, i ? '=' : rest->b.len ? '&' : '?');
		for (p = parts[i]; *p; p++) {
			if (strchr(plain, *p))
				buf_putc(&rest->b, *p);
			else
				buf_printf(&rest->b, "%%%02X", (unsigned char)*p);
		}
	}
	return MHD_YES;
}

/*
 * The link that was printed: the token goes into a cookie, and out of sight. Who comes from a page
 * of another site, or a file, gets a page of ours in between: a redirection would still be that
 * site's, and the cookie is not sent for what other sites do.
 */
static enum MHD_Result log_in(struct server *s, struct MHD_Connection *conn)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	bool elsewhere = from_elsewhere(conn);
	struct rest rest;
	char cookie[160];
	struct buf to;

	if (!r)
		return MHD_NO;
	buf_init(&rest.b, CONNECTION_BYTES);
	MHD_get_connection_values(conn, MHD_GET_ARGUMENT_KIND, add_rest, &rest);
	buf_init(&to, 0);
	buf_printf(&to, "%s/%s", elsewhere ? "0;url=" : "", buf_cstr(&rest.b));
	snprintf(cookie, sizeof(cookie), "%s=%s; Path=/; HttpOnly; SameSite=Strict",
		 s->w->guard.cookie, s->w->guard.token);
	add_headers(r, elsewhere ? "text/html" : "text/plain");
	MHD_add_response_header(r, "Set-Cookie", cookie);
	MHD_add_response_header(r, elsewhere ? "Refresh" : "Location", buf_cstr(&to));
	buf_release(&to);
	buf_release(&rest.b);
	return send_and_forget(conn, elsewhere ? MHD_HTTP_OK : MHD_HTTP_SEE_OTHER, r);
}

/* ---------------------------------------------------------------------- questions --- */

static enum MHD_Result add_param(void *cls, enum MHD_ValueKind kind, const char *name,
				 size_t name_size, const char *value, size_t value_size)
{
	(void)kind;
	return params_add(cls, name, name_size, value, value ? value_size : 0) ? MHD_YES : MHD_NO;
}

static enum MHD_Result ask(struct request *q, const struct question *ep)
{
	int given = MHD_get_connection_values_n(q->conn, MHD_GET_ARGUMENT_KIND, NULL, NULL);
	struct job *j = job_new(ep);

	MHD_get_connection_values_n(q->conn, MHD_GET_ARGUMENT_KIND, add_param, &j->params);
	if (given < 0 || (unsigned)given != j->params.n) {
		job_free(j);
		return refuse(q->conn, MHD_HTTP_BAD_REQUEST, "these parameters are too long\n");
	}
	j->arg = q;
	q->job = j;
	MHD_suspend_connection(q->conn);
	if (!worker_add(q->s->worker, j)) {
		job_refuse(j, 503, "too many questions at once");
		j->done = true;
		MHD_resume_connection(q->conn);
	}
	return MHD_YES;
}

/* A connection that waits is not looked at by the server, so it is asked whether it was closed. */
static bool waited_for(struct job *j)
{
	const struct request *q = j->arg;
	struct pollfd p = {.fd = q->visitor ? q->visitor->fd : -1, .events = POLLRDHUP};

	return poll(&p, 1, 0) < 1;
}

static void finished(struct job *j)
{
	struct request *q = j->arg;

	j->done = true;
	MHD_resume_connection(q->conn);
}

static enum MHD_Result send_asset(struct MHD_Connection *conn, const char *url)
{
	unsigned i;

	for (i = 0; i < web_asset_count; i++) {
		if (!strcmp(web_assets[i].path, url))
			return send_static(conn, MHD_HTTP_OK, web_assets[i].type,
					   web_assets[i].data, web_assets[i].bytes);
	}
	return refuse(conn, MHD_HTTP_NOT_FOUND, "there is nothing of this name\n");
}

static enum MHD_Result answer(struct request *q, const char *url, const char *method)
{
	struct MHD_Connection *conn = q->conn;
	const struct guard *g = &q->s->w->guard;
	const char *host = header(conn, "Host");
	const struct question *ep;

	if (!guard_host(g, host))
		return refuse(conn, MHD_HTTP_FORBIDDEN, "sonde is not known by this name\n");
	if (!guard_origin(header(conn, "Origin"), host) ||
	    (from_elsewhere(conn) && !is_link(conn)))
		return refuse(conn, MHD_HTTP_FORBIDDEN, "not for pages of other sites\n");
	if (strcmp(method, "GET") && strcmp(method, "HEAD"))
		return refuse(conn, MHD_HTTP_METHOD_NOT_ALLOWED, "nothing can be changed here\n");
	if (!strcmp(url, "/") &&
	    guard_token(g, MHD_lookup_connection_value(conn, MHD_GET_ARGUMENT_KIND, "token")))
		return log_in(q->s, conn);
	if (!has_token(g, conn))
		return refuse(conn, MHD_HTTP_UNAUTHORIZED,
			      "Open the whole link that sonde web printed: the token in it is "
			      "missing here, or is that of another run.\n");
	if (!strcmp(url, "/api/stream"))
		return streams_open(q->s->streams, conn, add_headers);
	ep = question_find(url);
	return ep ? ask(q, ep) : send_asset(conn, url);
}

/* ---------------------------------------------------------------- what MHD calls --- */

static enum MHD_Result on_request(void *cls, struct MHD_Connection *conn, const char *url,
				  const char *method, const char *version, const char *upload,
				  size_t *upload_size, void **con_cls)
{
	const union MHD_ConnectionInfo *info;
	struct request *q = *con_cls;

	(void)upload;
	(void)version;
	if (!q) {
		q = *con_cls = xcalloc(1, sizeof(*q));
		q->s = cls;
		q->conn = conn;
		info = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
		q->visitor = info ? info->socket_context : NULL;
		/* What comes with a body is refused before the body is there. */
		return strcmp(method, "GET") && strcmp(method, "HEAD") ? answer(q, url, method)
								       : MHD_YES;
	}
	if (*upload_size) {
		*upload_size = 0;
		return MHD_YES;
	}
	if (q->job)
		return q->job->done ? send_job(q) : MHD_NO;
	if (q->asked)
		return MHD_NO;
	q->asked = true;
	patience_request(&q->s->patience, q->visitor);
	return answer(q, url, method);
}

static void on_completed(void *cls, struct MHD_Connection *conn, void **con_cls,
			 enum MHD_RequestTerminationCode code)
{
	struct request *q = *con_cls;

	(void)cls;
	(void)conn;
	(void)code;
	if (!q)
		return;
	patience_answered(&q->s->patience, q->visitor);
	job_free(q->job);
	free(q);
	*con_cls = NULL;
}

static void on_connection(void *cls, struct MHD_Connection *conn, void **socket_context,
			  enum MHD_ConnectionNotificationCode code)
{
	const union MHD_ConnectionInfo *info;
	struct server *s = cls;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		patience_left(&s->patience, *socket_context);
		return;
	}
	info = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD);
	*socket_context = info ? patience_arrived(&s->patience, info->connect_fd) : NULL;
}

static void on_log(void *cls, const char *fmt, va_list ap)
{
	(void)cls;
	(void)fmt;
	(void)ap;
}

static void on_tick(void *arg)
{
	struct server *s = arg;

	patience_check(&s->patience);
	streams_tick(s->streams, s->w);
}

/* ------------------------------------------------------------------- start and end --- */

static bool address(const char *host, unsigned port, struct sockaddr_storage *a)
{
	struct sockaddr_in6 *a6 = (struct sockaddr_in6 *)a;
	struct sockaddr_in *a4 = (struct sockaddr_in *)a;

	memset(a, 0, sizeof(*a));
	if (!strcmp(host, "localhost"))
		host = "127.0.0.1";
	if (inet_pton(AF_INET, host, &a4->sin_addr) == 1) {
		a4->sin_family = AF_INET;
		a4->sin_port = htons((uint16_t)port);
		return true;
	}
	if (inet_pton(AF_INET6, host, &a6->sin6_addr) != 1)
		return false;
	a6->sin6_family = AF_INET6;
	a6->sin6_port = htons((uint16_t)port);
	return true;
}

bool server_host_is_loopback(const char *host)
{
	struct sockaddr_storage a;

	if (!address(host, 0, &a))
		return false;
	if (a.ss_family == AF_INET)
		return ntohl(((struct sockaddr_in *)&a)->sin_addr.s_addr) >> 24 == 127;
	return IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)&a)->sin6_addr);
}

/* As many connections as descriptors allow. */
static unsigned connections(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l))
		return 256;
	if (l.rlim_cur < CONNECTIONS + FILES_OWN && l.rlim_cur < l.rlim_max) {
		l.rlim_cur = l.rlim_max < CONNECTIONS + FILES_OWN ? l.rlim_max
								   : CONNECTIONS + FILES_OWN;
		setrlimit(RLIMIT_NOFILE, &l);
	}
	if (l.rlim_cur >= CONNECTIONS + FILES_OWN)
		return CONNECTIONS;
	return l.rlim_cur > 2 * FILES_OWN ? (unsigned)l.rlim_cur - FILES_OWN : FILES_OWN;
}

/* A socket that listens, and its port; -1 with errno. */
static int listen_on(const struct sockaddr_storage *a, unsigned *port)
{
	socklen_t size = a->ss_family == AF_INET ? sizeof(struct sockaddr_in)
						 : sizeof(struct sockaddr_in6);
	int fd = socket(a->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
	struct sockaddr_storage got;
	socklen_t got_size = sizeof(got);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (a->ss_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (bind(fd, (const struct sockaddr *)a, size) || listen(fd, BACKLOG) ||
	    getsockname(fd, (struct sockaddr *)&got, &got_size)) {
		close(fd);
		return -1;
	}
	*port = ntohs(got.ss_family == AF_INET ? ((struct sockaddr_in *)&got)->sin_port
					       : ((struct sockaddr_in6 *)&got)->sin6_port);
	return fd;
}

static struct MHD_Daemon *start_daemon(struct server *s, int fd, bool v6)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_ERROR_LOG | (v6 ? MHD_USE_IPv6 : 0);

	return MHD_start_daemon(
		flags, 0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, connections(),
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_NOTIFY_COMPLETED,
		on_completed, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_END);
}

struct server *server_start(struct web *w, const char *host, unsigned port, struct err *e)
{
	static const struct worker_ops ops = {
		.waited_for = waited_for,
		.finished = finished,
		.tick = on_tick,
	};
	struct sockaddr_storage a;
	struct server *s;
	int fd;

	if (!address(host, port, &a)) {
		err_set(e, ERR_SYNTAX, "--listen %s: an IP address is needed, like 127.0.0.1", host);
		return NULL;
	}
	s = xcalloc(1, sizeof(*s));
	fd = listen_on(&a, &s->port);
	if (fd < 0) {
		err_set(e, ERR_IO, "cannot listen on %s, port %u: %s; --port names another one",
			host, port, strerror(errno));
		free(s);
		return NULL;
	}
	/* It is in the name of the cookie, which has to be there before anybody asks. */
	guard_set_port(&w->guard, s->port);
	s->w = w;
	patience_init(&s->patience);
	s->streams = streams_new();
	s->worker = worker_start(w, &ops, s);
	s->daemon = s->worker ? start_daemon(s, fd, a.ss_family == AF_INET6) : NULL;
	if (!s->daemon) {
		err_set(e, ERR_IO, "cannot serve on %s, port %u: no resources", host, s->port);
		server_stop(s);
		return NULL;
	}
	return s;
}

unsigned server_port(const struct server *s)
{
	return s->port;
}

void server_stop(struct server *s)
{
	int fd;

	if (!s)
		return;
	fd = s->daemon ? MHD_quiesce_daemon(s->daemon) : -1;
	if (fd >= 0)
		close(fd);
	worker_stop(s->worker);
	streams_end(s->streams);
	if (s->daemon)
		MHD_stop_daemon(s->daemon);
	worker_free(s->worker);
	streams_free(s->streams);
	patience_release(&s->patience);
	free(s);
}
