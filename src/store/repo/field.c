#include "store/repo/field.h"
#include "store/repo/document.h"

static const struct repo_column field_columns[] = {
	REPO_COLUMN(input_field, id, REPO_TEXT),
	REPO_COLUMN(input_field, envelope_id, REPO_TEXT),
	REPO_COLUMN(input_field, document_id, REPO_TEXT),
	REPO_COLUMN(input_field, seat, REPO_TEXT),
	REPO_COLUMN(input_field, position, REPO_INT),
	REPO_COLUMN(input_field, kind, REPO_TEXT),
	REPO_COLUMN(input_field, name, REPO_TEXT),
	REPO_COLUMN(input_field, label, REPO_TEXT),
	REPO_COLUMN(input_field, required, REPO_INT),
	REPO_COLUMN(input_field, initial, REPO_TEXT),
	REPO_COLUMN(input_field, options, REPO_TEXT),
	REPO_COLUMN(input_field, format, REPO_TEXT),
	REPO_COLUMN(input_field, font_size, REPO_INT),
	REPO_COLUMN(input_field, align, REPO_TEXT),
	REPO_COLUMN(input_field, max_length, REPO_INT),
	REPO_COLUMN(input_field, source, REPO_TEXT),
	REPO_COLUMN(input_field, cover, REPO_INT),
	REPO_COLUMN(input_field, form_name, REPO_TEXT),
};
static const struct repo_type field_type = REPO_TYPE(input_field, "field", field_columns);

static const struct repo_column area_columns[] = {
	REPO_COLUMN(field_area, field_id, REPO_TEXT), REPO_COLUMN(field_area, no, REPO_INT),
	REPO_COLUMN(field_area, page, REPO_INT),      REPO_COLUMN(field_area, x, REPO_INT),
	REPO_COLUMN(field_area, y, REPO_INT),	      REPO_COLUMN(field_area, w, REPO_INT),
	REPO_COLUMN(field_area, h, REPO_INT),	      REPO_COLUMN(field_area, box_w, REPO_INT),
	REPO_COLUMN(field_area, box_h, REPO_INT),     REPO_COLUMN(field_area, value, REPO_TEXT),
};
static const struct repo_type area_type = REPO_TYPE(field_area, "field area", area_columns);

static enum err insert_areas(const struct repo *r, const struct input_field *f, struct error *e)
{
	for (size_t i = 0; i < f->n_areas; i++) {
		struct field_area a = f->areas[i];

		a.field_id = f->id;
		a.no = (int64_t)i;
		TRY(repo_insert(r, SQL_field_area_insert, &area_type, &a, e));
	}
	return ERR_OK;
}

enum err field_insert(const struct repo *r, const struct input_field *f, struct error *e)
{
	TRY(repo_insert(r, SQL_field_insert, &field_type, f, e));
	return insert_areas(r, f, e);
}

enum err field_update(const struct repo *r, const struct input_field *f, struct error *e)
{
	TRY(repo_update(r, SQL_field_update, &field_type, f, e));
	TRY(repo_exec(r, SQL_field_area_delete, NULL, e, DBT(f->id)));
	return insert_areas(r, f, e);
}

/* Both lists are in the order of the fields. */
static void give_areas(struct input_field *fields, size_t n, struct field_area *areas,
		       size_t n_areas)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		fields[i].areas = areas + at;
		fields[i].n_areas = 0;
		while (at < n_areas && !strcmp(areas[at].field_id, fields[i].id)) {
			fields[i].n_areas++;
			at++;
		}
	}
}

enum err field_list(const struct repo *r, const char *envelope, struct input_field **out, size_t *n,
		    struct error *e)
{
	struct field_area *areas;
	struct input_field *fields;
	struct db_rows *rows;
	size_t n_fields, n_areas;

	TRY(repo_query(r, SQL_field_list, &rows, e, DBT(envelope)));
	TRY(repo_all(r, rows, &field_type, &fields, &n_fields, e));
	TRY(repo_query(r, SQL_field_area_list, &rows, e, DBT(envelope)));
	TRY(repo_all(r, rows, &area_type, &areas, &n_areas, e));
	give_areas(fields, n_fields, areas, n_areas);
	*out = fields;
	*n = n_fields;
	return ERR_OK;
}

enum err field_delete(const struct repo *r, const char *id, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_field_value_delete, NULL, e, DBT(id)));
	TRY(repo_exec(r, SQL_field_area_delete, NULL, e, DBT(id)));
	TRY(repo_exec(r, SQL_field_delete, &changed, e, DBT(id)));
	return repo_changed_one(changed, "field", e);
}

enum err field_delete_document(const struct repo *r, const char *document, struct error *e)
{
	TRY(repo_exec(r, SQL_field_value_delete_document, NULL, e, DBT(document)));
	TRY(repo_exec(r, SQL_field_area_delete_document, NULL, e, DBT(document)));
	return repo_exec(r, SQL_field_delete_document, NULL, e, DBT(document));
}

static const struct repo_column value_columns[] = {
	REPO_COLUMN(input_value, field_id, REPO_TEXT),
	REPO_COLUMN(input_value, envelope_id, REPO_TEXT),
	REPO_COLUMN(input_value, value, REPO_BYTES),
	REPO_COLUMN(input_value, by_id, REPO_TEXT),
	REPO_COLUMN(input_value, saved_at, REPO_TIME),
	REPO_COLUMN(input_value, act_id, REPO_TEXT),
	REPO_COLUMN(input_value, seal_id, REPO_TEXT),
};
static const struct repo_type value_type = REPO_TYPE(input_value, "field value", value_columns);

enum err field_value_list(const struct repo *r, const char *envelope, struct input_value **out,
			  size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_field_value_list, &rows, e, DBT(envelope)));
	return repo_all(r, rows, &value_type, out, n, e);
}

enum err field_value_put(const struct repo *r, const struct input_value *v, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_field_value_put, &changed, e, DBT(v->field_id), DBT(v->envelope_id),
		      DBB(v->value), DBT(v->by_id), DBI(v->saved_at), DBT(v->act_id),
		      DBT(v->seal_id)));
	if (changed != 1)
		return error_set(e, ERR_CONFLICT, "the value is part of an act");
	return ERR_OK;
}

enum err field_value_thaw(const struct repo *r, const char *envelope, struct error *e)
{
	return repo_exec(r, SQL_field_value_thaw, NULL, e, DBT(envelope));
}

enum err field_value_delete(const struct repo *r, const char *field, struct error *e)
{
	return repo_exec(r, SQL_field_value_delete, NULL, e, DBT(field));
}

static const struct repo_column image_columns[] = {
	REPO_COLUMN(field_image, id, REPO_TEXT),
	REPO_COLUMN(field_image, envelope_id, REPO_TEXT),
	REPO_COLUMN(field_image, seat, REPO_TEXT),
	REPO_COLUMN(field_image, blob_id, REPO_TEXT),
	REPO_COLUMN(field_image, sha256, REPO_TEXT),
	REPO_COLUMN(field_image, created_at, REPO_TIME),
};
static const struct repo_type image_type = REPO_TYPE(field_image, "image", image_columns);

enum err field_image_insert(const struct repo *r, const struct field_image *v, struct error *e)
{
	return repo_insert(r, SQL_field_image_insert, &image_type, v, e);
}

enum err field_image_get(const struct repo *r, const char *id, struct field_image *out,
			 struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_field_image_get, &rows, e, DBT(id)));
	return repo_one(rows, &image_type, out, e);
}

enum err field_image_count(const struct repo *r, const char *envelope, const char *seat,
			   int64_t *out, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_field_image_count, &rows, e, DBT(envelope), DBT(seat)));
	return repo_count(rows, out, e);
}

enum err field_image_delete_all(const struct repo *r, const char *envelope, struct error *e)
{
	TRY(repo_exec(r, SQL_field_image_doom, NULL, e, DBT(envelope)));
	return repo_exec(r, SQL_field_image_delete_all, NULL, e, DBT(envelope));
}

static const struct repo_column seal_columns[] = {
	REPO_COLUMN(seal_image, id, REPO_TEXT),
	REPO_COLUMN(seal_image, account_id, REPO_TEXT),
	REPO_COLUMN(seal_image, kind, REPO_TEXT),
	REPO_COLUMN(seal_image, name, REPO_TEXT),
	REPO_COLUMN(seal_image, shape, REPO_TEXT),
	REPO_COLUMN(seal_image, text, REPO_TEXT),
	REPO_COLUMN(seal_image, outer_text, REPO_TEXT),
	REPO_COLUMN(seal_image, mm, REPO_INT),
	REPO_COLUMN(seal_image, blob_id, REPO_TEXT),
	REPO_COLUMN(seal_image, sha256, REPO_TEXT),
	REPO_COLUMN(seal_image, created_at, REPO_TIME),
};
static const struct repo_type seal_type = REPO_TYPE(seal_image, "seal", seal_columns);

enum err seal_image_insert(const struct repo *r, const struct seal_image *v, struct error *e)
{
	return repo_insert(r, SQL_seal_image_insert, &seal_type, v, e);
}

enum err seal_image_list(const struct repo *r, const char *account, const struct seal_image **out,
			 size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_seal_image_list, &rows, e, DBT(account)));
	return repo_all(r, rows, &seal_type, out, n, e);
}

enum err seal_image_get(const struct repo *r, const char *id, struct seal_image *out,
			struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_seal_image_get, &rows, e, DBT(id)));
	return repo_one(rows, &seal_type, out, e);
}

enum err seal_image_delete(const struct repo *r, const struct seal_image *v, struct error *e)
{
	int64_t changed = 0;

	TRY(repo_exec(r, SQL_seal_image_delete, &changed, e, DBT(v->id)));
	TRY(repo_changed_one(changed, "seal", e));
	return v->blob_id ? blob_row_doom(r, v->blob_id, e) : ERR_OK;
}

enum err seal_image_in_use(const struct repo *r, const char *id, _Bool *out, struct error *e)
{
	struct db_rows *rows;
	int64_t n;

	TRY(repo_query(r, SQL_seal_image_in_use, &rows, e, DBT(id)));
	TRY(repo_count(rows, &n, e));
	*out = n > 0;
	return ERR_OK;
}
