#include "pdf/form_make.h"
#include "pdf/form_parts.h"

enum {
	FF_READ_ONLY = 1 << 0,
	FF_REQUIRED = 1 << 1,
	FF_MULTILINE = 1 << 12,
	FF_NO_TOGGLE_OFF = 1 << 14,
	FF_RADIO = 1 << 15,
	FF_PUSH = 1 << 16,
	FF_COMBO = 1 << 17,
	FF_NO_SPELLING = 1 << 22,
	FF_NO_SCROLL = 1 << 23,
	FF_COMB = 1 << 24,
	FF_IN_UNISON = 1 << 25,
	FIELDS_MAX = 2000,
	STATE_MAX = 100, /* PDF/A-1 asks for names of at most 127 bytes (ISO 19005-1 §6.1.12) */
};

/* One row a kind: §12.7.5. A picture is held by a push-button. */
static const struct {
	const char *type;
	int64_t flags;
	const char *font; /* of /DA; NULL: no variable text */
} kinds[] = {
	[PDF_FIELD_TEXT] = { "Tx", FF_NO_SPELLING | FF_NO_SCROLL, "Helv" },
	[PDF_FIELD_MULTILINE] = { "Tx", FF_MULTILINE | FF_NO_SPELLING | FF_NO_SCROLL, "Helv" },
	[PDF_FIELD_CHECK] = { "Btn", 0, "ZaDb" },
	[PDF_FIELD_RADIO] = { "Btn", FF_RADIO | FF_NO_TOGGLE_OFF | FF_IN_UNISON, "ZaDb" },
	[PDF_FIELD_CHOICE] = { "Ch", FF_COMBO | FF_NO_SPELLING, "Helv" },
	[PDF_FIELD_IMAGE] = { "Btn", FF_PUSH, NULL },
};

struct making {
	struct pdf_update *u;
	struct arena *mem;
	const struct pdf_new_field *f; /* the present one */
	const char *const *states;     /* of its widgets */
	const char *chosen;	       /* state of the initial value, "Off" */
	struct pdf_ref empty;	       /* a look that draws nothing, made when it is needed */
	const struct pdf_obj *catalog, *form;
	_Bool fonts; /* some field has variable text */
};

static _Bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* --- states of radio buttons and check boxes --- */

static _Bool is_plain(const char *value)
{
	const char *p = value;

	while ((*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') ||
	       *p == '_' || *p == '-')
		p++;
	return !*p && p - value <= STATE_MAX && strcmp(value, "Off") != 0;
}

static size_t first_of_value(const struct pdf_new_field *f, size_t i)
{
	size_t k = 0;

	while (!same(f->widgets[k].value, f->widgets[i].value))
		k++;
	return k;
}

/* The options' values where every one can be a plain name, else numbers, with the values in /Opt
 * (§12.7.5.2.3). */
static enum err name_states(struct making *m, _Bool *numbered, struct error *e)
{
	const struct pdf_new_field *f = m->f;
	const char **states = arena_alloc_n(m->mem, f->n_widgets, sizeof(*states));
	size_t i;

	*numbered = 0;
	for (i = 0; f->kind == PDF_FIELD_RADIO && i < f->n_widgets; i++)
		*numbered |= !is_plain(f->widgets[i].value);
	m->chosen = "Off";
	for (i = 0; states && i < f->n_widgets; i++) {
		states[i] = f->kind == PDF_FIELD_CHECK ? "Yes"
			    : *numbered ? arena_printf(m->mem, "%zu", first_of_value(f, i))
					: arena_strdup(m->mem, f->widgets[i].value);
		if (!states[i])
			return pdf_part_no_memory(e);
		if (f->kind == PDF_FIELD_CHECK ? same(f->value, "on")
					       : same(f->value, f->widgets[i].value))
			m->chosen = states[i];
	}
	m->states = states;
	return states ? ERR_OK : pdf_part_no_memory(e);
}

static struct pdf_obj radio_options(struct making *m)
{
	const struct pdf_new_field *f = m->f;
	struct pdf_obj *items = arena_alloc_n(m->mem, f->n_widgets, sizeof(*items));
	size_t i;

	for (i = 0; items && i < f->n_widgets; i++)
		items[i] = pdf_text(m->mem, f->widgets[i].value);
	return items ? pdf_array(m->mem, items, f->n_widgets)
		     : (struct pdf_obj){ .kind = PDF_NULL };
}

/* --- widgets --- */

static enum err look_or_empty(struct making *m, struct pdf_ref look, struct pdf_ref *out,
			      struct error *e)
{
	if (!look.num && !m->empty.num)
		TRY(pdf_part_empty_look(m->u, 1, 1, &m->empty, e));
	*out = look.num ? look : m->empty;
	return ERR_OK;
}

static enum err set_states(struct making *m, struct pdf_dict_builder *b, size_t i, struct error *e)
{
	const struct pdf_new_widget *w = &m->f->widgets[i];
	struct pdf_dict_builder ap = pdf_dict_new(m->mem), n = pdf_dict_new(m->mem);
	struct pdf_ref off;

	TRY(look_or_empty(m, w->off, &off, e));
	pdf_dict_set(&n, m->states[i], pdf_refer(w->look));
	pdf_dict_set(&n, "Off", pdf_refer(off));
	pdf_dict_set(&ap, "N", pdf_dict_obj(&n));
	pdf_dict_set(b, "AP", pdf_dict_obj(&ap));
	pdf_dict_set(b, "AS", pdf_name(same(m->chosen, m->states[i]) ? m->states[i] : "Off"));
	b->failed |= ap.failed || n.failed;
	return ERR_OK;
}

/* PDF/A wants a button's pictures in a dictionary of states, even where there is but one (ISO
 * 19005-2 §6.3.3). */
static enum err set_no_picture(struct making *m, struct pdf_dict_builder *b, struct error *e)
{
	struct pdf_ref none;

	if (!m->f->pdf_a)
		return ERR_OK;
	TRY(look_or_empty(m, (struct pdf_ref){ 0 }, &none, e));
	return pdf_part_set_state_look(m->mem, b, "Off", none, e);
}

static enum err set_looks(struct making *m, struct pdf_dict_builder *b, size_t i, struct error *e)
{
	struct pdf_ref look;

	if (m->states)
		return set_states(m, b, i, e);
	if (m->f->kind == PDF_FIELD_IMAGE)
		return set_no_picture(m, b, e);
	TRY(look_or_empty(m, m->f->widgets[i].look, &look, e));
	pdf_part_set_look(m->mem, b, look);
	return ERR_OK;
}

static enum err set_widget(struct making *m, struct pdf_dict_builder *b, size_t i, struct error *e)
{
	const struct pdf_place *at = &m->f->widgets[i].place;
	struct pdf_obj rect[4];
	struct pdf_page page;

	TRY(pdf_doc_page(pdf_update_doc(m->u), at->page, &page, e));
	for (int k = 0; k < 4; k++)
		rect[k] = pdf_real(at->rect[k]);
	pdf_dict_set(b, "Type", pdf_name("Annot"));
	pdf_dict_set(b, "Subtype", pdf_name("Widget"));
	pdf_dict_set(b, "F", pdf_int(PDF_WIDGET_FLAGS));
	pdf_dict_set(b, "P", pdf_refer(page.ref));
	pdf_dict_set(b, "Rect", pdf_array(m->mem, rect, 4));
	pdf_part_set_turn(b, at->turn);
	return set_looks(m, b, i, e);
}

/* --- fields --- */

static struct pdf_obj choice_options(struct making *m)
{
	struct pdf_obj *items = arena_alloc_n(m->mem, m->f->n_options, sizeof(*items)), pair[2];
	size_t i;

	for (i = 0; items && i < m->f->n_options; i++) {
		const struct pdf_option *o = &m->f->options[i];

		pair[0] = pdf_text(m->mem, o->value);
		pair[1] = o->label ? pdf_text(m->mem, o->label) : pair[0];
		items[i] = pdf_array(m->mem, pair, 2);
	}
	return items ? pdf_array(m->mem, items, m->f->n_options)
		     : (struct pdf_obj){ .kind = PDF_NULL };
}

static void set_value(struct making *m, struct pdf_dict_builder *b)
{
	if (m->states)
		pdf_dict_set(b, "V", pdf_name(m->chosen));
	else if (m->f->kind != PDF_FIELD_IMAGE && m->f->value && *m->f->value)
		pdf_dict_set(b, "V", pdf_text(m->mem, m->f->value));
}

static void set_text_entries(struct making *m, struct pdf_dict_builder *b)
{
	const struct pdf_new_field *f = m->f;
	const char *font = kinds[f->kind].font;
	const char *da = font ? arena_printf(m->mem, "/%s %g Tf 0 g", font, f->font_size) : NULL;

	b->failed |= font && !da;
	if (da)
		pdf_dict_set(b, "DA", pdf_string(bytes_of_str(da)));
	m->fonts |= font != NULL;
	if (f->align)
		pdf_dict_set(b, "Q", pdf_int((int)f->align));
	if (f->max_length && strcmp(kinds[f->kind].type, "Tx") == 0)
		pdf_dict_set(b, "MaxLen", pdf_int(f->max_length));
}

static void set_field(struct making *m, struct pdf_dict_builder *b, _Bool numbered)
{
	const struct pdf_new_field *f = m->f;
	int64_t flags = kinds[f->kind].flags;

	flags |= f->required ? FF_REQUIRED : 0;
	flags |= f->read_only ? FF_READ_ONLY : 0;
	flags |= f->comb ? FF_COMB : 0;
	pdf_dict_set(b, "FT", pdf_name(kinds[f->kind].type));
	pdf_dict_set(b, "T", pdf_text(m->mem, f->name));
	if (f->tooltip)
		pdf_dict_set(b, "TU", pdf_text(m->mem, f->tooltip));
	if (flags)
		pdf_dict_set(b, "Ff", pdf_int(flags));
	set_text_entries(m, b);
	if (f->kind == PDF_FIELD_CHOICE)
		pdf_dict_set(b, "Opt", choice_options(m));
	if (numbered)
		pdf_dict_set(b, "Opt", radio_options(m));
	set_value(m, b);
}

static enum err add_kids(struct making *m, struct pdf_ref parent, struct pdf_obj *widgets,
			 struct error *e)
{
	size_t i;

	for (i = 0; i < m->f->n_widgets; i++) {
		struct pdf_dict_builder b = pdf_dict_new(m->mem);
		struct pdf_ref kid = pdf_update_reserve(m->u);

		pdf_dict_set(&b, "Parent", pdf_refer(parent));
		TRY(set_widget(m, &b, i, e));
		TRY(pdf_part_set(m->u, kid, &b, e));
		widgets[i] = pdf_refer(kid);
	}
	return ERR_OK;
}

/* widgets: one reference for each widget, for the pages. */
static enum err add_field(struct making *m, struct pdf_ref *out, struct pdf_obj *widgets,
			  struct error *e)
{
	struct pdf_dict_builder b = pdf_dict_new(m->mem);
	struct pdf_ref field = pdf_update_reserve(m->u);
	_Bool numbered = 0;

	m->states = NULL;
	if (m->f->kind == PDF_FIELD_CHECK || m->f->kind == PDF_FIELD_RADIO)
		TRY(name_states(m, &numbered, e));
	set_field(m, &b, numbered);
	if (m->f->kind == PDF_FIELD_RADIO || m->f->n_widgets > 1) {
		TRY(add_kids(m, field, widgets, e));
		pdf_dict_set(&b, "Kids", pdf_array(m->mem, widgets, m->f->n_widgets));
	} else {
		TRY(set_widget(m, &b, 0, e)); /* one dictionary for both (§12.5.6.19) */
		widgets[0] = pdf_refer(field);
	}
	*out = field;
	return pdf_part_set(m->u, field, &b, e);
}

/* --- pages and form --- */

/* Each page once, with all its new widgets in their order. */
static enum err add_to_pages(struct making *m, const struct pdf_new_field *v, size_t n,
			     const struct pdf_obj *widgets, size_t total, struct error *e)
{
	struct pdf_obj *here = arena_alloc_n(m->mem, total, sizeof(*here));
	uint32_t *pages = arena_alloc_n(m->mem, total, sizeof(*pages));
	struct pdf_page page;
	size_t at = 0, i, k, count;

	if (!here || !pages)
		return pdf_part_no_memory(e);
	for (i = 0; i < n; i++)
		for (k = 0; k < v[i].n_widgets; k++)
			pages[at++] = v[i].widgets[k].place.page;
	for (i = 0; i < total; i++) {
		for (count = 0, k = 0; k < total && !(k < i && pages[k] == pages[i]); k++)
			if (pages[k] == pages[i])
				here[count++] = widgets[k];
		if (k < total)
			continue; /* was done before */
		TRY(pdf_doc_page(pdf_update_doc(m->u), pages[i], &page, e));
		TRY(pdf_part_to_page(m->u, page.ref, here, count, e));
	}
	return ERR_OK;
}

static struct pdf_obj standard_font(struct arena *mem, const char *name, _Bool latin,
				    struct pdf_dict_builder *b)
{
	*b = pdf_dict_new(mem);
	pdf_dict_set(b, "Type", pdf_name("Font"));
	pdf_dict_set(b, "Subtype", pdf_name("Type1"));
	pdf_dict_set(b, "BaseFont", pdf_name(name));
	if (latin)
		pdf_dict_set(b, "Encoding", pdf_name("WinAnsiEncoding"));
	return pdf_dict_obj(b);
}

static enum err add_font(struct making *m, struct pdf_dict_builder *fonts, const char *key,
			 const char *name, _Bool latin, struct error *e)
{
	const struct pdf_obj have = pdf_dict_obj(fonts);
	struct pdf_dict_builder b;
	struct pdf_obj font;
	struct pdf_ref ref;

	if (pdf_dict_get(&have, key))
		return ERR_OK;
	font = standard_font(m->mem, name, latin, &b);
	if (b.failed)
		return pdf_part_no_memory(e);
	TRY(pdf_update_add(m->u, &font, &ref, e));
	pdf_dict_set(fonts, key, pdf_refer(ref));
	return ERR_OK;
}

/* dict[key] as a builder, what is there included; it becomes an entry of dict. */
static enum err open_dict(struct making *m, const struct pdf_obj *dict, const char *key,
			  struct pdf_dict_builder *out, struct error *e)
{
	const struct pdf_obj *have;

	TRY(pdf_part_get(m->u, dict, key, &have, e));
	*out = pdf_dict_copy(m->mem, have->kind == PDF_DICT ? have : NULL);
	return ERR_OK;
}

/* The fonts that /DA names. They draw nothing in the file as we make it, and so need not be
 * embedded even in PDF/A; viewers that let people edit a field ask for them. */
static enum err set_resources(struct making *m, struct pdf_dict_builder *form, struct error *e)
{
	struct pdf_dict_builder dr, fonts;
	struct pdf_obj o = pdf_dict_obj(form);

	TRY(open_dict(m, &o, "DR", &dr, e));
	o = pdf_dict_obj(&dr);
	TRY(open_dict(m, &o, "Font", &fonts, e));
	TRY(add_font(m, &fonts, "Helv", "Helvetica", 1, e));
	TRY(add_font(m, &fonts, "ZaDb", "ZapfDingbats", 0, e));
	pdf_dict_set(&dr, "Font", pdf_dict_obj(&fonts));
	pdf_dict_set(form, "DR", pdf_dict_obj(&dr));
	o = pdf_dict_obj(form);
	if (!pdf_dict_get(&o, "DA"))
		pdf_dict_set(form, "DA", pdf_string(BYTES_LIT("/Helv 0 Tf 0 g")));
	form->failed |= dr.failed || fonts.failed;
	return ERR_OK;
}

static enum err add_to_form(struct making *m, const struct pdf_obj *fields, size_t n,
			    struct error *e)
{
	_Bool missing = m->form->kind != PDF_DICT, changed;
	struct pdf_dict_builder b = pdf_dict_copy(m->mem, missing ? NULL : m->form);

	TRY(pdf_part_append(m->u, &b, "Fields", fields, n, &changed, e));
	if (m->fonts)
		TRY(set_resources(m, &b, e));
	pdf_dict_unset(&b, "NeedAppearances");
	return pdf_part_put_form(m->u, m->catalog, missing, &b, e);
}

static enum err open_form(struct making *m, struct error *e)
{
	TRY(pdf_update_get(m->u, pdf_doc_root(pdf_update_doc(m->u)), &m->catalog, e));
	if (m->catalog->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED, "the catalog is no dictionary");
	return pdf_part_get(m->u, m->catalog, "AcroForm", &m->form, e);
}

static enum err check_all(struct making *m, const struct pdf_new_field *v, size_t n,
			  size_t *widgets, struct error *e)
{
	const char *const *taken, **mine = arena_alloc_n(m->mem, n, sizeof(*mine));
	size_t n_taken, i;
	enum err rc;

	if (!mine)
		return pdf_part_no_memory(e);
	TRY(pdf_part_names(m->u, m->form, &taken, &n_taken, e));
	for (i = 0; i < n; i++) {
		TRY(pdf_part_valid_name(v[i].name, e));
		rc = pdf_form_check_new(&v[i], e);
		if (rc != ERR_OK)
			return error_wrap(e, rc, v[i].name);
		TRY(pdf_part_free_name(taken, n_taken, v[i].name, e));
		TRY(pdf_part_free_name(mine, i, v[i].name, e));
		mine[i] = v[i].name;
		*widgets += v[i].n_widgets;
	}
	return ERR_OK;
}

static enum err add_all(struct making *m, const struct pdf_new_field *v, size_t n, size_t total,
			struct pdf_ref *refs, struct error *e)
{
	struct pdf_obj *fields = arena_alloc_n(m->mem, n, sizeof(*fields));
	struct pdf_obj *widgets = arena_alloc_n(m->mem, total, sizeof(*widgets));
	size_t at = 0, i;

	if (!fields || !widgets)
		return pdf_part_no_memory(e);
	for (i = 0; i < n; i++) {
		m->f = &v[i];
		TRY(add_field(m, &refs[i], widgets + at, e));
		fields[i] = pdf_refer(refs[i]);
		at += v[i].n_widgets;
	}
	TRY(add_to_pages(m, v, n, widgets, total, e));
	return add_to_form(m, fields, n, e);
}

enum err pdf_form_add_fields(struct pdf_update *u, const struct pdf_new_field *v, size_t n,
			     struct pdf_ref *refs_out, struct error *e)
{
	struct making m = { .u = u, .mem = pdf_update_mem(u) };
	struct pdf_ref *refs;
	size_t total = 0;

	if (!n)
		return ERR_OK;
	if (n > FIELDS_MAX)
		return error_set(e, ERR_INVALID, "more than %d fields", FIELDS_MAX);
	TRY(open_form(&m, e));
	TRY(check_all(&m, v, n, &total, e));
	refs = arena_alloc_n(m.mem, n, sizeof(*refs));
	if (!refs)
		return pdf_part_no_memory(e);
	TRY(add_all(&m, v, n, total, refs, e));
	if (refs_out)
		memcpy(refs_out, refs, n * sizeof(*refs));
	return ERR_OK;
}

enum err pdf_form_drop_redraw(struct pdf_update *u, _Bool *asked, struct error *e)
{
	struct making m = { .u = u, .mem = pdf_update_mem(u) };
	const struct pdf_obj *need;
	struct pdf_dict_builder b;

	TRY(open_form(&m, e));
	TRY(pdf_part_get(u, m.form, "NeedAppearances", &need, e));
	*asked = need->kind == PDF_BOOL && need->u.boolean;
	if (!*asked)
		return ERR_OK;
	b = pdf_dict_copy(m.mem, m.form);
	pdf_dict_unset(&b, "NeedAppearances");
	return pdf_part_put_form(u, m.catalog, 0, &b, e);
}
