/* What an organisation accepts of parties' own certificates: its row. The rules are
 * domain/party_policy.h. */
#pragma once
#include "store/repo/repo.h"

struct party_policy_row {
	int64_t version;
	struct bytes issuers; /* certificates in DER, one behind the other; empty: any */
	const char *policies, *algorithms; /* JSON lists of texts */
	const char *sub_filter;
	int64_t jpki;
	time_ms updated_at;
};
/* ERR_NOT_FOUND: never set. */
enum err party_policy_read(const struct repo *r, struct party_policy_row *out,
			   struct error *e) MUST_USE;
/* version is the new one; 1 inserts. ERR_CONFLICT: another edit came first. */
enum err party_policy_write(const struct repo *r, const struct party_policy_row *p,
			    struct error *e) MUST_USE;

/* A document that a recipient signed elsewhere and handed in (domain/signed_copy.h). */
struct signed_copy {
	const char *recipient_id, *document_id, *envelope_id;
	int64_t base_no;
	const char *base_sha256, *sha256; /* of the revision that was signed, of the file */
	int64_t size, base_size;
	const char *tail_blob;
	struct bytes document_digest, signed_attrs, signature;
	struct bytes certificates; /* DER, one behind the other, the party's own first */
	const char *algorithm, *sub_filter, *revocation;
	time_ms created_at;
};
enum err signed_copy_insert(const struct repo *r, const struct signed_copy *s,
			    struct error *e) MUST_USE;
enum err signed_copy_list(const struct repo *r, const char *recipient,
			  const struct signed_copy **out, size_t *n, struct error *e) MUST_USE;
/* The row alone; s: its recipient, document and tail_blob. *gone false: it was taken away before,
 * and its blob is another's to decide on. */
enum err signed_copy_delete(const struct repo *r, const struct signed_copy *s, _Bool *gone,
			    struct error *e) MUST_USE;
/* The row with its blob, when it was still there. */
enum err signed_copy_drop(const struct repo *r, const struct signed_copy *s,
			  struct error *e) MUST_USE;
/* All of a recipient, with their blobs. */
enum err signed_copy_drop_all(const struct repo *r, const char *recipient,
			      struct error *e) MUST_USE;
/* Those from before that time, with their blobs, of all organisations: at most 100 at a time.
 * Without the envelopes' locks: what is submitted or handed in anew meanwhile stays. */
enum err signed_copy_forget(struct db *db, struct arena *mem, time_ms before,
			    struct error *e) MUST_USE;
