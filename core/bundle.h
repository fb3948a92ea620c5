/*
 * bundle - the folder that a run writes: results, effective rules, and a manifest.
 *
 * A bundle appears whole: it is written beside its place, made durable, and put there by one rename; what was
 * there before stands until then. Everything in it but manifest.json is the same bytes for the same round and
 * evidence, whatever the jobs, the order of files, the time and the machine.
 */
#ifndef JURI_BUNDLE_H
#define JURI_BUNDLE_H

#include "manifest.h"
#include "output.h"
#include "results.h"

/* Claims the place of a bundle or of a single file, see output.h; ask before all else, and output_release() in the end. */
bool bundle_claim(const char *path, struct problems *problems);

/*
 * Says whether a bundle may be put at folder: there is nothing there, an empty folder, or a bundle of ours to which
 * nobody has added anything. Else a problem (EXIT_CREATE). Ask before the work.
 */
bool bundle_may_write(const char *folder, struct problems *problems);

/*
 * Makes the bundle, or a single file, beside its place; code is the exit code that the run will have. What is not replaced
 * ("-", a device) is written at once. False with a problem: EXIT_CREATE, EXIT_IO. bundle_put is due in any case.
 */
bool bundle_make(struct output *output, const struct results *results, const char *folder,
		 enum exit_code code, struct problems *problems);
typedef void bundle_document(const struct results *results, struct sink *sink);
bool bundle_make_file(struct output *output, const char *path, bundle_document *make,
		      const struct results *results, struct problems *problems);

/* Puts all of them in their places while there are no problems, else none: what stood there before stands there still. */
void bundle_put(struct output *outputs, size_t count, struct problems *problems);

/* Makes a bundle and puts it there. */
void bundle_write(const struct results *results, const char *folder, enum exit_code code,
		  struct problems *problems);

/*
 * A folder of another kind in the making, for who writes one as a bundle is written: whole, by one rename.
 *
 *     maker = bundle_begin(folder, may_write, problems);
 *     bundle_add(maker, "a.txt", &text); ...
 *     bundle_publish(maker);
 *     bundle_end(maker);
 *
 * After a problem nothing is added or published. may_write stands for bundle_may_write. folder must stay until the end.
 */
struct maker;
typedef bool bundle_check(const char *folder, struct problems *problems);

struct maker *bundle_begin(const char *folder, bundle_check *may_write, struct problems *problems);
void bundle_add(struct maker *maker, const char *name, const struct text *text);

/* The descriptor of a new folder inside (one level); -1 with a problem. The caller closes it. */
int bundle_add_folder(struct maker *maker, const char *name);

/* What bundle_add has written so far. */
const struct manifest_file *bundle_files(const struct maker *maker, size_t *count);
void bundle_publish(struct maker *maker);
void bundle_end(struct maker *maker);
#endif
