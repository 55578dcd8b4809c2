/* SPDX-License-Identifier: Apache-2.0 */
/* Address space. */
#include "tests/live/truth.h"

#include <fcntl.h>
#include <sys/mman.h>

#define VM "vm_size={+} vm_rss={+} vm_swap={+}"

static void pages(void)
{
	long fd = do_open("vectors", O_RDONLY, 0);
	unsigned char resident[4];
	long at, shared, r;

	at = call(SYS_mmap, 0, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	enter("mmap", "addr=0 length=16384 prot=3(PROT_READ|PROT_WRITE) "
		      "flags=10(MAP_PRIVATE|MAP_ANONYMOUS) fd=-1(EPERM) offset=0");
	leave("res=%lX " VM, at);
	shared = call(SYS_mmap, 0, 4096, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
	enter("mmap", "addr=0 length=4096 prot=1(PROT_READ) flags=129(MAP_SHARED|MAP_POPULATE) "
		      "fd=%s offset=0",
	      fd_text(fd));
	leave("res=%lX " VM, shared);
	r = call(SYS_mmap, 0, 4096, PROT_READ, MAP_SHARED, 199, 4096);
	enter("mmap", "addr=0 length=4096 prot=1(PROT_READ) flags=1(MAP_SHARED) fd=199 "
		      "offset=4096");
	leave("res=%lX " VM, r);
	r = call(SYS_mmap, at, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	enter("mmap", "addr=%lX length=4096 prot=0(PROT_NONE) "
		      "flags=14(MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS) fd=-1(EPERM) offset=0",
	      at);
	leave("res=%lX " VM, r);
	r = call(SYS_mprotect, at, 8192, PROT_READ | PROT_EXEC);
	enter("mprotect", "addr=%lX length=8192 prot=5(PROT_READ|PROT_EXEC)", at);
	leave("res=%s", res_text(r));
	r = call(SYS_mprotect, 1, 4096, PROT_NONE);
	enter("mprotect", "addr=1 length=4096 prot=0(PROT_NONE)");
	leave("res=%s", res_text(r));
	call(SYS_madvise, at, 16384, MADV_DONTNEED);
	generic("madvise", SYS_madvise);
	call(SYS_mincore, at, 16384, resident);
	generic("mincore", SYS_mincore);
	call(SYS_msync, shared, 4096, MS_ASYNC);
	generic("msync", SYS_msync);
	call(SYS_mlock, at + 8192, 4096);
	generic("mlock", SYS_mlock);
	call(SYS_mlock2, at + 8192, 4096, 0);
	generic("<unknown>", SYS_mlock2);
	call(SYS_munlock, at + 8192, 4096);
	generic("munlock", SYS_munlock);
	call(SYS_mlockall, 0);
	generic("mlockall", SYS_mlockall);
	call(SYS_munlockall);
	generic("munlockall", SYS_munlockall);
	call(SYS_mremap, at + 12288, 4096, 4096, 0, 0);
	generic("mremap", SYS_mremap);
	call(SYS_pkey_alloc, 0, 5);
	generic("<unknown>", SYS_pkey_alloc);
	call(SYS_membarrier, 0, 0, 0);
	generic("<unknown>", SYS_membarrier);
	r = call(SYS_munmap, shared, 4096);
	enter("munmap", "addr=%lX length=4096", shared);
	leave("res=0 " VM);
	r = call(SYS_munmap, at, 16384);
	enter("munmap", "addr=%lX length=16384", at);
	leave("res=0 " VM);
	r = call(SYS_munmap, 3, 5);
	enter("munmap", "addr=3 length=5");
	leave("res=%s " VM, res_text(r));
	do_close(fd);
}

void truth_memory(void)
{
	long top, r;

	pages();
	top = call(SYS_brk, 0);
	enter("brk", "addr=0");
	leave("res=%lX " VM, top);
	r = call(SYS_brk, top + 65536);
	enter("brk", "addr=%lX", top + 65536);
	leave("res=%lX " VM, r);
	r = call(SYS_brk, top);
	enter("brk", "addr=%lX", top);
	leave("res=%lX " VM, r);
}
