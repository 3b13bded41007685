/* job "convert": an upload that is no PDF becomes one. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "domain/source.h"
#include "domain/vault.h"
#include "intake/intake.h"
#include "intake/sniff.h"
#include "jobs/context.h"
#include "os/file.h"
#include "os/held_dir.h"
#include "os/lock.h"
#include "os/office.h"

enum { CPU_DEFAULT = 60, CPU_MAX = 300, PIECE = 64 * 1024, AT_ONCE = 2, NOTES_MEMORY = 64 * 1024 * 1024 };

struct convert_job {
	struct job_run *j;
	struct domain d;
	struct document doc;
	struct document_source from;
	struct held_dir dir;
	const char *refused; /* text code */
	const char *notes, *converter, *fonts;
	struct document_new made;
};

static char *below(const struct convert_job *c, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", c->dir.path, name) < 0)
		abort();
	return path;
}

/* the upload ----------------------------------------------------------------- */

static enum err copy_out(struct blob_chain *chain, uint64_t size, int fd, struct error *e)
{
	AUTO(buf) struct buf piece = { 0 };

	buf_fill(&piece, 0, PIECE);
	for (uint64_t at = 0; at < size;) {
		size_t n = size - at < PIECE ? (size_t)(size - at) : PIECE;

		TRY(blob_chain_read(chain, at, piece.data, n, e));
		TRY(fd_write_all(fd, BYTES(piece.data, n), e));
		at += n;
	}
	return ERR_OK;
}

static enum err put_upload(struct convert_job *c, struct blob_chain *chain, struct error *e)
{
	char *path = below(c, domain_printf(&c->d, "in.%s", c->from.format));
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err rc;

	free(path);
	if (fd < 0)
		return error_set(e, ERR_IO, "conversion: cannot make a private file");
	rc = copy_out(chain, (uint64_t)c->doc.original_size, fd, e);
	close(fd);
	return rc;
}

static enum err read_chain(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	return blob_chain_read(ctx, off, out, len, e);
}

static void note(struct convert_job *c, const char *code)
{
	c->notes = domain_printf(&c->d, "%s,\"%s\"", c->notes, code);
}

/* What the person should know who looks at the result. */
static enum err take_notes(struct convert_job *c, struct blob_chain *chain, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(NOTES_MEMORY);
	struct pdf_source src = { .size = (uint64_t)c->doc.original_size, .read = read_chain, .ctx = chain };
	struct sniffed kind;

	TRY(sniff(&src, mem, &kind, e));
	c->notes = "\"note-converted\"";
	if (kind.external)
		note(c, "note-external");
	if (kind.macros)
		note(c, "note-macros");
	return ERR_OK;
}

static enum err bring(struct convert_job *c, struct error *e)
{
	struct blob_chain *chain;
	enum err rc;

	TRY(vault_open_blob(&c->d, c->j->env->blobs, c->doc.original_blob, &chain, e));
	rc = put_upload(c, chain, e);
	if (rc == ERR_OK)
		rc = take_notes(c, chain, e);
	blob_chain_free(chain);
	return rc;
}

/* the PDF -------------------------------------------------------------------- */

static unsigned cpu_seconds(const struct jobs_env *env)
{
	unsigned n = env->office_seconds ? env->office_seconds : CPU_DEFAULT;

	return n < CPU_MAX ? n : CPU_MAX;
}

static enum err by_office(struct convert_job *c, struct error *e)
{
	const struct jobs_env *env = c->j->env;
	const struct office_limits limits = { .cpu_seconds = cpu_seconds(env) };

	return office_convert(env->office, c->dir.path, c->from.format, env->data_dir, &limits, e);
}

static enum err read_fd(void *ctx, unsigned char *out, size_t cap, size_t *n, struct error *e)
{
	ssize_t got = read(*(int *)ctx, out, cap);

	if (got < 0)
		return error_set(e, ERR_IO, "conversion: cannot read the result");
	*n = (size_t)got;
	return ERR_OK;
}

static struct intake intake_of(struct convert_job *c)
{
	return (struct intake){ .d = &c->d, .blobs = c->j->env->blobs, .log = c->j->env->log,
				.work = c->j->env->temp_dir, .hide = c->j->env->data_dir,
				.envelope = c->doc.envelope_id };
}

static enum err store(struct convert_job *c, struct error *e)
{
	struct intake in = intake_of(c);
	char *path = below(c, "out/in.pdf");
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum err rc;

	free(path);
	if (fd < 0)
		return error_set(e, ERR_UNSUPPORTED, "conversion: no result");
	in.read = read_fd;
	in.ctx = &fd;
	rc = intake_made(&in, &c->made, &c->converter, e);
	close(fd);
	return rc;
}

/* What is the file's own doing is an answer to the person; the rest may pass. */
static const char *refusal(enum err rc)
{
	switch ((int)rc) {
	case ERR_TIMEOUT:
		return "refused-office-slow";
	case ERR_UNAVAILABLE:
		return "refused-office-missing";
	case ERR_UNSUPPORTED:
	case ERR_TOO_LARGE:
	case ERR_INVALID:
	case ERR_PDF_DAMAGED:
	case ERR_PDF_NOT_PDF:
	case ERR_PDF_LIMIT:
		return "refused-office-failed";
	default:
		return NULL;
	}
}

static enum err make(struct convert_job *c, struct error *e)
{
	TRY(held_dir_make(c->j->env->temp_dir, "convert", &c->dir, e));
	TRY(bring(c, e));
	TRY(by_office(c, e));
	return store(c, e);
}

/* the job -------------------------------------------------------------------- */

static enum err finish(struct convert_job *c, struct error *e)
{
	AUTO(tx) struct tx tx = { c->j->db };
	const struct conversion how = { c->converter, c->fonts };

	TRY(db_begin(tx.db, e));
	if (c->refused) {
		TRY(document_refuse(&c->d, c->doc.id, c->refused, e));
	} else {
		c->made.notes = domain_printf(&c->d, "[%s]", c->notes);
		TRY(document_converted(&c->d, c->doc.id, &c->made, &how, e));
	}
	TRY(job_finish(c->j, e));
	return db_commit(tx.db, e);
}

/* LibreOffice starts twice, and each may take four times its CPU time (os/office.h). A worker that is
 * killed is found out at once all the same (runner.c). */
static enum err extend_lease(struct convert_job *c, struct error *e)
{
	time_ms longest = (time_ms)cpu_seconds(c->j->env) * 2 * 4 * 1000 + QUEUE_LEASE_MS;
	AUTO(tx) struct tx tx = { c->j->db };

	TRY(db_begin(tx.db, e));
	TRY(queue_extend_for(tx.db, c->d.clock, c->j->job, longest, e));
	return db_commit(tx.db, e);
}

static enum err work(struct convert_job *c, struct error *e)
{
	struct error why = { ERR_OK, "" };
	_Bool again;
	enum err rc;

	TRY(document_try(&c->d, c->doc.id, &again, e));
	TRY(extend_lease(c, e));
	rc = again ? make(c, &why) : ERR_UNSUPPORTED;
	held_dir_done(&c->dir);
	if (rc != ERR_OK) {
		c->refused = refusal(rc);
		log_event(c->j->env->log, LOG_WARN, "convert.failed", LF_STR("code", err_slug(rc)),
			  LF_STR("error", why.msg), LF_STR("envelope", c->doc.envelope_id));
		if (!c->refused)
			return error_set(e, rc, "%s", why.msg);
	}
	rc = finish(c, e);
	if (rc != ERR_OK && c->made.base.blob) {
		struct intake in = intake_of(c);

		db_rollback(c->j->db);
		intake_forget(&in, c->made.base.blob);
	}
	return rc;
}

/* Two at a time on this machine, and never all threads: signing must not wait for LibreOffice. */
static unsigned places(const struct jobs_env *env)
{
	return env->threads > AT_ONCE ? AT_ONCE : 1;
}

enum err job_convert(struct job_run *j, struct error *e)
{
	struct convert_job c = { .j = j, .d = work_domain(j), .fonts = "[]" };
	struct job_payload payload;
	enum err rc;
	int slot;

	TRY(job_payload_read(&c.d, j->job, &payload, e));
	rc = document_get(&c.d.repo, payload.document, &c.doc, e);
	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && strcmp(c.doc.state, "processing") != 0))
		return ERR_OK; /* removed meanwhile, or done by an earlier run */
	TRY(rc);
	TRY(document_source_get(&c.d.repo, payload.document, &c.from, e));
	TRY(lock_slot(j->env->temp_dir, "conversion", places(j->env), &slot, e));
	rc = work(&c, e);
	close(slot);
	return rc;
}

enum err job_convert_failed(struct job_run *j, const struct error *cause, struct error *e)
{
	struct domain d = work_domain(j);
	struct job_payload payload;

	(void)cause; /* told by the log */
	TRY(job_payload_read(&d, j->job, &payload, e));
	return document_refuse(&d, payload.document, "refused-office-failed", e);
}
