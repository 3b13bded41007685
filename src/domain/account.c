/* Set-up, sign-in, sessions and one's own account. Members: member.c. */
#include "domain/account.h"
#include "base/bytes.h"
#include "crypto/digest.h"
#include "crypto/password.h"
#include "domain/audit.h"
#include "domain/check.h"
#include "domain/password_gate.h"
#include "domain/people.h"
#include "store/repo/work.h"

enum { FAILURES_MAX = 10, FAILURE_WINDOW_MS = 15 * 60 * 1000 };

enum err account_setup_needed(struct domain *d, _Bool *out, struct error *e)
{
	int64_t n;

	TRY(organisation_count(d->repo.db, d->repo.mem, &n, e));
	*out = n == 0;
	return ERR_OK;
}

enum err account_bootstrap(struct domain *d, char token_out[TOKEN_TEXT_SIZE], struct error *e)
{
	struct link_token t = link_token_new(d->rng);
	struct ticket ticket = { .id = domain_id(d, "tic"), .kind = "setup", .token_hash = link_hash(&t),
				 .created_at = domain_now(d),
				 .expires_at = domain_now(d) + d->set->setup_ttl };
	AUTO(tx) struct tx tx = { d->repo.db };
	_Bool needed;

	TRY(db_begin(tx.db, e));
	TRY(account_setup_needed(d, &needed, e));
	if (needed) {
		TRY(ticket_delete_setup(tx.db, e));
		TRY(ticket_insert(tx.db, &ticket, e));
	}
	TRY(db_commit(tx.db, e));
	memcpy(token_out, needed ? t.text : "", needed ? sizeof(t.text) : 1);
	return ERR_OK;
}

/* The open ticket of a kind behind a token. ERR_LINK_EXPIRED for every way in which it is not good. */
enum err people_ticket(struct domain *d, const char *token, const char *kind, struct ticket *out,
		       struct error *e)
{
	const char *why = strcmp(kind, "setup") ? "invitation-gone" : "setup-done";
	unsigned char hash[TOKEN_HASH_SIZE];
	enum err rc;

	if (!token || !token_hash(token, hash))
		return domain_refuse(d, ERR_LINK_EXPIRED, why, e);
	rc = ticket_get(d->repo.db, d->repo.mem, BYTES(hash, sizeof(hash)), out, e);
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == ERR_NOT_FOUND || strcmp(out->kind, kind) || out->used_at ||
	    out->expires_at <= domain_now(d))
		return domain_refuse(d, ERR_LINK_EXPIRED, why, e);
	return ERR_OK;
}

enum err account_setup_check(struct domain *d, const char *token, _Bool *valid_out, struct error *e)
{
	struct ticket t;
	enum err rc = people_ticket(d, token, "setup", &t, e);

	if (rc != ERR_OK && rc != ERR_LINK_EXPIRED)
		return rc;
	*valid_out = rc == ERR_OK;
	return ERR_OK;
}

enum err people_new_account(struct domain *d, struct account *a, const char *password, struct error *e)
{
	char *hash = arena_alloc(d->repo.mem, PASSWORD_HASH_SIZE);

	if (!hash)
		return error_set(e, ERR_TOO_LARGE, "a new account exceeds the memory limit");
	TRY(password_gate_hash(password, hash, e));
	a->id = domain_id(d, "acc");
	a->email_folded = email_fold(d, a->email);
	a->password_hash = hash;
	a->created_at = a->updated_at = domain_now(d);
	return ERR_OK;
}

enum err people_open_session(struct domain *d, const char *account, struct signed_in *out, struct error *e)
{
	time_ms now = domain_now(d);

	out->token = link_token_new(d->rng);
	out->organisation_id = d->repo.org;
	out->account_id = account;
	return session_insert(&d->repo, link_hash(&out->token), account, now, now + d->set->session_ttl, e);
}

static enum err setup_check_input(struct domain *d, const struct setup_input *in, struct error *e)
{
	check_text(d, "organisation_name", in->organisation_name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	check_locale(d, "locale", in->locale);
	if (check_email(d, "email", in->email))
		check_password(d, "password", in->password, in->email);
	return domain_fields_ok(d, e);
}

static enum err setup_rows(struct domain *d, const struct setup_input *in, struct account *a,
			   const struct ticket *t, struct error *e)
{
	struct organisation o = { .id = domain_id(d, "org"), .name = in->organisation_name,
				  .state = "active", .trial = d->set->trial, .created_at = domain_now(d) };
	_Bool needed;

	TRY(account_setup_needed(d, &needed, e));
	if (!needed)
		return domain_refuse(d, ERR_LINK_EXPIRED, "setup-done", e);
	TRY(ticket_use(d->repo.db, t->token_hash, domain_now(d), e));
	TRY(org_key_new(d->master, o.id, d->rng, d->repo.mem, &o.wrapped_key, e));
	d->repo.org = o.id;
	TRY(organisation_insert(&d->repo, &o, e));
	TRY(account_insert(d->repo.db, a, e));
	return member_insert(&d->repo, a->id, role_name(ROLE_OWNER), domain_now(d), e);
}

enum err account_setup(struct domain *d, const struct setup_input *in, struct signed_in *out,
		       struct error *e)
{
	struct account a = { .email = in->email, .name = in->name, .locale = in->locale };
	AUTO(tx) struct tx tx = { d->repo.db };
	struct ticket t;

	TRY(people_ticket(d, in->token, "setup", &t, e));
	TRY(setup_check_input(d, in, e));
	TRY(people_new_account(d, &a, in->password, e));
	TRY(db_begin(tx.db, e));
	TRY(setup_rows(d, in, &a, &t, e));
	d->actor = (struct actor){ .kind = ACTOR_MEMBER, .id = a.id, .name = a.name, .email = a.email,
				   .ip = d->actor.ip, .agent = d->actor.agent };
	TRY(audit_append(d, &(struct audit_entry){ .kind = "organisation.created" }, NULL, e));
	TRY(people_open_session(d, a.id, out, e));
	return db_commit(tx.db, e);
}

/* A bucket that does not show whose it is. */
static struct bytes failure_bucket(struct domain *d, const char *folded, unsigned char out[DIGEST_MAX])
{
	return digest_of(DIGEST_SHA256, bytes_of_str(domain_printf(d, "sign-in\n%s", folded)), out);
}

static enum err count_attempt(struct domain *d, struct bytes bucket, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	time_ms now = domain_now(d);
	int64_t hits;

	TRY(db_begin(tx.db, e));
	TRY(rate_hit(tx.db, d->repo.mem, bucket, now - now % FAILURE_WINDOW_MS, &hits, e));
	TRY(db_commit(tx.db, e));
	return hits <= FAILURES_MAX ? ERR_OK : domain_refuse(d, ERR_RATE_LIMITED, "rate-limited", e);
}

/* Same work for a known and an unknown address; a failed read is not an unknown one. */
static enum err find_account(struct domain *d, const char *folded, const char *password,
			     struct account *a, const char **org_out, struct error *e)
{
	enum err rc = account_by_email(d->repo.db, d->repo.mem, folded, a, e);
	_Bool known = rc == ERR_OK, right;

	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	right = password_gate_verify(known ? a->password_hash : NULL, password);
	if (!known || !right)
		return domain_refuse(d, ERR_SIGN_IN, "sign-in-failed", e);
	rc = member_organisation(d->repo.db, d->repo.mem, a->id, org_out, e);
	return rc == ERR_NOT_FOUND ? domain_refuse(d, ERR_SIGN_IN, "sign-in-failed", e) : rc;
}

enum err account_sign_in(struct domain *d, const char *email, const char *password, struct signed_in *out,
			 struct error *e)
{
	const char *folded = email_fold(d, email ? email : "");
	AUTO(tx) struct tx tx = { d->repo.db };
	unsigned char hash[DIGEST_MAX];
	struct bytes bucket = failure_bucket(d, folded, hash);
	struct account a;

	TRY(count_attempt(d, bucket, e));
	TRY(find_account(d, folded, password ? password : "", &a, &d->repo.org, e));
	d->actor = (struct actor){ .kind = ACTOR_MEMBER, .id = a.id, .name = a.name, .email = a.email,
				   .ip = d->actor.ip, .agent = d->actor.agent };
	TRY(db_begin(tx.db, e));
	TRY(rate_clear(tx.db, bucket, e));
	TRY(audit_append(d, &(struct audit_entry){ .kind = "session.signed_in" }, NULL, e));
	TRY(people_open_session(d, a.id, out, e));
	return db_commit(tx.db, e);
}

enum err account_sign_out(struct domain *d, const char *cookie, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	unsigned char hash[TOKEN_HASH_SIZE];

	if (!token_hash(cookie, hash))
		return ERR_OK;
	TRY(db_begin(tx.db, e));
	TRY(session_delete(tx.db, BYTES(hash, sizeof(hash)), e));
	return db_commit(tx.db, e);
}

enum err account_session(struct domain *d, const char *cookie, struct session_row *out, struct error *e)
{
	unsigned char hash[TOKEN_HASH_SIZE];
	enum err rc;

	if (!cookie || !token_hash(cookie, hash))
		return error_set(e, ERR_UNAUTHENTICATED, "no session");
	rc = session_get(d->repo.db, d->repo.mem, BYTES(hash, sizeof(hash)), out, e);
	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && out->expires_at <= domain_now(d)))
		return error_set(e, ERR_UNAUTHENTICATED, "the session is over");
	return rc;
}

enum err account_edit(struct domain *d, const char *name, const char *locale, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct account a;

	if (name)
		check_text(d, "name", name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	if (locale)
		check_locale(d, "locale", locale);
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(account_get(tx.db, d->repo.mem, d->actor.id, &a, e));
	a.name = name ? name : a.name;
	a.locale = locale ? locale : a.locale;
	a.updated_at = domain_now(d);
	TRY(account_update(tx.db, &a, e));
	return db_commit(tx.db, e);
}

enum err account_change_password(struct domain *d, const char *cookie, const char *current,
				 const char *password, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	char fresh[PASSWORD_HASH_SIZE];
	unsigned char hash[TOKEN_HASH_SIZE];
	struct account a;

	TRY(account_get(d->repo.db, d->repo.mem, d->actor.id, &a, e));
	TRY(count_attempt(d, failure_bucket(d, a.email_folded, (unsigned char[DIGEST_MAX]){ 0 }), e));
	if (!password_gate_verify(a.password_hash, current ? current : ""))
		domain_field_error(d, "current", "password-wrong");
	else if (check_password(d, "new", password, a.email) && !strcmp(password, current))
		domain_field_error(d, "new", "password-same");
	TRY(domain_fields_ok(d, e));
	TRY(password_gate_hash(password, fresh, e));
	if (!token_hash(cookie, hash))
		return error_set(e, ERR_UNAUTHENTICATED, "no session");
	TRY(db_begin(tx.db, e));
	a.password_hash = fresh;
	a.updated_at = domain_now(d);
	TRY(account_update(tx.db, &a, e));
	TRY(session_delete_others(tx.db, a.id, BYTES(hash, sizeof(hash)), e));
	TRY(audit_append(d, &(struct audit_entry){ .kind = "account.password_changed" }, NULL, e));
	return db_commit(tx.db, e);
}
