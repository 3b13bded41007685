/* skysign extend, skysign renew: what a signed PDF needs to prove itself later, appended.
 * docs/man/skysign-extend.1.md */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include "cmd/command.h"
#include "cmd/mapping.h"
#include "cmd/output.h"
#include "cmd/sign_level.h"
#include "os/file.h"
#include "pdf/form.h"
#include "sig/validate/sigdict.h"
#include "sig/validate/validate.h"

enum { PDF_MAX = 1024 * 1024 * 1024, OUT_MODE = 0644, JUDGEMENTS = 4 };

struct extend_options {
	const char *in, *out;
	const char *level_text, *digest_text, *field, *since;
	struct sign_tsa_options tsa;
	struct level_options lasting;
	_Bool json, overwrite;
};

struct extend_call {
	struct extend_options o;
	struct arena *mem;
	struct mapping in;
	struct pdf_source src;
	struct sign_tsa *tsa;
	struct level_world *world;
	struct level_job job;
	struct level_outcome outcome;
};

static void extend_call_done(struct extend_call *c)
{
	sign_tsa_free(c->tsa);
	level_world_free(c->world);
	arena_free(c->mem);
	mapping_done(&c->in);
}
DEFINE_AUTO_DONE(extend_call, struct extend_call)

static enum err parse(struct extend_options *o, int argc, char **argv, struct error *e)
{
	const struct option options[] = {
		{ "--level", OPTION_TEXT, &o->level_text },
		{ "--digest", OPTION_TEXT, &o->digest_text },
		{ "--field", OPTION_TEXT, &o->field },
		{ "--since", OPTION_TEXT, &o->since },
		{ "--json", OPTION_FLAG, &o->json },
		{ "--overwrite", OPTION_FLAG, &o->overwrite },
		SIGN_TSA_OPTIONS(o->tsa),
		LEVEL_OPTIONS(o->lasting),
	};
	int left = 0;

	TRY(options_parse(options, COUNT_OF(options), argc, argv, &left, e));
	if (left != 2)
		return error_set(e, ERR_INVALID, "give the signed PDF and where the result goes");
	o->in = argv[1];
	o->out = argv[2];
	return output_check(o->in, o->out, o->overwrite, e);
}

static enum err level_read(struct extend_call *c, struct error *e)
{
	const char *name = c->o.level_text ? c->o.level_text : "B-LTA";
	enum pades_level least = c->job.renew ? LEVEL_B_LTA : LEVEL_B_LT;

	if (!c->o.level_text && !c->job.renew)
		return error_set(e, ERR_INVALID, "say --level B-LT or --level B-LTA");
	if (!level_parse(name, &c->job.level) || c->job.level < least)
		return error_set(e, ERR_INVALID, "--level is %sB-LTA",
				 c->job.renew ? "" : "B-LT or ");
	if (c->job.level == LEVEL_B_LTA && !c->o.tsa.urls.n)
		return error_set(e, ERR_INVALID, "%s needs --tsa URL or --tsa local",
				 c->job.renew ? "renewal" : "--level B-LTA");
	return ERR_OK;
}

static enum err digest_read(struct extend_call *c, struct error *e)
{
	c->job.digest = DIGEST_SHA256;
	if (c->o.digest_text &&
	    (!digest_parse(c->o.digest_text, &c->job.digest) || c->job.digest == DIGEST_SHA1))
		return error_set(e, ERR_INVALID, "--digest is sha256, sha384 or sha512");
	return ERR_OK;
}

static enum err open_input(struct extend_call *c, struct error *e)
{
	enum err rc = mapping_open(c->o.in, &c->in, e);

	if (rc != ERR_OK)
		return error_wrap(e, rc, c->o.in);
	if (c->in.len > PDF_MAX)
		return error_set(e, ERR_TOO_LARGE, "%s is larger than %d bytes", c->o.in, PDF_MAX);
	c->src = pdf_source_memory(mapping_bytes(&c->in));
	c->mem = arena_new(JUDGEMENTS * validate_memory(c->in.len));
	return ERR_OK;
}

/* Where what the field's signature covers ends; 0: it is none. */
static uint64_t signed_end(struct pdf_doc *doc, const struct pdf_field *f, struct arena *mem)
{
	struct findings ignored;
	struct sigdict s;

	findings_init(&ignored, mem);
	if (strcmp(f->type, "Sig") != 0 || !f->value || !sigdict_read(doc, f, &s, &ignored))
		return 0;
	return s.signed_end;
}

/* Signatures older than that of --since came from elsewhere. */
static enum err since_read(struct extend_call *c, struct error *e)
{
	const struct pdf_field *fields, *f;
	uint64_t since, end;
	struct pdf_doc *doc;
	size_t n;

	if (!c->o.since)
		return ERR_OK;
	TRY(pdf_doc_open(&c->src, c->mem, NULL, &doc, e));
	TRY(pdf_form_fields(doc, c->mem, &fields, &n, e));
	since = pdf_form_find(fields, n, c->o.since, &f) ? signed_end(doc, f, c->mem) : 0;
	if (!since)
		return error_set(e, ERR_NOT_FOUND, "--since: there is no signature \"%.64s\"",
				 c->o.since);
	for (size_t i = 0; i < n; i++) {
		end = signed_end(doc, &fields[i], c->mem);
		if (end < since && end > c->job.foreign_end)
			c->job.foreign_end = end;
	}
	return ERR_OK;
}

/* Renewal keeps what lasts already; whoever wants more of it says the level. */
static enum err renewable(struct extend_call *c, struct error *e)
{
	struct pades_standing st;

	if (!c->job.renew || c->o.level_text)
		return ERR_OK;
	TRY(level_standing(c->world, &c->src, &c->job, c->mem, &st, e));
	c->outcome.reached = st.level;
	c->outcome.missing = st.below;
	c->outcome.advice = "renewal keeps what is at B-LTA already: use skysign extend, or say "
			    "--level B-LTA to bring it there";
	if (st.level == LEVEL_B_LTA)
		return ERR_OK;
	return error_set(e, ERR_LEVEL, "%s", st.below);
}

static enum err prepare(struct extend_call *c, int argc, char **argv, struct error *e)
{
	TRY(parse(&c->o, argc, argv, e));
	TRY(level_read(c, e));
	TRY(digest_read(c, e));
	c->outcome = (struct level_outcome){ .requested = c->job.level, .missing = "" };
	c->job.field = c->o.field;
	TRY(open_input(c, e));
	TRY(since_read(c, e));
	TRY(level_world_open(&c->o.lasting, &c->o.tsa, &c->world, e));
	if (c->o.tsa.urls.n)
		TRY(sign_tsa_open(&c->o.tsa, c->mem, &c->tsa, e));
	c->job.tsa = c->tsa;
	return renewable(c, e);
}

/* What OUT's security store has more than IN's. */
static struct level_store added(const struct extend_call *c, struct bytes tail)
{
	struct pdf_joined whole = { c->src, tail };
	struct pdf_source out = pdf_source_joined(&whole);

	return level_store_minus(level_store_count(&out), level_store_count(&c->src));
}

static enum err run(struct extend_call *c, int argc, char **argv, struct error *e)
{
	struct pdf_tail tail;
	struct bytes parts[2];

	TRY(prepare(c, argc, argv, e));
	TRY(level_extend(c->world, &c->src, &c->job, c->mem, &tail, &c->outcome, e));
	parts[0] = mapping_bytes(&c->in);
	parts[1] = BYTES(tail.data, tail.len);
	TRY(file_write_atomic_parts(c->o.out, parts, COUNT_OF(parts), OUT_MODE, e));
	c->outcome.added = added(c, parts[1]);
	return ERR_OK;
}

static void report(const struct extend_call *c)
{
	json_t *level = level_json(&c->outcome);
	json_t *o = json_pack("{s:s,s:I}", "file", c->o.out, "bytes",
			      (json_int_t)(c->in.len + c->outcome.bytes));
	char *text;

	json_object_update(o, level);
	text = json_dumps(o, JSON_COMPACT);
	if (text)
		puts(text);
	free(text);
	json_decref(level);
	json_decref(o);
}

static int extend(const char *command, _Bool renew, int argc, char **argv)
{
	AUTO(extend_call) struct extend_call c = { .job = { .renew = renew } };
	struct error e = { 0 };
	enum err rc = run(&c, argc, argv, &e);

	if (rc == ERR_LEVEL)
		level_tell(command, c.o.in, &c.o.lasting, &c.outcome, 0);
	else if (rc != ERR_OK)
		fprintf(stderr, "skysign %s: %s\n", command, e.msg);
	if (rc != ERR_OK)
		return err_exit_status(rc);
	level_tell(command, c.o.out, &c.o.lasting, &c.outcome, 1);
	if (c.o.json)
		report(&c);
	return 0;
}

int cmd_extend(int argc, char **argv)
{
	return extend("extend", 0, argc, argv);
}

int cmd_renew(int argc, char **argv)
{
	return extend("renew", 1, argc, argv);
}
