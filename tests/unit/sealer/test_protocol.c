#include "../test.h"
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>
#include "sealer/protocol.h"

static struct sealer_message seal_message(void)
{
	return (struct sealer_message){
		SEALER_SEAL,
		{ BYTES_LIT("key_1"), BYTES_LIT("act_1"), BYTES_LIT("agree"),
		  BYTES_LIT("eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"),
		  BYTES_LIT("dddddddddddddddddddddddddddddddd"), BYTES_LIT("attributes") },
		6,
	};
}

static struct bytes payload_of(const struct sealer_message *m, struct buf *out)
{
	sealer_message_write(m, out);
	return BYTES(out->data + 4, out->len - 4);
}

static void what_was_written_is_read(void **state)
{
	struct sealer_message m = seal_message(), got;
	AUTO(buf) struct buf out = { 0 };

	(void)state;
	assert_ok(sealer_message_read(payload_of(&m, &out), &got, NULL));
	assert_int_equal(got.kind, SEALER_SEAL);
	assert_int_equal(got.n, 6);
	for (size_t i = 0; i < 6; i++)
		assert_true(bytes_eq(got.fields[i], m.fields[i]));
}

static void a_cut_or_longer_message_is_refused(void **state)
{
	struct sealer_message m = seal_message(), got;
	AUTO(buf) struct buf out = { 0 };
	struct bytes payload;

	(void)state;
	sealer_message_write(&m, &out);
	buf_append_byte(&out, 0);
	payload = BYTES(out.data + 4, out.len - 4);
	for (size_t n = 0; n <= payload.len; n++)
		assert_int_equal(sealer_message_read(bytes_slice(payload, 0, n), &got, NULL) ==
					 ERR_OK,
				 n == payload.len - 1);
}

static void other_versions_and_kinds_are_refused(void **state)
{
	struct sealer_message m = { .kind = SEALER_HEALTH }, got;
	AUTO(buf) struct buf out = { 0 };
	struct bytes payload = payload_of(&m, &out);
	unsigned char *p = out.data + 4;

	(void)state;
	for (unsigned kind = 0; kind < 256; kind++) {
		p[1] = (unsigned char)kind;
		p[0] = 2;
		assert_int_equal(sealer_message_read(payload, &got, NULL), ERR_INVALID);
		p[0] = 1;
		if (kind == 0 || kind >= SEALER_KIND_END_)
			assert_int_equal(sealer_message_read(payload, &got, NULL), ERR_INVALID);
	}
}

static void a_field_longer_or_shorter_than_allowed_is_refused(void **state)
{
	struct sealer_message m = seal_message(), got;
	AUTO(buf) struct buf out = { 0 };
	struct bytes payload = payload_of(&m, &out);

	(void)state;
	out.data[4 + 2] = 0xff; /* first byte of the first field's length */
	assert_int_equal(sealer_message_read(payload, &got, NULL), ERR_INVALID);
	out.data[4 + 2] = 0;
	out.data[4 + 5] = 0; /* empty: ids are not */
	assert_int_equal(sealer_message_read(payload, &got, NULL), ERR_INVALID);
}

static void a_text_with_a_nul_is_no_text(void **state)
{
	char text[8];

	(void)state;
	assert_true(sealer_text(BYTES_LIT("abc"), text, sizeof(text)));
	assert_string_equal(text, "abc");
	assert_false(sealer_text(BYTES_LIT("a\0c"), text, sizeof(text)));
	assert_false(sealer_text(BYTES_LIT("12345678"), text, sizeof(text)));
}

static void a_frame_longer_than_allowed_is_not_read(void **state)
{
	AUTO(buf) struct buf in = { 0 };
	struct sealer_message got;
	int fds[2];

	(void)state;
	assert_ok(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	assert_int_equal(write(fds[0], "\xff\xff\xff\xff", 4), 4);
	assert_int_equal(sealer_receive(fds[1], SEALER_REQUEST_MAX, &in, &got, NULL),
			 ERR_TOO_LARGE);
	close(fds[0]);
	close(fds[1]);
}

struct greeter {
	int fd;
	struct bytes key;
	enum err rc;
};

static void *greet_as_server(void *arg)
{
	struct greeter *g = arg;

	g->rc = sealer_greet_as_server(g->fd, g->key, rng_system(), NULL);
	close(g->fd);
	return NULL;
}

static enum err greet(struct bytes server_key, struct bytes client_key, enum err *server_rc)
{
	struct greeter g = { .key = server_key };
	pthread_t thread;
	int fds[2];
	enum err rc;

	assert_ok(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	g.fd = fds[0];
	assert_ok(pthread_create(&thread, NULL, greet_as_server, &g));
	rc = sealer_greet_as_client(fds[1], client_key, rng_system(), NULL);
	assert_ok(pthread_join(thread, NULL));
	close(fds[1]);
	*server_rc = g.rc;
	return rc;
}

static void both_sides_need_the_same_key(void **state)
{
	struct bytes one = BYTES_LIT("11111111111111111111111111111111");
	struct bytes two = BYTES_LIT("22222222222222222222222222222222");
	enum err server_rc;

	(void)state;
	assert_ok(greet(one, one, &server_rc));
	assert_ok(server_rc);
	assert_int_equal(greet(one, two, &server_rc), ERR_DENIED);
	assert_int_equal(server_rc, ERR_DENIED);
}

/* A process in the sealer's place, without the key, that answers with the proof it was given. */
static void *reflect(void *arg)
{
	int fd = *(int *)arg;
	AUTO(buf) struct buf in = { 0 };
	struct sealer_message m = { SEALER_HELLO, { BYTES_LIT("SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS") },
				    1 };

	if (sealer_send(fd, &m, NULL) == ERR_OK &&
	    sealer_receive(fd, SEALER_REQUEST_MAX, &in, &m, NULL) == ERR_OK) {
		struct sealer_message back = { SEALER_WELCOME, { m.fields[1] }, 1 };

		if (sealer_send(fd, &back, NULL) != ERR_OK)
			return arg;
	}
	return NULL;
}

static void a_false_sealer_cannot_reflect_the_proof(void **state)
{
	struct bytes key = BYTES_LIT("11111111111111111111111111111111");
	pthread_t thread;
	int fds[2];

	(void)state;
	assert_ok(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	assert_ok(pthread_create(&thread, NULL, reflect, &fds[0]));
	assert_int_equal(sealer_greet_as_client(fds[1], key, rng_system(), NULL), ERR_DENIED);
	assert_ok(pthread_join(thread, NULL));
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(a_cut_or_longer_message_is_refused),
		cmocka_unit_test(other_versions_and_kinds_are_refused),
		cmocka_unit_test(a_field_longer_or_shorter_than_allowed_is_refused),
		cmocka_unit_test(a_text_with_a_nul_is_no_text),
		cmocka_unit_test(a_frame_longer_than_allowed_is_not_read),
		cmocka_unit_test(both_sides_need_the_same_key),
		cmocka_unit_test(a_false_sealer_cannot_reflect_the_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
