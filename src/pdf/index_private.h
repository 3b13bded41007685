/* Inside the signing index: index.c collects and writes, index_read.c reads and serves. */
#pragma once
#include "pdf/doc_private.h"
#include "pdf/index.h"

/* After the magic: fixed facts, then lists; whole numbers are varints (seven bits a
 * byte, least first, shortest form), boxes are doubles of eight bytes, least first. */
#define PDF_INDEX_MAGIC "SKYPDFX2"
enum {
	PDF_INDEX_OBJECTS = 4096,	 /* at most */
	PDF_INDEX_BYTES = 4 * 1024 * 1024, /* of objects' text, at most */
	PDF_INDEX_OBJECT_BYTES = 256 * 1024,
	PDF_INDEX_SUM = 8,		 /* checksum at the end */
};

struct pdf_index_shape { /* of a page; many pages share one */
	double boxes[8]; /* media box, crop box */
	int rotate;
};

struct pdf_index_page {
	struct pdf_ref ref;
	uint32_t shape;
};

struct pdf_index_object {
	uint32_t num;
	struct pdf_xref_entry entry;
	struct bytes text;
};

struct pdf_index {
	uint64_t file_size, startxref;
	enum pdf_xref_kind kind;
	unsigned version;
	uint32_t size, begin;
	struct pdf_ref root;
	struct bytes trailer;
	struct pdf_index_shape *shapes;
	uint32_t n_shapes;
	struct pdf_index_page *pages;
	uint32_t n_pages;
	struct pdf_index_object *objects; /* ascending */
	uint32_t n_objects;
	/* at work */
	struct pdf_parser parser;
	_Bool read_all;	 /* the cross-reference has been read */
	_Bool tail_only; /* and cannot be: there is no file behind */
};

uint64_t pdf_index_sum(struct bytes b);
/* Reference and shape of a page; the dictionary only when there is no index. */
enum err pdf_index_or_doc_page(struct pdf_doc *d, uint32_t index, struct pdf_page *out,
			       struct error *e) MUST_USE;
