/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/text/chisel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "ui/model/chisel_dirs.h"
#include "ui/text/tty.h"

/* ------------------------------------------------------------------ where they are --- */

static void make_path(struct chisel_options *c)
{
	if (!c->path.n)
		chisel_dirs_add(&c->path, &c->named, true, c->of_sysdig);
}

int chisel_options_dir(struct chisel_options *c, const char *dir, struct err *e)
{
	if (c->path.n)
		return err_set(e, ERR_SYNTAX,
			       "%s has to come before -c and -i: it says where to look",
			       dir ? "--chisel-dir" : "--sysdig-chisels");
	if (dir && !dir[0])
		return err_set(e, ERR_SYNTAX, "--chisel-dir: the name of the folder is empty");
	if (dir)
		chisel_path_add(&c->named, dir);
	else
		c->of_sysdig = true;
	return 0;
}

/* ------------------------------------------------------------------------- a chisel --- */

int chisel_options_add(struct chisel_options *c, const char *name, char *const *words, int n,
		       struct err *e)
{
	struct chisel *chisel;
	struct winsize size;
	int rc;

	make_path(c);
	if (!c->set) {
		tty_filter_streams(); /* Lua takes stdout and stderr as it finds them */
		c->env.path = &c->path;
		c->env.tty = isatty(STDOUT_FILENO);
		c->env.width = c->env.height = -1;
		if (c->env.tty && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size)) {
			c->env.width = size.ws_col;
			c->env.height = size.ws_row;
		}
		c->set = chisel_set_new(&c->env);
	}
	rc = chisel_set_add(c->set, name, &chisel, e);
	if (!rc)
		rc = chisel_takes_word(chisel, words, n, e);
	if (rc < 0)
		return rc;
	c->words = xrealloc(c->words, (c->n + 1) * sizeof(*c->words));
	c->words[c->n++] = (struct chisel_words_of){chisel, rc ? words[0] : NULL};
	return rc;
}

void chisel_options_release(struct chisel_options *c)
{
	chisel_set_free(c->set);
	chisel_path_release(&c->path);
	chisel_path_release(&c->named);
	free(c->words);
}

/* --------------------------------------------------------------------------- lists --- */

enum { INDENT = 16, WIDTH = 78 };

/* Text in words, in lines that begin at a column; the cursor stands at column `at`. */
static void put_words(struct buf *out, const char *text, unsigned indent, unsigned at)
{
	while (*(text += strspn(text, " \t\n\r"))) {
		unsigned n = (unsigned)strcspn(text, " \t\n\r");

		if (at > indent && at + 1 + n > WIDTH) {
			buf_putc(out, '\n');
			at = 0;
		}
		if (at > indent) {
			buf_putc(out, ' ');
			at++;
		}
		for (; at < indent; at++)
			buf_putc(out, ' ');
		buf_put(out, text, n);
		at += n;
		text += n;
	}
	buf_putc(out, '\n');
}

static void put_entry(struct buf *out, const char *name, const char *text)
{
	size_t n = strlen(name);

	buf_puts(out, name);
	if (n >= INDENT) {
		buf_putc(out, '\n');
		n = 0;
	}
	put_words(out, text, INDENT, (unsigned)n);
}

static void put_heading(struct buf *out, const char *category)
{
	size_t i, n;

	category = category[0] ? category : "Other";
	n = strlen("Category: ") + strlen(category);
	buf_printf(out, "\nCategory: %s\n", category);
	for (i = 0; i < n; i++)
		buf_putc(out, '-');
	buf_putc(out, '\n');
}

int chisel_print_list(struct chisel_options *c, struct buf *out, struct err *e)
{
	struct chisel_list l;
	unsigned i;

	make_path(c);
	chisel_list_load(&l, &c->path);
	for (i = 0; i < l.n; i++) {
		if (!i || strcmp(l.v[i].category, l.v[i - 1].category))
			put_heading(out, l.v[i].category);
		put_entry(out, l.v[i].name, l.v[i].short_desc);
	}
	chisel_list_release(&l);
	if (!i)
		return err_set(e, ERR_UNKNOWN,
			       "no chisels found; name a folder that has some with --chisel-dir");
	buf_puts(out, "\nsonde print -i NAME describes one of them and its arguments.\n");
	return 0;
}

int chisel_print_info(struct chisel_options *c, struct buf *out, struct err *e)
{
	struct chisel_info info;
	unsigned i;
	int rc;

	make_path(c);
	rc = chisel_info_load(&info, &c->path, c->info, e);
	if (rc)
		return rc;
	put_heading(out, info.category);
	put_entry(out, info.name, info.short_desc);
	buf_putc(out, '\n');
	put_words(out, info.desc, 0, 0);
	buf_puts(out, "\nArguments:\n");
	for (i = 0; i < info.nargs; i++) {
		const struct chisel_arg *a = &info.args[i];

		buf_printf(out, "%s (%s%s)\n", a->name, a->type, a->optional ? ", optional" : "");
		put_words(out, a->desc, INDENT, 0);
	}
	if (!info.nargs)
		buf_puts(out, "none\n");
	chisel_info_release(&info);
	return 0;
}
