#include "account.h"

#include "crypto.h"

#include <key_helper.h>
#include <protocol.h>
#include <session_builder.h>
#include <session_cipher.h>
#include <time.h>

enum { VERSION = CIPHERTEXT_CURRENT_VERSION, SIGNED_PRE_KEY_ID = 1 };

static int create_keys(struct account *account)
{
    signal_context *context = account->context;
    session_signed_pre_key *signed_pre_key = NULL;
    int status = signal_protocol_key_helper_generate_identity_key_pair(&account->stores.identity, context);
    status = status < 0 ? status : signal_protocol_key_helper_generate_signed_pre_key(
        &signed_pre_key, account->stores.identity, SIGNED_PRE_KEY_ID, (uint64_t)time(NULL) * 1000, context);
    status = status < 0 ? status : signal_protocol_signed_pre_key_store_key(account->store, signed_pre_key);
    SIGNAL_UNREF(signed_pre_key);
    return status;
}

int account_create(struct account *account, uint32_t device)
{
    *account = (struct account){.stores.device = device, .next_pre_key = 1};
    int status = signal_context_create(&account->context, NULL);
    status = status < 0 ? status : crypto_install(account->context);
    status = status < 0 ? status : signal_protocol_store_context_create(&account->store, account->context);
    status = status < 0 ? status : stores_install(&account->stores, account->store);
    return status < 0 ? status : create_keys(account);
}

int account_refill(struct account *account, size_t count)
{
    signal_protocol_key_helper_pre_key_list_node *keys = NULL;
    if (account->stores.pre_keys.count >= count) {
        return SG_SUCCESS;
    }
    unsigned int missing = (unsigned int)(count - account->stores.pre_keys.count);
    int status = signal_protocol_key_helper_generate_pre_keys(&keys, account->next_pre_key, missing, account->context);
    account->next_pre_key += missing;
    for (const signal_protocol_key_helper_pre_key_list_node *node = keys; status >= 0 && node != NULL;
         node = signal_protocol_key_helper_key_list_next(node)) {
        status = signal_protocol_pre_key_store_key(account->store, signal_protocol_key_helper_key_list_element(node));
    }
    signal_protocol_key_helper_key_list_free(keys);
    return status;
}

static int decode(const struct account *account, ec_public_key **key, const signal_buffer *data)
{
    return curve_decode_point(key, signal_buffer_const_data(data), signal_buffer_len(data), account->context);
}

int account_begin(struct account *account, const signal_protocol_address *address, const struct bundle *bundle)
{
    ec_public_key *identity_key = NULL, *signed_pre_key = NULL, *pre_key = NULL;
    session_pre_key_bundle *keys = NULL;
    session_builder *builder = NULL;
    int status = decode(account, &identity_key, bundle->identity_key);
    status = status < 0 ? status : decode(account, &signed_pre_key, bundle->signed_pre_key);
    status = status < 0 ? status : decode(account, &pre_key, bundle->pre_key);
    status = status < 0 ? status : session_pre_key_bundle_create(
        &keys, (uint32_t)address->device_id, address->device_id, bundle->pre_key_id, pre_key,
        bundle->signed_pre_key_id, signed_pre_key, signal_buffer_const_data(bundle->signature),
        signal_buffer_len(bundle->signature), identity_key);
    status = status < 0 ? status : session_builder_create(&builder, account->store, address, account->context);
    if (status >= 0) {
        session_builder_set_version(builder, VERSION);
        status = session_builder_process_pre_key_bundle(builder, keys);
    }
    session_builder_free(builder);
    SIGNAL_UNREF(keys);
    SIGNAL_UNREF(pre_key);
    SIGNAL_UNREF(signed_pre_key);
    SIGNAL_UNREF(identity_key);
    return status;
}

static int create_cipher(struct account *account, const signal_protocol_address *address, session_cipher **cipher)
{
    int status = session_cipher_create(cipher, account->store, address, account->context);
    if (status >= 0) {
        session_cipher_set_version(*cipher, VERSION);
    }
    return status;
}

int account_encrypt(struct account *account, const signal_protocol_address *address, const signal_buffer *plaintext,
    ciphertext_message **message)
{
    session_cipher *cipher = NULL;
    int status = create_cipher(account, address, &cipher);
    status = status < 0 ? status : session_cipher_encrypt(
        cipher, signal_buffer_const_data(plaintext), signal_buffer_len(plaintext), message);
    session_cipher_free(cipher);
    return status;
}

int account_decrypt(struct account *account, const signal_protocol_address *address, const signal_buffer *data,
    int is_exchange, signal_buffer **plaintext)
{
    const uint8_t *bytes = signal_buffer_const_data(data);
    size_t length = signal_buffer_len(data);
    session_cipher *cipher = NULL;
    int status = create_cipher(account, address, &cipher);
    if (is_exchange) {
        pre_key_signal_message *message = NULL;
        status = status < 0 ? status : pre_key_signal_message_deserialize(&message, bytes, length, account->context);
        status = status < 0 ? status : session_cipher_decrypt_pre_key_signal_message(cipher, message, NULL, plaintext);
        SIGNAL_UNREF(message);
    } else {
        signal_message *message = NULL;
        status = status < 0 ? status : signal_message_deserialize(&message, bytes, length, account->context);
        status = status < 0 ? status : session_cipher_decrypt_signal_message(cipher, message, NULL, plaintext);
        SIGNAL_UNREF(message);
    }
    session_cipher_free(cipher);
    return status;
}

void account_free(struct account *account)
{
    signal_protocol_store_context_destroy(account->store);
    stores_free(&account->stores);
    signal_context_destroy(account->context);
}
