/* Editing a draft: its properties, and its recipients as a whole. */
#include <jansson.h>
#include "domain/check.h"
#include "domain/draft_recipient.h"

#define YEAR_MS	   ((time_ms)366 * 24 * 60 * 60 * 1000)
#define AMOUNT_MAX 1000000000000000 /* 千兆 */
enum {
	EXTERNAL_ID_MAX_CHARS = 200,
	METADATA_MAX = 50,
	METADATA_KEY_MAX_CHARS = 100,
	METADATA_VALUE_MAX_CHARS = 500,
	REMIND_DAYS_MAX = 60,
};

static void check_deadline(struct domain *d, time_ms at)
{
	if (at && at <= domain_now(d))
		domain_field_error(d, "expire_at", "deadline-past");
	else if (at > domain_now(d) + YEAR_MS)
		domain_field_error(d, "expire_at", "deadline-far");
}

static void check_day(struct domain *d, const char *field, const char *value)
{
	if (value && *value && !date_valid(value))
		domain_field_error(d, field, "not-a-date");
}

static _Bool is_currency(const char *s)
{
	for (int i = 0; i < 3; i++)
		if (s[i] < 'A' || s[i] > 'Z')
			return 0;
	return !s[3];
}

static void check_metadata(struct domain *d, const struct draft_edit *in)
{
	if (in->n_metadata > METADATA_MAX) {
		domain_field_error(d, "metadata", "too-many-keys");
		return;
	}
	for (size_t i = 0; i < in->n_metadata; i++) {
		const struct metadata_item *m = &in->metadata[i];
		const char *field =
			domain_printf(d, "metadata.%.*s", METADATA_KEY_MAX_CHARS, m->key);

		if (check_text(d, field, m->key,
			       (struct text_rule){ METADATA_KEY_MAX_CHARS, 1, 0 }))
			check_text(d, field, m->value,
				   (struct text_rule){ METADATA_VALUE_MAX_CHARS, 0, 1 });
	}
}

static void check_days(struct domain *d, const char *field, int64_t days)
{
	if (days == 0 || days > REMIND_DAYS_MAX)
		domain_field_error(d, field, "reminder-range");
}

static void check_properties(struct domain *d, const struct draft_edit *in)
{
	check_day(d, "contract_date", in->contract_date);
	check_day(d, "effective_date", in->effective_date);
	if (in->set_amount && in->amount > AMOUNT_MAX)
		domain_field_error(d, "amount", "amount-range");
	if (in->currency && !is_currency(in->currency))
		domain_field_error(d, "currency", "unknown-currency");
	check_text(d, "external_id", in->external_id,
		   (struct text_rule){ EXTERNAL_ID_MAX_CHARS, 0, 0 });
	if (in->reply_to && *in->reply_to)
		check_email(d, "reply_to", in->reply_to);
	if (in->set_reminders) {
		check_days(d, "reminders.before_days", in->remind_before_days);
		check_days(d, "reminders.every_days", in->remind_every_days);
	}
	if (in->set_metadata)
		check_metadata(d, in);
}

static enum err check_edit(struct domain *d, const struct draft_edit *in, struct error *e)
{
	check_text(d, "title", in->title, (struct text_rule){ TITLE_MAX_CHARS, 0, 0 });
	check_text(d, "message", in->message, (struct text_rule){ MESSAGE_MAX_CHARS, 0, 1 });
	if (in->set_expire)
		check_deadline(d, in->expire_at);
	check_properties(d, in);
	draft_recipients_check(d, in);
	return domain_fields_ok(d, e);
}

static const char *metadata_json(struct domain *d, const struct draft_edit *in)
{
	json_t *j = json_object();

	for (size_t i = 0; i < in->n_metadata; i++)
		json_object_set_new(j, in->metadata[i].key, json_string(in->metadata[i].value));
	return domain_json(d, j);
}

/* in NULL: as it was; "": none. */
static void set_text(const char **out, const char *in)
{
	if (in)
		*out = *in ? in : NULL;
}

static void set_properties(struct domain *d, struct envelope *v, const struct draft_edit *in)
{
	v->title = in->title ? in->title : v->title;
	v->message = in->message ? in->message : v->message;
	v->currency = in->currency ? in->currency : v->currency;
	set_text(&v->contract_date, in->contract_date);
	set_text(&v->effective_date, in->effective_date);
	set_text(&v->external_id, in->external_id);
	set_text(&v->reply_to, in->reply_to);
	if (in->set_expire)
		v->expire_at = in->expire_at;
	if (in->set_amount)
		v->amount = in->amount;
	if (in->set_title_hidden)
		v->title_hidden = in->title_hidden;
	if (in->set_allow_forward)
		v->allow_forward = in->allow_forward;
	if (in->set_certify)
		v->certify = in->certify;
	if (in->set_metadata)
		v->metadata = metadata_json(d, in);
	if (in->set_reminders) {
		v->remind_before_days = in->remind_before_days;
		v->remind_every_days = in->remind_every_days;
	}
}

enum err envelope_edit(struct domain *d, const char *id, const struct draft_edit *in,
		       struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;

	TRY(check_edit(d, in, e));
	TRY(draft_gates_check(d, in, e));
	TRY(db_begin(tx.db, e));
	TRY(draft_lock(d, id, in->version, &x, e));
	set_properties(d, &x.v, in);
	if (in->set_recipients)
		TRY(draft_recipients_save(d, &x, in, e));
	TRY(draft_touch(d, &x, e));
	return db_commit(tx.db, e);
}
