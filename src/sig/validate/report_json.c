/* docs/formats/verify-report.md */
#include "sig/validate/report.h"

/* Text of a file may be anything; JSON takes UTF-8 only. */
static json_t *text(const char *s)
{
	json_t *j = json_string(s ? s : "");

	return j ? j : json_string("(not UTF-8)");
}

static json_t *time_or_null(_Bool known, time_ms t)
{
	char out[TIME_RFC3339_SIZE];

	if (!known)
		return json_null();
	time_rfc3339(t, out);
	return json_string(out);
}

static json_t *cert_json(const struct cert_facts *c)
{
	return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "common_name",
			 text(c->common_name), "organisation", text(c->organisation), "country",
			 text(c->country), "subject", text(c->subject), "issuer", text(c->issuer),
			 "issuer_name", text(c->issuer_name), "serial", text(c->serial), "key",
			 text(c->key), "sha256", text(c->sha256), "not_before",
			 time_or_null(1, c->not_before), "not_after",
			 time_or_null(1, c->not_after));
}

static json_t *chain_status_json(const struct signer_report *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->n_chain; i++) {
		const struct chain_state *c = &s->states[i];
		const char *reason = crl_reason_name(c->reason);
		json_t *j = json_pack("{s:o,s:s,s:s}", "subject", text(s->chain[i].subject),
				      "revocation", revocation_name(c->revocation), "source",
				      c->source);

		json_object_set_new(j, "this_update",
				    time_or_null(c->this_update != 0, c->this_update));
		json_object_set_new(j, "next_update",
				    time_or_null(c->next_update != 0, c->next_update));
		json_object_set_new(
			j, "revoked_at",
			time_or_null(c->revocation == REVOCATION_REVOKED, c->revoked_at));
		json_object_set_new(j, "reason", reason[0] ? json_string(reason) : json_null());
		json_object_set_new(j, "problem", c->problem ? text(c->problem) : json_null());
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *past_json(const struct past_report *p)
{
	if (!p->used)
		return json_null();
	return json_pack("{s:s,s:b,s:o}", "now", sub_indication_name(p->now), "passed", p->passed,
			 "control_time", time_or_null(1, p->control));
}

static json_t *signer_json(const struct signer_report *s)
{
	json_t *j, *chain;

	if (!s->known)
		return json_null();
	j = cert_json(&s->cert);
	chain = json_array();
	for (size_t i = 0; i < s->n_chain; i++)
		json_array_append_new(chain, text(s->chain[i].subject));
	json_object_set_new(j, "identity", identity_json(s));
	json_object_set_new(j, "trusted", json_boolean(s->trusted));
	json_object_set_new(j, "chain", chain);
	json_object_set_new(j, "revocation", json_string(revocation_name(s->revocation)));
	json_object_set_new(j, "revoked_at",
			    time_or_null(s->revocation == REVOCATION_REVOKED, s->revoked_at));
	json_object_set_new(j, "chain_status", chain_status_json(s));
	json_object_set_new(j, "past_validation", past_json(&s->past));
	json_object_set_new(j, "good_until", time_or_null(s->ends != NULL, s->good_until));
	json_object_set_new(j, "ends", s->ends ? text(s->ends) : json_null());
	return j;
}

static json_t *findings_json(const struct findings *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n; i++) {
		const struct finding *x = &f->list[i];

		json_array_append_new(list, json_pack("{s:o,s:s,s:s,s:s,s:o}", "code",
						      text(finding_slug(x->code)), "weight",
						      indication_name(finding_indication(x->code)),
						      "en", finding_text(x->code, 0), "ja",
						      finding_text(x->code, 1), "detail",
						      text(x->detail)));
	}
	return list;
}

static json_t *codes_json(const struct findings *f, enum block b)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n; i++)
		if (finding_block(f->list[i].code) == b)
			json_array_append_new(list, json_string(finding_slug(f->list[i].code)));
	return list;
}

static json_t *blocks_json(const struct block_report *blocks, size_t n, const struct findings *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		const struct block_report *b = &blocks[i];
		json_t *j = json_pack("{s:s,s:s,s:s,s:o}", "block", block_name(b->block), "en",
				      block_text(b->block, 0), "ja", block_text(b->block, 1),
				      "findings", codes_json(f, b->block));

		json_object_set_new(j, "indication",
				    b->indication == IND_NOTE
					    ? json_null()
					    : json_string(block_result(b->indication)));
		json_object_set_new(j, "sub_indication",
				    b->sub == SUB_NONE ? json_null()
						       : json_string(sub_indication_name(b->sub)));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *proof_json(const struct proof *p)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = { { PROOF_SIGNATURE, "signature" },
		      { PROOF_TIMESTAMP, "time-stamp" },
		      { PROOF_CERTIFICATES, "certificates" },
		      { PROOF_REVOCATION, "revocation-data" } };
	json_t *covers = json_array();

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (p->covers & names[i].bit)
			json_array_append_new(covers, json_string(names[i].name));
	return json_pack("{s:o,s:o,s:o,s:b}", "time", time_or_null(1, p->time), "by", text(p->by),
			 "covers", covers, "outside", p->outside);
}

static json_t *proofs_json(const struct sig_report *s)
{
	json_t *list = json_array();

	if (s->kind != SIG_DOCUMENT_TIMESTAMP && s->timestamp.trusted)
		json_array_append_new(list,
				      proof_json(&(struct proof){ .time = s->timestamp.gen_time,
								  .by = PROOF_BY_SIGNATURE_TOKEN,
								  .covers = PROOF_SIGNATURE }));
	for (size_t i = s->n_proofs; i-- > 0;)
		json_array_append_new(list, proof_json(&s->proofs[i]));
	return list;
}

static json_t *best_json(const struct proof *p)
{
	if (!p)
		return json_null();
	return json_pack("{s:o,s:o}", "time", time_or_null(1, p->time), "by", text(p->by));
}

static json_t *token_json(const struct token_report *t)
{
	struct block_report blocks[BLOCK_COUNT_];
	size_t n = token_blocks(t, blocks);

	if (!t->present)
		return json_null();
	return json_pack("{s:o,s:b,s:b,s:o,s:o,s:o,s:o,s:o}", "time",
			 time_or_null(t->authority.known, t->gen_time), "intact", t->intact,
			 "trusted", t->trusted, "serial", text(t->serial), "policy",
			 text(t->policy), "authority", signer_json(&t->authority), "findings",
			 findings_json(&t->findings), "blocks",
			 blocks_json(blocks, n, &t->findings));
}

static json_t *changes_json(const struct sig_report *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->n_changes; i++)
		json_array_append_new(list, json_pack("{s:s,s:s,s:I,s:i,s:o,s:o}", "level",
						      later_changes_name(s->changes[i].level),
						      "code", s->changes[i].code, "object",
						      (json_int_t)s->changes[i].object, "revision",
						      (int)s->changes[i].revision, "text",
						      text(s->changes[i].text), "ja",
						      text(s->changes[i].ja)));
	return list;
}

static json_t *signature_json(const struct sig_report *s)
{
	struct block_report blocks[BLOCK_COUNT_];
	size_t n = sig_blocks(s, blocks);
	json_t *j = json_pack(
		"{s:o,s:s,s:s,s:o,s:b,s:s,s:s,s:b,s:s,s:o,s:o,s:o}", "field", text(s->field),
		"kind", sig_kind_name(s->kind), "indication", indication_name(s->indication),
		"sub_indication",
		s->sub == SUB_NONE ? json_null() : json_string(sub_indication_name(s->sub)),
		"integrity", s->integrity, "coverage", coverage_name(s->coverage), "later_changes",
		later_changes_name(s->later), "permitted", s->permitted, "level",
		pades_level_name(s->level), "signer", signer_json(&s->signer), "claimed_time",
		time_or_null(s->has_claimed_time, s->claimed_time), "timestamp",
		token_json(&s->timestamp));

	json_object_set_new(j, "sub_filter", text(s->sub_filter));
	json_object_set_new(j, "algorithm", text(s->algorithm));
	json_object_set_new(j, "name", text(s->name));
	json_object_set_new(j, "reason", text(s->reason));
	json_object_set_new(j, "location", text(s->location));
	json_object_set_new(j, "signed_bytes", json_integer((json_int_t)s->signed_bytes));
	json_object_set_new(j, "doc_mdp", s->doc_mdp ? json_integer(s->doc_mdp) : json_null());
	json_object_set_new(j, "changes", changes_json(s));
	json_object_set_new(j, "findings", findings_json(&s->findings));
	json_object_set_new(j, "blocks", blocks_json(blocks, n, &s->findings));
	json_object_set_new(j, "best_signature_time", best_json(s->best));
	json_object_set_new(j, "proofs", proofs_json(s));
	return j;
}

json_t *validate_report_json(const struct validate_report *r)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	json_t *list = json_array();
	json_t *j;

	for (size_t i = 0; i < r->n; i++)
		json_array_append_new(list, signature_json(&r->signatures[i]));
	j = json_pack("{s:o,s:s,s:o,s:{s:s,s:s},s:o,s:I,s:i}", "file", text(r->file), "verdict",
		      verdict_name(r->verdict), "signatures", list, "summary", "ja",
		      validate_summary(r, 1, mem), "en", validate_summary(r, 0, mem),
		      "validated_at", time_or_null(1, r->at), "size", (json_int_t)r->size,
		      "revisions", (int)r->revisions);
	json_object_set_new(j, "policy",
			    json_pack("{s:o,s:b}", "algorithms", text(r->policy),
				      "require_revocation", r->require_revocation));
	json_object_set_new(j, "encryption", r->encryption ? text(r->encryption) : json_null());
	if (r->verdict == VERDICT_UNREADABLE)
		json_object_set_new(j, "error",
				    json_pack("{s:s,s:o}", "code", err_slug(r->error.code),
					      "detail", text(r->error.msg)));
	return j;
}
