/* The primitives that libomemo-c leaves to its user, made of OpenSSL's. */
#ifndef DRIVER_CRYPTO_H
#define DRIVER_CRYPTO_H

#include <signal_protocol.h>

int crypto_install(signal_context *context);

#endif
