/* What a back end of keys.h offers. */
#pragma once
#include "client/keys.h"

struct key_ops {
	const char *token;
	enum key_secret secret; /* what unlocks, or opens, it */
	_Bool locked;		/* certificates are read with the password only */
	/* Before the secret is asked for: is it of use? *tries_out: that are left; untouched when
	 * nothing tells. NULL: it always is. */
	enum err (*ready)(void *ctx, unsigned *tries_out, struct error *e);
	/* Asks stop after whatever it waits for. NULL: not locked. */
	enum err (*unlock)(void *ctx, const char *password, struct key_stop stop, struct error *e);
	enum err (*list)(void *ctx, time_ms now, struct arena *mem, const struct key_cert **out,
			 size_t *n, struct error *e);
	/* *key_out: for sign and close. *pss: it can do RSA-PSS. */
	enum err (*open)(void *ctx, const struct key_cert *c, const char *pin, void **key_out,
			 _Bool *pss, struct error *e);
	enum key_pin (*pin)(const void *ctx); /* why unlock or open failed */
	/* What to tell the person about the last failure; NULL: nothing more than its message. */
	const char *(*told)(const void *ctx, _Bool ja, struct arena *mem);
	const char *(*place)(const void *ctx); /* NULL: as it was named */
	enum err (*sign)(void *key, struct sig_alg alg, struct bytes digest, struct arena *mem,
			 struct bytes *sig_out, struct error *e);
	void (*close)(void *key);
	void (*free)(void *ctx);
};
extern const struct key_ops key_pkcs12_ops, key_pkcs11_ops, key_jpki_ops, key_store_ops;
void *key_pkcs12_new(const char *path);
void *key_pkcs11_new(const char *uri);
void *key_jpki_new(const char *reader);	 /* "": any */
void *key_store_new(const char *sha256); /* in hex; "": any certificate */

/* The kinds that this system has: key_kinds.c, key_kinds_windows.c. */
struct key_kind {
	const char *prefix;
	size_t drop; /* bytes that the back end does not get */
	_Bool bare;  /* nothing need follow */
	const struct key_ops *ops;
	void *(*make)(const char *rest);
};
extern const struct key_kind key_kinds[];
extern const size_t key_kind_count;
