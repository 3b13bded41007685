/* What the sealer does with requests, without the socket. */
#include "../test.h"
#include "../fast_dir.h"
#include <stdio.h>
#include <stdlib.h>
#include "os/file.h"
#include "sealer/register.h"
#include "sealer/sealer.h"
#include "sig/asn1/cert.h"
#include "sig/cms/cms.h"
#include "sig/tsp/query.h"

enum { DAY_MS = 86400000 };

static char dir[40];
static struct arena *mem;
static struct clock fixed;
static struct sealer *sealer;

static void start(void)
{
	const struct sealer_setup s = { .data_dir = dir, .clock = &fixed, .rng = rng_system() };
	struct error e;

	if (sealer_open(&s, &sealer, &e))
		fail_msg("%s", e.msg);
}

static int set_up(void **state)
{
	(void)state;
	if (!fast_dir(dir))
		return -1;
	mem = arena_new(0);
	fixed = clock_fixed(1763820000000);
	start();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	sealer_free(sealer);
	sealer = NULL;
	arena_free(mem);
	dir_remove_all(dir);
	return 0;
}

static void restart(void)
{
	sealer_free(sealer);
	start();
}

static struct sealer_message ask(enum sealer_kind kind)
{
	struct sealer_message rq = { .kind = kind }, reply;

	assert_ok(sealer_answer(sealer, &rq, mem, &reply, NULL));
	return reply;
}

struct key {
	char id[RECORD_NAME_MAX];
	struct bytes cert;
};

static struct key current_key(void)
{
	struct sealer_message info = ask(SEALER_KEY);
	struct der r = der_reader(info.fields[4]);
	struct der_item cert;
	struct key k;

	assert_true(sealer_text(info.fields[0], k.id, sizeof(k.id)));
	assert_memory_equal(info.fields[1].data, "\2\0", 2); /* ECDSA, SHA-256 */
	assert_ok(der_next(&r, &cert, NULL));
	k.cert = cert.whole;
	return k;
}

static const unsigned char digest_one[32] = { 1 }, digest_two[32] = { 2 }, no_event[32];

static struct bytes attrs_for(struct bytes cert, const unsigned char digest[32])
{
	struct bytes out;

	assert_ok(cms_signed_attrs(DIGEST_SHA256, BYTES(digest, 32), cert, mem, &out, NULL));
	return out;
}

static struct sealer_message seal_request(const char *key, const char *act, struct bytes attrs)
{
	return (struct sealer_message){ SEALER_SEAL,
					{ bytes_of_str(key), bytes_of_str(act), BYTES_LIT("agree"),
					  BYTES(no_event, 32), BYTES(digest_one, 32), attrs },
					6 };
}

static enum err seal(struct sealer_message rq, struct bytes *sig, struct error *e)
{
	struct sealer_message reply;

	TRY(sealer_answer(sealer, &rq, mem, &reply, e));
	assert_int_equal(reply.kind, SEALER_BYTES);
	*sig = reply.fields[0];
	return ERR_OK;
}

/* With the attributes that fit. */
static enum err seal_with(const struct key *k, const char *act, struct bytes *sig)
{
	return seal(seal_request(k->id, act, attrs_for(k->cert, digest_one)), sig, NULL);
}

static void an_act_gets_a_signature_of_the_key(void **state)
{
	struct key k = current_key();
	struct bytes attrs = attrs_for(k.cert, digest_one), sig;
	AUTO(pkey) struct pkey *public = NULL;
	unsigned char hash[DIGEST_MAX];
	struct cert c;

	(void)state;
	assert_ok(seal_with(&k, "act_1", &sig));
	assert_ok(cert_read(k.cert, &c, NULL));
	assert_ok(pkey_public(c.spki, &public, NULL));
	assert_ok(pkey_verify(public, (struct sig_alg){ SIG_ECDSA, DIGEST_SHA256 },
			      digest_of(DIGEST_SHA256, attrs, hash), sig, NULL));
}

static void asked_again_it_gives_the_same_signature(void **state)
{
	struct key k = current_key();
	struct bytes first, again;

	(void)state;
	assert_ok(seal_with(&k, "act_1", &first));
	assert_ok(seal_with(&k, "act_1", &again));
	assert_true(bytes_eq(first, again));
	restart();
	assert_ok(seal_with(&k, "act_1", &again));
	assert_true(bytes_eq(first, again));
}

static void the_same_act_with_anything_else_is_a_conflict(void **state)
{
	static const unsigned char event[32] = { 9 };
	struct key k = current_key();
	struct sealer_message rq = seal_request(k.id, "act_1", attrs_for(k.cert, digest_one));
	struct sealer_message other = rq;
	struct bytes sig;
	struct error e;

	(void)state;
	assert_ok(seal(rq, &sig, NULL));
	other.fields[5] = attrs_for(k.cert, digest_two);
	other.fields[4] = BYTES(digest_two, 32);
	assert_int_equal(seal(other, &sig, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.msg, "act_1"));
	other = rq;
	other.fields[3] = BYTES(event, 32);
	assert_int_equal(seal(other, &sig, NULL), ERR_CONFLICT);
	other = rq;
	other.fields[2] = BYTES_LIT("closing");
	assert_int_equal(seal(other, &sig, NULL), ERR_CONFLICT);
	assert_ok(seal(rq, &sig, NULL));
}

static uint64_t records(void)
{
	struct reg_summary sum;
	char path[64];

	snprintf(path, sizeof(path), "%s/sealer/register", dir);
	assert_ok(reg_verify(path, &sum, NULL));
	return sum.records;
}

static void attributes_that_do_not_fit_are_refused_and_not_recorded(void **state)
{
	struct key k = current_key();
	struct bytes good = attrs_for(k.cert, digest_one), root = ask(SEALER_CA_CERT).fields[0];
	unsigned char *context = arena_alloc(mem, good.len);
	struct bytes time_stamp, sig;

	(void)state;
	memcpy(context, good.data, good.len);
	context[0] = 0xa0; /* as it stands in the CMS, not the SET OF that is signed */
	assert_ok(cms_signed_attrs_of(OID_TST_INFO, DIGEST_SHA256, BYTES(digest_one, 32), k.cert,
				      mem, &time_stamp, NULL));
	const struct bytes bad[] = {
		attrs_for(k.cert, digest_two),	/* another document */
		attrs_for(root, digest_one),	/* another certificate */
		time_stamp,			/* another content type */
		bytes_slice(good, 0, good.len - 1),
		BYTES(context, good.len),
		BYTES_LIT("\x31\x00"),
		BYTES_LIT("any digest that an attacker would like signed"),
	};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(seal(seal_request(k.id, "act_1", bad[i]), &sig, NULL), ERR_DENIED);
	assert_int_equal(records(), 0);
	assert_ok(seal_with(&k, "act_1", &sig));
	assert_int_equal(records(), 1);
}

static void a_key_that_is_not_there_or_signs_time_is_refused(void **state)
{
	struct key k = current_key();
	struct bytes sig;
	char command[128];
	FILE *p;

	(void)state;
	snprintf(command, sizeof(command), "basename %s/sealer/keys/tsa_*.chain .chain", dir);
	p = popen(command, "r");
	assert_int_equal(fscanf(p, "%39s", k.id), 1);
	pclose(p);
	assert_int_equal(seal_with(&k, "act_1", &sig), ERR_NOT_FOUND);
	strcpy(k.id, "key_0");
	assert_int_equal(seal_with(&k, "act_1", &sig), ERR_NOT_FOUND);
	strcpy(k.id, "../key");
	assert_int_equal(seal_with(&k, "act_1", &sig), ERR_NOT_FOUND);
}

static void act_ids_are_plain_names(void **state)
{
	struct key k = current_key();
	struct bytes sig;

	(void)state;
	assert_int_equal(seal_with(&k, "act 1\n", &sig), ERR_INVALID);
	assert_int_equal(seal_with(&k, "", &sig), ERR_INVALID);
}

static void a_new_key_is_made_before_the_old_ends_which_stays_good_for_its_acts(void **state)
{
	struct key old = current_key(), new;
	struct bytes first, sig;

	(void)state;
	assert_ok(seal_with(&old, "act_1", &first));
	fixed.fixed += (time_ms)800 * DAY_MS; /* of 825 */
	restart();
	new = current_key();
	assert_string_not_equal(old.id, new.id);
	assert_ok(seal_with(&old, "act_2", &sig));
	fixed.fixed += (time_ms)60 * DAY_MS;
	assert_int_equal(seal_with(&old, "act_3", &sig), ERR_DENIED);
	assert_ok(seal_with(&old, "act_1", &sig));
	assert_true(bytes_eq(first, sig));
	assert_ok(seal_with(&new, "act_3", &sig));
	assert_int_equal(ask(SEALER_HEALTH).kind, SEALER_DONE);
}

static void without_a_valid_key_it_is_not_healthy(void **state)
{
	struct sealer_message rq = { .kind = SEALER_HEALTH }, reply;

	(void)state;
	fixed.fixed += (time_ms)900 * DAY_MS;
	assert_int_equal(sealer_answer(sealer, &rq, mem, &reply, NULL), ERR_KEY);
}

static void a_time_stamp_has_the_sealers_own_time(void **state)
{
	struct tsp_query q = { DIGEST_SHA256, BYTES(digest_one, 32), { 0 }, { 0 }, 1 };
	struct sealer_message rq = { .kind = SEALER_STAMP, .n = 1 }, reply;
	struct civil_time t = time_to_civil(fixed.fixed);
	char text[64];

	(void)state;
	assert_ok(tsp_query_write(&q, mem, &rq.fields[0], NULL));
	assert_ok(sealer_answer(sealer, &rq, mem, &reply, NULL));
	snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02dZ", t.year, t.month, t.day, t.hour,
		 t.minute, t.second);
	assert_true(bytes_find(reply.fields[0], bytes_of_str(text), 0) != SIZE_MAX);
	assert_true(bytes_find(reply.fields[0], BYTES(digest_one, 32), 0) != SIZE_MAX);
}

static void the_list_is_made_once_an_hour(void **state)
{
	struct bytes first = ask(SEALER_CA_CRL).fields[0];

	(void)state;
	fixed.fixed += 60000;
	assert_true(bytes_eq(first, ask(SEALER_CA_CRL).fields[0]));
	fixed.fixed += 3600000;
	assert_false(bytes_eq(first, ask(SEALER_CA_CRL).fields[0]));
}

static void replies_and_greetings_are_no_requests(void **state)
{
	static const enum sealer_kind kinds[] = { SEALER_HELLO, SEALER_BYTES, SEALER_DONE,
						  SEALER_FAILURE };
	struct sealer_message rq = { 0 }, reply;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		rq.kind = kinds[i];
		assert_int_equal(sealer_answer(sealer, &rq, mem, &reply, NULL), ERR_INVALID);
	}
}

static void its_keys_are_private(void **state)
{
	char command[256];

	(void)state;
	snprintf(command, sizeof(command),
		 "! find %s/sealer %s/keys -perm /077 \\( -name '*.key' -o -name sealer "
		 "-o -name sealer-auth -o -name keys -o -name register \\) | grep .",
		 dir, dir);
	assert_ok(system(command));
}

#define FRESH(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(an_act_gets_a_signature_of_the_key),
		FRESH(asked_again_it_gives_the_same_signature),
		FRESH(the_same_act_with_anything_else_is_a_conflict),
		FRESH(attributes_that_do_not_fit_are_refused_and_not_recorded),
		FRESH(a_key_that_is_not_there_or_signs_time_is_refused),
		FRESH(act_ids_are_plain_names),
		FRESH(a_new_key_is_made_before_the_old_ends_which_stays_good_for_its_acts),
		FRESH(without_a_valid_key_it_is_not_healthy),
		FRESH(a_time_stamp_has_the_sealers_own_time),
		FRESH(the_list_is_made_once_an_hour),
		FRESH(replies_and_greetings_are_no_requests),
		FRESH(its_keys_are_private),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
