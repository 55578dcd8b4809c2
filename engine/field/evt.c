/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/evt.h"

#include <stdlib.h>

#include "engine/base/intern.h"

/* evt.*: the tables of both classes, and what an event is. */

/* ------------------------------------------------------------------------- names --- */

const char *evt_type_name(const struct evt *e)
{
	uint64_t id;

	if (e->type != EV_GENERIC_E && e->type != EV_GENERIC_X)
		return e->info->name;
	id = evt_u64(e, 0, UINT64_MAX);
	return id < syscall_count ? syscall_table[id].name : "<unknown>";
}

static bool type_name(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return value_cstr(v, r, evt_type_name(&c->ev));
}

/* The reference mixes categories with flags here, so only these few are no system calls. */
static bool syscall_name(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	if (c->ev.type == EV_SCHEDSWITCH_6_E || (c->ev.info->flags & EF_SKIPPARSERESET))
		return false;
	return value_cstr(v, r, evt_type_name(&c->ev));
}

/* The name of an event type that `text` begins with, or equals; its lowest code, -1 none. */
static int longest_event_name(const char *text, size_t *len)
{
	int best = -1;
	unsigned i;

	*len = 0;
	for (i = 0; i < event_count; i++) {
		size_t n = strlen(event_table[i].name);

		if (n > *len && strncmp(text, event_table[i].name, n) == 0) {
			best = (int)i;
			*len = n;
		}
	}
	return best;
}

/* ".open": enter and exit of the first type of that name. ".3": exactly that code. */
static int parse_type(struct field_ref *r, struct err *e)
{
	size_t len;
	int code;

	if (!r->dotted)
		return err_set(e, ERR_SYNTAX, "evt.type.is takes a name: evt.type.is.open");
	len = strspn(r->arg, "0123456789");
	if (len && len <= 5) {
		r->arg[len] = 0;
		r->argn = atoi(r->arg);
		return 0;
	}
	code = longest_event_name(r->arg, &len);
	if (code < 0)
		return err_set(e, ERR_UNKNOWN, "evt.type.is: unknown event type '%.64s'", r->arg);
	r->arg[len] = 0;
	r->argn = code;
	r->arg_id = (int16_t)(code + 1);
	return 0;
}

static bool type_is(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return value_u64(v, r, c->ev.type == r->argn || c->ev.type == r->arg_id);
}

/* --------------------------------------------------------------------- categories --- */

/* I/O is told apart by what the fd is; the lower case of "ipc" is the reference's. */
static const char *io_category(const struct fd_version *f)
{
	switch (f ? f->type : FD_UNKNOWN) {
	case FD_FILE:
	case FD_FILE_V2:
	case FD_DIRECTORY:
		return "file";
	case FD_IPV4_SOCK:
	case FD_IPV6_SOCK:
	case FD_IPV4_SERVSOCK:
	case FD_IPV6_SERVSOCK:
		return "net";
	case FD_FIFO:
	case FD_UNIX_SOCK:
	case FD_EVENT:
	case FD_SIGNALFD:
	case FD_INOTIFY:
		return "ipc";
	default:
		return "unknown";
	}
}

static bool category(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct evt *e = &c->ev;

	if (e->type == EV_GENERIC_E || e->type == EV_GENERIC_X) {
		uint64_t id = evt_u64(e, 0, UINT64_MAX);

		return value_cstr(v, r,
				  id < syscall_count
					  ? category_name((enum ecat)syscall_table[id].cat)
					  : "unknown");
	}
	switch (e->info->cat) {
	case EC_IO_READ:
	case EC_IO_WRITE:
	case EC_IO_OTHER:
		return value_cstr(v, r, io_category(evt_own_fd(c)));
	default:
		return value_cstr(v, r, category_name((enum ecat)e->info->cat));
	}
}

/* ------------------------------------------------------------------- simple facts --- */

static bool number(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return value_u64(v, r, state_event_number(c->state, c->num));
}

static bool cpu(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return value_i64(v, r, (int16_t)c->ev.cpu);
}

static bool direction(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return value_text(v, r, event_is_exit(c->ev.type) ? "<" : ">", 1);
}

/* Any of the event flags in sub. */
static bool has_flags(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return value_bool(v, r, c->ev.info->flags & (uint32_t)r->field->sub);
}

static bool io_direction(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	uint32_t flags = c->ev.info->flags;

	if (flags & EF_WRITES_TO_FD)
		return value_cstr(v, r, "write");
	if (flags & EF_READS_FROM_FD)
		return value_cstr(v, r, "read");
	return false;
}

enum counted { COUNT_ALL, COUNT_EXITS, COUNT_PROCESSES, COUNT_THREADS };

static bool count(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	bool procinfo = c->ev.type == EV_PROCINFO_E;

	switch ((enum counted)r->field->sub) {
	case COUNT_ALL:
		break;
	case COUNT_EXITS:
		if (!event_is_exit(c->ev.type))
			return false;
		break;
	case COUNT_PROCESSES:
		if (!procinfo || !c->thread || c->thread->tid != c->thread->pid)
			return false;
		break;
	case COUNT_THREADS:
		if (!procinfo)
			return false;
	}
	return value_u64(v, r, 1);
}

/* Nothing that could be known from a capture alone: what plugins say of their events. */
static bool none(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	(void)c;
	(void)r;
	(void)v;
	return false;
}

static bool source(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	/* Only the plugin could tell the name of its source. */
	return c->ev.type != EV_PLUGINEVENT_E && value_cstr(v, r, "syscall");
}

static bool is_async(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	return value_bool(v, r, c->ev.type == EV_ASYNCEVENT_E);
}

static bool async_type(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	struct param p;

	if (c->ev.type != EV_ASYNCEVENT_E || !evt_named_param(&c->ev, "name", &p))
		return false;
	return value_text(v, r, (const char *)p.p, strnlen((const char *)p.p, p.len));
}

static bool hostname(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct scap_machine *m = state_machine(c->state);

	return m && m->known && value_cstr(v, r, m->hostname);
}

/* ------------------------------------------------------------------------- tables --- */

#define TEXT	    .type = PT_CHARBUF, .fmt = PF_NA
#define TIME	    .type = PT_CHARBUF, .fmt = PF_TIMETEXT
#define FLAG	    .type = PT_BOOL, .fmt = PF_NA
#define U64	    .type = PT_UINT64, .fmt = PF_DEC
#define U32	    .type = PT_UINT32, .fmt = PF_DEC
#define SPAN	    .type = PT_RELTIME, .fmt = PF_DEC
#define SPAN_PADDED .type = PT_RELTIME, .fmt = PF_PAD9
/* These end with the flags: more of them may follow. */
#define BUFLEN U64, .get = evt_buflen, .on = evt_buflen_on, .dep = DEP_EVENT, .flags = FF_OF_RESULT
#define ERRORS \
	U32, .get = evt_count_error, .on = evt_count_error_on, .dep = DEP_EVENT, \
	.flags = FF_OF_RESULT

/* clang-format off */
static const struct field all_fields[] = {
	{ .name = "evt.num", .type = PT_UINT64, .fmt = PF_ID, .dep = DEP_EVENT, .get = number,
	  .desc = "Number of the event in the capture, from 1 on; hidden events count as well." },
	{ .name = "evt.time", TIME, .dep = DEP_EVENT, .get = evt_time, .sub = TIME_NS,
	  .desc = "Local time of day with nanoseconds, 15:14:22.753887343." },
	{ .name = "evt.time.s", TIME, .dep = DEP_EVENT, .get = evt_time,
	  .desc = "Local time of day in whole seconds, 15:14:22." },
	{ .name = "evt.time.iso8601", TIME, .dep = DEP_EVENT, .get = evt_time,
	  .sub = TIME_ISO | TIME_DATE | TIME_NS,
	  .desc = "Date and time as ISO 8601 writes them, in UTC and with nanoseconds." },
	{ .name = "evt.datetime", TIME, .dep = DEP_EVENT, .get = evt_time,
	  .sub = TIME_DATE | TIME_NS,
	  .desc = "Local date and time with nanoseconds, 2023-07-28 15:14:22.753887343." },
	{ .name = "evt.datetime.s", TIME, .dep = DEP_EVENT, .get = evt_time, .sub = TIME_DATE,
	  .desc = "Local date and time in whole seconds." },
	{ .name = "evt.rawtime", .type = PT_ABSTIME, .fmt = PF_DEC, .dep = DEP_EVENT,
	  .get = evt_rawtime, .sub = SPAN_ALL,
	  .desc = "Time of the event as nanoseconds since 1970." },
	{ .name = "evt.rawtime.s", .type = PT_ABSTIME, .fmt = PF_DEC, .dep = DEP_EVENT,
	  .get = evt_rawtime, .sub = SPAN_SECONDS,
	  .desc = "Whole seconds since 1970." },
	{ .name = "evt.rawtime.ns", .type = PT_ABSTIME, .fmt = PF_PAD9, .dep = DEP_EVENT,
	  .get = evt_rawtime, .sub = SPAN_NANOSECONDS,
	  .desc = "What evt.rawtime.s leaves out, in nanoseconds." },
	{ .name = "evt.reltime", SPAN_PADDED, .dep = DEP_EVENT, .get = evt_reltime, .sub = SPAN_ALL,
	  .desc = "Nanoseconds since the first event of the capture." },
	{ .name = "evt.reltime.s", SPAN, .dep = DEP_EVENT, .get = evt_reltime, .sub = SPAN_SECONDS,
	  .desc = "Whole seconds since the first event of the capture." },
	{ .name = "evt.reltime.ns", SPAN_PADDED, .dep = DEP_EVENT, .get = evt_reltime,
	  .sub = SPAN_NANOSECONDS,
	  .desc = "What evt.reltime.s leaves out, in nanoseconds." },
	{ .name = "evt.pluginname", TEXT, .dep = DEP_TYPE, .get = none,
	  .desc = "Name of the plugin that made the event. Plugins are not loaded, so never known." },
	{ .name = "evt.plugininfo", TEXT, .dep = DEP_TYPE, .get = none,
	  .desc = "A plugin's summary of its event. Plugins are not loaded, so never known." },

	{ .name = "evt.source", TEXT, .dep = DEP_TYPE, .flags = FF_NEWER, .get = source,
	  .desc = "Name of the source of the event: syscall, except for events of plugins." },
	{ .name = "evt.is_async", FLAG, .dep = DEP_TYPE, .flags = FF_NEWER, .get = is_async,
	  .desc = "Whether the event was put in from outside the stream of the kernel." },
	{ .name = "evt.asynctype", TEXT, .dep = DEP_EVENT, .flags = FF_NEWER, .get = async_type,
	  .desc = "Kind of an asynchronous event, as its producer calls it." },
	{ .name = "evt.hostname", TEXT, .dep = DEP_EVENT, .flags = FF_NEWER, .get = hostname,
	  .desc = "Name of the machine that was captured." },
};

static const struct field call_fields[] = {
	{ .name = "evt.latency", SPAN, WITHOUT_BYTES, .get = evt_latency, .sub = SPAN_ALL,
	  .desc = "Nanoseconds between entering and leaving the call, on exit events." },
	{ .name = "evt.latency.s", SPAN, WITHOUT_BYTES, .get = evt_latency, .sub = SPAN_SECONDS,
	  .desc = "Whole seconds of evt.latency." },
	{ .name = "evt.latency.ns", SPAN_PADDED, WITHOUT_BYTES, .get = evt_latency,
	  .sub = SPAN_NANOSECONDS,
	  .desc = "What evt.latency.s leaves out, in nanoseconds." },
	{ .name = "evt.latency.quantized", U64, WITHOUT_BYTES | FF_UNLISTED,
	  .get = evt_latency_quantized,
	  .desc = "Column of a spectrogram that evt.latency falls into; logarithmic." },
	{ .name = "evt.latency.human", TEXT, WITHOUT_BYTES, .get = evt_latency_human,
	  .desc = "evt.latency for people: 252ns, 1.79us, 10ms, 2.50s." },
	{ .name = "evt.waiting", SPAN, .dep = DEP_EVENT, .flags = FF_NEWER | FF_UNLISTED,
	  .get = evt_waiting,
	  .desc = "In views of calls under way: nanoseconds since the call began, or was found." },
	{ .name = "evt.since", TEXT, .dep = DEP_EVENT, .flags = FF_NEWER | FF_UNLISTED,
	  .get = evt_since,
	  .desc = "In views of calls under way: evt.time, or before when the call began." },
	{ .name = "evt.deltatime", SPAN, .dep = DEP_EVENT, .flags = FF_LOOKS_BACK,
	  .get = evt_deltatime, .sub = SPAN_ALL,
	  .parse_arg = evt_parse_lookback,
	  .desc = "Nanoseconds since the event for which this field was asked before; first 0." },
	{ .name = "evt.deltatime.s", SPAN, .dep = DEP_EVENT, .flags = FF_LOOKS_BACK,
	  .get = evt_deltatime, .sub = SPAN_SECONDS, .parse_arg = evt_parse_lookback,
	  .desc = "Whole seconds of evt.deltatime." },
	{ .name = "evt.deltatime.ns", SPAN_PADDED, .dep = DEP_EVENT, .flags = FF_LOOKS_BACK,
	  .get = evt_deltatime, .sub = SPAN_NANOSECONDS, .parse_arg = evt_parse_lookback,
	  .desc = "What evt.deltatime.s leaves out, in nanoseconds." },
	{ .name = "evt.outputtime", TIME, .dep = DEP_EVENT, .flags = FF_PRINT_ONLY | FF_LOOKS_BACK,
	  .get = evt_outputtime, .parse_arg = evt_parse_lookback,
	  .desc = "The time in the form that -t asks for." },
	{ .name = "evt.dir", TEXT, .dep = DEP_TYPE, .get = direction,
	  .desc = "'>' when a call is entered, '<' when it is left." },
	{ .name = "evt.type", TEXT, .dep = DEP_EVENT, .flags = FF_BY_TYPE, .get = type_name,
	  .desc = "Name of the event: open, read, switch ..." },
	{ .name = "evt.type.is", .type = PT_UINT32, .fmt = PF_NA, .dep = DEP_TYPE,
	  .flags = FF_ARG_REQUIRED, .get = type_is, .parse_arg = parse_type,
	  .desc = "1 for events of the type that is named (evt.type.is.open) or numbered, else 0." },
	{ .name = "syscall.type", TEXT, .dep = DEP_EVENT, .flags = FF_BY_TYPE, .get = syscall_name,
	  .desc = "Like evt.type, but not set for scheduler switches and for notes of the tracer." },
	{ .name = "evt.category", TEXT, .dep = DEP_EVENT, .get = category,
	  .desc = "What the event deals with: file, net, ipc, memory, process, sleep, signal ..." },
	{ .name = "evt.cpu", .type = PT_INT16, .fmt = PF_ID, .dep = DEP_EVENT, .get = cpu,
	  .desc = "The CPU on which the event happened." },
	{ .name = "evt.args", TEXT, .dep = DEP_EVENT, .get = evt_args,
	  .desc = "All arguments in one text: name=value name=value ..." },
	{ .name = "evt.arg", TEXT, .dep = DEP_EVENT, .flags = FF_ARG_REQUIRED, .get = evt_arg,
	  .parse_arg = evt_parse_arg,
	  .desc = "One argument as text, by name (evt.arg.fd) or by place (evt.arg[0]); names "
		  "stand for numbers where there are some." },
	{ .name = "evt.rawarg", .type = PT_DYN, .fmt = PF_NA, .dep = DEP_EVENT,
	  .flags = FF_ARG_REQUIRED, .get = evt_rawarg, .parse_arg = evt_parse_rawarg,
	  .desc = "One argument as the number or the bytes it is, by name: evt.rawarg.res." },
	{ .name = "evt.info", TEXT, .dep = DEP_EVENT, .get = evt_info,
	  .desc = "evt.args, or what was made out of them: for writes to /dev/log the message." },
	{ .name = "evt.buffer", .type = PT_BYTEBUF, .fmt = PF_NA, .dep = DEP_EVENT,
	  .get = evt_buffer,
	  .desc = "The data that was read, written, sent or received, as far as captured." },
	{ .name = "evt.buflen", BUFLEN,
	  .desc = "How many bytes were read, written, sent or received." },
	{ .name = "evt.res", TEXT, .dep = DEP_EVENT, .flags = FF_BY_RESULT, .get = evt_res,
	  .desc = "How the call ended: SUCCESS, or the name of the error." },
	{ .name = "evt.rawres", .type = PT_INT64, .fmt = PF_DEC, .dep = DEP_EVENT,
	  .flags = FF_BY_RESULT | FF_OF_RESULT, .get = evt_rawres,
	  .desc = "What the call returned, as a number; errors are negative." },
	{ .name = "evt.failed", FLAG, .dep = DEP_EVENT, .flags = FF_BY_RESULT | FF_OF_RESULT,
	  .get = evt_failed,
	  .desc = "True when the call ended with an error." },
	{ .name = "evt.is_io", FLAG, .dep = DEP_TYPE, .get = has_flags,
	  .sub = EF_READS_FROM_FD | EF_WRITES_TO_FD,
	  .desc = "True for calls that read from a file descriptor or write to one." },
	{ .name = "evt.is_io_read", FLAG, .dep = DEP_TYPE, .get = has_flags,
	  .sub = EF_READS_FROM_FD,
	  .desc = "True for calls that read from a file descriptor: read, recvfrom ..." },
	{ .name = "evt.is_io_write", FLAG, .dep = DEP_TYPE, .get = has_flags,
	  .sub = EF_WRITES_TO_FD,
	  .desc = "True for calls that write to a file descriptor: write, sendto ..." },
	{ .name = "evt.io_dir", TEXT, .dep = DEP_TYPE, .get = io_direction,
	  .desc = "'read' or 'write' for calls that do I/O on a file descriptor." },
	{ .name = "evt.is_wait", FLAG, .dep = DEP_TYPE, .get = has_flags, .sub = EF_WAITS,
	  .desc = "True for calls that put the thread to sleep: poll, nanosleep ..." },
	{ .name = "evt.wait_latency", SPAN, .dep = DEP_EVENT, .get = evt_wait_latency,
	  .desc = "Nanoseconds spent in a call that waits, when it is left." },
	{ .name = "evt.is_syslog", FLAG, .dep = DEP_EVENT, .get = evt_is_syslog,
	  .desc = "True for writes to /dev/log." },
	{ .name = "evt.count", U32, .dep = DEP_TYPE, .get = count, .sub = COUNT_ALL,
	  .desc = "Always 1: to count events." },
	{ .name = "evt.count.error", ERRORS, .sub = ERROR_ANY,
	  .desc = "1 for calls that failed: to count errors." },
	{ .name = "evt.count.error.file", ERRORS, .sub = ERROR_FILE,
	  .desc = "1 for calls on files and directories that failed." },
	{ .name = "evt.count.error.net", ERRORS, .sub = ERROR_NET,
	  .desc = "1 for calls on sockets that failed." },
	{ .name = "evt.count.error.memory", ERRORS, .sub = ERROR_MEMORY,
	  .desc = "1 for calls that manage memory and failed." },
	{ .name = "evt.count.error.other", ERRORS, .sub = ERROR_OTHER,
	  .desc = "1 for calls that failed and are none of file, net and memory." },
	{ .name = "evt.count.exit", U32, .dep = DEP_TYPE, .get = count, .sub = COUNT_EXITS,
	  .desc = "1 for exit events: to count calls once." },
	{ .name = "evt.count.procinfo", U32, .dep = DEP_EVENT, .flags = FF_UNLISTED, .get = count,
	  .sub = COUNT_PROCESSES,
	  .desc = "1 for the figures of a process: to count processes in tables." },
	{ .name = "evt.count.threadinfo", U32, .dep = DEP_TYPE, .flags = FF_UNLISTED, .get = count,
	  .sub = COUNT_THREADS,
	  .desc = "1 for the figures of a thread: to count threads in tables." },
	{ .name = "evt.around", U64, .dep = DEP_EVENT, .flags = FF_FILTER_ONLY | FF_ARG_REQUIRED,
	  .get = evt_around, .parse_arg = evt_parse_around,
	  .desc = "Selects events near a moment: evt.around[T]=D, T in nanoseconds as evt.rawtime "
		  "prints it, D milliseconds before and after." },
	{ .name = "evt.abspath", TEXT, .dep = DEP_EVENT, .flags = FF_ARG_OPTIONAL,
	  .get = evt_abspath, .parse_arg = evt_parse_abspath,
	  .desc = "The absolute path that calls like openat, renameat and unlinkat mean; .src and "
		  ".dst for the two paths of a call." },
	{ .name = "evt.buflen.in", BUFLEN | FF_UNLISTED, .sub = BUFLEN_READS,
	  .desc = "evt.buflen of what came in." },
	{ .name = "evt.buflen.out", BUFLEN | FF_UNLISTED, .sub = BUFLEN_WRITES,
	  .desc = "evt.buflen of what went out." },
	{ .name = "evt.buflen.file", BUFLEN | FF_UNLISTED, .sub = BUFLEN_FILES,
	  .desc = "evt.buflen on regular files." },
	{ .name = "evt.buflen.file.in", BUFLEN | FF_UNLISTED, .sub = BUFLEN_FILES | BUFLEN_READS,
	  .desc = "evt.buflen of what was read from regular files." },
	{ .name = "evt.buflen.file.out", BUFLEN | FF_UNLISTED, .sub = BUFLEN_FILES | BUFLEN_WRITES,
	  .desc = "evt.buflen of what was written to regular files." },
	{ .name = "evt.buflen.net", BUFLEN | FF_UNLISTED, .sub = BUFLEN_SOCKETS,
	  .desc = "evt.buflen on internet sockets." },
	{ .name = "evt.buflen.net.in", BUFLEN | FF_UNLISTED, .sub = BUFLEN_SOCKETS | BUFLEN_READS,
	  .desc = "evt.buflen of what came in through internet sockets." },
	{ .name = "evt.buflen.net.out", BUFLEN | FF_UNLISTED, .sub = BUFLEN_SOCKETS | BUFLEN_WRITES,
	  .desc = "evt.buflen of what went out through internet sockets." },
	{ .name = "evt.is_open_read", FLAG, .dep = DEP_EVENT, .get = evt_is_open, .sub = OPEN_READ,
	  .desc = "True when a file was opened so that it can be read." },
	{ .name = "evt.is_open_write", FLAG, .dep = DEP_EVENT, .get = evt_is_open,
	  .sub = OPEN_WRITE,
	  .desc = "True when a file was opened so that it can be written." },
	{ .name = "evt.infra.docker.name", TEXT, .dep = DEP_EVENT, .flags = FF_UNLISTED,
	  .get = evt_infra, .sub = INFRA_EVENT,
	  .desc = "What happened, in events of the container runtime." },
	{ .name = "evt.infra.docker.container.id", TEXT, .dep = DEP_EVENT, .flags = FF_UNLISTED,
	  .get = evt_infra, .sub = INFRA_ID,
	  .desc = "Id of the container that an event of the runtime is about." },
	{ .name = "evt.infra.docker.container.name", TEXT, .dep = DEP_EVENT, .flags = FF_UNLISTED,
	  .get = evt_infra, .sub = INFRA_NAME,
	  .desc = "Name of the container that an event of the runtime is about." },
	{ .name = "evt.infra.docker.container.image", TEXT, .dep = DEP_EVENT, .flags = FF_UNLISTED,
	  .get = evt_infra, .sub = INFRA_IMAGE,
	  .desc = "Image of the container that an event of the runtime is about." },
	{ .name = "evt.is_open_exec", FLAG, .dep = DEP_EVENT, .get = evt_is_open, .sub = OPEN_EXEC,
	  .desc = "True when a file is made that somebody may execute." },

	{ .name = "evt.is_open_create", FLAG, .dep = DEP_EVENT, .flags = FF_NEWER,
	  .get = evt_is_open, .sub = OPEN_CREATE,
	  .desc = "True when the call made the file that it opened." },
};
/* clang-format on */

const struct field_class field_class_evt = {
	.name = "evt",
	.desc = "What every event has: its number and its time.",
	.shortdesc = "All event types",
	.fields = all_fields,
	.n = sizeof(all_fields) / sizeof(all_fields[0]),
};

const struct field_class field_class_evt_call = {
	.name = "evt",
	.desc = "What events of the kernel have. Arguments of a call are fields too: evt.arg.NAME.",
	.shortdesc = "Syscall events only",
	.fields = call_fields,
	.n = sizeof(call_fields) / sizeof(call_fields[0]),
};
