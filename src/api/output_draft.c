#include "api/output_draft.h"
#include "api/attachments.h"
#include "api/output.h"
#include "domain/approval.h"
#include "domain/certification.h"
#include "store/repo/organisation.h"

static json_t *days_json(int64_t n)
{
	return n < 0 ? json_null() : json_integer(n);
}

static json_t *metadata_json(const struct envelope *v)
{
	json_t *j = json_loads(v->metadata, 0, NULL);

	return j ? j : json_object();
}

static void add_properties(const struct envelope *v, json_t *j)
{
	json_object_set_new(j, "title_hidden", json_boolean(v->title_hidden));
	json_object_set_new(j, "contract_date", json_text(v->contract_date));
	json_object_set_new(j, "effective_date", json_text(v->effective_date));
	json_object_set_new(j, "amount", days_json(v->amount));
	json_object_set_new(j, "currency", json_string(v->currency));
	json_object_set_new(j, "external_id", json_text(v->external_id));
	json_object_set_new(j, "metadata", metadata_json(v));
	json_object_set_new(j, "allow_forward", json_boolean(v->allow_forward));
	json_object_set_new(j, "reminders",
			    json_pack("{s:o, s:o}", "before_days", days_json(v->remind_before_days),
				      "every_days", days_json(v->remind_every_days)));
	json_object_set_new(j, "reply_to", json_text(v->reply_to));
	json_object_set_new(j, "discarded_at", json_time(v->discarded_at));
	json_object_set_new(j, "duplicated_from", json_text(v->duplicated_from));
}

static json_t *step_json(const struct approval_person *first)
{
	return json_pack("{s:I, s:s, s:[]}", "step", (json_int_t)first->step_no, "mode",
			 first->mode, "people");
}

static json_t *person_json(const struct approval_person *p)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:o}", "account_id", p->account_id, "name", p->name,
			 "state", p->state, "at", json_time(p->acted_at), "comment",
			 json_text(*p->comment ? p->comment : NULL));
}

static json_t *steps_json(const struct approval_standing *s)
{
	json_t *steps = json_array(), *step = NULL;

	for (size_t i = 0; i < s->n; i++) {
		if (!i || s->people[i].step_no != s->people[i - 1].step_no) {
			step = step_json(&s->people[i]);
			json_array_append_new(steps, step);
		}
		json_array_append_new(json_object_get(step, "people"), person_json(&s->people[i]));
	}
	return steps;
}

static enum err approval_json(struct caller *c, const struct dossier *x, json_t **out,
			      struct error *e)
{
	struct approval_standing s;
	const struct approval *a = &s.last;

	TRY(approval_standing(&c->d, x, &s, e));
	*out = json_pack("{s:s, s:b, s:b, s:o, s:o, s:o, s:o, s:o}", "state", s.state, "required",
			 (int)s.required, "reset", (int)s.reset, "route_id", json_text(a->route_id),
			 "route_name", json_text(a->route_name), "comment",
			 json_text(a->id && *a->comment ? a->comment : NULL), "asked_at",
			 json_time(a->created_at), "steps", steps_json(&s));
	return ERR_OK;
}

enum err draft_members_json(struct caller *c, const struct dossier *x, json_t *j, struct error *e)
{
	json_t *part;

	add_properties(&x->v, j);
	json_object_set_new(j, "certify", json_boolean(x->v.certify));
	json_object_set_new(j, "certification", json_string(certification_name(x)));
	TRY(attachments_json(c, x->v.id, &part, e));
	json_object_set_new(j, "attachments", part);
	TRY(approval_json(c, x, &part, e));
	json_object_set_new(j, "approval", part);
	return ERR_OK;
}
