/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/field/process_class.h"

/* proc.* and thread.*: what only newer captures tell. */

static bool value_if_known(struct value *v, const struct field_ref *r, uint64_t n)
{
	return n && value_u64(v, r, n);
}

/* From one moment to a later one; no value when one is not known, or not later. */
static bool span(struct value *v, const struct field_ref *r, uint64_t from, uint64_t to)
{
	return from && to > from && value_u64(v, r, to - from);
}

static uint64_t arg_count(const struct thread_version *t, bool bytes)
{
	const char *p = t->args->s, *text;
	uint64_t n = 0, total = 0;
	size_t len;

	while (list_next(t->args, &p, &text, &len)) {
		n++;
		total += len;
	}
	return bytes ? total : n;
}

bool proc_newer_number(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *t = c->thread;

	if (!t)
		return false;
	switch ((enum newer_number)r->field->sub) {
	case NEWER_ARG_COUNT:
		return value_u64(v, r, arg_count(t, false));
	case NEWER_ARG_LENGTH:
		return value_u64(v, r, arg_count(t, true));
	case NEWER_EXE_INO:
		return value_if_known(v, r, t->exe_ino);
	case NEWER_EXE_CTIME:
		return value_if_known(v, r, t->exe_ino_ctime);
	case NEWER_EXE_MTIME:
		return value_if_known(v, r, t->exe_ino_mtime);
	case NEWER_CTIME_TO_START:
		return span(v, r, t->exe_ino_ctime, t->clone_ts);
	case NEWER_PIDNS_TO_CTIME:
		return span(v, r, t->pidns_init_start_ts, t->exe_ino_ctime);
	case NEWER_PIDNS_START:
		return value_if_known(v, r, t->pidns_init_start_ts);
	case NEWER_START:
		return value_if_known(v, r, t->clone_ts);
	}
	return false;
}

bool proc_newer_bool(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *t = c->thread;

	if (!t)
		return false;
	switch ((enum newer_bool)r->field->sub) {
	case NEWER_UPPER_LAYER:
		return value_bool(v, r, t->exe_upper_layer);
	case NEWER_LOWER_LAYER:
		return value_bool(v, r, t->exe_lower_layer);
	case NEWER_FROM_MEMFD:
		return value_bool(v, r, t->exe_from_memfd);
	case NEWER_LEADS_SESSION: /* both ids are those of the pid namespace */
		return t->sid >= 0 && value_bool(v, r, t->sid == t->vpid);
	case NEWER_LEADS_VGROUP:
		return t->vpgid >= 0 && value_bool(v, r, t->vpgid == t->vpid);
	case NEWER_LEADS_GROUP:
		return t->pgid >= 0 && value_bool(v, r, t->pgid == t->pid);
	}
	return false;
}

bool proc_newer_parent(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct thread_version *p = thread_parent(c, c->thread);

	if (!p)
		return false;
	switch ((enum newer_parent)r->field->sub) {
	case PARENT_VPID:
		return value_i64(v, r, p->vpid);
	case PARENT_DURATION:
		return p->clone_ts && value_u64(v, r, c->ev.ts - p->clone_ts);
	case PARENT_START:
		return value_if_known(v, r, p->clone_ts);
	}
	return false;
}

/* --------------------------------------------------------------- capabilities --- */

/* By their bits: linux/capability.h. */
static const char *const capabilities[] = {
	"CAP_CHOWN",
	"CAP_DAC_OVERRIDE",
	"CAP_DAC_READ_SEARCH",
	"CAP_FOWNER",
	"CAP_FSETID",
	"CAP_KILL",
	"CAP_SETGID",
	"CAP_SETUID",
	"CAP_SETPCAP",
	"CAP_LINUX_IMMUTABLE",
	"CAP_NET_BIND_SERVICE",
	"CAP_NET_BROADCAST",
	"CAP_NET_ADMIN",
	"CAP_NET_RAW",
	"CAP_IPC_LOCK",
	"CAP_IPC_OWNER",
	"CAP_SYS_MODULE",
	"CAP_SYS_RAWIO",
	"CAP_SYS_CHROOT",
	"CAP_SYS_PTRACE",
	"CAP_SYS_PACCT",
	"CAP_SYS_ADMIN",
	"CAP_SYS_BOOT",
	"CAP_SYS_NICE",
	"CAP_SYS_RESOURCE",
	"CAP_SYS_TIME",
	"CAP_SYS_TTY_CONFIG",
	"CAP_MKNOD",
	"CAP_LEASE",
	"CAP_AUDIT_WRITE",
	"CAP_AUDIT_CONTROL",
	"CAP_SETFCAP",
	"CAP_MAC_OVERRIDE",
	"CAP_MAC_ADMIN",
	"CAP_SYSLOG",
	"CAP_WAKE_ALARM",
	"CAP_BLOCK_SUSPEND",
	"CAP_AUDIT_READ",
	"CAP_PERFMON",
	"CAP_BPF",
	"CAP_CHECKPOINT_RESTORE",
};

static uint64_t cap_set(const struct thread_version *t, enum newer_caps which)
{
	switch (which) {
	case CAPS_PERMITTED:
		return t->cap_permitted;
	case CAPS_INHERITABLE:
		return t->cap_inheritable;
	case CAPS_EFFECTIVE:
		return t->cap_effective;
	}
	return 0;
}

bool thread_caps(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	size_t mark = c->scratch.len;
	uint64_t set;
	unsigned i;

	if (!c->thread)
		return false;
	set = cap_set(c->thread, r->field->sub);
	for (i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++) {
		if (!(set >> i & 1))
			continue;
		if (c->scratch.len > mark)
			buf_putc(&c->scratch, ' ');
		buf_puts(&c->scratch, capabilities[i]);
	}
	return value_scratch(c, v, r, mark);
}

/* ----------------------------------------------------------- standard streams --- */

static const struct fd_version *std_fd(struct event_ctx *c, int64_t fd)
{
	uint32_t version = c->thread ? state_fd_at(c->state, c->thread, fd, c->num) : 0;

	return version ? state_fd(c->state, version) : NULL;
}

bool proc_std_type(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f = std_fd(c, r->field->sub);

	return f && value_cstr(v, r, fd_type_name(f->type));
}

bool proc_std_name(struct event_ctx *c, const struct field_ref *r, struct value *v)
{
	const struct fd_version *f = std_fd(c, r->field->sub);

	if (!f)
		return false;
	value_str(v, r, fd_shown_name(c, f));
	value_clean(c, v);
	return true;
}
