/* EvidenceRecord (RFC 4998 §3): chains of time-stamps, each over a hash tree of which the record
 * keeps one branch. Read strictly as DER, within limits; what was read is written back byte by
 * byte, since renewals are hashes over it. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "crypto/digest.h"

enum {
	ERS_RECORD_MAX = 16 << 20, /* bytes */
	ERS_CHAINS_MAX = 32,
	ERS_STAMPS_MAX = 100,	/* of all chains together */
	ERS_LISTS_MAX = 64,	/* partial hash trees of one time-stamp */
	ERS_HASHES_MAX = 20000, /* of all lists together */
	ERS_DIGESTS_MAX = 32,	/* rows of digestAlgorithms */
};

/* PartialHashtree: hashes that have one father; how they lie says nothing, sorted they are hashed.
 */
struct ers_list {
	const struct bytes *hashes;
	size_t n;
};

/* ArchiveTimeStamp */
struct ers_stamp {
	enum digest_alg alg;  /* of its hash tree; DIGEST_COUNT_: one we do not know */
	struct bytes imprint; /* of the token */
	enum digest_alg imprint_alg;
	time_ms time;		      /* genTime */
	const struct ers_list *lists; /* leaf first; n 0: the time-stamp is over the data itself */
	size_t n_lists;
	struct bytes token; /* the timeStamp field, a ContentInfo */
	struct bytes whole;
};

/* ArchiveTimeStampChain: one hash algorithm */
struct ers_chain {
	const struct ers_stamp *stamps; /* oldest first, at least one */
	size_t n;
	struct bytes whole;
};

struct ers_record {
	const struct bytes *digests; /* rows of digestAlgorithms, whole */
	size_t n_digests;
	unsigned known_digests;		/* those that we know, as bits 1 << enum digest_alg */
	struct bytes crypto_infos;	/* whole [0]; empty: none */
	struct bytes encryption_info;	/* whole [1]; empty: none */
	const struct ers_chain *chains; /* oldest first, at least one */
	size_t n;
};

/* Nothing may follow. Points into der and mem. ERR_BAD_DER says what is wrong, ERR_TOO_LARGE which
 * limit. */
enum err ers_record_read(struct bytes der, struct arena *mem, struct ers_record *out,
			 struct error *e) MUST_USE;
const struct ers_stamp *ers_record_last(const struct ers_record *r);
