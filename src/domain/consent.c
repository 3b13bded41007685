#include "domain/consent.h"

enum { TAKES_NONE, TAKES_TEXT };
#define BEFORE LAW_BEFORE
#define AFTER  LAW_AFTER
#define NONE   TAKES_NONE
#define TEXT   TAKES_TEXT

static const struct law laws[] = {
#define LAW(code, version, clauses, title_en, title_ja, text_en, text_ja)                          \
	{ code, version, clauses, title_en, title_ja, text_en, text_ja },
#define STEP(...)
#include "domain/laws.def"
#undef LAW
#undef STEP
};

static const struct law_step steps[] = {
#define LAW(...)
#define STEP(law, code, when, answer, title_en, title_ja, text_en, text_ja)                        \
	{ law, code, when, answer, title_en, title_ja, text_en, text_ja },
#include "domain/laws.def"
#undef LAW
#undef STEP
};

size_t law_count(void)
{
	return COUNT_OF(laws);
}

const struct law *law_at(size_t i)
{
	return i < COUNT_OF(laws) ? &laws[i] : NULL;
}

const struct law *law_find(const char *code)
{
	const struct law *found = NULL;

	for (size_t i = 0; i < COUNT_OF(laws); i++)
		if (code && !strcmp(laws[i].code, code))
			found = &laws[i];
	return found;
}

const struct law_step *law_step(const struct law *l, size_t no)
{
	for (size_t i = 0; i < COUNT_OF(steps); i++)
		if (!strcmp(steps[i].law, l->code) && !no--)
			return &steps[i];
	return NULL;
}

_Bool law_needs_consent(const struct law *l)
{
	return law_step(l, 0) != NULL;
}

const struct law_step *consent_next(const struct consent *c, _Bool after)
{
	for (size_t i = 0; i < c->n_steps; i++)
		if (!c->taken_at[i] && (after || c->steps[i]->when == LAW_BEFORE))
			return c->steps[i];
	return NULL;
}

const char *consent_state(const struct consent *c)
{
	if (!c->n_steps)
		return "told";
	if (!consent_next(c, 0))
		return "given";
	return c->withdrawn ? "withdrawn" : "needed";
}

static void read_rows(struct consent *c, const struct consent_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rows[i].law, c->law->code) != 0)
			continue;
		c->withdrawn = c->withdrawn || rows[i].withdrawn_at;
		for (size_t s = 0; s < c->n_steps; s++)
			if (!rows[i].withdrawn_at && !strcmp(rows[i].step, c->steps[s]->code) &&
			    !strcmp(rows[i].version, c->law->version))
				c->taken_at[s] = rows[i].at;
	}
}

enum err consent_load(struct domain *d, const char *recipient, struct consent_list *out,
		      struct error *e)
{
	struct consent_list l = { 0 };
	const struct law_row *named;
	size_t n;

	TRY(recipient_law_list(&d->repo, recipient, &named, &n, e));
	TRY(consent_row_list(&d->repo, recipient, &l.rows, &l.n_rows, e));
	l.items = arena_alloc_n(d->repo.mem, n + 1, sizeof(*l.items));
	if (!l.items)
		return error_set(e, ERR_TOO_LARGE, "the laws exceed the memory limit");
	for (size_t i = 0; i < n; i++) {
		struct consent *c = &l.items[l.n];
		const struct law_step *s;

		c->law = law_find(named[i].law);
		if (!c->law)
			return error_set(e, ERR_INTERNAL, "a recipient has an unknown law");
		while (c->n_steps < LAW_STEPS_MAX && (s = law_step(c->law, c->n_steps)))
			c->steps[c->n_steps++] = s;
		read_rows(c, l.rows, l.n_rows);
		l.n++;
	}
	*out = l;
	return ERR_OK;
}

void consent_check(struct domain *d, const char *prefix, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		_Bool twice = 0;

		for (size_t k = 0; k < i; k++)
			twice = twice || (names[k] && names[i] && !strcmp(names[k], names[i]));
		if (twice || !law_find(names[i]))
			domain_field_error(d, domain_printf(d, "%s[%zu]", prefix, i),
					   "unknown-law");
	}
}

enum err consent_save(struct domain *d, const char *envelope, const char *recipient,
		      const char *const *names, size_t n, struct error *e)
{
	TRY(recipient_law_delete(&d->repo, recipient, e));
	for (size_t i = 0; i < n; i++)
		TRY(recipient_law_put(&d->repo, recipient, names[i], envelope, (int64_t)i, e));
	return ERR_OK;
}

enum err consent_copy(struct domain *d, const char *from, const char *envelope, const char *to,
		      struct error *e)
{
	const struct law_row *named;
	size_t n;

	TRY(recipient_law_list(&d->repo, from, &named, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(recipient_law_put(&d->repo, to, named[i].law, envelope, (int64_t)i, e));
	return ERR_OK;
}
