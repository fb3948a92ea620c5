#include "trust.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "plugin.h"
#include "text.h"

#define WRITABLE (S_IWGRP | S_IWOTH)
#define MOST_LINKS 40 /* as Linux has it */

/* Who is trusted besides root: the user, for the plugins of the program its owner, and on the way the owner of "/". */
struct owners {
	uid_t user, program, top;
};

static struct owners owners_of(const char *folder)
{
	struct owners owners = {.user = geteuid()};
	struct stat status;

	if (plugin_is_installed(folder) && stat("/proc/self/exe", &status) == 0)
		owners.program = status.st_uid;
	if (stat("/", &status) == 0) /* another number than root's in a namespace of users */
		owners.top = status.st_uid;
	return owners;
}

static bool is_ours(const struct owners *owners, const struct stat *status)
{
	return status->st_uid == 0 || status->st_uid == owners->user ||
	       status->st_uid == owners->program;
}

static bool is_ours_on_way(const struct owners *owners, const struct stat *status)
{
	return is_ours(owners, status) || status->st_uid == owners->top;
}

/* Others may put something else there; in a sticky folder not in the place of what is another's. */
static bool is_open(const struct stat *status)
{
	return status->st_mode & WRITABLE && !(status->st_mode & S_ISVTX);
}

static char *file_problem(const struct owners *owners, const struct stat *status)
{
	if (!is_ours(owners, status))
		return mem_print(
		    _("expected a file of root or of user %u, found one of user %u; make a "
		      "copy of your own"),
		    owners->user, status->st_uid);
	if (status->st_mode & WRITABLE)
		return mem_print(
		    _("expected a file that only its owner may write, found mode %04o; chmod go-w"),
		    status->st_mode & 07777u);
	return NULL;
}

/* --- The way to it --- */

/* Through folders and links, from the root. */
struct way {
	char *here; /* where it is by now, without links; "" is the root */
	char *rest; /* what is left of the path */
	unsigned links;
	char *program; /* the folder of the program, or NULL */
	struct owners owners;
};

/* Who could write in the folders around the program could exchange that. */
static bool is_around(const struct way *way)
{
	size_t length = strlen(way->here);

	return way->program && !strncmp(way->program, way->here, length) &&
	       (!way->program[length] || way->program[length] == '/');
}

static char *folder_problem(const struct way *way)
{
	const char *path = *way->here ? way->here : "/";
	struct stat status;

	if (is_around(way))
		return NULL;
	if (stat(path, &status) != 0)
		return mem_print(_("the folder %s cannot be looked at: %s"), text_quoted(path),
				 text_error(errno));
	if (!is_ours_on_way(&way->owners, &status))
		return mem_print(
		    _("expected a folder of root or of user %u, found %s of user %u on the way"),
		    way->owners.user, text_quoted(path), status.st_uid);
	if (is_open(&status))
		return mem_print(_("expected a folder that only its owner may write, found mode "
				   "%04o of %s; chmod go-w mends that"),
				 status.st_mode & 07777u, text_quoted(path));
	return NULL;
}

static void replace(char **text, char *by)
{
	free(*text);
	*text = by;
}

/* A link is at its owner's mercy; where it leads is walked, too. */
static char *follow(struct way *way, const char *link, const char *target)
{
	struct stat status;

	if (++way->links > MOST_LINKS || lstat(link, &status) != 0)
		return mem_print(_("%s leads nowhere"), text_quoted(link));
	if (!is_ours_on_way(&way->owners, &status))
		return mem_print(
		    _("expected a link of root or of user %u, found %s of user %u on the way"),
		    way->owners.user, text_quoted(link), status.st_uid);
	if (*target == '/')
		*way->here = '\0';
	replace(&way->rest, mem_print("%s/%s", target, way->rest));
	return NULL;
}

static char *enter(struct way *way, const char *name)
{
	char *next = mem_print("%s/%s", way->here, name), target[PATH_MAX], *problem;
	ssize_t length = readlink(next, target, sizeof(target) - 1);

	if (length >= 0) {
		target[length] = '\0';
		problem = follow(way, next, target);
		free(next);
		return problem;
	}
	replace(&way->here, next);
	return folder_problem(way);
}

static char *step(struct way *way)
{
	size_t start = strspn(way->rest, "/"), length = strcspn(way->rest + start, "/");
	char *name = mem_copy_n(way->rest + start, length), *slash = strrchr(way->here, '/');
	char *problem = NULL;

	replace(&way->rest, mem_copy(way->rest + start + length));
	if (!strcmp(name, "..") && slash)
		*slash = '\0';
	else if (*name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
		problem = enter(way, name);
	free(name);
	return problem;
}

char *trust_way(const char *folder)
{
	struct way way = {.here = mem_copy(""),
			  .rest = plugin_absolute(folder),
			  .program = plugin_program_folder(),
			  .owners = owners_of(folder)};
	char *problem = folder_problem(&way);

	while (!problem && *way.rest)
		problem = step(&way);
	free(way.here);
	free(way.rest);
	free(way.program);
	return problem;
}

/* In a sticky folder others could have given a file of ours, from elsewhere, this name. */
static char *name_problem(const struct stat *file, const char *folder)
{
	struct stat status;

	if (file->st_nlink == 1 || stat(folder, &status) != 0 || !(status.st_mode & WRITABLE))
		return NULL;
	return mem_print(
	    _("expected a file with one name, as others may make links in its folder, found %lu"),
	    (unsigned long)file->st_nlink);
}

/* malloc'd */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return mem_copy(".");
	return slash == path ? mem_copy("/") : mem_copy_n(path, (size_t)(slash - path));
}

char *trust_problem(int file, const char *path)
{
	char *folder, *problem;
	struct owners owners;
	struct stat status;

	if (fstat(file, &status) != 0)
		return mem_print(_("cannot be looked at"));
	folder = folder_of(path);
	owners = owners_of(folder);
	problem = file_problem(&owners, &status);
	if (!problem)
		problem = trust_way(folder);
	if (!problem)
		problem = name_problem(&status, folder);
	free(folder);
	return problem;
}
