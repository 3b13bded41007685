/* Object identifiers by name (the list is oid.def) and in dotted form. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "crypto/digest.h"

enum oid {
#define OID(sym, dotted, der) OID_##sym,
#include "sig/asn1/oid.def"
#undef OID
	OID_COUNT_
};

struct bytes oid_der(enum oid o);	/* content octets, without tag and length */
const char *oid_dotted(enum oid o);
_Bool oid_is(struct bytes content, enum oid o);

/* SHA-1 and SHA-2 identifiers, both ways. False: some other algorithm. */
enum oid oid_of_digest(enum digest_alg alg);
_Bool oid_digest(struct bytes content, enum digest_alg *out) MUST_USE;

/* "1.2.840" to content octets; ERR_INVALID when it is no object identifier. */
enum err oid_parse(const char *dotted, struct arena *mem, struct bytes *out, struct error *e) MUST_USE;
/* Content octets to dotted form; ERR_BAD_DER when they are malformed. */
enum err oid_text(struct bytes content, struct arena *mem, const char **out, struct error *e) MUST_USE;
