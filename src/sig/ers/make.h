/* Evidence records made and renewed, in steps that can each be stored and repeated:
 *
 *   digests of documents   -> ers_tree_build -> root
 *   tsp_stamp(root)        -> token
 *   ers_make               -> a record for each document
 *
 * and, well before the last time-stamp of a record ends:
 *
 *   ers_last               record -> its last token: the records of one batch share it
 *   ers_token_complete     that   -> the token with the data that judges it later
 * (sig/ers/complete.h) ers_renewal_leaf       record and completed token -> a leaf; equal ones need
 * to stand in the new tree once only ers_tree_build, tsp_stamp ers_renew              record ->
 * record with one time-stamp more
 *
 * Nothing is asked of the world here; each step gives the same bytes for the same input. */
#pragma once
#include "sig/ers/tree.h"

enum ers_renewal_kind {
	ERS_RENEW_TIMESTAMP, /* RFC 4998 §5.2, first part: the tree's hash algorithm stays */
	ERS_RENEW_HASH_TREE, /* second part: another hash algorithm, over the document again */
};

/* token: over the root of t. ERR_CONFLICT: it is over something else. */
enum err ers_make(const struct ers_tree *t, size_t i, struct bytes token, struct arena *mem,
		  struct bytes *record_out, struct error *e) MUST_USE;

struct ers_last {
	struct bytes token;  /* DER; points into the record */
	enum digest_alg alg; /* of its hash tree: the one of a renewal of the time-stamp */
	time_ms time;
	struct bytes group; /* equal for records that a renewal of the time-stamp can serve by one
			     * leaf: SHA-256 over the tokens of the last chain; in mem */
};
enum err ers_last(struct bytes record, struct arena *mem, struct ers_last *out,
		  struct error *e) MUST_USE;

struct ers_renewal {
	enum ers_renewal_kind kind;
	struct bytes completed; /* the last token, completed; empty: it stays as it is */
	enum digest_alg alg;	/* ERS_RENEW_HASH_TREE: the new one; else ignored */
	struct bytes digest;	/* ERS_RENEW_HASH_TREE: of the document, by alg; else ignored */
};
struct ers_leaf {
	enum digest_alg alg; /* of the tree it belongs to */
	size_t len;
	unsigned char hash[DIGEST_MAX];
};
/* ERR_CONFLICT: completed is no completion of the record's last token, or the hash algorithm is not
 * a new one. */
enum err ers_renewal_leaf(struct bytes record, const struct ers_renewal *r, struct arena *mem,
			  struct ers_leaf *out, struct error *e) MUST_USE;
/* token: over the root of t, whose leaf i is the one above. ERR_CONFLICT otherwise, and when the
 * token is not younger than the last one. */
enum err ers_renew(struct bytes record, const struct ers_renewal *r, const struct ers_tree *t,
		   size_t i, struct bytes token, struct arena *mem, struct bytes *record_out,
		   struct error *e) MUST_USE;
