#include "crypto.h"

#include <limits.h>

#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

enum { HMAC_LENGTH = 32, SHA512_LENGTH = 64, AES_BLOCK = 16 };

static int random_bytes(uint8_t *data, size_t length, void *unused)
{
    (void)unused;
    return length <= INT_MAX && RAND_bytes(data, (int)length) == 1 ? SG_SUCCESS : SG_ERR_UNKNOWN;
}

static int hmac_begin(void **context, const uint8_t *key, size_t length, void *unused)
{
    (void)unused;
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
    EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *mac = EVP_MAC_CTX_new(algorithm);
    EVP_MAC_free(algorithm);
    if (mac == NULL || EVP_MAC_init(mac, key, length, parameters) != 1) {
        EVP_MAC_CTX_free(mac);
        return SG_ERR_UNKNOWN;
    }
    *context = mac;
    return SG_SUCCESS;
}

static int hmac_add(void *context, const uint8_t *data, size_t length, void *unused)
{
    (void)unused;
    return EVP_MAC_update(context, data, length) == 1 ? SG_SUCCESS : SG_ERR_UNKNOWN;
}

static int hmac_end(void *context, signal_buffer **output, void *unused)
{
    (void)unused;
    uint8_t mac[HMAC_LENGTH];
    size_t length = 0;
    if (EVP_MAC_final(context, mac, &length, sizeof mac) != 1) {
        return SG_ERR_UNKNOWN;
    }
    *output = signal_buffer_create(mac, length);
    return *output != NULL ? SG_SUCCESS : SG_ERR_NOMEM;
}

static void hmac_free(void *context, void *unused)
{
    (void)unused;
    EVP_MAC_CTX_free(context);
}

static int sha512_begin(void **context, void *unused)
{
    (void)unused;
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    if (digest == NULL || EVP_DigestInit_ex(digest, EVP_sha512(), NULL) != 1) {
        EVP_MD_CTX_free(digest);
        return SG_ERR_UNKNOWN;
    }
    *context = digest;
    return SG_SUCCESS;
}

static int sha512_add(void *context, const uint8_t *data, size_t length, void *unused)
{
    (void)unused;
    return EVP_DigestUpdate(context, data, length) == 1 ? SG_SUCCESS : SG_ERR_UNKNOWN;
}

/* The library uses the context for the next digest afterwards. */
static int sha512_end(void *context, signal_buffer **output, void *unused)
{
    (void)unused;
    uint8_t hash[SHA512_LENGTH];
    if (EVP_DigestFinal_ex(context, hash, NULL) != 1 || EVP_DigestInit_ex(context, EVP_sha512(), NULL) != 1) {
        return SG_ERR_UNKNOWN;
    }
    *output = signal_buffer_create(hash, sizeof hash);
    return *output != NULL ? SG_SUCCESS : SG_ERR_NOMEM;
}

static void sha512_free(void *context, void *unused)
{
    (void)unused;
    EVP_MD_CTX_free(context);
}

/* Legacy OMEMO knows AES-256-CBC only, whatever else the library could ask for. */
static int aes_cbc(signal_buffer **output, int cipher, const uint8_t *key, size_t key_length, const uint8_t *iv,
    size_t iv_length, const uint8_t *input, size_t length, int encrypts)
{
    if (cipher != SG_CIPHER_AES_CBC_PKCS5 || key_length != 32 || iv_length != AES_BLOCK || length > INT_MAX / 2) {
        return SG_ERR_INVAL;
    }
    uint8_t *result = malloc(length + AES_BLOCK);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int written = 0, rest = 0;
    int status = SG_ERR_UNKNOWN;
    if (result != NULL && context != NULL
        && EVP_CipherInit_ex(context, EVP_aes_256_cbc(), NULL, key, iv, encrypts) == 1
        && EVP_CipherUpdate(context, result, &written, input, (int)length) == 1
        && EVP_CipherFinal_ex(context, result + written, &rest) == 1) {
        *output = signal_buffer_create(result, (size_t)(written + rest));
        status = *output != NULL ? SG_SUCCESS : SG_ERR_NOMEM;
    }
    EVP_CIPHER_CTX_free(context);
    free(result);
    return status;
}

static int aes_encrypt(signal_buffer **output, int cipher, const uint8_t *key, size_t key_length, const uint8_t *iv,
    size_t iv_length, const uint8_t *plaintext, size_t length, void *unused)
{
    (void)unused;
    return aes_cbc(output, cipher, key, key_length, iv, iv_length, plaintext, length, 1);
}

static int aes_decrypt(signal_buffer **output, int cipher, const uint8_t *key, size_t key_length, const uint8_t *iv,
    size_t iv_length, const uint8_t *ciphertext, size_t length, void *unused)
{
    (void)unused;
    return aes_cbc(output, cipher, key, key_length, iv, iv_length, ciphertext, length, 0);
}

int crypto_install(signal_context *context)
{
    const signal_crypto_provider provider = {
        .random_func = random_bytes,
        .hmac_sha256_init_func = hmac_begin,
        .hmac_sha256_update_func = hmac_add,
        .hmac_sha256_final_func = hmac_end,
        .hmac_sha256_cleanup_func = hmac_free,
        .sha512_digest_init_func = sha512_begin,
        .sha512_digest_update_func = sha512_add,
        .sha512_digest_final_func = sha512_end,
        .sha512_digest_cleanup_func = sha512_free,
        .encrypt_func = aes_encrypt,
        .decrypt_func = aes_decrypt,
    };
    return signal_context_set_crypto_provider(context, &provider);
}
