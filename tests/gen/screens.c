/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event_codes.h"
#include "tests/gen/captures.h"
#include "tests/gen/world.h"

/* Captures that are hard on a screen: names made of anything, a single event, a crowd. */

enum { CROWD = 100000, CROWD_BLOCK = 1000, LONG_NAME = 4096, FIRST_TID = 5000 };

static void put_machine_of(struct gen *g)
{
	static const struct scap_machine machine = {
		.num_cpus = 2,
		.memory_bytes = 1ull << 30,
		.max_pid = 4194304,
		.boot_ts = 1699990000000000000ull,
		.hostname = "testbox",
	};

	put_section(g, 1, 2, false);
	put_machine(g, &machine);
	put_interfaces(g, true, true, NULL, 0);
	put_users(g, true, NULL, 0);
}

static struct slice text(const char *s)
{
	return (struct slice){s, strlen(s)};
}

static struct scap_thread process(int64_t tid, const char *comm, const char *args)
{
	return (struct scap_thread){
		.tid = tid,
		.pid = tid,
		.ptid = 1,
		.vtid = tid,
		.vpid = tid,
		.comm = text(comm),
		.exe = text(comm),
		.exepath = text(comm),
		.args = text(args),
		.cwd = SL("/"),
		.root = SL("/"),
		.fdlimit = 1024,
		.vm_size_kb = 4096,
		.vm_rss_kb = 1024,
	};
}

/* What terminals obey, what they draw in a way of their own, and what shells would run. */
static const char *const names[] = {
	"\033[2J\033[31mclear",	       /* clears the screen, in red */
	"\033]0;title\007bell",	       /* sets the title */
	"\033P1$r\033\\dcs",	       /* asks the terminal something */
	("\302\233" "31mc1"),       /* the same in one character */
	"line\nfeed\ttab\rreturn",
	"\360\237\221\251\342\200\215\360\237\222\273 emoji \360\237\232\200\360\237\232\200",
	"\344\275\240\345\245\275 wide",
	"e\314\201\314\202\314\203 combining a\314\212",
	"\327\251\327\234\327\225\327\235 \330\263\331\204\330\247\331\205 rtl",
	"\342\200\256override\342\200\254 \342\201\246isolate\342\201\251",
	"\377\376\300\257 not utf-8 \355\240\200",
	"$(touch PWNED) `touch PWNED` ; touch PWNED",
	"'quote' \"double\" \\ %s %n",
	"-rf --help",
	"",
};

static void make_names(struct gen *g)
{
	static char longest[LONG_NAME + 1];
	struct scap_thread t;
	unsigned i, n = sizeof(names) / sizeof(names[0]);

	memset(longest, 'x', LONG_NAME);
	memcpy(longest, "long", 4);
	put_machine_of(g);
	for (i = 0; i <= n; i++) {
		t = process(FIRST_TID + i, i < n ? names[i] : longest, i < n ? "" : longest);
		put_threads(g, 9, 5, &t, 1);
	}
	for (i = 0; i <= n; i++) {
		EV0(g, FIRST_TID + i, EV_SYSCALL_OPEN_E);
		EV(g, FIRST_TID + i, EV_SYSCALL_OPEN_X, I(3), S(i < n ? names[i] : longest), I(1), I(0));
		EV(g, FIRST_TID + i, EV_SYSCALL_READ_E, I(3), I(100));
		EV(g, FIRST_TID + i, EV_SYSCALL_READ_X, I(i < n ? (int)strlen(names[i]) + 1 : LONG_NAME),
		   B(i < n ? names[i] : longest, i < n ? strlen(names[i]) : LONG_NAME));
	}
}

static void make_one_event(struct gen *g)
{
	struct scap_thread t = process(FIRST_TID, "alone", "");

	put_machine_of(g);
	put_threads(g, 9, 5, &t, 1);
	EV0(g, FIRST_TID, EV_SYSCALL_OPEN_E);
}

static void make_crowd(struct gen *g)
{
	static char comms[CROWD_BLOCK][16];
	static struct scap_thread t[CROWD_BLOCK];
	unsigned i, k;

	put_machine_of(g);
	for (i = 0; i < CROWD; i += CROWD_BLOCK) {
		for (k = 0; k < CROWD_BLOCK; k++) {
			snprintf(comms[k], sizeof(comms[k]), "worker-%u", i + k);
			t[k] = process(FIRST_TID + i + k, comms[k], "");
			t[k].vm_rss_kb = i + k;
		}
		put_threads(g, 9, 5, t, CROWD_BLOCK);
	}
	for (i = 0; i < CROWD; i += CROWD / 100) {
		EV0(g, FIRST_TID + i, EV_SYSCALL_OPEN_E);
		EV(g, FIRST_TID + i, EV_SYSCALL_OPEN_X, I(3), S("/etc/hosts"), I(1), I(0));
	}
}

static int make(const char *dir, const char *name, void (*scene)(struct gen *g))
{
	struct gen g;
	int r;

	gen_init(&g);
	scene(&g);
	r = write_file(dir, name, g.b.p, g.b.len);
	gen_release(&g);
	return r;
}

int make_screens(const char *dir)
{
	return make(dir, "names.scap", make_names) | make(dir, "one.scap", make_one_event) |
	       make(dir, "crowd.scap", make_crowd);
}
