/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/explorer.h"

/* Holding the picture, and hiding what is in it. */

void action_pause(struct explorer *x, unsigned which)
{
	(void)which;
	x->paused = !x->paused;
	live_paused(x);
}

void action_clear(struct explorer *x, unsigned which)
{
	const struct level *l = explorer_level(x);

	(void)which;
	if (l->table && l->def.keyed) {
		explorer_say(x, "c clears lists and events; a table shows the whole selection.");
		return;
	}
	nav_set_cleared(&x->nav, log_count(x->log));
	explorer_say(x, "Cleared; u brings it back.");
}

void action_unclear(struct explorer *x, unsigned which)
{
	(void)which;
	if (!explorer_level(x)->cleared) {
		explorer_say(x, "Nothing was cleared here.");
		return;
	}
	nav_set_cleared(&x->nav, 0);
}
