#include "cmd/judging.h"
#include <stdlib.h>
#include "cmd/mapping.h"

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

/* Revocation lists only: a certificate among them would silently become trusted. */
static enum err add_crls(const struct judging_options *o, struct trust *t, struct error *e)
{
	size_t anchors = trust_count(t);

	for (size_t i = 0; i < o->crls.n; i++)
		TRY(trust_add_path(t, TRUST_ALL, o->crls.items[i], e));
	if (trust_count(t) != anchors)
		return error_set(e, ERR_INVALID, "--crl takes revocation lists, not certificates");
	return ERR_OK;
}

static enum err add_trust(const struct judging_options *o, struct trust *t, struct error *e)
{
	const struct {
		const struct option_list *paths;
		enum trust_use use;
	} kinds[] = {
		{ &o->trust, TRUST_ALL },
		{ &o->trust_signature, TRUST_SIGNATURE },
		{ &o->trust_timestamp, TRUST_TIMESTAMP },
		{ &o->certs, TRUST_HELP },
	};

	for (size_t k = 0; k < COUNT_OF(kinds); k++)
		for (size_t i = 0; i < kinds[k].paths->n; i++)
			TRY(trust_add_path(t, kinds[k].use, kinds[k].paths->items[i], e));
	return add_crls(o, t, e);
}

static enum err load_policy(const char *path, struct judging *j, struct error *e)
{
	AUTO(mapping) struct mapping m = { 0 };
	enum err err = mapping_open(path, &m, e);

	if (err == ERR_OK)
		err = algo_policy_parse(mapping_bytes(&m), j->mem, &j->algorithms, e);
	return err == ERR_OK ? ERR_OK : error_wrap(e, err, path);
}

enum err judging_open(const struct judging_options *o, struct judging *j, struct error *e)
{
	*j = (struct judging){ .trust = trust_new(),
			       .mem = arena_new(0),
			       .time = clock_now(clock_system()),
			       .ja = japanese(o->lang) };
	if (o->at && !time_parse_rfc3339(o->at, &j->time))
		return error_set(e, ERR_INVALID, "--at is a time such as 2026-11-22T15:30:00Z");
	if (o->policy_file)
		TRY(load_policy(o->policy_file, j, e));
	if (o->offline && o->world.online)
		return error_set(e, ERR_INVALID, "--online and --offline exclude each other");
	TRY(add_trust(o, j->trust, e));
	TRY(verify_world_open(&o->world, &j->world, e));
	j->online = verify_world_online(j->world);
	return ERR_OK;
}

void judging_done(struct judging *j)
{
	verify_world_free(j->world);
	trust_free(j->trust);
	arena_free(j->mem);
	*j = (struct judging){ .trust = NULL };
}
