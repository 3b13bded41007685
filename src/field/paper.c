#include "field/paper.h"
#include <math.h>
#include "domain/vault.h"
#include "field/fill.h"

enum { PAPER_MEMORY = 128 * 1024 * 1024 };

static void close_document(struct field_paper *p)
{
	blob_chain_free(p->chain);
	arena_free(p->mem);
	p->chain = NULL;
	p->mem = NULL;
	p->document = NULL;
	p->pdf = NULL;
}

static enum err open_pdf(struct field_paper *p, struct domain *d, const struct document *doc,
			 struct error *e)
{
	TRY(vault_open_revision(d, p->blobs, doc->id, doc->head_no, &p->chain, e));
	p->source = (struct pdf_source){ .size = blob_chain_size(p->chain),
					 .read = blob_chain_read,
					 .ctx = p->chain };
	return pdf_doc_open(&p->source, p->mem, NULL, &p->pdf, e);
}

static enum err open_document(struct field_paper *p, struct domain *d, const struct document *doc,
			      struct error *e)
{
	enum err rc;

	if (p->document && !strcmp(p->document, doc->id))
		return ERR_OK;
	close_document(p);
	p->mem = arena_new(PAPER_MEMORY);
	rc = open_pdf(p, d, doc, e);
	if (rc == ERR_OK)
		p->document = doc->id;
	else
		close_document(p);
	return rc;
}

static enum err page_size(void *ctx, struct domain *d, const struct document *doc, int64_t page,
			  int64_t *w, int64_t *h, struct error *e)
{
	struct field_paper *p = ctx;
	struct pdf_place place;

	TRY(open_document(p, d, doc, e));
	TRY(pdf_place_area(p->pdf, (uint32_t)(page - 1), (struct pdf_area){ 0, 0, 1, 1 }, &place,
			   e));
	*w = (int64_t)llround(place.width * place.unit * 1000);
	*h = (int64_t)llround(place.height * place.unit * 1000);
	return ERR_OK;
}

/* A field of the file is drawn as its form says: font, cells, borders. */
static enum err form_fits(struct field_paper *p, struct domain *d, const struct input_field *f,
			  const struct field_content *c, const char **code_out, struct error *e)
{
	const struct pdf_form_item *items;
	struct document doc;
	size_t n;

	TRY(document_get(&d->repo, f->document_id, &doc, e));
	TRY(open_document(p, d, &doc, e));
	TRY(pdf_form_list(p->pdf, p->mem, &items, &n, e));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; !strcmp(items[i].name, f->form_name) && k < items[i].n_widgets;
		     k++) {
			struct draw_look look =
				field_look_text(&items[i], &items[i].widgets[k], c->shown);

			if (!*code_out)
				TRY(field_text_fits(&look, code_out, e));
		}
	return ERR_OK;
}

static enum err fits(void *ctx, struct domain *d, const struct input_field *f,
		     const struct field_content *c, const char **code_out, struct error *e)
{
	struct field_paper *p = ctx;
	struct field_box box = { .unit = 1 };

	*code_out = NULL;
	if (f->form_name && !c->empty && strcmp(f->kind, "radio") && strcmp(f->kind, "check"))
		return form_fits(p, d, f, c, code_out, e);
	for (size_t i = 0; i < f->n_areas && !*code_out; i++) {
		box.width = (double)f->areas[i].box_w / 1000;
		box.height = (double)f->areas[i].box_h / 1000;
		TRY(field_look_fits(d, p->blobs, f, c, &box, code_out, e));
	}
	return ERR_OK;
}

void field_paper_init(struct field_paper *p, struct blob_store *blobs)
{
	*p = (struct field_paper){ .blobs = blobs, .drawing = { p, page_size, fits } };
}

void field_paper_done(struct field_paper *p)
{
	close_document(p);
}
