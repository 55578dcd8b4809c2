/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/prompt.h"

#include "engine/base/utf8.h"
#include "ui/model/keys.h"

enum { MAX_TEXT = 4096 };

void prompt_init(struct prompt *p, const char *title, const char *text)
{
	*p = (struct prompt){.title = title};
	buf_init(&p->text, MAX_TEXT);
	buf_init(&p->killed, MAX_TEXT);
	buf_init(&p->draft, MAX_TEXT);
	buf_puts(&p->text, text);
	p->at = p->text.len;
}

void prompt_release(struct prompt *p)
{
	buf_release(&p->text);
	buf_release(&p->killed);
	buf_release(&p->draft);
}

void prompt_set_history(struct prompt *p, struct history *h)
{
	p->history = h;
	p->past = h->n;
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

static enum prompt_reaction kill_part(struct prompt *p, size_t from, size_t to)
{
	buf_clear(&p->killed);
	buf_put(&p->killed, p->text.p + from, to - from);
	return erase(p, from, to);
}

void prompt_replace(struct prompt *p, size_t from, size_t to, const char *s, size_t n)
{
	size_t tail = p->text.len - to;

	if (n > to - from && !buf_room(&p->text, n - (to - from)))
		return;
	memmove(p->text.p + from + n, p->text.p + to, tail);
	memcpy(p->text.p + from, s, n);
	p->text.len = from + n + tail;
	p->at = from + n;
}

static enum prompt_reaction insert(struct prompt *p, int key)
{
	struct buf c;

	buf_init(&c, 0);
	utf8_put(&c, key);
	prompt_replace(p, p->at, p->at, c.p, c.len);
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

/* Where the word behind the cursor ends. */
static size_t word_end(const struct prompt *p)
{
	size_t at = p->at;

	while (at < p->text.len && p->text.p[at] == ' ')
		at++;
	while (at < p->text.len && p->text.p[at] != ' ')
		at++;
	return at;
}

/* To an earlier (-1) or later line; what was typed is the last one. */
static enum prompt_reaction go_back(struct prompt *p, int by)
{
	struct history *h = p->history;

	if (!h || (by < 0 && !p->past) || (by > 0 && p->past >= h->n))
		return h ? PROMPT_MOVED : PROMPT_IGNORED;
	if (p->past == h->n) {
		buf_clear(&p->draft);
		buf_put(&p->draft, p->text.p, p->text.len);
	}
	p->past += (unsigned)by;
	if (p->past == h->n)
		prompt_replace(p, 0, p->text.len, buf_cstr(&p->draft), p->draft.len);
	else
		prompt_replace(p, 0, p->text.len, h->v[p->past], strlen(h->v[p->past]));
	return PROMPT_CHANGED;
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
	case UK_CTRL + 'B':
		p->at = before(p, p->at);
		return PROMPT_MOVED;
	case UK_RIGHT:
	case UK_CTRL + 'F':
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
	case UK_CTRL + 'D':
		return erase(p, p->at, after(p, p->at));
	case UK_CTRL + 'U':
		return kill_part(p, 0, p->at);
	case UK_CTRL + 'K':
		return kill_part(p, p->at, p->text.len);
	case UK_CTRL + 'W':
		return kill_part(p, word(p), p->at);
	case UK_CTRL + 'Y':
		prompt_replace(p, p->at, p->at, buf_cstr(&p->killed), p->killed.len);
		return PROMPT_CHANGED;
	case UK_WORD_LEFT:
		p->at = word(p);
		return PROMPT_MOVED;
	case UK_WORD_RIGHT:
		p->at = word_end(p);
		return PROMPT_MOVED;
	case UK_UP:
	case UK_CTRL + 'P':
		return go_back(p, -1);
	case UK_DOWN:
	case UK_CTRL + 'N':
		return go_back(p, 1);
	}
	if (key >= ' ' && key < UK_SPECIAL && utf8_showable(key))
		return insert(p, key);
	return PROMPT_IGNORED;
}
