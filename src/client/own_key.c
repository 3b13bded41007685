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

enum err client_own_key(time_ms now, struct key_source **out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const char *path = pc_own_key(mem);
	AUTO(secret) struct secret *line = NULL;
	enum err rc = path ? secret_read_file(path, &line, e) : ERR_NOT_FOUND;

	if (rc == ERR_NOT_FOUND)
		return whatever_is_there(now, out, e);
	TRY(rc);
	return key_source_open(secret_text(line), out, e);
}
