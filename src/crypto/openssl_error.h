/* Turns OpenSSL's error queue into ours. Private to the folders that call OpenSSL. */
#pragma once
#include "base/error.h"

/* "what: reason of the first queued error"; empties the queue. Returns code. */
enum err openssl_error(struct error *e, enum err code, const char *what);
