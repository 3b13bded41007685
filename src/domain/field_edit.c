/* Fields of a draft: checked and replaced as a whole. */
#include <jansson.h>
#include <math.h>
#include "domain/check.h"
#include "domain/field.h"
#include "domain/field_value.h"
#include "domain/draft.h"

enum {
	MILLION = 1000000,
	OPTION_CHARS = 200,
	LABEL_CHARS = 200,
	TEXT_MAX = 4000,
	OVERLAP = 1000, /* millionths of a page that two boxes may share: lines that touch */
	BOX_MIN = 4000, /* thousandths of a point */
	FONT_MIN = 400,
	FONT_MAX = 7200,
};

struct editing {
	struct domain *d;
	struct dossier *x;
	struct input_field *old; /* as they are now */
	size_t n_old;
	struct input_field *fields; /* as they will be */
	size_t n;
	const struct field_input *in;
	struct field_writer writer;
	_Bool found; /* in the file: source and form_name are what in says */
};

/* What was found in the file has no place in the request: its name says which it is. */
static const char *at(struct editing *ed, size_t i, const char *member)
{
	if (ed->found)
		return domain_printf(ed->d, "fields[%s].%s", ed->fields[i].name, member);
	return domain_printf(ed->d, "items[%zu].%s", i, member);
}

static const struct input_field *old_of(const struct editing *ed, const char *id)
{
	for (size_t i = 0; id && i < ed->n_old; i++)
		if (!strcmp(ed->old[i].id, id))
			return &ed->old[i];
	return NULL;
}

/* options ------------------------------------------------------------------- */

static _Bool option_known(const json_t *options, size_t n, const char *value)
{
	for (size_t i = 0; i < n; i++) {
		const char *v =
			json_string_value(json_object_get(json_array_get(options, i), "value"));

		if (v && !strcmp(v, value))
			return 1;
	}
	return 0;
}

static void check_option(struct editing *ed, size_t i, const json_t *options, size_t k)
{
	const json_t *one = json_array_get(options, k), *label = json_object_get(one, "label");
	const char *value = json_string_value(json_object_get(one, "value"));
	const char *name = at(ed, i, domain_printf(ed->d, "options[%zu].value", k));

	if (!check_text(ed->d, name, value, (struct text_rule){ OPTION_CHARS, 1, 0 }))
		return;
	if (option_known(options, k, value))
		domain_field_error(ed->d, name, "duplicate-option");
	if (label && !json_is_null(label))
		check_text(ed->d, name, json_is_string(label) ? json_string_value(label) : "\x01",
			   (struct text_rule){ OPTION_CHARS, 0, 0 });
}

static void check_radio_areas(struct editing *ed, size_t i, const json_t *options)
{
	const struct input_field *f = &ed->fields[i];

	for (size_t k = 0; k < f->n_areas; k++) {
		const char *value = f->areas[k].value;
		_Bool good = option_known(options, json_array_size(options), value);

		for (size_t m = 0; m < k; m++)
			good = good && strcmp(f->areas[m].value, value) != 0;
		if (!good)
			domain_field_error(ed->d,
					   at(ed, i, domain_printf(ed->d, "areas[%zu].value", k)),
					   "value-no-option");
	}
}

static void check_options(struct editing *ed, size_t i, const struct field_kind *kind)
{
	json_t *options = json_loads(ed->fields[i].options, JSON_REJECT_DUPLICATES, NULL);
	size_t n = json_array_size(options);

	if (!json_is_array(options) || n > FIELD_OPTIONS_MAX)
		domain_field_error(ed->d, at(ed, i, "options"), "invalid");
	else if (kind->takes == FIELD_TAKES_OPTION && !n)
		domain_field_error(ed->d, at(ed, i, "options"), "required");
	for (size_t k = 0; k < n && n <= FIELD_OPTIONS_MAX; k++)
		check_option(ed, i, options, k);
	if (!strcmp(kind->name, "radio"))
		check_radio_areas(ed, i, options);
	json_decref(options);
}

/* areas --------------------------------------------------------------------- */

static enum err measure(struct editing *ed, const struct document *doc, struct field_area *a,
			struct error *e)
{
	const struct field_drawing *drawing = ed->d->drawing;
	int64_t w, h;

	if (!drawing)
		return ERR_OK;
	TRY(drawing->page_size(drawing->ctx, ed->d, doc, a->page, &w, &h, e));
	a->box_w = (int64_t)llround((double)a->w * (double)w / MILLION);
	a->box_h = (int64_t)llround((double)a->h * (double)h / MILLION);
	return ERR_OK;
}

static enum err check_area(struct editing *ed, size_t i, size_t k, const struct document *doc,
			   struct error *e)
{
	struct field_area *a = &ed->fields[i].areas[k];
	const char *name = at(ed, i, domain_printf(ed->d, "areas[%zu]", k));

	if (a->page < 1 || a->page > doc->pages) {
		domain_field_error(ed->d, domain_printf(ed->d, "%s.page", name), "field-no-page");
		return ERR_OK;
	}
	if (a->x < 0 || a->y < 0 || a->w <= 0 || a->h <= 0 || a->x + a->w > MILLION ||
	    a->y + a->h > MILLION) {
		domain_field_error(ed->d, name, "field-outside");
		return ERR_OK;
	}
	TRY(measure(ed, doc, a, e));
	if (ed->d->drawing && (a->box_w < BOX_MIN || a->box_h < BOX_MIN))
		domain_field_error(ed->d, name, "field-too-small");
	return ERR_OK;
}

static enum err check_areas(struct editing *ed, size_t i, const struct document *doc,
			    struct error *e)
{
	const struct input_field *f = &ed->fields[i];
	_Bool many = !strcmp(f->kind, "radio") || f->form_name;

	if (!f->n_areas || f->n_areas > (many ? FIELD_AREAS_MAX : 1))
		domain_field_error(ed->d, at(ed, i, "areas"),
				   f->n_areas ? "field-one-area" : "required");
	for (size_t k = 0; k < f->n_areas; k++)
		TRY(check_area(ed, i, k, doc, e));
	return ERR_OK;
}

static _Bool boxes_overlap(const struct field_area *a, const struct field_area *b)
{
	int64_t left = a->x > b->x ? a->x : b->x, top = a->y > b->y ? a->y : b->y;
	int64_t right = a->x + a->w < b->x + b->w ? a->x + a->w : b->x + b->w;
	int64_t bottom = a->y + a->h < b->y + b->h ? a->y + a->h : b->y + b->h;

	return a->page == b->page && right - left > OVERLAP && bottom - top > OVERLAP;
}

/* A seal over the name is how seals are put; fields that the file came with are where they are. */
static _Bool may_overlap(const struct input_field *a, const struct input_field *b)
{
	return !strcmp(a->kind, "seal") != !strcmp(b->kind, "seal") ||
	       (a->form_name && b->form_name);
}

static _Bool overlap(const struct input_field *a, const struct input_field *b)
{
	for (size_t i = 0; i < a->n_areas; i++)
		for (size_t k = 0; k < b->n_areas; k++)
			if (boxes_overlap(&a->areas[i], &b->areas[k]))
				return 1;
	return 0;
}

/* between fields ------------------------------------------------------------ */

static _Bool same_seat(const struct input_field *a, const struct input_field *b)
{
	return a->seat && b->seat && !strcmp(a->seat, b->seat);
}

static void check_pair(struct editing *ed, size_t i, const struct input_field *b)
{
	const struct input_field *a = &ed->fields[i];
	_Bool both = !strcmp(a->kind, "signature") && !strcmp(b->kind, "signature");

	if (*a->name && !strcmp(a->name, b->name))
		domain_field_error(ed->d, at(ed, i, "name"), "duplicate-field");
	if (!strcmp(a->id, b->id))
		domain_field_error(ed->d, at(ed, i, "id"), "duplicate-field");
	if (strcmp(a->document_id, b->document_id) != 0)
		return;
	if (both && same_seat(a, b))
		domain_field_error(ed->d, at(ed, i, "kind"), "field-one-signature");
	else if (!may_overlap(a, b) && overlap(a, b))
		domain_field_error(ed->d, at(ed, i, "areas"), "field-overlap");
}

/* one field ----------------------------------------------------------------- */

static void check_texts(struct editing *ed, size_t i)
{
	const struct input_field *f = &ed->fields[i];

	check_text(ed->d, at(ed, i, "name"), f->name, (struct text_rule){ OPTION_CHARS, 0, 0 });
	check_text(ed->d, at(ed, i, "label"), f->label, (struct text_rule){ LABEL_CHARS, 0, 0 });
	if (f->font_size && (f->font_size < FONT_MIN || f->font_size > FONT_MAX))
		domain_field_error(ed->d, at(ed, i, "font_size"), "font-size-range");
	if (f->max_length < 0 || f->max_length > TEXT_MAX)
		domain_field_error(ed->d, at(ed, i, "max_length"), "invalid");
	if (strcmp(f->align, "left") != 0 && strcmp(f->align, "center") != 0 &&
	    strcmp(f->align, "right") != 0)
		domain_field_error(ed->d, at(ed, i, "align"), "invalid");
}

/* Only those who sign fill in: a value is protected by the signature of its act. */
static void check_who(struct editing *ed, size_t i)
{
	const struct input_field *f = &ed->fields[i];
	const struct recipient *r;

	if (!f->seat) {
		if (!strcmp(f->kind, "signature"))
			domain_field_error(ed->d, at(ed, i, "recipient_id"), "required");
		return;
	}
	r = field_holder(ed->x, f->seat);
	if (!r)
		domain_field_error(ed->d, at(ed, i, "recipient_id"), "unknown-recipient");
	else if (!recipient_signs(r))
		domain_field_error(ed->d, at(ed, i, "recipient_id"), "field-no-act");
}

static enum err check_given(struct editing *ed, size_t i, const char *member, const char *json,
			    struct error *e)
{
	const struct input_field *f = &ed->fields[i];
	struct field_content c;
	const char *code;

	TRY(field_content_read(ed->d, f, &ed->writer, json, &c, &code, e));
	if (!code && !c.empty)
		TRY(field_fits(ed->d, f, &c, &code, e));
	if (code)
		domain_field_error(ed->d, at(ed, i, member), code);
	return ERR_OK;
}

static enum err check_values(struct editing *ed, size_t i, const struct field_kind *kind,
			     struct error *e)
{
	const struct input_field *f = &ed->fields[i];
	const char *value = ed->in[i].value;

	if (f->initial && kind->takes == FIELD_TAKES_IMAGE)
		domain_field_error(ed->d, at(ed, i, "initial"), "invalid");
	else if (f->initial)
		TRY(check_given(ed, i, "initial", f->initial, e));
	if (value && f->seat)
		domain_field_error(ed->d, at(ed, i, "value"), "value-of-recipient");
	else if (value)
		TRY(check_given(ed, i, "value", value, e));
	return ERR_OK;
}

static const struct document *contract_of(struct editing *ed, const char *id)
{
	const struct document *doc = dossier_document(ed->x, id);

	return doc && !strcmp(doc->kind, "contract") ? doc : NULL;
}

static enum err check_field(struct editing *ed, size_t i, struct error *e)
{
	const struct input_field *f = &ed->fields[i];
	const struct field_kind *kind = field_kind_of(f->kind);
	const struct document *doc = contract_of(ed, f->document_id);
	struct field_format format;
	size_t before = ed->d->n_errors;

	if (!doc)
		domain_field_error(ed->d, at(ed, i, "document_id"), "unknown-document");
	else if (doc->signatures || doc->certified)
		domain_field_error(ed->d, at(ed, i, "document_id"), "field-signed-file");
	if (!kind)
		domain_field_error(ed->d, at(ed, i, "kind"), "unknown-field-kind");
	else if (!field_format_read(ed->d, kind, f->format, &format))
		domain_field_error(ed->d, at(ed, i, "format"), "invalid");
	if (ed->d->n_errors > before)
		return ERR_OK;
	check_texts(ed, i);
	check_who(ed, i);
	check_options(ed, i, kind);
	TRY(check_areas(ed, i, doc, e));
	if (ed->d->n_errors > before)
		return ERR_OK;
	return check_values(ed, i, kind, e);
}

/* taking in ----------------------------------------------------------------- */

static int64_t part(double fraction)
{
	return fraction >= -1 && fraction <= 2 ? (int64_t)llround(fraction * MILLION) : -1;
}

static enum err take_areas(struct editing *ed, const struct field_input *in, struct input_field *f,
			   struct error *e)
{
	f->areas = arena_alloc_n(ed->d->repo.mem, in->n_areas + 1, sizeof(*f->areas));
	if (!f->areas)
		return error_set(e, ERR_TOO_LARGE, "the fields exceed the memory limit");
	f->n_areas = in->n_areas;
	for (size_t i = 0; i < in->n_areas; i++) {
		const struct field_area_input *a = &in->areas[i];

		f->areas[i] = (struct field_area){
			.page = a->page,
			.x = part(a->x),
			.y = part(a->y),
			.w = part(a->w),
			.h = part(a->h),
			.value = a->value ? a->value : "",
		};
	}
	return ERR_OK;
}

static const char *or_text(const char *given, const char *otherwise)
{
	return given ? given : otherwise;
}

/* What the file came with stays where and what it is; only who fills it in, and how, is said. */
static void keep_found(struct input_field *f, const struct input_field *old)
{
	f->source = old->source;
	f->form_name = old->form_name;
	if (!old->form_name)
		return;
	f->document_id = old->document_id;
	f->areas = old->areas;
	f->n_areas = old->n_areas;
	f->options = old->options;
}

static const char *seat_of(const struct editing *ed, const char *recipient)
{
	const struct recipient *r = recipient ? dossier_recipient(ed->x, recipient) : NULL;

	return r ? recipient_seat(r) : recipient;
}

static enum err take(struct editing *ed, size_t i, struct error *e)
{
	const struct field_input *in = &ed->in[i];
	const struct input_field *old = old_of(ed, in->id);
	struct input_field *f = &ed->fields[i];

	*f = (struct input_field){
		.id = old ? old->id : domain_id(ed->d, "fld"),
		.envelope_id = ed->x->v.id,
		.document_id = or_text(in->document_id, ""),
		.seat = seat_of(ed, in->recipient_id),
		.position = (int64_t)i + 1,
		.kind = or_text(in->kind, ""),
		.name = or_text(in->name, ""),
		.label = or_text(in->label, ""),
		.required = in->required,
		.initial = in->initial,
		.options = or_text(in->options, "[]"),
		.format = or_text(in->format, "{}"),
		.font_size = (int64_t)llround(fmin(fmax(in->font_size, -1), 1000) * 100),
		.align = or_text(in->align, "left"),
		.max_length = in->max_length,
		.source = "placed",
		.cover = in->cover,
	};
	TRY(take_areas(ed, in, f, e));
	if (old)
		keep_found(f, old);
	if (ed->found) {
		f->source = or_text(in->source, "placed");
		f->form_name = in->form_name;
	}
	return ERR_OK;
}

static enum err check_all(struct editing *ed, struct error *e)
{
	for (size_t i = 0; i < ed->n; i++)
		TRY(take(ed, i, e));
	for (size_t i = 0; i < ed->n && ed->d->n_errors < FIELD_ERRORS_MAX; i++)
		TRY(check_field(ed, i, e));
	TRY(domain_fields_ok(ed->d, e));
	for (size_t i = 0; i < ed->n; i++)
		for (size_t k = 0; k < i; k++)
			check_pair(ed, i, &ed->fields[k]);
	return domain_fields_ok(ed->d, e);
}

/* writing ------------------------------------------------------------------- */

static _Bool stays(const struct editing *ed, const char *id)
{
	for (size_t i = 0; i < ed->n; i++)
		if (!strcmp(ed->fields[i].id, id))
			return 1;
	return 0;
}

static enum err write_value(struct editing *ed, size_t i, struct error *e)
{
	const struct input_field *f = &ed->fields[i];
	struct field_content c;
	const char *code;

	if (f->seat)
		return ERR_OK;
	TRY(field_content_read(ed->d, f, &ed->writer, ed->in[i].value, &c, &code, e));
	if (!ed->in[i].value || code)
		return field_value_delete(&ed->d->repo, f->id, e);
	return field_value_write(ed->d, f, &c, NULL, e);
}

/* A field that goes to somebody else, or becomes another kind, loses what was filled in. */
static enum err write_field(struct editing *ed, size_t i, struct error *e)
{
	const struct input_field *f = &ed->fields[i], *old = old_of(ed, f->id);
	_Bool same_owner = old && (same_seat(f, old) || (!f->seat && !old->seat));

	if (!old)
		return field_insert(&ed->d->repo, f, e);
	if (!same_owner || strcmp(f->kind, old->kind) != 0)
		TRY(field_value_delete(&ed->d->repo, f->id, e));
	return field_update(&ed->d->repo, f, e);
}

static enum err write_all(struct editing *ed, struct error *e)
{
	/* a draft has no act: one that came back from its parties lets its values go again */
	TRY(field_value_thaw(&ed->d->repo, ed->x->v.id, e));
	for (size_t i = 0; i < ed->n_old; i++)
		if (!stays(ed, ed->old[i].id))
			TRY(field_delete(&ed->d->repo, ed->old[i].id, e));
	for (size_t i = 0; i < ed->n; i++) {
		TRY(write_field(ed, i, e));
		TRY(write_value(ed, i, e));
	}
	return ERR_OK;
}

static enum err begin(struct editing *ed, const char *envelope, int64_t version, struct error *e)
{
	TRY(draft_lock(ed->d, envelope, version, ed->x, e));
	ed->writer = (struct field_writer){ .seat = "", .account = ed->d->actor.id };
	TRY(field_may_company(ed->d, ed->writer.account, &ed->writer.may_company, e));
	return field_list(&ed->d->repo, envelope, &ed->old, &ed->n_old, e);
}

static enum err room(struct editing *ed, size_t n, struct error *e)
{
	if (n > FIELDS_MAX)
		return domain_refuse(ed->d, ERR_TOO_LARGE, "too-many-fields", e);
	ed->fields = arena_alloc_n(ed->d->repo.mem, n + 1, sizeof(*ed->fields));
	if (!ed->fields)
		return error_set(e, ERR_TOO_LARGE, "the fields exceed the memory limit");
	return ERR_OK;
}

enum err fields_replace(struct domain *d, const char *envelope, int64_t version,
			const struct field_input *in, size_t n, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;
	struct editing ed = { .d = d, .x = &x, .in = in, .n = n };

	TRY(room(&ed, n, e));
	TRY(db_begin(tx.db, e));
	TRY(begin(&ed, envelope, version, e));
	TRY(check_all(&ed, e));
	TRY(write_all(&ed, e));
	TRY(draft_touch(d, &x, e));
	return db_commit(tx.db, e);
}

static _Bool known_form(const struct editing *ed, const struct field_input *in)
{
	for (size_t i = 0; in->form_name && i < ed->n_old; i++)
		if (ed->old[i].form_name && !strcmp(ed->old[i].form_name, in->form_name) &&
		    !strcmp(ed->old[i].document_id, in->document_id))
			return 1;
	return 0;
}

/* Those that are not there yet, behind those that are. */
static enum err take_new(struct editing *ed, const struct field_input *in, size_t n,
			 struct error *e)
{
	struct field_input *list = arena_alloc_n(ed->d->repo.mem, n + 1, sizeof(*list));

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the fields exceed the memory limit");
	for (size_t i = 0; i < n; i++)
		if (!known_form(ed, &in[i]))
			list[ed->n++] = in[i];
	ed->in = list;
	ed->found = 1;
	return room(ed, ed->n_old + ed->n, e);
}

static enum err check_beside(struct editing *ed, struct error *e)
{
	for (size_t i = 0; i < ed->n; i++)
		for (size_t k = 0; k < ed->n_old; k++)
			check_pair(ed, i, &ed->old[k]);
	return domain_fields_ok(ed->d, e);
}

enum err fields_append(struct domain *d, const char *envelope, int64_t version,
		       const struct field_input *in, size_t n, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;
	struct editing ed = { .d = d, .x = &x };

	TRY(db_begin(tx.db, e));
	TRY(begin(&ed, envelope, version, e));
	TRY(take_new(&ed, in, n, e));
	TRY(check_all(&ed, e));
	TRY(check_beside(&ed, e));
	for (size_t i = 0; i < ed.n; i++) {
		ed.fields[i].position += (int64_t)ed.n_old;
		TRY(field_insert(&d->repo, &ed.fields[i], e));
	}
	TRY(draft_touch(d, &x, e));
	return db_commit(tx.db, e);
}

/* duplicates ---------------------------------------------------------------- */

static const char *pair_of(const struct id_pair *pairs, size_t n, const char *id)
{
	for (size_t i = 0; id && i < n; i++)
		if (!strcmp(pairs[i].from, id))
			return pairs[i].to;
	return NULL;
}

enum err fields_copy(struct domain *d, const char *from, const char *to,
		     const struct id_pair *documents, size_t n_documents,
		     const struct id_pair *recipients, size_t n_recipients, struct error *e)
{
	struct input_field *list;
	size_t n;

	TRY(field_list(&d->repo, from, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		struct input_field f = list[i];

		f.id = domain_id(d, "fld");
		f.envelope_id = to;
		f.document_id = pair_of(documents, n_documents, f.document_id);
		f.seat = pair_of(recipients, n_recipients, list[i].seat);
		if (f.document_id && (f.seat || !list[i].seat))
			TRY(field_insert(&d->repo, &f, e));
	}
	return ERR_OK;
}
