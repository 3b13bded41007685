#include "store/repo/shelf.h"

static const struct repo_column recipient_columns[] = {
	REPO_COLUMN(recipient, id, REPO_TEXT),
	REPO_COLUMN(recipient, envelope_id, REPO_TEXT),
	REPO_COLUMN(recipient, order_no, REPO_INT),
	REPO_COLUMN(recipient, side, REPO_TEXT),
	REPO_COLUMN(recipient, role, REPO_TEXT),
	REPO_COLUMN(recipient, name, REPO_TEXT),
	REPO_COLUMN(recipient, email, REPO_TEXT),
	REPO_COLUMN(recipient, email_folded, REPO_TEXT),
	REPO_COLUMN(recipient, company, REPO_TEXT),
	REPO_COLUMN(recipient, locale, REPO_TEXT),
	REPO_COLUMN(recipient, account_id, REPO_TEXT),
	REPO_COLUMN(recipient, state, REPO_TEXT),
	REPO_COLUMN(recipient, sent_at, REPO_TIME),
	REPO_COLUMN(recipient, opened_at, REPO_TIME),
	REPO_COLUMN(recipient, agreed_at, REPO_TIME),
	REPO_COLUMN(recipient, completed_at, REPO_TIME),
	REPO_COLUMN(recipient, declined_at, REPO_TIME),
	REPO_COLUMN(recipient, decline_reason, REPO_TEXT),
	REPO_COLUMN(recipient, declared_name, REPO_TEXT),
	REPO_COLUMN(recipient, declared_company, REPO_TEXT),
	REPO_COLUMN(recipient, declared_department, REPO_TEXT),
	REPO_COLUMN(recipient, declared_title, REPO_TEXT),
	REPO_COLUMN(recipient, statement_version, REPO_TEXT),
	REPO_COLUMN(recipient, factors, REPO_TEXT),
	REPO_COLUMN(recipient, act_id, REPO_TEXT),
	REPO_COLUMN(recipient, seat, REPO_TEXT),
	REPO_COLUMN(recipient, department, REPO_TEXT),
	REPO_COLUMN(recipient, title, REPO_TEXT),
	REPO_COLUMN(recipient, method, REPO_TEXT),
	REPO_COLUMN(recipient, forwarded_to, REPO_TEXT),
	REPO_COLUMN(recipient, forwarded_from, REPO_TEXT),
	REPO_COLUMN(recipient, forwarded_at, REPO_TIME),
	REPO_COLUMN(recipient, forward_reason, REPO_TEXT),
	REPO_COLUMN(recipient, handed_at, REPO_TIME),
	REPO_COLUMN(recipient, reminded_at, REPO_TIME),
	REPO_COLUMN(recipient, signer_sha256, REPO_TEXT),
	REPO_COLUMN(recipient, signer_subject, REPO_TEXT),
	REPO_COLUMN(recipient, signer_issuer, REPO_TEXT),
};
const struct repo_type recipient_type = REPO_TYPE(recipient, "recipient", recipient_columns);

enum err recipient_insert(const struct repo *r, const struct recipient *v, struct error *e)
{
	TRY(repo_insert(r, SQL_recipient_insert, &recipient_type, v, e));
	return shelf_party(r, v->envelope_id, v->account_id, e);
}

enum err recipient_update(const struct repo *r, const struct recipient *v, struct error *e)
{
	TRY(repo_update(r, SQL_recipient_update, &recipient_type, v, e));
	TRY(shelf_parties_left(r, v->envelope_id, e));
	return shelf_party(r, v->envelope_id, v->account_id, e);
}

enum err recipient_delete(const struct repo *r, const char *id, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_recipient_delete, &changed, e, DBT(id)));
	return repo_changed_one(changed, "recipient", e);
}

enum err recipient_delete_all(const struct repo *r, const char *envelope, struct error *e)
{
	TRY(repo_exec(r, SQL_recipient_delete_all, NULL, e, DBT(envelope)));
	return shelf_parties_left(r, envelope, e);
}

enum err recipient_list(const struct repo *r, const char *envelope, struct recipient **out, size_t *n,
			struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_recipient_list, &rows, e, DBT(envelope)));
	return repo_all(r, rows, &recipient_type, out, n, e);
}

enum err recipient_link_insert(const struct repo *r, const struct recipient_link *l, struct error *e)
{
	return repo_exec(r, SQL_recipient_link_insert, NULL, e, DBB(l->token_hash), DBT(l->recipient_id),
			 DBI(l->created_at), DBI(l->expires_at), DBT(l->channel));
}

enum err recipient_link_delete(const struct repo *r, const char *recipient, struct error *e)
{
	return repo_exec(r, SQL_recipient_link_delete, NULL, e, DBT(recipient));
}

enum err recipient_link_delete_envelope(const struct repo *r, const char *envelope, struct error *e)
{
	return repo_exec(r, SQL_recipient_link_delete_envelope, NULL, e, DBT(envelope));
}

static enum err load_ref(const struct db_rows *rows, const char *what, struct recipient_ref *out,
			 struct error *e)
{
	if (!db_count(rows))
		return error_set(e, ERR_NOT_FOUND, "no such %s", what);
	*out = (struct recipient_ref){
		.organisation_id = db_str(rows, 0, "organisation_id"),
		.envelope_id = db_str(rows, 0, "envelope_id"),
		.recipient_id = db_str(rows, 0, "recipient_id"),
		.expires_at = db_int(rows, 0, "expires_at"),
	};
	return ERR_OK;
}

static enum err keep_key(struct arena *mem, struct bytes hash, struct recipient_ref *out, struct error *e)
{
	if (!arena_copy(mem, hash, &out->key))
		return error_set(e, ERR_TOO_LARGE, "a reference exceeds the memory limit");
	return ERR_OK;
}

enum err recipient_by_link(struct db *db, struct arena *mem, struct bytes token_hash,
			   struct recipient_ref *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_recipient_by_link, mem, &rows, e, DBB(token_hash)));
	TRY(load_ref(rows, "link", out, e));
	out->factor = db_str(rows, 0, "channel");
	out->link_opened_at = db_int(rows, 0, "opened_at");
	return keep_key(mem, token_hash, out, e);
}

enum err recipient_session_insert(const struct repo *r, struct bytes token_hash,
				  const struct recipient_ref *ref, time_ms now, struct error *e)
{
	return repo_exec(r, SQL_recipient_session_insert, NULL, e, DBB(token_hash), DBT(ref->recipient_id),
			 DBT(ref->factor), DBI(now), DBI(ref->expires_at), DBI(ref->needs_code));
}

enum err recipient_session_delete(const struct repo *r, const char *recipient, struct error *e)
{
	return repo_exec(r, SQL_recipient_session_delete, NULL, e, DBT(recipient));
}

enum err recipient_session_delete_envelope(const struct repo *r, const char *envelope, struct error *e)
{
	return repo_exec(r, SQL_recipient_session_delete_envelope, NULL, e, DBT(envelope));
}

enum err recipient_by_session(struct db *db, struct arena *mem, struct bytes token_hash,
			      struct recipient_ref *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_recipient_by_session, mem, &rows, e, DBB(token_hash)));
	TRY(load_ref(rows, "session", out, e));
	out->factor = db_str(rows, 0, "factor");
	out->needs_code = db_int(rows, 0, "needs_code");
	return keep_key(mem, token_hash, out, e);
}
