/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_FILTER_NAMES_H
#define SONDE_FILTER_NAMES_H

#include <stdint.h>

#include "engine/base/err.h"

/* What evt.type can be: the names of event types, then those of system calls; some twice. */
unsigned event_names_count(void);
const char *event_names_get(unsigned i);

/* ERR_UNKNOWN for a name that is none of them, with the nearest that is. */
int event_name_refuse(const char *name, uint64_t column, struct err *e);

#endif
