#include "jobs/fields_work.h"
#include "domain/certification.h"
#include "field/fill.h"
#include "field/look.h"
#include "pdf/survey.h"

enum err fields_job_load(struct work *w, const struct document *doc, struct fields_job *out,
			 struct error *e)
{
	*out = (struct fields_job){ .w = w, .doc = doc, .certified = certification_is_given(&w->x) };
	return fields_load(&w->d, &w->x, &out->list, &out->n, e);
}

const char *making_form_name(struct pdf_update *u, const struct filled *v)
{
	char *name;

	if (v->f.form_name)
		return v->f.form_name;
	name = arena_alloc(pdf_update_mem(u), FIELD_NAME_SIZE);
	if (name)
		field_name("Field", v->f.id, name);
	return name;
}

/* PDF/A ----------------------------------------------------------------- */

/* Only where intake found the mark. */
static enum err pdf_a_part(const struct fields_job *f, struct pdf_update *u, int *out,
			   struct error *e)
{
	*out = 0;
	return strstr(f->doc->notes, "\"note-pdfa\"")
		       ? pdf_survey_pdf_a(pdf_update_doc(u), pdf_update_mem(u), out, e)
		       : ERR_OK;
}

/* making ---------------------------------------------------------------- */

static enum pdf_field_kind form_kind(const struct filled *v)
{
	const struct field_kind *k = field_kind_of(v->f.kind);

	switch (k->takes) {
	case FIELD_TAKES_TEXT:
		return k->lines ? PDF_FIELD_MULTILINE : PDF_FIELD_TEXT;
	case FIELD_TAKES_OPTION:
		return strcmp(k->name, "radio") ? PDF_FIELD_CHOICE : PDF_FIELD_RADIO;
	case FIELD_TAKES_CHECK:
		return PDF_FIELD_CHECK;
	case FIELD_TAKES_IMAGE:
		break;
	}
	return PDF_FIELD_IMAGE;
}

/* A covered place is white whatever stands on the page under it. */
static struct field_box box_of(const struct filled *v, double width, double height, double unit,
			       int pdf_a)
{
	struct field_box box = {
		.width = width, .height = height, .unit = unit, .opaque = pdf_a == 1
	};

	if (v->f.cover)
		box.frame = (struct draw_frame){ .has_fill = 1, .fill = { 1, 1, 1 } };
	return box;
}

static enum err add_look(struct making *m, const struct draw_look *look, const struct pdf_place *at,
			 struct pdf_ref *out, struct error *e)
{
	return field_look_add(m->u, look, at->turn, out, e);
}

static enum err mark_looks(struct making *m, const struct filled *v, struct pdf_new_widget *w,
			   const struct field_box *box, struct error *e)
{
	struct draw_look on = field_look_mark(&v->f, box, 1), off = field_look_mark(&v->f, box, 0);

	TRY(add_look(m, &on, &w->place, &w->look, e));
	return add_look(m, &off, &w->place, &w->off, e);
}

static enum err text_look(struct making *m, const struct filled *v, const struct field_content *c,
			  struct pdf_new_widget *w, const struct field_box *box, struct error *e)
{
	struct draw_look look;

	if (c->empty && !v->f.cover)
		return ERR_OK;
	TRY(field_look(&m->f->w->d, m->f->w->j->env->blobs, &v->f, c, box, &look, e));
	return add_look(m, &look, &w->place, &w->look, e);
}

static enum err make_widget(struct making *m, const struct filled *v, const struct field_content *c,
			    const struct field_area *a, struct pdf_new_widget *w, struct error *e)
{
	static const double million = 1000000;
	struct pdf_area area = { (double)a->x / million, (double)a->y / million,
				 (double)a->w / million, (double)a->h / million };
	enum pdf_field_kind kind = form_kind(v);
	struct field_box box;

	TRY(pdf_place_area(pdf_update_doc(m->u), (uint32_t)(a->page - 1), area, &w->place, e));
	box = box_of(v, w->place.width, w->place.height, w->place.unit, m->pdf_a);
	if (kind == PDF_FIELD_RADIO)
		w->value = a->value;
	if (kind == PDF_FIELD_RADIO || kind == PDF_FIELD_CHECK)
		return mark_looks(m, v, w, &box, e);
	return kind == PDF_FIELD_IMAGE ? ERR_OK : text_look(m, v, c, w, &box, e);
}

static enum err make_widgets(struct making *m, const struct filled *v,
			     const struct field_content *c, struct pdf_new_field *out,
			     struct error *e)
{
	struct pdf_new_widget *w = arena_alloc_n(pdf_update_mem(m->u), v->f.n_areas, sizeof(*w));

	if (!w)
		return error_set(e, ERR_TOO_LARGE, "the fields exceed the memory limit");
	for (size_t i = 0; i < v->f.n_areas; i++)
		TRY(make_widget(m, v, c, &v->f.areas[i], &w[i], e));
	out->widgets = w;
	out->n_widgets = v->f.n_areas;
	return ERR_OK;
}

static enum pdf_field_align align_of(const char *align)
{
	if (!strcmp(align, "center"))
		return PDF_ALIGN_CENTER;
	return !strcmp(align, "right") ? PDF_ALIGN_RIGHT : PDF_ALIGN_LEFT;
}

/* What the sender filled in; nothing for a party's field. */
static enum err senders_content(struct making *m, const struct filled *v, struct field_content *out,
				struct error *e)
{
	const char *json = v->f.seat ? NULL : v->json;

	return field_content_load(&m->f->w->d, &v->f, json, out, e);
}

static enum err add_options(struct making *m, const struct filled *v, struct pdf_new_field *out,
			    struct error *e)
{
	const struct field_option *list;
	struct pdf_option *options;
	size_t n;

	TRY(field_options(&m->f->w->d, &v->f, &list, &n, e));
	options = arena_alloc_n(pdf_update_mem(m->u), n + 1, sizeof(*options));
	if (!options)
		return error_set(e, ERR_TOO_LARGE, "the fields exceed the memory limit");
	for (size_t i = 0; i < n; i++)
		options[i] = (struct pdf_option){ .value = list[i].value, .label = list[i].label };
	out->options = options;
	out->n_options = n;
	return ERR_OK;
}

static enum err describe(struct making *m, const struct filled *v, const struct field_content *c,
			 struct pdf_new_field *out, struct error *e)
{
	const struct field_kind *k = field_kind_of(v->f.kind);
	_Bool plain = k->takes == FIELD_TAKES_TEXT && strcmp(k->name, "date") &&
		      strcmp(k->name, "number");

	*out = (struct pdf_new_field){
		.kind = form_kind(v),
		.name = making_form_name(m->u, v),
		.tooltip = *v->f.label ? v->f.label : NULL,
		.required = v->f.seat && v->f.required,
		.read_only = !v->f.seat,
		.max_length = plain ? (unsigned)v->f.max_length : 0,
		.font_size = (double)v->f.font_size / 100,
		.align = align_of(v->f.align),
		.value = k->takes == FIELD_TAKES_IMAGE	? NULL
			 : k->takes == FIELD_TAKES_TEXT ? c->shown
							: c->text,
		.pdf_a = m->pdf_a > 0,
	};
	if (out->kind == PDF_FIELD_CHECK && c->empty)
		out->value = "";
	if (out->kind == PDF_FIELD_CHOICE)
		TRY(add_options(m, v, out, e));
	return make_widgets(m, v, c, out, e);
}

/* A picture that the sender put goes into its field as soon as that is there. */
static enum err put_picture(struct making *m, const struct filled *v, const struct field_content *c,
			    const struct pdf_new_field *made, struct pdf_ref field, struct error *e)
{
	const struct pdf_place *at = &made->widgets[0].place;
	struct field_box box = box_of(v, at->width, at->height, at->unit, m->pdf_a);
	struct pdf_field_value set = { 0 };
	struct draw_look look;

	if (made->kind != PDF_FIELD_IMAGE || (c->empty && !v->f.cover))
		return ERR_OK;
	TRY(field_look(&m->f->w->d, m->f->w->j->env->blobs, &v->f, c, &box, &look, e));
	TRY(add_look(m, &look, at, &set.appearance, e));
	return pdf_form_set_value(m->u, field, &set, e);
}

static _Bool is_ours(const struct fields_job *f, const struct filled *v)
{
	return is_on_document(f, v) && !is_signature(v) && !v->f.form_name;
}

/* All in one go: the form is read and written once. */
static enum err make_fields(struct making *m, struct error *e)
{
	const struct fields_job *f = m->f;
	struct arena *mem = pdf_update_mem(m->u);
	struct pdf_new_field *made = arena_alloc_n(mem, f->n + 1, sizeof(*made));
	struct field_content *c = arena_alloc_n(mem, f->n + 1, sizeof(*c));
	struct pdf_ref *refs = arena_alloc_n(mem, f->n + 1, sizeof(*refs));
	size_t n = 0, k = 0;

	if (!made || !c || !refs)
		return error_set(e, ERR_TOO_LARGE, "the fields exceed the memory limit");
	for (size_t i = 0; i < f->n; i++) {
		if (!is_ours(f, &f->list[i]))
			continue;
		TRY(senders_content(m, &f->list[i], &c[n], e));
		TRY(describe(m, &f->list[i], &c[n], &made[n], e));
		n++;
	}
	if (!n)
		return ERR_OK;
	TRY(pdf_form_add_fields(m->u, made, n, refs, e));
	for (size_t i = 0; i < f->n; i++) {
		if (!is_ours(f, &f->list[i]))
			continue;
		TRY(put_picture(m, &f->list[i], &c[k], &made[k], refs[k], e));
		k++;
	}
	return ERR_OK;
}

/* The form that the file brought along: every value drawn, so that no viewer has to. */
static enum err settle(struct making *m, struct error *e)
{
	const struct pdf_field *fields;
	size_t n;

	TRY(pdf_form_fields(pdf_update_doc(m->u), pdf_update_mem(m->u), &fields, &n, e));
	return n ? field_look_settle(m->u, e) : ERR_OK;
}

/* filling ------------------------------------------------------------------ */

struct filling {
	const struct fields_job *f;
	struct pdf_update *u;
	struct pdf_filling *form;
	int pdf_a;
};

static enum err draw_widgets(struct filling *z, const struct filled *v,
			     const struct field_content *c, const struct pdf_form_item *item,
			     const struct pdf_ref **out, struct error *e)
{
	struct pdf_ref *refs =
		arena_alloc_n(pdf_update_mem(z->u), item->n_widgets + 1, sizeof(*refs));

	if (!refs)
		return error_set(e, ERR_TOO_LARGE, "the fields exceed the memory limit");
	for (size_t i = 0; i < item->n_widgets; i++) {
		const struct pdf_form_widget *w = &item->widgets[i];
		struct field_box box = box_of(v, w->width, w->height, w->unit, z->pdf_a);
		struct draw_look look;

		TRY(field_look(&z->f->w->d, z->f->w->j->env->blobs, &v->f, c, &box, &look, e));
		TRY(field_look_add(z->u, &look, w->turn, &refs[i], e));
	}
	*out = refs;
	return ERR_OK;
}

static const char *form_value(const struct filled *v, const struct field_content *c)
{
	switch (field_kind_of(v->f.kind)->takes) {
	case FIELD_TAKES_TEXT:
		return c->shown;
	case FIELD_TAKES_OPTION:
		return c->text;
	case FIELD_TAKES_CHECK:
		return c->empty ? "" : "on";
	case FIELD_TAKES_IMAGE:
		break;
	}
	return NULL;
}

/* A field that we made: drawn as it was previewed. One of the file: as its form says. */
static enum err fill_one(struct filling *z, const struct filled *v, struct error *e)
{
	const struct pdf_form_item *item;
	const struct pdf_ref *looks = NULL;
	struct field_content c;

	TRY(field_content_load(&z->f->w->d, &v->f, v->json, &c, e));
	if (v->f.form_name)
		return field_fill(
			z->form, z->u, v->f.form_name,
			&(struct field_value){ .text = form_value(v, &c), .opaque = z->pdf_a == 1 },
			e);
	TRY(pdf_filling_find(z->form, making_form_name(z->u, v), &item, e));
	if (item->kind == PDF_FIELD_IMAGE && c.empty)
		return ERR_OK;
	if (item->kind != PDF_FIELD_CHECK && item->kind != PDF_FIELD_RADIO)
		TRY(draw_widgets(z, v, &c, item, &looks, e));
	return pdf_filling_set(z->form, item, form_value(v, &c), looks, e);
}

static _Bool of_act(const struct fields_job *f, const struct filled *v)
{
	return is_on_document(f, v) && !is_signature(v) && v->frozen && !strcmp(v->act_id, f->act);
}

enum err fields_fill(const struct fields_job *f, struct pdf_update *u, struct error *e)
{
	struct filling z = { .f = f, .u = u };

	for (size_t i = 0; i < f->n; i++) {
		if (!of_act(f, &f->list[i]))
			continue;
		if (!z.form) {
			TRY(pdf_a_part(f, u, &z.pdf_a, e));
			TRY(pdf_filling_begin(u, &z.form, e));
		}
		TRY(fill_one(&z, &f->list[i], e));
	}
	return ERR_OK;
}

/* The sender's values of fields that the file brought along. */
static enum err fill_found(struct making *m, struct error *e)
{
	struct filling z = { .f = m->f, .u = m->u, .pdf_a = m->pdf_a };

	for (size_t i = 0; i < m->f->n; i++) {
		const struct filled *v = &m->f->list[i];

		if (!is_on_document(m->f, v) || v->f.seat || !v->f.form_name || !v->json)
			continue;
		if (!z.form)
			TRY(pdf_filling_begin(m->u, &z.form, e));
		TRY(fill_one(&z, v, e));
	}
	return ERR_OK;
}

enum err fields_make(const struct fields_job *f, struct pdf_update *u, struct error *e)
{
	struct making m = { .f = f, .u = u };

	TRY(pdf_a_part(f, u, &m.pdf_a, e));
	TRY(settle(&m, e));
	TRY(fill_found(&m, e));
	TRY(make_fields(&m, e));
	return making_add_signatures(&m, e);
}

_Bool fields_visible(const struct fields_job *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (is_on_document(f, &f->list[i]) && is_of_seat(&f->list[i], recipient_seat(f->who)))
			return 1;
	return 0;
}

enum err fields_record(struct work *w, const char *act, char values[FIELD_DIGEST_SIZE],
		       struct act_record *record, struct error *e)
{
	const char *json;

	TRY(fields_frozen(&w->d, &w->x, act, &json, e));
	if (!json)
		return ERR_OK;
	fields_digest(json, values);
	record->values_sha256 = values;
	return ERR_OK;
}
