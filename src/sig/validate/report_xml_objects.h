/* Validation objects of a TS 119 102-2 report: each certificate, time-stamp and piece of revocation
 * data once, known by an id made of its SHA-256; for report_xml.c only. */
#pragma once
#include "base/arena.h"
#include "sig/validate/report.h"

enum vo_kind { VO_CERTIFICATE, VO_TIMESTAMP, VO_CRL, VO_OCSP };
enum { VO_ID_SIZE = 67 }; /* a letter, a dash, 64 hex digits */

struct vo {
	enum vo_kind kind;
	char id[VO_ID_SIZE];
	unsigned char digest[32];
	const struct token_report *token; /* of a time-stamp; NULL: a document time-stamp's */
	time_ms time; /* proved to exist at; the time of validation without proof */
	const struct proof *by;
};

struct vo_list {
	struct arena *mem;
	const struct validate_report *r;
	struct vo *list;
	size_t n, cap;
};

/* Everything that r tells of; what does not fit into mem is left out. */
void vo_collect(struct vo_list *all);

/* False when the certificate is not known. */
_Bool vo_cert_id(const struct cert_facts *c, char id[VO_ID_SIZE]);
void vo_der_id(enum vo_kind kind, struct bytes der, char id[VO_ID_SIZE]);
enum vo_kind vo_kind_of(const struct chain_state *s);

/* XML Signature's names (RFC 9231) for "sha256" and "RSA with SHA-256"; NULL: none known. */
const char *uri_of_digest(const char *name);
const char *uri_of_signature(const char *algorithm);
