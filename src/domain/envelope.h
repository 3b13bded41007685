/* The acts on an envelope. State, audit event, mails and jobs are one transaction.
 *
 * "Act" functions open their own transaction. "Step" functions, at the end, are called by the
 * worker inside its transaction, after envelope_lock's row lock was or will be taken by them. */
#pragma once
#include "domain/audit.h"
#include "domain/domain.h"
#include "domain/envelope_state.h"
#include "domain/link.h"
#include "domain/recipient_role.h"
#include "domain/recipient_state.h"
#include "store/repo/document.h"
#include "store/repo/envelope.h"

/* An envelope with everything in it. */
struct dossier {
	struct envelope v;
	enum envelope_state state;
	struct recipient *recipients;
	struct document *documents;	/* contract documents by position, then the certificate */
	size_t n_recipients, n_documents;
};
/* ERR_NOT_FOUND also when the signed-in member may not see it (read_all: the whole organisation). */
enum err dossier_load(struct domain *d, const char *id, struct dossier *out, struct error *e) MUST_USE;
enum err dossier_for_member(struct domain *d, const char *id, _Bool read_all, struct dossier *out,
			    struct error *e) MUST_USE;
/* The same under the envelope's row lock, in the caller's transaction. */
enum err dossier_lock(struct domain *d, const char *id, struct dossier *out, struct error *e) MUST_USE;
/* Of up to MANY_MAX envelopes at once, in their order. */
enum err dossier_many(struct domain *d, const struct envelope *list, size_t n, struct dossier *out,
		      struct error *e) MUST_USE;
struct recipient *dossier_recipient(const struct dossier *x, const char *id); /* NULL: none */
struct document *dossier_document(const struct dossier *x, const char *id);   /* NULL: none */
size_t dossier_contracts(const struct dossier *x); /* documents without the certificate */
/* What the member may do now; for showing only, every act checks again. */
_Bool dossier_allows(const struct dossier *x, enum envelope_event ev);
/* The current revision's digest of a document, hex. */
enum err document_digest(struct domain *d, const struct document *doc, const char **out,
			 struct error *e) MUST_USE;

/* Drafts */
enum err envelope_create(struct domain *d, const char *title, const char *message, _Bool sample,
			 const char **id_out, struct error *e) MUST_USE;
struct factor_input;
struct recipient_input {
	const char *id; /* NULL: new */
	int64_t order;
	const char *side, *role, *name, *email, *company, *department, *title, *locale; /* role NULL: signer */
	const char *method; /* NULL: provider */
	struct factor_input *factors; /* beside the link; factor_check fills in its own members */
	size_t n_factors;
	_Bool set_factors;	      /* false: they stay as they are */
	const char *const *consents;  /* codes of laws.def */
	size_t n_consents;
	_Bool set_consents;
	/* whose certificate it has to be; NULL: anyone's */
	const char *signer_sha256, *signer_subject, *signer_issuer;
	_Bool set_signer;
};
struct metadata_item {
	const char *key, *value;
};
struct draft_edit {		/* NULL or unset: unchanged */
	int64_t version;	/* ERR_STALE when another edit came first */
	const char *title, *message, *currency;
	const char *contract_date, *effective_date, *external_id, *reply_to; /* "": none */
	_Bool set_title_hidden, title_hidden, set_allow_forward, allow_forward;
	_Bool set_certify, certify; /* domain/certification.h */
	_Bool set_expire, set_amount, set_reminders, set_metadata;
	time_ms expire_at;	/* 0: none */
	int64_t amount;		/* negative: blank */
	int64_t remind_before_days, remind_every_days; /* negative: no such reminder */
	const struct metadata_item *metadata;
	size_t n_metadata;
	const struct recipient_input *recipients;
	size_t n_recipients;
	_Bool set_recipients;
};
enum err envelope_edit(struct domain *d, const char *id, const struct draft_edit *in, struct error *e) MUST_USE;
/* Into the trash and out of it; what lies there for trash_ttl is purged (domain/trash.h). */
enum err envelope_discard(struct domain *d, const char *id, struct error *e) MUST_USE;
enum err envelope_restore(struct domain *d, const char *id, struct error *e) MUST_USE;

/* Uploads: document_begin, then the blob is written, then document_finish.
 * Between the two nothing exists but a blob row in 'writing', which the sweep knows. */
enum err document_begin(struct domain *d, const char *envelope, const char *blob, struct error *e) MUST_USE;
struct document_new {
	const char *envelope, *name, *notes; /* notes: JSON array of text codes */
	const char *format;	 /* what it is to be converted from (domain/source.h); NULL: a PDF */
	const char *source_name; /* of the file as it came; NULL: name */
	struct {
		const char *blob;	     /* begun by document_begin and committed to the blob store */
		int64_t size;
		struct bytes wrapped_key;
		const char *sha256;
	} original, base; /* base.blob NULL: the original itself; else what the repair made of it */
	int64_t pages, signatures, certified;
	struct bytes state256, state384, state512; /* over the base */
	struct bytes signing_index;		   /* of the base; empty: not known yet */
};
enum err document_finish(struct domain *d, const struct document_new *in, struct document *out,
			 struct error *e) MUST_USE;
/* After a refused upload: the blob row is for the sweep. gone false: a document has it after all. */
enum err document_abandon(struct domain *d, const char *blob, _Bool *gone, struct error *e) MUST_USE;
enum err document_remove(struct domain *d, const char *envelope, const char *id, struct error *e) MUST_USE;

/* Sending */
struct send_check {
	const char *code, *field, *text; /* text in the language asked for */
	/* of a wording that fits paper only; NULL, 0: something else */
	const char *document, *excerpt, *instead;
	int64_t page;
};
struct send_report {
	const struct send_check *problems, *warnings;
	size_t n_problems, n_warnings;
};
/* What sending would say; changes nothing. */
enum err envelope_confirm(struct domain *d, const struct dossier *x, const char *lang,
			  struct send_report *out, struct error *e) MUST_USE;
/* ERR_INVALID with field errors for what blocks it. */
enum err envelope_send(struct domain *d, const char *id, int64_t version, struct error *e) MUST_USE;
enum err envelope_withdraw(struct domain *d, const char *id, const char *reason, struct error *e) MUST_USE;
/* A new link; older links and browsers of this recipient are dead. */
enum err envelope_resend(struct domain *d, const char *id, const char *recipient, struct error *e) MUST_USE;
/* A link to hand over oneself, on trial only; the mailed one stays good. url in d's memory. */
enum err envelope_link(struct domain *d, const char *id, const char *recipient, const char **url_out,
		       struct error *e) MUST_USE;
/* recipient NULL: everybody who is waited for and was not reminded today; ERR_CONFLICT when that is nobody. */
enum err envelope_remind(struct domain *d, const char *id, const char *recipient, struct error *e) MUST_USE;
enum err envelope_extend(struct domain *d, const char *id, time_ms expire_at, struct error *e) MUST_USE;
struct correction { /* NULL: unchanged */
	const char *name, *email, *company, *department, *title;
	const char *access_code; /* a new one; for who took over a seat, or when it got lost */
};
/* Kills links and browsers of the recipient and mails a new link to where it belongs; a new access
 * code alone leaves them. */
enum err envelope_correct(struct domain *d, const char *id, const char *recipient,
			  const struct correction *in, struct error *e) MUST_USE;
enum err question_answer(struct domain *d, const char *id, const char *question, const char *text,
			 struct error *e) MUST_USE;

/* Recipients */
enum err recipient_find(struct domain *d, const char *token, struct recipient_ref *out,
			struct error *e) MUST_USE; /* ERR_LINK_EXPIRED: unknown or dead; sets d->repo.org */
/* What a link opens to now: open, done, declined, expired, withdrawn, link_expired, not_your_turn; forwarded
 * for who handed it over, whatever became of it. */
const char *recipient_landing(struct domain *d, const struct dossier *x, const struct recipient *r,
			      time_ms link_expires);
/* The button 「書類を確認する」: marks opened, makes a browser session (token_out). */
enum err recipient_open(struct domain *d, const struct recipient_ref *ref, struct link_token *token_out,
			struct error *e) MUST_USE;
/* The signed-in member opens their own request: same as the button. ERR_DENIED when it is another's. */
enum err recipient_open_own(struct domain *d, const char *envelope, const char *recipient,
			    struct link_token *token_out, struct error *e) MUST_USE;
enum err recipient_session(struct domain *d, const char *cookie, struct recipient_ref *out,
			   struct error *e) MUST_USE; /* ERR_UNAUTHENTICATED; sets d->repo.org */

struct shown_document {
	const char *document, *digest;
};
struct agree_input {
	const struct shown_document *shown;
	size_t n_shown;
	const char *statement_version, *name, *company, *department, *title;
	_Bool authority;
};
/* A second press changes nothing and succeeds until the envelope has ended.
 * ERR_STALE when a digest or the statement is not the current one. */
enum err recipient_agree(struct domain *d, const struct recipient_ref *ref, const struct agree_input *in,
			 struct error *e) MUST_USE;
enum err recipient_decline(struct domain *d, const struct recipient_ref *ref, const char *reason,
			   struct error *e) MUST_USE;
/* A viewer has looked. in->shown empty: what is current; the rest of in is not looked at. A second press
 * changes nothing. */
enum err recipient_confirm(struct domain *d, const struct recipient_ref *ref, const struct agree_input *in,
			   struct error *e) MUST_USE;
/* 差戻し: the envelope is a draft again, its documents as they were uploaded; all links are dead. */
enum err recipient_send_back(struct domain *d, const struct recipient_ref *ref, const char *comment,
			     struct error *e) MUST_USE;
struct forward_input {
	const char *name, *email, *company, *department, *title, *reason;
};
/* Somebody else takes the seat; the old browser is dead, and the old link tells nothing but this. */
enum err recipient_forward(struct domain *d, const struct recipient_ref *ref,
			   const struct forward_input *in, struct error *e) MUST_USE;
/* What who handed it over may still be told: the name that they gave (NULL: erased), and when. */
struct handed_over {
	const char *to;
	time_ms at;
};
enum err recipient_handed_over(struct domain *d, const struct recipient *r, struct handed_over *out,
			       struct error *e) MUST_USE;
enum err recipient_ask(struct domain *d, const struct recipient_ref *ref, const char *text,
		       struct error *e) MUST_USE;
enum err recipient_more_time(struct domain *d, const struct recipient_ref *ref, time_ms until,
			     const char *reason, struct error *e) MUST_USE;
/* A new link to the same address in place of the one that leads here. Says nothing of whether it did:
 * ERR_OK also for unknown links, too many tries and acts that the table refuses. */
enum err recipient_rearm(struct domain *d, const char *token, struct error *e) MUST_USE;
/* To the operator, never to the sender. category: see 0008_acts.sql. */
enum err recipient_report(struct domain *d, const struct recipient_ref *ref, const char *category,
			  const char *text, struct error *e) MUST_USE;

/* Steps of the worker, inside its transaction */
enum err envelope_prepared(struct domain *d, const char *id, struct error *e) MUST_USE;
/* ERR_CONFLICT while a document has no committed seal of this act. */
enum err envelope_act_sealed(struct domain *d, const char *id, const char *recipient, struct error *e) MUST_USE;
enum err envelope_concluded(struct domain *d, const char *id, const char *level, struct error *e) MUST_USE;
/* The reminder that is due, if it still is, and the next one's job; in the daytime of Japan only. */
enum err envelope_remind_due(struct domain *d, const char *id, struct error *e) MUST_USE;
/* Past its deadline only; otherwise nothing happens. */
enum err envelope_expire(struct domain *d, const char *id, struct error *e) MUST_USE;
/* mail: the one that came back; nothing happens when a newer one went out since. */
enum err envelope_undelivered(struct domain *d, const char *id, const char *recipient, const char *mail,
			      struct error *e) MUST_USE;
/* A job on its documents was given up; text: code of texts.def ("next-failed"). The sender is told once. */
enum err envelope_failed(struct domain *d, const char *id, const char *text, struct error *e) MUST_USE;
/* A job has succeeded: all is well again, unless another one stays given up. */
enum err envelope_recovered(struct domain *d, const char *id, struct error *e) MUST_USE;
