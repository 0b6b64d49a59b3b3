/* libomemo-c's sessions, over the in-memory stores of the interop test. The library takes a session's record out of its
 * store and puts it back, serialised, with each message: that is part of every figure. */
#include "account.h"
#include "bench.h"
#include "provider.h"

#include <curve.h>
#include <key_helper.h>
#include <protocol.h>
#include <session_pre_key.h>
#include <session_state.h>
#include <sodium.h>
#include <stdlib.h>

enum { ONE_TIME_KEYS = 100 };

struct side {
    struct account account;
    signal_protocol_address peer;
};

struct message {
    signal_buffer *bytes;
    int is_exchange;
};

static signal_buffer *plaintext;

static void create(struct side *side, const char *peer, int device)
{
    bench_check(account_create(&side->account, (uint32_t)device) == 0, "account");
    provider_install(side->account.context);
    side->peer = (signal_protocol_address){peer, 1, 1};
}

static signal_buffer *encoded(const ec_public_key *key)
{
    signal_buffer *bytes = NULL;
    bench_check(ec_public_key_serialize(&bytes, key) == 0, "key");
    return bytes;
}

struct published {
    signal_buffer *identity_key, *signed_pre_key, *signature, *pre_key;
    uint32_t pre_key_id;
};

static struct published publish(struct side *side)
{
    session_signed_pre_key *signed_key = NULL;
    session_pre_key *pre_key = NULL;
    bench_check(account_refill(&side->account, 1) == 0, "pre keys");
    const signal_buffer *record = side->account.stores.pre_keys.entries[0].value;
    bench_check(session_pre_key_deserialize(
        &pre_key, signal_buffer_const_data(record), signal_buffer_len(record), side->account.context) == 0, "pre key");
    bench_check(signal_protocol_signed_pre_key_load_key(side->account.store, &signed_key, 1) == 0, "signed pre key");
    struct published published = {
        encoded(ratchet_identity_key_pair_get_public(side->account.stores.identity)),
        encoded(ec_key_pair_get_public(session_signed_pre_key_get_key_pair(signed_key))),
        signal_buffer_create(
            session_signed_pre_key_get_signature(signed_key), session_signed_pre_key_get_signature_len(signed_key)),
        encoded(ec_key_pair_get_public(session_pre_key_get_key_pair(pre_key))), session_pre_key_get_id(pre_key)};
    SIGNAL_UNREF(signed_key);
    SIGNAL_UNREF(pre_key);
    return published;
}

static void free_published(struct published *published)
{
    signal_buffer_free(published->identity_key);
    signal_buffer_free(published->signed_pre_key);
    signal_buffer_free(published->signature);
    signal_buffer_free(published->pre_key);
}

static void begin(struct side *side, const struct published *published)
{
    const struct bundle bundle = {1, published->pre_key_id, published->identity_key, published->signed_pre_key,
        published->signature, published->pre_key};
    bench_check(account_begin(&side->account, &side->peer, &bundle) == 0, "session");
}

static struct message seal(struct side *side)
{
    ciphertext_message *sealed = NULL;
    bench_check(account_encrypt(&side->account, &side->peer, plaintext, &sealed) == 0, "encrypt");
    struct message message = {
        signal_buffer_copy(ciphertext_message_get_serialized(sealed)),
        ciphertext_message_get_type(sealed) == CIPHERTEXT_PREKEY_TYPE};
    SIGNAL_UNREF(sealed);
    return message;
}

static void open_message(struct side *side, struct message message)
{
    signal_buffer *opened = NULL;
    bench_check(account_decrypt(&side->account, &side->peer, message.bytes, message.is_exchange, &opened) == 0, "decrypt");
    signal_buffer_bzero_free(opened);
}

static void deliver(struct side *from, struct side *to)
{
    struct message message = seal(from);
    open_message(to, message);
    signal_buffer_free(message.bytes);
}

static void pair(struct side *alice, struct side *bob)
{
    create(alice, "b", 1);
    create(bob, "a", 1);
    struct published published = publish(bob);
    begin(alice, &published);
    free_published(&published);
    deliver(alice, bob);
    deliver(bob, alice);
}

static void part(struct side *alice, struct side *bob)
{
    account_free(&alice->account);
    account_free(&bob->account);
}

static void keygen(unsigned long count)
{
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        struct side side;
        create(&side, "b", 1);
        bench_check(account_refill(&side.account, ONE_TIME_KEYS) == 0, "pre keys");
        account_free(&side.account);
    }
    bench_stop(count);
}

static void initiate(unsigned long count)
{
    struct side alice, bob;
    create(&alice, "b", 1);
    create(&bob, "a", 1);
    struct published published = publish(&bob);
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        signal_protocol_session_delete_session(alice.account.store, &alice.peer);
        begin(&alice, &published);
        signal_buffer_free(seal(&alice).bytes);
    }
    bench_stop(count);
    free_published(&published);
    part(&alice, &bob);
}

/* The library deletes the pre key that was used, so each exchange gets one of its own. */
static void respond(unsigned long count)
{
    struct side alice, bob;
    struct message *messages = malloc(count * sizeof *messages);
    create(&alice, "b", 1);
    create(&bob, "a", 1);
    signal_buffer **records = malloc(count * sizeof *records);
    for (unsigned long index = 0; index < count; index++) {
        struct published published = publish(&bob);
        signal_protocol_session_delete_session(alice.account.store, &alice.peer);
        begin(&alice, &published);
        messages[index] = seal(&alice);
        records[index] = signal_buffer_copy(bob.account.stores.pre_keys.entries[0].value);
        table_remove(&bob.account.stores.pre_keys, &published.pre_key_id, sizeof published.pre_key_id);
        free_published(&published);
    }
    for (unsigned long index = 0; index < count; index++) {
        session_pre_key *key = NULL;
        bench_check(session_pre_key_deserialize(&key, signal_buffer_const_data(records[index]),
            signal_buffer_len(records[index]), bob.account.context) == 0, "pre key");
        bench_check(signal_protocol_pre_key_store_key(bob.account.store, key) == 0, "pre key");
        SIGNAL_UNREF(key);
        signal_buffer_free(records[index]);
    }
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        signal_protocol_session_delete_session(bob.account.store, &bob.peer);
        open_message(&bob, messages[index]);
    }
    bench_stop(count);
    for (unsigned long index = 0; index < count; index++) {
        signal_buffer_free(messages[index].bytes);
    }
    free(records);
    free(messages);
    part(&alice, &bob);
}

static void in_chain(unsigned long count, int opens, int is_reversed)
{
    struct side alice, bob;
    struct message *messages = malloc(count * sizeof *messages);
    pair(&alice, &bob);
    if (!opens) bench_start();
    for (unsigned long index = 0; index < count; index++) {
        messages[index] = seal(&alice);
    }
    if (!opens) bench_stop(count);
    if (opens) bench_start();
    for (unsigned long index = 0; opens && index < count; index++) {
        open_message(&bob, messages[is_reversed ? count - 1 - index : index]);
    }
    if (opens) bench_stop(count);
    for (unsigned long index = 0; index < count; index++) {
        signal_buffer_free(messages[index].bytes);
    }
    free(messages);
    part(&alice, &bob);
}

static void encrypt(unsigned long count) { in_chain(count, 0, 0); }
static void decrypt(unsigned long count) { in_chain(count, 1, 0); }
static void skipped(unsigned long count) { (void)count, in_chain(BENCH_SKIPPED, 1, 1); }

static void converse(struct side *alice, struct side *bob, unsigned long count)
{
    for (unsigned long index = 0; index < count; index++) {
        deliver(index % 2 == 0 ? alice : bob, index % 2 == 0 ? bob : alice);
    }
}

static void ping_pong(unsigned long count)
{
    struct side alice, bob;
    pair(&alice, &bob);
    bench_start();
    converse(&alice, &bob, count);
    bench_stop(count);
    part(&alice, &bob);
}

static void record_size(unsigned long count)
{
    struct side alice, bob;
    pair(&alice, &bob);
    converse(&alice, &bob, count);
    bench_number((double)signal_buffer_len(alice.account.stores.sessions.entries[0].value));
    part(&alice, &bob);
}

static void peak_memory(unsigned long count)
{
    struct side alice, bob;
    pair(&alice, &bob);
    converse(&alice, &bob, count);
    bench_number(bench_peak_memory());
    part(&alice, &bob);
}

int main(void)
{
    bench_check(sodium_init() >= 0, "libsodium");
    plaintext = signal_buffer_create(bench_message, BENCH_MESSAGE);
    const struct bench_work works[] = {
        {"keygen", keygen}, {"initiate", initiate}, {"respond", respond}, {"encrypt", encrypt}, {"decrypt", decrypt},
        {"ping-pong", ping_pong}, {"skipped", skipped}, {"record-size", record_size}, {"peak-memory", peak_memory},
        {NULL, NULL}};
    return bench_main(works);
}
