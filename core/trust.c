#include "trust.h"

#include <libgen.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "text.h"

#define WRITABLE (S_IWGRP | S_IWOTH)

static char *owner_problem(const struct stat *status)
{
	if (status->st_uid == 0 || status->st_uid == geteuid())
		return NULL;
	return mem_print(_("expected a file of root or of user %u, found one of user %u; make a "
			   "copy of your own"),
			 geteuid(), status->st_uid);
}

static char *mode_problem(const struct stat *status)
{
	if (!(status->st_mode & WRITABLE))
		return NULL;
	return mem_print(
	    _("expected a file that only its owner may write, found mode %04o; chmod go-w"),
	    status->st_mode & 07777u);
}

static char *folder_problem(const char *path)
{
	char *copy = mem_copy(path), *problem = NULL;
	struct stat status;

	if (stat(dirname(copy), &status) == 0 && status.st_mode & WRITABLE &&
	    !(status.st_mode & S_ISVTX))
		problem = mem_print(_("expected a folder that only its owner may write, found mode "
				      "%04o; chmod go-w"),
				    status.st_mode & 07777u);
	free(copy);
	return problem;
}

char *trust_problem(int file, const char *path)
{
	struct stat status;
	char *problem = NULL;

	if (fstat(file, &status) != 0)
		return mem_print(_("cannot be looked at"));
	problem = owner_problem(&status);
	if (!problem)
		problem = mode_problem(&status);
	return problem ? problem : folder_problem(path);
}
