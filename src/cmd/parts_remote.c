/* The remote signing services of the settings remote_signing and remote_signing_credentials. */
#include "cmd/parts.h"
#include "csc/csc.h"
#include "net/fetcher_curl.h"

enum { SERVICES_MAX = 16 };

static struct csc_service *find(struct parts *p, const char *name)
{
	for (size_t i = 0; i < p->n_remote; i++)
		if (!strcmp(p->remote[i].name, name))
			return &p->remote[i];
	return NULL;
}

/* Its last slashes are cut off. */
static _Bool is_base(char *url, _Bool allow_http)
{
	size_t n = strlen(url);

	while (n && url[n - 1] == '/')
		url[--n] = '\0';
	return csc_address_ok(url, allow_http);
}

/* "name,url,client id" */
static enum err read_row(struct parts *p, char *row, _Bool allow_private, struct error *e)
{
	char *url = strchr(row, ','), *client = url ? strchr(url + 1, ',') : NULL;
	struct csc_service s = { .allow_private = allow_private };

	if (!client)
		return error_set(e, ERR_INVALID, "remote_signing: \"%s\" is not name,url,client id",
				 row);
	*url++ = '\0';
	*client++ = '\0';
	s.name = config_trim(row);
	s.url = config_trim(url);
	s.client_id = config_trim(client);
	if (!*s.name || !*s.client_id || !is_base(config_trim(url), allow_private))
		return error_set(e, ERR_INVALID,
				 "remote_signing: \"%s\" needs a name, an https address of a host without "
				 "user, ? and #, and a client id",
				 s.name);
	if (find(p, s.name))
		return error_set(e, ERR_INVALID, "remote_signing: the name \"%s\" stands twice",
				 s.name);
	if (p->n_remote == SERVICES_MAX)
		return error_set(e, ERR_INVALID, "remote_signing: more than %d services",
				 SERVICES_MAX);
	p->remote[p->n_remote++] = s;
	return ERR_OK;
}

/* "name,secret"; the secret may hold commas. Messages name no secret. */
static enum err read_secret(struct parts *p, char *row, struct error *e)
{
	char *secret = strchr(row, ',');
	struct csc_service *s;

	if (!secret || !secret[1])
		return error_set(e, ERR_INVALID,
				 "remote_signing_credentials: a row is not name,secret");
	*secret++ = '\0';
	s = find(p, row);
	if (!s)
		return error_set(e, ERR_INVALID,
				 "remote_signing_credentials: remote_signing has no service \"%s\"",
				 row);
	s->secret = secret;
	return ERR_OK;
}

static enum err read_secrets(const struct service *s, struct parts *p, struct error *e)
{
	char *row;
	struct parts_rows rows = { .in = SETTING_remote_signing_credentials,
				   .in_file = SETTING_remote_signing_credentials_file };

	TRY(parts_rows_open(s, p->mem, &rows, e));
	while ((row = parts_rows_next(&rows)))
		TRY(read_secret(p, row, e));
	return ERR_OK;
}

/* A service could lead the browser on to another one and hand in that one's code as ours. Without our
 * secret it cannot (RFC 9700 §4.4: mix-up). */
static enum err check_secrets(const struct parts *p, struct error *e)
{
	for (size_t i = 0; p->n_remote > 1 && i < p->n_remote; i++)
		if (!p->remote[i].secret)
			return error_set(e, ERR_INVALID,
					 "remote_signing: with several services each needs a secret in "
					 "remote_signing_credentials; \"%s\" has none",
					 p->remote[i].name);
	return ERR_OK;
}

enum err parts_remote(const struct service *s, struct parts *p, struct error *e)
{
	_Bool allow_private = config_num(s->config, SETTING_remote_signing_allow_private) != 0;
	char *rest = arena_strdup(p->mem, config_str(s->config, SETTING_remote_signing)), *row;

	p->remote = arena_alloc_n(p->mem, SERVICES_MAX, sizeof(*p->remote));
	if (!rest || !p->remote)
		return error_set(e, ERR_TOO_LARGE, "remote_signing: too long");
	while ((row = strsep(&rest, ";")))
		if (*config_trim(row))
			TRY(read_row(p, config_trim(row), allow_private, e));
	TRY(read_secrets(s, p, e));
	TRY(check_secrets(p, e));
	if (p->n_remote)
		p->remote_fetcher = fetcher_curl_open(
			&(struct fetcher_curl_options){ .https_only = !allow_private, .once = 1 });
	return ERR_OK;
}
