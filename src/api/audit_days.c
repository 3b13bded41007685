/* The audit trail's daily roots: list, one day with all its chains, the record of one envelope. */
#include <inttypes.h>
#include <stdlib.h>
#include "api/output.h"
#include "api/page.h"
#include "domain/audit.h"
#include "domain/audit_day.h"

static const char *hex_of(struct caller *c, struct bytes b)
{
	char hex[2 * DIGEST_MAX + 1] = "";

	if (b.len <= DIGEST_MAX)
		hex_encode(b, hex);
	return domain_printf(&c->d, "%s", hex);
}

/* KEEP_NEVER: no end in sight, null as what is not known. */
static json_t *end_json(time_ms t)
{
	return json_time(t >= KEEP_NEVER ? 0 : t);
}

static json_t *item_json(struct caller *c, const struct audit_day *v)
{
	return json_pack("{s:s, s:I, s:I, s:s, s:s, s:s, s:s, s:o, s:o}", "day", v->day, "no",
			 (json_int_t)v->no, "chains", (json_int_t)v->chains, "digest", v->digest,
			 "root", hex_of(c, v->root), "authority", v->authority, "class", v->class,
			 "time", json_time(v->gen_time), "good_until", end_json(v->good_until));
}

/* list ---------------------------------------------------------------------- */

static enum err list_days(struct caller *c, struct response *rs, struct error *e)
{
	const struct audit_day *rows;
	struct page page;
	size_t n, shown;
	json_t *items;

	TRY(page_read(c, "audit-days", &page, e));
	TRY(audit_day_list(&c->d.repo, page.after ? strtoll(page.after, NULL, 10) : INT64_MAX,
			   page.limit + 1, &rows, &n, e));
	shown = page_shown(&page, n);
	items = json_array();
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(items, item_json(c, &rows[i]));
	rs->json = json_pack(
		"{s:o, s:o}", "items", items, "next_cursor",
		page_next(c, &page, n,
			  shown ? domain_printf(&c->d, "%" PRId64, rows[shown - 1].no) : NULL));
	return ERR_OK;
}
API_HANDLER(audit_days_get, list_days)

/* one day ------------------------------------------------------------------- */

static enum err record_text(struct caller *c, const struct audit_proof *p, size_t leaf,
			    const char **out, struct error *e)
{
	struct bytes record;
	char *text;

	TRY(ers_batch_record(&p->batch, leaf, c->rq->mem, &record, e));
	text = arena_alloc(c->rq->mem, base64_size(record.len));
	if (!text)
		return error_set(e, ERR_TOO_LARGE, "the record exceeds the memory limit");
	base64_encode(record, text);
	*out = text;
	return ERR_OK;
}

static enum err leaves_json(struct caller *c, const struct audit_proof *p, json_t *out,
			    struct error *e)
{
	for (size_t i = 0; i < p->n_lines; i++) {
		const struct audit_day_line *l = &p->lines[i];
		_Bool matches;

		TRY(audit_proof_matches(&c->d, p, i + 1, &matches, e));
		json_array_append_new(out, json_pack("{s:s, s:I, s:s, s:b}", "chain", l->chain,
						     "seq", (json_int_t)l->seq, "hash",
						     hex_of(c, BYTES(l->hash, sizeof(l->hash))),
						     "matches", (int)matches));
	}
	return ERR_OK;
}

static enum err show_day(struct caller *c, struct response *rs, struct error *e)
{
	struct audit_proof p;
	const char *record;

	TRY(audit_proof_load(&c->d, request_param(c->rq, "day"), &p, e));
	TRY(record_text(c, &p, 0, &record, e));
	rs->json = item_json(c, &p.day);
	json_object_set_new(
		rs->json, "previous_root",
		json_text(p.day.previous_root.len ? hex_of(c, p.day.previous_root) : NULL));
	json_object_set_new(rs->json, "ends", json_text(p.day.ends));
	json_object_set_new(rs->json, "renewals", json_integer((json_int_t)p.n_stamps - 1));
	json_object_set_new(rs->json, "text", json_string(p.day.text));
	json_object_set_new(rs->json, "record", json_string(record));
	json_object_set_new(rs->json, "leaves", json_array());
	return leaves_json(c, &p, json_object_get(rs->json, "leaves"), e);
}
API_HANDLER(audit_day_get_route, show_day)

/* the record of one envelope ------------------------------------------------ */

static enum err find(struct caller *c, const char *envelope, struct audit_proof *p, size_t *leaf,
		     struct error *e)
{
	const char *day = request_query(c->rq, "day");

	if (!day || !*day)
		TRY(audit_day_of_chain(&c->d.repo, envelope, &day, e));
	TRY(audit_proof_load(&c->d, day, p, e));
	*leaf = audit_proof_leaf(p, envelope);
	if (!*leaf)
		return error_set(e, ERR_NOT_FOUND, "the audit trail did not grow on this day");
	return ERR_OK;
}

/* Does the trail still lead to what the day saw? Each of its links is looked at. */
static enum err still_so(struct caller *c, const struct audit_proof *p, size_t leaf, _Bool *out,
			 struct error *e)
{
	struct audit_verdict v;

	TRY(audit_proof_matches(&c->d, p, leaf, out, e));
	TRY(audit_verify(&c->d, p->lines[leaf - 1].chain, &v, e));
	if (!v.intact && v.bad_seq <= p->lines[leaf - 1].seq)
		*out = 0;
	return ERR_OK;
}

static enum err tell_record(struct caller *c, const struct audit_proof *p, size_t leaf,
			    struct response *rs, struct error *e)
{
	const struct audit_day_line *l = &p->lines[leaf - 1];
	struct bytes line = audit_proof_bytes(p, leaf);
	unsigned char hash[DIGEST_MAX];
	const char *record;
	_Bool matches;

	TRY(record_text(c, p, leaf, &record, e));
	TRY(still_so(c, p, leaf, &matches, e));
	rs->json = json_pack("{s:s, s:s, s:I, s:s, s:b, s:s%, s:s, s:s, s:s, s:o, s:o}", "day",
			     p->day.day, "chain", l->chain, "seq", (json_int_t)l->seq, "hash",
			     hex_of(c, BYTES(l->hash, sizeof(l->hash))), "matches", (int)matches,
			     "bytes", (const char *)line.data, line.len, "sha256",
			     hex_of(c, digest_of(DIGEST_SHA256, line, hash)), "record", record,
			     "authority", p->day.authority, "time", json_time(p->day.gen_time),
			     "good_until", end_json(p->day.good_until));
	return ERR_OK;
}

static _Bool wants_json(const struct request *rq)
{
	const char *accept = request_header(rq, "Accept");

	return accept && strcasestr(accept, "application/json");
}

static enum err send_record(struct caller *c, struct response *rs, struct error *e)
{
	struct audit_proof p;
	struct dossier x;
	size_t leaf;

	TRY(caller_dossier(c, &x, e));
	TRY(find(c, x.v.id, &p, &leaf, e));
	response_header(c->rq, rs, "Vary", "Accept");
	if (wants_json(c->rq))
		return tell_record(c, &p, leaf, rs, e);
	TRY(ers_batch_record(&p.batch, leaf, c->rq->mem, &rs->body, e));
	rs->content_type = "application/octet-stream";
	rs->download_name = domain_printf(&c->d, "%s-%s.ers", x.v.id, p.day.day);
	return ERR_OK;
}
API_HANDLER(audit_record_get, send_record)
