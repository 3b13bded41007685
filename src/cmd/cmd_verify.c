/* skysign verify: judge signed PDFs. docs/man/skysign-verify.1.md */
#include <stdio.h>
#include "cmd/command.h"
#include "cmd/evidence_check.h"
#include "sig/asn1/oid.h"

struct verify_call {
	struct judging_options o;
	struct option_list policies;
	const char *evidence;
	_Bool xml;
	struct judging judging;
};

static void verify_call_done(struct verify_call *c)
{
	judging_done(&c->judging);
}
DEFINE_AUTO_DONE(verify_call, struct verify_call)

/* One file. */
struct verify_file {
	const char *path;
	struct mapping data;
	struct arena *mem;
	struct evidence_check evidence; /* mem NULL: none was given, or the file cannot be read */
	struct validate_existence existence;
	struct validate_report report;
};

static void verify_file_done(struct verify_file *f)
{
	evidence_check_done(&f->evidence);
	arena_free(f->mem);
	mapping_done(&f->data);
}
DEFINE_AUTO_DONE(verify_file, struct verify_file)

static enum err judge(const struct verify_call *c, struct verify_file *f, struct error *e)
{
	struct validate_options o = { .trust = c->judging.trust,
				      .at = c->judging.time,
				      .file = f->path,
				      .require_revocation = c->o.require_revocation,
				      .algorithms = c->judging.algorithms,
				      .online = c->judging.online,
				      .policies = c->policies.items,
				      .n_policies = c->policies.n };
	struct pdf_source src;
	enum err rc;

	f->report = (struct validate_report){ .file = f->path,
					      .verdict = VERDICT_UNREADABLE,
					      .at = c->judging.time };
	rc = mapping_open(f->path, &f->data, &f->report.error);
	f->mem = arena_new(validate_memory(f->data.len));
	if (rc != ERR_OK)
		return ERR_OK;
	if (c->evidence) {
		TRY(evidence_check(c->evidence, mapping_bytes(&f->data), &c->o, &c->judging,
				   &f->evidence, e));
		if (f->evidence.report.verdict == ERS_PASSED) {
			f->existence = ers_existence(&f->evidence.report);
			o.existence = &f->existence;
			o.n_existence = 1;
		}
	}
	src = pdf_source_memory(mapping_bytes(&f->data));
	f->report = validate_file(&src, &o, f->mem);
	return ERR_OK;
}

static void print_json(const struct verify_file *f)
{
	json_t *j = validate_report_json(&f->report);

	if (f->evidence.mem)
		json_object_set_new(j, "evidence_record", ers_report_json(&f->evidence.report));
	json_dumpf(j, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(j);
}

static void print(const struct verify_call *c, const struct verify_file *f)
{
	AUTO(buf) struct buf out = { 0 };

	if (c->o.json) {
		print_json(f);
		return;
	}
	if (c->xml)
		validate_report_xml(&f->report, &out);
	else
		validate_report_text(&f->report, c->judging.ja, f->mem, &out);
	if (f->evidence.mem && !c->xml)
		ers_report_text(&f->evidence.report, c->judging.ja, &out);
	fwrite(out.data, 1, out.len, stdout);
}

/* Of several files the worst: unreadable, failed, none, indeterminate, passed. */
static int worse(int a, int b)
{
	static const int rank[] = { [VERDICT_PASSED] = 0,
				    [VERDICT_INDETERMINATE] = 1,
				    [VERDICT_NO_SIGNATURE] = 2,
				    [VERDICT_FAILED] = 3,
				    [VERDICT_UNREADABLE] = 4 };

	return rank[a] >= rank[b] ? a : b;
}

static enum err check_policies(const struct option_list *policies, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes content;

	for (size_t i = 0; i < policies->n; i++)
		if (oid_parse(policies->items[i], mem, &content, NULL) != ERR_OK)
			return error_set(e, ERR_INVALID,
					 "--policy is an object identifier such as "
					 "1.2.392.200149.8.5.1.1.20");
	return ERR_OK;
}

static enum err prepare(struct verify_call *c, int n, struct error *e)
{
	if (n == 0)
		return error_set(e, ERR_INVALID,
				 "usage: skysign verify FILE… [--trust FILE|DIR]… "
				 "[--crl FILE]… [--at TIME] [--online] [--json|--xml] "
				 "[--require-revocation] [--policy-file FILE] "
				 "[--evidence RECORD]");
	if (c->o.json && c->xml)
		return error_set(e, ERR_INVALID, "--json or --xml, not both");
	if (c->evidence && n != 1)
		return error_set(e, ERR_INVALID, "--evidence belongs to one file");
	TRY(check_policies(&c->policies, e));
	return judging_open(&c->o, &c->judging, e);
}

static enum err verify_all(const struct verify_call *c, char **files, int n, int *status,
			   struct error *e)
{
	for (int i = 0; i < n; i++) {
		AUTO(verify_file) struct verify_file f = { .path = files[i] };

		TRY(judge(c, &f, e));
		print(c, &f);
		*status = i == 0 ? (int)f.report.verdict : worse(*status, (int)f.report.verdict);
		if (f.evidence.mem)
			*status = worse(*status, (int)f.evidence.report.verdict);
	}
	return ERR_OK;
}

int cmd_verify(int argc, char **argv)
{
	AUTO(verify_call) struct verify_call c = { .evidence = NULL };
	const struct option options[] = {
		JUDGING_OPTIONS(c.o),
		{ "--policy", OPTION_LIST, &c.policies },
		{ "--xml", OPTION_FLAG, &c.xml },
		{ "--evidence", OPTION_TEXT, &c.evidence },
	};
	struct error e = { 0 };
	int n = 0, status = 0;
	enum err err = options_parse(options, COUNT_OF(options), argc, argv, &n, &e);

	if (err == ERR_OK)
		err = prepare(&c, n, &e);
	if (err == ERR_OK)
		err = verify_all(&c, argv + 1, n, &status, &e);
	if (err == ERR_OK)
		return status;
	fprintf(stderr, "skysign verify: %s\n", e.msg);
	return JUDGING_EXIT_USAGE;
}
