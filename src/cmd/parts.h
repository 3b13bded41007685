/* What web and worker are put together from: keys, blobs, rules, authorities, mail. */
#pragma once
#include "cmd/service.h"
#include "domain/domain.h"
#include "jobs/env.h"
#include "mail/smtp.h"
#include "sig/validate/policy.h"
#include "store/blob.h"
#include "store/seal/master_key.h"

enum { PARTS_TRUST_MAX = 32 };

struct parts {
	struct arena *mem; /* strings of all below */
	struct master_key *master;
	struct blob_store *blobs;
	struct domain_settings settings;
	struct sms_gateway sms;		   /* url NULL: no text messages */
	struct smtp_config smtp;	   /* url NULL: mails stay in the outbox */
	const struct stamping_authority *authorities; /* of the setting tsa; the domain's are in settings */
	size_t n_authorities;
	const struct algo_policy *algorithms; /* NULL: the built-in ones */
	const char *trust[PARTS_TRUST_MAX]; /* paths of the setting verify_trust */
	size_t n_trust;
	struct csc_service *remote; /* of the setting remote_signing */
	size_t n_remote;
	struct fetcher *remote_fetcher; /* NULL: there are none */
	time_ms level_patience;
};

/* base_url stands in for the setting when that is empty (then it is where we listen). */
enum err parts_open(const struct service *s, struct parts *out, struct error *e) MUST_USE;
void parts_done(struct parts *p);
DEFINE_AUTO_DONE(parts, struct parts)

/* Mail settings alone, in mem; *on_out false when no server is set. */
enum err parts_smtp(const struct service *s, struct arena *mem, struct smtp_config *out,
		    _Bool *on_out, struct error *e) MUST_USE;
/* The authorities of tsa with credentials and trust, in mem; settings get their names and classes. */
enum err parts_authorities(const struct service *s, struct parts *p, struct error *e) MUST_USE;
/* Rows of a secret setting, or of the file that stands in for it; never empty, spaces before them
 * cut off. */
struct parts_rows {
	enum setting in, in_file;
	const char *ends;
	char *rest;
};
enum err parts_rows_open(const struct service *s, struct arena *mem, struct parts_rows *rows,
			 struct error *e) MUST_USE;
char *parts_rows_next(struct parts_rows *rows); /* NULL past the last */
/* The services of remote_signing with their secrets, in the parts' memory. */
enum err parts_remote(const struct service *s, struct parts *p, struct error *e) MUST_USE;
/* Was the key that signs now issued by our own local authority? */
enum err parts_key_is_local(const struct service *s, _Bool *out, struct error *e) MUST_USE;
