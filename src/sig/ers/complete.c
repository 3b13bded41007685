#include <stdio.h>
#include "sig/ers/judge.h"

struct completing {
	struct arena *mem;
	struct ers_parts parts;
	struct ers_completion out;
};

static enum err add(struct completing *c, struct ers_items *items, struct bytes der, size_t *added,
		    struct error *e)
{
	_Bool more;

	if (!der.len)
		return ERR_OK;
	TRY(ers_items_add(items, der, c->mem, &more, e));
	*added += more;
	return ERR_OK;
}

static enum err add_ocsp(struct completing *c, struct bytes der, struct error *e)
{
	struct bytes basic;

	if (!der.len)
		return ERR_OK;
	TRY(ers_ocsp_basic(der, &basic, e));
	for (size_t i = 0; i < c->parts.embedded.n; i++)
		if (bytes_eq(c->parts.embedded.list[i], basic))
			return ERR_OK;
	return add(c, &c->parts.ocsps, basic, &c->out.ocsps, e);
}

static void lacks(struct completing *c, const char *what, const char *why)
{
	const char *text;

	c->out.complete = 0;
	if (c->out.missing[0])
		return; /* the first reason; others often follow from it */
	text = arena_printf(c->mem, "%s%s%s", what, why[0] ? ": " : "", why);
	c->out.missing = text ? text : "validation data";
}

static enum err add_state(struct completing *c, const struct chain_state *s, struct error *e)
{
	if (s->crl)
		TRY(add(c, &c->parts.crls, s->data, &c->out.crls, e));
	else
		TRY(add_ocsp(c, s->data, e));
	for (size_t i = 0; i < s->n_issuers; i++)
		TRY(add(c, &c->parts.certs, s->issuers[i], &c->out.certs, e));
	for (size_t i = 0; i < s->n_issuer_ocsps; i++)
		TRY(add_ocsp(c, s->issuer_ocsps[i], e));
	for (size_t i = 0; i < s->n_issuer_crls; i++)
		TRY(add(c, &c->parts.crls, s->issuer_crls[i], &c->out.crls, e));
	return ERR_OK;
}

/* An anchor is what whoever verifies must have of their own. */
static enum err add_chain(struct completing *c, const struct signer_report *s, struct error *e)
{
	for (size_t i = 0; i < s->n_chain; i++) {
		const struct chain_state *st = &s->states[i];

		if (!strcmp(st->source, "anchor"))
			continue;
		TRY(add(c, &c->parts.certs, s->chain[i].der, &c->out.certs, e));
		TRY(add_state(c, st, e));
		if (!strcmp(st->source, "not-needed"))
			continue;
		if (st->revocation == REVOCATION_UNKNOWN || !st->data.len) {
			const char *what = arena_printf(c->mem, "no revocation data of \"%.80s\"",
							s->chain[i].common_name);

			lacks(c, what ? what : "no revocation data",
			      st->problem ? st->problem : "");
		}
	}
	return ERR_OK;
}

/* A server that failed is no reason to refuse: what can be had is put in. */
static enum err judge_verdict(struct completing *c, const struct token_report *t, struct error *e)
{
	const struct findings *f = &t->findings;

	if (!t->intact)
		return error_set(e, ERR_BAD_SIG, "the time-stamp is broken: %.200s", ers_reason(f));
	if (t->trusted)
		return ERR_OK;
	if (f->worst != FINDING_REVOCATION_LATER && f->worst != FINDING_REVOCATION_NEEDED)
		return error_set(e, ERR_CERT, "the time-stamp cannot be relied on any more: %.200s",
				 ers_reason(f));
	c->out.later = f->worst == FINDING_REVOCATION_LATER;
	lacks(c, "the time-stamp could not be judged whole", ers_reason(f));
	return ERR_OK;
}

enum err ers_token_complete(struct bytes token, const struct ers_world *w, time_ms at,
			    struct arena *mem, struct ers_completion *out, struct error *e)
{
	AUTO(ers_judge) struct ers_judge j = { .w = { .session = NULL } };
	struct completing c = { .mem = mem, .out = { .complete = 1, .missing = "" } };
	struct token_report t;

	ers_judge_init(&j, w, at, mem);
	TRY(ers_parts_read(token, mem, &c.parts, e));
	TRY(ers_judge_add(&j, &c.parts.crls, &c.parts.ocsps, e));
	TRY(ers_judge_add(&j, &(struct ers_items){ 0 }, &c.parts.embedded, e));
	TRY(ers_judge_token(&j, token, 0, &t, e));
	TRY(judge_verdict(&c, &t, e));
	TRY(add_chain(&c, &t.authority, e));
	TRY(ers_parts_write(&c.parts, mem, &c.out.token, e));
	*out = c.out;
	return ERR_OK;
}
