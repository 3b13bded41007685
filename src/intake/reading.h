/* What the text of a PDF says to those who send it: fields written into it as tags, wordings that
 * fit paper only. The text is taken out by a confined program (os/extract.h). */
#pragma once
#include "pdf/source.h"

struct reading {
	const struct pdf_source *file;
	const char *work; /* folder for the private files */
	const char *hide; /* folder that the program must not see: the data directory */
	_Bool is_signed;  /* no field can be put into it: tags are told, not proposed */
};
struct reading_item {
	const char *kind; /* "tag", "wording", "form" */
	int64_t page;	  /* from 1 */
	const char *data; /* JSON: docs/formats/text-tags.md, "What is found" */
};
struct reading_result {
	const struct reading_item *items;
	size_t n;
	uint32_t pages;	  /* that were read */
	_Bool cut;	  /* not all was read, or not all that was found is told */
};

/* All in mem. ERR_PDF_DAMAGED, ERR_TIMEOUT, ERR_TOO_LARGE: this file's text cannot be had;
 * ERR_UNAVAILABLE: no file's can. */
enum err reading_run(const struct reading *in, struct arena *mem, struct reading_result *out,
		     struct error *e) MUST_USE;
