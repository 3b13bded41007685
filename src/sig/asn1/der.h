/* DER (X.690 §10): a writer that only appends, and a strict reader.
 *
 * Tags are one byte, as everything in CMS, X.509 and RFC 3161 has them. The
 * reader takes definite, minimal lengths only and never leaves its bytes; what
 * may be BER (a CMS from elsewhere) is OpenSSL's to read. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "sig/asn1/oid.h"

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_UTF8 = 0x0c,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
};
#define DER_CONTEXT(n) (0x80 | (n))		/* [n] IMPLICIT of something primitive */
#define DER_CONTEXT_CONS(n) (0xa0 | (n))	/* [n] EXPLICIT, or IMPLICIT of something constructed */

enum { DER_DEPTH_MAX = 32 };

/* Writing. Mistakes (too deep, end without begin) are caught by der_take. */
struct der_writer {
	struct buf out;
	size_t open[DER_DEPTH_MAX]; /* where the content of each open element begins */
	unsigned depth;
	_Bool failed;
};
struct der_writer der_writer_make(size_t reserve);
void der_writer_done(struct der_writer *w);
DEFINE_AUTO_DONE(der_writer, struct der_writer)

void der_begin(struct der_writer *w, unsigned char tag);
void der_end(struct der_writer *w);
void der_put(struct der_writer *w, unsigned char tag, struct bytes content);
void der_put_raw(struct der_writer *w, struct bytes complete); /* whole elements */
void der_put_oid(struct der_writer *w, enum oid o);
void der_put_null(struct der_writer *w);
void der_put_bool(struct der_writer *w, _Bool v);
void der_put_uint(struct der_writer *w, uint64_t v);
void der_put_uint_bytes(struct der_writer *w, struct bytes magnitude); /* big-endian; leading zeros are dropped */
/* GeneralizedTime as RFC 3161 §2.4.2 and X.690 §11.7 want it: UTC, no trailing zeros. */
void der_put_time(struct der_writer *w, time_ms t);
/* The elements as SET OF (X.690 §11.6): sorted, under the given tag. Reorders items. */
void der_put_set_of(struct der_writer *w, unsigned char tag, struct bytes *items, size_t n);
/* What was written, copied to mem; leaves w empty. */
enum err der_take(struct der_writer *w, struct arena *mem, struct bytes *out, struct error *e) MUST_USE;

/* Bytes an element with this much content takes. */
size_t der_size(size_t content);

/* Reading: a cursor over the elements that lie one after the other. */
struct der {
	struct bytes rest;
	unsigned depth; /* levels that may still be entered */
};
struct der_item {
	unsigned char tag;
	struct bytes content, whole;
};

struct der der_reader(struct bytes in);
_Bool der_more(const struct der *r);
_Bool der_peek(const struct der *r, unsigned char tag); /* is the next element's tag this? */
enum err der_next(struct der *r, struct der_item *out, struct error *e) MUST_USE;
enum err der_expect(struct der *r, unsigned char tag, struct der_item *out, struct error *e) MUST_USE;
/* Expects the tag and gives a cursor over the content. */
enum err der_enter(struct der *r, unsigned char tag, struct der *inner, struct error *e) MUST_USE;
/* Nothing may follow. */
enum err der_finish(const struct der *r, const char *what, struct error *e) MUST_USE;

enum err der_get_oid(struct der *r, struct bytes *content, struct error *e) MUST_USE;
enum err der_get_bool(struct der *r, _Bool *out, struct error *e) MUST_USE;
enum err der_get_uint(struct der *r, uint64_t *out, struct error *e) MUST_USE;
/* Content of a minimal INTEGER, as two's complement. */
enum err der_get_integer(struct der *r, struct bytes *content, struct error *e) MUST_USE;
/* UTCTime or GeneralizedTime, in UTC ("Z"), fraction cut to milliseconds. */
enum err der_get_time(struct der *r, time_ms *out, struct error *e) MUST_USE;
/* AlgorithmIdentifier; parameters is the whole element, empty when absent. */
enum err der_get_algorithm(struct der *r, struct bytes *oid, struct bytes *parameters,
			   struct error *e) MUST_USE;

/* Reads in as whole elements down to the leaves of every constructed one. */
enum err der_check(struct bytes in, struct error *e) MUST_USE;
