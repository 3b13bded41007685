#include "crypto/openssl_error.h"
#include <openssl/err.h>

enum err openssl_error(struct error *e, enum err code, const char *what)
{
	unsigned long first = ERR_get_error();
	const char *reason = first ? ERR_reason_error_string(first) : NULL;

	ERR_clear_error();
	if (!reason)
		return error_set(e, code, "%s", what);
	return error_set(e, code, "%s: %s", what, reason);
}
