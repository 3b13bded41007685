/* Writing: a locked file in incoming/, encrypted as it grows; a link under its
 * final name makes it visible at once. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/id.h"
#include "crypto/keywrap.h"
#include "os/file.h"
#include "store/blob/fs.h"

struct blob_writer {
	struct blob_store *store;
	int fd;
	char id[BLOB_ID_MAX];
	char *path; /* in incoming/ */
	struct aead *aead;
	unsigned char wrapped[KEYWRAP_SIZE];
	uint64_t number;	/* of the chunk being filled */
	size_t fill;		/* bytes in it */
	_Bool failed, committed;
	unsigned char chunk[BLOB_SEALED]; /* encrypted in place */
};

/* A cleaner may have taken the file between its making and its lock. */
static enum err open_locked(struct blob_writer *w, struct error *e)
{
	struct stat st;

	for (;;) {
		w->fd = open(w->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (w->fd < 0)
			return blob_failed(e, "create", w->id);
		if (flock(w->fd, LOCK_EX) || fstat(w->fd, &st))
			return blob_failed(e, "lock", w->id);
		if (st.st_nlink)
			return fd_write_all(w->fd, BYTES(blob_header, BLOB_HEADER), e);
		close(w->fd);
		w->fd = -1;
	}
}

static void make_key(struct blob_writer *w, const struct secret *org_key, struct rng *r)
{
	AUTO(secret) struct secret *key = secret_random(r, KEYWRAP_KEY);
	char context[BLOB_CONTEXT_SIZE];

	blob_key_context(w->id, context);
	keywrap_wrap(org_key, key, context, r, w->wrapped);
	w->aead = aead_new(key->data);
}

enum err blob_create(struct blob_store *s, const struct secret *org_key, struct rng *r,
		     const char *id, struct blob_writer **out, struct error *e)
{
	AUTO(blob_writer) struct blob_writer *w = NULL;

	if (!id_valid(id, "blb"))
		return error_set(e, ERR_INVALID, "blob: not an id");
	w = calloc(1, sizeof(*w));
	if (!w)
		abort();
	w->store = s;
	w->fd = -1;
	snprintf(w->id, sizeof(w->id), "%s", id);
	if (asprintf(&w->path, "%s/%s", s->incoming, id) < 0)
		abort();
	make_key(w, org_key, r);
	TRY(open_locked(w, e));
	*out = TAKE_PTR(w);
	return ERR_OK;
}

static enum err put_chunk(struct blob_writer *w, _Bool last, struct error *e)
{
	struct blob_chunk c = { w->id, w->number, last };
	enum err rc;

	TRY(blob_chunk_seal(w->aead, &c, BYTES(w->chunk, w->fill), w->chunk, e));
	rc = fd_write_all(w->fd, BYTES(w->chunk, w->fill + AEAD_TAG), e);
	if (rc != ERR_OK)
		return error_wrap(e, rc, w->id);
	w->number++;
	w->fill = 0;
	return ERR_OK;
}

/* A full chunk waits until more comes: the last one carries a flag. */
static enum err take(struct blob_writer *w, struct bytes in, struct error *e)
{
	while (in.len) {
		size_t n;

		if (w->fill == BLOB_CHUNK)
			TRY(put_chunk(w, 0, e));
		n = BLOB_CHUNK - w->fill;
		n = n < in.len ? n : in.len;
		memcpy(w->chunk + w->fill, in.data, n);
		w->fill += n;
		in = bytes_slice(in, n, SIZE_MAX);
	}
	return ERR_OK;
}

static enum err refuse_after_failure(const struct blob_writer *w, struct error *e)
{
	if (!w->failed && !w->committed)
		return ERR_OK;
	return error_set(e, ERR_INTERNAL, "blob %s: written after %s", w->id,
			 w->failed ? "a failure" : "its commit");
}

enum err blob_write(struct blob_writer *w, struct bytes in, struct error *e)
{
	enum err rc;

	TRY(refuse_after_failure(w, e));
	rc = take(w, in, e);
	w->failed = rc != ERR_OK;
	return rc;
}

static enum err sync_parent(const struct blob_writer *w, struct error *e)
{
	return dir_sync(w->store->dir, e);
}

/* The folder of the id is made when the first blob comes to it. */
static enum err make_folder(const struct blob_writer *w, const char *folder, struct error *e)
{
	if (!mkdir(folder, 0700))
		return sync_parent(w, e);
	return errno == EEXIST ? ERR_OK : blob_failed(e, "make its folder", w->id);
}

static enum err publish(struct blob_writer *w, struct error *e)
{
	char *folder = blob_folder(w->store, w->id), *path = blob_path(w->store, w->id);
	enum err rc = make_folder(w, folder, e);

	if (rc == ERR_OK && link(w->path, path))
		rc = blob_failed(e, "publish", w->id);
	if (rc == ERR_OK)
		rc = dir_sync(folder, e);
	free(folder);
	free(path);
	return rc;
}

static enum err finish(struct blob_writer *w, struct blob_info *info, struct error *e)
{
	info->size = w->number * BLOB_CHUNK + w->fill;
	TRY(put_chunk(w, 1, e));
	if (fsync(w->fd))
		return blob_failed(e, "sync", w->id);
	return publish(w, e);
}

enum err blob_commit(struct blob_writer *w, struct arena *mem, struct blob_info *out,
		     struct error *e)
{
	struct blob_info info = { 0 };
	enum err rc;

	TRY(refuse_after_failure(w, e));
	snprintf(info.id, sizeof(info.id), "%s", w->id);
	if (!arena_copy(mem, BYTES(w->wrapped, KEYWRAP_SIZE), &info.wrapped_key))
		return error_set(e, ERR_TOO_LARGE, "blob %s: no memory for its key", w->id);
	rc = finish(w, &info, e);
	w->failed = rc != ERR_OK;
	w->committed = rc == ERR_OK;
	if (rc == ERR_OK)
		*out = info;
	return rc;
}

void blob_writer_free(struct blob_writer *w)
{
	if (!w)
		return;
	if (w->fd >= 0) {
		unlink(w->path); /* committed: the second name only */
		close(w->fd);
	}
	aead_free(w->aead);
	secret_wipe(w->chunk, sizeof(w->chunk));
	free(w->path);
	free(w);
}
