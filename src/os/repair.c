#include "os/repair.h"
#include <ctype.h>
#include <stdio.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "os/confine.h"
#include "os/file.h"

/* qpdf(1), "Exit Status": 0 fine, 2 errors, 3 warnings but the file was written. */
enum { QPDF_OK = 0, QPDF_ERRORS = 2, QPDF_WARNINGS = 3, LINES_MAX = 20, LINE_MAX_BYTES = 200 };

/* "WARNING: in.pdf (offset 12): xref not found" → "(offset 12): xref not found" */
static const char *without_name(const char *line, size_t *len)
{
	static const char *const noise[] = { "WARNING: ", "in.pdf", ": ", " " };

	for (size_t i = 0; i < COUNT_OF(noise); i++) {
		size_t n = strlen(noise[i]);

		if (*len >= n && !memcmp(line, noise[i], n)) {
			line += n;
			*len -= n;
		}
	}
	return line;
}

static void summarise(struct buf *said, struct arena *mem, struct repair_report *r)
{
	AUTO(buf) struct buf text = { 0 };
	const char *s = buf_cstr(said);

	while (*s) {
		size_t whole = strcspn(s, "\n"), len = whole;
		const char *line = without_name(s, &len);

		if (len && strncmp(s, "qpdf:", 5) != 0 && r->warnings++ < LINES_MAX) {
			for (size_t i = 0; i < len && i < LINE_MAX_BYTES; i++)
				buf_append_byte(&text, isprint((unsigned char)line[i])
							       ? (unsigned char)line[i]
							       : '?');
			buf_append_byte(&text, '\n');
		}
		s += whole;
		s += *s == '\n';
	}
	r->text = arena_strdup(mem, buf_cstr(&text));
	if (!r->text)
		r->text = "";
}

static enum err run(const char *dir, const char *hide, const struct repair_limits *l,
		    struct buf *said, struct error *e)
{
	static const char *const argv[] = { "qpdf", "--object-streams=preserve", "in.pdf",
					    "out.pdf", NULL };
	struct confine_spec spec = {
		.argv = argv,
		.dir = dir,
		.hide = hide,
		.limit_ms = l->limit_ms,
		.file_size = l->output_max,
		.memory = ((uint64_t)512 << 20) + 4 * l->input_max,
	};
	struct confine_result r;

	TRY(confine_run(&spec, said, &r, e));
	if (r.timed_out)
		return error_set(e, ERR_TIMEOUT, "the repair took too long");
	if (r.exit_status == QPDF_OK || r.exit_status == QPDF_WARNINGS)
		return ERR_OK;
	if (r.exit_status == QPDF_ERRORS || r.signal)
		return error_set(e, ERR_PDF_DAMAGED, "the file is damaged beyond repair");
	return error_set(e, ERR_UNAVAILABLE, "qpdf could not be run confined: it ended with %d",
			 r.exit_status);
}

static enum err repair_in(const char *dir, const char *from, const char *to, const char *hide,
			  const struct repair_limits *l, struct buf *said, struct error *e)
{
	char *in, *out;
	enum err rc;

	if (asprintf(&in, "%s/in.pdf", dir) < 0 || asprintf(&out, "%s/out.pdf", dir) < 0)
		abort();
	rc = file_copy(from, in, l->input_max, 0600, e);
	if (rc == ERR_OK)
		rc = run(dir, hide, l, said, e);
	if (rc == ERR_OK)
		rc = file_copy(out, to, l->output_max, 0600, e);
	free(in);
	free(out);
	return rc;
}

enum err repair_pdf(const char *from, const char *to, const char *work, const char *hide,
		    const struct repair_limits *limits, struct arena *mem,
		    struct repair_report *out, struct error *e)
{
	struct repair_limits l = limits ? *limits : (struct repair_limits){ 0 };
	AUTO(buf) struct buf said = { 0 };
	struct repair_report report = { 0 };
	char *dir;
	enum err rc;

	l.input_max = l.input_max ? l.input_max : (uint64_t)64 << 20;
	l.output_max = l.output_max ? l.output_max : 2 * l.input_max;
	l.limit_ms = l.limit_ms ? l.limit_ms : 30000;
	TRY(confine_dir(work, &dir, e));
	rc = repair_in(dir, from, to, hide, &l, &said, e);
	dir_remove_all(dir);
	free(dir);
	if (rc != ERR_OK)
		return rc;
	summarise(&said, mem, &report);
	*out = report;
	return ERR_OK;
}
