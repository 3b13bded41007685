/* Repairs a damaged, unsigned PDF once, with qpdf under confine. Whether a file may be
 * repaired is the caller's decision: a signed one never is. */
#pragma once
#include "base/arena.h"
#include "base/error.h"

struct repair_limits {
	uint64_t input_max;  /* bytes; 0: 64 MiB */
	uint64_t output_max; /* 0: twice the input's limit */
	unsigned limit_ms;   /* 0: 30 s */
};

struct repair_report {
	unsigned warnings; /* what qpdf complained of */
	const char *text;  /* its first complaints, one a line, in mem; "" when it found nothing */
};

/* limits NULL: the defaults. Writes the repaired file to `to` (must not exist); `from` is left
 * alone. work: a folder for the private one. hide: see confine.h. ERR_PDF_DAMAGED: qpdf cannot
 * either; ERR_TOO_LARGE; ERR_TIMEOUT; ERR_UNAVAILABLE: qpdf is not installed. */
enum err repair_pdf(const char *from, const char *to, const char *work, const char *hide,
		    const struct repair_limits *limits, struct arena *mem,
		    struct repair_report *out, struct error *e) MUST_USE;
