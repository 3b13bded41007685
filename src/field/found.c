#include "field/found.h"
#include <jansson.h>
#include "domain/check.h"
#include "domain/vault.h"

enum { FORM_MEMORY = 128 * 1024 * 1024, TEXT_CHARS = 200 };

static const struct {
	enum pdf_field_kind form;
	const char *kind;
} kinds[] = {
	{ PDF_FIELD_TEXT, "text" },	{ PDF_FIELD_MULTILINE, "multiline" },
	{ PDF_FIELD_CHECK, "check" },	{ PDF_FIELD_RADIO, "radio" },
	{ PDF_FIELD_CHOICE, "select" },
};

static const char *kind_of(enum pdf_field_kind form)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (kinds[i].form == form)
			return kinds[i].kind;
	return NULL;
}

static _Bool usable(const struct pdf_form_item *item)
{
	if (!kind_of(item->kind) || item->read_only || item->rich || item->scripted ||
	    item->password || !item->n_widgets || item->n_widgets > FIELD_AREAS_MAX)
		return 0;
	if (item->n_options > FIELD_OPTIONS_MAX ||
	    (item->kind == PDF_FIELD_CHECK && item->n_options > 1))
		return 0;
	for (size_t i = 0; i < item->n_widgets; i++)
		if (!item->widgets[i].on_page || item->widgets[i].hidden)
			return 0;
	return 1;
}

static const char *options_of(struct domain *d, const struct pdf_form_item *item)
{
	json_t *list = json_array();

	for (size_t i = 0; i < item->n_options && item->kind != PDF_FIELD_CHECK; i++)
		json_array_append_new(
			list, json_pack("{s:s, s:s}", "value", item->options[i].value, "label",
					item->options[i].label ? item->options[i].label
							       : item->options[i].value));
	return domain_json(d, list);
}

static const char *value_of_state(const struct pdf_form_item *item, const char *state)
{
	for (size_t i = 0; i < item->n_options; i++)
		if (item->options[i].state && !strcmp(item->options[i].state, state))
			return item->options[i].value;
	return "";
}

static double bounded(double v, double least, double most)
{
	return v < least ? least : v > most ? most : v;
}

static enum err areas_of(struct domain *d, const struct pdf_form_item *item,
			 struct field_input *out, struct error *e)
{
	struct field_area_input *areas =
		arena_alloc_n(d->repo.mem, item->n_widgets, sizeof(*areas));

	if (!areas)
		return error_set(e, ERR_TOO_LARGE, "the form exceeds the memory limit");
	for (size_t i = 0; i < item->n_widgets; i++) {
		const struct pdf_form_widget *w = &item->widgets[i];
		struct field_area_input *a = &areas[i];

		*a = (struct field_area_input){ .page = w->page + 1 };
		a->x = bounded(w->area.x, 0, 0.999);
		a->y = bounded(w->area.y, 0, 0.999);
		a->w = bounded(w->area.w, 0, 1 - a->x);
		a->h = bounded(w->area.h, 0, 1 - a->y);
		if (item->kind == PDF_FIELD_RADIO)
			a->value = domain_printf(d, "%s", value_of_state(item, w->state));
	}
	out->areas = areas;
	out->n_areas = item->n_widgets;
	return ERR_OK;
}

static const char *align_name(enum pdf_field_align align)
{
	if (align == PDF_ALIGN_CENTER)
		return "center";
	return align == PDF_ALIGN_RIGHT ? "right" : "left";
}

/* A value that the form came with is where filling in begins. */
static const char *initial_of(struct domain *d, const struct pdf_form_item *item)
{
	return *item->value ? domain_json(d, json_string(item->value)) : NULL;
}

/* Other programs put line feeds, controls and long stories there. */
static const char *line_of(struct domain *d, const char *text)
{
	char *out = arena_strdup(d->repo.mem, text);
	size_t at = 0, chars = 0;
	uint32_t c;

	for (size_t n; out && out[at] && chars < TEXT_CHARS; chars++, at += n) {
		n = utf8_char((const unsigned char *)out + at, &c);
		if (!n)
			break;
		if (text_forbidden(c))
			memset(out + at, ' ', n);
	}
	if (out)
		out[at] = '\0';
	return out;
}

static enum err take(struct domain *d, const struct document *doc, const struct pdf_form_item *item,
		     struct field_input *out, struct error *e)
{
	const char *name = domain_printf(d, "%s", item->name);

	*out = (struct field_input){
		.document_id = doc->id,
		.kind = kind_of(item->kind),
		.name = line_of(d, item->name),
		.label = line_of(d, *item->tooltip ? item->tooltip : item->name),
		.align = align_name(item->align),
		.required = item->required,
		.initial = initial_of(d, item),
		.options = options_of(d, item),
		.font_size = item->font_size >= 4 && item->font_size <= 72 ? item->font_size : 0,
		.max_length = item->max_length <= 4000 ? item->max_length : 0,
		.source = "form",
		.form_name = name,
	};
	if (!out->name || !out->label)
		return error_set(e, ERR_TOO_LARGE, "the form exceeds the memory limit");
	if (strcmp(out->name, item->name) != 0)
		out->name = ""; /* cut short it may be another's */
	return areas_of(d, item, out, e);
}

static enum err list(struct domain *d, const struct pdf_source *source, const struct document *doc,
		     struct field_input **out, size_t *n, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(FORM_MEMORY);
	struct field_input *found = arena_alloc_n(d->repo.mem, FIELDS_MAX, sizeof(*found));
	const struct pdf_form_item *items;
	struct pdf_doc *pdf;
	size_t n_items, used = 0;

	if (!found)
		return error_set(e, ERR_TOO_LARGE, "the form exceeds the memory limit");
	TRY(pdf_doc_open(source, mem, NULL, &pdf, e));
	TRY(pdf_form_list(pdf, mem, &items, &n_items, e));
	for (size_t i = 0; i < n_items && used < FIELDS_MAX; i++)
		if (usable(&items[i]))
			TRY(take(d, doc, &items[i], &found[used++], e));
	*out = found;
	*n = used;
	return ERR_OK;
}

enum err field_found(struct domain *d, struct blob_store *blobs, const struct document *doc,
		     struct field_input **out, size_t *n, struct error *e)
{
	AUTO(blob_chain) struct blob_chain *chain = NULL;
	struct pdf_source source = { .read = blob_chain_read };

	TRY(vault_open_revision(d, blobs, doc->id, doc->head_no, &chain, e));
	source.size = blob_chain_size(chain);
	source.ctx = chain;
	return list(d, &source, doc, out, n, e);
}
