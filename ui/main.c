/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/near.h"
#include "ui/term/explore.h"
#include "ui/text/print.h"
#include "ui/text/record.h"
#include "ui/web/web.h"

/* Which face runs: the first word says it; without one it is the explorer. */

static int help_main(int argc, char **argv);

static int version_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("sonde version " SONDE_VERSION);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv); /* argv[0] is the name */
} commands[] = {
	{"print", print_main},	     {"record", record_main}, {"web", web_main},
	{"help", help_main},	     {"--help", help_main},   {"-h", help_main},
	{"--version", version_main},
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int help_main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "print") == 0)
		return print_main(2, (char *[]){argv[1], (char[]){"--help"}, NULL});
	if (argc > 1 && strcmp(argv[1], "record") == 0)
		return record_main(2, (char *[]){argv[1], (char[]){"--help"}, NULL});
	if (argc > 1 && strcmp(argv[1], "web") == 0)
		return web_main(2, (char *[]){argv[1], (char[]){"--help"}, NULL});
	if (argc > 1) {
		fprintf(stderr, "sonde: there is no page about %s; sonde help lists the commands\n",
			argv[1]);
		return EXIT_FAILURE;
	}
	explore_help();
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/*
 * The two commonest slips of the first minute, which would end as puzzling messages about
 * filters: a capture without -r, and a word that is no command. A filter begins with a field,
 * which has a dot in it, or with "not" or a bracket.
 */
static bool explain_first_word(const char *command, const char *word)
{
	size_t letters = strspn(word, "abcdefghijklmnopqrstuvwxyz-");
	struct near near;
	struct stat st;
	struct err e;
	unsigned i;

	if (word[0] == '-')
		return false;
	if (!stat(word, &st) && (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode))) {
		fprintf(stderr, "sonde: captures are opened with -r: sonde %s%s-r %s\n", command,
			command[0] ? " " : "", word);
		return true;
	}
	if (command[0] || word[letters] || strcmp(word, "not") == 0)
		return false;
	near_init(&near, word, strlen(word));
	for (i = 0; i < COMMANDS; i++)
		near_offer(&near, commands[i].name);
	near_refuse(&near, "command",
		    "sonde help lists them (and a filter begins with a field, like proc.name)", 0,
		    &e);
	fprintf(stderr, "sonde: %s\n", e.msg);
	return true;
}

int main(int argc, char **argv)
{
	unsigned i;

	if (argc > 2 &&
	    (strcmp(argv[1], "print") == 0 || strcmp(argv[1], "record") == 0 ||
	     strcmp(argv[1], "web") == 0) &&
	    explain_first_word(argv[1], argv[2]))
		return EXIT_FAILURE;
	for (i = 0; argc > 1 && i < COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	if (argc > 1 && explain_first_word("", argv[1]))
		return EXIT_FAILURE;
	return explore_main(argc, argv);
}
