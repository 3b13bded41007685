#include "jobs/act_record.h"
#include <jansson.h>
#include <stdlib.h>

static void set_text(json_t *o, const char *key, const char *value)
{
	if (value && *value)
		json_object_set_new(o, key, json_string(value));
}

/* What a person says of oneself is kept as declared (申告), never as verified. */
static json_t *person_json(const struct act_record *r)
{
	json_t *o = json_object();

	set_text(o, "name", r->name);
	set_text(o, "company", r->company);
	set_text(o, "department", r->department);
	set_text(o, "title", r->job_title);
	return o;
}

static json_t *record_json(const struct act_record *r)
{
	char at[TIME_RFC3339_SIZE];
	json_t *o = json_object();

	time_rfc3339(r->at, at);
	set_text(o, "act", r->act_id);
	set_text(o, "at", at);
	set_text(o, "document", r->document_id);
	set_text(o, "envelope", r->envelope_id);
	set_text(o, "event_sha256", r->event_hash);
	set_text(o, "kind", r->kind);
	set_text(o, "mail", r->email);
	set_text(o, "organisation", r->organisation);
	set_text(o, "shown_sha256", r->shown_sha256);
	set_text(o, "statement", r->statement_version);
	set_text(o, "values_sha256", r->values_sha256);
	if (r->name)
		json_object_set_new(o, "declared", person_json(r));
	if (r->factors)
		json_object_set_new(o, "factors", json_loads(r->factors, JSON_REJECT_DUPLICATES, NULL));
	if (r->attachments)
		json_object_set_new(o, "attachments",
				    json_loads(r->attachments, JSON_REJECT_DUPLICATES, NULL));
	if (r->trial)
		json_object_set_new(o, "trial", json_true());
	return o;
}

const char *act_record_json(const struct act_record *r, struct arena *mem)
{
	json_t *o = record_json(r);
	char *text = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
	const char *out = text ? arena_strdup(mem, text) : NULL;

	free(text);
	json_decref(o);
	return out;
}

const char *act_record_reason(const struct act_record *r, struct arena *mem)
{
	static const struct {
		const char *kind, *words;
	} words[] = {
		{ "send", "送信" },
		{ "agree", "同意" },
		{ "approve", "承認" },
		{ "closing", "締結完了" },
		{ "certificate", "合意締結証明書の発行" },
	};
	const char *what = r->kind;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strcmp(words[i].kind, r->kind))
			what = words[i].words;
	if (!r->name)
		return arena_printf(mem, "%s%s：%s（%s）", r->trial ? "【試用】" : "", what,
				    r->title, r->organisation);
	return arena_printf(mem, "%s%s：%s %s 様（%s、%s宛に送付）", r->trial ? "【試用】" : "", what,
			    r->company ? r->company : "", r->name, r->title, r->email);
}
