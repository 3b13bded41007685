#include "cmd/parts.h"
#include <stdlib.h>
#include "os/file.h"

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
	*out = c;
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

static enum err rules(const struct service *s, struct parts *p, struct error *e)
{
	p->settings = domain_settings_default;
	p->settings.base_url = base_url(s, p->mem);
	p->settings.mail_ready = p->smtp.url != NULL;
	p->settings.session_ttl = (time_ms)config_num(s->config, SETTING_session_hours) * HOUR;
	p->settings.link_ttl = (time_ms)config_num(s->config, SETTING_link_days) * 24 * HOUR;
	return trial(s, &p->settings.trial, e);
}

enum err parts_open(const struct service *s, struct parts *out, struct error *e)
{
	AUTO(parts) struct parts p = { .mem = arena_new(PARTS_MEMORY) };
	_Bool mail;

	TRY(service_make_dirs(s, e));
	TRY(parts_smtp(s, p.mem, &p.smtp, &mail, e));
	TRY(rules(s, &p, e));
	TRY(parts_authorities(s, &p, e));
	TRY(master_key_open(s->keys_dir, rng_system(), &p.master, e));
	TRY(blob_store_open(s->blobs_dir, &p.blobs, e));
	*out = p;
	p = (struct parts){ 0 };
	return ERR_OK;
}

void parts_done(struct parts *p)
{
	master_key_free(p->master);
	blob_store_free(p->blobs);
	arena_free(p->mem);
	*p = (struct parts){ 0 };
}
