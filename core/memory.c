#include "memory.h"

#include <errno.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "problem.h"
#include "text.h"

/* One thread ends the process, and only once: what is to be done at its exit must not begin twice. */
static void end_alone(void)
{
	static bool ending;
	static pthread_t by;

	if (!__atomic_exchange_n(&ending, true, __ATOMIC_ACQ_REL)) {
		by = pthread_self();
		return;
	}
	while (!pthread_equal(by, pthread_self()))
		pause();
}

_Noreturn void mem_exhausted(size_t size)
{
	end_alone();
	if (size)
		problem_say("E-MEM-001", _("no memory: %zu bytes wanted"), size);
	else
		problem_say("E-MEM-001", _("no memory: a library wanted some"));
	exit(EXIT_MEMORY);
}

void mem_need(bool got)
{
	if (!got)
		mem_exhausted(0);
}

static size_t total(size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		mem_exhausted(SIZE_MAX);
	return bytes ? bytes : 1;
}

/* --- Large pages --- */

/*
 * They cost hundreds of times fewer faults. But where a virtual machine lies on a host that gives it memory page by page,
 * whole large pages are those that it never had, and the first touch of one takes as long as the host needs for its 512 parts; small ones
 * are found among what it has. So each large page is timed, and where one takes long, small ones are tried, and what was faster is
 * asked for from then on. Nothing but time hangs on it.
 */

#define LARGE_PAGE ((uintptr_t)1 << 21)
#define SMALL_PAGE ((uintptr_t)1 << 12)
#define SLOW 1000000 /* nanoseconds; a page that the machine has takes a fifth of it */
#define TRIED 32     /* small pages */

enum verdict { UNDECIDED, LARGE_IS_FASTER, SMALL_IS_FASTER };

static enum verdict verdict; /* atomic */

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* How long the first touch of so many pages takes. */
static int64_t time_of_touch(volatile char *pages, size_t size, size_t count)
{
	int64_t begin = now();

	for (size_t i = 0; i < count; i++)
		pages[i * size] = 0;
	return now() - begin;
}

static int64_t time_of_small(void)
{
	const size_t bytes = TRIED * SMALL_PAGE;
	void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int64_t took;

	if (pages == MAP_FAILED)
		return INT64_MAX / LARGE_PAGE;
	took = time_of_touch(pages, SMALL_PAGE, TRIED);
	munmap(pages, bytes);
	return took;
}

/* A large page that took so long. */
static enum verdict judge(int64_t took)
{
	const int64_t as_many = LARGE_PAGE / SMALL_PAGE / TRIED;

	return as_many * time_of_small() < took ? SMALL_IS_FASTER : LARGE_IS_FASTER;
}

/* Touches large pages one by one, until one takes long: that decides, also for the rest of them. */
static void try(char *first, size_t bytes)
{
	enum verdict found = UNDECIDED;
	size_t tried = 0;

	while (found == UNDECIDED && tried < bytes) {
		int64_t took = time_of_touch(first + tried, LARGE_PAGE, 1);

		tried += LARGE_PAGE;
		found = took < SLOW ? UNDECIDED : judge(took);
	}
	if (found == SMALL_IS_FASTER)
		madvise(first + tried, bytes - tried, MADV_NOHUGEPAGE);
	if (found != UNDECIDED)
		__atomic_store_n(&verdict, found, __ATOMIC_RELAXED);
}

/* Asks for large pages where whole ones fit. */
static void *in_large_pages(void *memory, size_t bytes)
{
	size_t before = (LARGE_PAGE - (uintptr_t)memory % LARGE_PAGE) % LARGE_PAGE;
	size_t whole = bytes > before ? (bytes - before) / LARGE_PAGE * LARGE_PAGE : 0;
	char *first = (char *)memory + before;
	enum verdict known = __atomic_load_n(&verdict, __ATOMIC_RELAXED);

	if (!whole || known == SMALL_IS_FASTER)
		return memory;
	madvise(first, whole, MADV_HUGEPAGE);
	if (known == UNDECIDED)
		try(first, whole);
	return memory;
}

/* An array that large pages hold whole, so that it begins with one; NULL: it is too small for that, or there is no room. */
static void *take_large(size_t bytes)
{
	void *memory;

	if (bytes < LARGE_PAGE || bytes > SIZE_MAX / 2 ||
	    __atomic_load_n(&verdict, __ATOMIC_RELAXED) == SMALL_IS_FASTER)
		return NULL;
	bytes = (bytes + LARGE_PAGE - 1) & ~(size_t)(LARGE_PAGE - 1);
	memory = aligned_alloc(LARGE_PAGE, bytes);
	return memory ? in_large_pages(memory, bytes) : NULL;
}

void *mem_array(size_t count, size_t size)
{
	size_t bytes = total(count, size);
	void *memory = take_large(bytes);

	if (memory)
		return memset(memory, 0, bytes);
	memory = calloc(1, bytes);
	if (!memory)
		mem_exhausted(bytes);
	return memory;
}

void *mem_alloc(size_t size)
{
	return mem_array(1, size);
}

/* Whether an array that began with a large page still has the right size. */
static bool is_large(const void *memory, size_t bytes)
{
	size_t usable = malloc_usable_size((void *)memory);

	return (uintptr_t)memory % LARGE_PAGE == 0 && usable >= bytes && usable / 2 < bytes;
}

/* Moves an array to large pages: to copy it costs less than the small pages that it would get otherwise. */
static void *move_large(void *old, size_t bytes)
{
	void *memory;

	if (old && bytes >= LARGE_PAGE && is_large(old, bytes))
		return old;
	memory = take_large(bytes);
	if (memory && old) {
		size_t before = malloc_usable_size(old);

		memcpy(memory, old, before < bytes ? before : bytes);
		free(old);
	}
	return memory;
}

void *mem_resize(void *old, size_t count, size_t size)
{
	size_t bytes = total(count, size);
	void *memory = move_large(old, bytes);

	if (!memory)
		memory = realloc(old, bytes);
	if (!memory)
		mem_exhausted(bytes);
	return memory;
}

void *mem_grow(void *array, size_t count, size_t size)
{
	if (count == 0)
		return mem_resize(array, 4, size);
	if (count >= 4 && (count & (count - 1)) == 0)
		return mem_resize(array, count * 2, size);
	return array;
}

char *mem_copy_n(const char *text, size_t length)
{
	char *copy = mem_alloc(length + 1);

	memcpy(copy, text, length);
	return copy;
}

char *mem_copy(const char *text)
{
	return mem_copy_n(text, strlen(text));
}

char *mem_print(const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		mem_exhausted(strlen(format));
	return text;
}

char *mem_real(const char *path)
{
	char *real = realpath(path, NULL);

	if (!real && errno == ENOMEM)
		mem_exhausted(0);
	return real;
}

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/* A kernel that cannot leaves it to the faults. */
void mem_map(void *from, size_t bytes)
{
	size_t before = (uintptr_t)from % (uintptr_t)sysconf(_SC_PAGESIZE);

	madvise((char *)from - before, before + bytes, MADV_POPULATE_WRITE);
}

/* The first page of an arena is small, each following one twice as large up to a limit: many arenas hold little. */
#define ARENA_FIRST 2048u
#define ARENA_MOST 65536u

struct arena_page {
	struct arena_page *next;
	size_t size;
	_Alignas(max_align_t) unsigned char bytes[];
};

/* The bytes behind what is used, on a new page where they do not suffice; pages begin aligned. */
static void *take(struct arena *arena, size_t size)
{
	struct arena_page *page = arena->page;

	if (!page || arena->used > page->size || page->size - arena->used < size) {
		size_t bytes = !page                         ? ARENA_FIRST
			       : page->size < ARENA_MOST / 2 ? 2 * page->size
							     : ARENA_MOST;

		bytes = size > bytes ? size : bytes;
		page = mem_alloc(sizeof(*page) + bytes);
		page->size = bytes;
		page->next = arena->page;
		arena->page = page;
		arena->used = 0;
	}
	arena->used += size;
	return page->bytes + arena->used - size;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t unit = _Alignof(max_align_t);

	arena->used = (arena->used + unit - 1) & ~(unit - 1);
	return take(arena, size);
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
	char *copy = take(arena, length + 1);

	memcpy(copy, text, length);
	return copy;
}

void arena_free(struct arena *arena)
{
	for (struct arena_page *page = arena->page, *next; page; page = next) {
		next = page->next;
		free(page);
	}
	*arena = (struct arena){0};
}

#define POOL_LEAST ((size_t)2 << 20)
#define POOL_MOST ((size_t)16 << 20) /* unless one piece is larger */

struct pool_page {
	struct pool_page *next;
	size_t size;
	_Alignas(64) unsigned char bytes[];
};

/* The first is a large page, which costs less than the small ones of little; each further one is twice as large. */
static struct pool_page *make_page(const struct pool_page *before, size_t need)
{
	size_t size = before ? 2 * before->size : POOL_LEAST;
	struct pool_page *page;

	size = size > POOL_MOST ? POOL_MOST : size;
	while (size < need + sizeof(*page))
		size *= 2;
	page = aligned_alloc(size < LARGE_PAGE ? 64 : LARGE_PAGE, size);
	if (!page) { /* where memory is short what is needed may still be there */
		size = (need + sizeof(*page) + 63) & ~(size_t)63;
		page = aligned_alloc(64, size);
	}
	if (!page)
		mem_exhausted(size);
	in_large_pages(page, size); /* before it is touched */
	page->size = size;
	return page;
}

void *pool_take(struct pool *pool, size_t count, size_t size)
{
	size_t need = total(count, size);
	unsigned char *piece;

	if (need > SIZE_MAX / 4)
		mem_exhausted(need);
	need = (need + 63) & ~(size_t)63;
	pthread_mutex_lock(&pool->lock);
	if (!pool->first || pool->first->size - sizeof(struct pool_page) - pool->used < need) {
		struct pool_page *page = make_page(pool->first, need);

		page->next = pool->first;
		pool->first = page;
		pool->used = 0;
	}
	piece = pool->first->bytes + pool->used;
	pool->used += need;
	pthread_mutex_unlock(&pool->lock);
	return piece;
}

void pool_free(struct pool *pool)
{
	for (struct pool_page *page = pool->first, *next; page; page = next) {
		next = page->next;
		free(page);
	}
	*pool = (struct pool){0};
}
