/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes the captures that the tests read.
 *
 *   gen_captures DIR                     all of them, into DIR
 *   gen_captures --screens DIR           those that are hard on a screen
 *   gen_captures --repeat N IN OUT       IN with its events N times over, for the benchmark
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/gen/captures.h"

int write_file(const char *dir, const char *name, const void *p, size_t n)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "wb");
	if (!f || fwrite(p, 1, n, f) != n || fclose(f) != 0) {
		fprintf(stderr, "gen_captures: %s: %s\n", path, strerror(errno));
		return -1;
	}
	return 0;
}

static int make_one(const char *dir, const struct capture *c, const char *prefix,
		    const char *suffix, bool swap, bool v1)
{
	char name[256];
	struct gen g;
	int rc;

	gen_init(&g);
	g.swap = swap;
	g.v1 = v1;
	c->make(&g);
	snprintf(name, sizeof(name), "%s%s%s.scap", prefix, c->name, suffix);
	rc = write_file(dir, name, g.b.p, g.b.len);
	gen_release(&g);
	return rc;
}

static int make_all(const char *dir)
{
	unsigned i;
	int rc = 0;

	if (mkdir(dir, 0777) < 0 && errno != EEXIST) {
		fprintf(stderr, "gen_captures: %s: %s\n", dir, strerror(errno));
		return -1;
	}
	for (i = 0; i < capture_count; i++) {
		const struct capture *c = &captures[i];

		rc |= make_one(dir, c, c->flags & CAP_FOREIGN ? "x-" : "gen-", "", false, false);
		if (c->flags & CAP_V1)
			rc |= make_one(dir, c, "gen-", "-v1", false, true);
		if (!(c->flags & (CAP_FOREIGN | CAP_UNTWINNED)))
			rc |= make_one(dir, c, "x-swapped-", "", true, false);
	}
	rc |= make_damaged(dir);
	rc |= make_gzipped(dir);
	return rc;
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "--repeat") == 0) {
		char *end;
		unsigned long n = strtoul(argv[2], &end, 10);

		if (*end == '\0' && n > 0)
			return repeat_capture(n, argv[3], argv[4]) < 0;
	} else if (argc == 3 && strcmp(argv[1], "--screens") == 0) {
		return make_screens(argv[2]) < 0;
	} else if (argc == 2 && argv[1][0] != '-') {
		return make_all(argv[1]) < 0;
	}
	fprintf(stderr, "usage: gen_captures DIR\n"
			"       gen_captures --screens DIR\n"
			"       gen_captures --repeat N IN OUT\n");
	return 2;
}
