#include "store/repo/attachment.h"
#include "store/repo/document.h"

static const struct repo_column columns[] = {
	REPO_COLUMN(attachment, id, REPO_TEXT),
	REPO_COLUMN(attachment, envelope_id, REPO_TEXT),
	REPO_COLUMN(attachment, name, REPO_TEXT),
	REPO_COLUMN(attachment, media_type, REPO_TEXT),
	REPO_COLUMN(attachment, size, REPO_INT),
	REPO_COLUMN(attachment, sha256, REPO_TEXT),
	REPO_COLUMN(attachment, blob_id, REPO_TEXT),
	REPO_COLUMN(attachment, created_at, REPO_TIME),
};
static const struct repo_type type = REPO_TYPE(attachment, "attachment", columns);

enum err attachment_insert(const struct repo *r, const struct attachment *a, struct error *e)
{
	return repo_insert(r, SQL_attachment_insert, &type, a, e);
}

enum err attachment_list(const struct repo *r, const char *envelope, const struct attachment **out,
			 size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_attachment_list, &rows, e, DBT(envelope)));
	return repo_all(r, rows, &type, out, n, e);
}

enum err attachment_delete(const struct repo *r, const struct attachment *a, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_attachment_delete, &changed, e, DBT(a->id)));
	TRY(repo_changed_one(changed, "attachment", e));
	return blob_row_doom(r, a->blob_id, e);
}
