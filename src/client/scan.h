/* A look at what the signature's update adds to the document that was shown: one signature, and
 * what it looks like. The update is plain PDF syntax; every name in it counts, also in strings and
 * streams, so that nothing hides there. What is compressed cannot be looked into. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"

enum client_scan {
	SCAN_OTHER_SIGNATURE =
		1 << 0,	      /* another party signed since: its increment lies in between */
	SCAN_SCRIPT = 1 << 1, /* JavaScript */
	SCAN_ACTION = 1 << 2, /* something that happens when the document is opened or clicked */
	SCAN_HIDDEN = 1 << 3, /* compressed objects, files within the file */
};
enum { SCAN_DANGER = SCAN_SCRIPT | SCAN_ACTION | SCAN_HIDDEN }; /* no signature needs these */

/* found_out: bits of enum client_scan. ERR_BAD_SIG when there is no signature in it at all. */
enum err client_scan(const struct bytes update[2], unsigned *found_out, struct error *e) MUST_USE;
