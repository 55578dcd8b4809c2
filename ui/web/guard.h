/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_GUARD_H
#define SONDE_UI_WEB_GUARD_H

#include <stdbool.h>

/*
 * Who may ask. Pages of other sites run in the same browser and can send requests to this
 * machine, too: they do not have the token, and their requests name another host (a name that was
 * made to point here) or another origin.
 */
enum { TOKEN_BYTES = 16, TOKEN_CHARS = 2 * TOKEN_BYTES };

struct guard {
	char token[TOKEN_CHARS + 1]; /* hexadecimal */
	char cookie[32];	     /* its name: several servers of one host share cookies */
	char host[128];		     /* --listen, as it was given */
	bool loopback;		     /* only this machine can connect */
};

/* Makes the token; false when the system has no random bytes. */
bool guard_init(struct guard *g, const char *host, bool loopback);
void guard_set_port(struct guard *g, unsigned port);

/*
 * The Host header ("127.0.0.1:8000"): names of this machine that nobody else can take. Listening
 * on loopback, any port goes, since tunnels have their own.
 */
bool guard_host(const struct guard *g, const char *host);

/* The Origin header, which must say the same as Host. origin NULL: fine. */
bool guard_origin(const char *origin, const char *host);

/* Is it the token? Takes as long whatever it is. NULL: no. */
bool guard_token(const struct guard *g, const char *text);

/* Does a Cookie header hold it? NULL: no. */
bool guard_cookie(const struct guard *g, const char *header);

/* "Bearer TOKEN". NULL: no. */
bool guard_bearer(const struct guard *g, const char *header);

#endif
