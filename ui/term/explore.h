/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_TERM_EXPLORE_H
#define SONDE_UI_TERM_EXPLORE_H

/* The explorer: `sonde [options] [filter]`. argv[0] is the program; returns the exit status. */
int explore_main(int argc, char **argv);

/* The commands of the program and the options of the explorer, on standard output. */
void explore_help(void);

#endif
