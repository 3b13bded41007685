/* A set of object numbers, for walks that must not go round in circles. It grows
 * with what is put in, not with the document. */
#pragma once
#include "base/arena.h"
#include <stdint.h>

struct numset {
	struct arena *mem;
	uint32_t *slots; /* open addressing; 0: empty */
	size_t n, cap;	 /* cap: a power of two or 0 */
};

enum numset_result { NUMSET_NEW, NUMSET_THERE, NUMSET_FULL /* the arena's limit */ };

/* num is not 0. */
enum numset_result numset_add(struct numset *s, uint32_t num);
