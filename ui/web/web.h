/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_WEB_H
#define SONDE_UI_WEB_WEB_H

/* `sonde web`: the explorer in a browser. argv[0] is the word "web". Returns the exit status. */
int web_main(int argc, char **argv);

#endif
