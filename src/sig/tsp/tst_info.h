/* TSTInfo (RFC 3161 §2.4.2): what a time-stamp token says. */
#pragma once
#include "sig/asn1/der.h"

struct tst_info {
	enum digest_alg alg;
	struct bytes imprint;
	struct bytes policy;	/* OID content */
	struct bytes serial;	/* INTEGER content */
	struct bytes nonce;	/* INTEGER content; empty: none */
	time_ms gen_time;
	uint64_t accuracy_us;	/* 0: not said */
};
/* Strict, nothing may follow; points into der. ERR_TSP. */
enum err tst_info_read(struct bytes der, struct tst_info *out, struct error *e) MUST_USE;
