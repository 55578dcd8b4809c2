/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void (*exhausted_hook)(void);

void mem_on_exhausted(void (*hook)(void))
{
	exhausted_hook = hook;
}

void mem_exhausted(void)
{
	static const char msg[] = "sonde: out of memory\n";

	if (exhausted_hook)
		exhausted_hook();
	if (write(STDERR_FILENO, msg, sizeof(msg) - 1) < 0)
		_exit(2);
	_exit(2);
}

static void *check(void *p, size_t n)
{
	if (!p && n)
		mem_exhausted();
	return p;
}

void *xmalloc(size_t n)
{
	return check(malloc(n), n);
}

void *xcalloc(size_t n, size_t size)
{
	return check(calloc(n, size), n && size);
}

void *xrealloc(void *p, size_t n)
{
	return check(realloc(p, n), n);
}

/*
 * Of the leak sanitizer, where the program is built with it: it does not look into mappings by
 * itself, and takes what is only known there for lost.
 */
extern void __lsan_register_root_region(const void *, size_t) __attribute__((weak));
extern void __lsan_unregister_root_region(const void *, size_t) __attribute__((weak));

void *mem_map(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
		       -1, 0);

	if (p == MAP_FAILED)
		return check(NULL, n);
	if (__lsan_register_root_region)
		__lsan_register_root_region(p, n);
	return p;
}

void mem_unmap(void *p, size_t n)
{
	if (!p)
		return;
	if (__lsan_unregister_root_region)
		__lsan_unregister_root_region(p, n);
	munmap(p, n);
}

char *xstrndup(const char *s, size_t n)
{
	char *p = xmalloc(n + 1);

	memcpy(p, s, n);
	p[n] = 0;
	return p;
}

char *xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}
