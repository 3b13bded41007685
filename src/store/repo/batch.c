#include "store/repo/batch.h"

static const struct repo_column batch_columns[] = {
	REPO_COLUMN(signing_batch, id, REPO_TEXT),
	REPO_COLUMN(signing_batch, account_id, REPO_TEXT),
	REPO_COLUMN(signing_batch, member_hash, REPO_BYTES),
	REPO_COLUMN(signing_batch, token_hash, REPO_BYTES),
	REPO_COLUMN(signing_batch, confirm_code, REPO_TEXT),
	REPO_COLUMN(signing_batch, created_at, REPO_TIME),
	REPO_COLUMN(signing_batch, expires_at, REPO_TIME),
	REPO_COLUMN(signing_batch, redeemed_at, REPO_TIME),
	REPO_COLUMN(signing_batch, session_hash, REPO_BYTES),
	REPO_COLUMN(signing_batch, session_ends_at, REPO_TIME),
	REPO_COLUMN(signing_batch, seq, REPO_INT),
	REPO_COLUMN(signing_batch, agent_version, REPO_TEXT),
	REPO_COLUMN(signing_batch, agent_os, REPO_TEXT),
	REPO_COLUMN(signing_batch, agent_address, REPO_TEXT),
	REPO_COLUMN(signing_batch, ended_at, REPO_TIME),
};
static const struct repo_type batch_type = REPO_TYPE(signing_batch, "signing batch", batch_columns);

enum err signing_batch_insert(const struct repo *r, const struct signing_batch *b, struct error *e)
{
	return repo_insert(r, SQL_signing_batch_insert, &batch_type, b, e);
}

enum err signing_batch_get(const struct repo *r, const char *id, struct signing_batch *out,
			   struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_signing_batch_get, &rows, e, DBT(id)));
	return repo_one(rows, &batch_type, out, e);
}

enum err signing_batch_redeem(const struct repo *r, const struct signing_batch *b, _Bool *done,
			      struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_signing_batch_redeem, &changed, e, DBT(b->id), DBI(b->redeemed_at),
		      DBB(b->session_hash), DBI(b->session_ends_at), DBT(b->agent_version),
		      DBT(b->agent_os), DBT(b->agent_address)));
	*done = changed == 1;
	return ERR_OK;
}

enum err signing_batch_number(const struct repo *r, const char *id, int64_t seq, _Bool *done,
			      struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_signing_batch_number, &changed, e, DBT(id), DBI(seq)));
	*done = changed == 1;
	return ERR_OK;
}

enum err signing_batch_end(const struct repo *r, const char *id, time_ms now, struct error *e)
{
	return repo_exec(r, SQL_signing_batch_end, NULL, e, DBT(id), DBI(now));
}

enum err signing_batch_find(struct db *db, struct arena *mem, struct bytes hash,
			    struct signing_batch_ref *out, struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(db, SQL_signing_batch_find, mem, &rows, e, DBB(hash)));
	if (!db_count(rows))
		return error_set(e, ERR_NOT_FOUND, "no such signing batch");
	*out = (struct signing_batch_ref){ db_str(rows, 0, "organisation_id"),
					   db_str(rows, 0, "id") };
	return ERR_OK;
}

enum err signing_batch_add(const struct repo *r, const char *batch, const char *ticket,
			   int64_t position, struct error *e)
{
	return repo_exec(r, SQL_signing_batch_ticket_insert, NULL, e, DBT(ticket), DBT(batch),
			 DBI(position));
}

enum err signing_batch_tickets(const struct repo *r, const char *batch,
			       const struct signing_ticket **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_signing_batch_tickets, &rows, e, DBT(batch)));
	return signing_ticket_rows(r, rows, out, n, e);
}

static const struct repo_column wait_columns[] = {
	REPO_COLUMN(signing_wait, recipient_id, REPO_TEXT),
	REPO_COLUMN(signing_wait, envelope_id, REPO_TEXT),
};
static const struct repo_type wait_type = REPO_TYPE(signing_wait, "request", wait_columns);

enum err signing_wait_list(const struct repo *r, const char *account, const char *below,
			   int64_t limit, const struct signing_wait **out, size_t *n,
			   struct error *e)
{
	struct db_rows *rows;

	/* "~" sorts behind every id */
	TRY(repo_query(r, SQL_signing_wait_list, &rows, e, DBT(account), DBT(below ? below : "~"),
		       DBI(limit)));
	return repo_all(r, rows, &wait_type, out, n, e);
}
