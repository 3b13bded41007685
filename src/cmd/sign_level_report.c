/* How the level reached is told: to people on standard error, to programs as JSON. */
#include <stdio.h>
#include "cmd/sign_level.h"

enum { STORE_MEMORY = 256 << 20 };

static size_t items(struct pdf_doc *doc, const struct pdf_obj *store, const char *key)
{
	const struct pdf_obj *list;

	if (pdf_doc_get(doc, store, key, &list, NULL) != ERR_OK || list->kind != PDF_ARRAY)
		return 0;
	return list->u.array.n;
}

struct level_store level_store_count(const struct pdf_source *src)
{
	AUTO(arena) struct arena *mem = arena_new(STORE_MEMORY);
	const struct pdf_obj *root, *store;
	struct pdf_doc *doc;

	if (pdf_doc_open(src, mem, NULL, &doc, NULL) != ERR_OK ||
	    pdf_doc_object(doc, pdf_doc_root(doc).num, &root, NULL) != ERR_OK ||
	    root->kind != PDF_DICT || pdf_doc_get(doc, root, "DSS", &store, NULL) != ERR_OK ||
	    store->kind != PDF_DICT)
		return (struct level_store){ 0 };
	return (struct level_store){ items(doc, store, "Certs"), items(doc, store, "OCSPs"),
				     items(doc, store, "CRLs") };
}

struct level_store level_store_minus(struct level_store after, struct level_store before)
{
	return (struct level_store){ after.certs - before.certs, after.ocsps - before.ocsps,
				     after.crls - before.crls };
}

static const char *what_to_do(const struct level_options *o, const struct level_outcome *r)
{
	const struct pades_material *m = &r->x.material;

	if (r->advice)
		return r->advice;
	if (o->newer && m->newer_at)
		return "extend the file again then, or do without --newer";
	if (m->later)
		return "a server failed: try again later";
	if (m->untimed)
		return "give a time-stamp authority with --tsa and its root with --trust";
	if (o->offline)
		return "say it without --offline, or give revocation lists with --crl and "
		       "certificates with --certs and --trust";
	return "give the roots of every chain with --trust, certificates on the way with --certs, "
	       "revocation lists with --crl; addresses inside need --allow-private";
}

void level_tell(const char *command, const char *file, const struct level_options *o,
		const struct level_outcome *r, _Bool written)
{
	if (!r->missing[0])
		return;
	fprintf(stderr, "skysign %s: %s%s: %s was asked for, %s is reached%s\n", command,
		written ? "WARNING: " : "", file, pades_level_name(r->requested),
		pades_level_name(r->reached), written ? "" : "; nothing is written");
	fprintf(stderr, "  what lacks: %s\n", r->missing);
	fprintf(stderr, "  what to do: %s%s\n", what_to_do(o, r),
		written || r->advice ? "" : "; --allow-lower writes what is reached");
}

static json_t *time_or_null(time_ms t)
{
	char text[TIME_RFC3339_SIZE];

	if (t <= 0 || t == INT64_MAX)
		return json_null();
	time_rfc3339(t, text);
	return json_string(text);
}

/* Names in certificates may be anything; JSON takes UTF-8 only. */
static json_t *text(const char *s)
{
	json_t *j = json_string(s ? s : "");

	return j ? j : json_string("(not UTF-8)");
}

static json_t *stamp_json(const struct pades_extended *x)
{
	if (!x->timestamped)
		return json_null();
	return json_pack("{s:o,s:o}", "time", time_or_null(x->gen_time), "authority",
			 text(x->authority));
}

static json_t *added_json(const struct level_outcome *r)
{
	return json_pack("{s:I,s:I,s:I,s:I}", "certs", (json_int_t)r->added.certs, "ocsps",
			 (json_int_t)r->added.ocsps, "crls", (json_int_t)r->added.crls, "bytes",
			 (json_int_t)r->bytes);
}

static void extended_json(json_t *to, const struct level_outcome *r)
{
	const struct pades_standing *st = &r->x.after;

	json_object_set_new(to, "level_before", json_string(pades_level_name(r->x.before.level)));
	json_object_set_new(to, "good_until", time_or_null(st->good_until));
	json_object_set_new(to, "ends", text(st->ends));
	json_object_set_new(to, "document_timestamp", stamp_json(&r->x));
	json_object_set_new(to, "newer_at", time_or_null(r->x.material.newer_at));
	json_object_set_new(to, "added", added_json(r));
}

json_t *level_json(const struct level_outcome *r)
{
	json_t *o = json_pack("{s:s,s:s,s:o}", "level_requested", pades_level_name(r->requested),
			      "level_reached", pades_level_name(r->reached), "missing",
			      text(r->missing));

	if (o && r->extended)
		extended_json(o, r);
	return o;
}
