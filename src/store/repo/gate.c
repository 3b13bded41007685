#include "store/repo/gate.h"

enum err recipient_link_used(const struct repo *r, struct bytes token_hash, time_ms now,
			     struct error *e)
{
	return repo_exec(r, SQL_recipient_link_used, NULL, e, DBB(token_hash), DBI(now));
}

enum err recipient_browser_put(const struct repo *r, struct bytes browser, const char *recipient,
			       time_ms now, struct error *e)
{
	return repo_exec(r, SQL_recipient_browser_put, NULL, e, DBB(browser), DBT(recipient),
			 DBI(now));
}

enum err recipient_browser_known(const struct repo *r, struct bytes browser, const char *recipient,
				 _Bool *out, struct error *e)
{
	struct db_rows *rows;
	int64_t n = 0;

	TRY(repo_query(r, SQL_recipient_browser_known, &rows, e, DBB(browser), DBT(recipient)));
	TRY(repo_count(rows, &n, e));
	*out = n > 0;
	return ERR_OK;
}

static const struct repo_column factor_columns[] = {
	REPO_COLUMN(recipient_factor, recipient_id, REPO_TEXT),
	REPO_COLUMN(recipient_factor, kind, REPO_TEXT),
	REPO_COLUMN(recipient_factor, envelope_id, REPO_TEXT),
	REPO_COLUMN(recipient_factor, position, REPO_INT),
	REPO_COLUMN(recipient_factor, secret_hash, REPO_TEXT),
	REPO_COLUMN(recipient_factor, phone, REPO_BYTES),
};
static const struct repo_type factor_type = REPO_TYPE(recipient_factor, "factor", factor_columns);

enum err recipient_factor_put(const struct repo *r, const struct recipient_factor *f,
			      struct error *e)
{
	return repo_insert(r, SQL_recipient_factor_put, &factor_type, f, e);
}

enum err recipient_factor_list(const struct repo *r, const char *recipient,
			       const struct recipient_factor **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_recipient_factor_list, &rows, e, DBT(recipient)));
	return repo_all(r, rows, &factor_type, out, n, e);
}

enum err recipient_factor_delete(const struct repo *r, const char *recipient, struct error *e)
{
	return repo_exec(r, SQL_recipient_factor_delete, NULL, e, DBT(recipient));
}

enum err gate_rows_tidy(const struct repo *r, const char *envelope, struct error *e)
{
	TRY(repo_exec(r, SQL_recipient_factor_tidy, NULL, e, DBT(envelope)));
	return repo_exec(r, SQL_recipient_law_tidy, NULL, e, DBT(envelope));
}

enum err gate_rows_delete(const struct repo *r, const char *envelope, struct error *e)
{
	TRY(repo_exec(r, SQL_gate_tidy_factors, NULL, e, DBT(envelope)));
	return repo_exec(r, SQL_gate_tidy_laws, NULL, e, DBT(envelope));
}

static const struct repo_column code_columns[] = {
	REPO_COLUMN(factor_code, session_hash, REPO_BYTES),
	REPO_COLUMN(factor_code, kind, REPO_TEXT),
	REPO_COLUMN(factor_code, recipient_id, REPO_TEXT),
	REPO_COLUMN(factor_code, value, REPO_BYTES),
	REPO_COLUMN(factor_code, tries, REPO_INT),
	REPO_COLUMN(factor_code, created_at, REPO_TIME),
	REPO_COLUMN(factor_code, expires_at, REPO_TIME),
};
static const struct repo_type code_type = REPO_TYPE(factor_code, "code", code_columns);

enum err factor_code_put(const struct repo *r, const struct factor_code *c, struct error *e)
{
	return repo_insert(r, SQL_factor_code_put, &code_type, c, e);
}

enum err factor_code_get(const struct repo *r, struct bytes session, const char *kind,
			 struct factor_code *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_factor_code_get, &rows, e, DBB(session), DBT(kind)));
	return repo_one(rows, &code_type, out, e);
}

enum err factor_code_try(const struct repo *r, struct bytes session, const char *kind,
			 struct error *e)
{
	return repo_exec(r, SQL_factor_code_try, NULL, e, DBB(session), DBT(kind));
}

enum err factor_code_take(const struct repo *r, struct bytes session, const char *kind,
			  _Bool *taken, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_factor_code_delete, &changed, e, DBB(session), DBT(kind)));
	*taken = changed == 1;
	return ERR_OK;
}

static const struct repo_column pass_columns[] = {
	REPO_COLUMN(factor_pass, kind, REPO_TEXT),
	REPO_COLUMN(factor_pass, channel, REPO_TEXT),
	REPO_COLUMN(factor_pass, at, REPO_TIME),
};
static const struct repo_type pass_type = REPO_TYPE(factor_pass, "factor", pass_columns);

enum err factor_pass_put(const struct repo *r, struct bytes session, const char *recipient,
			 const struct factor_pass *p, struct error *e)
{
	return repo_exec(r, SQL_factor_pass_put, NULL, e, DBB(session), DBT(p->kind),
			 DBT(recipient), DBT(p->channel), DBI(p->at));
}

enum err factor_pass_list(const struct repo *r, struct bytes session,
			  const struct factor_pass **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_factor_pass_list, &rows, e, DBB(session)));
	return repo_all(r, rows, &pass_type, out, n, e);
}

enum err factor_lock_get(struct db *db, struct arena *mem, struct bytes subject,
			 struct factor_lock *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_factor_lock_get, mem, &rows, e, DBB(subject)));
	*out = (struct factor_lock){ 0 };
	if (db_count(rows))
		*out = (struct factor_lock){ db_int(rows, 0, "failures"),
					     db_int(rows, 0, "locked_until"),
					     db_int(rows, 0, "updated_at") };
	return ERR_OK;
}

enum err factor_lock_put(struct db *db, struct bytes subject, const struct factor_lock *l,
			 struct error *e)
{
	return db_exec(db, SQL_factor_lock_put, NULL, e, DBB(subject), DBI(l->failures),
		       DBI(l->locked_until), DBI(l->updated_at));
}

enum err factor_lock_delete(struct db *db, struct bytes subject, struct error *e)
{
	return db_exec(db, SQL_factor_lock_delete, NULL, e, DBB(subject));
}

enum err gate_purge(struct db *db, time_ms now, time_ms locks_before, struct error *e)
{
	TRY(db_exec(db, SQL_factor_code_purge, NULL, e, DBI(now)));
	TRY(db_exec(db, SQL_factor_pass_purge, NULL, e, DBI(now)));
	return db_exec(db, SQL_factor_lock_purge, NULL, e, DBI(locks_before));
}

static const struct repo_column totp_columns[] = {
	REPO_COLUMN(person_totp, email_folded, REPO_TEXT),
	REPO_COLUMN(person_totp, secret, REPO_BYTES),
	REPO_COLUMN(person_totp, last_step, REPO_INT),
	REPO_COLUMN(person_totp, created_at, REPO_TIME),
};
static const struct repo_type totp_type = REPO_TYPE(person_totp, "authenticator", totp_columns);

enum err person_totp_get(const struct repo *r, const char *email, struct person_totp *out,
			 struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_person_totp_get, &rows, e, DBT(email)));
	return repo_one(rows, &totp_type, out, e);
}

enum err person_totp_put(const struct repo *r, const struct person_totp *t, struct error *e)
{
	return repo_insert(r, SQL_person_totp_put, &totp_type, t, e);
}

enum err person_totp_step(const struct repo *r, const char *email, int64_t step, _Bool *fresh,
			  struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_person_totp_step, &changed, e, DBT(email), DBI(step)));
	*fresh = changed == 1;
	return ERR_OK;
}

static const struct repo_column passkey_columns[] = {
	REPO_COLUMN(person_passkey, credential_id, REPO_BYTES),
	REPO_COLUMN(person_passkey, email_folded, REPO_TEXT),
	REPO_COLUMN(person_passkey, public_key, REPO_BYTES),
	REPO_COLUMN(person_passkey, sign_count, REPO_INT),
	REPO_COLUMN(person_passkey, created_at, REPO_TIME),
	REPO_COLUMN(person_passkey, used_at, REPO_TIME),
};
static const struct repo_type passkey_type = REPO_TYPE(person_passkey, "passkey", passkey_columns);

enum err person_passkey_put(const struct repo *r, const struct person_passkey *k, struct error *e)
{
	return repo_insert(r, SQL_person_passkey_put, &passkey_type, k, e);
}

enum err person_passkey_list(const struct repo *r, const char *email,
			     const struct person_passkey **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_person_passkey_list, &rows, e, DBT(email)));
	return repo_all(r, rows, &passkey_type, out, n, e);
}

enum err person_passkey_used(const struct repo *r, const struct person_passkey *k,
			     int64_t sign_count, time_ms now, _Bool *first, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_person_passkey_used, &changed, e, DBB(k->credential_id),
		      DBI(k->sign_count), DBI(sign_count), DBI(now)));
	*first = changed == 1;
	return ERR_OK;
}

static const struct repo_column policy_columns[] = {
	REPO_COLUMN(factor_policy, version, REPO_INT),
	REPO_COLUMN(factor_policy, counterparty, REPO_TEXT),
	REPO_COLUMN(factor_policy, own, REPO_TEXT),
	REPO_COLUMN(factor_policy, member, REPO_TEXT),
	REPO_COLUMN(factor_policy, updated_at, REPO_TIME),
};
static const struct repo_type policy_type =
	REPO_TYPE(factor_policy, "factor policy", policy_columns);

enum err factor_policy_row(const struct repo *r, struct factor_policy *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query_args(r, SQL_factor_policy_get, NULL, 0, &rows, e));
	return repo_one(rows, &policy_type, out, e);
}

enum err factor_policy_put(const struct repo *r, const struct factor_policy *p, struct error *e)
{
	enum err rc;

	if (p->version == 1)
		return repo_insert(r, SQL_factor_policy_insert, &policy_type, p, e);
	rc = repo_update(r, SQL_factor_policy_update, &policy_type, p, e);
	return rc == ERR_NOT_FOUND ? error_set(e, ERR_CONFLICT, "another edit came first") : rc;
}

static const struct repo_column sms_columns[] = {
	REPO_COLUMN(sms, id, REPO_TEXT),	   REPO_COLUMN(sms, envelope_id, REPO_TEXT),
	REPO_COLUMN(sms, recipient_id, REPO_TEXT), REPO_COLUMN(sms, to_phone, REPO_BYTES),
	REPO_COLUMN(sms, body, REPO_BYTES),	   REPO_COLUMN(sms, state, REPO_TEXT),
	REPO_COLUMN(sms, attempts, REPO_INT),	   REPO_COLUMN(sms, reply, REPO_TEXT),
	REPO_COLUMN(sms, created_at, REPO_TIME),   REPO_COLUMN(sms, expires_at, REPO_TIME),
	REPO_COLUMN(sms, sent_at, REPO_TIME),
};
static const struct repo_type sms_type = REPO_TYPE(sms, "text message", sms_columns);

enum err sms_insert(const struct repo *r, const struct sms *m, struct error *e)
{
	return repo_insert(r, SQL_sms_insert, &sms_type, m, e);
}

enum err sms_get(const struct repo *r, const char *id, struct sms *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_sms_get, &rows, e, DBT(id)));
	return repo_one(rows, &sms_type, out, e);
}

enum err sms_set_state(const struct repo *r, const struct sms *m, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_sms_set_state, &changed, e, DBT(m->id), DBT(m->state),
		      DBI(m->attempts), DBT(m->reply), m->sent_at ? DBI(m->sent_at) : DBNULL));
	return repo_changed_one(changed, "text message", e);
}

enum err sms_last(const struct repo *r, const char *recipient, struct sms *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_sms_last, &rows, e, DBT(recipient)));
	return repo_one(rows, &sms_type, out, e);
}
