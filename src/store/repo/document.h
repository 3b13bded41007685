/* Blobs, documents and their revisions as rows.
 *
 * Nothing is ever half there: blob_row_insert (committed) comes before the file, blob_row_ready
 * goes into the transaction that uses it; what stays 'writing' is swept with its file. */
#pragma once
#include "store/repo/repo.h"

struct blob_row {
	const char *id, *state;
	int64_t size;
	struct bytes wrapped_key; /* by the organisation's data key */
	time_ms created_at;
};
enum err blob_row_insert(const struct repo *r, const char *id, time_ms now, struct error *e) MUST_USE;
/* ERR_NOT_FOUND when the sweep took it meanwhile: the blob must not be used. */
enum err blob_row_ready(const struct repo *r, const char *id, int64_t size, struct bytes wrapped_key,
			struct error *e) MUST_USE;
enum err blob_row_get(const struct repo *r, const char *id, struct blob_row *out, struct error *e) MUST_USE;
enum err blob_row_doom(const struct repo *r, const char *id, struct error *e) MUST_USE;
struct blob_orphan {
	const char *organisation_id, *id;
};
/* Of all organisations: doomed ones, and those in 'writing' since before `before`; the first hundred. */
enum err blob_orphans(struct repo *any, time_ms before, const struct blob_orphan **out, size_t *n,
		      struct error *e) MUST_USE;
/* *gone false: it became ready meanwhile and stays. */
enum err blob_row_give_up(const struct repo *r, const char *id, _Bool *gone, struct error *e) MUST_USE;
enum err blob_row_delete(const struct repo *r, const char *id, struct error *e) MUST_USE;

extern const struct repo_type document_type; /* its columns in sql/document.sql */
struct document {
	const char *id, *envelope_id, *kind, *name, *state, *notes, *original_blob, *original_sha256;
	int64_t position, pages, signatures, certified, repaired, original_size;
	int64_t head_no; /* newest revision */
	int64_t visible_no; /* the one that last changed what a person sees */
	time_ms created_at;
};
enum err document_insert(const struct repo *r, const struct document *d, struct error *e) MUST_USE;
enum err document_update(const struct repo *r, const struct document *d, struct error *e) MUST_USE;
enum err document_get(const struct repo *r, const char *id, struct document *out, struct error *e) MUST_USE;
/* Contract documents by position, then the certificate. */
enum err document_list(const struct repo *r, const char *envelope, struct document **out, size_t *n,
		       struct error *e) MUST_USE;
/* With its revisions; dooms their blobs. */
enum err document_delete(const struct repo *r, const struct document *d, struct error *e) MUST_USE;

/* A revision is its parent plus the bytes of its blob (parent_no 0: the blob is the whole file).
 * size, sha256 (hex) and the exported digest states are of the whole file up to this revision. */
struct revision {
	const char *document_id, *kind, *blob_id, *sha256, *act_id;
	int64_t no, parent_no, size;
	struct bytes state256, state384, state512;
	struct bytes signing_index; /* catalog, fields, pages, next object, startxref; empty: not known yet */
	time_ms created_at;
};
/* ERR_CONFLICT when the number is taken. Does not move document.head_no. */
enum err revision_insert(const struct repo *r, const struct revision *v, struct error *e) MUST_USE;
/* Without digest states and signing index, which only signing needs: they are empty. */
enum err revision_get(const struct repo *r, const char *document, int64_t no, struct revision *out,
		      struct error *e) MUST_USE;
enum err revision_get_whole(const struct repo *r, const char *document, int64_t no,
			    struct revision *out, struct error *e) MUST_USE;
/* As revision_get. */
enum err revision_list(const struct repo *r, const char *document, const struct revision **out, size_t *n,
		       struct error *e) MUST_USE;

struct revision_part {
	const char *blob_id;
	int64_t no, parent_no, size, blob_size; /* size: of the whole file up to here */
	struct bytes wrapped_key;
};
/* The blobs whose bytes, one behind the other, are revision `no`; oldest first. */
enum err revision_parts(const struct repo *r, const char *document, int64_t no,
			const struct revision_part **out, size_t *n, struct error *e) MUST_USE;
/* Is it the digest (hex) of a revision numbered from `from` to `to`? */
enum err revision_shown(const struct repo *r, const char *document, int64_t from, int64_t to,
			const char *sha256, _Bool *out, struct error *e) MUST_USE;
/* Its number. ERR_NOT_FOUND: of none of them. */
enum err revision_by_digest(const struct repo *r, const char *document, int64_t from, int64_t to,
			    const char *sha256, int64_t *no_out, struct error *e) MUST_USE;
/* The highest number that any revision of the document ever had; 0: none. */
enum err revision_last_no(const struct repo *r, const char *document, int64_t *out, struct error *e) MUST_USE;
/* Lets every revision that led to the newest one, and the original where it is a prefix of them, stand
 * on one blob that holds the whole newest file; dooms the blobs they stood on. */
enum err revision_flatten(const struct repo *r, const struct document *doc, const char *blob,
			  struct error *e) MUST_USE;
