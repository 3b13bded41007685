#include "api/output_gate.h"
#include "api/output.h"

static const char *pick(const struct caller *c, const char *en, const char *ja)
{
	return !strcmp(c->lang, "ja") ? ja : en;
}

static json_t *factors_json(const struct gate *g)
{
	json_t *list = json_array();

	for (size_t i = 0; i < g->n_factors; i++) {
		const struct gate_factor *f = &g->factors[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:b, s:b, s:o}", "kind",
						      factor_name(f->kind), "channel",
						      factor_channel(f->kind), "to",
						      json_text(f->to), "passed", (int)f->passed,
						      "enrolled", (int)f->enrolled, "locked_until",
						      json_time(f->passed ? 0 : g->locked_until)));
	}
	return list;
}

static json_t *steps_json(const struct caller *c, const struct consent *k)
{
	json_t *list = json_array();

	for (size_t i = 0; i < k->n_steps; i++) {
		const struct law_step *s = k->steps[i];

		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:b, s:s, s:s, s:o}", "step", s->code,
						"when", s->when == LAW_BEFORE ? "before" : "after",
						"takes_text", (int)s->takes_text, "title",
						pick(c, s->title_en, s->title_ja), "text",
						pick(c, s->text_en, s->text_ja), "at",
						json_time(k->taken_at[i])));
	}
	return list;
}

static json_t *law_json(const struct caller *c, const struct law *l)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s}", "law", l->code, "version", l->version,
			 "clauses", l->clauses, "title", pick(c, l->title_en, l->title_ja), "text",
			 pick(c, l->text_en, l->text_ja));
}

static json_t *consents_json(const struct caller *c, const struct consent_list *laws)
{
	json_t *list = json_array();

	for (size_t i = 0; i < laws->n; i++) {
		json_t *j = law_json(c, laws->items[i].law);

		json_object_set_new(j, "state", json_string(consent_state(&laws->items[i])));
		json_object_set_new(j, "steps", steps_json(c, &laws->items[i]));
		json_array_append_new(list, j);
	}
	return list;
}

json_t *gate_json(struct caller *c, const struct gate *g)
{
	json_t *terms = g->terms ? json_pack("{s:s, s:s}", "version", g->terms, "text",
					     terms_text(g->terms, c->lang))
				 : json_null();

	return json_pack("{s:s, s:o, s:o, s:o}", "next", gate_step_name(g->next), "factors",
			 factors_json(g), "terms", terms, "consents", consents_json(c, &g->laws));
}

static json_t *credentials_json(const struct factor_started *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->n_credentials; i++)
		json_array_append_new(list, json_pack("{s:s, s:s}", "type", "public-key", "id",
						      s->credentials[i]));
	return list;
}

/* PublicKeyCredentialCreationOptions and …RequestOptions (WebAuthn §5.4, §5.5), bytes in base64url.
 */
static json_t *options_json(const struct factor_started *s)
{
	if (!s->create)
		return json_pack("{s:s, s:s, s:s, s:i, s:o}", "challenge", s->challenge, "rpId",
				 s->rp_id, "userVerification", "required", "timeout", 300000,
				 "allowCredentials", credentials_json(s));
	return json_pack(
		"{s:s, s:{s:s, s:s}, s:{s:s, s:s, s:s}, s:[{s:s, s:i}, {s:s, s:i}], s:s, s:i, "
		"s:{s:s, s:s}, s:o}",
		"challenge", s->challenge, "rp", "id", s->rp_id, "name", "SkySign", "user", "id",
		s->user_id, "name", s->user_name, "displayName", s->user_name, "pubKeyCredParams",
		"type", "public-key", "alg", -7, "type", "public-key", "alg", -257, "attestation",
		"none", "timeout", 300000, "authenticatorSelection", "userVerification", "required",
		"residentKey", "preferred", "excludeCredentials", credentials_json(s));
}

json_t *started_json(const struct factor_started *s)
{
	json_t *j = json_pack("{s:o, s:o}", "sent_to", json_text(s->sent_to), "expires_at",
			      json_time(s->expires_at));

	if (s->totp_uri)
		json_object_set_new(
			j, "totp",
			json_pack("{s:s, s:s}", "uri", s->totp_uri, "secret", s->totp_secret));
	if (s->challenge) {
		json_object_set_new(j, "create", json_boolean(s->create));
		json_object_set_new(j, "options", options_json(s));
	}
	return j;
}

json_t *laws_json(struct caller *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < law_count(); i++) {
		const struct law *l = law_at(i);
		json_t *j;

		if (l != law_find(l->code))
			continue; /* an older version */
		j = law_json(c, l);
		json_object_set_new(j, "needs_consent", json_boolean(law_needs_consent(l)));
		json_array_append_new(list, j);
	}
	return json_pack("{s:o}", "items", list);
}

static json_t *kinds_json(unsigned bits)
{
	json_t *list = json_array();

	for (unsigned k = 0; k < FACTOR_KIND_COUNT_; k++)
		if (bits >> k & 1)
			json_array_append_new(list, json_string(factor_name((enum factor_kind)k)));
	return list;
}

json_t *demand_json(struct caller *c, const struct factor_demand *demand)
{
	return json_pack("{s:o, s:o, s:o, s:I, s:b, s:b}", "counterparty",
			 kinds_json(demand->counterparty), "own", kinds_json(demand->own), "member",
			 kinds_json(demand->member), "version", (json_int_t)demand->version, "sms",
			 (int)c->d.set->sms_ready, "passkeys",
			 (int)factor_passkeys_possible(&c->d));
}

static enum err sms_json(struct caller *c, const struct recipient *r, json_t **out, struct error *e)
{
	struct sms m;
	enum err rc = sms_last(&c->d.repo, r->id, &m, e);

	*out = NULL;
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	*out = json_pack("{s:s, s:o, s:o}", "state", m.state, "text", json_text(m.reply), "at",
			 json_time(m.sent_at ? m.sent_at : m.created_at));
	return ERR_OK;
}

static _Bool needs_value(const struct recipient_factor *f)
{
	return !strcmp(f->kind, "access_code") || !strcmp(f->kind, "sms_code");
}

/* Codes are never readable again; numbers only in part. */
static enum err asked_json(struct caller *c, const struct recipient *r,
			   const struct recipient_factor *f, json_t **out, struct error *e)
{
	json_t *j, *delivery = NULL;
	const char *phone;

	TRY(factor_phone_of(&c->d, f, &phone, e));
	if (!strcmp(f->kind, "sms_code"))
		TRY(sms_json(c, r, &delivery, e));
	j = json_pack("{s:s, s:b}", "kind", f->kind, "set",
		      (int)(!needs_value(f) || f->secret_hash || f->phone.len));
	if (phone)
		json_object_set_new(j, "phone", json_string(factor_phone_masked(&c->d, phone)));
	if (delivery)
		json_object_set_new(j, "delivery", delivery);
	*out = j;
	return ERR_OK;
}

static json_t *given_json(const struct consent_list *laws)
{
	json_t *list = json_array();

	for (size_t i = 0; i < laws->n; i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:s}", "law", laws->items[i].law->code,
						"version", laws->items[i].law->version, "state",
						consent_state(&laws->items[i])));
	return list;
}

static time_ms paper_asked(const struct consent_list *laws)
{
	for (size_t i = 0; i < laws->n_rows; i++)
		if (!strcmp(laws->rows[i].step, "paper"))
			return laws->rows[i].at;
	return 0;
}

enum err recipient_gate_json(struct caller *c, const struct recipient *r, json_t *j,
			     struct error *e)
{
	json_t *factors = json_array(), *codes = json_array(),
	       *passed = json_loads(r->factors, 0, NULL);
	const struct recipient_factor *list;
	struct consent_list laws;
	size_t n;

	json_object_set_new(j, "factors", factors);
	json_object_set_new(j, "consents", codes);
	json_object_set_new(j, "factors_passed", passed ? passed : json_array());
	TRY(recipient_factor_list(&c->d.repo, r->id, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		json_t *one;

		TRY(asked_json(c, r, &list[i], &one, e));
		json_array_append_new(factors, one);
	}
	TRY(consent_load(&c->d, r->id, &laws, e));
	for (size_t i = 0; i < laws.n; i++)
		json_array_append_new(codes, json_string(laws.items[i].law->code));
	json_object_set_new(j, "consents_given", given_json(&laws));
	json_object_set_new(j, "paper_asked_at", json_time(paper_asked(&laws)));
	return ERR_OK;
}
