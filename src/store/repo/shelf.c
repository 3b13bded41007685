#include "store/repo/shelf.h"
#include <assert.h>

/* A search looks through so many envelopes at a time, and that often for one page. */
enum { STRETCH = 1000, STRETCHES = 2 };

#define NEWEST "zzzz" /* above every id, in every collation */

/* writing --------------------------------------------------------------- */

struct place {
	const char *shelf;
	int64_t visible;
};

static struct place place_for_maker(const struct envelope *v)
{
	return v->discarded_at ? (struct place){ "trash", 0 } : (struct place){ v->state, 1 };
}

static struct place place_for_party(const struct envelope *v)
{
	return strcmp(v->state, "draft") ? (struct place){ v->state, 1 }
					 : (struct place){ "hidden", 0 };
}

/* Only a draft's mark can change. */
static enum err set_mark(const struct repo *r, const struct envelope *v, struct error *e)
{
	if (strcmp(v->state, "draft") != 0)
		return ERR_OK;
	TRY(repo_exec(r, SQL_mark_delete, NULL, e, DBT(v->id), DBT(v->external_id)));
	if (!v->external_id)
		return ERR_OK;
	return repo_exec(r, SQL_mark_insert, NULL, e, DBT(v->id), DBT(v->external_id));
}

enum err shelf_put(const struct repo *r, const struct envelope *v, struct error *e)
{
	const char *accounts[] = { "", v->created_by };
	struct place p = place_for_maker(v);

	for (size_t i = 0; i < COUNT_OF(accounts); i++)
		TRY(repo_exec(r, SQL_shelf_insert, NULL, e, DBT(v->id), DBT(accounts[i]),
			      DBT(p.shelf), DBI(p.visible)));
	return set_mark(r, v, e);
}

enum err shelf_move(const struct repo *r, const struct envelope *v, struct error *e)
{
	struct place maker = place_for_maker(v), party = place_for_party(v);

	TRY(repo_exec(r, SQL_shelf_move, NULL, e, DBT(v->id), DBT(maker.shelf),
			 DBI(maker.visible), DBT(party.shelf), DBI(party.visible)));
	return set_mark(r, v, e);
}

enum err shelf_take(const struct repo *r, const char *envelope, struct error *e)
{
	TRY(repo_exec(r, SQL_mark_delete, NULL, e, DBT(envelope), DBNULL));
	return repo_exec(r, SQL_shelf_delete, NULL, e, DBT(envelope));
}

enum err shelf_party(const struct repo *r, const char *envelope, const char *account,
		     struct error *e)
{
	if (!account)
		return ERR_OK;
	return repo_exec(r, SQL_shelf_add_parties, NULL, e, DBT(envelope), DBT(account));
}

enum err shelf_parties_left(const struct repo *r, const char *envelope, struct error *e)
{
	return repo_exec(r, SQL_shelf_drop_parties, NULL, e, DBT(envelope));
}

/* many at once ---------------------------------------------------------- */

static enum err query_many(const struct repo *r, enum sql_id sql, const char *const *ids, size_t n,
			   struct db_rows **out, struct error *e)
{
	struct db_arg args[MANY_MAX];

	assert(n <= MANY_MAX);
	for (size_t i = 0; i < MANY_MAX; i++)
		args[i] = i < n ? DBT(ids[i]) : DBNULL;
	return repo_query_args(r, sql, args, MANY_MAX, out, e);
}

enum err recipient_many(const struct repo *r, const char *const *envelopes, size_t n_envelopes,
			struct recipient **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(query_many(r, SQL_recipient_many, envelopes, n_envelopes, &rows, e));
	return repo_all(r, rows, &recipient_type, out, n, e);
}

enum err document_many(const struct repo *r, const char *const *envelopes, size_t n_envelopes,
		       struct document **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(query_many(r, SQL_document_many, envelopes, n_envelopes, &rows, e));
	return repo_all(r, rows, &document_type, out, n, e);
}

/* lists ----------------------------------------------------------------- */

struct ids {
	const char *list[MANY_MAX + 1];
	size_t n;
};

static void add_ids(struct ids *ids, const struct db_rows *rows)
{
	for (size_t i = 0; i < db_count(rows) && ids->n < COUNT_OF(ids->list); i++)
		ids->list[ids->n++] = db_str(rows, i, "id");
}

/* The oldest id of the next stretch; NULL when nothing is left. *more: it was full. */
static enum err stretch(const struct repo *r, const struct envelope_filter *f, const char *account,
			const char *below, const char **oldest, _Bool *more, struct error *e)
{
	struct db_rows *rows;

	if (f->shelf)
		TRY(repo_query(r, SQL_shelf_stretch, &rows, e, DBT(account), DBT(f->shelf),
			       DBT(below), DBI(STRETCH)));
	else
		TRY(repo_query(r, SQL_shelf_stretch_all, &rows, e, DBT(account), DBT(below),
			       DBI(STRETCH)));
	*oldest = db_str(rows, 0, "id");
	*more = db_int(rows, 0, "n") == STRETCH;
	return ERR_OK;
}

struct range {
	const char *from, *below;
};

static enum err look_through(const struct repo *r, const struct envelope_filter *f,
			     const char *account, const struct range *ids, int64_t got,
			     struct db_rows **out, struct error *e)
{
	const char *pattern = repo_like(r, f->words);
	int64_t wanted = f->limit + 1 - got;

	if (!pattern)
		return error_set(e, ERR_TOO_LARGE, "the words exceed the memory limit");
	if (f->shelf)
		return repo_query(r, SQL_shelf_search, out, e, DBT(account), DBT(f->shelf),
				  DBT(ids->from), DBT(ids->below), DBT(pattern), DBI(wanted));
	return repo_query(r, SQL_shelf_search_all, out, e, DBT(account), DBT(ids->from),
			  DBT(ids->below), DBT(pattern), DBI(wanted));
}

/* *next: where to go on although the page is not full. */
static enum err search(const struct repo *r, const struct envelope_filter *f, const char *account,
		       struct ids *ids, const char **next, struct error *e)
{
	const char *below = f->below ? f->below : NEWEST, *oldest;
	_Bool more = 1;

	for (int i = 0; i < STRETCHES && more && ids->n <= (size_t)f->limit; i++) {
		struct db_rows *rows;

		TRY(stretch(r, f, account, below, &oldest, &more, e));
		if (!oldest)
			break;
		TRY(look_through(r, f, account, &(struct range){ oldest, below }, (int64_t)ids->n,
				 &rows, e));
		add_ids(ids, rows);
		below = oldest;
	}
	*next = more ? below : NULL;
	return ERR_OK;
}

static enum err browse(const struct repo *r, const struct envelope_filter *f, const char *account,
		       struct ids *ids, struct error *e)
{
	const char *below = f->below ? f->below : NEWEST;
	struct db_rows *rows;

	if (f->external_id)
		TRY(repo_query(r, SQL_shelf_external, &rows, e, DBT(account), DBT(f->external_id),
			       DBT(f->shelf), DBT(below), DBI(f->limit + 1)));
	else if (f->shelf)
		TRY(repo_query(r, SQL_shelf_page, &rows, e, DBT(account), DBT(f->shelf), DBT(below),
			       DBI(f->limit + 1)));
	else
		TRY(repo_query(r, SQL_shelf_page_all, &rows, e, DBT(account), DBT(below),
			       DBI(f->limit + 1)));
	add_ids(ids, rows);
	return ERR_OK;
}

/* In the order of the ids, whatever order the rows come in. */
static enum err load_page(const struct repo *r, const struct ids *ids, struct envelope_page *out,
			  struct error *e)
{
	struct envelope *rows, *sorted;
	struct db_rows *found;
	size_t n;

	TRY(query_many(r, SQL_envelope_many, ids->list, ids->n, &found, e));
	TRY(repo_all(r, found, &envelope_type, &rows, &n, e));
	sorted = arena_alloc_n(r->mem, n + 1, sizeof(*sorted));
	if (!sorted)
		return error_set(e, ERR_TOO_LARGE, "a page of envelopes exceeds the memory limit");
	for (size_t i = 0; i < ids->n; i++)
		for (size_t k = 0; k < n; k++)
			if (!strcmp(rows[k].id, ids->list[i]))
				sorted[out->n++] = rows[k];
	out->list = sorted;
	return ERR_OK;
}

enum err envelope_list(const struct repo *r, const struct envelope_filter *f,
		       struct envelope_page *out, struct error *e)
{
	const char *account = f->account ? f->account : "";
	struct envelope_page page = { 0 };
	struct ids ids = { 0 };

	assert(f->limit > 0 && f->limit <= MANY_MAX);
	if (f->words && *f->words && !f->external_id)
		TRY(search(r, f, account, &ids, &page.next, e));
	else
		TRY(browse(r, f, account, &ids, e));
	if (ids.n > (size_t)f->limit) {
		ids.n = (size_t)f->limit;
		page.next = ids.list[ids.n - 1];
	}
	TRY(load_page(r, &ids, &page, e));
	*out = page;
	return ERR_OK;
}

static const struct repo_column count_columns[] = {
	REPO_COLUMN(envelope_count, state, REPO_TEXT),
	REPO_COLUMN(envelope_count, n, REPO_INT),
};
static const struct repo_type count_type = REPO_TYPE(envelope_count, "count", count_columns);

enum err envelope_counts(const struct repo *r, const char *account,
			 const struct envelope_count **out, size_t *n, struct error *e)
{
	struct db_rows *rows;

	TRY(repo_query(r, SQL_shelf_counts, &rows, e, DBT(account ? account : ""),
		       DBI(SHELF_COUNT_MAX)));
	return repo_all(r, rows, &count_type, out, n, e);
}
