/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_CHISEL_H
#define SONDE_TEXT_CHISEL_H

#include <signal.h>

#include "engine/base/buf.h"
#include "engine/script/chisel.h"

struct print_options;
struct chisel_reading;

/* Chisels on the command line of `sonde print`: -c, -cl, -i, and where they are looked for. */

struct chisel_words_of {
	struct chisel *chisel;
	const char *word; /* its arguments, NULL none */
};

struct chisel_options {
	struct chisel_path path;  /* made when first needed */
	struct chisel_path named; /* --chisel-dir */
	bool of_sysdig;		  /* --sysdig-chisels */
	struct chisel_env env;
	struct chisel_set *set; /* NULL: no -c */
	struct chisel_reading *reading; /* the capture that is open, NULL none */
	struct chisel_words_of *words;
	unsigned n;
	const char *info; /* -i */
};

/* --chisel-dir and --sysdig-chisels; ERR_SYNTAX once a chisel has been looked for. */
int chisel_options_dir(struct chisel_options *c, const char *dir, struct err *e);

/*
 * -c NAME: load it.
 * in      the n words that follow
 * returns how many of them are its arguments (0 or 1), or a negative code with *e
 */
int chisel_options_add(struct chisel_options *c, const char *name, char *const *words, int n,
		       struct err *e);
void chisel_options_release(struct chisel_options *c);

/* -cl, -i: 0, or a negative code with *e. */
int chisel_print_list(struct chisel_options *c, struct buf *out, struct err *e);
int chisel_print_info(struct chisel_options *c, struct buf *out, struct err *e);

/*
 * Run the chisels over the captures; their output goes to stdout as they write it.
 * in      interrupted: set when the user wants to stop
 * returns the exit status
 */
int chisel_run(struct print_options *o, const volatile sig_atomic_t *interrupted);

#endif
