/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/own_event.h"

#include "engine/scap/block.h"

enum {
	BEFORE_EVENT = 10, /* type and length of the block, CPU */
	EVENT_HEAD = 26,
};

void own_event(struct buf *out, uint16_t code, uint64_t ts_ns, int64_t tid,
	       const struct slice *params, uint32_t nparams)
{
	uint32_t type = BLOCK_EV_V2, event = EVENT_HEAD, pad, total, zero = 0, i;
	uint16_t cpu = 0, len;

	for (i = 0; i < nparams; i++)
		event += (uint32_t)sizeof(len) + params[i].len;
	pad = -(BEFORE_EVENT + event) & 3;
	total = BEFORE_EVENT + event + pad + (uint32_t)sizeof(total);
	buf_clear(out);
	buf_put(out, &type, 4);
	buf_put(out, &total, 4);
	buf_put(out, &cpu, 2);
	buf_put(out, &ts_ns, 8);
	buf_put(out, &tid, 8);
	buf_put(out, &event, 4);
	buf_put(out, &code, 2);
	buf_put(out, &nparams, 4);
	for (i = 0; i < nparams; i++) {
		len = (uint16_t)params[i].len;
		buf_put(out, &len, 2);
	}
	for (i = 0; i < nparams; i++)
		buf_put(out, params[i].p, params[i].len);
	buf_put(out, &zero, pad);
	buf_put(out, &total, 4);
}
