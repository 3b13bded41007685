/* Fields of a contract: placing, filling in, freezing with the act; each refusal by its code. */
#include <stdio.h>
#include "fixture.h"
#include "domain/field.h"
#include "domain/field_text.h"
#include "domain/statement.h"

static const struct field_area_input somewhere = { 1, 0.1, 0.1, 0.2, 0.05, NULL };

static struct field_input text_field(const struct dossier *x, const char *email, const char *kind)
{
	return (struct field_input){
		.document_id = x->documents[0].id,
		.recipient_id = email ? party_of((struct dossier *)x, email)->id : NULL,
		.kind = kind,
		.name = "",
		.label = kind,
		.areas = &somewhere,
		.n_areas = 1,
	};
}

static enum err place(struct fixture *f, struct domain *d, const char *id,
		      const struct field_input *in, size_t n)
{
	*d = as(f, &f->owner);
	return fields_replace(d, id, look(f, id).v.version, in, n, &f->e);
}

static void assert_refused(struct fixture *f, const char *id, const struct field_input *in,
			   size_t n, const char *field, const char *code)
{
	struct domain d;

	assert_int_equal(place(f, &d, id, in, n), ERR_INVALID);
	assert_true(d.n_errors > 0);
	assert_string_equal(d.errors[0].field, field);
	assert_string_equal(d.errors[0].code, code);
}

static size_t load(struct fixture *f, const char *id, struct filled **out)
{
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	size_t n;

	assert_ok(fields_load(&d, &x, out, &n, &f->e));
	return n;
}

/* drafts -------------------------------------------------------------------- */

static void fields_are_replaced_as_a_whole_and_keep_their_ids(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_input in[] = { text_field(&x, "yamada@example.jp", "text"),
				    text_field(&x, "partner@example.com", "date") };
	struct field_area_input other = { 1, 0.5, 0.5, 0.2, 0.05, NULL };
	struct filled *before, *after;
	struct domain d;

	in[1].areas = &other;
	assert_ok(place(f, &d, id, in, 2));
	assert_int_equal(load(f, id, &before), 2);
	assert_int_equal(before[1].f.areas[0].x, 500000);
	in[1].id = before[1].f.id;
	in[1].label = "納期";
	assert_ok(place(f, &d, id, &in[1], 1));
	assert_int_equal(load(f, id, &after), 1);
	assert_string_equal(after[0].f.id, before[1].f.id);
	assert_string_equal(after[0].f.label, "納期");
}

static void an_old_version_is_refused_and_changes_nothing(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_input in = text_field(&x, "yamada@example.jp", "text");
	struct domain d = as(f, &f->owner);
	struct filled *list;

	assert_int_equal(fields_replace(&d, id, x.v.version - 1, &in, 1, &f->e), ERR_STALE);
	assert_string_equal(d.refusal, "version-stale");
	assert_int_equal(load(f, id, &list), 0);
}

static void a_field_outside_of_its_page_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_input in = text_field(&x, "yamada@example.jp", "text");
	struct field_area_input wide = { 1, 0.9, 0.1, 0.2, 0.05, NULL },
				page = { 2, 0, 0, 0.1, 0.1, NULL };

	in.areas = &wide;
	assert_refused(f, id, &in, 1, "items[0].areas[0]", "field-outside");
	in.areas = &page;
	assert_refused(f, id, &in, 1, "items[0].areas[0].page", "field-no-page");
}

static void fields_do_not_overlap_but_a_seal_may_lie_over_a_name(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_input in[] = { text_field(&x, "yamada@example.jp", "name"),
				    text_field(&x, "yamada@example.jp", "text") };
	struct domain d;

	assert_refused(f, id, in, 2, "items[1].areas", "field-overlap");
	in[1].kind = "seal";
	assert_ok(place(f, &d, id, in, 2));
}

static void names_occur_once(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_area_input other = { 1, 0.5, 0.5, 0.2, 0.05, NULL };
	struct field_input in[] = { text_field(&x, "yamada@example.jp", "text"),
				    text_field(&x, "partner@example.com", "text") };

	in[0].name = in[1].name = "price";
	in[1].areas = &other;
	assert_refused(f, id, in, 2, "items[1].name", "duplicate-field");
}

static void radio_buttons_stand_for_options_that_exist(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_area_input two[] = { { 1, 0.1, 0.1, 0.02, 0.02, "a" },
					  { 1, 0.2, 0.1, 0.02, 0.02, "c" } };
	struct field_input in = text_field(&x, "yamada@example.jp", "radio");
	struct domain d;

	in.areas = two;
	in.n_areas = 2;
	assert_refused(f, id, &in, 1, "items[0].options", "required");
	in.options = "[{\"value\":\"a\"},{\"value\":\"b\",\"label\":\"はい\"}]";
	assert_refused(f, id, &in, 1, "items[0].areas[1].value", "value-no-option");
	two[1].value = "b";
	assert_ok(place(f, &d, id, &in, 1));
	in.options = "[{\"value\":\"a\"},{\"value\":\"a\"}]";
	assert_refused(f, id, &in, 1, "items[0].options[1].value", "duplicate-option");
}

static void a_format_has_only_what_its_kind_knows(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_input in = text_field(&x, "yamada@example.jp", "text");
	struct domain d;

	in.format = "{\"pattern\":\"YYYY-MM-DD\"}";
	assert_refused(f, id, &in, 1, "items[0].format", "invalid");
	in.kind = "date";
	assert_ok(place(f, &d, id, &in, 1));
	in.format = "{\"from\":\"2026-02-30\"}";
	assert_refused(f, id, &in, 1, "items[0].format", "invalid");
	in.kind = "number";
	in.format = "{\"min\":5,\"max\":1}";
	assert_refused(f, id, &in, 1, "items[0].format", "invalid");
}

static void only_those_who_sign_get_fields(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct recipient_input list[] = { party(1, "own", "山田 太郎", "yamada@example.jp"),
					  party(2, "counterparty", "閲覧", "viewer@example.com") };
	struct field_input in;
	struct dossier x;

	list[1].role = "viewer";
	set_parties(f, id, list, 2);
	x = look(f, id);
	in = text_field(&x, "viewer@example.com", "text");
	assert_refused(f, id, &in, 1, "items[0].recipient_id", "field-no-act");
	in.recipient_id = "rcp_nobody";
	assert_refused(f, id, &in, 1, "items[0].recipient_id", "unknown-recipient");
	in.recipient_id = NULL;
	in.kind = "signature";
	assert_refused(f, id, &in, 1, "items[0].recipient_id", "required");
}

static void a_file_that_bears_signatures_gets_no_fields(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_input in = text_field(&x, "yamada@example.jp", "text");

	x.documents[0].signatures = 1;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(document_update(&d.repo, &x.documents[0], &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_refused(f, id, &in, 1, "items[0].document_id", "field-signed-file");
}

static void
a_file_goes_with_its_fields_and_a_field_without_its_recipient_blocks_sending(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_input in = text_field(&x, "partner@example.com", "text");
	struct recipient_input others[] = { party(1, "own", "山田 太郎", "yamada@example.jp"),
					    party(2, "counterparty", "別の方",
						  "other@example.com") };
	struct domain d;
	struct filled *list;

	assert_ok(place(f, &d, id, &in, 1));
	set_parties(f, id, others, 2);
	assert_int_equal(envelope_send(&d, id, look(f, id).v.version, &f->e), ERR_INVALID);
	assert_string_equal(d.errors[0].code, "unknown-recipient");
	d = as(f, &f->owner);
	assert_ok(document_remove(&d, id, x.documents[0].id, &f->e));
	assert_int_equal(load(f, id, &list), 0);
}

/* values -------------------------------------------------------------------- */

/* A contract whose first party has one field; the id of the field comes back. */
static const char *sent_with(struct fixture *f, const struct field_input *like,
			     const char **field_out)
{
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_input in = text_field(&x, "yamada@example.jp", like->kind);
	struct filled *list;
	struct domain d;

	in.required = like->required;
	in.format = like->format;
	in.options = like->options;
	in.initial = like->initial;
	in.max_length = like->max_length;
	assert_ok(place(f, &d, id, &in, 1));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
	assert_int_equal(load(f, id, &list), 1);
	*field_out = list[0].f.id;
	return id;
}

static void assert_value(struct fixture *f, const struct field_input *like, const char *json,
			 const char *code)
{
	struct input_field field = { .id = "fld",
				     .envelope_id = "env",
				     .kind = like->kind,
				     .options = like->options ? like->options : "[]",
				     .format = like->format ? like->format : "{}",
				     .max_length = like->max_length };
	struct field_writer who = { "rcp", f->owner.account, 1 };
	struct domain d = as(f, &f->owner);
	struct field_content c;
	const char *got;

	assert_ok(field_content_read(&d, &field, &who, json, &c, &got, &f->e));
	if (code)
		assert_string_equal(got, code);
	else
		assert_null(got);
}

static void dates_are_days_that_exist_within_what_the_sender_allows(void **state)
{
	struct fixture *f = *state;
	struct field_input date = { .kind = "date",
				    .format = "{\"from\":\"2026-01-01\",\"to\":\"2026-12-31\"}" };

	assert_value(f, &date, "\"2026-04-01\"", NULL);
	assert_value(f, &date, "\"２０２６－０４－０１\"", NULL);
	assert_value(f, &date, "\"2026-02-29\"", "value-not-a-date");
	assert_value(f, &date, "\"2026/04/01\"", "value-not-a-date");
	assert_value(f, &date, "\"2027-01-01\"", "value-date-range");
	assert_value(f, &date, "20260401", "invalid");
}

static void numbers_have_their_range_and_digits(void **state)
{
	struct fixture *f = *state;
	struct field_input n = { .kind = "number",
				 .format = "{\"min\":0,\"max\":1000000,\"decimals\":2}" };

	assert_value(f, &n, "\"1,234.50\"", NULL);
	assert_value(f, &n, "\"１２３４\"", NULL);
	assert_value(f, &n, "\"1,23\"", "value-not-a-number");
	assert_value(f, &n, "\"12a\"", "value-not-a-number");
	assert_value(f, &n, "\"0.125\"", "value-decimals");
	assert_value(f, &n, "\"-1\"", "value-number-range");
	assert_value(f, &n, "\"1000000.01\"", "value-number-range");
}

static void texts_are_checked_by_length_and_form(void **state)
{
	struct fixture *f = *state;
	struct field_input five = { .kind = "text", .max_length = 5 }, mail = { .kind = "mail" };
	struct field_input postal = { .kind = "text", .format = "{\"check\":\"postal\"}" };
	struct field_input kana = { .kind = "text", .format = "{\"check\":\"katakana\"}" };

	assert_value(f, &five, "\"あいうえお\"", NULL);
	assert_value(f, &five, "\"あいうえおか\"", "too-long");
	assert_value(f, &five, "\"a\\nb\"", "control-characters");
	assert_value(f, &mail, "\"a@example.jp\"", NULL);
	assert_value(f, &mail, "\"a@\"", "not-a-mail-address");
	assert_value(f, &postal, "\"１００－０００１\"", NULL);
	assert_value(f, &postal, "\"1000001\"", "value-not-postal");
	assert_value(f, &kana, "\"ヤマダ　タロウ\"", NULL);
	assert_value(f, &kana, "\"山田\"", "value-not-katakana");
}

static void options_and_checks_know_their_values(void **state)
{
	struct fixture *f = *state;
	struct field_input select = { .kind = "select",
				      .options = "[{\"value\":\"a\"},{\"value\":\"b\"}]" };
	struct field_input check = { .kind = "check" };

	assert_value(f, &select, "\"b\"", NULL);
	assert_value(f, &select, "\"c\"", "value-no-option");
	assert_value(f, &check, "\"on\"", NULL);
	assert_value(f, &check, "\"yes\"", "value-no-option");
	assert_value(f, &check, "true", "invalid");
}

static void pictures_are_handwriting_seals_or_typed(void **state)
{
	struct fixture *f = *state;
	struct field_input ink = { .kind = "ink" };

	assert_value(f, &ink, "{\"ink\":[[[0.1,0.2],[0.5,0.9]]]}", NULL);
	assert_value(f, &ink, "{\"ink\":[]}", "value-ink");
	assert_value(f, &ink, "{\"ink\":[[[1.5,0.2]]]}", "value-ink");
	assert_value(f, &ink, "{\"ink\":[[[\"a\",0.2]]]}", "value-ink");
	assert_value(f, &ink, "{\"seal\":{\"shape\":\"round\",\"text\":\"山田\"}}", NULL);
	assert_value(f, &ink, "{\"seal\":{\"shape\":\"star\",\"text\":\"山田\"}}", "invalid");
	assert_value(f, &ink, "{\"typed\":\"山田 太郎\"}", NULL);
	assert_value(f, &ink, "{\"image\":\"img_of_somebody\"}", "value-no-image");
	assert_value(f, &ink, "{\"saved\":\"sim_of_somebody\"}", "value-no-seal");
	assert_value(f, &ink, "\"text\"", "invalid");
}

static void dates_and_numbers_are_shown_as_the_sender_wishes(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, NULL);
	struct input_field date = { .kind = "date", .format = "{}" };
	struct input_field era = { .kind = "date", .format = "{\"pattern\":\"GGGGy年M月D日\"}" };
	struct input_field number = { .kind = "number",
				      .format = "{\"grouping\":true,\"decimals\":2}" };

	assert_string_equal(field_shown(&d, &date, "2026-04-01"), "2026年4月1日");
	assert_string_equal(field_shown(&d, &era, "2026-04-01"), "令和8年4月1日");
	assert_string_equal(field_shown(&d, &era, "2019-05-01"), "令和元年5月1日");
	assert_string_equal(field_shown(&d, &era, "2019-04-30"), "平成31年4月30日");
	assert_string_equal(field_shown(&d, &era, "1873-01-01"), "明治6年1月1日");
	assert_string_equal(field_shown(&d, &number, "-1234567.5"), "-1,234,567.5");
	assert_string_equal(field_shown(&d, &number, "123"), "123");
}

static void what_the_sender_knows_of_the_recipient_is_there_already(void **state)
{
	struct fixture *f = *state;
	struct field_input name = { .kind = "name", .required = 1 };
	const char *field, *id = sent_with(f, &name, &field);
	struct filled *list;

	assert_int_equal(load(f, id, &list), 1);
	assert_string_equal(list[0].json, "\"山田 太郎\"");
	assert_false(list[0].saved);
}

/* the act ------------------------------------------------------------------- */

static enum err agree_noting(struct fixture *f, struct domain *d, const struct recipient_ref *ref)
{
	struct dossier x = look(f, ref->envelope_id);
	struct shown_document shown = { .document = x.documents[0].id };
	struct agree_input in = { .shown = &shown,
				  .n_shown = 1,
				  .statement_version = statement_current(PARTY_SIGNER),
				  .name = "本人",
				  .authority = 1 };

	*d = as(f, NULL);
	assert_ok(document_digest(d, &x.documents[0], &shown.digest, &f->e));
	return recipient_agree(d, ref, &in, &f->e);
}

static void agreeing_needs_every_required_value(void **state)
{
	struct fixture *f = *state;
	struct field_input text = { .kind = "text", .required = 1 };
	const char *field;
	struct recipient_ref ref;
	struct value_input in;
	struct domain d;

	sent_with(f, &text, &field);
	ref = open_link(f, "yamada@example.jp");
	assert_int_equal(agree_noting(f, &d, &ref), ERR_INVALID);
	assert_string_equal(d.errors[0].field, domain_printf(&d, "fields[%s].value", field));
	assert_string_equal(d.errors[0].code, "required");
	in = (struct value_input){ field, "\"東京都\"" };
	d = as(f, NULL);
	assert_ok(recipient_fields_save(&d, &ref, &in, 1, &f->e));
	assert_ok(agree_noting(f, &d, &ref));
}

static void values_are_frozen_with_the_agreement(void **state)
{
	struct fixture *f = *state;
	struct field_input text = { .kind = "text" };
	const char *field, *id = sent_with(f, &text, &field), *values;
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct value_input in = { field, "\"百万円\"" };
	struct domain d = as(f, NULL);
	struct dossier x;
	struct filled *list;

	assert_ok(recipient_fields_save(&d, &ref, &in, 1, &f->e));
	assert_ok(agree_noting(f, &d, &ref));
	in.json = "\"二百万円\"";
	d = as(f, NULL);
	assert_int_equal(recipient_fields_save(&d, &ref, &in, 1, &f->e), ERR_CONFLICT);
	assert_string_equal(d.refusal, "already-acted");
	load(f, id, &list);
	assert_true(list[0].frozen);
	assert_string_equal(list[0].json, "\"百万円\"");
	x = look(f, id);
	assert_ok(fields_frozen(&d, &x, party_of(&x, "yamada@example.jp")->act_id, &values, &f->e));
	assert_non_null(strstr(values, "\"value\":\"百万円\""));
}

static void a_frozen_value_is_not_overwritten_by_any_statement(void **state)
{
	struct fixture *f = *state;
	struct field_input text = { .kind = "text", .initial = "\"x\"" };
	const char *field, *id = sent_with(f, &text, &field);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct input_value v = { .field_id = field,
				 .envelope_id = id,
				 .value = BYTES_LIT("z"),
				 .by_id = "a",
				 .saved_at = 1 };
	struct domain d;

	assert_ok(agree_noting(f, &d, &ref));
	assert_ok(db_begin(f->db, &f->e));
	assert_int_equal(field_value_put(&d.repo, &v, &f->e), ERR_CONFLICT);
	db_rollback(f->db);
}

static void the_day_of_the_agreement_is_filled_in_by_the_service(void **state)
{
	struct fixture *f = *state;
	struct field_input date = { .kind = "date",
				    .required = 1,
				    .format = "{\"auto\":\"agreement\"}" };
	const char *field, *id = sent_with(f, &date, &field);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct filled *list;
	struct domain d;

	f->clock.fixed = 1775000000000; /* 2026-03-31T23:33:20Z */
	ref.expires_at = f->clock.fixed + 1000;
	assert_ok(agree_noting(f, &d, &ref));
	load(f, id, &list);
	assert_string_equal(list[0].json, "\"2026-04-01\"");
}

static void nobody_fills_in_for_somebody_else(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_input in = text_field(&x, "partner@example.com", "text");
	struct value_input value = { NULL, "\"x\"" };
	struct recipient_ref ref;
	struct filled *list;
	struct domain d;

	assert_ok(place(f, &d, id, &in, 1));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
	load(f, id, &list);
	value.field_id = list[0].f.id;
	ref = open_link(f, "yamada@example.jp");
	d = as(f, NULL);
	assert_ok(recipient_fields_save(&d, &ref, &value, 1, &f->e));
	assert_string_equal(d.errors[0].code, "unknown-field");
	load(f, id, &list);
	assert_false(list[0].saved);
}

static void the_sender_fills_in_before_sending_and_not_later(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_input in = text_field(&x, NULL, "text");
	struct filled *list;
	struct domain d;

	in.required = 1;
	assert_ok(place(f, &d, id, &in, 1));
	assert_int_equal(envelope_send(&d, id, look(f, id).v.version, &f->e), ERR_INVALID);
	assert_string_equal(d.errors[0].code, "required");
	load(f, id, &list);
	in.id = list[0].f.id;
	in.value = "\"第1号\"";
	assert_ok(place(f, &d, id, &in, 1));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	load(f, id, &list);
	assert_true(list[0].frozen);
	assert_int_equal(place(f, &d, id, &in, 1), ERR_CONFLICT);
}

/* A box for eight characters, and a font without the letter X. */
static enum err page_of(void *ctx, struct domain *d, const struct document *doc, int64_t page,
			int64_t *w, int64_t *h, struct error *e)
{
	(void)ctx, (void)d, (void)doc, (void)page, (void)e;
	*w = 595000;
	*h = 842000;
	return ERR_OK;
}

static enum err eight_fit(void *ctx, struct domain *d, const struct input_field *f,
			  const struct field_content *c, const char **code, struct error *e)
{
	(void)ctx, (void)d, (void)f, (void)e;
	*code = strchr(c->shown, 'X')  ? "value-glyph"
		: strlen(c->shown) > 8 ? "value-overflow"
				       : NULL;
	return ERR_OK;
}

static void what_does_not_fit_is_told_to_whoever_types_it(void **state)
{
	static const struct field_drawing drawing = { NULL, page_of, eight_fit };
	struct fixture *f = *state;
	struct field_input text = { .kind = "text" };
	const char *field, *id = sent_with(f, &text, &field);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct value_input in[] = { { field, "\"123456789\"" }, { field, "\"X\"" } };
	struct domain d = as(f, NULL);
	struct filled *list;

	d.drawing = &drawing;
	assert_ok(recipient_fields_save(&d, &ref, in, 2, &f->e));
	assert_string_equal(d.errors[0].code, "value-overflow");
	assert_string_equal(d.errors[1].code, "value-glyph");
	load(f, id, &list);
	assert_false(list[0].saved);
}

static void a_box_is_measured_when_it_is_placed(void **state)
{
	static const struct field_drawing drawing = { NULL, page_of, eight_fit };
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_input in = text_field(&x, "yamada@example.jp", "text");
	struct field_area_input tiny = { 1, 0.1, 0.1, 0.005, 0.05, NULL };
	struct domain d = as(f, &f->owner);
	struct filled *list;

	d.drawing = &drawing;
	assert_ok(fields_replace(&d, id, x.v.version, &in, 1, &f->e));
	load(f, id, &list);
	assert_int_equal(list[0].f.areas[0].box_w, 119000);
	assert_int_equal(list[0].f.areas[0].box_h, 42100);
	in.areas = &tiny;
	assert_int_equal(fields_replace(&d, id, x.v.version + 1, &in, 1, &f->e), ERR_INVALID);
	assert_string_equal(d.errors[0].code, "field-too-small");
}

static void fields_go_along_with_a_duplicate_without_the_senders_values(void **state)
{
	struct fixture *f = *state;
	const char *from = make_draft(f), *to = make_draft(f);
	struct dossier x = look(f, from), y = look(f, to);
	struct id_pair documents[] = { { x.documents[0].id, y.documents[0].id } };
	struct id_pair people[] = { { party_of(&x, "yamada@example.jp")->id,
				      party_of(&y, "yamada@example.jp")->id } };
	struct field_area_input other = { 1, 0.5, 0.5, 0.2, 0.05, NULL },
				third = { 1, 0.5, 0.8, 0.2, 0.05, NULL };
	struct field_input in[] = { text_field(&x, "yamada@example.jp", "text"),
				    text_field(&x, NULL, "text"),
				    text_field(&x, "partner@example.com", "text") };
	struct filled *list;
	struct domain d;

	in[1].areas = &other;
	in[1].value = "\"A\"";
	in[2].areas = &third;
	assert_ok(place(f, &d, from, in, 3));
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(fields_copy(&d, from, to, documents, 1, people, 1, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_int_equal(load(f, to, &list), 2);
	assert_string_equal(list[0].f.seat, people[0].to);
	assert_null(list[1].json);
}

/* visible revisions ------------------------------------------------------------ */

static void add_revision(struct fixture *f, struct document *doc, const char *sha, _Bool visible)
{
	struct domain d = as(f, NULL);
	struct revision head;

	assert_ok(revision_get_whole(&d.repo, doc->id, doc->head_no, &head, &f->e));
	head.no = doc->head_no + 1;
	head.parent_no = doc->head_no;
	head.sha256 = sha;
	head.kind = "agree";
	doc->head_no = head.no;
	doc->visible_no = visible ? head.no : doc->visible_no;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(revision_insert(&d.repo, &head, &f->e));
	assert_ok(document_update(&d.repo, doc, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static enum err agree_to(struct fixture *f, const struct recipient_ref *ref, const char *digest)
{
	struct dossier x = look(f, ref->envelope_id);
	struct shown_document shown = { x.documents[0].id, digest };
	struct agree_input in = { .shown = &shown,
				  .n_shown = 1,
				  .statement_version = statement_current(PARTY_SIGNER),
				  .name = "本人",
				  .authority = 1 };
	struct domain d = as(f, NULL);

	return recipient_agree(&d, ref, &in, &f->e);
}

static void an_invisible_signature_of_somebody_else_does_not_make_what_was_shown_stale(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct dossier x = look(f, id);

	add_revision(f, &x.documents[0], "bb", 0);
	assert_ok(agree_to(f, &ref, "aa"));
}

static void a_visible_change_does(void **state)
{
	struct fixture *f = *state;
	const char *id = make_sent(f);
	struct recipient_ref ref = open_link(f, "yamada@example.jp");
	struct dossier x = look(f, id);

	add_revision(f, &x.documents[0], "bb", 1);
	assert_int_equal(agree_to(f, &ref, "aa"), ERR_STALE);
	assert_ok(agree_to(f, &ref, "bb"));
}

/* seals ------------------------------------------------------------------------- */

static void company_seals_need_the_permission_and_are_told_of_at_each_use(void **state)
{
	struct fixture *f = *state;
	struct seal_input in = {
		.name = "角印", .kind = "company", .shape = "square", .text = "甲株式会社", .mm = 21
	};
	struct field_input seal = { .kind = "seal" };
	struct domain d = as(f, &f->member);
	struct seal_image s;
	struct recipient_ref ref;
	struct value_input value;
	const struct audit_event *events;
	const char *field, *id;
	_Bool intact, told = 0;
	size_t n;

	assert_int_equal(seal_add(&d, &in, 0, &s, &f->e), ERR_DENIED);
	d = as(f, &f->owner);
	assert_ok(seal_add(&d, &in, 1, &s, &f->e));
	id = sent_with(f, &seal, &field);
	ref = open_link(f, "yamada@example.jp");
	value = (struct value_input){ field, domain_printf(&d, "{\"saved\":\"%s\"}", s.id) };
	d = as(f, NULL);
	assert_ok(recipient_fields_save(&d, &ref, &value, 1, &f->e));
	assert_int_equal(d.n_errors, 0);
	assert_ok(agree_noting(f, &d, &ref));
	d = as(f, &f->owner);
	assert_ok(audit_read(&d, id, "ja", &events, &n, &intact, &f->e));
	for (size_t i = 0; i < n; i++)
		told = told || !strcmp(events[i].kind, "seal.used");
	assert_true(told && intact);
	assert_int_equal(seal_remove(&d, s.id, 1, &f->e), ERR_CONFLICT);
	assert_string_equal(d.refusal, "seal-in-use");
}

static void a_members_seal_is_nobody_elses(void **state)
{
	struct fixture *f = *state;
	struct seal_input in = {
		.name = "認印", .kind = "personal", .shape = "round", .text = "佐藤", .mm = 12
	};
	struct field_input seal = { .kind = "seal" };
	struct domain d = as(f, &f->member);
	const struct seal_image *list;
	struct seal_image s;
	char json[80];
	size_t n;

	assert_ok(seal_add(&d, &in, 0, &s, &f->e));
	snprintf(json, sizeof(json), "{\"saved\":\"%s\"}", s.id);
	assert_value(f, &seal, json, "value-no-seal");
	d = as(f, &f->owner);
	assert_ok(seals_list(&d, &list, &n, &f->e));
	assert_int_equal(n, 0);
	assert_int_equal(seal_remove(&d, s.id, 1, &f->e), ERR_NOT_FOUND);
	d = as(f, &f->member);
	assert_ok(seal_remove(&d, s.id, 0, &f->e));
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(fields_are_replaced_as_a_whole_and_keep_their_ids),
		WITH(an_old_version_is_refused_and_changes_nothing),
		WITH(a_field_outside_of_its_page_is_refused),
		WITH(fields_do_not_overlap_but_a_seal_may_lie_over_a_name),
		WITH(names_occur_once),
		WITH(radio_buttons_stand_for_options_that_exist),
		WITH(a_format_has_only_what_its_kind_knows),
		WITH(only_those_who_sign_get_fields),
		WITH(a_file_that_bears_signatures_gets_no_fields),
		WITH(a_file_goes_with_its_fields_and_a_field_without_its_recipient_blocks_sending),
		WITH(dates_are_days_that_exist_within_what_the_sender_allows),
		WITH(numbers_have_their_range_and_digits),
		WITH(texts_are_checked_by_length_and_form),
		WITH(options_and_checks_know_their_values),
		WITH(pictures_are_handwriting_seals_or_typed),
		WITH(dates_and_numbers_are_shown_as_the_sender_wishes),
		WITH(what_the_sender_knows_of_the_recipient_is_there_already),
		WITH(agreeing_needs_every_required_value),
		WITH(values_are_frozen_with_the_agreement),
		WITH(a_frozen_value_is_not_overwritten_by_any_statement),
		WITH(the_day_of_the_agreement_is_filled_in_by_the_service),
		WITH(nobody_fills_in_for_somebody_else),
		WITH(the_sender_fills_in_before_sending_and_not_later),
		WITH(what_does_not_fit_is_told_to_whoever_types_it),
		WITH(a_box_is_measured_when_it_is_placed),
		WITH(fields_go_along_with_a_duplicate_without_the_senders_values),
		WITH(an_invisible_signature_of_somebody_else_does_not_make_what_was_shown_stale),
		WITH(a_visible_change_does),
		WITH(company_seals_need_the_permission_and_are_told_of_at_each_use),
		WITH(a_members_seal_is_nobody_elses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
