/* The signing index. The first byte chooses: a document, whose index must serve a
 * signature as the file does and move on by its tail; the bytes of an index; a tail. */
#include "fuzz.h"
#include "pdf_fixed.h"
#include "pdf_signed.h"
#include "pdf/index_private.h"

/* Signed through the index and without it: the same bytes. */
static void by_document(struct bytes file)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct pdf_source src = pdf_source_memory(file);
	struct pdf_limits limits = pdf_limits_default;
	struct pdf_doc *d, *indexed;
	struct pdf_tail plain, quick;
	struct bytes index, moved;

	limits.inflate_bytes = 1 << 20;
	if (pdf_doc_open(&src, mem, &limits, &d, NULL) != ERR_OK ||
	    pdf_index_build(d, mem, &index, NULL) != ERR_OK)
		return;
	if (pdf_doc_open_indexed(&src, index, mem, &limits, &indexed, NULL) != ERR_OK)
		abort();
	if (signed_tail(d, mem, &plain) != ERR_OK)
		return;
	if (signed_tail(indexed, mem, &quick) != ERR_OK ||
	    !bytes_eq(BYTES(plain.data, plain.len), BYTES(quick.data, quick.len)))
		abort();
	(void)!pdf_index_advance(index, BYTES(plain.data, plain.len), mem, &moved, NULL);
}

static void by_index(struct bytes file, struct bytes body, struct arena *mem)
{
	struct pdf_source src = pdf_source_memory(file);
	AUTO(buf) struct buf index = { 0 };
	uint64_t sum = pdf_index_sum(body);
	struct pdf_tail t;
	struct pdf_doc *d;

	buf_append(&index, body);
	for (unsigned i = 0; i < 8; i++, sum >>= 8)
		buf_append_byte(&index, (unsigned char)sum);
	if (pdf_doc_open_indexed(&src, buf_bytes(&index), mem, NULL, &d, NULL) != ERR_OK)
		return;
	(void)!signed_tail(d, mem, &t);
	exercise_doc(d);
}

static void by_tail(struct bytes file, struct bytes tail, struct arena *mem)
{
	struct pdf_source src = pdf_source_memory(file);
	struct bytes index, moved;
	struct pdf_doc *d;

	if (pdf_doc_open(&src, mem, NULL, &d, NULL) != ERR_OK ||
	    pdf_index_build(d, mem, &index, NULL) != ERR_OK)
		abort();
	(void)!pdf_index_advance(index, tail, mem, &moved, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(EXERCISE_MEMORY);
	AUTO(buf) struct buf fixed = { 0 };

	if (!size)
		return 0;
	fixed_file(&fixed);
	if (data[0] == 'i')
		by_index(buf_bytes(&fixed), BYTES(data + 1, size - 1), mem);
	else if (data[0] == 't')
		by_tail(buf_bytes(&fixed), BYTES(data + 1, size - 1), mem);
	else
		by_document(BYTES(data + 1, size - 1));
	return 0;
}
