#include "progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "../problem.h"
#include "../text.h"
#include "../watch.h"

#define SHOWN_AFTER 0.3
#define BETWEEN 0.1
#define WIDEST_BAR 40

static double began, drawn;
static bool shown;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static size_t columns(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

/* "reading [=====     ]  50%"; nothing where there is no room for a bar. */
static void draw(const char *what, size_t done, size_t total)
{
	size_t room = columns(), taken = text_columns(what) + 9, width, full;

	if (room < taken + 4)
		return;
	width = room - taken < WIDEST_BAR ? room - taken : WIDEST_BAR;
	full = (size_t)((double)done / (double)total * (double)width);
	fprintf(stderr, "\r%s [", what);
	for (size_t i = 0; i < width; i++)
		fputc(i < full ? '=' : ' ', stderr);
	fprintf(stderr, "] %3u%%\033[K", (unsigned)((double)done / (double)total * 100));
	fflush(stderr);
	shown = true;
}

static void erase(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	fflush(stderr);
	shown = false;
}

static void see(const char *what, size_t done, size_t total)
{
	double time = now();

	if (!what) {
		erase();
	} else if (time - began >= SHOWN_AFTER && time - drawn >= BETWEEN) {
		draw(what, done, total);
		drawn = time;
	}
}

void progress_start(void)
{
	began = now();
	drawn = 0;
	if (isatty(STDERR_FILENO) && !problem_is_json())
		watch_by(see);
}

void progress_stop(void)
{
	watch_by(NULL);
	erase();
}
