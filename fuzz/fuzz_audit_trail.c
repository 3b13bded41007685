#include "fuzz.h"
#include "evidence/trail_verify.h"

/* Whole audit trails, judged; the report is written in every form. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(64 << 20);
	AUTO(buf) struct buf out = { 0 };
	struct ers_world world = { .trust = NULL };
	struct trail_report r;

	if (trail_verify(BYTES(data, size), &world, 1795795674000, mem, &r, NULL) != ERR_OK)
		return 0;
	json_decref(trail_report_json(&r));
	trail_report_text(&r, size & 1, &out);
	return 0;
}
