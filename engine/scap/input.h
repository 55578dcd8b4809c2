/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_SCAP_INPUT_H
#define SONDE_SCAP_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

/*
 * The plain bytes of a capture at stable addresses, whatever they come from: a plain file is
 * mapped (private and writable, so that a foreign byte order can be swapped in place); gzip
 * and pipes are filled in by a thread of their own, ahead of the reader.
 *
 * One thread reads (input_need, input_release); the filling thread is internal.
 */
struct input;

/* As scap_reader_open. */
struct input *input_open(const char *path, bool keep, struct err *e);
struct input *input_open_mem(uint8_t *p, uint64_t len);
void input_close(struct input *in); /* NULL is fine */

uint8_t *input_base(const struct input *in);

/* Wait until bytes [0, end) are there; false when the input ends before. */
bool input_need(struct input *in, uint64_t end);

/* Plain bytes there are; meaningful as the total once input_need returned false. */
uint64_t input_avail(const struct input *in);

/* Why the input ended: 0 = its natural end, else the error of reading or inflating. */
int input_error(struct input *in, struct err *e);

/* From any thread: the input ends where it is. */
void input_stop(struct input *in);

void input_release(struct input *in, uint64_t off);
void input_progress(const struct input *in, uint64_t *pos, uint64_t *size);

#endif
