/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/scap/writer.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/mem.h"
#include "engine/scap/block.h"
#include "engine/scap/sink.h"

/* Longest texts that 0.29.3 accepts in the lists. */
enum {
	MAX_PATH_TEXT = 1024,
	MAX_LIST_TEXT = 4096,
	MAX_FD_NAME = 1023,
	MAX_USER_TEXT = 255,
};

/* fd types above this are unknown to 0.29.3, which then refuses the whole file. */
#define FD_TYPE_REF_MAX 16
enum { TYPE_UNKNOWN = 0, TYPE_UNSUPPORTED = 10 };

/* Bytes that are left where they are, at most, before they go to the sink. */
#define RUN_BYTES (256u << 10)

struct scap_writer {
	struct sink *sink;
	struct buf b; /* the block being made */
	size_t entry; /* where the entry being made begins */
	bool drop_new, redact;

	/* Blocks that are to be written as they are and lie one behind the other in memory. */
	const uint8_t *run;
	size_t run_len;
};

/* --------------------------------------------------------------------- bytes --- */

static void put8(struct buf *b, uint8_t v)
{
	buf_putc(b, (char)v);
}

static void put16(struct buf *b, uint16_t v)
{
	buf_put(b, &v, sizeof(v));
}

static void put32(struct buf *b, uint32_t v)
{
	buf_put(b, &v, sizeof(v));
}

static void put64(struct buf *b, uint64_t v)
{
	buf_put(b, &v, sizeof(v));
}

static void put_text(struct buf *b, struct slice s, uint32_t max)
{
	uint32_t n = s.len < max ? s.len : max;

	put16(b, (uint16_t)n);
	buf_put(b, s.p, n);
}

/* A list of NUL-separated texts: what does not fit is left out as a whole. */
static void put_texts(struct buf *b, struct slice s)
{
	uint32_t n = s.len;

	if (n > MAX_LIST_TEXT) {
		n = MAX_LIST_TEXT;
		while (n > 0 && s.p[n - 1] != '\0')
			n--;
	}
	put16(b, (uint16_t)n);
	buf_put(b, s.p, n);
}

static void patch32(struct buf *b, size_t at, size_t v)
{
	uint32_t n = (uint32_t)v;

	memcpy(b->p + at, &n, sizeof(n));
}

/* Blocks leave in the order in which they came. */
static int put_block(struct scap_writer *w, struct err *e)
{
	int rc = scap_writer_settle(w, e);

	return rc < 0 ? rc : sink_put(w->sink, w->b.p, w->b.len, e);
}

static void block_begin(struct scap_writer *w, uint32_t type)
{
	buf_clear(&w->b);
	put32(&w->b, type);
	put32(&w->b, 0);
}

static int block_end(struct scap_writer *w, struct err *e)
{
	while (w->b.len % 4)
		put8(&w->b, 0);
	put32(&w->b, (uint32_t)w->b.len + 4);
	patch32(&w->b, 4, w->b.len);
	return put_block(w, e);
}

/* ------------------------------------------------------------------ metadata --- */

int scap_writer_section(struct scap_writer *w, const struct scap_machine *m, struct err *e)
{
	static const char zeros[128];
	size_t host;
	int rc;

	block_begin(w, BLOCK_SHB);
	put32(&w->b, SHB_MAGIC);
	put16(&w->b, 1);
	put16(&w->b, 2);
	put64(&w->b, UINT64_MAX); /* length of the section: not known */
	rc = block_end(w, e);
	if (rc < 0 || !m->known)
		return rc;
	block_begin(w, BLOCK_MI);
	put32(&w->b, m->num_cpus);
	put64(&w->b, m->memory_bytes);
	put64(&w->b, m->max_pid);
	host = strnlen(m->hostname, sizeof(zeros));
	buf_put(&w->b, m->hostname, host);
	buf_put(&w->b, zeros, sizeof(zeros) - host);
	put64(&w->b, m->boot_ts);
	put64(&w->b, 0);
	put64(&w->b, 0);
	put64(&w->b, 0);
	return block_end(w, e);
}

void scap_writer_list(struct scap_writer *w, enum scap_list kind)
{
	static const uint32_t type[] = {
		[LIST_INTERFACES] = BLOCK_IL_V2,
		[LIST_USERS] = BLOCK_UL_V2,
		[LIST_THREADS] = BLOCK_PL_V9,
		[LIST_FDS] = BLOCK_FDL_V2,
	};

	block_begin(w, type[kind]);
}

void scap_writer_fd_list(struct scap_writer *w, int64_t tid)
{
	scap_writer_list(w, LIST_FDS);
	put64(&w->b, (uint64_t)tid);
}

int scap_writer_list_end(struct scap_writer *w, struct err *e)
{
	return block_end(w, e);
}

static void entry_begin(struct scap_writer *w)
{
	w->entry = w->b.len;
	put32(&w->b, 0);
}

static void entry_end(struct scap_writer *w)
{
	patch32(&w->b, w->entry, w->b.len - w->entry);
}

void scap_writer_add_interface(struct scap_writer *w, const struct scap_interface *i)
{
	unsigned ip = i->v6 ? 16 : 4;
	size_t name = strnlen(i->name, sizeof(i->name));

	entry_begin(w);
	put16(&w->b, i->v6 ? 2 : 1);
	put16(&w->b, (uint16_t)name);
	buf_put(&w->b, i->addr, ip);
	buf_put(&w->b, i->netmask, ip);
	buf_put(&w->b, i->bcast, ip);
	put64(&w->b, i->linkspeed);
	buf_put(&w->b, i->name, name);
	entry_end(w);
	/* In this list alone the length does not count itself. */
	patch32(&w->b, w->entry, w->b.len - w->entry - 4);
}

void scap_writer_add_user(struct scap_writer *w, const struct scap_user *u)
{
	entry_begin(w);
	put8(&w->b, u->is_group);
	if (!u->is_group)
		put32(&w->b, u->uid);
	put32(&w->b, u->gid);
	put_text(&w->b, u->name, MAX_USER_TEXT);
	if (!u->is_group) {
		put_text(&w->b, u->home, MAX_USER_TEXT);
		put_text(&w->b, u->shell, MAX_USER_TEXT);
	}
	entry_end(w);
}

void scap_writer_add_thread(struct scap_writer *w, const struct scap_thread *t)
{
	struct buf *b = &w->b;

	entry_begin(w);
	put64(b, (uint64_t)t->tid);
	put64(b, (uint64_t)t->pid);
	put64(b, (uint64_t)t->ptid);
	put64(b, (uint64_t)t->sid);
	put64(b, (uint64_t)t->vpgid);
	put_text(b, t->comm, MAX_PATH_TEXT);
	put_text(b, t->exe, MAX_PATH_TEXT);
	put_text(b, t->exepath, MAX_PATH_TEXT);
	put_texts(b, t->args);
	put_text(b, t->cwd, MAX_PATH_TEXT);
	put64(b, (uint64_t)t->fdlimit);
	put32(b, t->flags);
	put32(b, t->uid);
	put32(b, t->gid);
	put32(b, t->vm_size_kb);
	put32(b, t->vm_rss_kb);
	put32(b, t->vm_swap_kb);
	put64(b, t->pf_major);
	put64(b, t->pf_minor);
	put_texts(b, t->env);
	put64(b, (uint64_t)t->vtid);
	put64(b, (uint64_t)t->vpid);
	put_texts(b, t->cgroups);
	put_text(b, t->root, MAX_PATH_TEXT);
	/* The short form of what follows: 0.29.3 takes these two and skips the rest. */
	put32(b, t->loginuid);
	put8(b, t->exe_writable);
	if (t->cap_inheritable | t->cap_permitted | t->cap_effective) {
		put64(b, t->cap_inheritable);
		put64(b, t->cap_permitted);
		put64(b, t->cap_effective);
	}
	entry_end(w);
}

static void put_fd_body(struct buf *b, uint8_t type, const struct scap_fd *f)
{
	unsigned ip = type == 4 || type == 6 ? 16 : 4;

	switch (type) {
	case 3: /* connected sockets */
	case 4:
		buf_put(b, f->src_ip, ip);
		buf_put(b, f->dst_ip, ip);
		put16(b, f->src_port);
		put16(b, f->dst_port);
		put8(b, f->l4proto);
		break;
	case 5: /* listening and bound sockets */
	case 6:
		buf_put(b, f->src_ip, ip);
		put16(b, f->src_port);
		put8(b, f->l4proto);
		break;
	case 8: /* unix sockets */
		put64(b, f->unix_src);
		put64(b, f->unix_dst);
		put_text(b, f->name, MAX_FD_NAME);
		break;
	case 16: /* files with what they were opened for */
		put32(b, f->open_flags);
		put_text(b, f->name, MAX_FD_NAME);
		put32(b, f->dev);
		break;
	default:
		put_text(b, f->name, MAX_FD_NAME);
	}
}

void scap_writer_add_fd(struct scap_writer *w, const struct scap_fd *f)
{
	uint8_t type = f->type > FD_TYPE_REF_MAX ? TYPE_UNSUPPORTED : f->type;

	if (type == TYPE_UNKNOWN)
		return; /* has no form in the list */
	entry_begin(w);
	put64(&w->b, (uint64_t)f->fd);
	put64(&w->b, f->ino);
	put8(&w->b, type);
	put_fd_body(&w->b, type, f);
	entry_end(w);
}

/* -------------------------------------------------------------------- events --- */

static bool type_has_flags(uint32_t type)
{
	return type == BLOCK_EVF || type == BLOCK_EVF_V2 || type == BLOCK_EVF_V2_LARGE;
}

static uint32_t param_len(const struct evt *e, unsigned i)
{
	return e->lenw == 2 ? ld16(e->lens + 2 * i) : ld32(e->lens + 4 * i);
}

/* Which block an event goes into. Above 64 KiB readers accept only the large ones. */
static uint32_t event_block_type(const struct evt *e, bool v1, bool flags, bool large, size_t body)
{
	if (v1 &&
	    e->info ==
		    &event_unknown) /* its parameters cannot be counted: leave it in its old form */
		return flags ? BLOCK_EVF : BLOCK_EV;
	if (large || body + 12 > BLOCK_MAX_SMALL)
		return flags ? BLOCK_EVF_V2_LARGE : BLOCK_EV_V2_LARGE;
	return flags ? BLOCK_EVF_V2 : BLOCK_EV_V2;
}

/* Lengths and data, without what some old versions counted too much. */
static size_t payload_len(const struct evt *e, size_t hdr_len)
{
	size_t n = (size_t)e->lenw * e->nparams;
	unsigned i;

	if (e->info == &event_unknown)
		return e->len - hdr_len;
	for (i = 0; i < e->nparams; i++)
		n += param_len(e, i);
	return n;
}

/*
 * Is it the contents of a buffer, or of a part of memory? The arguments and the environment of
 * programs have the same type; processes are of no use without them.
 */
static bool is_contents(const struct event_info *info, unsigned i)
{
	return i < info->nparams && info->params[i].type == PT_BYTEBUF &&
	       (info->flags & EF_SYSCALL || info->flags_new & EF_SYSCALL) &&
	       info->cat != EC_PROCESS;
}

static bool has_contents(uint16_t type)
{
	unsigned i;

	for (i = 0; type < event_count && i < event_table[type].nparams; i++)
		if (is_contents(&event_table[type], i))
			return true;
	return false;
}

/* Lengths and data, where contents have the length 0. */
static void put_redacted(struct buf *b, const struct evt *e)
{
	const uint8_t *data = e->lens + (size_t)e->lenw * e->nparams;
	unsigned i;

	for (i = 0; i < e->nparams; i++) {
		uint32_t n = is_contents(e->info, i) ? 0 : param_len(e, i);

		buf_put(b, &n, e->lenw); /* little endian: its low bytes come first */
	}
	for (i = 0; i < e->nparams; i++) {
		if (!is_contents(e->info, i))
			buf_put(b, data, param_len(e, i));
		data += param_len(e, i);
	}
}

static void put_payload(struct scap_writer *w, const struct evt *e, size_t hdr_len, size_t len)
{
	if (w->redact && has_contents(e->type))
		put_redacted(&w->b, e);
	else
		buf_put(&w->b, e->hdr + hdr_len, len);
}

int scap_writer_event(struct scap_writer *w, const uint8_t *block, uint32_t len, bool state_only,
		      struct err *err)
{
	uint32_t from = block_type_canonical(ld32(block)), to, flags = 0;
	bool v1 = from == BLOCK_EV || from == BLOCK_EVF, counted;
	bool large = from == BLOCK_EV_V2_LARGE || from == BLOCK_EVF_V2_LARGE;
	struct evt e;
	size_t hdr_len = v1 ? 22 : 26, payload, header;

	if (!evt_decode(block, len, &e))
		return err_set(err, ERR_FORMAT, "damaged event");
	if (w->drop_new && e.type >= EVENT_REF_COUNT)
		return 0;
	if (type_has_flags(from))
		flags = ld32(block + 10);
	if (state_only)
		flags |= EVT_STATE_ONLY;
	payload = payload_len(&e, hdr_len);
	to = event_block_type(&e, v1, flags != 0, large, 2 + (flags ? 4 : 0) + 26 + payload);
	counted = to != BLOCK_EV && to != BLOCK_EVF;
	block_begin(w, to);
	put16(&w->b, e.cpu);
	if (flags)
		put32(&w->b, flags);
	header = w->b.len;
	put64(&w->b, e.ts);
	put64(&w->b, (uint64_t)e.tid);
	put32(&w->b, 0);
	put16(&w->b, e.type);
	if (counted)
		put32(&w->b, v1 ? e.nparams : ld32(e.hdr + 22));
	put_payload(w, &e, hdr_len, payload);
	patch32(&w->b, header + 16, w->b.len - header);
	return block_end(w, err);
}

/* May the block be written as it is? */
static bool is_ready(const struct scap_writer *w, const uint8_t *block)
{
	uint32_t type = ld32(block), header = type_has_flags(type) ? 14 : 10;

	if (type < BLOCK_EV_V2 || !block_is_event(type))
		return false;
	if (!w->drop_new && !w->redact)
		return true;
	type = ld16(block + header + 20);
	return !(w->drop_new && type >= EVENT_REF_COUNT) &&
	       !(w->redact && has_contents((uint16_t)type));
}

int scap_writer_copy(struct scap_writer *w, const uint8_t *block, uint32_t len, struct err *e)
{
	int rc;

	if (!is_ready(w, block))
		return scap_writer_event(w, block, len, false, e);
	if (!w->run || block != w->run + w->run_len || w->run_len + len > RUN_BYTES) {
		rc = scap_writer_settle(w, e);
		if (rc < 0)
			return rc;
		w->run = block;
	}
	w->run_len += len;
	return 0;
}

int scap_writer_settle(struct scap_writer *w, struct err *e)
{
	size_t n = w->run_len;

	w->run_len = 0;
	return n ? sink_put(w->sink, w->run, n, e) : 0;
}

uint64_t scap_writer_bytes(const struct scap_writer *w)
{
	return sink_bytes(w->sink) + w->run_len;
}

int scap_writer_flush(struct scap_writer *w, bool wait, struct err *e)
{
	int rc = scap_writer_settle(w, e);

	return rc < 0 ? rc : sink_flush(w->sink, wait, e);
}

bool scap_writer_broken_pipe(const struct scap_writer *w)
{
	return sink_broken_pipe(w->sink);
}

/* -------------------------------------------------------------- open and close --- */

struct scap_writer *scap_writer_open(const char *path, const struct scap_writer_opts *o,
				     struct err *e)
{
	struct sink *s = sink_open(path, o->gzip, o->source, e);
	struct scap_writer *w;

	if (!s)
		return NULL;
	w = xcalloc(1, sizeof(*w));
	w->sink = s;
	w->drop_new = o->drop_new;
	w->redact = o->redact;
	buf_init(&w->b, 0);
	return w;
}

uint64_t scap_writer_finish(struct scap_writer *w)
{
	/* What fails here the sink remembers, and says when it is closed. */
	scap_writer_settle(w, NULL);
	sink_finish(w->sink);
	return scap_writer_bytes(w);
}

int scap_writer_close(struct scap_writer *w, bool *broken_pipe, struct err *e)
{
	int rc;

	if (broken_pipe)
		*broken_pipe = false;
	if (!w)
		return 0;
	scap_writer_finish(w);
	rc = sink_close(w->sink, broken_pipe, e);
	buf_release(&w->b);
	free(w);
	return rc;
}
