#include "store/repo/party.h"
#include "store/repo/document.h"

static const struct repo_column columns[] = {
	REPO_COLUMN(party_policy_row, version, REPO_INT),
	REPO_COLUMN(party_policy_row, issuers, REPO_BYTES),
	REPO_COLUMN(party_policy_row, policies, REPO_TEXT),
	REPO_COLUMN(party_policy_row, algorithms, REPO_TEXT),
	REPO_COLUMN(party_policy_row, sub_filter, REPO_TEXT),
	REPO_COLUMN(party_policy_row, jpki, REPO_INT),
	REPO_COLUMN(party_policy_row, updated_at, REPO_TIME),
};
static const struct repo_type type = REPO_TYPE(party_policy_row, "party policy", columns);

enum err party_policy_read(const struct repo *r, struct party_policy_row *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query_args(r, SQL_party_policy_get, NULL, 0, &rows, e));
	return repo_one(rows, &type, out, e);
}

enum err party_policy_write(const struct repo *r, const struct party_policy_row *p, struct error *e)
{
	enum err rc;

	if (p->version == 1)
		return repo_insert(r, SQL_party_policy_insert, &type, p, e);
	rc = repo_update(r, SQL_party_policy_update, &type, p, e);
	return rc == ERR_NOT_FOUND ? error_set(e, ERR_CONFLICT, "another edit came first") : rc;
}

/* signed elsewhere ---------------------------------------------------------- */

static const struct repo_column copy_columns[] = {
	REPO_COLUMN(signed_copy, recipient_id, REPO_TEXT),
	REPO_COLUMN(signed_copy, document_id, REPO_TEXT),
	REPO_COLUMN(signed_copy, envelope_id, REPO_TEXT),
	REPO_COLUMN(signed_copy, base_no, REPO_INT),
	REPO_COLUMN(signed_copy, base_sha256, REPO_TEXT),
	REPO_COLUMN(signed_copy, sha256, REPO_TEXT),
	REPO_COLUMN(signed_copy, size, REPO_INT),
	REPO_COLUMN(signed_copy, base_size, REPO_INT),
	REPO_COLUMN(signed_copy, tail_blob, REPO_TEXT),
	REPO_COLUMN(signed_copy, document_digest, REPO_BYTES),
	REPO_COLUMN(signed_copy, signed_attrs, REPO_BYTES),
	REPO_COLUMN(signed_copy, signature, REPO_BYTES),
	REPO_COLUMN(signed_copy, certificates, REPO_BYTES),
	REPO_COLUMN(signed_copy, algorithm, REPO_TEXT),
	REPO_COLUMN(signed_copy, sub_filter, REPO_TEXT),
	REPO_COLUMN(signed_copy, revocation, REPO_TEXT),
	REPO_COLUMN(signed_copy, created_at, REPO_TIME),
};
static const struct repo_type copy_type = REPO_TYPE(signed_copy, "signed copy", copy_columns);

enum err signed_copy_insert(const struct repo *r, const struct signed_copy *s, struct error *e)
{
	return repo_insert(r, SQL_signed_copy_insert, &copy_type, s, e);
}

enum err signed_copy_list(const struct repo *r, const char *recipient,
			  const struct signed_copy **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_signed_copy_list, &rows, e, DBT(recipient)));
	return repo_all(r, rows, &copy_type, out, n, e);
}

enum err signed_copy_delete(const struct repo *r, const struct signed_copy *s, _Bool *gone,
			    struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_signed_copy_delete, &changed, e, DBT(s->recipient_id),
		      DBT(s->document_id), DBT(s->tail_blob)));
	*gone = changed == 1;
	return ERR_OK;
}

/* The blob of a row that somebody else took away meanwhile may be a seal's by now. */
enum err signed_copy_drop(const struct repo *r, const struct signed_copy *s, struct error *e)
{
	_Bool gone;

	TRY(signed_copy_delete(r, s, &gone, e));
	return gone ? blob_row_doom(r, s->tail_blob, e) : ERR_OK;
}

enum err signed_copy_drop_all(const struct repo *r, const char *recipient, struct error *e)
{
	const struct signed_copy *list;
	size_t n;

	TRY(signed_copy_list(r, recipient, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(signed_copy_drop(r, &list[i], e));
	return ERR_OK;
}

enum err signed_copy_forget(struct db *db, struct arena *mem, time_ms before, struct error *e)
{
	struct db_rows *rows;
	size_t n;

	TRY(db_query(db, SQL_signed_copy_old, mem, &rows, e, DBI(before)));
	n = db_count(rows);
	for (size_t i = 0; i < n; i++) {
		const struct repo r = { db, mem, db_str(rows, i, "organisation_id") };
		const struct signed_copy s = { .recipient_id = db_str(rows, i, "recipient_id"),
					       .document_id = db_str(rows, i, "document_id"),
					       .tail_blob = db_str(rows, i, "tail_blob") };

		TRY(signed_copy_drop(&r, &s, e));
	}
	return ERR_OK;
}
