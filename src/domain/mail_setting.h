/* What an organisation decides about its mails. */
#pragma once
#include "domain/domain.h"
#include "store/repo/work.h"

/* reply_to NULL or "": answers go to the person who sends. version is the one that was read; the
 * new one comes back. ERR_STALE: another edit came first. */
enum err mail_setting_change(struct domain *d, const char *reply_to, int64_t version,
			     struct mail_setting *out, struct error *e) MUST_USE;
