/* The words of a request and of its answer: numbers, plain text and bytes as hexadecimal digits. */
#ifndef DRIVER_WORDS_H
#define DRIVER_WORDS_H

#include <signal_protocol.h>

/* The next word of a line, or an empty one. Consumes it. */
char *words_next(char **line);

uint32_t words_number(char **line);

/* NULL if the word is no bytes. */
signal_buffer *words_bytes(char **line);

/* Writes a space and the bytes to standard output. */
void words_write(const signal_buffer *bytes);

/* Likewise a public key with its type byte. */
void words_write_key(const ec_public_key *key);

#endif
