/* JSON from strangers and recipients: the first byte names the route, the rest is the body.
 * A real database is behind it; signing in is left out, because it takes 0.1 s on purpose. */
#include "fuzz.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "api/api.h"
#include "api/routes.h"
#include "domain/link.h"
#include "http/json.h"
#include "store/repo/organisation.h"

static struct world {
	char dir[32], url[48];
	struct clock clock;
	struct rng rng;
	struct domain_settings set;
	struct app app;
	struct link_token session;
} w;

static const struct {
	const char *method, *path;
} targets[] = {
	{ "POST", "/api/v1/setup/check" },	   { "POST", "/api/v1/setup" },
	{ "POST", "/api/v1/invitations/check" },   { "POST", "/api/v1/invitations/accept" },
	{ "POST", "/api/v1/recipient/landing" },   { "POST", "/api/v1/recipient/open" },
	{ "GET", "/api/v1/recipient/envelope" },   { "POST", "/api/v1/recipient/agree" },
	{ "POST", "/api/v1/recipient/decline" },
};

static void must(enum err rc)
{
	if (rc != ERR_OK)
		abort();
}

static void make_rows(struct domain *d)
{
	struct organisation o = { .name = "o", .state = "active", .trial = 1, .created_at = 1 };
	struct account a = { "acc_1", "a@b.jp", "a@b.jp", "a", "ja", "x", 1, 1 };
	struct envelope v = { .id = "env_1", .kind = "contract", .state = "pending", .title = "t",
			      .message = "", .version = 1, .created_by = "acc_1", .created_at = 1,
			      .updated_at = 1, .group_no = 1, .level_requested = "B-T" };
	struct recipient r = { .id = "rcp_1", .envelope_id = "env_1", .order_no = 1, .side = "own",
			       .role = "signer", .name = "n", .email = "a@b.jp", .email_folded = "a@b.jp",
			       .company = "", .locale = "ja", .state = "opened", .factors = "[]" };
	struct recipient_ref ref = { .recipient_id = "rcp_1", .factor = "mail-link",
				     .expires_at = INT64_MAX };

	must(org_key_new(w.app.master, d->repo.org, &w.rng, d->repo.mem, &o.wrapped_key, NULL));
	must(db_begin(d->repo.db, NULL));
	must(organisation_insert(&d->repo, &o, NULL));
	must(account_insert(d->repo.db, &a, NULL));
	must(member_insert(&d->repo, a.id, "owner", 1, NULL));
	must(envelope_insert(&d->repo, &v, NULL));
	must(recipient_insert(&d->repo, &r, NULL));
	must(recipient_session_insert(&d->repo, link_hash(&w.session), &ref, 1, NULL));
	must(db_commit(d->repo.db, NULL));
}

static void make_world(void)
{
	struct arena *mem = arena_new(0);
	struct master_key *master;
	struct db *db;
	struct domain d;

	memcpy(w.dir, "/tmp/fuzz-api-XXXXXX", 21);
	if (!mkdtemp(w.dir))
		abort();
	snprintf(w.url, sizeof(w.url), "sqlite:%s/db", w.dir);
	w.clock = clock_fixed(1763800000000);
	w.rng = rng_test(1);
	w.set = domain_settings_default;
	w.set.base_url = "http://localhost";
	w.session = link_token_new(&w.rng);
	must(db_open(w.url, &db, NULL));
	must(db_migrate(db, NULL));
	must(master_key_open(w.dir, &w.rng, &master, NULL));
	w.app = (struct app){ .database = w.url, .clock = &w.clock, .rng = &w.rng, .master = master,
			      .settings = &w.set, .version = "0", .temp_dir = w.dir, .data_dir = w.dir };
	d = (struct domain){ .repo = { db, mem, "org_1" }, .clock = &w.clock, .rng = &w.rng,
			     .master = master, .set = &w.set };
	make_rows(&d);
	must(app_start(&w.app, NULL));
	db_close(db);
	arena_free(mem);
}

static const struct route *route_of(unsigned char choice)
{
	size_t t = choice % COUNT_OF(targets);

	for (size_t i = 0; i < api_route_count; i++)
		if (!strcmp(api_routes[i].path, targets[t].path) &&
		    !strcmp(api_routes[i].method, targets[t].method))
			return &api_routes[i];
	abort();
}

static void ask(const struct route *r, json_t *body)
{
	AUTO(arena) struct arena *mem = arena_new(4 << 20);
	struct request rq = { .mem = mem, .route = r, .method = r->method, .path = r->path, .id = "f",
			      .remote = "192.0.2.1", .lang = "ja", .app = &w.app, .json = body };
	struct response rs = { 0 };
	char csrf[CSRF_SIZE];
	struct error e;

	csrf_of(w.session.text, csrf);
	if (!fields_add(mem, &rq.cookies, COOKIE_RECIPIENT, w.session.text) ||
	    !fields_add(mem, &rq.headers, "X-CSRF-Token", csrf))
		abort();
	if (caller_authenticate(&rq, &e) == ERR_OK && r->run(&rq, &rs, &e) == ERR_INTERNAL)
		abort(); /* nothing that is sent may look like a fault of ours */
	json_decref(rs.json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *body;

	if (!w.app.master)
		make_world();
	if (!size || json_load_strict(BYTES(data + 1, size - 1), &body, NULL) != ERR_OK)
		return 0;
	ask(route_of(data[0]), body);
	json_decref(body);
	return 0;
}
