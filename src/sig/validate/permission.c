#include "sig/validate/permission.h"
#include <stdlib.h>

enum { REFERENCES_MAX = 16, NAMES_MAX = 10000 };

static const struct pdf_obj *get(struct pdf_doc *d, const struct pdf_obj *dict, const char *key)
{
	const struct pdf_obj *o = NULL;

	if (pdf_doc_get(d, dict, key, &o, NULL) != ERR_OK || o->kind == PDF_NULL)
		return NULL;
	return o;
}

/* A /P that is no number from 1 to 3 is read as the strictest. */
static int p_of(const struct pdf_obj *p, int absent)
{
	if (!p)
		return absent;
	return p->kind == PDF_INT && p->u.integer >= 1 && p->u.integer <= 3 ? (int)p->u.integer : 1;
}

static void tighten(struct permission *out, int p)
{
	if (p && (!out->p || p < out->p))
		out->p = p;
}

static int by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* Sorted, for diff_sum. False: more names than can be kept. */
static _Bool read_names(struct pdf_doc *d, const struct pdf_obj *list, struct arena *mem,
			struct lock_rule *rule)
{
	size_t n = list && list->kind == PDF_ARRAY ? list->u.array.n : 0;

	rule->names = n <= NAMES_MAX ? arena_alloc_n(mem, n + 1, sizeof(*rule->names)) : NULL;
	if (!rule->names)
		return 0;
	for (size_t i = 0; i < n; i++) {
		const struct pdf_obj *name;

		if (pdf_doc_resolve(d, &list->u.array.items[i], &name, NULL) != ERR_OK ||
		    name->kind != PDF_STRING)
			continue;
		rule->names[rule->n] = pdf_text_utf8(mem, name->u.text);
		if (!rule->names[rule->n++])
			return 0;
	}
	if (rule->n)
		qsort(rule->names, rule->n, sizeof(*rule->names), by_text);
	return 1;
}

/* What the signer wanted cannot be told: everything is locked. */
static void lock_all(struct permission *out)
{
	if (out->n_locks < COUNT_OF(out->locks))
		out->n_locks++;
	out->locks[out->n_locks - 1] = (struct lock_rule){ .action = LOCK_ALL };
}

/* TransformParams of FieldMDP and the /Lock dictionary have the same entries. */
static void add_lock(struct pdf_doc *d, const struct pdf_obj *dict, struct arena *mem,
		     struct permission *out)
{
	struct lock_rule rule = { .action = LOCK_ALL }; /* unknown actions lock everything */
	const struct pdf_obj *action = get(d, dict, "Action");

	if (out->n_locks == COUNT_OF(out->locks)) {
		lock_all(out);
		return;
	}
	if (pdf_is_name(action, "Include"))
		rule.action = LOCK_INCLUDE;
	else if (pdf_is_name(action, "Exclude"))
		rule.action = LOCK_EXCLUDE;
	if (rule.action != LOCK_ALL && !read_names(d, get(d, dict, "Fields"), mem, &rule))
		rule = (struct lock_rule){ .action = LOCK_ALL };
	out->locks[out->n_locks++] = rule;
}

static void read_reference(struct pdf_doc *d, const struct pdf_obj *ref, struct arena *mem,
			   struct permission *out)
{
	const struct pdf_obj *method = get(d, ref, "TransformMethod");
	const struct pdf_obj *params = get(d, ref, "TransformParams");

	if (pdf_is_name(method, "DocMDP"))
		tighten(out, p_of(params ? get(d, params, "P") : NULL, 2));
	else if (pdf_is_name(method, "FieldMDP") && params)
		add_lock(d, params, mem, out);
	else if (pdf_is_name(method, "FieldMDP"))
		lock_all(out);
}

static void read_references(struct pdf_doc *d, const struct pdf_obj *signature, struct arena *mem,
			    struct permission *out)
{
	const struct pdf_obj *refs = get(d, signature, "Reference"), *one;
	size_t n = refs && refs->kind == PDF_ARRAY ? refs->u.array.n : 0;

	for (size_t i = 0; i < n && i < REFERENCES_MAX; i++)
		if (pdf_doc_resolve(d, &refs->u.array.items[i], &one, NULL) == ERR_OK)
			read_reference(d, one, mem, out);
	if (n > REFERENCES_MAX) {
		lock_all(out);
		tighten(out, 1);
	}
}

static const struct pdf_obj *root_of(struct pdf_doc *d)
{
	const struct pdf_obj *root = NULL;

	return pdf_doc_object(d, pdf_doc_root(d).num, &root, NULL) == ERR_OK ? root : NULL;
}

/* The certification that holds for the whole document, whoever made it. */
static void read_perms(struct pdf_doc *d, const struct sigdict *s, struct arena *mem,
		       struct permission *out)
{
	const struct pdf_obj *root = root_of(d);
	const struct pdf_obj *perms = root ? get(d, root, "Perms") : NULL;
	const struct pdf_obj *mdp = perms ? pdf_dict_get(perms, "DocMDP") : NULL;
	const struct pdf_obj *other;
	struct permission theirs = { 0 };

	if (!mdp)
		return;
	out->certification = mdp->kind == PDF_REF && mdp->u.ref.num == s->holder;
	if (out->certification || pdf_doc_resolve(d, mdp, &other, NULL) != ERR_OK)
		return;
	read_references(d, other, mem, &theirs);
	tighten(out, theirs.p);
}

void permission_read(struct pdf_doc *d, const struct pdf_field *field, const struct sigdict *s,
		     struct arena *mem, struct permission *out)
{
	const struct pdf_obj *lock;

	*out = (struct permission){ 0 };
	read_perms(d, s, mem, out);
	read_references(d, s->dict, mem, out);
	lock = get(d, field->dict, "Lock");
	if (!lock || (lock->kind != PDF_DICT && lock->kind != PDF_STREAM))
		return;
	add_lock(d, lock, mem, out);
	tighten(out, p_of(get(d, lock, "P"), 0));
}
