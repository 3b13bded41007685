/* The register: an append-only file of every act sealed (record.h), hash-chained,
 * durable before an answer leaves. One act id has one signature, for ever.
 *
 * Safe for many threads; those that wait for the disk at once share one fsync.
 * After a failed write or fsync it refuses everything until it is opened again. */
#pragma once
#include "base/arena.h"
#include "sealer/record.h"
#include "sealer/reg_tree.h"

struct reg;

/* Made when absent (0600), locked against other processes (ERR_CONFLICT), read and proved whole. A last
 * line without its end, which a crash leaves, was never answered and is cut off; any other damage is
 * ERR_IO with the line. */
enum err reg_open(const char *path, const struct clock *clock, struct reg **out, struct error *e)
	MUST_USE;
void reg_free(struct reg *g);
DEFINE_AUTO(reg, struct reg *)

/* The record of an act, already durable; ERR_NOT_FOUND. Byte strings in mem. */
enum err reg_find(struct reg *g, const char *act, struct arena *mem, struct record *out,
		  struct error *e) MUST_USE;

/* Appends r (seq, time, prev and hash are set here) and waits until it is durable. When the act was
 * recorded meanwhile, *r becomes that record and nothing is appended: compare. */
enum err reg_append(struct reg *g, struct record *r, struct arena *mem, struct error *e) MUST_USE;

/* What proves that the line of an act is in the register as it was when it had `size` lines. */
struct reg_proof {
	struct bytes line; /* with its line feed; in mem */
	uint64_t size;
	unsigned char head[RECORD_HASH]; /* HASH of line `size` */
	unsigned char root[RECORD_HASH]; /* of the tree over lines 1 to size (reg_tree.h) */
	unsigned char path[REG_LEVELS_MAX][RECORD_HASH];
	size_t n_path;
};
/* size 0: as it is now. ERR_NOT_FOUND: no such act. ERR_RANGE: the act came later, or the register
 * has not that many lines. */
enum err reg_prove(struct reg *g, const char *act, uint64_t size, struct arena *mem,
		   struct reg_proof *out, struct error *e) MUST_USE;

struct reg_summary {
	uint64_t records;
	uint64_t torn;	/* bytes of an incomplete last line */
	time_ms first, last;
	unsigned char head[RECORD_HASH]; /* hash of the last record */
};
/* Proves a register without changing it: every hash, the chain, each act once. */
enum err reg_verify(const char *path, struct reg_summary *out, struct error *e) MUST_USE;
