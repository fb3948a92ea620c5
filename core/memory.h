/*
 * memory - what the engine allocates.
 *
 * juri is one run of one command: what it cannot get, it cannot do without. These
 * functions never return NULL; when memory is gone they say so and end the
 * process with EXIT_MEMORY, before anything is published. A size of 0 is allowed.
 */
#ifndef JURI_MEMORY_H
#define JURI_MEMORY_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

void *mem_alloc(size_t size);                           /* zeroed; free() it */
void *mem_array(size_t count, size_t size);             /* zeroed, count * size checked */
void *mem_resize(void *old, size_t count, size_t size); /* as realloc; new part not zeroed */
char *mem_copy(const char *text);                       /* a copy; free() it */
char *mem_copy_n(const char *text, size_t length);      /* the first length bytes, NUL added */
char *mem_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *mem_real(
    const char *path); /* realpath(); NULL when there is no such path, never for want of memory */

/* Ends the process as they do, for a library that could not allocate; size: bytes wanted, 0: it does not say. */
_Noreturn void mem_exhausted(size_t size);

/* The same unless a library got what it wanted. */
void mem_need(bool got);

/*
 * Makes room for one more element in a growing array: *array holds count
 * elements of size bytes and grows when count is 0 or a power of two.
 */
void *mem_grow(void *array, size_t count, size_t size);

/*
 * An arena: many small pieces that live equally long and are freed together. All zero is empty.
 */
struct arena {
	struct arena_page *page;
	size_t used;
};

void *arena_alloc(struct arena *arena, size_t size); /* zeroed, aligned for any type */
char *arena_copy(struct arena *arena, const char *text, size_t length);
void arena_free(struct arena *arena);

/* Has the kernel map memory that this process has not touched yet, which costs less than a fault for each page. */
void mem_map(void *from, size_t bytes);

/*
 * Pool: an arena for columns, of which there may be gigabytes; in large pages where the system has them, since
 * the first touch of every small one costs more than to fill it. Several threads may take from it. All zero is empty.
 */
struct pool {
	pthread_mutex_t lock;
	struct pool_page *first;
	size_t used;
};

void *pool_take(struct pool *pool, size_t count,
		size_t size); /* not zeroed, aligned for any type */
void pool_free(struct pool *pool);

#endif
