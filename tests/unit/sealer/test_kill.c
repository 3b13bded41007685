/* 200 acts while the sealer is killed at random moments: none is lost, none is
 * signed twice with different attributes, the chain stays whole. */
#include "../test.h"
#include "base/rng.h"
#include "os/file.h"
#include "running.h"
#include "sealer/register.h"
#include "sig/cms/cms.h"

enum { ACTS = 200 };

static struct running sealer;
static volatile sig_atomic_t kills, answered, signals;

enum { ALSO_STARTING = 8 };

/* A process that kills the sealer, again and again; the parent starts it anew. */
static pid_t start_killer(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid)
		return pid;
	for (;;) {
		usleep(40000 + rng_below(rng_system(), 100000));
		if (kill(parent, SIGUSR1))
			_exit(0);
	}
}

/* One that has not answered yet is spared most times: on a busy machine it would never come up. */
static void kill_sealer(int sig)
{
	(void)sig;
	if (!answered && ++signals % ALSO_STARTING)
		return;
	kill(sealer.pid, SIGKILL);
	kills++;
}

static void revive(void)
{
	if (waitpid(sealer.pid, NULL, WNOHANG) != sealer.pid)
		return;
	answered = 0;
	running_start(&sealer);
}

static struct bytes attrs_for(unsigned i, const struct sealer_key *k, struct arena *mem,
			      unsigned char digest[32])
{
	struct bytes out;

	memset(digest, (int)i, 32);
	digest[0] = (unsigned char)(i >> 8);
	assert_ok(cms_signed_attrs(k->alg.digest, BYTES(digest, 32), k->chain[0], mem, &out, NULL));
	return out;
}

/* As a job does: asks until there is an answer. */
static struct bytes seal(struct sealer_client *c, const struct sealer_key *k, unsigned i,
			 struct arena *mem)
{
	unsigned char digest[32];
	struct bytes attrs = attrs_for(i, k, mem, digest), sig;
	char id[16];
	struct sealer_act act = { .key_id = k->id, .act_id = id, .kind = "agree",
				  .document_digest = BYTES(digest, 32) };
	enum err rc;
	struct error e;

	snprintf(id, sizeof(id), "act_%u", i);
	usleep(rng_below(rng_system(), 4000)); /* so that kills fall into every moment */
	do {
		revive();
		rc = sealer_seal(c, &act, attrs, mem, &sig, &e);
		if (rc == ERR_UNAVAILABLE)
			usleep(1000);
	} while (rc == ERR_UNAVAILABLE);
	if (rc != ERR_OK)
		fail_msg("act %u: %s", i, e.msg);
	answered = 1;
	return sig;
}

static struct sealer_key first_key(struct sealer_client *c, struct arena *mem)
{
	struct sealer_key k;
	enum err rc;

	do {
		revive();
		rc = sealer_current_key(c, mem, &k, NULL);
		if (rc != ERR_OK)
			usleep(1000);
	} while (rc == ERR_UNAVAILABLE);
	assert_ok(rc);
	return k;
}

static void check_register(void)
{
	struct reg_summary sum;
	struct error e;
	char path[80];

	snprintf(path, sizeof(path), "%s/sealer/register", sealer.dir);
	if (reg_verify(path, &sum, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(sum.records, ACTS); /* reg_verify: each act once */
}

static void no_act_is_lost_or_signed_twice(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(sealer_client) struct sealer_client *c = NULL;
	struct bytes first[ACTS];
	struct sealer_key k;
	pid_t killer;

	(void)state;
	assert_ok(running_init(&sealer));
	c = sealer_client_new(sealer.socket, sealer.auth, rng_system());
	k = first_key(c, mem);
	signal(SIGUSR1, kill_sealer);
	killer = start_killer();
	for (unsigned i = 0; i < ACTS; i++)
		first[i] = seal(c, &k, i, mem);
	for (unsigned i = 0; i < ACTS; i++)
		assert_true(bytes_eq(seal(c, &k, i, mem), first[i]));
	kill(killer, SIGKILL);
	waitpid(killer, NULL, 0);
	revive();
	running_end(&sealer, SIGKILL);
	print_message("# %d kills\n", (int)kills);
	assert_true(kills >= 3);
	check_register();
	dir_remove_all(sealer.dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_act_is_lost_or_signed_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
