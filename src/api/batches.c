/* A member signs several requests at once with its own certificate: what waits, and batches of
 * tickets. */
#include "api/input.h"
#include "api/output_batch.h"
#include "api/output_ticket.h"
#include "api/page.h"

/* what waits ------------------------------------------------------------------ */

static enum err list_waiting(struct caller *c, struct response *rs, struct error *e)
{
	const struct batch_wait *list;
	json_t *items = json_array();
	struct page page;
	size_t n, shown;

	rs->json = json_pack("{s:o, s:o, s:n}", "items", items, "statements",
			     batch_statements_json(c), "next_cursor");
	TRY(page_read(c, "signing-requests", &page, e));
	TRY(batch_waiting(&c->d, page.after, page.limit + 1, &list, &n, e));
	shown = page_shown(&page, n);
	for (size_t i = 0; i < shown; i++) {
		json_t *one;

		TRY(batch_wait_json(c, &list[i], &one, e));
		json_array_append_new(items, one);
	}
	json_object_set_new(rs->json, "next_cursor",
			    page_next(c, &page, n, shown ? list[shown - 1].r->id : NULL));
	return ERR_OK;
}
API_HANDLER(signing_requests_get, list_waiting)

static enum err look(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	(void)rs;
	TRY(caller_dossier(c, &x, e));
	return batch_open(&c->d, x.v.id, request_param(c->rq, "recipient_id"), e);
}
API_HANDLER(recipient_look, look)

/* batches ------------------------------------------------------------------- */

static const struct input_rule declared_rules[] = {
	INPUT(agree_input, name, INPUT_TEXT, 1),       INPUT(agree_input, company, INPUT_TEXT, 0),
	INPUT(agree_input, department, INPUT_TEXT, 0), INPUT(agree_input, title, INPUT_TEXT, 0),
	INPUT(agree_input, authority, INPUT_BOOL, 1),
};
struct pick_input {
	const char *recipient_id, *envelope_id, *statement_version;
};
static const struct input_rule pick_rules[] = {
	INPUT(pick_input, recipient_id, INPUT_TEXT, 1),
	INPUT(pick_input, envelope_id, INPUT_TEXT, 1),
	INPUT(pick_input, statement_version, INPUT_TEXT, 1),
};

static enum err read_pick(struct caller *c, const json_t *object, size_t i,
			  const struct agree_input *declared, struct batch_pick *out,
			  struct error *e)
{
	const char *prefix = domain_printf(&c->d, "requests[%zu].", i);
	struct pick_input in = { 0 };

	TRY(input_read(c, object, prefix, pick_rules, COUNT_OF(pick_rules), &in, e));
	*out = (struct batch_pick){ in.envelope_id, in.recipient_id, *declared };
	out->in.statement_version = in.statement_version;
	return input_shown_of(c, object, prefix, &out->in, e);
}

static enum err read_picks(struct caller *c, const struct batch_pick **out, size_t *n,
			   struct error *e)
{
	const json_t *list = json_object_get(c->rq->json, "requests");
	struct agree_input declared = { 0 };
	struct batch_pick *picks;

	TRY(input_body(c, declared_rules, COUNT_OF(declared_rules), &declared, e));
	*n = json_array_size(list);
	if (!*n || *n > BATCH_REQUESTS_MAX)
		domain_field_error(&c->d, "requests", *n ? "batch-too-many" : "required");
	TRY(domain_fields_ok(&c->d, e));
	picks = arena_alloc_n(c->rq->mem, *n, sizeof(*picks));
	if (!picks)
		return error_set(e, ERR_TOO_LARGE, "the request exceeds the memory limit");
	for (size_t i = 0; i < *n; i++)
		TRY(read_pick(c, json_array_get(list, i), i, &declared, &picks[i], e));
	*out = picks;
	return domain_fields_ok(&c->d, e);
}

static enum err make(struct caller *c, struct response *rs, struct error *e)
{
	const struct batch_pick *picks;
	unsigned char hash[TOKEN_HASH_SIZE];
	struct ticket_made made;
	size_t n;

	TRY(read_picks(c, &picks, &n, e));
	if (!token_hash(c->cookie, hash))
		return error_set(e, ERR_UNAUTHENTICATED, "no session");
	TRY(batch_make(&c->d, BYTES(hash, sizeof(hash)), picks, n, &made, e));
	rs->json = ticket_made_json(&made);
	return ERR_OK;
}
API_HANDLER(signing_batch_post, make)

static enum err show(struct caller *c, struct response *rs, struct error *e)
{
	struct batch b;

	TRY(batch_of(&c->d, request_param(c->rq, "batch_id"), &b, e));
	return batch_json(c, &b, &rs->json, e);
}
API_HANDLER(signing_batch_get_route, show)

static enum err drop(struct caller *c, struct response *rs, struct error *e)
{
	(void)rs;
	return batch_drop(&c->d, request_param(c->rq, "batch_id"), e);
}
API_HANDLER(signing_batch_delete_route, drop)
