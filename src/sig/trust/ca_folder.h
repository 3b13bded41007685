/* The local CA kept in a folder, owned by one process at a time:
 *
 *   root.cer   the root's certificate      root.key   its key, PKCS#8, sealed when asked
 *   ocsp.cer   the OCSP responder's        ocsp.key
 *   crl.crl    the newest list             index      what was issued and revoked
 *   issued/SERIAL.cer
 *
 * index is append-only, a line an event, each fsynced before anything is handed out:
 *   issued SERIAL KIND NAME · revoked SERIAL TIME REASON · crl NUMBER TIME
 * A last line without its end (a crash) is cut off; any other damage is an error.
 * Files have mode 0600, the folder 0700; certificates and lists 0644. */
#pragma once
#include "sig/trust/local_ca.h"
#include "sig/trust/ocsp_responder.h"

/* How keys are kept; NULL functions: as they are. name goes into the associated data. */
struct ca_keeping {
	void *ctx;
	enum err (*seal)(void *ctx, const char *name, struct bytes plain, struct arena *mem,
			 struct bytes *out, struct error *e);
	enum err (*unseal)(void *ctx, const char *name, struct bytes sealed, struct arena *mem,
			   struct bytes *out, struct error *e);
};

struct ca_setup {
	const char *path;
	const char *name;	/* of the root; NULL: LOCAL_CA_NAME */
	const char *base_url;	/* see struct local_ca; NULL: none */
	enum pkey_kind key;
	struct ca_keeping keeping;
	const struct clock *clock;
	struct rng *rng;
};

struct ca_folder;

/* Makes the folder (ERR_CONFLICT when it holds a root already), root, responder and a first CRL. */
enum err ca_folder_init(const struct ca_setup *s, struct error *e) MUST_USE;
/* Opens one and locks its index against other processes (ERR_BUSY). name and key of s are ignored. */
enum err ca_folder_open(const struct ca_setup *s, struct ca_folder **out, struct error *e) MUST_USE;
void ca_folder_free(struct ca_folder *f); /* wipes keys; NULL is fine */
DEFINE_AUTO(ca_folder, struct ca_folder *)

struct bytes ca_folder_root(const struct ca_folder *f); /* DER; lives as long as f */

/* Issues, durably recorded before der_out is set. */
enum err ca_folder_issue(struct ca_folder *f, const struct ca_subject *subject, struct arena *mem,
			 struct bytes *der_out, struct error *e) MUST_USE;
/* serial_hex as in the index and in cert_facts. ERR_NOT_FOUND: never issued; ERR_CONFLICT: revoked already. */
enum err ca_folder_revoke(struct ca_folder *f, const char *serial_hex, enum ca_reason reason,
			  struct error *e) MUST_USE;
/* A fresh CRL, written to crl.crl too. */
enum err ca_folder_crl(struct ca_folder *f, unsigned valid_ms, struct arena *mem,
		       struct bytes *der_out, struct error *e) MUST_USE;
/* An OCSP request answered by this folder's responder. */
enum err ca_folder_ocsp(struct ca_folder *f, struct bytes request, struct arena *mem,
			struct bytes *reply_out, struct error *e) MUST_USE;
/* Keys as this folder keeps them: NAME.key in it, mode 0600 (signing and TSA keys may live here too).
 * ERR_NOT_FOUND when there is none of that name. */
enum err ca_folder_put_key(struct ca_folder *f, const char *name, const struct pkey *key,
			   struct error *e) MUST_USE;
enum err ca_folder_get_key(struct ca_folder *f, const char *name, struct pkey **out,
			   struct error *e) MUST_USE;
