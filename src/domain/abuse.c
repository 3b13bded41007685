/* Reports of abuse: to the operator of the service, never to the sender. Nothing of it stands in the
 * envelope's or the organisation's trail, which the sender reads; the report's own row is the record. */
#include "crypto/digest.h"
#include "domain/check.h"
#include "domain/flow.h"
#include "domain/notice.h"
#include "store/repo/work.h"
#include "store/repo/flow.h"

enum { REPORTS_MAX = 5 }; /* of one recipient in a day */
#define REPORT_WINDOW_MS ((time_ms)24 * 60 * 60 * 1000)

static void check_category(struct domain *d, const char *category)
{
	static const char *const known[] = { "phishing", "impersonation", "wrong_person", "unwanted", "other" };

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (category && !strcmp(known[i], category))
			return;
	domain_field_error(d, "category", category ? "invalid" : "required");
}

static enum err count_report(struct domain *d, const char *recipient, struct error *e)
{
	unsigned char bucket[DIGEST_MAX];
	time_ms now = domain_now(d);
	int64_t hits;

	TRY(rate_hit(d->repo.db, d->repo.mem,
		     digest_of(DIGEST_SHA256, bytes_of_str(domain_printf(d, "report\n%s", recipient)), bucket),
		     now - now % REPORT_WINDOW_MS, &hits, e));
	return hits <= REPORTS_MAX ? ERR_OK : domain_refuse(d, ERR_RATE_LIMITED, "rate-limited", e);
}

/* API and outbox show this kind of mail to nobody of the sender's organisation. */
static enum err tell_operator(struct domain *d, const struct dossier *x, const struct abuse_report *a,
			      struct error *e)
{
	const struct notice_address to = { "", d->set->abuse_mail, "ja" };
	const struct notice_facts facts = {
		.who = domain_printf(d, "%s <%s>", a->reporter_name, a->reporter_email),
		.text = a->text, .category = a->category,
	};

	return notice_to_address(d, "abuse", &to, &x->v, &facts, e);
}

enum err recipient_report(struct domain *d, const struct recipient_ref *ref, const char *category,
			  const char *text, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct abuse_report a = { .id = domain_id(d, "abu"), .category = category, .text = text,
				  .reported_at = domain_now(d) };
	struct recipient *r;
	struct dossier x;

	check_category(d, category);
	check_text(d, "text", text, (struct text_rule){ MESSAGE_MAX_CHARS, 1, 1 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_look_party(d, ref, &x, &r, e));
	TRY(act_check(d, ACT_REPORT, &x, r, e));
	TRY(count_report(d, r->id, e));
	a.envelope_id = x.v.id;
	a.recipient_id = r->id;
	a.reporter_name = r->name;
	a.reporter_email = r->email;
	TRY(abuse_insert(&d->repo, &a, e));
	if (d->set->abuse_mail)
		TRY(tell_operator(d, &x, &a, e));
	return db_commit(tx.db, e);
}
