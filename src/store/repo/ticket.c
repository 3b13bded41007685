#include "store/repo/ticket.h"
#include "store/repo/document.h"

static const struct repo_column ticket_columns[] = {
	REPO_COLUMN(signing_ticket, id, REPO_TEXT),
	REPO_COLUMN(signing_ticket, envelope_id, REPO_TEXT),
	REPO_COLUMN(signing_ticket, recipient_id, REPO_TEXT),
	REPO_COLUMN(signing_ticket, state, REPO_TEXT),
	REPO_COLUMN(signing_ticket, token_hash, REPO_BYTES),
	REPO_COLUMN(signing_ticket, browser_hash, REPO_BYTES),
	REPO_COLUMN(signing_ticket, confirm_code, REPO_TEXT),
	REPO_COLUMN(signing_ticket, input, REPO_TEXT),
	REPO_COLUMN(signing_ticket, created_at, REPO_TIME),
	REPO_COLUMN(signing_ticket, expires_at, REPO_TIME),
	REPO_COLUMN(signing_ticket, redeemed_at, REPO_TIME),
	REPO_COLUMN(signing_ticket, session_hash, REPO_BYTES),
	REPO_COLUMN(signing_ticket, session_ends_at, REPO_TIME),
	REPO_COLUMN(signing_ticket, seq, REPO_INT),
	REPO_COLUMN(signing_ticket, agent_version, REPO_TEXT),
	REPO_COLUMN(signing_ticket, agent_os, REPO_TEXT),
	REPO_COLUMN(signing_ticket, agent_address, REPO_TEXT),
	REPO_COLUMN(signing_ticket, token_kind, REPO_TEXT),
	REPO_COLUMN(signing_ticket, certificates, REPO_BYTES),
	REPO_COLUMN(signing_ticket, algorithm, REPO_TEXT),
	REPO_COLUMN(signing_ticket, revocation, REPO_TEXT),
	REPO_COLUMN(signing_ticket, act_id, REPO_TEXT),
	REPO_COLUMN(signing_ticket, prepared_at, REPO_TIME),
	REPO_COLUMN(signing_ticket, event_hash, REPO_TEXT),
	REPO_COLUMN(signing_ticket, entries, REPO_BYTES),
	REPO_COLUMN(signing_ticket, entries_sha256, REPO_TEXT),
	REPO_COLUMN(signing_ticket, error, REPO_TEXT),
	REPO_COLUMN(signing_ticket, ended_at, REPO_TIME),
	REPO_COLUMN(signing_ticket, policy_version, REPO_INT),
};
static const struct repo_type ticket_type =
	REPO_TYPE(signing_ticket, "signing ticket", ticket_columns);

enum err signing_ticket_insert(const struct repo *r, const struct signing_ticket *t,
			       struct error *e)
{
	return repo_insert(r, SQL_signing_ticket_insert, &ticket_type, t, e);
}

enum err signing_ticket_update(const struct repo *r, const struct signing_ticket *t,
			       struct error *e)
{
	return repo_update(r, SQL_signing_ticket_update, &ticket_type, t, e);
}

enum err signing_ticket_get(const struct repo *r, const char *id, struct signing_ticket *out,
			    struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_signing_ticket_get, &rows, e, DBT(id)));
	return repo_one(rows, &ticket_type, out, e);
}

enum err signing_ticket_by_act(const struct repo *r, const char *act, struct signing_ticket *out,
			       struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_signing_ticket_by_act, &rows, e, DBT(act)));
	return repo_one(rows, &ticket_type, out, e);
}

enum err signing_ticket_rows(const struct repo *r, const struct db_rows *rows,
			     const struct signing_ticket **out, size_t *n, struct error *e)
{
	return repo_all(r, rows, &ticket_type, out, n, e);
}

enum err signing_ticket_open(const struct repo *r, const char *recipient,
			     const struct signing_ticket **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_signing_ticket_open, &rows, e, DBT(recipient)));
	return repo_all(r, rows, &ticket_type, out, n, e);
}

enum err signing_ticket_redeem(const struct repo *r, const struct signing_ticket *t, _Bool *done,
			       struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_signing_ticket_redeem, &changed, e, DBB(t->token_hash),
		      DBI(t->redeemed_at), DBB(t->session_hash), DBI(t->session_ends_at),
		      DBT(t->agent_version), DBT(t->agent_os), DBT(t->agent_address)));
	*done = changed == 1;
	return ERR_OK;
}

enum err signing_ticket_find(struct db *db, struct arena *mem, struct bytes hash,
			     struct signing_ticket_ref *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_signing_ticket_find, mem, &rows, e, DBB(hash)));
	if (!db_count(rows))
		return error_set(e, ERR_NOT_FOUND, "no such signing ticket");
	*out = (struct signing_ticket_ref){ db_str(rows, 0, "organisation_id"),
					    db_str(rows, 0, "id"), db_str(rows, 0, "envelope_id") };
	return ERR_OK;
}

enum err signing_ticket_reserved(const struct repo *r, const char *recipient, const char *envelope,
				 time_ms *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_signing_ticket_reserved, &rows, e, DBT(recipient), DBT(envelope)));
	*out = db_int(rows, 0, "since");
	return ERR_OK;
}

enum err signing_ticket_reserve(const struct repo *r, const char *ticket, time_ms since,
				struct error *e)
{
	return repo_exec(r, SQL_signing_ticket_reserve, NULL, e, DBT(ticket), DBI(since));
}

static const struct repo_column operation_columns[] = {
	REPO_COLUMN(signing_operation, seal_id, REPO_TEXT),
	REPO_COLUMN(signing_operation, ticket_id, REPO_TEXT),
	REPO_COLUMN(signing_operation, document_id, REPO_TEXT),
	REPO_COLUMN(signing_operation, answer, REPO_BYTES),
};
static const struct repo_type operation_type =
	REPO_TYPE(signing_operation, "operation", operation_columns);

enum err signing_operation_put(const struct repo *r, const struct signing_operation *o,
			       struct error *e)
{
	return repo_insert(r, SQL_signing_operation_insert, &operation_type, o, e);
}

enum err signing_operation_list(const struct repo *r, const char *ticket,
				const struct signing_operation **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_signing_operation_list, &rows, e, DBT(ticket)));
	return repo_all(r, rows, &operation_type, out, n, e);
}

enum err signing_operation_delete_ticket(const struct repo *r, const char *ticket, struct error *e)
{
	return repo_exec(r, SQL_signing_operation_delete_ticket, NULL, e, DBT(ticket));
}

enum err seal_give_way(const struct repo *r, const struct seal *s, struct error *e)
{
	TRY(repo_exec(r, SQL_signing_operation_delete, NULL, e, DBT(s->id)));
	TRY(seal_abandon(r, s->id, e));
	return s->tail_blob ? blob_row_doom(r, s->tail_blob, e) : ERR_OK;
}

enum err seal_forget_reserved(struct db *db, struct arena *mem, time_ms before, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_seal_reserved_over, mem, &rows, e, DBI(before)));
	for (size_t i = 0; i < db_count(rows); i++) {
		const struct repo r = { db, mem, db_str(rows, i, "organisation_id") };
		const struct seal s = { .id = db_str(rows, i, "id"),
					.tail_blob = db_str(rows, i, "tail_blob") };
		enum err rc = seal_give_way(&r, &s, e);

		if (rc != ERR_NOT_FOUND)
			TRY(rc);
	}
	return ERR_OK;
}
