/* Files: the upload, what was sent, each act, what was concluded; and what our validator says. */
#include "domain/vault.h"
#include "evidence/bundle_work.h"
#include "sig/validate/validate.h"
#include "store/repo/preservation.h"

/* Kinds of revisions that somebody saw or acted by; data and time-stamps alone are in the last one.
 */
static _Bool matters(const char *kind)
{
	static const char *const kinds[] = { "send", "agree", "approve", "certificate" };

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!strcmp(kinds[i], kind))
			return 1;
	return 0;
}

static enum err put_piece(void *ctx, struct bytes piece, struct error *e)
{
	return zip_data(ctx, piece, e);
}

static enum err put_chain(struct bundle_work *b, const char *path, struct blob_chain *chain,
			  uint64_t size, struct error *e)
{
	if (blob_chain_size(chain) < size)
		return error_set(e, ERR_IO, "%s: the stored file is shorter than recorded", path);
	TRY(zip_begin(b->z, path, size, e));
	return blob_chain_each(chain, 0, size, put_piece, b->z, e);
}

enum err bundle_blob(struct bundle_work *b, const char *path, const char *blob, int64_t size,
		     struct error *e)
{
	AUTO(blob_chain) struct blob_chain *chain = NULL;

	TRY(vault_open_blob(b->d, b->w->blobs, blob, &chain, e));
	return put_chain(b, path, chain, (uint64_t)size, e);
}

static enum err put_revision(struct bundle_work *b, const char *path, const struct revision *rev,
			     struct error *e)
{
	AUTO(blob_chain) struct blob_chain *chain = NULL;

	TRY(vault_open_revision(b->d, b->w->blobs, rev->document_id, rev->no, &chain, e));
	return put_chain(b, path, chain, (uint64_t)rev->size, e);
}

/* reports ----------------------------------------------------------------- */

static enum err put_report(struct bundle_work *b, const char *stem, const char *file,
			   const struct validate_report *report, struct arena *mem, struct error *e)
{
	static const struct {
		const char *suffix;
		_Bool ja;
	} texts[] = { { "ja.txt", 1 }, { "en.txt", 0 } };
	AUTO(buf) struct buf xml = { 0 };
	json_t *j = validate_report_json(report);
	char *text = j ? json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	enum err rc;

	(void)file;
	json_decref(j);
	if (!text)
		return error_set(e, ERR_TOO_LARGE, "bundle: no room for a report");
	rc = bundle_text(b, domain_printf(b->d, "%s.json", stem), text, e);
	free(text);
	TRY(rc);
	validate_report_xml(report, &xml);
	TRY(zip_add(b->z, domain_printf(b->d, "%s.xml", stem), buf_bytes(&xml), e));
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		AUTO(buf) struct buf out = { 0 };

		validate_report_text(report, texts[i].ja, mem, &out);
		TRY(zip_add(b->z, domain_printf(b->d, "%s.%s", stem, texts[i].suffix),
			    buf_bytes(&out), e));
	}
	return ERR_OK;
}

static enum err judge(struct bundle_work *b, const char *path, const char *stem,
		      const struct revision *rev, struct error *e)
{
	AUTO(blob_chain) struct blob_chain *chain = NULL;
	AUTO(arena) struct arena *mem = arena_new(validate_memory((uint64_t)rev->size));
	struct pdf_source src = { .size = (uint64_t)rev->size, .read = blob_chain_read };
	struct validate_report report;

	TRY(vault_open_revision(b->d, b->w->blobs, rev->document_id, rev->no, &chain, e));
	src.ctx = chain;
	report = validate_file(&src,
			       &(struct validate_options){ .trust = b->w->trust,
							   .algorithms = b->w->algorithms,
							   .at = b->w->at,
							   .file = path },
			       mem);
	return put_report(b, stem, path, &report, mem, e);
}

/* one document ------------------------------------------------------------ */

static const char *who(struct bundle_work *b, const struct revision *rev)
{
	for (size_t i = 0; rev->act_id && i < b->x->n_recipients; i++)
		if (b->x->recipients[i].act_id && !strcmp(b->x->recipients[i].act_id, rev->act_id))
			return b->x->recipients[i].name;
	return "";
}

static enum err put_evidence(struct bundle_work *b, const struct document *doc, const char *stem,
			     struct error *e)
{
	struct evidence_record r;
	enum err rc = evidence_record_newest(&b->d->repo, doc->id, &r, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	return zip_add(b->z, domain_printf(b->d, "%s.ers", stem), r.record, e);
}

static enum err put_head(struct bundle_work *b, const struct document *doc, const char *path,
			 const struct revision *head, struct error *e)
{
	_Bool certificate = !strcmp(doc->kind, "certificate");
	const char *stem = domain_printf(b->d, "reports/%02lld", (long long)doc->position);

	TRY(put_revision(b, path, head, e));
	TRY(judge(b, path, stem, head, e));
	TRY(put_evidence(b, doc, stem, e));
	return bundle_exhibit(
		b,
		&(struct exhibit){
			.path = path,
			.title_ja = certificate ? "合意締結証明書" : doc->name,
			.title_en = certificate ? "Agreement certificate" : doc->name,
			.author = certificate ? "電子契約サービス提供者" : b->org.name,
			.at = head->created_at,
			.purpose_ja = certificate ? "各当事者が上記書類に同意した事実、その日時、本"
						    "人確認の方法"
						  : "当事者間で本書面の内容の合意が成立した事実",
			.purpose_en = certificate ? "that each party agreed, when, and how they "
						    "were authenticated"
						  : "that the parties agreed on this content" },
		e);
}

static enum err put_steps(struct bundle_work *b, const struct document *doc, const char *dir,
			  const struct revision *list, size_t n, struct error *e)
{
	TRY(bundle_blob(b, domain_printf(b->d, "%s/0-upload.pdf", dir), doc->original_blob,
			doc->original_size, e));
	for (size_t i = 0; i < n; i++) {
		const char *person = who(b, &list[i]);

		if (list[i].no == doc->head_no || !matters(list[i].kind))
			continue;
		TRY(put_revision(b,
				 domain_printf(b->d, "%s/%lld-%s%s%s.pdf", dir,
					       (long long)list[i].no, list[i].kind,
					       *person ? "-" : "",
					       *person ? bundle_name(b, person) : ""),
				 &list[i], e));
	}
	return ERR_OK;
}

static const struct revision *head_of(const struct document *doc, const struct revision *list,
				      size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].no == doc->head_no)
			return &list[i];
	return NULL;
}

static enum err put_document(struct bundle_work *b, const struct document *doc, struct error *e)
{
	_Bool certificate = !strcmp(doc->kind, "certificate");
	const struct revision *list, *head;
	const char *dir;
	size_t n;

	TRY(revision_list(&b->d->repo, doc->id, &list, &n, e));
	head = head_of(doc, list, n);
	if (!head)
		return error_set(e, ERR_INTERNAL, "document %s has no head", doc->id);
	if (certificate)
		return put_head(b, doc,
				domain_printf(b->d, "certificate/%s", bundle_name(b, doc->name)),
				head, e);
	dir = domain_printf(b->d, "documents/%02lld-%s", (long long)doc->position,
			    bundle_name(b, doc->name));
	TRY(put_steps(b, doc, dir, list, n, e));
	return put_head(b, doc,
			domain_printf(b->d, "%s/%s.pdf", dir,
				      b->x->state == ENVELOPE_COMPLETED ? "concluded" : "current"),
			head, e);
}

enum err bundle_documents(struct bundle_work *b, struct error *e)
{
	for (size_t i = 0; i < b->x->n_documents; i++)
		if (!strcmp(b->x->documents[i].state, "ready"))
			TRY(put_document(b, &b->x->documents[i], e));
	return ERR_OK;
}
