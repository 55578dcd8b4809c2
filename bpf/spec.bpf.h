/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef SONDE_BPF_SPEC_H
#define SONDE_BPF_SPEC_H

#include "bpf/event.bpf.h"
#include "bpf/file.bpf.h"
#include "bpf/memory.bpf.h"
#include "bpf/value.bpf.h"

/*
 * Parameters made as a row of syscalls.tsv says. One function a kind of width: the table has said
 * how many bytes each takes, and gen.awk has compared that with the event's description.
 */

#define O_WITH_MODE (O_CREAT | O_TMPFILE_BIT)

inlined u64 arg_of(const struct scratch *s, u8 i)
{
	return s->args[i & 7];
}

inlined u64 user_u64(struct scratch *s, u64 from)
{
	u64 v = 0;

	if (from && bpf_probe_read_user(&v, sizeof(v), (void *)from))
		s->bad = true;
	return v;
}

inlined u32 user_u32(struct scratch *s, u64 from)
{
	u32 v = 0;

	if (from && bpf_probe_read_user(&v, sizeof(v), (void *)from))
		s->bad = true;
	return v;
}

/* The i-th of the longs there, `absent` when there is nothing or it cannot be read. */
inlined s64 user_long(struct scratch *s, u64 from, u32 i, s64 absent)
{
	s64 v = 0;
	s32 v32 = 0;
	long rc;

	if (!from)
		return absent;
	if (s->compat)
		rc = bpf_probe_read_user(&v32, sizeof(v32), (void *)from + 4 * i);
	else
		rc = bpf_probe_read_user(&v, sizeof(v), (void *)from + 8 * i);
	if (rc) {
		s->bad = true;
		return absent;
	}
	return s->compat ? v32 : v;
}

/* Numbers of 32-bit calls from here on have times of 64 bits. */
#define TIME64_FIRST 403

/* A struct timespec in ns; all ones when there is none. */
inlined u64 user_time(struct scratch *s, u64 from)
{
	u64 wide[2];
	u32 narrow[2];

	if (!from)
		return ~0ull;
	if (s->compat && s->nr < TIME64_FIRST) {
		if (!bpf_probe_read_user(narrow, sizeof(narrow), (void *)from))
			return narrow[0] * 1000000000ull + narrow[1];
	} else if (!bpf_probe_read_user(wide, sizeof(wide), (void *)from)) {
		return wide[0] * 1000000000ull + wide[1];
	}
	s->bad = true;
	return ~0ull;
}

/* Results that the call has put where an argument points to. */
inlined bool has_result(const struct scratch *s)
{
	return (s64)s->args[ARG_RET] >= 0;
}

inlined s64 long_of(const struct scratch *s, u64 v)
{
	return s->compat ? (s64)(s32)v : (s64)v;
}

inlined u32 spec_u32(struct scratch *s, u8 kind, u8 i)
{
	u32 v = arg_of(s, i);

	switch (kind) {
	case K_OFLAGS:
	case K_UFFLAGS:
		return scap_open_flags(v);
	case K_MODE:
		return v & 07777;
	case K_OMODE: /* only then does the call have one */
		return arg_of(s, i - 1) & O_WITH_MODE ? v & 07777 : 0;
	case K_PROT:
		return scap_prot(v);
	case K_FLOCK:
		return scap_flock(v);
	case K_SEMGET:
		return scap_semget(v);
	case K_SEMVAL: /* of SETVAL only */
		return (arg_of(s, i - 1) & ~0x100u) == 16 ? v : 0;
	case K_EXECATF:
		return MOVE(v, 0x1000, 0x1) | MOVE(v, 0x100, 0x2);
	case K_MOUNTF:
		return scap_mount(v);
	case K_CLONEF:
		return scap_clone_flags(v);
	case K_MAPFLAGS:
		return scap_mmap_flags(v);
	case K_SIGSET: /* the first 32 signals */
		return user_u32(s, arg_of(s, i));
	case K_OUT_U32:
		return has_result(s) ? user_u32(s, arg_of(s, i)) : ~0u;
	case K_HOW_FLAGS: /* struct open_how: three u64 */
		return scap_open_flags(user_u32(s, arg_of(s, i)));
	case K_HOW_MODE:
		return user_u32(s, arg_of(s, i) + 8) & 07777;
	case K_HOW_RESOLVE:
		return scap_resolve(user_u32(s, arg_of(s, i) + 16));
	case K_VM_SIZE:
		return mm_size(my_mm());
	case K_VM_RSS:
		return mm_resident(my_mm());
	case K_VM_SWAP:
		return mm_swapped(my_mm());
	case K_DEV:
		return file_dev(file_of((s64)s->args[ARG_RET]));
	case K_ZERO32:
		return 0;
	default:
		return v;
	}
}

inlined u64 spec_u64(struct scratch *s, u8 kind, u8 i)
{
	u64 v = arg_of(s, i);

	switch (kind) {
	case K_FD:
	case K_S32AS64:
		return i == ARG_RET ? v : (u64)(s64)(s32)v;
	case K_LONG:
		return long_of(s, v);
	case K_U32AS64:
		return (u32)v;
	case K_POS: /* 32-bit programs pass it in two registers */
		return s->compat ? (u32)v | arg_of(s, i + 1) << 32 : v;
	case K_HILO:
		return v << 32 | (u32)arg_of(s, i + 1);
	case K_OFF64:
		return user_u64(s, v);
	case K_OFF:
		return user_long(s, v, 0, 0);
	case K_TIMESPEC:
		return user_time(s, v);
	case K_RLIM_CUR:
		return user_long(s, v, 0, -1);
	case K_RLIM_MAX:
		return user_long(s, v, 1, -1);
	case K_OLD_CUR:
		return user_long(s, has_result(s) ? v : 0, 0, -1);
	case K_OLD_MAX:
		return user_long(s, has_result(s) ? v : 0, 1, -1);
	default:
		return v;
	}
}

#define DYN_FD	  0
#define DYN_ERRNO 1

/* An fd when the command makes one. */
inlined void bpf_result(struct scratch *s, u32 cmd)
{
	bool makes_fd = cmd == BPF_MAP_CREATE || cmd == BPF_PROG_LOAD;

	PUT(u8, ev_at(s), 0, makes_fd ? DYN_FD : DYN_ERRNO);
	PUT(u64, ev_at(s), 1, s->args[ARG_RET]);
	ev_add(s, 9);
}

/*
 * A path that the exit event has again. Readers name the file by this one, unless it says that it
 * is not known: in the words of the format's time, which are not those of ev_unknown().
 */
inlined void path_first(struct scratch *s, u64 from)
{
	long n = from ? bpf_probe_read_user_str(ev_at(s), TEXT_MAX, (void *)from) : -1;

	if (n > 0) {
		ev_add(s, n);
	} else {
		PUT(u32, ev_at(s), 0, 0x4c554e28); /* (NUL */
		PUT(u32, ev_at(s), 4, 0x294c);	   /* L) */
		ev_add(s, 7);
	}
}

checked_once int spec_param(u32 cpu, u32 kind, u32 i)
{
	struct scratch *s = scratch_of(cpu);

	if (!s)
		return 0;
	switch (kind) {
	case K_PATH:
		ev_user_text(s, arg_of(s, i));
		break;
	case K_PATH_FIRST:
		path_first(s, arg_of(s, i));
		break;
	case K_PATH_OK:
		if ((s64)s->args[ARG_RET] >= 0)
			ev_user_text(s, arg_of(s, i));
		else
			ev_u8(s, 0);
		break;
	case K_BPF_RES:
		bpf_result(s, arg_of(s, i));
		break;
	case K_U8:
		ev_u8(s, arg_of(s, i));
		break;
	case K_RLIMIT:
		ev_u8(s, scap_rlimit(arg_of(s, i)));
		break;
	case K_ZERO8:
		ev_u8(s, 0);
		break;
	case K_FCNTL:
		ev_u8(s, scap_fcntl(arg_of(s, i)));
		break;
	case K_U16:
		ev_u16(s, arg_of(s, i));
		break;
	case K_SEMCTL:
		ev_u16(s, scap_semctl(arg_of(s, i)));
		break;
	case K_RES:
	case K_FD:
	case K_LONG:
	case K_ULONG:
	case K_S32AS64:
	case K_U32AS64:
	case K_POS:
	case K_HILO:
	case K_OFF64:
	case K_OFF:
	case K_TIMESPEC:
	case K_RLIM_CUR:
	case K_RLIM_MAX:
	case K_OLD_CUR:
	case K_OLD_MAX:
		ev_u64(s, spec_u64(s, kind, i));
		break;
	default:
		ev_u32(s, spec_u32(s, kind, i));
	}
	return 0;
}

inlined int fill_spec(struct scratch *s, u32 spec)
{
	const struct spec *sp;
	u32 i;

	opaque(spec); /* the compiler knows the table, the verifier does not */
	if (spec >= SPECS)
		return 0;
	sp = &specs[spec];
	ev_begin(s, s->code, sp->n);
	for (i = 0; i < PARAMS; i++) {
		if (i >= sp->n)
			break;
		spec_param(s->cpu, sp->p[i].kind, sp->p[i].arg);
	}
	return ev_send(s);
}

SEC("tp_btf/sys_enter")
int e_spec(u64 *ctx)
{
	struct scratch *s = my_scratch();
	u32 row = s ? s->row : SYS_ROWS;

	return row < SYS_ROWS ? fill_spec(s, sys_rows[row].enter_spec) : 0;
}

SEC("tp_btf/sys_exit")
int x_spec(u64 *ctx)
{
	struct scratch *s = my_scratch();
	u32 row = s ? s->row : SYS_ROWS;

	return row < SYS_ROWS ? fill_spec(s, sys_rows[row].exit_spec) : 0;
}

#endif
