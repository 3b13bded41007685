#include "store/repo/organisation.h"

static const struct repo_column organisation_columns[] = {
	REPO_COLUMN(organisation, name, REPO_TEXT),
	REPO_COLUMN(organisation, state, REPO_TEXT),
	REPO_COLUMN(organisation, trial, REPO_INT),
	REPO_COLUMN(organisation, wrapped_key, REPO_BYTES),
	REPO_COLUMN(organisation, created_at, REPO_TIME),
};
static const struct repo_type organisation_type = REPO_TYPE(organisation, "organisation", organisation_columns);

enum err organisation_insert(const struct repo *r, const struct organisation *o, struct error *e)
{
	return repo_insert(r, SQL_organisation_insert, &organisation_type, o, e);
}

enum err organisation_get(const struct repo *r, struct organisation *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query_args(r, SQL_organisation_get, NULL, 0, &rows, e));
	TRY(repo_one(rows, &organisation_type, out, e));
	out->id = r->org;
	return ERR_OK;
}

enum err organisation_count(struct db *db, struct arena *mem, int64_t *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query_args(db, SQL_organisation_count, NULL, 0, mem, &rows, e));
	return repo_count(rows, out, e);
}

static const struct repo_column account_columns[] = {
	REPO_COLUMN(account, id, REPO_TEXT),
	REPO_COLUMN(account, email, REPO_TEXT),
	REPO_COLUMN(account, email_folded, REPO_TEXT),
	REPO_COLUMN(account, name, REPO_TEXT),
	REPO_COLUMN(account, locale, REPO_TEXT),
	REPO_COLUMN(account, password_hash, REPO_TEXT),
	REPO_COLUMN(account, created_at, REPO_TIME),
	REPO_COLUMN(account, updated_at, REPO_TIME),
};
static const struct repo_type account_type = REPO_TYPE(account, "account", account_columns);

enum err account_insert(struct db *db, const struct account *a, struct error *e)
{
	return db_exec(db, SQL_account_insert, NULL, e, DBT(a->id), DBT(a->email),
		       DBT(a->email_folded), DBT(a->name), DBT(a->locale), DBT(a->password_hash),
		       DBI(a->created_at), DBI(a->updated_at));
}

enum err account_get(struct db *db, struct arena *mem, const char *id, struct account *out,
		     struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_account_get, mem, &rows, e, DBT(id)));
	return repo_one(rows, &account_type, out, e);
}

enum err account_by_email(struct db *db, struct arena *mem, const char *folded, struct account *out,
			  struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_account_by_email, mem, &rows, e, DBT(folded)));
	return repo_one(rows, &account_type, out, e);
}

enum err account_update(struct db *db, const struct account *a, struct error *e)
{
	int64_t changed = 0;

	TRY(db_exec(db, SQL_account_update, &changed, e, DBT(a->id), DBT(a->name), DBT(a->locale),
		    DBT(a->password_hash), DBI(a->updated_at)));
	return repo_changed_one(changed, "account", e);
}

static const struct repo_column member_columns[] = {
	REPO_COLUMN(member, account_id, REPO_TEXT),
	REPO_COLUMN(member, role, REPO_TEXT),
	REPO_COLUMN(member, created_at, REPO_TIME),
	REPO_COLUMN(member, email, REPO_TEXT),
	REPO_COLUMN(member, email_folded, REPO_TEXT),
	REPO_COLUMN(member, name, REPO_TEXT),
	REPO_COLUMN(member, locale, REPO_TEXT),
};
static const struct repo_type member_type = REPO_TYPE(member, "member", member_columns);

enum err member_insert(const struct repo *r, const char *account, const char *role, time_ms now,
		       struct error *e)
{
	return repo_exec(r, SQL_membership_insert, NULL, e, DBT(account), DBT(role), DBI(now));
}

static enum err member_one(const struct repo *r, enum sql_id id, const char *key, struct member *out,
			   struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, id, &rows, e, DBT(key)));
	return repo_one(rows, &member_type, out, e);
}

enum err member_get(const struct repo *r, const char *account, struct member *out, struct error *e)
{
	return member_one(r, SQL_membership_get, account, out, e);
}

enum err member_by_email(const struct repo *r, const char *folded, struct member *out, struct error *e)
{
	return member_one(r, SQL_membership_by_email, folded, out, e);
}

enum err member_list(const struct repo *r, const struct member **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query_args(r, SQL_membership_list, NULL, 0, &rows, e));
	return repo_all(r, rows, &member_type, out, n, e);
}

enum err member_organisation(struct db *db, struct arena *mem, const char *account, const char **org_out,
			     struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_membership_of_account, mem, &rows, e, DBT(account)));
	if (!db_count(rows))
		return error_set(e, ERR_NOT_FOUND, "no such membership");
	*org_out = db_str(rows, 0, "organisation_id");
	return ERR_OK;
}

enum err member_set_role(const struct repo *r, const char *account, const char *role, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_membership_set_role, &changed, e, DBT(account), DBT(role)));
	return repo_changed_one(changed, "member", e);
}

enum err member_delete(const struct repo *r, const char *account, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_membership_delete, &changed, e, DBT(account)));
	return repo_changed_one(changed, "member", e);
}

enum err member_owners(const struct repo *r, int64_t *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_exec_args(r, SQL_membership_lock, NULL, 0, NULL, e));
	TRY(repo_query_args(r, SQL_membership_owners, NULL, 0, &rows, e));
	return repo_count(rows, out, e);
}

static const struct repo_column session_columns[] = {
	REPO_COLUMN(session_row, organisation_id, REPO_TEXT),
	REPO_COLUMN(session_row, account_id, REPO_TEXT),
	REPO_COLUMN(session_row, expires_at, REPO_TIME),
	REPO_COLUMN(session_row, name, REPO_TEXT),
	REPO_COLUMN(session_row, email, REPO_TEXT),
	REPO_COLUMN(session_row, email_folded, REPO_TEXT),
	REPO_COLUMN(session_row, locale, REPO_TEXT),
	REPO_COLUMN(session_row, role, REPO_TEXT),
	REPO_COLUMN(session_row, organisation_name, REPO_TEXT),
	REPO_COLUMN(session_row, organisation_state, REPO_TEXT),
	REPO_COLUMN(session_row, trial, REPO_INT),
};
static const struct repo_type session_type = REPO_TYPE(session_row, "session", session_columns);

enum err session_insert(const struct repo *r, struct bytes token_hash, const char *account, time_ms now,
			time_ms expires, struct error *e)
{
	return repo_exec(r, SQL_session_insert, NULL, e, DBB(token_hash), DBT(account), DBI(now),
			 DBI(expires));
}

enum err session_get(struct db *db, struct arena *mem, struct bytes token_hash, struct session_row *out,
		     struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_session_get, mem, &rows, e, DBB(token_hash)));
	return repo_one(rows, &session_type, out, e);
}

enum err session_delete(struct db *db, struct bytes token_hash, struct error *e)
{
	return db_exec(db, SQL_session_delete, NULL, e, DBB(token_hash));
}

enum err session_delete_others(struct db *db, const char *account, struct bytes keep_hash,
			       struct error *e)
{
	return db_exec(db, SQL_session_delete_others, NULL, e, DBT(account), DBB(keep_hash));
}

enum err session_delete_member(const struct repo *r, const char *account, struct error *e)
{
	return repo_exec(r, SQL_session_delete_member, NULL, e, DBT(account));
}

enum err session_purge(struct db *db, time_ms now, struct error *e)
{
	TRY(db_exec(db, SQL_session_purge, NULL, e, DBI(now)));
	return db_exec(db, SQL_recipient_session_purge, NULL, e, DBI(now));
}

static const struct repo_column ticket_columns[] = {
	REPO_COLUMN(ticket, organisation_id, REPO_TEXT),
	REPO_COLUMN(ticket, token_hash, REPO_BYTES),
	REPO_COLUMN(ticket, id, REPO_TEXT),
	REPO_COLUMN(ticket, kind, REPO_TEXT),
	REPO_COLUMN(ticket, email, REPO_TEXT),
	REPO_COLUMN(ticket, email_folded, REPO_TEXT),
	REPO_COLUMN(ticket, role, REPO_TEXT),
	REPO_COLUMN(ticket, created_at, REPO_TIME),
	REPO_COLUMN(ticket, expires_at, REPO_TIME),
	REPO_COLUMN(ticket, used_at, REPO_TIME),
};
static const struct repo_type ticket_type = REPO_TYPE(ticket, "ticket", ticket_columns);

enum err ticket_insert(struct db *db, const struct ticket *t, struct error *e)
{
	return db_exec(db, SQL_ticket_insert, NULL, e, DBT(t->organisation_id), DBB(t->token_hash),
		       DBT(t->id), DBT(t->kind), DBT(t->email), DBT(t->email_folded), DBT(t->role),
		       DBI(t->created_at), DBI(t->expires_at));
}

enum err ticket_get(struct db *db, struct arena *mem, struct bytes token_hash, struct ticket *out,
		    struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_ticket_get, mem, &rows, e, DBB(token_hash)));
	return repo_one(rows, &ticket_type, out, e);
}

enum err ticket_use(struct db *db, struct bytes token_hash, time_ms now, struct error *e)
{
	int64_t changed = 0;

	TRY(db_exec(db, SQL_ticket_use, &changed, e, DBB(token_hash), DBI(now)));
	return changed == 1 ? ERR_OK : error_set(e, ERR_CONFLICT, "the ticket was used already");
}

enum err ticket_list(const struct repo *r, time_ms now, const struct ticket **out, size_t *n,
		     struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_ticket_list, &rows, e, DBI(now)));
	return repo_all(r, rows, &ticket_type, out, n, e);
}

enum err ticket_set_role(const struct repo *r, const char *id, const char *role, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_ticket_set_role, &changed, e, DBT(id), DBT(role)));
	return repo_changed_one(changed, "invitation", e);
}

enum err ticket_delete(const struct repo *r, const char *id, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_ticket_delete, &changed, e, DBT(id)));
	return repo_changed_one(changed, "invitation", e);
}

enum err ticket_delete_email(const struct repo *r, const char *folded, struct error *e)
{
	return repo_exec(r, SQL_ticket_delete_email, NULL, e, DBT(folded));
}

enum err ticket_delete_setup(struct db *db, struct error *e)
{
	return db_exec_args(db, SQL_ticket_delete_setup, NULL, 0, NULL, e);
}
