#include "store/repo/envelope.h"
#include "store/repo/field.h"
#include "store/repo/shelf.h"

static const struct repo_column envelope_columns[] = {
	REPO_COLUMN(envelope, id, REPO_TEXT),
	REPO_COLUMN(envelope, kind, REPO_TEXT),
	REPO_COLUMN(envelope, state, REPO_TEXT),
	REPO_COLUMN(envelope, version, REPO_INT),
	REPO_COLUMN(envelope, title, REPO_TEXT),
	REPO_COLUMN(envelope, message, REPO_TEXT),
	REPO_COLUMN(envelope, trial, REPO_INT),
	REPO_COLUMN(envelope, sample, REPO_INT),
	REPO_COLUMN(envelope, created_by, REPO_TEXT),
	REPO_COLUMN(envelope, created_at, REPO_TIME),
	REPO_COLUMN(envelope, updated_at, REPO_TIME),
	REPO_COLUMN(envelope, sent_by, REPO_TEXT),
	REPO_COLUMN(envelope, sent_at, REPO_TIME),
	REPO_COLUMN(envelope, prepared_at, REPO_TIME),
	REPO_COLUMN(envelope, expire_at, REPO_TIME),
	REPO_COLUMN(envelope, completed_at, REPO_TIME),
	REPO_COLUMN(envelope, ended_at, REPO_TIME),
	REPO_COLUMN(envelope, group_no, REPO_INT),
	REPO_COLUMN(envelope, level_requested, REPO_TEXT),
	REPO_COLUMN(envelope, level_reached, REPO_TEXT),
	REPO_COLUMN(envelope, withdraw_reason, REPO_TEXT),
	REPO_COLUMN(envelope, failure, REPO_TEXT),
	REPO_COLUMN(envelope, title_hidden, REPO_INT),
	REPO_COLUMN(envelope, contract_date, REPO_TEXT),
	REPO_COLUMN(envelope, effective_date, REPO_TEXT),
	REPO_COLUMN(envelope, amount, REPO_BLANK),
	REPO_COLUMN(envelope, currency, REPO_TEXT),
	REPO_COLUMN(envelope, external_id, REPO_TEXT),
	REPO_COLUMN(envelope, metadata, REPO_TEXT),
	REPO_COLUMN(envelope, allow_forward, REPO_INT),
	REPO_COLUMN(envelope, reply_to, REPO_TEXT),
	REPO_COLUMN(envelope, remind_before_days, REPO_BLANK),
	REPO_COLUMN(envelope, remind_every_days, REPO_BLANK),
	REPO_COLUMN(envelope, remind_at, REPO_TIME),
	REPO_COLUMN(envelope, discarded_at, REPO_TIME),
	REPO_COLUMN(envelope, duplicated_from, REPO_TEXT),
	REPO_COLUMN(envelope, return_by, REPO_TEXT),
	REPO_COLUMN(envelope, return_at, REPO_TIME),
	REPO_COLUMN(envelope, return_comment, REPO_TEXT),
	REPO_COLUMN(envelope, approval, REPO_TEXT),
	REPO_COLUMN(envelope, certify, REPO_INT),
};
const struct repo_type envelope_type = REPO_TYPE(envelope, "envelope", envelope_columns);

enum err envelope_insert(const struct repo *r, const struct envelope *v, struct error *e)
{
	TRY(repo_insert(r, SQL_envelope_insert, &envelope_type, v, e));
	return shelf_put(r, v, e);
}

enum err envelope_get(const struct repo *r, const char *id, struct envelope *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_envelope_get, &rows, e, DBT(id)));
	return repo_one(rows, &envelope_type, out, e);
}

enum err envelope_lock(const struct repo *r, const char *id, time_ms now, struct envelope *out,
		       struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_envelope_lock, &changed, e, DBT(id), DBI(now)));
	TRY(repo_changed_one(changed, "envelope", e));
	return envelope_get(r, id, out, e);
}

enum err envelope_update(const struct repo *r, const struct envelope *v, struct error *e)
{
	TRY(repo_update(r, SQL_envelope_update, &envelope_type, v, e));
	return shelf_move(r, v, e);
}

enum err envelope_delete(const struct repo *r, const char *id, struct error *e)
{
	int64_t changed = 0;

	TRY(shelf_take(r, id, e));
	TRY(field_image_delete_all(r, id, e));
	TRY(repo_exec(r, SQL_envelope_delete, &changed, e, DBT(id)));
	return repo_changed_one(changed, "draft", e);
}
