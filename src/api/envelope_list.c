/* The list of envelopes: a page from its index, everything of its rows at once. */
#include "api/output.h"
#include "api/page.h"
#include "store/repo/shelf.h"

static enum err counts_json(struct caller *c, const char *account, json_t **out, struct error *e)
{
	const struct envelope_count *list;
	json_t *j;
	size_t n;

	TRY(envelope_counts(&c->d.repo, account, &list, &n, e));
	j = json_object();
	for (size_t i = 0; i < n; i++)
		json_object_set_new(j, list[i].state, json_integer(list[i].n));
	*out = j;
	return ERR_OK;
}

static enum err page_json(struct caller *c, const struct envelope_page *page, json_t *items,
			  struct error *e)
{
	struct dossier x[MANY_MAX];

	TRY(dossier_many(&c->d, page->list, page->n, x, e));
	for (size_t i = 0; i < page->n; i++) {
		json_t *j;

		TRY(summary_json(c, &x[i], &j, e));
		json_array_append_new(items, j);
	}
	return ERR_OK;
}

/* Which list is asked for: a state's, or the trash. */
static enum err read_shelf(struct caller *c, const char **out, struct error *e)
{
	const char *state = request_query(c->rq, "state"), *trash = request_query(c->rq, "trash");
	enum envelope_state parsed;

	if (state && *state && !envelope_state_parse(state, &parsed))
		domain_field_error(&c->d, "state", "invalid");
	*out = state && *state ? state : NULL;
	if (trash && !strcmp(trash, "1"))
		*out = "trash";
	return domain_fields_ok(&c->d, e);
}

static const char *filled(const char *s)
{
	return s && *s ? s : NULL;
}

static enum err list_envelopes(struct caller *c, struct response *rs, struct error *e)
{
	struct envelope_filter f = {
		.account = caller_may(c, "envelope.read_all") ? NULL : c->member.account_id,
		.external_id = filled(request_query(c->rq, "external_id")),
		.words = filled(request_query(c->rq, "q")),
	};
	struct envelope_page found;
	struct page page;
	json_t *counts;

	TRY(read_shelf(c, &f.shelf, e));
	TRY(page_read(c, "envelopes", &page, e));
	f.below = page.after;
	f.limit = page.limit < MANY_MAX ? page.limit : MANY_MAX;
	TRY(envelope_list(&c->d.repo, &f, &found, e));
	TRY(counts_json(c, f.account, &counts, e));
	rs->json = json_pack("{s:[], s:o, s:o, s:i}", "items", "next_cursor",
			     page_cursor(c, &page, found.next), "counts", counts, "counts_max", SHELF_COUNT_MAX);
	return page_json(c, &found, json_object_get(rs->json, "items"), e);
}
API_HANDLER(envelopes_get, list_envelopes)
