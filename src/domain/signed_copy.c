#include "domain/signed_copy.h"
#include "domain/certification.h"
#include "domain/field.h"
#include "domain/gate.h"
#include "domain/shown.h"
#include "domain/ticket_work.h"

/* may it be? ---------------------------------------------------------------- */

/* A signature field is filled in by signing; every other value is the service's to write. */
static enum err check_fields(struct domain *d, const struct dossier *x, const struct recipient *r,
			     struct error *e)
{
	struct filled *list;
	size_t n;

	TRY(fields_load(d, x, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		if (list[i].f.seat && !strcmp(list[i].f.seat, recipient_seat(r)) &&
		    strcmp(list[i].f.kind, "signature") != 0)
			return domain_refuse(d, ERR_CONFLICT, "copy-has-fields", e);
	return ERR_OK;
}

static enum err check_party(struct domain *d, const struct recipient_ref *ref,
			    const struct dossier *x, const struct recipient *r, struct error *e)
{
	TRY(act_check(d, ACT_SIGN, x, r, e));
	TRY(gate_require(d, ref, x, r, GATE_NEED_ALL, e));
	return check_fields(d, x, r, e);
}

_Bool signed_copy_possible(struct domain *d, const struct dossier *x, const struct recipient *r)
{
	struct domain asked = *d;
	struct error e;

	return act_allows(d, ACT_SIGN, x, r) && check_fields(&asked, x, r, &e) == ERR_OK;
}

static const struct document *contract(const struct dossier *x, const char *id)
{
	for (size_t i = 0; i < dossier_contracts(x); i++)
		if (!strcmp(x->documents[i].id, id))
			return &x->documents[i];
	return NULL;
}

enum err signed_copy_place(struct domain *d, const struct recipient_ref *ref, const char *document,
			   struct signed_copy_place *out, struct error *e)
{
	char field[FIELD_NAME_SIZE];
	const struct document *doc;
	struct recipient *r;
	struct dossier x;

	TRY(flow_look_party(d, ref, &x, &r, e));
	TRY(check_party(d, ref, &x, r, e));
	doc = contract(&x, document);
	if (!doc)
		return error_set(e, ERR_NOT_FOUND, "no such document");
	field_name("Party", recipient_seat(r), field);
	out->document = *doc;
	out->field = domain_printf(d, "%s", field);
	out->in_field = !certification_is_given(&x);
	return revision_get(&d->repo, doc->id, doc->head_no, &out->head, e);
}

/* handing in ------------------------------------------------------------------ */

enum err signed_copy_begin(struct domain *d, const char *blob, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(db_begin(tx.db, e));
	TRY(blob_row_insert(&d->repo, blob, domain_now(d), e));
	return db_commit(tx.db, e);
}

static enum err moved_on(struct domain *d, struct error *e)
{
	return domain_refuse(d, ERR_REVISION, "copy-older", e);
}

static enum err drop_earlier(struct domain *d, const struct signed_copy *now, struct error *e)
{
	const struct signed_copy *list;
	size_t n;

	TRY(signed_copy_list(&d->repo, now->recipient_id, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].document_id, now->document_id))
			TRY(signed_copy_drop(&d->repo, &list[i], e));
	return ERR_OK;
}

static enum err audit_copy(struct domain *d, const struct recipient *r,
			   const struct signed_copy_file *f, struct error *e)
{
	const struct audit_data more[] = {
		{ "document", f->row.document_id, 0 },
		{ "file_sha256", f->row.sha256, 0 },
		{ "certificate", f->certificate_sha256, 0 },
		{ "algorithm", f->row.algorithm, 0 },
		{ "sub_filter", f->row.sub_filter, 0 },
		{ "status", f->row.revocation, 0 },
		{ "subject", f->subject, 1 },
		{ "issuer", f->issuer, 1 },
	};

	return flow_audit_more(d, "copy.kept", r, more, COUNT_OF(more), e);
}

static enum err keep(struct domain *d, const struct recipient_ref *ref,
		     const struct signed_copy_file *f, struct signed_copy *s, struct error *e)
{
	const struct document *doc;
	struct recipient *r;
	struct dossier x;

	TRY(flow_lock_party(d, ref, &x, &r, e));
	TRY(check_party(d, ref, &x, r, e));
	doc = contract(&x, s->document_id);
	if (!doc || doc->head_no != s->base_no)
		return moved_on(d, e);
	s->recipient_id = r->id;
	s->envelope_id = x.v.id;
	s->created_at = domain_now(d);
	TRY(drop_earlier(d, s, e));
	TRY(blob_row_ready(&d->repo, s->tail_blob, f->blob_size, f->wrapped_key, e));
	TRY(signed_copy_insert(&d->repo, s, e));
	return audit_copy(d, r, f, e);
}

enum err signed_copy_keep(struct domain *d, const struct recipient_ref *ref,
			  const struct signed_copy_file *f, struct signed_copy *out,
			  struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct signed_copy s = f->row;

	TRY(db_begin(tx.db, e));
	TRY(keep(d, ref, f, &s, e));
	TRY(db_commit(tx.db, e));
	*out = s;
	return ERR_OK;
}

enum err signed_copy_refuse(struct domain *d, const struct recipient_ref *ref, const char *document,
			    enum err why, struct error *e)
{
	const struct audit_data more[] = { { "document", document, 0 },
					   { "reason", err_slug(why), 0 },
					   { "detail", d->refusal, 0 } };
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &r, e));
	TRY(flow_audit_more(d, "copy.refused", r, more, COUNT_OF(more), e));
	return db_commit(tx.db, e);
}

/* submitting -------------------------------------------------------------------- */

struct submitting {
	struct domain *d;
	const struct recipient_ref *ref;
	const struct agree_input *in;
	struct dossier x;
	struct recipient *r;
	const struct signed_copy *copies;
	size_t n;
};

static const struct signed_copy *copy_of(const struct submitting *s, const char *document)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->copies[i].document_id, document))
			return &s->copies[i];
	return NULL;
}

static enum err too_old(struct domain *d, struct error *e)
{
	return domain_refuse(d, ERR_CONFLICT, "copy-too-old", e);
}

/* What was signed is the newest revision of each document. The sweep may take away at any moment
 * what is too old. */
static enum err check_copies(struct submitting *s, struct error *e)
{
	const time_ms oldest = domain_now(s->d) - SIGNED_COPY_KEPT_MS;

	for (size_t i = 0; i < dossier_contracts(&s->x); i++) {
		const struct document *doc = &s->x.documents[i];
		const struct signed_copy *c = copy_of(s, doc->id);

		if (!c)
			return domain_refuse(s->d, ERR_CONFLICT, "copy-missing", e);
		if (c->base_no != doc->head_no)
			return moved_on(s->d, e);
		if (c->created_at < oldest)
			return too_old(s->d, e);
	}
	return ERR_OK;
}

/* Another party's reservation whose time is over gives way, as for every act. */
static enum err take_number(struct submitting *s, const char *document, int64_t *no,
			    struct error *e)
{
	struct repo *repo = &s->d->repo;
	struct seal open;
	enum err rc = seal_open(repo, document, &open, e);

	if (rc == ERR_OK) {
		if (!seal_is_reserved(&open) || open.reserved_until > domain_now(s->d))
			return domain_refuse(s->d, ERR_REVISION, "copy-overtaken", e);
		TRY(seal_give_way(repo, &open, e));
	} else if (rc != ERR_NOT_FOUND) {
		return rc;
	}
	TRY(revision_last_no(repo, document, no, e));
	*no += 1;
	return ERR_OK;
}

/* A seal with everything but what makes it a revision: it bears no time-stamp of its own. */
static enum err insert_seal(struct submitting *s, const struct signed_copy *c, const char *act,
			    struct error *e)
{
	struct domain *d = s->d;
	struct seal seal = {
		.id = domain_id(d, "seal"),
		.envelope_id = s->x.v.id,
		.document_id = c->document_id,
		.kind = "agree",
		.act_id = act,
		.recipient_id = s->r->id,
		.step = "token",
		.key_id = SEAL_KEY_PARTY,
		.tail_blob = c->tail_blob,
		.document_digest = c->document_digest,
		.signed_attrs = c->signed_attrs,
		.signature = c->signature,
		.certificates = c->certificates,
		.algorithm = c->algorithm,
		.created_at = domain_now(d),
		.updated_at = domain_now(d),
	};
	enum err rc;

	/* as jobs/geometry.h has it, without a hole: it is full */
	seal.geometry = domain_printf(d,
				      "{\"base\":%lld,\"startxref\":0,\"size\":0,\"hole\":[0,0],"
				      "\"byte_range\":[0,0,0,0]}",
				      (long long)c->base_size);
	TRY(take_number(s, c->document_id, &seal.revision_no, e));
	rc = seal_insert(&d->repo, &seal, e);
	return rc == ERR_CONFLICT ? domain_refuse(d, ERR_REVISION, "copy-overtaken", e) : rc;
}

static enum err insert_seals(struct submitting *s, const char *act, struct error *e)
{
	for (size_t i = 0; i < dossier_contracts(&s->x); i++) {
		const struct signed_copy *c = copy_of(s, s->x.documents[i].id);
		_Bool gone;

		TRY(insert_seal(s, c, act, e));
		TRY(signed_copy_delete(&s->d->repo, c, &gone, e)); /* its blob is the seal's now */
		if (!gone) /* the sweep was faster, and the bytes are lost */
			return too_old(s->d, e);
	}
	return ERR_OK;
}

/* One certificate for all: the act is one person's. */
static enum err check_same(struct submitting *s, const char **out, struct error *e)
{
	*out = party_fingerprint(s->d, s->copies[0].certificates);
	for (size_t i = 0; i < s->n; i++) {
		const char *other = party_fingerprint(s->d, s->copies[i].certificates);

		if (!*out || !other || strcmp(*out, other) != 0)
			return domain_refuse(s->d, ERR_CONFLICT, "copy-two-certificates", e);
	}
	return ERR_OK;
}

static enum err record(struct submitting *s, const char *certificate, const char *act,
		       struct error *e)
{
	const struct audit_data more[] = {
		{ "certificate", certificate, 0 },
		{ "algorithm", s->copies[0].algorithm, 0 },
		{ "status", s->copies[0].revocation, 0 },
		{ "signed_elsewhere", "yes", 0 },
	};
	const struct flow_act what = { .in = s->in, .more = more, .n_more = COUNT_OF(more) };

	flow_declare(s->r, s->in, domain_now(s->d), act);
	TRY(gate_factors_json(s->d, s->ref, &s->r->factors, e));
	return flow_act_rows(s->d, &s->x, s->r, &what, e);
}

static _Bool is_done(const struct submitting *s)
{
	return !strcmp(s->r->method, "own_certificate") &&
	       (!strcmp(s->r->state, "processing") || !strcmp(s->r->state, "completed"));
}

/* The signing program is not needed any more, and what was prepared for it gives way. */
static enum err end_tickets(struct submitting *s, struct error *e)
{
	struct ticket_work w = { .d = s->d, .x = s->x, .r = s->r, .ref = *s->ref };

	return ticket_end_earlier(&w, e);
}

static enum err check_ready(struct submitting *s, const char **certificate, struct error *e)
{
	TRY(check_party(s->d, s->ref, &s->x, s->r, e));
	TRY(shown_check(s->d, &s->x, s->r, s->in, e));
	TRY(signed_copy_list(&s->d->repo, s->r->id, &s->copies, &s->n, e));
	TRY(check_copies(s, e));
	return check_same(s, certificate, e);
}

/* Judging takes its time: meanwhile the organisation may have changed its rules, and another window
 * may have handed in another file. */
static enum err check_judged(struct submitting *s, const struct signed_copy_judged *j,
			     struct error *e)
{
	struct party_policy now;
	_Bool same;

	TRY(party_policy_get(s->d, &now, e));
	same = now.version == j->policy.version && s->n == j->n;
	for (size_t i = 0; same && i < s->n; i++) /* both by document */
		same = !strcmp(s->copies[i].tail_blob, j->copies[i].tail_blob);
	return same ? ERR_OK : domain_refuse(s->d, ERR_REVISION, "copy-judge-again", e);
}

static enum err submit(struct submitting *s, const struct signed_copy_judged *judged,
		       struct error *e)
{
	const char *act = domain_id(s->d, "act"), *certificate;

	TRY(check_ready(s, &certificate, e));
	TRY(check_judged(s, judged, e));
	TRY(end_tickets(s, e));
	TRY(insert_seals(s, act, e));
	return record(s, certificate, act, e);
}

enum err signed_copy_ready(struct domain *d, const struct recipient_ref *ref,
			   const struct agree_input *in, struct signed_copy_judged *out,
			   struct error *e)
{
	struct submitting s = { .d = d, .ref = ref, .in = in };
	const char *certificate;

	*out = (struct signed_copy_judged){ 0 };
	TRY(flow_check_declared(d, in, e));
	TRY(flow_look_party(d, ref, &s.x, &s.r, e));
	if (is_done(&s))
		return ERR_OK;
	TRY(check_ready(&s, &certificate, e));
	out->copies = s.copies;
	out->n = s.n;
	return party_policy_get(d, &out->policy, e);
}

enum err signed_copy_submit(struct domain *d, const struct recipient_ref *ref,
			    const struct agree_input *in, const struct signed_copy_judged *judged,
			    struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct submitting s = { .d = d, .ref = ref, .in = in };

	TRY(flow_check_declared(d, in, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &s.x, &s.r, e));
	if (is_done(&s))
		return ERR_OK; /* the act exists once */
	TRY(submit(&s, judged, e));
	return db_commit(tx.db, e);
}
