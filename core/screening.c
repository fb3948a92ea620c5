#include "screening.h"

#include <stdio.h>

bool screening_asks(const struct node *node)
{
	for (; node->parent; node = node->parent)
		if (node->role == ROLE_SCORE && node->weight == 0)
			return false;
	return true;
}

void screening_count(struct screening *screening, const struct states *rules, const uint8_t *states,
		     const bool *applies, const unsigned *classes, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if ((applies && !applies[classes[i]]) ||
		    rules->policies[states[i]] == POLICY_LEAVE_OUT)
			continue;
		screening->applicable[i]++;
		screening->there[i] += states[i] == STATE_VALUE;
	}
}

bool screening_decide(struct screening *screening, grid least, unsigned n)
{
	bool any = false;

	for (unsigned i = 0; i < n; i++) {
		screening->left[i] = (__int128)screening->there[i] * 100 * GRID_ONE <
				     (__int128)least * screening->applicable[i];
		any |= screening->left[i];
	}
	return any;
}

const char *screening_share(const struct screening *screening, unsigned i, struct arena *arena)
{
	char text[48];
	int length =
	    snprintf(text, sizeof(text), "%u/%u", screening->there[i], screening->applicable[i]);

	return arena_copy(arena, text, (size_t)length);
}
