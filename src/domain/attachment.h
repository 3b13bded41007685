/* Files of any kind that go along with an envelope (添付資料): stored encrypted, never signed
 * themselves, never shown inside the page; their digests stand in the act of sending. */
#pragma once
#include "domain/audit.h"
#include "domain/envelope.h"
#include "store/repo/attachment.h"

/* Like document_begin and document_finish; what is refused is given up by document_abandon. */
enum err attachment_begin(struct domain *d, const char *envelope, const char *blob,
			  struct error *e) MUST_USE;
struct attachment_new {
	const char *envelope, *name, *blob, *media_type, *sha256;
	int64_t size;
	struct bytes wrapped_key;
};
enum err attachment_finish(struct domain *d, const struct attachment_new *in,
			   struct attachment *out, struct error *e) MUST_USE;
enum err attachment_remove(struct domain *d, const char *envelope, const char *id,
			   struct error *e) MUST_USE;
/* ERR_NOT_FOUND */
enum err attachment_find(struct domain *d, const char *envelope, const char *id,
			 struct attachment *out, struct error *e) MUST_USE;
/* In the caller's transaction. */
enum err attachment_remove_all(struct domain *d, const char *envelope, struct error *e) MUST_USE;

/* "attachment.N" = id and "attachment_sha256.N" = digest of each, for the event of sending; room
 * for `more` entries behind the n. */
enum err attachment_data(struct domain *d, const char *envelope, size_t more,
			 struct audit_data **out, size_t *n, struct error *e) MUST_USE;
/* JSON list of {"id","sha256"} for the signed record of sending; NULL: there are none. */
enum err attachment_record(struct domain *d, const char *envelope, const char **out,
			   struct error *e) MUST_USE;

/* What a file is by its first bytes, whatever its name says; "application/octet-stream" when
 * nothing fits. */
enum { SNIFF_BYTES = 4096 };
const char *media_type_of(struct bytes head);
