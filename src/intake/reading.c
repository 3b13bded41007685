#include "intake/reading.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "intake/reading_json.h"
#include "os/extract.h"
#include "os/file.h"
#include "os/held_dir.h"
#include "pdf/doc.h"

enum {
	PIECE = 64 * 1024,
	FILE_MAX = 256 * 1024 * 1024,
	TEXT_MAX = 64 * 1024 * 1024, /* what pdftotext writes */
	PARSE_MEMORY = 128 * 1024 * 1024,
	LAYOUT_MEMORY = 192 * 1024 * 1024,
	PAGE_MEMORY = 32 * 1024 * 1024,
};

/* taking the text out ------------------------------------------------------ */

static enum err copy_to(const struct pdf_source *file, int fd, struct error *e)
{
	AUTO(buf) struct buf piece = { 0 };

	if (file->map)
		return fd_write_all(fd, BYTES(file->map, file->size), e);
	buf_fill(&piece, 0, PIECE);
	for (uint64_t at = 0; at < file->size;) {
		size_t n = file->size - at < PIECE ? (size_t)(file->size - at) : PIECE;

		TRY(file->read(file->ctx, at, piece.data, n, e));
		TRY(fd_write_all(fd, BYTES(piece.data, n), e));
		at += n;
	}
	return ERR_OK;
}

static char *below(const struct held_dir *dir, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", dir->path, name) < 0)
		abort();
	return path;
}

static enum err put_file(const struct pdf_source *file, const struct held_dir *dir, struct error *e)
{
	char *path = below(dir, "in.pdf");
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err rc;

	free(path);
	if (fd < 0)
		return error_set(e, ERR_IO, "reading: cannot make a private file");
	rc = copy_to(file, fd, e);
	close(fd);
	return rc;
}

static enum err take_text(const struct reading *in, struct buf *out, struct error *e)
{
	AUTO(held_dir) struct held_dir dir = { 0 };
	const struct extract_limits limits = { .output_max = TEXT_MAX, .pages = LAYOUT_PAGES };
	char *path;
	enum err rc;

	if (in->file->size > FILE_MAX)
		return error_set(e, ERR_TOO_LARGE, "the file is too large for its text to be read");
	TRY(held_dir_make(in->work, "read", &dir, e));
	TRY(put_file(in->file, &dir, e));
	TRY(extract_text(dir.path, in->hide, &limits, e));
	path = below(&dir, "out.html");
	rc = file_read(path, TEXT_MAX, out, e);
	free(path);
	return rc == ERR_NOT_FOUND ? error_set(e, ERR_PDF_DAMAGED, "pdftotext gave no text") : rc;
}

/* sizes of pages ----------------------------------------------------------- */

static struct page_size size_of(const struct pdf_page *p)
{
	double w = p->crop_box[2] - p->crop_box[0], h = p->crop_box[3] - p->crop_box[1];
	_Bool lies = p->rotate == 90 || p->rotate == 270;

	return (struct page_size){ lies ? h : w, lies ? w : h };
}

static enum err sizes_of(const struct reading *in, size_t n, struct arena *mem,
			 const struct page_size **out, uint32_t *pages, struct error *e)
{
	AUTO(arena) struct arena *parse = arena_new(PARSE_MEMORY);
	struct page_size *sizes = arena_alloc_n(mem, n + 1, sizeof(*sizes));
	struct pdf_doc *doc;

	if (!sizes)
		return error_set(e, ERR_TOO_LARGE, "the pages need more memory than allowed");
	TRY(pdf_doc_open(in->file, parse, NULL, &doc, e));
	TRY(pdf_doc_page_count(doc, pages, e));
	if (n > *pages)
		return error_set(e, ERR_PDF_DAMAGED, "pdftotext finds more pages than there are");
	for (size_t i = 0; i < n; i++) {
		struct pdf_page page;

		TRY(pdf_doc_page(doc, (uint32_t)i, &page, e));
		sizes[i] = size_of(&page);
	}
	*out = sizes;
	return ERR_OK;
}

/* looking ------------------------------------------------------------------ */

struct found {
	struct tag_list tags;
	struct wording_list wordings;
};

static enum err look(const struct text_layout *l, struct arena *mem, struct found *out, struct error *e)
{
	AUTO(arena) struct arena *page = arena_new(PAGE_MEMORY);

	for (size_t i = 0; i < l->n_pages; i++) {
		struct stream st;

		arena_reset(page);
		TRY(stream_make(l, i, page, &st, e));
		TRY(tags_find(&st, i, mem, page, &out->tags, e));
		TRY(wording_find(&st, i, mem, page, &out->wordings, e));
	}
	return tags_settle(&out->tags, mem, e);
}

static enum err tell(struct found *f, const struct reading *in, const struct page_size *sizes,
		     struct arena *mem, struct reading_result *out, struct error *e)
{
	size_t n = 0, all = f->tags.n + f->wordings.n;
	struct reading_item *items = arena_alloc_n(mem, all + 1, sizeof(*items));

	for (size_t i = 0; items && i < f->tags.n; i++) {
		struct text_tag *t = &f->tags.items[i];

		if (in->is_signed && !t->fault)
			t->fault = "tag-signed-file";
		items[n++] = (struct reading_item){ "tag", (int64_t)t->areas[0].page + 1,
						    reading_tag_json(t, sizes, mem) };
	}
	for (size_t i = 0; items && i < f->wordings.n; i++)
		items[n++] = (struct reading_item){ "wording", (int64_t)f->wordings.items[i].page + 1,
						    reading_wording_json(&f->wordings.items[i], sizes, mem) };
	for (size_t i = 0; items && i < n; i++)
		if (!items[i].data)
			items = NULL;
	if (!items)
		return error_set(e, ERR_TOO_LARGE, "what was found needs more memory than allowed");
	out->items = items;
	out->n = n;
	return ERR_OK;
}

enum err reading_run(const struct reading *in, struct arena *mem, struct reading_result *out,
		     struct error *e)
{
	AUTO(arena) struct arena *large = arena_new(LAYOUT_MEMORY);
	AUTO(buf) struct buf text = { 0 };
	struct reading_result result = { 0 };
	struct text_layout layout;
	struct found found = { 0 };
	const struct page_size *sizes;
	uint32_t pages;

	TRY(take_text(in, &text, e));
	TRY(layout_parse(buf_bytes(&text), large, &layout, e));
	TRY(sizes_of(in, layout.n_pages, large, &sizes, &pages, e));
	TRY(look(&layout, mem, &found, e));
	TRY(tell(&found, in, sizes, mem, &result, e));
	result.pages = (uint32_t)layout.n_pages;
	result.cut = layout.cut || found.tags.cut || found.wordings.cut || layout.n_pages < pages;
	*out = result;
	return ERR_OK;
}
