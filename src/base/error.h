/* Errors: a code for the program, a message for the person.
 *
 * Every function that can fail returns enum err and takes a struct error *
 * as its last parameter (NULL: the caller does not want the message).
 * On failure no output parameter has been written.
 */
#pragma once
#include "base/attr.h"

enum err {
#define ERR(sym, http, exit, slug, en, ja) ERR_##sym,
#include "base/errors.def"
#undef ERR
	ERR_COUNT_
};

struct error {
	enum err code;
	char msg[256]; /* English; outermost context first: "open: xref: bad offset" */
};

/* Sets *e (unless NULL) and returns code, so that a failure is one statement:
 *     return error_set(e, ERR_CONFLICT, "envelope is already %s", name);  */
enum err error_set(struct error *e, enum err code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* The compiler learns that the result is code, hence that nothing after a failed call reads
 * its outputs. */
static inline UNUSED enum err error_told_(enum err told, enum err code)
{
	(void)told;
	return code;
}
#define error_set(e, code, ...) error_told_((error_set)((e), (code), __VA_ARGS__), (code))

/* Puts "what: " before the message already in *e (unless NULL). Returns code. */
enum err error_wrap(struct error *e, enum err code, const char *what);

/* rows of errors.def */
const char *err_name(enum err code);	/* "PDF_DAMAGED" */
const char *err_slug(enum err code);	/* "pdf-damaged": API problem type */
const char *err_text(enum err code);	/* English sentence */
const char *err_text_ja(enum err code); /* Japanese sentence */
int err_http_status(enum err code);
int err_exit_status(enum err code);

/* Hands a failure on:  TRY(pdf_open(&doc, mem, e)); */
#define TRY(expr)                            \
	do {                                 \
		enum err try_rc_ = (expr);   \
		if (try_rc_ != ERR_OK)       \
			return try_rc_;      \
	} while (0)
