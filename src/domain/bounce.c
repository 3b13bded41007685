#include "domain/bounce.h"
#include "domain/envelope.h"
#include "store/repo/work.h"

struct taking {
	struct domain *d;
	const char *token;
	const struct bounce *b;
	_Bool news;
};

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

static enum err take(struct db *db, void *ctx, struct error *e)
{
	struct taking *t = ctx;
	struct mail_origin m;

	TRY(mail_by_bounce(db, t->d->repo.mem, t->token, &m, e));
	t->d->repo.org = m.organisation_id;
	return record(t->d, &m, t->b, &t->news, e);
}

enum err bounce_take(struct domain *d, const char *token, const struct bounce *b, _Bool *news,
		     struct error *e)
{
	struct taking t = { .d = d, .token = token, .b = b };
	enum err rc = db_transact(d->repo.db, take, &t, e);

	*news = rc == ERR_OK && t.news;
	return rc;
}
