/* keys/master.key: one line per key, "skysign-master-1 " and 64 hex digits. The
 * last wraps; all unwrap, so that adding a line begins a rotation. */
#include "store/seal/master_key.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "crypto/keywrap.h"
#include "os/file.h"

enum { KEYS_MAX = 8, FILE_MAX = 4096, HEX_SIZE = 2 * KEYWRAP_KEY + 1, CONTEXT_SIZE = 64 };
static const char mark[] = "skysign-master-1 ";

struct master_key {
	size_t n;
	struct secret *keys[KEYS_MAX];
};

static enum err failed(struct error *e, const char *what, const char *path)
{
	return error_set(e, errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, "%s %s: %s", what, path,
			 strerror(errno));
}

/* Linked under its name: whoever comes second finds the first one's key. */
static enum err publish(const char *beside, const char *path, struct error *e)
{
	if (link(beside, path) && errno != EEXIST)
		return failed(e, "make", path);
	return ERR_OK;
}

static enum err write_new(const char *path, struct rng *r, struct error *e)
{
	AUTO(secret) struct secret *key = secret_random(r, KEYWRAP_KEY);
	AUTO(secret) struct secret *text = secret_alloc(sizeof(mark) + HEX_SIZE);
	size_t n = sizeof(mark) - 1;
	char *beside;
	enum err rc;

	memcpy(text->data, mark, n);
	hex_encode(secret_bytes(key), (char *)text->data + n);
	n += HEX_SIZE - 1;
	text->data[n++] = '\n';
	if (asprintf(&beside, "%s.%d", path, (int)getpid()) < 0)
		abort();
	rc = file_write_atomic(beside, BYTES(text->data, n), 0600, e);
	if (rc == ERR_OK)
		rc = publish(beside, path, e);
	unlink(beside);
	free(beside);
	return rc;
}

static enum err check_mode(const char *path, struct error *e)
{
	struct stat st;

	if (stat(path, &st))
		return failed(e, "look at", path);
	if (st.st_mode & 077)
		return error_set(e, ERR_DENIED, "%s may be read by others: chmod 600 it", path);
	return ERR_OK;
}

static enum err parse_line(struct master_key *m, const char *line, const char *path,
			   struct error *e)
{
	struct secret *key;

	if (m->n == KEYS_MAX || strncmp(line, mark, sizeof(mark) - 1))
		return error_set(e, ERR_KEY, "%s is not a master key file", path);
	key = m->keys[m->n++] = secret_alloc(KEYWRAP_KEY);
	line += sizeof(mark) - 1;
	if (strcspn(line, "\n") != HEX_SIZE - 1 || !hex_decode(line, HEX_SIZE - 1, key->data))
		return error_set(e, ERR_KEY, "%s: a key is not %d hex digits", path, HEX_SIZE - 1);
	return ERR_OK;
}

static enum err parse(struct master_key *m, const char *text, const char *path, struct error *e)
{
	while (*text) {
		TRY(parse_line(m, text, path, e));
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return m->n ? ERR_OK : error_set(e, ERR_KEY, "%s is empty", path);
}

static enum err load(struct master_key *m, const char *path, struct error *e)
{
	AUTO(buf) struct buf text = { .limit = FILE_MAX };
	enum err rc;

	TRY(check_mode(path, e));
	buf_reserve(&text, FILE_MAX); /* does not move: one place to wipe */
	rc = file_read(path, FILE_MAX - 1, &text, e);
	if (rc == ERR_OK)
		rc = parse(m, buf_cstr(&text), path, e);
	secret_wipe(text.data, text.cap);
	return rc;
}

enum err master_key_open(const char *keys_dir, struct rng *r, struct master_key **out,
			 struct error *e)
{
	AUTO(master_key) struct master_key *m = calloc(1, sizeof(*m));
	AUTO(buf) struct buf path = { 0 };

	if (!m)
		abort();
	TRY(dir_make(keys_dir, 0700, e));
	buf_printf(&path, "%s/master.key", keys_dir);
	if (!file_exists(buf_cstr(&path))) {
		TRY(write_new(buf_cstr(&path), r, e));
		TRY(dir_sync(keys_dir, e));
	}
	TRY(load(m, buf_cstr(&path), e));
	*out = TAKE_PTR(m);
	return ERR_OK;
}

void master_key_free(struct master_key *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++)
		secret_free(m->keys[i]);
	free(m);
}

static void context_of(const char *org_id, char out[CONTEXT_SIZE])
{
	snprintf(out, CONTEXT_SIZE, "organisation:%.48s", org_id);
}

enum err org_key_new(const struct master_key *m, const char *org_id, struct rng *r,
		     struct arena *mem, struct bytes *wrapped_out, struct error *e)
{
	AUTO(secret) struct secret *key = secret_random(r, KEYWRAP_KEY);
	unsigned char wrapped[KEYWRAP_SIZE];
	char context[CONTEXT_SIZE];

	context_of(org_id, context);
	keywrap_wrap(m->keys[m->n - 1], key, context, r, wrapped);
	if (!arena_copy(mem, BYTES(wrapped, sizeof(wrapped)), wrapped_out))
		return error_set(e, ERR_TOO_LARGE, "organisation key: no memory");
	return ERR_OK;
}

enum err org_key_unwrap(const struct master_key *m, const char *org_id, struct bytes wrapped,
			struct secret **out, struct error *e)
{
	char context[CONTEXT_SIZE];
	enum err rc = ERR_IO;

	context_of(org_id, context);
	for (size_t i = m->n; i-- && rc != ERR_OK;)
		rc = keywrap_unwrap(m->keys[i], wrapped, context, out, e);
	return rc == ERR_OK ? ERR_OK : error_wrap(e, rc, org_id);
}
