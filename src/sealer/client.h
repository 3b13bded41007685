/* The client of the sealer: what the worker and the web process hold of it.
 *
 * A client belongs to one thread at a time. It connects when first used and again
 * after the sealer went away; every call has a time limit. ERR_UNAVAILABLE: the
 * sealer is down or did not answer in time, ask again later. */
#pragma once
#include "base/rng.h"
#include "sig/signer.h"
#include "sig/tsp/authority.h"

struct sealer_client;

/* auth_key_file: the key of the mutual challenge, read when connecting. */
struct sealer_client *sealer_client_new(const char *socket_path, const char *auth_key_file, struct rng *rng);
void sealer_client_free(struct sealer_client *c); /* NULL is fine */
DEFINE_AUTO(sealer_client, struct sealer_client *)

enum err sealer_health(struct sealer_client *c, struct error *e) MUST_USE;

struct sealer_key {
	char id[40];
	struct sig_alg alg;
	const struct bytes *chain; /* DER, the key's own certificate first; in mem */
	size_t n_chain;
	time_ms valid_from, valid_to;
};
/* The provider key that signs now (the newest valid one). */
enum err sealer_current_key(struct sealer_client *c, struct arena *mem, struct sealer_key *out,
			    struct error *e) MUST_USE;
/* One that signed earlier, expired or not. ERR_NOT_FOUND. */
enum err sealer_key_by_id(struct sealer_client *c, const char *id, struct arena *mem, struct sealer_key *out,
			  struct error *e) MUST_USE;

/* What the sealer is told about an act; it journals all of it. */
struct sealer_act {
	const char *key_id;
	const char *act_id;	      /* the seal's id: one id, one signature, for ever */
	const char *kind;	      /* "send", "agree", "closing", "certificate" */
	unsigned char event_hash[32]; /* of the audit event that this act is; zeros: none yet */
	struct bytes document_digest; /* what the message-digest attribute must hold */
};
/* Asks for the signature of an act. The same act id with the same attributes gives the stored signature;
 * with other attributes ERR_CONFLICT. ERR_DENIED: the attributes do not fit what was said about them. */
enum err sealer_seal(struct sealer_client *c, const struct sealer_act *act, struct bytes signed_attrs,
		     struct arena *mem, struct bytes *signature_out, struct error *e) MUST_USE;

/* The same as a struct signer, for one act. client, key's chain and act must outlive it; act is read when
 * the signer is asked, so document_digest may be set after this call. */
struct signer *sealer_signer_new(struct sealer_client *c, const struct sealer_key *k, const struct sealer_act *act);

/* What the register says of an act that was sealed, and that it is in it. */
struct sealer_proof {
	struct bytes line;	 /* with its line feed */
	uint64_t size;		 /* lines that the register had */
	struct bytes head, root; /* HASH of the last of them; of the tree over all (reg_tree.h) */
	struct bytes path;	 /* what the line meets on its way up, hashes one behind the other */
};
/* size 0: as it is now. ERR_NOT_FOUND: the register has no such act. All in mem. */
enum err sealer_register_proof(struct sealer_client *c, const char *act_id, uint64_t size,
			       struct arena *mem, struct sealer_proof *out,
			       struct error *e) MUST_USE;

/* The local TSA: DER TimeStampReq to TimeStampResp, for struct tsp_authority.request (ctx: the client). */
enum err sealer_stamp(void *client, struct bytes query, struct arena *mem, struct bytes *reply_out,
		      struct error *e) MUST_USE;

/* The local CA (trial and private use); ERR_NOT_FOUND when there is none. */
enum err sealer_ca_certificate(struct sealer_client *c, struct arena *mem, struct bytes *der_out,
			       struct error *e) MUST_USE;
enum err sealer_ca_crl(struct sealer_client *c, struct arena *mem, struct bytes *der_out, struct error *e) MUST_USE;
enum err sealer_ocsp(struct sealer_client *c, struct bytes query, struct arena *mem, struct bytes *reply_out,
		     struct error *e) MUST_USE;
