/* One document of the thousand: a file that only grows, and what is known of it. */
#pragma once
#include "plot.h"

struct paper {
	unsigned n;
	const struct fate *fate;
	unsigned step;	       /* in which it is signed */
	time_ms good_until;    /* of its newest proof */
	time_ms newer_at;      /* younger revocation data is wanted and to be had then; 0: not */
	_Bool begun, given_up; /* signed; refused for good by what extends it */
	_Bool by_record;       /* renewed by evidence records */
	unsigned records;      /* time-stamps in its evidence record */
	size_t record_size;
	unsigned renewals;
	uint64_t size, before; /* bytes; before the last renewal */
	char error[160];       /* why it was given up */
};

/* Even ones have a classic cross-reference table, odd ones a stream. */
uint64_t paper_write(const struct paper *p, const char *path); /* gives its size */
/* An unsigned increment that shows another page. */
void paper_overwrite(struct bytes file, const char *path);
