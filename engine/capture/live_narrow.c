/* SPDX-License-Identifier: Apache-2.0 */
#include <bpf/bpf.h>
#include <string.h>
#include <unistd.h>

#include "engine/capture/live_load.h"
#include "event_codes.h"
#include "live_names.h"

/*
 * A narrowing in the form in which the kernel side looks at it: what is wanted by the row of
 * each call in bpf/syscalls.tsv, and who is chosen as keys of maps.
 */

#define CALLS (sizeof(live_calls) / sizeof(live_calls[0]))
_Static_assert(CALLS <= SYS_NUMBERS, "control.wanted has a place for each row");

static const struct {
	uint32_t hook;
	uint16_t code;
} hooks[] = {
	{HOOK_EXIT, EV_PROCEXIT_1_E},
	{HOOK_SWITCH, EV_SCHEDSWITCH_6_E},
	{HOOK_SIGNAL, EV_SIGNALDELIVER_E},
	{HOOK_FAULT, EV_PAGE_FAULT_E},
};

static uint8_t bits(uint8_t send, uint8_t want, uint8_t state)
{
	return (uint8_t)((send ? want : 0) | (send & SEND_EVERYONE ? state : 0));
}

static uint8_t wanted_of(const struct narrowing *n, unsigned row)
{
	unsigned event = live_calls[row].event, id = live_calls[row].id;
	uint8_t enter = event ? n->types[event] : n->calls[0][id];
	uint8_t leave = event ? n->types[event + 1] : n->calls[1][id];

	return bits(enter, WANT_ENTER, STATE_ENTER) | bits(leave, WANT_EXIT, STATE_EXIT);
}

static void clear(int map)
{
	uint8_t key[NARROWING_COMM]; /* room for any of them */

	while (!bpf_map_get_next_key(map, NULL, key))
		if (bpf_map_delete_elem(map, key))
			return;
}

/* The short lists; NARROW_FEW when they hold everything. */
static uint32_t choose_few(struct control *c, const struct narrowing *n)
{
	unsigned i;

	if (n->nnumbers > FEW || n->nnames > FEW)
		return 0;
	for (i = 0; i < FEW; i++) {
		c->few.numbers[i] = n->nnumbers ? (uint32_t)n->numbers[i % n->nnumbers] : 0;
		memset(c->few.names[i], 0, sizeof(c->few.names[i]));
		if (n->nnames)
			memcpy(c->few.names[i], n->names[i % n->nnames], NARROWING_COMM);
	}
	return NARROW_FEW;
}

/* Returns the NARROW_* that hold; a map that cannot be filled narrows nothing. */
static uint32_t choose(const struct live_maps *maps, const struct narrowing *n, bool same_numbers)
{
	uint32_t narrow = 0;
	uint8_t yes = 1;
	unsigned i;

	clear(maps->numbers);
	clear(maps->names);
	clear(maps->renamed);
	if (n->by_number && same_numbers)
		narrow |= NARROW_TGID | (n->by_thread ? NARROW_THREAD : 0);
	if (n->by_name)
		narrow |= NARROW_COMM;
	for (i = 0; i < n->nnumbers; i++)
		if (bpf_map_update_elem(maps->numbers, &n->numbers[i], &yes, BPF_ANY))
			narrow &= ~(uint32_t)(NARROW_TGID | NARROW_THREAD);
	for (i = 0; i < n->nnames; i++)
		if (bpf_map_update_elem(maps->names, n->names[i], &yes, BPF_ANY))
			narrow &= ~(uint32_t)NARROW_COMM;
	return narrow;
}

void live_programs_narrow(struct live_programs *p, const struct narrowing *n)
{
	struct control *c = live_programs_control(p);
	struct live_maps maps = live_programs_maps(p);
	uint32_t wanted_hooks = 0, state_hooks = 0, narrow;
	/* In a pid namespace of our own we know processes by other numbers than the kernel does. */
	bool same_numbers = c->self == (uint32_t)getpid();
	struct narrowing everything;
	unsigned i;

	if (!n) {
		narrowing_init(&everything);
		n = &everything;
	}
	/* Wide in between: nothing that either of the two wants is left out. */
	__atomic_store_n(&c->narrow, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(&c->renamed, 0, __ATOMIC_SEQ_CST);
	for (i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++) {
		wanted_hooks |= n->types[hooks[i].code] ? hooks[i].hook : 0;
		state_hooks |= n->types[hooks[i].code] & SEND_EVERYONE ? hooks[i].hook : 0;
	}
	for (i = 0; i < CALLS; i++)
		__atomic_store_n(&c->wanted[i], wanted_of(n, i), __ATOMIC_RELAXED);
	c->hooks_state = state_hooks;
	__atomic_store_n(&c->hooks, wanted_hooks, __ATOMIC_SEQ_CST);
	narrow = choose(&maps, n, same_numbers);
	if (narrow)
		narrow |= choose_few(c, n);
	__atomic_store_n(&c->narrow, narrow, __ATOMIC_SEQ_CST);
}
