/* The text of a PDF with the places of its words, by pdftotext under confine; what it writes is
 * read by intake/layout.h. */
#pragma once
#include <stdint.h>
#include "base/error.h"

struct extract_limits {
	uint64_t output_max; /* bytes of text with places; 0: 128 MiB */
	unsigned pages;	     /* only the first ones; 0: all */
	unsigned limit_ms;   /* 0: 60 s */
};

/* dir: a private folder that holds in.pdf; out.html appears in it. hide: see confine.h.
 * ERR_UNAVAILABLE: pdftotext is not installed; ERR_PDF_DAMAGED: it cannot read the file; ERR_TIMEOUT. */
enum err extract_text(const char *dir, const char *hide, const struct extract_limits *limits,
		      struct error *e) MUST_USE;
