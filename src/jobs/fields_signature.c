/* What a party's visible signature shows: name, company, when it agreed, and the seal or writing
 * that was chosen. Appearance only: what is proven stands in the signature (practice 6). */
#include "draw/stamp.h"
#include "field/look.h"
#include "jobs/fields.h"
#include "pdf/form_list.h"
#include "pdf/import.h"
#include "pdf/survey.h"

enum { PICTURE_DOTS = 1200, STAMP_LEAST = 8 };

struct showing {
	const struct fields_job *f;
	struct pdf_update *u;
	struct pdf_form_widget at;
	const char *lines[3];
	size_t n;
	struct bytes picture; /* PNG; empty: none */
};

static enum err find_widget(struct showing *s, struct error *e)
{
	struct pdf_doc *doc = pdf_update_doc(s->u);
	struct arena *mem = pdf_update_mem(s->u);
	const struct pdf_field *fields, *field;
	struct pdf_form_item item;
	char name[FIELD_NAME_SIZE];
	size_t n;

	field_name("Party", recipient_seat(s->f->who), name);
	TRY(pdf_form_fields(doc, mem, &fields, &n, e));
	if (!pdf_form_find(fields, n, name, &field))
		return ERR_OK;
	TRY(pdf_form_read(doc, field, mem, &item, e));
	if (item.n_widgets)
		s->at = item.widgets[0];
	return ERR_OK;
}

/* The act's words in Japan's time; an approval is no agreement. */
static void write_lines(struct showing *s)
{
	const struct recipient *who = s->f->who;
	struct domain *d = &s->f->w->d;
	char at[TIME_JST_SIZE];

	time_jst(s->f->at, at);
	if (who->declared_company && *who->declared_company)
		s->lines[s->n++] = who->declared_company;
	s->lines[s->n++] = who->declared_name ? who->declared_name : who->name;
	s->lines[s->n++] = domain_printf(
		d, "%s %.16s", strcmp(who->role, "approver") ? "同意日時" : "承認日時", at);
}

static enum err draw_picture(struct showing *s, const struct filled *v, struct error *e)
{
	struct domain *d = &s->f->w->d;
	/* beside the lines there is a square */
	double side = s->at.height < s->at.width ? s->at.height : s->at.width;
	struct field_box box = { .width = side, .height = side, .unit = 1 };
	struct field_content c;
	struct draw_look look;

	TRY(field_content_load(d, &v->f, v->json, &c, e));
	if (c.empty || side < STAMP_LEAST)
		return ERR_OK;
	if (c.picture == FIELD_PICTURE_INK || c.picture == FIELD_PICTURE_TYPED)
		box.width = s->at.width < 2 * side ? s->at.width : 2 * side;
	TRY(field_look(d, s->f->w->j->env->blobs, &v->f, &c, &box, &look, e));
	return draw_look_png(&look, PICTURE_DOTS, d->repo.mem, &s->picture, e);
}

static enum err add_stamp(struct showing *s, const char *const *lines, size_t n,
			  struct pdf_ref *out, struct error *e)
{
	struct draw_stamp stamp = { .width = s->at.width,
				    .height = s->at.height,
				    .lines = lines,
				    .n_lines = n,
				    .seal = s->picture,
				    .opaque = strstr(s->f->doc->notes, "note-pdfa") != NULL };
	struct bytes drawn;
	double box[4];

	TRY(draw_stamp_pdf(&stamp, pdf_update_mem(s->u), &drawn, e));
	return pdf_import_page_turned(s->u, drawn, s->at.turn, out, box, e);
}

/* A box that is too small for everything shows less, down to the picture or nothing; nothing is
 * cut. */
static enum err add_what_fits(struct showing *s, struct pdf_ref *out, struct error *e)
{
	for (size_t skip = 0; skip < s->n; skip++) {
		/* the company goes first, then the time; the name stays longest */
		const char *const *lines = s->lines + (s->n == 3 && skip ? 1 : 0);
		size_t n = skip < 2 || s->n < 3 ? s->n - skip : 1;
		enum err rc = add_stamp(s, lines, n, out, e);

		if (rc != ERR_INVALID)
			return rc;
	}
	return s->picture.len ? add_stamp(s, NULL, 0, out, e) : ERR_OK;
}

enum err fields_signature_look(const struct fields_job *f, struct pdf_update *u,
			       struct pdf_ref *out, struct error *e)
{
	struct showing s = { .f = f, .u = u };
	struct pdf_ref made = { 0 };
	enum err rc;

	for (size_t i = 0; i < f->n; i++) {
		const struct filled *v = &f->list[i];

		if (strcmp(v->f.kind, "signature") != 0 ||
		    strcmp(v->f.document_id, f->doc->id) != 0 || !v->f.seat ||
		    strcmp(v->f.seat, recipient_seat(f->who)) != 0)
			continue;
		TRY(find_widget(&s, e));
		if (!(s.at.width >= STAMP_LEAST && s.at.height >= STAMP_LEAST))
			break;
		write_lines(&s);
		TRY(draw_picture(&s, v, e));
		rc = add_what_fits(&s, &made, e);
		if (rc != ERR_OK && rc != ERR_INVALID)
			return rc;
	}
	*out = made;
	return ERR_OK;
}
