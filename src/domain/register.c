#include "domain/register.h"
#include <inttypes.h>
#include "base/buf.h"
#include "domain/audit.h"

enum { HASH_HEX = 64 };

/* A line ends with its own hash. */
static struct bytes hash_of(const char *line)
{
	size_t len = strlen(line);

	return len > HASH_HEX ? BYTES(line + len - 1 - HASH_HEX, HASH_HEX) : BYTES(NULL, 0);
}

static const char *hex_of(struct domain *d, struct bytes hash)
{
	char hex[2 * AUDIT_HASH_SIZE + 1] = "";

	if (hash.len <= AUDIT_HASH_SIZE)
		hex_encode(hash, hex);
	return domain_printf(d, "%s", hex);
}

static enum err insert_lines(struct domain *d, const struct register_line *lines, size_t n,
			     struct buf *hashes, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		_Bool added;

		TRY(register_line_insert(&d->repo, &lines[i], &added, e));
		if (!added)
			continue;
		if (hashes->len)
			buf_append_byte(hashes, ' ');
		buf_append(hashes, hash_of(lines[i].line));
	}
	return ERR_OK;
}

enum err register_record(struct domain *d, const struct register_line *lines, size_t n,
			 const struct register_state *state, struct error *e)
{
	AUTO(buf) struct buf hashes = { 0 };

	if (!n)
		return ERR_OK;
	TRY(insert_lines(d, lines, n, &hashes, e));
	if (!hashes.len)
		return ERR_OK;

	const struct audit_data data[] = {
		{ "lines", buf_cstr(&hashes), 0 },
		{ "size", domain_printf(d, "%" PRId64, state->size), 0 },
		{ "head", hex_of(d, state->head), 0 },
		{ "root", hex_of(d, state->root), 0 },
	};

	return audit_append(d,
			    &(struct audit_entry){ .envelope = lines[0].envelope_id,
						   .kind = "register.recorded",
						   .data = data,
						   .n = COUNT_OF(data) },
			    NULL, e);
}
