/* These functions are called deprecated in OpenSSL 3. The others make some 4,000 allocations first, and in 3.0 a run that
 * gets one too few of them ends with a segmentation fault inside the library. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "sha256.h"

#include <stdio.h>

void sha256_start(struct sha256 *hash)
{
	SHA256_Init(&hash->context);
}

void sha256_add(struct sha256 *hash, const void *data, size_t length)
{
	SHA256_Update(&hash->context, data, length);
}

void sha256_finish(struct sha256 *hash, char hex[SHA256_HEX])
{
	unsigned char digest[SHA256_DIGEST_LENGTH];

	SHA256_Final(digest, &hash->context);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}
