/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_WEB_ASSETS_H
#define SONDE_UI_WEB_ASSETS_H

#include <stddef.h>

/* The files of ui/web/page/, put into the program by ui/web/embed.sh. */
struct web_asset {
	const char *path; /* "/app.js"; "/" is index.html */
	const char *type;
	const unsigned char *data;
	size_t bytes;
};

extern const struct web_asset web_assets[];
extern const unsigned web_asset_count;

#endif
