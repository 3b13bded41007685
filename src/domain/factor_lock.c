/* Waiting after wrong answers: nobody guesses six digits, and nobody is locked out for long. */
#include "crypto/digest.h"
#include "domain/days.h"
#include "domain/factor.h"

/* So many wrong answers in a row are free; then each doubles the wait. */
static const struct lock_rule {
	const char *subject;
	int64_t free;
	time_ms first, longest, forget;
} person_rule = { "recipient", 4, 60 * 1000, 12 * HOUR_MS, DAY_MS },
  address_rule = { "address", 40, 60 * 1000, HOUR_MS, DAY_MS };

static struct bytes subject_of(const struct lock_rule *rule, const char *who,
			       unsigned char out[DIGEST_MAX])
{
	struct digest h;

	digest_init(&h, DIGEST_SHA256);
	digest_update(&h, bytes_of_str(rule->subject));
	digest_update(&h, BYTES_LIT(":"));
	digest_update(&h, bytes_of_str(who ? who : ""));
	digest_final(&h, out);
	return BYTES(out, digest_size(DIGEST_SHA256));
}

static time_ms wait_after(const struct lock_rule *rule, int64_t failures)
{
	time_ms wait = rule->first;

	if (failures <= rule->free)
		return 0;
	for (int64_t i = rule->free + 1; i < failures && wait < rule->longest; i++)
		wait *= 2;
	return wait < rule->longest ? wait : rule->longest;
}

static enum err load(struct domain *d, const struct lock_rule *rule, struct bytes subject,
		     struct factor_lock *out, struct error *e)
{
	TRY(factor_lock_get(d->repo.db, d->repo.mem, subject, out, e));
	if (out->updated_at + rule->forget <= domain_now(d) && out->locked_until <= domain_now(d))
		*out = (struct factor_lock){ 0 };
	return ERR_OK;
}

static enum err count(struct domain *d, const struct lock_rule *rule, const char *who,
		      struct error *e)
{
	unsigned char hash[DIGEST_MAX];
	struct bytes subject = subject_of(rule, who, hash);
	time_ms now = domain_now(d), wait;
	struct factor_lock l;

	TRY(load(d, rule, subject, &l, e));
	if (l.locked_until > now)
		return domain_refuse(d, ERR_RATE_LIMITED, "factor-locked", e);
	l.failures++;
	wait = wait_after(rule, l.failures);
	l.locked_until = wait ? now + wait : 0;
	l.updated_at = now;
	return factor_lock_put(d->repo.db, subject, &l, e);
}

enum err factor_attempt(struct domain *d, const char *recipient, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(db_begin(tx.db, e));
	TRY(count(d, &person_rule, recipient, e));
	if (d->actor.ip)
		TRY(count(d, &address_rule, d->actor.ip, e));
	return db_commit(tx.db, e);
}

/* One right answer takes back its own count at the address, and all of the person's. */
enum err factor_attempt_right(struct domain *d, const char *recipient, struct error *e)
{
	unsigned char hash[DIGEST_MAX];
	struct bytes subject;
	struct factor_lock l;

	TRY(factor_lock_delete(d->repo.db, subject_of(&person_rule, recipient, hash), e));
	if (!d->actor.ip)
		return ERR_OK;
	subject = subject_of(&address_rule, d->actor.ip, hash);
	TRY(load(d, &address_rule, subject, &l, e));
	if (!l.failures)
		return ERR_OK;
	l.failures--;
	l.locked_until = 0;
	l.updated_at = domain_now(d);
	return factor_lock_put(d->repo.db, subject, &l, e);
}

enum err factor_locked_until(struct domain *d, const char *recipient, time_ms *out, struct error *e)
{
	unsigned char hash[DIGEST_MAX];
	struct factor_lock person, address = { 0 };

	TRY(load(d, &person_rule, subject_of(&person_rule, recipient, hash), &person, e));
	if (d->actor.ip)
		TRY(load(d, &address_rule, subject_of(&address_rule, d->actor.ip, hash), &address,
			 e));
	*out = person.locked_until > address.locked_until ? person.locked_until
							  : address.locked_until;
	if (*out <= domain_now(d))
		*out = 0;
	return ERR_OK;
}
