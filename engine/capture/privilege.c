/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/capture/privilege.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The capabilities of the calling thread. */
struct caps {
	struct __user_cap_header_struct h;
	struct __user_cap_data_struct d[2];
};

static bool caps_get(struct caps *c)
{
	c->h = (struct __user_cap_header_struct){.version = _LINUX_CAPABILITY_VERSION_3};
	return syscall(SYS_capget, &c->h, c->d) == 0;
}

void privilege_drop(uint64_t keep)
{
	struct caps c;
	unsigned i;

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	/* First the bounding set: it takes a capability to lose others from it. */
	for (i = 0; i < 64 && prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
		if (!(keep >> i & 1))
			prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
	if (!caps_get(&c))
		return;
	for (i = 0; i < 2; i++) {
		c.d[i].permitted &= (uint32_t)(keep >> 32 * i);
		c.d[i].effective &= (uint32_t)(keep >> 32 * i);
		c.d[i].inheritable = 0;
	}
	syscall(SYS_capset, &c.h, c.d);
}

bool privilege_has(unsigned cap)
{
	struct caps c;

	if (!caps_get(&c))
		return geteuid() == 0;
	return c.d[cap / 32].effective >> (cap % 32) & 1;
}
