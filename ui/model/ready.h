/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_UI_MODEL_READY_H
#define SONDE_UI_MODEL_READY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * While there is nothing to do on what is shown, what a key may ask for next is counted: the filter
 * that is being typed, and the views that `v` offers. Nothing is kept of that but tallies
 * (engine/table/tally.h), from which the table is there at once. Only of captures: what is live moves
 * on, and its machine has other work.
 */
struct level;
struct explorer;
struct view;

struct ready {
	struct level *level; /* is being counted, NULL none */
	char *typed;	     /* the filter that this is about, or was last; NULL none */
	unsigned view;	     /* or else the view, by its place in the set */
	bool *seen;	     /* views that were counted, or could not be; NULL none */
	uint64_t spent_ns;   /* on views */
};

/*
 * Is there something left of a view that was counted? Of an overview there is not: it is about when
 * things happened, what its blocks come to cannot be added up.
 */
bool view_leaves_tallies(const struct view *v);

void ready_release(struct ready *r);

/* Something else is shown: begin anew. */
void ready_forget(struct ready *r);

/* Count what the filter in the line selects, once it is known how many events match it. */
bool ready_step_typed(struct explorer *x, uint64_t budget_ns);

#endif
