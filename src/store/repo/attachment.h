/* Files of any kind that go along with an envelope, as rows; their bytes are blobs. */
#pragma once
#include "store/repo/repo.h"

struct attachment {
	const char *id, *envelope_id, *name, *media_type, *sha256, *blob_id;
	int64_t size;
	time_ms created_at;
};
enum err attachment_insert(const struct repo *r, const struct attachment *a,
			   struct error *e) MUST_USE;
enum err attachment_list(const struct repo *r, const char *envelope, const struct attachment **out,
			 size_t *n, struct error *e) MUST_USE;
/* Dooms its blob. */
enum err attachment_delete(const struct repo *r, const struct attachment *a,
			   struct error *e) MUST_USE;
