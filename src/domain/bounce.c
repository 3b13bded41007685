#include "domain/bounce.h"
#include "domain/envelope.h"
#include "store/repo/work.h"

/* In the caller's transaction. */
static enum err record(struct domain *d, const struct mail_origin *m, const struct bounce *b,
		       _Bool *news, struct error *e)
{
	TRY(mail_set_dsn(&d->repo, m->id, b->failed ? "failed" : "delayed", b->code, b->text,
			 domain_now(d), news, e));
	if (!*news || !b->failed || !m->envelope_id || !m->recipient_id)
		return ERR_OK; /* mails to members are nobody's turn; the row says what became of
				  them */
	return envelope_undelivered(d, m->envelope_id, m->recipient_id, m->id, e);
}

enum err bounce_take(struct domain *d, const char *token, const struct bounce *b, _Bool *news,
		     struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct mail_origin m;

	*news = 0;
	TRY(db_begin(tx.db, e));
	TRY(mail_by_bounce(d->repo.db, d->repo.mem, token, &m, e));
	d->repo.org = m.organisation_id;
	TRY(record(d, &m, b, news, e));
	return db_commit(tx.db, e);
}
