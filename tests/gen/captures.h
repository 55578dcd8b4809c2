/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TESTS_GEN_CAPTURES_H
#define SONDE_TESTS_GEN_CAPTURES_H

#include "tests/gen/emit.h"

/*
 * A capture that sysdig 0.29.3 opens is called gen-NAME.scap; others x-NAME.scap. Each gen- one
 * has a twin in the other byte order, x-swapped-NAME.scap, that must print the same lines.
 */
struct capture {
	const char *name;
	void (*make)(struct gen *g);
	enum {
		CAP_FOREIGN = 1,   /* 0.29.3 cannot open it, or not to its end, or misreads it */
		CAP_V1 = 2,	   /* also with v1 events and version 8 lists: NAME-v1 */
		CAP_UNTWINNED = 4, /* no twin in the other byte order */
	} flags;
};

extern const struct capture captures[];
extern const unsigned capture_count;

/* What has no generator but is another capture, hurt or wrapped. */
int make_damaged(const char *dir);
int make_gzipped(const char *dir);

/* names.scap, one.scap and crowd.scap: for the tests of the screen alone. */
int make_screens(const char *dir);

/* Write n bytes to dir/name; 0, or -1 having said why. */
int write_file(const char *dir, const char *name, const void *p, size_t n);

/* Repeat the events of a capture; 0, or -1 having said why. */
int repeat_capture(unsigned long times, const char *in, const char *out);

/* A capture of moderate size with most of what there is, to be hurt. */
void make_mixed(struct gen *g);

#endif
