#include "store/repo/intake.h"

static const struct repo_column source_columns[] = {
	REPO_COLUMN(document_source, document_id, REPO_TEXT),
	REPO_COLUMN(document_source, format, REPO_TEXT),
	REPO_COLUMN(document_source, name, REPO_TEXT),
	REPO_COLUMN(document_source, converter, REPO_TEXT),
	REPO_COLUMN(document_source, fonts, REPO_TEXT),
	REPO_COLUMN(document_source, tries, REPO_INT),
	REPO_COLUMN(document_source, reading, REPO_TEXT),
	REPO_COLUMN(document_source, reading_error, REPO_TEXT),
	REPO_COLUMN(document_source, pages_read, REPO_INT),
	REPO_COLUMN(document_source, cut, REPO_INT),
	REPO_COLUMN(document_source, created_at, REPO_TIME),
	REPO_COLUMN(document_source, read_at, REPO_TIME),
};
static const struct repo_type source_type =
	REPO_TYPE(document_source, "source of a document", source_columns);

enum err document_source_insert(const struct repo *r, const struct document_source *s, struct error *e)
{
	return repo_insert(r, SQL_document_source_insert, &source_type, s, e);
}

enum err document_source_update(const struct repo *r, const struct document_source *s, struct error *e)
{
	return repo_update(r, SQL_document_source_update, &source_type, s, e);
}

enum err document_source_get(const struct repo *r, const char *document, struct document_source *out,
			     struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_document_source_get, &rows, e, DBT(document)));
	return repo_one(rows, &source_type, out, e);
}

static const struct repo_column finding_columns[] = {
	REPO_COLUMN(document_finding, document_id, REPO_TEXT),
	REPO_COLUMN(document_finding, no, REPO_INT),
	REPO_COLUMN(document_finding, kind, REPO_TEXT),
	REPO_COLUMN(document_finding, page, REPO_INT),
	REPO_COLUMN(document_finding, data, REPO_TEXT),
};
static const struct repo_type finding_type = REPO_TYPE(document_finding, "finding", finding_columns);

enum err document_finding_insert(const struct repo *r, const struct document_finding *f, struct error *e)
{
	return repo_insert(r, SQL_document_finding_insert, &finding_type, f, e);
}

enum err document_finding_list(const struct repo *r, const char *document,
			       const struct document_finding **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_document_finding_list, &rows, e, DBT(document)));
	return repo_all(r, rows, &finding_type, out, n, e);
}

enum err document_finding_delete_all(const struct repo *r, const char *document, struct error *e)
{
	return repo_exec(r, SQL_document_finding_delete, NULL, e, DBT(document));
}

enum err document_intake_delete(const struct repo *r, const char *document, struct error *e)
{
	TRY(document_finding_delete_all(r, document, e));
	return repo_exec(r, SQL_document_source_delete, NULL, e, DBT(document));
}
