/* docs/formats/audit-verify.md */
#include "evidence/json.h"
#include "evidence/trail_verify.h"

static const struct row {
	enum ers_verdict verdict;
	const char *slug, *en, *ja;
} rows[TRAIL_CODE_COUNT_] = {
#define TRAIL_FINDING(sym, verdict, slug, en, ja) [TRAIL_##sym] = { ERS_##verdict, slug, en, ja },
#include "evidence/trail_findings.def"
#undef TRAIL_FINDING
};

const char *trail_slug(enum trail_code code)
{
	return rows[code].slug;
}

enum ers_verdict trail_code_verdict(enum trail_code code)
{
	return rows[code].verdict;
}

static const struct {
	const char *en, *ja;
} summaries[] = {
	[ERS_PASSED] = { "The audit trail is whole, and time-stamps prove since when.",
			 "証跡は完全であり、タイムスタンプがその存在時刻を証明しています。" },
	[ERS_INDETERMINATE] = { "Nothing is wrong with the audit trail, but not all of it could be "
				"confirmed.",
				"証跡に誤りはありませんが、一部を確認できませんでした。" },
	[ERS_FAILED] = { "The audit trail was changed, or it is not whole.",
			 "証跡が変更されているか、欠けています。" },
};

/* Details hold bytes of a stranger's file. */
static json_t *text(const char *s)
{
	json_t *j = json_string(s);

	return j ? j : json_string("(not UTF-8)");
}

static json_t *end_json(time_ms t)
{
	return evidence_time(t == INT64_MAX ? 0 : t);
}

static json_t *day_json(const struct trail_day_report *d)
{
	return json_pack("{s:s, s:I, s:s, s:o, s:o, s:o, s:o}", "day", d->day, "seq",
			 (json_int_t)d->seq, "verdict", ers_verdict_name(d->verdict), "proved_at",
			 evidence_time(d->proved), "authority", text(d->authority), "good_until",
			 end_json(d->good_until), "ends", text(d->ends));
}

json_t *trail_report_json(const struct trail_report *r)
{
	json_t *findings = json_array(), *days = json_array(), *j;

	for (size_t i = 0; i < r->n_findings; i++) {
		const struct row *row = &rows[r->findings[i].code];

		json_array_append_new(findings,
				      json_pack("{s:s, s:s, s:o, s:s, s:s, s:o}", "code", row->slug,
						"weight", ers_verdict_name(row->verdict), "where",
						text(r->findings[i].where), "en", row->en, "ja",
						row->ja, "detail", text(r->findings[i].detail)));
	}
	for (size_t i = 0; i < r->n_days; i++)
		json_array_append_new(days, day_json(&r->days[i]));
	j = json_pack("{s:s, s:{s:s, s:s}, s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "verdict",
		      ers_verdict_name(r->verdict), "summary", "ja", summaries[r->verdict].ja, "en",
		      summaries[r->verdict].en, "validated_at", evidence_time(r->at), "envelope",
		      text(r->envelope), "organisation", text(r->organisation), "view",
		      text(r->view), "head", r->head, "findings", findings, "days", days);
	json_object_set_new(j, "events", json_integer(r->events));
	json_object_set_new(j, "events_withheld", json_integer(r->withheld));
	json_object_set_new(j, "events_proved", json_integer(r->proved_seq));
	json_object_set_new(j, "values", json_integer(r->values));
	json_object_set_new(j, "values_absent", json_integer(r->erased));
	json_object_set_new(j, "acts", json_integer(r->acts));
	json_object_set_new(j, "register_lines", json_integer(r->lines));
	return j;
}

static void count_lines(const struct trail_report *r, _Bool ja, struct buf *out)
{
	const struct {
		const char *en, *ja;
		int64_t n;
	} counts[] = {
		{ "events", "記録", r->events },
		{ "of these under a daily time-stamp", "うち日次タイムスタンプ済み",
		  r->proved_seq },
		{ "of these withheld (number and hash only)", "うち非開示（番号とハッシュ値のみ）",
		  r->withheld },
		{ "personal values that fit their hashes", "ハッシュ値と照合した個人データ",
		  r->values },
		{ "personal values that are not in the file", "ファイルにない個人データ",
		  r->erased },
		{ "acts", "行為", r->acts },
		{ "lines of the register", "記録簿の行", r->lines },
	};

	for (size_t i = 0; i < COUNT_OF(counts); i++)
		buf_printf(out, "  %s: %lld\n", ja ? counts[i].ja : counts[i].en,
			   (long long)counts[i].n);
}

static void day_line(const struct trail_day_report *d, _Bool ja, struct buf *out)
{
	char utc[TIME_RFC3339_SIZE], jst[TIME_JST_SIZE];

	time_rfc3339(d->proved, utc);
	time_jst(d->proved, jst);
	buf_printf(out, "  %s %s: %s 1-%lld", ja ? "日次" : "day", d->day, ja ? "記録" : "events",
		   (long long)d->seq);
	if (d->verdict == ERS_PASSED)
		buf_printf(out, "  %s  %s\n", ja ? jst : utc, d->authority);
	else
		buf_printf(out, "  %s\n", ers_verdict_name(d->verdict));
}

/* Control characters would play with the terminal. */
static void tame(struct buf *b, size_t from)
{
	for (size_t i = from; i < b->len; i++)
		if ((b->data[i] < 0x20 && b->data[i] != '\n') || b->data[i] == 0x7f)
			b->data[i] = '?';
}

void trail_report_text(const struct trail_report *r, _Bool ja, struct buf *out)
{
	size_t from = out->len;

	buf_printf(out, "%s\n", ja ? summaries[r->verdict].ja : summaries[r->verdict].en);
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct trail_finding *f = &r->findings[i];

		buf_printf(out, "  [%s] %s%s%s%s%s%s\n", rows[f->code].slug,
			   ja ? rows[f->code].ja : rows[f->code].en, *f->where ? " (" : "",
			   f->where, *f->where ? ")" : "", *f->detail ? ": " : "", f->detail);
	}
	if (*r->envelope) {
		buf_printf(out, "  %s: %s\n", ja ? "書類ID" : "envelope", r->envelope);
		count_lines(r, ja, out);
	}
	for (size_t i = 0; i < r->n_days; i++)
		day_line(&r->days[i], ja, out);
	tame(out, from);
}
