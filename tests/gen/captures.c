/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/gen/captures.h"

#include "event_codes.h"
#include "tests/gen/every.h"
#include "tests/gen/scenes.h"

static void default_world(struct gen *g)
{
	struct world_opts o = WORLD_DEFAULT;

	if (g->v1) {
		o.threads = 8;
		o.lens = false;
	}
	put_world(g, &o);
}

/* One capture for each scene. */
#define SCENE(name)                            \
	static void make_##name(struct gen *g) \
	{                                      \
		default_world(g);              \
		scene_##name(g);               \
	}
SCENE(tcp)
SCENE(udp)
SCENE(unix)
SCENE(files)
SCENE(procs)
SCENE(execveat)
SCENE(threads)
SCENE(containers)
SCENE(ids)
SCENE(values)
SCENE(counts)
SCENE(exit_only)
SCENE(midway)
SCENE(state_only)
SCENE(hidden)
SCENE(html)
SCENE(unknown)

void make_mixed(struct gen *g)
{
	default_world(g);
	scene_containers(g);
	put_traffic(g);
	scene_procs(g);
	scene_tcp(g);
	scene_udp(g);
	scene_unix(g);
	scene_files(g);
	scene_ids(g);
}

/* ------------------------------------------------------------------ metadata --- */

/* The process list in each version, with the other lists of its time. */
static void procs_version(struct gen *g, int version, unsigned tail)
{
	struct world_opts o = WORLD_DEFAULT;

	o.threads = version;
	o.tail = tail;
	o.lens = version >= 9;
	o.speed = version != 3;
	g->v1 = version < 9;
	put_world(g, &o);
	put_traffic(g);
}

#define LIST(version)                                  \
	static void make_list_##version(struct gen *g) \
	{                                              \
		procs_version(g, version, 0);          \
	}
LIST(1)
LIST(2)
LIST(3)
LIST(4)
LIST(5)
LIST(6)
LIST(7)
LIST(8)

#define TAIL(bytes)                                  \
	static void make_tail_##bytes(struct gen *g) \
	{                                            \
		procs_version(g, 9, bytes);          \
	}
TAIL(0)
TAIL(4)
TAIL(5)
TAIL(13)
TAIL(29)
TAIL(30)
TAIL(66)
TAIL(67)
TAIL(68)
TAIL(76)

static void make_minimal(struct gen *g)
{
	put_section(g, 1, 2, false);
	EV(g, 7, EV_SYSCALL_CLOSE_E, I(3));
}

static void make_foreign_blocks(struct gen *g)
{
	struct world_opts o = WORLD_DEFAULT;

	o.foreign = true;
	o.split = true;
	put_world(g, &o);
	put_traffic(g);
}

static void make_minor_99(struct gen *g)
{
	put_section(g, 1, 99, false);
	put_traffic(g);
}

static void make_options(struct gen *g)
{
	struct world_opts o = WORLD_DEFAULT;

	o.options = true;
	put_world(g, &o);
	scene_tcp(g);
}

static void make_new_fds(struct gen *g)
{
	struct world_opts o = WORLD_DEFAULT;

	o.new_fds = true;
	put_world(g, &o);
	EV(g, TID_PYTHON, EV_SYSCALL_READ_E, I(23), I(1));
	EV(g, TID_PYTHON, EV_SYSCALL_READ_X, I(1), BL("x"));
	EV(g, TID_PYTHON, EV_SYSCALL_READ_E, I(25), I(1));
	EV(g, TID_PYTHON, EV_SYSCALL_READ_X, I(1), BL("x"));
}

static void make_old_codes(struct gen *g)
{
	g->old_codes = true;
	procs_version(g, 3, 0);
}

static void make_sections(struct gen *g)
{
	procs_version(g, 9, 5);
	procs_version(g, 9, 5);
	procs_version(g, 8, 0);
}

/* Sections that begin with container events, which get no numbers but in the first. */
static void make_sections_leading(struct gen *g)
{
	default_world(g);
	scene_containers(g);
	g->ts += 5000000000;
	default_world(g);
	scene_containers(g);
	procs_version(g, 9, 5);
	g->ts -= 3000000000; /* another machine's clock */
	default_world(g);
	scene_containers(g);
}

static void make_sections_swapped(struct gen *g)
{
	procs_version(g, 9, 5);
	g->swap = !g->swap;
	procs_version(g, 9, 5);
}

static void make_blocks_between(struct gen *g)
{
	size_t at;

	default_world(g);
	put_traffic(g);
	at = block_begin(g, 0x12345678);
	put_bytes(g, "in the midst of events", 22);
	block_end(g, at);
	put_traffic(g);
}

static void make_no_events(struct gen *g)
{
	default_world(g);
}

static void make_major_2(struct gen *g)
{
	put_section(g, 2, 0, false);
	put_traffic(g);
}

/* -------------------------------------------------------------------- events --- */

static void every(struct gen *g, unsigned from, unsigned to, enum variant v, enum amount a)
{
	struct world_opts o = WORLD_DEFAULT;

	if (g->v1) {
		o.threads = 8;
		o.lens = false;
	}
	o.extras = (to + 1) / 2;
	put_world(g, &o);
	put_every_event(g, from, to, v, a);
}

static void make_every_plain(struct gen *g)
{
	every(g, 0, EVENT_REF_COUNT, VARIANT_PLAIN, AMOUNT_REF);
}

static void make_every_absent(struct gen *g)
{
	every(g, 0, EVENT_REF_COUNT, VARIANT_ABSENT, AMOUNT_REF);
}

static void make_every_extreme(struct gen *g)
{
	every(g, 0, EVENT_REF_COUNT, VARIANT_EXTREME, AMOUNT_REF);
}

static void make_every_new(struct gen *g)
{
	every(g, 0, event_count, VARIANT_PLAIN, AMOUNT_ALL);
}

static void make_every_new_extreme(struct gen *g)
{
	every(g, 0, event_count, VARIANT_EXTREME, AMOUNT_ALL);
}

static void make_every_fewer(struct gen *g)
{
	every(g, 0, event_count, VARIANT_PLAIN, AMOUNT_FEWER);
}

static void make_every_more(struct gen *g)
{
	every(g, 0, event_count, VARIANT_PLAIN, AMOUNT_MORE);
}

static void make_every_empty(struct gen *g)
{
	every(g, 0, event_count, VARIANT_EMPTY, AMOUNT_ALL);
}

/* Larger than a block without LARGE may be, in a type that has 32-bit lengths. */
static void make_large(struct gen *g)
{
	struct buf json;
	unsigned i;

	buf_init(&json, 0);
	buf_puts(&json, "{\"container\":{\"id\":\"aaaabbbbcccc\",\"image\":\"busybox\","
			"\"lookup_state\":1,\"name\":\"large\",\"type\":0,\"labels\":{");
	for (i = 0; i < 5000; i++)
		buf_printf(&json, "\"label%u\":\"its value is %u\",", i, i);
	buf_puts(&json, "\"last\":\"one\"}}}");
	buf_putc(&json, 0);
	default_world(g);
	EV0(g, TID_BASH, EV_SYSCALL_STAT_E);
	EV(g, TID_BASH, EV_SYSCALL_STAT_X, I(0), S("before"));
	EV(g, -1, EV_CONTAINER_JSON_2_E, B(json.p, json.len));
	buf_release(&json);
	EV0(g, TID_BASH, EV_SYSCALL_STAT_E);
	EV(g, TID_BASH, EV_SYSCALL_STAT_X, I(0), S("after"));
}

static void make_plugin(struct gen *g)
{
	put_section(g, 1, 2, false);
	EV(g, -1, EV_PLUGINEVENT_E, I(2), BL("{\"Records\":[]}"));
	EV(g, -1, EV_PLUGINEVENT_E, I(2), BL("{\"Records\":[1]}"));
}

/* JSON that is none, or not what the type promises: 0.29.3 ends there. */
static void make_bad_json(struct gen *g)
{
	default_world(g);
	put_traffic(g);
	EV(g, -1, EV_CONTAINER_JSON_E, S("not json"));
	EV(g, -1, EV_CONTAINER_JSON_2_E, S("[1, 2"));
	EV(g, -1, EV_CONTAINER_JSON_2_E, S("{\"container\": 5}"));
	EV(g, -1, EV_CONTAINER_JSON_2_E, S("{\"container\": {\"id\": {}}}"));
	EV(g, -1, EV_CONTAINER_JSON_2_E, E);
	EV(g, -1, EV_K8S_E, S("{}"));
	EV(g, -1, EV_MESOS_E, S("{}"));
	put_traffic(g);
}

/* 0.29.3 crashes when asked for %evt.res of these, or of errors without a name. */
static void make_no_res(struct gen *g)
{
	default_world(g);
	EV(g, TID_NGINX, EV_SYSCALL_BPF_E, I(0));
	EV(g, TID_NGINX, EV_SYSCALL_BPF_X, DI(0, 9));
	EV(g, TID_NGINX, EV_SYSCALL_BPF_E, I(5));
	EV(g, TID_NGINX, EV_SYSCALL_BPF_X, DI(1, -1));
	EV(g, TID_NGINX, EV_SYSCALL_LSEEK_E, I(9), I(0), I(0));
	EV(g, TID_NGINX, EV_SYSCALL_LSEEK_X, I(-9999));
}

static void make_tracer(struct gen *g)
{
	default_world(g);
	EV(g, TID_BASH, EV_TRACER_E, I(1), E, E);
	EV(g, TID_BASH, EV_TRACER_X, I(1), E, E);
	put_traffic(g);
}

/* What switch events looked like in spring 2014: five parameters of other widths. */
static void make_switch_2014(struct gen *g)
{
	procs_version(g, 1, 0);
	EV(g, TID_BASH, EV_SCHEDSWITCH_6_E, I(TID_NGINX), W(4, 1), W(4, 2), W(4, 3), W(4, 4));
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const struct capture captures[] = {
	{"minimal", make_minimal, CAP_V1},
	{"minor-99", make_minor_99, 0},
	{"tcp", make_tcp, CAP_V1},
	{"udp", make_udp, CAP_V1},
	{"unix", make_unix, CAP_V1},
	{"files", make_files, CAP_V1},
	{"procs", make_procs, CAP_V1},
	{"threads", make_threads, CAP_V1},
	{"containers", make_containers, 0},
	{"ids", make_ids, CAP_V1},
	{"values", make_values, CAP_V1},
	{"counts", make_counts, 0},
	{"exit-only", make_exit_only, 0},
	{"midway", make_midway, 0},
	{"state-only", make_state_only, CAP_V1},
	{"hidden", make_hidden, CAP_V1},
	{"unknown-codes", make_unknown, CAP_V1},
	{"mixed", make_mixed, 0},
	{"list-v1", make_list_1, 0},
	{"list-v2", make_list_2, 0},
	{"list-v3", make_list_3, 0},
	{"list-v4", make_list_4, 0},
	{"list-v5", make_list_5, 0},
	{"list-v6", make_list_6, 0},
	{"list-v7", make_list_7, 0},
	{"list-v8", make_list_8, 0},
	{"list-v9-tail-0", make_tail_0, 0},
	{"list-v9-tail-4", make_tail_4, 0},
	{"list-v9-tail-5", make_tail_5, 0},
	{"list-v9-tail-13", make_tail_13, 0},
	{"list-v9-tail-29", make_tail_29, 0},
	{"list-v9-tail-30", make_tail_30, 0},
	{"list-v9-tail-66", make_tail_66, 0},
	{"list-v9-tail-67", make_tail_67, 0},
	{"list-v9-tail-68", make_tail_68, 0},
	{"list-v9-tail-76", make_tail_76, 0},
	{"foreign-blocks", make_foreign_blocks, 0},
	{"sections", make_sections, 0},
	{"sections-leading", make_sections_leading, 0},
	{"every-plain", make_every_plain, 0},
	{"every-absent", make_every_absent, 0},
	{"every-extreme", make_every_extreme, 0},
	{"every-new", make_every_new, 0},
	{"every-fewer", make_every_fewer, 0},
	{"every-more", make_every_more, 0},
	{"every-new-extreme", make_every_new_extreme, 0},
	{"large", make_large, 0},
	{"switch-2014", make_switch_2014, 0},
	{"old-codes", make_old_codes, 0},
	{"plugin", make_plugin, 0},
	{"options", make_options, CAP_FOREIGN}, /* twin: gen-tcp */
	{"new-fds", make_new_fds, CAP_FOREIGN},
	{"sections-swapped", make_sections_swapped, CAP_FOREIGN},
	{"blocks-between", make_blocks_between, CAP_FOREIGN},
	{"no-events", make_no_events, CAP_FOREIGN},
	{"major-2", make_major_2, CAP_FOREIGN},
	{"every-empty", make_every_empty, CAP_FOREIGN},
	{"tracer", make_tracer, CAP_FOREIGN},
	{"execveat", make_execveat, CAP_FOREIGN},
	{"no-res", make_no_res, CAP_FOREIGN},
	{"bad-json", make_bad_json, CAP_FOREIGN},
	{"html", make_html, CAP_FOREIGN},
};
const unsigned capture_count = COUNT(captures);
