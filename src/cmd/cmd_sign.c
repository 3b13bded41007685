/* skysign sign: one PAdES signature on a PDF, as an incremental update. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include "cmd/command.h"
#include "cmd/output.h"
#include "cmd/sign_key.h"
#include "draw/release.h"
#include "draw/stamp.h"
#include "os/file.h"
#include "pdf/import.h"
#include "pdf/survey.h"
#include "sig/asn1/cert.h"
#include "sig/trust/cert_facts.h"

enum { PDF_MAX = 1024 * 1024 * 1024, SEAL_MAX = 4 * 1024 * 1024, OUT_MODE = 0644, LINES = 3 };

struct job {
	struct sign_options o;
	struct arena *mem;
	struct buf file; /* IN, at the end with the tail behind it */
	struct pdf_source src;
	struct pdf_doc *doc;
	struct pdf_update *update;
	struct signer *signer;
	struct sign_tsa *tsa;
	struct level_world *world; /* NULL: the level does not last */
	struct cert_facts who;
	struct pades_request rq;
	struct pades_signed result;
	struct level_outcome outcome;
	uint64_t size; /* of IN */
};

static void job_done(struct job *j)
{
	signer_free(j->signer);
	sign_tsa_free(j->tsa);
	level_world_free(j->world);
	buf_done(&j->file);
	arena_free(j->mem);
}
DEFINE_AUTO_DONE(job, struct job)

static enum err update_begin(struct job *j, struct error *e)
{
	struct pdf_survey survey;

	j->src = pdf_source_memory(buf_bytes(&j->file));
	TRY(pdf_doc_open(&j->src, j->mem, NULL, &j->doc, e));
	TRY(pdf_survey(j->doc, j->mem, &survey, e));
	TRY(pdf_survey_signable(&survey, e));
	j->rq.place.empty_appearance = survey.pdf_a_part > 0; /* ISO 19005-1 §6.9 */
	return pdf_update_begin(j->doc, j->mem, &j->update, e);
}

static enum err document_open(struct job *j, struct error *e)
{
	TRY(file_read(j->o.in, PDF_MAX, &j->file, e));
	j->size = j->file.len;
	return update_begin(j, e);
}

static enum err key_open(struct job *j, struct error *e)
{
	const struct bytes *chain;
	struct cert c;
	size_t n;

	TRY(sign_key_open(&j->o, j->mem, &j->signer, e));
	chain = signer_chain(j->signer, &n);
	TRY(cert_read(chain[0], &c, e));
	TRY(cert_valid_at(&c, j->rq.time, e));
	TRY(cert_facts_read(chain[0], j->mem, &j->who, e));
	return ERR_OK;
}

/* All that may be refused for what was typed comes before a signature or a time-stamp is spent. */
static enum err level_open(struct job *j, struct error *e)
{
	if (j->o.level >= LEVEL_B_T)
		TRY(sign_tsa_open(&j->o.tsa, j->mem, &j->tsa, e));
	if (j->o.level < LEVEL_B_LT)
		return ERR_OK;
	return level_world_open(&j->o.lasting, &j->o.tsa, &j->world, e);
}

/* The first "SignatureN" that no field has. */
static const char *free_name(struct job *j, const struct pdf_field *fields, size_t n)
{
	const struct pdf_field *hit;

	for (size_t i = 1;; i++) {
		const char *name = arena_printf(j->mem, "Signature%zu", i);

		if (!name || !pdf_form_find(fields, n, name, &hit))
			return name;
	}
}

/* An existing field has its place already; a new one gets that of --visible. */
static enum err field_choose(struct job *j, double rect[4], struct error *e)
{
	const struct pdf_field *fields, *f = NULL;
	size_t n;

	TRY(pdf_form_fields(j->doc, j->mem, &fields, &n, e));
	j->rq.field = j->o.field ? j->o.field : free_name(j, fields, n);
	j->rq.new_field = !pdf_form_find(fields, n, j->rq.field, &f);
	if (!j->rq.new_field) {
		if (j->o.visible)
			return error_set(e, ERR_INVALID, "the field \"%.64s\" has its own place",
					 j->rq.field);
		memcpy(rect, f->rect, sizeof(f->rect));
		return ERR_OK;
	}
	memcpy(rect, j->o.rect, sizeof(j->o.rect));
	memcpy(j->rq.place.rect, j->o.rect, sizeof(j->o.rect));
	j->rq.place.page = j->o.page;
	return ERR_OK;
}

static enum err stamp_draw(struct job *j, const double rect[4], struct error *e)
{
	const char *lines[LINES];
	struct draw_stamp s = { .width = rect[2] - rect[0],
				.height = rect[3] - rect[1],
				.lines = lines };
	AUTO(buf) struct buf seal = { 0 };
	char when[TIME_JST_SIZE];
	struct bytes drawn;
	double box[4];
	enum err rc;

	if (s.width <= 0 || s.height <= 0)
		return ERR_OK;
	time_jst(j->rq.time, when);
	lines[s.n_lines++] = j->o.name ? j->o.name : j->who.common_name;
	lines[s.n_lines++] = when;
	if (j->o.reason)
		lines[s.n_lines++] = j->o.reason;
	if (j->o.seal)
		TRY(file_read(j->o.seal, SEAL_MAX, &seal, e));
	s.seal = buf_bytes(&seal);
	rc = draw_stamp_pdf(&s, j->mem, &drawn, e);
	draw_release();
	TRY(rc);
	return pdf_import_page(j->update, drawn, &j->rq.appearance, box, e);
}

static enum err request_make(struct job *j, struct error *e)
{
	double rect[4] = { 0 };

	j->rq.certify = j->o.certify;
	j->rq.name = j->o.name;
	j->rq.reason = j->o.reason;
	j->rq.location = j->o.location;
	j->rq.contact = j->o.contact;
	TRY(field_choose(j, rect, e));
	return stamp_draw(j, rect, e);
}

/* With --allow-lower an authority that fails costs the time-stamp, not the signature. */
static enum err sign_or_less(struct job *j, struct pdf_tail *out, struct error *e)
{
	struct tsp_authorities *authorities = j->tsa ? sign_tsa_list(j->tsa) : NULL;
	enum err rc =
		pades_sign(j->update, &j->rq, j->signer, authorities, j->mem, out, &j->result, e);
	struct error second = { 0 };
	const char *why;

	if (rc == ERR_OK || !authorities || !j->o.lasting.allow_lower)
		return rc;
	why = arena_strdup(j->mem, e->msg);
	if (update_begin(j, &second) != ERR_OK || request_make(j, &second) != ERR_OK ||
	    pades_sign(j->update, &j->rq, j->signer, NULL, j->mem, out, &j->result, &second) !=
		    ERR_OK)
		return rc;
	j->outcome.missing = why ? why : "a time-stamp";
	j->outcome.advice = "extend the file when an authority answers";
	return ERR_OK;
}

static enum err make_lasting(struct job *j, struct error *e)
{
	const struct level_job job = { .level = j->o.level,
				       .foreign_end = j->size,
				       .tsa = j->tsa,
				       .digest = signer_alg(j->signer).digest };
	struct pdf_source src = pdf_source_memory(buf_bytes(&j->file));
	struct level_store before = level_store_count(&src), after;
	struct pdf_tail tail;

	TRY(level_extend(j->world, &src, &job, j->mem, &tail, &j->outcome, e));
	buf_append(&j->file, BYTES(tail.data, tail.len));
	src = pdf_source_memory(buf_bytes(&j->file));
	after = level_store_count(&src);
	j->outcome.added = level_store_minus(after, before);
	return ERR_OK;
}

static enum err sign(struct job *j, struct error *e)
{
	struct pdf_tail tail;

	TRY(sign_or_less(j, &tail, e));
	buf_append(&j->file, BYTES(tail.data, tail.len));
	j->outcome.reached = j->result.timestamped ? LEVEL_B_T : LEVEL_B_B;
	if (j->world)
		TRY(make_lasting(j, e));
	return file_write_atomic(j->o.out, buf_bytes(&j->file), OUT_MODE, e);
}

static const char *const scheme_names[] = {
	[SIG_RSA_PKCS1] = "rsa-pkcs1",
	[SIG_RSA_PSS] = "rsa-pss",
	[SIG_ECDSA] = "ecdsa",
};

static json_t *timestamp_json(const struct job *j)
{
	char when[TIME_RFC3339_SIZE];

	if (!j->result.timestamped)
		return json_null();
	time_rfc3339(j->result.gen_time, when);
	return json_pack("{s:s,s:s}", "time", when, "authority", j->result.authority);
}

static void report(const struct job *j)
{
	struct sig_alg alg = signer_alg(j->signer);
	char when[TIME_RFC3339_SIZE], *text;
	json_t *o, *level = level_json(&j->outcome);

	time_rfc3339(j->rq.time, when);
	o = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:{s:s,s:s,s:s},s:s,s:o,s:I}", "file", j->o.out,
		      "field", j->rq.field, "kind", j->rq.certify ? "certification" : "approval",
		      "level", pades_level_name(j->outcome.reached), "algorithm",
		      scheme_names[alg.scheme], "digest", digest_name(alg.digest), "signer",
		      "common_name", j->who.common_name, "issuer", j->who.issuer_name, "sha256",
		      j->who.sha256, "time", when, "timestamp", timestamp_json(j), "bytes",
		      (json_int_t)j->file.len);
	json_object_update(o, level);
	text = o ? json_dumps(o, JSON_COMPACT) : NULL;
	if (text)
		puts(text);
	free(text);
	json_decref(level);
	json_decref(o);
}

static enum err run(struct job *j, int argc, char **argv, struct error *e)
{
	TRY(sign_options_parse(argc, argv, &j->o, e));
	TRY(output_check(j->o.in, j->o.out, j->o.overwrite, e));
	TRY(document_open(j, e));
	j->outcome = (struct level_outcome){ .requested = j->o.level, .missing = "" };
	TRY(key_open(j, e));
	TRY(level_open(j, e));
	TRY(request_make(j, e));
	return sign(j, e);
}

int cmd_sign(int argc, char **argv)
{
	AUTO(job) struct job j = { .mem = arena_new(0) };
	struct error e = { 0 };
	enum err rc;

	j.rq.time = clock_now(clock_system());
	rc = run(&j, argc, argv, &e);
	if (rc == ERR_LEVEL)
		level_tell("sign", j.o.out, &j.o.lasting, &j.outcome, 0);
	else if (rc != ERR_OK)
		fprintf(stderr, "skysign sign: %s\n", e.msg);
	if (rc != ERR_OK)
		return err_exit_status(rc);
	level_tell("sign", j.o.out, &j.o.lasting, &j.outcome, 1);
	if (j.o.json)
		report(&j);
	return 0;
}
