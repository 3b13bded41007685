/* One cross-reference section, table or stream, in a file around it. */
#include "fuzz.h"
#include "pdf_exercise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(buf) struct buf file = { 0 };
	size_t at;

	buf_append_str(&file, "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
			      "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n");
	at = file.len;
	buf_append(&file, BYTES(data, size));
	buf_printf(&file, "\nstartxref\n%zu\n%%%%EOF\n", at);
	(void)!exercise_file(buf_bytes(&file));
	return 0;
}
