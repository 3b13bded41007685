/* The browser's side of a signing ticket, and what all sides share. */
#include "domain/ticket_work.h"
#include <jansson.h>
#include "base/rng.h"
#include "domain/field.h"
#include "domain/gate.h"
#include "domain/shown.h"
#include "sig/asn1/der.h"
#include "store/repo/remote.h"

enum { CONFIRM_CODES = 1000000 };

/* shared ----------------------------------------------------------------- */

/* May it still be signed under? What is over, or signed, cannot expire. */
static _Bool is_open(enum ticket_state s)
{
	enum ticket_state to;

	return ticket_step(s, TV_EXPIRE, &to, NULL) == ERR_OK;
}

enum ticket_state ticket_state_now(const struct domain *d, const struct signing_ticket *t)
{
	time_ms now = domain_now(d);
	enum ticket_state s = TICKET_FAILED;
	_Bool over;

	if (!ticket_state_parse(t->state, &s))
		return TICKET_FAILED; /* the column has a CHECK */
	over = s == TICKET_WAITING ? t->expires_at <= now : t->session_ends_at <= now;
	return over && is_open(s) ? TICKET_EXPIRED : s;
}

_Bool ticket_open(const struct domain *d, const struct signing_ticket *t)
{
	enum ticket_state to;

	return ticket_step(ticket_state_now(d, t), TV_CANCEL, &to, NULL) == ERR_OK;
}

enum err ticket_lock(struct domain *d, const char *envelope, const char *id,
		     struct ticket_work *out, struct error *e)
{
	struct recipient_ref ref = { .envelope_id = envelope };
	struct ticket_work w = { .d = d };

	/* the recipient does not change: read before the lock, to know whom to lock it with */
	TRY(signing_ticket_get(&d->repo, id, &w.t, e));
	ref.recipient_id = w.t.recipient_id;
	if (flow_lock_party(d, &ref, &w.x, &w.r, e) != ERR_OK)
		return e && e->code != ERR_NOT_FOUND
			       ? e->code
			       : domain_refuse(d, ERR_TICKET, "ticket-over", e);
	TRY(signing_ticket_get(&d->repo, id, &w.t, e));
	*out = w;
	return ERR_OK;
}

enum err ticket_number(const struct signing_ticket *t, int64_t seq, struct error *e)
{
	return seq > t->seq ? ERR_OK
			    : error_set(e, ERR_SEQ, "the last number was %lld", (long long)t->seq);
}

enum err ticket_lock_call(struct domain *d, const struct signing_ticket *t, int64_t seq,
			  struct ticket_work *out, struct error *e)
{
	enum ticket_state s;

	TRY(ticket_lock(d, t->envelope_id, t->id, out, e));
	TRY(ticket_number(&out->t, seq, e));
	s = ticket_state_now(d, &out->t);
	if (s == TICKET_EXPIRED || s == TICKET_CANCELLED)
		return domain_refuse(d, ERR_TICKET, "ticket-over", e);
	out->t.seq = seq;
	return ERR_OK;
}

enum err ticket_browser(struct ticket_work *w, struct error *e)
{
	struct domain *d = w->d;
	enum err rc = recipient_by_session(d->repo.db, d->repo.mem, w->t.browser_hash, &w->ref, e);

	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == ERR_NOT_FOUND || w->ref.expires_at <= domain_now(d) ||
	    strcmp(w->ref.recipient_id, w->t.recipient_id) != 0)
		return domain_refuse(d, ERR_TICKET, "ticket-over", e);
	return ERR_OK;
}

enum err ticket_move(struct ticket_work *w, enum ticket_event ev, struct error *e)
{
	enum ticket_state from, to;

	if (!ticket_state_parse(w->t.state, &from))
		return error_set(e, ERR_INTERNAL, "a signing ticket has an unknown state");
	if (ticket_step(from, ev, &to, NULL) != ERR_OK)
		return domain_refuse(
			w->d, ERR_CONFLICT,
			from == TICKET_REDEEMED ? "ticket-certificate-first" : "ticket-not-now", e);
	w->t.state = ticket_state_name(to);
	TRY(signing_ticket_update(&w->d->repo, &w->t, e));
	/* what is not open any more needs no token, whatever ended it */
	return is_open(to) ? ERR_OK : remote_signing_erase(&w->d->repo, w->t.id, e);
}

enum err ticket_audit(struct ticket_work *w, const char *kind, const struct audit_data *more,
		      size_t n, struct audit_mark *mark, struct error *e)
{
	const struct audit_data own[] = {
		{ "ticket", w->t.id, 0 },
		{ "recipient", w->r->id, 0 },
		{ "recipient_name", w->r->name, 1 },
	};
	struct audit_data *all = arena_alloc_n(w->d->repo.mem, COUNT_OF(own) + n, sizeof(*all));

	if (!all)
		return error_set(e, ERR_TOO_LARGE, "an audit event exceeds the memory limit");
	memcpy(all, own, sizeof(own));
	if (n)
		memcpy(all + COUNT_OF(own), more, n * sizeof(*more));
	return audit_append(
		w->d,
		&(struct audit_entry){
			.envelope = w->x.v.id, .kind = kind, .data = all, .n = COUNT_OF(own) + n },
		mark, e);
}

enum err ticket_give_way(struct ticket_work *w, struct error *e)
{
	const struct seal *list;
	size_t n;

	if (!w->t.act_id)
		return ERR_OK;
	TRY(seal_list_act(&w->d->repo, w->t.act_id, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(seal_give_way(&w->d->repo, &list[i], e));
	return ERR_OK;
}

enum err ticket_end(struct ticket_work *w, enum ticket_event ev, const char *reason,
		    struct error *e)
{
	const struct audit_data more[] = { { "reason", reason, 0 } };

	TRY(ticket_give_way(w, e));
	w->t.ended_at = domain_now(w->d);
	TRY(ticket_move(w, ev, e));
	return ticket_audit(w, "ticket.cancelled", more, COUNT_OF(more), NULL, e);
}

const char *party_fingerprint(struct domain *d, struct bytes certificates)
{
	unsigned char hash[32];
	struct der_item first;
	struct der r = der_reader(certificates);
	char hex[65];

	if (der_expect(&r, DER_SEQUENCE, &first, NULL) != ERR_OK)
		return NULL;
	digest_sha256(first.whole, hash);
	hex_encode(BYTES(hash, sizeof(hash)), hex);
	return domain_printf(d, "%s", hex);
}

/* what the recipient declared -------------------------------------------------- */

static const char *input_text(struct domain *d, const struct agree_input *in)
{
	json_t *shown = json_array();

	for (size_t i = 0; i < in->n_shown; i++)
		json_array_append_new(
			shown, json_pack("[ss]", in->shown[i].document, in->shown[i].digest));
	return domain_json(d, json_pack("{s:o, s:s, s:s, s:s, s:s, s:s}", "shown", shown,
					"statement", in->statement_version, "name", in->name,
					"company", in->company ? in->company : "", "department",
					in->department ? in->department : "", "title",
					in->title ? in->title : ""));
}

static const char *text_at(struct domain *d, const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return domain_printf(d, "%s", s ? s : "");
}

static enum err read_input(struct domain *d, const json_t *o, struct agree_input *out,
			   struct error *e)
{
	const json_t *shown = json_object_get(o, "shown");
	size_t n = json_array_size(shown);
	struct shown_document *list = arena_alloc_n(d->repo.mem, n + 1, sizeof(*list));

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "a signing ticket exceeds the memory limit");
	for (size_t i = 0; i < n; i++) {
		const char *id = NULL, *digest = NULL;

		if (json_unpack(json_array_get(shown, i), "[ss]", &id, &digest))
			return error_set(e, ERR_INTERNAL, "a signing ticket is unreadable");
		list[i] = (struct shown_document){ domain_printf(d, "%s", id),
						   domain_printf(d, "%s", digest) };
	}
	*out = (struct agree_input){
		.shown = list,
		.n_shown = n,
		.statement_version = text_at(d, o, "statement"),
		.name = text_at(d, o, "name"),
		.company = text_at(d, o, "company"),
		.department = text_at(d, o, "department"),
		.title = text_at(d, o, "title"),
		.authority = 1, /* checked when the ticket was made */
	};
	return ERR_OK;
}

enum err ticket_input(struct domain *d, const struct signing_ticket *t, struct agree_input *out,
		      struct error *e)
{
	json_t *o = json_loads(t->input, JSON_REJECT_DUPLICATES, NULL);
	enum err rc = o ? read_input(d, o, out, e)
			: error_set(e, ERR_INTERNAL, "a signing ticket is unreadable");

	json_decref(o);
	return rc;
}

/* making ------------------------------------------------------------------- */

/* One at a time: a browser that asks again has lost the first, or is somebody else's. */
enum err ticket_end_earlier(struct ticket_work *w, struct error *e)
{
	const struct signing_ticket *list;
	size_t n;

	TRY(signing_ticket_open(&w->d->repo, w->r->id, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		struct ticket_work old = { .d = w->d, .t = list[i], .x = w->x, .r = w->r };
		_Bool expired = ticket_state_now(w->d, &list[i]) == TICKET_EXPIRED;

		TRY(ticket_end(&old, expired ? TV_EXPIRE : TV_CANCEL,
			       expired ? "expired" : "replaced", e));
	}
	return ERR_OK;
}

/* "sign.example.jp:8443" */
static const char *host_of(const struct domain *d)
{
	const char *at = strstr(d->set->base_url, "://");

	return at ? at + 3 : d->set->base_url;
}

static enum err insert(struct ticket_work *w, const struct agree_input *in,
		       const struct link_token *code, struct error *e)
{
	const struct audit_data more[] = { { "batch", w->batch, 0 } };
	struct domain *d = w->d;
	struct bytes hash;

	TRY(link_hash_keep(d->repo.mem, code, &hash, e));
	w->t = (struct signing_ticket){
		.id = domain_id(d, "tkt"),
		.envelope_id = w->x.v.id,
		.recipient_id = w->r->id,
		.state = ticket_state_name(TICKET_WAITING),
		.token_hash = hash,
		.browser_hash = w->ref.key,
		.confirm_code =
			domain_printf(d, "%06u", (unsigned)rng_below(d->rng, CONFIRM_CODES)),
		.input = input_text(d, in),
		.created_at = domain_now(d),
		.expires_at = domain_now(d) + TICKET_TTL_MS,
	};
	TRY(signing_ticket_insert(&d->repo, &w->t, e));
	return ticket_audit(w, "ticket.made", more, COUNT_OF(more), NULL, e);
}

enum err ticket_put(struct ticket_work *w, const struct agree_input *in, const struct link_token *code,
		    struct error *e)
{
	const char *values;

	TRY(act_check(w->d, ACT_SIGN, &w->x, w->r, e));
	TRY(gate_require(w->d, &w->ref, &w->x, w->r, GATE_NEED_ALL, e));
	TRY(shown_check(w->d, &w->x, w->r, in, e));
	TRY(fields_values(w->d, &w->x, w->r, &values, e));
	TRY(ticket_end_earlier(w, e));
	return insert(w, in, code, e);
}

struct ticket_made ticket_made_of(struct domain *d, const char *id, const char *confirm_code, time_ms expires_at,
				  const struct link_token *code)
{
	return (struct ticket_made){
		.id = id,
		.code = domain_printf(d, "%s", code->text),
		.confirm_code = confirm_code,
		.url = domain_printf(d, "skysign://sign/%s/%s", host_of(d), code->text),
		.expires_at = expires_at,
	};
}

enum err ticket_make_with(const struct recipient_ref *ref, const struct agree_input *in,
			  const struct link_token *code, ticket_more_fn *more, const void *ctx,
			  struct ticket_work *w, struct error *e)
{
	AUTO(tx) struct tx tx = { w->d->repo.db };

	w->ref = *ref;
	TRY(flow_check_declared(w->d, in, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(w->d, ref, &w->x, &w->r, e));
	TRY(ticket_put(w, in, code, e));
	if (more)
		TRY(more(w, ctx, e));
	return db_commit(tx.db, e);
}

enum err ticket_make(struct domain *d, const struct recipient_ref *ref,
		     const struct agree_input *in, struct ticket_made *out, struct error *e)
{
	struct link_token code = link_token_new(d->rng);
	struct ticket_work w = { .d = d };

	TRY(ticket_make_with(ref, in, &code, NULL, NULL, &w, e));
	*out = ticket_made_of(d, w.t.id, w.t.confirm_code, w.t.expires_at, &code);
	return ERR_OK;
}

/* looking, and dropping ------------------------------------------------------- */

enum err ticket_of(struct domain *d, const struct recipient_ref *ref, const char *id,
		   struct signing_ticket *out, struct error *e)
{
	struct signing_ticket t;

	TRY(signing_ticket_get(&d->repo, id, &t, e));
	if (strcmp(t.recipient_id, ref->recipient_id) != 0)
		return error_set(e, ERR_NOT_FOUND, "no such signing ticket");
	*out = t;
	return ERR_OK;
}

enum err ticket_drop(struct domain *d, const struct recipient_ref *ref, const char *id,
		     struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct signing_ticket t;
	struct ticket_work w;
	enum ticket_state s;

	TRY(ticket_of(d, ref, id, &t, e));
	TRY(db_begin(tx.db, e));
	TRY(ticket_lock(d, t.envelope_id, t.id, &w, e));
	if (!ticket_state_parse(w.t.state, &s) || s == TICKET_CANCELLED || s == TICKET_EXPIRED ||
	    s == TICKET_FAILED)
		return ERR_OK; /* over before */
	TRY(ticket_end(&w, TV_CANCEL, "browser", e));
	return db_commit(tx.db, e);
}
