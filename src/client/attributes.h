/* What is signed in the end are the signed attributes of the CMS (RFC 5652 §5.4), which the server
 * sends. They are believed only when they are, byte for byte, those that this program would have
 * written itself: content type id-data, the message digest that the proof led to, the own
 * certificate (signingCertificateV2, RFC 5035), nothing else. So no bare hash is ever signed, and
 * no attribute slips in. */
#pragma once
#include "base/error.h"
#include "crypto/digest.h"

/* attrs: DER with tag 31, as received. ERR_BAD_SIG: they are not those. */
enum err client_attributes_check(struct bytes attrs, enum digest_alg alg,
				 struct bytes message_digest, struct bytes own_cert,
				 struct error *e) MUST_USE;
