/* GET …/documents/{document_id}/findings: text tags, form fields and wordings of a document. */
#include "api/output.h"
#include "store/repo/intake.h"

static const char *member(const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));

	return s ? s : "";
}

static void add_text(struct caller *c, json_t *to, const char *code, const json_t *values, const char *at)
{
	const struct text_value v[] = {
		{ "at", at },
		{ "words", member(values, "words") },
		{ "page", domain_printf(&c->d, "%lld",
					(long long)json_integer_value(json_object_get(values, "page"))) },
	};

	json_object_set_new(to, "text", json_string(text_fill(c->rq->mem, text_of(c->lang, code), v, COUNT_OF(v))));
}

static void tell_tag(struct caller *c, json_t *j)
{
	json_t *fault = json_object_get(j, "fault");

	json_object_set(j, "raw", json_object_get(j, "text"));
	json_object_del(j, "text");
	if (fault)
		add_text(c, fault, member(fault, "code"), j, member(fault, "at"));
	if (json_is_true(json_object_get(j, "touches")))
		add_text(c, j, "tag-touches", j, "");
	json_object_del(j, "touches");
}

static void tell_wording(struct caller *c, json_t *j)
{
	const char *code = member(j, "code");

	add_text(c, j, code, j, "");
	json_object_set_new(j, "instead", json_string(text_of(c->lang, domain_printf(&c->d, "%s-instead", code))));
}

static json_t *finding_json(struct caller *c, const struct document_finding *f)
{
	json_t *j = json_loads(f->data, 0, NULL);

	if (!j)
		return json_object();
	json_object_set_new(j, "kind", json_string(f->kind));
	json_object_set_new(j, "page", json_integer(f->page));
	if (!strcmp(f->kind, "tag"))
		tell_tag(c, j);
	else if (!strcmp(f->kind, "wording"))
		tell_wording(c, j);
	return j;
}

static enum err source_of(struct caller *c, const struct document *doc, struct document_source *out,
			  struct error *e)
{
	static const struct document_source none = { .reading = "failed", .reading_error = "text-unread" };
	enum err rc = document_source_get(&c->d.repo, doc->id, out, e);

	if (rc == ERR_NOT_FOUND)
		*out = none;
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static enum err show(struct caller *c, struct response *rs, struct error *e)
{
	const struct document_finding *list;
	const struct document *doc;
	struct document_source from;
	struct dossier x;
	json_t *items;
	size_t n;

	TRY(caller_dossier(c, &x, e));
	doc = dossier_document(&x, request_param(c->rq, "document_id"));
	if (!doc)
		return error_set(e, ERR_NOT_FOUND, "no such document");
	TRY(source_of(c, doc, &from, e));
	TRY(document_finding_list(&c->d.repo, doc->id, &list, &n, e));
	items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, finding_json(c, &list[i]));
	rs->json = json_pack("{s:s, s:I, s:b, s:o}", "state", from.reading, "pages_read",
			     (json_int_t)from.pages_read, "cut", (int)(from.cut != 0), "items", items);
	if (from.reading_error) {
		const struct text_value v[] = { { "name", doc->name } };

		json_object_set_new(rs->json, "text",
				    json_string(text_fill(c->rq->mem, text_of(c->lang, from.reading_error), v, 1)));
	}
	return ERR_OK;
}
API_HANDLER(findings_get, show)
