/* libomemo-c as a program: it answers each line of its input with one line, `ok` and words or `error` and a number.
 *
 *   create DEVICE                    ok IDENTITY-KEY SIGNED-ID SIGNED-PRE-KEY SIGNATURE
 *   pre-keys COUNT                   ok ID KEY ID KEY ...                   after adding keys up to COUNT
 *   begin ACCOUNT DEVICE IDENTITY-KEY SIGNED-ID SIGNED-PRE-KEY SIGNATURE ID KEY       ok
 *   forget ACCOUNT DEVICE            ok
 *   session ACCOUNT DEVICE           ok [EPHEMERAL-KEY]                     of the exchange that began the session
 *   encrypt ACCOUNT DEVICE DATA      ok exchange|message DATA
 *   decrypt ACCOUNT DEVICE exchange|message DATA       ok DATA
 *
 * Bytes, accounts among them, are hexadecimal digits; public keys have their type byte.
 */

#include "account.h"
#include "words.h"

#include <protocol.h>
#include <session_state.h>
#include <string.h>

struct handler {
    const char *name;
    int (*answer)(struct account *account, char *line); /* writes its words only when nothing can fail any more */
};

static int answer_create(struct account *account, char *line)
{
    session_signed_pre_key *signed_pre_key = NULL;
    int status = account_create(account, words_number(&line));
    status = status < 0 ? status : signal_protocol_signed_pre_key_load_key(account->store, &signed_pre_key, 1);
    if (status >= 0) {
        signal_buffer *signature = signal_buffer_create(
            session_signed_pre_key_get_signature(signed_pre_key),
            session_signed_pre_key_get_signature_len(signed_pre_key));
        printf("ok");
        words_write_key(ratchet_identity_key_pair_get_public(account->stores.identity));
        printf(" %u", session_signed_pre_key_get_id(signed_pre_key));
        words_write_key(ec_key_pair_get_public(session_signed_pre_key_get_key_pair(signed_pre_key)));
        words_write(signature);
        signal_buffer_free(signature);
    }
    SIGNAL_UNREF(signed_pre_key);
    return status;
}

static int answer_pre_keys(struct account *account, char *line)
{
    int status = account_refill(account, words_number(&line));
    if (status < 0) {
        return status;
    }
    printf("ok");
    const struct table *table = &account->stores.pre_keys;
    for (size_t index = 0; index < table->count; index++) {
        const signal_buffer *record = table->entries[index].value;
        session_pre_key *key = NULL;
        if (session_pre_key_deserialize(
                &key, signal_buffer_const_data(record), signal_buffer_len(record), account->context) < 0) {
            abort();
        }
        printf(" %u", session_pre_key_get_id(key));
        words_write_key(ec_key_pair_get_public(session_pre_key_get_key_pair(key)));
        SIGNAL_UNREF(key);
    }
    return status;
}

/* The account's name, which the address refers to, is for the caller to free. */
static signal_buffer *read_address(char **line, signal_protocol_address *address)
{
    signal_buffer *name = words_bytes(line);
    *address = (signal_protocol_address){0};
    if (name != NULL) {
        address->name = (const char *)signal_buffer_data(name);
        address->name_len = signal_buffer_len(name);
        address->device_id = (int32_t)words_number(line);
    }
    return name;
}

static int answer_begin(struct account *account, char *line)
{
    signal_protocol_address address;
    signal_buffer *name = read_address(&line, &address);
    signal_buffer *identity_key = words_bytes(&line);
    uint32_t signed_id = words_number(&line);
    signal_buffer *signed_key = words_bytes(&line);
    signal_buffer *signature = words_bytes(&line);
    uint32_t id = words_number(&line);
    signal_buffer *key = words_bytes(&line);
    int status = SG_ERR_INVAL;
    if (name != NULL && identity_key != NULL && signed_key != NULL && signature != NULL && key != NULL) {
        const struct bundle bundle = {signed_id, id, identity_key, signed_key, signature, key};
        status = account_begin(account, &address, &bundle);
    }
    if (status >= 0) {
        printf("ok");
    }
    signal_buffer_free(key);
    signal_buffer_free(signature);
    signal_buffer_free(signed_key);
    signal_buffer_free(identity_key);
    signal_buffer_free(name);
    return status;
}

static int answer_forget(struct account *account, char *line)
{
    signal_protocol_address address;
    signal_buffer *name = read_address(&line, &address);
    int status = signal_protocol_session_delete_session(account->store, &address);
    if (status >= 0) {
        printf("ok");
    }
    signal_buffer_free(name);
    return status;
}

static int answer_session(struct account *account, char *line)
{
    signal_protocol_address address;
    signal_buffer *name = read_address(&line, &address);
    session_record *record = NULL;
    int status = signal_protocol_session_load_session(
        account->store, &record, &address, CIPHERTEXT_CURRENT_VERSION);
    if (status >= 0) {
        const ec_public_key *key = session_state_get_alice_base_key(session_record_get_state(record));
        printf("ok");
        if (key != NULL) {
            words_write_key(key);
        }
    }
    SIGNAL_UNREF(record);
    signal_buffer_free(name);
    return status;
}

static int answer_encrypt(struct account *account, char *line)
{
    signal_protocol_address address;
    signal_buffer *name = read_address(&line, &address);
    signal_buffer *plaintext = words_bytes(&line);
    ciphertext_message *message = NULL;
    int status = plaintext == NULL ? SG_ERR_INVAL : account_encrypt(account, &address, plaintext, &message);
    if (status >= 0) {
        printf(ciphertext_message_get_type(message) == CIPHERTEXT_PREKEY_TYPE ? "ok exchange" : "ok message");
        words_write(ciphertext_message_get_serialized(message));
    }
    SIGNAL_UNREF(message);
    signal_buffer_free(plaintext);
    signal_buffer_free(name);
    return status;
}

static int answer_decrypt(struct account *account, char *line)
{
    signal_protocol_address address;
    signal_buffer *name = read_address(&line, &address);
    int is_exchange = strcmp(words_next(&line), "exchange") == 0;
    signal_buffer *data = words_bytes(&line);
    signal_buffer *plaintext = NULL;
    int status = data == NULL ? SG_ERR_INVAL : account_decrypt(account, &address, data, is_exchange, &plaintext);
    if (status >= 0) {
        printf("ok");
        words_write(plaintext);
    }
    signal_buffer_bzero_free(plaintext);
    signal_buffer_free(data);
    signal_buffer_free(name);
    return status;
}

static const struct handler handlers[] = {
    {"create", answer_create}, {"pre-keys", answer_pre_keys}, {"begin", answer_begin}, {"forget", answer_forget},
    {"session", answer_session}, {"encrypt", answer_encrypt}, {"decrypt", answer_decrypt}};

static int answer(struct account *account, char *line)
{
    const char *name = words_next(&line);
    for (size_t index = 0; index < sizeof handlers / sizeof *handlers; index++) {
        if (strcmp(handlers[index].name, name) == 0) {
            return handlers[index].answer(account, line);
        }
    }
    return SG_ERR_INVAL;
}

int main(void)
{
    struct account account = {0};
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, stdin) > 0) {
        int status = answer(&account, line);
        if (status < 0) {
            printf("error %d", status);
        }
        putchar('\n');
        fflush(stdout);
    }
    free(line);
    account_free(&account);
    return 0;
}
