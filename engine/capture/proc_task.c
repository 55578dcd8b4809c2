/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/proc_task.h"

#define PF_KTHREAD 0x00200000 /* linux/sched.h */
#define COMM_MAX   15
#define TASK_TEXT  8192 /* both files are well below, long CPU and memory masks included */

/*
 * A worker's name as the scheduler has it: /proc adds what it last worked at, and gives the long
 * names of kernel threads whole. Events know 15 bytes.
 */
static void kernel_comm(struct slice *comm)
{
	struct slice name = *comm;
	uint32_t i;

	if (slice_begins(name, "kworker/") && name.len > 8 && name.p[8] != 'R')
		for (i = 8; i < name.len; i++)
			if (name.p[i] == '-' || name.p[i] == '+')
				name.len = i;
	if (name.len > COMM_MAX)
		name.len = COMM_MAX;
	*comm = name;
}

/* PID (comm) S ppid pgrp session tty tpgid flags minflt cminflt majflt ... */
static bool parse_stat(struct slice s, struct scap_thread *t, struct task_facts *f)
{
	const char *open = s.len ? memchr(s.p, '(', s.len) : NULL;
	const char *close = open ? memrchr(s.p, ')', s.len) : NULL;
	struct slice comm;
	int i;

	if (!close || close < open || close + 2 >= s.p + s.len)
		return false;
	comm = (struct slice){open + 1, (uint32_t)(close - open - 1)};
	s = (struct slice){close + 2, (uint32_t)(s.p + s.len - close - 2)};
	f->state = *take_word(&s).p;
	t->ptid = take_i64(&s);
	t->pgid = take_i64(&s);
	t->sid = take_i64(&s);
	t->tty = (int32_t)take_i64(&s);
	take_i64(&s);
	f->kernel_thread = take_u64(&s, 10) & PF_KTHREAD;
	t->pf_minor = take_u64(&s, 10);
	take_u64(&s, 10);
	t->pf_major = take_u64(&s, 10);
	for (i = 13; i <= 19; i++) /* cmajflt, four times, priority, nice */
		take_i64(&s);
	f->nthreads = (uint32_t)take_u64(&s, 10);
	take_i64(&s);
	f->start_ticks = take_u64(&s, 10);
	if (f->kernel_thread)
		kernel_comm(&comm);
	if (comm.len > sizeof(f->comm))
		comm.len = sizeof(f->comm);
	memcpy(f->comm, comm.p, comm.len);
	t->comm = (struct slice){f->comm, comm.len};
	return true;
}

static uint32_t second_u32(struct slice s)
{
	take_u64(&s, 10);
	return (uint32_t)take_u64(&s, 10);
}

/* The id in the innermost namespace, which comes last; *n: in how many it has one. */
static int64_t innermost(struct slice s, uint32_t *n)
{
	int64_t id = -1;

	for (*n = 0; s.len; ++*n) {
		id = (int64_t)take_u64(&s, 10);
		if (s.len && *s.p != '\t' && *s.p != ' ')
			break;
	}
	return id;
}

enum key {
	KEY_CAP_EFF,
	KEY_CAP_INH,
	KEY_CAP_PRM,
	KEY_GID,
	KEY_NSPGID,
	KEY_NSPID,
	KEY_NSTGID,
	KEY_TGID,
	KEY_UID,
	KEY_VM_RSS,
	KEY_VM_SIZE,
	KEY_VM_SWAP,
	KEY_NONE
};

static const char *const key_names[] = {
	[KEY_CAP_EFF] = "CapEff", [KEY_CAP_INH] = "CapInh", [KEY_CAP_PRM] = "CapPrm",
	[KEY_GID] = "Gid",	  [KEY_NSPGID] = "NSpgid",  [KEY_NSPID] = "NSpid",
	[KEY_NSTGID] = "NStgid",  [KEY_TGID] = "Tgid",	    [KEY_UID] = "Uid",
	[KEY_VM_RSS] = "VmRSS",	  [KEY_VM_SIZE] = "VmSize", [KEY_VM_SWAP] = "VmSwap",
};

static enum key key_of(struct slice name)
{
	unsigned i;

	if (!name.len || !strchr("CGNTUV", name.p[0]))
		return KEY_NONE;
	for (i = 0; i < KEY_NONE; i++)
		if (slice_is(name, key_names[i]))
			return i;
	return KEY_NONE;
}

static void apply_key(enum key k, struct slice v, struct scap_thread *t, struct task_facts *f)
{
	uint32_t n;

	switch (k) {
	case KEY_CAP_EFF:
		t->cap_effective = take_u64(&v, 16);
		break;
	case KEY_CAP_INH:
		t->cap_inheritable = take_u64(&v, 16);
		break;
	case KEY_CAP_PRM:
		t->cap_permitted = take_u64(&v, 16);
		break;
	case KEY_GID: /* real, effective, ...: the effective one counts */
		t->gid = second_u32(v);
		break;
	case KEY_NSPGID:
		t->vpgid = innermost(v, &n);
		break;
	case KEY_NSPID:
		t->vtid = innermost(v, &f->depth);
		break;
	case KEY_NSTGID:
		t->vpid = innermost(v, &n);
		break;
	case KEY_TGID:
		t->pid = take_i64(&v);
		break;
	case KEY_UID:
		t->uid = second_u32(v);
		break;
	case KEY_VM_RSS:
		t->vm_rss_kb = (uint32_t)take_u64(&v, 10);
		break;
	case KEY_VM_SIZE:
		t->vm_size_kb = (uint32_t)take_u64(&v, 10);
		break;
	case KEY_VM_SWAP:
		t->vm_swap_kb = (uint32_t)take_u64(&v, 10);
		break;
	case KEY_NONE:
		break;
	}
}

bool proc_task(int dirfd, struct buf *text, struct scap_thread *t, struct task_facts *f)
{
	struct slice rest, line, name;

	*t = (struct scap_thread){.tid = -1,
				  .pid = -1,
				  .ptid = -1,
				  .sid = -1,
				  .vpgid = -1,
				  .pgid = -1,
				  .vtid = -1,
				  .vpid = -1,
				  .fdlimit = -1,
				  .uid = UINT32_MAX,
				  .gid = UINT32_MAX,
				  .loginuid = UINT32_MAX};
	*f = (struct task_facts){.depth = 1};
	if (!proc_read(dirfd, "stat", text, TASK_TEXT) || !parse_stat(slice_of_buf(text), t, f) ||
	    !proc_read(dirfd, "status", text, TASK_TEXT))
		return false;
	rest = slice_of_buf(text);
	while (rest.len) {
		line = take_line(&rest);
		name = take_until(&line, ':');
		apply_key(key_of(name), line, t, f);
	}
	return t->pid >= 0;
}
