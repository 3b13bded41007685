#include "jobs/party.h"
#include "domain/certification.h"
#include "jobs/fields.h"

struct act_record party_record(const struct work *w, const struct recipient *who, const char *act,
			       time_ms at)
{
	const char *kind = recipient_role_of(who) == PARTY_APPROVER ? "approve" : "agree";
	struct act_record r = work_record(w, kind, act, at);

	r.email = who->email;
	return r;
}

static enum err fill(const struct seal_wish *wish, struct pdf_update *u, struct error *e)
{
	return fields_fill(wish->ctx, u, e);
}

static enum err look(const struct seal_wish *wish, struct pdf_update *u, struct pdf_ref *out,
		     struct error *e)
{
	return fields_signature_look(wish->ctx, u, out, e);
}

struct seal_wish party_wish(const struct work *w, const char *act, const struct recipient *who,
			    char field[FIELD_NAME_SIZE], const struct act_record *record)
{
	field_name("Party", recipient_seat(who), field);
	return (struct seal_wish){
		.act_id = act,
		.kind = "agree",
		.revision_kind = "agree",
		.recipient_id = who->id,
		.field = field,
		.record = record,
		.add = fill,
		.look = look,
		.lock_p = certification_is_given(&w->x) ? 0 : FIELDS_LOCK_P,
		.by_party = strcmp(who->method, "own_certificate") == 0,
	};
}
