/* The inside of a document, shared by doc.c, xref*.c, tail.c, objstm.c, pages.c. */
#pragma once
#include "pdf/doc.h"
#include "pdf/parser.h"

enum pdf_entry_type { PDF_ENTRY_NONE, PDF_ENTRY_FREE, PDF_ENTRY_FILE, PDF_ENTRY_OBJSTM };
enum { PDF_FLAG_BUSY = 1, PDF_FLAG_INDEXED = 4, PDF_FLAG_HIDDEN = 8 };

struct pdf_xref_entry {
	uint64_t off;	  /* in the file; or number of the object stream */
	uint32_t gen;	  /* or index in the object stream */
	uint16_t section; /* which section says so; 0: newest */
	uint8_t type;	  /* enum pdf_entry_type */
	uint8_t flags;
};

struct pdf_objstm;

struct pdf_cached {
	const struct pdf_obj *obj; /* NULL: not read yet */
	uint64_t end;
	struct pdf_objstm *objstm; /* decoded, when it is an object stream */
};

/* Entries by object number in pages, so that a sparse table stays small. */
enum { PDF_XREF_PAGE = 256 };
struct pdf_xref_page {
	struct pdf_xref_entry entries[PDF_XREF_PAGE];
};

struct pdf_range {
	uint32_t first, n;
};

struct pdf_section {
	uint64_t off;	    /* that startxref or /Prev gave */
	uint64_t start;	    /* of "xref" or of the xref stream's "num gen obj" */
	uint64_t end;	    /* after the trailer dictionary or endobj */
	uint64_t max_off;   /* largest offset that it lists */
	uint32_t max_num;   /* the object at max_off */
	enum pdf_xref_kind kind;
	unsigned revision;
	const struct pdf_obj *trailer;
	struct pdf_range *ranges;
	size_t n_ranges, cap_ranges;
};

struct pdf_leaf; /* pages.c */
struct pdf_walk;
struct pdf_index; /* index_read.c */
struct pdf_ciphers;
struct pdf_crypt; /* decrypt.h */
struct pdf_older; /* encrypt.c */

struct pdf_doc {
	struct pdf_source src;
	struct arena *mem;
	struct pdf_limits limits;
	struct pdf_parser parser;
	struct {	    /* the bytes last read, when the source is no mapping */
		unsigned char *data;
		size_t cap, len;
		uint64_t off;
	} window;
	uint64_t header;    /* where "%PDF-" stands */
	uint64_t startxref; /* value of the last one */
	uint64_t startxref_at; /* and where the word stands */
	uint64_t eof_end;   /* after the last %%EOF line and white space */
	unsigned version;
	_Bool linearized;   /* the oldest two sections are one pair */
	struct pdf_section *sections; /* newest first */
	size_t n_sections, cap_sections;
	size_t newest; /* index of the section that this document ends with; history.c */
	struct pdf_revision *revisions; /* oldest first */
	unsigned n_revisions;
	struct pdf_xref_page **pages; /* of the table of entries */
	struct pdf_xref_page **over;  /* entries that come before those, by page too; NULL: none */
	struct pdf_cached **cached;   /* by page, PDF_XREF_PAGE of them, made at the first use */
	size_t n_pages;
	uint32_t size;
	uint32_t begin; /* first number for new objects; 0: not known yet (numbers.c) */
	struct pdf_ref root;
	uint64_t parsed, decoded; /* bytes so far, against files made to cost time */
	uint64_t entries;   /* of all sections */
	unsigned depth;	    /* of objects being read for one another */
	struct pdf_walk *walk; /* over the page tree, as far as it was needed */
	struct pdf_index *index; /* NULL: opened without one */
	const struct pdf_ciphers *ciphers; /* NULL: encrypted files are refused */
	const struct pdf_crypt *crypt;	   /* NULL: not encrypted */
	const struct pdf_crypt *known;	   /* while opening a prefix: the whole file's */
	uint32_t encrypt_num;		   /* object of the encryption dictionary; 0: none */
	const struct pdf_older *older;	   /* its definitions in older sections */
};

#define PDF_NO_MEMORY(e) \
	error_set((e), ERR_PDF_LIMIT, "no memory left for the objects of this file")

/* doc.c: text of the file from off on, at least min(want, what is left) bytes. Valid until
 * the next call unless the source is a mapping. */
enum err pdf_doc_text(struct pdf_doc *d, uint64_t off, size_t want, struct bytes *out,
		      struct error *e) MUST_USE;
/* Runs parse over growing text from off on until it does not depend on where the text ends. */
typedef enum err pdf_text_fn(struct pdf_doc *d, void *arg, struct error *e);
enum err pdf_doc_parse_at(struct pdf_doc *d, uint64_t off, pdf_text_fn *parse, void *arg,
			  struct error *e) MUST_USE;
/* "num gen obj …" at off, with the stream's data found; *end after endobj. */
enum err pdf_doc_indirect_at(struct pdf_doc *d, uint64_t off, struct pdf_indirect *out,
			     uint64_t *end, struct error *e) MUST_USE;
struct pdf_cached *pdf_doc_cached(struct pdf_doc *d, uint32_t num); /* NULL: arena full */

/* open.c: the trailer's /Size, which must cover every number listed; and the catalog. */
enum err pdf_doc_read_size(struct pdf_doc *d, struct error *e) MUST_USE;

/* open.c: what frames the file and the whole cross-reference, for a document that has none yet */
enum err pdf_doc_read_xref(struct pdf_doc *d, struct error *e) MUST_USE;
void pdf_doc_init(struct pdf_doc *d, const struct pdf_source *src, struct arena *mem,
		  const struct pdf_limits *limits);
enum err pdf_doc_read_catalog(struct pdf_doc *d, struct error *e) MUST_USE;
/* Another reader of the same file by the same tables. What it reads is its own, in mem. */
void pdf_doc_apart(const struct pdf_doc *d, struct arena *mem, struct pdf_doc *out);

/* index_read.c: of a document that was opened by an index */
/* Makes sure that the entry of num is known, by reading the cross-reference if need be. */
enum err pdf_index_know(struct pdf_doc *d, uint32_t num, struct error *e) MUST_USE;
enum err pdf_index_object(struct pdf_doc *d, uint32_t num, const struct pdf_obj **out,
			  struct error *e) MUST_USE;
uint32_t pdf_index_page_count(const struct pdf_doc *d);
enum err pdf_index_page(struct pdf_doc *d, uint32_t index, struct pdf_page *out,
			struct error *e) MUST_USE;

/* tail.c */
enum err pdf_tail_header(struct pdf_doc *d, struct error *e) MUST_USE;
enum err pdf_tail_startxref(struct pdf_doc *d, struct error *e) MUST_USE;
enum err pdf_tail_revisions(struct pdf_doc *d, struct error *e) MUST_USE;
enum err pdf_tail_linearized(struct pdf_doc *d, _Bool *out, struct error *e) MUST_USE;

/* xref.c */
enum err pdf_xref_read_chain(struct pdf_doc *d, struct error *e) MUST_USE;
/* The newest section only, and where its /Prev leads. */
enum err pdf_xref_read_newest(struct pdf_doc *d, uint64_t *prev, struct error *e) MUST_USE;
struct pdf_xref_entry *pdf_xref_find(const struct pdf_doc *d, uint32_t num);
/* Section g once more, its entries alone in a table of their own, in mem. */
enum err pdf_xref_read_alone(const struct pdf_doc *d, size_t g, struct arena *mem,
			     struct pdf_doc *table, struct pdf_section *out, struct error *e) MUST_USE;
/* One entry of section s, whose number is d->n_sections; a newer section's entry stays. */
enum err pdf_xref_set(struct pdf_doc *d, struct pdf_section *s, uint32_t num,
		      struct pdf_xref_entry entry, struct error *e) MUST_USE;
enum err pdf_xref_add_range(struct pdf_doc *d, struct pdf_section *s, uint64_t first,
			    uint64_t count, struct error *e) MUST_USE;
/* A direct non-negative integer of a trailer; missing: *found false. */
enum err pdf_xref_uint(const struct pdf_obj *dict, const char *key, uint64_t *out, _Bool *found,
		       struct error *e) MUST_USE;
/* xref_table.c, xref_stream.c: read what stands at s->off */
enum err pdf_xref_read_table(struct pdf_doc *d, struct pdf_section *s, struct error *e) MUST_USE;
enum err pdf_xref_read_stream(struct pdf_doc *d, struct pdf_section *s, struct error *e) MUST_USE;

/* objstm.c */
enum err pdf_objstm_object(struct pdf_doc *d, uint32_t num, const struct pdf_xref_entry *x,
			   const struct pdf_obj **out, struct error *e) MUST_USE;

/* encrypt.c: without ciphers the refusal that fits the dictionary, else sets d->crypt */
enum err pdf_encrypt_check(struct pdf_doc *d, struct error *e) MUST_USE;
/* After the newest section: from now on other places of the dictionary are of interest. */
void pdf_encrypt_watch(struct pdf_doc *d);
enum err pdf_encrypt_older(struct pdf_doc *d, const struct pdf_xref_entry *x,
			   struct error *e) MUST_USE;

/* numbers.c: of a document that is an update (sections[0]) behind what an index knew; before: where
 * numbers began then. */
enum err pdf_numbers_advance(struct pdf_doc *d, uint32_t before, struct error *e) MUST_USE;
