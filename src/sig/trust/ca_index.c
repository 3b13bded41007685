#include "sig/trust/ca_index.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>
#include "base/buf.h"
#include "sig/trust/ca_files.h"

struct entry {
	unsigned char serial[LOCAL_CA_SERIAL_BYTES];
	_Bool revoked;
	time_ms at;
	enum ca_reason reason;
};

struct ca_index {
	int fd;
	struct entry *entries;
	size_t n, cap;
	uint64_t crl_number;
};

void ca_index_free(struct ca_index *x)
{
	if (!x)
		return;
	if (x->fd >= 0)
		close(x->fd); /* gives up the lock */
	free(x->entries);
	free(x);
}
DEFINE_AUTO(ca_index, struct ca_index *)

static struct entry *find(const struct ca_index *x, struct bytes serial)
{
	for (size_t i = 0; i < x->n; i++)
		if (bytes_eq(BYTES(x->entries[i].serial, LOCAL_CA_SERIAL_BYTES), serial))
			return &x->entries[i];
	return NULL;
}

static void add(struct ca_index *x, const unsigned char *serial)
{
	if (x->n == x->cap) {
		x->cap = x->cap ? 2 * x->cap : 64;
		x->entries = reallocarray(x->entries, x->cap, sizeof(*x->entries));
		if (!x->entries)
			abort();
	}
	x->entries[x->n] = (struct entry){ 0 };
	memcpy(x->entries[x->n++].serial, serial, LOCAL_CA_SERIAL_BYTES);
}

/* A whole number up to its end; false when there is anything else. */
static _Bool number(const char *text, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	return isdigit((unsigned char)text[0]) && *end == '\0' && errno == 0;
}

static _Bool load_revoked(struct ca_index *x, const unsigned char *serial, const char *when,
			  const char *why)
{
	struct entry *hit = find(x, BYTES(serial, LOCAL_CA_SERIAL_BYTES));
	uint64_t reason;

	if (!hit || hit->revoked || !when || !why || !time_parse_rfc3339(when, &hit->at) ||
	    !number(why, &reason) || reason > 10)
		return 0;
	hit->revoked = 1;
	hit->reason = (enum ca_reason)reason;
	return 1;
}

/* The line is taken apart in place. */
static _Bool load_line(struct ca_index *x, char *line)
{
	unsigned char serial[LOCAL_CA_SERIAL_BYTES];
	char *rest = NULL;
	const char *verb = strtok_r(line, " \n", &rest), *word = strtok_r(NULL, " \n", &rest);

	if (!verb || !word)
		return 0;
	if (!strcmp(verb, "crl"))
		return number(word, &x->crl_number);
	if (strlen(word) != 2 * sizeof(serial) || !hex_decode(word, 2 * sizeof(serial), serial))
		return 0;
	if (!strcmp(verb, "revoked")) {
		const char *when = strtok_r(NULL, " \n", &rest);

		return load_revoked(x, serial, when, strtok_r(NULL, " \n", &rest));
	}
	if (strcmp(verb, "issued") != 0 || find(x, BYTES(serial, sizeof(serial))))
		return 0;
	add(x, serial);
	return 1;
}

/* A crash in the middle of an append leaves a line without its end: nothing was handed out for it. */
static enum err cut_tail(int fd, off_t whole, struct error *e)
{
	if (ftruncate(fd, whole) != 0 || fsync(fd) != 0)
		return error_set(e, ERR_IO, "index: %s", strerror(errno));
	return ERR_OK;
}

static enum err load(struct ca_index *x, struct error *e)
{
	FILE *f = fdopen(dup(x->fd), "r");
	char *line = NULL;
	size_t cap = 0, number = 0;
	off_t whole = 0;
	ssize_t n;
	enum err err = f ? ERR_OK : error_set(e, ERR_IO, "index: %s", strerror(errno));

	while (err == ERR_OK && (n = getline(&line, &cap, f)) > 0) {
		number++;
		if (line[n - 1] != '\n') {
			err = cut_tail(x->fd, whole, e);
			break;
		}
		whole += n;
		if (!load_line(x, line))
			err = error_set(e, ERR_IO, "index: line %zu is damaged", number);
	}
	free(line);
	if (f)
		fclose(f);
	return err;
}

enum err ca_index_open(const char *folder, enum ca_index_mode mode, struct ca_index **out,
		       struct error *e)
{
	AUTO(ca_index) struct ca_index *x = calloc(1, sizeof(*x));
	char *path = NULL;

	if (!x || asprintf(&path, "%s/index", folder) < 0)
		abort();
	x->fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC | (mode == CA_INDEX_NEW ? O_CREAT : 0), 0600);
	free(path);
	if (x->fd < 0)
		return error_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s/index: %s", folder,
				 strerror(errno));
	if (flock(x->fd, LOCK_EX | LOCK_NB) != 0)
		return error_set(e, ERR_BUSY, "%s is in use by another process", folder);
	TRY(load(x, e));
	*out = TAKE_PTR(x);
	return ERR_OK;
}

/* Names go into the index as one line of text. */
static void append_name(struct buf *line, const char *name)
{
	for (; *name; name++)
		buf_append_byte(line, iscntrl((unsigned char)*name) ? ' ' : (unsigned char)*name);
}

enum err ca_index_issued(struct ca_index *x, struct bytes serial, const char *kind,
			 const char *name, struct error *e)
{
	AUTO(buf) struct buf line = { 0 };
	char hex[2 * LOCAL_CA_SERIAL_BYTES + 1];

	hex_encode(serial, hex);
	buf_printf(&line, "issued %s %s ", hex, kind);
	append_name(&line, name);
	buf_append_byte(&line, '\n');
	TRY(ca_file_append(x->fd, buf_bytes(&line), e));
	add(x, serial.data);
	return ERR_OK;
}

enum err ca_index_revoked(struct ca_index *x, struct bytes serial, time_ms at,
			  enum ca_reason reason, struct error *e)
{
	AUTO(buf) struct buf line = { 0 };
	char hex[2 * LOCAL_CA_SERIAL_BYTES + 1], when[TIME_RFC3339_SIZE];
	struct entry *hit = find(x, serial);

	hex_encode(serial, hex);
	if (!hit)
		return error_set(e, ERR_NOT_FOUND, "%s was not issued here", hex);
	if (hit->revoked)
		return error_set(e, ERR_CONFLICT, "%s is revoked already", hex);
	time_rfc3339(at, when);
	buf_printf(&line, "revoked %s %s %d\n", hex, when, (int)reason);
	TRY(ca_file_append(x->fd, buf_bytes(&line), e));
	hit->revoked = 1;
	hit->at = at;
	hit->reason = reason;
	return ERR_OK;
}

enum err ca_index_next_crl(struct ca_index *x, time_ms at, uint64_t *out, struct error *e)
{
	AUTO(buf) struct buf line = { 0 };
	char when[TIME_RFC3339_SIZE];

	time_rfc3339(at, when);
	buf_printf(&line, "crl %" PRIu64 " %s\n", x->crl_number + 1, when);
	TRY(ca_file_append(x->fd, buf_bytes(&line), e));
	*out = ++x->crl_number;
	return ERR_OK;
}

struct ocsp_status ca_index_status(const struct ca_index *x, struct bytes serial)
{
	const struct entry *hit = find(x, serial);

	if (!hit)
		return (struct ocsp_status){ .state = OCSP_UNKNOWN };
	if (!hit->revoked)
		return (struct ocsp_status){ .state = OCSP_GOOD };
	return (struct ocsp_status){ OCSP_REVOKED, hit->at, hit->reason };
}

enum err ca_index_revocations(const struct ca_index *x, struct arena *mem,
			      const struct ca_revoked **out, size_t *n, struct error *e)
{
	struct ca_revoked *list = arena_alloc_n(mem, x->n + 1, sizeof(*list));
	size_t used = 0;

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "no room for the revoked certificates");
	for (size_t i = 0; i < x->n; i++) {
		const struct entry *r = &x->entries[i];

		if (r->revoked)
			list[used++] = (struct ca_revoked){ BYTES(r->serial, LOCAL_CA_SERIAL_BYTES),
							    r->at, r->reason };
	}
	*out = list;
	*n = used;
	return ERR_OK;
}
