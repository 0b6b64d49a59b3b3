/* One account with one device, as libomemo-c runs it. Functions return 0 or an error of the library. */
#ifndef DRIVER_ACCOUNT_H
#define DRIVER_ACCOUNT_H

#include "stores.h"

struct account {
    signal_context *context;
    signal_protocol_store_context *store;
    struct stores stores;
    uint32_t next_pre_key;
};

/* Another device's bundle, with one of its pre keys; all keys with their type byte. */
struct bundle {
    uint32_t signed_pre_key_id;
    uint32_t pre_key_id;
    const signal_buffer *identity_key;
    const signal_buffer *signed_pre_key;
    const signal_buffer *signature;
    const signal_buffer *pre_key;
};

int account_create(struct account *account, uint32_t device);

/* Adds pre keys until there are so many. */
int account_refill(struct account *account, size_t count);

int account_begin(struct account *account, const signal_protocol_address *address, const struct bundle *bundle);

int account_encrypt(struct account *account, const signal_protocol_address *address, const signal_buffer *plaintext,
    ciphertext_message **message);

int account_decrypt(struct account *account, const signal_protocol_address *address, const signal_buffer *data,
    int is_exchange, signal_buffer **plaintext);

void account_free(struct account *account);

#endif
