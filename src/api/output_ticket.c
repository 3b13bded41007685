#include "api/output_ticket.h"
#include "api/output_party.h"
#include "http/problem.h"
#include "sig/asn1/cert.h"
#include "sig/trust/cert_facts.h"
#include "store/repo/organisation.h"

/* "cert-not-accepted party-issuer": the slug of an error and, where there is one, its reason. */
static _Bool error_of(const char *text, enum err *out)
{
	size_t n = strcspn(text, " ");

	for (unsigned i = 0; i < ERR_COUNT_; i++) {
		*out = (enum err)i;
		if (strlen(err_slug(*out)) == n && !strncmp(err_slug(*out), text, n))
			return 1;
	}
	return 0;
}

static const char *detail_of(struct caller *c, const char *text, enum err code)
{
	const char *reason = strchr(text, ' ');

	return reason ? text_of(c->lang, reason + 1) : problem_hint(code, c->lang);
}

static json_t *small_problem(struct caller *c, enum err code, const char *detail)
{
	_Bool ja = strcmp(c->lang, "en") != 0;

	return json_pack("{s:s++, s:s, s:i, s:s}", "type", "/problems/", err_slug(code), "",
			 "title", ja ? err_text_ja(code) : err_text(code), "status",
			 err_http_status(code), "detail", detail);
}

json_t *ticket_error_json(struct caller *c, const struct signing_ticket *t)
{
	enum err code;

	if (!t->error || !error_of(t->error, &code))
		return json_null();
	return small_problem(c, code, detail_of(c, t->error, code));
}

json_t *ticket_refusal_json(struct caller *c, enum err code)
{
	return small_problem(c, code, c->d.refusal ? text_of(c->lang, c->d.refusal) : problem_hint(code, c->lang));
}

json_t *ticket_agent_json(const char *version, const char *os, const char *address)
{
	if (!version)
		return json_null();
	return json_pack("{s:s, s:s, s:s}", "os", os ? os : "", "version", version, "address",
			 address ? address : "");
}

enum err ticket_certificate_json(struct caller *c, const struct signing_ticket *t, json_t **out,
				 struct error *e)
{
	struct bytes list[1 + TICKET_CHAIN_MAX + 1];
	struct cert_facts f;
	size_t n;

	*out = json_null();
	if (!t->certificates.len)
		return ERR_OK;
	TRY(cert_split(t->certificates, list, COUNT_OF(list), &n, e));
	TRY(cert_facts_read(list[0], c->rq->mem, &f, e));
	*out = json_pack("{s:s, s:s, s:o}", "subject", f.subject, "issuer", f.issuer, "not_after",
			 json_time(f.not_after));
	return ERR_OK;
}

enum err ticket_json(struct caller *c, const struct signing_ticket *t, json_t **out,
		     struct error *e)
{
	enum ticket_state s = ticket_state_now(&c->d, t);
	json_t *certificate;

	TRY(ticket_certificate_json(c, t, &certificate, e));
	*out = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "id", t->id, "state",
			 ticket_state_name(s), "agent",
			 ticket_agent_json(t->agent_version, t->agent_os, t->agent_address), "error",
			 ticket_error_json(c, t), "certificate", certificate, "expires_at",
			 json_time(s == TICKET_WAITING || !t->session_ends_at
					   ? t->expires_at
					   : t->session_ends_at));
	return ERR_OK;
}

/* for the program ----------------------------------------------------------- */

/* A signature in another digest than SHA-256 is proved against that digest of what was shown. */
static enum err more_digests(const struct revision *v, json_t *into, struct error *e)
{
	const struct {
		const char *key;
		struct bytes state;
	} more[] = { { "sha384", v->state384 }, { "sha512", v->state512 } };

	for (size_t i = 0; i < COUNT_OF(more); i++) {
		unsigned char value[DIGEST_MAX];
		char hex[2 * DIGEST_MAX + 1];
		struct digest d;

		TRY(digest_import(&d, more[i].state, e));
		digest_final(&d, value);
		hex_encode(BYTES(value, digest_size(d.alg)), hex);
		json_object_set_new(into, more[i].key, json_string(hex));
	}
	return ERR_OK;
}

enum err ticket_documents_json(struct caller *c, const struct dossier *x, const struct agree_input *in,
			       json_t *list, struct error *e)
{
	const struct repo *r = &c->d.repo;

	for (size_t i = 0; i < in->n_shown; i++) {
		const struct document *doc = dossier_document(x, in->shown[i].document);
		struct revision v;
		json_t *one;
		int64_t no;

		if (!doc)
			return error_set(e, ERR_INTERNAL, "a shown document is gone");
		TRY(revision_by_digest(r, doc->id, doc->visible_no, doc->head_no,
				       in->shown[i].digest, &no, e));
		TRY(revision_get_whole(r, doc->id, no, &v, e));
		one = json_pack("{s:s, s:s, s:I, s:I, s:s}", "id", doc->id, "name", doc->name,
				"pages", (json_int_t)doc->pages, "size", (json_int_t)v.size, "sha256",
				v.sha256);
		json_array_append_new(list, one);
		TRY(more_digests(&v, one, e));
	}
	return ERR_OK;
}

enum err ticket_request_json(struct caller *c, const struct dossier *x, json_t **out,
				  struct error *e)
{
	struct organisation org;

	TRY(organisation_get(&c->d.repo, &org, e));
	*out = json_pack("{s:s, s:s, s:s, s:s}", "id", x->v.id, "title", x->v.title, "sender",
			 org.name, "message", x->v.message);
	return ERR_OK;
}

const char *ticket_server_name(const struct domain *d)
{
	const char *at = strstr(d->set->base_url, "://");

	return at ? at + 3 : d->set->base_url;
}

enum err ticket_opened_json(struct caller *c, const struct ticket_opened *o, json_t **out,
			    struct error *e)
{
	json_t *documents = json_array(), *request = NULL;
	struct party_policy policy;
	struct agree_input in;
	enum err rc = ticket_input(&c->d, &o->t, &in, e);

	if (rc == ERR_OK)
		rc = party_policy_get(&c->d, &policy, e);
	if (rc == ERR_OK)
		rc = ticket_documents_json(c, &o->x, &in, documents, e);
	if (rc == ERR_OK)
		rc = ticket_request_json(c, &o->x, &request, e);
	if (rc != ERR_OK) {
		json_decref(documents);
		return rc;
	}
	*out = json_pack("{s:s, s:i, s:s, s:s, s:s, s:{s:s, s:s}, s:o, s:o, s:o}", "session",
			 o->session, "expires_in", TICKET_SESSION_MS / 1000, "confirm_code",
			 o->t.confirm_code, "server_name", ticket_server_name(&c->d), "min_agent",
			 TICKET_AGENT_LEAST, "account", "name", in.name, "company", in.company,
			 "request", request, "documents", documents, "accept", party_accept_json(c, o->r, &policy));
	return ERR_OK;
}

json_t *ticket_made_json(const struct ticket_made *t)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:o}", "id", t->id, "url", t->url, "code", t->code,
			 "confirm_code", t->confirm_code, "expires_at", json_time(t->expires_at));
}
