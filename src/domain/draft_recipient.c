/* The recipients of a draft: checked and written as a whole, each keeping its id. */
#include "domain/check.h"
#include "domain/consent.h"
#include "domain/draft_recipient.h"
#include "domain/factor.h"
#include "domain/flow.h"
#include "store/repo/gate.h"
#include "store/repo/organisation.h"
#include "store/repo/shelf.h"

enum { ORDER_MAX = 99 };

static const char *field_of(struct domain *d, size_t i, const char *name)
{
	return domain_printf(d, "recipients[%zu].%s", i, name);
}

static _Bool is_fingerprint(const char *s)
{
	unsigned char raw[32];

	return strlen(s) == 64 && hex_decode(s, 64, raw);
}

static void check_signer(struct domain *d, size_t i, const struct recipient_input *r)
{
	const char *fingerprint = r->signer_sha256;

	if (fingerprint && *fingerprint && !is_fingerprint(fingerprint))
		domain_field_error(d, field_of(d, i, "certificate.sha256"), "not-a-fingerprint");
	check_text(d, field_of(d, i, "certificate.subject"), r->signer_subject,
		   (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, field_of(d, i, "certificate.issuer"), r->signer_issuer,
		   (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
}

/* A draft may be incomplete; what is there must be right. */
static void check_recipient(struct domain *d, size_t i, const struct recipient_input *r)
{
	check_text(d, field_of(d, i, "name"), r->name, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, field_of(d, i, "company"), r->company,
		   (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, field_of(d, i, "department"), r->department,
		   (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, field_of(d, i, "title"), r->title,
		   (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_locale(d, field_of(d, i, "locale"), r->locale);
	if (r->role && !recipient_role_known(r->role))
		domain_field_error(d, field_of(d, i, "role"), "unknown-role");
	if (r->method && strcmp(r->method, "provider") != 0 &&
	    strcmp(r->method, "own_certificate") != 0)
		domain_field_error(d, field_of(d, i, "method"), "invalid");
	if (r->email && *r->email)
		check_email(d, field_of(d, i, "email"), r->email);
	check_signer(d, i, r);
	if (r->order < 1 || r->order > ORDER_MAX)
		domain_field_error(d, field_of(d, i, "order"), "order-range");
	if (strcmp(r->side, "own") != 0 && strcmp(r->side, "counterparty") != 0)
		domain_field_error(d, field_of(d, i, "side"), "invalid");
}

static void check_repeated(struct domain *d, const struct draft_edit *in, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (in->recipients[i].id && in->recipients[k].id &&
		    !strcmp(in->recipients[i].id, in->recipients[k].id))
			domain_field_error(d, field_of(d, i, "id"), "invalid");
}

void draft_recipients_check(struct domain *d, const struct draft_edit *in)
{
	if (in->n_recipients > d->set->recipients_max) {
		domain_field_error(d, "recipients", "too-many-recipients");
		return;
	}
	for (size_t i = 0; i < in->n_recipients; i++) {
		check_recipient(d, i, &in->recipients[i]);
		check_repeated(d, in, i);
	}
}

/* An own-side party that is a member gets the request inside the application too. */
enum err flow_link_member(struct domain *d, struct recipient *r, struct error *e)
{
	struct member m;
	enum err rc;

	r->account_id = NULL;
	if (strcmp(r->side, "own") != 0 || !*r->email)
		return ERR_OK;
	rc = member_by_email(&d->repo, r->email_folded, &m, e);
	if (rc == ERR_OK)
		r->account_id = m.account_id;
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static const char *text_or_empty(const char *s)
{
	return s ? s : "";
}

/* Codes are hashed here, slowly: after everything else, and before the transaction. */
enum err draft_gates_check(struct domain *d, const struct draft_edit *in, struct error *e)
{
	for (size_t i = 0; i < in->n_recipients; i++) {
		const struct recipient_input *r = &in->recipients[i];

		TRY(factor_check(d, field_of(d, i, "factors"), r->factors, r->n_factors, e));
		consent_check(d, field_of(d, i, "consents"), r->consents, r->n_consents);
	}
	return domain_fields_ok(d, e);
}

static const char *text_or_null(const char *s)
{
	return s && *s ? s : NULL;
}

static void set_signer(struct recipient *r, const struct recipient_input *in)
{
	if (!in->set_signer)
		return;
	r->signer_sha256 = text_or_null(in->signer_sha256);
	r->signer_subject = text_or_null(in->signer_subject);
	r->signer_issuer = text_or_null(in->signer_issuer);
}

static enum err save_gate(struct domain *d, const char *envelope, const char *recipient,
			  const struct recipient_input *in, struct error *e)
{
	if (in->set_factors)
		TRY(factor_save(d, envelope, recipient, in->factors, in->n_factors, e));
	if (in->set_consents)
		TRY(consent_save(d, envelope, recipient, in->consents, in->n_consents, e));
	return ERR_OK;
}

/* One that is there already keeps its row, and with it what others hang on it. */
static enum err save_recipient(struct domain *d, const struct dossier *x,
			       const struct recipient_input *in, struct error *e)
{
	const struct recipient *old = in->id ? dossier_recipient(x, in->id) : NULL;
	struct recipient r =
		old ? *old
		    : (struct recipient){ RECIPIENT_BLANK, .id = domain_id(d, "rcp"),
					  .envelope_id = x->v.id, .state = "awaiting" };

	r.order_no = in->order;
	r.side = in->side;
	r.role = in->role ? in->role : "signer";
	r.name = text_or_empty(in->name);
	r.email = text_or_empty(in->email);
	r.email_folded = email_fold(d, r.email);
	r.company = text_or_empty(in->company);
	r.department = text_or_empty(in->department);
	r.title = text_or_empty(in->title);
	r.method = in->method ? in->method : "provider";
	r.locale = in->locale;
	set_signer(&r, in);
	TRY(flow_link_member(d, &r, e));
	if (old)
		TRY(recipient_update(&d->repo, &r, e));
	else
		TRY(recipient_insert(&d->repo, &r, e));
	return save_gate(d, x->v.id, r.id, in, e);
}

static _Bool is_kept(const struct draft_edit *in, const char *id)
{
	for (size_t i = 0; i < in->n_recipients; i++)
		if (in->recipients[i].id && !strcmp(in->recipients[i].id, id))
			return 1;
	return 0;
}

enum err draft_recipients_save(struct domain *d, const struct dossier *x,
			       const struct draft_edit *in, struct error *e)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (!is_kept(in, x->recipients[i].id))
			TRY(recipient_remove(d, &x->recipients[i], e));
	for (size_t i = 0; i < in->n_recipients; i++)
		TRY(save_recipient(d, x, &in->recipients[i], e));
	return gate_rows_tidy(&d->repo, x->v.id, e);
}

enum err recipient_remove(struct domain *d, const struct recipient *r, struct error *e)
{
	TRY(recipient_link_delete(&d->repo, r->id, e));
	TRY(recipient_session_delete(&d->repo, r->id, e));
	TRY(recipient_delete(&d->repo, r->id, e));
	return shelf_parties_left(&d->repo, r->envelope_id, e);
}
