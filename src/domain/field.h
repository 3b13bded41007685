/* Fields (入力項目) of a contract: placed in a draft, filled in by each party, frozen by its act.
 *
 * A value is JSON, kept encrypted: text kinds, options and checks a string, pictures an object
 * (struct field_content), null: empty on purpose. Without a saved value the field's initial one
 * counts, then what the sender said of the recipient. With the act every value of that party's
 * fields is written as a row that no statement changes any more. */
#pragma once
#include "domain/envelope.h"
#include "domain/field_kind.h"

enum field_picture { /* of FIELD_TAKES_IMAGE */
		     FIELD_PICTURE_NONE,
		     FIELD_PICTURE_IMAGE, /* an uploaded one, or a saved seal's */
		     FIELD_PICTURE_INK,
		     FIELD_PICTURE_SEAL, /* drawn from text */
		     FIELD_PICTURE_TYPED,
};
enum { FIELD_STROKES = 200, FIELD_POINTS = 20000 };
struct field_point {
	double x, y; /* fractions of the box, from its top left */
};
struct field_stroke {
	const struct field_point *points;
	size_t n;
};
struct field_seal {
	const char *shape; /* round, square, company */
	const char *text, *outer;
	double mm; /* 0: the usual size */
};
struct field_content {
	_Bool empty;
	const char *text;  /* TEXT: in the kept form; OPTION: its value; CHECK: "on" or "off" */
	const char *shown; /* TEXT: as it stands on paper; OPTION: its label */
	enum field_picture picture;
	const char *image, *blob, *sha256; /* IMAGE: id, the encrypted blob, hex */
	const struct field_stroke *strokes;
	size_t n_strokes;
	struct field_seal seal;
	const char *typed;
	const char *saved; /* id of the saved seal that it is; NULL: none */
	const char *json;  /* canonical: what is kept, and what is hashed */
};
/* Reads a value that a person gave for a field: json NULL or "null" is empty. *code_out: text code
 * of what is wrong, NULL: nothing; then *out is set. Pictures must be the seat's own, saved seals
 * those that account may use (NULL: none). */
struct field_writer {
	const char *seat, *account;
	_Bool may_company; /* permission seal.company */
};
enum err field_content_read(struct domain *d, const struct input_field *f,
			    const struct field_writer *who, const char *json,
			    struct field_content *out, const char **code_out,
			    struct error *e) MUST_USE;
/* Of a value that was accepted before. */
enum err field_content_load(struct domain *d, const struct input_field *f, const char *json,
			    struct field_content *out, struct error *e) MUST_USE;

/* What the domain asks of those who can read and draw PDFs; d->drawing, NULL: it is not asked. */
struct field_drawing {
	void *ctx;
	/* Of a page as it is seen, thousandths of a point. */
	enum err (*page_size)(void *ctx, struct domain *d, const struct document *doc, int64_t page,
			      int64_t *w, int64_t *h, struct error *e);
	/* *code_out: text code why the box cannot show it whole; NULL: it can. */
	enum err (*fits)(void *ctx, struct domain *d, const struct input_field *f,
			 const struct field_content *c, const char **code_out, struct error *e);
};

/* Drafts ----------------------------------------------------------------- */

struct field_area_input {
	int64_t page;
	double x, y, w, h; /* fractions of the page as it is seen */
	const char *value; /* option of a radio button; NULL otherwise */
};
struct field_input {
	const char *id;				 /* NULL: new */
	const char *document_id, *recipient_id;	 /* recipient NULL: the sender fills it in */
	const char *kind, *name, *label, *align; /* align NULL: left */
	_Bool required, cover;
	const char *initial, *options, *format, *value; /* JSON; NULL: none */
	double font_size;
	int64_t max_length;
	const struct field_area_input *areas;
	size_t n_areas;
	/* only for fields that were found in the file (fields_append) */
	const char *source, *form_name;
};
enum { FIELDS_MAX = 500, FIELD_AREAS_MAX = 200, FIELD_OPTIONS_MAX = 200 };
/* Replaces all of a draft's fields under its version; what is unchanged keeps its id and value.
 * Field errors are named "items[N]…". */
enum err fields_replace(struct domain *d, const char *envelope, int64_t version,
			const struct field_input *in, size_t n, struct error *e) MUST_USE;
/* Adds fields that were found in a file; those whose form_name is there already are left out.
 * Field errors are named "fields[NAME]…". */
enum err fields_append(struct domain *d, const char *envelope, int64_t version,
		       const struct field_input *in, size_t n, struct error *e) MUST_USE;
/* For a duplicate, in the caller's transaction: documents and recipients by pairs of ids, old and
 * new. Fields of what has no pair are left out; values of the sender are not taken along. */
struct id_pair {
	const char *from, *to;
};
enum err fields_copy(struct domain *d, const char *from, const char *to,
		     const struct id_pair *documents, size_t n_documents,
		     const struct id_pair *recipients, size_t n_recipients,
		     struct error *e) MUST_USE;

/* The options of a field as its form wants them; labels are never NULL. */
struct field_option {
	const char *value, *label;
};
enum err field_options(struct domain *d, const struct input_field *f,
		       const struct field_option **out, size_t *n, struct error *e) MUST_USE;

/* All parties' -------------------------------------------------------------- */

struct filled { /* a field and what it shows now */
	struct input_field f;
	const char *json;    /* NULL: nothing */
	_Bool saved, frozen; /* by a person; by an act */
	const char *act_id;
};
enum err fields_load(struct domain *d, const struct dossier *x, struct filled **out, size_t *n,
		     struct error *e) MUST_USE;
struct field_count {
	size_t done, total;
};
/* How many of a seat's fields have something in them. */
struct field_count fields_count(const struct filled *list, size_t n, const char *seat);
/* What would block sending: notes field errors in d named "fields[ID].…". */
enum err fields_check_send(struct domain *d, const struct dossier *x, struct error *e) MUST_USE;
enum { FIELD_NAME_SIZE = 40 };
/* Names of signature fields: made of ids, so that they are unique also in a file that
 * went through the service before. what: "Sent", "Party", "Close". */
void field_name(const char *what, const char *id, char out[FIELD_NAME_SIZE]);

/* In the transaction of the act. who NULL: the sender's fields, at sending. Writes the values as
 * part of act. Missing and wrong ones become field errors "fields[ID].value" and ERR_INVALID.
 * *values_out: canonical JSON of all of them; NULL when the party has no field. */
enum err fields_freeze(struct domain *d, const struct dossier *x, const struct recipient *who,
		       const char *act, const char **values_out, struct error *e) MUST_USE;
/* The same checks and JSON, and nothing is written. */
enum err fields_values(struct domain *d, const struct dossier *x, const struct recipient *who,
		       const char **values_out, struct error *e) MUST_USE;
/* The same JSON again, from the frozen rows. */
enum err fields_frozen(struct domain *d, const struct dossier *x, const char *act,
		       const char **values_out, struct error *e) MUST_USE;
enum { FIELD_DIGEST_SIZE = 65 };
/* SHA-256 of that JSON, hex. */
void fields_digest(const char *values, char out[FIELD_DIGEST_SIZE]);

/* A recipient's ------------------------------------------------------------- */

struct value_input {
	const char *field_id, *json;
};
/* Save and continue: the good ones are saved, of the others d->errors tells ("fields[ID].value").
 */
enum err recipient_fields_save(struct domain *d, const struct recipient_ref *ref,
			       const struct value_input *in, size_t n, struct error *e) MUST_USE;
/* Pictures are written like uploads: begin commits the blob's row, then the file, then finish. */
enum { FIELD_IMAGES_MAX = 50 };
enum err recipient_image_begin(struct domain *d, const struct recipient_ref *ref, const char *blob,
			       struct error *e) MUST_USE;
struct image_new {
	const char *blob, *sha256;
	int64_t size;
	struct bytes wrapped_key;
};
enum err recipient_image_finish(struct domain *d, const struct recipient_ref *ref,
				const struct image_new *in, const char **id_out,
				struct error *e) MUST_USE;

/* Saved seals of members ------------------------------------------------------ */

enum err seals_list(struct domain *d, const struct seal_image **out, size_t *n,
		    struct error *e) MUST_USE;
/* For a seal that is a picture: commits the blob's row before its file is written. */
enum err seal_image_begin(struct domain *d, const char *blob, struct error *e) MUST_USE;
struct seal_input {
	const char *name, *kind, *shape, *text, *outer; /* shape NULL: a picture */
	double mm;
	const struct image_new *image; /* NULL: drawn from text */
};
/* may_company: the member's role has seal.company, which a company's seal needs. */
enum err seal_add(struct domain *d, const struct seal_input *in, _Bool may_company,
		  struct seal_image *out, struct error *e) MUST_USE;
enum err seal_remove(struct domain *d, const char *id, _Bool may_company, struct error *e) MUST_USE;
