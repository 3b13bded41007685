#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include "store/db/driver.h"

static enum err too_large(struct error *e)
{
	return error_set(e, ERR_TOO_LARGE, "db: the answer exceeds the memory limit");
}

enum err db_rows_new(struct arena *mem, size_t n_columns, struct db_rows **out, struct error *e)
{
	struct db_rows *r = ARENA_NEW(mem, struct db_rows);

	if (!r)
		return too_large(e);
	r->mem = mem;
	r->n_columns = n_columns;
	r->columns = arena_alloc_n(mem, n_columns + 1, sizeof(*r->columns));
	if (!r->columns)
		return too_large(e);
	*out = r;
	return ERR_OK;
}

enum err db_rows_column(struct db_rows *r, size_t column, const char *name, struct error *e)
{
	r->columns[column] = arena_strdup(r->mem, name);
	return r->columns[column] ? ERR_OK : too_large(e);
}

enum err db_rows_add(struct db_rows *r, struct db_cell **row_out, struct error *e)
{
	if (r->n_rows == r->cap) {
		size_t cap = r->cap ? r->cap * 2 : 8;
		struct db_cell *cells =
			arena_alloc_n(r->mem, cap * (r->n_columns + 1), sizeof(*cells));

		if (!cells)
			return too_large(e);
		if (r->n_rows)
			memcpy(cells, r->cells, r->n_rows * r->n_columns * sizeof(*cells));
		r->cells = cells;
		r->cap = cap;
	}
	*row_out = &r->cells[r->n_rows++ * r->n_columns];
	for (size_t i = 0; i < r->n_columns; i++)
		(*row_out)[i] = (struct db_cell){ .null = 1 };
	return ERR_OK;
}

enum err db_cell_text(struct db_rows *r, struct db_cell *c, const char *text, size_t len,
		      struct error *e)
{
	char *copy = arena_strndup(r->mem, text, len);

	if (!copy)
		return too_large(e);
	*c = (struct db_cell){ .text = copy, .blob = BYTES(copy, len), .num = atoll(copy) };
	return ERR_OK;
}

enum err db_cell_blob(struct db_rows *r, struct db_cell *c, struct bytes in, struct error *e)
{
	*c = (struct db_cell){ 0 };
	if (in.len && !arena_copy(r->mem, in, &c->blob))
		return too_large(e);
	return ERR_OK;
}

size_t db_count(const struct db_rows *r)
{
	return r->n_rows;
}

static const struct db_cell *cell_at(const struct db_rows *r, size_t row, const char *column)
{
	assert(row < r->n_rows);
	for (size_t i = 0; i < r->n_columns; i++)
		if (!strcmp(r->columns[i], column))
			return &r->cells[row * r->n_columns + i];
	fprintf(stderr, "db: the statement has no column %s\n", column); /* a mistake of ours */
	abort();
}

_Bool db_is_null(const struct db_rows *r, size_t row, const char *column)
{
	return cell_at(r, row, column)->null;
}

int64_t db_int(const struct db_rows *r, size_t row, const char *column)
{
	return cell_at(r, row, column)->num;
}

const char *db_str(const struct db_rows *r, size_t row, const char *column)
{
	return cell_at(r, row, column)->text;
}

struct bytes db_blob(const struct db_rows *r, size_t row, const char *column)
{
	return cell_at(r, row, column)->blob;
}
