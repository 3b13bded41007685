/* PDF objects in memory (ISO 32000-2 §7.3). Plain structs in an arena, never
 * changed after parsing; builders for new ones are at the end.
 *
 * Containers hold references unresolved: pdf_doc_* resolves. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"

enum pdf_kind {
	PDF_NULL,
	PDF_BOOL,
	PDF_INT,
	PDF_REAL,
	PDF_STRING, /* decoded bytes; hex flag kept */
	PDF_NAME,   /* decoded (#xx), without the slash */
	PDF_ARRAY,
	PDF_DICT,
	PDF_STREAM,
	PDF_REF,
};

struct pdf_ref {
	uint32_t num; /* 0: none */
	uint32_t gen;
};

struct pdf_obj {
	enum pdf_kind kind;
	_Bool hex;	   /* PDF_STRING: was written <…> */
	_Bool sealed;	   /* PDF_STREAM: its data are encrypted in the file */
	uint32_t off, len; /* where it stood: from "num gen obj" on, or in the decoded object stream */
	union {
		_Bool boolean;
		int64_t integer;
		double real;
		struct bytes text; /* PDF_STRING, PDF_NAME */
		struct pdf_ref ref;
		struct {
			const struct pdf_obj *items;
			size_t n;
		} array;
		struct {	   /* PDF_DICT and PDF_STREAM */
			const struct pdf_entry *entries; /* in file order; keys unique (strict) */
			size_t n;
			uint64_t data_off; /* PDF_STREAM: absolute offset of the raw data */
			uint64_t data_len; /* PDF_STREAM: resolved /Length */
			union {
				const struct bytes *data; /* PDF_STREAM made in memory: raw data */
				struct pdf_ref owner;	  /* sealed: the object that it is */
			};
		} dict;
	} u;
};

struct pdf_entry {
	struct bytes key;
	struct pdf_obj value;
};

/* NULL when o is no dictionary (or stream) or has no such key. Unresolved. */
const struct pdf_obj *pdf_dict_get(const struct pdf_obj *o, const char *key);
_Bool pdf_is_name(const struct pdf_obj *o, const char *name); /* NULL o: false */
/* The number that o refers to; 0 when it is NULL or no reference. */
static inline uint32_t pdf_ref_num(const struct pdf_obj *o)
{
	return o && o->kind == PDF_REF ? o->u.ref.num : 0;
}
/* Same value; dictionaries in any order. Streams of files: same dictionary and same place. */
_Bool pdf_obj_equal(const struct pdf_obj *a, const struct pdf_obj *b);
/* False (out untouched) when o is no number. */
_Bool pdf_obj_number(const struct pdf_obj *o, double *out);

/* Appends o as PDF text. Streams: dictionary only. Names are escaped, strings
 * written as hex when hex is set or when they hold control bytes. */
void pdf_obj_write(struct buf *out, const struct pdf_obj *o);

/* Builders; all memory from mem. When its limit is reached, pdf_text and the array
 * builders give a null object, and a dictionary builder is marked failed. */
struct pdf_obj pdf_int(int64_t v);
struct pdf_obj pdf_real(double v);
struct pdf_obj pdf_name(const char *name);	   /* name must outlive the object */
struct pdf_obj pdf_refer(struct pdf_ref r);
struct pdf_obj pdf_string(struct bytes raw);
/* Text string (§7.9.2.2): PDFDocEncoding when plain ASCII, else UTF-16BE with BOM. */
struct pdf_obj pdf_text(struct arena *mem, const char *utf8);

/* A dictionary under construction; set replaces an existing key. */
struct pdf_dict_builder {
	struct arena *mem;
	struct pdf_entry *entries;
	size_t n, cap;
	_Bool failed; /* the arena's limit was reached: what was set is missing */
};
struct pdf_dict_builder pdf_dict_new(struct arena *mem);
struct pdf_dict_builder pdf_dict_copy(struct arena *mem, const struct pdf_obj *from);
void pdf_dict_set(struct pdf_dict_builder *b, const char *key, struct pdf_obj value);
void pdf_dict_unset(struct pdf_dict_builder *b, const char *key);
struct pdf_obj pdf_dict_obj(const struct pdf_dict_builder *b);
struct pdf_obj pdf_array(struct arena *mem, const struct pdf_obj *items, size_t n);
struct pdf_obj pdf_array_append(struct arena *mem, const struct pdf_obj *array,
				struct pdf_obj item);
