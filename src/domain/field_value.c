/* Values of fields as rows, and what a field shows when nobody has filled it in. */
#include "domain/field_value.h"
#include <jansson.h>
#include "crypto/digest.h"
#include "domain/permission.h"
#include "domain/vault.h"
#include "store/repo/organisation.h"

const struct recipient *field_holder(const struct dossier *x, const char *seat)
{
	for (size_t i = 0; seat && i < x->n_recipients; i++)
		if (!strcmp(recipient_seat(&x->recipients[i]), seat) &&
		    strcmp(x->recipients[i].state, "forwarded") != 0)
			return &x->recipients[i];
	return NULL;
}

enum err field_fits(struct domain *d, const struct input_field *f, const struct field_content *c,
		    const char **code_out, struct error *e)
{
	*code_out = NULL;
	if (!d->drawing || c->empty)
		return ERR_OK;
	return d->drawing->fits(d->drawing->ctx, d, f, c, code_out, e);
}

enum err field_value_write(struct domain *d, const struct input_field *f,
			   const struct field_content *c, const char *act, struct error *e)
{
	struct input_value v = {
		.field_id = f->id,
		.envelope_id = f->envelope_id,
		.by_id = d->actor.id,
		.saved_at = domain_now(d),
		.act_id = act,
		.seal_id = c->saved,
	};

	TRY(vault_encrypt(d, f->id, BYTES(c->json, strlen(c->json)), &v.value, e));
	return field_value_put(&d->repo, &v, e);
}

static enum err open_value(struct domain *d, const struct input_value *v, const char **out,
			   struct error *e)
{
	struct bytes plain;

	TRY(vault_decrypt(d, v->field_id, v->value, &plain, e));
	*out = domain_printf(d, "%.*s", (int)plain.len, (const char *)plain.data);
	return ERR_OK;
}

/* What the sender said of the recipient goes into fields of these kinds. */
static const char *said_of(const struct recipient *r, const char *kind)
{
	const struct {
		const char *kind, *value;
	} said[] = {
		{ "name", r->name },   { "company", r->company }, { "department", r->department },
		{ "title", r->title }, { "mail", r->email },
	};

	for (size_t i = 0; i < COUNT_OF(said); i++)
		if (!strcmp(said[i].kind, kind) && *said[i].value)
			return said[i].value;
	return NULL;
}

const char *field_initial(struct domain *d, const struct input_field *f,
			  const struct recipient *who)
{
	const char *said = who && !f->initial ? said_of(who, f->kind) : NULL;

	return said ? domain_json(d, json_string(said)) : f->initial;
}

enum err field_may_company(struct domain *d, const char *account, _Bool *out, struct error *e)
{
	struct member m;
	enum role role;
	enum err rc;

	*out = 0;
	if (!account)
		return ERR_OK;
	rc = member_get(&d->repo, account, &m, e);
	if (rc == ERR_OK && role_parse(m.role, &role))
		*out = role_may(role, "seal.company");
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

/* loading ------------------------------------------------------------------ */

static const struct input_value *value_of(const struct input_value *list, size_t n,
					  const char *field)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].field_id, field))
			return &list[i];
	return NULL;
}

/* A picture by whoever held the seat before is not the present one's handwriting or seal. */
static _Bool counts(const struct input_field *f, const struct input_value *v,
		    const struct recipient *who)
{
	const struct field_kind *k = field_kind_of(f->kind);

	return v && (v->act_id || !who || !k || k->takes != FIELD_TAKES_IMAGE ||
		     !strcmp(v->by_id, who->id));
}

static enum err fill_one(struct domain *d, const struct dossier *x, const struct input_field *f,
			 const struct input_value *v, struct filled *out, struct error *e)
{
	const struct recipient *who = field_holder(x, f->seat);

	*out = (struct filled){ .f = *f };
	if (!counts(f, v, who)) {
		out->json = field_initial(d, f, who);
		return ERR_OK;
	}
	out->saved = 1;
	out->frozen = v->act_id != NULL;
	out->act_id = v->act_id;
	return open_value(d, v, &out->json, e);
}

enum err fields_load(struct domain *d, const struct dossier *x, struct filled **out, size_t *n,
		     struct error *e)
{
	struct input_value *values;
	struct filled *list;
	struct input_field *fields;
	size_t n_fields, n_values;

	TRY(field_list(&d->repo, x->v.id, &fields, &n_fields, e));
	TRY(field_value_list(&d->repo, x->v.id, &values, &n_values, e));
	list = arena_alloc_n(d->repo.mem, n_fields + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the fields exceed the memory limit");
	for (size_t i = 0; i < n_fields; i++)
		TRY(fill_one(d, x, &fields[i], value_of(values, n_values, fields[i].id), &list[i],
			     e));
	*out = list;
	*n = n_fields;
	return ERR_OK;
}

static _Bool of_seat(const struct input_field *f, const char *seat)
{
	return f->seat && seat ? !strcmp(f->seat, seat) : !f->seat && !seat;
}

static _Bool has_content(const struct filled *v)
{
	return v->json && strcmp(v->json, "null") != 0 && strcmp(v->json, "\"\"") != 0 &&
	       strcmp(v->json, "\"off\"") != 0;
}

struct field_count fields_count(const struct filled *list, size_t n, const char *seat)
{
	struct field_count c = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (!of_seat(&list[i].f, seat))
			continue;
		c.total++;
		c.done += has_content(&list[i]);
	}
	return c;
}

/* freezing ----------------------------------------------------------------- */

struct freezing {
	struct domain *d;
	const struct recipient *who; /* NULL: the sender */
	struct field_writer writer;
	const char *act; /* NULL: nothing is written */
	_Bool told; /* the values are wanted all the same */
	time_ms at;
	json_t *all;
	size_t used;
};

/* A date of the agreement is the service's to fill in. */
static const char *json_now(const struct freezing *z, const struct filled *v)
{
	struct field_format format;

	if (strcmp(v->f.kind, "date") != 0 ||
	    !field_format_read(z->d, field_kind_of("date"), v->f.format, &format) ||
	    !format.agreement)
		return v->json;
	return domain_printf(z->d, "\"%s\"", field_today(z->d, z->at));
}

static void add_json(struct freezing *z, const struct input_field *f, const char *json)
{
	json_array_append_new(z->all,
			      json_pack("{s:s, s:s, s:s, s:s, s:o}", "document", f->document_id,
					"field", f->id, "kind", f->kind, "name", f->name, "value",
					json_loads(json, JSON_DECODE_ANY, NULL)));
	z->used++;
}

static enum err audit_seal(struct domain *d, const struct input_field *f,
			   const struct field_content *c, const char *act, struct error *e)
{
	const struct audit_data data[] = {
		{ "seal", c->saved, 0 },
		{ "field", f->id, 0 },
		{ "act", act, 0 },
	};

	if (!c->saved)
		return ERR_OK;
	return audit_append(d,
			    &(struct audit_entry){ .envelope = f->envelope_id,
						   .kind = "seal.used",
						   .data = data,
						   .n = COUNT_OF(data) },
			    NULL, e);
}

static enum err freeze_one(struct freezing *z, const struct filled *v, struct error *e)
{
	struct field_content c;
	const char *code;

	TRY(field_content_read(z->d, &v->f, &z->writer, json_now(z, v), &c, &code, e));
	if (!code && c.empty && v->f.required)
		code = "required";
	if (!code)
		TRY(field_fits(z->d, &v->f, &c, &code, e));
	if (code) {
		domain_field_error(z->d, domain_printf(z->d, "fields[%s].value", v->f.id), code);
		return ERR_OK;
	}
	if (z->act || z->told)
		add_json(z, &v->f, c.json);
	if (!z->act)
		return ERR_OK;
	TRY(field_value_write(z->d, &v->f, &c, z->act, e));
	return audit_seal(z->d, &v->f, &c, z->act, e);
}

static enum err freeze_all(struct freezing *z, const struct dossier *x, struct error *e)
{
	const char *seat = z->who ? recipient_seat(z->who) : NULL;
	struct filled *list;
	size_t n;

	TRY(fields_load(z->d, x, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		if (of_seat(&list[i].f, seat))
			TRY(freeze_one(z, &list[i], e));
	return domain_fields_ok(z->d, e);
}

static enum err values_of(struct domain *d, const struct dossier *x, const struct recipient *who,
			  const char *act, const char **values_out, struct error *e)
{
	struct freezing z = { .d = d, .who = who,	 .act = act,
			      .told = 1, .at = domain_now(d), .all = json_array() };
	enum err rc;

	z.writer.seat = who ? recipient_seat(who) : "";
	z.writer.account = who ? who->account_id : d->actor.id;
	rc = field_may_company(d, z.writer.account, &z.writer.may_company, e);
	if (rc == ERR_OK)
		rc = freeze_all(&z, x, e);
	if (rc == ERR_OK)
		*values_out = z.used ? domain_json(d, json_incref(z.all)) : NULL;
	json_decref(z.all);
	return rc;
}

enum err fields_freeze(struct domain *d, const struct dossier *x, const struct recipient *who,
		       const char *act, const char **values_out, struct error *e)
{
	return values_of(d, x, who, act, values_out, e);
}

enum err fields_values(struct domain *d, const struct dossier *x, const struct recipient *who,
		       const char **values_out, struct error *e)
{
	return values_of(d, x, who, NULL, values_out, e);
}

enum err fields_frozen(struct domain *d, const struct dossier *x, const char *act,
		       const char **values_out, struct error *e)
{
	struct freezing z = { .d = d, .all = json_array() };
	struct filled *list;
	enum err rc;
	size_t n;

	rc = fields_load(d, x, &list, &n, e);
	for (size_t i = 0; rc == ERR_OK && i < n; i++)
		if (list[i].frozen && !strcmp(list[i].act_id, act))
			add_json(&z, &list[i].f, list[i].json);
	if (rc == ERR_OK)
		*values_out = z.used ? domain_json(d, json_incref(z.all)) : NULL;
	json_decref(z.all);
	return rc;
}

void fields_digest(const char *values, char out[FIELD_DIGEST_SIZE])
{
	unsigned char raw[DIGEST_MAX];

	digest_of(DIGEST_SHA256, BYTES(values, strlen(values)), raw);
	hex_encode(BYTES(raw, 32), out);
}

/* sending ------------------------------------------------------------------ */

static void check_holder(struct domain *d, const struct dossier *x, const struct input_field *f)
{
	const struct recipient *who = field_holder(x, f->seat);

	if (f->seat && !who)
		domain_field_error(d, domain_printf(d, "fields[%s].recipient_id", f->id),
				   "unknown-recipient");
	else if (who && !recipient_signs(who))
		domain_field_error(d, domain_printf(d, "fields[%s].recipient_id", f->id),
				   "field-no-act");
}

enum err fields_check_send(struct domain *d, const struct dossier *x, struct error *e)
{
	struct freezing z = { .d = d,
			      .writer = { .seat = "", .account = d->actor.id },
			      .at = domain_now(d) };
	struct filled *list;
	size_t n;

	TRY(field_may_company(d, d->actor.id, &z.writer.may_company, e));
	TRY(fields_load(d, x, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		check_holder(d, x, &list[i].f);
		if (!list[i].f.seat)
			TRY(freeze_one(&z, &list[i], e));
	}
	return ERR_OK;
}
