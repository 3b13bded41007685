/* From what is to be signed to the act: preparing and completing under a signing ticket. */
#include <jansson.h>
#include "crypto/pkey.h"
#include "domain/field.h"
#include "domain/gate.h"
#include "domain/jobs.h"
#include "domain/party_policy.h"
#include "domain/remote.h"
#include "domain/shown.h"
#include "domain/ticket_work.h"
#include "domain/vault.h"
#include "sig/algorithm.h"
#include "sig/asn1/cert.h"

/* preparing ----------------------------------------------------------------- */

/* Under which of the organisation's rules; they may have changed since it was prepared. */
static enum err policy_version(struct ticket_work *w, int64_t *out, struct error *e)
{
	struct party_policy p;

	TRY(party_policy_get(w->d, &p, e));
	*out = p.version;
	return ERR_OK;
}

static enum err count_ready(struct ticket_work *w, size_t *out, struct error *e)
{
	const struct seal *list;
	int64_t version;

	*out = 0;
	TRY(policy_version(w, &version, e));
	if (version != w->t.policy_version)
		return ERR_OK;
	return w->t.act_id ? seal_list_act(&w->d->repo, w->t.act_id, &list, out, e) : ERR_OK;
}

/* Everything that the act asks for, as it is now; values: canonical JSON, NULL: nothing to fill in.
 */
static enum err check_act(struct ticket_work *w, struct agree_input *in, struct error *e)
{
	struct domain *d = w->d;

	TRY(ticket_browser(w, e));
	TRY(act_check(d, ACT_SIGN, &w->x, w->r, e));
	TRY(gate_require(d, &w->ref, &w->x, w->r, GATE_NEED_ALL, e));
	TRY(ticket_input(d, &w->t, in, e));
	return shown_check(d, &w->x, w->r, in, e);
}

static enum err keep_entries(struct ticket_work *w, const char *values, struct error *e)
{
	struct domain *d = w->d;
	char hex[FIELD_DIGEST_SIZE];

	w->t.entries = (struct bytes){ 0 };
	w->t.entries_sha256 = NULL;
	if (!values)
		return ERR_OK;
	fields_digest(values, hex);
	w->t.entries_sha256 = domain_printf(d, "%s", hex);
	return vault_encrypt(d, w->t.act_id, bytes_of_str(values), &w->t.entries, e);
}

/* The event that the signed bytes name: what is shown, declared, and by which certificate. */
static enum err audit_preparation(struct ticket_work *w, const struct agree_input *in,
				  const char *values, struct audit_mark *mark, struct error *e)
{
	const struct audit_data own[] = {
		{ "ticket", w->t.id, 0 },
		{ "recipient", w->r->id, 0 },
		{ "preparing", w->t.act_id, 0 },
		{ "certificate", party_fingerprint(w->d, w->t.certificates), 0 },
		{ "algorithm", w->t.algorithm, 0 },
		{ "statement", in->statement_version, 0 },
		{ "authority", "declared", 0 },
		{ "declared_name", in->name, 1 },
		{ "declared_company", in->company, 1 },
		{ "declared_department", in->department, 1 },
		{ "declared_title", in->title, 1 },
		{ "values_sha256", flow_values_digest(w->d, values), 1 },
	};
	struct audit_data *data;
	size_t n;

	TRY(shown_data(w->d, &w->x, in, COUNT_OF(own), &data, &n, e));
	memcpy(data + n, own, sizeof(own));
	return audit_append(w->d,
			    &(struct audit_entry){ .envelope = w->x.v.id,
						   .kind = "ticket.prepared",
						   .data = data,
						   .n = n + COUNT_OF(own) },
			    mark, e);
}

static enum err begin_anew(struct ticket_work *w, struct error *e)
{
	char hex[2 * AUDIT_HASH_SIZE + 1];
	struct domain *d = w->d;
	struct audit_mark mark;
	struct agree_input in;
	const char *values;

	TRY(check_act(w, &in, e));
	TRY(fields_values(d, &w->x, w->r, &values, e));
	TRY(policy_version(w, &w->t.policy_version, e));
	TRY(ticket_give_way(w, e));
	w->t.act_id = domain_id(d, "act");
	w->t.prepared_at = domain_now(d);
	w->t.error = NULL;
	TRY(keep_entries(w, values, e));
	TRY(audit_preparation(w, &in, values, &mark, e));
	hex_encode(BYTES(mark.hash, sizeof(mark.hash)), hex);
	w->t.event_hash = domain_printf(d, "%s", hex);
	TRY(ticket_move(w, TV_PREPARE, e));
	return job_enqueue(d,
			   &(struct job_request){ .kind = JOB_PARTY_PREPARE,
						  .envelope = w->x.v.id,
						  .recipient = w->r->id,
						  .act = w->t.act_id,
						  .mark = &mark },
			   e);
}

static enum err go_on(struct ticket_work *w, _Bool *ready, struct error *e)
{
	size_t n = 0;

	*ready = 0;
	if (!strcmp(w->t.state, ticket_state_name(TICKET_PREPARING)))
		return signing_ticket_update(&w->d->repo, &w->t, e);
	if (!strcmp(w->t.state, ticket_state_name(TICKET_PREPARED)))
		TRY(count_ready(w, &n, e));
	if (!n || n != dossier_contracts(&w->x))
		return begin_anew(w, e);
	*ready = 1;
	return signing_ticket_update(&w->d->repo, &w->t, e);
}

enum err ticket_prepare(struct domain *d, const struct signing_ticket *t, int64_t seq, _Bool *ready,
			struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct ticket_work w;

	TRY(db_begin(tx.db, e));
	TRY(ticket_lock_call(d, t, seq, &w, e));
	if (!strcmp(w.t.state, ticket_state_name(TICKET_FAILED)))
		return domain_refuse(d, ERR_TICKET, "ticket-over", e);
	TRY(go_on(&w, ready, e));
	return db_commit(tx.db, e);
}

enum err ticket_operations(struct domain *d, const struct signing_ticket *t,
			   const char *const **out, size_t *n, struct error *e)
{
	const struct signing_operation *list;
	const char **texts;

	TRY(signing_operation_list(&d->repo, t->id, &list, n, e));
	texts = arena_alloc_n(d->repo.mem, *n + 1, sizeof(*texts));
	if (!texts)
		return error_set(e, ERR_TOO_LARGE, "the operations exceed the memory limit");
	for (size_t i = 0; i < *n; i++) {
		struct bytes plain;

		TRY(vault_decrypt(d, list[i].seal_id, list[i].answer, &plain, e));
		texts[i] = domain_printf(d, "%.*s", (int)plain.len, (const char *)plain.data);
	}
	*out = texts;
	return ERR_OK;
}

/* the worker's steps ------------------------------------------------------------ */

/* The ticket that this act is prepared for; *found false: it waits for it no more. */
static enum err lock_act(struct domain *d, const char *act, enum ticket_state state,
			 struct ticket_work *w, _Bool *found, struct error *e)
{
	struct signing_ticket t;
	enum err rc = signing_ticket_by_act(&d->repo, act, &t, e);

	*found = 0;
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	TRY(dossier_lock(d, t.envelope_id, &w->x, e));
	w->d = d;
	TRY(signing_ticket_get(&d->repo, t.id, &w->t, e));
	w->r = dossier_recipient(&w->x, t.recipient_id);
	*found = w->r && w->t.act_id && !strcmp(w->t.act_id, act) &&
		 !strcmp(w->t.state, ticket_state_name(state));
	return ERR_OK;
}

time_ms ticket_reservation(const struct signing_ticket *t)
{
	_Bool remote = t->token_kind && !strcmp(t->token_kind, "remote");

	/* a program may say "remote" too, but has a version */
	return remote && !t->agent_version ? REMOTE_RESERVED_MS : TICKET_RESERVED_MS;
}

/* What is over already keeps nothing, and lies there until somebody needs the number (or the sweep, an hour
 * from now). */
static time_ms reserved_until(const struct domain *d, const struct signing_ticket *t, time_ms since)
{
	time_ms now = domain_now(d), until = since + ticket_reservation(t);

	return until > now ? until : now;
}

static enum err reserved_since(struct domain *d, const struct signing_ticket *t, time_ms *out,
			       struct error *e)
{
	TRY(signing_ticket_reserved(&d->repo, t->recipient_id, t->envelope_id, out, e));
	if (!*out)
		*out = domain_now(d);
	return ERR_OK;
}

enum err ticket_reserved_until(struct domain *d, const struct signing_ticket *t, time_ms *out,
			       struct error *e)
{
	time_ms since;

	TRY(reserved_since(d, t, &since, e));
	*out = reserved_until(d, t, since);
	return ERR_OK;
}

/* *kept: how many seals there are. */
static enum err reserve(struct ticket_work *w, int64_t *kept, struct error *e)
{
	time_ms since;

	TRY(reserved_since(w->d, &w->t, &since, e));
	TRY(signing_ticket_reserve(&w->d->repo, w->t.id, since, e));
	return seal_reserve(&w->d->repo, w->t.act_id, reserved_until(w->d, &w->t, since), kept, e);
}

enum err ticket_prepared(struct domain *d, const char *act, const struct signing_operation *ops,
			 size_t n, struct error *e)
{
	struct ticket_work w = { 0 };
	int64_t kept = 0;
	_Bool found;

	TRY(lock_act(d, act, TICKET_PREPARING, &w, &found, e));
	if (!found)
		return ERR_OK;
	TRY(reserve(&w, &kept, e));
	if ((size_t)kept != n)
		return error_set(e, ERR_CONFLICT, "another act was faster");
	TRY(signing_operation_delete_ticket(&d->repo, w.t.id, e));
	for (size_t i = 0; i < n; i++) {
		struct signing_operation o = ops[i];

		o.ticket_id = w.t.id;
		TRY(signing_operation_put(&d->repo, &o, e));
	}
	return ticket_move(&w, TV_PREPARED, e);
}

enum err ticket_failed(struct domain *d, const char *act, enum err why, struct error *e)
{
	struct ticket_work w = { 0 };
	_Bool found;

	TRY(lock_act(d, act, TICKET_PREPARING, &w, &found, e));
	if (!found)
		return ERR_OK;
	TRY(ticket_give_way(&w, e));
	w.t.error = err_slug(why);
	w.t.ended_at = domain_now(d);
	TRY(ticket_move(&w, TV_FAIL, e));
	return ticket_audit(&w, "ticket.failed", NULL, 0, NULL, e);
}

enum err ticket_sealed(struct domain *d, const char *act, struct error *e)
{
	struct ticket_work w = { 0 };
	_Bool found;

	TRY(lock_act(d, act, TICKET_SIGNING, &w, &found, e));
	if (!found)
		return ERR_OK;
	w.t.ended_at = domain_now(d);
	TRY(signing_operation_delete_ticket(&d->repo, w.t.id, e));
	return ticket_move(&w, TV_SEALED, e);
}

/* completing ------------------------------------------------------------------ */

static const struct ticket_signature *signature_of(const struct ticket_signature *list, size_t n,
						   const char *op)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].op, op))
			return &list[i];
	return NULL;
}

/* R13: over the attributes as they were stored, by the key of the certificate that was accepted. */
static enum err verify(const struct seal *s, struct bytes value, struct error *e)
{
	AUTO(pkey) struct pkey *key = NULL;
	struct bytes list[1 + TICKET_CHAIN_MAX];
	unsigned char hash[DIGEST_MAX];
	struct sig_alg alg;
	struct cert cert;
	size_t n;

	TRY(cert_split(s->certificates, list, COUNT_OF(list), &n, e));
	TRY(cert_read(list[0], &cert, e));
	TRY(pkey_public(cert.spki, &key, e));
	if (!sig_algorithm_parse(s->algorithm, &alg))
		return error_set(e, ERR_INTERNAL, "a seal names no known algorithm");
	if (pkey_verify(key, alg, digest_of(alg.digest, s->signed_attrs, hash), value, e) != ERR_OK)
		return error_set(e, ERR_SIGNATURE, "the signature of %s does not verify", s->id);
	return ERR_OK;
}

static enum err sign_all(struct ticket_work *w, const struct ticket_signature *list, size_t n,
			 struct error *e)
{
	struct domain *d = w->d;
	const struct seal *seals;
	size_t ready;
	_Bool done;

	TRY(seal_list_act(&d->repo, w->t.act_id, &seals, &ready, e));
	if (!ready || ready != dossier_contracts(&w->x))
		return error_set(e, ERR_REVISION, "another act was faster");
	for (size_t i = 0; i < ready; i++) {
		const struct ticket_signature *s = signature_of(list, n, seals[i].id);

		if (!s)
			return error_set(e, ERR_SIGNATURE, "there is no signature for %s",
					 seals[i].id);
		TRY(verify(&seals[i], s->value, e));
		TRY(seal_sign(&d->repo, seals[i].id, s->value, domain_now(d), &done, e));
		if (!done)
			return error_set(e, ERR_REVISION, "another act was faster");
	}
	return n == ready
		       ? ERR_OK
		       : error_set(e, ERR_SIGNATURE, "there are more signatures than operations");
}

/* What was filled in is what stands in the signed bytes; else it is prepared anew. */
static enum err freeze(struct ticket_work *w, const char **values, struct error *e)
{
	char hex[FIELD_DIGEST_SIZE] = "";

	TRY(fields_freeze(w->d, &w->x, w->r, w->r->act_id, values, e));
	if (*values)
		fields_digest(*values, hex);
	if (strcmp(hex, w->t.entries_sha256 ? w->t.entries_sha256 : "") != 0)
		return error_set(e, ERR_REVISION, "what was filled in has changed");
	return ERR_OK;
}

/* The certificate was judged anew already; this is about the form of what was prepared. */
static enum err check_policy(struct ticket_work *w, struct error *e)
{
	int64_t version;

	TRY(policy_version(w, &version, e));
	return version == w->t.policy_version
		       ? ERR_OK
		       : error_set(e, ERR_REVISION, "the organisation's rules have changed");
}

static enum err record_act(struct ticket_work *w, const struct agree_input *in, struct error *e)
{
	struct domain *d = w->d;
	const struct audit_data more[] = {
		{ "ticket", w->t.id, 0 },
		{ "certificate", party_fingerprint(d, w->t.certificates), 0 },
		{ "algorithm", w->t.algorithm, 0 },
		{ "status", w->t.revocation, 0 },
		{ "prepared_event", w->t.event_hash, 0 },
	};
	struct flow_act act = { .in = in, .more = more, .n_more = COUNT_OF(more) };

	flow_declare(w->r, in, w->t.prepared_at, w->t.act_id);
	TRY(gate_factors_json(d, &w->ref, &w->r->factors, e));
	TRY(freeze(w, &act.values, e));
	TRY(flow_act_rows(d, &w->x, w->r, &act, e));
	return ticket_move(w, TV_SIGN, e);
}

enum err ticket_complete(struct domain *d, const struct signing_ticket *t, int64_t seq,
			 const struct ticket_signature *list, size_t n, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct agree_input in;
	struct ticket_work w;

	TRY(db_begin(tx.db, e));
	TRY(ticket_lock_call(d, t, seq, &w, e));
	if (!strcmp(w.t.state, "signing") || !strcmp(w.t.state, "done"))
		return ERR_OK; /* the act exists once */
	if (strcmp(w.t.state, "prepared") != 0)
		return domain_refuse(d, ERR_CONFLICT, "ticket-not-now", e);
	TRY(check_act(&w, &in, e));
	TRY(check_policy(&w, e));
	TRY(sign_all(&w, list, n, e));
	TRY(record_act(&w, &in, e));
	return db_commit(tx.db, e);
}
