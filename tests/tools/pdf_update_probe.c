/* pdf_update_probe OUTDIR FILE…: to each PDF that our reader accepts, two incremental
 * updates are appended, as a contract gets them: a new object and a visible signature
 * field with a drawn appearance and a signature hole, then an invisible one. Each
 * result is read again by our reader. One line a file, separated by tabs: updated or
 * refused or failed, the input, the output, the growth in bytes, the message. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "draw/release.h"
#include "draw/stamp.h"
#include "pdf/import.h"
#include "pdf/survey.h"

enum { DOC_BYTES = 48 * 1024 * 1024, HOLE = 2048 };

struct job {
	struct arena *mem;
	struct bytes file; /* grows by each tail */
	struct bytes stamp;
};

static enum err read_file(const char *path, struct arena *mem, struct bytes *out, struct error *e)
{
	AUTO(buf) struct buf b = { 0 };
	unsigned char chunk[65536];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		return error_set(e, ERR_IO, "cannot open");
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_append(&b, BYTES(chunk, n));
	fclose(f);
	return arena_copy(mem, buf_bytes(&b), out) ? ERR_OK : error_set(e, ERR_IO, "no memory");
}

static enum err append(struct job *j, const struct pdf_tail *t, struct error *e)
{
	unsigned char *all = arena_alloc(j->mem, j->file.len + t->len);

	if (!all)
		return error_set(e, ERR_IO, "no memory");
	memcpy(all, j->file.data, j->file.len);
	memcpy(all + j->file.len, t->data, t->len);
	j->file = BYTES(all, j->file.len + t->len);
	return ERR_OK;
}

static enum err sign(struct job *j, struct pdf_update *u, const char *name, _Bool visible,
		     struct error *e)
{
	struct pdf_new_sigfield f = { .name = name, .tooltip = "署名欄",
				      .lock = { PDF_LOCK_INCLUDE, &name, 1, 0 } };
	struct pdf_ref field, appearance = { 0 }, sig = pdf_update_reserve(u);
	struct pdf_dict_builder b = pdf_dict_new(j->mem);
	struct pdf_obj dict;
	double box[4];

	if (visible) {
		TRY(pdf_import_page(u, j->stamp, &appearance, box, e));
		memcpy(f.rect, (double[4]){ 20, 20, 20 + box[2], 20 + box[3] }, sizeof(f.rect));
	}
	pdf_dict_set(&b, "Type", pdf_name("Sig"));
	pdf_dict_set(&b, "Filter", pdf_name("Adobe.PPKLite"));
	pdf_dict_set(&b, "SubFilter", pdf_name("ETSI.CAdES.detached"));
	pdf_dict_set(&b, "Name", pdf_text(j->mem, "山田 太郎"));
	dict = pdf_dict_obj(&b);
	TRY(pdf_update_set_signature(u, sig, &dict, HOLE, e));
	TRY(pdf_form_add_sigfield(u, &f, &field, e));
	return pdf_form_set_signature(u, field, sig, appearance, e);
}

/* Our reader sees the field, its signature and the hole where the tail says. */
static enum err check(struct job *j, const char *name, const struct pdf_tail *t, unsigned revisions,
		      struct error *e)
{
	struct pdf_source src = pdf_source_memory(j->file);
	const struct pdf_field *fields, *f;
	const struct pdf_obj *range;
	struct pdf_doc *d;
	size_t n, i;

	TRY(pdf_doc_open(&src, j->mem, NULL, &d, e));
	if (pdf_doc_revisions(d) != revisions + 1)
		return error_set(e, ERR_INTERNAL, "%u revisions after %u", pdf_doc_revisions(d),
				 revisions);
	TRY(pdf_form_fields(d, j->mem, &fields, &n, e));
	if (!pdf_form_find(fields, n, name, &f) || !f->value)
		return error_set(e, ERR_INTERNAL, "the new field is not signed");
	TRY(pdf_doc_get(d, f->value, "ByteRange", &range, e));
	for (i = 0; i < 4; i++)
		if (range->kind != PDF_ARRAY || range->u.array.n != 4 ||
		    range->u.array.items[i].u.integer != (int64_t)t->byte_range[i])
			return error_set(e, ERR_INTERNAL, "another /ByteRange than written");
	if (j->file.data[t->hole_off] != '<' ||
	    j->file.data[t->hole_off + t->hole_len - 1] != '>' ||
	    t->byte_range[2] + t->byte_range[3] != j->file.len)
		return error_set(e, ERR_INTERNAL, "the hole is not where the tail says");
	return ERR_OK;
}

static enum err update(struct job *j, const char *name, _Bool visible, struct error *e)
{
	struct pdf_source src = pdf_source_memory(j->file);
	struct pdf_obj extra = pdf_text(j->mem, "a new object");
	struct pdf_update *u;
	struct pdf_doc *d;
	struct pdf_ref ref;
	struct pdf_tail t;
	unsigned revisions;

	TRY(pdf_doc_open(&src, j->mem, NULL, &d, e));
	revisions = pdf_doc_revisions(d);
	TRY(pdf_update_begin(d, j->mem, &u, e));
	TRY(pdf_update_add(u, &extra, &ref, e));
	TRY(sign(j, u, name, visible, e));
	TRY(pdf_update_finish(u, &t, e));
	TRY(pdf_tail_fill(&t, BYTES_LIT("\x30\x03\x02\x01\x00"), e));
	TRY(append(j, &t, e));
	return check(j, name, &t, revisions, e);
}

static enum err draw(struct arena *mem, struct bytes *out, struct error *e)
{
	static const char *const lines[] = { "山田 太郎", "株式会社スカイ商店", "2026-11-22 15:30 JST" };
	struct draw_stamp s = { .width = 180, .height = 50, .lines = lines, .n_lines = 3 };

	return draw_stamp_pdf(&s, mem, out, e);
}

/* What our reader or the survey refuses is no fault of the writer. */
static enum err acceptable(struct job *j, struct error *e)
{
	struct pdf_source src = pdf_source_memory(j->file);
	struct pdf_survey s;
	struct pdf_doc *d;

	TRY(pdf_doc_open(&src, j->mem, NULL, &d, e));
	TRY(pdf_survey(d, j->mem, &s, e));
	return pdf_survey_signable(&s, e);
}

static enum err write_out(const struct job *j, const char *path, struct error *e)
{
	FILE *f = fopen(path, "wb");
	_Bool ok = f && fwrite(j->file.data, 1, j->file.len, f) == j->file.len;

	if (f && fclose(f))
		ok = 0;
	return ok ? ERR_OK : error_set(e, ERR_IO, "cannot write");
}

static _Bool probe(const char *dir, size_t number, const char *path, struct bytes stamp)
{
	AUTO(arena) struct arena *mem = arena_new(DOC_BYTES);
	struct job j = { .mem = mem, .stamp = stamp };
	const char *out = arena_printf(mem, "%s/%05zu.pdf", dir, number);
	struct error e = { 0 };
	size_t before;
	enum err rc;

	if (read_file(path, mem, &j.file, &e) != ERR_OK || acceptable(&j, &e) != ERR_OK) {
		printf("refused\t%s\t%s\t0\t%s\n", path, err_name(e.code), e.msg);
		return 1;
	}
	before = j.file.len;
	rc = update(&j, "skysign_probe_1", 1, &e);
	if (rc == ERR_OK)
		rc = update(&j, "skysign_probe_2", 0, &e);
	if (rc == ERR_OK)
		rc = write_out(&j, out, &e);
	printf("%s\t%s\t%s\t%zu\t%s\n", rc == ERR_OK ? "updated" : "failed", path, out,
	       j.file.len - before, rc == ERR_OK ? "" : e.msg);
	return rc == ERR_OK;
}

int main(int argc, char **argv)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes stamp;
	struct error e = { 0 };
	int failed = 0;

	if (argc < 3 || draw(mem, &stamp, &e) != ERR_OK) {
		fprintf(stderr, "usage: pdf_update_probe OUTDIR FILE... %s\n", e.msg);
		return 2;
	}
	for (int i = 2; i < argc; i++)
		failed |= !probe(argv[1], (size_t)i - 1, argv[i], stamp);
	draw_release();
	return failed;
}
