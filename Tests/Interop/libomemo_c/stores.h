/* What libomemo-c asks its user to store, kept in memory. */
#ifndef DRIVER_STORES_H
#define DRIVER_STORES_H

#include "table.h"

struct stores {
    uint32_t device;
    ratchet_identity_key_pair *identity;
    struct table sessions;       /* by device id and account */
    struct table identities;     /* likewise */
    struct table pre_keys;       /* by id */
    struct table signed_pre_keys; /* by id */
};

int stores_install(struct stores *stores, signal_protocol_store_context *context);

void stores_free(struct stores *stores);

#endif
