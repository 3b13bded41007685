/* The list of envelopes: a page from its index, everything of its rows at once. */
#include <stdlib.h>
#include "api/output.h"
#include "store/repo/shelf.h"

enum { PAGE_DEFAULT = 30 };

static int64_t page_limit(const struct request *rq)
{
	const char *text = request_query(rq, "limit");
	long n = text ? strtol(text, NULL, 10) : PAGE_DEFAULT;

	return n < 1 ? PAGE_DEFAULT : n > MANY_MAX ? MANY_MAX : n;
}

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
		.below = page_cursor(c),
		.limit = page_limit(c->rq),
	};
	struct envelope_page page;
	json_t *counts;

	TRY(read_shelf(c, &f.shelf, e));
	TRY(envelope_list(&c->d.repo, &f, &page, e));
	TRY(counts_json(c, f.account, &counts, e));
	rs->json = json_pack("{s:[], s:o, s:o, s:i}", "items", "next_cursor", json_text(page.next),
			     "counts", counts, "counts_max", SHELF_COUNT_MAX);
	return page_json(c, &page, json_object_get(rs->json, "items"), e);
}
API_HANDLER(envelopes_get, list_envelopes)
