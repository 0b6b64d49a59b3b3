/* The primitives that no implementation can do without, as libsodium has them, and AES-256-CBC as OpenSSL has it. `fast-`
 * works are the same by OpenSSL's SHA-256, which uses the processor's own instructions. What each protocol step needs of
 * them Benchmarks/Sources/bench/Floor.swift says. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "bench.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <string.h>

enum { HASH = 32, KEY = 32, BLOCK = 64, LONGEST = 1024 };

static unsigned char key[KEY], point[KEY], ed_public[KEY], ed_secret[64], signature[64], input[LONGEST], output[LONGEST];

static void x25519_base(unsigned long count)
{
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        crypto_scalarmult_curve25519_base(output, key);
    }
    bench_stop(count);
}

static void x25519(unsigned long count)
{
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        bench_check(crypto_scalarmult_curve25519(output, key, point) == 0, "X25519");
    }
    bench_stop(count);
}

static void ed25519_sign(unsigned long count)
{
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        crypto_sign_detached(output, NULL, input, KEY, ed_secret);
    }
    bench_stop(count);
}

static void ed25519_verify(unsigned long count)
{
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        bench_check(crypto_sign_verify_detached(signature, input, KEY, ed_public) == 0, "Ed25519");
    }
    bench_stop(count);
}

static void ed25519_to_x25519(unsigned long count)
{
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        bench_check(crypto_sign_ed25519_pk_to_curve25519(output, ed_public) == 0, "conversion");
    }
    bench_stop(count);
}

static void ed25519_keypair(unsigned long count)
{
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        crypto_sign_seed_keypair(output, output + KEY, key);
    }
    bench_stop(count);
}

static void random_32(unsigned long count)
{
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        randombytes_buf(output, KEY);
    }
    bench_stop(count);
}

static void hmac(unsigned long count, size_t length)
{
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        crypto_auth_hmacsha256(output, input, length, key);
    }
    bench_stop(count);
}

static void hmac_short(unsigned long count) { hmac(count, 32); }
static void hmac_message(unsigned long count) { hmac(count, 64 + 106); }
static void hmac_envelope(unsigned long count) { hmac(count, 608); }

static void fast_hmac(unsigned long count, size_t length)
{
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        unsigned char pad[BLOCK], inner[HASH];
        SHA256_CTX context;
        memset(pad, 0x36, BLOCK);
        for (size_t byte = 0; byte < KEY; byte++) pad[byte] ^= key[byte];
        SHA256_Init(&context);
        SHA256_Update(&context, pad, BLOCK);
        SHA256_Update(&context, input, length);
        SHA256_Final(inner, &context);
        memset(pad, 0x5c, BLOCK);
        for (size_t byte = 0; byte < KEY; byte++) pad[byte] ^= key[byte];
        SHA256_Init(&context);
        SHA256_Update(&context, pad, BLOCK);
        SHA256_Update(&context, inner, HASH);
        SHA256_Final(output, &context);
    }
    bench_stop(count);
}

static void fast_hmac_short(unsigned long count) { fast_hmac(count, 32); }
static void fast_hmac_message(unsigned long count) { fast_hmac(count, 64 + 106); }
static void fast_hmac_envelope(unsigned long count) { fast_hmac(count, 608); }

static void aes(unsigned long count, int length, int encrypts)
{
    static EVP_CIPHER *cipher;
    static EVP_CIPHER_CTX *context;
    unsigned char sealed[LONGEST];
    int written = 0, rest = 0;
    if (cipher == NULL) {
        cipher = EVP_CIPHER_fetch(NULL, "AES-256-CBC", NULL);
        context = EVP_CIPHER_CTX_new();
    }
    EVP_CipherInit_ex(context, cipher, NULL, key, input, 1);
    EVP_CipherUpdate(context, sealed, &written, input, length);
    EVP_CipherFinal_ex(context, sealed + written, &rest);
    const unsigned char *from = encrypts ? input : sealed;
    int size = encrypts ? length : written + rest;
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        EVP_CipherInit_ex(context, cipher, NULL, key, input, encrypts);
        EVP_CipherUpdate(context, output, &written, from, size);
        bench_check(EVP_CipherFinal_ex(context, output + written, &rest) == 1, "AES-256-CBC");
    }
    bench_stop(count);
}

static void aes_seal_message(unsigned long count) { aes(count, BENCH_MESSAGE, 1); }
static void aes_open_message(unsigned long count) { aes(count, BENCH_MESSAGE, 0); }
static void aes_seal_envelope(unsigned long count) { aes(count, 600, 1); }
static void aes_open_envelope(unsigned long count) { aes(count, 600, 0); }

int main(void)
{
    bench_check(sodium_init() >= 0, "libsodium");
    randombytes_buf(key, sizeof key);
    randombytes_buf(input, sizeof input);
    crypto_scalarmult_curve25519_base(point, key);
    crypto_sign_seed_keypair(ed_public, ed_secret, key);
    crypto_sign_detached(signature, NULL, input, KEY, ed_secret);
    const struct bench_work works[] = {
        {"x25519-base", x25519_base}, {"x25519", x25519}, {"ed25519-keypair", ed25519_keypair},
        {"ed25519-sign", ed25519_sign}, {"ed25519-verify", ed25519_verify}, {"ed25519-to-x25519", ed25519_to_x25519},
        {"random-32", random_32}, {"hmac-short", hmac_short}, {"hmac-message", hmac_message},
        {"hmac-envelope", hmac_envelope}, {"fast-hmac-short", fast_hmac_short},
        {"fast-hmac-message", fast_hmac_message}, {"fast-hmac-envelope", fast_hmac_envelope},
        {"aes-seal-message", aes_seal_message}, {"aes-open-message", aes_open_message},
        {"aes-seal-envelope", aes_seal_envelope}, {"aes-open-envelope", aes_open_envelope}, {NULL, NULL}};
    return bench_main(works);
}
