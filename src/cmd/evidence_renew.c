/* skysign evidence renew: one time-stamp for many records that shall last longer, or a new hash
 * tree over their files. Nothing is written before everything is ready. */
#include <jansson.h>
#include <stdio.h>
#include "cmd/evidence.h"
#include "cmd/evidence_check.h"
#include "os/file.h"
#include "sig/ers/make.h"

enum { RECORD_MEMORY = 512 << 20 };

struct renewed {
	const char *path, *file; /* file NULL: its time-stamp alone is renewed */
	struct buf content;
	struct ers_last last;
	struct ers_renewal renewal;
	struct ers_leaf leaf;
	size_t at; /* which leaf of the tree */
};

struct renew_call {
	struct judging_options o;
	struct sign_tsa_options tsa_options;
	struct option_list files;
	const char *file_dir, *digest_text, *out_dir;
	_Bool allow_lower;
	struct renewed *list;
	struct bytes *results;
	size_t n;
	enum digest_alg digest; /* of a new hash tree */
	_Bool rehash;
	struct arena *mem;
	struct judging judging;
	struct sign_tsa *tsa;
	struct evidence_out out;
	size_t stamps, incomplete;
};

static void renew_call_done(struct renew_call *c)
{
	for (size_t i = 0; i < c->n; i++)
		buf_done(&c->list[i].content);
	sign_tsa_free(c->tsa);
	judging_done(&c->judging);
	arena_free(c->mem);
}
DEFINE_AUTO_DONE(renew_call, struct renew_call)

static enum err no_room(struct error *e)
{
	return error_set(e, ERR_TOO_LARGE, "no room for the records");
}

/* NAME.ers belongs to NAME in --file-dir; --file stands in the order of the records. */
static enum err name_file(struct renew_call *c, size_t i, struct error *e)
{
	struct renewed *r = &c->list[i];
	const char *slash = strrchr(r->path, '/'), *name = slash ? slash + 1 : r->path;
	size_t len = strlen(name);

	if (!c->rehash)
		return ERR_OK;
	if (!c->file_dir) {
		r->file = c->files.items[i];
		return ERR_OK;
	}
	if (len < 5 || strcmp(name + len - 4, ".ers") != 0)
		return error_set(e, ERR_INVALID, "%s: with --file-dir a record is NAME.ers", name);
	r->file = arena_printf(c->mem, "%s/%.*s", c->file_dir, (int)(len - 4), name);
	return r->file ? ERR_OK : no_room(e);
}

static enum err check_options(struct renew_call *c, struct error *e)
{
	c->rehash = c->files.n || c->file_dir;
	if (!c->tsa_options.urls.n)
		return error_set(e, ERR_INVALID, "say --tsa URL or --tsa local");
	if (c->files.n && c->file_dir)
		return error_set(e, ERR_INVALID, "--file or --file-dir, not both");
	if (c->files.n && c->files.n != c->n)
		return error_set(e, ERR_INVALID, "give a --file for each record, in their order");
	if (c->rehash && !c->digest_text)
		return error_set(e, ERR_INVALID, "a new hash tree needs --digest");
	if (!c->rehash && c->digest_text)
		return error_set(e, ERR_INVALID,
				 "--digest is for a new hash tree, which needs the files: say "
				 "--file or --file-dir");
	return evidence_digest(c->digest_text, DIGEST_SHA512, &c->digest, e);
}

static enum err parse(struct renew_call *c, int argc, char **argv, struct error *e)
{
	const struct option options[] = {
		JUDGING_OPTIONS(c->o),
		SIGN_TSA_OPTIONS(c->tsa_options),
		{ "--file", OPTION_LIST, &c->files },
		{ "--file-dir", OPTION_TEXT, &c->file_dir },
		{ "--digest", OPTION_TEXT, &c->digest_text },
		{ "--out-dir", OPTION_TEXT, &c->out_dir },
		{ "--allow-lower", OPTION_FLAG, &c->allow_lower },
	};
	int n = 0;

	TRY(options_parse(options, COUNT_OF(options), argc, argv, &n, e));
	if (n < 1)
		return error_set(e, ERR_INVALID, "give the records that are to be renewed");
	c->list = arena_alloc_n(c->mem, (size_t)n, sizeof(*c->list));
	c->results = arena_alloc_n(c->mem, (size_t)n, sizeof(*c->results));
	if (!c->list || !c->results)
		return no_room(e);
	c->n = (size_t)n;
	TRY(check_options(c, e));
	for (size_t i = 0; i < c->n; i++) {
		c->list[i].path = argv[1 + i];
		TRY(name_file(c, i, e));
	}
	return evidence_out_open(c->out_dir, argv + 1, c->n, "", c->mem, &c->out, e);
}

/* A record is renewed for ever only for the file that it is for. */
static enum err check_file(struct renew_call *c, struct renewed *r, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(RECORD_MEMORY);
	AUTO(mapping) struct mapping m = { 0 };
	struct ers_world world = evidence_world(&c->o, &c->judging);
	unsigned char hash[DIGEST_MAX];
	struct ers_document d;
	struct ers_report report;
	struct bytes data;
	enum err rc = mapping_open(r->file, &m, e);

	if (rc != ERR_OK)
		return error_wrap(e, rc, r->file);
	data = mapping_bytes(&m);
	d = evidence_document(&data);
	TRY(ers_verify(buf_bytes(&r->content), &d, &world, c->judging.time, mem, &report, e));
	if (report.verdict == ERS_FAILED)
		return error_set(e, ERR_BAD_SIG, "%s does not prove %s: %s", r->path, r->file,
				 ers_text(report.findings[0].code, 0));
	r->renewal.kind = ERS_RENEW_HASH_TREE;
	r->renewal.alg = c->digest;
	if (!arena_copy(c->mem, digest_of(c->digest, data, hash), &r->renewal.digest))
		return no_room(e);
	return ERR_OK;
}

static enum err tell_lack(struct renew_call *c, const struct renewed *r,
			  const struct ers_completion *x, struct error *e)
{
	if (!c->allow_lower)
		return error_set(e, ERR_LEVEL,
				 "%s: %.150s%s; or say --allow-lower to renew without", r->path,
				 x->missing, x->later ? " (trying again later may help)" : "");
	fprintf(stderr, "skysign evidence renew: warning: %s: %s\n", r->path, x->missing);
	c->incomplete++;
	return ERR_OK;
}

/* Records of one batch have the same last token: it is completed once. */
static enum err complete(struct renew_call *c, size_t i, struct error *e)
{
	struct ers_world world = evidence_world(&c->o, &c->judging);
	struct renewed *r = &c->list[i];
	struct ers_completion x;
	enum err rc;

	for (size_t k = 0; k < i; k++) {
		if (!bytes_eq(c->list[k].last.token, r->last.token))
			continue;
		r->renewal.completed = c->list[k].renewal.completed;
		return ERR_OK;
	}
	world.require_revocation = 0;
	rc = ers_token_complete(r->last.token, &world, c->judging.time, c->mem, &x, e);
	if (rc != ERR_OK)
		return error_wrap(e, rc, r->path);
	if (!x.complete)
		TRY(tell_lack(c, r, &x, e));
	r->renewal.completed = x.token;
	return ERR_OK;
}

static enum err prepare(struct renew_call *c, size_t i, struct error *e)
{
	struct renewed *r = &c->list[i];
	enum err rc;

	TRY(file_read(r->path, ERS_RECORD_MAX, &r->content, e));
	rc = ers_last(buf_bytes(&r->content), c->mem, &r->last, e);
	if (rc != ERR_OK)
		return error_wrap(e, rc, r->path);
	if (r->file)
		TRY(check_file(c, r, e));
	TRY(complete(c, i, e));
	rc = ers_renewal_leaf(buf_bytes(&r->content), &r->renewal, c->mem, &r->leaf, e);
	return rc == ERR_OK ? ERR_OK : error_wrap(e, rc, r->path);
}

/* Each leaf once; gives how many records there are for this algorithm. */
static size_t gather(struct renew_call *c, enum digest_alg alg, struct buf *leaves)
{
	size_t found = 0, last = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct renewed *r = &c->list[i];

		if (r->leaf.alg != alg)
			continue;
		if (found++ &&
		    !memcmp(leaves->data + last * r->leaf.len, r->leaf.hash, r->leaf.len)) {
			r->at = last;
			continue;
		}
		r->at = last = leaves->len / r->leaf.len;
		buf_append(leaves, BYTES(r->leaf.hash, r->leaf.len));
	}
	return found;
}

static enum err stamp(struct renew_call *c, enum digest_alg alg, struct error *e)
{
	AUTO(buf) struct buf leaves = { 0 };
	struct tsp_token token;
	struct ers_tree tree;

	if (!gather(c, alg, &leaves))
		return ERR_OK;
	TRY(ers_tree_build(alg, buf_bytes(&leaves), c->mem, &tree, e));
	TRY(tsp_stamp(sign_tsa_list(c->tsa), alg, ers_tree_root(&tree), c->mem, &token, e));
	c->stamps++;
	for (size_t i = 0; i < c->n; i++) {
		struct renewed *r = &c->list[i];
		enum err rc;

		if (r->leaf.alg != alg)
			continue;
		rc = ers_renew(buf_bytes(&r->content), &r->renewal, &tree, r->at, token.der, c->mem,
			       &c->results[i], e);
		if (rc != ERR_OK)
			return error_wrap(e, rc, r->path);
	}
	return ERR_OK;
}

static enum err renew(struct renew_call *c, int argc, char **argv, struct error *e)
{
	TRY(parse(c, argc, argv, e));
	c->o.world.online = !c->o.offline;
	TRY(judging_open(&c->o, &c->judging, e));
	TRY(sign_tsa_open(&c->tsa_options, c->mem, &c->tsa, e));
	TRY(sign_tsa_vouch(c->tsa, c->judging.trust, c->judging.trust, e));
	if (!trust_count(c->judging.trust))
		return error_set(e, ERR_INVALID,
				 "nobody is trusted: give the roots of the records' time-stamp "
				 "authorities with --trust");
	for (size_t i = 0; i < c->n; i++)
		TRY(prepare(c, i, e));
	for (int alg = 0; alg < DIGEST_COUNT_; alg++)
		TRY(stamp(c, (enum digest_alg)alg, e));
	return evidence_out_write(&c->out, c->results, e);
}

static void report(const struct renew_call *c)
{
	json_t *list = json_array(), *j;

	for (size_t i = 0; i < c->n; i++)
		json_array_append_new(list, json_pack("{s:s,s:s}", "record", c->list[i].path,
						      "renewed", c->out.names[i]));
	j = json_pack("{s:s,s:I,s:I,s:o}", "kind", c->rehash ? "hash-tree" : "timestamp",
		      "timestamps", (json_int_t)c->stamps, "incomplete", (json_int_t)c->incomplete,
		      "records", list);
	json_dumpf(j, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(j);
}

enum err evidence_renew(int argc, char **argv, int *status, struct error *e)
{
	AUTO(renew_call) struct renew_call c = { .mem = arena_new(0) };
	enum err rc = renew(&c, argc, argv, e);

	*status = err_exit_status(rc);
	if (rc == ERR_OK && c.o.json)
		report(&c);
	return rc;
}
