#include "domain/timestamps.h"
#include <stdio.h>
#include "domain/audit.h"
#include "store/repo/timestamp.h"

enum { JST_MS = 9 * 60 * 60 * 1000, MONTHS_SHOWN = 12, YEAR_MIN = 2000, YEAR_MAX = 9998 };

/* words ------------------------------------------------------------------ */

static const char *const purpose_names[STAMP_PURPOSE_COUNT_] = {
	[STAMP_ACT] = "act",
	[STAMP_CONCLUSION] = "conclusion",
	[STAMP_RENEWAL] = "renewal",
};
static const char *const class_names[STAMP_CLASS_COUNT_] = {
	[STAMP_ANY] = "any",
	[STAMP_ACCREDITED] = "accredited",
	[STAMP_OTHER] = "other",
	[STAMP_LOCAL] = "local",
};
static const char *const renewal_methods[] = { "timestamp", "record" };

static _Bool find_word(const char *const *words, size_t n, const char *word, size_t *out)
{
	for (size_t i = 0; i < n; i++)
		if (word && !strcmp(words[i], word)) {
			*out = i;
			return 1;
		}
	return 0;
}

const char *stamp_purpose_name(enum stamp_purpose p)
{
	return p < STAMP_PURPOSE_COUNT_ ? purpose_names[p] : "unknown";
}

const char *stamp_class_name(enum stamp_class c)
{
	return c < STAMP_CLASS_COUNT_ ? class_names[c] : "unknown";
}

_Bool stamp_purpose_parse(const char *name, enum stamp_purpose *out)
{
	size_t i;

	if (!find_word(purpose_names, STAMP_PURPOSE_COUNT_, name, &i))
		return 0;
	*out = (enum stamp_purpose)i;
	return 1;
}

_Bool stamp_class_parse(const char *name, enum stamp_class *out)
{
	size_t i;

	if (!find_word(class_names, STAMP_CLASS_COUNT_, name, &i))
		return 0;
	*out = (enum stamp_class)i;
	return 1;
}

/* choosing --------------------------------------------------------------- */

enum err stamp_sources(struct domain *d, const struct stamp_source **out, size_t *n,
		       struct error *e)
{
	size_t count = d->set->n_authorities;
	struct stamp_source *list = arena_alloc_n(d->repo.mem, count + 1, sizeof(*list));

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the authorities exceed the memory limit");
	if (count)
		memcpy(list, d->set->authorities, count * sizeof(*list));
	if (!count || d->set->trial)
		list[count++] = (struct stamp_source){ STAMP_LOCAL_NAME, STAMP_LOCAL };
	*out = list;
	*n = count;
	return ERR_OK;
}

static _Bool source_fits(const struct stamp_source *s, enum stamp_class wanted)
{
	return wanted == STAMP_ANY || s->class == wanted;
}

/* The one that the rule asks first. */
static _Bool find_first(const struct stamp_rule *rule, const struct stamp_source *sources, size_t n,
			size_t *out)
{
	for (size_t i = 0; i < n; i++)
		if (source_fits(&sources[i], rule->class) &&
		    (!rule->authority || !strcmp(rule->authority, sources[i].name))) {
			*out = i;
			return 1;
		}
	return 0;
}

enum err stamp_choose(const struct stamp_rule *rule, const struct stamp_source *sources, size_t n,
		      size_t *order, size_t *n_out, struct error *e)
{
	enum stamp_class class = rule->class;
	size_t first = n, count = 0;

	if (find_first(rule, sources, n, &first)) {
		class = sources[first].class;
		order[count++] = first;
	} else if (class == STAMP_ANY || !rule->fallback) {
		return error_set(e, ERR_TSP,
				 "the time-stamp policy names \"%s\", which is not configured "
				 "(setting tsa)",
				 rule->authority ? rule->authority : "");
	}
	for (size_t i = 0; rule->fallback && i < n; i++)
		if (i != first && sources[i].class == class)
			order[count++] = i;
	if (!count)
		return error_set(e, ERR_TSP,
				 "the time-stamp policy wants an authority of class %s, and "
				 "none is configured (setting tsa)",
				 stamp_class_name(class));
	*n_out = count;
	return ERR_OK;
}

/* the policy ------------------------------------------------------------- */

static void read_rule(const struct timestamp_rule *row, struct stamp_policy *p)
{
	enum stamp_purpose purpose;
	enum stamp_class class;

	if (stamp_purpose_parse(row->purpose, &purpose) && stamp_class_parse(row->class, &class))
		p->rules[purpose] =
			(struct stamp_rule){ class, row->authority, row->fallback != 0 };
}

enum err stamp_policy_get(struct domain *d, struct stamp_policy *out, struct error *e)
{
	struct stamp_policy p = { .renewal_method = renewal_methods[0] };
	const struct timestamp_rule *rules;
	struct timestamp_policy row;
	size_t n;
	enum err rc = timestamp_policy_get(&d->repo, &row, e);

	for (size_t i = 0; i < STAMP_PURPOSE_COUNT_; i++)
		p.rules[i] = (struct stamp_rule){ .class = STAMP_ANY, .fallback = 1 };
	if (rc == ERR_OK) {
		p.renewal_method = row.renewal_method;
		p.version = row.version;
		TRY(timestamp_rule_list(&d->repo, &rules, &n, e));
		for (size_t i = 0; i < n; i++)
			read_rule(&rules[i], &p);
	} else if (rc != ERR_NOT_FOUND) {
		return rc;
	}
	*out = p;
	return ERR_OK;
}

static const char *why_not(const struct stamp_rule *r, const struct stamp_source *sources, size_t n)
{
	const struct stamp_source *named = NULL;
	_Bool class_known = r->class == STAMP_ANY;

	for (size_t i = 0; i < n; i++) {
		if (r->authority && !strcmp(r->authority, sources[i].name))
			named = &sources[i];
		class_known = class_known || sources[i].class == r->class;
	}
	if (!class_known)
		return "class-unavailable";
	if (r->authority && !named)
		return "unknown-authority";
	return named && !source_fits(named, r->class) ? "authority-class" : NULL;
}

static enum err check_policy(struct domain *d, const struct stamp_policy *p, struct error *e)
{
	const struct stamp_source *sources;
	size_t n, word;

	TRY(stamp_sources(d, &sources, &n, e));
	for (size_t i = 0; i < STAMP_PURPOSE_COUNT_; i++) {
		const char *code = why_not(&p->rules[i], sources, n);

		if (code)
			domain_field_error(d, purpose_names[i], code);
	}
	if (!find_word(renewal_methods, COUNT_OF(renewal_methods), p->renewal_method, &word))
		domain_field_error(d, "renewal_method", "invalid");
	return domain_fields_ok(d, e);
}

static enum err put_rules(struct domain *d, const struct stamp_policy *p, struct error *e)
{
	for (size_t i = 0; i < STAMP_PURPOSE_COUNT_; i++)
		TRY(timestamp_rule_put(
			&d->repo,
			&(struct timestamp_rule){ purpose_names[i], class_names[p->rules[i].class],
						  p->rules[i].authority, p->rules[i].fallback },
			e));
	return ERR_OK;
}

static const char *rule_text(struct domain *d, const struct stamp_rule *r)
{
	return domain_printf(d, "%s%s%s, %s", class_names[r->class], r->authority ? " " : "",
			     r->authority ? r->authority : "", r->fallback ? "fall-back" : "wait");
}

static enum err audit_policy(struct domain *d, const struct stamp_policy *p, struct error *e)
{
	struct audit_data data[STAMP_PURPOSE_COUNT_ + 2];
	size_t n = 0;

	for (size_t i = 0; i < STAMP_PURPOSE_COUNT_; i++)
		data[n++] = (struct audit_data){ purpose_names[i], rule_text(d, &p->rules[i]), 0 };
	data[n++] = (struct audit_data){ "renewal_method", p->renewal_method, 0 };
	data[n++] = (struct audit_data){ "version", domain_printf(d, "%lld", (long long)p->version),
					 0 };
	return audit_append(
		d,
		&(struct audit_entry){ .kind = "timestamps.policy_changed", .data = data, .n = n },
		NULL, e);
}

enum err stamp_policy_set(struct domain *d, const struct stamp_policy *in, struct stamp_policy *out,
			  struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct stamp_policy p = *in;
	enum err rc;

	TRY(check_policy(d, in, e));
	p.version++;
	TRY(db_begin(tx.db, e));
	rc = timestamp_policy_put(
		&d->repo, &(struct timestamp_policy){ p.version, p.renewal_method, domain_now(d) },
		e);
	if (rc == ERR_CONFLICT)
		return domain_refuse(d, ERR_STALE, "policy-stale", e);
	TRY(rc);
	TRY(put_rules(d, &p, e));
	TRY(audit_policy(d, &p, e));
	TRY(db_commit(tx.db, e));
	*out = p;
	return ERR_OK;
}

/* what was used ---------------------------------------------------------- */

/* Months since the year 0, of Japan's time. */
static int month_of(time_ms t)
{
	struct civil_time c = time_to_civil(t + JST_MS);

	return c.year * 12 + c.month - 1;
}

static time_ms month_start(int month)
{
	time_ms t = 0;

	if (!time_from_civil(
		    (struct civil_time){ .year = month / 12, .month = month % 12 + 1, .day = 1 },
		    &t))
		return 0;
	return t - JST_MS;
}

time_ms stamp_month_start(time_ms t)
{
	return month_start(month_of(t));
}

/* "2026-01"; anything else is a field error. */
static void month_read(struct domain *d, const char *field, const char *text, int *out)
{
	static const char shape[] = "0000-00";
	int digits[sizeof(shape)] = { 0 }, year, month;
	_Bool fits = strlen(text) == sizeof(shape) - 1;

	for (size_t i = 0; fits && shape[i]; i++) {
		digits[i] = text[i] - '0';
		fits = shape[i] == '0' ? digits[i] >= 0 && digits[i] <= 9 : text[i] == shape[i];
	}
	year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
	month = digits[5] * 10 + digits[6];
	if (fits && year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12)
		*out = year * 12 + month - 1;
	else
		domain_field_error(d, field, "not-a-month");
}

struct usage_list {
	struct stamp_usage *list;
	size_t n, cap;
};

static enum err usage_add(struct domain *d, struct usage_list *u, int month,
			  const struct timestamp_count *c, struct error *e)
{
	struct stamp_usage *x = arena_grow(d->repo.mem, u->list, u->n, &u->cap, sizeof(*x));

	if (!x)
		return error_set(e, ERR_TOO_LARGE, "the usage exceeds the memory limit");
	u->list = x;
	x += u->n++;
	*x = (struct stamp_usage){ .purpose = c->purpose,
				   .authority = c->authority,
				   .class = c->class,
				   .got = c->got,
				   .lost = c->lost,
				   .refused = c->refused };
	snprintf(x->month, sizeof(x->month), "%04u-%02u", (unsigned)(month / 12) % 10000,
		 (unsigned)(month % 12) + 1);
	return ERR_OK;
}

enum err stamp_usage_read(struct domain *d, const char *from, const char *to,
			  const struct stamp_usage **out, size_t *n, struct error *e)
{
	int last = month_of(domain_now(d)), first;
	struct usage_list u = { 0 };

	if (to)
		month_read(d, "to", to, &last);
	first = last - (MONTHS_SHOWN - 1);
	if (from)
		month_read(d, "from", from, &first);
	if (!d->n_errors && (first > last || last - first >= STAMP_MONTHS_MAX))
		domain_field_error(d, "from", "months-range");
	TRY(domain_fields_ok(d, e));
	for (int month = first; month <= last; month++) {
		const struct timestamp_count *rows;
		size_t count;

		TRY(timestamp_use_counts(&d->repo, month_start(month), month_start(month + 1),
					 &rows, &count, e));
		for (size_t i = 0; i < count; i++)
			TRY(usage_add(d, &u, month, &rows[i], e));
	}
	*out = u.list;
	*n = u.n;
	return ERR_OK;
}
