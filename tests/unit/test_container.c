/* SPDX-License-Identifier: Apache-2.0 */
/* Containers: what a thread's cgroups say, and the JSON of container events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/state/container.h"

#define ID64 "f9c7a020960a15738167a77594bff1f7ac5f5bfdb6646ecbc9b17c7ed7ec5066"
#define ID12 "f9c7a020960a"

/* A literal with NULs inside, without the one at its end. */
#define BYTES(s) s, sizeof(s) - 1

/* ---------------------------------------------------------------------- cgroups --- */

static const struct {
	const char *path;
	const char *id; /* NULL: no container */
	int type;
} paths[] = {
	{"/docker/" ID64, ID12, CT_DOCKER},
	{"/" ID64, ID12, CT_DOCKER},
	{"/system.slice/docker-" ID64 ".scope", ID12, CT_DOCKER},
	{"/system.slice/docker-" ID64 ".scope/init", ID12, CT_DOCKER},
	{"/machine.slice/libpod-" ID64 ".scope", ID12, CT_PODMAN},
	{"/machine.slice/libpod-" ID64 ".scope/container", ID12, CT_PODMAN},
	{"/kubepods/burstable/pod12345/" ID64, ID12, CT_DOCKER},
	{"/kubepods/besteffort/pod1/crio-" ID64, ID12, CT_CRIO},
	{"/kubepods.slice/crio-" ID64 ".scope", ID12, CT_CRIO},
	{"/kubepods.slice/cri-containerd-" ID64 ".scope", ID12, CT_CONTAINERD},
	{"/system.slice/containerd.service/kubepods-pod1:cri-containerd:" ID64, ID12,
	 CT_CONTAINERD},
	{"/lxc/web", "web", CT_LXC},
	{"/lxc/web/system.slice/ssh.service", "web", CT_LXC},
	{"/lxc.payload/db/init.scope", "db", CT_LXC},
	{"/machine/guest.libvirt-lxc", "guest", CT_LIBVIRT_LXC},
	{"/machine.slice/machine-lxc\\x2dguest.scope", "guest", CT_LIBVIRT_LXC},
	{"/libvirt/lxc/guest", "guest", CT_LXC},
	{"/system.slice/runc-bpm-cc_uploader.scope", "cc_uploader", CT_BPM},
	{"/", NULL, 0},
	{"", NULL, 0},
	{"/user.slice/user-1000.slice/session-2.scope", NULL, 0},
	{"/docker", NULL, 0},
	{"/docker/", NULL, 0},
	{"/docker/" ID12, NULL, 0},
	{"/docker/" ID64 "0", NULL, 0},
	{"/docker/g" ID64, NULL, 0},
	{"/docker/zzc7a020960a15738167a77594bff1f7ac5f5bfdb6646ecbc9b17c7ed7ec5066", NULL, 0},
	{"/docker-" ID64, NULL, 0},
	{".scope/docker-" ID64, NULL, 0},
	{"/lxc/", NULL, 0},
	{"/machine-lxc\\x2.scope", NULL, 0},
	{"/mesos/a9f41620-b165-4d24-abe0-af0af92e7b20", NULL, 0},
	{"/bpm-a b.scope", NULL, 0},
};

static void each_pattern(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char cgroups[256];
		const char *id;
		size_t len;
		int type, n;
		bool found;

		/* exactly as many bytes as there are, so that a sanitizer sees every overrun */
		n = snprintf(cgroups, sizeof(cgroups), "cpuset=/%ccpu=%s", 0, paths[i].path);
		char *tight = malloc((size_t)n);

		memcpy(tight, cgroups, (size_t)n);
		found = container_find(tight, (size_t)n, &id, &len, &type);
		if (found != (paths[i].id != NULL))
			fail_msg("%s: %s", paths[i].path, found ? "found" : "not found");
		if (found) {
			assert_int_equal(len, strlen(paths[i].id));
			assert_memory_equal(id, paths[i].id, len);
			assert_int_equal(type, paths[i].type);
		}
		free(tight);
	}
}

static void runc_id_has_twelve_digits(void **state)
{
	char id[13];

	(void)state;
	assert_true(container_id_from_cgroups(BYTES("memory=/docker/" ID64), id));
	assert_string_equal(id, ID12);
	assert_false(container_id_from_cgroups(BYTES("memory=/lxc/web"), id));
	assert_false(container_id_from_cgroups("", 0, id));
}

static void runtimes_are_tried_in_order(void **state)
{
	static const char two[] = "cpu=/docker/" ID64 "\0"
				  "memory=/machine.slice/libpod-0" ID64;
	static const char podman[] =
		"cpu=/docker/" ID64 "\0"
		"memory=/libpod-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaa.scope";
	char id[13];

	(void)state;
	assert_true(container_id_from_cgroups(BYTES(two), id));
	assert_string_equal(id, ID12);
	assert_true(container_id_from_cgroups(BYTES(podman), id));
	assert_string_equal(id, "aaaaaaaaaaaa");
}

static void odd_lists(void **state)
{
	char id[13];

	(void)state;
	assert_true(container_id_from_cgroups(BYTES("\0\0cpu\0=\0x=/docker/" ID64 "\0\0"), id));
	assert_true(container_id_from_cgroups(BYTES("name=systemd=/docker/" ID64), id));
	assert_false(container_id_from_cgroups(BYTES("/docker/" ID64), id));
	/* an id cut by the end of the list */
	assert_false(container_id_from_cgroups("cpu=/docker/" ID64, 40, id));
}

/* ------------------------------------------------------------------------- JSON --- */

static const char full[] =
	"{\"container\":{\"Mounts\":[{\"Destination\":\"/data\",\"Mode\":\"ro\",\"Propagation\":"
	"\"rprivate\",\"RW\":true,\"Source\":\"/srv/data\"},{\"Source\":\"/b\"}],"
	"\"Healthcheck\":{\"exe\":\"curl\",\"args\":[\"-f\",\"http://localhost/\"]},"
	"\"ReadinessProbe\":{\"exe\":\"/ready\",\"args\":null},"
	"\"created_time\":1663770709,\"full_id\":\"" ID64 "\",\"id\":\"" ID12 "\","
	"\"image\":\"ubuntu:22.04\",\"imagedigest\":\"sha256:a0\",\"imageid\":\"597c\","
	"\"imagerepo\":\"ubuntu\",\"imagetag\":\"22.04\",\"ip\":\"172.17.0.2\","
	"\"is_pod_sandbox\":false,\"labels\":{\"b\":\"2\",\"a\":\"1\",\"n\":3,\"io.kubernetes."
	"sandbox.id\":\"" ID64 "\"},"
	"\"lookup_state\":1,\"name\":\"web\",\"port_mappings\":[],\"privileged\":true,"
	"\"type\":0}}";

static int fixture_new(void **state)
{
	*state = intern_new();
	return 0;
}

static int fixture_free(void **state)
{
	intern_free(*state);
	return 0;
}

static void whole_description(void **state)
{
	struct container *c = container_from_json(*state, full, sizeof(full));

	assert_non_null(c);
	assert_string_equal(c->id->s, ID12);
	assert_string_equal(c->full_id->s, ID64);
	assert_string_equal(c->name->s, "web");
	assert_string_equal(c->image->s, "ubuntu:22.04");
	assert_string_equal(c->imageid->s, "597c");
	assert_string_equal(c->imagerepo->s, "ubuntu");
	assert_string_equal(c->imagetag->s, "22.04");
	assert_string_equal(c->imagedigest->s, "sha256:a0");
	assert_string_equal(c->healthcheck->s, "curl -f http://localhost/");
	assert_string_equal(c->liveness_probe->s, "");
	assert_string_equal(c->readiness_probe->s, "/ready");
	assert_int_equal(c->ip, 0xac110002);
	assert_int_equal(c->type, CT_DOCKER);
	assert_true(c->privileged);
	assert_false(c->is_pod_sandbox);
	assert_int_equal(c->created_time, 1663770709);
	assert_int_equal(c->nmounts, 2);
	assert_string_equal(c->mounts[0].source->s, "/srv/data");
	assert_string_equal(c->mounts[0].dest->s, "/data");
	assert_string_equal(c->mounts[0].mode->s, "ro");
	assert_string_equal(c->mounts[0].propagation->s, "rprivate");
	assert_true(c->mounts[0].rw);
	assert_string_equal(c->mounts[1].dest->s, "");
	assert_false(c->mounts[1].rw);
	assert_int_equal(c->nlabels, 3); /* "n" is no text */
	assert_string_equal(c->sandbox_id->s, ID12);
	assert_string_equal(c->labels[0].key->s, "a");
	assert_string_equal(c->labels[0].value->s, "1");
	assert_string_equal(c->labels[1].key->s, "b");
	container_free(c);
}

static void every_prefix_is_refused(void **state)
{
	size_t n;

	for (n = 0; n < sizeof(full) - 1; n++) {
		char *tight = malloc(n + 1);

		memcpy(tight, full, n);
		assert_null(container_from_json(*state, tight, n));
		free(tight);
	}
}

static void every_byte_damaged(void **state)
{
	static const char junk[] = {0, '"', '{', '}', ']', ',', '\\', (char)0xff, '9'};
	char copy[sizeof(full)];
	size_t i, k;

	for (i = 0; i < sizeof(full); i++)
		for (k = 0; k < sizeof(junk); k++) {
			memcpy(copy, full, sizeof(full));
			copy[i] = junk[k];
			container_free(container_from_json(*state, copy, sizeof(copy)));
		}
}

static void unexpected_types(void **state)
{
	static const char *const refused[] = {
		"",
		"null",
		"[]",
		"{}",
		"{\"container\":null}",
		"{\"container\":[]}",
		"{\"container\":\"x\"}",
		"{\"container\":{}}",
		"{\"container\":{\"id\":\"\"}}",
		"{\"container\":{\"id\":12}}",
	};
	static const char odd[] =
		"{\"container\":{\"id\":\"a\",\"type\":\"docker\",\"name\":7,\"privileged\":1,"
		"\"Mounts\":{\"Source\":\"x\"},\"labels\":[1],\"ip\":\"1.2.3\",\"image\":null,"
		"\"Healthcheck\":{\"exe\":1},\"LivenessProbe\":[],\"created_time\":-5}}";
	static const char huge[] = "{\"container\":{\"id\":\"a\",\"type\":99999999999}}";
	struct container *c;
	size_t i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		assert_null(container_from_json(*state, refused[i], strlen(refused[i])));
	c = container_from_json(*state, BYTES(odd));
	assert_non_null(c);
	assert_int_equal(c->type, CT_UNKNOWN);
	assert_string_equal(c->name->s, "");
	assert_string_equal(c->image->s, "");
	assert_true(c->privileged);
	assert_int_equal(c->nmounts, 0);
	assert_int_equal(c->nlabels, 0);
	assert_string_equal(c->sandbox_id->s, "");
	assert_int_equal(c->ip, 0);
	assert_string_equal(c->healthcheck->s, "");
	assert_int_equal(c->created_time, 0);
	container_free(c);
	c = container_from_json(*state, BYTES(huge));
	assert_non_null(c);
	assert_int_equal(c->type, CT_UNKNOWN);
	container_free(c);
}

static void deep_nesting_is_refused(void **state)
{
	size_t n = 1 << 20;
	char *deep = malloc(n);

	memset(deep, '[', n);
	assert_null(container_from_json(*state, deep, n));
	free(deep);
}

static void names_of_types(void **state)
{
	(void)state;
	assert_string_equal(container_type_name(CT_DOCKER), "docker");
	assert_string_equal(container_type_name(CT_PODMAN), "podman");
	assert_string_equal(container_type_name(CT_CRIO), "cri-o");
	assert_string_equal(container_type_name(CT_UNKNOWN), "unknown");
	assert_string_equal(container_type_name(1000), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_pattern),
		cmocka_unit_test(runc_id_has_twelve_digits),
		cmocka_unit_test(runtimes_are_tried_in_order),
		cmocka_unit_test(odd_lists),
		cmocka_unit_test_setup_teardown(whole_description, fixture_new, fixture_free),
		cmocka_unit_test_setup_teardown(every_prefix_is_refused, fixture_new, fixture_free),
		cmocka_unit_test_setup_teardown(every_byte_damaged, fixture_new, fixture_free),
		cmocka_unit_test_setup_teardown(unexpected_types, fixture_new, fixture_free),
		cmocka_unit_test_setup_teardown(deep_nesting_is_refused, fixture_new, fixture_free),
		cmocka_unit_test(names_of_types),
	};

	return cmocka_run_group_tests_name("container", tests, NULL, NULL);
}
