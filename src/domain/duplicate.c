#include "domain/duplicate.h"
#include "domain/draft.h"

static enum err make_room(struct domain *d, const struct dossier *from, struct duplicate *u,
			  struct error *e)
{
	u->recipients = arena_alloc_n(d->repo.mem, from->n_recipients + 1, sizeof(*u->recipients));
	u->documents = arena_alloc_n(d->repo.mem, from->n_documents + 1, sizeof(*u->documents));
	return u->recipients && u->documents
		       ? ERR_OK
		       : error_set(e, ERR_TOO_LARGE, "the copy exceeds the memory limit");
}

static enum err copy_envelope(struct domain *d, const struct envelope *from, const char *id,
			      struct error *e)
{
	const struct envelope v = {
		.id = id,
		.kind = from->kind,
		.state = "draft",
		.version = 1,
		.title = from->title,
		.message = from->message,
		.trial = d->set->trial,
		.created_by = d->actor.id,
		.created_at = domain_now(d),
		.updated_at = domain_now(d),
		.level_requested = d->set->level,
		.title_hidden = from->title_hidden,
		.contract_date = from->contract_date,
		.effective_date = from->effective_date,
		.amount = from->amount,
		.currency = from->currency,
		.metadata = from->metadata,
		.allow_forward = from->allow_forward,
		.reply_to = from->reply_to,
		.remind_before_days = from->remind_before_days,
		.remind_every_days = from->remind_every_days,
		.duplicated_from = from->id,
		.approval = "none",
		.certify = from->certify,
	};

	return envelope_insert(&d->repo, &v, e);
}

/* Only who was first asked for a seat: whom they forwarded it to is part of what happened. */
static enum err copy_recipients(struct domain *d, const struct dossier *from, struct duplicate *u,
				struct error *e)
{
	for (size_t i = 0; i < from->n_recipients; i++) {
		const struct recipient *r = &from->recipients[i];
		struct recipient copy = {
			RECIPIENT_BLANK,
			.id = domain_id(d, "rcp"),
			.envelope_id = u->to,
			.order_no = r->order_no,
			.side = r->side,
			.role = r->role,
			.name = r->name,
			.email = r->email,
			.email_folded = r->email_folded,
			.company = r->company,
			.department = r->department,
			.title = r->title,
			.locale = r->locale,
			.account_id = r->account_id,
			.state = "awaiting",
		};

		if (r->forwarded_from)
			continue;
		copy.method = r->method;
		copy.signer_sha256 = r->signer_sha256;
		copy.signer_subject = r->signer_subject;
		copy.signer_issuer = r->signer_issuer;
		TRY(recipient_insert(&d->repo, &copy, e));
		u->recipients[u->n_recipients++] = (struct id_pair){ r->id, copy.id };
	}
	return ERR_OK;
}

enum err duplicate_begin(struct domain *d, const struct dossier *from, struct duplicate *out,
			 struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct duplicate u = { .from = from->v.id, .to = domain_id(d, "env") };
	const struct audit_data data[] = { { "source", from->v.id, 0 } };

	TRY(make_room(d, from, &u, e));
	TRY(db_begin(tx.db, e));
	TRY(copy_envelope(d, &from->v, u.to, e));
	TRY(copy_recipients(d, from, &u, e));
	TRY(audit_append(d,
			 &(struct audit_entry){ .envelope = u.to,
						.kind = "envelope.duplicated",
						.data = data,
						.n = COUNT_OF(data) },
			 NULL, e));
	TRY(db_commit(tx.db, e));
	*out = u;
	return ERR_OK;
}

void duplicate_document(struct duplicate *u, const char *from, const char *to)
{
	u->documents[u->n_documents++] = (struct id_pair){ from, to };
}

enum err duplicate_finish(struct domain *d, const struct duplicate *u, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(draft_lock(d, u->to, 0, &x, e));
	TRY(fields_copy(d, u->from, u->to, u->documents, u->n_documents, u->recipients,
			u->n_recipients, e));
	TRY(draft_touch(d, &x, e));
	return db_commit(tx.db, e);
}
