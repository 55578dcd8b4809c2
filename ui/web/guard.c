/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/guard.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <unistd.h>

bool guard_init(struct guard *g, const char *host, bool loopback)
{
	unsigned char bytes[TOKEN_BYTES];
	unsigned i;

	*g = (struct guard){.loopback = loopback};
	snprintf(g->host, sizeof(g->host), "%s", host);
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return false;
	for (i = 0; i < sizeof(bytes); i++)
		snprintf(g->token + 2 * i, 3, "%02x", bytes[i]);
	return true;
}

void guard_set_port(struct guard *g, unsigned port)
{
	snprintf(g->cookie, sizeof(g->cookie), "sonde-%u", port);
}

/* -------------------------------------------------------------------------- hosts --- */

/* The name in "name:port" or "[::1]:port"; false when it is neither. */
static bool split_host(const char *header, char *name, size_t size)
{
	const char *end, *port;
	size_t n;

	if (header[0] == '[') {
		header++;
		end = strchr(header, ']');
		port = end ? end + 1 : NULL;
	} else {
		end = header + strcspn(header, ":");
		port = end;
	}
	if (!end)
		return false;
	n = (size_t)(end - header);
	if (!n || n >= size)
		return false;
	memcpy(name, header, n);
	name[n] = 0;
	if (!*port)
		return true;
	return *port == ':' && port[1] && strspn(port + 1, "0123456789") == strlen(port + 1);
}

static bool is_loopback(const char *name)
{
	struct in6_addr a6;
	struct in_addr a4;

	if (!strcasecmp(name, "localhost"))
		return true;
	if (inet_pton(AF_INET, name, &a4) == 1)
		return (ntohl(a4.s_addr) >> 24) == 127;
	return inet_pton(AF_INET6, name, &a6) == 1 && IN6_IS_ADDR_LOOPBACK(&a6);
}

/* An address cannot be made to point elsewhere, as a name can. */
static bool is_address(const char *name)
{
	unsigned char a[16];

	return inet_pton(AF_INET, name, a) == 1 || inet_pton(AF_INET6, name, a) == 1;
}

bool guard_host(const struct guard *g, const char *host)
{
	char name[256], own[256];

	if (!host || !split_host(host, name, sizeof(name)))
		return false;
	if (is_loopback(name))
		return true;
	if (g->loopback)
		return false;
	if (is_address(name) || !strcasecmp(name, g->host))
		return true;
	return !gethostname(own, sizeof(own) - 1) && !strcasecmp(name, own);
}

bool guard_origin(const char *origin, const char *host)
{
	static const char scheme[] = "http://";
	size_t n = sizeof(scheme) - 1;

	return !origin || (host && !strncasecmp(origin, scheme, n) && !strcasecmp(origin + n, host));
}

/* ------------------------------------------------------------------------- tokens --- */

static bool same_token(const struct guard *g, const char *text, size_t n)
{
	unsigned char differs = n != TOKEN_CHARS;
	size_t i;

	for (i = 0; i < n && i < TOKEN_CHARS; i++)
		differs |= (unsigned char)(g->token[i] ^ text[i]);
	return !differs;
}

bool guard_token(const struct guard *g, const char *text)
{
	return text && same_token(g, text, strlen(text));
}

bool guard_bearer(const struct guard *g, const char *header)
{
	return header && !strncasecmp(header, "Bearer ", 7) && guard_token(g, header + 7);
}

bool guard_cookie(const struct guard *g, const char *header)
{
	size_t name = strlen(g->cookie);

	while (header && *header) {
		const char *end;

		header += strspn(header, " ;");
		end = header + strcspn(header, ";");
		if (!strncmp(header, g->cookie, name) && header[name] == '=' &&
		    same_token(g, header + name + 1, (size_t)(end - header) - name - 1))
			return true;
		header = end;
	}
	return false;
}
