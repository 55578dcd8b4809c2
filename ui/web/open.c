/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/open.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ui/model/userfile.h"

void opener_init(struct opener *o)
{
	buf_init(&o->path, 0);
}

/* The link is ours: digits, letters and an address that was parsed, nothing to escape. */
static int write_page(struct opener *o, const char *url, struct err *e)
{
	char name[64], text[1024];
	int n;

	snprintf(name, sizeof(name), "open-%ld.html", (long)getpid());
	n = snprintf(text, sizeof(text),
		     "<!doctype html>\n<meta charset=\"utf-8\">\n"
		     "<meta name=\"referrer\" content=\"no-referrer\">\n"
		     "<meta http-equiv=\"refresh\" content=\"0;url=%s\">\n<title>sonde</title>\n"
		     "<p><a href=\"%s\">sonde</a>\n",
		     url, url);
	if (!user_path("XDG_RUNTIME_DIR", ".cache", name, &o->path))
		return err_set(e, ERR_IO, "neither XDG_RUNTIME_DIR nor HOME names a folder");
	if (user_file_write(buf_cstr(&o->path), text, (size_t)n))
		return 0;
	return err_set(e, ERR_IO, "cannot write %s", buf_cstr(&o->path));
}

static int start(const char *path)
{
	char *const argv[] = {(char *)(uintptr_t)"xdg-open", (char *)(uintptr_t)path, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none;
	pid_t child;
	int r;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attr, &none);
	r = posix_spawnp(&child, argv[0], &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return r;
}

int opener_open(struct opener *o, const char *url, struct err *e)
{
	int r = write_page(o, url, e);

	if (r)
		return r;
	r = start(buf_cstr(&o->path));
	return r ? err_set(e, ERR_IO, "xdg-open: %s", strerror(r)) : 0;
}

void opener_release(struct opener *o)
{
	if (o->path.len)
		unlink(buf_cstr(&o->path));
	buf_release(&o->path);
}
