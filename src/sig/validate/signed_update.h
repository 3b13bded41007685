/* A document that somebody signed with a program of their own: is it what was handed out plus
 * exactly one signature over all of it, and nothing else? Whose certificate it is, and whether that
 * is trusted, is asked elsewhere (sig/trust/party.h). */
#pragma once
#include "sig/validate/validate.h"

enum signed_update_fault {
#define FAULT(sym, code) SIGNED_UPDATE_##sym,
#include "sig/validate/signed_update.def"
#undef FAULT
};
const char *signed_update_fault_code(enum signed_update_fault f);

struct signed_update_request {
	const struct pdf_source *file;
	uint64_t base;	   /* size of what was handed out; the file begins with those very bytes */
	const char *field; /* of them the signature field that may be used; else a new one */
	_Bool in_field;	   /* that one alone, if it is there: what it locks is all that keeps the document */
	time_ms at;
	const struct algo_policy *algorithms; /* NULL: the built-in one */
};
struct signed_update {
	const char *field, *sub_filter;
	const char *algorithm;	   /* sig/algorithm.h */
	struct bytes certificate;  /* DER */
	const struct bytes *chain; /* further ones that the signature brings, DER */
	size_t n_chain;
	struct bytes signed_attrs, signature, document_digest; /* attributes as SET OF */
};
/* All in mem, sized by validate_memory. ERR_BAD_SIG: it is not, *why tells; e->msg the detail for
 * experts. */
enum err signed_update_read(const struct signed_update_request *rq, struct arena *mem,
			    struct signed_update *out, enum signed_update_fault *why,
			    struct error *e) MUST_USE;
