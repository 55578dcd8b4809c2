/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/narrowing.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/capture/proc_io.h"

#define STATUS_MAX 4096

void narrowing_init(struct narrowing *n)
{
	*n = (struct narrowing){0};
	memset(n->types, SEND_CHOSEN | SEND_EVERYONE, sizeof(n->types));
	memset(n->calls, SEND_CHOSEN | SEND_EVERYONE, sizeof(n->calls));
}

int64_t narrowing_process_of(int64_t tid)
{
	static const char key[] = "Tgid:";
	struct slice text, line;
	int64_t process = -1;
	char path[64];
	struct buf b;
	int proc;

	snprintf(path, sizeof(path), "%" PRId64 "/status", tid);
	proc = proc_open_dir(AT_FDCWD, "/proc");
	buf_init(&b, 0);
	if (proc >= 0 && proc_read(proc, path, &b, STATUS_MAX)) {
		text = slice_of_buf(&b);
		while (process < 0 && text.len) {
			line = take_line(&text);
			if (!slice_begins(line, key))
				continue;
			line.p += strlen(key);
			line.len -= (uint32_t)strlen(key);
			process = take_i64(&line);
		}
	}
	buf_release(&b);
	if (proc >= 0)
		close(proc);
	return process;
}
