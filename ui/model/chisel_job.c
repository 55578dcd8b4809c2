/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/model/chisel_job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "engine/scap/reader.h"

enum {
	READ_BYTES = 65536,   /* taken at once, so that keys are looked at in between */
	FLUSH_EVENTS = 65536, /* between two flushes of what was printed; a power of two */
};

struct chisel_job {
	pid_t pid; /* also of its group */
	int fd;	   /* -1: nothing comes any more */
	bool ended;
	int status; /* of the process, once it has ended */
};

/* ------------------------------------------------------------------- the process --- */

static void put_line(void *arg, const char *p, size_t n)
{
	(void)arg;
	fwrite(p, 1, n, stdout);
	putchar('\n');
}

static int run_events(struct chisel_set *set, struct err *e)
{
	unsigned n = 0;
	int rc;

	while ((rc = chisel_set_step(set, false, e)) > 0) {
		if (!(++n & (FLUSH_EVENTS - 1)))
			fflush(stdout);
	}
	return rc;
}

static int run_chisel(const struct chisel_job_opts *o, struct query_opts *query, struct err *e)
{
	const struct chisel_env env = {
		.path = o->path,
		.query = query,
		.filter = o->filter[0] ? o->filter : NULL,
		.source = o->source,
		.nsources = 1,
		.containers = o->containers,
		.width = (int)o->width,
		.height = -1,
		.line = put_line,
	};
	struct chisel_set *set = chisel_set_new(&env);
	struct err late = {0};
	struct chisel *c;
	int rc;

	rc = chisel_set_add(set, o->name, &c, e);
	if (!rc)
		rc = chisel_set_args(c, o->word, e);
	if (!rc)
		rc = chisel_set_init(set, e);
	if (!rc)
		rc = chisel_set_start(set, o->log, false, e);
	if (!rc)
		rc = run_events(set, e);
	if (chisel_set_end(set, &late) && !rc) {
		*e = late;
		rc = late.code;
	}
	if (!rc && chisel_set_run_app(set))
		printf("It asks for another run, which is for the command line: sonde print %s\n",
		       chisel_set_run_app(set));
	return rc;
}

/* Nothing of the explorer's is left to it but memory, in which nobody else writes. */
static void leave_explorer(struct log *log, int fd)
{
	sigset_t none;
	int null, sig;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	log_leave_writer(log);
	/* The terminal is not for it to restore. A file that becomes shorter is still guarded. */
	mem_on_exhausted(NULL);
	scap_reader_on_bus(NULL);
	for (sig = 1; sig < NSIG; sig++) {
		if (sig != SIGBUS)
			signal(sig, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	null = open("/dev/null", O_RDONLY);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
	    dup2(fd, STDERR_FILENO) < 0)
		_exit(EXIT_FAILURE);
	close(null);
	close(fd);
}

static void child(const struct chisel_job_opts *o, int fd)
{
	struct query_opts query = *o->query;
	struct err e = {0};
	int rc;

	leave_explorer(o->log, fd);
	query.render.verbose = true; /* chisels see data buffers in full */
	rc = run_chisel(o, &query, &e);
	fflush(stdout);
	if (rc)
		fprintf(stderr, "%s\n", e.msg);
	/* Not exit(): what is registered for it belongs to the explorer. */
	_exit(rc ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* ------------------------------------------------------------------- the explorer --- */

struct chisel_job *chisel_job_new(const struct chisel_job_opts *o, struct err *e)
{
	struct chisel_job *j;
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC)) {
		err_set(e, ERR_IO, "no pipe for the chisel: %s", strerror(errno));
		return NULL;
	}
	pid = fork();
	if (pid < 0) {
		err_set(e, ERR_IO, "no process for the chisel: %s", strerror(errno));
		close(fds[0]);
		close(fds[1]);
		return NULL;
	}
	if (!pid) {
		close(fds[0]);
		child(o, fds[1]);
	}
	setpgid(pid, pid); /* both sides do so: whoever comes first */
	close(fds[1]);
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	j = xcalloc(1, sizeof(*j));
	j->pid = pid;
	j->fd = fds[0];
	return j;
}

/* Has the process ended? What it has started may still print. */
static bool has_ended(struct chisel_job *j)
{
	if (!j->ended)
		j->ended = waitpid(j->pid, &j->status, WNOHANG) == j->pid;
	return j->ended;
}

bool chisel_job_read(struct chisel_job *j, struct buf *out)
{
	char bytes[READ_BYTES];
	ssize_t n;

	if (j->fd < 0)
		return !has_ended(j);
	n = read(j->fd, bytes, sizeof(bytes));
	if (n > 0)
		buf_put(out, bytes, (size_t)n);
	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return true;
	close(j->fd);
	j->fd = -1;
	return !has_ended(j);
}

int chisel_job_signal(const struct chisel_job *j)
{
	return j->ended && WIFSIGNALED(j->status) ? WTERMSIG(j->status) : 0;
}

void chisel_job_free(struct chisel_job *j)
{
	if (!j)
		return;
	kill(-j->pid, SIGKILL);
	if (!j->ended) {
		kill(j->pid, SIGKILL);
		while (waitpid(j->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (j->fd >= 0)
		close(j->fd);
	free(j);
}
