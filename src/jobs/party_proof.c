/* What a party's program is given to sign, and the proof that it is what was shown (client remote
 * signing): the hash states where the shown revision ends, and everything that comes after it. */
#include <jansson.h>
#include <stdlib.h>
#include "domain/vault.h"
#include "jobs/geometry.h"
#include "jobs/party.h"
#include "jobs/revision.h"
#include "sig/algorithm.h"

enum { UPDATE_MAX = 16 * 1024 * 1024 };

struct proving {
	struct work *w;
	const struct document *doc;
	const struct seal *seal;
	struct revision shown;
	struct sig_alg alg;
	struct pdf_tail tail; /* with its bytes */
	struct bytes before,
		after; /* from the end of the shown revision to the hole, and behind it */
};

static json_t *base64(struct proving *p, struct bytes in)
{
	char *text = arena_alloc(p->w->j->mem, base64_size(in.len));

	if (!text)
		return NULL;
	base64_encode(in, text);
	return json_string(text);
}

static enum err load_tail(struct proving *p, const struct secret *key, struct error *e)
{
	struct bytes data;

	TRY(geometry_read(p->seal->geometry, &p->tail, e));
	TRY(stored_blob_read(&p->w->d, p->w->j->env->blobs, key, p->seal->tail_blob, UPDATE_MAX,
			     &data, e));
	p->tail.data = (unsigned char *)(uintptr_t)data.data;
	p->tail.len = data.len;
	return ERR_OK;
}

/* What other parties signed since lies between the shown revision and this update. */
static enum err read_between(struct proving *p, const struct secret *key, unsigned char *out,
			     size_t n, struct error *e)
{
	AUTO(revision_file) struct revision_file file = { 0 };

	if (!n)
		return ERR_OK;
	TRY(revision_file_open(&p->w->d, p->w->j->env->blobs, key, p->doc->id, p->doc->head_no,
			       &file, e));
	return file.source.read(file.source.ctx, (uint64_t)p->shown.size, out, n, e);
}

static enum err cut(struct proving *p, const struct secret *key, struct error *e)
{
	size_t to_hole = (size_t)(p->tail.hole_off - p->tail.base);
	size_t behind = to_hole + p->tail.hole_len;
	uint64_t between = p->tail.base - (uint64_t)p->shown.size;
	unsigned char *before;

	if (p->tail.base < (uint64_t)p->shown.size || between > UPDATE_MAX || behind > p->tail.len)
		return error_set(e, ERR_TOO_LARGE,
				 "document %s: too much was added since it was shown", p->doc->id);
	before = arena_alloc(p->w->j->mem, (size_t)between + to_hole);
	if (!before)
		return error_set(e, ERR_TOO_LARGE, "the proof exceeds the memory limit");
	TRY(read_between(p, key, before, (size_t)between, e));
	memcpy(before + between, p->tail.data, to_hole);
	p->before = BYTES(before, (size_t)between + to_hole);
	p->after = bytes_slice(BYTES(p->tail.data, p->tail.len), behind, p->tail.len - behind);
	return ERR_OK;
}

static struct bytes state_of(const struct revision *v, enum digest_alg alg)
{
	if (alg == DIGEST_SHA384)
		return v->state384;
	return alg == DIGEST_SHA512 ? v->state512 : v->state256;
}

static enum err add_state(struct proving *p, json_t *o, enum digest_alg alg, struct error *e)
{
	struct digest_parts parts;

	TRY(digest_state_parts(state_of(&p->shown, alg), &parts, e));
	json_object_set_new(o, "midstate", base64(p, parts.chain));
	json_object_set_new(o, "tail", base64(p, parts.pending));
	return ERR_OK;
}

static enum err add_proofs(struct proving *p, json_t *o, struct error *e)
{
	json_t *proof = json_pack("{s:I, s:[o, o]}", "shown_size", (json_int_t)p->shown.size,
				  "update", base64(p, p->before), base64(p, p->after));
	json_t *shown = json_object();

	json_object_set_new(o, "proof", proof);
	if (p->alg.digest == DIGEST_SHA256) {
		json_decref(shown);
		return add_state(p, proof, DIGEST_SHA256, e);
	}
	json_object_set_new(o, "shown", shown);
	TRY(add_state(p, proof, p->alg.digest, e));
	return add_state(p, shown, DIGEST_SHA256, e);
}

static enum err write(struct proving *p, struct bytes *out, struct error *e)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "op", p->seal->id, "document",
			      p->doc->id, "digest_algorithm", digest_name(p->alg.digest),
			      "signature_algorithm", p->seal->algorithm, "signed_attrs",
			      base64(p, p->seal->signed_attrs), "message_digest",
			      base64(p, p->seal->document_digest));
	enum err rc = add_proofs(p, o, e);
	char *text = rc == ERR_OK ? json_dumps(o, JSON_COMPACT) : NULL;

	json_decref(o);
	if (rc == ERR_OK && (!text || !arena_copy(p->w->j->mem, bytes_of_str(text), out)))
		rc = error_set(e, ERR_TOO_LARGE, "the proof exceeds the memory limit");
	free(text);
	return rc;
}

static enum err load_shown(struct proving *p, const char *shown, struct error *e)
{
	const struct repo *r = &p->w->d.repo;
	int64_t no;
	enum err rc = revision_by_digest(r, p->doc->id, p->doc->visible_no, p->doc->head_no, shown,
					 &no, e);

	if (rc == ERR_NOT_FOUND)
		return error_set(e, ERR_STALE, "document %s looks different now", p->doc->id);
	TRY(rc);
	return revision_get_whole(r, p->doc->id, no, &p->shown, e);
}

enum err party_operation(struct work *w, const struct document *doc, const struct seal *seal,
			 const char *shown, struct bytes *out, struct error *e)
{
	AUTO(secret) struct secret *key = NULL;
	struct proving p = { .w = w, .seal = seal };
	struct document now; /* the seal keeps its head where it is */

	TRY(document_get(&w->d.repo, doc->id, &now, e));
	p.doc = &now;
	if (!sig_algorithm_parse(seal->algorithm, &p.alg))
		return error_set(e, ERR_INTERNAL, "a seal names no known algorithm");
	TRY(load_shown(&p, shown, e));
	TRY(vault_key(&w->d, &key, e));
	TRY(load_tail(&p, key, e));
	TRY(cut(&p, key, e));
	return write(&p, out, e);
}
