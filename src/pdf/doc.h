/* A PDF document, read strictly (ISO 32000-2 §7.5). Never repairs: whatever two
 * readers could understand differently is refused with a message that names
 * the cause and the offset.
 *
 * All memory comes from the caller's arena, whose limit bounds what a hostile
 * file can cost; further bounds are in struct pdf_limits. */
#pragma once
#include "pdf/object.h"
#include "pdf/source.h"

struct pdf_limits {
	unsigned depth;		/* nesting of arrays and dictionaries: 64 */
	uint32_t objects;	/* highest object number: 8,388,607 */
	unsigned revisions;	/* xref sections: 4,096 */
	size_t object_bytes;	/* text of one object without its stream: 16 MiB */
	size_t inflate_bytes;	/* one decoded stream: 64 MiB */
	unsigned inflate_ratio;	/* and at most so many times its raw size (plus 64 KiB): 1,100 */
	uint64_t decoded_bytes;	/* all streams together: 512 MiB and 16 times the file; 0: that */
};
extern const struct pdf_limits pdf_limits_default;

enum pdf_xref_kind { PDF_XREF_TABLE, PDF_XREF_STREAM, PDF_XREF_HYBRID };

struct pdf_doc;

/* Opens the newest revision. The document keeps using src and mem; both must
 * outlive it. limits NULL: the defaults. Refuses with ERR_PDF_NOT_PDF, ERR_PDF_DAMAGED,
 * ERR_PDF_LIMIT, and any /Encrypt with ERR_PDF_RESTRICTED when its permissions forbid
 * changes or signatures, else ERR_PDF_ENCRYPTED. */
enum err pdf_doc_open(const struct pdf_source *src, struct arena *mem,
		      const struct pdf_limits *limits, struct pdf_doc **out,
		      struct error *e) MUST_USE;

/* The same with ciphers (pdf/ciphers.h): then a file that opens with the empty user password is
 * read as if it were not encrypted, for judging; it can be neither updated nor indexed.
 * ERR_PDF_ENCRYPTED: a password is needed; ERR_UNSUPPORTED: encrypted in another way. */
struct pdf_ciphers;
struct pdf_open_options {
	const struct pdf_limits *limits;
	const struct pdf_ciphers *ciphers; /* NULL: encrypted files are refused */
};
enum err pdf_doc_open_with(const struct pdf_source *src, const struct pdf_open_options *o,
			   struct arena *mem, struct pdf_doc **out, struct error *e) MUST_USE;
/* The first size bytes of d's file as a document of its own, opened as d was. */
enum err pdf_doc_open_prefix(const struct pdf_doc *d, uint64_t size, struct arena *mem,
			     struct pdf_doc **out, struct error *e) MUST_USE;

/* Facts of the file */
struct pdf_source pdf_doc_source(const struct pdf_doc *d);
enum pdf_xref_kind pdf_doc_xref_kind(const struct pdf_doc *d); /* of the newest section */
uint64_t pdf_doc_startxref(const struct pdf_doc *d);
uint32_t pdf_doc_size(const struct pdf_doc *d);	   /* trailer /Size, but above all numbers listed */
const struct pdf_obj *pdf_doc_trailer(const struct pdf_doc *d);
struct pdf_ref pdf_doc_root(const struct pdf_doc *d);
unsigned pdf_doc_version(const struct pdf_doc *d); /* 17 for 1.7; catalog /Version honoured */
const char *pdf_doc_encryption(const struct pdf_doc *d); /* "RC4-40", "AES-256"; NULL: none */

/* Objects. A free or missing object is null (§7.3.10), not an error. Results are cached. */
enum err pdf_doc_object(struct pdf_doc *d, uint32_t num, const struct pdf_obj **out,
			struct error *e) MUST_USE;
/* Follows references (bounded) until something direct. o NULL gives null. */
enum err pdf_doc_resolve(struct pdf_doc *d, const struct pdf_obj *o,
			 const struct pdf_obj **out, struct error *e) MUST_USE;
/* dict[key], resolved; a null object when absent. */
enum err pdf_doc_get(struct pdf_doc *d, const struct pdf_obj *dict, const char *key,
		     const struct pdf_obj **out, struct error *e) MUST_USE;
/* The decoded data of a stream: filters Flate (all predictors), LZW, ASCIIHex, ASCII85,
 * RunLength; image filters are refused with ERR_UNSUPPORTED. What is left in mem bounds
 * the decoding; at its peak it takes up to three times the result. */
enum err pdf_doc_stream_data(struct pdf_doc *d, const struct pdf_obj *stream,
			     struct arena *mem, struct bytes *out, struct error *e) MUST_USE;
/* The same without undoing the filters; decrypted. */
enum err pdf_doc_stream_raw(struct pdf_doc *d, const struct pdf_obj *stream,
			    struct arena *mem, struct bytes *out, struct error *e) MUST_USE;

/* Is text, a string of object num as it stands in the encrypted file, from an offset on nothing but
 * encrypted zeros? So PDFBox leaves the room in a signature's /Contents that the CMS does not fill. */
_Bool pdf_doc_sealed_zeros(const struct pdf_doc *d, uint32_t num, struct bytes text, size_t from);

/* Where an object stands in the file: for the validator and the writer. In a document
 * opened by an index (pdf/index.h) known only after pdf_doc_object. */
struct pdf_location {
	enum { PDF_LOC_FREE, PDF_LOC_FILE, PDF_LOC_OBJSTM } where;
	uint64_t off;	   /* of "num gen obj" in the file */
	uint64_t end;	   /* after "endobj"; 0 until the object has been read */
	uint32_t container; /* number of the object stream */
	uint32_t gen;
	unsigned revision; /* index of the section that says so, 0 = oldest */
};
_Bool pdf_doc_location(const struct pdf_doc *d, uint32_t num, struct pdf_location *out);

_Bool pdf_doc_is_hybrid(const struct pdf_doc *d); /* some section of it */
/* In a hybrid: does only a reader of cross-reference streams find this object (§7.5.8.4)? */
_Bool pdf_doc_hidden(const struct pdf_doc *d, uint32_t num);

/* Revisions: one per xref section chain link, oldest first; a hybrid or linearized
 * pair counts as one. end is the offset after its %%EOF line. */
struct pdf_revision {
	uint64_t startxref, end;
	const struct pdf_obj *trailer;
};
unsigned pdf_doc_revisions(const struct pdf_doc *d);
struct pdf_revision pdf_doc_revision(const struct pdf_doc *d, unsigned i);
/* Opens revision i as a document of its own over the prefix of the file. */
enum err pdf_doc_open_revision(const struct pdf_doc *d, unsigned i, struct arena *mem,
			       struct pdf_doc **out, struct error *e) MUST_USE;
/* Object numbers that the section of revision i lists, ascending. */
enum err pdf_doc_revision_objects(const struct pdf_doc *d, unsigned i, struct arena *mem,
				  const uint32_t **nums, size_t *n, struct error *e) MUST_USE;

/* Pages, in order, cached; pdf_page holds what inherits (§7.7.3.4). */
struct pdf_page {
	struct pdf_ref ref;
	const struct pdf_obj *dict;
	double media_box[4], crop_box[4]; /* normalised: x0<=x1, y0<=y1 */
	int rotate;			  /* 0, 90, 180, 270 */
};
enum err pdf_doc_page_count(struct pdf_doc *d, uint32_t *out, struct error *e) MUST_USE;
enum err pdf_doc_page(struct pdf_doc *d, uint32_t index, struct pdf_page *out,
		      struct error *e) MUST_USE;
