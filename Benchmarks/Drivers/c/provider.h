/* The primitives that libomemo-c leaves to its user, as fast as libsodium and OpenSSL give them: nothing is looked up by
 * name for each message, so that the figures are the library's own. */
#ifndef PROVIDER_H
#define PROVIDER_H

#include <signal_protocol.h>

void provider_install(signal_context *context);

#endif
