/*
 * sha256 - the SHA-256 of bytes that pass by, as 64 hex digits. Asks for no memory and cannot fail.
 */
#ifndef JURI_SHA256_H
#define JURI_SHA256_H

#include <openssl/sha.h>
#include <stddef.h>

#define SHA256_HEX 65 /* with the NUL */

struct sha256 {
	SHA256_CTX context;
};

void sha256_start(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *data, size_t length);
void sha256_finish(struct sha256 *hash, char hex[SHA256_HEX]);

#endif
