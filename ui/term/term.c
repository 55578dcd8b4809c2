/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/term/term.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/scap/reader.h"
#include "ui/term/mouse.h"
#include "ui/term/theme.h"

/*
 * What has to be known when a signal arrives: how to give the terminal back without ncurses,
 * and a pipe that wakes the main loop. The only state of this kind in the program.
 */
static struct {
	volatile sig_atomic_t on; /* the terminal is ours */
	volatile sig_atomic_t quit, resized, stop;
	bool stops; /* by Ctrl-Z: whoever started us lets it */
	int fd; /* the terminal */
	int wake[2];
	struct termios before;
	char restore[256]; /* what makes it show the shell's screen again */
	size_t restore_len;
	SCREEN *screen;
	FILE *in;
} term = {.fd = -1, .wake = {-1, -1}};

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGQUIT, SIGSYS};

/* ------------------------------------------------------------- giving it back --- */

/* Only what a signal handler may do. */
static void restore_now(void)
{
	ssize_t n;

	if (!term.on)
		return;
	term.on = 0;
	n = write(term.fd, term.restore, term.restore_len);
	(void)n;
	tcsetattr(term.fd, TCSANOW, &term.before);
}

static void on_fatal(int sig)
{
	restore_now();
	/* The handler was taken off on entry: this ends the program as if there were none. */
	raise(sig);
}

static void wake(char why)
{
	int saved = errno;
	ssize_t n = write(term.wake[1], &why, 1);

	(void)n;
	errno = saved;
}

static void on_quit(int sig)
{
	(void)sig;
	/* First: this may be the thread of a reader, and who is woken up looks at once. */
	term.quit = 1;
	wake('q');
}

static void on_resize(int sig)
{
	(void)sig;
	term.resized = 1;
	wake('w');
}

static void on_stop(int sig)
{
	(void)sig;
	term.stop = 1;
	wake('z');
}

/* Continued, perhaps before we came to stop. */
static void on_continue(int sig)
{
	(void)sig;
	term.stop = 0;
}

static void handle(int sig, void (*f)(int), int flags)
{
	struct sigaction sa = {.sa_handler = f, .sa_flags = flags};

	sigemptyset(&sa.sa_mask);
	sigaction(sig, &sa, NULL);
}

/* What Ctrl-Z does from now on, if it may do anything. */
static void handle_stop(void (*f)(int))
{
	if (term.stops)
		handle(SIGTSTP, f, SA_RESTART);
}

/*
 * Before ncurses has a handler of its own: that one forgets a Ctrl-Z which is pressed while
 * something is drawn.
 */
static void take_stop(void)
{
	struct sigaction now;

	term.stops = !sigaction(SIGTSTP, NULL, &now) && now.sa_handler != SIG_IGN;
	handle_stop(on_stop);
	handle(SIGCONT, on_continue, SA_RESTART);
}

static void handle_signals(void)
{
	/* A stack of its own: the ordinary one may be what overflowed. */
	static char stack[64 << 10];
	stack_t ss = {.ss_sp = stack, .ss_size = sizeof(stack)};
	size_t i;

	sigaltstack(&ss, NULL);
	for (i = 0; i < sizeof(fatal_signals) / sizeof(fatal_signals[0]); i++) {
		struct sigaction now;

		/* A capture is open whose file may become shorter: its reader asks us then. */
		if (fatal_signals[i] == SIGBUS && !sigaction(SIGBUS, NULL, &now) &&
		    (now.sa_flags & SA_SIGINFO)) {
			scap_reader_on_bus(on_fatal);
			continue;
		}
		handle(fatal_signals[i], on_fatal, SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
	}
	handle(SIGINT, on_quit, SA_RESTART);
	handle(SIGTERM, on_quit, SA_RESTART);
	handle(SIGHUP, on_quit, SA_RESTART);
	handle(SIGWINCH, on_resize, SA_RESTART);
	handle(SIGPIPE, SIG_IGN, 0);
}

/* --------------------------------------------------------------------- set-up --- */

/* The size may have changed after ncurses asked for it, and before anybody listened. */
static void notice_early_resize(void)
{
	struct winsize ws;

	if (!ioctl(term.fd, TIOCGWINSZ, &ws) && (ws.ws_row != LINES || ws.ws_col != COLS))
		on_resize(SIGWINCH);
}

static void restore_text(const char *s)
{
	size_t n = strlen(s);

	if (term.restore_len + n <= sizeof(term.restore)) {
		memcpy(term.restore + term.restore_len, s, n);
		term.restore_len += n;
	}
}

static void add_restore(const char *cap)
{
	char name[16];
	const char *s;

	snprintf(name, sizeof(name), "%s", cap);
	s = tigetstr(name);
	if (!s || s == (char *)-1)
		return;
	restore_text(s);
}

static int make_pipe(struct err *e)
{
	if (pipe2(term.wake, O_CLOEXEC | O_NONBLOCK))
		return err_set(e, ERR_IO, "cannot make a pipe: %s", strerror(errno));
	return 0;
}

int term_start(struct err *e)
{
	const char *name = getenv("TERM");

	/* Not standard input: a capture may be coming from there. */
	term.fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
	if (term.fd < 0 || tcgetattr(term.fd, &term.before) || !isatty(STDOUT_FILENO))
		return err_set(e, ERR_IO,
			       "the explorer needs a terminal; --batch prints the view as a table");
	term.in = fdopen(term.fd, "r");
	if (!term.in || make_pipe(e))
		return e->code ? e->code : err_set(e, ERR_IO, "cannot read the terminal");
	take_stop();
	set_escdelay(25);
	term.screen = newterm(NULL, stdout, term.in);
	if (!term.screen)
		return err_set(e, ERR_IO, "TERM=%s: no such terminal is known here",
			       name ? name : "");
	set_term(term.screen);
	if (!cursor_address) {
		endwin();
		return err_set(e, ERR_IO,
			       "TERM=%s: text cannot be placed on this terminal; --raw prints the "
			       "view as text",
			       name ? name : "");
	}
	term.restore_len = 0;
	restore_text("\033[?1000l\033[?1002l\033[?1006l"); /* no reports of the mouse */
	add_restore("rmkx");
	add_restore("sgr0");
	add_restore("op");
	add_restore("cnorm");
	add_restore("rmcup");
	term.on = 1;
	handle_signals();
	notice_early_resize();
	mem_on_exhausted(restore_now);
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	term_keys_start();
	nodelay(stdscr, TRUE);
	curs_set(0);
	theme_start();
	mouse_start();
	return 0;
}

void term_stop(void)
{
	handle_stop(SIG_DFL);
	mem_on_exhausted(NULL);
	if (term.on) {
		mouse_stop();
		endwin();
		term.on = 0;
	}
}

bool term_is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

/* -------------------------------------------------------------- lending the terminal --- */

static void lend(void)
{
	/* A script that was stopped with us may have given it to its shell, and its modes are those. */
	if (tcgetpgrp(term.fd) == getpgrp())
		def_prog_mode();
	mouse_stop();
	endwin();
}

static void take_back(void)
{
	reset_prog_mode();
	mouse_start();
	clearok(curscr, TRUE);
	refresh();
}

/* Until the shell lets us go on. */
static void stop(void)
{
	sigset_t stops, before;

	/* Then giving it back would stop us, too, and the shell that continues us knows of one stop. */
	sigemptyset(&stops);
	sigaddset(&stops, SIGTTOU);
	sigaddset(&stops, SIGTSTP);
	pthread_sigmask(SIG_BLOCK, &stops, &before);
	lend();
	handle_stop(SIG_DFL);
	raise(SIGTSTP);
	/* Pending now. Who continued us before that has it forgotten; who does from here on, too. */
	if (!term.stop)
		handle_stop(SIG_IGN);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	handle_stop(on_stop);
	term.stop = 0;
	take_back();
	term.resized = 1; /* or may have been */
}

/* ---------------------------------------------------------------------- events --- */

static void wait_for_input(int timeout_ms)
{
	struct pollfd fds[2] = {
		{.fd = term.fd, .events = POLLIN},
		{.fd = term.wake[0], .events = POLLIN},
	};
	char drained[64];

	if (poll(fds, 2, timeout_ms) <= 0)
		return;
	while (read(term.wake[0], drained, sizeof(drained)) > 0)
		;
	/* The terminal is gone. */
	if ((fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) && !(fds[0].revents & POLLIN))
		term.quit = 1;
}

void term_wait(int timeout_ms)
{
	wait_for_input(timeout_ms);
	if (term.stop)
		stop();
}

bool term_asked_to_quit(void)
{
	return term.quit;
}

bool term_resized(void)
{
	struct winsize ws;

	if (!term.resized)
		return false;
	term.resized = 0;
	if (!ioctl(term.fd, TIOCGWINSZ, &ws) && ws.ws_row && ws.ws_col)
		resizeterm(ws.ws_row, ws.ws_col);
	clearok(curscr, TRUE);
	return true;
}

/* ----------------------------------------------------------------- other programs --- */

static void exec_shell(char **argv)
{
	handle(SIGINT, SIG_DFL, 0);
	handle(SIGPIPE, SIG_DFL, 0);
	dup2(term.fd, STDIN_FILENO);
	dup2(term.fd, STDOUT_FILENO);
	dup2(term.fd, STDERR_FILENO);
	execv("/bin/sh", argv);
	_exit(127);
}

static void wait_for_key(void)
{
	static const char text[] = "\r\nPress a key to return to sonde.";
	struct pollfd p = {.fd = term.fd, .events = POLLIN};
	ssize_t n = write(term.fd, text, sizeof(text) - 1);
	char c[64];

	(void)n;
	raw();
	while (poll(&p, 1, -1) < 0 && errno == EINTR && !term.quit)
		;
	n = read(term.fd, c, sizeof(c));
}

void term_run(char **argv, bool wait)
{
	int status;
	pid_t pid;

	lend();
	/* Ctrl-C is meant for the program, and Ctrl-Z for both at once. */
	handle(SIGINT, SIG_IGN, 0);
	handle_stop(SIG_DFL);
	pid = fork();
	if (!pid)
		exec_shell(argv);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (wait && pid > 0)
		wait_for_key();
	handle(SIGINT, on_quit, SA_RESTART);
	handle_stop(on_stop);
	take_back();
}
