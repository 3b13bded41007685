/* Builds small PDF files for tests, piece by piece, so that each flaw is visible in the
 * test that makes it. */
#pragma once
#include "base/buf.h"
#include "pdf/doc.h"

enum { MAKE_OBJECTS = 64 };

struct make {
	struct buf file;
	uint64_t at[MAKE_OBJECTS]; /* 0: not since the last section */
	uint64_t section;	   /* offset of the last cross-reference section */
};

void make_done(struct make *m);
DEFINE_AUTO_DONE(make, struct make)

void make_header(struct make *m);
void make_object(struct make *m, unsigned num, const char *text);
/* dict: what stands between << and >> besides /Length. */
void make_stream(struct make *m, unsigned num, const char *dict, struct bytes data);
/* A table of all objects made since the last section, its trailer, startxref and %%EOF.
 * extra: more trailer entries. The first section lists object 0 too. */
void make_table(struct make *m, unsigned size, const char *extra);
/* The same as a stream, object num. members: objects first, first+1, … are in container. */
struct make_members {
	unsigned first, n, container;
};
void make_xref_stream(struct make *m, unsigned num, struct make_members in, const char *extra);
void make_startxref(struct make *m, uint64_t value);

/* A catalog, a page tree of one page, its content stream: objects 1 to 4. */
void make_body(struct make *m);
/* make_header, make_body and make_table: a sound file. */
void make_file(struct make *m);

struct bytes make_bytes(const struct make *m);
/* Opens in mem; the source lives in mem too. */
enum err make_open(const struct make *m, struct arena *mem, struct pdf_doc **out, struct error *e);
/* The same, read by ranges. */
enum err make_open_ranged(const struct make *m, struct arena *mem, struct pdf_doc **out,
			  struct error *e);
/* Replaces the first occurrence of from (which must be there) by to. */
void make_replace(struct make *m, const char *from, const char *to);
