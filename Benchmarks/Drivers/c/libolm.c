/* libolm's Olm sessions. Its messages and pickles are base64 inside the calls that are timed, since it has no others. */
#include "bench.h"

#include <olm/olm.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 1024, KEY_TEXT = 43, MOST_KEYS = 100 };

struct message {
    size_t type;
    size_t length;
    unsigned char bytes[LONGEST];
};

struct side {
    OlmAccount *account;
    OlmSession *session;
};

static void check(size_t status, const char *what)
{
    bench_check(status != olm_error(), what);
}

static void *random_bytes(size_t count)
{
    static unsigned char bytes[64 * 1024];
    bench_check(count <= sizeof bytes, "random bytes");
    randombytes_buf(bytes, count);
    return bytes;
}

static OlmAccount *create_account(size_t keys)
{
    OlmAccount *account = olm_account(malloc(olm_account_size()));
    size_t count = olm_create_account_random_length(account);
    check(olm_create_account(account, random_bytes(count), count), "account");
    if (keys > 0) {
        count = olm_account_generate_one_time_keys_random_length(account, keys);
        check(olm_account_generate_one_time_keys(account, keys, random_bytes(count), count), "one-time keys");
    }
    return account;
}

static void free_account(OlmAccount *account)
{
    olm_clear_account(account);
    free(account);
}

static void free_session(OlmSession *session)
{
    olm_clear_session(session);
    free(session);
}

/* The base64 of a key in libolm's JSON: it follows `"NAME":"`. */
static const char *key_in(const char *json, const char *name)
{
    const char *found = strstr(json, name);
    bench_check(found != NULL, name);
    return found + strlen(name);
}

static OlmSession *begin(OlmAccount *from, OlmAccount *to)
{
    static char identity[LONGEST], keys[16 * 1024];
    memset(identity, 0, sizeof identity);
    memset(keys, 0, sizeof keys);
    check(olm_account_identity_keys(to, identity, olm_account_identity_keys_length(to)), "identity keys");
    check(olm_account_one_time_keys(to, keys, olm_account_one_time_keys_length(to)), "one-time keys");
    OlmSession *session = olm_session(malloc(olm_session_size()));
    size_t count = olm_create_outbound_session_random_length(session);
    const char *first = strchr(key_in(keys, "\"curve25519\":{"), ':');
    bench_check(first != NULL, "one-time key");
    check(olm_create_outbound_session(
        session, from, key_in(identity, "\"curve25519\":\""), KEY_TEXT, first + 2, KEY_TEXT, random_bytes(count), count),
        "outbound session");
    return session;
}

static void seal(OlmSession *session, struct message *message)
{
    message->type = olm_encrypt_message_type(session);
    message->length = olm_encrypt_message_length(session, BENCH_MESSAGE);
    size_t count = olm_encrypt_random_length(session);
    check(olm_encrypt(
        session, bench_message, BENCH_MESSAGE, random_bytes(count), count, message->bytes, message->length), "encrypt");
}

/* libolm writes over what it reads, so it gets a copy each time, as its callers have to. */
static void open_message(OlmSession *session, const struct message *message)
{
    unsigned char copy[LONGEST], plaintext[LONGEST];
    memcpy(copy, message->bytes, message->length);
    size_t longest = olm_decrypt_max_plaintext_length(session, message->type, copy, message->length);
    check(longest, "plaintext length");
    memcpy(copy, message->bytes, message->length);
    check(olm_decrypt(session, message->type, copy, message->length, plaintext, longest), "decrypt");
}

static OlmSession *answer(OlmAccount *account, const struct message *message)
{
    unsigned char copy[LONGEST];
    memcpy(copy, message->bytes, message->length);
    OlmSession *session = olm_session(malloc(olm_session_size()));
    check(olm_create_inbound_session(session, account, copy, message->length), "inbound session");
    return session;
}

static void pair(struct side *alice, struct side *bob)
{
    struct message message;
    alice->account = create_account(0);
    bob->account = create_account(1);
    alice->session = begin(alice->account, bob->account);
    seal(alice->session, &message);
    bob->session = answer(bob->account, &message);
    open_message(bob->session, &message);
    seal(bob->session, &message);
    open_message(alice->session, &message);
}

static void part(struct side *side)
{
    free_session(side->session);
    free_account(side->account);
}

static void keygen(unsigned long count)
{
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        free_account(create_account(MOST_KEYS));
    }
    bench_stop(count);
}

static void initiate(unsigned long count)
{
    struct message message;
    OlmAccount *alice = create_account(0), *bob = create_account(1);
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        OlmSession *session = begin(alice, bob);
        seal(session, &message);
        free_session(session);
    }
    bench_stop(count);
    free_account(alice);
    free_account(bob);
}

static void respond(unsigned long count)
{
    struct message message;
    OlmAccount *alice = create_account(0), *bob = create_account(1);
    OlmSession *session = begin(alice, bob);
    seal(session, &message);
    bench_start();
    for (unsigned long index = 0; index < count; index++) {
        OlmSession *answered = answer(bob, &message);
        open_message(answered, &message);
        free_session(answered);
    }
    bench_stop(count);
    free_session(session);
    free_account(alice);
    free_account(bob);
}

static void in_chain(unsigned long count, int opens)
{
    struct side alice, bob;
    struct message *messages = malloc(count * sizeof *messages);
    pair(&alice, &bob);
    if (!opens) bench_start();
    for (unsigned long index = 0; index < count; index++) {
        seal(alice.session, &messages[index]);
    }
    if (!opens) bench_stop(count);
    if (opens) {
        bench_start();
        for (unsigned long index = 0; index < count; index++) {
            open_message(bob.session, &messages[index]);
        }
        bench_stop(count);
    }
    part(&alice);
    part(&bob);
    free(messages);
}

static void encrypt(unsigned long count) { in_chain(count, 0); }
static void decrypt(unsigned long count) { in_chain(count, 1); }

static void converse(struct side *alice, struct side *bob, unsigned long count)
{
    struct message message;
    for (unsigned long index = 0; index < count; index++) {
        seal(index % 2 == 0 ? alice->session : bob->session, &message);
        open_message(index % 2 == 0 ? bob->session : alice->session, &message);
    }
}

static void ping_pong(unsigned long count)
{
    struct side alice, bob;
    pair(&alice, &bob);
    bench_start();
    converse(&alice, &bob, count);
    bench_stop(count);
    part(&alice);
    part(&bob);
}

static void record_size(unsigned long count)
{
    struct side alice, bob;
    pair(&alice, &bob);
    converse(&alice, &bob, count);
    bench_number((double)olm_pickle_session_length(alice.session) / 4 * 3);
    part(&alice);
    part(&bob);
}

static void peak_memory(unsigned long count)
{
    struct side alice, bob;
    pair(&alice, &bob);
    converse(&alice, &bob, count);
    bench_number(bench_peak_memory());
    part(&alice);
    part(&bob);
}

int main(void)
{
    bench_check(sodium_init() >= 0, "libsodium");
    const struct bench_work works[] = {
        {"keygen", keygen}, {"initiate", initiate}, {"respond", respond}, {"encrypt", encrypt}, {"decrypt", decrypt},
        {"ping-pong", ping_pong}, {"record-size", record_size}, {"peak-memory", peak_memory}, {NULL, NULL}};
    return bench_main(works);
}
