/* How the kept documents stand: list, summary, another try. */
#include <inttypes.h>
#include <stdlib.h>
#include "api/page.h"
#include "api/output_preservation.h"

#define RENEWED_WITHIN ((time_ms)30 * 24 * 3600 * 1000)

/* NULL: all of the organisation. */
static const char *only_of(const struct caller *c)
{
	return caller_may(c, "envelope.read_all") ? NULL : c->member.account_id;
}

/* "DEADLINE.DOCUMENT" of the row before. */
static const char *cursor_of(struct caller *c, const struct preservation *p)
{
	return domain_printf(&c->d, "%" PRId64 ".%s", p->deadline_at, p->document_id);
}

static void read_cursor(const struct page *page, struct preservation_filter *f)
{
	char *end = NULL;

	f->limit = page->limit + 1;
	if (!page->after)
		return;
	f->after_deadline = strtoll(page->after, &end, 10);
	f->after_document = *end == '.' ? end + 1 : end;
}

static enum err read_filter(struct caller *c, struct preservation_filter *f, struct error *e)
{
	enum keep_state state;

	f->account = only_of(c);
	f->state = request_query(c->rq, "state");
	if (f->state && !*f->state)
		f->state = NULL;
	if (f->state && !keep_state_parse(f->state, &state)) {
		domain_field_error(&c->d, "state", "invalid");
		return domain_fields_ok(&c->d, e);
	}
	return ERR_OK;
}

static enum err item_json(struct caller *c, const struct preservation *p, json_t **out,
			  struct error *e)
{
	struct document doc;
	struct envelope v;

	TRY(document_get(&c->d.repo, p->document_id, &doc, e));
	TRY(envelope_get(&c->d.repo, p->envelope_id, &v, e));
	TRY(preservation_item_json(c, p, &doc, out, e));
	json_object_set_new(*out, "envelope_id", json_string(v.id));
	json_object_set_new(*out, "title", json_string(v.title));
	return ERR_OK;
}

static enum err list(struct caller *c, struct response *rs, struct error *e)
{
	struct preservation_filter f = { 0 };
	const struct preservation *rows;
	json_t *items, *item;
	struct page page;
	size_t n, shown;

	TRY(read_filter(c, &f, e));
	TRY(page_read(c, "preservation", &page, e));
	read_cursor(&page, &f);
	TRY(preservation_list(&c->d.repo, &f, &rows, &n, e));
	shown = page_shown(&page, n);
	items = json_array();
	rs->json = json_pack("{s:o, s:o}", "items", items, "next_cursor",
			     page_next(c, &page, n, shown ? cursor_of(c, &rows[shown - 1]) : NULL));
	for (size_t i = 0; i < shown; i++) {
		TRY(item_json(c, &rows[i], &item, e));
		json_array_append_new(items, item);
	}
	return ERR_OK;
}
API_HANDLER(preservation_get_route, list)

static enum err counts_json(struct caller *c, json_t **out, struct error *e)
{
	const struct preservation_count *counts;
	size_t n;

	TRY(preservation_counts(&c->d.repo, only_of(c), &counts, &n, e));
	*out = json_object();
	for (unsigned s = 0; s < KEEP_STATE_COUNT_; s++)
		json_object_set_new(*out, keep_state_name((enum keep_state)s), json_integer(0));
	for (size_t i = 0; i < n; i++)
		json_object_set_new(*out, counts[i].state, json_integer(counts[i].n));
	return ERR_OK;
}

static enum err summary(struct caller *c, struct response *rs, struct error *e)
{
	const struct preservation_filter first = { .account = only_of(c), .limit = 1 };
	const struct preservation *rows;
	int64_t renewed;
	json_t *counts;
	size_t n;

	TRY(preservation_list(&c->d.repo, &first, &rows, &n, e));
	TRY(preservation_renewed_since(&c->d.repo, domain_now(&c->d) - RENEWED_WITHIN, only_of(c),
				       &renewed, e));
	TRY(counts_json(c, &counts, e));
	rs->json = json_pack("{s:o, s:o, s:I}", "counts", counts, "next_deadline_at",
			     preservation_time(n ? rows[0].deadline_at : 0), "renewed_last_30_days",
			     (json_int_t)renewed);
	return ERR_OK;
}
API_HANDLER(preservation_summary, summary)

static enum err retry(struct caller *c, struct response *rs, struct error *e)
{
	const char *document = request_param(c->rq, "document_id");
	struct preservation p;

	TRY(preservation_retry(&c->d, document, e));
	TRY(preservation_get(&c->d.repo, document, &p, e));
	return item_json(c, &p, &rs->json, e);
}
API_HANDLER(preservation_retry_route, retry)

static enum err send_record(struct caller *c, struct response *rs, struct error *e)
{
	const char *document = request_param(c->rq, "document_id");
	struct evidence_record v;
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	if (!dossier_document(&x, document))
		return error_set(e, ERR_NOT_FOUND, "no such document");
	TRY(evidence_record_newest(&c->d.repo, document, &v, e));
	rs->body = v.record;
	rs->content_type = "application/octet-stream";
	rs->download_name = domain_printf(&c->d, "%s.ers", document);
	response_header(c->rq, rs, "X-Revision", domain_printf(&c->d, "%" PRId64, v.revision_no));
	return ERR_OK;
}
API_HANDLER(evidence_record_get, send_record)
