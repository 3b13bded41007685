#include "domain/remote.h"
#include <jansson.h>
#include "domain/acts.h"
#include "domain/gate.h"
#include "domain/ticket_work.h"
#include "domain/vault.h"
#include "sig/algorithm.h"
#include "store/repo/remote.h"

/* secrets ------------------------------------------------------------------ */

#define MEMBER(name)                                                                               \
	{                                                                                          \
#name, offsetof(struct remote, name)                                               \
	}
static const struct {
	const char *name;
	size_t offset;
} members[] = {
	MEMBER(oauth2), MEMBER(issuer),	     MEMBER(scope),	 MEMBER(verifier),
	MEMBER(token),	MEMBER(credentials), MEMBER(credential), MEMBER(hashes),
};

static const char **member_of(const struct remote *r, size_t i)
{
	return (const char **)((uintptr_t)r + members[i].offset);
}

static const char *secrets_text(struct domain *d, const struct remote *r)
{
	json_t *o = json_object();

	for (size_t i = 0; i < COUNT_OF(members); i++)
		if (*member_of(r, i))
			json_object_set_new(o, members[i].name, json_string(*member_of(r, i)));
	return domain_json(d, o);
}

static enum err read_secrets(struct domain *d, struct bytes text, struct remote *out,
			     struct error *e)
{
	json_t *o = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(o)) {
		json_decref(o);
		return error_set(e, ERR_INTERNAL, "a remote signing is unreadable");
	}
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		const char *s = json_string_value(json_object_get(o, members[i].name));

		*member_of(out, i) = s ? domain_printf(d, "%s", s) : NULL;
	}
	json_decref(o);
	return ERR_OK;
}

static enum err write_row(struct domain *d, const struct signing_ticket *t, const struct remote *r,
			  const char *state, struct error *e)
{
	struct remote_signing row = { .id = t->id, .remote_service = r->service };
	unsigned char hash[TOKEN_HASH_SIZE];
	enum err rc;

	if (state) {
		time_ms ends = domain_now(d) + REMOTE_STATE_MS;

		if (!token_hash(state, hash))
			return error_set(e, ERR_INTERNAL, "a state is no token");
		row.remote_state = BYTES(hash, sizeof(hash));
		row.remote_state_ends_at = ends < t->session_ends_at ? ends : t->session_ends_at;
	}
	TRY(vault_encrypt(d, t->id, bytes_of_str(secrets_text(d, r)), &row.remote_secrets, e));
	rc = remote_signing_put(&d->repo, &row, e);
	return rc == ERR_NOT_FOUND ? domain_refuse(d, ERR_TICKET, "remote-over", e) : rc;
}

static enum err read_row(struct domain *d, const char *ticket, struct signing_ticket *t,
			 struct remote *r, struct error *e)
{
	struct remote_signing row;
	struct bytes plain;
	struct remote found = { 0 };

	TRY(signing_ticket_get(&d->repo, ticket, t, e));
	TRY(remote_signing_get(&d->repo, ticket, &row, e));
	if (row.remote_secrets.len) {
		TRY(vault_decrypt(d, ticket, row.remote_secrets, &plain, e));
		TRY(read_secrets(d, plain, &found, e));
	}
	found.service = row.remote_service;
	*r = found;
	return ERR_OK;
}

/* the way ------------------------------------------------------------------- */

/* Nobody gets the ticket's code: the row is redeemed before it can be seen. */
static enum err redeem(struct ticket_work *w, const void *ctx, struct error *e)
{
	const struct remote *r = ctx;
	const struct audit_data more[] = { { "service", r->service, 0 } };

	w->t.redeemed_at = domain_now(w->d);
	w->t.session_ends_at = domain_now(w->d) + REMOTE_SESSION_MS;
	w->t.token_kind = "remote";
	TRY(ticket_move(w, TV_REDEEM, e));
	TRY(ticket_audit(w, "ticket.remote", more, COUNT_OF(more), NULL, e));
	return write_row(w->d, &w->t, r, NULL, e);
}

enum err remote_may(struct domain *d, const struct recipient_ref *ref, struct error *e)
{
	struct dossier x;
	struct recipient *r;

	TRY(flow_look_party(d, ref, &x, &r, e));
	TRY(act_check(d, ACT_SIGN, &x, r, e));
	return gate_require(d, ref, &x, r, GATE_NEED_ALL, e);
}

enum err remote_begin(struct domain *d, const struct recipient_ref *ref,
		      const struct agree_input *in, const struct remote *r,
		      struct signing_ticket *out, struct error *e)
{
	struct link_token nobodys = link_token_new(d->rng);
	struct ticket_work w = { .d = d };

	TRY(ticket_make_with(ref, in, &nobodys, redeem, r, &w, e));
	*out = w.t;
	return ERR_OK;
}

enum err remote_get(struct domain *d, const struct recipient_ref *ref, const char *ticket,
		    struct signing_ticket *t, struct remote *r, struct error *e)
{
	struct signing_ticket found;
	struct remote read;

	TRY(read_row(d, ticket, &found, &read, e));
	if (strcmp(found.recipient_id, ref->recipient_id) != 0 ||
	    !bytes_eq_secret(found.browser_hash, ref->key))
		return error_set(e, ERR_NOT_FOUND, "no such remote signing");
	*t = found;
	*r = read;
	return ERR_OK;
}

enum err remote_save(struct domain *d, const struct signing_ticket *t, const struct remote *r,
		     const char *state, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(db_begin(tx.db, e));
	TRY(write_row(d, t, r, state, e));
	return db_commit(tx.db, e);
}

static enum err not_yours(struct domain *d, struct error *e)
{
	return domain_refuse(d, ERR_TICKET, "remote-state", e);
}

static enum err take(struct domain *d, const struct recipient_ref *ref, struct bytes hash,
		     const char **ticket, struct error *e)
{
	_Bool done = 0;
	enum err rc = remote_signing_find(&d->repo, hash, ref->recipient_id, ref->key, ticket, e);

	if (rc == ERR_NOT_FOUND)
		return not_yours(d, e);
	TRY(rc);
	TRY(remote_signing_take(&d->repo, *ticket, hash, domain_now(d), &done, e));
	return done ? ERR_OK : not_yours(d, e);
}

enum err remote_take(struct domain *d, const struct recipient_ref *ref, const char *state,
		     struct signing_ticket *t, struct remote *r, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	unsigned char hash[TOKEN_HASH_SIZE];
	const char *ticket = NULL;

	if (!state || !token_hash(state, hash))
		return not_yours(d, e);
	TRY(db_begin(tx.db, e));
	TRY(take(d, ref, BYTES(hash, sizeof(hash)), &ticket, e));
	TRY(read_row(d, ticket, t, r, e));
	return db_commit(tx.db, e);
}

enum err remote_choose(struct domain *d, const struct signing_ticket *t, int64_t seq,
		       const struct ticket_certificate *c, const struct remote *r,
		       struct signing_ticket *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct ticket_work w;

	TRY(db_begin(tx.db, e));
	TRY(ticket_lock_call(d, t, seq, &w, e));
	TRY(ticket_accept(&w, c, e));
	TRY(write_row(d, &w.t, r, NULL, e));
	TRY(db_commit(tx.db, e));
	*out = w.t;
	return ERR_OK;
}

/* hashes ----------------------------------------------------------------------- */

static enum err hash_of(struct domain *d, const struct seal *s, struct remote_hash *out,
			struct error *e)
{
	unsigned char hash[DIGEST_MAX];
	struct sig_alg alg;

	if (!sig_algorithm_parse(s->algorithm, &alg))
		return error_set(e, ERR_INTERNAL, "a seal names no known algorithm");
	out->op = s->id;
	return arena_copy(d->repo.mem, digest_of(alg.digest, s->signed_attrs, hash), &out->value)
		       ? ERR_OK
		       : error_set(e, ERR_TOO_LARGE, "the hashes exceed the memory limit");
}

enum err remote_hashes(struct domain *d, const struct signing_ticket *t, struct remote_hash **out,
		       size_t *n_out, struct error *e)
{
	const struct seal *seals;
	struct remote_hash *list;
	size_t n = 0;

	if (t->act_id && !strcmp(t->state, ticket_state_name(TICKET_PREPARED)))
		TRY(seal_list_act(&d->repo, t->act_id, &seals, &n, e));
	if (!n)
		return error_set(e, ERR_REVISION, "another act was faster");
	list = arena_alloc_n(d->repo.mem, n, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the hashes exceed the memory limit");
	for (size_t i = 0; i < n; i++)
		TRY(hash_of(d, &seals[i], &list[i], e));
	*out = list;
	*n_out = n;
	return ERR_OK;
}
