/* PATCH of a draft: JSON members to a struct draft_edit. Absent is unchanged, null is none. */
#include "api/envelopes.h"
#include "api/input.h"
#include "api/output.h"

struct edit_input {
	int64_t version;
	const char *title, *message, *expire_at, *contract_date, *effective_date, *currency,
		*external_id;
	const char *reply_to;
	int64_t amount;
	_Bool title_hidden, allow_forward, certify;
};
static const struct input_rule edit_rules[] = {
	INPUT(edit_input, version, INPUT_INT, 1),
	INPUT(edit_input, title, INPUT_TEXT, 0),
	INPUT(edit_input, message, INPUT_TEXT, 0),
	INPUT(edit_input, expire_at, INPUT_TEXT, 0),
	INPUT(edit_input, contract_date, INPUT_TEXT, 0),
	INPUT(edit_input, effective_date, INPUT_TEXT, 0),
	INPUT(edit_input, amount, INPUT_INT, 0),
	INPUT(edit_input, currency, INPUT_TEXT, 0),
	INPUT(edit_input, external_id, INPUT_TEXT, 0),
	INPUT(edit_input, reply_to, INPUT_TEXT, 0),
	INPUT(edit_input, title_hidden, INPUT_BOOL, 0),
	INPUT(edit_input, allow_forward, INPUT_BOOL, 0),
	INPUT(edit_input, certify, INPUT_BOOL, 0),
};
struct reminders_input {
	int64_t before_days, every_days;
};
static const struct input_rule reminders_rules[] = {
	INPUT(reminders_input, before_days, INPUT_INT, 0),
	INPUT(reminders_input, every_days, INPUT_INT, 0),
};
static const struct input_rule recipient_rules[] = {
	INPUT(recipient_input, id, INPUT_TEXT, 0),
	INPUT(recipient_input, order, INPUT_INT, 1),
	INPUT(recipient_input, side, INPUT_TEXT, 1),
	INPUT(recipient_input, role, INPUT_TEXT, 0),
	INPUT(recipient_input, name, INPUT_TEXT, 0),
	INPUT(recipient_input, email, INPUT_TEXT, 0),
	INPUT(recipient_input, company, INPUT_TEXT, 0),
	INPUT(recipient_input, department, INPUT_TEXT, 0),
	INPUT(recipient_input, title, INPUT_TEXT, 0),
	INPUT(recipient_input, method, INPUT_TEXT, 0),
	INPUT(recipient_input, locale, INPUT_TEXT, 0),
};

struct signer_input {
	const char *sha256, *subject, *issuer;
};
static const struct input_rule signer_rules[] = {
	INPUT(signer_input, sha256, INPUT_TEXT, 0),
	INPUT(signer_input, subject, INPUT_TEXT, 0),
	INPUT(signer_input, issuer, INPUT_TEXT, 0),
};

/* null clears it; absent, it stays. */
static enum err read_signer(struct caller *c, const json_t *object, const char *prefix,
			    struct recipient_input *r, struct error *e)
{
	const json_t *rule = json_object_get(object, "certificate");
	struct signer_input in = { 0 };

	r->set_signer = rule != NULL;
	if (rule && !json_is_null(rule))
		TRY(input_read(c, rule, domain_printf(&c->d, "%scertificate.", prefix), signer_rules,
			       COUNT_OF(signer_rules), &in, e));
	r->signer_sha256 = in.sha256;
	r->signer_subject = in.subject;
	r->signer_issuer = in.issuer;
	return ERR_OK;
}

static enum err read_recipients(struct caller *c, const json_t *array, struct draft_edit *out,
				struct error *e)
{
	struct recipient_input *list;

	if (!json_is_array(array) || json_array_size(array) > c->app->settings->recipients_max) {
		domain_field_error(&c->d, "recipients",
				   json_is_array(array) ? "too-many-recipients" : "invalid");
		return domain_fields_ok(&c->d, e);
	}
	out->set_recipients = 1;
	out->n_recipients = json_array_size(array);
	list = arena_alloc_n(c->rq->mem, out->n_recipients + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the recipients exceed the memory limit");
	for (size_t i = 0; i < out->n_recipients; i++) {
		const json_t *one = json_array_get(array, i);
		const char *prefix = domain_printf(&c->d, "recipients[%zu].", i);

		TRY(input_read(c, one, prefix, recipient_rules, COUNT_OF(recipient_rules), &list[i], e));
		TRY(input_gate(c, one, prefix, &list[i], e));
		TRY(read_signer(c, one, prefix, &list[i], e));
		if (!list[i].locale)
			list[i].locale = "ja";
	}
	out->recipients = list;
	return ERR_OK;
}

static _Bool has(const struct caller *c, const char *name)
{
	return json_object_get(c->rq->json, name) != NULL;
}

/* A text that null clears. */
static const char *clearable(const struct caller *c, const char *name, const char *value)
{
	return has(c, name) && !value ? "" : value;
}

static enum err read_reminders(struct caller *c, struct draft_edit *out, struct error *e)
{
	struct reminders_input in = { -1, -1 };

	out->set_reminders = has(c, "reminders");
	TRY(input_read(c, json_object_get(c->rq->json, "reminders"), "reminders.", reminders_rules,
		       COUNT_OF(reminders_rules), &in, e));
	if (out->set_reminders && (in.before_days < -1 || in.every_days < -1))
		domain_field_error(&c->d, "reminders", "reminder-range");
	out->remind_before_days = in.before_days;
	out->remind_every_days = in.every_days;
	return domain_fields_ok(&c->d, e);
}

static enum err read_metadata(struct caller *c, struct draft_edit *out, struct error *e)
{
	json_t *object = json_object_get(c->rq->json, "metadata"), *value;
	struct metadata_item *list;
	const char *key;

	out->set_metadata = object != NULL;
	if (!object || json_is_null(object))
		return ERR_OK;
	list = arena_alloc_n(c->rq->mem, json_object_size(object) + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the metadata exceed the memory limit");
	if (!json_is_object(object))
		domain_field_error(&c->d, "metadata", "invalid");
	json_object_foreach(object, key, value)
	{
		if (!json_is_string(value))
			domain_field_error(&c->d, "metadata", "invalid");
		list[out->n_metadata++] = (struct metadata_item){ key, json_string_value(value) };
	}
	out->metadata = list;
	return domain_fields_ok(&c->d, e);
}

static enum err read_properties(struct caller *c, const struct edit_input *in,
				struct draft_edit *out, struct error *e)
{
	out->version = in->version;
	out->title = in->title;
	out->message = in->message;
	out->currency = in->currency;
	out->contract_date = clearable(c, "contract_date", in->contract_date);
	out->effective_date = clearable(c, "effective_date", in->effective_date);
	out->external_id = clearable(c, "external_id", in->external_id);
	out->reply_to = clearable(c, "reply_to", in->reply_to);
	out->set_title_hidden = has(c, "title_hidden");
	out->title_hidden = in->title_hidden;
	out->set_allow_forward = has(c, "allow_forward");
	out->allow_forward = in->allow_forward;
	out->set_certify = has(c, "certify");
	out->certify = in->certify;
	out->set_amount = has(c, "amount");
	out->amount = in->amount;
	if (in->amount < 0 && out->set_amount &&
	    !json_is_null(json_object_get(c->rq->json, "amount")))
		domain_field_error(&c->d, "amount", "amount-range");
	out->set_expire = has(c, "expire_at");
	if (in->expire_at && !time_parse_rfc3339(in->expire_at, &out->expire_at))
		domain_field_error(&c->d, "expire_at", "invalid");
	return domain_fields_ok(&c->d, e);
}

static enum err edit(struct caller *c, struct response *rs, struct error *e)
{
	const json_t *recipients = json_object_get(c->rq->json, "recipients");
	struct edit_input in = { .amount = -1 };
	struct draft_edit change = { 0 };
	struct dossier x;

	TRY(sender_dossier(c, &x, e));
	TRY(input_body(c, edit_rules, COUNT_OF(edit_rules), &in, e));
	if (in.version < 1)
		domain_field_error(&c->d, "version", "invalid");
	TRY(read_properties(c, &in, &change, e));
	TRY(read_reminders(c, &change, e));
	TRY(read_metadata(c, &change, e));
	if (recipients)
		TRY(read_recipients(c, recipients, &change, e));
	TRY(envelope_edit(&c->d, x.v.id, &change, e));
	return envelope_answer(c, x.v.id, rs, e);
}
API_HANDLER(envelope_patch, edit)
