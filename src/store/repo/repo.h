/* Rows to structs and back, one file per aggregate; no rules here.
 *
 * The organisation is bound in one place: repo_exec and repo_query put repo->org in
 * front of the arguments, so it is $1 of every statement on a customer's table, and
 * a row of another organisation cannot be met. A unit test checks the statements.
 *
 * Structs and strings live in repo->mem. Writes belong into a transaction that the
 * domain opened. */
#pragma once
#include "base/clock.h"
#include "store/db.h"

struct repo {
	struct db *db;
	struct arena *mem;
	const char *org; /* organisation id */
};

enum err repo_exec_args(const struct repo *r, enum sql_id id, const struct db_arg *args, size_t n,
			int64_t *changed, struct error *e) MUST_USE;
#define repo_exec(r, id, changed, e, ...)                             \
	repo_exec_args((r), (id), (struct db_arg[]){ __VA_ARGS__ },   \
		       sizeof((struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg), (changed), (e))
enum err repo_query_args(const struct repo *r, enum sql_id id, const struct db_arg *args, size_t n,
			 struct db_rows **out, struct error *e) MUST_USE;
#define repo_query(r, id, out, e, ...)                                \
	repo_query_args((r), (id), (struct db_arg[]){ __VA_ARGS__ },  \
			sizeof((struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg), (out), (e))

/* A struct's fields as columns, in the order of its INSERT and UPDATE statements. */
enum repo_kind {
	REPO_TEXT, /* const char *; NULL is SQL NULL */
	REPO_INT,  /* int64_t */
	REPO_BLANK, /* int64_t, not below 0; negative is SQL NULL: left blank */
	REPO_TIME, /* time_ms; 0 is SQL NULL */
	REPO_BYTES, /* struct bytes; data NULL is SQL NULL */
};
struct repo_column {
	const char *name;
	enum repo_kind kind;
	size_t offset;
};
struct repo_type {
	const char *name; /* for messages: "no such envelope" */
	size_t size;
	const struct repo_column *columns;
	size_t n;
};
#define REPO_COLUMN(type, field, kind) { #field, (kind), offsetof(struct type, field) }
#define REPO_TYPE(type, label, columns) { (label), sizeof(struct type), (columns), COUNT_OF(columns) }

/* The first row; ERR_NOT_FOUND without one. The query must have every column of the type. */
enum err repo_one(const struct db_rows *rows, const struct repo_type *type, void *out,
		  struct error *e) MUST_USE;
/* All rows as an array in r->mem (never NULL). */
enum err repo_all(const struct repo *r, const struct db_rows *rows, const struct repo_type *type,
		  void *array_out, size_t *n, struct error *e) MUST_USE;
/* $1 the organisation, then the columns in order. */
enum err repo_insert(const struct repo *r, enum sql_id id, const struct repo_type *type, const void *in,
		     struct error *e) MUST_USE;
/* The same; ERR_NOT_FOUND when no row was changed. */
enum err repo_update(const struct repo *r, enum sql_id id, const struct repo_type *type, const void *in,
		     struct error *e) MUST_USE;
/* The same with `version` as the last argument, for statements that name the version that was read. */
enum err repo_update_at(const struct repo *r, enum sql_id id, const struct repo_type *type, const void *in,
			int64_t version, int64_t *changed, struct error *e) MUST_USE;
/* Words as a LIKE pattern "%words%"; "!" is the escape. NULL when r->mem is full. */
const char *repo_like(const struct repo *r, const char *words);
/* Hands on what changed rows say: ERR_NOT_FOUND unless it is one. */
enum err repo_changed_one(int64_t changed, const char *name, struct error *e) MUST_USE;
/* The column "n" of a count. */
enum err repo_count(const struct db_rows *rows, int64_t *out, struct error *e) MUST_USE;
