#include "sha256.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "problem.h"
#include "text.h"

/* libcrypto fails here only when memory is gone or it is broken; a wrong hash must never be written. */
static void must(int done)
{
	if (done)
		return;
	fprintf(stderr, "juri: E-SHA-001: ");
	fprintf(stderr, _("libcrypto cannot compute SHA-256\n"));
	exit(EXIT_MEMORY);
}

void sha256_start(struct sha256 *hash)
{
	hash->context = EVP_MD_CTX_new();
	must(hash->context && EVP_DigestInit_ex(hash->context, EVP_sha256(), NULL));
}

void sha256_add(struct sha256 *hash, const void *data, size_t length)
{
	must(EVP_DigestUpdate(hash->context, data, length));
}

void sha256_finish(struct sha256 *hash, char hex[SHA256_HEX])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	must(EVP_DigestFinal_ex(hash->context, digest, &length));
	EVP_MD_CTX_free(hash->context);
	for (unsigned i = 0; i < length; i++)
		snprintf(hex + 2 * (size_t)i, 3, "%02x", digest[i]);
}
