/* form_probe STEP IN OUT [KEY CERTS]: the life of a form of two parties, as the service leads it.
 *
 *   make     every kind of field for A and B, each with a signature field that locks its own, and
 *            the certification over them (DocMDP 2)
 *   A, B     what the party fills in, and its signature, in one update
 *   value, seal   another value or seal of A in an unsigned update, past our own refusal
 *   list     IN's fields, one a line: name, kind, page, area, required, value */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "draw/release.h"
#include "field/fill.h"
#include "os/file.h"
#include "pdf/survey.h"
#include "sig/asn1/cert.h"
#include "sig/pades/sign.h"

enum { FILE_MAX = 16 * 1024 * 1024, FIELDS = 64, SPOTS = 9 };

struct job {
	struct arena *mem;
	struct bytes file;
	struct pdf_doc *doc;
	struct pdf_update *u;
	const char *const *args; /* KEY CERTS */
	_Bool pdf_a, opaque;	 /* as the document is: PDF/A-1 has no transparency */
};

/* Where a party's fields lie on its page: fractions of the page as seen. */
static const struct spot {
	const char *name;
	enum pdf_field_kind kind;
	struct pdf_area area;
} spots[SPOTS] = {
	{ "name", PDF_FIELD_TEXT, { 0.1, 0.05, 0.5, 0.05 } },
	{ "note", PDF_FIELD_MULTILINE, { 0.1, 0.15, 0.6, 0.12 } },
	{ "number", PDF_FIELD_TEXT, { 0.1, 0.30, 0.6, 0.05 } },
	{ "agree", PDF_FIELD_CHECK, { 0.8, 0.05, 0.05, 0.05 } },
	{ "pay", PDF_FIELD_RADIO, { 0.8, 0.15, 0.05, 0.05 } },
	{ "plan", PDF_FIELD_CHOICE, { 0.1, 0.40, 0.5, 0.05 } },
	{ "ink", PDF_FIELD_IMAGE, { 0.1, 0.50, 0.5, 0.1 } },
	{ "seal", PDF_FIELD_IMAGE, { 0.70, 0.40, 0.25, 0.25 } },
	{ "initials", PDF_FIELD_IMAGE, { 0.05, 0.90, 0.15, 0.06 } }, /* on every page */
};
static const struct pdf_area second_button = { 0.8, 0.25, 0.05, 0.05 };
static const struct pdf_area signature_area = { 0.1, 0.70, 0.5, 0.12 };
static const struct pdf_option plans[] = { { "basic", "基本プラン", NULL },
					   { "full", "全部入り", NULL } };

static uint32_t page_of(char party)
{
	return party == 'A' ? 0 : 2;
}

static const char *name_of(struct job *j, char party, const char *name)
{
	return arena_printf(j->mem, "Party%c_%s", party, name);
}

static enum err mark(struct job *j, const struct pdf_place *at, _Bool radio, _Bool on,
		     struct pdf_ref *out, struct error *e)
{
	struct draw_look look = { .kind = DRAW_LOOK_MARK,
				  .width = at->width,
				  .height = at->height,
				  .mark = !on	  ? DRAW_MARK_NONE
					  : radio ? DRAW_MARK_DOT
						  : DRAW_MARK_CHECK,
				  .mark_frame = radio ? DRAW_FRAME_ROUND : DRAW_FRAME_SQUARE };

	return field_look_add(j->u, &look, at->turn, out, e);
}

static enum err widget(struct job *j, const struct pdf_new_field *f, uint32_t page,
		       struct pdf_area area, struct pdf_new_widget *w, struct error *e)
{
	_Bool radio = f->kind == PDF_FIELD_RADIO;

	TRY(pdf_place_area(j->doc, page, area, &w->place, e));
	if (f->kind != PDF_FIELD_CHECK && !radio)
		return ERR_OK;
	TRY(mark(j, &w->place, radio, 1, &w->look, e));
	return mark(j, &w->place, radio, 0, &w->off, e);
}

/* A radio's second button lies on the next page; initials on all four. */
static enum err widgets(struct job *j, struct pdf_new_field *f, const struct spot *s, uint32_t page,
			struct error *e)
{
	struct pdf_new_widget *w = arena_alloc_n(j->mem, 4, sizeof(*w));
	size_t i;

	f->widgets = w;
	f->n_widgets = !strcmp(s->name, "initials") ? 4 : s->kind == PDF_FIELD_RADIO ? 2 : 1;
	for (i = 0; i < f->n_widgets; i++) {
		struct pdf_area area = i && s->kind == PDF_FIELD_RADIO ? second_button : s->area;

		area.x += f->n_widgets == 4 && page ? 0.3 : 0; /* beside the other party's */
		TRY(widget(j, f, f->n_widgets == 4 ? (uint32_t)i : page + (uint32_t)i, area, &w[i],
			   e));
	}
	w[0].value = "card";
	w[1].value = "銀行振込";
	return ERR_OK;
}

static enum err add_party(struct job *j, char party, struct error *e)
{
	struct pdf_new_field *v = arena_alloc_n(j->mem, SPOTS, sizeof(*v));
	const char **names = arena_alloc_n(j->mem, SPOTS + 1, sizeof(*names));
	struct pdf_new_sigfield sign = { .lock = { PDF_LOCK_INCLUDE, names, SPOTS + 1, 0 },
					 .tooltip = "署名欄",
					 .empty_appearance = j->pdf_a };
	struct pdf_place at;
	struct pdf_ref ref;
	size_t i;

	for (i = 0; i < SPOTS; i++) {
		v[i] = (struct pdf_new_field){ .kind = spots[i].kind,
					       .name = name_of(j, party, spots[i].name),
					       .tooltip = "入力項目",
					       .required = i == 0,
					       .max_length = i == 2 ? 12 : 0,
					       .comb = i == 2,
					       .options = plans,
					       .n_options = COUNT_OF(plans),
					       .pdf_a = j->pdf_a };
		names[i] = v[i].name;
		TRY(widgets(j, &v[i], &spots[i], page_of(party), e));
	}
	TRY(pdf_form_add_fields(j->u, v, SPOTS, NULL, e));
	sign.name = names[SPOTS] = name_of(j, party, "sign");
	TRY(pdf_place_area(j->doc, page_of(party) + 1, signature_area, &at, e));
	sign.page = at.page;
	sign.turn = at.turn;
	memcpy(sign.rect, at.rect, sizeof(at.rect));
	return pdf_form_add_sigfield(j->u, &sign, &ref, e);
}

static enum err signer_of(struct job *j, struct signer **out, struct error *e)
{
	AUTO(buf) struct buf key = { 0 };
	AUTO(buf) struct buf certs = { 0 };
	struct sig_alg alg = { SIG_RSA_PKCS1, DIGEST_SHA256 };
	const struct bytes *chain;
	struct pkey *loaded;
	size_t n;

	TRY(file_read(j->args[0], FILE_MAX, &key, e));
	TRY(file_read(j->args[1], FILE_MAX, &certs, e));
	TRY(cert_load(buf_bytes(&certs), j->mem, &chain, &n, e));
	TRY(pkey_load(buf_bytes(&key), NULL, &loaded, e));
	return signer_file_new(loaded, alg, chain, n, out, e);
}

static enum err sign(struct job *j, const struct pades_request *rq, struct pdf_tail *tail,
		     struct error *e)
{
	AUTO(signer) struct signer *s = NULL;
	struct pades_signed result;

	TRY(signer_of(j, &s, e));
	return pades_sign(j->u, rq, s, NULL, j->mem, tail, &result, e);
}

static enum err make(struct job *j, struct pdf_tail *tail, struct error *e)
{
	struct pades_request rq = {
		.field = "Sent",
		.new_field = 1,
		.certify = 2,
		.name = "送信者",
		.place = { .empty_appearance = j->pdf_a },
	};
	const char *only[] = { "Close" };
	struct pdf_new_sigfield close = { .name = "Close",
					  .lock = { PDF_LOCK_INCLUDE, only, 1, 1 },
					  .empty_appearance = j->pdf_a };
	struct pdf_ref ref;

	TRY(add_party(j, 'A', e));
	TRY(add_party(j, 'B', e));
	TRY(pdf_form_add_sigfield(j->u, &close, &ref, e));
	return sign(j, &rq, tail, e);
}

/* --- acts --- */

static const struct draw_ink_point strokes[] = { { 0.05, 0.2, 0, 0 },
						 { 0.3, 0.8, 0, 0 },
						 { 0.5, 0.2, 0, 0 },
						 { 0.7, 0.8, 0, 0 },
						 { 0.95, 0.3, 0, 0 } };
static const struct draw_ink_stroke stroke = { strokes, COUNT_OF(strokes) };

static struct draw_look look_of(const char *name, char party)
{
	struct draw_look look = { .shrink = 1 };

	if (!strcmp(name, "ink")) {
		look.kind = DRAW_LOOK_INK;
		look.ink = (struct draw_ink){ .strokes = &stroke, .n = 1 };
	} else if (!strcmp(name, "seal")) {
		look.kind = DRAW_LOOK_SEAL;
		look.seal = (struct draw_seal_shape){
			.kind = party == 'A' ? DRAW_SEAL_SQUARE : DRAW_SEAL_COMPANY,
			.text = party == 'A' ? "株式会社スカイ商店" : "代表者印",
			.outer = party == 'A' ? NULL : "合同会社うみ"
		};
	} else {
		look.kind = DRAW_LOOK_TYPED;
		look.text.text = party == 'A' ? "山田" : "海野";
	}
	return look;
}

static const char *text_of(const char *name, char party)
{
	static const char *const values[][3] = {
		{ "name", "山田", "海野 花子" },
		{ "note",
		  "一行目\n二行目の長い文章は枠の幅で折り返されます。句読点も、禁則に従います。",
		  "なし" },
		{ "number", "123456", "9876543210" },
		{ "agree", "on", "" },
		{ "pay", "銀行振込", "card" },
		{ "plan", "full", "basic" },
	};

	for (size_t i = 0; i < COUNT_OF(values); i++)
		if (!strcmp(values[i][0], name))
			return values[i][party - 'A' + 1];
	return NULL;
}

static enum err fill(struct job *j, char party, struct error *e)
{
	struct pdf_filling *f;

	TRY(pdf_filling_begin(j->u, &f, e));
	for (size_t i = 0; i < SPOTS; i++) {
		struct draw_look look = look_of(spots[i].name, party);
		struct field_value v = { .text = text_of(spots[i].name, party),
					 .look = &look,
					 .opaque = j->opaque };

		TRY(field_fill(f, j->u, name_of(j, party, spots[i].name), &v, e));
	}
	return ERR_OK;
}

static enum err act(struct job *j, char party, struct pdf_tail *tail, struct error *e)
{
	struct pades_request rq = { .field = name_of(j, party, "sign"), .name = "当事者" };
	struct draw_look look = { .kind = DRAW_LOOK_TYPED, .text.text = "電子署名" };
	const struct pdf_field *fields, *field;
	struct pdf_form_item item;
	size_t n;

	TRY(fill(j, party, e));
	TRY(pdf_form_fields(j->doc, j->mem, &fields, &n, e));
	if (!pdf_form_find(fields, n, rq.field, &field))
		return error_set(e, ERR_NOT_FOUND, "no signature field");
	TRY(pdf_form_read(j->doc, field, j->mem, &item, e));
	look.width = item.widgets[0].width;
	look.height = item.widgets[0].height;
	TRY(field_look_add(j->u, &look, item.widgets[0].turn, &rq.appearance, e));
	return sign(j, &rq, tail, e);
}

/* What our own code refuses, done all the same. */
static enum err attack(struct job *j, const char *what, struct pdf_tail *tail, struct error *e)
{
	const char *name = name_of(j, 'A', strcmp(what, "seal") ? "name" : "seal");
	struct draw_look look = look_of("seal", 'B');
	struct field_value v = { .text = "鈴木", .look = &look };
	const struct pdf_form_item *item;
	struct pdf_filling *f;
	struct pdf_obj text = pdf_text(j->mem, "鈴木");
	struct pdf_field_value set = { .value = strcmp(what, "seal") ? &text : NULL };

	TRY(pdf_filling_begin(j->u, &f, e));
	if (field_fill(f, j->u, name, &v, e) != ERR_PDF_LOCKED)
		return error_set(e, ERR_INTERNAL, "the locked field was filled in");
	TRY(pdf_filling_find(f, name, &item, e));
	if (set.value)
		look = field_look_text(item, &item->widgets[0], "鈴木");
	look.width = item->widgets[0].width;
	look.height = item->widgets[0].height;
	TRY(field_look_add(j->u, &look, item->widgets[0].turn, &set.appearance, e));
	TRY(pdf_form_set_value(j->u, item->ref, &set, e));
	return pdf_update_finish(j->u, tail, e);
}

/* On one line. */
static const char *flat(struct job *j, const char *value)
{
	char *s = arena_strdup(j->mem, value);

	for (char *p = s; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	return s;
}

static enum err list(struct job *j, struct error *e)
{
	static const char *const kinds[] = { "text",   "multiline", "check",	 "radio",
					     "choice", "image",	    "signature", "other" };
	const struct pdf_form_item *v;
	size_t n, i, k;

	TRY(pdf_form_list(j->doc, j->mem, &v, &n, e));
	for (i = 0; i < n; i++)
		for (k = 0; k < v[i].n_widgets; k++) {
			const struct pdf_form_widget *w = &v[i].widgets[k];

			printf("%s\t%s\t%d\t%.3f %.3f %.3f %.3f\t%d\t%s\n", v[i].name,
			       kinds[v[i].kind], w->on_page ? (int)w->page : -1, w->area.x,
			       w->area.y, w->area.w, w->area.h, v[i].required, flat(j, v[i].value));
		}
	return ERR_OK;
}

static enum err step(struct job *j, const char *what, struct pdf_tail *tail, struct error *e)
{
	if (!strcmp(what, "make"))
		return make(j, tail, e);
	if (!strcmp(what, "A") || !strcmp(what, "B"))
		return act(j, what[0], tail, e);
	if (!strcmp(what, "value") || !strcmp(what, "seal"))
		return attack(j, what, tail, e);
	return !strcmp(what, "list") ? list(j, e) : error_set(e, ERR_INVALID, "no step %s", what);
}

static enum err run(struct job *j, const char *what, const char *in, const char *out,
		    struct error *e)
{
	AUTO(buf) struct buf file = { 0 };
	struct pdf_survey survey;
	struct pdf_source src;
	struct pdf_tail tail = { 0 };

	TRY(file_read(in, FILE_MAX, &file, e));
	src = pdf_source_memory(buf_bytes(&file));
	TRY(pdf_doc_open(&src, j->mem, NULL, &j->doc, e));
	TRY(pdf_survey(j->doc, j->mem, &survey, e));
	j->pdf_a = survey.pdf_a_part > 0;
	j->opaque = survey.pdf_a_part == 1;
	TRY(pdf_update_begin(j->doc, j->mem, &j->u, e));
	TRY(step(j, what, &tail, e));
	if (!tail.len)
		return ERR_OK;
	buf_append(&file, BYTES(tail.data, tail.len));
	return file_write_atomic(out, buf_bytes(&file), 0644, e);
}

int main(int argc, char **argv)
{
	struct job j = { .mem = arena_new(0), .args = (const char *const *)argv + 4 };
	struct error e = { 0 };
	enum err rc = ERR_INVALID;

	if (argc == 4 || argc == 6)
		rc = run(&j, argv[1], argv[2], argv[3], &e);
	else
		fprintf(stderr, "form_probe STEP IN OUT [KEY CERTS]\n");
	if (rc != ERR_OK)
		fprintf(stderr, "form_probe: %s\n", e.msg);
	arena_free(j.mem);
	draw_release();
	return rc != ERR_OK;
}
