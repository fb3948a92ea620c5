#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "conformance_parts.h"
#include "memcheck.h"

/* A sentence found is a failure; else it passes, unless nothing is known. */
static void add(struct conformance *conformance, const char *check, const char *meaning,
		const char *found, const char *skipped)
{
	struct outcome outcome = {VERDICT_PASS, NULL};

	if (found)
		outcome = (struct outcome){VERDICT_FAIL, mem_copy(found)};
	else if (skipped)
		outcome = (struct outcome){VERDICT_SKIPPED, mem_copy(skipped)};
	conformance_add(conformance, check, NULL, meaning, outcome);
}

void conformance_valgrind(struct conformance *conformance,
			  const struct conformance_options *options, const char *path)
{
	char own[PATH_MAX] = {0}, *object = mem_real(path),
	     *folder = options->folder ? mem_real(options->folder) : NULL;
	const char *arguments[] = {own, "plugins", "--in-process", "try", object, folder, NULL};
	struct memcheck memcheck = {0};
	bool found = readlink("/proc/self/exe", own, sizeof(own) - 1) > 0 && object;

	if (!options->valgrind)
		memcheck.skipped = mem_print(_("left out: --no-valgrind"));
	else if (!found)
		memcheck.skipped = mem_print(_("the kernel does not say which program this is"));
	else
		memcheck_run(&memcheck, &(struct memcheck_options){
					    .arguments = arguments,
					    .object = object,
					    .folder = folder,
					    .unprotected = options->worker->in_process});
	add(conformance, "valgrind", _("no address or value that is not there, under valgrind"),
	    memcheck.access, memcheck.skipped);
	add(conformance, "leaks", _("no memory is lost, under valgrind"), memcheck.leak,
	    memcheck.skipped);
	memcheck_free(&memcheck);
	free(object);
	free(folder);
}
