/* Says that its structures are shorter than the first contract had them. */
#include "hostile.h"

#define SHORT                                                                                      \
	{                                                                                          \
		8, JURI_PLUGIN_MAJOR, 0, 8, 8, 8                                                   \
	}

HOSTILE_TABLE("lie-size", copy_all, SHORT)
