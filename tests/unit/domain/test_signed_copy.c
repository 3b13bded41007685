/* Signed elsewhere: what is handed in is kept for a day, and the act takes what was judged and
 * nothing else. */
#include "fixture.h"
#include "domain/signed_copy.h"
#include "domain/statement.h"
#include "store/repo/document.h"

static const char address[] = "yamada@example.jp";
static const struct bytes mine = BYTES_LIT("\x30\x03\x02\x01\x00"),
			  another = BYTES_LIT("\x30\x03\x02\x01\x01");

/* What a test does again and again: one party that signs with a certificate of its own. */
struct own {
	struct fixture *f;
	struct recipient_ref ref;
	struct dossier x;
	struct shown_document shown[2];
	struct agree_input in;
};

static void see(struct own *o, int files)
{
	struct fixture *f = o->f;
	struct domain d = as(f, &f->owner);

	o->x = look(f, o->ref.envelope_id);
	for (int i = 0; i < files; i++) {
		o->shown[i].document = o->x.documents[i].id;
		assert_ok(document_digest(&d, &o->x.documents[i], &o->shown[i].digest, &f->e));
	}
	o->in = (struct agree_input){ .shown = o->shown,
				      .n_shown = (size_t)files,
				      .statement_version = statement_current(PARTY_SIGNER),
				      .name = "山田",
				      .authority = 1 };
}

static void open_own(struct own *o, struct fixture *f, int files)
{
	struct recipient_input list[] = { party(1, "own", "山田", address),
					  party(2, "counterparty", "取引先",
						"partner@example.com") };
	struct domain d = as(f, &f->owner);
	const char *id = make_draft(f);

	*o = (struct own){ .f = f };
	for (int i = 1; i < files; i++)
		add_file(f, id, "another file");
	list[0].method = "own_certificate";
	set_parties(f, id, list, COUNT_OF(list));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
	o->ref = open_link(f, address);
	see(o, files);
}

static struct signed_copy hand_in(struct own *o, int file, struct bytes certificate)
{
	struct fixture *f = o->f;
	struct domain d = as(f, NULL);
	const struct document *doc = &o->x.documents[file];
	const struct signed_copy_file in = {
		.row = { .document_id = doc->id,
			 .tail_blob = domain_id(&d, "blb"),
			 .base_no = doc->head_no,
			 .base_sha256 = "00",
			 .sha256 = "01",
			 .size = 2,
			 .base_size = 1,
			 .document_digest = BYTES_LIT("digest"),
			 .signed_attrs = BYTES_LIT("attributes"),
			 .signature = BYTES_LIT("value"),
			 .certificates = certificate,
			 .algorithm = "rsa-pkcs1-sha256",
			 .sub_filter = PARTY_SUB_FILTER,
			 .revocation = "good" },
		.blob_size = 1,
		.wrapped_key = BYTES_LIT("key"),
		.subject = "CN=Yamada",
		.issuer = "CN=CA",
		.certificate_sha256 = "02",
	};
	struct signed_copy out;

	assert_ok(signed_copy_begin(&d, in.row.tail_blob, &f->e));
	assert_ok(signed_copy_keep(&d, &o->ref, &in, &out, &f->e));
	return out;
}

static enum err ready(struct own *o, struct signed_copy_judged *out, const char **refusal)
{
	struct domain d = as(o->f, NULL);
	enum err rc = signed_copy_ready(&d, &o->ref, &o->in, out, &o->f->e);

	*refusal = d.refusal;
	return rc;
}

static enum err submit(struct own *o, const struct signed_copy_judged *j, const char **refusal)
{
	struct domain d = as(o->f, NULL);
	enum err rc = signed_copy_submit(&d, &o->ref, &o->in, j, &o->f->e);

	*refusal = d.refusal;
	return rc;
}

/* Its blob can still be read: it is not doomed. */
static _Bool has_bytes(struct own *o, const struct signed_copy *s)
{
	struct domain d = as(o->f, NULL);
	struct blob_row row;

	return blob_row_get(&d.repo, s->tail_blob, &row, &o->f->e) == ERR_OK;
}

static size_t kept(struct own *o)
{
	struct domain d = as(o->f, NULL);
	const struct signed_copy *list;
	size_t n;

	assert_ok(signed_copy_list(&d.repo, o->ref.recipient_id, &list, &n, &o->f->e));
	return n;
}

static void forget(struct own *o, time_ms before)
{
	assert_ok(db_begin(o->f->db, &o->f->e));
	assert_ok(signed_copy_forget(o->f->db, o->f->mem, before, &o->f->e));
	assert_ok(db_commit(o->f->db, &o->f->e));
}

static _Bool take_away(struct own *o, const struct signed_copy *s)
{
	struct domain d = as(o->f, NULL);
	_Bool gone;

	assert_ok(db_begin(o->f->db, &o->f->e));
	assert_ok(signed_copy_delete(&d.repo, s, &gone, &o->f->e));
	assert_ok(db_commit(o->f->db, &o->f->e));
	return gone;
}

static void what_was_judged_is_submitted_once(void **state)
{
	struct signed_copy_judged j, again;
	struct signed_copy first, second;
	const char *why;
	struct own o;

	open_own(&o, *state, 2);
	assert_int_equal(ready(&o, &j, &why), ERR_CONFLICT);
	assert_string_equal(why, "copy-missing");
	first = hand_in(&o, 0, mine);
	assert_int_equal(ready(&o, &j, &why), ERR_CONFLICT);
	assert_string_equal(why, "copy-missing");
	hand_in(&o, 1, another);
	assert_int_equal(ready(&o, &j, &why), ERR_CONFLICT);
	assert_string_equal(why, "copy-two-certificates");
	second = hand_in(&o, 1, mine);
	assert_ok(ready(&o, &j, &why));
	assert_int_equal(j.n, 2);
	assert_ok(submit(&o, &j, &why));
	assert_int_equal(kept(&o), 0);
	assert_ok(submit(&o, &j, &why));
	assert_ok(ready(&o, &again, &why));
	assert_int_equal(again.n, 0);
	/* the seals have the bytes: nothing that is late takes them away */
	assert_false(take_away(&o, &first));
	forget(&o, o.f->clock.fixed + 1);
	assert_true(has_bytes(&o, &first));
	assert_true(has_bytes(&o, &second));
}

static void it_is_judged_by_the_rules_of_the_moment(void **state)
{
	struct fixture *f = *state;
	struct signed_copy_judged j;
	struct party_policy p;
	struct domain d;
	const char *why;
	struct own o;

	open_own(&o, f, 1);
	hand_in(&o, 0, mine);
	assert_ok(ready(&o, &j, &why));
	d = as(f, &f->owner);
	p = j.policy;
	p.sub_filter = PARTY_SUB_FILTER_OLD;
	assert_ok(party_policy_set(&d, &p, &f->e));
	assert_int_equal(submit(&o, &j, &why), ERR_REVISION);
	assert_string_equal(why, "copy-judge-again");
	assert_int_equal(kept(&o), 1);
	assert_ok(ready(&o, &j, &why));
	assert_string_equal(j.policy.sub_filter, PARTY_SUB_FILTER_OLD);
	assert_ok(submit(&o, &j, &why));
}

static void what_is_handed_in_meanwhile_is_judged_first(void **state)
{
	struct signed_copy first, second;
	struct signed_copy_judged j;
	const char *why;
	struct own o;

	open_own(&o, *state, 1);
	first = hand_in(&o, 0, mine);
	assert_ok(ready(&o, &j, &why));
	second = hand_in(&o, 0, another);
	assert_false(has_bytes(&o, &first));
	assert_int_equal(submit(&o, &j, &why), ERR_REVISION);
	assert_string_equal(why, "copy-judge-again");
	/* whoever still means the first one does not touch the second */
	assert_false(take_away(&o, &first));
	assert_int_equal(kept(&o), 1);
	assert_true(has_bytes(&o, &second));
	assert_ok(ready(&o, &j, &why));
	assert_ok(submit(&o, &j, &why));
}

static void it_is_kept_for_a_day(void **state)
{
	struct fixture *f = *state;
	struct signed_copy_judged j;
	struct signed_copy s;
	const char *why;
	struct own o;

	open_own(&o, f, 1);
	s = hand_in(&o, 0, mine);
	f->clock.fixed += SIGNED_COPY_KEPT_MS;
	assert_ok(ready(&o, &j, &why));
	forget(&o, f->clock.fixed - SIGNED_COPY_KEPT_MS);
	assert_int_equal(kept(&o), 1);

	f->clock.fixed++;
	assert_int_equal(submit(&o, &j, &why), ERR_CONFLICT);
	assert_string_equal(why, "copy-too-old");
	assert_int_equal(ready(&o, &j, &why), ERR_CONFLICT);
	forget(&o, f->clock.fixed - SIGNED_COPY_KEPT_MS);
	assert_int_equal(kept(&o), 0);
	assert_false(has_bytes(&o, &s));
	assert_int_equal(ready(&o, &j, &why), ERR_CONFLICT);
	assert_string_equal(why, "copy-missing");

	hand_in(&o, 0, mine);
	assert_ok(ready(&o, &j, &why));
	assert_ok(submit(&o, &j, &why));
}

static void who_forwards_takes_what_it_handed_in_along_and_the_next_begins_anew(void **state)
{
	static const struct forward_input to = { .name = "田中", .email = "tanaka@example.jp", .reason = "担当者の変更" };
	struct signed_copy_judged j;
	struct fixture *f = *state;
	struct own o, before;
	struct signed_copy s;
	const char *why;
	struct domain d;

	open_own(&o, f, 1);
	s = hand_in(&o, 0, mine);
	assert_ok(ready(&o, &j, &why));
	before = o;
	d = as(f, NULL);
	assert_ok(recipient_forward(&d, &o.ref, &to, &f->e));
	assert_int_equal(kept(&before), 0);
	assert_false(has_bytes(&before, &s));
	assert_int_not_equal(submit(&before, &j, &why), ERR_OK); /* though it was judged before */

	o.ref = open_link(f, to.email);
	see(&o, 1);
	assert_string_not_equal(o.ref.recipient_id, before.ref.recipient_id);
	assert_int_equal(ready(&o, &j, &why), ERR_CONFLICT);
	assert_string_equal(why, "copy-missing");
	hand_in(&o, 0, another);
	assert_ok(ready(&o, &j, &why));
	assert_ok(submit(&o, &j, &why));
	assert_int_not_equal(submit(&before, &j, &why), ERR_OK);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(what_was_judged_is_submitted_once),
		WITH(it_is_judged_by_the_rules_of_the_moment),
		WITH(what_is_handed_in_meanwhile_is_judged_first),
		WITH(it_is_kept_for_a_day),
		WITH(who_forwards_takes_what_it_handed_in_along_and_the_next_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
