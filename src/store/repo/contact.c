#include "store/repo/contact.h"

static const struct repo_column columns[] = {
	REPO_COLUMN(contact, id, REPO_TEXT),	     REPO_COLUMN(contact, name, REPO_TEXT),
	REPO_COLUMN(contact, email, REPO_TEXT),	     REPO_COLUMN(contact, email_folded, REPO_TEXT),
	REPO_COLUMN(contact, company, REPO_TEXT),    REPO_COLUMN(contact, department, REPO_TEXT),
	REPO_COLUMN(contact, title, REPO_TEXT),	     REPO_COLUMN(contact, locale, REPO_TEXT),
	REPO_COLUMN(contact, phone, REPO_TEXT),	     REPO_COLUMN(contact, note, REPO_TEXT),
	REPO_COLUMN(contact, folded, REPO_TEXT),     REPO_COLUMN(contact, version, REPO_INT),
	REPO_COLUMN(contact, used_at, REPO_INT),     REPO_COLUMN(contact, created_at, REPO_TIME),
	REPO_COLUMN(contact, updated_at, REPO_TIME),
};
static const struct repo_type type = REPO_TYPE(contact, "contact", columns);

enum err contact_insert(const struct repo *r, const struct contact *c, struct error *e)
{
	return repo_insert(r, SQL_contact_insert, &type, c, e);
}

enum err contact_update(const struct repo *r, const struct contact *c, int64_t version,
			struct error *e)
{
	int64_t changed = 0;

	TRY(repo_update_at(r, SQL_contact_update, &type, c, version, &changed, e));
	return changed == 1 ? ERR_OK
			    : error_set(e, ERR_STALE, "the contact is not at that version");
}

enum err contact_get(const struct repo *r, const char *id, struct contact *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_contact_get, &rows, e, DBT(id)));
	return repo_one(rows, &type, out, e);
}

enum err contact_delete(const struct repo *r, const char *id, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_contact_delete, &changed, e, DBT(id)));
	return repo_changed_one(changed, "contact", e);
}

enum err contact_list(const struct repo *r, const struct contact_filter *f,
		      const struct contact **out, size_t *n, struct error *e)
{
	int64_t used = f->id ? f->used_at : INT64_MAX;
	const char *id = f->id ? f->id : "";
	struct db_rows *rows;

	if (f->folded)
		TRY(repo_query(r, SQL_contact_search, &rows, e, DBI(used), DBT(id), DBI(f->limit),
			       DBT(repo_like(r, f->folded))));
	else
		TRY(repo_query(r, SQL_contact_list, &rows, e, DBI(used), DBT(id), DBI(f->limit)));
	return repo_all(r, rows, &type, out, n, e);
}

enum err contact_by_email(const struct repo *r, const char *folded, const struct contact **out,
			  size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_contact_by_email, &rows, e, DBT(folded)));
	return repo_all(r, rows, &type, out, n, e);
}

enum err contact_used(const struct repo *r, const char *folded, time_ms at, struct error *e)
{
	return repo_exec(r, SQL_contact_used, NULL, e, DBT(folded), DBI(at));
}
