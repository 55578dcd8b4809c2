/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/prompt.h"

#include "engine/base/utf8.h"
#include "ui/model/keys.h"

enum { MAX_TEXT = 4096 };

void prompt_init(struct prompt *p, const char *title, const char *text)
{
	*p = (struct prompt){.title = title};
	buf_init(&p->text, MAX_TEXT);
	buf_puts(&p->text, text);
	p->at = p->text.len;
}

void prompt_release(struct prompt *p)
{
	buf_release(&p->text);
}

/* Where the character before / after `at` begins / ends. */
static size_t before(const struct prompt *p, size_t at)
{
	while (at && ((unsigned char)p->text.p[--at] & 0xC0) == 0x80)
		;
	return at;
}

static size_t after(const struct prompt *p, size_t at)
{
	unsigned used;

	if (at >= p->text.len)
		return p->text.len;
	utf8_next(p->text.p + at, p->text.len - at, &used);
	return at + used;
}

static enum prompt_reaction erase(struct prompt *p, size_t from, size_t to)
{
	if (from == to)
		return PROMPT_MOVED;
	memmove(p->text.p + from, p->text.p + to, p->text.len - to);
	p->text.len -= to - from;
	p->at = from;
	return PROMPT_CHANGED;
}

static enum prompt_reaction insert(struct prompt *p, int key)
{
	struct buf c;

	buf_init(&c, 0);
	utf8_put(&c, key);
	if (buf_room(&p->text, c.len)) {
		memmove(p->text.p + p->at + c.len, p->text.p + p->at, p->text.len - p->at);
		memcpy(p->text.p + p->at, c.p, c.len);
		p->text.len += c.len;
		p->at += c.len;
	}
	buf_release(&c);
	return PROMPT_CHANGED;
}

/* Where the word before the cursor begins. */
static size_t word(const struct prompt *p)
{
	size_t at = p->at;

	while (at && p->text.p[at - 1] == ' ')
		at--;
	while (at && p->text.p[at - 1] != ' ')
		at--;
	return at;
}

enum prompt_reaction prompt_key(struct prompt *p, int key)
{
	switch (key) {
	case UK_ENTER:
		return PROMPT_DONE;
	case UK_ESC:
	case UK_CTRL + 'G':
		return PROMPT_CANCELLED;
	case UK_LEFT:
		p->at = before(p, p->at);
		return PROMPT_MOVED;
	case UK_RIGHT:
		p->at = after(p, p->at);
		return PROMPT_MOVED;
	case UK_HOME:
	case UK_CTRL + 'A':
		p->at = 0;
		return PROMPT_MOVED;
	case UK_END:
	case UK_CTRL + 'E':
		p->at = p->text.len;
		return PROMPT_MOVED;
	case UK_BACKSPACE:
		return erase(p, before(p, p->at), p->at);
	case UK_DELETE:
		return erase(p, p->at, after(p, p->at));
	case UK_CTRL + 'U':
		return erase(p, 0, p->at);
	case UK_CTRL + 'W':
		return erase(p, word(p), p->at);
	}
	if (key >= ' ' && key < UK_SPECIAL && utf8_showable(key))
		return insert(p, key);
	return PROMPT_IGNORED;
}
