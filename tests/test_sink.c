/*
 * Documents on their way: the same bytes from any number of threads, into a text and through the buffer of a file, and what
 * is left of one whose file takes no more.
 */
#include <CUnit/CUnit.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper.h"
#include "memory.h"
#include "sink.h"

void suite_sink(void);

/* Stands for that of the C library in this program. */
static int failing; /* with this, while it is not 0 */

int fdatasync(int file)
{
	errno = failing;
	return failing ? -1 : (int)syscall(SYS_fdatasync, file);
}

/*
 * So does this one. With this many a disk whose blocks are larger than thought: of what goes past the system's cache it takes a
 * part, so many times, and then refuses.
 */
static int parts = -1, refused;

ssize_t write(int file, const void *data, size_t length)
{
	if (parts < 0 || !(fcntl(file, F_GETFL) & O_DIRECT))
		return syscall(SYS_write, file, data, length);
	if (parts-- > 0)
		return syscall(SYS_write, file, data, length < 4096 ? length : 4096);
	parts = 0;
	refused++;
	errno = EINVAL;
	return -1;
}

/* Row i: its number, and as many letters as hang on it; some parts are long, some short. */
static void add_row(struct text *out, size_t i)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";

	text_print(out, "%zu ", i);
	text_add_n(out, letters, i / 5000 % 3 ? i % 26 : i % 2);
	text_add_n(out, "\n", 1);
}

static void format(const void *user, size_t first, size_t end, struct text *out)
{
	size_t offset = *(const size_t *)user;

	for (size_t i = first; i < end; i++)
		add_row(out, offset + i);
}

static void add_document(struct sink *sink, size_t rows)
{
	size_t offset = 7;

	sink_add_text(sink, "head\n");
	sink_rows(sink, rows, format, &offset);
	sink_rows(sink, 3, format, &offset);
	sink_add(sink, "tail", 4);
}

static void add_plainly(struct text *out, size_t rows)
{
	text_add(out, "head\n");
	for (size_t i = 0; i < rows; i++)
		add_row(out, 7 + i);
	for (size_t i = 0; i < 3; i++)
		add_row(out, 7 + i);
	text_add(out, "tail");
}

static void any_jobs(void)
{
	static const size_t sizes[] = {0, 1, 2047, 2048, 2049, 4096, 50001};

	for (size_t s = 0; s < COUNT(sizes); s++) {
		struct text expected = {0};

		add_plainly(&expected, sizes[s]);
		for (unsigned jobs = 0; jobs < 9; jobs++) {
			struct text found = {0};
			struct sink_text into = sink_into(&found);

			into.sink.jobs = jobs;
			add_document(&into.sink, sizes[s]);
			CU_ASSERT_STRING_EQUAL(found.data, expected.data);
			text_free(&found);
		}
		text_free(&expected);
	}
}

static char *read_file(const char *path, size_t length)
{
	char *data = mem_alloc(length + 2);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(file, data, length + 1);

	close(file);
	CU_ASSERT_EQUAL(n, (ssize_t)length);
	return data;
}

static bool writes(size_t rows, unsigned jobs)
{
	const char *path = temp_file("sink", "");
	char *found, of_sink[SHA256_HEX], of_text[SHA256_HEX];
	int file = open(path, O_WRONLY | O_CLOEXEC);
	struct text expected = {0};
	struct sha256 hash, other;
	struct sink_file sink;
	bool good;

	add_plainly(&expected, rows);
	sink_file_start(&sink, file, jobs, &hash);
	add_document(&sink.sink, rows);
	good = sink_file_end(&sink) && sink.bytes == expected.length;
	sha256_finish(&hash, of_sink);
	sha256_start(&other);
	sha256_add(&other, expected.data, expected.length);
	sha256_finish(&other, of_text);
	close(file);
	found = read_file(path, expected.length);
	good = good && !strcmp(found, expected.data) && !strcmp(of_sink, of_text);
	free(found);
	text_free(&expected);
	return good;
}

static void into_a_file(void)
{
	for (unsigned jobs = 1; jobs < 4; jobs++) {
		CU_ASSERT(writes(0, jobs));
		CU_ASSERT(writes(3000, jobs));
		CU_ASSERT(writes(60000, jobs));
		CU_ASSERT(
		    writes(1500000, jobs)); /* 20 MB: the disk has some of it before the end */
	}
}

/* What begins where no block does goes through the cache. The disk fails in the middle: whoever waits for it in the end would not hear of it. */
static void disk_fails(void)
{
	const char *path = temp_file("sink", "x");
	int file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	struct sink_file sink;

	CU_ASSERT_EQUAL(lseek(file, 1, SEEK_SET), 1);
	failing = EIO;
	sink_file_start(&sink, file, 2, NULL);
	add_document(&sink.sink, 1500000);
	CU_ASSERT_FALSE(sink_file_end(&sink));
	CU_ASSERT_EQUAL(errno, EIO);
	sink_file_start(&sink, file, 2, NULL);
	add_document(&sink.sink, 60000); /* less than what is worth a call */
	CU_ASSERT(sink_file_end(&sink));
	failing = 0;
	close(file);
}

static bool can_pass_the_cache(void)
{
	int file = open(temp_file("direct", ""), O_WRONLY | O_CLOEXEC);
	bool can = fcntl(file, F_SETFL, O_DIRECT) == 0;

	close(file);
	return can;
}

static void disk_of_other_blocks(void)
{
	for (int i = 0; i < 3; i++) {
		parts = i;
		refused = 0;
		CU_ASSERT(writes(1500000, 2));
		CU_ASSERT_EQUAL(refused, can_pass_the_cache()); /* once, and nothing after it */
	}
	parts = -1;
}

/* A process that reads a pipe to its end, but so much at most; it ends with 0 where that was what is expected. */
static pid_t start_reader(int ends[2], size_t most, size_t expected)
{
	char buffer[1 << 16];
	size_t all = 0;
	ssize_t n = 1;
	pid_t reader;

	CU_ASSERT_FATAL(pipe(ends) == 0);
	reader = fork();
	if (reader) {
		close(ends[0]);
		return reader;
	}
	close(ends[1]);
	for (; n > 0 && all<most; all += n> 0 ? (size_t)n : 0)
		n = read(ends[0], buffer,
			 most - all < sizeof(buffer) ? most - all : sizeof(buffer));
	_exit(all == expected ? 0 : 1);
}

/* What a document of 20 MB comes to in a pipe: 0 or an error. */
static int write_into_pipe(int end, pid_t reader)
{
	struct sink_file sink;
	int status, error;

	sink_file_start(&sink, end, 2, NULL);
	add_document(&sink.sink, 1500000);
	error = sink_file_end(&sink) ? 0 : errno;
	close(end);
	CU_ASSERT(waitpid(reader, &status, 0) == reader && status == 0);
	return error;
}

/* A pipe has no disk. Its reader, a process, says whether all came. */
static void into_a_pipe(void)
{
	struct text expected = {0};
	int ends[2];
	pid_t reader;

	add_plainly(&expected, 1500000);
	reader = start_reader(ends, SIZE_MAX, expected.length);
	CU_ASSERT_EQUAL(write_into_pipe(ends[1], reader), 0);
	text_free(&expected);
}

/* Its reader goes in the middle of what is long. */
static void into_a_broken_pipe(void)
{
	const size_t half = 12 << 20;
	int ends[2];
	pid_t reader = start_reader(ends, half, half);

	signal(SIGPIPE, SIG_IGN);
	CU_ASSERT_EQUAL(write_into_pipe(ends[1], reader), EPIPE);
	signal(SIGPIPE, SIG_DFL);
}

/* Pieces around the size of the buffer. */
static void any_pieces(void)
{
	static const size_t sizes[] = {1, 65535, 65536, 65537, 3, 200000, 0, 65536, 65530, 6, 1};
	const char *path = temp_file("pieces", "");
	int file = open(path, O_WRONLY | O_CLOEXEC);
	struct text expected = {0};
	struct sink_file sink;
	char *found;

	sink_file_start(&sink, file, 1, NULL);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		char *piece = mem_alloc(sizes[i] + 1);

		memset(piece, (int)('a' + i), sizes[i]);
		text_add_n(&expected, piece, sizes[i]);
		sink_add(&sink.sink, piece, sizes[i]);
		free(piece);
	}
	CU_ASSERT(sink_file_end(&sink));
	close(file);
	found = read_file(path, expected.length);
	CU_ASSERT_STRING_EQUAL(found, expected.data);
	free(found);
	text_free(&expected);
}

/* What cannot be written is said at the end, whatever comes after it. */
static void full(void)
{
	for (unsigned jobs = 1; jobs < 4; jobs++) {
		int file = open("/dev/full", O_WRONLY | O_CLOEXEC);
		struct sink_file sink;

		sink_file_start(&sink, file, jobs, NULL);
		add_document(&sink.sink, 100000);
		errno = 0;
		CU_ASSERT_FALSE(sink_file_end(&sink));
		CU_ASSERT_EQUAL(errno, ENOSPC);
		sink_file_start(&sink, file, jobs, NULL);
		sink_add_text(&sink.sink, "x");
		CU_ASSERT_FALSE(sink.sink.failed);
		CU_ASSERT_FALSE(sink_file_end(&sink));
		close(file);
	}
}

void suite_sink(void)
{
	CU_pSuite suite = CU_add_suite("sink", NULL, NULL);

	CU_ADD_TEST(suite, any_jobs);
	CU_ADD_TEST(suite, into_a_file);
	CU_ADD_TEST(suite, disk_fails);
	CU_ADD_TEST(suite, disk_of_other_blocks);
	CU_ADD_TEST(suite, into_a_pipe);
	CU_ADD_TEST(suite, into_a_broken_pipe);
	CU_ADD_TEST(suite, any_pieces);
	CU_ADD_TEST(suite, full);
}
