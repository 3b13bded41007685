/* Seals that members keep for later. */
#include <math.h>
#include "domain/audit.h"
#include "domain/check.h"
#include "domain/field.h"
#include "store/repo/document.h"

enum { SEAL_CHARS = 40, SEALS_MAX = 100 };

enum err seals_list(struct domain *d, const struct seal_image **out, size_t *n, struct error *e)
{
	return seal_image_list(&d->repo, d->actor.id, out, n, e);
}

static void check_drawn(struct domain *d, const struct seal_input *in)
{
	if (!in->shape || (strcmp(in->shape, "round") != 0 && strcmp(in->shape, "square") != 0 &&
			   strcmp(in->shape, "company") != 0))
		domain_field_error(d, "shape", "invalid");
	check_text(d, "text", in->text, (struct text_rule){ SEAL_CHARS, 1, 0 });
	check_text(d, "outer", in->outer, (struct text_rule){ SEAL_CHARS, 0, 0 });
}

static enum err check_seal(struct domain *d, const struct seal_input *in, _Bool may_company,
			   struct error *e)
{
	check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	if (strcmp(in->kind, "personal") != 0 && strcmp(in->kind, "company") != 0)
		domain_field_error(d, "kind", "invalid");
	if (!(in->mm >= 0 && in->mm <= 100))
		domain_field_error(d, "mm", "invalid");
	if (!in->image)
		check_drawn(d, in);
	TRY(domain_fields_ok(d, e));
	if (!strcmp(in->kind, "company") && !may_company)
		return domain_refuse(d, ERR_DENIED, "company-seal", e);
	return ERR_OK;
}

static enum err audit_kept(struct domain *d, const char *kind, const struct seal_image *s,
			   struct error *e)
{
	const struct audit_data data[] = {
		{ "seal", s->id, 0 },
		{ "kind", s->kind, 0 },
		{ "seal_name", s->name, 1 },
	};

	return audit_append(
		d, &(struct audit_entry){ .kind = kind, .data = data, .n = COUNT_OF(data) }, NULL,
		e);
}

static enum err check_room(struct domain *d, struct error *e)
{
	const struct seal_image *list;
	size_t n;

	TRY(seals_list(d, &list, &n, e));
	return n < SEALS_MAX ? ERR_OK : domain_refuse(d, ERR_TOO_LARGE, "too-many-seals", e);
}

enum err seal_image_begin(struct domain *d, const char *blob, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(db_begin(tx.db, e));
	TRY(check_room(d, e));
	TRY(blob_row_insert(&d->repo, blob, domain_now(d), e));
	return db_commit(tx.db, e);
}

enum err seal_add(struct domain *d, const struct seal_input *in, _Bool may_company,
		  struct seal_image *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct seal_image s = {
		.id = domain_id(d, "sim"),
		.account_id = d->actor.id,
		.kind = in->kind,
		.name = in->name,
		.shape = in->image ? "image" : in->shape,
		.text = in->text ? in->text : "",
		.outer_text = in->outer ? in->outer : "",
		.mm = (int64_t)llround(in->mm * 10),
		.blob_id = in->image ? in->image->blob : NULL,
		.sha256 = in->image ? in->image->sha256 : NULL,
		.created_at = domain_now(d),
	};

	TRY(check_seal(d, in, may_company, e));
	TRY(db_begin(tx.db, e));
	TRY(check_room(d, e));
	if (in->image)
		TRY(blob_row_ready(&d->repo, in->image->blob, in->image->size,
				   in->image->wrapped_key, e));
	TRY(seal_image_insert(&d->repo, &s, e));
	TRY(audit_kept(d, "seal.kept", &s, e));
	TRY(db_commit(tx.db, e));
	*out = s;
	return ERR_OK;
}

enum err seal_remove(struct domain *d, const char *id, _Bool may_company, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct seal_image s;
	_Bool in_use, company;

	TRY(db_begin(tx.db, e));
	TRY(seal_image_get(&d->repo, id, &s, e));
	company = !strcmp(s.kind, "company");
	if (company ? !may_company : strcmp(s.account_id, d->actor.id) != 0)
		return company ? domain_refuse(d, ERR_DENIED, "company-seal", e)
			       : error_set(e, ERR_NOT_FOUND, "no such seal");
	TRY(seal_image_in_use(&d->repo, id, &in_use, e));
	if (in_use)
		return domain_refuse(d, ERR_CONFLICT, "seal-in-use", e);
	TRY(seal_image_delete(&d->repo, &s, e));
	TRY(audit_kept(d, "seal.dropped", &s, e));
	return db_commit(tx.db, e);
}
