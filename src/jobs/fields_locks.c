/* Signature fields, and what each party's locks. */
#include "jobs/fields_work.h"
#include "pdf/form.h"
#include "pdf/place.h"

enum { SIGNATURE_NAMES_MORE = 1 };

static const struct filled *placed_signature(const struct fields_job *f, const char *seat)
{
	for (size_t i = 0; i < f->n; i++)
		if (is_signature(&f->list[i]) && is_on_document(f, &f->list[i]) &&
		    is_of_seat(&f->list[i], seat))
			return &f->list[i];
	return NULL;
}

static _Bool is_adopted(const struct fields_job *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (is_on_document(f, &f->list[i]) && f->list[i].f.form_name &&
		    !strcmp(f->list[i].f.form_name, name))
			return 1;
	return 0;
}

/* Without a closing signature nothing else keeps them as they are. */
static enum err find_rest(struct making *m, struct error *e)
{
	const struct pdf_field *fields;
	size_t n;

	TRY(pdf_form_fields(pdf_update_doc(m->u), pdf_update_mem(m->u), &fields, &n, e));
	m->rest = arena_alloc_n(pdf_update_mem(m->u), n + 1, sizeof(*m->rest));
	if (!m->rest)
		return error_set(e, ERR_TOO_LARGE, "too many fields");
	for (size_t i = 0; i < n; i++)
		if (!is_adopted(m->f, fields[i].name))
			m->rest[m->n_rest++] = fields[i].name;
	return ERR_OK;
}

/* The party's fields of this document, the sender's, and the rest: whoever signs agrees to them. */
static enum err locked_names(struct making *m, const char *seat, const char *own,
			     struct pdf_lock *out, struct error *e)
{
	const struct fields_job *f = m->f;
	const char **names = arena_alloc_n(pdf_update_mem(m->u),
					   f->n + m->n_rest + SIGNATURE_NAMES_MORE, sizeof(*names));
	size_t n = 0;

	if (!names)
		return error_set(e, ERR_TOO_LARGE, "too many fields");
	for (size_t i = 0; i < f->n; i++) {
		const struct filled *v = &f->list[i];

		if (!is_on_document(f, v) || is_signature(v) || !(is_of_seat(v, seat) || !v->f.seat))
			continue;
		names[n] = making_form_name(m->u, v);
		if (!names[n++])
			return error_set(e, ERR_TOO_LARGE, "too many fields");
	}
	for (size_t i = 0; i < m->n_rest; i++)
		names[n++] = m->rest[i];
	names[n++] = own;
	*out = (struct pdf_lock){ .action = PDF_LOCK_INCLUDE,
				  .fields = names,
				  .n = n,
				  .p = f->certified ? 0 : FIELDS_LOCK_P };
	return ERR_OK;
}

static enum err place_signature(struct making *m, const struct filled *v,
				struct pdf_new_sigfield *s, struct error *e)
{
	static const double million = 1000000;
	const struct field_area *a = &v->f.areas[0];
	struct pdf_place at;

	TRY(pdf_place_area(pdf_update_doc(m->u), (uint32_t)(a->page - 1),
			   (struct pdf_area){ (double)a->x / million, (double)a->y / million,
					      (double)a->w / million, (double)a->h / million },
			   &at, e));
	s->page = at.page;
	s->turn = at.turn;
	memcpy(s->rect, at.rect, sizeof(at.rect));
	s->tooltip = *v->f.label ? v->f.label : NULL;
	return ERR_OK;
}

static enum err add_signature(struct making *m, const char *what, const char *id, const char *seat,
			      int p, struct error *e)
{
	const struct filled *placed = seat ? placed_signature(m->f, seat) : NULL;
	char *name = arena_alloc(pdf_update_mem(m->u), FIELD_NAME_SIZE);
	struct pdf_new_sigfield s = { .name = name };
	struct pdf_ref ref;

	if (!name)
		return error_set(e, ERR_TOO_LARGE, "too many signature fields");
	field_name(what, id, name);
	s.empty_appearance = m->pdf_a > 0;
	if (placed)
		TRY(place_signature(m, placed, &s, e));
	if (seat)
		TRY(locked_names(m, seat, name, &s.lock, e));
	else
		s.lock = (struct pdf_lock){ PDF_LOCK_INCLUDE, &s.name, 1, p };
	return pdf_form_add_sigfield(m->u, &s, &ref, e);
}

enum err making_add_signatures(struct making *m, struct error *e)
{
	const struct dossier *x = &m->f->w->x;

	if (!m->f->certified)
		TRY(find_rest(m, e));
	for (size_t i = 0; i < x->n_recipients; i++) {
		const char *seat = recipient_seat(&x->recipients[i]);

		if (recipient_signs(&x->recipients[i]))
			TRY(add_signature(m, "Party", seat, seat, 0, e));
	}
	return m->f->certified ? add_signature(m, "Close", x->v.id, NULL, 1, e) : ERR_OK;
}
