#include "cmd/parts.h"
#include <stdlib.h>
#include "crypto/digest.h"
#include "domain/preservation.h"
#include "net/fetcher_curl.h"
#include "os/file.h"
#include "sig/trust/trust.h"
#include "sig/validate/report.h"

enum { FINGERPRINT_BYTES = 8, LEAD_DAYS_MAX = 3650, RENEWALS_MAX = 100000 };
enum { SECRET_MAX = 4096, HOUR = 60 * 60 * 1000, PARTS_MEMORY = 8 << 20, SEALER_MEMORY = 1 << 20 };

static enum smtp_tls tls_of(const char *name)
{
	if (!strcmp(name, "opportunistic"))
		return SMTP_TLS_OPPORTUNISTIC;
	return strcmp(name, "off") ? SMTP_TLS_REQUIRED : SMTP_TLS_OFF;
}

/* NULL for an empty value. */
static const char *set_or_null(const struct service *s, enum setting which)
{
	const char *v = config_str(s->config, which);

	return *v ? v : NULL;
}

static enum err password_read(const struct service *s, struct arena *mem, const char **out,
			      struct error *e)
{
	const char *file = set_or_null(s, SETTING_smtp_password_file);
	AUTO(buf) struct buf b = { 0 };

	*out = set_or_null(s, SETTING_smtp_password);
	if (!file)
		return ERR_OK;
	TRY(file_read(file, SECRET_MAX, &b, e));
	*out = arena_strndup(mem, buf_cstr(&b), strcspn(buf_cstr(&b), "\r\n"));
	return ERR_OK;
}

enum err parts_smtp(const struct service *s, struct arena *mem, struct smtp_config *out,
		    _Bool *on_out, struct error *e)
{
	struct smtp_config c = {
		.url = set_or_null(s, SETTING_smtp_url),
		.user = set_or_null(s, SETTING_smtp_user),
		.starttls = tls_of(config_str(s->config, SETTING_smtp_starttls)),
		.ca_file = set_or_null(s, SETTING_smtp_ca_file),
		.from = set_or_null(s, SETTING_smtp_from),
		.bounce_domain = set_or_null(s, SETTING_bounce_domain),
	};
	const char *address;

	*on_out = c.url != NULL;
	if (!c.url)
		return ERR_OK;
	TRY(password_read(s, mem, &c.password, e));
	if (!c.from)
		return error_set(e, ERR_INVALID, "smtp_url is set, so smtp_from is needed");
	if (mail_address(c.from, mem, &address, e) != ERR_OK)
		return error_wrap(e, ERR_INVALID, "smtp_from");
	if (c.bounce_domain &&
	    mail_address(arena_printf(mem, "bounces@%s", c.bounce_domain), mem, &address, e) != ERR_OK)
		return error_wrap(e, ERR_INVALID, "bounce_domain");
	*out = c;
	return ERR_OK;
}

static enum err sms(const struct service *s, struct parts *p, struct error *e)
{
	const char *file = set_or_null(s, SETTING_sms_token_file);
	AUTO(buf) struct buf b = { 0 };

	p->sms = (struct sms_gateway){ .url = set_or_null(s, SETTING_sms_url),
				       .token = set_or_null(s, SETTING_sms_token),
				       .template = config_str(s->config, SETTING_sms_template),
				       .allow_private = config_num(s->config, SETTING_sms_allow_private) != 0 };
	p->settings.sms_ready = p->sms.url != NULL;
	if (!p->sms.url)
		return ERR_OK;
	if (!strstr(p->sms.template, "{to}") || !strstr(p->sms.template, "{text}"))
		return error_set(e, ERR_INVALID, "sms_template must have {to} and {text} in it");
	if (!file)
		return ERR_OK;
	TRY(file_read(file, SECRET_MAX, &b, e));
	p->sms.token = arena_strndup(p->mem, buf_cstr(&b), strcspn(buf_cstr(&b), "\r\n"));
	return ERR_OK;
}

enum err parts_key_is_local(const struct service *s, _Bool *out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(SEALER_MEMORY);
	AUTO(sealer_client)
	struct sealer_client *c = sealer_client_new(s->sealer_socket, s->sealer_auth, rng_system());
	struct sealer_key key;
	struct bytes ca;
	enum err rc;

	TRY(sealer_current_key(c, mem, &key, e));
	rc = sealer_ca_certificate(c, mem, &ca, e);
	if (rc == ERR_NOT_FOUND) {
		*out = 0;
		return ERR_OK;
	}
	TRY(rc);
	*out = 0;
	for (size_t i = 0; i < key.n_chain; i++)
		*out = *out || bytes_eq(key.chain[i], ca);
	return ERR_OK;
}

/* 試用: no outside address, no mail, or a key that nobody but us vouches for. */
static enum err trial(const struct service *s, _Bool *out, struct error *e)
{
	*out = service_trial(s);
	return *out ? ERR_OK : parts_key_is_local(s, out, e);
}

static const char *base_url(const struct service *s, struct arena *mem)
{
	const char *url = config_str(s->config, SETTING_base_url);
	size_t len = strlen(url);

	if (!len)
		return arena_printf(mem, "http://%s", config_str(s->config, SETTING_listen));
	return arena_strndup(mem, url, url[len - 1] == '/' ? len - 1 : len);
}

/* The name tells one built-in table from another; a file is told by its content. */
static enum err algorithms(const struct service *s, struct parts *p, struct error *e)
{
	const char *path = set_or_null(s, SETTING_algorithm_policy);
	unsigned char sum[DIGEST_MAX];
	char hex[2 * FINGERPRINT_BYTES + 1];
	AUTO(buf) struct buf b = { 0 };

	p->settings.keep.policy = algo_policy_name(algo_policy_default());
	if (!path)
		return ERR_OK;
	TRY(file_read(path, POLICY_FILE_MAX, &b, e));
	if (algo_policy_parse(buf_bytes(&b), p->mem, &p->algorithms, e) != ERR_OK)
		return error_wrap(e, ERR_INVALID, "algorithm_policy");
	digest_of(DIGEST_SHA256, buf_bytes(&b), sum);
	hex_encode(BYTES(sum, FINGERPRINT_BYTES), hex);
	p->settings.keep.policy = arena_printf(p->mem, "%s+%s", p->settings.keep.policy, hex);
	return p->settings.keep.policy ? ERR_OK : error_set(e, ERR_TOO_LARGE, "algorithm_policy");
}

static enum err keeping(const struct service *s, struct parts *p, struct error *e)
{
	struct keep_rules *k = &p->settings.keep;
	const char *hours = config_str(s->config, SETTING_renewal_hours);

	k->lead = (time_ms)config_num(s->config, SETTING_renewal_lead_days) * 24 * HOUR;
	k->alarm = (time_ms)config_num(s->config, SETTING_renewal_alarm_days) * 24 * HOUR;
	k->per_minute = (unsigned)config_num(s->config, SETTING_renewals_per_minute);
	if (!preservation_hours(hours, &k->night_from, &k->night_to))
		return error_set(e, ERR_INVALID, "renewal_hours must be two hours such as 1-5, not \"%s\"",
				 hours);
	if (k->alarm >= k->lead || k->lead > (time_ms)LEAD_DAYS_MAX * 24 * HOUR)
		return error_set(e, ERR_INVALID, "renewal_alarm_days must be less than "
				 "renewal_lead_days, and that at most %d", LEAD_DAYS_MAX);
	if (!k->per_minute || k->per_minute > RENEWALS_MAX)
		return error_set(e, ERR_INVALID, "renewals_per_minute must be from 1 to %d", RENEWALS_MAX);
	return algorithms(s, p, e);
}

/* The setting verify_trust, each path looked at now so that a mistake shows at the start. */
static enum err trusted(const struct service *s, struct parts *p, struct error *e)
{
	AUTO(trust) struct trust *t = trust_new();
	char *rest = arena_strdup(p->mem, config_str(s->config, SETTING_verify_trust)), *path;

	if (!rest)
		return error_set(e, ERR_TOO_LARGE, "verify_trust: too long");
	while ((path = strsep(&rest, ":"))) {
		if (!*path)
			continue;
		if (p->n_trust == PARTS_TRUST_MAX)
			return error_set(e, ERR_INVALID, "verify_trust names more than %d paths",
					 PARTS_TRUST_MAX);
		TRY(trust_add_path(t, TRUST_ALL, path, e));
		p->trust[p->n_trust++] = path;
	}
	return ERR_OK;
}

static enum err level(const struct service *s, struct parts *p, struct error *e)
{
	const char *name = config_str(s->config, SETTING_level);
	enum pades_level l;

	if (!pades_level_parse(name, &l) || l < LEVEL_B_T)
		return error_set(e, ERR_INVALID, "level must be B-T, B-LT or B-LTA, not \"%s\"", name);
	p->settings.level = pades_level_name(l);
	p->level_patience = (time_ms)config_num(s->config, SETTING_level_patience_minutes) * 60 * 1000;
	return ERR_OK;
}

static enum err rules(const struct service *s, struct parts *p, struct error *e)
{
	p->settings = domain_settings_default;
	p->settings.base_url = base_url(s, p->mem);
	p->settings.mail_ready = p->smtp.url != NULL;
	p->settings.abuse_mail = config_str(s->config, SETTING_abuse_mail);
	if (!*p->settings.abuse_mail)
		p->settings.abuse_mail = NULL;
	p->settings.session_ttl = (time_ms)config_num(s->config, SETTING_session_hours) * HOUR;
	p->settings.link_ttl = (time_ms)config_num(s->config, SETTING_link_days) * 24 * HOUR;
	p->settings.trash_ttl = (time_ms)config_num(s->config, SETTING_trash_days) * 24 * HOUR;
	p->settings.attachments_max = (unsigned)config_num(s->config, SETTING_attachments_max);
	TRY(level(s, p, e));
	TRY(keeping(s, p, e));
	TRY(trusted(s, p, e));
	return trial(s, &p->settings.trial, e);
}

enum err parts_open(const struct service *s, struct parts *out, struct error *e)
{
	AUTO(parts) struct parts p = { .mem = arena_new(PARTS_MEMORY) };
	_Bool mail;

	TRY(service_make_dirs(s, e));
	TRY(parts_smtp(s, p.mem, &p.smtp, &mail, e));
	TRY(rules(s, &p, e));
	TRY(sms(s, &p, e));
	TRY(parts_authorities(s, &p, e));
	TRY(master_key_open(s->keys_dir, rng_system(), &p.master, e));
	TRY(blob_store_open(s->blobs_dir, &p.blobs, e));
	*out = p;
	p = (struct parts){ 0 };
	return ERR_OK;
}

void parts_done(struct parts *p)
{
	fetcher_curl_free(p->remote_fetcher);
	master_key_free(p->master);
	blob_store_free(p->blobs);
	arena_free(p->mem);
	*p = (struct parts){ 0 };
}
