#include "client/own_key.h"
#include "client/pc.h"
#include "crypto/secret_read.h"

/* Listing a token's certificates logs in to nothing. */
static _Bool signs(struct key_source *tokens, time_ms now)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct key_cert *certs;
	size_t n;

	if (key_source_list(tokens, now, mem, &certs, &n, NULL) != ERR_OK)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (certs[i].view.hidden == VIEW_SHOWN)
			return 1;
	return 0;
}

static enum err whatever_is_there(time_ms now, struct key_source **out, struct error *e)
{
	AUTO(key_source) struct key_source *tokens = NULL;

	TRY(key_source_open(key_kind_default, &tokens, e));
	if (!signs(tokens, now) && key_jpki_present())
		return key_source_open("jpki:", out, e);
	*out = TAKE_PTR(tokens);
	return ERR_OK;
}

enum err client_own_key_line(struct arena *mem, const char **out, struct error *e)
{
	const char *path = pc_own_key(mem);
	AUTO(secret) struct secret *line = NULL;

	if (!path)
		return error_set(e, ERR_NOT_FOUND, "this person has no folder of their own");
	TRY(secret_read_file(path, &line, e));
	*out = arena_strdup(mem, secret_text(line));
	return *out ? ERR_OK : error_set(e, ERR_TOO_LARGE, "%s: no room", path);
}

enum err client_own_key(time_ms now, struct key_source **out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const char *line;
	enum err rc = client_own_key_line(mem, &line, e);

	if (rc == ERR_NOT_FOUND)
		return whatever_is_there(now, out, e);
	TRY(rc);
	return key_source_open(line, out, e);
}
