/*
 * conformance_parts - the parts of conformance.h: each tries something and says what it found.
 */
#ifndef JURI_CONFORMANCE_PARTS_H
#define JURI_CONFORMANCE_PARTS_H

#include "conformance.h"
#include "subject.h"

/* What came of a check. The reason is malloc'd. */
struct outcome {
	enum verdict verdict;
	char *reason;
};

/* A method with the rows that are its usual case. */
struct specimen {
	struct subject *subject;
	struct rows usual;
	struct answer *answer; /* to the usual rows, once they were asked in one slice */
	struct answer *alone;  /* the same, one row at a time */
	bool answers;          /* to all rows so far */
	char *table;           /* the author's, as in struct finding; NULL: made-up rows */
	char *
	    expected; /* what the author expects of it, as `juri plugins run` prints it; NULL: nothing */
	char *found;             /* likewise; NULL: it was not asked */
	const uint64_t *opening; /* calls refused while the plugin was opened */
	size_t pure;             /* the finding of that name, which comes last; SIZE_MAX: none */
};

/* Adds a finding and returns its index; takes the reason and copies table. */
size_t conformance_add(struct conformance *conformance, const char *check,
		       const struct specimen *specimen, const char *meaning,
		       struct outcome outcome);

/* Another outcome of a finding that is there. */
void conformance_change(struct conformance *conformance, size_t finding, struct outcome outcome);

/* The file alone, and what it did while it was opened. */
void conformance_file(struct conformance *conformance, const char *path);

/* A method: all but whether it is pure. */
void conformance_method(struct conformance *conformance, struct specimen *specimen);

/*
 * The same some time later, in a process in which others were asked before it (NULL: it is started): by then pure is judged. The
 * worker stays the caller's.
 */
void conformance_later(struct conformance *conformance, struct specimen *specimen,
		       struct worker **worker);

/* Asks a method once for all that is asked above. */
void conformance_ask(struct specimen *specimen);

/*
 * Appends the author's tables in a folder to a list of specimens and returns it. What cannot be read is a finding and a problem.
 */
struct specimen **conformance_tables(struct conformance *conformance,
				     const struct worker_options *options, const char *folder,
				     struct specimen **list, size_t *count,
				     struct problems *problems);

struct specimen *specimen_start(const struct worker_options *options, const struct plugin *plugin,
				unsigned method);
void specimen_free(struct specimen *specimen);

/* The plugin under valgrind. */
void conformance_valgrind(struct conformance *conformance,
			  const struct conformance_options *options, const char *path);

#endif
