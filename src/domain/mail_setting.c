#include "domain/mail_setting.h"
#include "domain/audit.h"
#include "domain/check.h"

static enum err put(struct domain *d, const struct mail_setting *s, struct error *e)
{
	const struct audit_data data[] = { { "reply_to", s->reply_to ? s->reply_to : "", 1 } };
	enum err rc = mail_setting_put(&d->repo, s, e);

	if (rc == ERR_STALE)
		return domain_refuse(d, ERR_STALE, "mail-setting-stale", e);
	TRY(rc);
	return audit_append(d,
			    &(struct audit_entry){ .kind = "mail.setting_changed",
						   .data = data,
						   .n = COUNT_OF(data) },
			    NULL, e);
}

enum err mail_setting_change(struct domain *d, const char *reply_to, int64_t version,
			     struct mail_setting *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct mail_setting s = { .version = version + 1, .updated_at = domain_now(d) };

	if (reply_to && *reply_to) {
		check_email(d, "reply_to", reply_to);
		s.reply_to = reply_to;
	}
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(put(d, &s, e));
	TRY(db_commit(tx.db, e));
	*out = s;
	return ERR_OK;
}
