/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FILTER_NAMES_H
#define SONDE_FILTER_NAMES_H

#include <stddef.h>

/* What evt.type can be: the names of event types, then those of system calls; some twice. */
unsigned event_names_count(void);
const char *event_names_get(unsigned i);

/* The name nearest to a misspelt one, NULL when none is near. */
const char *event_name_nearest(const char *name, size_t len);

#endif
