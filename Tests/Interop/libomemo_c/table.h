/* A map from byte strings to byte strings, for a handful of entries: it is searched from end to end. */
#ifndef DRIVER_TABLE_H
#define DRIVER_TABLE_H

#include <signal_protocol.h>

struct table_entry {
    signal_buffer *key;
    signal_buffer *value;
};

struct table {
    struct table_entry *entries;
    size_t count;
};

/* The entry's index, or the count if there is none. */
size_t table_find(const struct table *table, const void *key, size_t length);

/* 0, or SG_ERR_NOMEM. Takes copies and replaces what was there. */
int table_put(struct table *table, const void *key, size_t length, const void *value, size_t value_length);

/* Whether there was an entry. */
int table_remove(struct table *table, const void *key, size_t length);

/* A copy that the caller frees, or NULL. */
signal_buffer *table_copy(const struct table *table, const void *key, size_t length);

void table_free(struct table *table);

#endif
