#include "sig/signers/digest_info.h"
#include "sig/asn1/oid.h"

size_t digest_info(enum digest_alg alg, struct bytes digest, unsigned char out[DIGEST_INFO_MAX])
{
	struct bytes oid = oid_der(oid_of_digest(alg));
	unsigned char head[] = { 0x30, (unsigned char)(8 + oid.len + digest.len),
				 0x30, (unsigned char)(4 + oid.len),
				 0x06, (unsigned char)oid.len };
	unsigned char tail[] = { 0x05, 0x00, 0x04, (unsigned char)digest.len };
	unsigned char *at = out;

	memcpy(at, head, sizeof(head));
	at += sizeof(head);
	memcpy(at, oid.data, oid.len);
	at += oid.len;
	memcpy(at, tail, sizeof(tail));
	at += sizeof(tail);
	memcpy(at, digest.data, digest.len);
	return (size_t)(at - out) + digest.len;
}
