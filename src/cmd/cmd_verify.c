/* skysign verify: judge signed PDFs. docs/man/skysign-verify.1.md */
#include <stdio.h>
#include <stdlib.h>
#include "cmd/command.h"
#include "cmd/mapping.h"
#include "cmd/options.h"
#include "cmd/verify_world.h"
#include "sig/asn1/oid.h"
#include "sig/validate/validate.h"

enum { EXIT_USAGE = 4 };

struct verify_call {
	struct option_list trust, trust_signature, trust_timestamp, certs, crls, policies;
	const char *at, *lang;
	_Bool json, xml, offline, require_revocation;
	const char *policy_file;
	const struct algo_policy *algorithms;
	struct verify_world_options world;
	struct trust *anchors;
	const struct trust_online *online;
	struct arena *mem; /* for the policy */
	time_ms time;
};

/* Japanese when LC_ALL, LC_MESSAGES or LANG says so, in that order (POSIX). */
static _Bool japanese(const char *lang)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; !lang && i < COUNT_OF(names); i++) {
		const char *value = getenv(names[i]);

		lang = value && value[0] ? value : NULL;
	}
	return lang && !strncmp(lang, "ja", 2);
}

static void judge(const struct verify_call *c, const char *path, struct mapping *m,
		  struct arena **mem, struct validate_report *out)
{
	struct validate_options o = { .trust = c->anchors,
				      .at = c->time,
				      .file = path,
				      .require_revocation = c->require_revocation,
				      .algorithms = c->algorithms,
				      .online = c->online,
				      .policies = c->policies.items,
				      .n_policies = c->policies.n };
	enum err rc;
	struct pdf_source src;

	*out = (struct validate_report){ .file = path,
					 .verdict = VERDICT_UNREADABLE,
					 .at = c->time };
	rc = mapping_open(path, m, &out->error);
	*mem = arena_new(validate_memory(m->len));
	if (rc != ERR_OK)
		return;
	src = pdf_source_memory(mapping_bytes(m));
	*out = validate_file(&src, &o, *mem);
}

static void print(const struct verify_call *c, const struct validate_report *r, struct arena *mem)
{
	AUTO(buf) struct buf out = { 0 };
	json_t *j;

	if (c->xml) {
		validate_report_xml(r, &out);
		fwrite(out.data, 1, out.len, stdout);
		return;
	}
	if (c->json) {
		j = validate_report_json(r);
		json_dumpf(j, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(j);
		return;
	}
	validate_report_text(r, japanese(c->lang), mem, &out);
	fwrite(out.data, 1, out.len, stdout);
}

/* Of several files the worst: unreadable, failed, none, indeterminate, passed. */
static int worse(int a, int b)
{
	static const int rank[] = { [VERDICT_PASSED] = 0,
				    [VERDICT_INDETERMINATE] = 1,
				    [VERDICT_NO_SIGNATURE] = 2,
				    [VERDICT_FAILED] = 3,
				    [VERDICT_UNREADABLE] = 4 };

	return rank[a] >= rank[b] ? a : b;
}

/* Revocation lists only: a certificate among them would silently become trusted. */
static enum err add_crls(struct verify_call *c, struct error *e)
{
	size_t anchors = trust_count(c->anchors);

	for (size_t i = 0; i < c->crls.n; i++)
		TRY(trust_add_path(c->anchors, TRUST_ALL, c->crls.items[i], e));
	if (trust_count(c->anchors) != anchors)
		return error_set(e, ERR_INVALID, "--crl takes revocation lists, not certificates");
	return ERR_OK;
}

static enum err load_policy(struct verify_call *c, struct error *e)
{
	AUTO(mapping) struct mapping m = { 0 };
	enum err err = mapping_open(c->policy_file, &m, e);

	if (err == ERR_OK)
		err = algo_policy_parse(mapping_bytes(&m), c->mem, &c->algorithms, e);
	return err == ERR_OK ? ERR_OK : error_wrap(e, err, c->policy_file);
}

static enum err add_trust(struct verify_call *c, struct error *e)
{
	const struct {
		const struct option_list *paths;
		enum trust_use use;
	} kinds[] = {
		{ &c->trust, TRUST_ALL },
		{ &c->trust_signature, TRUST_SIGNATURE },
		{ &c->trust_timestamp, TRUST_TIMESTAMP },
		{ &c->certs, TRUST_HELP },
	};

	for (size_t k = 0; k < COUNT_OF(kinds); k++)
		for (size_t i = 0; i < kinds[k].paths->n; i++)
			TRY(trust_add_path(c->anchors, kinds[k].use, kinds[k].paths->items[i], e));
	return add_crls(c, e);
}

static enum err check_policies(const struct option_list *policies, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes content;

	for (size_t i = 0; i < policies->n; i++)
		if (oid_parse(policies->items[i], mem, &content, NULL) != ERR_OK)
			return error_set(e, ERR_INVALID,
					 "--policy is an object identifier such as "
					 "1.2.392.200149.8.5.1.1.20");
	return ERR_OK;
}

static enum err prepare(struct verify_call *c, struct error *e)
{
	c->time = clock_now(clock_system());
	if (c->at && !time_parse_rfc3339(c->at, &c->time))
		return error_set(e, ERR_INVALID, "--at is a time such as 2026-11-22T15:30:00Z");
	if (c->json && c->xml)
		return error_set(e, ERR_INVALID, "--json or --xml, not both");
	if (c->policy_file)
		TRY(load_policy(c, e));
	if (c->offline && c->world.online)
		return error_set(e, ERR_INVALID, "--online and --offline exclude each other");
	TRY(check_policies(&c->policies, e));
	return add_trust(c, e);
}

static int verify_all(const struct verify_call *c, char **files, int n)
{
	int status = 0;

	for (int i = 0; i < n; i++) {
		AUTO(mapping) struct mapping m = { 0 };
		AUTO(arena) struct arena *mem = NULL;
		struct validate_report r = { 0 };

		judge(c, files[i], &m, &mem, &r);
		print(c, &r, mem);
		status = i == 0 ? (int)r.verdict : worse(status, (int)r.verdict);
	}
	return status;
}

int cmd_verify(int argc, char **argv)
{
	AUTO(trust) struct trust *anchors = trust_new();
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(verify_world) struct verify_world *world = NULL;
	struct verify_call c = { .anchors = anchors, .mem = mem };
	const struct option options[] = {
		{ "--trust", OPTION_LIST, &c.trust },
		{ "--trust-signature", OPTION_LIST, &c.trust_signature },
		{ "--trust-timestamp", OPTION_LIST, &c.trust_timestamp },
		{ "--certs", OPTION_LIST, &c.certs },
		{ "--crl", OPTION_LIST, &c.crls },
		{ "--policy", OPTION_LIST, &c.policies },
		{ "--at", OPTION_TEXT, &c.at },
		{ "--lang", OPTION_TEXT, &c.lang },
		{ "--json", OPTION_FLAG, &c.json },
		{ "--offline", OPTION_FLAG, &c.offline },
		{ "--xml", OPTION_FLAG, &c.xml },
		{ "--policy-file", OPTION_TEXT, &c.policy_file },
		{ "--require-revocation", OPTION_FLAG, &c.require_revocation },
		{ "--online", OPTION_FLAG, &c.world.online },
		{ "--allow-private", OPTION_FLAG, &c.world.allow_private },
		{ "--cache", OPTION_TEXT, &c.world.cache_dir },
		{ "--revocation-provider", OPTION_TEXT, &c.world.provider },
	};
	struct error e = { 0 };
	int n = 0;
	enum err err = options_parse(options, COUNT_OF(options), argc, argv, &n, &e);

	if (err == ERR_OK && n == 0)
		err = error_set(&e, ERR_INVALID,
				"usage: skysign verify FILE… [--trust FILE|DIR]… "
				"[--crl FILE]… [--at TIME] [--online] [--json|--xml] "
				"[--require-revocation] [--policy-file FILE]");
	if (err == ERR_OK)
		err = prepare(&c, &e);
	if (err == ERR_OK)
		err = verify_world_open(&c.world, &world, &e);
	if (err != ERR_OK) {
		fprintf(stderr, "skysign verify: %s\n", e.msg);
		return EXIT_USAGE;
	}
	c.online = verify_world_online(world);
	return verify_all(&c, argv + 1, n);
}
