/* Takes an upload in: streams it into an encrypted blob while hashing. A PDF is looked at
 * with the strict reader, repaired by qpdf once where that is allowed, and handed to the domain;
 * what can be converted into a PDF is handed to it as it came, for a job. Nothing is kept of what
 * is refused; a crash leaves only rows that the sweep knows. */
#pragma once
#include "base/log.h"
#include "domain/envelope.h"
#include "store/blob.h"

struct intake {
	struct domain *d; /* bound to the organisation */
	struct blob_store *blobs;
	const struct log *log; /* of repairs that could not be tried; NULL: none */
	const char *work;   /* folder for the private files of a repair */
	const char *hide;   /* folder that the repair must not see: the data directory */
	uint64_t repair_max; /* larger files are not repaired; 0: a default */
	const char *office;  /* path of soffice.bin; NULL or not there: Office files are refused */
	const char *envelope;
	const char *name;   /* of the file, UTF-8 */
	/* Gives what has arrived; *n 0 at the end. */
	enum err (*read)(void *ctx, unsigned char *out, size_t cap, size_t *n, struct error *e);
	void *ctx;
	/* Called with ctx once the file is stored and looked at: what follows is the last transaction.
	 * May be NULL. */
	void (*stored)(void *ctx);
};

/* Refuses with ERR_PDF_* and the reason. */
enum err intake_run(const struct intake *in, struct document *out, struct error *e) MUST_USE;
/* A PDF that was made of an upload: stored and looked at, not yet a revision of anything. in->name
 * is not used. producer: the program that it names as its maker. Whoever asked puts it into a
 * transaction of its own or calls intake_forget. */
enum err intake_made(const struct intake *in, struct document_new *out, const char **producer,
		     struct error *e) MUST_USE;
void intake_forget(const struct intake *in, const char *blob);

/* What killed processes left of their private files. At the start of a process, once. */
enum err intake_clear(const char *work, struct error *e) MUST_USE;
