#include "watch.h"

static watcher *watching;
static const char *work;
static size_t work_done, work_total;

void watch_by(watcher *one)
{
	watching = one;
}

void watch_begin(const char *what, size_t total)
{
	work = what;
	work_done = 0;
	work_total = total;
	watch_add(0);
}

void watch_add(size_t done)
{
	if (!work || !work_total)
		return;
	work_done = done < work_total - work_done ? work_done + done : work_total;
	if (watching)
		watching(work, work_done, work_total);
}

void watch_end(void)
{
	if (work && watching)
		watching(NULL, 0, 0);
	work = NULL;
}
