/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/live_load.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/mem.h"
#include "engine/base/thread.h"
#include "engine/capture/privilege.h"

#include "capture.skel.h"
#include "live_names.h"

#define HOOKS_MAX 32
#define COMPLAINT 200

/*
 * The same programs opened twice, of which each loads its part: to find the kernel's types and to
 * have the programs checked takes the kernel and libbpf a tenth of a second, and on two threads
 * half of that. Their maps are the same but for the constants.
 */
struct part {
	struct capture_bpf *skel;
	int rc; /* of loading it */
	char complaint[COMPLAINT];
	pthread_t thread;
};

#define PARTS 2

struct live_programs {
	struct part parts[PARTS];
	struct capture_bpf *skel; /* of the first part: what they have in common */
	/* The variables that both sides use. libbpf's own mapping may not be that of a shared map. */
	struct capture_bpf__bss *shared;
	struct bpf_link *links[HOOKS_MAX];
	unsigned nlinks;
	unsigned cpus;
	struct ring_layout layout;
	uint64_t *bell[2]; /* how far it was read, and how far it is written */
};

/* -------------------------------------------------------------- what is in the way --- */

#define CAPS_WANTED "CAP_BPF, CAP_PERFMON, CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH"

static bool is_privileged(void)
{
	return privilege_has(CAP_SYS_ADMIN) || (privilege_has(CAP_BPF) && privilege_has(CAP_PERFMON));
}

static bool is_locked_down(void)
{
	char text[128] = "";
	int fd = open("/sys/kernel/security/lockdown", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = 0;
	close(fd);
	return strstr(text, "[confidentiality]") != NULL;
}

/* With maps that both sides write into; on arm64, also with exchanges in memory that keep order. */
#ifdef __aarch64__
#define LINUX_MIN 5018
#else
#define LINUX_MIN 5008
#endif

/* 0, or a code with *e when live capture cannot work here whatever we try. */
static int check_system(struct err *e)
{
	struct utsname u;
	unsigned major, minor;

	uname(&u);
	if (sscanf(u.release, "%u.%u", &major, &minor) == 2 && major * 1000 + minor < LINUX_MIN)
		return err_set(e, ERR_IO,
			       "live capture needs Linux %d.%d or newer, this is %s; captures can "
			       "be read with -r FILE",
			       LINUX_MIN / 1000, LINUX_MIN % 1000, u.release);
	if (!is_privileged())
		return err_set(e, ERR_IO,
			       "live capture needs root, or " CAPS_WANTED
			       ": run it with sudo, or read a capture with -r FILE");
	if (is_locked_down())
		return err_set(e, ERR_IO,
			       "the kernel is locked down (confidentiality) and lets nobody trace; "
			       "boot with lockdown=integrity or less");
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return err_set(e, ERR_IO,
			       "this kernel does not describe its types (/sys/kernel/btf/vmlinux: "
			       "%s); live capture needs one built with CONFIG_DEBUG_INFO_BTF",
			       strerror(errno));
	return 0;
}

bool live_lacks(struct err *e)
{
	bool links = privilege_has(CAP_SYS_PTRACE), folders = privilege_has(CAP_DAC_READ_SEARCH);

	if (links && folders)
		return false;
	err_set(e, ERR_IO,
		"without %s%s%s, programs, folders and open files of other users' processes stay "
		"<NA> until events tell of them; run it with sudo, or give it that, too",
		links ? "" : "CAP_SYS_PTRACE", links || folders ? "" : " and ",
		folders ? "" : "CAP_DAC_READ_SEARCH");
	return true;
}

/*
 * The first complaint of libbpf on this thread since it was emptied; or why the kernel's verifier
 * refused a program, which it says in the last line before a count.
 */
static _Thread_local char complaint[COMPLAINT];

static void keep_line(const char *text, size_t n)
{
	n = n < COMPLAINT - 1 ? n : COMPLAINT - 1;
	memcpy(complaint, text, n);
	complaint[n] = 0;
}

static int on_libbpf(enum libbpf_print_level level, const char *format, va_list ap)
{
	char *text, *end, *line;

	if (level != LIBBPF_WARN || vasprintf(&text, format, ap) < 0)
		return 0;
	end = strstr(text, "\nprocessed ");
	if (end) {
		*end = 0;
		line = strrchr(text, '\n');
		keep_line(line ? line + 1 : text, (size_t)(end - (line ? line + 1 : text)));
	} else if (!complaint[0]) {
		keep_line(text, strcspn(text, "\n"));
	}
	free(text);
	return 0;
}

static void load_failed(int code, const char *why, struct err *e)
{
	if (code == -ENOMEM)
		err_set(e, ERR_IO,
			"no memory for the buffers of live capture; give a smaller --buffer");
	else if (code == -EPERM)
		err_set(e, ERR_IO,
			"the kernel does not let us load programs: %s (in a container, it needs "
			"CAP_BPF and CAP_PERFMON, and a seccomp profile that permits bpf())",
			strerror(-code));
	else
		err_set(e, ERR_IO, "cannot load the capture programs: %s%s%s", strerror(-code),
			why[0] ? "; " : "", why);
}

/* ------------------------------------------------------------------------- loading --- */

static uint64_t power_of_two(uint64_t n)
{
	uint64_t p = (uint64_t)sysconf(_SC_PAGESIZE);

	while (p < n && p < 1ull << 30)
		p *= 2;
	return p;
}

/* A filler is reached by jumping; everything else hangs on a hook of its own. */
static bool is_filler(const char *name)
{
	return strncmp(name, "e_", 2) == 0 || strncmp(name, "x_", 2) == 0;
}

/* The program of that name in a part, or NULL. */
static struct bpf_program *program_of(const struct part *part, const char *name)
{
	return bpf_object__find_program_by_name(part->skel->obj, name);
}

static int fill_table(const struct live_programs *p, struct bpf_map *table, const char *prefix,
		      const char *const *names, unsigned n)
{
	const struct bpf_program *prog;
	const struct part *part;
	char name[64];
	unsigned i;
	int fd, rc = 0;

	for (i = 0; i < n && !rc; i++) {
		snprintf(name, sizeof(name), "%s%s", prefix, names[i]);
		for (part = p->parts; part < p->parts + PARTS && !rc; part++) {
			prog = program_of(part, name);
			/* Without a filler, the programs on the hooks do that themselves. */
			if (!prog || !bpf_program__autoload(prog))
				continue;
			fd = bpf_program__fd(prog);
			rc = bpf_map_update_elem(bpf_map__fd(table), &i, &fd, BPF_ANY);
		}
	}
	return rc;
}

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* As wire.h says; small rings are one chunk. */
static struct ring_layout layout_of(uint64_t bytes)
{
	struct ring_layout l = {.bytes = bytes, .chunk_shift = RING_CHUNK_SHIFT};

	while (1ull << l.chunk_shift > bytes)
		l.chunk_shift--;
	l.chunk_mask = (1u << l.chunk_shift) - 1;
	l.chunks = (u32)(bytes >> l.chunk_shift);
	return l;
}

/*
 * The bell is a ring buffer of the kernel's kind, of which its first page says how far it was
 * read, and its second how far it is written. What is in it says nothing.
 */
static int connect_bell(struct live_programs *p)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *at;
	int i;

	for (i = 0; i < 2; i++) {
		at = mmap(NULL, page, i ? PROT_READ : PROT_READ | PROT_WRITE, MAP_SHARED,
			  live_programs_bell(p), i * (off_t)page);
		if (at == MAP_FAILED)
			return -errno;
		p->bell[i] = at;
	}
	return 0;
}

static int connect_variables(struct live_programs *p)
{
	void *at = mmap(NULL, sizeof(*p->shared), PROT_READ | PROT_WRITE, MAP_SHARED,
			bpf_map__fd(p->skel->maps.bss), 0);

	if (at == MAP_FAILED)
		return -errno;
	p->shared = at;
	return 0;
}

static int attach(struct live_programs *p, const struct part *part)
{
	struct bpf_program *prog;
	struct bpf_link *link;

	bpf_object__for_each_program(prog, part->skel->obj) {
		if (is_filler(bpf_program__name(prog)) || !bpf_program__autoload(prog))
			continue;
		link = p->nlinks < HOOKS_MAX ? bpf_program__attach(prog) : NULL;
		if (!link)
			return -errno;
		p->links[p->nlinks++] = link;
	}
	return 0;
}

static void size_maps(struct live_programs *p)
{
	const struct ring_layout *l = &p->layout;
	const struct capture_bpf *s = p->skel;

	bpf_map__set_max_entries(s->maps.scratches, p->cpus);
	bpf_map__set_max_entries(s->maps.rings, p->cpus * l->chunks);
	bpf_map__set_value_size(s->maps.rings, l->chunk_mask + 1 + RING_SLACK);
	bpf_map__set_max_entries(s->maps.bell, (u32)sysconf(_SC_PAGESIZE));
}

/* The maps for all parts: all but the constants, which each has for itself. */
static int make_maps(struct live_programs *p)
{
	struct bpf_object *other = p->parts[1].skel->obj;
	struct bpf_map *map;
	int fd, rc = 0;

	size_maps(p);
	bpf_object__for_each_map(map, p->skel->obj)
	{
		LIBBPF_OPTS(bpf_map_create_opts, o, .map_flags = bpf_map__map_flags(map));
		if (map == p->skel->maps.rodata)
			continue;
		fd = bpf_map_create(bpf_map__type(map), bpf_map__name(map), bpf_map__key_size(map),
				    bpf_map__value_size(map), bpf_map__max_entries(map), &o);
		if (fd < 0)
			return fd;
		rc = bpf_map__reuse_fd(map, fd);
		if (!rc)
			rc = bpf_map__reuse_fd(
				bpf_object__find_map_by_name(other, bpf_map__name(map)), fd);
		close(fd);
		if (rc)
			return rc;
	}
	return 0;
}

/* Each part loads about as many instructions. */
static void divide(struct live_programs *p, bool page_faults)
{
	size_t todo[PARTS] = {0};
	struct bpf_program *prog;
	unsigned i, least;
	bool wanted;

	bpf_object__for_each_program(prog, p->skel->obj) {
		wanted = page_faults ||
			 (prog != p->skel->progs.fault_user && prog != p->skel->progs.fault_kernel);
		least = todo[1] < todo[0];
		todo[least] += wanted ? bpf_program__insn_cnt(prog) : 0;
		for (i = 0; i < PARTS; i++)
			bpf_program__set_autoload(
				program_of(&p->parts[i], bpf_program__name(prog)),
				wanted && i == least);
	}
}

/* What is asked for, before anything is loaded. */
static int open_parts(struct live_programs *p, const struct live_opts *o)
{
	struct config c = {
		.ring = p->layout,
		.wake_bytes = p->layout.bytes / 8,
		.snaplen = o->snaplen ? o->snaplen : LIVE_SNAPLEN,
		.cpus = p->cpus,
		.page_kb = (u32)(sysconf(_SC_PAGESIZE) / 1024),
	};
	struct part *part;

	if (getrandom(&c.magic, sizeof(c.magic), 0) != sizeof(c.magic) || !c.magic)
		c.magic = clock_ns(CLOCK_MONOTONIC) | 1;
	for (part = p->parts; part < p->parts + PARTS; part++) {
		part->skel = capture_bpf__open();
		if (!part->skel)
			return -errno;
		*(struct config *)&part->skel->rodata->config = c;
	}
	p->skel = p->parts[0].skel;
	divide(p, o->page_faults);
	return 0;
}

static void *load_part(void *arg)
{
	struct part *part = arg;

	complaint[0] = 0;
	part->rc = capture_bpf__load(part->skel);
	memcpy(part->complaint, complaint, COMPLAINT);
	return NULL;
}

/* Both at once; one after the other where there are no more threads. */
static int load_parts(struct live_programs *p, const char **why)
{
	struct part *here = &p->parts[0], *beside = &p->parts[1], *worse;
	bool started = !thread_start(&beside->thread, load_part, beside);

	load_part(here);
	if (started)
		pthread_join(beside->thread, NULL);
	else
		load_part(beside);
	worse = here->rc ? here : beside;
	if (worse->rc)
		*why = worse->complaint;
	/* What somebody was warned of is not why something fails later. */
	complaint[0] = 0;
	return worse->rc;
}

static int set_up(struct live_programs *p, const struct live_opts *o, uint64_t epoch_ns,
		  const char **why)
{
	int rc = open_parts(p, o);
	unsigned i;

	if (!rc)
		rc = make_maps(p);
	if (!rc)
		rc = load_parts(p, why);
	if (!rc)
		rc = connect_variables(p);
	if (!rc)
		rc = connect_bell(p);
	if (!rc)
		rc = fill_table(p, p->skel->maps.enter_table, "e_", enter_fillers, N(enter_fillers));
	if (!rc)
		rc = fill_table(p, p->skel->maps.exit_table, "x_", exit_fillers, N(exit_fillers));
	if (!rc)
		p->shared->control.epoch_ns = epoch_ns;
	for (i = 0; i < PARTS && !rc; i++)
		rc = attach(p, &p->parts[i]);
	return rc;
}

struct live_programs *live_programs_load(const struct live_opts *o, uint64_t epoch_ns,
					 struct err *e)
{
	struct live_programs *p;
	const char *why = complaint;
	int rc, cpus;

	if (check_system(e))
		return NULL;
	complaint[0] = 0;
	libbpf_set_print(on_libbpf);
	cpus = libbpf_num_possible_cpus();
	if (cpus < 1) {
		err_set(e, ERR_IO,
			"cannot tell how many CPUs there are: %s; live capture needs /sys mounted",
			strerror(-cpus));
		return NULL;
	}
	if (cpus > WIRE_CPUS) {
		err_set(e, ERR_LIMIT, "%d CPUs: live capture works with up to %d", cpus,
			WIRE_CPUS);
		return NULL;
	}
	p = xcalloc(1, sizeof(*p));
	p->cpus = (unsigned)cpus;
	complaint[0] = 0;
	p->layout = layout_of(power_of_two(o->buffer_bytes ? o->buffer_bytes : LIVE_BUFFER));
	rc = set_up(p, o, epoch_ns, &why);
	if (rc) {
		load_failed(rc, why, e);
		live_programs_free(p);
		return NULL;
	}
	return p;
}

void live_programs_free(struct live_programs *p)
{
	unsigned i;

	if (!p)
		return;
	for (i = 0; i < p->nlinks; i++)
		bpf_link__destroy(p->links[i]);
	for (i = 0; i < 2; i++)
		if (p->bell[i])
			munmap(p->bell[i], (size_t)sysconf(_SC_PAGESIZE));
	if (p->shared)
		munmap(p->shared, sizeof(*p->shared));
	for (i = 0; i < PARTS; i++)
		capture_bpf__destroy(p->parts[i].skel);
	free(p);
}

void live_programs_start(struct live_programs *p)
{
	syscall(SYS_getpid, p->skel->rodata->config.magic);
}

unsigned live_programs_cpus(const struct live_programs *p)
{
	return p->cpus;
}

struct live_rings *live_programs_rings(struct live_programs *p, struct err *e)
{
	uint64_t bytes = p->cpus * live_rings_stride(&p->layout);
	void *map = mmap(NULL, bytes, PROT_READ, MAP_SHARED, bpf_map__fd(p->skel->maps.rings), 0);

	if (map == MAP_FAILED) {
		err_set(e, ERR_IO, "cannot map the buffers of live capture: %s", strerror(errno));
		return NULL;
	}
	return live_rings_new(p->cpus, &p->layout, map, bytes, p->shared->counters,
			      p->shared->taken);
}

int live_programs_bell(const struct live_programs *p)
{
	return bpf_map__fd(p->skel->maps.bell);
}

void live_programs_heard(struct live_programs *p)
{
	uint64_t written = __atomic_load_n(p->bell[1], __ATOMIC_ACQUIRE);

	__atomic_store_n(p->bell[0], written, __ATOMIC_RELEASE);
}

struct live_maps live_programs_maps(const struct live_programs *p)
{
	return (struct live_maps){.numbers = bpf_map__fd(p->skel->maps.narrow_tgids),
				  .names = bpf_map__fd(p->skel->maps.narrow_comms),
				  .renamed = bpf_map__fd(p->skel->maps.narrow_renamed)};
}

struct control *live_programs_control(struct live_programs *p)
{
	return &p->shared->control;
}

const struct cpu_counters *live_programs_counters(const struct live_programs *p, unsigned cpu)
{
	return &p->shared->counters[cpu];
}
