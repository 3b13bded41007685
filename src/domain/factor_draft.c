/* What the sender asks of a recipient, and the least that the organisation demands. */
#include <jansson.h>
#include <stdlib.h>
#include "domain/audit.h"
#include "domain/check.h"
#include "domain/factor.h"
#include "domain/password_gate.h"
#include "domain/vault.h"

enum { CODE_MIN = 6 };

static void field(struct domain *d, const char *prefix, size_t i, const char *name,
		  const char *code)
{
	domain_field_error(d, domain_printf(d, "%s[%zu].%s", prefix, i, name), code);
}

enum err factor_hash(struct domain *d, const char *where, const char *code, const char **hash_out,
		     struct error *e)
{
	const char *normal = factor_code_normal(d, code);
	char hash[PASSWORD_HASH_SIZE];

	if (!normal || utf8_length(normal) < CODE_MIN) {
		domain_field_error(d, where, normal ? "access-code-short" : "invalid");
		return domain_fields_ok(d, e);
	}
	TRY(password_gate_hash(normal, hash, e));
	*hash_out = domain_printf(d, "%s", hash);
	return ERR_OK;
}

/* What belongs to the kind; a code that is wrong is told with the other errors. */
static enum err check_value(struct domain *d, const char *prefix, size_t i, struct factor_input *f,
			    struct error *e)
{
	size_t errors = d->n_errors;

	if (f->parsed == FACTOR_SMS_CODE) {
		f->e164 = f->phone && *f->phone ? factor_phone(d, f->phone) : NULL;
		if (f->phone && *f->phone && !f->e164)
			field(d, prefix, i, "phone", "not-a-mobile-number");
	}
	if (f->parsed == FACTOR_ACCESS_CODE && f->code && *f->code &&
	    factor_hash(d, domain_printf(d, "%s[%zu].code", prefix, i), f->code, &f->hash, e) !=
		    ERR_OK)
		return d->n_errors > errors ? ERR_OK : e->code;
	return ERR_OK;
}

enum err factor_check(struct domain *d, const char *prefix, struct factor_input *list, size_t n,
		      struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		if (!factor_parse(list[i].kind, &list[i].parsed) ||
		    !factor_for_recipients(list[i].parsed)) {
			field(d, prefix, i, "kind", "unknown-factor");
			continue;
		}
		for (size_t k = 0; k < i; k++)
			if (list[k].kind && !strcmp(list[k].kind, list[i].kind))
				field(d, prefix, i, "kind", "duplicate-factor");
		TRY(check_value(d, prefix, i, &list[i], e));
	}
	return ERR_OK;
}

static const char *phone_id(struct domain *d, const char *recipient)
{
	return domain_printf(d, "%s:phone", recipient);
}

enum err factor_phone_of(struct domain *d, const struct recipient_factor *f, const char **out,
			 struct error *e)
{
	struct bytes plain;

	if (!f->phone.len) {
		*out = NULL;
		return ERR_OK;
	}
	TRY(vault_decrypt(d, phone_id(d, f->recipient_id), f->phone, &plain, e));
	*out = domain_printf(d, "%.*s", (int)plain.len, (const char *)plain.data);
	return ERR_OK;
}

static const struct recipient_factor *of_kind(const struct recipient_factor *list, size_t n,
					      const char *kind)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].kind, kind))
			return &list[i];
	return NULL;
}

static enum err save_one(struct domain *d, const struct factor_input *in,
			 const struct recipient_factor *old, struct recipient_factor *f,
			 struct error *e)
{
	f->kind = in->kind;
	if (in->parsed == FACTOR_ACCESS_CODE)
		f->secret_hash = in->hash ? in->hash : old ? old->secret_hash : NULL;
	if (in->parsed == FACTOR_SMS_CODE && !in->phone && old)
		f->phone = old->phone;
	if (in->e164)
		TRY(vault_encrypt(d, phone_id(d, f->recipient_id), bytes_of_str(in->e164),
				  &f->phone, e));
	return recipient_factor_put(&d->repo, f, e);
}

enum err factor_save(struct domain *d, const char *envelope, const char *recipient,
		     const struct factor_input *list, size_t n, struct error *e)
{
	const struct recipient_factor *old;
	size_t n_old;

	TRY(recipient_factor_list(&d->repo, recipient, &old, &n_old, e));
	TRY(recipient_factor_delete(&d->repo, recipient, e));
	for (size_t i = 0; i < n; i++) {
		struct recipient_factor f = { .recipient_id = recipient,
					      .envelope_id = envelope,
					      .position = (int64_t)i };

		TRY(save_one(d, &list[i], of_kind(old, n_old, list[i].kind), &f, e));
	}
	return ERR_OK;
}

enum err factor_set_code(struct domain *d, const char *recipient, const char *hash, struct error *e)
{
	const struct recipient_factor *list, *found;
	struct recipient_factor f;
	size_t n;

	TRY(recipient_factor_list(&d->repo, recipient, &list, &n, e));
	found = of_kind(list, n, factor_name(FACTOR_ACCESS_CODE));
	if (!found)
		return error_set(e, ERR_NOT_FOUND, "no access code is asked of this recipient");
	f = *found;
	f.secret_hash = hash;
	return recipient_factor_put(&d->repo, &f, e);
}

enum err factor_asked(struct domain *d, const char *recipient, enum factor_kind k, _Bool *out,
		      struct error *e)
{
	const struct recipient_factor *list;
	size_t n;

	TRY(recipient_factor_list(&d->repo, recipient, &list, &n, e));
	*out = of_kind(list, n, factor_name(k)) != NULL;
	return ERR_OK;
}

enum err factor_move(struct domain *d, const char *from, const char *envelope, const char *to,
		     struct error *e)
{
	const struct recipient_factor *list;
	size_t n;

	TRY(recipient_factor_list(&d->repo, from, &list, &n, e));
	TRY(recipient_factor_delete(&d->repo, to, e));
	for (size_t i = 0; i < n; i++) {
		struct recipient_factor f = list[i];
		const char *phone;

		f.recipient_id = to;
		f.envelope_id = envelope;
		TRY(factor_phone_of(d, &list[i], &phone, e));
		if (phone) /* the encryption names the recipient */
			TRY(vault_encrypt(d, phone_id(d, to), bytes_of_str(phone), &f.phone, e));
		TRY(recipient_factor_put(&d->repo, &f, e));
	}
	return recipient_factor_delete(&d->repo, from, e);
}

enum err factor_copy(struct domain *d, const char *from, const char *envelope, const char *to,
		     struct error *e)
{
	const struct recipient_factor *list;
	size_t n;

	TRY(recipient_factor_list(&d->repo, from, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		struct recipient_factor f = { .recipient_id = to,
					      .kind = list[i].kind,
					      .envelope_id = envelope,
					      .position = list[i].position };

		TRY(recipient_factor_put(&d->repo, &f, e));
	}
	return ERR_OK;
}

/* policy ----------------------------------------------------------------- */

static unsigned read_kinds(const char *json)
{
	json_t *list = json_loads(json, JSON_REJECT_DUPLICATES, NULL), *one;
	unsigned bits = 0;
	enum factor_kind k;
	size_t i;

	json_array_foreach(list, i, one) if (factor_parse(json_string_value(one), &k)) bits |= 1u
											       << k;
	json_decref(list);
	return bits;
}

static const char *write_kinds(struct domain *d, unsigned bits)
{
	const char *out = "[";

	for (unsigned k = 0; k < FACTOR_KIND_COUNT_; k++)
		if (bits >> k & 1)
			out = domain_printf(d, "%s%s\"%s\"", out, out[1] ? "," : "",
					    factor_name((enum factor_kind)k));
	return domain_printf(d, "%s]", out);
}

enum err factor_demand_get(struct domain *d, struct factor_demand *out, struct error *e)
{
	struct factor_policy row;
	enum err rc = factor_policy_row(&d->repo, &row, e);

	*out = (struct factor_demand){ 0 };
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	*out = (struct factor_demand){ read_kinds(row.counterparty), read_kinds(row.own),
				       read_kinds(row.member), row.version };
	return ERR_OK;
}

enum err factor_demand_set(struct domain *d, const struct factor_demand *in, struct error *e)
{
	static const unsigned member_kinds =
		1u << FACTOR_PASSWORD | 1u << FACTOR_TOTP | 1u << FACTOR_PASSKEY;
	const struct factor_policy row = {
		.version = in->version + 1,
		.counterparty = write_kinds(d, in->counterparty),
		.own = write_kinds(d, in->own),
		.member = write_kinds(d, in->member),
		.updated_at = domain_now(d),
	};
	const struct audit_data data[] = {
		{ "counterparty", row.counterparty, 0 },
		{ "own", row.own, 0 },
		{ "member", row.member, 0 },
	};
	AUTO(tx) struct tx tx = { d->repo.db };
	struct factor_demand now;

	if (in->counterparty >> FACTOR_PASSWORD & 1)
		domain_field_error(d, "counterparty", "unknown-factor");
	if (in->own >> FACTOR_PASSWORD & 1)
		domain_field_error(d, "own", "unknown-factor");
	if (in->member & ~member_kinds)
		domain_field_error(d, "member", "unknown-factor");
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(factor_demand_get(d, &now, e));
	if (now.version != in->version)
		return domain_refuse(d, ERR_STALE, "factor-policy-stale", e);
	if (factor_policy_put(&d->repo, &row, e) != ERR_OK)
		return e->code == ERR_CONFLICT
			       ? domain_refuse(d, ERR_STALE, "factor-policy-stale", e)
			       : e->code;
	TRY(audit_append(d,
			 &(struct audit_entry){ .kind = "factors.policy_changed",
						.data = data,
						.n = COUNT_OF(data) },
			 NULL, e));
	return db_commit(tx.db, e);
}

static const char *value_missing(const struct domain *d, const struct recipient_factor *f,
				 enum factor_kind k)
{
	if (k == FACTOR_ACCESS_CODE && !f->secret_hash)
		return "access-code-missing";
	if (k == FACTOR_SMS_CODE && !d->set->sms_ready)
		return "sms-unavailable";
	if (k == FACTOR_SMS_CODE && !f->phone.len)
		return "phone-missing";
	if (k == FACTOR_PASSKEY && !factor_passkeys_possible(d))
		return "passkey-unavailable";
	return NULL;
}

enum err factor_unready(struct domain *d, const struct recipient *r, const char **code_out,
			struct error *e)
{
	unsigned demanded, asked = 0;
	const struct recipient_factor *list;
	struct factor_demand demand;
	const char *code = NULL;
	enum factor_kind k;
	size_t n;

	TRY(factor_demand_get(d, &demand, e));
	TRY(recipient_factor_list(&d->repo, r->id, &list, &n, e));
	for (size_t i = 0; i < n && !code; i++) {
		if (!factor_parse(list[i].kind, &k))
			return error_set(e, ERR_INTERNAL, "a factor has an unknown kind");
		asked |= 1u << k;
		code = value_missing(d, &list[i], k);
	}
	demanded = strcmp(r->side, "own") ? demand.counterparty : r->account_id ? 0 : demand.own;
	/* codes and numbers come from the sender; the others are asked for without being named */
	demanded &= 1u << FACTOR_ACCESS_CODE | 1u << FACTOR_SMS_CODE;
	*code_out = code ? code : demanded & ~asked ? "factor-demanded" : NULL;
	return ERR_OK;
}
