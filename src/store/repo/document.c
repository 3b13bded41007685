#include "store/repo/document.h"
#include "store/repo/field.h"
#include "store/repo/intake.h"

static const struct repo_column blob_columns[] = {
	REPO_COLUMN(blob_row, id, REPO_TEXT),
	REPO_COLUMN(blob_row, state, REPO_TEXT),
	REPO_COLUMN(blob_row, size, REPO_INT),
	REPO_COLUMN(blob_row, wrapped_key, REPO_BYTES),
	REPO_COLUMN(blob_row, created_at, REPO_TIME),
};
static const struct repo_type blob_type = REPO_TYPE(blob_row, "blob", blob_columns);

enum err blob_row_insert(const struct repo *r, const char *id, time_ms now, struct error *e)
{
	return repo_exec(r, SQL_blob_insert, NULL, e, DBT(id), DBI(now));
}

enum err blob_row_ready(const struct repo *r, const char *id, int64_t size, struct bytes wrapped_key,
			struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_blob_ready, &changed, e, DBT(id), DBI(size), DBB(wrapped_key)));
	return repo_changed_one(changed, "blob", e);
}

enum err blob_row_get(const struct repo *r, const char *id, struct blob_row *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_blob_get, &rows, e, DBT(id)));
	return repo_one(rows, &blob_type, out, e);
}

enum err blob_row_doom(const struct repo *r, const char *id, struct error *e)
{
	return repo_exec(r, SQL_blob_doom, NULL, e, DBT(id));
}

static const struct repo_column orphan_columns[] = {
	REPO_COLUMN(blob_orphan, organisation_id, REPO_TEXT),
	REPO_COLUMN(blob_orphan, id, REPO_TEXT),
};
static const struct repo_type orphan_type = REPO_TYPE(blob_orphan, "blob", orphan_columns);

enum err blob_orphans(struct repo *any, time_ms before, const struct blob_orphan **out, size_t *n,
		      struct error *e)
{
	struct db_rows *rows;

	TRY(db_query(any->db, SQL_blob_sweep_list, any->mem, &rows, e, DBI(before)));
	return repo_all(any, rows, &orphan_type, out, n, e);
}

enum err blob_row_give_up(const struct repo *r, const char *id, _Bool *gone, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_blob_give_up, &changed, e, DBT(id)));
	*gone = changed > 0;
	return ERR_OK;
}

enum err blob_row_delete(const struct repo *r, const char *id, struct error *e)
{
	return repo_exec(r, SQL_blob_delete, NULL, e, DBT(id));
}

static const struct repo_column document_columns[] = {
	REPO_COLUMN(document, id, REPO_TEXT),
	REPO_COLUMN(document, envelope_id, REPO_TEXT),
	REPO_COLUMN(document, kind, REPO_TEXT),
	REPO_COLUMN(document, position, REPO_INT),
	REPO_COLUMN(document, name, REPO_TEXT),
	REPO_COLUMN(document, state, REPO_TEXT),
	REPO_COLUMN(document, pages, REPO_INT),
	REPO_COLUMN(document, signatures, REPO_INT),
	REPO_COLUMN(document, certified, REPO_INT),
	REPO_COLUMN(document, repaired, REPO_INT),
	REPO_COLUMN(document, notes, REPO_TEXT),
	REPO_COLUMN(document, original_blob, REPO_TEXT),
	REPO_COLUMN(document, original_size, REPO_INT),
	REPO_COLUMN(document, original_sha256, REPO_TEXT),
	REPO_COLUMN(document, head_no, REPO_INT),
	REPO_COLUMN(document, created_at, REPO_TIME),
	REPO_COLUMN(document, visible_no, REPO_INT),
};
const struct repo_type document_type = REPO_TYPE(document, "document", document_columns);

enum err document_insert(const struct repo *r, const struct document *d, struct error *e)
{
	return repo_insert(r, SQL_document_insert, &document_type, d, e);
}

enum err document_update(const struct repo *r, const struct document *d, struct error *e)
{
	return repo_update(r, SQL_document_update, &document_type, d, e);
}

enum err document_get(const struct repo *r, const char *id, struct document *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_document_get, &rows, e, DBT(id)));
	return repo_one(rows, &document_type, out, e);
}

enum err document_list(const struct repo *r, const char *envelope, struct document **out, size_t *n,
		       struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_document_list, &rows, e, DBT(envelope)));
	return repo_all(r, rows, &document_type, out, n, e);
}

enum err document_delete(const struct repo *r, const struct document *d, struct error *e)
{
	const struct revision *list;
	int64_t changed = 0;
	size_t n;

	TRY(field_delete_document(r, d->id, e));
	TRY(revision_list(r, d->id, &list, &n, e));
	TRY(document_intake_delete(r, d->id, e));
	TRY(repo_exec(r, SQL_revision_delete_all, NULL, e, DBT(d->id)));
	TRY(repo_exec(r, SQL_document_delete, &changed, e, DBT(d->id)));
	TRY(repo_changed_one(changed, "document", e));
	for (size_t i = 0; i < n; i++)
		TRY(blob_row_doom(r, list[i].blob_id, e));
	return d->original_blob ? blob_row_doom(r, d->original_blob, e) : ERR_OK;
}

static const struct repo_column revision_columns[] = {
	REPO_COLUMN(revision, document_id, REPO_TEXT),
	REPO_COLUMN(revision, no, REPO_INT),
	REPO_COLUMN(revision, parent_no, REPO_INT),
	REPO_COLUMN(revision, kind, REPO_TEXT),
	REPO_COLUMN(revision, blob_id, REPO_TEXT),
	REPO_COLUMN(revision, size, REPO_INT),
	REPO_COLUMN(revision, sha256, REPO_TEXT),
	REPO_COLUMN(revision, state256, REPO_BYTES),
	REPO_COLUMN(revision, state384, REPO_BYTES),
	REPO_COLUMN(revision, state512, REPO_BYTES),
	REPO_COLUMN(revision, signing_index, REPO_BYTES),
	REPO_COLUMN(revision, act_id, REPO_TEXT),
	REPO_COLUMN(revision, created_at, REPO_TIME),
};
static const struct repo_type revision_type = REPO_TYPE(revision, "revision", revision_columns);

static const struct repo_column revision_fact_columns[] = {
	REPO_COLUMN(revision, document_id, REPO_TEXT), REPO_COLUMN(revision, no, REPO_INT),
	REPO_COLUMN(revision, parent_no, REPO_INT),    REPO_COLUMN(revision, kind, REPO_TEXT),
	REPO_COLUMN(revision, blob_id, REPO_TEXT),     REPO_COLUMN(revision, size, REPO_INT),
	REPO_COLUMN(revision, sha256, REPO_TEXT),      REPO_COLUMN(revision, act_id, REPO_TEXT),
	REPO_COLUMN(revision, created_at, REPO_TIME),
};
static const struct repo_type revision_fact_type = REPO_TYPE(revision, "revision", revision_fact_columns);

enum err revision_insert(const struct repo *r, const struct revision *v, struct error *e)
{
	return repo_insert(r, SQL_revision_insert, &revision_type, v, e);
}

enum err revision_get(const struct repo *r, const char *document, int64_t no, struct revision *out,
		      struct error *e)
{
	struct revision found = { 0 };
	struct db_rows *rows;

	TRY(repo_query(r, SQL_revision_get, &rows, e, DBT(document), DBI(no)));
	TRY(repo_one(rows, &revision_fact_type, &found, e));
	*out = found;
	return ERR_OK;
}

enum err revision_get_whole(const struct repo *r, const char *document, int64_t no,
			    struct revision *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_revision_get_whole, &rows, e, DBT(document), DBI(no)));
	return repo_one(rows, &revision_type, out, e);
}

enum err revision_list(const struct repo *r, const char *document, const struct revision **out, size_t *n,
		       struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_revision_list, &rows, e, DBT(document)));
	return repo_all(r, rows, &revision_fact_type, out, n, e);
}

static const struct repo_column part_columns[] = {
	REPO_COLUMN(revision_part, no, REPO_INT),
	REPO_COLUMN(revision_part, parent_no, REPO_INT),
	REPO_COLUMN(revision_part, blob_id, REPO_TEXT),
	REPO_COLUMN(revision_part, size, REPO_INT),
	REPO_COLUMN(revision_part, blob_size, REPO_INT),
	REPO_COLUMN(revision_part, wrapped_key, REPO_BYTES),
};
static const struct repo_type part_type = REPO_TYPE(revision_part, "revision", part_columns);

/* Walks from `no` to its ancestors; rows come oldest first, so the chain is marked from the end. */
static enum err chain_of(const struct revision_part *all, size_t n_all, int64_t no,
			 struct revision_part *chain, size_t *n, struct error *e)
{
	size_t k = n_all;

	for (size_t i = n_all; i > 0 && no; i--) {
		if (all[i - 1].no != no)
			continue;
		chain[--k] = all[i - 1];
		no = all[i - 1].parent_no;
	}
	if (no || k == n_all)
		return error_set(e, ERR_NOT_FOUND, "no such revision");
	*n = n_all - k;
	memmove(chain, chain + k, *n * sizeof(*chain));
	return ERR_OK;
}

enum err revision_parts(const struct repo *r, const char *document, int64_t no,
			const struct revision_part **out, size_t *n, struct error *e)
{
	struct revision_part *all, *chain;
	struct db_rows *rows;
	size_t n_all;

	TRY(repo_query(r, SQL_revision_parts, &rows, e, DBT(document), DBI(no)));
	TRY(repo_all(r, rows, &part_type, &all, &n_all, e));
	TRY(repo_all(r, rows, &part_type, &chain, &n_all, e));
	TRY(chain_of(all, n_all, no, chain, n, e));
	*out = chain;
	return ERR_OK;
}

enum err revision_shown(const struct repo *r, const char *document, int64_t from, int64_t to,
			const char *sha256, _Bool *out, struct error *e)
{
	struct db_rows *rows;
	int64_t n;

	TRY(repo_query(r, SQL_revision_shown, &rows, e, DBT(document), DBI(from), DBI(to), DBT(sha256)));
	TRY(repo_count(rows, &n, e));
	*out = n > 0;
	return ERR_OK;
}

enum err revision_by_digest(const struct repo *r, const char *document, int64_t from, int64_t to,
			    const char *sha256, int64_t *no_out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_revision_by_digest, &rows, e, DBT(document), DBI(from), DBI(to), DBT(sha256)));
	if (!db_count(rows))
		return error_set(e, ERR_NOT_FOUND, "no revision has this digest");
	*no_out = db_int(rows, 0, "no");
	return ERR_OK;
}

enum err revision_last_no(const struct repo *r, const char *document, int64_t *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_revision_last_no, &rows, e, DBT(document)));
	return repo_count(rows, out, e);
}

enum err revision_flatten(const struct repo *r, const struct document *doc, const char *blob,
			  struct error *e)
{
	const struct revision_part *chain;
	size_t n;

	TRY(revision_parts(r, doc->id, doc->head_no, &chain, &n, e));
	TRY(repo_exec(r, SQL_document_original_flatten, NULL, e, DBT(doc->id), DBT(blob)));
	for (size_t i = 0; i < n; i++) {
		TRY(blob_row_doom(r, chain[i].blob_id, e));
		TRY(repo_exec(r, SQL_revision_flatten, NULL, e, DBT(doc->id), DBI(chain[i].no), DBT(blob)));
	}
	return ERR_OK;
}
