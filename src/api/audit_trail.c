/* GET /api/v1/envelopes/{id}/audit-trail: the whole trail, for programs or for people. */
#include "api/api.h"
#include "evidence/trail.h"

static _Bool wants_pdf(const struct request *rq)
{
	const char *accept = request_header(rq, "Accept");

	return accept && strcasestr(accept, "application/pdf") &&
	       !strcasestr(accept, "application/json");
}

static enum err view_of(struct caller *c, enum trail_view *out, struct error *e)
{
	const char *view = request_query(c->rq, "view");

	*out = TRAIL_FULL;
	if (view && !strcmp(view, "parties"))
		*out = TRAIL_PARTIES;
	else if (view && *view && strcmp(view, "full") != 0)
		domain_field_error(&c->d, "view", "invalid");
	return domain_fields_ok(&c->d, e);
}

static enum err answer(struct caller *c, const struct dossier *x, const json_t *trail,
		       struct response *rs, struct error *e)
{
	const char *lang = request_query(c->rq, "lang");
	_Bool pdf = wants_pdf(c->rq);

	response_header(c->rq, rs, "Cache-Control", "private, no-store");
	response_header(c->rq, rs, "Vary", "Accept");
	rs->content_type = pdf ? "application/pdf" : "application/json";
	rs->download_name =
		domain_printf(&c->d, "%s-audit-trail.%s", x->v.id, pdf ? "pdf" : "json");
	if (!pdf)
		return trail_text(&c->d, trail, &rs->body, e);
	if (!lang || (strcmp(lang, "ja") != 0 && strcmp(lang, "en") != 0))
		lang = c->lang;
	return trail_pdf(&c->d, x, trail, lang, &rs->body, e);
}

/* Parties see what all may see; the sender's own is the sender's. */
static enum err send_trail(struct caller *c, struct response *rs, struct error *e)
{
	enum trail_view view;
	struct dossier x;
	json_t *trail;
	enum err rc;

	TRY(caller_dossier(c, &x, e));
	TRY(view_of(c, &view, e));
	if (!caller_is_sender(c, &x))
		view = TRAIL_PARTIES;
	TRY(trail_export(&c->d, &x, view, &trail, e));
	rc = answer(c, &x, trail, rs, e);
	json_decref(trail);
	return rc;
}
API_HANDLER(audit_trail_get, send_trail)
