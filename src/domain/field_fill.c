/* A recipient fills in: values are saved as they come, pictures are uploaded. */
#include "domain/field.h"
#include "domain/field_value.h"
#include "domain/flow.h"

struct saving {
	struct domain *d;
	const struct recipient *who;
	struct field_writer writer;
	struct input_field *fields;
	size_t n;
};

static const struct input_field *mine(const struct saving *s, const char *id)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->fields[i].id, id) && s->fields[i].seat &&
		    !strcmp(s->fields[i].seat, s->writer.seat))
			return &s->fields[i];
	return NULL;
}

static enum err save_one(struct saving *s, const struct value_input *in, struct error *e)
{
	const struct input_field *f = mine(s, in->field_id);
	struct field_content c;
	const char *code = "unknown-field";

	if (f)
		TRY(field_content_read(s->d, f, &s->writer, in->json, &c, &code, e));
	if (!code)
		TRY(field_fits(s->d, f, &c, &code, e));
	if (!code)
		return field_value_write(s->d, f, &c, NULL, e);
	domain_field_error(s->d, domain_printf(s->d, "fields[%s].value", in->field_id), code);
	return ERR_OK;
}

static enum err begin(struct saving *s, const struct recipient_ref *ref, struct dossier *x,
		      struct error *e)
{
	struct recipient *r;

	TRY(flow_lock_party(s->d, ref, x, &r, e));
	TRY(act_check(s->d, ACT_SAVE, x, r, e));
	s->who = r;
	s->writer = (struct field_writer){ .seat = recipient_seat(r), .account = r->account_id };
	return field_may_company(s->d, r->account_id, &s->writer.may_company, e);
}

enum err recipient_fields_save(struct domain *d, const struct recipient_ref *ref,
			       const struct value_input *in, size_t n, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct saving s = { .d = d };
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(begin(&s, ref, &x, e));
	TRY(field_list(&d->repo, x.v.id, &s.fields, &s.n, e));
	for (size_t i = 0; i < n; i++)
		TRY(save_one(&s, &in[i], e));
	return db_commit(tx.db, e);
}

static enum err check_room(struct saving *s, const struct dossier *x, struct error *e)
{
	int64_t n;

	TRY(field_image_count(&s->d->repo, x->v.id, s->writer.seat, &n, e));
	if (n >= FIELD_IMAGES_MAX)
		return domain_refuse(s->d, ERR_TOO_LARGE, "too-many-images", e);
	return ERR_OK;
}

enum err recipient_image_begin(struct domain *d, const struct recipient_ref *ref, const char *blob,
			       struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct saving s = { .d = d };
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(begin(&s, ref, &x, e));
	TRY(check_room(&s, &x, e));
	TRY(blob_row_insert(&d->repo, blob, domain_now(d), e));
	return db_commit(tx.db, e);
}

enum err recipient_image_finish(struct domain *d, const struct recipient_ref *ref,
				const struct image_new *in, const char **id_out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct saving s = { .d = d };
	struct field_image row = { .id = domain_id(d, "img"),
				   .blob_id = in->blob,
				   .sha256 = in->sha256,
				   .created_at = domain_now(d) };
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(begin(&s, ref, &x, e));
	TRY(check_room(&s, &x, e));
	row.envelope_id = x.v.id;
	row.seat = s.writer.seat;
	TRY(blob_row_ready(&d->repo, in->blob, in->size, in->wrapped_key, e));
	TRY(field_image_insert(&d->repo, &row, e));
	TRY(db_commit(tx.db, e));
	*id_out = row.id;
	return ERR_OK;
}
