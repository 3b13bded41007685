/* Fields of contracts as rows: where they are, what is filled in, pictures, saved seals. */
#pragma once
#include "store/repo/repo.h"

struct field_area {
	const char *field_id;
	int64_t no, page;     /* page from 1 */
	int64_t x, y, w, h;   /* millionths of the page as it is seen, from its top left */
	int64_t box_w, box_h; /* the same box, thousandths of a point */
	const char *value;    /* option of a radio button; "" otherwise */
};
struct input_field {
	const char *id, *envelope_id, *document_id;
	const char *seat; /* whose part it is (recipient_seat); NULL: the sender's */
	int64_t position;
	const char *kind, *name, *label;
	int64_t required;
	const char *initial; /* JSON value; NULL: none */
	const char *options; /* JSON: [{"value","label"}] */
	const char *format;  /* JSON object */
	int64_t font_size;   /* hundredths of a point; 0: as large as fits */
	const char *align;
	int64_t max_length; /* characters; 0: no bound of its own */
	const char *source; /* placed, form, tag */
	int64_t cover;
	const char *form_name;	  /* an AcroForm field of the file; NULL: made by us */
	struct field_area *areas; /* not a column: field_list fills it in */
	size_t n_areas;
};
/* With its areas. */
enum err field_insert(const struct repo *r, const struct input_field *f, struct error *e) MUST_USE;
/* Replaces its areas too. */
enum err field_update(const struct repo *r, const struct input_field *f, struct error *e) MUST_USE;
/* By position, with areas. */
enum err field_list(const struct repo *r, const char *envelope, struct input_field **out, size_t *n,
		    struct error *e) MUST_USE;
/* With areas and value. ERR_CONFLICT when the value is part of an act. */
enum err field_delete(const struct repo *r, const char *id, struct error *e) MUST_USE;
/* Everything on a document that is being deleted. */
enum err field_delete_document(const struct repo *r, const char *document,
			       struct error *e) MUST_USE;

struct input_value {
	const char *field_id, *envelope_id;
	struct bytes value; /* sealed: domain/field_value.c opens it */
	const char *by_id;
	time_ms saved_at;
	const char *act_id;  /* NULL: not part of an act yet */
	const char *seal_id; /* a saved seal that it shows; NULL: none */
};
enum err field_value_list(const struct repo *r, const char *envelope, struct input_value **out,
			  size_t *n, struct error *e) MUST_USE;
/* Inserts or overwrites. ERR_CONFLICT when the old value is part of an act. */
enum err field_value_put(const struct repo *r, const struct input_value *v,
			 struct error *e) MUST_USE;
/* Lets all of the envelope's values go from their acts: only for one that became a draft again. */
enum err field_value_thaw(const struct repo *r, const char *envelope, struct error *e) MUST_USE;
enum err field_value_delete(const struct repo *r, const char *field, struct error *e) MUST_USE;

struct field_image {
	const char *id, *envelope_id, *seat, *blob_id, *sha256;
	time_ms created_at;
};
enum err field_image_insert(const struct repo *r, const struct field_image *v,
			    struct error *e) MUST_USE;
enum err field_image_get(const struct repo *r, const char *id, struct field_image *out,
			 struct error *e) MUST_USE;
enum err field_image_count(const struct repo *r, const char *envelope, const char *seat,
			   int64_t *out, struct error *e) MUST_USE;
/* Dooms their blobs. */
enum err field_image_delete_all(const struct repo *r, const char *envelope,
				struct error *e) MUST_USE;

struct seal_image {
	const char *id, *account_id, *kind, *name;
	const char *shape; /* round, square, company, image */
	const char *text, *outer_text;
	int64_t mm;		      /* tenths of a millimetre */
	const char *blob_id, *sha256; /* shape image only */
	time_ms created_at;
};
enum err seal_image_insert(const struct repo *r, const struct seal_image *v,
			   struct error *e) MUST_USE;
enum err seal_image_list(const struct repo *r, const char *account, const struct seal_image **out,
			 size_t *n, struct error *e) MUST_USE;
enum err seal_image_get(const struct repo *r, const char *id, struct seal_image *out,
			struct error *e) MUST_USE;
/* Dooms its blob. */
enum err seal_image_delete(const struct repo *r, const struct seal_image *v,
			   struct error *e) MUST_USE;
/* Shown by values of contracts that are not finished. */
enum err seal_image_in_use(const struct repo *r, const char *id, _Bool *out,
			   struct error *e) MUST_USE;
