#include "os/extract.h"
#include <stdint.h>
#include <stdio.h>
#include "os/confine.h"

/* pdftotext(1), "EXIT CODES": 0 fine, 1 cannot open the file, 3 no permission to copy text. */
enum { PDFTOTEXT_OK = 0, PDFTOTEXT_OPEN = 1, PDFTOTEXT_PERMISSION = 3 };

enum err extract_text(const char *dir, const char *hide, const struct extract_limits *limits,
		      struct error *e)
{
	AUTO(buf) struct buf said = { 0 };
	char last[16];
	const char *argv[] = { "pdftotext", "-q", "-bbox-layout", "-cropbox", "-enc", "UTF-8",
			       "-f", "1", "-l", last, "in.pdf", "out.html", NULL };
	struct confine_spec spec = {
		.argv = argv,
		.dir = dir,
		.hide = hide,
		.limit_ms = limits->limit_ms ? limits->limit_ms : 60000,
		.file_size = limits->output_max ? limits->output_max : (uint64_t)128 << 20,
		.memory = (uint64_t)2 << 30,
	};
	struct confine_result r;

	/* for 0 pdftotext takes all pages */
	snprintf(last, sizeof(last), "%u", limits->pages);
	TRY(confine_run(&spec, &said, &r, e));
	if (r.timed_out)
		return error_set(e, ERR_TIMEOUT, "reading the text took too long");
	if (r.exit_status == PDFTOTEXT_OK)
		return ERR_OK;
	if (r.signal || r.exit_status == PDFTOTEXT_OPEN || r.exit_status == PDFTOTEXT_PERMISSION)
		return error_set(e, ERR_PDF_DAMAGED, "pdftotext cannot read this file");
	return error_set(e, ERR_UNAVAILABLE, "pdftotext could not be run confined: it ended with %d",
			 r.exit_status);
}
