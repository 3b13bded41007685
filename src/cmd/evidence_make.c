/* skysign evidence make: one time-stamp for many files, a record for each. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include "cmd/evidence.h"
#include "cmd/mapping.h"
#include "os/file.h"
#include "sig/ers/make.h"

enum { OUT_MODE = 0644, FOLDER_MODE = 0755 };

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Checked before anything is asked for: a time-stamp costs money. */
static enum err check_names(const struct evidence_out *o, struct arena *mem, struct error *e)
{
	const char **sorted = arena_alloc_n(mem, o->n, sizeof(*sorted));

	if (!sorted)
		return error_set(e, ERR_TOO_LARGE, "no room for the names");
	memcpy(sorted, o->names, o->n * sizeof(*sorted));
	qsort(sorted, o->n, sizeof(*sorted), by_text);
	for (size_t i = 0; i < o->n; i++) {
		if (i > 0 && !strcmp(sorted[i - 1], sorted[i]))
			return error_set(e, ERR_CONFLICT, "%.200s would be written twice",
					 sorted[i]);
		if (file_exists(sorted[i]))
			return error_set(e, ERR_CONFLICT,
					 "%.200s lies there already and is not overwritten",
					 sorted[i]);
	}
	return ERR_OK;
}

enum err evidence_out_open(const char *dir, char **files, size_t n, const char *suffix,
			   struct arena *mem, struct evidence_out *out, struct error *e)
{
	struct evidence_out o = { .dir = dir, .n = n };
	const char **names = arena_alloc_n(mem, n, sizeof(*names));

	if (!names)
		return error_set(e, ERR_TOO_LARGE, "no room for the names");
	if (!dir)
		return error_set(e, ERR_INVALID, "say where the records go with --out-dir DIR");
	for (size_t i = 0; i < n; i++) {
		names[i] = arena_printf(mem, "%s/%s%s", dir, base_name(files[i]), suffix);
		if (!names[i])
			return error_set(e, ERR_TOO_LARGE, "no room for the names");
	}
	o.names = names;
	TRY(check_names(&o, mem, e));
	*out = o;
	return ERR_OK;
}

enum err evidence_out_write(const struct evidence_out *o, const struct bytes *records,
			    struct error *e)
{
	TRY(dir_make(o->dir, FOLDER_MODE, e));
	for (size_t i = 0; i < o->n; i++)
		TRY(file_write_atomic(o->names[i], records[i], OUT_MODE, e));
	return ERR_OK;
}

enum err evidence_digest(const char *text, enum digest_alg fallback, enum digest_alg *out,
			 struct error *e)
{
	*out = fallback;
	if (text && (!digest_parse(text, out) || *out == DIGEST_SHA1))
		return error_set(e, ERR_INVALID, "--digest is sha256, sha384 or sha512");
	return ERR_OK;
}

struct make_call {
	struct sign_tsa_options tsa_options;
	const char *digest_text, *out_dir;
	_Bool json;
	char **files;
	size_t n;
	enum digest_alg digest;
	struct arena *mem;
	struct sign_tsa *tsa;
	struct evidence_out out;
	struct ers_tree tree;
	struct tsp_token token;
};

static void make_call_done(struct make_call *c)
{
	sign_tsa_free(c->tsa);
	arena_free(c->mem);
}
DEFINE_AUTO_DONE(make_call, struct make_call)

static enum err parse(struct make_call *c, int argc, char **argv, struct error *e)
{
	const struct option options[] = {
		SIGN_TSA_OPTIONS(c->tsa_options),
		{ "--digest", OPTION_TEXT, &c->digest_text },
		{ "--out-dir", OPTION_TEXT, &c->out_dir },
		{ "--json", OPTION_FLAG, &c->json },
	};
	int n = 0;

	TRY(options_parse(options, COUNT_OF(options), argc, argv, &n, e));
	if (n < 1)
		return error_set(e, ERR_INVALID, "give the files that are to be proved");
	if (!c->tsa_options.urls.n)
		return error_set(e, ERR_INVALID, "say --tsa URL or --tsa local");
	c->files = argv + 1;
	c->n = (size_t)n;
	TRY(evidence_digest(c->digest_text, DIGEST_SHA256, &c->digest, e));
	return evidence_out_open(c->out_dir, c->files, c->n, ".ers", c->mem, &c->out, e);
}

static enum err build_tree(struct make_call *c, struct error *e)
{
	AUTO(buf) struct buf leaves = { 0 };
	unsigned char hash[DIGEST_MAX];

	for (size_t i = 0; i < c->n; i++) {
		AUTO(mapping) struct mapping m = { 0 };
		enum err rc = mapping_open(c->files[i], &m, e);

		if (rc != ERR_OK)
			return error_wrap(e, rc, c->files[i]);
		buf_append(&leaves, digest_of(c->digest, mapping_bytes(&m), hash));
	}
	return ers_tree_build(c->digest, buf_bytes(&leaves), c->mem, &c->tree, e);
}

static enum err write_records(struct make_call *c, struct error *e)
{
	struct bytes *records = arena_alloc_n(c->mem, c->n, sizeof(*records));

	if (!records)
		return error_set(e, ERR_TOO_LARGE, "no room for the records");
	for (size_t i = 0; i < c->n; i++)
		TRY(ers_make(&c->tree, i, c->token.der, c->mem, &records[i], e));
	return evidence_out_write(&c->out, records, e);
}

static void report(const struct make_call *c)
{
	char when[TIME_RFC3339_SIZE], root[2 * DIGEST_MAX + 1];
	json_t *list = json_array(), *j;

	time_rfc3339(c->token.gen_time, when);
	hex_encode(ers_tree_root(&c->tree), root);
	for (size_t i = 0; i < c->n; i++)
		json_array_append_new(list, json_pack("{s:s,s:s}", "file", c->files[i], "record",
						      c->out.names[i]));
	j = json_pack("{s:s,s:s,s:s,s:s,s:o}", "digest", digest_name(c->digest), "root", root,
		      "time", when, "authority", c->token.authority, "records", list);
	json_dumpf(j, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(j);
}

static enum err make(struct make_call *c, int argc, char **argv, struct error *e)
{
	TRY(parse(c, argc, argv, e));
	TRY(build_tree(c, e));
	TRY(sign_tsa_open(&c->tsa_options, c->mem, &c->tsa, e));
	TRY(tsp_stamp(sign_tsa_list(c->tsa), c->digest, ers_tree_root(&c->tree), c->mem, &c->token,
		      e));
	return write_records(c, e);
}

enum err evidence_make(int argc, char **argv, int *status, struct error *e)
{
	AUTO(make_call) struct make_call c = { .mem = arena_new(0) };
	enum err rc = make(&c, argc, argv, e);

	*status = err_exit_status(rc);
	if (rc == ERR_OK && c.json)
		report(&c);
	return rc;
}
