/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/actions.h"

#include <string.h>

#include "ui/model/keys.h"

const struct action actions[ACTION_COUNT] = {
#define ACTION(id_, name_, keys_, label_, help_, where_, function_) \
	[ACT_##id_] = {.name = name_,                               \
		       .keys = keys_,                               \
		       .label = label_,                             \
		       .help = help_,                               \
		       .where = where_,                             \
		       .run = function_},
#include "ui/model/actions.def"
#undef ACTION
};

static bool has_key(const struct action *a, int key, unsigned *which)
{
	const char *p = a->keys;

	for (*which = 0; *p; ++*which) {
		unsigned n = (unsigned)strcspn(p, " ");

		if (key_parse(p, n) == key)
			return true;
		p += n;
		p += *p == ' ';
	}
	return false;
}

const struct action *action_find(int key, unsigned where, unsigned *which)
{
	unsigned i;

	for (i = 0; i < ACTION_COUNT; i++) {
		if ((actions[i].where & where) && has_key(&actions[i], key, which))
			return &actions[i];
	}
	return NULL;
}

void action_first_key(const struct action *a, struct buf *out)
{
	size_t n = strcspn(a->keys, " ");

	if (n == 9 && !memcmp(a->keys, "Backspace", n))
		buf_puts(out, "Bksp");
	else
		buf_put(out, a->keys, n);
}
