#include "ini.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"
#include "sha256.h"
#include "text.h"

/* One file while it is read. */
struct source {
	struct ini *ini;
	struct problems *problems;
	const char *path;
	const char *at, *end; /* what is left of the file's bytes */
	size_t line;
	char text[INI_LINE + 1]; /* the line as written */
	struct ini_section *sections;
	size_t n_sections;
};

static struct place here(const struct source *source, size_t column)
{
	return (struct place){.file = source->path, .line = source->line, .column = column};
}

#define complain(source, column, code, ...)                                                        \
	do {                                                                                       \
		struct place at_ = here(source, column);                                           \
		problem_error((source)->problems, EXIT_CONFIG, code, &at_, __VA_ARGS__);           \
	} while (0)

/* --- The bytes of a file --- */

/* One byte more than INI_FILE is enough to see that there are too many. NULL: errno says why. */
static char *read_all(int file, size_t *length)
{
	size_t room = 0;
	char *bytes = NULL;
	ssize_t n = 1;

	for (*length = 0; n > 0 && *length<INI_FILE + 1; *length += n> 0 ? (size_t)n : 0) {
		if (*length == room) {
			room = room ? 2 * room : 16384;
			bytes = mem_resize(bytes, room, 1);
		}
		do
			n = read(file, bytes + *length, room - *length);
		while (n < 0 && errno == EINTR);
	}
	if (n < 0) {
		free(bytes);
		return NULL;
	}
	return bytes;
}

/* Lines that are neither blank nor a comment. */
static size_t entries(const char *bytes, size_t length)
{
	size_t n = 0;

	for (const char *at = bytes, *end = bytes + length; at < end; at++) {
		while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
			at++;
		n += at < end && *at != '\n' && *at != ';' && *at != '#';
		at = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
		if (!at)
			break;
	}
	return n;
}

/* Files that extend one another, child first. */
struct chain {
	const char *path;
	const struct place *named_by; /* the key that names it, or NULL */
	const struct chain *child;
};

static void refuse(const struct chain *chain, enum exit_code exit_code, const char *code,
		   const char *sentence, struct problems *problems)
{
	struct place place = {.file = chain->path};

	if (chain->named_by)
		problem_error(problems, exit_code, code, chain->named_by, "%s: %s",
			      text_quoted(chain->path), sentence);
	else
		problem_error(problems, exit_code, code, &place, "%s", sentence);
}

/* Beyond what is read in a time that somebody waits. */
static void refuse_size(const struct chain *chain, const char *what, size_t most,
			struct problems *problems)
{
	char *sentence = mem_print(_("expected at most %zu %s, found more"), most, what);

	refuse(chain, EXIT_CONFIG, "E-INI-030", sentence, problems);
	free(sentence);
}

static void refuse_read(const struct chain *chain, enum exit_code exit_code, const char *why,
			struct problems *problems)
{
	char *sentence = mem_print(_("cannot be read: %s"), why);

	refuse(chain, exit_code, "E-INI-001", sentence, problems);
	free(sentence);
}

/* Rules that anybody may change are nobody's. */
static void check_mode(const struct chain *chain, mode_t mode, struct problems *problems)
{
	char *sentence = mem_print(_("expected a file that only its owner and group may write, "
				     "found mode %04o, writable by others"),
				   mode & 07777u);

	if (mode & S_IWOTH)
		refuse(chain, EXIT_TRUST, "E-INI-028", sentence, problems);
	free(sentence);
}

static char *load(const struct chain *chain, size_t *length, struct problems *problems)
{
	struct stat status;
	char *bytes = NULL;
	int file;

	do
		file = open(chain->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	while (file < 0 && errno == EINTR);
	if (file < 0 || fstat(file, &status) < 0) {
		refuse_read(chain, EXIT_NO_INPUT, text_error(errno), problems);
	} else if (!S_ISREG(status.st_mode)) {
		char *sentence =
		    mem_print(_("expected a regular file, %s"), input_kind(status.st_mode));

		refuse_read(chain, EXIT_NO_INPUT, sentence, problems);
		free(sentence);
	} else if (!(bytes = read_all(file, length))) {
		refuse_read(chain, EXIT_IO, text_error(errno), problems);
	} else if (*length > INI_FILE) {
		refuse_size(chain, _("bytes"), INI_FILE, problems);
		free(bytes);
		bytes = NULL;
	} else if (entries(bytes, *length) > INI_ENTRIES) {
		refuse_size(chain, _("keys and sections"), INI_ENTRIES, problems);
		free(bytes);
		bytes = NULL;
	} else {
		check_mode(chain, status.st_mode, problems);
	}
	if (file >= 0)
		close(file);
	return bytes;
}

/* --- One line --- */

static char *trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	while (isspace((unsigned char)*text))
		text++;
	return text;
}

/* Where a control character is that is no tab; length: there is none. What rules say is printed as it is. */
static size_t first_control(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned bytes = (unsigned char)line[i] == 0xc2 && i + 1 < length ? 2 : 1;

		if (line[i] != '\t' && text_has_control(line + i, bytes))
			return i;
	}
	return length;
}

/* The bytes of a line are what they should be. */
static bool bytes_are_good(struct source *source, const char *line, size_t length)
{
	const char *bad;
	size_t wrong;

	if (length > INI_LINE) {
		complain(source, INI_LINE + 1, "E-INI-002",
			 _("line: expected at most %d bytes, found %zu; nothing is cut"), INI_LINE,
			 length);
		return false;
	}
	if ((bad = memchr(line, '\0', length))) {
		complain(source, (size_t)(bad - line) + 1, "E-INI-003",
			 _("line: expected text, found a NUL byte"));
		return false;
	}
	if ((bad = memchr(line, '\r', length))) {
		complain(source, (size_t)(bad - line) + 1, "E-INI-004",
			 _("line: expected LF after CR, found CR alone"));
		return false;
	}
	if (!text_is_utf8(line, length, &wrong)) {
		complain(source, wrong + 1, "E-INI-005", _("line: expected UTF-8, found %s"),
			 text_quote(line + wrong, 1));
		return false;
	}
	wrong = first_control(line, length);
	if (wrong < length) {
		complain(source, wrong + 1, "E-INI-035",
			 _("line: expected text, found the control character %s"),
			 text_quote(line + wrong, line[wrong] & 0x80 ? 2 : 1));
		return false;
	}
	return true;
}

static struct ini_section *find_section(struct ini_section *sections, size_t n, const char *kind,
					const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(sections[i].kind, kind) && !strcmp(sections[i].id, id))
			return &sections[i];
	return NULL;
}

/* Starts the section whose header is name ("criteria pelatihan"). */
static void start_section(struct source *source, char *name, size_t column)
{
	struct arena *arena = &source->ini->arena;
	char *kind = trim(name), *id = kind + strcspn(kind, " \t");
	struct ini_section *old;

	if (*id)
		*id++ = '\0';
	id = trim(id);
	old = find_section(source->sections, source->n_sections, kind, id);
	if (old && *kind) /* the bad ones are all called nothing */
		complain(source, column, "E-INI-009",
			 _("[%s%s%s]: expected each section once, found it again; the first is in "
			   "line %zu"),
			 kind, *id ? " " : "", id, old->place.line);
	source->sections =
	    mem_grow(source->sections, source->n_sections, sizeof(*source->sections));
	source->sections[source->n_sections++] = (struct ini_section){
	    .kind = arena_copy(arena, kind, strlen(kind)),
	    .id = arena_copy(arena, id, strlen(id)),
	    .place = here(source, column),
	};
}

static void read_header(struct source *source, const char *line)
{
	const char *open = strchr(line, '['), *close = strchr(open, ']');
	size_t column = (size_t)(open - line) + 1;
	const char *rest = close ? close + 1 + strspn(close + 1, " \t") : "";
	char name[INI_SECTION + 1] = "";

	if (!close || close == open + 1 || (*rest && *rest != ';')) {
		complain(source, column, "E-INI-007",
			 _("section: expected [KIND] or [KIND ID], found %s"), text_quoted(open));
	} else if (close - open - 1 > INI_SECTION) {
		complain(source, column, "E-INI-008",
			 _("section: expected at most %d bytes between the brackets, found %zu"),
			 INI_SECTION, (size_t)(close - open - 1));
	} else {
		memcpy(name, open + 1, (size_t)(close - open - 1));
	}
	start_section(source, name, column);
}

/* A comment begins between start and end: inih would stop there and drop the line. */
static bool has_comment(const char *start, const char *end)
{
	for (const char *c = start + 1; c < end; c++)
		if (*c == ';' && isspace((unsigned char)c[-1]))
			return true;
	return false;
}

/* What a line is; a bad one is reported and handed on as empty. */
static bool check_line(struct source *source, const char *line)
{
	const char *start = line + strspn(line, " \t"), *equals = strchr(start, '=');
	const char *colon = strchr(start, ':');

	if (!*start || *start == ';' || *start == '#')
		return true;
	if (*start == '[') {
		read_header(source, line);
		return false; /* ours; inih would cut the name */
	}
	if (!equals || (colon && colon < equals) || equals == start || has_comment(start, equals)) {
		complain(source, (size_t)(start - line) + 1, "E-INI-006",
			 _("line: expected a comment, [KIND ID] or key = value, found %s"),
			 text_quoted(start));
		return false;
	}
	if (!source->n_sections) {
		complain(source, (size_t)(start - line) + 1, "E-INI-016",
			 _("line: expected [KIND] or [KIND ID] before the first key, found %s"),
			 text_quoted(start));
		return false;
	}
	return true;
}

/* inih's reader: one call a line. */
static char *next_line(char *buffer, int room, void *user)
{
	struct source *source = user;
	const char *line = source->at, *end;
	size_t length;

	if (line >= source->end)
		return NULL;
	end = memchr(line, '\n', (size_t)(source->end - line));
	source->at = end ? end + 1 : source->end;
	length = (size_t)((end ? end : source->end) - line);
	source->line++;
	if (length && end && line[length - 1] == '\r')
		length--;
	source->text[0] = buffer[0] = '\0';
	if (!bytes_are_good(source, line, length))
		return buffer;
	memcpy(source->text, line, length);
	source->text[length] = '\0';
	if (!check_line(source, source->text))
		source->text[0] = '\0';
	if (length + 3 > (size_t)room) { /* an inih with a smaller limit than ours */
		complain(source, 1, "E-INI-002",
			 _("line: expected at most %d bytes, found %zu; nothing is cut"), room - 3,
			 length);
		return buffer;
	}
	length = strlen(source->text);
	memcpy(buffer, source->text, length);
	memcpy(buffer + length, "\n", sizeof("\n"));
	return buffer;
}

void ini_add_key(struct ini_section *section, const char *name, const char *value,
		 const struct place *place)
{
	section->keys = mem_grow(section->keys, section->n_keys, sizeof(*section->keys));
	section->keys[section->n_keys++] =
	    (struct ini_key){.name = name, .value = value, .place = *place};
}

static struct ini_key *find_key(const struct ini_section *section, const char *name)
{
	for (size_t i = 0; i < section->n_keys; i++)
		if (!strcmp(section->keys[i].name, name))
			return &section->keys[i];
	return NULL;
}

/* "; " and a comment, or nothing, behind the '=': the value is the sign itself, which inih takes for a comment. */
static bool is_semicolon(const char *after)
{
	const char *sign = after + strspn(after, " \t");

	return *sign == ';' && strchr(";", sign[1 + strspn(sign + 1, " \t")]);
}

static int take_key(void *user, const char *section_name, const char *name, const char *value)
{
	struct source *source = user;
	struct ini_section *section = &source->sections[source->n_sections - 1];
	const char *after = strchr(source->text, '=') + 1;
	struct place place =
	    here(source, (size_t)(after + strspn(after, " \t") - source->text) + 1);
	struct ini_key *old = find_key(section, name);
	struct arena *arena = &source->ini->arena;

	(void)section_name;
	if (old) {
		complain(source, place.column, "E-INI-010",
			 _("[%s%s%s] %s: expected each key once, found it again; the first is in "
			   "line %zu"),
			 section->kind, *section->id ? " " : "", section->id, name,
			 old->place.line);
		return 1;
	}
	value = is_semicolon(after) ? ";" : value ? value : "";
	ini_add_key(section, arena_copy(arena, name, strlen(name)),
		    arena_copy(arena, value, strlen(value)), &place);
	return 1;
}

/* --- One file, then its parents --- */

/* Debian's inih has its limits as variables of the process, which anybody may have changed. */
static void set_limits(void)
{
#ifdef HAVE_INIH_RUNTIME
	ini_use_stack = false;
	ini_max_line = ini_initial_alloc = INI_LINE + 8;
	ini_allow_multiline = false;
	ini_allow_inline_comments = true;
#endif
}

static void parse(struct source *source, char *bytes, size_t length)
{
	struct ini *ini = source->ini;
	bool bom = length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3);
	struct sha256 hash;

	ini->files = mem_grow(ini->files, ini->n_files, sizeof(*ini->files));
	ini->files[ini->n_files].path = source->path;
	ini->files[ini->n_files].bytes = length;
	sha256_start(&hash);
	sha256_add(&hash, bytes, length);
	sha256_finish(&hash, ini->files[ini->n_files++].sha256);
	source->at = bytes + (bom ? 3 : 0);
	source->end = bytes + length;
	if (length >= 2 && (!memcmp(bytes, "\xff\xfe", 2) || !memcmp(bytes, "\xfe\xff", 2))) {
		source->line = 1;
		complain(source, 1, "E-INI-031", _("expected UTF-8, found what looks like UTF-16"));
		return;
	}
	set_limits();
	if (ini_parse_stream(next_line, source, take_key, source) == -2)
		mem_exhausted(0);
}

static bool is_removed(const struct ini_section *section)
{
	const struct ini_key *key = find_key(section, "remove");

	return key && !strcmp(key->value, "yes");
}

static void remove_key(struct ini_section *section, struct ini_key *key)
{
	size_t after = (size_t)(section->keys + section->n_keys - key - 1);

	memmove(key, key + 1, after * sizeof(*key));
	section->n_keys--;
}

/* Drops a key, as often as it stands there; whether it did. */
static bool drop_key(struct ini_section *section, const char *name)
{
	bool found = false;

	for (struct ini_key *key; (key = find_key(section, name)); found = true)
		remove_key(section, key);
	return found;
}

/* The next key of the same name. */
static struct ini_key *find_key_after(const struct ini_section *section, const struct ini_key *key)
{
	for (struct ini_key *k = section->keys + (key - section->keys) + 1;
	     k < section->keys + section->n_keys; k++)
		if (!strcmp(k->name, key->name))
			return k;
	return NULL;
}

static void drop_section(struct ini *ini, struct ini_section *section)
{
	size_t after = (size_t)(ini->sections + ini->n_sections - section - 1);

	free(section->keys);
	memmove(section, section + 1, after * sizeof(*section));
	ini->n_sections--;
}

/* The lines that make nodes of one kind of section, or "". */
static const char *lines_of(const char *kind)
{
	return !strcmp(kind, "group") ? "groups" : !strcmp(kind, "criterion") ? "criteria" : "";
}

static bool is_lines(const struct ini_section *section)
{
	return !strcmp(section->kind, "groups") || !strcmp(section->kind, "criteria");
}

/* A removed node also leaves the lines that made it; whether there were any. */
static bool drop_lines(struct ini *ini, const char *kind, const char *id)
{
	bool found = false;

	for (size_t i = 0; i < ini->n_sections; i++)
		if (!strcmp(ini->sections[i].kind, lines_of(kind)))
			found |= drop_key(&ini->sections[i], id);
	return found;
}

/* A node that a section of its own has put elsewhere. */
static bool is_elsewhere(const struct ini *ini, const char *kind, const char *id, const char *group)
{
	const struct ini_key *in = ini_key(ini_section(ini, kind, id), "in");

	return in && strcmp(in->value, group) != 0;
}

/* The kind and id of the first node found in a group, by a line or by its own section. */
static bool first_in(const struct ini *ini, const char *group, const char **kind, const char **id)
{
	for (size_t i = 0; i < ini->n_sections; i++) {
		const struct ini_section *section = &ini->sections[i];
		const struct ini_key *in = ini_key(section, "in");

		*kind = !strcmp(section->kind, "groups") ? "group" : "criterion";
		for (size_t k = 0; is_lines(section) && k < section->n_keys; k++) {
			*id = section->keys[k].name;
			if (!strcmp(section->id, group) && !is_elsewhere(ini, *kind, *id, group))
				return true;
		}
		*kind = section->kind;
		*id = section->id;
		if (*lines_of(*kind) && in && !strcmp(in->value, group))
			return true;
	}
	return false;
}

/* Drops a section, for a node its lines, for a group what lies in it; whether any of it was there. */
static bool drop_all(struct ini *ini, const char *kind, const char *id)
{
	bool found = drop_lines(ini, kind, id);
	struct ini_section *section = find_section(ini->sections, ini->n_sections, kind, id);
	const char *inner, *inner_id;

	if (section)
		drop_section(ini, section);
	found |= section != NULL;
	while (found && !strcmp(kind, "group") && first_in(ini, id, &inner, &inner_id))
		drop_all(ini, inner, inner_id);
	return found;
}

static void remove_section(struct ini *ini, const struct ini_section *section,
			   struct problems *problems)
{
	const struct ini_key *key = find_key(section, "remove");

	if (!drop_all(ini, section->kind, section->id))
		problem_error(
		    problems, EXIT_CONFIG, "E-INI-029", &key->place,
		    _("[%s%s%s] remove: expected a section of what this file extends, found none"),
		    section->kind, *section->id ? " " : "", section->id);
}

/* A title that is told anew is no longer translated by what was said before. */
static void drop_translations(struct ini_section *old, const struct ini_section *section)
{
	if (find_key(section, "title")) {
		drop_key(old, "title.en");
		drop_key(old, "title.id");
	}
}

/*
 * A line that makes a node stands beside the one that it extends, so that what it leaves out still holds; an empty
 * one takes its place.
 */
static void merge_key(struct ini_section *old, const struct ini_key *new)
{
	struct ini_key *key = find_key(old, new->name);

	if (key && is_lines(old) && !*new->value) {
		struct ini_key *again;

		*key = *new;
		while ((again = find_key_after(old, key)))
			remove_key(old, again);
	} else if (key && !is_lines(old)) {
		*key = *new;
	} else {
		ini_add_key(old, new->name, new->value, &new->place);
	}
}

/* Lays a file's section over what its parents said. */
static void merge_section(struct ini *ini, struct ini_section *section, struct problems *problems)
{
	struct ini_section *old;

	if (is_removed(section)) {
		remove_section(ini, section, problems);
		free(section->keys);
		return;
	}
	old = find_section(ini->sections, ini->n_sections, section->kind, section->id);
	if (!old) {
		ini->sections = mem_grow(ini->sections, ini->n_sections, sizeof(*ini->sections));
		ini->sections[ini->n_sections++] = *section;
		return;
	}
	drop_translations(old, section);
	for (size_t i = 0; i < section->n_keys; i++)
		merge_key(old, &section->keys[i]);
	free(section->keys);
}

/* FILE as seen from the folder of path. */
static const char *beside(struct arena *arena, const char *path, const char *file)
{
	char *copy = mem_copy(path), *full;
	const char *result;

	full = *file == '/' || !strchr(path, '/') ? mem_copy(file)
						  : mem_print("%s/%s", dirname(copy), file);
	result = arena_copy(arena, full, strlen(full));
	free(full);
	free(copy);
	return result;
}

static bool is_loop(const struct chain *chain)
{
	struct stat new, old;

	if (stat(chain->path, &new) < 0)
		return false;
	for (const struct chain *c = chain->child; c; c = c->child)
		if (!stat(c->path, &old) && old.st_dev == new.st_dev && old.st_ino == new.st_ino)
			return true;
	return false;
}

/* "a.ini > b.ini > a.ini" */
static void print_chain(const struct chain *chain, struct text *out)
{
	if (chain->child)
		print_chain(chain->child, out);
	text_print(out, "%s%s", chain->child ? " > " : "", chain->path);
}

static void refuse_loop(struct source *source, const struct chain *chain)
{
	const struct ini_section *first = &source->sections[0];
	struct text text = {0};

	print_chain(chain, &text);
	problem_error(source->problems, EXIT_CONFIG, "E-INI-015", chain->named_by,
		      _("[%s%s%s] extends: expected a file that does not lead back, found %s"),
		      first->kind, *first->id ? " " : "", first->id, text.data);
	text_free(&text);
}

static bool read_file(struct ini *ini, const struct chain *chain, struct problems *problems);

/* False where there is one that could not be read. */
static bool read_parent(struct source *source, const struct chain *chain)
{
	const struct ini_key *extends =
	    source->n_sections ? ini_key(&source->sections[0], "extends") : NULL;
	struct chain parent = {.child = chain};

	if (!extends)
		return true;
	parent.named_by = &extends->place;
	parent.path = beside(&source->ini->arena, source->path, extends->value);
	if (!is_loop(&parent))
		return read_file(source->ini, &parent, source->problems);
	refuse_loop(source, &parent);
	return false;
}

/* In other sections than the first it would do nothing. */
static void check_extends(struct source *source)
{
	for (size_t i = 1; i < source->n_sections; i++) {
		const struct ini_key *extends = ini_key(&source->sections[i], "extends");

		if (extends)
			problem_error(source->problems, EXIT_CONFIG, "E-INI-032", &extends->place,
				      _("extends: expected in the first section of the file, found "
					"in [%s%s%s]"),
				      source->sections[i].kind, *source->sections[i].id ? " " : "",
				      source->sections[i].id);
	}
}

/* Without a parent nothing is kept: all that the file lacks may be said there, and would be missed here. */
static bool read_file(struct ini *ini, const struct chain *chain, struct problems *problems)
{
	struct source source = {.ini = ini, .problems = problems};
	size_t length = 0;
	char *bytes = load(chain, &length, problems);
	bool whole;

	if (!bytes)
		return false;
	source.path = arena_copy(&ini->arena, chain->path, strlen(chain->path));
	parse(&source, bytes, length);
	free(bytes);
	check_extends(&source);
	whole = read_parent(&source, chain);
	for (size_t i = 0; i < source.n_sections; i++)
		if (whole)
			merge_section(ini, &source.sections[i], problems);
		else
			free(source.sections[i].keys);
	free(source.sections);
	return whole;
}

struct ini *ini_read(const char *path, const struct place *named_by, struct problems *problems)
{
	struct ini *ini = mem_alloc(sizeof(*ini));

	read_file(ini, &(struct chain){.path = path, .named_by = named_by}, problems);
	return ini;
}

void ini_free(struct ini *ini)
{
	if (!ini)
		return;
	for (size_t i = 0; i < ini->n_sections; i++)
		free(ini->sections[i].keys);
	free(ini->sections);
	free(ini->files);
	arena_free(&ini->arena);
	free(ini);
}

struct ini_section *ini_section(const struct ini *ini, const char *kind, const char *id)
{
	return find_section(ini->sections, ini->n_sections, kind, id);
}

const struct ini_key *ini_key(const struct ini_section *section, const char *name)
{
	const struct ini_key *key = section ? find_key(section, name) : NULL;

	return key && *key->value ? key : NULL;
}

bool ini_has(const struct ini_section *section, const char *name)
{
	return section && find_key(section, name);
}

size_t ini_distance(const struct ini *ini, const struct place *place)
{
	size_t i = 0;

	while (i < ini->n_files && ini->files[i].path != place->file)
		i++;
	return i;
}
