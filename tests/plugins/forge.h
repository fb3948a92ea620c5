/*
 * What the plugins share that answer the engine behind the worker's back: its socket is descriptor 3, and a response is five
 * numbers of 32 bits, and six more for each slice (core/answer.h).
 */
#ifndef FORGE_H
#define FORGE_H

#include "hostile.h"

#include <sys/socket.h>

struct forged {
	uint32_t kind, length, protections, float_changed, slices;
	/* of the only slice */
	uint32_t remarks, returned, fault, dropped, rounding_changed, overran;
};

/* As core/answer.h numbers them. */
#define FORGED_MEASURED 4u

static inline int forge(const void *bytes, size_t length)
{
	struct iovec part = {(void *)(uintptr_t)bytes, length};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

	return sendmsg(3, &message, 0) < 0;
}

#endif
