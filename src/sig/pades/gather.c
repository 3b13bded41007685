/* What judging a document needs: the validator is asked, with the world at hand, and what its
 * verdict rested on is what the document shall carry. So nothing is gathered that would not be
 * believed later, and nothing is forgotten that was. */
#include "sig/pades/extend_work.h"
#include <stdarg.h>
#include <stdio.h>
#include "crypto/digest.h"

enum { DAY_MS = 24 * 3600 * 1000 };

struct list {
	struct bytes *items;
	size_t n, cap;
};

struct gathering {
	struct arena *mem;
	const struct validate_report *report;
	uint64_t foreign_end;
	struct list certs, ocsps, crls;
	struct pades_vri *vri;
	size_t n_vri;
	struct pades_material out;
};

/* Indices of one VRI entry. */
struct indices {
	size_t *at;
	size_t n, cap;
};

struct entry {
	struct indices certs, ocsps, crls;
};

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "validation data needs more memory than allowed");
}

static enum err list_add(struct gathering *g, struct list *l, struct bytes der, size_t *at,
			 struct error *e)
{
	struct bytes *grown;

	for (*at = 0; *at < l->n; ++*at)
		if (bytes_eq(l->items[*at], der))
			return ERR_OK;
	grown = arena_grow(g->mem, l->items, l->n, &l->cap, sizeof(*l->items));
	if (!grown)
		return no_memory(e);
	l->items = grown;
	l->items[l->n++] = der;
	return ERR_OK;
}

static enum err add(struct gathering *g, struct list *l, struct indices *of, struct bytes der,
		    struct error *e)
{
	size_t at, *grown;

	if (der.len == 0)
		return ERR_OK;
	TRY(list_add(g, l, der, &at, e));
	for (size_t i = 0; i < of->n; i++)
		if (of->at[i] == at)
			return ERR_OK;
	grown = arena_grow(g->mem, of->at, of->n, &of->cap, sizeof(*of->at));
	if (!grown)
		return no_memory(e);
	of->at = grown;
	of->at[of->n++] = at;
	return ERR_OK;
}

static enum err add_all(struct gathering *g, struct list *l, struct indices *of,
			const struct bytes *ders, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++)
		TRY(add(g, l, of, ders[i], e));
	return ERR_OK;
}

static void lacks(struct gathering *g, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The first reason is told: the others often follow from it. */
static void lacks(struct gathering *g, const char *fmt, ...)
{
	char text[512];
	va_list args;

	g->out.complete = 0;
	if (g->out.missing[0])
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	g->out.missing = arena_strdup(g->mem, text);
	if (!g->out.missing)
		g->out.missing = "validation data";
}

static _Bool needs_nothing(const struct chain_state *s)
{
	return !strcmp(s->source, "anchor") || !strcmp(s->source, "not-needed");
}

static void want_newer(struct gathering *g, const struct chain_state *s, time_ms judged)
{
	time_ms at = s->next_update > s->this_update ? s->next_update : s->this_update + DAY_MS;

	if (s->data.len && s->this_update < judged && at > g->out.newer_at)
		g->out.newer_at = at;
}

/* A certificate that has ended is not spoken of any more: what there is must do. */
static void judge_state(struct gathering *g, const struct cert_facts *c,
			const struct chain_state *s, time_ms judged)
{
	if (needs_nothing(s))
		return;
	if (s->revocation == REVOCATION_UNKNOWN || !s->data.len)
		lacks(g, "no revocation data of \"%.80s\"%s%.200s", c->common_name,
		      s->problem ? ": " : "", s->problem ? s->problem : "");
	else if (s->problem)
		lacks(g, "revocation data of \"%.80s\": %.200s", c->common_name, s->problem);
	else if (c->not_after > g->report->at)
		want_newer(g, s, judged);
}

static enum err add_chain(struct gathering *g, const struct signer_report *s, _Bool demanded,
			  time_ms judged, struct entry *x, struct error *e)
{
	for (size_t i = 0; i < s->n_chain; i++) {
		const struct chain_state *st = &s->states[i];

		TRY(add(g, &g->certs, &x->certs, s->chain[i].der, e));
		if (st->data.len)
			TRY(add(g, st->crl ? &g->crls : &g->ocsps, st->crl ? &x->crls : &x->ocsps,
				st->data, e));
		TRY(add_all(g, &g->certs, &x->certs, st->issuers, st->n_issuers, e));
		TRY(add_all(g, &g->ocsps, &x->ocsps, st->issuer_ocsps, st->n_issuer_ocsps, e));
		TRY(add_all(g, &g->crls, &x->crls, st->issuer_crls, st->n_issuer_crls, e));
		if (demanded)
			judge_state(g, &s->chain[i], st, judged);
	}
	return ERR_OK;
}

/* The name of a signature in VRI (ISO 32000-2 table 262). */
static enum err vri_key(const struct sig_report *s, unsigned char key[20], struct error *e)
{
	unsigned char value[DIGEST_MAX];

	if (!s->evidence.contents.len)
		return error_set(e, ERR_BAD_SIG, "the signature \"%.64s\" cannot be read",
				 s->field);
	memcpy(key, digest_of(DIGEST_SHA1, s->evidence.contents, value).data, 20);
	return ERR_OK;
}

static time_ms judged_at(const struct sig_report *s)
{
	if (s->kind == SIG_DOCUMENT_TIMESTAMP)
		return s->timestamp.gen_time;
	return s->best ? s->best->time : 0;
}

static const char *reason_of(const struct findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].code == f->worst)
			return f->list[i].detail[0] ? f->list[i].detail
						    : finding_text(f->list[i].code, 0);
	return "it is not valid";
}

static _Bool failed_to_fetch(const struct findings *f)
{
	return findings_have(f, FINDING_REVOCATION_LATER) || findings_have(f, FINDING_ISSUER_LATER);
}

/* What may be mended by more data is no reason to refuse; what is broken stays broken. */
static enum err judge_verdict(struct gathering *g, const struct sig_report *s, struct error *e)
{
	const char *why = reason_of(&s->findings);

	if (s->indication == IND_FAILED)
		return error_set(e, ERR_BAD_SIG, "the signature \"%.64s\" is not valid: %.300s",
				 s->field, why);
	g->out.later |= failed_to_fetch(&s->findings) || failed_to_fetch(&s->timestamp.findings);
	if (s->indication == IND_INDETERMINATE) {
		lacks(g, "the signature \"%.64s\" is not accepted: %.300s", s->field, why);
	} else if (!s->timestamp.trusted && s->n_proofs == 0) {
		g->out.untimed = 1;
		lacks(g, "the signature \"%.64s\" has no time-stamp that is trusted%s%.200s",
		      s->field, s->timestamp.present ? ": " : "",
		      s->timestamp.present ? reason_of(&s->timestamp.findings) : "");
	}
	return ERR_OK;
}

/* A time-stamp that counts by a later one, and whose authority speaks of it no more: nothing will
 * ever be had that is not there. */
static _Bool is_past(const struct gathering *g, const struct sig_report *s)
{
	return s->kind == SIG_DOCUMENT_TIMESTAMP && s->timestamp.trusted && s->n_proofs &&
	       s->signer.cert.not_after < g->report->at;
}

static enum err add_signature(struct gathering *g, const struct sig_report *s, struct error *e)
{
	_Bool demanded = s->signed_bytes > g->foreign_end;
	struct entry x = { { 0 }, { 0 }, { 0 } };
	struct pades_vri *v = &g->vri[g->n_vri];

	if (demanded)
		TRY(judge_verdict(g, s, e));
	TRY(add_chain(g, &s->signer, demanded && !is_past(g, s), judged_at(s), &x, e));
	if (s->kind != SIG_DOCUMENT_TIMESTAMP && s->timestamp.trusted)
		TRY(add_chain(g, &s->timestamp.authority, demanded, s->timestamp.gen_time, &x, e));
	if (!x.certs.n)
		return ERR_OK;
	TRY(vri_key(s, v->key, e));
	v->certs = x.certs.at;
	v->ocsps = x.ocsps.at;
	v->crls = x.crls.at;
	v->n_certs = x.certs.n;
	v->n_ocsps = x.ocsps.n;
	v->n_crls = x.crls.n;
	g->n_vri++;
	return ERR_OK;
}

static enum err add_signatures(struct gathering *g, struct error *e)
{
	const struct validate_report *r = g->report;

	g->vri = arena_alloc_n(g->mem, r->n + 1, sizeof(*g->vri));
	if (!g->vri)
		return no_memory(e);
	for (size_t i = 0; i < r->n; i++)
		if (r->signatures[i].kind != SIG_USAGE_RIGHTS)
			TRY(add_signature(g, &r->signatures[i], e));
	return ERR_OK;
}

struct validate_report pades_judge(const struct pdf_source *src,
				   const struct pades_gather_options *o, _Bool online,
				   struct arena *mem)
{
	struct trust_online world;
	struct validate_options v = {
		.trust = o->anchors && !online ? o->anchors : o->trust,
		.at = o->at,
		.algorithms = o->algorithms,
	};

	if (online && o->online) {
		world = *o->online;
		world.prefer_newer |= o->newer;
		v.online = &world;
	}
	return validate_file(src, &v, mem);
}

enum err pades_gather_report(const struct validate_report *r, uint64_t foreign_end,
			     struct arena *mem, struct pades_material *out, struct error *e)
{
	struct gathering g = { .mem = mem,
			       .report = r,
			       .foreign_end = foreign_end,
			       .out = { .complete = 1, .missing = "" } };

	if (r->verdict == VERDICT_UNREADABLE) {
		*e = r->error;
		return e->code;
	}
	if (r->verdict == VERDICT_NO_SIGNATURE)
		return error_set(e, ERR_NOT_FOUND, "the document has no signature");
	TRY(add_signatures(&g, e));
	g.out.certs = g.certs.items;
	g.out.ocsps = g.ocsps.items;
	g.out.crls = g.crls.items;
	g.out.n_certs = g.certs.n;
	g.out.n_ocsps = g.ocsps.n;
	g.out.n_crls = g.crls.n;
	g.out.vri = g.vri;
	g.out.n_vri = g.n_vri;
	g.out.standing = pades_standing(r, foreign_end, mem);
	*out = g.out;
	return ERR_OK;
}

enum err pades_gather(const struct pdf_source *src, const struct pades_gather_options *o,
		      struct arena *mem, struct pades_material *out, struct error *e)
{
	struct validate_report r = pades_judge(src, o, 1, mem);

	return pades_gather_report(&r, o->foreign_end, mem, out, e);
}
