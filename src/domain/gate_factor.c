/* Starting and answering a factor. */
#include <stdio.h>
#include "crypto/digest.h"
#include "crypto/otp.h"
#include "domain/flow.h"
#include "domain/gate.h"
#include "domain/jobs.h"
#include "domain/notice.h"
#include "domain/passkey.h"
#include "domain/password_gate.h"
#include "domain/text.h"
#include "domain/vault.h"
#include "store/repo/organisation.h"

#define MINUTES(n) ((time_ms)(n)*60 * 1000)
enum { CODE_TRIES = 5, STARTS_PER_HOUR = 8, CODE_SIZE = 7 };
#define CODE_TTL      MINUTES(10)
#define ENROL_TTL     MINUTES(15)
#define CHALLENGE_TTL MINUTES(5)

/* One factor of one session being dealt with. */
struct turn {
	struct dossier x;
	struct recipient *r;
	struct gate g;
	struct gate_factor *f;
};

static const char *value_id(struct domain *d, const struct turn *t)
{
	return domain_printf(d, "%s:%s", t->r->id, factor_name(t->f->kind));
}

static enum err begin(struct domain *d, const struct recipient_ref *ref, const char *kind,
		      struct turn *t, struct error *e)
{
	enum factor_kind k;

	TRY(flow_look_party(d, ref, &t->x, &t->r, e));
	TRY(gate_load(d, ref, &t->x, t->r, &t->g, e));
	t->f = NULL;
	if (!factor_parse(kind, &k))
		return error_set(e, ERR_NOT_FOUND, "no such factor");
	for (size_t i = 0; i < t->g.n_factors; i++)
		if (t->g.factors[i].kind == k)
			t->f = &t->g.factors[i];
	return t->f ? ERR_OK : domain_refuse(d, ERR_NOT_FOUND, "factor-not-asked", e);
}

/* Enrolling comes after everything else that proves the person. */
static enum err others_passed(struct domain *d, const struct turn *t, struct error *e)
{
	for (size_t i = 0; i < t->g.n_factors; i++)
		if (&t->g.factors[i] != t->f && t->g.factors[i].enrolled && !t->g.factors[i].passed)
			return domain_refuse(d, ERR_CONFLICT, "factor-others-first", e);
	return ERR_OK;
}

static enum err audit_factor(struct domain *d, const char *event, const struct turn *t,
			     struct error *e)
{
	const struct audit_data more[] = {
		{ "factor", factor_name(t->f->kind), 0 },
		{ "channel", factor_channel(t->f->kind), 0 },
	};

	return flow_audit_more(d, event, t->r, more, COUNT_OF(more), e);
}

static enum err put_code(struct domain *d, const struct recipient_ref *ref, const struct turn *t,
			 struct bytes value, time_ms ttl, struct error *e)
{
	struct factor_code c = { .session_hash = ref->key,
				 .kind = factor_name(t->f->kind),
				 .recipient_id = t->r->id,
				 .created_at = domain_now(d),
				 .expires_at = domain_now(d) + ttl };

	TRY(vault_encrypt(d, value_id(d, t), value, &c.value, e));
	return factor_code_put(&d->repo, &c, e);
}

/* Whoever holds a link cannot flood its owner's mailbox or telephone. */
static enum err count_start(struct domain *d, const struct turn *t, struct error *e)
{
	time_ms now = domain_now(d);
	unsigned char hash[32];
	int64_t hits;

	digest_sha256(bytes_of_str(domain_printf(d, "factor-start:%s", value_id(d, t))), hash);
	TRY(rate_hit(d->repo.db, d->repo.mem, BYTES(hash, sizeof(hash)), now - now % MINUTES(60),
		     &hits, e));
	return hits <= STARTS_PER_HOUR ? ERR_OK
				       : domain_refuse(d, ERR_RATE_LIMITED, "code-too-often", e);
}

static void new_code(struct domain *d, char out[CODE_SIZE])
{
	snprintf(out, CODE_SIZE, "%06u", rng_below(d->rng, 1000000));
}

static enum err send_sms(struct domain *d, const struct turn *t, const char *code, time_ms until,
			 struct error *e)
{
	struct sms m = { .id = domain_id(d, "sms"),
			 .envelope_id = t->x.v.id,
			 .recipient_id = t->r->id,
			 .state = "queued",
			 .created_at = domain_now(d),
			 .expires_at = until };
	const struct recipient_factor row = { .recipient_id = t->r->id, .phone = t->f->phone };
	struct organisation o;
	const char *phone, *text;

	if (!d->set->sms_ready)
		return domain_refuse(d, ERR_UNAVAILABLE, "sms-unavailable", e);
	TRY(factor_phone_of(d, &row, &phone, e));
	if (!phone)
		return domain_refuse(d, ERR_CONFLICT, "phone-missing", e);
	TRY(organisation_get(&d->repo, &o, e));
	text = text_fill(d->repo.mem, text_of(t->r->locale, "sms-code"),
			 (const struct text_value[]){ { "company", o.name }, { "code", code } }, 2);
	TRY(vault_encrypt(d, domain_printf(d, "%s:to", m.id), bytes_of_str(phone), &m.to_phone, e));
	TRY(vault_encrypt(d, domain_printf(d, "%s:body", m.id), bytes_of_str(text), &m.body, e));
	TRY(sms_insert(&d->repo, &m, e));
	return job_enqueue(
		d, &(struct job_request){ .kind = JOB_SMS, .envelope = t->x.v.id, .mail = m.id },
		e);
}

static enum err start_code(struct domain *d, const struct recipient_ref *ref, struct turn *t,
			   struct factor_started *out, struct error *e)
{
	time_ms until = domain_now(d) + CODE_TTL;
	char code[CODE_SIZE];

	TRY(count_start(d, t, e));
	new_code(d, code);
	TRY(put_code(d, ref, t, bytes_of_str(code), CODE_TTL, e));
	if (t->f->kind == FACTOR_SMS_CODE)
		TRY(send_sms(d, t, domain_printf(d, "%s", code), until, e));
	else
		TRY(notice_to_party(d, "code", &t->x.v, t->r,
				    &(struct notice_facts){ .code = domain_printf(d, "%s", code),
							    .until = until },
				    e));
	TRY(audit_factor(d, "recipient.code_sent", t, e));
	*out = (struct factor_started){ .sent_to = t->f->to, .expires_at = until };
	return ERR_OK;
}

/* The label is what the application shows; the issuer is this service's name at its address. */
static const char *otpauth(struct domain *d, const struct recipient *r, const char *secret)
{
	return domain_printf(
		d,
		"otpauth://totp/"
		"SkySign:%s?secret=%s&issuer=SkySign&algorithm=SHA1&digits=6&period=30",
		r->email_folded, secret);
}

static enum err start_totp(struct domain *d, const struct recipient_ref *ref, struct turn *t,
			   struct factor_started *out, struct error *e)
{
	unsigned char secret[OTP_SECRET];
	char *text;

	*out = (struct factor_started){ 0 };
	if (t->f->enrolled)
		return ERR_OK;
	TRY(others_passed(d, t, e));
	rng_fill(d->rng, secret, sizeof(secret));
	text = arena_alloc(d->repo.mem, base32_size(sizeof(secret)));
	if (!text)
		return error_set(e, ERR_TOO_LARGE, "the secret exceeds the memory limit");
	base32_encode(BYTES(secret, sizeof(secret)), text);
	TRY(put_code(d, ref, t, BYTES(secret, sizeof(secret)), ENROL_TTL, e));
	out->totp_secret = text;
	out->totp_uri = otpauth(d, t->r, text);
	out->expires_at = domain_now(d) + ENROL_TTL;
	return ERR_OK;
}

static const char *base64url(struct domain *d, struct bytes in)
{
	char *out = arena_alloc(d->repo.mem, base64url_size(in.len));

	if (!out)
		return "";
	base64url_encode(in, out);
	return out;
}

static enum err start_passkey(struct domain *d, const struct recipient_ref *ref, struct turn *t,
			      struct factor_started *out, struct error *e)
{
	unsigned char challenge[32], user[32];
	const struct person_passkey *list;
	const char **ids;
	size_t n;

	if (!factor_passkeys_possible(d))
		return domain_refuse(d, ERR_UNAVAILABLE, "passkey-unavailable", e);
	if (!t->f->enrolled)
		TRY(others_passed(d, t, e));
	TRY(person_passkey_list(&d->repo, t->r->email_folded, &list, &n, e));
	ids = arena_alloc_n(d->repo.mem, n + 1, sizeof(*ids));
	if (!ids)
		return error_set(e, ERR_TOO_LARGE, "the passkeys exceed the memory limit");
	for (size_t i = 0; i < n; i++)
		ids[i] = base64url(d, list[i].credential_id);
	rng_fill(d->rng, challenge, sizeof(challenge));
	digest_sha256(bytes_of_str(domain_printf(d, "%s:%s", d->repo.org, t->r->email_folded)),
		      user);
	*out = (struct factor_started){
		.challenge = base64url(d, BYTES(challenge, sizeof(challenge))),
		.create = !t->f->enrolled,
		.rp_id = passkey_rp_id(d),
		.user_id = base64url(d, BYTES(user, sizeof(user))),
		.user_name = t->r->email,
		.credentials = ids,
		.n_credentials = n,
		.expires_at = domain_now(d) + CHALLENGE_TTL,
	};
	return put_code(d, ref, t, bytes_of_str(out->challenge), CHALLENGE_TTL, e);
}

enum err gate_factor_start(struct domain *d, const struct recipient_ref *ref, const char *kind,
			   struct factor_started *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct factor_started s = { 0 };
	struct dossier locked;
	struct turn t;

	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, ref->envelope_id, &locked, e));
	TRY(begin(d, ref, kind, &t, e));
	if (t.f->passed)
		return domain_refuse(d, ERR_CONFLICT, "factor-passed", e);
	if (t.g.locked_until)
		return domain_refuse(d, ERR_RATE_LIMITED, "factor-locked", e);
	if (t.f->kind == FACTOR_MAIL_CODE || t.f->kind == FACTOR_SMS_CODE)
		TRY(start_code(d, ref, &t, &s, e));
	else if (t.f->kind == FACTOR_TOTP)
		TRY(start_totp(d, ref, &t, &s, e));
	else if (t.f->kind == FACTOR_PASSKEY)
		TRY(start_passkey(d, ref, &t, &s, e));
	TRY(db_commit(tx.db, e));
	*out = s;
	return ERR_OK;
}

/* answers ---------------------------------------------------------------- */

/* The value that is out for this session; refuses with a reason that a person understands. */
static enum err take_value(struct domain *d, const struct recipient_ref *ref, const struct turn *t,
			   struct bytes *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const char *kind = factor_name(t->f->kind);
	struct factor_code c;
	enum err rc;

	TRY(db_begin(tx.db, e));
	rc = factor_code_get(&d->repo, ref->key, kind, &c, e);
	if (rc == ERR_NOT_FOUND)
		return domain_refuse(d, ERR_CONFLICT, "code-not-asked", e);
	TRY(rc);
	if (c.expires_at <= domain_now(d) || c.tries >= CODE_TRIES)
		return domain_refuse(d, ERR_CONFLICT, "code-expired", e);
	TRY(factor_code_try(&d->repo, ref->key, kind, e));
	TRY(vault_decrypt(d, value_id(d, t), c.value, out, e));
	return db_commit(tx.db, e);
}

/* What was found out before the transaction, and what is written in it when it was right. */
struct verdict {
	_Bool right;
	struct bytes secret; /* a new TOTP secret */
	int64_t step;
	struct person_passkey passkey;
	const struct person_passkey *used;
	int64_t sign_count;
};

static enum err check_code(struct domain *d, const struct recipient_ref *ref, const struct turn *t,
			   const char *code, struct verdict *v, struct error *e)
{
	struct bytes want;

	TRY(take_value(d, ref, t, &want, e));
	v->right = bytes_eq_secret(bytes_of_str(code), want);
	return ERR_OK;
}

static enum err check_totp(struct domain *d, const struct recipient_ref *ref, const struct turn *t,
			   const char *code, struct verdict *v, struct error *e)
{
	struct person_totp row;
	struct bytes secret;

	if (t->f->enrolled) {
		TRY(person_totp_get(&d->repo, t->r->email_folded, &row, e));
		TRY(vault_decrypt(d, domain_printf(d, "totp:%s", t->r->email_folded), row.secret,
				  &secret, e));
	} else {
		TRY(others_passed(d, t, e));
		TRY(take_value(d, ref, t, &secret, e));
		v->secret = secret;
	}
	v->step = otp_totp_step(secret, domain_now(d), code);
	v->right = v->step >= 0 && (!t->f->enrolled || v->step > row.last_step);
	return ERR_OK;
}

static enum err check_password(struct domain *d, const struct turn *t, const char *password,
			       struct verdict *v, struct error *e)
{
	struct account a;

	if (!t->r->account_id)
		return domain_refuse(d, ERR_DENIED, "not-yours", e);
	TRY(account_get(d->repo.db, d->repo.mem, t->r->account_id, &a, e));
	v->right = password_gate_verify(a.password_hash, password);
	return ERR_OK;
}

static enum err check_passkey(struct domain *d, const struct recipient_ref *ref,
			      const struct turn *t, const struct passkey_answer *in,
			      struct verdict *v, struct error *e)
{
	struct passkey_expected want = { .type = t->f->enrolled ? "webauthn.get"
								: "webauthn.create" };
	const struct person_passkey *list;
	struct bytes challenge;
	size_t n;
	enum err rc;

	if (!t->f->enrolled)
		TRY(others_passed(d, t, e));
	TRY(take_value(d, ref, t, &challenge, e));
	want.challenge = domain_printf(d, "%.*s", (int)challenge.len, (const char *)challenge.data);
	TRY(person_passkey_list(&d->repo, t->r->email_folded, &list, &n, e));
	rc = t->f->enrolled ? passkey_verify(d, &want, in, list, n, &v->used, &v->sign_count, e)
			    : passkey_new(d, &want, in, &v->passkey, e);
	v->right = rc == ERR_OK;
	return rc == ERR_INTERNAL ? rc : ERR_OK;
}

static enum err judge(struct domain *d, const struct recipient_ref *ref, const struct turn *t,
		      const struct factor_answer *answer, struct verdict *v, struct error *e)
{
	const char *code = factor_code_normal(d, answer->code);

	switch (t->f->kind) {
	case FACTOR_ACCESS_CODE:
		v->right = password_gate_verify(t->f->secret_hash, code ? code : "");
		return ERR_OK;
	case FACTOR_MAIL_CODE:
	case FACTOR_SMS_CODE:
		return check_code(d, ref, t, code ? code : "", v, e);
	case FACTOR_TOTP:
		return check_totp(d, ref, t, code ? code : "", v, e);
	case FACTOR_PASSWORD:
		return check_password(d, t, answer->code ? answer->code : "", v, e);
	case FACTOR_PASSKEY:
		return answer->passkey ? check_passkey(d, ref, t, answer->passkey, v, e) : ERR_OK;
	case FACTOR_KIND_COUNT_:
		break;
	}
	return error_set(e, ERR_INTERNAL, "a factor without a rule");
}

/* Single use, whoever comes first: another request may have used the same answer meanwhile. */
static enum err use_up(struct domain *d, const struct recipient_ref *ref, const struct turn *t,
		       struct verdict *v, struct error *e)
{
	const char *email = t->r->email_folded;
	_Bool enrol = !t->f->enrolled;

	if (t->f->kind == FACTOR_TOTP && !enrol)
		return person_totp_step(&d->repo, email, v->step, &v->right, e);
	if (t->f->kind == FACTOR_ACCESS_CODE || t->f->kind == FACTOR_PASSWORD)
		return ERR_OK;
	TRY(factor_code_take(&d->repo, ref->key, factor_name(t->f->kind), &v->right, e));
	if (!v->right)
		return ERR_OK;
	if (t->f->kind == FACTOR_TOTP) {
		struct person_totp row = { .email_folded = email,
					   .last_step = v->step,
					   .created_at = domain_now(d) };

		TRY(vault_encrypt(d, domain_printf(d, "totp:%s", email), v->secret, &row.secret,
				  e));
		return person_totp_put(&d->repo, &row, e);
	}
	if (t->f->kind != FACTOR_PASSKEY)
		return ERR_OK;
	if (!enrol)
		return person_passkey_used(&d->repo, v->used, v->sign_count, domain_now(d),
					   &v->right, e);
	v->passkey.email_folded = email;
	v->passkey.created_at = domain_now(d);
	return person_passkey_put(&d->repo, &v->passkey, e);
}

static enum err record(struct domain *d, const struct recipient_ref *ref, struct turn *t,
		       struct verdict *v, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const struct factor_pass pass = { factor_name(t->f->kind), factor_channel(t->f->kind),
					  domain_now(d) };
	_Bool enrol = !t->f->enrolled;
	struct dossier locked;

	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, ref->envelope_id, &locked, e));
	if (v->right)
		TRY(use_up(d, ref, t, v, e));
	if (v->right) {
		if (enrol)
			TRY(audit_factor(d, "recipient.factor_enrolled", t, e));
		TRY(factor_pass_put(&d->repo, ref->key, t->r->id, &pass, e));
		TRY(factor_attempt_right(d, t->r->id, e));
		if (t->f->kind == FACTOR_MAIL_CODE)
			TRY(gate_browser_known(d, ref, e));
	}
	TRY(audit_factor(d, v->right ? "recipient.factor_passed" : "recipient.factor_failed", t,
			 e));
	return db_commit(tx.db, e);
}

enum err gate_factor_check(struct domain *d, const struct recipient_ref *ref, const char *kind,
			   const struct factor_answer *answer, struct error *e)
{
	struct verdict v = { 0 };
	struct turn t;

	TRY(begin(d, ref, kind, &t, e));
	if (t.f->passed)
		return ERR_OK;
	TRY(factor_attempt(d, t.r->id, e));
	TRY(judge(d, ref, &t, answer, &v, e));
	TRY(record(d, ref, &t, &v, e));
	if (v.right)
		return ERR_OK;
	domain_field_error(d, "code", "factor-wrong");
	return domain_refuse(d, ERR_INVALID, "factor-wrong", e);
}
