/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors that are not files, copies of descriptors, and waiting for them. */
#include "tests/live/truth.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/select.h>
#include <sys/timerfd.h>
#include <time.h>

static void copies(void)
{
	long fd = do_open("a", O_RDONLY, 0);
	long r;

	r = call(SYS_dup, fd);
	enter("dup", "fd=%s", fd_text(fd));
	fd_same(r, fd);
	leave("res=%s", fd_text(r));
	do_close(r);
	r = call(SYS_dup2, fd, 40);
	enter("dup", "fd=%s", fd_text(fd));
	fd_same(40, fd);
	leave("res=%s", fd_text(r));
	r = call(SYS_dup2, fd, fd);
	enter("dup", "fd=%s", fd_text(fd));
	leave("res=%s", fd_text(r));
	r = call(SYS_dup3, fd, 41, O_CLOEXEC);
	enter("dup", "fd=%s", fd_text(fd));
	fd_same(41, fd);
	leave("res=%s", fd_text(r));
	r = call(SYS_dup3, fd, fd, 0);
	enter("dup", "fd=%s", fd_text(fd));
	leave("res=%s", res_text(r));
	r = call(SYS_dup, 199);
	enter("dup", "fd=199");
	leave("res=%s", res_text(r));
	r = call(SYS_dup2, -1, 42);
	enter("dup", "fd=-1(EPERM)");
	leave("res=%s", res_text(r));
	do_close(40);
	do_close(41);
	do_close(fd);
	r = call(SYS_close_range, 90, 95, 0);
	generic("<unknown>", SYS_close_range);
}

static void pipes(void)
{
	int p[2];
	char buf[16];
	uint64_t ino;
	long r;

	r = needs("pipe2", call(SYS_pipe2, p, O_CLOEXEC | O_NONBLOCK));
	look(p[0], &ino);
	fd_is(p[0], "<p>");
	fd_is(p[1], "<p>");
	leave_only("pipe", "res=0 fd1=%s fd2=%s ino=%lu", fd_text(p[0]), fd_text(p[1]), ino);
	tell_look(p[0]);
	r = call(SYS_read, p[0], buf, 16);
	enter("read", "fd=%s size=16", fd_text(p[0]));
	leave("res=%s data=", res_text(r));
	r = call(SYS_write, p[1], "through", 7);
	enter("write", "fd=%s size=7", fd_text(p[1]));
	leave("res=7 data=through");
	r = call(SYS_read, p[0], buf, 16);
	enter("read", "fd=%s size=16", fd_text(p[0]));
	leave("res=%s data=through", res_text(r));
	do_close(p[0]);
	do_close(p[1]);
	r = call(SYS_pipe, 1);
	leave_only("pipe", "res=%s fd1={*} fd2={*} ino={*}", res_text(r));
}

static void others(void)
{
	struct itimerspec soon = {.it_value.tv_nsec = 1000};
	uint64_t count = 3;
	sigset_t mask;
	char buf[64];
	long fd, r;

	fd = call(SYS_eventfd, 7);
	enter("eventfd", "initval=7 flags=0");
	fd_is(fd, "<e>");
	leave("res=%s", fd_text(fd));
	r = call(SYS_write, fd, &count, 8);
	enter("write", "fd=%s size=8", fd_text(fd));
	leave("res=%s data=........", res_text(r));
	r = call(SYS_read, fd, &count, 8);
	enter("read", "fd=%s size=8", fd_text(fd));
	leave("res=%s data=........", res_text(r));
	do_close(fd);
	fd = call(SYS_eventfd2, 5, EFD_NONBLOCK);
	enter("eventfd", "initval=5 flags=2048");
	fd_is(fd, "<e>");
	leave("res=%s", fd_text(fd));
	do_close(fd);
	r = call(SYS_eventfd2, 5, 0x12345);
	enter("eventfd", "initval=5 flags={*}");
	leave("res=%s", fd_text(r));

	fd = call(SYS_timerfd_create, CLOCK_MONOTONIC, TFD_NONBLOCK);
	enter("timerfd_create", "clockid=1 flags={*}");
	fd_is(fd, "<t>");
	leave("res=%s", fd_text(fd));
	call(SYS_timerfd_settime, fd, 0, &soon, 0);
	generic("timerfd_settime", SYS_timerfd_settime);
	call(SYS_timerfd_gettime, fd, &soon);
	generic("timerfd_gettime", SYS_timerfd_gettime);
	do_close(fd);
	r = call(SYS_timerfd_create, 200, 0);
	enter("timerfd_create", "clockid=200 flags=0");
	leave("res=%s", fd_text(r));

	memset(&mask, 0, sizeof(mask));
	sigaddset(&mask, SIGUSR1);
	fd = call(SYS_signalfd, -1, &mask, 8);
	enter("signalfd", "fd=-1(EPERM) mask=200 flags=0");
	fd_is(fd, "<s>");
	leave("res=%s", fd_text(fd));
	do_close(fd);
	fd = call(SYS_signalfd4, -1, &mask, 8, O_CLOEXEC);
	enter("signalfd", "fd=-1(EPERM) mask=200 flags={*}");
	fd_is(fd, "<s>");
	leave("res=%s", fd_text(fd));
	do_close(fd);
	r = call(SYS_signalfd, 199, &mask, 8);
	enter("signalfd", "fd=199 mask=200 flags=0");
	leave("res=%s", fd_text(r));

	fd = call(SYS_inotify_init);
	enter("inotify_init", "flags=0");
	fd_is(fd, "<i>");
	leave("res=%s", fd_text(fd));
	do_close(fd);
	fd = call(SYS_inotify_init1, IN_NONBLOCK);
	enter("inotify_init", "flags={*}");
	fd_is(fd, "<i>");
	leave("res=%s", fd_text(fd));
	r = call(SYS_inotify_add_watch, fd, "d", IN_CREATE);
	generic("inotify_add_watch", SYS_inotify_add_watch);
	call(SYS_inotify_rm_watch, fd, r);
	generic("inotify_rm_watch", SYS_inotify_rm_watch);
	r = call(SYS_read, fd, buf, sizeof(buf));
	enter("read", "fd=%s size=64", fd_text(fd));
	leave("res=%s data={*}", res_text(r));
	do_close(fd);
	r = call(SYS_inotify_init1, 1);
	enter("inotify_init", "flags={*}");
	leave("res=%s", fd_text(r));

	r = call(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | 1);
	/* What it is, the reference's state does not know. */
	leave_only("userfaultfd", "res=%s flags={*}", res_text(r));
	if (r >= 0) {
		call(SYS_close, r);
		enter("close", "fd=%ld", r);
		leave("res=0");
	}
	r = call(SYS_memfd_create, "memory", 0);
	generic("<unknown>", SYS_memfd_create);
	call(SYS_close, r);
	enter("close", "fd=%ld", r);
	leave("res=0");
}

void truth_fds(void)
{
	copies();
	pipes();
	others();
}

static void polls(int p[2])
{
	struct pollfd fds[] = {{p[0], POLLIN, 0}, {p[1], POLLOUT, 0}, {199, POLLIN | POLLPRI, 0},
			       {-1, POLLIN, 0}};
	struct timespec none = {0, 0}, brief = {0, 1500000};
	sigset_t mask;
	long r;

	r = call(SYS_poll, fds, 2, 0);
	enter("poll", "fds=%d:p1 %d:p4 timeout=0", p[0], p[1]);
	leave("res=%s fds=%d:p4", res_text(r), p[1]);
	r = call(SYS_poll, fds, 4, -1);
	enter("poll", "fds=%d:p1 %d:p4 199:?3 18446744073709551615:?1 timeout=-1", p[0], p[1]);
	leave("res=%s fds=%d:p4 199:?40", res_text(r), p[1]);
	r = call(SYS_poll, fds, 1, 1);
	enter("poll", "fds=%d:p1 timeout=1", p[0]);
	leave("res=0 fds=");
	r = call(SYS_poll, 1, 2, 0);
	enter("poll", "fds={*} timeout=0");
	leave("res=%s fds={*}", res_text(r));
	memset(&mask, 0, sizeof(mask));
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGHUP);
	r = call(SYS_ppoll, fds, 1, &brief, &mask, 8);
	enter("ppoll", "fds=%d:p1 timeout=1500000(0.0015s) sigmask=SIGHUP SIGTERM", p[0]);
	leave("res=0 fds=");
	r = call(SYS_ppoll, fds, 2, &none, 0, 0);
	enter("ppoll", "fds=%d:p1 %d:p4 timeout=0(0s) sigmask=", p[0], p[1]);
	leave("res=1 fds=%d:p4", p[1]);
	(void)r;
}

static void epolls(int p[2])
{
	struct epoll_event watch = {.events = EPOLLOUT}, got[4];
	long old, ep, r;

	old = call(SYS_epoll_create, 4);
	generic("epoll_create", SYS_epoll_create);
	call(SYS_close, old);
	enter("close", "fd=%ld", old);
	leave("res=0");
	ep = call(SYS_epoll_create1, EPOLL_CLOEXEC);
	generic("epoll_create1", SYS_epoll_create1);
	call(SYS_epoll_ctl, ep, EPOLL_CTL_ADD, p[1], &watch);
	generic("epoll_ctl", SYS_epoll_ctl);
	r = call(SYS_epoll_wait, ep, got, 4, 0);
	enter("epoll_wait", "maxevents=4");
	leave("res=%s", res_text(r));
	r = call(SYS_epoll_wait, 199, got, 3, 0);
	enter("epoll_wait", "maxevents=3");
	leave("res=%s", res_text(r));
	call(SYS_epoll_pwait, ep, got, 4, 0, 0, 8);
	generic("epoll_pwait", SYS_epoll_pwait);
	call(SYS_epoll_pwait2, ep, got, 4, 0, 0, 8);
	generic("<unknown>", SYS_epoll_pwait2);
	call(SYS_close, ep);
	enter("close", "fd=%ld", ep);
	leave("res=0");
}

void truth_waits(void)
{
	struct timeval tv = {0, 0};
	struct timespec ts = {0, 0};
	fd_set set;
	int p[2];
	uint64_t ino;
	long r;

	needs("pipe", call(SYS_pipe, p));
	look(p[0], &ino);
	fd_is(p[0], "<p>");
	fd_is(p[1], "<p>");
	leave_only("pipe", "res=0 fd1=%s fd2=%s ino=%lu", fd_text(p[0]), fd_text(p[1]), ino);
	tell_look(p[0]);
	polls(p);
	epolls(p);
	FD_ZERO(&set);
	FD_SET(p[1], &set);
	r = call(SYS_select, p[1] + 1, 0, &set, 0, &tv);
	leave_only("select", "res=%s", res_text(r));
	r = call(SYS_select, -1, 0, 0, 0, 0);
	leave_only("select", "res=%s", res_text(r));
	r = call(SYS_pselect6, 0, 0, 0, 0, &ts, 0);
	generic("pselect6", SYS_pselect6);
	do_close(p[0]);
	do_close(p[1]);
}
