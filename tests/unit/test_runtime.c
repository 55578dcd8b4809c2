/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "engine/capture/runtime.h"
#include "engine/capture/runtime_ask.h"
#include "engine/event/event.h"
#include "engine/state/state.h"
#include "event_codes.h"

/*
 * A machine in a folder: sockets on which a made-up docker and podman answer, and the files that
 * other runtimes leave behind.
 */

static char root[] = "/tmp/sonde-test-runtime-XXXXXX";

#define ID(c) c c c c c c c c "0123456789abcdef0123456789abcdef0123456789abcdef01234567"

#define WEB	 ID("a")
#define NAMELESS ID("b")
#define SLOW	 ID("c")
#define BROKEN	 ID("d")
#define HUGE_ONE ID("e")
#define LATE	 ID("f")
#define UNKNOWN	 ID("1")
#define SILENT	 ID("2")
#define OTHER	 ID("3")
#define CHATTY	 ID("4")
#define POD	 ID("5")
#define CRI	 ID("6")
#define CRIO	 ID("7")
#define PODMAN	 ID("8")
#define ROOTLESS ID("9")
#define IMAGE	 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* ------------------------------------------------------------------ the server --- */

static const char web_json[] =
	"{\"Id\":\"" WEB "\",\"Created\":\"2024-05-01T10:20:30.123456789Z\",\"Path\":\"nginx\","
	"\"State\":{\"Status\":\"running\",\"Pid\":42},\"Image\":\"sha256:" IMAGE "\","
	"\"Name\":\"/web-1\",\"RestartCount\":0,\"HostConfig\":{\"Privileged\":true,"
	"\"Memory\":268435456,\"CpuShares\":512,\"PortBindings\":{}},"
	"\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/srv/data\",\"Destination\":\"/data\","
	"\"Mode\":\"ro\",\"RW\":false,\"Propagation\":\"rprivate\"}],"
	"\"Config\":{\"Hostname\":\"aaaaaaaa0123\",\"Env\":[\"SECRET=1\"],"
	"\"Image\":\"registry:5000/shop/web:1.2\",\"Labels\":{\"tier\":\"front\",\"n\":3},"
	"\"Healthcheck\":{\"Test\":[\"CMD\",\"curl\",\"-f\",\"http://localhost/\"]}},"
	"\"NetworkSettings\":{\"IPAddress\":\"\",\"Ports\":{\"443/tcp\":null,\"80/tcp\":["
	"{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"8080\"}]},"
	"\"Networks\":{\"shop\":{\"IPAddress\":\"172.18.0.5\"}}}}";

static const char image_json[] = "{\"Id\":\"sha256:" IMAGE "\",\"RepoTags\":[\"shop/web:latest\"],"
				 "\"RepoDigests\":[\"registry:5000/shop/web@sha256:feed\"]}";

struct server {
	int listener;
	pthread_t thread;
	const char *path; /* after the root */
	int late;	  /* times that LATE was asked for */
	int requests;
};

/* Whoever asked may have given up waiting: that must not end this program. */
static bool give(int fd, const char *data, size_t n)
{
	return send(fd, data, n, MSG_NOSIGNAL) >= 0;
}

static void say(int fd, int status, const char *body)
{
	char head[256];
	int n = snprintf(
		head, sizeof(head),
		"HTTP/1.1 %d Whatever\r\nApi-Version: 1.41\r\nServer: Docker/20.10.5 (linux)\r\n"
		"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
		status, strlen(body));

	if (give(fd, head, (size_t)n))
		give(fd, body, strlen(body));
}

static void say_minimal(int fd, const char *id, const char *more)
{
	char body[1024];

	snprintf(body, sizeof(body), "{\"Id\":\"%s\",\"Name\":\"/n\"%s}", id, more);
	say(fd, 200, body);
}

/* Without end, and more than anybody takes. */
static void say_huge(int fd)
{
	char chunk[4096 + 16];
	int i, n;

	n = snprintf(chunk, sizeof(chunk),
		     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"Id\":\"");
	if (!give(fd, chunk, (size_t)n))
		return;
	memset(chunk, 'x', sizeof(chunk));
	for (i = 0; i < 4096; i++)
		if (!give(fd, chunk, sizeof(chunk)))
			return;
}

/* 5,000 labels of 40 bytes: true, and too long for an event. */
static void say_chatty(int fd)
{
	struct buf b;
	int i;

	buf_init(&b, 0);
	buf_puts(&b, "{\"Id\":\"" CHATTY "\",\"Name\":\"/chatty\",\"Config\":{\"Labels\":{");
	for (i = 0; i < 5000; i++)
		buf_printf(&b, "%s\"label-%05d\":\"some longish value of a label\"", i ? "," : "",
			   i);
	buf_puts(&b, "}}}");
	say(fd, 200, buf_cstr(&b));
	buf_release(&b);
}

static void answer(struct server *s, int fd)
{
	char req[4096], id[65] = "";
	ssize_t n = read(fd, req, sizeof(req) - 1);

	req[n > 0 ? n : 0] = 0;
	s->requests++;
	if (sscanf(req, "GET /v1.24/images/%64[0-9a-f]/json HTTP/1.1", id) == 1)
		say(fd, !strcmp(id, IMAGE) ? 200 : 404, image_json);
	else if (sscanf(req, "GET /v1.24/containers/%64[0-9a-f]/json HTTP/1.1", id) != 1)
		say(fd, 400, "{\"message\":\"page not found\"}");
	else if (strstr(s->path, "podman"))
		strcmp(id, PODMAN) ? say(fd, 404, "{\"cause\":\"no such container\"}")
				   : say_minimal(fd, id, ",\"ImageName\":\"alpine\"");
	else if (!strcmp(id, WEB))
		say(fd, 200, web_json);
	else if (!strcmp(id, NAMELESS))
		say_minimal(fd, id,
			    ",\"Image\":\"sha256:" IMAGE "\",\"Config\":{\"Image\":\"sha256:01\","
			    "\"Labels\":null},\"Mounts\":null,\"NetworkSettings\":[]");
	else if (!strcmp(id, BROKEN))
		say(fd, 200, "{\"Id\":\"" BROKEN "\",\"Name\":");
	else if (!strcmp(id, HUGE_ONE))
		say_huge(fd);
	else if (!strcmp(id, CHATTY))
		say_chatty(fd);
	else if (!strcmp(id, LATE) && s->late++)
		say_minimal(fd, id, "");
	else if (!strcmp(id, OTHER))
		say_minimal(fd, WEB, "");
	else if (!strcmp(id, SILENT))
		return;
	else
		say(fd, 404, "{\"message\":\"No such container\"}");
}

/* Connections are answered one after the other; a slow one is kept open and never answered. */
static void *serve(void *arg)
{
	struct server *s = arg;
	int fd, kept[16], nkept = 0;

	while ((fd = accept(s->listener, NULL, NULL)) >= 0) {
		char peek[256];
		ssize_t n = recv(fd, peek, sizeof(peek) - 1, MSG_PEEK);

		peek[n > 0 ? n : 0] = 0;
		if (strstr(peek, SLOW) && nkept < 16) {
			kept[nkept++] = fd;
			continue;
		}
		answer(s, fd);
		close(fd);
	}
	while (nkept)
		close(kept[--nkept]);
	return NULL;
}

static void make_dirs(const char *path)
{
	char whole[512], *p;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	for (p = whole + strlen(root) + 1; (p = strchr(p, '/')); p++) {
		*p = 0;
		mkdir(whole, 0700);
		*p = '/';
	}
}

static void server_start(struct server *s, const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	make_dirs(path);
	*s = (struct server){.path = path, .listener = socket(AF_UNIX, SOCK_STREAM, 0)};
	snprintf(a.sun_path, sizeof(a.sun_path), "%s%s", root, path);
	assert_int_equal(bind(s->listener, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(s->listener, 10), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void server_stop(struct server *s)
{
	shutdown(s->listener, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->listener);
}

/* ------------------------------------------------------------------- fixtures --- */

static struct server docker, podman;

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(root))
		return -1;
	server_start(&docker, "/run/docker.sock");
	server_start(&podman, "/run/podman/podman.sock");
	return 0;
}

static int tear_down(void **state)
{
	char command[256];

	(void)state;
	server_stop(&docker);
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

static struct runtime *start(void)
{
	return runtime_new(&(struct runtime_opts){.root = root, .timeout_ms = 300, .retry_ms = 1});
}

static void saw(struct runtime *r, const char *cgroup)
{
	runtime_saw(r, cgroup, strlen(cgroup) + 1);
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* Wait for the next answer and put it into a state. */
static void take(struct runtime *r, struct state *st, struct buf *block, uint64_t num)
{
	uint64_t until = now_ms() + 20000;
	struct evt_refs refs;
	struct evt e;

	while (!runtime_next(r, 1234567890123456789u, block)) {
		assert_true(now_ms() < until);
		usleep(1000);
	}
	assert_true(evt_decode((const uint8_t *)block->p, (uint32_t)block->len, &e));
	assert_int_equal(e.type, EV_CONTAINER_JSON_E);
	assert_int_equal(e.ts, 1234567890123456789u);
	assert_int_equal(e.tid, -1);
	assert_int_equal(e.nparams, 1);
	state_apply(st, &e, num, &refs);
}

static const struct container *container_of(struct state *st, const char *cgroups)
{
	struct scap_thread t = {
		.tid = 7, .pid = 7, .cgroups = {cgroups, (uint32_t)strlen(cgroups)}};

	state_import_thread(st, &t);
	return state_container(
		st, state_thread(st, state_thread_at(st, 7, UINT64_MAX))->container_id, UINT64_MAX);
}

/* Ask about one container and give what the state then knows of it. */
static const struct container *ask_one(struct state *st, const char *cgroup, struct buf *block)
{
	struct runtime *r = start();
	const struct container *c;

	saw(r, cgroup);
	take(r, st, block, 1);
	assert_int_equal(runtime_pending(r), 0);
	assert_false(runtime_next(r, 0, block));
	runtime_free(r);
	c = container_of(st, cgroup);
	return c;
}

#define WITH_STATE                      \
	struct state *st = state_new(); \
	struct buf block;               \
	const struct container *c;      \
	(void)state;                    \
	buf_init(&block, 0)

#define WITHOUT_STATE        \
	buf_release(&block); \
	state_free(st)

/* ---------------------------------------------------------------------- docker --- */

static void of_docker(void **state)
{
	WITH_STATE;

	c = ask_one(st, "cpu=/docker/" WEB, &block);
	assert_non_null(c);
	assert_string_equal(c->id->s, "aaaaaaaa0123");
	assert_string_equal(c->full_id->s, WEB);
	assert_string_equal(c->name->s, "web-1");
	assert_string_equal(c->image->s, "registry:5000/shop/web:1.2");
	assert_string_equal(c->imagerepo->s, "registry:5000/shop/web");
	assert_string_equal(c->imagetag->s, "1.2");
	assert_string_equal(c->imagedigest->s, "sha256:feed");
	assert_string_equal(c->imageid->s, IMAGE);
	assert_int_equal(c->type, CT_DOCKER);
	assert_true(c->privileged);
	assert_false(c->is_pod_sandbox);
	assert_int_equal(c->created_time, 1714558830);
	assert_int_equal(c->ip, 172u << 24 | 18 << 16 | 5);
	assert_int_equal(c->nmounts, 1);
	assert_string_equal(c->mounts[0].source->s, "/srv/data");
	assert_string_equal(c->mounts[0].dest->s, "/data");
	assert_string_equal(c->mounts[0].mode->s, "ro");
	assert_string_equal(c->mounts[0].propagation->s, "rprivate");
	assert_false(c->mounts[0].rw);
	assert_int_equal(c->nlabels, 1);
	assert_string_equal(c->labels[0].key->s, "tier");
	assert_string_equal(c->labels[0].value->s, "front");
	assert_string_equal(c->healthcheck->s, "curl -f http://localhost/");
	/* The environment stays out: it is where secrets are. */
	assert_null(memmem(block.p, block.len, "SECRET", 6));
	assert_non_null(memmem(block.p, block.len,
			       "{\"ContainerPort\":80,\"HostIp\":2130706433,\"HostPort\":8080}",
			       54));
	WITHOUT_STATE;
}

static void an_image_without_name(void **state)
{
	WITH_STATE;

	c = ask_one(st, "memory=/system.slice/docker-" NAMELESS ".scope", &block);
	assert_non_null(c);
	assert_string_equal(c->name->s, "n");
	assert_string_equal(c->image->s, "shop/web:latest");
	assert_string_equal(c->imagetag->s, "latest");
	assert_int_equal(c->nmounts, 0);
	assert_int_equal(c->ip, 0);
	WITHOUT_STATE;
}

static void too_long_for_an_event(void **state)
{
	WITH_STATE;

	c = ask_one(st, "cpu=/docker/" CHATTY, &block);
	assert_non_null(c);
	assert_string_equal(c->name->s, "chatty");
	assert_int_equal(c->nlabels, 0);
	assert_true(block.len < 65536);
	WITHOUT_STATE;
}

static void on_the_second_try(void **state)
{
	WITH_STATE;

	c = ask_one(st, "cpu=/docker/" LATE, &block);
	assert_non_null(c);
	assert_string_equal(c->name->s, "n");
	assert_int_equal(docker.late, 2);
	WITHOUT_STATE;
}

/* Slow, broken, endless, silent, untrue and unknown: the container keeps its id. */
static void nobody_answers(void **state)
{
	static const char *const ids[] = {SLOW, BROKEN, HUGE_ONE, SILENT, OTHER, UNKNOWN};
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		char cgroup[128];

		WITH_STATE;
		snprintf(cgroup, sizeof(cgroup), "cpu=/docker/%s", ids[i]);
		c = ask_one(st, cgroup, &block);
		assert_true(!c || !c->name->len);
		assert_non_null(memmem(block.p, block.len, "\"lookup_state\":2", 16));
		WITHOUT_STATE;
	}
}

static void nobody_waits(void **state)
{
	struct runtime *r = start();
	uint64_t from = now_ms();
	int i, before;

	(void)state;
	saw(r, "cpu=/docker/" SLOW);
	for (i = 0; i < 100000; i++)
		saw(r, "cpu=/docker/" SLOW);
	assert_int_equal(runtime_pending(r), 1);
	usleep(20000); /* the question is under way */
	runtime_free(r);
	assert_true(now_ms() - from < 5000);
	before = docker.requests;
	r = start();
	saw(r, "cpu=/user.slice");
	saw(r, "");
	saw(r, "cpu=/docker/0123");
	assert_int_equal(runtime_pending(r), 0);
	runtime_free(r);
	assert_int_equal(docker.requests, before);
}

/* --------------------------------------------------------------- other runtimes --- */

static void put_text(const char *path, const char *text)
{
	char whole[512];
	FILE *f;

	make_dirs(path);
	snprintf(whole, sizeof(whole), "%s%s", root, path);
	f = fopen(whole, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	fclose(f);
}

static void of_podman(void **state)
{
	WITH_STATE;

	c = ask_one(st, "cpu=/machine.slice/libpod-" PODMAN ".scope", &block);
	assert_non_null(c);
	assert_string_equal(c->name->s, "n");
	assert_int_equal(c->type, CT_PODMAN);
	WITHOUT_STATE;
}

static void of_containerd(void **state)
{
	WITH_STATE;

	put_text("/run/containerd/io.containerd.runtime.v2.task/k8s.io/" CRI "/config.json",
		 "{\"ociVersion\":\"1.1.0\",\"annotations\":{"
		 "\"io.kubernetes.cri.container-name\":\"app\","
		 "\"io.kubernetes.cri.container-type\":\"container\","
		 "\"io.kubernetes.cri.image-name\":\"docker.io/library/app:2@sha256:beef\","
		 "\"io.kubernetes.cri.sandbox-id\":\"" POD "\","
		 "\"io.kubernetes.cri.sandbox-name\":\"app-0\","
		 "\"io.kubernetes.cri.sandbox-namespace\":\"shop\"},\"mounts\":["
		 "{\"destination\":\"/proc\",\"type\":\"proc\",\"source\":\"proc\"},"
		 "{\"destination\":\"/etc/hosts\",\"type\":\"bind\",\"source\":\"/var/lib/hosts\","
		 "\"options\":[\"rbind\",\"rprivate\",\"ro\"]}]}");
	c = ask_one(st, "cpu=/kubepods/besteffort/pod1/" CRI, &block);
	assert_non_null(c);
	assert_string_equal(c->name->s, "app");
	assert_string_equal(c->image->s, "docker.io/library/app:2@sha256:beef");
	assert_string_equal(c->imagerepo->s, "docker.io/library/app");
	assert_string_equal(c->imagetag->s, "2");
	assert_string_equal(c->imagedigest->s, "sha256:beef");
	assert_string_equal(c->sandbox_id->s, "555555550123");
	assert_int_equal(c->type, CT_CONTAINERD);
	assert_int_equal(c->nmounts, 1);
	assert_string_equal(c->mounts[0].dest->s, "/etc/hosts");
	assert_string_equal(c->mounts[0].propagation->s, "rprivate");
	assert_false(c->mounts[0].rw);
	assert_int_equal(c->nlabels, 4);
	WITHOUT_STATE;
}

static void of_a_sandbox(void **state)
{
	WITH_STATE;

	put_text("/run/containerd/io.containerd.runtime.v2.task/k8s.io/" POD "/config.json",
		 "{\"annotations\":{\"io.kubernetes.cri.container-type\":\"sandbox\","
		 "\"io.kubernetes.cri.sandbox-name\":\"app-0\"}}");
	c = ask_one(st, "cpu=/kubepods.slice/cri-containerd-" POD ".scope", &block);
	assert_non_null(c);
	assert_string_equal(c->name->s, "app-0");
	assert_true(c->is_pod_sandbox);
	WITHOUT_STATE;
}

static void of_storage(void **state)
{
	WITH_STATE;

	put_text("/var/lib/containers/storage/overlay-containers/containers.json",
		 "[{\"id\":\"" CRIO "\",\"names\":[\"k8s_app\"],\"image\":\"77\",\"metadata\":"
		 "\"{\\\"pod-id\\\":\\\"1\\\",\\\"metadata-name\\\":\\\"app\\\","
		 "\\\"image-name\\\":\\\"quay.io/app:3\\\",\\\"created-at\\\":1700000000}\"},"
		 "{\"id\":\"" ROOTLESS "\",\"names\":[\"quiet\"],\"metadata\":\"not json\","
		 "\"created\":\"2024-05-01T12:20:30+02:00\"}]");
	put_text("/run/containers/storage/overlay-containers/" CRIO "/userdata/config.json",
		 "{\"annotations\":{\"io.kubernetes.cri-o.Labels\":\"{\\\"a\\\":\\\"b\\\"}\","
		 "\"io.kubernetes.cri-o.SandboxID\":\"" POD "\"},\"mounts\":[]}");
	c = ask_one(st, "cpu=/kubepods.slice/crio-" CRIO ".scope", &block);
	assert_non_null(c);
	assert_string_equal(c->name->s, "app");
	assert_string_equal(c->image->s, "quay.io/app:3");
	assert_string_equal(c->sandbox_id->s, "555555550123");
	assert_int_equal(c->type, CT_CRIO);
	assert_int_equal(c->created_time, 1700000000);
	assert_int_equal(c->nlabels, 2);
	state_free(st);
	st = state_new();
	c = ask_one(st,
		    "cpu=/user.slice/user-1000.slice/user@1000.service/libpod-" ROOTLESS ".scope",
		    &block);
	assert_non_null(c);
	assert_string_equal(c->name->s, "quiet");
	assert_int_equal(c->type, CT_PODMAN);
	assert_int_equal(c->created_time, 1714558830);
	WITHOUT_STATE;
}

static void of_a_users_podman(void **state)
{
	struct server own;
	WITH_STATE;

	server_start(&own, "/run/user/1000/podman/podman.sock");
	server_stop(&podman); /* the machine's has it, too: only the user's answers now */
	c = ask_one(st, "cpu=/user.slice/user-1000.slice/user@1000.service/libpod-" PODMAN ".scope",
		    &block);
	assert_non_null(c);
	assert_string_equal(c->name->s, "n");
	assert_true(own.requests > 0);
	server_stop(&own);
	WITHOUT_STATE;
}

static void of_lxc(void **state)
{
	WITH_STATE;

	c = ask_one(st, "cpu=/lxc/my box/init.scope", &block);
	assert_non_null(c);
	assert_string_equal(c->id->s, "my box");
	assert_string_equal(c->name->s, "my box");
	assert_int_equal(c->type, CT_LXC);
	WITHOUT_STATE;
}

/* ---------------------------------------------------------------------- pieces --- */

static void times(void **state)
{
	(void)state;
	assert_int_equal(parse_time("1970-01-01T00:00:10Z"), 10);
	assert_int_equal(parse_time("2024-05-01T10:20:30.123456789Z"), 1714558830);
	assert_int_equal(parse_time("2024-05-01T12:20:30.5+02:00"), 1714558830);
	assert_int_equal(parse_time("2024-05-01T05:20:30-05:00"), 1714558830);
	assert_int_equal(parse_time(""), 0);
	assert_int_equal(parse_time(NULL), 0);
	assert_int_equal(parse_time("yesterday"), 0);
}

static void assert_image(const char *image, const char *repo, const char *tag, const char *digest)
{
	json_t *o = json_object();
	const char *keys[] = {"imagerepo", "imagetag", "imagedigest"};
	const char *want[] = {repo, tag, digest};
	int i;

	answer_image(o, image);
	for (i = 0; i < 3; i++) {
		const char *got = json_string_value(json_object_get(o, keys[i]));

		assert_string_equal(got ? got : "(none)", want[i] ? want[i] : "(none)");
	}
	json_decref(o);
}

static void images(void **state)
{
	(void)state;
	assert_image("nginx", "nginx", NULL, NULL);
	assert_image("nginx:1.2", "nginx", "1.2", NULL);
	assert_image("host:5000/nginx", "host:5000/nginx", NULL, NULL);
	assert_image("host:5000/a/b:t@sha256:1", "host:5000/a/b", "t", "sha256:1");
	assert_image("a@sha256:1", "a", NULL, "sha256:1");
	assert_image("", NULL, NULL, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times),
		cmocka_unit_test(images),
		cmocka_unit_test(of_docker),
		cmocka_unit_test(an_image_without_name),
		cmocka_unit_test(too_long_for_an_event),
		cmocka_unit_test(on_the_second_try),
		cmocka_unit_test(nobody_answers),
		cmocka_unit_test(nobody_waits),
		cmocka_unit_test(of_podman),
		cmocka_unit_test(of_containerd),
		cmocka_unit_test(of_a_sandbox),
		cmocka_unit_test(of_storage),
		cmocka_unit_test(of_lxc),
		cmocka_unit_test(of_a_users_podman),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
