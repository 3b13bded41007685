#include "api/output.h"
#include "api/output_ticket.h"
#include "api/remote.h"
#include "sig/asn1/cert.h"
#include "sig/trust/cert_usage.h"
#include "sig/trust/identity.h"

static const enum identity_field company[] = { IDENTITY_FIELD_COMPANY, IDENTITY_FIELD_ORGANISATION,
					       IDENTITY_FIELD_SUBJECT_ORGANISATION };
static const enum identity_field title[] = { IDENTITY_FIELD_REPRESENTATIVE_TITLE,
					     IDENTITY_FIELD_TITLE };
static const enum identity_field name[] = { IDENTITY_FIELD_REPRESENTATIVE, IDENTITY_FIELD_NAME,
					    IDENTITY_FIELD_OFFICE, IDENTITY_FIELD_SUBJECT_OFFICE };

/* What the certificate claims: the first of these that it has, else what its names say. */
static const char *claim(const struct cert_facts *f, const enum identity_field *fields, size_t n,
			 const char *otherwise)
{
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; f->identity && i < f->identity->n; i++)
			if (f->identity->items[i].field == fields[k])
				return f->identity->items[i].value;
	return otherwise;
}
#define CLAIM(f, fields, otherwise) claim((f), fields, COUNT_OF(fields), (otherwise))

static const char *tame(struct caller *c, const char *s)
{
	return identity_tame(bytes_of_str(s), 256, c->rq->mem);
}

/* As the signing program shows it: who, of which company, as what, by whom, until when. */
static json_t *facts_json(struct caller *c, const struct csc_credential *k)
{
	struct cert_facts f;

	if (!k->n_chain || cert_facts_read(k->chain[0], c->rq->mem, &f, NULL) != ERR_OK)
		return json_null();
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:s}", "name",
			 tame(c, CLAIM(&f, name, f.common_name)), "company",
			 tame(c, CLAIM(&f, company, f.organisation)), "title",
			 tame(c, CLAIM(&f, title, "")), "issuer", tame(c, f.issuer_name),
			 "not_before", json_time(f.not_before), "not_after", json_time(f.not_after),
			 "key", f.key);
}

/* What the certificate itself says; the service may not have looked. */
static const char *why_not(struct caller *c, const struct csc_credential *k)
{
	time_ms now = domain_now(&c->d);
	struct cert_usage usage;
	struct cert cert;

	if (k->unusable)
		return k->unusable;
	if (cert_read(k->chain[0], &cert, NULL) != ERR_OK ||
	    cert_usage_read(k->chain[0], &usage, NULL) != ERR_OK)
		return "remote-no-certificate";
	if (usage.ca || usage.authentication || !usage.signing)
		return "remote-cert-usage";
	return cert.not_before > now || cert.not_after < now ? "remote-cert-expired" : NULL;
}

static json_t *credential_json(struct caller *c, const struct csc_credential *k)
{
	const char *reason = why_not(c, k);

	return json_pack("{s:s, s:s, s:o, s:b, s:o}", "id", k->id, "description",
			 tame(c, k->description), "certificate", facts_json(c, k), "usable",
			 !reason, "reason",
			 reason ? json_string(text_of(c->lang, reason)) : json_null());
}

static enum err credentials_json(struct caller *c, const struct remote *r, json_t *into,
				 struct error *e)
{
	struct csc_credential *list;
	size_t n;

	if (!r->credentials)
		return ERR_OK;
	TRY(csc_credentials_read(bytes_of_str(r->credentials), c->rq->mem, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		json_array_append_new(into, credential_json(c, &list[i]));
	return ERR_OK;
}

/* What the page has to do next. */
static const char *step_of(const struct remote *r, enum ticket_state s)
{
	switch (s) {
	case TICKET_WAITING:
	case TICKET_REDEEMED:
		return r->credentials ? "choose" : "sign_in";
	case TICKET_CERTIFICATE:
	case TICKET_PREPARING:
	case TICKET_PREPARED:
		return r->credential ? "authorize" : "choose";
	case TICKET_SIGNING:
		return "working";
	case TICKET_DONE:
		return "done";
	case TICKET_FAILED:
	case TICKET_EXPIRED:
	case TICKET_CANCELLED:
	case TICKET_STATE_COUNT_:
		break;
	}
	return "over";
}

enum err remote_json(struct caller *c, const struct remote *r, json_t **out, struct error *e)
{
	enum ticket_state s = ticket_state_now(&c->d, &c->ticket);
	json_t *credentials = json_array();

	if (credentials_json(c, r, credentials, e) != ERR_OK) {
		json_decref(credentials);
		return e->code;
	}
	*out = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "id", c->ticket.id, "service",
			 r->service, "state", ticket_state_name(s), "step", step_of(r, s),
			 "credentials", credentials, "credential", json_text(r->credential),
			 "error", ticket_error_json(c, &c->ticket), "expires_at",
			 json_time(c->ticket.session_ends_at));
	return ERR_OK;
}
