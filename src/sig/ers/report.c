/* docs/formats/evidence-record.md */
#include "sig/ers/verify.h"

static const struct row {
	enum ers_verdict verdict;
	const char *slug, *en, *ja;
} rows[ERS_CODE_COUNT_] = {
#define ERS_FINDING(sym, verdict, slug, en, ja) [ERS_##sym] = { ERS_##verdict, slug, en, ja },
#include "sig/ers/findings.def"
#undef ERS_FINDING
};

const char *ers_slug(enum ers_code code)
{
	return rows[code].slug;
}

const char *ers_text(enum ers_code code, _Bool ja)
{
	return ja ? rows[code].ja : rows[code].en;
}

enum ers_verdict ers_code_verdict(enum ers_code code)
{
	return rows[code].verdict;
}

static const struct {
	const char *name, *en, *ja;
} verdicts[] = {
	[ERS_PASSED] = { "passed", "This document existed unchanged at the time that is proved.",
			 "この文書が証明時刻に存在し、その後変更されていないことを確認しました。" },
	[ERS_INDETERMINATE] = { "indeterminate", "The record could not be fully confirmed.",
				"このエビデンスレコードは完全には確認できませんでした。" },
	[ERS_FAILED] = { "failed", "The record does not prove this document.",
			 "このエビデンスレコードではこの文書を証明できません。" },
};

const char *ers_verdict_name(enum ers_verdict v)
{
	return verdicts[v].name;
}

/* Names come from strangers and JSON takes UTF-8 only. */
static json_t *text(const char *s)
{
	json_t *j = json_string(s ? s : "");

	return j ? j : json_string("(not UTF-8)");
}

static json_t *time_or_null(_Bool known, time_ms t)
{
	char out[TIME_RFC3339_SIZE];

	if (!known || t == INT64_MAX)
		return json_null();
	time_rfc3339(t, out);
	return json_string(out);
}

static json_t *place(int n)
{
	return n < 0 ? json_null() : json_integer(n);
}

static json_t *finding_json(const struct ers_finding *f)
{
	return json_pack("{s:s,s:s,s:o,s:o,s:s,s:s,s:o}", "code", ers_slug(f->code), "weight",
			 ers_verdict_name(ers_code_verdict(f->code)), "chain", place(f->chain),
			 "timestamp", place(f->stamp), "en", ers_text(f->code, 0), "ja",
			 ers_text(f->code, 1), "detail", text(f->detail));
}

static json_t *token_findings(const struct findings *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n; i++)
		json_array_append_new(
			list,
			json_pack("{s:s,s:s,s:s,s:s,s:o}", "code", finding_slug(f->list[i].code),
				  "weight", indication_name(finding_indication(f->list[i].code)),
				  "en", finding_text(f->list[i].code, 0), "ja",
				  finding_text(f->list[i].code, 1), "detail",
				  text(f->list[i].detail)));
	return list;
}

static json_t *stamp_json(const struct ers_stamp_report *s)
{
	const struct token_report *t = &s->token;
	const struct signer_report *a = &t->authority;

	return json_pack("{s:i,s:i,s:o,s:o,s:s,s:I,s:o,s:b,s:b,s:o,s:o,s:o,s:s,s:o}", "chain",
			 (int)s->chain, "timestamp", (int)s->stamp, "time",
			 time_or_null(t->gen_time != 0, t->gen_time), "authority",
			 a->known ? text(a->cert.common_name) : json_null(), "digest",
			 s->tree_digest, "lists", (json_int_t)s->lists, "judged_at",
			 time_or_null(1, s->judged_at), "intact", t->intact, "trusted", t->trusted,
			 "serial", text(t->serial), "policy", text(t->policy), "not_after",
			 time_or_null(a->known, a->cert.not_after), "revocation",
			 revocation_name(a->revocation), "findings", token_findings(&t->findings));
}

json_t *ers_report_json(const struct ers_report *r)
{
	_Bool passed = r->verdict == ERS_PASSED;
	json_t *findings = json_array(), *stamps = json_array();

	for (size_t i = 0; i < r->n_findings; i++)
		json_array_append_new(findings, finding_json(&r->findings[i]));
	for (size_t i = 0; i < r->n; i++)
		json_array_append_new(stamps, stamp_json(&r->stamps[i]));
	return json_pack("{s:s,s:{s:s,s:s},s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "verdict",
			 ers_verdict_name(r->verdict), "summary", "ja", verdicts[r->verdict].ja,
			 "en", verdicts[r->verdict].en, "validated_at", time_or_null(1, r->at),
			 "proved_at", time_or_null(passed, r->proved), "authority",
			 passed ? text(r->authority) : json_null(), "good_until",
			 time_or_null(passed, r->good_until), "ends",
			 passed ? text(r->ends) : json_null(), "renew_timestamp_before",
			 time_or_null(passed, r->stamp_until), "renew_hash_tree_before",
			 time_or_null(passed, r->tree_until), "findings", findings, "timestamps",
			 stamps);
}

struct writer {
	struct buf *out;
	_Bool ja;
};

static void line(struct writer *w, const char *en, const char *ja, const char *value)
{
	if (value && value[0])
		buf_printf(w->out, "  %s: %s\n", w->ja ? ja : en, value);
}

static void time_line(struct writer *w, const char *en, const char *ja, time_ms t)
{
	char utc[TIME_RFC3339_SIZE], jst[TIME_JST_SIZE];

	if (t == INT64_MAX)
		return;
	time_rfc3339(t, utc);
	time_jst(t, jst);
	line(w, en, ja, w->ja ? jst : utc);
}

static void stamp_lines(struct writer *w, const struct ers_stamp_report *s)
{
	const struct token_report *t = &s->token;
	char at[TIME_RFC3339_SIZE], jst[TIME_JST_SIZE];

	time_rfc3339(t->gen_time, at);
	time_jst(t->gen_time, jst);
	buf_printf(w->out, "  %s %u.%u: %s  %s  %s  %s\n", w->ja ? "タイムスタンプ" : "time-stamp",
		   s->chain + 1, s->stamp + 1, w->ja ? jst : at,
		   t->authority.known ? t->authority.cert.common_name : "", s->tree_digest,
		   !t->intact	 ? (w->ja ? "不正" : "broken")
		   : !t->trusted ? (w->ja ? "信頼できない" : "not trusted")
				 : (w->ja ? "有効" : "valid"));
}

static void finding_lines(struct writer *w, const struct ers_finding *f)
{
	buf_printf(w->out, "  [%s] %s", ers_slug(f->code), ers_text(f->code, w->ja));
	if (f->stamp >= 0)
		buf_printf(w->out, " (%d.%d)", f->chain + 1, f->stamp + 1);
	buf_printf(w->out, "%s%s\n", f->detail[0] ? ": " : "", f->detail);
}

/* Control characters would play with the terminal. */
static void tame(struct buf *b, size_t from)
{
	for (size_t i = from; i < b->len; i++)
		if ((b->data[i] < 0x20 && b->data[i] != '\n') || b->data[i] == 0x7f)
			b->data[i] = '?';
}

void ers_report_text(const struct ers_report *r, _Bool ja, struct buf *out)
{
	struct writer w = { out, ja };
	size_t from = out->len;

	buf_printf(out, "%s\n", ja ? verdicts[r->verdict].ja : verdicts[r->verdict].en);
	for (size_t i = 0; i < r->n_findings; i++)
		finding_lines(&w, &r->findings[i]);
	if (r->verdict == ERS_PASSED) {
		time_line(&w, "proved to exist at", "証明時刻", r->proved);
		line(&w, "by", "時刻認証局", r->authority);
		time_line(&w, "good until", "証明の期限", r->good_until);
		line(&w, "which ends with", "期限の理由", r->ends);
	}
	for (size_t i = 0; i < r->n; i++)
		stamp_lines(&w, &r->stamps[i]);
	tame(out, from);
}
