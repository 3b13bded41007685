/* The places where a person's key may be (places.def), and the one that was used last: a line in
 * the person's own file (pc_own_key), as keys.h names a key. It names a place; a PIN or password is
 * never kept.
 */
#pragma once
#include "base/arena.h"
#include "base/error.h"

enum place {
#define PLACE(sym, key, file, ja, en, what_ja, what_en) PLACE_##sym,
#include "client/places.def"
#undef PLACE
	PLACE_COUNT_
};

_Bool place_is_here(enum place p); /* does this system have such keys (key_back.h)? */
enum place place_first(void);	   /* of those, in the list's order */
const char *place_name(enum place p, _Bool ja);
const char *place_what(enum place p, _Bool ja);
_Bool place_takes_file(enum place p);
/* How keys.h names it. file: for those that take one. In mem; NULL when mem is full. */
const char *place_key(enum place p, const char *file, struct arena *mem);
/* Of a key's name; PLACE_COUNT_: none. *file_out: the file's name in it, or "". */
enum place place_of(const char *key, const char **file_out);

/* Writes the line of the person's file (own_key.h reads it), for the person alone (0600).
 * ERR_INVALID for a name with a line break in it. */
enum err places_remember(const char *key, struct error *e) MUST_USE;
