/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCAP_META_H
#define SONDE_SCAP_META_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

/*
 * Entries of the metadata blocks, as plain structs: what a reader hands out and a writer
 * takes. Texts are borrowed slices, not terminated.
 * format: spec of the .scap file, chapter 5; falcosecurity/libs userspace/libscap
 */
struct slice {
	const char *p;
	uint32_t len; /* bytes */
};

struct scap_machine {
	bool known;
	uint32_t num_cpus;
	uint64_t memory_bytes, max_pid, boot_ts; /* ns since the epoch */
	char hostname[129];			 /* terminated */
};

struct scap_thread {
	int64_t tid, pid, ptid, sid, vpgid, pgid, vtid, vpid;
	struct slice comm, exe, exepath, args, cwd, env, cgroups, root;
	int64_t fdlimit;
	uint32_t flags, uid, gid, loginuid;
	int32_t tty;
	uint32_t vm_size_kb, vm_rss_kb, vm_swap_kb;
	uint64_t pf_major, pf_minor;
	uint64_t pidns_init_start_ts;
	uint64_t cap_inheritable, cap_permitted, cap_effective;
	uint64_t exe_ino, exe_ino_ctime, exe_ino_mtime;
	bool exe_writable, exe_upper_layer, exe_lower_layer, exe_from_memfd;
};

struct scap_fd {
	int64_t fd;
	uint64_t ino;
	uint8_t type; /* scap_fd_type */
	uint8_t l4proto;
	uint8_t src_ip[16], dst_ip[16]; /* IPv4: first four bytes; server sockets: src */
	uint16_t src_port, dst_port;	/* host order */
	uint64_t unix_src, unix_dst;
	uint32_t open_flags, dev;
	struct slice name;
};

struct scap_interface {
	bool v6;
	uint8_t addr[16], netmask[16], bcast[16]; /* IPv4: first four bytes */
	uint64_t linkspeed;
	char name[64]; /* terminated */
};

struct scap_user {
	bool is_group;
	uint32_t uid, gid;
	struct slice name, home, shell;
};

/*
 * Walk over the entries of a list block's body.
 * in      block type, body of len bytes (native byte order), file offset of the body
 * calls   fn for every entry until it returns false
 * returns 0, or ERR_FORMAT with the offset of the damaged entry: entries before it were
 *         delivered
 */
int meta_each_thread(uint32_t type, const uint8_t *body, uint32_t len, uint64_t off,
		     bool (*fn)(void *arg, const struct scap_thread *t), void *arg, struct err *e);
int meta_each_fd(uint32_t type, const uint8_t *body, uint32_t len, uint64_t off,
		 bool (*fn)(void *arg, int64_t tid, const struct scap_fd *f), void *arg,
		 struct err *e);
int meta_each_interface(uint32_t type, const uint8_t *body, uint32_t len, uint64_t off,
			bool (*fn)(void *arg, const struct scap_interface *i), void *arg,
			struct err *e);
int meta_each_user(uint32_t type, const uint8_t *body, uint32_t len, uint64_t off,
		   bool (*fn)(void *arg, const struct scap_user *u), void *arg, struct err *e);
int meta_machine(const uint8_t *body, uint32_t len, uint64_t off, struct scap_machine *m,
		 struct err *e);

#endif
