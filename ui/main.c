/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/term/explore.h"
#include "ui/text/print.h"

/* Which face runs: the first word says it; without one it is the explorer. */

static int record_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	fputs("sonde: recording the live system is not there yet; "
	      "sonde print -r FILE -w FILE writes what a filter selects from a capture\n",
	      stderr);
	return EXIT_FAILURE;
}

static int web_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	fputs("sonde: the web face is not there yet; sonde -r FILE explores in the terminal\n",
	      stderr);
	return EXIT_FAILURE;
}

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
	fputs("Usage: sonde [options] [filter]         explore in the terminal\n"
	      "       sonde print [options] [filter]   events as text or JSON\n"
	      "       sonde record [options] [filter]  record a capture (not there yet)\n"
	      "       sonde web [options] [filter]     explore in a browser (not there yet)\n"
	      "       sonde help [print]               this page; the options of print\n"
	      "       sonde --version\n"
	      "\n"
	      "Explores what a Linux system did: system calls and other events, recorded in .scap\n"
	      "captures as sysdig and Falco write them. -r FILE names the capture. All words that\n"
	      "are not options make up the filter, e.g.\n"
	      "\n"
	      "  sonde -r trace.scap proc.name=nginx\n"
	      "  sonde print -r trace.scap evt.type=open and evt.failed=true\n"
	      "\n"
	      "sonde print -l lists the fields that filters and formats know.\n",
	      stdout);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned i;

	for (i = 0; argc > 1 && i < COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	return explore_main(argc, argv);
}
