/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_CAPTURE_NARROWING_H
#define SONDE_CAPTURE_NARROWING_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What a live source has to send, so that the kernel side need not send the rest: never less
 * than somebody will look at, and all that the state needs in order to be right about it.
 * engine/filter/narrow.h makes it of a filter.
 *
 * The chosen processes are those that are in the list of numbers and in the list of names, as
 * far as there is such a list. From them comes more than from everyone.
 */
enum {
	SEND_CHOSEN = 1 << 0,
	SEND_EVERYONE = 1 << 1,
};

#define NARROWING_TYPES	  512 /* event codes are below */
#define NARROWING_CALLS	  512 /* and numbers in generic events (ppm_sc) */
#define NARROWING_NUMBERS 128
#define NARROWING_NAMES	  64
#define NARROWING_COMM	  16 /* with its NUL; what the kernel keeps of a name */

struct narrowing {
	uint8_t types[NARROWING_TYPES];	   /* SEND_*, by event code; 0 and 1 are not looked at */
	uint8_t calls[2][NARROWING_CALLS]; /* the same for generic events: enter, exit */
	bool by_number, by_name;	   /* who is chosen; neither: everyone */
	bool by_thread; /* of the numbers some are of threads that do not lead their process */
	unsigned nnumbers, nnames;
	int32_t numbers[NARROWING_NUMBERS]; /* of processes; and of threads */
	char names[NARROWING_NAMES][NARROWING_COMM]; /* zeroed to the end */
};

/* Everything from everyone. */
void narrowing_init(struct narrowing *n);

/* The process that a thread which runs now belongs to, -1 none: from /proc. */
int64_t narrowing_process_of(int64_t tid);

#endif
