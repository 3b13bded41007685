/* Opens each PDF named on the command line, reads every object, decodes every
 * stream, walks the pages and each revision, and prints one line a file:
 * ok or refused, the error's name, its message or the pages and revisions. For work against many files. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pdf/doc.h"

enum { DOC_BYTES = 24 * 1024 * 1024, STREAM_BYTES = 64 * 1024 * 1024 };

static enum err probe_object(struct pdf_doc *d, uint32_t num, struct arena *scratch, struct error *e)
{
	const struct pdf_obj *o;
	struct bytes data;
	enum err rc;

	TRY(pdf_doc_object(d, num, &o, e));
	if (o->kind != PDF_STREAM)
		return ERR_OK;
	rc = pdf_doc_stream_data(d, o, scratch, &data, e);
	arena_reset(scratch);
	if (rc == ERR_UNSUPPORTED || rc == ERR_OK) /* image data stay as they are */
		return ERR_OK;
	return error_wrap(e, rc, "stream");
}

struct facts {
	uint32_t pages;
	unsigned revisions;
};

static enum err probe_doc(struct pdf_doc *d, struct facts *out, struct error *e)
{
	AUTO(arena) struct arena *scratch = arena_new(STREAM_BYTES);

	out->revisions = pdf_doc_revisions(d);
	for (uint32_t num = 0; num < pdf_doc_size(d); num++)
		TRY(probe_object(d, num, scratch, e));
	TRY(pdf_doc_page_count(d, &out->pages, e));
	for (uint32_t i = 0; i < out->pages; i++) {
		struct pdf_page page;

		TRY(pdf_doc_page(d, i, &page, e));
	}
	for (unsigned i = 0; i + 1 < pdf_doc_revisions(d); i++) {
		AUTO(arena) struct arena *mem = arena_new(DOC_BYTES);
		struct pdf_doc *older;

		TRY(pdf_doc_open_revision(d, i, mem, &older, e));
	}
	return ERR_OK;
}

static enum err probe(struct bytes file, struct facts *out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(DOC_BYTES);
	struct pdf_source src = pdf_source_memory(file);
	struct pdf_doc *d;
	enum err rc = pdf_doc_open(&src, mem, NULL, &d, e);

	return rc == ERR_OK ? probe_doc(d, out, e) : error_wrap(e, rc, "open");
}

static int probe_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct error e = { 0 };
	struct facts facts = { 0 };
	struct stat st;
	void *map = NULL;
	enum err rc;

	if (fd < 0 || fstat(fd, &st)) {
		printf("error\tIO\t%s\t%s\n", path, strerror(errno));
		return 1;
	}
	if (st.st_size)
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return 1;
	rc = probe(BYTES(map, (size_t)st.st_size), &facts, &e);
	if (rc == ERR_OK)
		printf("ok\tOK\t%s\t%" PRIu32 " pages, %u revisions\n", path, facts.pages,
		       facts.revisions);
	else
		printf("refused\t%s\t%s\t%s\n", err_name(rc), path, e.msg);
	if (map)
		munmap(map, (size_t)st.st_size);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= probe_file(argv[i]);
	return failed;
}
