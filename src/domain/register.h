/* The sealer's register in the eyes of a contract: the lines of its acts are copied, and the audit
 * trail tells which lines these are and what the register's tree was then. So the trail's daily
 * time-stamp covers the register too (docs/decisions/0421). */
#pragma once
#include "domain/domain.h"
#include "store/repo/evidence.h"

enum { REGISTER_LINES_MAX = 200 }; /* of one event; the rest is the next one's */

struct register_state {
	int64_t size; /* lines that the register had */
	struct bytes head, root;
};
/* In the caller's transaction, under the envelope's row lock. Lines that are copied already are
 * left out; without any other nothing is written. All are of this size. */
enum err register_record(struct domain *d, const struct register_line *lines, size_t n,
			 const struct register_state *state, struct error *e) MUST_USE;
