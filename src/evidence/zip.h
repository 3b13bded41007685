/* A ZIP file written as a stream, with libarchive (docs/decisions/0422): UTF-8 names, ZIP64 where
 * it must be, no times, owners or modes: the same content in the same order is the same bytes.
 * Memory does not grow with what goes in. Every entry is hashed on its way. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

struct zip;
typedef enum err zip_sink_fn(void *ctx, struct bytes piece, struct error *e);

enum err zip_new(zip_sink_fn *sink, void *ctx, struct zip **out, struct error *e) MUST_USE;
void zip_free(struct zip *z); /* NULL is fine; without zip_end what was written is no ZIP */
DEFINE_AUTO(zip, struct zip *)

/* name: relative, UTF-8, with '/'; copied. The entry's bytes follow, then the next entry or the
 * end. */
enum err zip_begin(struct zip *z, const char *name, uint64_t size, struct error *e) MUST_USE;
enum err zip_data(struct zip *z, struct bytes piece, struct error *e) MUST_USE;
/* begin and data in one. */
enum err zip_add(struct zip *z, const char *name, struct bytes content, struct error *e) MUST_USE;
/* A last entry SHA256SUMS over all others, then the end of the ZIP. */
enum err zip_end(struct zip *z, struct error *e) MUST_USE;
