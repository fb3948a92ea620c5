/* Answers behind the worker's back, with a few bytes. */
#include "forge.h"

static int hostile(const juri_call *call)
{
	copy_all(call);
	return forge("hello", 5);
}

HOSTILE("forge-size", hostile)
