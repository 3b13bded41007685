#include "sealer/register.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>
#include "os/file.h"
#include "sealer/reg_index.h"

enum { SCAN_BLOCK = 65536, LINE_ARENA = 64 * 1024 };

struct reg {
	pthread_mutex_t lock;
	pthread_cond_t synced_cond;
	int fd;
	char *path;
	const struct clock *clock;
	struct reg_index index;
	struct reg_tree tree;
	struct reg_summary sum;
	int64_t written, synced;
	_Bool syncing, failed;
};

static enum err failed(struct error *e, const char *what, const char *path)
{
	enum err rc = errno == ENOSPC || errno == EDQUOT ? ERR_NO_SPACE : ERR_IO;

	return error_set(e, rc, "%s the register %s: %s", what, path, strerror(errno));
}

/* Up to len bytes from off into out: how many there were. */
static enum err read_some(int fd, int64_t off, unsigned char *out, size_t len, size_t *n_out,
			  struct error *e)
{
	ssize_t n;

	do {
		n = pread(fd, out, len, off);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return failed(e, "read", "file");
	*n_out = (size_t)n;
	return ERR_OK;
}

/* The line that begins at off, without its end. */
static enum err line_at(int fd, int64_t off, struct arena *mem, struct bytes *out, struct error *e)
{
	unsigned char *data = arena_alloc(mem, RECORD_LINE_MAX + 1);
	size_t n, end;

	if (!data)
		return error_set(e, ERR_TOO_LARGE, "register: no memory for a line");
	TRY(read_some(fd, off, data, RECORD_LINE_MAX + 1, &n, e));
	end = bytes_find(BYTES(data, n), BYTES_LIT("\n"), 0);
	if (end == SIZE_MAX)
		return error_set(e, ERR_IO, "register: the line at %" PRId64 " has no end", off);
	*out = BYTES(data, end);
	return ERR_OK;
}

static enum err record_at(int fd, int64_t off, struct arena *mem, struct record *out,
			  struct error *e)
{
	struct bytes line;

	TRY(line_at(fd, off, mem, &line, e));
	return record_read(line, mem, out, e);
}

struct same {
	int fd;
	const char *act;
};

static _Bool is_same_act(void *ctx, int64_t offset)
{
	AUTO(arena) struct arena *mem = arena_new(LINE_ARENA);
	const struct same *s = ctx;
	struct record r;

	return record_at(s->fd, offset, mem, &r, NULL) == ERR_OK && !strcmp(r.act, s->act);
}

static int64_t offset_of(int fd, const struct reg_index *x, const char *act)
{
	struct same s = { fd, act };

	return reg_index_find(x, act, is_same_act, &s);
}

/* ---- reading all of it ---- */

struct scan {
	int fd;
	struct reg_index *index;
	struct reg_tree *tree; /* NULL: not wanted */
	struct reg_summary *sum;
	struct arena *mem;
	int64_t end; /* of the last whole line */
};

static enum err take_record(struct scan *s, const struct record *r, struct error *e)
{
	if (r->seq != s->sum->records + 1)
		return error_set(e, ERR_IO, "register: a record is missing");
	if (memcmp(r->prev, s->sum->head, RECORD_HASH))
		return error_set(e, ERR_IO, "register: the chain is broken");
	if (offset_of(s->fd, s->index, r->act) >= 0)
		return error_set(e, ERR_IO, "register: act %s is there twice", r->act);
	reg_index_add(s->index, r->act, s->end);
	if (s->tree)
		reg_tree_add(s->tree, r->hash);
	if (!s->sum->records++)
		s->sum->first = r->time;
	s->sum->last = r->time;
	memcpy(s->sum->head, r->hash, RECORD_HASH);
	return ERR_OK;
}

static enum err take_line(struct scan *s, struct bytes line, struct error *e)
{
	struct record r;
	enum err rc;

	arena_reset(s->mem);
	rc = record_read(line, s->mem, &r, e);
	if (rc == ERR_OK)
		rc = take_record(s, &r, e);
	if (rc != ERR_OK && e) {
		struct error inner = *e;

		return error_set(e, rc, "line %" PRIu64 ": %s", s->sum->records + 1, inner.msg);
	}
	s->end += (int64_t)line.len + 1;
	return rc;
}

/* The whole lines of one block; what is left begins the next. */
static enum err take_block(struct scan *s, struct bytes block, struct error *e)
{
	size_t from = 0, end;

	while ((end = bytes_find(block, BYTES_LIT("\n"), from)) != SIZE_MAX) {
		TRY(take_line(s, bytes_slice(block, from, end - from), e));
		from = end + 1;
	}
	if (!from && block.len > RECORD_LINE_MAX)
		return error_set(e, ERR_IO, "register: a line is too long");
	return ERR_OK;
}

static enum err scan_blocks(struct scan *s, unsigned char *block, struct error *e)
{
	int64_t before;
	size_t n;

	do {
		before = s->end;
		TRY(read_some(s->fd, s->end, block, SCAN_BLOCK, &n, e));
		TRY(take_block(s, BYTES(block, n), e));
	} while (s->end != before);
	s->sum->torn = n;
	return ERR_OK;
}

/* s->mem and s->end are set here. */
static enum err scan_all(struct scan *s, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(LINE_ARENA);
	unsigned char *block = malloc(SCAN_BLOCK);
	enum err rc;

	if (!block)
		abort();
	s->mem = mem;
	s->end = 0;
	rc = scan_blocks(s, block, e);
	free(block);
	return rc;
}

enum err reg_verify(const char *path, struct reg_summary *out, struct error *e)
{
	AUTO(reg_index) struct reg_index index = { 0 };
	struct reg_summary sum = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct scan s = { .fd = fd, .index = &index, .sum = &sum };
	enum err rc;

	if (fd < 0)
		return failed(e, "open", path);
	rc = scan_all(&s, e);
	close(fd);
	if (rc == ERR_OK)
		*out = sum;
	return rc;
}

/* ---- opening ---- */

static enum err load(struct reg *g, struct error *e)
{
	struct scan s = { .fd = g->fd, .index = &g->index, .tree = &g->tree, .sum = &g->sum };

	TRY(scan_all(&s, e));
	g->written = s.end;
	if (g->sum.torn && ftruncate(g->fd, g->written))
		return failed(e, "cut the torn end of", g->path);
	/* a killed sealer may have written what is not on the disk yet */
	if (fsync(g->fd))
		return failed(e, "sync", g->path);
	g->synced = g->written;
	return ERR_OK;
}

static enum err open_file(struct reg *g, struct error *e)
{
	_Bool fresh = !file_exists(g->path);
	char *folder;
	enum err rc;

	g->fd = open(g->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (g->fd < 0)
		return failed(e, "open", g->path);
	if (flock(g->fd, LOCK_EX | LOCK_NB))
		return error_set(e, ERR_CONFLICT, "the register %s is used by another process",
				 g->path);
	if (!fresh)
		return ERR_OK;
	folder = strdup(g->path);
	if (!folder)
		abort();
	if (strrchr(folder, '/'))
		*strrchr(folder, '/') = '\0';
	rc = dir_sync(folder, e);
	free(folder);
	return rc;
}

enum err reg_open(const char *path, const struct clock *clock, struct reg **out, struct error *e)
{
	AUTO(reg) struct reg *g = calloc(1, sizeof(*g));

	if (!g || !(g->path = strdup(path)))
		abort();
	g->fd = -1;
	g->clock = clock;
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->synced_cond, NULL);
	TRY(open_file(g, e));
	TRY(load(g, e));
	*out = TAKE_PTR(g);
	return ERR_OK;
}

void reg_free(struct reg *g)
{
	if (!g)
		return;
	if (g->fd >= 0)
		close(g->fd);
	reg_index_done(&g->index);
	reg_tree_done(&g->tree);
	pthread_mutex_destroy(&g->lock);
	pthread_cond_destroy(&g->synced_cond);
	free(g->path);
	free(g);
}

/* ---- use; the lock is held where the name ends in _locked ---- */

static enum err refuse_failed_locked(const struct reg *g, struct error *e)
{
	if (!g->failed)
		return ERR_OK;
	return error_set(e, ERR_IO, "the register failed to write before; start the sealer again");
}

/* One thread syncs for all that wait. */
static enum err wait_durable_locked(struct reg *g, int64_t until, struct error *e)
{
	while (g->synced < until && !g->failed) {
		int64_t target = g->written;
		int rc;

		if (g->syncing) {
			pthread_cond_wait(&g->synced_cond, &g->lock);
			continue;
		}
		g->syncing = 1;
		pthread_mutex_unlock(&g->lock);
		rc = fdatasync(g->fd);
		pthread_mutex_lock(&g->lock);
		g->syncing = 0;
		/* After a failed fsync nobody knows what is on the disk. */
		g->failed |= rc != 0;
		g->synced = rc ? g->synced : target;
		pthread_cond_broadcast(&g->synced_cond);
	}
	return refuse_failed_locked(g, e);
}

static enum err find_locked(struct reg *g, const char *act, struct arena *mem, struct record *out,
			    struct error *e)
{
	int64_t off;

	TRY(refuse_failed_locked(g, e));
	off = offset_of(g->fd, &g->index, act);
	if (off < 0)
		return error_set(e, ERR_NOT_FOUND, "register: no act %s", act);
	TRY(record_at(g->fd, off, mem, out, e));
	return wait_durable_locked(g, g->written, e);
}

enum err reg_find(struct reg *g, const char *act, struct arena *mem, struct record *out,
		  struct error *e)
{
	enum err rc;

	pthread_mutex_lock(&g->lock);
	rc = find_locked(g, act, mem, out, e);
	pthread_mutex_unlock(&g->lock);
	return rc;
}

static enum err write_locked(struct reg *g, struct bytes line, struct error *e)
{
	int64_t before = g->written;
	enum err rc = ERR_OK;

	while (line.len && rc == ERR_OK) {
		ssize_t n = pwrite(g->fd, line.data, line.len, g->written);

		if (n > 0) {
			line = bytes_slice(line, (size_t)n, SIZE_MAX);
			g->written += n;
		} else if (n == 0 || errno != EINTR) {
			rc = failed(e, "write", g->path);
		}
	}
	if (rc == ERR_OK)
		return ERR_OK;
	/* A part of a line must not stay before the next. */
	g->failed = ftruncate(g->fd, before) != 0;
	g->written = before;
	return rc;
}

static enum err append_locked(struct reg *g, struct record *r, struct error *e)
{
	AUTO(buf) struct buf line = { 0 };
	int64_t off = g->written;

	r->seq = g->sum.records + 1;
	r->time = clock_now(g->clock);
	memcpy(r->prev, g->sum.head, RECORD_HASH);
	record_write(r, &line);
	TRY(write_locked(g, buf_bytes(&line), e));
	reg_index_add(&g->index, r->act, off);
	reg_tree_add(&g->tree, r->hash);
	g->sum.records++;
	g->sum.last = r->time;
	memcpy(g->sum.head, r->hash, RECORD_HASH);
	return wait_durable_locked(g, g->written, e);
}

enum err reg_append(struct reg *g, struct record *r, struct arena *mem, struct error *e)
{
	struct record there;
	enum err rc;

	pthread_mutex_lock(&g->lock);
	rc = find_locked(g, r->act, mem, &there, e);
	if (rc == ERR_OK)
		*r = there;
	else if (rc == ERR_NOT_FOUND)
		rc = append_locked(g, r, e);
	pthread_mutex_unlock(&g->lock);
	return rc;
}

/* ---- proofs ---- */

static enum err prove_locked(struct reg *g, const char *act, struct arena *mem,
			     struct reg_proof *out, struct error *e)
{
	int64_t off = offset_of(g->fd, &g->index, act);
	struct bytes line;
	struct record r;

	if (off < 0)
		return error_set(e, ERR_NOT_FOUND, "register: no act %s", act);
	TRY(line_at(g->fd, off, mem, &line, e));
	TRY(record_read(line, mem, &r, e));
	if (!out->size)
		out->size = g->sum.records;
	if (r.seq > out->size || out->size > g->sum.records)
		return error_set(e, ERR_RANGE, "register: act %s is line %" PRIu64 " of %" PRIu64,
				 act, r.seq, g->sum.records);
	out->line = BYTES(line.data, line.len + 1);
	memcpy(out->head, reg_tree_leaf(&g->tree, out->size), RECORD_HASH);
	reg_tree_root(&g->tree, out->size, out->root);
	out->n_path = reg_tree_path(&g->tree, r.seq, out->size, out->path);
	return wait_durable_locked(g, g->written, e);
}

enum err reg_prove(struct reg *g, const char *act, uint64_t size, struct arena *mem,
		   struct reg_proof *out, struct error *e)
{
	struct reg_proof p = { .size = size };
	enum err rc;

	pthread_mutex_lock(&g->lock);
	rc = refuse_failed_locked(g, e);
	if (rc == ERR_OK)
		rc = prove_locked(g, act, mem, &p, e);
	pthread_mutex_unlock(&g->lock);
	if (rc == ERR_OK)
		*out = p;
	return rc;
}
