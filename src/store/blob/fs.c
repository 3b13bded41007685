/* Blobs as files: the store itself and reading. Writing is in fs_write.c. */
#include "store/blob/fs.h"
#include <dirent.h>
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

enum { SLOTS = 4 };

struct slot {
	unsigned char *data; /* BLOB_CHUNK bytes, from first use on */
	uint64_t number;
	uint64_t used; /* tick of the last use; 0: empty */
};

struct blob {
	int fd;
	char id[BLOB_ID_MAX];
	struct blob_layout layout;
	struct aead *aead;
	unsigned char *sealed; /* BLOB_SEALED bytes, as read from the file */
	struct slot slots[SLOTS];
	uint64_t tick;
};

static void *alloc(size_t size)
{
	void *p = calloc(1, size);

	if (!p)
		abort();
	return p;
}

enum err blob_failed(struct error *e, const char *what, const char *id)
{
	int why = errno;
	enum err rc = why == ENOENT ? ERR_NOT_FOUND
		    : why == EEXIST ? ERR_CONFLICT
		    : why == ENOSPC || why == EDQUOT ? ERR_NO_SPACE : ERR_IO;

	return error_set(e, rc, "blob %s: %s: %s", id, what, strerror(why));
}

static char *below(const char *dir, const char *name)
{
	char *out;

	if (asprintf(&out, "%s/%s", dir, name) < 0)
		abort();
	return out;
}

char *blob_folder(const struct blob_store *s, const char *id)
{
	return below(s->dir, id + strlen(id) - 2);
}

char *blob_path(const struct blob_store *s, const char *id)
{
	char *folder = blob_folder(s, id), *out = below(folder, id);

	free(folder);
	return out;
}

void blob_key_context(const char *id, char out[BLOB_CONTEXT_SIZE])
{
	snprintf(out, BLOB_CONTEXT_SIZE, "blob:%.40s", id);
}

/* A file whose lock can be had has lost its writer. */
static void remove_if_abandoned(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return;
	if (!flock(fd, LOCK_EX | LOCK_NB))
		unlinkat(dir, name, 0);
	close(fd);
}

static enum err clear_incoming(const struct blob_store *s, struct error *e)
{
	DIR *d = opendir(s->incoming);
	const struct dirent *entry;

	if (!d)
		return blob_failed(e, "open the folder", "store");
	while ((entry = readdir(d)))
		if (id_valid(entry->d_name, "blb"))
			remove_if_abandoned(dirfd(d), entry->d_name);
	closedir(d);
	return ERR_OK;
}

enum err blob_store_open(const char *dir, struct blob_store **out, struct error *e)
{
	AUTO(blob_store) struct blob_store *s = alloc(sizeof(*s));

	s->dir = strdup(dir);
	s->incoming = below(dir, "incoming");
	if (!s->dir)
		abort();
	TRY(dir_make(s->dir, 0700, e));
	TRY(dir_make(s->incoming, 0700, e));
	TRY(clear_incoming(s, e));
	*out = TAKE_PTR(s);
	return ERR_OK;
}

void blob_store_free(struct blob_store *s)
{
	if (!s)
		return;
	free(s->dir);
	free(s->incoming);
	free(s);
}

static enum err read_at(const struct blob *b, uint64_t off, unsigned char *out, size_t len,
			struct error *e)
{
	while (len) {
		ssize_t n = pread(b->fd, out, len, (off_t)off);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return blob_failed(e, "read", b->id);
		if (!n)
			return error_set(e, ERR_IO, "blob %s: the file was cut", b->id);
		out += n;
		off += (uint64_t)n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

static struct slot *oldest_slot(struct blob *b)
{
	struct slot *oldest = &b->slots[0];

	for (size_t i = 1; i < SLOTS; i++)
		if (b->slots[i].used < oldest->used)
			oldest = &b->slots[i];
	if (!oldest->data)
		oldest->data = alloc(BLOB_CHUNK);
	oldest->used = 0;
	return oldest;
}

static enum err load(struct blob *b, uint64_t number, struct slot *into, struct error *e)
{
	struct blob_chunk c = { b->id, number, number + 1 == b->layout.chunks };
	size_t len = blob_chunk_length(&b->layout, number) + AEAD_TAG;

	TRY(read_at(b, BLOB_HEADER + number * BLOB_SEALED, b->sealed, len, e));
	return blob_chunk_open(b->aead, &c, BYTES(b->sealed, len), into->data, e);
}

static enum err chunk_get(struct blob *b, uint64_t number, const unsigned char **out,
			  struct error *e)
{
	struct slot *s = NULL;

	for (size_t i = 0; i < SLOTS && !s; i++)
		if (b->slots[i].used && b->slots[i].number == number)
			s = &b->slots[i];
	if (!s) {
		s = oldest_slot(b);
		TRY(load(b, number, s, e));
		s->number = number;
	}
	s->used = ++b->tick;
	*out = s->data;
	return ERR_OK;
}

/* The last chunk is proved at once: with it the size is known to be true. */
static enum err open_layout(struct blob *b, struct error *e)
{
	unsigned char header[BLOB_HEADER];
	const unsigned char *last;
	struct stat st;

	if (fstat(b->fd, &st))
		return blob_failed(e, "stat", b->id);
	if (st.st_size < BLOB_HEADER)
		return error_set(e, ERR_IO, "blob %s: the file was cut", b->id);
	TRY(read_at(b, 0, header, sizeof(header), e));
	TRY(blob_layout_parse(header, (uint64_t)st.st_size, &b->layout, e));
	return chunk_get(b, b->layout.chunks - 1, &last, e);
}

enum err blob_open_fd(int fd, const struct secret *key, const char *id, struct blob **out,
		      struct error *e)
{
	AUTO(blob) struct blob *b = alloc(sizeof(*b));

	b->fd = fd;
	snprintf(b->id, sizeof(b->id), "%s", id);
	b->aead = aead_new(key->data);
	b->sealed = alloc(BLOB_SEALED);
	TRY(open_layout(b, e));
	*out = TAKE_PTR(b);
	return ERR_OK;
}

enum err blob_open(struct blob_store *s, const struct secret *org_key, const char *id,
		   struct bytes wrapped_key, struct blob **out, struct error *e)
{
	AUTO(secret) struct secret *key = NULL;
	char context[BLOB_CONTEXT_SIZE];
	char *path;
	int fd;

	if (!id_valid(id, "blb"))
		return error_set(e, ERR_INVALID, "blob: not an id");
	blob_key_context(id, context);
	if (keywrap_unwrap(org_key, wrapped_key, context, &key, e) != ERR_OK)
		return error_wrap(e, ERR_IO, id);
	path = blob_path(s, id);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	free(path);
	if (fd < 0)
		return blob_failed(e, "open", id);
	return blob_open_fd(fd, key, id, out, e);
}

uint64_t blob_size(const struct blob *b)
{
	return b->layout.size;
}

enum err blob_read(struct blob *b, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	if (off > b->layout.size || len > b->layout.size - off)
		return error_set(e, ERR_RANGE, "blob %s: read past the end", b->id);
	while (len) {
		size_t at = (size_t)(off % BLOB_CHUNK), n = BLOB_CHUNK - at;
		const unsigned char *data;

		n = n < len ? n : len;
		TRY(chunk_get(b, off / BLOB_CHUNK, &data, e));
		memcpy(out, data + at, n);
		out += n;
		off += n;
		len -= n;
	}
	return ERR_OK;
}

void blob_close(struct blob *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		free(b->slots[i].data);
	aead_free(b->aead);
	free(b->sealed);
	close(b->fd);
	free(b);
}

enum err blob_remove(struct blob_store *s, const char *id, struct error *e)
{
	char *path, *folder;
	enum err rc = ERR_OK;

	if (!id_valid(id, "blb"))
		return error_set(e, ERR_INVALID, "blob: not an id");
	path = blob_path(s, id);
	folder = blob_folder(s, id);
	if (!unlink(path))
		rc = dir_sync(folder, e);
	else if (errno != ENOENT)
		rc = blob_failed(e, "remove", id);
	free(path);
	free(folder);
	return rc;
}
