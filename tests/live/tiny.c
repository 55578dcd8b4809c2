/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program without a C library: all its calls are here. Built for 64 bits it is what others become
 * by execve; built for 32 bits it makes calls of that kind and says what they should look like.
 */
#define MARK_END (-1000002)
#define BAD (-1000003)

/* Numbers as in the kernel's tables; the headers for 32 bits are seldom installed. */
#ifdef __i386__
enum {
	NR_READ = 3,
	NR_OPEN = 5,
	NR_CLOSE = 6,
	NR_GETPID = 20,
	NR_ACCESS = 33,
	NR_MKDIR = 39,
	NR_PIPE = 42,
	NR_SOCKETCALL = 102,
	NR_WRITEV = 146,
	NR_GETUID32 = 199,
	NR_EXIT_GROUP = 252,
};

static long call(long nr, long a, long b, long c)
{
	long r;

	__asm__ volatile("int $0x80" : "=a"(r) : "a"(nr), "b"(a), "c"(b), "d"(c) : "memory");
	return r;
}

/* 32-bit layouts of what is pointed to. */
struct piece {
	const char *at;
	unsigned len;
};

static void calls(void)
{
	static const struct piece pieces[] = {{"thirty", 6}, {"-two", 4}};
	static const long pair[4] = {1, 1, 0, 0};
	int ends[2];
	char got[16];

	/* Told by program32 in truth_compat.c, line by line. */
	call(NR_GETPID, 0, 0, 0);
	call(NR_OPEN, (long)"/dev/null", 2, 0);
	call(NR_PIPE, (long)ends, 0, 0);
	call(NR_WRITEV, ends[1], (long)pieces, 2);
	call(NR_READ, ends[0], (long)got, 16);
	call(NR_MKDIR, (long)"/dev/null/x", 0750, 0);
	call(NR_ACCESS, (long)"/dev", 4, 0);
	call(NR_GETUID32, 0, 0, 0);
	call(NR_CLOSE, BAD, 0, 0);
	call(NR_SOCKETCALL, 1, (long)pair, 0);
}
#else
enum {
	NR_CLOSE = 3,
	NR_EXIT_GROUP = 231,
};

static long call(long nr, long a, long b, long c)
{
	long r;

	__asm__ volatile("syscall" : "=a"(r) : "a"(nr), "D"(a), "S"(b), "d"(c) : "rcx", "r11",
			 "memory");
	return r;
}

static void calls(void)
{
}
#endif

void _start(void);
void _start(void)
{
	calls();
	call(NR_CLOSE, MARK_END, 0, 0);
	call(NR_EXIT_GROUP, 7, 0, 0);
	__builtin_unreachable();
}
