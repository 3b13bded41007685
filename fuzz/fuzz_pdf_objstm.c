/* An object stream: input is /N, /First (a byte each) and its data. */
#include "fuzz.h"
#include "pdf_exercise.h"

enum { FIRST_NUM = 4, MEMBERS = 16 };

static void put_entry(struct buf *file, unsigned type, size_t second, unsigned third)
{
	buf_append_byte(file, (unsigned char)type);
	buf_append_byte(file, (unsigned char)(second >> 16));
	buf_append_byte(file, (unsigned char)(second >> 8));
	buf_append_byte(file, (unsigned char)second);
	buf_append_byte(file, (unsigned char)third);
}

/* Object 1: catalog, 2: the object stream, 3: xref; 4 to 19: members 0 to 15. */
static void put_xref(struct buf *file, size_t catalog, size_t stream)
{
	size_t at = file->len;

	buf_printf(file, "3 0 obj<</Type/XRef/W[1 3 1]/Size %d/Root 1 0 R/Length %d>>stream\n",
		   FIRST_NUM + MEMBERS, (FIRST_NUM + MEMBERS) * 5);
	put_entry(file, 0, 0, 255);
	put_entry(file, 1, catalog, 0);
	put_entry(file, 1, stream, 0);
	put_entry(file, 1, at, 0);
	for (unsigned i = 0; i < MEMBERS; i++)
		put_entry(file, 2, 2, i);
	buf_printf(file, "\nendstream endobj\nstartxref\n%zu\n%%%%EOF\n", at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(buf) struct buf file = { 0 };
	size_t catalog, stream;

	if (size < 2)
		return 0;
	buf_append_str(&file, "%PDF-1.7\n");
	catalog = file.len;
	buf_append_str(&file, "1 0 obj<</Type/Catalog/Pages 4 0 R>>endobj\n");
	stream = file.len;
	buf_printf(&file, "2 0 obj<</Type/ObjStm/N %d/First %d/Length %zu>>stream\n", data[0],
		   data[1], size - 2);
	buf_append(&file, BYTES(data + 2, size - 2));
	buf_append_str(&file, "\nendstream endobj\n");
	put_xref(&file, catalog, stream);
	if (exercise_file(buf_bytes(&file)) != ERR_OK)
		abort(); /* whatever the members are, the file itself is sound */
	return 0;
}
