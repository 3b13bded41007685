#include "pdf/survey.h"
#include "pdf/numset.h"

enum {
	ACTIONS = 10000, /* actions and annotations looked at, at most */
	XMP_MAX = 4 * 1024 * 1024,
};

struct look {
	struct pdf_doc *d;
	struct arena *mem;
	struct numset seen; /* actions and annotations */
	struct pdf_survey *s;
	unsigned budget;
};

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the survey needs more memory than allowed");
}

static enum err path(struct pdf_doc *d, const struct pdf_obj *at, const char *const *keys,
		     const struct pdf_obj **out, struct error *e)
{
	for (; *keys; keys++)
		TRY(pdf_doc_get(d, at, *keys, &at, e));
	*out = at;
	return ERR_OK;
}

#define PATH(...) ((const char *const[]){ __VA_ARGS__, NULL })

static enum err catalog(struct pdf_doc *d, const struct pdf_obj **out, struct error *e)
{
	struct pdf_obj root = pdf_refer(pdf_doc_root(d));

	return pdf_doc_resolve(d, &root, out, e);
}

/* False once an object was visited, or when enough have been. */
static enum err visit(struct look *l, const struct pdf_obj *o, _Bool *first, struct error *e)
{
	*first = 0;
	if (l->budget == 0)
		return error_set(e, ERR_PDF_LIMIT, "more than %d actions and annotations", ACTIONS);
	l->budget--;
	if (o && o->kind == PDF_REF && o->u.ref.num) {
		enum numset_result r = numset_add(&l->seen, o->u.ref.num);

		if (r == NUMSET_FULL)
			return no_memory(e);
		*first = r == NUMSET_NEW;
		return ERR_OK;
	}
	*first = o && o->kind != PDF_NULL;
	return ERR_OK;
}

/* An action and those that follow it: /Next is an action or an array (§12.6.2).
 * Recursion is bounded: each level needs an object not seen before, or text
 * nested in its parent, which the parser bounds; and there is the budget. */
static enum err look_action(struct look *l, const struct pdf_obj *o, unsigned depth,
			    struct error *e)
{
	const struct pdf_obj *action, *kind, *next;
	_Bool first;
	size_t i;

	TRY(visit(l, o, &first, e));
	if (!first || l->s->javascript)
		return ERR_OK;
	if (depth > 200)
		return error_set(e, ERR_PDF_LIMIT, "actions follow one another too deeply");
	TRY(pdf_doc_resolve(l->d, o, &action, e));
	if (action->kind != PDF_DICT)
		return ERR_OK; /* /OpenAction may be a destination */
	TRY(pdf_doc_get(l->d, action, "S", &kind, e));
	if (pdf_is_name(kind, "JavaScript") || pdf_dict_get(action, "JS")) {
		l->s->javascript = 1;
		return ERR_OK;
	}
	TRY(pdf_doc_get(l->d, action, "Next", &next, e));
	if (next->kind != PDF_ARRAY)
		return look_action(l, pdf_dict_get(action, "Next"), depth + 1, e);
	for (i = 0; i < next->u.array.n; i++)
		TRY(look_action(l, &next->u.array.items[i], depth + 1, e));
	return ERR_OK;
}

/* /A and /AA of a catalog, page, field or annotation. */
static enum err look_actions_of(struct look *l, const struct pdf_obj *dict, struct error *e)
{
	const struct pdf_obj *more, *one = pdf_dict_get(dict, "A");
	size_t i;

	if (l->s->javascript)
		return ERR_OK;
	if (one)
		TRY(look_action(l, one, 0, e));
	TRY(pdf_doc_get(l->d, dict, "AA", &more, e));
	for (i = 0; more->kind == PDF_DICT && i < more->u.dict.n; i++)
		TRY(look_action(l, &more->u.dict.entries[i].value, 0, e));
	return ERR_OK;
}

static enum err look_annotations(struct look *l, const struct pdf_obj *page, struct error *e)
{
	const struct pdf_obj *list, *annot;
	_Bool first;
	size_t i;

	TRY(pdf_doc_get(l->d, page, "Annots", &list, e));
	for (i = 0; list->kind == PDF_ARRAY && i < list->u.array.n && !l->s->javascript; i++) {
		TRY(visit(l, &list->u.array.items[i], &first, e));
		if (!first)
			continue;
		TRY(pdf_doc_resolve(l->d, &list->u.array.items[i], &annot, e));
		TRY(look_actions_of(l, annot, e));
	}
	return ERR_OK;
}

static enum err survey_javascript(struct look *l, const struct pdf_obj *top,
				  const struct pdf_field *fields, size_t n, struct error *e)
{
	const struct pdf_obj *named;
	struct pdf_page page;
	uint32_t i;

	TRY(path(l->d, top, PATH("Names", "JavaScript"), &named, e));
	l->s->javascript = named->kind != PDF_NULL;
	if (pdf_dict_get(top, "OpenAction"))
		TRY(look_action(l, pdf_dict_get(top, "OpenAction"), 0, e));
	TRY(look_actions_of(l, top, e));
	for (i = 0; i < n && !l->s->javascript; i++)
		TRY(look_actions_of(l, fields[i].dict, e));
	for (i = 0; i < l->s->pages && !l->s->javascript; i++) {
		TRY(pdf_doc_page(l->d, i, &page, e));
		TRY(look_actions_of(l, page.dict, e));
		TRY(look_annotations(l, page.dict, e));
	}
	return ERR_OK;
}

typedef enum err parms_fn(void *ctx, const struct pdf_obj *parms, struct error *e);

/* The parameters of every entry of a signature's /Reference (§12.8.1) that has this method. */
static enum err each_transform(struct pdf_doc *d, const struct pdf_obj *signature,
			       const char *method, parms_fn *look, void *ctx, struct error *e)
{
	const struct pdf_obj *list, *one, *name, *parms;
	size_t i;

	TRY(pdf_doc_get(d, signature, "Reference", &list, e));
	for (i = 0; list->kind == PDF_ARRAY && i < list->u.array.n; i++) {
		TRY(pdf_doc_resolve(d, &list->u.array.items[i], &one, e));
		TRY(pdf_doc_get(d, one, "TransformMethod", &name, e));
		if (!pdf_is_name(name, method))
			continue;
		TRY(pdf_doc_get(d, one, "TransformParams", &parms, e));
		TRY(look(ctx, parms, e));
	}
	return ERR_OK;
}

struct mdp {
	struct pdf_doc *d;
	int p; /* the strictest; 0: none yet */
};

static enum err look_mdp(void *ctx, const struct pdf_obj *parms, struct error *e)
{
	struct mdp *m = ctx;
	const struct pdf_obj *o;
	int p;

	TRY(pdf_doc_get(m->d, parms, "P", &o, e));
	/* 2 is the default (§12.8.2.2); a value outside 1..3 is read as the strictest */
	p = o->kind == PDF_NULL ? 2 : 1;
	if (o->kind == PDF_INT && o->u.integer >= 1 && o->u.integer <= 3)
		p = (int)o->u.integer;
	if (!m->p || p < m->p)
		m->p = p;
	return ERR_OK;
}

static enum err survey_certification(struct look *l, const struct pdf_obj *top, struct error *e)
{
	struct mdp m = { .d = l->d };
	const struct pdf_obj *signature;

	TRY(path(l->d, top, PATH("Perms", "DocMDP"), &signature, e));
	if (signature->kind != PDF_DICT)
		return ERR_OK;
	TRY(each_transform(l->d, signature, "DocMDP", look_mdp, &m, e));
	l->s->certified = m.p ? m.p : 2;
	return ERR_OK;
}

/* name is listed itself or through one of its parents. */
static _Bool covers(const char *listed, const char *name)
{
	size_t n = strlen(listed);

	return strncmp(listed, name, n) == 0 && (name[n] == '\0' || name[n] == '.');
}

static enum err listed(struct pdf_doc *d, const struct pdf_obj *parms, const char *name,
		       _Bool *out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	const struct pdf_obj *list, *item;
	const char *text;
	size_t i;

	*out = 0;
	TRY(pdf_doc_get(d, parms, "Fields", &list, e));
	for (i = 0; list->kind == PDF_ARRAY && i < list->u.array.n && !*out; i++) {
		TRY(pdf_doc_resolve(d, &list->u.array.items[i], &item, e));
		if (item->kind != PDF_STRING)
			continue;
		text = pdf_text_utf8(mem, item->u.text);
		if (!text)
			return no_memory(e);
		*out = covers(text, name);
	}
	return ERR_OK;
}

struct locks {
	struct pdf_doc *d;
	const char *name; /* of a field; NULL: only what locks all counts */
	_Bool locked;
};

/* Of several rules each holds (§12.8.2.4). An action that is none of the three locks everything. */
static enum err look_lock(void *ctx, const struct pdf_obj *rule, struct error *e)
{
	struct locks *k = ctx;
	const struct pdf_obj *action;
	_Bool only, all_but, in = 0;

	TRY(pdf_doc_get(k->d, rule, "Action", &action, e));
	only = pdf_is_name(action, "Include");
	all_but = pdf_is_name(action, "Exclude");
	if (!only && !all_but)
		k->locked = 1;
	if (!k->name || k->locked)
		return ERR_OK;
	TRY(listed(k->d, rule, k->name, &in, e));
	k->locked = only ? in : !in;
	return ERR_OK;
}

/* By the signature's references, and by the /Lock of its field: not every program copies it. */
static enum err look_locks(struct locks *k, const struct pdf_field *f, struct error *e)
{
	const struct pdf_obj *lock;

	TRY(each_transform(k->d, f->value, "FieldMDP", look_lock, k, e));
	TRY(pdf_doc_get(k->d, f->dict, "Lock", &lock, e));
	return lock->kind == PDF_DICT ? look_lock(k, lock, e) : ERR_OK;
}

static enum err survey_locks(struct look *l, const struct pdf_field *f, struct error *e)
{
	struct locks k = { .d = l->d };
	struct mdp m = { .d = l->d };
	const struct pdf_obj *p;

	TRY(look_locks(&k, f, e));
	l->s->locks_all |= k.locked;
	TRY(path(l->d, f->dict, PATH("Lock", "P"), &p, e));
	l->s->no_changes |= p->kind == PDF_INT && p->u.integer == 1;
	TRY(each_transform(l->d, f->value, "DocMDP", look_mdp, &m, e));
	l->s->no_changes |= m.p == 1;
	return ERR_OK;
}

static enum err survey_fields(struct look *l, const struct pdf_field *fields, size_t n,
			      struct error *e)
{
	size_t i;

	l->s->fields = (unsigned)n;
	for (i = 0; i < n; i++) {
		if (strcmp(fields[i].type, "Sig") != 0)
			continue;
		if (!fields[i].value) {
			l->s->empty_signature_fields++;
			continue;
		}
		l->s->signatures++;
		TRY(survey_locks(l, &fields[i], e));
	}
	return ERR_OK;
}

/* The value of prefix:name in XMP, written as an attribute or as an element. */
static struct bytes xmp_value(struct bytes xmp, struct bytes prefix, const char *name)
{
	struct bytes none = { 0 };
	size_t at = 0, n = strlen(name), end;

	while ((at = bytes_find(xmp, prefix, at)) != SIZE_MAX) {
		struct bytes rest = bytes_slice(xmp, at + prefix.len, xmp.len);

		at += prefix.len;
		if (rest.len < n + 3 || rest.data[0] != ':' || memcmp(rest.data + 1, name, n) != 0)
			continue;
		rest = bytes_slice(rest, n + 1, 256);
		end = rest.data[0] == '=' ? 2 : 1;
		if (rest.data[0] != '=' && rest.data[0] != '>')
			continue;
		rest = bytes_slice(rest, end, rest.len);
		for (end = 0; end < rest.len && !strchr("\"'<", rest.data[end]); end++)
			;
		return bytes_slice(rest, 0, end);
	}
	return none;
}

/* The prefix that the XMP binds to a namespace: the name between "xmlns:" and "=". */
static struct bytes xmp_prefix(struct bytes xmp, const char *uri)
{
	size_t at = bytes_find(xmp, bytes_of_str(uri), 0), end, i;

	if (at == SIZE_MAX || at < 3)
		return (struct bytes){ 0 };
	end = at - 2; /* before ="  */
	if (xmp.data[end] != '=')
		return (struct bytes){ 0 };
	for (i = end; i > 0 && xmp.data[i - 1] != ':' && end - i < 64; i--)
		;
	return bytes_slice(xmp, i, end - i);
}

static void survey_xmp(struct bytes xmp, struct pdf_survey *s)
{
	struct bytes id = xmp_prefix(xmp, "http://www.aiim.org/pdfa/ns/id/"), v;
	struct bytes x = xmp_prefix(xmp, "http://www.npes.org/pdfx/ns/id/");

	if (id.len) {
		v = xmp_value(xmp, id, "part");
		if (v.len == 1 && v.data[0] >= '1' && v.data[0] <= '9')
			s->pdf_a_part = v.data[0] - '0';
		v = xmp_value(xmp, id, "conformance");
		if (s->pdf_a_part && v.len == 1 && strchr("ABUEF", v.data[0] & ~0x20))
			s->pdf_a_level = (char)(v.data[0] & ~0x20);
	}
	if (x.len && xmp_value(xmp, x, "GTS_PDFXVersion").len)
		s->pdf_x = 1;
}

static enum err survey_metadata(struct look *l, const struct pdf_obj *top, struct error *e)
{
	const struct pdf_obj *info, *xmp;
	struct bytes text;

	TRY(path(l->d, pdf_doc_trailer(l->d), PATH("Info", "GTS_PDFXVersion"), &info, e));
	l->s->pdf_x = info->kind == PDF_STRING;
	TRY(pdf_doc_get(l->d, top, "Metadata", &xmp, e));
	if (xmp->kind != PDF_STREAM)
		return ERR_OK;
	TRY(pdf_doc_stream_data(l->d, xmp, l->mem, &text, e));
	survey_xmp(bytes_slice(text, 0, XMP_MAX), l->s);
	return ERR_OK;
}

enum err pdf_survey(struct pdf_doc *d, struct arena *mem, struct pdf_survey *out, struct error *e)
{
	struct pdf_survey s = { 0 };
	struct look l = { .d = d, .mem = mem, .seen = { .mem = mem }, .s = &s, .budget = ACTIONS };
	const struct pdf_obj *top, *xfa;
	const struct pdf_field *fields;
	size_t n;

	TRY(catalog(d, &top, e));
	TRY(pdf_doc_page_count(d, &s.pages, e));
	TRY(pdf_form_fields(d, mem, &fields, &n, e));
	TRY(survey_fields(&l, fields, n, e));
	TRY(survey_certification(&l, top, e));
	TRY(path(d, top, PATH("AcroForm", "XFA"), &xfa, e));
	s.xfa = xfa->kind != PDF_NULL;
	TRY(survey_javascript(&l, top, fields, n, e));
	TRY(survey_metadata(&l, top, e));
	*out = s;
	return ERR_OK;
}

enum err pdf_survey_pdf_a(struct pdf_doc *d, struct arena *mem, int *part_out, struct error *e)
{
	struct pdf_survey s = { 0 };
	struct look l = { .d = d, .mem = mem, .s = &s };
	const struct pdf_obj *top;

	TRY(catalog(d, &top, e));
	TRY(survey_metadata(&l, top, e));
	*part_out = s.pdf_a_part;
	return ERR_OK;
}

enum err pdf_survey_signatures(struct pdf_doc *d, const struct pdf_field *fields, size_t n,
			       struct pdf_survey *out, struct error *e)
{
	struct pdf_survey s = { 0 };
	struct look l = { .d = d, .s = &s };
	const struct pdf_obj *top;

	TRY(catalog(d, &top, e));
	TRY(survey_certification(&l, top, e));
	TRY(survey_fields(&l, fields, n, e));
	*out = s;
	return ERR_OK;
}

enum err pdf_survey_signable(const struct pdf_survey *s, struct error *e)
{
	if (s->xfa)
		return error_set(e, ERR_PDF_XFA, "the form is an XFA form");
	if (s->pdf_x)
		return error_set(e, ERR_PDF_X, "the file says it is PDF/X");
	if (s->certified == 1)
		return error_set(e, ERR_PDF_LOCKED, "it is certified with no changes allowed");
	if (s->no_changes)
		return error_set(e, ERR_PDF_LOCKED, "a signature forbids every further change");
	if (s->locks_all)
		return error_set(e, ERR_PDF_LOCKED, "a signature locks every field");
	return ERR_OK;
}

enum err pdf_survey_field_locked(struct pdf_doc *d, const struct pdf_field *fields, size_t n,
				 const char *name, _Bool *out, struct error *e)
{
	struct locks k = { .d = d, .name = name };
	size_t i;

	for (i = 0; i < n && !k.locked; i++)
		if (strcmp(fields[i].type, "Sig") == 0 && fields[i].value)
			TRY(look_locks(&k, &fields[i], e));
	*out = k.locked;
	return ERR_OK;
}
