/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/process_class.h"

#include <ctype.h>

/* proc.* and thread.*: the table, and what a thread says of itself. */

/* ---------------------------------------------------------------------- texts --- */

bool list_next(const struct str *list, const char **p, const char **text, size_t *len)
{
	const char *end = list->s + list->len;
	const char *nul;

	if (*p >= end)
		return false;
	nul = memchr(*p, 0, (size_t)(end - *p));
	*text = *p;
	*len = (size_t)((nul ? nul : end) - *p);
	*p = nul ? nul + 1 : end;
	return true;
}

void put_list(struct buf *out, const struct str *list)
{
	const char *p = list->s, *text;
	bool first = true;
	size_t len;

	while (list_next(list, &p, &text, &len)) {
		if (!first)
			buf_putc(out, ' ');
		buf_put(out, text, len);
		first = false;
	}
}

static void put_command(struct buf *out, const struct str *what, const struct thread_version *t)
{
	buf_put(out, what->s, what->len);
	if (t->args->len)
		buf_putc(out, ' ');
	put_list(out, t->args);
}

bool thread_text(struct event_ctx *c, const struct field_ref *r, const struct thread_version *t,
		 enum thread_text what, struct value *v)
{
	size_t mark = c->scratch.len;

	if (!t)
		return false;
	switch (what) {
	case TEXT_COMM:
		return value_str(v, r, t->comm);
	case TEXT_EXE:
		return value_str(v, r, t->exe);
	case TEXT_EXEPATH:
		return value_str(v, r, t->exepath);
	case TEXT_CWD:
		return value_str(v, r, shown_cwd(c, state_main_at(c->state, t, c->num)));
	case TEXT_ARGS:
		put_list(&c->scratch, t->args);
		break;
	case TEXT_ENV:
		put_list(&c->scratch, state_main_at(c->state, t, c->num)->env);
		break;
	case TEXT_CMDLINE:
		put_command(&c->scratch, t->comm, t);
		break;
	case TEXT_EXELINE:
		put_command(&c->scratch, t->exe, t);
		if (!t->args->len) /* the reference's blank between the two stays */
			buf_putc(&c->scratch, ' ');
		break;
	}
	return value_scratch(c, v, r, mark);
}

static bool own_text(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return thread_text(c, r, c->thread, r->field->sub, v);
}

static bool name_and_tid(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;

	if (!c->thread)
		return false;
	buf_put(&c->scratch, c->thread->comm->s, c->thread->comm->len);
	buf_put_i64(&c->scratch, c->ev.tid);
	return value_scratch(c, v, r, mark);
}

/* ------------------------------------------------------------------------ ids --- */

enum id { ID_PID, ID_SID, ID_VPGID, ID_PGID, ID_TTY, ID_VTID, ID_VPID };

static bool own_id(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *t = c->thread;

	if (!t)
		return false;
	switch ((enum id)r->field->sub) {
	case ID_PID:
		return value_i64(v, r, t->pid);
	case ID_SID:
		return value_i64(v, r, t->sid);
	case ID_VPGID:
		return value_i64(v, r, t->vpgid);
	case ID_PGID:
		return value_i64(v, r, t->pgid);
	case ID_TTY:
		return value_i64(v, r, t->tty);
	case ID_VTID:
		return t->vtid != -1 && value_i64(v, r, t->vtid);
	case ID_VPID:
		return t->vpid != -1 && value_i64(v, r, t->vpid);
	}
	return false;
}

static bool tid(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	if (c->thread && c->thread->tid == c->ev.tid)
		c->same_until = UINT64_MAX;
	return value_i64(v, r, c->ev.tid);
}

static bool is_main(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return c->thread && value_bool(v, r, c->thread->tid == c->thread->pid);
}

static bool is_exe_writable(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return c->thread && value_bool(v, r, c->thread->exe_writable);
}

/* -------------------------------------------------------------------- cgroups --- */

/* The kernel's name of a subsystem ("mem_cgroup") in two parts, and the usual name if another. */
struct subsystem {
	const char *head, *tail;
	size_t nhead, ntail;
};

static struct subsystem subsystem(const char *name, size_t len)
{
	static const struct {
		const char *kernel, *usual;
	} renamed[] = {{"perf", "perf_event"}, {"mem", "memory"}, {"io", "blkio"}};
	static const char suffix[] = "_cgroup";
	const size_t nsuffix = sizeof(suffix) - 1;
	struct subsystem s = {.head = name, .tail = "", .nhead = len};
	const char *p = memmem(name, len, suffix, nsuffix);
	size_t i;

	if (p) {
		s.nhead = (size_t)(p - name);
		s.tail = p + nsuffix;
		s.ntail = len - s.nhead - nsuffix;
	}
	for (i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++)
		if (!s.ntail && s.nhead == strlen(renamed[i].kernel) &&
		    !memcmp(s.head, renamed[i].kernel, s.nhead)) {
			s.head = renamed[i].usual;
			s.nhead = strlen(s.head);
			break;
		}
	return s;
}

/* One "subsystem=path" entry after another; the path is what follows the last '='. */
static bool next_cgroup(const struct str *list, const char **p, struct subsystem *s,
			const char **path, size_t *len)
{
	const char *text, *eq;
	size_t n;

	if (!list_next(list, p, &text, &n))
		return false;
	eq = memrchr(text, '=', n);
	if (!eq)
		return false;
	*s = subsystem(text, (size_t)(eq - text));
	*path = eq + 1;
	*len = n - (size_t)(eq - text) - 1;
	return true;
}

static bool cgroups(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len, len;
	const struct str *list = c->thread ? c->thread->cgroups : str_empty;
	const char *p = list->s, *path;
	struct subsystem s;

	while (next_cgroup(list, &p, &s, &path, &len)) {
		if (c->scratch.len > mark)
			buf_putc(&c->scratch, ' ');
		buf_put(&c->scratch, s.head, s.nhead);
		buf_put(&c->scratch, s.tail, s.ntail);
		buf_putc(&c->scratch, '=');
		buf_put(&c->scratch, path, len);
	}
	return c->scratch.len > mark && value_scratch(c, v, r, mark);
}

static bool cgroup(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct str *list = c->thread ? c->thread->cgroups : str_empty;
	size_t n = strlen(r->arg), len;
	const char *p = list->s, *path;
	struct subsystem s;

	while (next_cgroup(list, &p, &s, &path, &len))
		if (n == s.nhead + s.ntail && !memcmp(r->arg, s.head, s.nhead) &&
		    !memcmp(r->arg + s.nhead, s.tail, s.ntail))
			return value_text(v, r, path, len);
	return false;
}

static int parse_cgroup(struct field_ref *r, struct err *e)
{
	size_t n = 0;

	while (r->dotted && (isalpha((unsigned char)r->arg[n]) || r->arg[n] == '_'))
		n++;
	if (!n)
		return err_set(e, ERR_SYNTAX, "%s needs the name of a subsystem: %s.cpu",
			       r->field->name, r->field->name);
	r->arg[n] = 0;
	return 0;
}

/* ---------------------------------------------------------------------- table --- */

#define TEXT	 .type = PT_CHARBUF, .fmt = PF_NA
#define FLAG	 .type = PT_BOOL, .fmt = PF_NA
#define ID	 .type = PT_INT64, .fmt = PF_ID
#define COUNT	 .type = PT_UINT64, .fmt = PF_DEC
#define SPAN	 .type = PT_RELTIME, .fmt = PF_DEC
#define ANCESTOR WITHOUT_BYTES | FF_ARG_OPTIONAL | FF_ANCESTORS

/* clang-format off */
static const struct field fields[] = {
	{ .name = "proc.pid", ID, .dep = DEP_THREAD, .get = own_id, .sub = ID_PID,
	  .desc = "Id of the process." },
	{ .name = "proc.exe", TEXT, .dep = DEP_THREAD, .get = own_text, .sub = TEXT_EXE,
	  .desc = "What the process was started as: the first word of its command line, argv[0]." },
	{ .name = "proc.name", TEXT, .dep = DEP_THREAD, .get = own_text, .sub = TEXT_COMM,
	  .desc = "Name of the program that the process runs, without its path." },
	{ .name = "proc.args", TEXT, .dep = DEP_THREAD, .get = own_text, .sub = TEXT_ARGS,
	  .desc = "Arguments of the process, joined by blanks." },
	{ .name = "proc.env", TEXT, .dep = DEP_EVENT, .flags = FF_ARG_OPTIONAL, .get = proc_env,
	  .parse_arg = proc_parse_env, .sub = TEXT_ENV,
	  .desc = "Environment of the process, joined by blanks; proc.env[HOME]: one variable." },
	{ .name = "proc.cmdline", TEXT, .dep = DEP_THREAD, .get = own_text, .sub = TEXT_CMDLINE,
	  .desc = "Command line of the process: proc.name and proc.args." },
	{ .name = "proc.exeline", TEXT, .dep = DEP_THREAD, .get = own_text, .sub = TEXT_EXELINE,
	  .desc = "Command line of the process: proc.exe and proc.args." },
	{ .name = "proc.cwd", TEXT, WITHOUT_BYTES, .get = own_text, .sub = TEXT_CWD,
	  .desc = "Current directory of the process, with a slash at its end." },
	{ .name = "proc.nthreads", .type = PT_UINT32, .fmt = PF_DEC, WITHOUT_BYTES,
	  .get = proc_threads,
	  .desc = "How many threads the process has, the main one included." },
	{ .name = "proc.nchilds", .type = PT_UINT32, .fmt = PF_DEC, WITHOUT_BYTES,
	  .get = proc_child_threads,
	  .desc = "How many threads the process has beside the main one; 0 for those." },
	{ .name = "proc.ppid", ID, WITHOUT_BYTES, .get = proc_parent_id,
	  .desc = "Id of the parent of the process." },
	{ .name = "proc.pname", TEXT, WITHOUT_BYTES, .get = proc_parent_text, .sub = TEXT_COMM,
	  .desc = "Name of the parent's program." },
	{ .name = "proc.pcmdline", TEXT, WITHOUT_BYTES, .get = proc_parent_text,
	  .sub = TEXT_CMDLINE,
	  .desc = "The parent's command line: name and arguments." },
	{ .name = "proc.apid", ID, ANCESTOR, .get = proc_ancestor_id,
	  .get_nth = proc_nth_ancestor_id, .parse_arg = proc_parse_ancestor,
	  .desc = "Id of an ancestor: proc.apid[1] is the parent, proc.apid[2] its parent, "
		  "proc.apid[0] the process itself. In a filter, proc.apid without a number means "
		  "any ancestor." },
	{ .name = "proc.aname", TEXT, ANCESTOR, .get = proc_ancestor_text,
	  .get_nth = proc_nth_ancestor_text, .parse_arg = proc_parse_ancestor, .sub = TEXT_COMM,
	  .desc = "Name of the program of an ancestor: proc.aname[1] is the parent, and so on as "
		  "with proc.apid." },
	{ .name = "proc.loginshellid", ID, WITHOUT_BYTES, .get = proc_login_shell,
	  .desc = "Id of the oldest shell among the process and its ancestors: tells sessions "
		  "apart." },
	{ .name = "proc.duration", SPAN, WITHOUT_BYTES, .get = proc_duration,
	  .desc = "Nanoseconds since the process was started; not known for those older than the "
		  "capture." },
	{ .name = "proc.fdopencount", COUNT, WITHOUT_BYTES, .get = proc_fd_count,
	  .desc = "How many descriptors the process has open." },
	{ .name = "proc.fdlimit", .type = PT_INT64, .fmt = PF_DEC, WITHOUT_BYTES,
	  .get = proc_fd_limit,
	  .desc = "How many descriptors the process may have open." },
	{ .name = "proc.fdusage", .type = PT_DOUBLE, .fmt = PF_DEC, WITHOUT_BYTES,
	  .get = proc_fd_usage,
	  .desc = "Open descriptors as a percentage of the limit." },
	{ .name = "proc.vmsize", COUNT, WITHOUT_BYTES | FF_FIGURES, .get = proc_figure,
	  .sub = FIGURE_VMSIZE,
	  .desc = "Virtual memory of the process in kilobytes." },
	{ .name = "proc.vmrss", COUNT, WITHOUT_BYTES | FF_FIGURES, .get = proc_figure,
	  .sub = FIGURE_VMRSS,
	  .desc = "Resident memory of the process in kilobytes." },
	{ .name = "proc.vmswap", COUNT, WITHOUT_BYTES | FF_FIGURES, .get = proc_figure,
	  .sub = FIGURE_VMSWAP,
	  .desc = "Memory of the process that is swapped out, in kilobytes." },
	{ .name = "thread.pfmajor", COUNT, WITHOUT_BYTES | FF_FIGURES, .get = proc_figure,
	  .sub = FIGURE_PF_MAJOR,
	  .desc = "Page faults of the thread that had to read from a disk." },
	{ .name = "thread.pfminor", COUNT, WITHOUT_BYTES | FF_FIGURES, .get = proc_figure,
	  .sub = FIGURE_PF_MINOR,
	  .desc = "Page faults of the thread that did not." },
	{ .name = "thread.tid", ID, .dep = DEP_THREAD, .get = tid,
	  .desc = "Id of the thread." },
	{ .name = "thread.ismain", FLAG, .dep = DEP_THREAD, .get = is_main,
	  .desc = "True for the main thread of a process." },
	{ .name = "thread.exectime", SPAN, .dep = DEP_EVENT, .flags = FF_LOOKS_BACK,
	  .get = thread_exec_time,
	  .desc = "On switch events: nanoseconds that the leaving thread had the CPU; else 0." },
	{ .name = "thread.totexectime", SPAN, .dep = DEP_EVENT, .flags = FF_LOOKS_BACK,
	  .get = thread_total_exec_time,
	  .desc = "Sum of thread.exectime over the switches of the thread so far." },
	{ .name = "thread.cgroups", TEXT, .dep = DEP_THREAD, .get = cgroups,
	  .desc = "Control groups of the thread: subsystem=path, joined by blanks." },
	{ .name = "thread.cgroup", TEXT, .dep = DEP_THREAD, .flags = FF_ARG_REQUIRED, .get = cgroup,
	  .parse_arg = parse_cgroup,
	  .desc = "Path of the control group of one subsystem: thread.cgroup.cpu." },
	{ .name = "thread.vtid", ID, .dep = DEP_THREAD, .get = own_id, .sub = ID_VTID,
	  .desc = "Id of the thread in its pid namespace." },
	{ .name = "proc.vpid", ID, .dep = DEP_THREAD, .get = own_id, .sub = ID_VPID,
	  .desc = "Id of the process in its pid namespace." },
	{ .name = "thread.cpu", .type = PT_DOUBLE, .fmt = PF_NA, .dep = DEP_EVENT,
	  .flags = FF_LOOKS_BACK | FF_ONE_STEP, .get = thread_cpu, .on = thread_cpu_on,
	  .sub = CPU_USER | CPU_SYSTEM,
	  .desc = "CPU that the thread used in the last second, in percent; on procinfo events." },
	{ .name = "thread.cpu.user", .type = PT_DOUBLE, .fmt = PF_NA, .dep = DEP_EVENT,
	  .flags = FF_LOOKS_BACK | FF_ONE_STEP, .get = thread_cpu, .on = thread_cpu_on,
	  .sub = CPU_USER,
	  .desc = "The part of thread.cpu that was spent outside the kernel." },
	{ .name = "thread.cpu.system", .type = PT_DOUBLE, .fmt = PF_NA, .dep = DEP_EVENT,
	  .flags = FF_LOOKS_BACK | FF_ONE_STEP, .get = thread_cpu, .on = thread_cpu_on,
	  .sub = CPU_SYSTEM,
	  .desc = "The part of thread.cpu that was spent in the kernel." },
	{ .name = "thread.vmsize", COUNT, WITHOUT_BYTES | FF_FIGURES, .get = proc_figure,
	  .sub = FIGURE_VMSIZE | FIGURE_OF_MAIN,
	  .desc = "proc.vmsize for main threads, 0 for others: can be summed." },
	{ .name = "thread.vmrss", COUNT, WITHOUT_BYTES | FF_FIGURES, .get = proc_figure,
	  .sub = FIGURE_VMRSS | FIGURE_OF_MAIN,
	  .desc = "proc.vmrss for main threads, 0 for others: can be summed." },
	{ .name = "thread.vmsize.b", COUNT, WITHOUT_BYTES | FF_UNLISTED | FF_FIGURES,
	  .get = proc_figure, .sub = FIGURE_VMSIZE | FIGURE_OF_MAIN | FIGURE_BYTES,
	  .desc = "thread.vmsize in bytes." },
	{ .name = "thread.vmrss.b", COUNT, WITHOUT_BYTES | FF_UNLISTED | FF_FIGURES,
	  .get = proc_figure, .sub = FIGURE_VMRSS | FIGURE_OF_MAIN | FIGURE_BYTES,
	  .desc = "thread.vmrss in bytes." },
	{ .name = "proc.sid", ID, .dep = DEP_THREAD, .get = own_id, .sub = ID_SID,
	  .desc = "Id of the session that the process belongs to." },
	{ .name = "proc.sname", TEXT, WITHOUT_BYTES, .get = proc_session_name,
	  .desc = "Name of the process that leads the session, or of the oldest ancestor in the "
		  "session." },
	{ .name = "proc.tty", .type = PT_INT32, .fmt = PF_ID, .dep = DEP_THREAD, .get = own_id,
	  .sub = ID_TTY,
	  .desc = "Controlling terminal of the process, 0 if it has none." },
	{ .name = "proc.exepath", TEXT, .dep = DEP_THREAD, .get = own_text, .sub = TEXT_EXEPATH,
	  .desc = "Full path of the program file that the process runs." },
	{ .name = "thread.nametid", TEXT, .dep = DEP_THREAD, .flags = FF_UNLISTED,
	  .get = name_and_tid,
	  .desc = "proc.name directly followed by thread.tid: one key for a thread and what it "
		  "runs." },
	{ .name = "proc.vpgid", ID, .dep = DEP_THREAD, .get = own_id, .sub = ID_VPGID,
	  .desc = "Id of the process group, as seen in the pid namespace." },
	{ .name = "proc.is_container_healthcheck", FLAG, WITHOUT_BYTES, .get = proc_is_probe,
	  .sub = PROBE_HEALTH,
	  .desc = "True for the health check of a container and what it starts." },
	{ .name = "proc.is_container_liveness_probe", FLAG, WITHOUT_BYTES, .get = proc_is_probe,
	  .sub = PROBE_LIVENESS,
	  .desc = "True for the liveness probe of a container and what it starts." },
	{ .name = "proc.is_container_readiness_probe", FLAG, WITHOUT_BYTES, .get = proc_is_probe,
	  .sub = PROBE_READINESS,
	  .desc = "True for the readiness probe of a container and what it starts." },
	{ .name = "proc.is_exe_writable", FLAG, .dep = DEP_THREAD, .get = is_exe_writable,
	  .desc = "True if the user of the process may write to the file that it runs." },
	{ .name = "proc.pexe", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_parent_text,
	  .sub = TEXT_EXE,
	  .desc = "What the parent was started as: its argv[0]." },
	{ .name = "proc.aexe", TEXT, ANCESTOR | FF_NEWER, .get = proc_ancestor_text,
	  .get_nth = proc_nth_ancestor_text, .parse_arg = proc_parse_ancestor, .sub = TEXT_EXE,
	  .desc = "What an ancestor was started as; numbers as with proc.apid." },
	{ .name = "proc.pexepath", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_parent_text,
	  .sub = TEXT_EXEPATH,
	  .desc = "Full path of the parent's program file." },
	{ .name = "proc.aexepath", TEXT, ANCESTOR | FF_NEWER, .get = proc_ancestor_text,
	  .get_nth = proc_nth_ancestor_text, .parse_arg = proc_parse_ancestor, .sub = TEXT_EXEPATH,
	  .desc = "Full path of an ancestor's program file; numbers as with proc.apid." },
	{ .name = "proc.aargs", TEXT, ANCESTOR | FF_NEWER, .get = proc_ancestor_text,
	  .get_nth = proc_nth_ancestor_text, .parse_arg = proc_parse_ancestor, .sub = TEXT_ARGS,
	  .desc = "Arguments of an ancestor; numbers as with proc.apid." },
	{ .name = "proc.acmdline", TEXT, ANCESTOR | FF_NEWER, .get = proc_ancestor_text,
	  .get_nth = proc_nth_ancestor_text, .parse_arg = proc_parse_ancestor, .sub = TEXT_CMDLINE,
	  .desc = "Command line of an ancestor; numbers as with proc.apid." },
	{ .name = "proc.cmdnargs", COUNT, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = proc_newer_number, .sub = NEWER_ARG_COUNT,
	  .desc = "How many arguments the process was given." },
	{ .name = "proc.cmdlenargs", COUNT, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = proc_newer_number, .sub = NEWER_ARG_LENGTH,
	  .desc = "Bytes of all arguments, without what separates them." },
	{ .name = "proc.aenv", TEXT, ANCESTOR | FF_NEWER, .get = proc_ancestor_env,
	  .get_nth = proc_nth_ancestor_text, .parse_arg = proc_parse_env, .sub = TEXT_ENV,
	  .desc = "Environment of an ancestor, numbers as with proc.apid; proc.aenv[HOME]: what "
		  "the nearest ancestor that has the variable has in it." },
	{ .name = "proc.pvpid", ID, WITHOUT_BYTES | FF_NEWER, .get = proc_newer_parent,
	  .sub = PARENT_VPID,
	  .desc = "Id of the parent in its pid namespace." },
	{ .name = "proc.sid.exe", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_leader_text,
	  .sub = LEADER(LEAD_SESSION, TEXT_EXE),
	  .desc = "What the leader of the session was started as." },
	{ .name = "proc.sid.exepath", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_leader_text,
	  .sub = LEADER(LEAD_SESSION, TEXT_EXEPATH),
	  .desc = "Full path of the program file of the leader of the session." },
	{ .name = "proc.vpgid.name", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_leader_text,
	  .sub = LEADER(LEAD_VGROUP, TEXT_COMM),
	  .desc = "Name of the program of the leader of the process group (by its id in the "
		  "namespace)." },
	{ .name = "proc.vpgid.exe", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_leader_text,
	  .sub = LEADER(LEAD_VGROUP, TEXT_EXE),
	  .desc = "What the leader of the process group (by its id in the namespace) was started "
		  "as." },
	{ .name = "proc.vpgid.exepath", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_leader_text,
	  .sub = LEADER(LEAD_VGROUP, TEXT_EXEPATH),
	  .desc = "Full path of the program file of the leader of the process group (by its id in "
		  "the namespace)." },
	{ .name = "proc.pgid", ID, .dep = DEP_THREAD, .flags = FF_NEWER, .get = own_id,
	  .sub = ID_PGID,
	  .desc = "Id of the process group on the machine." },
	{ .name = "proc.pgid.name", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_leader_text,
	  .sub = LEADER(LEAD_GROUP, TEXT_COMM),
	  .desc = "Name of the program of the leader of the process group." },
	{ .name = "proc.pgid.exe", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_leader_text,
	  .sub = LEADER(LEAD_GROUP, TEXT_EXE),
	  .desc = "What the leader of the process group was started as." },
	{ .name = "proc.pgid.exepath", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_leader_text,
	  .sub = LEADER(LEAD_GROUP, TEXT_EXEPATH),
	  .desc = "Full path of the program file of the leader of the process group." },
	{ .name = "proc.ppid.duration", SPAN, WITHOUT_BYTES | FF_NEWER, .get = proc_newer_parent,
	  .sub = PARENT_DURATION,
	  .desc = "Nanoseconds since the parent was started." },
	{ .name = "proc.pid.ts", SPAN, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = proc_newer_number, .sub = NEWER_START,
	  .desc = "When the process was started, nanoseconds since 1970." },
	{ .name = "proc.ppid.ts", SPAN, WITHOUT_BYTES | FF_NEWER, .get = proc_newer_parent,
	  .sub = PARENT_START,
	  .desc = "When the parent was started, nanoseconds since 1970." },
	{ .name = "proc.is_exe_upper_layer", FLAG, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = proc_newer_bool, .sub = NEWER_UPPER_LAYER,
	  .desc = "True if the program file is in the upper layer of an overlay file system." },
	{ .name = "proc.is_exe_lower_layer", FLAG, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = proc_newer_bool, .sub = NEWER_LOWER_LAYER,
	  .desc = "True if the program file is in a lower layer of an overlay file system." },
	{ .name = "proc.is_exe_from_memfd", FLAG, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = proc_newer_bool, .sub = NEWER_FROM_MEMFD,
	  .desc = "True if the program is run from memory, not from a file system." },
	{ .name = "proc.is_sid_leader", FLAG, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = proc_newer_bool, .sub = NEWER_LEADS_SESSION,
	  .desc = "True if the process leads its session." },
	{ .name = "proc.is_vpgid_leader", FLAG, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = proc_newer_bool, .sub = NEWER_LEADS_VGROUP,
	  .desc = "True if the process leads its process group, by their ids in the namespace." },
	{ .name = "proc.is_pgid_leader", FLAG, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = proc_newer_bool, .sub = NEWER_LEADS_GROUP,
	  .desc = "True if the process leads its process group." },
	{ .name = "proc.exe_ino", .type = PT_INT64, .fmt = PF_DEC, .dep = DEP_THREAD,
	  .flags = FF_NEWER, .get = proc_newer_number, .sub = NEWER_EXE_INO,
	  .desc = "Inode number of the program file." },
	{ .name = "proc.exe_ino.ctime", .type = PT_ABSTIME, .fmt = PF_DEC, .dep = DEP_THREAD,
	  .flags = FF_NEWER, .get = proc_newer_number, .sub = NEWER_EXE_CTIME,
	  .desc = "Last change of the program file or its inode, nanoseconds since 1970." },
	{ .name = "proc.exe_ino.mtime", .type = PT_ABSTIME, .fmt = PF_DEC, .dep = DEP_THREAD,
	  .flags = FF_NEWER, .get = proc_newer_number, .sub = NEWER_EXE_MTIME,
	  .desc = "Last change of the program file's contents, nanoseconds since 1970." },
	{ .name = "proc.exe_ino.ctime_duration_proc_start", .type = PT_ABSTIME, .fmt = PF_DEC,
	  .dep = DEP_THREAD, .flags = FF_NEWER, .get = proc_newer_number,
	  .sub = NEWER_CTIME_TO_START,
	  .desc = "Nanoseconds from the change of the program file to the start of the process." },
	{ .name = "proc.exe_ino.ctime_duration_pidns_start", .type = PT_ABSTIME, .fmt = PF_DEC,
	  .dep = DEP_THREAD, .flags = FF_NEWER, .get = proc_newer_number,
	  .sub = NEWER_PIDNS_TO_CTIME,
	  .desc = "Nanoseconds from the start of the pid namespace to the change of the program "
		  "file." },
	{ .name = "proc.pidns_init_start_ts", COUNT, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = proc_newer_number, .sub = NEWER_PIDNS_START,
	  .desc = "When the pid namespace was started, nanoseconds since 1970." },
	{ .name = "thread.cap_permitted", TEXT, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = thread_caps, .sub = CAPS_PERMITTED,
	  .desc = "The permitted capabilities of the thread, joined by blanks." },
	{ .name = "thread.cap_inheritable", TEXT, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = thread_caps, .sub = CAPS_INHERITABLE,
	  .desc = "The inheritable capabilities of the thread, joined by blanks." },
	{ .name = "thread.cap_effective", TEXT, .dep = DEP_THREAD, .flags = FF_NEWER,
	  .get = thread_caps, .sub = CAPS_EFFECTIVE,
	  .desc = "The effective capabilities of the thread, joined by blanks." },
	{ .name = "proc.stdin.type", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_std_type,
	  .desc = "fd.type of descriptor 0." },
	{ .name = "proc.stdout.type", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_std_type,
	  .sub = 1,
	  .desc = "fd.type of descriptor 1." },
	{ .name = "proc.stderr.type", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_std_type,
	  .sub = 2,
	  .desc = "fd.type of descriptor 2." },
	{ .name = "proc.stdin.name", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_std_name,
	  .desc = "fd.name of descriptor 0." },
	{ .name = "proc.stdout.name", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_std_name,
	  .sub = 1,
	  .desc = "fd.name of descriptor 1." },
	{ .name = "proc.stderr.name", TEXT, WITHOUT_BYTES | FF_NEWER, .get = proc_std_name,
	  .sub = 2,
	  .desc = "fd.name of descriptor 2." },
};
/* clang-format on */

const struct field_class field_class_process = {
	.name = "process",
	.desc = "The process and the thread that an event happened in.",
	.fields = fields,
	.n = sizeof(fields) / sizeof(fields[0]),
};
