/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_EVENT_TABLES_H
#define SONDE_EVENT_TABLES_H

/* What build/gen/event_table.c holds beside the tables of event.h; for event.c alone. */

/* Indexed by number; holes are NULL. */
extern const char *const errno_names[];
extern const unsigned errno_count;
extern const char *const signal_names[];
extern const unsigned signal_count;

#endif
