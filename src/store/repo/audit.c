#include "store/repo/audit.h"

static const struct repo_column audit_columns[] = {
	REPO_COLUMN(audit_row, seq, REPO_INT),
	REPO_COLUMN(audit_row, at, REPO_TIME),
	REPO_COLUMN(audit_row, kind, REPO_TEXT),
	REPO_COLUMN(audit_row, payload, REPO_TEXT),
	REPO_COLUMN(audit_row, prev_hash, REPO_BYTES),
	REPO_COLUMN(audit_row, hash, REPO_BYTES),
};
static const struct repo_type audit_type = REPO_TYPE(audit_row, "audit event", audit_columns);

static const struct repo_column value_columns[] = {
	REPO_COLUMN(audit_value_row, seq, REPO_INT),
	REPO_COLUMN(audit_value_row, name, REPO_TEXT),
	REPO_COLUMN(audit_value_row, salt, REPO_BYTES),
	REPO_COLUMN(audit_value_row, value, REPO_TEXT),
};
static const struct repo_type value_type = REPO_TYPE(audit_value_row, "audit value", value_columns);

enum err audit_row_head(const struct repo *r, const char *chain, int64_t *seq_out, struct bytes *hash_out,
			struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_audit_head, &rows, e, DBT(chain)));
	*seq_out = db_count(rows) ? db_int(rows, 0, "seq") : 0;
	*hash_out = db_count(rows) ? db_blob(rows, 0, "hash") : (struct bytes){ 0 };
	return ERR_OK;
}

enum err audit_row_insert(const struct repo *r, const struct audit_row *v, struct error *e)
{
	return repo_exec(r, SQL_audit_insert, NULL, e, DBT(v->chain), DBI(v->seq), DBT(v->envelope_id),
			 DBI(v->at), DBT(v->kind), DBT(v->payload), DBB(v->prev_hash), DBB(v->hash));
}

enum err audit_row_list(const struct repo *r, const char *chain, const struct audit_row **out, size_t *n,
			struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_audit_list, &rows, e, DBT(chain)));
	return repo_all(r, rows, &audit_type, out, n, e);
}

enum err audit_value_insert(const struct repo *r, const char *chain, const struct audit_value_row *v,
			    struct error *e)
{
	return repo_exec(r, SQL_audit_value_insert, NULL, e, DBT(chain), DBI(v->seq), DBT(v->name),
			 DBB(v->salt), DBT(v->value));
}

enum err audit_value_list(const struct repo *r, const char *chain, const struct audit_value_row **out,
			  size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_audit_value_list, &rows, e, DBT(chain)));
	return repo_all(r, rows, &value_type, out, n, e);
}

enum err audit_value_erase(const struct repo *r, const char *chain, const char *name, struct error *e)
{
	return repo_exec(r, SQL_audit_value_erase, NULL, e, DBT(chain), DBT(name));
}
