#include "sig/ers/judge.h"

void ers_judge_init(struct ers_judge *j, const struct ers_world *world, time_ms at,
		    struct arena *mem)
{
	*j = (struct ers_judge){ .o = { .trust = world->trust,
					.at = at,
					.require_revocation = world->require_revocation,
					.algorithms = world->algorithms,
					.online = world->online } };
	j->w = (struct work){ .o = &j->o,
			      .mem = mem,
			      .session = trust_session_new(world->online),
			      .algorithms = world->algorithms ? world->algorithms
							      : algo_policy_default() };
	if (world->trust)
		j->w.given.cache = trust_cert_cache(world->trust);
	poe_init(&j->w.poe, mem, at);
}

void ers_judge_done(struct ers_judge *j)
{
	trust_session_free(j->w.session);
	j->w.session = NULL;
}

static enum err add_all(struct ers_items *to, const struct ers_items *from, struct arena *mem,
			struct error *e)
{
	_Bool added;

	for (size_t i = 0; i < from->n; i++)
		TRY(ers_items_add(to, from->list[i], mem, &added, e));
	return ERR_OK;
}

enum err ers_judge_add(struct ers_judge *j, const struct ers_items *crls,
		       const struct ers_items *ocsps, struct error *e)
{
	TRY(add_all(&j->crls, crls, j->w.mem, e));
	TRY(add_all(&j->ocsps, ocsps, j->w.mem, e));
	j->w.dss.revocation = (struct revocation_data){ .crls = j->crls.list,
							.ocsps = j->ocsps.list,
							.n_crls = j->crls.n,
							.n_ocsps = j->ocsps.n };
	return ERR_OK;
}

enum err ers_judge_token(struct ers_judge *j, struct bytes der, uint64_t place,
			 struct token_report *out, struct error *e)
{
	AUTO(token) struct token t = { 0 };
	struct error why = { 0 };
	enum err rc;

	*out = (struct token_report){ .present = 1, .der = der };
	findings_init(&out->findings, j->w.mem);
	if (!token_open(&t, der, &j->w.given, &out->findings))
		return ERR_OK;
	out->intact = token_verify(&t, t.imprint, &out->findings);
	rc = work_judge_token(&j->w, &t, poe_of_bytes(&j->w.poe, place), place, out, &why);
	if (rc == ERR_CERT) { /* OpenSSL takes certificates that cannot be read whole */
		out->intact = out->trusted = 0;
		findings_add(&out->findings, FINDING_TOKEN_SYNTAX, "%s", why.msg);
		return ERR_OK;
	}
	return rc == ERR_OK ? rc : error_set(e, rc, "%s", why.msg);
}

void ers_judge_accept(struct ers_judge *j, const struct token_report *t, uint64_t place)
{
	struct proof p = { .time = t->gen_time < j->o.at ? t->gen_time : j->o.at,
			   .by = t->authority.cert.common_name,
			   .end = place,
			   .covers = PROOF_SIGNATURE | PROOF_TIMESTAMP | PROOF_CERTIFICATES |
				     PROOF_REVOCATION };

	poe_accept(&j->w.poe, &p);
}

const char *ers_reason(const struct findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].code == f->worst)
			return f->list[i].detail[0] ? f->list[i].detail
						    : finding_text(f->list[i].code, 0);
	return "it is not valid";
}
