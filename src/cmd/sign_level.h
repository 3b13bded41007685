/* What takes a file to a level that lasts (B-LT, B-LTA): the options that `skysign sign`, `extend`
 * and `renew` share, what they open, and how the level reached is told. A level below the one asked
 * for is never silent: it is an error, or with --allow-lower a warning and members of the report.
 */
#pragma once
#include <jansson.h>
#include "cmd/sign_tsa.h"
#include "sig/pades/extend.h"

struct level_options {
	struct option_list trust, certs, crls;
	const char *policy_file, *cache_dir;
	_Bool offline, allow_private, newer, allow_lower;
};
/* Rows of a table of options; o is a struct level_options. */
#define LEVEL_OPTIONS(o)                                                                           \
	{ "--trust", OPTION_LIST, &(o).trust }, { "--certs", OPTION_LIST, &(o).certs },            \
		{ "--crl", OPTION_LIST, &(o).crls },                                               \
		{ "--policy-file", OPTION_TEXT, &(o).policy_file },                                \
		{ "--cache", OPTION_TEXT, &(o).cache_dir },                                        \
		{ "--offline", OPTION_FLAG, &(o).offline },                                        \
		{ "--allow-private", OPTION_FLAG, &(o).allow_private },                            \
		{ "--newer", OPTION_FLAG, &(o).newer },                                            \
	{                                                                                          \
		"--allow-lower", OPTION_FLAG, &(o).allow_lower                                     \
	}

_Bool level_parse(const char *name, enum pades_level *out) MUST_USE; /* "B-B" to "B-LTA" */
/* For a level that does not last: ERR_INVALID names an option that would have no effect. */
enum err level_options_unused(const struct level_options *o, struct error *e) MUST_USE;

/* Trust, the network unless --offline, the policy. ERR_INVALID when nobody would be trusted. o and
 * tsa must outlive it. */
struct level_world;
enum err level_world_open(const struct level_options *o, const struct sign_tsa_options *tsa,
			  struct level_world **out, struct error *e) MUST_USE;
void level_world_free(struct level_world *w); /* NULL is fine */
DEFINE_AUTO(level_world, struct level_world *)

/* What a document's security store holds. */
struct level_store {
	size_t certs, ocsps, crls;
};
/* None, or one that cannot be read, holds nothing. */
struct level_store level_store_count(const struct pdf_source *src);
struct level_store level_store_minus(struct level_store after, struct level_store before);

struct level_job {
	enum pades_level level;
	_Bool renew;
	uint64_t foreign_end;	/* see sig/pades/extend.h */
	struct sign_tsa *tsa;	/* NULL: none */
	enum digest_alg digest; /* of the imprint */
	const char *field;	/* of the document time-stamp; NULL: any */
};

/* How it came out. Texts live in the arena given to level_extend, or for ever. */
struct level_outcome {
	enum pades_level requested, reached;
	const char *missing; /* what lacks, and who said what; "": nothing */
	const char *advice;  /* what to do; NULL: it follows from what lacks */
	_Bool extended;	     /* the rest is set */
	struct pades_extended x;
	size_t bytes; /* appended for it */
	struct level_store added;
};

/* How the document stands, as the validator judges it with this world. Everything is in mem. */
enum err level_standing(struct level_world *w, const struct pdf_source *src,
			const struct level_job *job, struct arena *mem, struct pades_standing *out,
			struct error *e) MUST_USE;
/* out->len is 0 when there was nothing to do. ERR_LEVEL: result says what lacks. All but `added` is
 * set. */
enum err level_extend(struct level_world *w, const struct pdf_source *src,
		      const struct level_job *job, struct arena *mem, struct pdf_tail *out,
		      struct level_outcome *result, struct error *e) MUST_USE;

/* On standard error: a refusal (written 0) or a warning that the file has not what was asked for;
 * what lacks, and what to do. Nothing when nothing lacks. */
void level_tell(const char *command, const char *file, const struct level_options *o,
		const struct level_outcome *r, _Bool written);
/* A new reference: level_requested, level_reached, missing; when extended what the proof is worth
 * and what was added. */
json_t *level_json(const struct level_outcome *r);
