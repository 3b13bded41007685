#include "store/repo/repo.h"
#include <assert.h>
#include "base/buf.h"

enum { ARGS_MAX = 64 };

static size_t bind(const struct repo *r, const struct db_arg *args, size_t n, struct db_arg *all)
{
	assert(r->org && n < ARGS_MAX);
	all[0] = DBT(r->org);
	for (size_t i = 0; i < n; i++)
		all[i + 1] = args[i];
	return n + 1;
}

enum err repo_exec_args(const struct repo *r, enum sql_id id, const struct db_arg *args, size_t n,
			int64_t *changed, struct error *e)
{
	struct db_arg all[ARGS_MAX];
	size_t count = bind(r, args, n, all);

	return db_exec_args(r->db, id, all, count, changed, e);
}

enum err repo_query_args(const struct repo *r, enum sql_id id, const struct db_arg *args, size_t n,
			 struct db_rows **out, struct error *e)
{
	struct db_arg all[ARGS_MAX];
	size_t count = bind(r, args, n, all);

	return db_query_args(r->db, id, all, count, r->mem, out, e);
}

static void load(const struct db_rows *rows, size_t i, const struct repo_type *type, void *out)
{
	for (size_t c = 0; c < type->n; c++) {
		const struct repo_column *col = &type->columns[c];
		void *field = (char *)out + col->offset;

		switch (col->kind) {
		case REPO_TEXT:
			*(const char **)field = db_str(rows, i, col->name);
			break;
		case REPO_INT:
		case REPO_TIME:
			*(int64_t *)field = db_int(rows, i, col->name);
			break;
		case REPO_BLANK:
			*(int64_t *)field = db_is_null(rows, i, col->name) ? -1 : db_int(rows, i, col->name);
			break;
		case REPO_BYTES:
			*(struct bytes *)field = db_blob(rows, i, col->name);
			break;
		}
	}
}

enum err repo_one(const struct db_rows *rows, const struct repo_type *type, void *out, struct error *e)
{
	if (!db_count(rows))
		return error_set(e, ERR_NOT_FOUND, "no such %s", type->name);
	load(rows, 0, type, out);
	return ERR_OK;
}

enum err repo_all(const struct repo *r, const struct db_rows *rows, const struct repo_type *type,
		  void *array_out, size_t *n, struct error *e)
{
	size_t count = db_count(rows);
	char *list = arena_alloc_n(r->mem, count + 1, type->size);

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "a list of %s exceeds the memory limit", type->name);
	for (size_t i = 0; i < count; i++)
		load(rows, i, type, list + i * type->size);
	memcpy(array_out, &list, sizeof(list));
	*n = count;
	return ERR_OK;
}

static struct db_arg column_arg(const struct repo_column *col, const void *in)
{
	const char *field = (const char *)in + col->offset;
	int64_t num;
	struct bytes b;

	switch (col->kind) {
	case REPO_TEXT:
		return DBT(*(const char *const *)(const void *)field);
	case REPO_BYTES:
		b = *(const struct bytes *)(const void *)field;
		return b.data ? DBB(b) : DBNULL;
	case REPO_INT:
	case REPO_TIME:
	case REPO_BLANK:
		break;
	}
	num = *(const int64_t *)(const void *)field;
	if (col->kind == REPO_BLANK)
		return num < 0 ? DBNULL : DBI(num);
	return num || col->kind == REPO_INT ? DBI(num) : DBNULL;
}

static enum err write_columns(const struct repo *r, enum sql_id id, const struct repo_type *type,
			      const void *in, int64_t *changed, struct error *e)
{
	struct db_arg args[ARGS_MAX];

	assert(type->n < ARGS_MAX);
	for (size_t i = 0; i < type->n; i++)
		args[i] = column_arg(&type->columns[i], in);
	return repo_exec_args(r, id, args, type->n, changed, e);
}

enum err repo_insert(const struct repo *r, enum sql_id id, const struct repo_type *type, const void *in,
		     struct error *e)
{
	return write_columns(r, id, type, in, NULL, e);
}

enum err repo_update(const struct repo *r, enum sql_id id, const struct repo_type *type, const void *in,
		     struct error *e)
{
	int64_t changed = 0;

	TRY(write_columns(r, id, type, in, &changed, e));
	return repo_changed_one(changed, type->name, e);
}

enum err repo_update_at(const struct repo *r, enum sql_id id, const struct repo_type *type, const void *in,
			int64_t version, int64_t *changed, struct error *e)
{
	struct db_arg args[ARGS_MAX];

	assert(type->n + 1 < ARGS_MAX);
	for (size_t i = 0; i < type->n; i++)
		args[i] = column_arg(&type->columns[i], in);
	args[type->n] = DBI(version);
	return repo_exec_args(r, id, args, type->n + 1, changed, e);
}

const char *repo_like(const struct repo *r, const char *words)
{
	AUTO(buf) struct buf b = { 0 };

	buf_append_byte(&b, '%');
	for (; *words; words++) {
		if (strchr("!%_", *words))
			buf_append_byte(&b, '!');
		buf_append_byte(&b, (unsigned char)*words);
	}
	buf_append_byte(&b, '%');
	return arena_strndup(r->mem, (const char *)b.data, b.len);
}

enum err repo_changed_one(int64_t changed, const char *name, struct error *e)
{
	return changed == 1 ? ERR_OK : error_set(e, ERR_NOT_FOUND, "no such %s", name);
}

enum err repo_count(const struct db_rows *rows, int64_t *out, struct error *e)
{
	if (db_count(rows) != 1)
		return error_set(e, ERR_INTERNAL, "a count gave no row");
	*out = db_int(rows, 0, "n");
	return ERR_OK;
}
