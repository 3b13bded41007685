#include "domain/attachment.h"
#include "domain/check.h"
#include "domain/draft.h"

static enum err check_count(struct domain *d, const struct dossier *x, struct error *e)
{
	const struct attachment *list;
	size_t n;

	TRY(attachment_list(&d->repo, x->v.id, &list, &n, e));
	return n < d->set->attachments_max
		       ? ERR_OK
		       : domain_refuse(d, ERR_TOO_LARGE, "too-many-attachments", e);
}

enum err attachment_begin(struct domain *d, const char *envelope, const char *blob, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(draft_lock(d, envelope, 0, &x, e));
	TRY(check_count(d, &x, e));
	TRY(draft_room(d, &x, 0, e));
	TRY(blob_row_insert(&d->repo, blob, domain_now(d), e));
	return db_commit(tx.db, e);
}

static enum err audit_attachment(struct domain *d, const char *kind, const struct attachment *a,
				 struct error *e)
{
	const struct audit_data data[] = {
		{ "attachment", a->id, 0 },
		{ "sha256", a->sha256, 0 },
		{ "attachment_name", a->name, 1 },
	};

	return audit_append(d,
			    &(struct audit_entry){ .envelope = a->envelope_id,
						   .kind = kind,
						   .data = data,
						   .n = COUNT_OF(data) },
			    NULL, e);
}

enum err attachment_finish(struct domain *d, const struct attachment_new *in,
			   struct attachment *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct attachment a = { .id = domain_id(d, "att"),
				.envelope_id = in->envelope,
				.name = in->name,
				.media_type = in->media_type,
				.size = in->size,
				.sha256 = in->sha256,
				.blob_id = in->blob,
				.created_at = domain_now(d) };
	struct dossier x;

	check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	if (!in->size)
		domain_field_error(d, "", "empty-file");
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(draft_lock(d, in->envelope, 0, &x, e));
	TRY(check_count(d, &x, e));
	TRY(draft_room(d, &x, in->size, e));
	TRY(blob_row_ready(&d->repo, in->blob, in->size, in->wrapped_key, e));
	TRY(attachment_insert(&d->repo, &a, e));
	TRY(draft_touch(d, &x, e));
	TRY(audit_attachment(d, "attachment.added", &a, e));
	TRY(db_commit(tx.db, e));
	*out = a;
	return ERR_OK;
}

enum err attachment_find(struct domain *d, const char *envelope, const char *id,
			 struct attachment *out, struct error *e)
{
	const struct attachment *list;
	size_t n;

	TRY(attachment_list(&d->repo, envelope, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(list[i].id, id)) {
			*out = list[i];
			return ERR_OK;
		}
	}
	return error_set(e, ERR_NOT_FOUND, "no such attachment");
}

enum err attachment_remove(struct domain *d, const char *envelope, const char *id, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct attachment a;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(draft_lock(d, envelope, 0, &x, e));
	TRY(attachment_find(d, envelope, id, &a, e));
	TRY(attachment_delete(&d->repo, &a, e));
	TRY(draft_touch(d, &x, e));
	TRY(audit_attachment(d, "attachment.removed", &a, e));
	return db_commit(tx.db, e);
}

enum err attachment_remove_all(struct domain *d, const char *envelope, struct error *e)
{
	const struct attachment *list;
	size_t n;

	TRY(attachment_list(&d->repo, envelope, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(attachment_delete(&d->repo, &list[i], e));
	return ERR_OK;
}

enum err attachment_data(struct domain *d, const char *envelope, size_t more,
			 struct audit_data **out, size_t *n, struct error *e)
{
	const struct attachment *list;
	struct audit_data *data;
	size_t count;

	TRY(attachment_list(&d->repo, envelope, &list, &count, e));
	data = arena_alloc_n(d->repo.mem, 2 * count + more, sizeof(*data));
	if (!data)
		return error_set(e, ERR_TOO_LARGE, "an audit event exceeds the memory limit");
	for (size_t i = 0; i < count; i++) {
		data[2 * i] = (struct audit_data){ domain_printf(d, "attachment.%zu", i + 1),
						   list[i].id, 0 };
		data[2 * i + 1] =
			(struct audit_data){ domain_printf(d, "attachment_sha256.%zu", i + 1),
					     list[i].sha256, 0 };
	}
	*out = data;
	*n = 2 * count;
	return ERR_OK;
}

enum err attachment_record(struct domain *d, const char *envelope, const char **out,
			   struct error *e)
{
	const struct attachment *list;
	const char *text = "";
	size_t n;

	TRY(attachment_list(&d->repo, envelope, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		text = domain_printf(d, "%s%s{\"id\":\"%s\",\"sha256\":\"%s\"}", text, i ? "," : "",
				     list[i].id, list[i].sha256);
	*out = n ? domain_printf(d, "[%s]", text) : NULL;
	return ERR_OK;
}
