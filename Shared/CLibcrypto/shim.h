#ifndef RONDA_CLIBCRYPTO_H
#define RONDA_CLIBCRYPTO_H

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

/* EVP_sha1 and EVP_sha256 return pointers to static data of the library; nobody frees them. */
static inline int ronda_sha1(const unsigned char *bytes, size_t count, unsigned char digest[20]) {
  unsigned int length = 20;
  return EVP_Digest(bytes, count, digest, &length, EVP_sha1(), NULL);
}

static inline int ronda_sha256(const unsigned char *bytes, size_t count, unsigned char digest[32]) {
  unsigned int length = 32;
  return EVP_Digest(bytes, count, digest, &length, EVP_sha256(), NULL);
}

#endif
