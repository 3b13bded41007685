/* Texts that were shown, custody of the keys, the clock, the build. */
#include <stdlib.h>
#include "domain/statement.h"
#include "domain/text.h"
#include "evidence/build.h"
#include "evidence/bundle_work.h"
#include "store/repo/evidence.h"
#include "store/repo/work.h"

enum { CLOCK_ROWS_MAX = 20000, HOUR_MS = 3600000 };

/* texts ------------------------------------------------------------------- */

static void put_statement(struct buf *out, const char *version)
{
	static const char *const langs[] = { "ja", "en" };

	buf_printf(out, "== 同意文 / statement %s ==\n\n", version);
	for (size_t i = 0; i < COUNT_OF(langs); i++) {
		const char *text = statement_text(version, langs[i]);
		const char *authority = statement_authority(version, langs[i]);

		buf_printf(out, "[%s]\n%s\n- %s\n\n", langs[i], text ? text : "",
			   authority ? authority : "");
	}
}

static _Bool before(const struct bundle_work *b, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (b->x->recipients[k].statement_version &&
		    !strcmp(b->x->recipients[k].statement_version,
			    b->x->recipients[i].statement_version))
			return 1;
	return 0;
}

static enum err put_screen(struct bundle_work *b, struct error *e)
{
	static const struct {
		const char *code, *what;
	} texts[] = {
		{ "effect", "同意ボタンの効果 / what pressing \"agree\" does" },
		{ "withdrawable-note", "取り下げの留保 / reservation of withdrawal" },
	};
	AUTO(buf) struct buf out = { 0 };

	buf_printf(&out, "プログラムの版 / build: %s\n\n", build_id());
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		const char *ja = text_of("ja", texts[i].code), *en = text_of("en", texts[i].code);
		const struct text_value own[] = { { "own", b->org.name },
						  { "title", b->x->v.title } };

		buf_printf(&out, "== %s ==\n\n[ja]\n%s\n\n[en]\n%s\n\n", texts[i].what,
			   text_fill(b->d->repo.mem, ja, own, COUNT_OF(own)),
			   text_fill(b->d->repo.mem, en, own, COUNT_OF(own)));
	}
	return zip_add(b->z, "texts/screens.txt", buf_bytes(&out), e);
}

enum err bundle_texts(struct bundle_work *b, struct error *e)
{
	AUTO(buf) struct buf out = { 0 };

	for (size_t i = 0; i < b->x->n_recipients; i++)
		if (b->x->recipients[i].statement_version && !before(b, i))
			put_statement(&out, b->x->recipients[i].statement_version);
	TRY(zip_add(b->z, "texts/statements.txt", buf_bytes(&out), e));
	return put_screen(b, e);
}

/* the clock --------------------------------------------------------------- */

static const char *when(struct bundle_work *b, time_ms t)
{
	char text[TIME_RFC3339_SIZE];

	time_rfc3339(t, text);
	return domain_printf(b->d, "%s", text);
}

static enum err put_clock(struct bundle_work *b, struct error *e)
{
	static const char *const head[] = { "time",	 "host",	 "synchronised",
					    "offset_us", "error_max_us", "error_us" };
	AUTO(buf) struct buf out = { 0 };
	const struct clock_state *list;
	time_ms from = b->x->v.sent_at ? b->x->v.sent_at : b->x->v.created_at, to;
	size_t n;

	to = b->x->v.completed_at ? b->x->v.completed_at : b->w->at;
	TRY(clock_state_list(&b->d->repo, from - 2 * HOUR_MS, to + 2 * HOUR_MS, CLOCK_ROWS_MAX,
			     &list, &n, e));
	bundle_csv(&out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++) {
		const struct clock_state *c = &list[i];
		const char *const cells[] = { when(b, c->at),
					      c->host,
					      c->synchronised ? "yes" : "no",
					      domain_printf(b->d, "%lld", (long long)c->offset_us),
					      domain_printf(b->d, "%lld",
							    (long long)c->error_max_us),
					      domain_printf(b->d, "%lld", (long long)c->error_us) };

		bundle_csv(&out, cells, COUNT_OF(cells));
	}
	return zip_add(b->z, "about/clock.csv", buf_bytes(&out), e);
}

/* What the authorities' clocks say beside ours. */
static enum err put_stamps(struct bundle_work *b, struct error *e)
{
	static const char *const head[] = { "act",    "kind",	   "asked_from", "time_stamp",
					    "stored", "authority", "class" };
	AUTO(buf) struct buf out = { 0 };
	const struct seal *list;
	size_t n;

	TRY(seal_list(&b->d->repo, b->x->v.id, &list, &n, e));
	bundle_csv(&out, head, COUNT_OF(head));
	for (size_t i = 0; i < n; i++) {
		const struct seal *s = &list[i];
		const char *const cells[] = { s->id,
					      s->kind,
					      when(b, s->created_at),
					      s->gen_time ? when(b, s->gen_time) : "",
					      when(b, s->updated_at),
					      s->authority,
					      s->class };

		if (s->token.len)
			bundle_csv(&out, cells, COUNT_OF(cells));
	}
	return zip_add(b->z, "about/time-stamps.csv", buf_bytes(&out), e);
}

/* keys and build ---------------------------------------------------------- */

static enum err put_custody(struct bundle_work *b, struct error *e)
{
	AUTO(buf) struct buf out = { 0 };
	const json_t *one;
	size_t i;

	buf_append(&out, embedded_custody());
	json_array_foreach(json_object_get(b->trail, "keys"), i, one)
		buf_printf(&out, "  %s\n", json_string_value(json_object_get(one, "id")));
	return zip_add(b->z, "about/key-custody.txt", buf_bytes(&out), e);
}

enum err bundle_about(struct bundle_work *b, struct error *e)
{
	json_t *build = build_json();
	char *text = json_dumps(build, JSON_INDENT(1) | JSON_SORT_KEYS);
	enum err rc = bundle_text(b, "about/build.json", text ? text : "{}", e);

	free(text);
	json_decref(build);
	TRY(rc);
	TRY(put_custody(b, e));
	TRY(put_clock(b, e));
	return put_stamps(b, e);
}
