/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filter/names.h"

#include <string.h>

#include "engine/base/near.h"
#include "engine/event/event.h"

unsigned event_names_count(void)
{
	return event_count + syscall_count;
}

const char *event_names_get(unsigned i)
{
	const char *name =
		i < event_count ? event_table[i].name : syscall_table[i - event_count].name;

	return name ? name : "";
}

int event_name_refuse(const char *name, uint64_t column, struct err *e)
{
	struct near near;
	unsigned i;

	near_init(&near, name, strlen(name));
	for (i = 0; i < event_names_count(); i++)
		near_offer(&near, event_names_get(i));
	return near_refuse(&near, "event type", "", column, e);
}
