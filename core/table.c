#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define INDENT 2
#define GAP 2
#define LEAST_WIDTH 60
#define LEAST_NAME 16 /* columns are left out before names get narrower than this */

#define CELLS 8

struct printer {
	const struct results *results;
	const struct table_options *options;
	struct sink *sink;
	struct text *out; /* what has not gone there yet */
	size_t width;
	const struct prize **prizes; /* those with a place, in the order of the places in memory */
	size_t n_prizes;
};

/* --- Text in columns --- */

static size_t character_length(const char *text)
{
	size_t length = 1;

	while (((unsigned char)text[length] & 0xc0) == 0x80)
		length++;
	return length;
}

/* The bytes of the longest start of text that fits columns. */
static size_t fitting(const char *text, size_t columns)
{
	size_t at = 0, used = 0;

	while (text[at]) {
		size_t length = character_length(text + at);
		char character[5] = "";

		memcpy(character, text + at, length);
		used += text_columns(character);
		if (used > columns)
			break;
		at += length;
	}
	return at;
}

/* text, or its start and an ellipsis. */
static void add_cut(struct text *out, const char *text, size_t columns)
{
	if (text_columns(text) <= columns) {
		text_add(out, text);
		return;
	}
	text_add_n(out, text, fitting(text, columns - 1));
	text_add(out, "…");
}

static void add_spaces(struct text *out, size_t count)
{
	char *at = text_room(out, count);

	memset(at, ' ', count);
	text_end(out, at + count);
}

static void end_line(struct text *out)
{
	while (out->length && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
	text_add_n(out, "\n", 1);
}

/* A sentence, wrapped at spaces; its further lines stand a little deeper. Foreign bytes are escaped here. */
static void add_wrapped(struct printer *printer, size_t indent, const char *sentence)
{
	struct text escaped = {0}, word = {0};
	size_t column = indent;

	text_add_escaped(&escaped, sentence);
	add_spaces(printer->out, indent);
	for (char *rest = escaped.data, *next; rest && (next = strsep(&rest, " "));) {
		size_t wide;

		word.length = 0;
		add_cut(&word, next, printer->width - indent - 2 * INDENT);
		wide = text_columns(word.data);
		if (column > indent && column + 1 + wide > printer->width) {
			end_line(printer->out);
			add_spaces(printer->out, indent + 2 * INDENT);
			column = indent + 2 * INDENT;
		} else if (column > indent) {
			text_add_n(printer->out, " ", 1);
			column++;
		}
		text_add_n(printer->out, word.data, word.length);
		column += wide;
	}
	end_line(printer->out);
	text_free(&escaped);
	text_free(&word);
}

static void heading(struct printer *printer, const char *sentence)
{
	text_add_n(printer->out, "\n", 1);
	add_wrapped(printer, 0, sentence);
}

/* --- Lines of cells --- */

struct line {
	struct text cells[CELLS];
};

struct layout {
	size_t widths[CELLS]; /* 0: the column is left out */
	bool right[CELLS];    /* numbers */
};

static void clear_line(struct line *line)
{
	for (size_t i = 0; i < CELLS; i++) {
		line->cells[i].length = 0;
		text_add_n(&line->cells[i], "", 0);
	}
}

static void free_line(struct line *line)
{
	for (size_t i = 0; i < CELLS; i++)
		text_free(&line->cells[i]);
}

static void widen(struct layout *layout, const struct line *line)
{
	for (size_t i = 0; i < CELLS; i++) {
		size_t wide = text_columns(line->cells[i].data);

		if (wide > layout->widths[i])
			layout->widths[i] = wide;
	}
}

#define FULL 65536 /* bytes that are worth handing on */

static void hand_on(struct printer *printer, size_t from)
{
	if (printer->out->length < from)
		return;
	sink_add(printer->sink, printer->out->data, printer->out->length);
	printer->out->length = 0;
}

/* A cell in so many columns. */
static void add_cell(struct text *out, const char *cell, size_t columns, bool right)
{
	size_t wide = text_columns(cell);

	if (wide > columns) {
		add_cut(out, cell, columns);
		return;
	}
	add_spaces(out, right ? columns - wide : 0);
	text_add(out, cell);
	add_spaces(out, right ? 0 : columns - wide);
}

static void add_line(struct printer *printer, const struct layout *layout, const struct line *line)
{
	for (size_t i = 0; i < CELLS; i++) {
		if (!layout->widths[i])
			continue;
		add_spaces(printer->out, i ? GAP : INDENT);
		add_cell(printer->out, line->cells[i].data, layout->widths[i], layout->right[i]);
	}
	end_line(printer->out);
	hand_on(printer, FULL);
}

/* Columns that all cells of one column leave to it. */
static size_t left_for(const struct layout *layout, size_t column, size_t width)
{
	size_t used = INDENT;

	for (size_t i = 0; i < CELLS; i++)
		if (i != column && layout->widths[i])
			used += layout->widths[i] + GAP;
	return used < width ? width - used : 0;
}

/* --- What is shown --- */

static bool category_shown(const struct printer *printer, const struct ranking *ranking)
{
	const struct narrowing narrowing = {.category = printer->options->category};

	return narrowing_has_ranking(&narrowing, ranking->rule);
}

static bool group_shown(const struct printer *printer, const char *group)
{
	const struct narrowing narrowing = {.class_id = printer->options->class_id};

	return narrowing_has_group(&narrowing, group);
}

#define LISTED 10 /* names in the list of what there is */

/* What there is, while nothing matches. */
struct offer {
	const char *glob;
	struct text *list; /* ", a, b, " */
	size_t count;
};

/* True when the glob matches; else the name joins the list, once. */
static bool offer(struct offer *offer, const char *name)
{
	struct text entry = {0};

	if (text_glob(offer->glob, name))
		return true;
	text_print(&entry, ", %s, ", name);
	if (!offer->list->length)
		text_add(offer->list, ", ");
	if (!strstr(offer->list->data, entry.data) && ++offer->count <= LISTED + 1)
		text_add(offer->list, offer->count <= LISTED ? entry.data + 2 : "..., ");
	text_free(&entry);
	return false;
}

static bool any_category(const struct results *results, const struct table_options *options,
			 struct text *list)
{
	struct offer offered = {.glob = options->category, .list = list};
	bool found = !options->category;

	for (size_t i = 0; i < results->rankings->count && !found; i++)
		found = offer(&offered, results->rankings->list[i].rule->node->category->id);
	return found;
}

/* Groups of the shown rankings that have anybody in them; of one that is withheld nothing is known. */
static bool any_group(const struct results *results, const struct table_options *options,
		      struct text *list)
{
	struct printer printer = {.options = options};
	struct offer offered = {.glob = options->class_id, .list = list};
	bool found = !options->class_id;

	for (size_t i = 0; i < results->rankings->count; i++) {
		const struct ranking *ranking = &results->rankings->list[i];
		const struct place_in_ranking *place = ranking->places;

		if (!category_shown(&printer, ranking))
			continue;
		found = found || ranking->withheld;
		for (size_t p = 0; p < ranking->n_places && !found; p++)
			if (!p || place[p].group != place[p - 1].group)
				found = offer(&offered, ranking->groups[place[p].group]);
	}
	return found;
}

bool table_matches(const struct results *results, const struct table_options *options,
		   const char **option, struct text *there)
{
	struct text list = {0};
	bool found = any_category(results, options, &list);

	*option = found ? "--class" : "--category";
	found = found && any_group(results, options, &list);
	if (list.length > 4)
		text_add_n(there, list.data + 2, list.length - 4);
	text_free(&list);
	return found;
}

/* Among the first of its group; a tie is never cut. */
static bool among_first(const struct printer *printer, const struct place_in_ranking *place)
{
	return !printer->options->top || place->better < printer->options->top;
}

static bool is_shown(const struct printer *printer, const struct ranking *ranking,
		     const struct place_in_ranking *place)
{
	return place->status == RANKED && among_first(printer, place) &&
	       group_shown(printer, ranking->groups[place->group]);
}

/* --- Prizes by place --- */

static int by_place(const void *a, const void *b)
{
	const struct prize *x = *(const struct prize *const *)a;
	const struct prize *y = *(const struct prize *const *)b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void sort_prizes(struct printer *printer)
{
	const struct awards *awards = printer->results->awards;

	printer->prizes = mem_array(awards->n_prizes, sizeof(const void *));
	for (size_t i = 0; i < awards->n_prizes; i++)
		if (awards->prizes[i].place)
			printer->prizes[printer->n_prizes++] = &awards->prizes[i];
	qsort(printer->prizes, printer->n_prizes, sizeof(const void *), by_place);
}

static size_t first_prize(const struct printer *printer, const struct place_in_ranking *place)
{
	size_t low = 0, high = printer->n_prizes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (printer->prizes[middle]->place < place)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_prizes(const struct printer *printer, const struct place_in_ranking *place,
		       struct text *out)
{
	for (size_t i = first_prize(printer, place);
	     i < printer->n_prizes && printer->prizes[i]->place == place; i++) {
		const struct prize *prize = printer->prizes[i];

		text_add(out, out->length ? ", " : "");
		text_add_escaped(out, *prize->name ? prize->name : prize->award->id);
	}
}

/* --- Rankings --- */

enum column { RANK, NAME, REGION, SCORE, COVERAGE, GRADE, PRIZE, NOTE };

static void fill_heads(struct line *line)
{
	clear_line(line);
	text_add(&line->cells[RANK], _("rank"));
	text_add(&line->cells[NAME], _("agency"));
	text_add(&line->cells[REGION], _("region"));
	text_add(&line->cells[SCORE], _("score"));
	text_add(&line->cells[COVERAGE], _("cover."));
	text_add(&line->cells[GRADE], _("grade"));
	text_add(&line->cells[PRIZE], _("prize"));
	text_add(&line->cells[NOTE], _("note"));
}

static void add_number(struct text *cell, grid value, unsigned precision)
{
	char number[DECIMAL_TEXT];

	if (value != GRID_NONE)
		text_add(cell, decimal_print(number, value, precision));
}

static void add_note(struct text *cell, const struct ranking *ranking,
		     const struct place_in_ranking *place)
{
	const char *decided_by = place_decided_by(ranking, place);

	if (*decided_by) {
		struct text key = {0};

		text_add_escaped(&key, decided_by);
		text_print(cell, _("by %s"), key.data);
		text_free(&key);
	} else if (place->equal > 1 && ranking->rule->ties != TIES_ORDINAL) {
		text_add(cell, _("= shared"));
	}
}

/* With the edition where the group does not say it; valid until the fourth call after this one. */
static const char *agency_name(const struct printer *printer, const struct ranking *ranking,
			       size_t row)
{
	static struct text names[4];
	static unsigned next;
	struct text *name = &names[next++ % 4];
	const struct cohort *cohort = printer->results->cohort;

	name->length = 0;
	text_add(name, cohort_name(cohort, row));
	if (cohort->n_editions > 1 && (!ranking || ranking->rule->within >= WITHIN_ALL_EDITIONS))
		text_print(name, " (%s)", cohort_edition(cohort, row));
	return name->data;
}

static void fill_line(const struct printer *printer, const struct ranking *ranking,
		      const struct place_in_ranking *place, struct line *line)
{
	char rank[DECIMAL_TEXT];

	clear_line(line);
	text_add(&line->cells[RANK], rank_text(rank, place->twice_rank));
	text_add_escaped(&line->cells[NAME], agency_name(printer, ranking, place->row));
	text_add_escaped(&line->cells[REGION], cohort_region(printer->results->cohort, place->row));
	add_number(&line->cells[SCORE], place_score(ranking, place), ranking->rule->precision);
	add_number(&line->cells[COVERAGE], place_coverage(ranking, place),
		   ranking->rule->precision);
	text_add_escaped(&line->cells[GRADE], place_grade(ranking, place));
	add_prizes(printer, place, &line->cells[PRIZE]);
	add_note(&line->cells[NOTE], ranking, place);
}

/* Widths of the columns that say something; empty ones go, and then the less important ones. */
static void fit(struct layout *layout, const struct line *heads, size_t width)
{
	static const enum column least_first[] = {REGION, NOTE, COVERAGE, PRIZE, GRADE};
	static const size_t most[CELLS] = {[REGION] = 20, [GRADE] = 14, [PRIZE] = 14, [NOTE] = 16};
	struct layout filled = *layout;
	size_t left, wanted;

	widen(layout, heads);
	for (size_t i = 0; i < CELLS; i++) {
		if (!filled.widths[i])
			layout->widths[i] = 0;
		else if (most[i] && layout->widths[i] > most[i])
			layout->widths[i] = most[i];
	}
	wanted = layout->widths[NAME] < 2 * LEAST_NAME ? layout->widths[NAME] : 2 * LEAST_NAME;
	if (left_for(layout, NAME, width) < wanted)
		layout->widths[REGION] = 0;
	for (size_t i = 0; i < 5 && left_for(layout, NAME, width) < LEAST_NAME; i++)
		layout->widths[least_first[i]] = 0;
	left = left_for(layout, NAME, width);
	if (layout->widths[NAME] > left)
		layout->widths[NAME] = left;
}

static const char *group_name(const struct printer *printer, const struct ranking *ranking,
			      unsigned group)
{
	enum within within = ranking->rule->within;
	const char *id = ranking->groups[group];
	int declared = round_class(printer->results->round, id);

	if (within == WITHIN_ALL || within == WITHIN_ALL_EDITIONS)
		return _("all agencies");
	if (within != WITHIN_REGION && declared >= 0)
		return title_text(&printer->results->round->classes[declared].title, id);
	if (*id)
		return id;
	return within == WITHIN_REGION ? _("no region") : _("no class");
}

/* With the edition where there are several; valid until the fourth call after this one. */
static const char *group_title(const struct printer *printer, const struct ranking *ranking,
			       unsigned group)
{
	static struct text titles[4];
	static unsigned next;
	struct text *title = &titles[next++ % 4];
	const char *edition = ranking->editions[group];

	title->length = 0;
	text_add(title, group_name(printer, ranking, group));
	if (printer->results->cohort->n_editions > 1 && *edition)
		text_print(title, ", %s", edition);
	return title->data;
}

/* The title of the node that is at fault, or what was said. */
static const char *reason_words(const struct ranking *ranking, const struct place_in_ranking *place)
{
	const struct node *node = place_fault(ranking, place);
	const char *reason = place_reason(ranking, place);

	if (node)
		return title_text(&node->title, node->id);
	return place->status == NOT_ENTERED ? entrants_words(reason) : reason;
}

static void list_unranked(struct printer *printer, const struct ranking *ranking, size_t first,
			  size_t end)
{
	struct text line = {0};

	for (size_t p = first; p < end; p++) {
		const struct place_in_ranking *place = &ranking->places[p];

		if (place->status == RANKED)
			continue;
		line.length = 0;
		text_print(&line, "- %s: %s", agency_name(printer, ranking, place->row),
			   rank_status_words(place->status));
		if (*place_reason(ranking, place))
			text_print(&line, " (%s)", reason_words(ranking, place));
		add_wrapped(printer, INDENT, line.data);
	}
	text_free(&line);
}

static void count_unranked(struct printer *printer, const struct ranking *ranking, size_t first,
			   size_t end)
{
	size_t counts[RANK_STATUSES] = {0};
	struct text line = {0};

	for (size_t p = first; p < end; p++)
		counts[ranking->places[p].status]++;
	for (unsigned i = RANKED + 1; i < RANK_STATUSES; i++)
		if (counts[i])
			text_print(&line, "%s%zu %s", line.length ? ", " : _("not ranked: "),
				   counts[i], rank_status_words(i));
	if (line.length)
		add_wrapped(printer, INDENT, line.data);
	text_free(&line);
}

/* One group, from place first on up to end. */
static void add_group(struct printer *printer, const struct ranking *ranking,
		      const struct layout *layout, size_t first, size_t end)
{
	unsigned group = ranking->places[first].group;
	struct line line = {0};

	if (!group_shown(printer, ranking->groups[group]))
		return;
	if (ranking->n_groups > 1 || *ranking->groups[group])
		add_wrapped(printer, 0, group_title(printer, ranking, group));
	for (size_t p = first; p < end; p++) {
		if (!is_shown(printer, ranking, &ranking->places[p]))
			continue;
		fill_line(printer, ranking, &ranking->places[p], &line);
		add_line(printer, layout, &line);
	}
	if (printer->options->unranked)
		list_unranked(printer, ranking, first, end);
	else
		count_unranked(printer, ranking, first, end);
	free_line(&line);
}

static void add_groups(struct printer *printer, const struct ranking *ranking,
		       const struct layout *layout)
{
	size_t end;

	for (size_t first = 0; first < ranking->n_places; first = end) {
		for (end = first; end < ranking->n_places &&
				  ranking->places[end].group == ranking->places[first].group;)
			end++;
		add_group(printer, ranking, layout, first, end);
	}
}

static void add_places(struct printer *printer, const struct ranking *ranking)
{
	struct layout layout = {.right = {[RANK] = true, [SCORE] = true, [COVERAGE] = true}};
	struct line line = {0};
	bool any = false;

	for (size_t p = 0; p < ranking->n_places; p++) {
		if (!is_shown(printer, ranking, &ranking->places[p]))
			continue;
		fill_line(printer, ranking, &ranking->places[p], &line);
		widen(&layout, &line);
		any = true;
	}
	fill_heads(&line);
	fit(&layout, &line, printer->width);
	if (any)
		add_line(printer, &layout, &line);
	add_groups(printer, ranking, &layout);
	free_line(&line);
}

static void add_ranking(struct printer *printer, const struct ranking *ranking)
{
	const struct ranking_rule *rule = ranking->rule;
	struct text title = {0};

	text_print(&title, "%s (%s%s%s)", title_text(&rule->title, rule->node->id), rule->of,
		   strcmp(rule->id, "main") ? ", " : "", strcmp(rule->id, "main") ? rule->id : "");
	heading(printer, title.data);
	if (ranking->withheld)
		add_wrapped(printer, INDENT, _("withheld; the reason stands below"));
	else
		add_places(printer, ranking);
	text_free(&title);
}

/* --- Awards --- */

static bool same_list(const struct prize *a, const struct prize *b)
{
	return a->award == b->award && a->ranking == b->ranking &&
	       (!a->ranking || a->place->group == b->place->group);
}

static bool prize_shown(const struct printer *printer, const struct prize *prize)
{
	return !prize->ranking ||
	       (category_shown(printer, prize->ranking) &&
		group_shown(printer, prize->ranking->groups[prize->place->group]));
}

static void add_winner(const struct printer *printer, const struct prize *prize, struct text *line)
{
	text_print(line, "%s%s%s", prize->name, *prize->name ? " " : "",
		   agency_name(printer, prize->ranking, prize->row));
}

/* The prizes of one award in one group, from i on up to end, on one line. */
static void add_winners(struct printer *printer, size_t i, size_t end)
{
	const struct prize *prizes = printer->results->awards->prizes, *first = &prizes[i];
	struct text line = {0};
	size_t more = 0;

	if (first->ranking)
		text_print(&line,
			   "%s (%s): ", group_title(printer, first->ranking, first->place->group),
			   first->ranking->rule->of);
	for (size_t start = line.length; i < end; i++) {
		if (prizes[i].place && !among_first(printer, prizes[i].place)) {
			more++;
			continue;
		}
		text_add(&line, line.length > start ? "; " : "");
		add_winner(printer, &prizes[i], &line);
	}
	if (more)
		text_print(&line, _("; and %zu more"), more);
	if (*first->award->source && !first->ranking)
		text_print(&line, _(" (source: %s)"), first->award->source);
	add_wrapped(printer, INDENT, line.data);
	text_free(&line);
}

static void add_awards(struct printer *printer)
{
	const struct awards *awards = printer->results->awards;
	const struct award_rule *award = NULL;
	size_t end;

	for (size_t i = 0; i < awards->n_prizes; i = end) {
		const struct prize *first = &awards->prizes[i];

		for (end = i; end < awards->n_prizes && same_list(first, &awards->prizes[end]);)
			end++;
		if (!prize_shown(printer, first))
			continue;
		if (first->award != award)
			heading(printer, title_text(&first->award->title, first->award->id));
		award = first->award;
		add_winners(printer, i, end);
	}
}

/* --- Tally --- */

#define TALLY_FIXED 3 /* group, prizes, agencies */

static void fill_tally_heads(const struct round *round, struct line *line)
{
	clear_line(line);
	text_add(&line->cells[0], round->tally_by_class ? _("class") : _("region"));
	text_add(&line->cells[1], _("prizes"));
	text_add(&line->cells[2], _("agencies"));
	for (size_t i = 0; i < round->n_tally_awards && i < CELLS - TALLY_FIXED; i++)
		text_add(&line->cells[TALLY_FIXED + i], round->awards[round->tally_awards[i]].id);
}

static const char *tally_title(const struct round *round, const struct tally_row *row)
{
	int declared = round->tally_by_class ? round_class(round, row->group) : -1;

	return declared >= 0 ? title_text(&round->classes[declared].title, row->group) : row->group;
}

static void fill_tally_line(const struct round *round, const struct tally_row *row,
			    struct line *line)
{
	clear_line(line);
	text_add_escaped(&line->cells[0], *row->group ? tally_title(round, row) : "-");
	text_print(&line->cells[1], "%zu", row->awards);
	text_print(&line->cells[2], "%zu", row->agencies);
	for (size_t i = 0; i < round->n_tally_awards && i < CELLS - TALLY_FIXED; i++)
		text_print(&line->cells[TALLY_FIXED + i], "%zu", row->by_award[i]);
}

static void fit_tally(struct layout *layout, size_t width)
{
	size_t left;

	for (size_t i = 1; i < CELLS; i++)
		layout->right[i] = true;
	for (size_t i = CELLS - 1; i >= TALLY_FIXED; i--)
		if (left_for(layout, 0, width) < LEAST_NAME)
			layout->widths[i] = 0;
	left = left_for(layout, 0, width);
	if (layout->widths[0] > left)
		layout->widths[0] = left;
}

/* What there is no room for. */
static void add_further(struct printer *printer, const char *sentence, size_t count)
{
	struct text line = {0};

	text_print(&line, _(sentence), count);
	if (count)
		add_wrapped(printer, INDENT, line.data);
	text_free(&line);
}

static void add_rest_of_tally(struct printer *printer, const struct layout *layout, size_t shown)
{
	size_t awards = printer->results->round->n_tally_awards;

	for (size_t i = TALLY_FIXED; i < CELLS; i++)
		awards -= layout->widths[i] > 0;
	add_further(printer, N_("further groups: %zu; tally.csv in the bundle has all"),
		    printer->results->tally->count - shown);
	add_further(printer, N_("further awards: %zu; tally.csv in the bundle has all"), awards);
}

static void add_tally(struct printer *printer)
{
	const struct round *round = printer->results->round;
	const struct tally *tally = printer->results->tally;
	size_t count = tally->count;
	struct layout layout = {0};
	struct line line = {0};

	if (printer->options->top && printer->options->top < count)
		count = printer->options->top;
	heading(printer, _("Prizes counted (counted by juri, not an official title)"));
	fill_tally_heads(round, &line);
	widen(&layout, &line);
	for (size_t i = 0; i < count; i++) {
		fill_tally_line(round, &tally->rows[i], &line);
		widen(&layout, &line);
	}
	fit_tally(&layout, printer->width);
	fill_tally_heads(round, &line);
	add_line(printer, &layout, &line);
	for (size_t i = 0; i < count; i++) {
		fill_tally_line(round, &tally->rows[i], &line);
		add_line(printer, &layout, &line);
	}
	add_rest_of_tally(printer, &layout, count);
	free_line(&line);
}

/* --- What was withheld, and the reckoning --- */

static const char *category_title(const struct category *category)
{
	return title_text(&category->nodes[0]->title, category->id);
}

static void add_failure(struct text *line, const struct results *results,
			const struct category *category)
{
	const struct worker_failure *failure = worker_failure(category->worker);

	text_print(line, _("%s is withheld: its plugin %s failed"), category_title(category),
		   failure->plugin ? failure->plugin : category->plugin);
	if (failure->instance < category->n_instances)
		text_print(line, _(", criterion %s"), category->measured[failure->instance]->id);
	if (failure->row < results->cohort->rows)
		text_print(line, _(", agency %s"), cohort_id(results->cohort, failure->row));
	text_print(line, ": %s", failure->detail ? failure->detail : "");
}

static void add_withheld_category(struct printer *printer, const struct category_scores *scores)
{
	struct text line = {0};

	if (scores->because == scores->category)
		add_failure(&line, printer->results, scores->category);
	else
		text_print(&line, _("%s is withheld: it needs %s"),
			   category_title(scores->category), category_title(scores->because));
	add_wrapped(printer, 0, line.data);
	text_free(&line);
}

static void add_withheld_prize(struct printer *printer, const struct withheld_prize *tie)
{
	struct text line = {0};

	text_print(&line, _("%s, %s (%s): withheld, %zu agencies are tied at the cut: "),
		   title_text(&tie->award->title, tie->award->id),
		   group_title(printer, tie->ranking, tie->group), tie->ranking->rule->of,
		   tie->count);
	for (size_t i = 0; i < tie->count; i++) {
		size_t row = tie->ranking->places[tie->first_place + i].row;

		text_add(&line, i ? "; " : "");
		text_add(&line, agency_name(printer, tie->ranking, row));
	}
	add_wrapped(printer, 0, line.data);
	text_free(&line);
}

static void add_withheld(struct printer *printer)
{
	const struct scores *scores = printer->results->scores;
	const struct awards *awards = printer->results->awards;

	for (size_t i = 0; i < scores->n_categories; i++)
		if (scores->categories[i].withheld)
			add_withheld_category(printer, &scores->categories[i]);
	for (size_t i = 0; i < awards->n_withheld; i++)
		add_withheld_prize(printer, &awards->withheld[i]);
}

static void add_records(struct printer *printer)
{
	const struct cohort *cohort = printer->results->cohort;
	const struct evidence_file all = cohort_counts(cohort);
	struct text line = {0};

	text_print(&line,
		   _("Records read: %zu = %zu scored + %zu refused + %zu declared empty; "
		     "agencies: %zu"),
		   all.rows, all.scored, all.refused, all.empty, cohort->rows);
	add_wrapped(printer, 0, line.data);
	text_free(&line);
}

static void add_counted(struct printer *printer, const char *what, size_t count)
{
	struct text line = {0};

	if (!count)
		return;
	text_print(&line, "%s: %zu", what, count);
	add_wrapped(printer, 0, line.data);
	text_free(&line);
}

static size_t count_extra(const struct cohort *cohort)
{
	size_t extra = 0;

	for (size_t i = 0; i < cohort->n_files; i++)
		extra += cohort->files[i].extra;
	return extra;
}

static void add_reckoning(struct printer *printer)
{
	const struct rankings *rankings = printer->results->rankings;
	size_t ties = 0;

	for (size_t i = 0; i < rankings->count; i++)
		ties += rankings->list[i].precision_ties;
	text_add_n(printer->out, "\n", 1);
	add_withheld(printer);
	add_records(printer);
	add_counted(printer, _("Columns and fields that the round does not know, passed over"),
		    count_extra(printer->results->cohort));
	if (printer->results->entrants)
		add_counted(printer, _("Places of agencies that earlier stages left behind"),
			    printer->results->entrants->n_rows);
	add_counted(printer, _("Places shared only because published scores are rounded"), ties);
	add_counted(printer, _("Weights or indicators that are assumptions"),
		    printer->results->round->assumptions);
}

/* Whom nobody finds below is named above. */
static void add_refused(struct printer *printer)
{
	const struct refusals *refusals = &printer->results->cohort->refusals;
	struct text line = {0};

	if (!refusals->count)
		return;
	refusals_line(refusals, &line);
	heading(printer, line.data);
	for (size_t i = 0; i < refusals->count; i++) {
		line.length = 0;
		refusal_line(&refusals->list[i], &line);
		add_wrapped(printer, INDENT, line.data);
	}
	text_free(&line);
}

void table_print(const struct results *results, const struct table_options *options,
		 struct sink *sink)
{
	struct text out = {0}, title = {0};
	struct printer printer = {.results = results,
				  .options = options,
				  .sink = sink,
				  .out = &out,
				  .width = options->width ? options->width : 80};

	if (printer.width < LEAST_WIDTH)
		printer.width = LEAST_WIDTH;
	sort_prizes(&printer);
	text_add(&title, results->cohort->test ? _("TEST EVIDENCE: ") : "");
	text_print(&title, "%s (%s)", title_text(&results->round->title, ""),
		   results->round->edition);
	add_wrapped(&printer, 0, title.data);
	add_refused(&printer);
	for (size_t i = 0; i < results->rankings->count; i++)
		if (category_shown(&printer, &results->rankings->list[i]))
			add_ranking(&printer, &results->rankings->list[i]);
	add_awards(&printer);
	if (results->round->has_tally && results->tally->count)
		add_tally(&printer);
	add_reckoning(&printer);
	hand_on(&printer, 0);
	free(printer.prizes);
	text_free(&out);
	text_free(&title);
}
