/* What a back end of keys.h offers. */
#pragma once
#include "client/keys.h"

struct key_ops {
	const char *token;
	_Bool locked; /* certificates are read with the password only */
	enum err (*unlock)(void *ctx, const char *password, struct error *e); /* NULL: not locked */
	enum err (*list)(void *ctx, time_ms now, struct arena *mem, const struct key_cert **out,
			 size_t *n, struct error *e);
	/* *key_out: for sign and close. *pss: it can do RSA-PSS. */
	enum err (*open)(void *ctx, const struct key_cert *c, const char *pin, void **key_out,
			 _Bool *pss, struct error *e);
	enum key_pin (*pin)(const void *ctx); /* why unlock or open failed */
	enum err (*sign)(void *key, struct sig_alg alg, struct bytes digest, struct arena *mem,
			 struct bytes *sig_out, struct error *e);
	void (*close)(void *key);
	void (*free)(void *ctx);
};
extern const struct key_ops key_pkcs12_ops, key_pkcs11_ops;
void *key_pkcs12_new(const char *path);
void *key_pkcs11_new(const char *uri);
