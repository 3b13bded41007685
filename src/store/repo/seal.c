/* Seals and mails of work.h: work that belongs to an organisation. */
#include "store/repo/work.h"

static const struct repo_column seal_columns[] = {
	REPO_COLUMN(seal, id, REPO_TEXT),
	REPO_COLUMN(seal, envelope_id, REPO_TEXT),
	REPO_COLUMN(seal, document_id, REPO_TEXT),
	REPO_COLUMN(seal, revision_no, REPO_INT),
	REPO_COLUMN(seal, kind, REPO_TEXT),
	REPO_COLUMN(seal, act_id, REPO_TEXT),
	REPO_COLUMN(seal, recipient_id, REPO_TEXT),
	REPO_COLUMN(seal, step, REPO_TEXT),
	REPO_COLUMN(seal, key_id, REPO_TEXT),
	REPO_COLUMN(seal, tail_blob, REPO_TEXT),
	REPO_COLUMN(seal, geometry, REPO_TEXT),
	REPO_COLUMN(seal, document_digest, REPO_BYTES),
	REPO_COLUMN(seal, signed_attrs, REPO_BYTES),
	REPO_COLUMN(seal, signature, REPO_BYTES),
	REPO_COLUMN(seal, token, REPO_BYTES),
	REPO_COLUMN(seal, authority, REPO_TEXT),
	REPO_COLUMN(seal, gen_time, REPO_TIME),
	REPO_COLUMN(seal, created_at, REPO_TIME),
	REPO_COLUMN(seal, updated_at, REPO_TIME),
	REPO_COLUMN(seal, class, REPO_TEXT),
	REPO_COLUMN(seal, certificates, REPO_BYTES),
	REPO_COLUMN(seal, algorithm, REPO_TEXT),
	REPO_COLUMN(seal, reserved_until, REPO_TIME),
};
static const struct repo_type seal_type = REPO_TYPE(seal, "seal", seal_columns);

enum err seal_insert(const struct repo *r, const struct seal *s, struct error *e)
{
	return repo_insert(r, SQL_seal_insert, &seal_type, s, e);
}

enum err seal_update(const struct repo *r, const struct seal *s, struct error *e)
{
	return repo_update(r, SQL_seal_update, &seal_type, s, e);
}

enum err seal_by_act(const struct repo *r, const char *document, const char *act, struct seal *out,
		     struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_seal_by_act, &rows, e, DBT(document), DBT(act)));
	return repo_one(rows, &seal_type, out, e);
}

enum err seal_open(const struct repo *r, const char *document, struct seal *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_seal_open, &rows, e, DBT(document)));
	return repo_one(rows, &seal_type, out, e);
}

enum err seal_list(const struct repo *r, const char *envelope, const struct seal **out, size_t *n,
		   struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_seal_list, &rows, e, DBT(envelope)));
	return repo_all(r, rows, &seal_type, out, n, e);
}

enum err seal_list_act(const struct repo *r, const char *act, const struct seal **out, size_t *n,
		       struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_seal_list_act, &rows, e, DBT(act)));
	return repo_all(r, rows, &seal_type, out, n, e);
}

enum err seal_reserve(const struct repo *r, const char *act, time_ms until, int64_t *n, struct error *e)
{
	return repo_exec(r, SQL_seal_reserve, n, e, DBT(act), DBI(until));
}

enum err seal_sign(const struct repo *r, const char *id, struct bytes signature, time_ms now,
		   _Bool *done, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_seal_sign, &changed, e, DBT(id), DBB(signature), DBI(now)));
	*done = changed == 1;
	return ERR_OK;
}

enum err seal_missing(const struct repo *r, const char *envelope, const char *act, int64_t *out,
		      struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_seal_pending_documents, &rows, e, DBT(envelope), DBT(act)));
	return repo_count(rows, out, e);
}

enum err seal_abandon(const struct repo *r, const char *id, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_seal_delete, &changed, e, DBT(id)));
	return repo_changed_one(changed, "seal", e);
}

/* body last, so that the list can leave it out */
static const struct repo_column mail_columns[] = {
	REPO_COLUMN(mail, id, REPO_TEXT),
	REPO_COLUMN(mail, envelope_id, REPO_TEXT),
	REPO_COLUMN(mail, recipient_id, REPO_TEXT),
	REPO_COLUMN(mail, kind, REPO_TEXT),
	REPO_COLUMN(mail, locale, REPO_TEXT),
	REPO_COLUMN(mail, to_name, REPO_TEXT),
	REPO_COLUMN(mail, to_email, REPO_TEXT),
	REPO_COLUMN(mail, subject, REPO_TEXT),
	REPO_COLUMN(mail, encrypted, REPO_INT),
	REPO_COLUMN(mail, state, REPO_TEXT),
	REPO_COLUMN(mail, attempts, REPO_INT),
	REPO_COLUMN(mail, reply, REPO_TEXT),
	REPO_COLUMN(mail, created_at, REPO_TIME),
	REPO_COLUMN(mail, sent_at, REPO_TIME),
	REPO_COLUMN(mail, bounce_token, REPO_TEXT),
	REPO_COLUMN(mail, reply_to, REPO_TEXT),
	REPO_COLUMN(mail, body, REPO_BYTES),
};
static const struct repo_type mail_type = REPO_TYPE(mail, "mail", mail_columns);
static const struct repo_type mail_head_type = { "mail", sizeof(struct mail), mail_columns,
						 COUNT_OF(mail_columns) - 1 };

enum err mail_insert(const struct repo *r, const struct mail *m, struct error *e)
{
	return repo_insert(r, SQL_mail_insert, &mail_type, m, e);
}

enum err mail_get(const struct repo *r, const char *id, struct mail *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_mail_get, &rows, e, DBT(id)));
	return repo_one(rows, &mail_type, out, e);
}

enum err mail_list(const struct repo *r, const char *below, int64_t limit, const struct mail **out,
		   size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_mail_list, &rows, e, DBT(below), DBI(limit)));
	return repo_all(r, rows, &mail_head_type, out, n, e);
}

enum err mail_list_envelope(const struct repo *r, const char *envelope, const char *after,
			    int64_t limit, const struct mail **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_mail_list_envelope, &rows, e, DBT(envelope), DBT(after), DBI(limit)));
	return repo_all(r, rows, &mail_type, out, n, e);
}

static const struct repo_column delivery_columns[] = {
	REPO_COLUMN(mail_delivery, id, REPO_TEXT),
	REPO_COLUMN(mail_delivery, state, REPO_TEXT),
	REPO_COLUMN(mail_delivery, attempts, REPO_INT),
	REPO_COLUMN(mail_delivery, reply, REPO_TEXT),
	REPO_COLUMN(mail_delivery, sent_at, REPO_TIME),
	REPO_COLUMN(mail_delivery, dsn_state, REPO_TEXT),
	REPO_COLUMN(mail_delivery, dsn_code, REPO_TEXT),
	REPO_COLUMN(mail_delivery, dsn_text, REPO_TEXT),
};
static const struct repo_type delivery_type = REPO_TYPE(mail_delivery, "mail", delivery_columns);

enum err mail_last(const struct repo *r, const char *recipient, struct mail_delivery *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_mail_last_request, &rows, e, DBT(recipient)));
	return repo_one(rows, &delivery_type, out, e);
}

enum err mail_set_state(const struct repo *r, const struct mail *m, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_mail_set_state, &changed, e, DBT(m->id), DBT(m->state), DBI(m->attempts),
		      DBT(m->reply), m->sent_at ? DBI(m->sent_at) : DBNULL));
	return repo_changed_one(changed, "mail", e);
}

enum err mail_supersede(const struct repo *r, const char *recipient, const char *why, struct error *e)
{
	return repo_exec(r, SQL_mail_supersede, NULL, e, DBT(recipient), DBT(why));
}

enum err mail_delete_envelope(const struct repo *r, const char *envelope, struct error *e)
{
	TRY(repo_exec(r, SQL_mail_copy_delete_envelope, NULL, e, DBT(envelope)));
	return repo_exec(r, SQL_mail_delete_envelope, NULL, e, DBT(envelope));
}
