#include "intake/intake.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>
#include "domain/source.h"
#include "domain/vault.h"
#include "intake/sniff.h"
#include "os/file.h"
#include "os/held_dir.h"
#include "os/office.h"
#include "os/repair.h"
#include "pdf/index.h"
#include "pdf/numbers.h"
#include "pdf/survey.h"

enum { PIECE = 64 * 1024, PARSE_MEMORY = 128 * 1024 * 1024, SCAN_OVERLAP = 16, PRODUCER_MAX = 200 };

/* A file on its way in. */
struct incoming {
	const char *blob;
	int64_t size;
	struct bytes wrapped_key;
	const char *sha256;
	struct bytes state256, state384, state512;
	_Bool signed_already; /* a signature's /ByteRange was seen in its bytes */
};

struct taking {
	const struct intake *in;
	struct domain *d;
	const struct secret *org_key;
	struct blob_writer *writer;
	struct digest d256, d384, d512;
	unsigned char tail[SCAN_OVERLAP]; /* end of the last piece, for the scan */
	size_t tail_len;
	_Bool made; /* by a conversion: the envelope has room for it already */
	struct incoming file;
};

/* storing --------------------------------------------------------------- */

static enum err claim(struct domain *d, const char *blob, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(db_begin(tx.db, e));
	TRY(blob_row_insert(&d->repo, blob, domain_now(d), e));
	return db_commit(tx.db, e);
}

static enum err begin(struct taking *t, struct error *e)
{
	digest_init(&t->d256, DIGEST_SHA256);
	digest_init(&t->d384, DIGEST_SHA384);
	digest_init(&t->d512, DIGEST_SHA512);
	t->file.blob = domain_id(t->d, "blb");
	if (t->made)
		TRY(claim(t->d, t->file.blob, e));
	else
		TRY(document_begin(t->d, t->in->envelope, t->file.blob, e));
	return blob_create(t->in->blobs, t->org_key, t->d->rng, t->file.blob, &t->writer, e);
}

/* A signed file is never repaired; one is known by a /ByteRange, which must stand in
 * plain bytes (ISO 32000-2 §12.8.1). The scan crosses the borders of pieces. */
static void scan(struct taking *t, struct bytes piece)
{
	static const char mark[] = "/ByteRange";
	unsigned char joint[2 * SCAN_OVERLAP];
	size_t head = piece.len < SCAN_OVERLAP ? piece.len : SCAN_OVERLAP;

	memcpy(joint, t->tail, t->tail_len);
	memcpy(joint + t->tail_len, piece.data, head);
	if (bytes_find(BYTES(joint, t->tail_len + head), BYTES_LIT(mark), 0) != SIZE_MAX ||
	    bytes_find(piece, BYTES_LIT(mark), 0) != SIZE_MAX)
		t->file.signed_already = 1;
	memcpy(t->tail, piece.data + piece.len - head, head);
	t->tail_len = head;
}

static enum err add(struct taking *t, struct bytes piece, struct error *e)
{
	digest_update(&t->d256, piece);
	digest_update(&t->d384, piece);
	digest_update(&t->d512, piece);
	scan(t, piece);
	t->file.size += (int64_t)piece.len;
	return blob_write(t->writer, piece, e);
}

static enum err state(struct taking *t, const struct digest *d, struct bytes *out, struct error *e)
{
	unsigned char raw[DIGEST_STATE_MAX];

	if (!arena_copy(t->d->repo.mem, BYTES(raw, digest_export(d, raw)), out))
		return error_set(e, ERR_TOO_LARGE, "upload: out of memory");
	return ERR_OK;
}

static enum err end(struct taking *t, struct error *e)
{
	unsigned char value[DIGEST_MAX];
	struct blob_info info;
	char hex[65];

	TRY(state(t, &t->d256, &t->file.state256, e));
	TRY(state(t, &t->d384, &t->file.state384, e));
	TRY(state(t, &t->d512, &t->file.state512, e));
	digest_final(&t->d256, value);
	hex_encode(BYTES(value, 32), hex);
	t->file.sha256 = domain_printf(t->d, "%s", hex);
	TRY(blob_commit(t->writer, t->d->repo.mem, &info, e));
	t->file.wrapped_key = info.wrapped_key;
	return ERR_OK;
}

typedef enum err read_fn(void *ctx, unsigned char *out, size_t cap, size_t *n, struct error *e);

static enum err copy_in(struct taking *t, read_fn *read, void *ctx, struct error *e)
{
	unsigned char *piece = arena_alloc(t->d->repo.mem, PIECE);
	size_t n;

	if (!piece)
		return error_set(e, ERR_TOO_LARGE, "upload: out of memory");
	TRY(begin(t, e));
	for (;;) {
		TRY(read(ctx, piece, PIECE, &n, e));
		if (!n)
			return end(t, e);
		TRY(add(t, BYTES(piece, n), e));
	}
}

/* A blob that is not going to be used: its file at once, its row by the sweep. One whose commit
 * went through although its answer was lost belongs to a document and stays. */
void intake_forget(const struct intake *in, const char *blob)
{
	_Bool gone = 0;

	if (!blob || document_abandon(in->d, blob, &gone, NULL) != ERR_OK || !gone)
		return;
	if (blob_remove(in->blobs, blob, NULL) != ERR_OK)
		return; /* the sweep removes both */
}

static enum err take_as(const struct intake *in, const struct secret *org_key, _Bool made, read_fn *read,
			void *ctx, struct incoming *out, struct error *e)
{
	struct taking t = { .in = in, .d = in->d, .org_key = org_key, .made = made };
	enum err rc = copy_in(&t, read, ctx, e);

	blob_writer_free(t.writer);
	if (rc == ERR_OK)
		*out = t.file;
	else
		intake_forget(in, t.file.blob);
	return rc;
}

static enum err take(const struct intake *in, const struct secret *org_key, read_fn *read, void *ctx,
		     struct incoming *out, struct error *e)
{
	return take_as(in, org_key, 0, read, ctx, out, e);
}

/* looking --------------------------------------------------------------- */

static enum err open_blob(const struct intake *in, const struct secret *org_key,
			  const struct incoming *f, struct blob **out, struct error *e)
{
	return blob_open(in->blobs, org_key, f->blob, f->wrapped_key, out, e);
}

static enum err read_blob(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	return blob_read(ctx, off, out, len, e);
}

/* "LibreOffice 7.4"; "" when the file does not say. In the domain's memory. */
static enum err producer_of(const struct intake *in, struct pdf_doc *doc, const char **out, struct error *e)
{
	const struct pdf_obj *info, *text;

	TRY(pdf_doc_get(doc, pdf_doc_trailer(doc), "Info", &info, e));
	*out = "";
	if (info->kind != PDF_DICT)
		return ERR_OK;
	TRY(pdf_doc_get(doc, info, "Producer", &text, e));
	if (text->kind == PDF_STRING && text->u.text.len < PRODUCER_MAX)
		*out = pdf_text_utf8(in->d->repo.mem, text->u.text);
	return *out ? ERR_OK : error_set(e, ERR_TOO_LARGE, "upload: out of memory");
}

/* What the first signature needs to know of the document, found while it is read anyway. It is for
 * speed only: a document that has no room for it here may have it where it is signed. */
static enum err index_of(const struct intake *in, struct pdf_doc *doc, struct arena *mem,
			 struct bytes *out, struct error *e)
{
	struct bytes index;
	enum err rc = pdf_index_build(doc, mem, &index, e);

	*out = BYTES(NULL, 0);
	if (rc == ERR_PDF_LIMIT)
		return ERR_OK;
	TRY(rc);
	if (!arena_copy(in->d->repo.mem, index, out))
		return error_set(e, ERR_TOO_LARGE, "upload: out of memory");
	return ERR_OK;
}

/* What was found in a PDF. */
struct found {
	struct pdf_survey survey;
	struct bytes index;
	const char *producer;
};

static enum err look(const struct intake *in, const struct secret *org_key, const struct incoming *f,
		     struct found *out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(PARSE_MEMORY);
	AUTO(blob) struct blob *blob = NULL;
	struct pdf_source src = { .size = (uint64_t)f->size, .read = read_blob };
	struct pdf_doc *doc;

	if (!f->size)
		return error_set(e, ERR_PDF_NOT_PDF, "the file is empty");
	TRY(open_blob(in, org_key, f, &blob, e));
	src.ctx = blob;
	TRY(pdf_doc_open(&src, mem, NULL, &doc, e));
	TRY(pdf_survey(doc, mem, &out->survey, e));
	TRY(producer_of(in, doc, &out->producer, e));
	if (!out->survey.pages)
		return error_set(e, ERR_PDF_DAMAGED, "the PDF has no page");
	TRY(pdf_survey_signable(&out->survey, e));
	TRY(pdf_numbers_room(doc, e));
	return index_of(in, doc, mem, &out->index, e);
}

/* repairing ------------------------------------------------------------- */

static enum err copy_out(const struct intake *in, struct blob *blob, int fd, struct error *e)
{
	unsigned char *piece = arena_alloc(in->d->repo.mem, PIECE);
	uint64_t size = blob_size(blob);

	if (!piece)
		return error_set(e, ERR_TOO_LARGE, "repair: out of memory");
	for (uint64_t at = 0; at < size;) {
		size_t n = size - at < PIECE ? (size_t)(size - at) : PIECE;

		TRY(blob_read(blob, at, piece, n, e));
		TRY(fd_write_all(fd, BYTES(piece, n), e));
		at += n;
	}
	return ERR_OK;
}

static enum err write_plain(const struct intake *in, const struct secret *org_key,
			    const struct incoming *f, const char *path, struct error *e)
{
	AUTO(blob) struct blob *blob = NULL;
	enum err rc;
	int fd;

	TRY(open_blob(in, org_key, f, &blob, e));
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set(e, ERR_IO, "repair: cannot make a private file");
	rc = copy_out(in, blob, fd, e);
	close(fd);
	return rc;
}

static enum err read_fd(void *ctx, unsigned char *out, size_t cap, size_t *n, struct error *e)
{
	ssize_t got = read(*(int *)ctx, out, cap);

	if (got < 0)
		return error_set(e, ERR_IO, "repair: cannot read the repaired file");
	*n = (size_t)got;
	return ERR_OK;
}

/* In a folder that is cleared at the next start when this process is killed. */
struct repair_files {
	struct held_dir dir;
	char *from, *to;
};

static void repair_files_done(struct repair_files *f)
{
	held_dir_done(&f->dir);
	free(f->from);
	free(f->to);
}
DEFINE_AUTO_DONE(repair_files, struct repair_files)

static enum err make_files(const struct intake *in, struct repair_files *f, struct error *e)
{
	TRY(held_dir_make(in->work, "repair", &f->dir, e));
	if (asprintf(&f->from, "%s/from.pdf", f->dir.path) < 0 ||
	    asprintf(&f->to, "%s/to.pdf", f->dir.path) < 0)
		abort();
	return ERR_OK;
}

static enum err take_repaired(const struct intake *in, const struct secret *org_key, const char *path,
			      struct incoming *out, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err rc;

	if (fd < 0)
		return error_set(e, ERR_IO, "repair: no result");
	rc = take(in, org_key, read_fd, &fd, out, e);
	close(fd);
	return rc;
}

static enum err repair(const struct intake *in, const struct secret *org_key,
		       const struct incoming *broken, struct incoming *out, struct error *e)
{
	AUTO(repair_files) struct repair_files f = { 0 };
	struct repair_report report;

	TRY(make_files(in, &f, e));
	TRY(write_plain(in, org_key, broken, f.from, e));
	TRY(repair_pdf(f.from, f.to, f.dir.path, in->hide,
		       &(struct repair_limits){ .input_max = in->repair_max }, in->d->repo.mem,
		       &report, e));
	return take_repaired(in, org_key, f.to, out, e);
}

enum err intake_clear(const char *work, struct error *e)
{
	static const char *const kinds[] = { "repair", "read", "convert" };

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		TRY(held_dir_clear(work, kinds[i], NULL, NULL, e));
	return ERR_OK;
}

/* the whole ------------------------------------------------------------- */

static const char *notes_of(const struct intake *in, const struct pdf_survey *s, _Bool repaired)
{
	const struct {
		_Bool set;
		const char *code;
	} notes[] = {
		{ repaired, "note-repaired" },
		{ s->javascript, "note-javascript" },
		{ s->signatures > 0, "note-signed" },
		{ s->fields > s->signatures + s->empty_signature_fields, "note-form" },
		{ s->pdf_a_part > 0, "note-pdfa" },
	};
	const char *out = "";

	for (size_t i = 0; i < COUNT_OF(notes); i++)
		if (notes[i].set)
			out = domain_printf(in->d, "%s%s\"%s\"", out, *out ? "," : "", notes[i].code);
	return domain_printf(in->d, "[%s]", out);
}

static enum err finish(const struct intake *in, const struct incoming *original,
		       const struct incoming *repaired, const struct found *found,
		       struct document *out, struct error *e)
{
	const struct pdf_survey *s = &found->survey;
	const struct incoming *base = repaired ? repaired : original;
	struct document_new new = {
		.envelope = in->envelope,
		.name = in->name,
		.notes = notes_of(in, s, repaired != NULL),
		.original = { original->blob, original->size, original->wrapped_key, original->sha256 },
		.pages = s->pages,
		.signatures = s->signatures,
		.certified = s->certified,
		.state256 = base->state256,
		.state384 = base->state384,
		.state512 = base->state512,
		.signing_index = found->index,
	};

	if (repaired) {
		new.base.blob = repaired->blob;
		new.base.size = repaired->size;
		new.base.wrapped_key = repaired->wrapped_key;
		new.base.sha256 = repaired->sha256;
	}
	if (in->stored)
		in->stored(in->ctx);
	return document_finish(in->d, &new, out, e);
}

static _Bool repairable(enum err rc, const struct incoming *f)
{
	return (rc == ERR_PDF_DAMAGED || rc == ERR_PDF_NOT_PDF) && f->size && !f->signed_already;
}

/* Damaged beyond repair is an answer, and a busy database says nothing of the file; anything else is
 * for the operator to know. */
static enum err try_repair(const struct intake *in, const struct secret *org_key,
			   const struct incoming *original, struct incoming *repaired, struct error *e)
{
	enum err rc = repair(in, org_key, original, repaired, e);

	if (rc != ERR_OK && rc != ERR_PDF_DAMAGED && rc != ERR_BUSY && in->log)
		log_event(in->log, LOG_WARN, "repair.failed", LF_STR("code", err_slug(rc)),
			  LF_STR("error", e->msg), LF_INT("bytes", original->size));
	return rc;
}

/* The strict reader's own words stay the reason when the repair fails. */
static enum err examine(const struct intake *in, const struct secret *org_key,
			const struct incoming *original, struct incoming *repaired,
			struct document *out, struct error *e)
{
	struct error why = { ERR_OK, "" };
	struct found found;
	enum err rc = look(in, org_key, original, &found, e), tried;

	if (rc == ERR_OK)
		return finish(in, original, NULL, &found, out, e);
	if (!repairable(rc, original))
		return rc;
	tried = try_repair(in, org_key, original, repaired, &why);
	if (tried == ERR_BUSY)
		return error_set(e, ERR_BUSY, "%s", why.msg);
	if (tried != ERR_OK)
		return rc;
	TRY(look(in, org_key, repaired, &found, e));
	return finish(in, original, repaired, &found, out, e);
}

/* other kinds than PDF ------------------------------------------------------ */

static enum err look_kind(const struct intake *in, const struct secret *org_key, const struct incoming *f,
			  struct sniffed *out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(PARSE_MEMORY);
	AUTO(blob) struct blob *blob = NULL;
	struct pdf_source src = { .size = (uint64_t)f->size, .read = read_blob };

	TRY(open_blob(in, org_key, f, &blob, e));
	src.ctx = blob;
	return sniff(&src, mem, out, e);
}

/* "契約書.docx" becomes "契約書.pdf". */
static const char *name_of_pdf(struct domain *d, const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t n = dot && dot != name && strlen(dot) <= 6 ? (size_t)(dot - name) : strlen(name);

	return domain_printf(d, "%.*s.pdf", (int)n, name);
}

static enum err receive(const struct intake *in, const struct incoming *original, const struct sniffed *kind,
			struct document *out, struct error *e)
{
	const struct document_new new = {
		.envelope = in->envelope,
		.name = name_of_pdf(in->d, in->name),
		.source_name = in->name,
		.format = kind->format,
		.original = { original->blob, original->size, original->wrapped_key, original->sha256 },
	};

	if (kind->refused || !sniff_converter(kind->format))
		return domain_refuse(in->d, ERR_UNSUPPORTED, kind->refused ? kind->refused : "refused-kind", e);
	if (!office_is_there(in->office))
		return domain_refuse(in->d, ERR_UNSUPPORTED, "refused-office-missing", e);
	if (in->stored)
		in->stored(in->ctx);
	return document_receive(in->d, &new, out, e);
}

/* Bytes that only begin like an archive, under the name of a PDF: what they lack to be a PDF is the
 * better answer than what they lack to be an Office document. */
static _Bool meant_as_pdf(const struct intake *in, const struct sniffed *kind)
{
	const char *dot = strrchr(in->name, '.');

	return kind->refused && !strcmp(kind->refused, "refused-office-damaged") && dot &&
	       !strcasecmp(dot, ".pdf");
}

static enum err take_in(const struct intake *in, const struct secret *org_key,
			const struct incoming *original, struct incoming *repaired, struct document *out,
			struct error *e)
{
	struct sniffed kind = { .format = "pdf" };

	if (original->size)
		TRY(look_kind(in, org_key, original, &kind, e));
	if (strcmp(kind.format, "pdf") != 0 && !meant_as_pdf(in, &kind))
		return receive(in, original, &kind, out, e);
	return examine(in, org_key, original, repaired, out, e);
}

enum err intake_made(const struct intake *in, struct document_new *out, const char **producer,
		     struct error *e)
{
	AUTO(secret) struct secret *org_key = NULL;
	struct incoming made = { 0 };
	struct found found;
	enum err rc;

	TRY(vault_key(in->d, &org_key, e));
	TRY(take_as(in, org_key, 1, in->read, in->ctx, &made, e));
	rc = look(in, org_key, &made, &found, e);
	if (rc != ERR_OK) {
		intake_forget(in, made.blob);
		return rc;
	}
	*out = (struct document_new){
		.envelope = in->envelope,
		.base = { made.blob, made.size, made.wrapped_key, made.sha256 },
		.pages = found.survey.pages,
		.state256 = made.state256,
		.state384 = made.state384,
		.state512 = made.state512,
		.signing_index = found.index,
	};
	*producer = found.producer;
	return ERR_OK;
}

enum err intake_run(const struct intake *in, struct document *out, struct error *e)
{
	AUTO(secret) struct secret *org_key = NULL;
	struct incoming original = { 0 }, repaired = { 0 };
	enum err rc;

	TRY(vault_key(in->d, &org_key, e));
	TRY(take(in, org_key, in->read, in->ctx, &original, e));
	rc = take_in(in, org_key, &original, &repaired, out, e);
	if (rc != ERR_OK) {
		intake_forget(in, original.blob);
		intake_forget(in, repaired.blob);
	}
	return rc;
}
