/* Remote signing: how far it has come, the credential, and the way to its authorisation. */
#include "api/input.h"
#include "api/remote.h"

static enum err show(struct caller *c, struct response *rs, struct error *e)
{
	struct remote r;

	TRY(remote_load(c, &r, e));
	return remote_json(c, &r, &rs->json, e);
}
API_HANDLER(remote_signing_get_route, show)

static enum err drop(struct caller *c, struct response *rs, struct error *e)
{
	struct remote r;

	(void)rs;
	TRY(remote_load(c, &r, e));
	return ticket_drop(&c->d, &c->recipient, c->ticket.id, e);
}
API_HANDLER(remote_signing_delete_route, drop)

/* choosing ----------------------------------------------------------------- */

enum err remote_credential(struct caller *c, const struct remote *r, const char *id,
			   const struct csc_credential **out, struct error *e)
{
	struct csc_credential *list;
	size_t n;

	if (!r->credentials || !id)
		return error_set(e, ERR_NOT_FOUND, "no such credential");
	TRY(csc_credentials_read(bytes_of_str(r->credentials), c->rq->mem, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(list[i].id, id)) {
			*out = &list[i];
			return ERR_OK;
		}
	}
	return error_set(e, ERR_NOT_FOUND, "no such credential");
}

/* One authorisation is for all documents of the contract. */
static enum err check_many(struct caller *c, const struct csc_credential *k, struct error *e)
{
	struct dossier x;

	TRY(dossier_load(&c->d, c->ticket.envelope_id, &x, e));
	if ((int64_t)dossier_contracts(&x) > k->multisign)
		return domain_refuse(&c->d, ERR_CERT_REFUSED, "remote-multisign", e);
	return ERR_OK;
}

static enum err check_usable(struct caller *c, const struct csc_credential *k,
			     struct party_found *found, struct error *e)
{
	struct agent_offer offer = { .certificate = k->chain[0] };

	if (k->unusable)
		return domain_refuse(&c->d, ERR_CERT_REFUSED, k->unusable, e);
	TRY(check_many(c, k, e));
	for (size_t i = 1; i < k->n_chain && offer.n_chain < COUNT_OF(offer.chain); i++)
		offer.chain[offer.n_chain++] = k->chain[i];
	for (size_t i = 0; i < k->n_algorithms && i < COUNT_OF(offer.algorithms); i++)
		offer.algorithms[offer.n_algorithms++] = k->algorithms[i];
	return agent_certificate_check(c, &offer, found, e);
}

struct choice {
	const char *credential;
	struct ticket_certificate certificate;
	struct remote r;
};

/* Whatever was chosen meanwhile, by this page or another one of the browser: this comes after it, whole. */
static enum err keep_choice(struct caller *c, void *ctx, struct error *e)
{
	struct choice *k = ctx;

	TRY(remote_load(c, &k->r, e));
	k->r.credential = k->credential;
	return remote_choose(&c->d, &c->ticket, c->ticket.seq + 1, &k->certificate, &k->r,
			     &c->ticket, e);
}

struct choose_input {
	const char *credential;
};
static const struct input_rule choose_rules[] = { INPUT(choose_input, credential, INPUT_TEXT, 1) };

static enum err choose(struct caller *c, struct response *rs, struct error *e)
{
	const struct csc_credential *k;
	struct choose_input in = { 0 };
	struct party_found found;
	struct choice choice;
	struct remote r;
	enum err rc;

	TRY(input_body(c, choose_rules, COUNT_OF(choose_rules), &in, e));
	TRY(remote_load(c, &r, e));
	TRY(remote_credential(c, &r, in.credential, &k, e));
	rc = check_usable(c, k, &found, e);
	if (rc != ERR_OK)
		return remote_note_refusal(c, rc, e);
	choice.credential = k->id;
	TRY(agent_certificate_input(c, "remote", &found, &choice.certificate, e));
	TRY(remote_patiently(c, keep_choice, &choice, e));
	return remote_json(c, &choice.r, &rs->json, e);
}
API_HANDLER(remote_credential_post, choose)

/* authorising ----------------------------------------------------------------- */

const char *remote_hashes_text(struct caller *c, const struct remote_hash *list, size_t n)
{
	const char *all = "";

	for (size_t i = 0; i < n; i++) {
		char one[2 * DIGEST_MAX];

		base64url_encode(list[i].value, one);
		all = domain_printf(&c->d, "%s%s%s", all, i ? "," : "", one);
	}
	return all;
}

static enum err lead_there(struct caller *c, struct remote *r, const char **url, struct error *e)
{
	struct csc_authorization a = { .credential = r->credential,
				       .algorithm = c->ticket.algorithm };
	struct remote_hash *list;
	struct bytes *values;
	size_t n;

	TRY(remote_hashes(&c->d, &c->ticket, &list, &n, e));
	values = arena_alloc_n(c->rq->mem, n, sizeof(*values));
	if (!values || n > CSC_HASHES_MAX)
		return error_set(e, ERR_TOO_LARGE, "there are too many documents");
	for (size_t i = 0; i < n; i++)
		values[i] = list[i].value;
	a.hashes = values;
	a.n_hashes = n;
	r->hashes = remote_hashes_text(c, list, n);
	return remote_visit(c, r, &a, url, e);
}

/* Asked again until it is prepared; then the browser goes to the service. */
static enum err authorize(struct caller *c, struct response *rs, struct error *e)
{
	const char *url = NULL;
	_Bool ready = 0;
	struct remote r;

	TRY(remote_load(c, &r, e));
	if (!r.credential)
		return domain_refuse(&c->d, ERR_CONFLICT, "ticket-certificate-first", e);
	TRY(agent_prepare_ticket(c, c->ticket.seq + 1, &ready, e));
	if (ready) {
		TRY(remote_reload(c, e));
		TRY(lead_there(c, &r, &url, e));
	}
	rs->json = json_pack("{s:s, s:o}", "state", ready ? "ready" : "working", "url",
			     url ? json_string(url) : json_null());
	return ERR_OK;
}
API_HANDLER(remote_authorize_post, authorize)
