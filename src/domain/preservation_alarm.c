/* Alarms on kept documents: one mail an occasion to each owner, whatever the number of documents.
 */
#include "base/buf.h"
#include "domain/notice.h"
#include "domain/preservation.h"
#include "domain/text.h"
#include "store/repo/organisation.h"

#define HOURS(n) ((time_ms)(n)*60 * 60 * 1000)
enum { LISTED = 10 };

/* When owners are told: at first after `patience`, of new ones after `news`, and again after
 * `again`. */
static const struct cause {
	const char *kind, *states[2], *notice;
	time_ms patience, news, again;
} causes[] = {
	{ "lower", { "lower", "lower" }, "level_lower", HOURS(24), HOURS(7 * 24), HOURS(7 * 24) },
	{ "overdue", { "overdue", "failed" }, "renewal_overdue", 0, HOURS(24), HOURS(7 * 24) },
};

_Bool preservation_cause_of(unsigned i, time_ms now, struct preservation_cause *out)
{
	if (i >= COUNT_OF(causes))
		return 0;
	*out = (struct preservation_cause){
		.kind = causes[i].kind,
		.states = { causes[i].states[0], causes[i].states[1] },
		.before = now - causes[i].patience,
	};
	return 1;
}

static const struct cause *cause_by_kind(const char *kind)
{
	size_t i = 0;

	while (i < COUNT_OF(causes) - 1 && strcmp(causes[i].kind, kind) != 0)
		i++;
	return &causes[i];
}

static _Bool is_time(const struct cause *c, const struct preservation_alarming *a, time_ms now)
{
	time_ms silent = now - a->told_at;

	if (!a->told_at || silent >= c->again)
		return 1;
	return a->newest > a->told_at && silent >= c->news;
}

static enum err list_text(struct domain *d, const struct preservation_cause *c, const char **out,
			  struct error *e)
{
	const struct preservation_case *cases;
	const char *text = "";
	size_t n;

	TRY(preservation_alarming_list(&d->repo, c, LISTED, &cases, &n, e));
	for (size_t i = 0; i < n; i++)
		text = domain_printf(d, "%s%s- %s", text, i ? "\n" : "", cases[i].title);
	*out = text;
	return ERR_OK;
}

static enum err tell_owners(struct domain *d, const struct preservation_cause *c,
			    const struct preservation_alarming *a, struct error *e)
{
	struct notice_digest digest = { .count = a->n };
	char when[TIME_JST_SIZE] = "";

	if (a->nearest && a->nearest < KEEP_NEVER)
		time_jst(a->nearest, when);
	digest.deadline = when;
	TRY(list_text(d, c, &digest.list, e));
	TRY(notice_owners(d, cause_by_kind(c->kind)->notice, &digest, e));
	return preservation_alarm_told(&d->repo, c->kind, domain_now(d), e);
}

enum err preservation_alarm(struct domain *d, const struct preservation_cause *c, int64_t *told,
			    struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct preservation_alarming a;

	TRY(db_begin(tx.db, e));
	TRY(preservation_alarming(&d->repo, c, &a, e));
	*told = 0;
	if (!a.n && a.told_at)
		TRY(preservation_alarm_over(&d->repo, c->kind, e));
	if (a.n && is_time(cause_by_kind(c->kind), &a, domain_now(d))) {
		TRY(tell_owners(d, c, &a, e));
		*told = a.n;
	}
	return db_commit(tx.db, e);
}
