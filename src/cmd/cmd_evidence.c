/* skysign evidence: records that prove since when files exist (RFC 4998).
 * docs/man/skysign-evidence.1.md */
#include <stdio.h>
#include "cmd/command.h"
#include "cmd/evidence.h"
#include "cmd/evidence_check.h"

struct verify_call {
	struct judging_options o;
	struct judging judging;
	struct evidence_check check;
	struct mapping document;
	struct arena *mem;
};

static void verify_call_done(struct verify_call *c)
{
	evidence_check_done(&c->check);
	judging_done(&c->judging);
	mapping_done(&c->document);
	arena_free(c->mem);
}
DEFINE_AUTO_DONE(verify_call, struct verify_call)

static _Bool is_pdf(struct bytes b)
{
	return bytes_starts_with(b, BYTES_LIT("%PDF-"));
}

/* The signatures of a PDF, with the record as a proof that they existed. */
static struct validate_report judge_pdf(struct verify_call *c, const char *file)
{
	struct pdf_source src = pdf_source_memory(mapping_bytes(&c->document));
	struct validate_existence existence = ers_existence(&c->check.report);
	struct validate_options o = { .trust = c->judging.trust,
				      .at = c->judging.time,
				      .file = file,
				      .require_revocation = c->o.require_revocation,
				      .algorithms = c->judging.algorithms,
				      .online = c->judging.online,
				      .existence = &existence,
				      .n_existence = c->check.report.verdict == ERS_PASSED };

	c->mem = arena_new(validate_memory(c->document.len));
	return validate_file(&src, &o, c->mem);
}

static void print(const struct verify_call *c, const struct validate_report *pdf)
{
	AUTO(buf) struct buf out = { 0 };
	json_t *j;

	if (c->o.json) {
		j = ers_report_json(&c->check.report);
		json_object_set_new(j, "document", pdf ? validate_report_json(pdf) : json_null());
		json_dumpf(j, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(j);
		return;
	}
	ers_report_text(&c->check.report, c->judging.ja, &out);
	if (pdf)
		validate_report_text(pdf, c->judging.ja, c->mem, &out);
	fwrite(out.data, 1, out.len, stdout);
}

/* A file without signatures is proved all the same; a signature that fails is told by the status.
 */
static int status_of(const struct ers_report *r, const struct validate_report *pdf)
{
	int status = (int)r->verdict, other = pdf ? (int)pdf->verdict : 0;

	if (other <= (int)VERDICT_FAILED && other != (int)VERDICT_NO_SIGNATURE && other > status)
		status = other;
	return status;
}

static enum err verify_run(struct verify_call *c, char **args, int *status, struct error *e)
{
	struct validate_report pdf = { 0 };
	_Bool signed_file;
	enum err rc;

	TRY(judging_open(&c->o, &c->judging, e));
	rc = mapping_open(args[1], &c->document, e);
	if (rc != ERR_OK)
		return error_wrap(e, rc, args[1]);
	TRY(evidence_check(args[0], mapping_bytes(&c->document), &c->o, &c->judging, &c->check, e));
	signed_file = is_pdf(mapping_bytes(&c->document));
	if (signed_file)
		pdf = judge_pdf(c, args[1]);
	print(c, signed_file ? &pdf : NULL);
	*status = status_of(&c->check.report, signed_file ? &pdf : NULL);
	return ERR_OK;
}

static enum err verify(int argc, char **argv, int *status, struct error *e)
{
	AUTO(verify_call) struct verify_call c = { .mem = NULL };
	const struct option options[] = { JUDGING_OPTIONS(c.o) };
	int n = 0;
	enum err rc = options_parse(options, COUNT_OF(options), argc, argv, &n, e);

	if (rc == ERR_OK && n != 2)
		rc = error_set(e, ERR_INVALID, "give the evidence record and the file");
	if (rc == ERR_OK)
		rc = verify_run(&c, argv + 1, status, e);
	if (rc != ERR_OK)
		*status = JUDGING_EXIT_USAGE;
	return rc;
}

static const struct {
	const char *name;
	enum err (*run)(int argc, char **argv, int *status, struct error *e);
} kinds[] = {
	{ "make", evidence_make },
	{ "verify", verify },
	{ "renew", evidence_renew },
};

int cmd_evidence(int argc, char **argv)
{
	struct error e = { 0 };
	int status = 0;

	for (size_t i = 0; argc > 1 && i < COUNT_OF(kinds); i++) {
		if (strcmp(argv[1], kinds[i].name) != 0)
			continue;
		if (kinds[i].run(argc - 1, argv + 1, &status, &e) != ERR_OK)
			fprintf(stderr, "skysign evidence %s: %s\n", kinds[i].name, e.msg);
		return status;
	}
	fprintf(stderr, "skysign evidence: say make, verify or renew; see the manual "
			"skysign-evidence\n");
	return JUDGING_EXIT_USAGE;
}
