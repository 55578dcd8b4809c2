/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/capture/runtime_ask.h"
#include "engine/state/container.h"

/* What docker's API says, and podman's, which speaks the same. */

static const json_t *get(const json_t *o, const char *key)
{
	return json_object_get(o, key);
}

static const char *text_of(const json_t *v)
{
	return json_is_string(v) ? json_string_value(v) : "";
}

static void copy_int(json_t *o, const char *key, const json_t *v)
{
	if (json_is_integer(v))
		json_object_set_new(o, key, json_integer(json_integer_value(v)));
}

static void copy_mounts(json_t *o, const json_t *mounts)
{
	static const char *const texts[] = {"Source", "Destination", "Mode", "Propagation"};
	json_t *list = json_array();
	size_t i, k;

	for (i = 0; i < json_array_size(mounts); i++) {
		const json_t *m = json_array_get(mounts, i);
		json_t *out = json_object();

		for (k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			answer_text(out, texts[k], get(m, texts[k]));
		json_object_set_new(out, "RW", json_boolean(json_is_true(get(m, "RW"))));
		json_array_append_new(list, out);
	}
	json_object_set_new(o, "Mounts", list);
}

static json_int_t host_ip(const char *text)
{
	struct in_addr a;

	return inet_pton(AF_INET, text, &a) == 1 ? (json_int_t)ntohl(a.s_addr) : 0;
}

/* {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}], "443/tcp": null} */
static void copy_ports(json_t *o, json_t *ports)
{
	json_t *list = json_array(), *hosts;
	const char *key;
	size_t i;

	json_object_foreach(ports, key, hosts)
	{
		for (i = 0; i < json_array_size(hosts); i++) {
			const json_t *h = json_array_get(hosts, i);

			json_array_append_new(list, json_pack("{s:I, s:i, s:i}", "HostIp",
							      host_ip(text_of(get(h, "HostIp"))),
							      "HostPort",
							      atoi(text_of(get(h, "HostPort"))),
							      "ContainerPort", atoi(key)));
		}
	}
	json_object_set_new(o, "port_mappings", list);
}

static void copy_labels(json_t *o, json_t *labels)
{
	json_t *out = json_object(), *v;
	const char *key;

	json_object_foreach(labels, key, v) answer_text(out, key, v);
	json_object_set_new(o, "labels", out);
	if (!strcmp(text_of(get(labels, "io.kubernetes.docker.type")), "podsandbox"))
		json_object_set_new(o, "is_pod_sandbox", json_true());
}

/* An address of its own, or, on networks that were made, the one on the first of them. */
static void copy_address(json_t *o, const json_t *net)
{
	json_t *networks = json_object_get(net, "Networks"), *one;
	const json_t *ip = get(net, "IPAddress");
	const char *key;

	json_object_foreach(networks, key, one)
	{
		if (*text_of(ip))
			break;
		ip = get(one, "IPAddress");
	}
	if (*text_of(ip))
		answer_text(o, "ip", ip);
}

/* ["CMD", "curl", "-f"], ["CMD-SHELL", "curl -f ..."] or ["NONE"] */
static void copy_healthcheck(json_t *o, const json_t *test)
{
	const char *how = text_of(json_array_get(test, 0));
	json_t *args = json_array();
	const char *exe = NULL;
	size_t i;

	if (!strcmp(how, "CMD")) {
		exe = text_of(json_array_get(test, 1));
		for (i = 2; i < json_array_size(test); i++)
			json_array_append_new(args, json_string(text_of(json_array_get(test, i))));
	} else if (!strcmp(how, "CMD-SHELL")) {
		exe = "/bin/sh";
		json_array_append_new(args, json_string("-c"));
		json_array_append_new(args, json_string(text_of(json_array_get(test, 1))));
	}
	if (exe && *exe)
		json_object_set_new(o, "Healthcheck",
				    json_pack("{s:s, s:O}", "exe", exe, "args", args));
	json_decref(args);
}

/* Which image it was started from: a container made from a bare id does not say. */
static void copy_image(struct asking *a, json_t *o, const json_t *c, const char *socket)
{
	const char *image = text_of(get(get(c, "Config"), "Image"));
	const char *id = text_of(get(c, "Image"));
	char path[256];
	json_t *about;
	const json_t *first;

	answer_image(o, image);
	if (!strncmp(id, "sha256:", 7))
		id += 7;
	if (!*id || strspn(id, "0123456789abcdef") != strlen(id))
		return;
	json_object_set_new(o, "imageid", json_string(id));
	snprintf(path, sizeof(path), "/v1.24/images/%.64s/json", id);
	about = ask_socket(a, socket, path);
	first = json_array_get(get(about, "RepoTags"), 0);
	if (json_is_string(first) && (!*image || !strncmp(image, "sha256:", 7)))
		answer_image(o, json_string_value(first));
	first = json_array_get(get(about, "RepoDigests"), 0);
	if (json_is_string(first) && strchr(json_string_value(first), '@'))
		json_object_set_new(o, "imagedigest",
				    json_string(strchr(json_string_value(first), '@') + 1));
	json_decref(about);
}

static void copy_limits(json_t *o, const json_t *host)
{
	json_object_set_new(o, "privileged", json_boolean(json_is_true(get(host, "Privileged"))));
	copy_int(o, "memory_limit", get(host, "Memory"));
	copy_int(o, "swap_limit", get(host, "MemorySwap"));
	copy_int(o, "cpu_shares", get(host, "CpuShares"));
	copy_int(o, "cpu_quota", get(host, "CpuQuota"));
	copy_int(o, "cpu_period", get(host, "CpuPeriod"));
}

static json_t *inspect(struct asking *a, const struct target *t, const char *socket, int type)
{
	const char *name;
	char path[512];
	json_t *c, *o;

	/* The id becomes part of a path. */
	if (strspn(t->id, "0123456789abcdefABCDEF") != strlen(t->id))
		return NULL;
	snprintf(path, sizeof(path), "/v1.24/containers/%s/json", t->id);
	c = ask_socket(a, socket, path);
	if (!json_is_string(get(c, "Id")) || strcmp(text_of(get(c, "Id")), t->id)) {
		json_decref(c);
		return NULL;
	}
	o = answer_new(t, type);
	name = text_of(get(c, "Name"));
	json_object_set_new(o, "name", json_string(name + (*name == '/')));
	json_object_set_new(o, "created_time",
			    json_integer(parse_time(text_of(get(c, "Created")))));
	json_object_set_new(o, "is_pod_sandbox", json_false());
	copy_image(a, o, c, socket);
	copy_labels(o, json_object_get(get(c, "Config"), "Labels"));
	copy_healthcheck(o, get(get(get(c, "Config"), "Healthcheck"), "Test"));
	copy_limits(o, get(c, "HostConfig"));
	copy_mounts(o, get(c, "Mounts"));
	copy_address(o, get(c, "NetworkSettings"));
	copy_ports(o, json_object_get(get(c, "NetworkSettings"), "Ports"));
	json_decref(c);
	return o;
}

/* The machine's socket, then that of the user whose process it is: rootless. */
static json_t *inspect_both(struct asking *a, const struct target *t, const char *name, int type)
{
	char socket[64];
	json_t *o;

	snprintf(socket, sizeof(socket), "/run/%s", name);
	o = inspect(a, t, socket, type);
	if (o || !*t->user)
		return o;
	snprintf(socket, sizeof(socket), "/run/user/%s/%s", t->user, name);
	return inspect(a, t, socket, type);
}

json_t *ask_docker(struct asking *a, const struct target *t)
{
	return inspect_both(a, t, "docker.sock", CT_DOCKER);
}

json_t *ask_podman(struct asking *a, const struct target *t)
{
	return inspect_both(a, t, "podman/podman.sock", CT_PODMAN);
}
