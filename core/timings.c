#include "timings.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "problem.h"
#include "text.h"

#define N_TIMINGS "N-RUN-002"
#define MOST_STAGES 24
#define DEEPEST 4

struct moment {
	double wall, cpu; /* seconds */
};

struct stage {
	const char *name;
	struct moment spent;
	size_t units;
	const char *unit; /* NULL: nothing was counted */
};

static bool on;
static struct stage stages[MOST_STAGES];
static size_t n_stages;
static size_t running[DEEPEST], depth; /* stages, each within the one before */
static struct moment began, last;      /* when time was taken last */

static double seconds(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static struct moment now(void)
{
	return (struct moment){seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID)};
}

void timings_start(void)
{
	on = true;
	began = last = now();
	began.cpu = 0; /* what the loader took is ours, too */
}

/* Time goes to the innermost stage. */
static void take_time(void)
{
	struct moment moment = now();

	if (depth) {
		struct stage *stage = &stages[running[depth - 1]];

		stage->spent.wall += moment.wall - last.wall;
		stage->spent.cpu += moment.cpu - last.cpu;
	}
	last = moment;
}

/* The number of a stage; of one beyond the room there is the last. */
static size_t find(const char *name)
{
	size_t i = 0;

	while (i < n_stages && strcmp(stages[i].name, name) != 0)
		i++;
	if (i == n_stages && n_stages < MOST_STAGES)
		stages[n_stages++].name = name;
	return i < MOST_STAGES ? i : MOST_STAGES - 1;
}

void timings_begin(const char *stage)
{
	if (!on)
		return;
	take_time();
	if (depth < DEEPEST)
		running[depth++] = find(stage);
}

void timings_end(void)
{
	if (!on)
		return;
	take_time();
	depth -= depth > 0;
}

void timings_count(size_t units, const char *unit)
{
	if (!on || !depth)
		return;
	stages[running[depth - 1]].units += units;
	stages[running[depth - 1]].unit = unit;
}

/* --- What is printed --- */

/* One line: what is below 0 or NULL is not known. */
struct line {
	const char *stage;
	double wall, cpu; /* milliseconds */
	size_t units;
	const char *unit;
};

static double per_second(const struct line *line)
{
	return line->unit && line->wall >= 1 ? (double)line->units / line->wall * 1000 : -1;
}

static void print_text(const struct line *line, FILE *stream)
{
	char wall[32] = "-", cpu[32] = "-", units[32] = "-", rate[32] = "-";

	if (line->wall >= 0)
		snprintf(wall, sizeof(wall), "%.2f", line->wall);
	if (line->cpu >= 0)
		snprintf(cpu, sizeof(cpu), "%.2f", line->cpu);
	if (line->unit)
		snprintf(units, sizeof(units), "%zu", line->units);
	if (per_second(line) >= 0)
		snprintf(rate, sizeof(rate), "%.0f", per_second(line));
	fprintf(stream, "timing %-8s %11s %11s %13s %-8s %13s\n", line->stage, wall, cpu, units,
		line->unit ? line->unit : "-", rate);
}

static void print_json(const struct line *line, FILE *stream)
{
	fprintf(stream, "{\"stage\":\"%s\"", line->stage);
	if (line->wall >= 0)
		fprintf(stream, ",\"wall_ms\":%.2f", line->wall);
	if (line->cpu >= 0)
		fprintf(stream, ",\"cpu_ms\":%.2f", line->cpu);
	if (line->unit)
		fprintf(stream, ",\"count\":%zu,\"unit\":\"%s\"", line->units, line->unit);
	if (per_second(line) >= 0)
		fprintf(stream, ",\"per_second\":%.0f", per_second(line));
	fputc('}', stream);
}

static double in_milliseconds(struct timeval time)
{
	return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

/* KiB that were in memory at most. getrusage would count what our parent had when it became us. */
static size_t peak_memory(const struct rusage *own)
{
	FILE *stream = fopen("/proc/self/status", "re");
	size_t peak = (size_t)own->ru_maxrss;
	char line[128];

	while (stream && fgets(line, sizeof(line), stream))
		if (strncmp(line, "VmHWM:", 6) == 0)
			peak = strtoul(line + 6, NULL, 10);
	if (stream)
		fclose(stream);
	return peak;
}

/* Behind the stages: the children that have ended, the whole, the memory that was in use at most. */
static void find_sums(struct line sums[3])
{
	struct rusage own, children;

	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &children);
	take_time();
	sums[0] = (struct line){
	    "workers", -1, in_milliseconds(children.ru_utime) + in_milliseconds(children.ru_stime),
	    (size_t)children.ru_maxrss, "KiB"};
	sums[1] = (struct line){"total", (last.wall - began.wall) * 1e3,
				(last.cpu - began.cpu) * 1e3 + sums[0].cpu, 0, NULL};
	sums[2] = (struct line){"peak", -1, -1, peak_memory(&own), "KiB"};
}

static void print_lines(void (*print)(const struct line *, FILE *), const char *between,
			FILE *stream)
{
	struct line sums[3];

	find_sums(sums);
	for (size_t i = 0; i < n_stages + 3; i++) {
		const struct stage *stage = &stages[i];
		struct line line =
		    i < n_stages ? (struct line){stage->name, stage->spent.wall * 1e3,
						 stage->spent.cpu * 1e3, stage->units, stage->unit}
				 : sums[i - n_stages];

		fputs(i ? between : "", stream);
		print(&line, stream);
	}
}

void timings_print(FILE *stream)
{
	if (!on)
		return;
	if (!problem_is_json()) {
		fprintf(stream, "timing %-8s %11s %11s %13s %-8s %13s\n", "stage", "wall_ms",
			"cpu_ms", "count", "unit", "per_second");
		print_lines(print_text, "", stream);
		return;
	}
	fprintf(stream, "{\"severity\":\"note\",\"code\":\"%s\",\"message\":\"", N_TIMINGS);
	text_write_json(stream, _("how long each stage took"));
	fputs("\",\"timings\":[", stream);
	print_lines(print_json, ",", stream);
	fputs("]}\n", stream);
}
