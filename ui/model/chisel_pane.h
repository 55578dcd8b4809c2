/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_CHISEL_PANE_H
#define SONDE_UI_MODEL_CHISEL_PANE_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/model/chisel_job.h"

struct explorer;

/* The chisels of an explorer, and the one that runs. Made when first asked for. */
struct chisel_pane;

void chisel_pane_free(struct chisel_pane *p); /* NULL is fine */
bool chisel_pane_runs(const struct chisel_pane *p);

/* Take over what the chisel that runs has printed; true when there is more to do at once. */
bool explorer_chisel_step(struct explorer *x, uint64_t until_ns);

#endif
