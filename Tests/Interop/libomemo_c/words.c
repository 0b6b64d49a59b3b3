#include "words.h"

#include <string.h>

char *words_next(char **line)
{
    *line += strspn(*line, " \n");
    char *word = *line;
    *line += strcspn(*line, " \n");
    if (**line != '\0') {
        *(*line)++ = '\0';
    }
    return word;
}

uint32_t words_number(char **line)
{
    return (uint32_t)strtoul(words_next(line), NULL, 10);
}

signal_buffer *words_bytes(char **line)
{
    const char *word = words_next(line);
    size_t length = strlen(word);
    if (length == 0 || length % 2 != 0) {
        return NULL;
    }
    signal_buffer *bytes = signal_buffer_alloc(length / 2);
    for (size_t index = 0; bytes != NULL && index < length / 2; index++) {
        if (sscanf(word + 2 * index, "%2hhx", signal_buffer_data(bytes) + index) != 1) {
            signal_buffer_free(bytes);
            bytes = NULL;
        }
    }
    return bytes;
}

void words_write(const signal_buffer *bytes)
{
    putchar(' ');
    for (size_t index = 0; index < signal_buffer_len(bytes); index++) {
        printf("%02x", signal_buffer_const_data(bytes)[index]);
    }
}

void words_write_key(const ec_public_key *key)
{
    signal_buffer *bytes = NULL;
    if (ec_public_key_serialize(&bytes, key) != SG_SUCCESS) {
        abort();
    }
    words_write(bytes);
    signal_buffer_free(bytes);
}
