/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SONDE_BASE_MEM_H
#define SONDE_BASE_MEM_H

#include <stddef.h>

/*
 * Allocation that does not fail: when memory is exhausted the hook runs (ui/ restores
 * the terminal in it) and the program ends with one line on standard error. Sizes that
 * come from a file are checked against a limit before they get here.
 */
void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);

/*
 * n zeroed bytes of which only what is touched costs anything: for large directories that stay
 * mostly empty. Give back with mem_unmap(p, n).
 */
void *mem_map(size_t n);
void mem_unmap(void *p, size_t n); /* NULL is fine */

/* What the functions above do when there is no memory: run the hook, say so, end. */
void mem_exhausted(void) __attribute__((noreturn));

/* Called once, before the program ends for want of memory. */
void mem_on_exhausted(void (*hook)(void));

#endif
