#include "output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"
#include "text.h"

/* --- Calls that a signal may interrupt --- */

int output_open(int folder, const char *name, int flags)
{
	int file;

	do
		file = openat(folder, name, flags | O_CLOEXEC | O_NOCTTY, 0644);
	while (file < 0 && errno == EINTR);
	return file;
}

/* After a failure the data are lost, even where a second try would succeed. */
static bool sync_file(int file)
{
	int failed;

	do
		failed = fsync(file);
	while (failed && errno == EINTR);
	return !failed;
}

/* Some file systems know no fsync of folders. */
static bool sync_folder(int folder)
{
	return sync_file(folder) || errno == EINVAL;
}

/* Linux has closed it whatever it says; what was interrupted is on the disk already. */
static bool close_file(int file)
{
	return close(file) == 0 || errno == EINTR;
}

static bool wait_writable(int file)
{
	struct pollfd wanted = {.fd = file, .events = POLLOUT};

	return poll(&wanted, 1, -1) >= 0 || errno == EINTR;
}

bool output_write(int file, const char *data, size_t length)
{
	while (length) {
		ssize_t n = write(file, data, length);

		errno = n == 0 ? EIO : errno;
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN) ||
		    (n < 0 && errno == EAGAIN && !wait_writable(file)))
			return false;
		if (n > 0) {
			data += n;
			length -= (size_t)n;
		}
	}
	return true;
}

/* --- Folders --- */

static bool is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

bool output_each(int folder, bool (*visit)(int folder, const char *name, void *user), void *user)
{
	_Alignas(struct dirent64) char entries[4096];
	ssize_t n;

	if (lseek(folder, 0, SEEK_SET) < 0)
		return false;
	while ((n = getdents64(folder, entries, sizeof(entries))) > 0)
		for (ssize_t at = 0; at < n;) {
			const struct dirent64 *entry = (const void *)(entries + at);

			at += entry->d_reclen;
			if (!is_dots(entry->d_name) && !visit(folder, entry->d_name, user))
				return false;
		}
	return n == 0;
}

static int open_folder(int parent, const char *name)
{
	return output_open(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

#define DEEPEST 2 /* folders in a folder that is removed */

/* Removes a file or a folder; what a manifest lists must not outlive it, so that one goes last. */
static bool remove_entry(int parent, const char *name, unsigned depth);

struct removal {
	unsigned depth;
	bool failed;
};

static bool remove_inner(int folder, const char *name, void *user)
{
	struct removal *removal = user;

	if (strcmp(name, "manifest.json") != 0)
		removal->failed |= !remove_entry(folder, name, removal->depth + 1);
	return true;
}

static bool remove_folder(int parent, const char *name, unsigned depth)
{
	struct removal removal = {.depth = depth};
	int folder = open_folder(parent, name);
	bool gone = folder < 0; /* it may be empty */

	if (folder >= 0) {
		gone = output_each(folder, remove_inner, &removal) && !removal.failed &&
		       (unlinkat(folder, "manifest.json", 0) == 0 || errno == ENOENT);
		close(folder);
	}
	return gone && unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

static bool remove_entry(int parent, const char *name, unsigned depth)
{
	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return true;
	return (errno == EISDIR || errno == EPERM) && depth <= DEEPEST &&
	       remove_folder(parent, name, depth);
}

/* --- Places --- */

bool output_is_replaced(const char *path)
{
	struct stat status;

	return strcmp(path, "-") &&
	       (stat(path, &status) < 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
}

/* path without slashes at its end, or what it leads to; malloc'd. */
static char *behind_links(const char *path)
{
	char *real = mem_real(path);
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	return real ? real : mem_copy_n(path, length);
}

/* Cuts a place into its folder, which is opened, and its name there; false with errno. */
static bool open_place(const char *place, int *parent, char **name)
{
	const char *slash = strrchr(place, '/');
	char *folder = slash ? mem_copy_n(place, (size_t)(slash - place) + 1) : mem_copy(".");

	*name = mem_copy(slash ? slash + 1 : place);
	*parent = output_open(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY);
	free(folder);
	return *parent >= 0;
}

/* --- Names beside a place --- */

#define MARK ".juri-"
#define LETTERS 6

static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";

/* Others take another one where they have the same idea at the same time. */
static void write_letters(char *end, unsigned attempt)
{
	struct timespec now;
	uint64_t number;

	clock_gettime(CLOCK_REALTIME, &now);
	number = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
	number = (number + attempt) * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)getpid();
	for (int i = 0; i < LETTERS; i++, number /= sizeof(letters) - 1)
		*--end = letters[number % (sizeof(letters) - 1)];
}

/* Whether a name is that of something in the making for a place. */
static bool is_making(const char *name, const char *place)
{
	size_t length = strlen(place);

	return !strncmp(name, place, length) && !strncmp(name + length, MARK, strlen(MARK)) &&
	       strlen(name) == length + strlen(MARK) + LETTERS &&
	       strspn(name + length + strlen(MARK), letters) == LETTERS;
}

/* --- What killed runs left --- */

struct leavings {
	const char *place;
	output_is_ours *is_ours;
};

static bool holds_ours(int parent, const char *name, output_is_ours *is_ours)
{
	int folder = open_folder(parent, name);
	bool ours = folder >= 0 && is_ours(folder);

	if (folder >= 0)
		close(folder);
	return ours;
}

static bool remove_left(int parent, const char *name, void *user)
{
	const struct leavings *leavings = user;
	struct stat status;

	if (!is_making(name, leavings->place) ||
	    fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) < 0 || status.st_uid != geteuid())
		return true;
	if (S_ISREG(status.st_mode) ||
	    (S_ISDIR(status.st_mode) && holds_ours(parent, name, leavings->is_ours)))
		remove_entry(parent, name, 0);
	return true;
}

/* --- Claims --- */

struct claim {
	int parent, file; /* the place's folder; the lock, -1: none */
	char *place, *name;
	struct claim *next;
};

static struct claim *claims;
static struct output *outputs; /* in the making */
static pid_t owner;            /* of both: children have other business */

/* A signal ends the program: what it has claimed goes. While something is put it has to wait. */
static void end_by_signal(int number)
{
	for (const struct claim *claim = claims; claim && getpid() == owner; claim = claim->next)
		unlinkat(claim->parent, claim->name, 0);
	signal(number, SIG_DFL);
	raise(number);
}

static const int endings[] = {SIGINT, SIGTERM, SIGHUP};

#define N_ENDINGS (sizeof(endings) / sizeof(*endings))

static sigset_t before; /* what was blocked */
static bool held;

static void hold_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < N_ENDINGS; i++)
		sigaddset(&set, endings[i]);
	sigprocmask(SIG_BLOCK, &set, &before);
	held = true;
}

static void let_signals(void)
{
	if (held)
		sigprocmask(SIG_SETMASK, &before, NULL);
	held = false;
}

static void free_claim(struct claim *claim)
{
	if (claim->file >= 0)
		close(claim->file);
	if (claim->parent >= 0)
		close(claim->parent);
	free(claim->place);
	free(claim->name);
	free(claim);
}

/* A lock is removed by the run that holds it, while it does. */
void output_release(void)
{
	while (claims) {
		struct claim *claim = claims;

		unlinkat(claim->parent, claim->name, 0);
		claims = claim->next;
		free_claim(claim);
	}
}

static void end_all(void)
{
	if (getpid() == owner) {
		for (; outputs; outputs = outputs->next)
			if (outputs->made)
				remove_entry(outputs->parent, outputs->making, 0);
		output_release();
	}
}

/* From here on the end of the program has something to do. */
static void be_owner(void)
{
	if (owner == getpid())
		return;
	mem_need(atexit(end_all) == 0);
	owner = getpid();
	claims = NULL; /* those of a process that we come from are not ours */
	outputs = NULL;
}

static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = end_by_signal}, now;

	for (size_t i = 0; i < N_ENDINGS; i++)
		if (sigaction(endings[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
			sigaction(endings[i], &action, NULL);
}

static bool fail(struct problems *problems, const char *path, enum exit_code code)
{
	struct place place = {.file = path};

	problem_error(problems, code, "E-OUT-001", &place, _("cannot be written: %s"),
		      text_error(errno));
	return false;
}

enum lock { LOCKED, HELD, GONE, NO_LOCKS, FAILED };

/* Whether the path still leads to the file that we have locked, or its holder has removed it meanwhile. */
static enum lock is_still_there(const struct claim *claim, const struct stat *ours)
{
	struct stat there;

	if (fstatat(claim->parent, claim->name, &there, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? GONE : FAILED;
	return ours->st_ino == there.st_ino && ours->st_dev == there.st_dev ? LOCKED : GONE;
}

static long read_holder(int file)
{
	char text[24] = {0};
	ssize_t n;

	do
		n = pread(file, text, sizeof(text) - 1, 0);
	while (n < 0 && errno == EINTR);
	return n > 0 && text[n - 1] == '\n' ? strtol(text, NULL, 10) : 0;
}

static bool write_holder(int file)
{
	char *text = mem_print("%ld\n", (long)getpid());
	bool good = ftruncate(file, 0) == 0 && output_write(file, text, strlen(text));

	free(text);
	return good;
}

static enum lock try_lock(struct claim *claim, long *holder)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct stat status;

	claim->file =
	    output_open(claim->parent, claim->name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK);
	if (claim->file < 0 || fstat(claim->file, &status) < 0)
		return FAILED;
	errno = EEXIST;
	if (!S_ISREG(status.st_mode))
		return FAILED;
	if (fcntl(claim->file, F_OFD_SETLK, &whole) == 0)
		return is_still_there(claim, &status);
	switch (errno) {
	case EINTR:
		return GONE;
	case EAGAIN:
	case EACCES:
		*holder = read_holder(claim->file);
		return HELD;
	case ENOLCK:
	case EOPNOTSUPP:
	case ENOSYS:
	case EINVAL:
		return NO_LOCKS;
	default:
		return FAILED;
	}
}

/* A holder that has just come or is about to go says no number: a second is enough for it. */
static enum lock take_lock(struct claim *claim, long *holder)
{
	const struct timespec moment = {.tv_nsec = 10000000};
	enum lock lock = GONE;

	for (unsigned i = 0; i < 100 && (lock == GONE || (lock == HELD && !*holder)); i++) {
		if (i)
			nanosleep(&moment, NULL);
		if (claim->file >= 0)
			close(claim->file);
		lock = try_lock(claim, holder);
	}
	return lock;
}

static bool refuse(struct problems *problems, const char *path, long holder)
{
	struct place place = {.file = path};

	if (holder == (long)getpid())
		problem_error(problems, EXIT_CREATE, "E-OUT-003", &place,
			      _("expected another place, found another output of this run"));
	else if (holder)
		problem_error(problems, EXIT_LOCKED, "E-OUT-004", &place,
			      _("expected to be the only run that writes it, found process %ld at "
				"work on it; try again when that has ended"),
			      holder);
	else
		problem_error(problems, EXIT_LOCKED, "E-OUT-004", &place,
			      _("expected to be the only run that writes it, found another one"));
	return false;
}

static void warn_no_locks(struct problems *problems, const char *path)
{
	struct place place = {.file = path};

	problem_warning(problems, "W-OUT-001", &place,
			_("cannot be locked: %s; nothing keeps another run away from it"),
			text_error(errno));
}

static bool add_claim(struct claim *claim, output_is_ours *is_ours)
{
	struct leavings leavings = {.place = claim->place, .is_ours = is_ours};

	claim->next = claims;
	claims = claim;
	catch_signals();
	if (!write_holder(claim->file))
		return false;
	output_each(claim->parent, remove_left, &leavings);
	return true;
}

static bool claim_place(struct claim *claim, const char *path, output_is_ours *is_ours,
			struct problems *problems)
{
	long holder = 0;
	enum lock lock = FAILED;

	claim->name = mem_print("%s%slock", claim->place, MARK);
	lock = take_lock(claim, &holder);
	if (lock == LOCKED)
		return add_claim(claim, is_ours) || fail(problems, path, EXIT_IO);
	if (lock == NO_LOCKS) {
		warn_no_locks(problems, path);
		unlinkat(claim->parent, claim->name, 0);
	} else if (lock == FAILED) {
		fail(problems, path, EXIT_CREATE);
	} else {
		refuse(problems, path, holder);
	}
	free_claim(claim);
	return lock == NO_LOCKS;
}

bool output_claim(const char *path, output_is_ours *is_ours, struct problems *problems)
{
	struct claim *claim;
	char *place;
	bool open;

	if (!path || !output_is_replaced(path))
		return true;
	be_owner();
	claim = mem_alloc(sizeof(*claim));
	claim->file = -1;
	place = behind_links(path);
	open = open_place(place, &claim->parent, &claim->place);
	free(place);
	if (open)
		return claim_place(claim, path, is_ours, problems);
	fail(problems, path, EXIT_CREATE);
	free_claim(claim);
	return false;
}

/* --- Something new --- */

static bool make(struct output *output, const char *name)
{
	const int exclusive = O_WRONLY | O_CREAT | O_EXCL;

	if (!output->is_folder)
		output->descriptor = output_open(output->parent, name, exclusive);
	output->made =
	    output->is_folder ? mkdirat(output->parent, name, 0755) == 0 : output->descriptor >= 0;
	if (output->is_folder && output->made)
		output->descriptor = open_folder(output->parent, name);
	return output->descriptor >= 0;
}

bool output_begin(struct output *output, const char *path, bool is_folder)
{
	bool made = false;

	*output = (struct output){.path = path,
				  .parent = -1,
				  .descriptor = -1,
				  .is_folder = is_folder,
				  .code = EXIT_CREATE};
	be_owner();
	output->place = behind_links(path);
	if (claims && !held)
		hold_signals();
	output->next = outputs;
	outputs = output;
	if (!open_place(output->place, &output->parent, &output->name))
		return false;
	output->making = mem_print("%s%s%*s", output->name, MARK, LETTERS, "");
	for (unsigned i = 0; i < 100 && !made && (i == 0 || errno == EEXIST); i++) {
		write_letters(output->making + strlen(output->making), i);
		made = make(output, output->making);
	}
	return made;
}

bool output_finish(struct output *output, bool written)
{
	bool good = written && sync_file(output->descriptor);
	int error = errno;

	output->code = EXIT_IO;
	if (!close_file(output->descriptor) && good) {
		error = errno;
		good = false;
	}
	output->descriptor = -1;
	errno = error;
	return good;
}

bool output_begin_in(struct output *file, struct output *folder, const char *name)
{
	const int exclusive = O_WRONLY | O_CREAT | O_EXCL;

	*file = (struct output){.parent = -1,
				.descriptor = output_open(folder->descriptor, name, exclusive),
				.code = EXIT_CREATE};
	return file->descriptor >= 0;
}

/* --- Putting it there --- */

static bool rename_with(const struct output *output, unsigned how)
{
	return renameat2(output->parent, output->making, output->parent, output->name, how) == 0;
}

/* File systems that cannot exchange overwrite a file; a folder with anything in it they leave alone. */
static void rename_it(struct output *output)
{
	if (rename_with(output, RENAME_NOREPLACE))
		output->put = PUT_ALONE;
	else if (errno == EEXIST && rename_with(output, RENAME_EXCHANGE))
		output->put = PUT_EXCHANGED;
	else if ((errno == EINVAL || errno == ENOSYS) && rename_with(output, 0))
		output->put = PUT_OVER;
	output->made = output->put == NOT_PUT || output->put == PUT_EXCHANGED;
}

void output_take_back(struct output *output)
{
	int error = errno;

	if (output->put == PUT_EXCHANGED)
		rename_with(output, RENAME_EXCHANGE);
	else if (output->put == PUT_ALONE)
		output->made =
		    renameat(output->parent, output->name, output->parent, output->making) == 0;
	output->put = NOT_PUT;
	errno = error;
}

/* No memory is asked for from here on: what is put must not be followed by a failure. */
bool output_put(struct output *output)
{
	if (!output->place)
		return true;
	output->code = EXIT_IO;
	if (!output->is_folder || sync_folder(output->descriptor))
		rename_it(output);
	if (output->put != NOT_PUT && sync_folder(output->parent))
		return true;
	output_take_back(output);
	return false;
}

static void forget(struct output *output)
{
	struct output **at = &outputs;

	while (*at && *at != output)
		at = &(*at)->next;
	if (*at)
		*at = output->next;
	if (!outputs)
		let_signals();
}

bool output_end(struct output *output)
{
	int error = errno;
	bool gone = !output->made || remove_entry(output->parent, output->making, 0);

	if (output->descriptor >= 0)
		close(output->descriptor);
	if (output->parent >= 0)
		close(output->parent);
	forget(output);
	free(output->place);
	free(output->name);
	free(output->making);
	*output = (struct output){.path = output->path, .parent = -1, .descriptor = -1};
	errno = error;
	return gone;
}
