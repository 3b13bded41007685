/* Fields and survey of any document that opens. */
#include "fuzz.h"
#include "pdf_exercise.h"
#include "pdf/survey.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(EXERCISE_MEMORY);
	struct pdf_source src = pdf_source_memory(BYTES(data, size));
	const struct pdf_field *fields, *f;
	struct pdf_survey s;
	struct pdf_doc *d;
	size_t n;

	if (pdf_doc_open(&src, mem, NULL, &d, NULL) != ERR_OK)
		return 0;
	if (pdf_survey(d, mem, &s, NULL) == ERR_OK)
		(void)!pdf_survey_signable(&s, NULL);
	if (pdf_form_fields(d, mem, &fields, &n, NULL) != ERR_OK)
		return 0;
	for (size_t i = 0; i < n && i < 50; i++) {
		_Bool locked;

		if (!pdf_form_find(fields, n, fields[i].name, &f))
			abort();
		(void)!pdf_survey_field_locked(d, fields, n, fields[i].name, &locked, NULL);
	}
	return 0;
}
