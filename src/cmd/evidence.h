/* The parts of `skysign evidence` that write records. Each runs with its own name in argv[0];
 * status is the exit status, set in any case. */
#pragma once
#include "base/error.h"
#include "cmd/sign_tsa.h"

enum err evidence_make(int argc, char **argv, int *status, struct error *e) MUST_USE;
enum err evidence_renew(int argc, char **argv, int *status, struct error *e) MUST_USE;

/* Where the records go: a folder, made with the first record when it is missing. */
struct evidence_out {
	const char *dir;
	const char *const *names; /* paths, one for each record; nothing lies there yet */
	size_t n;
};
/* DIR/NAME and suffix for each of the files. ERR_CONFLICT: two would be the same, or one lies there
 * already. */
enum err evidence_out_open(const char *dir, char **files, size_t n, const char *suffix,
			   struct arena *mem, struct evidence_out *out, struct error *e) MUST_USE;
enum err evidence_out_write(const struct evidence_out *o, const struct bytes *records,
			    struct error *e) MUST_USE;

/* "sha256", "sha384" or "sha512"; NULL: fallback. */
enum err evidence_digest(const char *text, enum digest_alg fallback, enum digest_alg *out,
			 struct error *e) MUST_USE;
