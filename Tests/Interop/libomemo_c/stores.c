#include "stores.h"

#include <string.h>

enum { MAX_ADDRESS = 1024 };

struct address_key {
    uint8_t bytes[MAX_ADDRESS];
    size_t length;
};

static struct address_key key_of(const signal_protocol_address *address)
{
    struct address_key key = {.length = sizeof address->device_id};
    memcpy(key.bytes, &address->device_id, sizeof address->device_id);
    if (address->name_len <= sizeof key.bytes - key.length) {
        memcpy(key.bytes + key.length, address->name, address->name_len);
        key.length += address->name_len;
    }
    return key;
}

static int load_session(signal_buffer **record, signal_buffer **user_record, const signal_protocol_address *address,
    void *data)
{
    struct stores *stores = data;
    struct address_key key = key_of(address);
    (void)user_record;
    *record = table_copy(&stores->sessions, key.bytes, key.length);
    return *record != NULL;
}

/* Only the fan-out to all devices of an account needs this; the driver addresses devices one by one. */
static int list_sessions(signal_int_list **sessions, const char *name, size_t length, void *data)
{
    (void)name, (void)length, (void)data;
    *sessions = signal_int_list_alloc();
    return *sessions != NULL ? 0 : SG_ERR_NOMEM;
}

static int store_session(const signal_protocol_address *address, uint8_t *record, size_t length, uint8_t *user_record,
    size_t user_length, void *data)
{
    struct stores *stores = data;
    struct address_key key = key_of(address);
    (void)user_record, (void)user_length;
    return table_put(&stores->sessions, key.bytes, key.length, record, length);
}

static int contains_session(const signal_protocol_address *address, void *data)
{
    struct stores *stores = data;
    struct address_key key = key_of(address);
    return table_find(&stores->sessions, key.bytes, key.length) < stores->sessions.count;
}

static int delete_session(const signal_protocol_address *address, void *data)
{
    struct stores *stores = data;
    struct address_key key = key_of(address);
    return table_remove(&stores->sessions, key.bytes, key.length);
}

static int delete_all_sessions(const char *name, size_t length, void *data)
{
    (void)name, (void)length, (void)data;
    return SG_ERR_UNKNOWN;
}

static int load_key(const struct table *table, signal_buffer **record, uint32_t id)
{
    *record = table_copy(table, &id, sizeof id);
    return *record != NULL ? SG_SUCCESS : SG_ERR_INVALID_KEY_ID;
}

static int load_pre_key(signal_buffer **record, uint32_t id, void *data)
{
    return load_key(&((struct stores *)data)->pre_keys, record, id);
}

static int store_pre_key(uint32_t id, uint8_t *record, size_t length, void *data)
{
    return table_put(&((struct stores *)data)->pre_keys, &id, sizeof id, record, length);
}

static int contains_pre_key(uint32_t id, void *data)
{
    struct table *table = &((struct stores *)data)->pre_keys;
    return table_find(table, &id, sizeof id) < table->count;
}

static int remove_pre_key(uint32_t id, void *data)
{
    table_remove(&((struct stores *)data)->pre_keys, &id, sizeof id);
    return SG_SUCCESS;
}

static int load_signed_pre_key(signal_buffer **record, uint32_t id, void *data)
{
    return load_key(&((struct stores *)data)->signed_pre_keys, record, id);
}

static int store_signed_pre_key(uint32_t id, uint8_t *record, size_t length, void *data)
{
    return table_put(&((struct stores *)data)->signed_pre_keys, &id, sizeof id, record, length);
}

static int contains_signed_pre_key(uint32_t id, void *data)
{
    struct table *table = &((struct stores *)data)->signed_pre_keys;
    return table_find(table, &id, sizeof id) < table->count;
}

static int remove_signed_pre_key(uint32_t id, void *data)
{
    table_remove(&((struct stores *)data)->signed_pre_keys, &id, sizeof id);
    return SG_SUCCESS;
}

static int get_identity(signal_buffer **public_data, signal_buffer **private_data, void *data)
{
    const ratchet_identity_key_pair *identity = ((struct stores *)data)->identity;
    int status = ec_public_key_serialize(public_data, ratchet_identity_key_pair_get_public(identity));
    if (status >= 0) {
        status = ec_private_key_serialize(private_data, ratchet_identity_key_pair_get_private(identity));
    }
    return status;
}

static int get_registration_id(void *data, uint32_t *id)
{
    *id = ((struct stores *)data)->device;
    return SG_SUCCESS;
}

static int save_identity(const signal_protocol_address *address, uint8_t *bytes, size_t length, void *data)
{
    struct stores *stores = data;
    struct address_key key = key_of(address);
    return table_put(&stores->identities, key.bytes, key.length, bytes, length);
}

/* Trust on first use. */
static int is_trusted(const signal_protocol_address *address, uint8_t *bytes, size_t length, void *data)
{
    struct stores *stores = data;
    struct address_key key = key_of(address);
    size_t index = table_find(&stores->identities, key.bytes, key.length);
    if (index == stores->identities.count) {
        return 1;
    }
    const signal_buffer *known = stores->identities.entries[index].value;
    return signal_buffer_len(known) == length && memcmp(signal_buffer_const_data(known), bytes, length) == 0;
}

static void destroy(void *data)
{
    (void)data;
}

int stores_install(struct stores *stores, signal_protocol_store_context *context)
{
    const signal_protocol_session_store sessions = {
        load_session, list_sessions, store_session, contains_session, delete_session, delete_all_sessions, destroy,
        stores};
    const signal_protocol_pre_key_store pre_keys = {
        load_pre_key, store_pre_key, contains_pre_key, remove_pre_key, destroy, stores};
    const signal_protocol_signed_pre_key_store signed_pre_keys = {
        load_signed_pre_key, store_signed_pre_key, contains_signed_pre_key, remove_signed_pre_key, destroy, stores};
    const signal_protocol_identity_key_store identities = {
        get_identity, get_registration_id, save_identity, is_trusted, destroy, stores};
    int status = signal_protocol_store_context_set_session_store(context, &sessions);
    status = status < 0 ? status : signal_protocol_store_context_set_pre_key_store(context, &pre_keys);
    status = status < 0 ? status : signal_protocol_store_context_set_signed_pre_key_store(context, &signed_pre_keys);
    return status < 0 ? status : signal_protocol_store_context_set_identity_key_store(context, &identities);
}

void stores_free(struct stores *stores)
{
    SIGNAL_UNREF(stores->identity);
    table_free(&stores->sessions);
    table_free(&stores->identities);
    table_free(&stores->pre_keys);
    table_free(&stores->signed_pre_keys);
}
