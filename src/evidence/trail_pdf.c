/* The audit trail for people, drawn from what was exported. */
#include "evidence/sheet.h"
#include "evidence/trail.h"

struct paper {
	struct sheet s;
	struct domain *d;
	const json_t *trail;
	const struct audit_event *events; /* in words */
	size_t n;
};

static const char *str(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s ? s : "";
}

static time_ms when(const json_t *o, const char *name)
{
	time_ms t;

	return time_parse_rfc3339(str(o, name), &t) ? t : 0;
}

static void add_head(struct paper *p)
{
	const json_t *about = json_object_get(p->trail, "about");
	struct sheet *s = &p->s;
	_Bool trial = json_is_true(json_object_get(about, "trial"));

	sheet_add(s, DRAW_TITLE,
		  sheet_printf(s, "%s%s", trial ? sheet_say(s, "[TRIAL] ", "【試用】") : "",
			       sheet_say(s, "Audit trail", "証跡（監査記録）")),
		  NULL);
	sheet_add(
		s, DRAW_PARAGRAPH,
		sheet_say(s,
			  "Each event has a hash over itself and the hash of the event before it. "
			  "The file audit-trail.json holds the same in a form that a program can "
			  "check: "
			  "skysign audit verify, or openssl and sha256sum by the recipe "
			  "audit-verify.",
			  "各記録のハッシュ値は、その記録と直前の記録のハッシュ値から計算されていま"
			  "す。"
			  "同じ内容を検証可能な形で収めたものが audit-trail.json です。skysign "
			  "audit verify、"
			  "または手順書 audit-verify により openssl と sha256sum で検証できます。"),
		NULL);
	sheet_row(s, sheet_say(s, "Title", "件名"), str(about, "title"));
	sheet_row(s, sheet_say(s, "Sender", "送信者"), str(p->trail, "organisation_name"));
	sheet_mono(s, sheet_say(s, "Envelope", "書類ID"), str(p->trail, "envelope"));
	sheet_time(s, sheet_say(s, "Sent", "送信日時"), when(about, "sent_at"));
	sheet_time(s, sheet_say(s, "Concluded", "締結日時"), when(about, "completed_at"));
	sheet_row(s, sheet_say(s, "Date of contract", "契約日"), str(about, "contract_date"));
	sheet_row(s, sheet_say(s, "Effective from", "効力発生日"), str(about, "effective_date"));
	sheet_time(s, sheet_say(s, "Taken out", "取出日時"), when(p->trail, "exported_at"));
}

static void add_values(struct paper *p, const json_t *event)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(event, "values"), i, one)
		sheet_row(&p->s, sheet_printf(&p->s, "  %s", str(one, "name")), str(one, "value"));
}

/* Hashes of what was shown, numbers and the like. */
static void add_data(struct paper *p, const json_t *event)
{
	json_t *payload = json_loads(str(event, "payload"), 0, NULL), *v;
	const char *name;

	json_object_foreach(json_object_get(payload, "data"), name, v)
	{
		const char *value = json_string_value(v);
		_Bool hash = value && strlen(value) >= 64;

		sheet_add(&p->s, hash ? DRAW_ROW_MONO : DRAW_ROW, sheet_printf(&p->s, "  %s", name),
			  sheet_printf(&p->s, "%s", value ? value : ""));
	}
	json_decref(payload);
}

static void add_event(struct paper *p, size_t i, const json_t *event)
{
	struct sheet *s = &p->s;
	const char *text =
		sheet_say(s, "(the sender's own: not disclosed)", "（送信者内部の記録：非開示）");
	char at[TIME_JST_SIZE] = "";

	if (!json_object_get(event, "withheld") && i < p->n) {
		time_jst(p->events[i].at, at);
		text = p->events[i].text;
	}
	sheet_add(s, DRAW_ROW, sheet_printf(s, "%zu  %s", i + 1, at), text);
	sheet_mono(s, "SHA-256", str(event, "hash"));
	if (!json_object_get(event, "withheld")) {
		add_data(p, event);
		add_values(p, event);
	}
	sheet_add(s, DRAW_SPACE, NULL, NULL);
}

static void add_events(struct paper *p)
{
	const json_t *one;
	size_t i;

	sheet_add(&p->s, DRAW_HEADING, sheet_say(&p->s, "Events", "記録"), NULL);
	json_array_foreach(json_object_get(p->trail, "events"), i, one) add_event(p, i, one);
}

static const char *class_words(const struct sheet *s, const char *class)
{
	static const struct {
		const char *class, *en, *ja;
	} words[] = {
		{ "accredited", "accredited", "認定" },
		{ "other", "other", "その他" },
		{ "local", "built-in, trial", "内蔵・試用" },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strcmp(words[i].class, class))
			return sheet_say(s, words[i].en, words[i].ja);
	return class;
}

static void add_stamp(struct paper *p, const json_t *o)
{
	struct sheet *s = &p->s;

	sheet_time(s, sheet_say(s, "Time-stamp", "タイムスタンプ"), when(o, "time"));
	if (*str(o, "authority"))
		sheet_row(s, sheet_say(s, "Authority", "時刻認証局"),
			  sheet_printf(s, "%s（%s）", str(o, "authority"),
				       class_words(s, str(o, "class"))));
}

static void add_days(struct paper *p)
{
	struct sheet *s = &p->s;
	const json_t *one;
	size_t i;

	sheet_add(s, DRAW_HEADING, sheet_say(s, "Daily time-stamps", "日次タイムスタンプ"), NULL);
	if (!json_array_size(json_object_get(p->trail, "days")))
		sheet_add(s, DRAW_PARAGRAPH,
			  sheet_say(s,
				    "None yet: the first is made after the next midnight (Japan).",
				    "まだありません（翌日未明に付与されます）。"),
			  NULL);
	json_array_foreach(json_object_get(p->trail, "days"), i, one)
	{
		sheet_row(s, sheet_say(s, "Day", "日"), str(one, "day"));
		sheet_mono(s, sheet_say(s, "Line that is proved", "対象行"), str(one, "bytes"));
		sheet_mono(s, sheet_say(s, "Root", "ハッシュ木の根"), str(one, "root"));
		add_stamp(p, one);
		sheet_add(s, DRAW_SPACE, NULL, NULL);
	}
}

static void add_acts(struct paper *p)
{
	struct sheet *s = &p->s;
	const json_t *one;
	size_t i;

	sheet_add(s, DRAW_HEADING, sheet_say(s, "Signatures of the acts", "行為の署名"), NULL);
	json_array_foreach(json_object_get(p->trail, "acts"), i, one)
	{
		sheet_mono(s, sheet_say(s, "Act", "行為"), str(one, "id"));
		sheet_row(s, sheet_say(s, "Kind", "種類"), str(one, "kind"));
		sheet_mono(s, sheet_say(s, "File", "ファイル"), str(one, "document"));
		if (json_object_get(one, "certificate"))
			sheet_row(s, sheet_say(s, "Key", "署名鍵"),
				  sheet_say(s, "the party's own", "当事者ご本人の鍵"));
		else
			sheet_mono(s, sheet_say(s, "Key", "署名鍵"), str(one, "key"));
		sheet_mono(s, sheet_say(s, "Signed digest", "署名対象のハッシュ値"),
			   str(one, "document_digest"));
		sheet_mono(s, sheet_say(s, "Signature", "署名値"), str(one, "signature"));
		add_stamp(p, one);
		sheet_add(s, DRAW_SPACE, NULL, NULL);
	}
}

static void add_register(struct paper *p)
{
	struct sheet *s = &p->s;
	const json_t *one;
	size_t i;

	sheet_add(s, DRAW_HEADING,
		  sheet_say(s, "Register of the signing process", "署名処理の記録簿"), NULL);
	json_array_foreach(json_object_get(p->trail, "register"), i, one)
		sheet_add(s, DRAW_MONO, str(one, "line"), NULL);
}

enum err trail_pdf(struct domain *d, const struct dossier *x, const json_t *trail, const char *lang,
		   struct bytes *out, struct error *e)
{
	struct paper p = { .s = { .mem = d->repo.mem, .ja = !strcmp(lang, "ja") },
			   .d = d,
			   .trail = trail };
	_Bool intact; /* whoever verifies the JSON is told more */

	TRY(audit_read(d, x->v.id, lang, &p.events, &p.n, &intact, e));
	add_head(&p);
	add_events(&p);
	add_days(&p);
	add_acts(&p);
	add_register(&p);
	return sheet_pdf(&p.s,
			 &(struct sheet_meta){ .title = sheet_say(&p.s, "Audit trail", "証跡"),
					       .author = str(trail, "organisation_name"),
					       .footer = x->v.id,
					       .created = when(trail, "exported_at") },
			 out, e);
}
