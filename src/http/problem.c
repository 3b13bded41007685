#include "http/problem.h"

static const struct {
	const char *en, *ja;
} hints[ERR_COUNT_] = {
#define HINT(sym, en, ja) [ERR_##sym] = { en, ja },
#include "http/hints.def"
#undef HINT
};

static _Bool japanese(const char *lang)
{
	return lang && !strcmp(lang, "ja");
}

const char *problem_hint(enum err code, const char *lang)
{
	const char *s;

	if ((unsigned)code >= ERR_COUNT_)
		return "";
	s = japanese(lang) ? hints[code].ja : hints[code].en;
	return s ? s : "";
}

static json_t *text(const char *s)
{
	json_t *v = json_string(s);

	return v ? v : json_string("?"); /* an error message cut inside a character */
}

static json_t *field_rows(const struct problem_field *p)
{
	json_t *rows = json_array();

	for (; p; p = p->next)
		json_array_append_new(rows,
				      json_pack("{s:o,s:o,s:o}", "field", text(p->field), "code",
						text(p->code), "message", text(p->message)));
	return rows;
}

void problem_fill(struct request *rq, struct response *rs, enum err code, const struct error *e)
{
	const char *title = japanese(rq->lang) ? err_text_ja(code) : err_text(code);
	const char *detail = rq->detail ? rq->detail : problem_hint(code, rq->lang);
	int status = err_http_status(code);
	char *type = arena_printf(rq->mem, "/problems/%s", err_slug(code));
	json_t *j = json_object();

	json_object_set_new(j, "type", text(type ? type : "about:blank"));
	json_object_set_new(j, "title", text(title));
	json_object_set_new(j, "status", json_integer(status));
	json_object_set_new(j, "detail", text(detail));
	json_object_set_new(j, "instance", text(rq->id ? rq->id : ""));
	if (status < 500 && e && e->msg[0])
		json_object_set_new(j, "cause", text(e->msg));
	json_object_set_new(j, "errors", field_rows(rq->problems));
	json_decref(rs->json);
	rs->json = j;
	rs->status = status;
	rs->content_type = "application/problem+json";
	rs->body = (struct bytes){ 0 };
	rs->etag = rs->download_name = NULL;
}
