#include "fixture.h"
#include <stdio.h>
#include "crypto/digest.h"
#include "crypto/otp.h"
#include "crypto/pkey.h"
#include "domain/data_end.h"
#include "domain/flow.h"
#include "domain/terms.h"

#define MINUTE ((time_ms)60 * 1000)
static const char partner[] = "partner@example.com";

/* Sent with these factors for the counterparty, whose turn it is (order 1). */
static const char *sent_with(struct fixture *f, struct factor_input *factors, size_t n,
			     const char *law)
{
	struct domain d = as(f, &f->owner);
	struct recipient_input list[] = {
		party(1, "counterparty", "相手", partner),
		party(2, "own", "山田", "yamada@example.jp"),
	};
	const char *id = make_draft(f), *laws[] = { law };
	struct draft_edit edit = { .recipients = list, .n_recipients = 2, .set_recipients = 1 };
	struct dossier x;

	list[0].factors = factors;
	list[0].n_factors = n;
	list[0].set_factors = 1;
	list[0].consents = laws;
	list[0].n_consents = law != NULL;
	list[0].set_consents = 1;
	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	x = look(f, id);
	assert_ok(envelope_send(&d, id, x.v.version, &f->e));
	prepare(f, id);
	return id;
}

static struct recipient_ref press_as(struct fixture *f, const char *email)
{
	struct domain d = as(f, NULL);
	struct recipient_ref ref, session;
	struct link_token t;

	assert_ok(recipient_find(&d, mailed_token(f, email), &ref, &f->e));
	assert_ok(recipient_open(&d, &ref, &t, &f->e));
	assert_ok(recipient_session(&d, t.text, &session, &f->e));
	return session;
}

static struct recipient_ref press(struct fixture *f)
{
	return press_as(f, partner);
}

static struct gate gate_of(struct fixture *f, const struct recipient_ref *s)
{
	struct dossier x = look(f, s->envelope_id);
	struct domain d = as(f, NULL);
	struct gate g;

	assert_ok(gate_load(&d, s, &x, dossier_recipient(&x, s->recipient_id), &g, &f->e));
	return g;
}

static enum err answer(struct fixture *f, const struct recipient_ref *s, const char *kind,
		       const char *code)
{
	struct domain d = as(f, NULL);

	return gate_factor_check(&d, s, kind, &(struct factor_answer){ .code = code }, &f->e);
}

static enum err start(struct fixture *f, const struct recipient_ref *s, const char *kind,
		      struct factor_started *out)
{
	struct domain d = as(f, NULL);

	return gate_factor_start(&d, s, kind, out, &f->e);
}

/* The six digits of the newest mail to the address. */
static const char *mailed_code(struct fixture *f)
{
	struct domain d = as(f, NULL);
	const struct mail *list;
	size_t n;

	assert_ok(mail_list(&d.repo, NULL, 50, &list, &n, &f->e));
	for (size_t i = 0; i < n; i++) {
		struct notice_content c;
		struct mail m;

		if (strcmp(list[i].kind, "code") != 0)
			continue;
		assert_ok(mail_get(&d.repo, list[i].id, &m, &f->e));
		assert_ok(notice_read(&d, &m, &c, &f->e));
		assert_null(strstr(c.text, "/r/#"));
		for (const char *p = c.text; *p; p++)
			if (strspn(p, "0123456789") == 6)
				return arena_strndup(f->mem, p, 6);
			else if (strspn(p, "0123456789"))
				p += strspn(p, "0123456789") - 1;
	}
	fail_msg("no code was mailed");
	return NULL;
}

static size_t count_mails(struct fixture *f, const char *kind)
{
	struct domain d = as(f, NULL);
	const struct mail *list;
	size_t n, found = 0;

	assert_ok(mail_list(&d.repo, NULL, 100, &list, &n, &f->e));
	for (size_t i = 0; i < n; i++)
		found += !strcmp(list[i].kind, kind);
	return found;
}

static void nothing_is_required_but_the_terms_when_nothing_is_asked(void **state)
{
	struct fixture *f = *state;
	struct recipient_ref s;
	struct domain d = as(f, NULL);

	sent_with(f, NULL, 0, NULL);
	s = press(f);
	assert_int_equal(gate_of(f, &s).next, GATE_TERMS);
	assert_int_equal(agree(f, &s), ERR_DENIED);
	assert_int_equal(gate_accept_terms(&d, &s, "1999-1", &f->e), ERR_STALE);
	assert_ok(gate_accept_terms(&d, &s, terms_current(), &f->e));
	assert_int_equal(gate_of(f, &s).next, GATE_NONE);
	assert_ok(agree(f, &s));
}

static void an_access_code_is_taken_as_people_type_it_and_never_stored(void **state)
{
	struct fixture *f = *state;
	struct factor_input in[] = { { .kind = "access_code", .code = "Kq7M-2xp9" } };
	struct recipient_ref s;
	struct domain d = as(f, NULL);
	const struct recipient_factor *rows;
	struct dossier x;
	size_t n;

	sent_with(f, in, 1, NULL);
	s = press(f);
	assert_ok(recipient_factor_list(&d.repo, s.recipient_id, &rows, &n, &f->e));
	assert_null(strstr(rows[0].secret_hash, "kq7m2xp9"));
	assert_int_equal(answer(f, &s, "access_code", "kq7m2xp8"), ERR_INVALID);
	assert_int_equal(gate_accept_terms(&d, &s, terms_current(), &f->e), ERR_DENIED);
	assert_ok(answer(f, &s, "access_code", "ＫＱ７Ｍ　２ＸＰー９"));
	assert_ok(answer(f, &s, "access_code", "anything: it is passed"));
	assert_int_equal(gate_of(f, &s).next, GATE_TERMS);
	assert_ok(gate_accept_terms(&d, &s, terms_current(), &f->e));
	assert_ok(agree(f, &s));
	x = look(f, s.envelope_id);
	assert_non_null(strstr(party_of(&x, partner)->factors, "\"kind\":\"access_code\""));
}

static void wrong_answers_wait_longer_and_longer(void **state)
{
	struct fixture *f = *state;
	struct factor_input in[] = { { .kind = "access_code", .code = "kq7m2xp9" } };
	struct recipient_ref s;
	time_ms first;

	sent_with(f, in, 1, NULL);
	s = press(f);
	for (int i = 0; i < 5; i++)
		assert_int_equal(answer(f, &s, "access_code", "wrong-code"), ERR_INVALID);
	assert_int_equal(answer(f, &s, "access_code", "kq7m2xp9"), ERR_RATE_LIMITED);
	first = gate_of(f, &s).locked_until - f->clock.fixed;
	assert_int_equal(first, MINUTE);
	f->clock.fixed += first;
	assert_int_equal(answer(f, &s, "access_code", "wrong-code"), ERR_INVALID);
	assert_int_equal(gate_of(f, &s).locked_until - f->clock.fixed, 2 * MINUTE);
	/* another browser does not help */
	s = press(f);
	assert_int_equal(answer(f, &s, "access_code", "kq7m2xp9"), ERR_RATE_LIMITED);
	f->clock.fixed += 2 * MINUTE;
	assert_ok(answer(f, &s, "access_code", "kq7m2xp9"));
	assert_int_equal(gate_of(f, &s).locked_until, 0);
}

static void a_mailed_code_is_good_once_for_ten_minutes_in_the_browser_that_asked(void **state)
{
	struct fixture *f = *state;
	struct factor_input in[] = { { .kind = "mail_code" } };
	struct recipient_ref s, other;
	struct factor_started st;
	const char *code;

	sent_with(f, in, 1, NULL);
	s = press(f);
	assert_int_equal(answer(f, &s, "mail_code", "000000"), ERR_CONFLICT);
	assert_ok(start(f, &s, "mail_code", &st));
	assert_string_equal(st.sent_to, "p***@example.com");
	code = mailed_code(f);
	other = press(f);
	assert_int_equal(answer(f, &other, "mail_code", code), ERR_CONFLICT);
	f->clock.fixed += 10 * MINUTE;
	assert_int_equal(answer(f, &s, "mail_code", code), ERR_CONFLICT);
	assert_ok(start(f, &s, "mail_code", &st));
	f->clock.fixed += 9 * MINUTE;
	code = mailed_code(f);
	assert_ok(answer(f, &s, "mail_code", code));
	assert_int_equal(gate_of(f, &s).next, GATE_TERMS);
	assert_int_equal(gate_of(f, &other).next, GATE_FACTOR);
}

static void codes_cannot_be_asked_for_without_end(void **state)
{
	struct fixture *f = *state;
	struct factor_input in[] = { { .kind = "mail_code" } };
	struct recipient_ref s;
	struct factor_started st;
	int sent = 0;

	sent_with(f, in, 1, NULL);
	s = press(f);
	while (start(f, &s, "mail_code", &st) == ERR_OK)
		sent++;
	assert_int_equal(f->e.code, ERR_RATE_LIMITED);
	assert_int_equal(sent, 8);
}

static void another_browser_at_the_same_link_needs_the_mailbox(void **state)
{
	struct fixture *f = *state;
	struct recipient_ref ref, first, again, stranger;
	struct domain d = as(f, NULL);
	struct factor_started st;
	struct link_token t;

	sent_with(f, NULL, 0, NULL);
	assert_ok(recipient_find(&d, mailed_token(f, partner), &ref, &f->e));
	ref.browser = BYTES_LIT("the first browser's hash");
	assert_ok(recipient_open(&d, &ref, &t, &f->e));
	assert_ok(recipient_session(&d, t.text, &first, &f->e));
	assert_int_equal(gate_of(f, &first).next, GATE_TERMS);
	assert_ok(recipient_find(&d, mailed_token(f, partner), &ref, &f->e));
	ref.browser = BYTES_LIT("the first browser's hash");
	assert_ok(recipient_open(&d, &ref, &t, &f->e));
	assert_ok(recipient_session(&d, t.text, &again, &f->e));
	assert_int_equal(gate_of(f, &again).next, GATE_TERMS);
	ref.browser = BYTES_LIT("another one's");
	assert_ok(recipient_open(&d, &ref, &t, &f->e));
	assert_ok(recipient_session(&d, t.text, &stranger, &f->e));
	assert_int_equal(gate_of(f, &stranger).next, GATE_FACTOR);
	stranger.browser = ref.browser;
	assert_ok(start(f, &stranger, "mail_code", &st));
	assert_ok(answer(f, &stranger, "mail_code", mailed_code(f)));
	assert_int_equal(gate_of(f, &stranger).next, GATE_TERMS);
	/* and is known from then on */
	assert_ok(recipient_open(&d, &ref, &t, &f->e));
	assert_ok(recipient_session(&d, t.text, &stranger, &f->e));
	assert_int_equal(gate_of(f, &stranger).next, GATE_TERMS);
}

static void an_authenticator_is_enrolled_after_the_mailbox_and_takes_each_step_once(void **state)
{
	struct fixture *f = *state;
	struct factor_input in[] = { { .kind = "totp" } };
	struct recipient_ref s;
	struct factor_started st;
	unsigned char secret[OTP_SECRET] = { 0 };
	char code[OTP_SIZE];
	struct gate g;

	sent_with(f, in, 1, NULL);
	s = press(f);
	g = gate_of(f, &s);
	assert_int_equal(g.n_factors, 2);
	assert_int_equal(g.factors[0].kind, FACTOR_MAIL_CODE);
	assert_false(g.factors[1].enrolled);
	assert_int_equal(start(f, &s, "totp", &st), ERR_CONFLICT);
	assert_ok(start(f, &s, "mail_code", &st));
	assert_ok(answer(f, &s, "mail_code", mailed_code(f)));
	assert_ok(start(f, &s, "totp", &st));
	assert_non_null(strstr(st.totp_uri, "otpauth://totp/SkySign:partner@example.com?secret="));
	/* base32 back to bytes */
	for (size_t i = 0, bits = 0, n = 0, out = 0; st.totp_secret[i]; i++) {
		const char *letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

		bits = bits << 5 | (size_t)(strchr(letters, st.totp_secret[i]) - letters);
		for (n += 5; n >= 8; n -= 8)
			secret[out++] = (unsigned char)(bits >> (n - 8));
	}
	otp_hotp(BYTES(secret, sizeof(secret)), (uint64_t)(f->clock.fixed / OTP_STEP_MS), code);
	assert_ok(answer(f, &s, "totp", code));
	assert_int_equal(gate_of(f, &s).next, GATE_TERMS);
	/* the next contract to the same address asks for it; the same step is not taken again */
	f->clock.fixed += 1;
	sent_with(f, in, 1, NULL);
	s = press(f);
	g = gate_of(f, &s);
	assert_int_equal(g.n_factors, 1);
	assert_true(g.factors[0].enrolled);
	assert_int_equal(answer(f, &s, "totp", code), ERR_INVALID);
	f->clock.fixed += 2 * OTP_STEP_MS;
	otp_hotp(BYTES(secret, sizeof(secret)), (uint64_t)(f->clock.fixed / OTP_STEP_MS), code);
	assert_ok(answer(f, &s, "totp", code));
}

static void statutory_consent_goes_step_by_step_and_is_withdrawn_until_the_agreement(void **state)
{
	struct fixture *f = *state;
	const char *const order[] = { "explanation", "suitability", "third_party", "consent" };
	struct domain d = as(f, NULL);
	const struct law *law = law_find("consumer");
	struct consent_input in = { .law = "consumer", .version = law->version, .step = "consent" };
	struct recipient_ref s;

	sent_with(f, NULL, 0, "consumer");
	s = press(f);
	assert_int_equal(gate_consent(&d, &s, &in, &f->e), ERR_DENIED);
	accept_terms(f, &s);
	assert_int_equal(gate_of(f, &s).next, GATE_CONSENT);
	assert_int_equal(agree(f, &s), ERR_DENIED);
	d.n_errors = 0;
	assert_int_equal(gate_consent(&d, &s, &in, &f->e), ERR_CONFLICT);
	in.version = "1999";
	assert_int_equal(gate_consent(&d, &s, &in, &f->e), ERR_STALE);
	in.version = law->version;
	for (size_t i = 0; i < COUNT_OF(order); i++) {
		in.step = order[i];
		assert_ok(gate_consent(&d, &s, &in, &f->e));
	}
	assert_int_equal(gate_of(f, &s).next, GATE_NONE);
	assert_ok(gate_consent_withdraw(&d, &s, "consumer", &f->e));
	assert_int_equal(gate_of(f, &s).next, GATE_CONSENT);
	assert_string_equal(consent_state(&gate_of(f, &s).laws.items[0]), "withdrawn");
	for (size_t i = 0; i < COUNT_OF(order); i++) {
		in.step = order[i];
		assert_ok(gate_consent(&d, &s, &in, &f->e));
	}
	assert_ok(agree(f, &s));
	assert_int_equal(gate_consent_withdraw(&d, &s, "consumer", &f->e), ERR_CONFLICT);
}

static void laws_that_only_tell_stop_nobody_and_paper_is_asked_for_once(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, NULL);
	struct recipient_ref s;
	const struct consent_row *rows;
	size_t n;

	sent_with(f, NULL, 0, "subcontract");
	s = press(f);
	accept_terms(f, &s);
	assert_int_equal(gate_of(f, &s).next, GATE_NONE);
	assert_ok(gate_ask_paper(&d, &s, "紙でお願いします", &f->e));
	assert_ok(gate_ask_paper(&d, &s, "もう一度", &f->e));
	assert_ok(consent_row_list(&d.repo, s.recipient_id, &rows, &n, &f->e));
	assert_int_equal(n, 1);
}

static void numbers_and_codes_are_read_as_people_write_them(void **state)
{
	static const char *const phones[][2] = {
		{ "090-1234-5678", "+819012345678" },
		{ "０８０ １２３４ ５６７８", "+818012345678" },
		{ "+81 90-1234-5678", "+819012345678" },
		{ "+81 090 1234 5678", "+819012345678" },
		{ "+44 7700 900123", "+447700900123" },
		{ "03-1234-5678", NULL },
		{ "090-1234-567", NULL },
		{ "+81 3 1234 5678", NULL },
		{ "+0123456789", NULL },
		{ "abc", NULL },
		{ "", NULL },
		{ "+", NULL },
		{ "090-1234-567a", NULL },
		{ "+12345678901234567", NULL },
	};
	struct fixture *f = *state;
	struct domain d = as(f, NULL);

	for (size_t i = 0; i < COUNT_OF(phones); i++) {
		const char *got = factor_phone(&d, phones[i][0]);

		if (phones[i][1])
			assert_string_equal(got, phones[i][1]);
		else
			assert_null(got);
	}
	assert_string_equal(factor_phone_masked(&d, "+819012345678"), "*******5678");
	assert_string_equal(factor_code_normal(&d, " ａＢ－Ｃ‐1 2−3 "), "abc123");
	assert_null(factor_code_normal(&d, "\xff\xfe"));
	assert_int_equal(strlen(factor_code_new(&d)), 11);
}

static void what_is_missing_blocks_sending(void **state)
{
	static const struct {
		const char *kind, *phone, *code;
	} rows[] = { { "access_code", NULL, NULL },
		     { "sms_code", "090-1234-5678", NULL },
		     { "passkey", NULL, NULL } };
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);

	f->set.base_url = "http://127.0.0.1:8080";
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct factor_input in = { .kind = rows[i].kind,
					   .phone = rows[i].phone,
					   .code = rows[i].code };
		struct recipient_input list[] = { party(1, "own", "山田", "yamada@example.jp"),
						  party(2, "counterparty", "相手", partner) };
		struct draft_edit edit = { .recipients = list,
					   .n_recipients = 2,
					   .set_recipients = 1 };
		const char *id = make_draft(f);

		list[1].factors = &in;
		list[1].n_factors = list[1].set_factors = 1;
		assert_ok(envelope_edit(&d, id, &edit, &f->e));
		d.n_errors = 0;
		assert_int_equal(envelope_send(&d, id, look(f, id).v.version, &f->e), ERR_INVALID);
		assert_string_equal(d.errors[0].field, "recipients[1].factors");
		d.n_errors = 0;
	}
}

static void the_organisations_least_is_asked_for_without_being_named(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	struct factor_demand demand = { .counterparty = 1u << FACTOR_MAIL_CODE };
	struct recipient_ref s;

	assert_ok(factor_demand_set(&d, &demand, &f->e));
	assert_int_equal(factor_demand_set(&d, &demand, &f->e), ERR_STALE);
	sent_with(f, NULL, 0, NULL);
	s = press(f);
	assert_int_equal(gate_of(f, &s).next, GATE_FACTOR);
	assert_int_equal(gate_of(f, &s).factors[0].kind, FACTOR_MAIL_CODE);
	demand = (struct factor_demand){ .member = 1u << FACTOR_MAIL_CODE, .version = 1 };
	assert_int_equal(factor_demand_set(&d, &demand, &f->e), ERR_INVALID);
}

static const char *b64(struct fixture *f, struct bytes in)
{
	char *out = arena_alloc(f->mem, base64url_size(in.len));

	base64url_encode(in, out);
	return out;
}

/* A software authenticator: what it is at fault with is chosen by the caller. */
struct authenticator {
	struct pkey *key;
	uint32_t count;
	unsigned flags;
	const char *origin, *rp;
};

static struct passkey_answer ceremony(struct fixture *f, const struct authenticator *a,
				      const char *challenge, _Bool create)
{
	unsigned char data[128], hash[32], sum[32], signed_sum[DIGEST_MAX];
	char client[512];
	struct bytes spki, sig = { 0 };
	struct digest h;
	size_t n = 37;

	snprintf(client, sizeof(client),
		 "{\"type\":\"webauthn.%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":"
		 "false}",
		 create ? "create" : "get", challenge, a->origin);
	digest_sha256(bytes_of_str(a->rp), hash);
	memcpy(data, hash, 32);
	data[32] = (unsigned char)(a->flags | (create ? 0x40 : 0));
	for (unsigned i = 0; i < 4; i++)
		data[33 + i] = (unsigned char)(a->count >> (24 - 8 * i));
	if (create) {
		memset(data + 37, 0, 16);
		memcpy(data + 53, "\0\4idid", 6);
		n = 59;
	}
	digest_sha256(bytes_of_str(client), sum);
	digest_init(&h, DIGEST_SHA256);
	digest_update(&h, BYTES(data, n));
	digest_update(&h, BYTES(sum, 32));
	digest_final(&h, signed_sum);
	assert_ok(pkey_sign(a->key, (struct sig_alg){ SIG_ECDSA, DIGEST_SHA256 },
			    BYTES(signed_sum, 32), f->mem, &sig, &f->e));
	assert_ok(pkey_spki(a->key, f->mem, &spki, &f->e));
	return (struct passkey_answer){ .id = b64(f, BYTES_LIT("idid")),
					.client_data = b64(f, bytes_of_str(client)),
					.authenticator_data = b64(f, BYTES(data, n)),
					.signature = b64(f, sig),
					.public_key = b64(f, spki) };
}

static enum err use(struct fixture *f, const struct recipient_ref *s, const struct authenticator *a)
{
	struct domain d = as(f, NULL);
	struct factor_started st;
	struct passkey_answer in;

	assert_ok(start(f, s, "passkey", &st));
	in = ceremony(f, a, st.challenge, st.create);
	return gate_factor_check(&d, s, "passkey", &(struct factor_answer){ .passkey = &in },
				 &f->e);
}

static void a_passkey_is_enrolled_and_every_false_answer_of_one_is_refused(void **state)
{
	struct fixture *f = *state;
	struct factor_input in[] = { { .kind = "passkey" } };
	struct authenticator good = {
		.count = 1, .flags = 5, .origin = "https://sign.example.jp", .rp = "sign.example.jp"
	};
	struct authenticator bad[5];
	struct recipient_ref s;
	struct factor_started st;
	struct passkey_answer old;
	struct domain d = as(f, NULL);

	f->set.base_url = "https://sign.example.jp";
	assert_ok(pkey_generate(PKEY_P256, &good.key, &f->e));
	sent_with(f, in, 1, NULL);
	s = press(f);
	assert_ok(start(f, &s, "mail_code", &st));
	assert_ok(answer(f, &s, "mail_code", mailed_code(f)));
	assert_ok(use(f, &s, &good));
	assert_int_equal(gate_of(f, &s).next, GATE_TERMS);

	f->clock.fixed += 1;
	sent_with(f, in, 1, NULL);
	s = press(f);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		bad[i] = good;
		bad[i].count = 9;
	}
	assert_ok(pkey_generate(PKEY_P256, &bad[0].key, &f->e)); /* another key */
	bad[1].count = 1;					 /* a copy */
	bad[2].flags = 1;					 /* nobody verified */
	bad[3].origin = "https://sign.example.jp.evil.example";
	bad[4].rp = "evil.example";
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(use(f, &s, &bad[i]), ERR_INVALID);
		f->clock.fixed += 20 * MINUTE;
	}
	/* an answer to an earlier challenge */
	good.count = 2;
	assert_ok(start(f, &s, "passkey", &st));
	old = ceremony(f, &good, st.challenge, 0);
	assert_ok(start(f, &s, "passkey", &st));
	assert_int_equal(gate_factor_check(&d, &s, "passkey",
					   &(struct factor_answer){ .passkey = &old }, &f->e),
			 ERR_INVALID);
	f->clock.fixed += 60 * MINUTE;
	assert_ok(use(f, &s, &good));
	pkey_free(good.key);
	pkey_free(bad[0].key);
}

/* Both have agreed and all is sealed: concluded. */
static void conclude(struct fixture *f, const char *id)
{
	static const char *const who[] = { partner, "yamada@example.jp" };
	struct domain d = as(f, NULL);

	for (size_t i = 0; i < COUNT_OF(who); i++) {
		struct recipient_ref s = open_link(f, who[i]);

		assert_ok(agree(f, &s));
		seal_act(f, id, who[i]);
		f->clock.fixed += 1;
	}
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_concluded(&d, id, "B-LTA", &f->e));
	assert_ok(db_commit(f->db, &f->e));
	f->clock.fixed += 1;
}

static void a_concluded_contract_opens_by_a_link_of_any_age_after_a_fresh_code(void **state)
{
	struct fixture *f = *state;
	const char *id = sent_with(f, NULL, 0, NULL);
	struct factor_started st;
	struct recipient_ref s;

	conclude(f, id);
	f->clock.fixed += 10 * 366 * 24 * 60 * MINUTE;
	s = press(f);
	assert_int_equal(gate_of(f, &s).next, GATE_FACTOR);
	assert_ok(start(f, &s, "mail_code", &st));
	assert_ok(answer(f, &s, "mail_code", mailed_code(f)));
	assert_int_equal(gate_of(f, &s).next, GATE_NONE);
}

static void counterparties_are_told_once_before_the_data_end(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, NULL);
	const char *id = sent_with(f, NULL, 0, NULL);
	time_ms ends = f->clock.fixed + 40 * 24 * 60 * MINUTE;
	_Bool more = 1;
	struct link_token t;
	struct recipient_ref ref;

	conclude(f, id);
	assert_ok(data_end_set_day(&d, ends, &f->e));
	assert_ok(data_end_plan(&d, &f->e));
	d.repo.org = f->owner.org;
	assert_int_equal(count_mails(f, "data_ending"), 0);
	f->clock.fixed = ends - DATA_NOTICE_MS;
	for (int i = 0; i < 3; i++) {
		assert_ok(db_begin(f->db, &f->e));
		assert_ok(data_end_tell(&d, &more, &f->e));
		assert_ok(db_commit(f->db, &f->e));
		assert_false(more);
	}
	assert_int_equal(count_mails(f, "data_ending"), 1);
	assert_ok(recipient_find(&d, mailed_token(f, partner), &ref, &f->e));
	assert_ok(recipient_open(&d, &ref, &t, &f->e));
}

static _Bool mail_says(struct fixture *f, const char *kind, const char *words)
{
	struct domain d = as(f, &f->owner);
	const struct mail *list;
	size_t n;

	assert_ok(mail_list(&d.repo, NULL, 50, &list, &n, &f->e));
	for (size_t i = 0; i < n; i++) {
		struct notice_content c;
		struct mail m;

		if (strcmp(list[i].kind, kind) != 0)
			continue;
		assert_ok(mail_get(&d.repo, list[i].id, &m, &f->e));
		assert_ok(notice_read(&d, &m, &c, &f->e));
		return strstr(c.text, words) != NULL;
	}
	return 0;
}

static const char *access_code_of(struct fixture *f, const char *recipient)
{
	const struct recipient_factor *list;
	struct domain d = as(f, &f->owner);
	size_t n;

	assert_ok(recipient_factor_list(&d.repo, recipient, &list, &n, &f->e));
	assert_int_equal(n, 1);
	return list[0].secret_hash;
}

static void who_takes_over_needs_a_new_access_code_which_the_seat_keeps(void **state)
{
	struct fixture *f = *state;
	struct factor_input code = { .kind = "access_code", .code = "Kq7M-2xp9" };
	const char *id = sent_with(f, &code, 1, NULL), *seat, *next, *hash;
	struct forward_input to = { .name = "後任", .email = "next@example.com", .reason = "担当変更" };
	struct recipient_ref s = press(f);
	struct domain d = as(f, NULL);
	struct dossier x;

	assert_ok(answer(f, &s, "access_code", "kq7m2xp9"));
	accept_terms(f, &s);
	assert_ok(recipient_forward(&d, &s, &to, &f->e));
	assert_true(mail_says(f, "forwarded", "新しいアクセスコードを設定"));
	x = look(f, id);
	seat = party_of(&x, partner)->id;
	next = party_of(&x, "next@example.com")->id;
	assert_null(access_code_of(f, next));

	d = as(f, &f->owner);
	assert_int_equal(envelope_correct(&d, id, next, &(struct correction){ .access_code = "x1" }, &f->e), ERR_INVALID);
	assert_string_equal(d.errors[0].field, "access_code");
	d = as(f, &f->owner);
	assert_ok(envelope_correct(&d, id, next, &(struct correction){ .access_code = "new-code-7" }, &f->e));
	assert_int_equal(count_mails(f, "address_changed"), 0); /* the link stays */
	hash = access_code_of(f, next);
	assert_non_null(hash);

	s = press_as(f, "next@example.com");
	assert_int_equal(answer(f, &s, "access_code", "kq7m2xp9"), ERR_INVALID);
	assert_ok(answer(f, &s, "access_code", "new-code-7"));
	accept_terms(f, &s);
	d = as(f, NULL);
	assert_ok(recipient_send_back(&d, &s, "直してください", &f->e));
	assert_string_equal(access_code_of(f, seat), hash);
	d = as(f, &f->owner);
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
}

static void a_code_is_not_set_where_none_is_asked(void **state)
{
	struct fixture *f = *state;
	const char *id = sent_with(f, NULL, 0, NULL);
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	const char *rcp = party_of(&x, partner)->id;

	assert_int_equal(envelope_correct(&d, id, rcp, &(struct correction){ .access_code = "new-code-7" }, &f->e), ERR_INVALID);
	assert_string_equal(d.errors[0].code, "access-code-not-asked");
}

static void a_telephone_number_moves_with_its_factor(void **state)
{
	struct fixture *f = *state;
	struct factor_input sms = { .kind = "sms_code", .phone = "090-1234-5678" };
	struct domain d = as(f, &f->owner);
	const struct recipient_factor *list;
	const char *id = make_draft(f), *phone;
	struct dossier x = look(f, id);
	size_t n;

	assert_ok(factor_check(&d, "factors", &sms, 1, &f->e));
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(factor_save(&d, id, x.recipients[0].id, &sms, 1, &f->e));
	assert_ok(factor_move(&d, x.recipients[0].id, id, x.recipients[1].id, &f->e));
	assert_ok(recipient_factor_list(&d.repo, x.recipients[0].id, &list, &n, &f->e));
	assert_int_equal(n, 0);
	assert_ok(recipient_factor_list(&d.repo, x.recipients[1].id, &list, &n, &f->e));
	assert_int_equal(n, 1);
	assert_ok(factor_phone_of(&d, &list[0], &phone, &f->e));
	assert_string_equal(phone, "+819012345678");
	assert_ok(db_commit(f->db, &f->e));
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(nothing_is_required_but_the_terms_when_nothing_is_asked),
		WITH(an_access_code_is_taken_as_people_type_it_and_never_stored),
		WITH(wrong_answers_wait_longer_and_longer),
		WITH(a_mailed_code_is_good_once_for_ten_minutes_in_the_browser_that_asked),
		WITH(codes_cannot_be_asked_for_without_end),
		WITH(another_browser_at_the_same_link_needs_the_mailbox),
		WITH(an_authenticator_is_enrolled_after_the_mailbox_and_takes_each_step_once),
		WITH(statutory_consent_goes_step_by_step_and_is_withdrawn_until_the_agreement),
		WITH(laws_that_only_tell_stop_nobody_and_paper_is_asked_for_once),
		WITH(numbers_and_codes_are_read_as_people_write_them),
		WITH(what_is_missing_blocks_sending),
		WITH(the_organisations_least_is_asked_for_without_being_named),
		WITH(a_concluded_contract_opens_by_a_link_of_any_age_after_a_fresh_code),
		WITH(counterparties_are_told_once_before_the_data_end),
		WITH(a_passkey_is_enrolled_and_every_false_answer_of_one_is_refused),
		WITH(who_takes_over_needs_a_new_access_code_which_the_seat_keeps),
		WITH(a_code_is_not_set_where_none_is_asked),
		WITH(a_telephone_number_moves_with_its_factor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
