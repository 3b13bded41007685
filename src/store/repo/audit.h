/* Rows of the hash chains. The chain's rules (payload, hashes) are domain/audit.h. */
#pragma once
#include "store/repo/repo.h"

enum { AUDIT_HASH_SIZE = 32 };

struct audit_row {
	const char *chain, *envelope_id, *kind, *payload;
	int64_t seq;
	time_ms at;
	struct bytes prev_hash, hash;
};
struct audit_value_row {
	const char *name, *value;
	int64_t seq;
	struct bytes salt;
};
/* seq 0 and no hash when the chain is empty. */
enum err audit_row_head(const struct repo *r, const char *chain, int64_t *seq_out, struct bytes *hash_out,
			struct error *e) MUST_USE;
/* ERR_CONFLICT when the number is taken: chains cannot fork. */
enum err audit_row_insert(const struct repo *r, const struct audit_row *v, struct error *e) MUST_USE;
enum err audit_row_list(const struct repo *r, const char *chain, const struct audit_row **out, size_t *n,
			struct error *e) MUST_USE;
enum err audit_value_insert(const struct repo *r, const char *chain, const struct audit_value_row *v,
			    struct error *e) MUST_USE;
enum err audit_value_list(const struct repo *r, const char *chain, const struct audit_value_row **out,
			  size_t *n, struct error *e) MUST_USE;
/* Erases a personal value throughout a chain; the chain stays whole. */
enum err audit_value_erase(const struct repo *r, const char *chain, const char *name,
			   struct error *e) MUST_USE;
