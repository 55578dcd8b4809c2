/* SPDX-License-Identifier: Apache-2.0 */
#include "event_codes.h"
#include "tests/gen/scenes.h"

/*
 * What somebody would call his files and programs who expects them to be looked at in a browser.
 * Each would set a mark in the page, or fetch something, if any of it were taken for HTML.
 */
#define IMAGE  "<img src=x onerror=window.pwned=1>"
#define SCRIPT "<script>window.pwned=1</script>"
#define BREAK  "\"'></td></table>" SCRIPT "<svg onload=window.pwned=1>"
#define LINK   "javascript:window.pwned=1//"

static void open_file(struct gen *g, int64_t fd, const char *name)
{
	EV(g, TID_BASH, EV_SYSCALL_OPEN_E, S(name), I(OF_RDWR | OF_CREAT), I(0644));
	EV(g, TID_BASH, EV_SYSCALL_OPEN_X, I(fd), S(name), I(OF_RDWR | OF_CREAT), I(0644), I(0));
}

static void write_text(struct gen *g, int64_t fd, const char *p, size_t n)
{
	EV(g, TID_BASH, EV_SYSCALL_WRITE_E, I(fd), I(n));
	EV(g, TID_BASH, EV_SYSCALL_WRITE_X, I(n), B(p, n));
	EV(g, TID_BASH, EV_SYSCALL_READ_E, I(fd), I(n));
	EV(g, TID_BASH, EV_SYSCALL_READ_X, I(n), B(p, n));
}

void scene_html(struct gen *g)
{
	static const char text[] = BREAK "\n" IMAGE "\0\xff\xfe\xe2\x80\xae<b>\033[31m";

	EV(g, TID_BASH, EV_SYSCALL_EXECVE_19_E, S("/tmp/" IMAGE));
	EV(g, TID_BASH, EV_SYSCALL_EXECVE_19_X, I(0), S(SCRIPT), BL(IMAGE "\0" BREAK "\0"),
	   I(TID_BASH), I(TID_BASH), I(1), S("/" LINK), I(2048), I(1), I(200), I(9000), I(2000),
	   I(4), S("<b>x</b>"), E, BL("A=" SCRIPT "\0"), I(34816), I(TID_BASH), I(1000), I(1));
	open_file(g, 50, "/tmp/" BREAK);
	write_text(g, 50, text, sizeof(text) - 1);
	open_file(g, 51, "/tmp/" LINK);
	write_text(g, 51, SCRIPT, sizeof(SCRIPT) - 1);
	open_file(g, -2, "=HYPERLINK(\"http://127.0.0.1/\")");
}
