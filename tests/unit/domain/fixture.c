#include "fixture.h"
#include "../fast_dir.h"
#include <stdio.h>
#include "domain/link.h"
#include "os/file.h"
#include "domain/statement.h"
#include "store/repo/organisation.h"

static const char *elsewhere; /* not SQLite: a database in this cluster, made anew for each test */

void fixture_use(const char *url)
{
	elsewhere = url;
}

static struct domain bare(struct fixture *f)
{
	return (struct domain){ .repo = { f->db, f->mem, NULL }, .clock = &f->clock, .rng = &f->rng,
				.master = f->master, .set = &f->set,
				.actor = { .kind = ACTOR_SYSTEM, .ip = "192.0.2.1", .agent = "test" } };
}

struct domain as(struct fixture *f, const struct person *p)
{
	struct domain d = bare(f);

	d.repo.org = p ? p->org : f->owner.org;
	if (p)
		d.actor = (struct actor){ .kind = ACTOR_MEMBER, .id = p->account, .name = p->name,
					  .email = p->email, .ip = "192.0.2.1", .agent = "test",
					  .owner = p != &f->member };
	return d;
}

/* Rows instead of sign-ups: hashing passwords is slow and tested elsewhere. */
static struct person add_person(struct fixture *f, const char *org, const char *role, const char *name,
				const char *email)
{
	struct domain d = bare(f);
	struct account a = { .id = domain_id(&d, "acc"), .email = email, .email_folded = email, .name = name,
			     .locale = "ja", .password_hash = "x", .created_at = 1, .updated_at = 1 };

	d.repo.org = org;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(account_insert(f->db, &a, &f->e));
	assert_ok(member_insert(&d.repo, a.id, role, 1, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	return (struct person){ org, a.id, name, email };
}

static const char *add_organisation(struct fixture *f, const char *name)
{
	struct domain d = bare(f);
	struct organisation o = { .id = domain_id(&d, "org"), .name = name, .state = "active", .trial = 1,
				  .created_at = 1 };

	d.repo.org = o.id;
	assert_ok(org_key_new(f->master, o.id, &f->rng, f->mem, &o.wrapped_key, &f->e));
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(organisation_insert(&d.repo, &o, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	return o.id;
}

static void fixture_fill(struct fixture *f)
{
	const char *first, *second;

	assert_ok(db_open(f->url, &f->db, &f->e));
	assert_ok(master_key_open(f->dir, &f->rng, &f->master, &f->e));
	first = add_organisation(f, "甲株式会社");
	second = add_organisation(f, "乙株式会社");
	f->owner = add_person(f, first, "owner", "山田 太郎", "yamada@example.jp");
	f->member = add_person(f, first, "member", "佐藤 花子", "sato@example.jp");
	f->stranger = add_person(f, second, "owner", "鈴木 一郎", "suzuki@example.com");
}

static struct fixture *fixture_new(void)
{
	struct fixture *f = test_calloc(1, sizeof(*f));

	assert_true(fast_dir(f->dir));
	f->clock = clock_fixed(1763800000000);
	f->rng = rng_test(7);
	f->mem = arena_new(0);
	f->set = domain_settings_default;
	f->set.base_url = "http://localhost:8080";
	return f;
}

int fixture_open(void **state)
{
	struct fixture *f = fixture_new();

	if (elsewhere)
		migrated_pgsql(elsewhere, f->url);
	else
		migrated_sqlite(f->dir, f->url);
	fixture_fill(f);
	*state = f;
	return 0;
}

int fixture_close(void **state)
{
	struct fixture *f = *state;

	db_close(f->db);
	master_key_free(f->master);
	arena_free(f->mem);
	dir_remove_all(f->dir);
	test_free(f);
	return 0;
}

struct recipient_input party(int order, const char *side, const char *name, const char *email)
{
	return (struct recipient_input){ .order = order, .side = side, .name = name, .email = email,
					 .company = "", .locale = "ja" };
}

void set_parties(struct fixture *f, const char *envelope, const struct recipient_input *list, size_t n)
{
	struct domain d = as(f, &f->owner);
	struct draft_edit edit = { .recipients = list, .n_recipients = n, .set_recipients = 1 };

	assert_ok(envelope_edit(&d, envelope, &edit, &f->e));
}

/* A blob row as the upload would leave it; the bytes themselves do not matter to the rules. */
static const char *ready_blob(struct fixture *f, struct domain *d)
{
	const char *blob = domain_id(d, "blb");

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(blob_row_insert(&d->repo, blob, 1, &f->e));
	assert_ok(blob_row_ready(&d->repo, blob, 100, BYTES_LIT("w"), &f->e));
	assert_ok(db_commit(f->db, &f->e));
	return blob;
}

void add_file(struct fixture *f, const char *envelope, const char *digest)
{
	struct domain d = as(f, &f->owner);
	struct document_new in = {
		.envelope = envelope, .name = "契約書.pdf", .notes = "[]",
		.original = { domain_id(&d, "blb"), 1000, BYTES_LIT("w"), digest }, .pages = 1,
		.state256 = BYTES_LIT("s"), .state384 = BYTES_LIT("s"), .state512 = BYTES_LIT("s"),
	};
	struct document doc;

	assert_ok(document_begin(&d, envelope, in.original.blob, &f->e));
	assert_ok(document_finish(&d, &in, &doc, &f->e));
}

const char *make_draft(struct fixture *f)
{
	struct recipient_input parties[] = {
		party(1, "own", f->owner.name, f->owner.email),
		party(2, "counterparty", "取引先", "partner@example.com"),
	};
	struct domain d = as(f, &f->owner);
	const char *id;

	assert_ok(envelope_create(&d, "業務委託契約書", "よろしくお願いします", 0, &id, &f->e));
	add_file(f, id, "aa");
	set_parties(f, id, parties, COUNT_OF(parties));
	return id;
}

struct dossier look(struct fixture *f, const char *envelope)
{
	struct domain d = as(f, &f->owner);
	struct dossier x;

	assert_ok(dossier_load(&d, envelope, &x, &f->e));
	return x;
}

void prepare(struct fixture *f, const char *envelope)
{
	struct domain d = as(f, NULL);

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_prepared(&d, envelope, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

const char *make_sent(struct fixture *f)
{
	struct domain d = as(f, &f->owner);
	const char *id = make_draft(f);

	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
	return id;
}

struct recipient *party_of(struct dossier *x, const char *email)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (!strcmp(x->recipients[i].email, email))
			return &x->recipients[i];
	fail_msg("nobody has the address %s", email);
	return NULL;
}

const char *mailed_token(struct fixture *f, const char *email)
{
	struct domain d = as(f, &f->owner);
	const struct mail *list;
	size_t n;

	assert_ok(mail_list(&d.repo, NULL, 100, &list, &n, &f->e));
	for (size_t i = 0; i < n; i++) {
		struct notice_content content;
		const char *at;
		struct mail m;

		if (strcmp(list[i].to_email, email) != 0)
			continue;
		assert_ok(mail_get(&d.repo, list[i].id, &m, &f->e));
		assert_ok(notice_read(&d, &m, &content, &f->e));
		at = strstr(content.text, "/r/#");
		if (at)
			return arena_strndup(f->mem, at + 4, TOKEN_TEXT_SIZE - 1);
	}
	fail_msg("no link was mailed to %s", email);
	return NULL;
}

void accept_terms(struct fixture *f, const struct recipient_ref *session)
{
	struct domain d = as(f, NULL);
	struct recipient *r;
	struct dossier x;
	struct gate g;

	d.repo.org = session->organisation_id;
	assert_ok(dossier_load(&d, session->envelope_id, &x, &f->e));
	r = dossier_recipient(&x, session->recipient_id);
	assert_ok(gate_load(&d, session, &x, r, &g, &f->e));
	if (g.next == GATE_TERMS)
		assert_ok(gate_accept_terms(&d, session, g.terms, &f->e));
}

struct recipient_ref open_link(struct fixture *f, const char *email)
{
	struct domain d = as(f, NULL);
	struct recipient_ref ref, session;
	struct link_token t;

	assert_ok(recipient_find(&d, mailed_token(f, email), &ref, &f->e));
	assert_ok(recipient_open(&d, &ref, &t, &f->e));
	assert_ok(recipient_session(&d, t.text, &session, &f->e));
	accept_terms(f, &session);
	return session;
}

enum err agree(struct fixture *f, const struct recipient_ref *ref)
{
	struct domain d = as(f, NULL);
	struct dossier x = look(f, ref->envelope_id);
	struct shown_document shown[8];
	struct agree_input in = { .shown = shown, .statement_version = statement_current(PARTY_SIGNER), .name = "本人",
				  .company = "会社", .department = "部", .title = "長", .authority = 1 };

	for (size_t i = 0; i < x.n_documents; i++) {
		shown[i].document = x.documents[i].id;
		assert_ok(document_digest(&d, &x.documents[i], &shown[i].digest, &f->e));
		in.n_shown++;
	}
	return recipient_agree(&d, ref, &in, &f->e);
}

static void seal_document(struct fixture *f, struct domain *d, struct document *doc, const char *act)
{
	struct seal s = { .id = domain_id(d, "sel"), .envelope_id = doc->envelope_id, .document_id = doc->id,
			  .revision_no = doc->head_no + 1, .kind = "agree", .act_id = act,
			  .step = "committed", .key_id = "k", .geometry = "{}", .created_at = 1,
			  .updated_at = 1 };
	struct revision rev = { .document_id = doc->id, .no = doc->head_no + 1, .parent_no = doc->head_no,
				.kind = "agree", .blob_id = ready_blob(f, d), .size = 2000,
				.sha256 = domain_printf(d, "digest-%s", s.id), .state256 = BYTES_LIT("s"),
				.state384 = BYTES_LIT("s"), .state512 = BYTES_LIT("s"), .created_at = 1 };

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(seal_insert(&d->repo, &s, &f->e));
	assert_ok(revision_insert(&d->repo, &rev, &f->e));
	doc->head_no = rev.no;
	assert_ok(document_update(&d->repo, doc, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

void seal_act(struct fixture *f, const char *envelope, const char *email)
{
	struct domain d = as(f, NULL);
	struct dossier x = look(f, envelope);
	struct recipient *r = party_of(&x, email);

	for (size_t i = 0; i < x.n_documents; i++)
		seal_document(f, &d, &x.documents[i], r->act_id);
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_act_sealed(&d, envelope, r->id, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

size_t count_jobs(struct fixture *f, const char *envelope, const char *kind)
{
	struct domain d = as(f, NULL);
	const struct job *list;
	size_t n, hits = 0;

	assert_ok(job_list_envelope(&d.repo, envelope, &list, &n, &f->e));
	for (size_t i = 0; i < n; i++)
		hits += !strcmp(list[i].kind, kind);
	return hits;
}
