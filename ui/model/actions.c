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

bool action_first_key(const struct action *a, unsigned where, struct buf *out)
{
	const char *p;
	unsigned which;
	size_t n;

	for (p = a->keys; *p; p += n, p += *p == ' ') {
		n = strcspn(p, " ");
		if (action_find(key_parse(p, n), where, &which) != a)
			continue;
		if (n == 9 && !memcmp(p, "Backspace", n))
			buf_puts(out, "Bksp");
		else
			buf_put(out, p, n);
		return true;
	}
	return false;
}
