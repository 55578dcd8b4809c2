/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/snapshot_host.h"

#include <arpa/inet.h>
#include <grp.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pthread.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/cond.h"
#include "engine/base/mem.h"
#include "engine/capture/proc_io.h"

/* ------------------------------------------------------------------- machine --- */

uint64_t host_boot_ts(void)
{
	return clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME);
}

void host_machine(struct state *st, int proc)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN), pages = sysconf(_SC_PHYS_PAGES);
	struct scap_machine m = {
		.known = true,
		.num_cpus = cpus > 0 ? (uint32_t)cpus : 1,
		.memory_bytes = pages > 0 ? (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0,
		.boot_ts = host_boot_ts()};
	struct slice text;
	struct buf b;

	buf_init(&b, 0);
	if (proc_read(proc, "sys/kernel/pid_max", &b, 32)) {
		text = slice_of_buf(&b);
		m.max_pid = take_u64(&text, 10);
	}
	buf_release(&b);
	gethostname(m.hostname, sizeof(m.hostname) - 1);
	state_import_machine(st, &m);
}

/* ---------------------------------------------------------------- interfaces --- */

/* The bytes of an address, NULL when there is none of this family. */
static const void *address(const struct sockaddr *a, sa_family_t family)
{
	if (!a || a->sa_family != family)
		return NULL;
	return family == AF_INET ? (const void *)&((const struct sockaddr_in *)a)->sin_addr
				 : (const void *)&((const struct sockaddr_in6 *)a)->sin6_addr;
}

static void put_address(uint8_t out[16], const struct sockaddr *a, bool v6)
{
	const void *p = address(a, v6 ? AF_INET6 : AF_INET);

	if (p)
		memcpy(out, p, v6 ? 16 : 4);
}

void host_interfaces(struct state *st)
{
	struct ifaddrs *list, *a;

	if (getifaddrs(&list))
		return;
	for (a = list; a; a = a->ifa_next) {
		struct scap_interface i = {0};

		if (!a->ifa_addr || !(a->ifa_flags & IFF_UP) ||
		    (a->ifa_addr->sa_family != AF_INET && a->ifa_addr->sa_family != AF_INET6))
			continue;
		i.v6 = a->ifa_addr->sa_family == AF_INET6;
		put_address(i.addr, a->ifa_addr, i.v6);
		put_address(i.netmask, a->ifa_netmask, i.v6);
		/* Broadcast is version 4's; elsewhere the field holds the other end of a link. */
		if (a->ifa_flags & IFF_BROADCAST)
			put_address(i.bcast, a->ifa_broadaddr, i.v6);
		snprintf(i.name, sizeof(i.name), "%s", a->ifa_name);
		state_import_interface(st, &i);
	}
	freeifaddrs(list);
}

/* --------------------------------------------------------------------- users --- */

static struct slice slice_of_text(const char *s)
{
	return (struct slice){s ? s : "", s ? (uint32_t)strlen(s) : 0};
}

static void add_passwd(struct state *st, const struct passwd *p)
{
	state_import_user(st, &(struct scap_user){.uid = p->pw_uid,
						  .gid = p->pw_gid,
						  .name = slice_of_text(p->pw_name),
						  .home = slice_of_text(p->pw_dir),
						  .shell = slice_of_text(p->pw_shell)});
}

static void add_group(struct state *st, uint32_t gid, const char *name)
{
	state_import_user(st, &(struct scap_user){.is_group = true,
						  .gid = gid,
						  .name = slice_of_text(name),
						  .home = {"", 0},
						  .shell = {"", 0}});
}

#define NAME_BYTES 65536 /* one entry; groups list their members */

/* The first entry of an id counts, as it does for the name service. */
void host_users(struct state *st)
{
	char *text = xmalloc(NAME_BYTES);
	struct passwd p, *user;
	struct group g, *group;
	FILE *f = fopen("/etc/passwd", "re");

	while (f && !fgetpwent_r(f, &p, text, NAME_BYTES, &user))
		if (!state_user(st, str_empty, user->pw_uid))
			add_passwd(st, user);
	if (f)
		fclose(f);
	f = fopen("/etc/group", "re");
	while (f && !fgetgrent_r(f, &g, text, NAME_BYTES, &group))
		if (!state_group(st, str_empty, group->gr_gid))
			add_group(st, group->gr_gid, group->gr_name);
	if (f)
		fclose(f);
	free(text);
}

/* ----------------------------------------------------------- the name service --- */

#define PATIENCE_NS  100000000l
#define LOOKUP_BYTES 4096

/* A question to the name service, on a thread of its own: it may ask a server that is gone. */
struct question {
	pthread_mutex_t lock;
	pthread_cond_t answered;
	unsigned users;	   /* threads that hold it: the last one frees it */
	uint32_t n, ndone; /* ids, and how many have been looked up */
	struct host_id *ids;
	struct answer {
		bool found;
		struct passwd pw;
		struct group gr;
		char text[LOOKUP_BYTES];
	} * answers;
};

static void question_leave(struct question *q)
{
	bool last = --q->users == 0;

	pthread_mutex_unlock(&q->lock);
	if (!last)
		return;
	pthread_mutex_destroy(&q->lock);
	pthread_cond_destroy(&q->answered);
	free(q->ids);
	free(q->answers);
	free(q);
}

static void *look_up(void *arg)
{
	struct question *q = arg;
	struct passwd *user;
	struct group *group;
	uint32_t i;

	for (i = 0; i < q->n; i++) {
		struct answer *a = &q->answers[i];

		if (q->ids[i].is_group)
			a->found =
				!getgrgid_r(q->ids[i].id, &a->gr, a->text, LOOKUP_BYTES, &group) &&
				group;
		else
			a->found =
				!getpwuid_r(q->ids[i].id, &a->pw, a->text, LOOKUP_BYTES, &user) &&
				user;
		pthread_mutex_lock(&q->lock);
		q->ndone++;
		pthread_cond_signal(&q->answered);
		pthread_mutex_unlock(&q->lock);
	}
	pthread_mutex_lock(&q->lock);
	question_leave(q);
	return NULL;
}

static struct question *question_new(const struct host_id *ids, uint32_t n)
{
	struct question *q = xcalloc(1, sizeof(*q));
	pthread_t thread;

	pthread_mutex_init(&q->lock, NULL);
	cond_init(&q->answered);
	q->n = n;
	q->users = 2;
	q->ids = xmalloc(n * sizeof(*ids));
	memcpy(q->ids, ids, n * sizeof(*ids));
	q->answers = xcalloc(n, sizeof(*q->answers));
	if (pthread_create(&thread, NULL, look_up, q)) {
		q->users = 1;
		pthread_mutex_lock(&q->lock);
		question_leave(q);
		return NULL;
	}
	pthread_detach(thread);
	return q;
}

void host_unknown_users(struct state *st, const struct host_id *ids, uint32_t n)
{
	struct question *q = n ? question_new(ids, n) : NULL;
	uint64_t until;
	uint32_t i, done;

	if (!q)
		return;
	until = monotonic_ns() + PATIENCE_NS;
	pthread_mutex_lock(&q->lock);
	while (q->ndone < n && !cond_wait_until(&q->answered, &q->lock, until))
		;
	done = q->ndone;
	for (i = 0; i < done; i++) {
		const struct answer *a = &q->answers[i];

		if (a->found && ids[i].is_group)
			add_group(st, a->gr.gr_gid, a->gr.gr_name);
		else if (a->found)
			add_passwd(st, &a->pw);
	}
	question_leave(q);
}
