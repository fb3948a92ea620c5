#include "cli.h"

#include <errno.h>
#include <libgen.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../memory.h"
#include "../output.h"
#include "../text.h"

void cli_common_init(struct cli_common *common)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	*common = (struct cli_common){.jobs = cores > 0 ? (unsigned)cores : 1,
				      .round.worker.deadline = 10};
}

size_t cli_number(const char *option, const char *text)
{
	size_t length = strspn(text, "0123456789");

	if (!length || text[length] || length > 9)
		exit(cli_usage_as(E_OPTION_VALUE, _("%s: expected a whole number, found %s"),
				  option, text_quoted(text)));
	return strtoul(text, NULL, 10);
}

char **cli_arguments;

/* Ends the program: the last argument is no option, or one without its value. */
static _Noreturn void refuse_option(void)
{
	const char *found = cli_arguments[optind - 1];

	if (*found != '-')
		found = cli_arguments[optind]; /* "-zq": getopt has not passed it */
	exit(cli_usage_as(E_OPTION,
			  _("expected an option of this command, with its value if it has "
			    "one, found %s"),
			  text_quoted(found)));
}

static const char *long_name(const struct option *longs, int option)
{
	while (longs->name && longs->val != option)
		longs++;
	return longs->name ? longs->name : "";
}

int cli_option(int argc, char **argv, const char *shorts, const struct option *longs)
{
	static bool seen[256];
	int option = getopt_long(argc, argv, shorts, longs, NULL);

	if (option < 0 || option == '?' || !optarg)
		return option;
	if (seen[option & 0xff])
		exit(cli_usage(_("--%s: expected once, found again with %s"),
			       long_name(longs, option), text_quoted(optarg)));
	seen[option & 0xff] = true;
	return option;
}

bool cli_common_option(struct cli_common *common, int option, const char *help)
{
	switch (option) {
	case '?':
		refuse_option();
	case 'h':
		exit(cli_print(help));
	case 'L':
		cli_language_option(optarg);
		return true;
	case 'D':
		cli_diagnostics_option(optarg);
		return true;
	case 'P':
		common->round.plugin_directories = optarg;
		return true;
	case 'T':
		common->round.worker.deadline = (double)cli_number("--timeout", optarg);
		if (common->round.worker.deadline < 1)
			exit(cli_usage_as(E_OPTION_VALUE,
					  _("--timeout: expected a whole number from 1, found 0")));
		return true;
	case 'I':
		common->round.worker.in_process = true;
		return true;
	case 'R':
		common->round.worker.require_sandbox = true;
		return true;
	case 'j':
		common->jobs = (unsigned)cli_number("--jobs", optarg);
		if (!common->jobs)
			exit(cli_usage_as(E_OPTION_VALUE,
					  _("--jobs: expected a whole number from 1, found 0")));
		return true;
	default:
		return false;
	}
}

const char *cli_common_help(void)
{
	return _("  (juri --help has the options of every command: --plugins, --jobs, ...)\n");
}

static int usage(const char *code, const char *format, va_list arguments)
{
	struct text sentence = {0};

	text_print_list(&sentence, format, arguments);
	problem_say(code, "%s", sentence.data);
	text_free(&sentence);
	if (!problem_is_json())
		fputs(_("Try juri --help.\n"), stderr);
	return EXIT_BAD_USAGE;
}

int cli_usage(const char *format, ...)
{
	va_list arguments;
	int code;

	va_start(arguments, format);
	code = usage(E_ARGUMENTS, format, arguments);
	va_end(arguments);
	return code;
}

int cli_usage_as(const char *code, const char *format, ...)
{
	va_list arguments;
	int exit_code;

	va_start(arguments, format);
	exit_code = usage(code, format, arguments);
	va_end(arguments);
	return exit_code;
}

size_t cli_width(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
	    size.ws_col >= 60)
		return size.ws_col;
	return 80;
}

/* Of a file that is not there yet its folder; malloc'd, NULL: neither is there. */
static char *real_place(const char *path)
{
	char *real = mem_real(path), *copy;

	if (real || errno != ENOENT)
		return real;
	copy = mem_copy(path);
	real = mem_real(dirname(copy));
	free(copy);
	return real;
}

bool cli_is_inside(const char *folder, const char *path)
{
	char *outer = folder ? mem_real(folder) : NULL, *inner = real_place(path);
	size_t length = outer ? strlen(outer) : 0;
	bool inside = outer && inner && !strncmp(inner, outer, length) &&
		      (!inner[length] || inner[length] == '/');

	free(outer);
	free(inner);
	return inside;
}

/* Some file systems say at the end only that there was no room: a second descriptor has an end, too. */
static bool is_taken(void)
{
	int file = dup(STDOUT_FILENO);

	return file >= 0 ? close(file) == 0 || errno == EINTR : errno == EMFILE;
}

int cli_print(const char *text)
{
	return cli_printed(output_write(STDOUT_FILENO, text, strlen(text)));
}

int cli_printed(bool written)
{
	if (!written || !is_taken()) {
		problem_say("E-OUT-001", _("standard output: cannot be written: %s"),
			    text_error(errno));
		return EXIT_IO;
	}
	return EXIT_DONE;
}

/* --- Language --- */

/* build/locale beside the executable, or PREFIX/share/locale. */
static char *locale_folder(void)
{
	char path[4096], *folder;
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *here;

	if (length < 0)
		return NULL;
	path[length] = '\0';
	here = dirname(path);
	folder = mem_print("%s/locale", here);
	if (access(folder, R_OK) < 0) {
		free(folder);
		folder = mem_print("%s/../share/locale", here);
	}
	return folder;
}

static const char *environment_language(void)
{
	static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < 4; i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return !strncmp(value, "id", 2) ? "id" : "en";
	}
	return "en";
}

void cli_language_option(const char *value)
{
	if (strcmp(value, "id") != 0 && strcmp(value, "en") != 0)
		exit(cli_usage_as(E_OPTION_VALUE, _("--lang: expected id or en, found %s"),
				  text_quoted(value)));
	cli_language(value);
}

void cli_diagnostics_option(const char *value)
{
	if (strcmp(value, "text") != 0 && strcmp(value, "json") != 0)
		exit(cli_usage_as(E_OPTION_VALUE,
				  _("--diagnostics: expected text or json, found %s"),
				  text_quoted(value)));
	problem_form(!strcmp(value, "json") ? PROBLEM_JSON : PROBLEM_TEXT);
}

/* A catalogue that is there must be in use: without memory for it gettext would fall back to English and not say so. */
static void check_catalogue(const char *folder)
{
	char *path = mem_print("%s/id/LC_MESSAGES/juri.mo", folder);
	bool there = access(path, R_OK) == 0;

	free(path);
	if (there && setlocale(LC_MESSAGES, NULL)[1] && !*gettext(""))
		mem_exhausted(0);
}

/* Any locale but C makes gettext look at LANGUAGE; numbers and order stay those of C. */
void cli_language(const char *language)
{
	char *folder = locale_folder();

	language = language ? language : environment_language();
	if (setenv("LANGUAGE", language, 1) != 0)
		mem_exhausted(0);
	setlocale(LC_MESSAGES,
		  "C.UTF-8"); /* where there is none of that name texts are in English */
	if ((folder && !bindtextdomain("juri", folder)) ||
	    !bind_textdomain_codeset("juri", "UTF-8") || !textdomain("juri"))
		mem_exhausted(0);
	if (folder && !strcmp(language, "id"))
		check_catalogue(folder);
	free(folder);
}
