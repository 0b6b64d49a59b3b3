#include "table.h"

#include <string.h>

size_t table_find(const struct table *table, const void *key, size_t length)
{
    size_t index = 0;
    while (index < table->count) {
        const signal_buffer *candidate = table->entries[index].key;
        if (signal_buffer_len(candidate) == length && memcmp(signal_buffer_const_data(candidate), key, length) == 0) {
            break;
        }
        index++;
    }
    return index;
}

int table_put(struct table *table, const void *key, size_t length, const void *value, size_t value_length)
{
    signal_buffer *copy = signal_buffer_create(value, value_length);
    if (copy == NULL) {
        return SG_ERR_NOMEM;
    }
    size_t index = table_find(table, key, length);
    if (index < table->count) {
        signal_buffer_bzero_free(table->entries[index].value);
        table->entries[index].value = copy;
        return SG_SUCCESS;
    }
    signal_buffer *name = signal_buffer_create(key, length);
    struct table_entry *grown = realloc(table->entries, (table->count + 1) * sizeof *grown);
    if (grown != NULL) {
        table->entries = grown;
    }
    if (name == NULL || grown == NULL) {
        signal_buffer_free(name);
        signal_buffer_bzero_free(copy);
        return SG_ERR_NOMEM;
    }
    table->entries[table->count++] = (struct table_entry){name, copy};
    return SG_SUCCESS;
}

int table_remove(struct table *table, const void *key, size_t length)
{
    size_t index = table_find(table, key, length);
    if (index == table->count) {
        return 0;
    }
    signal_buffer_free(table->entries[index].key);
    signal_buffer_bzero_free(table->entries[index].value);
    table->entries[index] = table->entries[--table->count];
    return 1;
}

signal_buffer *table_copy(const struct table *table, const void *key, size_t length)
{
    size_t index = table_find(table, key, length);
    return index < table->count ? signal_buffer_copy(table->entries[index].value) : NULL;
}

void table_free(struct table *table)
{
    while (table->count > 0) {
        table->count--;
        signal_buffer_free(table->entries[table->count].key);
        signal_buffer_bzero_free(table->entries[table->count].value);
    }
    free(table->entries);
    table->entries = NULL;
}
