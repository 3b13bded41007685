/* The table of contents of a ZIP archive (APPNOTE 6.3), read strictly, and small members of it. What
 * two programs could read differently is refused: data before or between, doubles, sizes that
 * differ from the member's own header. No zip64: such large files are refused anyway. */
#pragma once
#include "pdf/source.h"

enum { ZIP_ENTRIES = 20000 };

struct zip_entry {
	const char *name;
	uint64_t at, packed, size; /* at: of its own header */
	unsigned method, flags;
};
struct zip {
	const struct pdf_source *file;
	const struct zip_entry *entries;
	size_t n;
	uint64_t unpacked; /* of all members, as they say */
	_Bool encrypted;   /* a member is */
};

/* ERR_INVALID: damaged, or not strict; ERR_TOO_LARGE: mem is full or too many entries. */
enum err zip_open(const struct pdf_source *file, struct arena *mem, struct zip *out, struct error *e) MUST_USE;
const struct zip_entry *zip_find(const struct zip *z, const char *name); /* NULL: none */
/* Unpacks one member. ERR_TOO_LARGE: it says that it is larger than max; ERR_INVALID: it is not what it
 * says. */
enum err zip_read(const struct zip *z, const struct zip_entry *entry, size_t max, struct arena *mem,
		  struct bytes *out, struct error *e) MUST_USE;
