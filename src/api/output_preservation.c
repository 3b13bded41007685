#include "api/output_preservation.h"

json_t *preservation_time(time_ms t)
{
	return json_time(t >= KEEP_NEVER ? 0 : t);
}

/* What the contract and its documents have in common. */
static void add_standing(json_t *j, const struct preservation *p)
{
	json_object_set_new(j, "state", json_string(p->state));
	json_object_set_new(j, "method", json_string(p->method));
	json_object_set_new(j, "level_requested", json_string(p->level_requested));
	json_object_set_new(j, "level_reached",
			    json_text(*p->level_reached ? p->level_reached : NULL));
	json_object_set_new(j, "proof_ends_at", preservation_time(p->proof_ends_at));
	json_object_set_new(j, "proof_ends_why", json_text(p->proof_ends_why));
	json_object_set_new(j, "next_action", json_string(p->next_action));
	json_object_set_new(j, "next_at", preservation_time(p->next_at));
	json_object_set_new(j, "deadline_at", preservation_time(p->deadline_at));
	json_object_set_new(j, "last_error", json_text(p->last_error));
}

enum err preservation_item_json(struct caller *c, const struct preservation *p,
				const struct document *doc, json_t **out, struct error *e)
{
	json_t *stamps, *j;
	int64_t records;

	TRY(evidence_record_count(&c->d.repo, doc->id, &records, e));
	TRY(stamps_json(c, doc->id, &stamps, e));
	j = json_pack("{s:s, s:s, s:s, s:I, s:I, s:o}", "document_id", doc->id, "name", doc->name,
		      "kind", doc->kind, "attempts", (json_int_t)p->attempts, "records",
		      (json_int_t)records, "timestamps", stamps);
	add_standing(j, p);
	*out = j;
	return ERR_OK;
}

/* How bad a state is; the contract shows the worst of its documents. */
static int weight(const char *state)
{
	static const enum keep_state order[] = { KEEP_OK, KEEP_DUE, KEEP_LOWER, KEEP_FAILED,
						 KEEP_OVERDUE };
	int i = 0;

	while (i < (int)COUNT_OF(order) && strcmp(keep_state_name(order[i]), state) != 0)
		i++;
	return i;
}

static _Bool earlier(time_ms a, time_ms b)
{
	return a && (!b || a < b);
}

static void worsen(struct preservation *all, const struct preservation *p)
{
	if (weight(p->state) > weight(all->state))
		all->state = p->state;
	if (keep_level(p->level_requested) > keep_level(all->level_requested))
		all->level_requested = p->level_requested;
	if (keep_level(p->level_reached) < keep_level(all->level_reached))
		all->level_reached = p->level_reached;
	if (earlier(p->proof_ends_at, all->proof_ends_at)) {
		all->proof_ends_at = p->proof_ends_at;
		all->proof_ends_why = p->proof_ends_why;
	}
	if (p->next_at < all->next_at) {
		all->next_at = p->next_at;
		all->next_action = p->next_action;
	}
	if (p->deadline_at < all->deadline_at)
		all->deadline_at = p->deadline_at;
	if (!all->last_error)
		all->last_error = p->last_error;
}

static enum err documents_json(struct caller *c, const struct dossier *x,
			       const struct preservation *rows, size_t n, json_t *list,
			       struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		const struct document *doc = dossier_document(x, rows[i].document_id);
		json_t *item;

		if (!doc)
			continue;
		TRY(preservation_item_json(c, &rows[i], doc, &item, e));
		json_array_append_new(list, item);
	}
	return ERR_OK;
}

enum err preservation_json(struct caller *c, const struct dossier *x, json_t **out, struct error *e)
{
	const struct preservation *rows;
	struct preservation all;
	json_t *j, *list;
	size_t n;
	enum err rc;

	TRY(preservation_of_envelope(&c->d.repo, x->v.id, &rows, &n, e));
	if (!n) {
		*out = json_null();
		return ERR_OK;
	}
	list = json_array();
	rc = documents_json(c, x, rows, n, list, e);
	if (rc != ERR_OK) {
		json_decref(list);
		return rc;
	}
	all = rows[0];
	for (size_t i = 1; i < n; i++)
		worsen(&all, &rows[i]);
	j = json_object();
	add_standing(j, &all);
	json_object_set_new(j, "documents", list);
	*out = j;
	return ERR_OK;
}
