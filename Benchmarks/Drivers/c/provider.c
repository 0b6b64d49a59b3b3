#include "provider.h"

#include "bench.h"

#include <limits.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>

enum { BLOCK = 16, AES_KEY = 32 };

static EVP_CIPHER *cipher;
static EVP_CIPHER_CTX *cipher_context;

static int random_bytes(uint8_t *data, size_t length, void *unused)
{
    (void)unused;
    randombytes_buf(data, length);
    return SG_SUCCESS;
}

static int hmac_begin(void **context, const uint8_t *key, size_t length, void *unused)
{
    (void)unused;
    crypto_auth_hmacsha256_state *state = malloc(sizeof *state);
    crypto_auth_hmacsha256_init(state, key, length);
    *context = state;
    return SG_SUCCESS;
}

static int hmac_add(void *context, const uint8_t *data, size_t length, void *unused)
{
    (void)unused;
    crypto_auth_hmacsha256_update(context, data, length);
    return SG_SUCCESS;
}

static int hmac_end(void *context, signal_buffer **output, void *unused)
{
    (void)unused;
    uint8_t mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_final(context, mac);
    *output = signal_buffer_create(mac, sizeof mac);
    return SG_SUCCESS;
}

static int sha512_begin(void **context, void *unused)
{
    (void)unused;
    crypto_hash_sha512_state *state = malloc(sizeof *state);
    crypto_hash_sha512_init(state);
    *context = state;
    return SG_SUCCESS;
}

static int sha512_add(void *context, const uint8_t *data, size_t length, void *unused)
{
    (void)unused;
    crypto_hash_sha512_update(context, data, length);
    return SG_SUCCESS;
}

static int sha512_end(void *context, signal_buffer **output, void *unused)
{
    (void)unused;
    uint8_t hash[crypto_hash_sha512_BYTES];
    crypto_hash_sha512_final(context, hash);
    crypto_hash_sha512_init(context);
    *output = signal_buffer_create(hash, sizeof hash);
    return SG_SUCCESS;
}

static void release(void *context, void *unused)
{
    (void)unused;
    free(context);
}

static int aes(signal_buffer **output, int kind, const uint8_t *key, size_t key_length, const uint8_t *iv,
    size_t iv_length, const uint8_t *input, size_t length, int encrypts)
{
    uint8_t result[1024];
    int written = 0, rest = 0;
    if (kind != SG_CIPHER_AES_CBC_PKCS5 || key_length != AES_KEY || iv_length != BLOCK || length > sizeof result - BLOCK) {
        return SG_ERR_INVAL;
    }
    if (EVP_CipherInit_ex(cipher_context, cipher, NULL, key, iv, encrypts) != 1
        || EVP_CipherUpdate(cipher_context, result, &written, input, (int)length) != 1
        || EVP_CipherFinal_ex(cipher_context, result + written, &rest) != 1) {
        return SG_ERR_UNKNOWN;
    }
    *output = signal_buffer_create(result, (size_t)(written + rest));
    return SG_SUCCESS;
}

static int aes_encrypt(signal_buffer **output, int kind, const uint8_t *key, size_t key_length, const uint8_t *iv,
    size_t iv_length, const uint8_t *input, size_t length, void *unused)
{
    (void)unused;
    return aes(output, kind, key, key_length, iv, iv_length, input, length, 1);
}

static int aes_decrypt(signal_buffer **output, int kind, const uint8_t *key, size_t key_length, const uint8_t *iv,
    size_t iv_length, const uint8_t *input, size_t length, void *unused)
{
    (void)unused;
    return aes(output, kind, key, key_length, iv, iv_length, input, length, 0);
}

void provider_install(signal_context *context)
{
    if (cipher == NULL) {
        cipher = EVP_CIPHER_fetch(NULL, "AES-256-CBC", NULL);
        cipher_context = EVP_CIPHER_CTX_new();
    }
    const signal_crypto_provider provider = {
        .random_func = random_bytes,
        .hmac_sha256_init_func = hmac_begin,
        .hmac_sha256_update_func = hmac_add,
        .hmac_sha256_final_func = hmac_end,
        .hmac_sha256_cleanup_func = release,
        .sha512_digest_init_func = sha512_begin,
        .sha512_digest_update_func = sha512_add,
        .sha512_digest_final_func = sha512_end,
        .sha512_digest_cleanup_func = release,
        .encrypt_func = aes_encrypt,
        .decrypt_func = aes_decrypt,
    };
    bench_check(signal_context_set_crypto_provider(context, &provider) == 0, "crypto provider");
}
