/* Annotations: allowed by DocMDP 3 alone (ISO 32000-2 table 257), and told apart by what they can
 * do to the page beneath: a mark shows itself, a stamp or a text box can hide what was signed. */
#include "sig/validate/diff_work.h"

enum power { MARKS, COVERS, ACTS };
enum { NAME_MAX = 24 };

static const struct {
	const char *subtype;
	enum power power;
} kinds[] = {
	{ "Text", MARKS },	 { "Popup", MARKS },	    { "Highlight", MARKS },
	{ "Underline", MARKS },	 { "Squiggly", MARKS },	    { "StrikeOut", MARKS },
	{ "Caret", MARKS },	 { "Ink", MARKS },	    { "Line", MARKS },
	{ "PolyLine", MARKS },	 { "Projection", MARKS },   { "FileAttachment", MARKS },
	{ "FreeText", COVERS },	 { "Stamp", COVERS },	    { "Square", COVERS },
	{ "Circle", COVERS },	 { "Polygon", COVERS },	    { "Redact", COVERS },
	{ "Watermark", COVERS }, { "PrinterMark", COVERS },
};

static const char *subtype_of(struct diff *d, const struct pdf_obj *dict)
{
	const struct pdf_obj *name = dict ? pdf_dict_get(dict, "Subtype") : NULL;
	const char *text = NULL;

	if (name && name->kind == PDF_NAME)
		text = arena_strndup(d->mem, (const char *)name->u.text.data,
				     name->u.text.len < NAME_MAX ? name->u.text.len : NAME_MAX);
	return text ? text : "?";
}

static enum power power_of(const struct pdf_obj *dict, const char *subtype)
{
	if (pdf_dict_get(dict, "A") || pdf_dict_get(dict, "AA") || pdf_dict_get(dict, "Dest"))
		return ACTS;
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!strcmp(subtype, kinds[i].subtype))
			return kinds[i].power;
	return ACTS; /* links, media, and what nobody knows yet */
}

static void note(struct diff *d, enum change_code code, uint32_t num, const char *subtype)
{
	struct diff_event *x = diff_note(d, code, num, subtype);

	x->over_content = code == CHANGE_ANNOT_OVER;
}

void diff_annot_added(struct diff *d, uint32_t num)
{
	static const enum change_code codes[] = { [MARKS] = CHANGE_ANNOT_ADDED,
						  [COVERS] = CHANGE_ANNOT_OVER,
						  [ACTS] = CHANGE_ANNOT_ACTIVE };
	struct graph_node *x = graph_node(d->graph, num);
	const struct pdf_obj *dict = diff_object(d->after, num);
	const char *subtype = subtype_of(d, dict);

	if (x && x->new_field_at == d->revision)
		return; /* told as a field */
	if (!dict || dict->kind != PDF_DICT || !strcmp(subtype, "Widget"))
		diff_note(d, CHANGE_ANNOT_WIDGET, num, NULL);
	else
		note(d, codes[power_of(dict, subtype)], num, subtype);
}

/* Told once: by the list it was taken from, or by the object that was freed. */
void diff_annot_removed(struct diff *d, uint32_t num)
{
	const struct pdf_obj *dict = diff_object(d->before, num);
	const char *subtype = subtype_of(d, dict);

	if (!dict || dict->kind != PDF_DICT || diff_field_of(d, num) || !strcmp(subtype, "Widget"))
		diff_note_object(d, CHANGE_OBJECT_REMOVED, num);
	else
		note(d, CHANGE_ANNOT_REMOVED, num, subtype);
}

struct annot_change {
	_Bool acts, moved;
};

static void judge_key(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
		      const struct pdf_obj *after)
{
	static const char *const acting[] = { "A",	"AA", "Dest", "Subtype",
					      "Parent", "FT", "T",    "OC" };
	static const char *const moving[] = { "Rect", "AP", "AS", "F" };
	struct annot_change *c = ctx;

	(void)d;
	(void)before;
	(void)after;
	/* /T of a mark-up annotation is the name of who made it */
	c->acts |= strcmp(key, "T") != 0 && diff_one_of(key, acting, COUNT_OF(acting));
	c->moved |= diff_one_of(key, moving, COUNT_OF(moving));
}

_Bool diff_annot_changed(struct diff *d, uint32_t num)
{
	const struct pdf_obj *was = diff_object(d->before, num), *now = diff_object(d->after, num);
	const uint64_t expected = GRAPH_BIT(Annots) | GRAPH_BIT(Popup) | GRAPH_BIT(IRT) |
				  GRAPH_BIT(Parent) | GRAPH_BIT(Obj) | GRAPH_BIT(P);
	const char *subtype = subtype_of(d, was);
	struct annot_change c = { 0 };

	if (!was || !now || was->kind != PDF_DICT || now->kind != PDF_DICT ||
	    diff_from(d, num) & ~expected || !strcmp(subtype, "Widget") || !strcmp(subtype, "?"))
		return 0;
	diff_keys(d, was, now, judge_key, &c);
	if (c.acts)
		note(d, CHANGE_ANNOT_ACTIVE, num, subtype);
	else if (c.moved && power_of(now, subtype) == COVERS)
		note(d, CHANGE_ANNOT_OVER, num, subtype);
	else
		note(d, CHANGE_ANNOT_CHANGED, num, subtype);
	return 1;
}
