/* Signed elsewhere (当事者型 without our program): a recipient whose method is a certificate of its
 * own downloads the documents as they are, signs them with any program, and hands the files in, one
 * after the other. When there is one for each document of the contract, it submits them: that is
 * the act, under the rules of every act.
 *
 * What is handed in is the document's newest revision, byte for byte, with one more update behind
 * it, which has one signature and nothing else (sig/validate/signed_update.h). It becomes a
 * revision as it is; its time-stamp is one over the whole document, in the next revision. */
#pragma once
#include "domain/envelope.h"
#include "domain/party_policy.h"
#include "store/repo/party.h"

enum {
	/* Bytes that may be added to a document. The job that commits an act holds two copies of
	 * the tail of each document, in a memory of 256 MiB for all of them. */
	SIGNED_COPY_TAIL_MAX = 4 * 1024 * 1024,
	SIGNED_COPY_KEPT_MS = 24 * 3600 * 1000, /* without being submitted */
};

/* May this recipient hand in this document now, and what is it? A recipient with fields to fill in
 * may not: their values would not be part of what is signed. Field: of the recipient's signature.
 * ERR_NOT_FOUND. */
struct signed_copy_place {
	struct document document;
	struct revision head;
	const char *field;
	_Bool in_field; /* and no other, where the document has it (domain/certification.h) */
};
enum err signed_copy_place(struct domain *d, const struct recipient_ref *ref, const char *document,
			   struct signed_copy_place *out, struct error *e) MUST_USE;
/* The same without a reason, for showing. */
_Bool signed_copy_possible(struct domain *d, const struct dossier *x, const struct recipient *r);

/* The row of the blob that takes the update, in a transaction of its own. */
enum err signed_copy_begin(struct domain *d, const char *blob, struct error *e) MUST_USE;
struct signed_copy_file {
	struct signed_copy row; /* without ids and time */
	int64_t blob_size;
	struct bytes wrapped_key;
	const char *subject, *issuer, *certificate_sha256; /* for the audit trail */
};
/* It was found good; an earlier one for the document gives way. ERR_REVISION when the document has
 * moved on. */
enum err signed_copy_keep(struct domain *d, const struct recipient_ref *ref,
			  const struct signed_copy_file *f, struct signed_copy *out,
			  struct error *e) MUST_USE;
/* A file that was refused, for the audit trail: why and d's refusal. Opens its own transaction. */
enum err signed_copy_refuse(struct domain *d, const struct recipient_ref *ref, const char *document,
			    enum err why, struct error *e) MUST_USE;
/* What is to be submitted and the rules that it is judged by, as they were before the judging. */
struct signed_copy_judged {
	const struct signed_copy *copies; /* one certificate for all */
	size_t n;
	struct party_policy policy;
};
/* May it be submitted, as far as can be told without the lock and without asking anybody? out: what
 * is to be judged before the act; without copies when it is done already. Errors as of the act. */
enum err signed_copy_ready(struct domain *d, const struct recipient_ref *ref,
			   const struct agree_input *in, struct signed_copy_judged *out,
			   struct error *e) MUST_USE;
/* The act, by what was judged and nothing else. ERR_REVISION: a document moved on since it was
 * downloaded, or what was judged is not what is there now. ERR_CONFLICT: a file is missing, or
 * older than SIGNED_COPY_KEPT_MS. A second time, it is done already. */
enum err signed_copy_submit(struct domain *d, const struct recipient_ref *ref,
			    const struct agree_input *in, const struct signed_copy_judged *judged,
			    struct error *e) MUST_USE;
