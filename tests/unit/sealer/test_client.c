/* Client and server, over the real socket between two processes. */
#include "../test.h"
#include <sys/stat.h>
#include "os/file.h"
#include "os/socket.h"
#include "running.h"
#include "sealer/protocol.h"
#include "sig/asn1/cert.h"
#include "sig/cms/cms.h"
#include "sig/tsp/query.h"

static struct running sealer;
static struct sealer_client *client;
static struct arena *mem;
static const unsigned char digest[32] = { 1 };

static int set_up(void **state)
{
	(void)state;
	mem = arena_new(0);
	if (running_init(&sealer))
		return -1;
	client = sealer_client_new(sealer.socket, sealer.auth, rng_system());
	return (int)running_wait(client);
}

static int tear_down(void **state)
{
	(void)state;
	sealer_client_free(client);
	running_end(&sealer, SIGTERM);
	dir_remove_all(sealer.dir);
	arena_free(mem);
	return 0;
}

static struct sealer_key current_key(void)
{
	struct sealer_key k;

	assert_ok(sealer_current_key(client, mem, &k, NULL));
	return k;
}

static struct bytes attrs_of(const struct sealer_key *k)
{
	struct bytes out;

	assert_ok(cms_signed_attrs(k->alg.digest, BYTES(digest, 32), k->chain[0], mem, &out, NULL));
	return out;
}

static struct sealer_act act_of(const struct sealer_key *k, const char *id)
{
	return (struct sealer_act){ .key_id = k->id, .act_id = id, .kind = "agree",
				    .document_digest = BYTES(digest, 32) };
}

static void the_current_key_has_its_certificates_and_validity(void **state)
{
	struct sealer_key k = current_key();
	struct bytes root;
	struct cert c;

	(void)state;
	assert_memory_equal(k.id, "key_", 4);
	assert_int_equal(k.n_chain, 2);
	assert_ok(cert_read(k.chain[0], &c, NULL));
	assert_int_equal(c.not_after, k.valid_to);
	assert_int_equal(c.not_before, k.valid_from);
	assert_ok(sealer_ca_certificate(client, mem, &root, NULL));
	assert_true(bytes_eq(root, k.chain[1]));
}

static void a_signer_for_an_act_signs_through_the_sealer(void **state)
{
	struct sealer_key k = current_key();
	struct sealer_act act = act_of(&k, "act_1");
	AUTO(signer) struct signer *s = sealer_signer_new(client, &k, &act);
	struct bytes attrs = attrs_of(&k), one, two;

	(void)state;
	assert_ok(signer_sign(s, attrs, mem, &one, NULL));
	assert_ok(sealer_seal(client, &act, attrs, mem, &two, NULL));
	assert_true(bytes_eq(one, two));
	assert_int_equal(signer_sign(s, BYTES_LIT("\x31\x00"), mem, &two, NULL), ERR_CONFLICT);
}

static void refusals_arrive_with_code_and_message(void **state)
{
	struct sealer_key k = current_key();
	struct sealer_act act = act_of(&k, "act_1");
	struct bytes sig;
	struct error e;

	(void)state;
	assert_int_equal(sealer_seal(client, &act, BYTES_LIT("\x31\x00"), mem, &sig, &e), ERR_DENIED);
	assert_non_null(strstr(e.msg, "attributes"));
	act.key_id = "key_0";
	assert_int_equal(sealer_seal(client, &act, attrs_of(&k), mem, &sig, &e), ERR_NOT_FOUND);
	assert_ok(sealer_health(client, NULL)); /* on the same connection */
}

static void what_cannot_be_sent_is_refused_here(void **state)
{
	struct sealer_key k = current_key();
	struct sealer_act act = act_of(&k, "not an id");
	struct bytes sig;

	(void)state;
	assert_int_equal(sealer_seal(client, &act, attrs_of(&k), mem, &sig, NULL), ERR_INVALID);
	act = act_of(&k, "act_1");
	act.document_digest.len = 3;
	assert_int_equal(sealer_seal(client, &act, attrs_of(&k), mem, &sig, NULL), ERR_INVALID);
	assert_int_equal(sealer_stamp(client, BYTES("", 0), mem, &sig, NULL), ERR_INVALID);
}

static void time_stamps_lists_and_states_come_from_it_too(void **state)
{
	struct tsp_query q = { DIGEST_SHA256, BYTES(digest, 32), { 0 }, { 0 }, 1 };
	struct bytes query, reply;

	(void)state;
	assert_ok(tsp_query_write(&q, mem, &query, NULL));
	assert_ok(sealer_stamp(client, query, mem, &reply, NULL));
	assert_true(bytes_find(reply, BYTES(digest, 32), 0) != SIZE_MAX);
	assert_ok(sealer_ca_crl(client, mem, &reply, NULL));
	assert_int_equal(reply.data[0], 0x30);
	assert_ok(sealer_ocsp(client, BYTES_LIT("not an OCSP request"), mem, &reply, NULL));
	assert_true(bytes_eq(reply, BYTES("\x30\x03\x0a\x01\x01", 5))); /* malformedRequest */
}

static void a_sealer_that_went_away_is_unavailable_until_it_is_back(void **state)
{
	struct error e;

	(void)state;
	assert_int_equal(running_end(&sealer, SIGTERM), 0);
	assert_int_equal(sealer_health(client, &e), ERR_UNAVAILABLE);
	running_start(&sealer);
	assert_ok(running_wait(client));
}

static void a_connection_that_broke_is_made_again_without_a_word(void **state)
{
	AUTO(sealer_client) struct sealer_client *other =
		sealer_client_new(sealer.socket, sealer.auth, rng_system());

	(void)state;
	assert_ok(sealer_health(client, NULL));
	running_end(&sealer, SIGKILL);
	running_start(&sealer);
	assert_ok(running_wait(other));
	assert_ok(sealer_health(client, NULL));
}

static void a_client_with_another_key_is_denied(void **state)
{
	AUTO(sealer_client) struct sealer_client *other = NULL;
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/other", sealer.dir);
	assert_ok(file_write_atomic(path, BYTES_LIT("11111111111111111111111111111111"), 0600, NULL));
	other = sealer_client_new(sealer.socket, path, rng_system());
	assert_int_equal(sealer_health(other, NULL), ERR_DENIED);
	assert_ok(sealer_health(client, NULL));
}

static void before_the_first_start_it_is_unavailable(void **state)
{
	AUTO(sealer_client) struct sealer_client *other =
		sealer_client_new(sealer.socket, "/nonexistent", rng_system());

	(void)state;
	assert_int_equal(sealer_health(other, NULL), ERR_UNAVAILABLE);
}

static void nobody_may_ask_without_the_greeting(void **state)
{
	struct sealer_message rq = { .kind = SEALER_CA_CERT }, m;
	AUTO(buf) struct buf in = { 0 };
	int fd;

	(void)state;
	assert_ok(unix_connect(sealer.socket, 2000, &fd, NULL));
	assert_ok(sealer_receive(fd, 4096, &in, &m, NULL));
	assert_int_equal(m.kind, SEALER_HELLO);
	assert_ok(sealer_send(fd, &rq, NULL));
	assert_int_equal(sealer_receive(fd, 4096, &in, &m, NULL), ERR_UNAVAILABLE);
	close(fd);
}

static void garbage_ends_a_connection_and_no_other(void **state)
{
	int fd;

	(void)state;
	for (int i = 0; i < 40; i++) { /* more than it serves at once */
		assert_ok(unix_connect(sealer.socket, 2000, &fd, NULL));
		assert_ok(socket_send(fd, BYTES_LIT("GET / HTTP/1.1\r\n\r\n"), NULL));
		close(fd);
	}
	assert_ok(sealer_health(client, NULL));
}

static void the_socket_is_for_its_owner_only(void **state)
{
	struct stat st;

	(void)state;
	assert_ok(stat(sealer.socket, &st));
	assert_int_equal(st.st_mode & 0777, 0600);
}

#define FRESH(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(the_current_key_has_its_certificates_and_validity),
		FRESH(a_signer_for_an_act_signs_through_the_sealer),
		FRESH(refusals_arrive_with_code_and_message),
		FRESH(what_cannot_be_sent_is_refused_here),
		FRESH(time_stamps_lists_and_states_come_from_it_too),
		FRESH(a_sealer_that_went_away_is_unavailable_until_it_is_back),
		FRESH(a_connection_that_broke_is_made_again_without_a_word),
		FRESH(a_client_with_another_key_is_denied),
		FRESH(before_the_first_start_it_is_unavailable),
		FRESH(nobody_may_ask_without_the_greeting),
		FRESH(garbage_ends_a_connection_and_no_other),
		FRESH(the_socket_is_for_its_owner_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
