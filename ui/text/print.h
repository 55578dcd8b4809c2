/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_TEXT_PRINT_H
#define SONDE_TEXT_PRINT_H

/* `sonde print`: argv[0] is not looked at. Returns the exit status. */
int print_main(int argc, char **argv);

#endif
