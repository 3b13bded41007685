/* A whole file: the report is always well formed, and without trust nothing ever passes. */
#include "fuzz.h"
#include <stdlib.h>
#include "sig/validate/validate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(64 << 20);
	AUTO(buf) struct buf text = { 0 };
	struct pdf_source src = pdf_source_memory(BYTES(data, size));
	struct validate_options o = { .at = 1795000000000 };
	struct validate_report r = validate_file(&src, &o, mem);
	json_t *j = validate_report_json(&r);

	if (!j || r.verdict == VERDICT_PASSED)
		abort();
	json_decref(j);
	validate_report_text(&r, 1, mem, &text);
	return 0;
}
