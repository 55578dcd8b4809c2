/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/web/api.h"
enum job_state api_report(struct web *w, struct job *j, uint64_t until_ns)
{
	(void)w;
	(void)until_ns;
	return job_refuse(j, 404, "not there");
}
