/* job "read_text": what the text of an uploaded PDF says. */
#include "domain/source.h"
#include "domain/vault.h"
#include "intake/reading.h"
#include "jobs/context.h"
#include "jobs/revision.h"

enum { ATTEMPTS_MAX = 5 }; /* of a file that kills its worker */

struct read_job {
	struct job_run *j;
	struct domain d;
	struct document doc;
	const char *failed; /* text code; NULL: it was read */
	struct document_read result;
};

static enum err read_file(struct read_job *r, struct reading_result *out, struct error *e)
{
	AUTO(secret) struct secret *org_key = NULL;
	AUTO(revision_file) struct revision_file file = { 0 };
	struct reading in = { .work = r->j->env->temp_dir, .hide = r->j->env->data_dir,
			      .is_signed = r->doc.signatures > 0, .file = &file.source };

	TRY(vault_key(&r->d, &org_key, e));
	TRY(revision_file_open(&r->d, r->j->env->blobs, org_key, r->doc.id, 1, &file, e));
	return reading_run(&in, r->j->mem, out, e);
}

static enum err keep(struct read_job *r, const struct reading_result *in, struct error *e)
{
	struct document_finding *list = arena_alloc_n(r->j->mem, in->n + 1, sizeof(*list));

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the findings exceed the memory limit");
	for (size_t i = 0; i < in->n; i++)
		list[i] = (struct document_finding){ .kind = in->items[i].kind, .page = in->items[i].page,
						     .data = in->items[i].data };
	r->result = (struct document_read){ list, in->n, in->pages, in->cut };
	return ERR_OK;
}

/* What lies in the file stays so; what lies in this machine is for its operator to know. */
static enum err look(struct read_job *r, struct error *e)
{
	static const enum err of_the_file[] = { ERR_PDF_DAMAGED, ERR_PDF_LIMIT, ERR_TIMEOUT, ERR_TOO_LARGE,
						ERR_INVALID, ERR_UNAVAILABLE };
	struct reading_result found;
	struct error why = { ERR_OK, "" };
	enum err rc = r->j->job->attempts > ATTEMPTS_MAX ? ERR_TIMEOUT : read_file(r, &found, &why);

	if (rc == ERR_OK)
		return keep(r, &found, e);
	for (size_t i = 0; i < COUNT_OF(of_the_file); i++)
		if (of_the_file[i] == rc)
			r->failed = "text-unread";
	if (!r->failed)
		return error_set(e, rc, "%s", why.msg);
	log_event(r->j->env->log, LOG_WARN, "text.unread", LF_STR("code", err_slug(rc)),
		  LF_STR("error", why.msg), LF_STR("envelope", r->j->job->envelope_id));
	return ERR_OK;
}

static enum err finish(struct read_job *r, struct error *e)
{
	AUTO(tx) struct tx tx = { r->j->db };

	TRY(db_begin(tx.db, e));
	if (r->failed)
		TRY(document_read_failed(&r->d, r->doc.id, r->failed, e));
	else
		TRY(document_read_done(&r->d, r->doc.id, &r->result, e));
	TRY(job_finish(r->j, e));
	return db_commit(tx.db, e);
}

enum err job_read_text(struct job_run *j, struct error *e)
{
	struct read_job r = { .j = j, .d = work_domain(j) };
	struct job_payload payload;
	enum err rc;

	TRY(job_payload_read(&r.d, j->job, &payload, e));
	rc = document_get(&r.d.repo, payload.document, &r.doc, e);
	if (rc == ERR_NOT_FOUND)
		return ERR_OK; /* removed meanwhile */
	TRY(rc);
	TRY(look(&r, e));
	return finish(&r, e);
}

enum err job_read_failed(struct job_run *j, const struct error *cause, struct error *e)
{
	struct domain d = work_domain(j);
	struct job_payload payload;

	(void)cause; /* told by the log */
	TRY(job_payload_read(&d, j->job, &payload, e));
	return document_read_failed(&d, payload.document, "text-unread", e);
}
