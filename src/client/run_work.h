/* What the files of one signing share: run.c for one request, run_batch.c for several. */
#pragma once
#include "client/run.h"

enum { POLL_MS = 500, LOST_MAX = 5 };

struct run {
	const struct client_job *job;
	struct arena *mem;
	struct client_channel channel;
	struct client_offer offer;
	unsigned seq;
	struct key_source *keys;
	const char *elsewhere; /* why the last place was not the right one */
	const struct key_cert *cert;
	struct key *key;
	unsigned algorithms; /* offered to the server */
	struct client_accepted accepted;
	struct client_prepared prepared;
	const struct bytes *signatures;
	unsigned noted; /* bits 1 << enum ui_note: each is told once */
	unsigned again; /* times that it was prepared anew */
	_Bool sent;	/* signatures are on their way: what became of them only the server knows */
	_Bool cancelled;
	const char *why; /* for cancel */
	const char
		*told; /* what the person is told of a failure, once it is certain; NULL: not yet */
	const char *const
		*unfit; /* of a batch: why the certificate does not fit a request; NULL: it does */
};

void run_keys_close(struct run *r);
void run_note(struct run *r, enum ui_note n); /* once */
void run_pause(const struct run *r, unsigned ms);
enum err run_stop_asked(struct run *r, struct error *e) MUST_USE;
/* No answer, and no word why: what was sent may have arrived. */
_Bool run_answer_lost(const struct run *r, enum err rc);

/* What the person is told of a failure: by the key, or by the server. NULL: the message is all. */
const char *run_told(const struct run *r, enum err rc, const struct error *e);

/* The certificate that was chosen, to be posted; and what the server said of it. */
struct bytes run_certificate_json(struct run *r);
enum err run_accepted(struct run *r, struct error *e) MUST_USE;
/* Everything that must hold before the key is touched. */
enum err run_check(struct run *r, const struct client_prepared *p, struct error *e) MUST_USE;
enum err run_sign(struct run *r, const struct client_prepared *p, const struct bytes **out,
		  struct error *e) MUST_USE;

/* So that the page and the other parties need not wait for the session's end. ERR_OK: nothing more
 * of this session can be signed. answer: of a batch, what became of each request; may be empty. */
enum err run_cancel(struct run *r, struct bytes *answer);

/* Steps of a batch: the certificate for all, and then all the rest. */
enum err run_batch_certificate(struct run *r, struct error *e) MUST_USE;
enum err run_batch(struct run *r, struct error *e) MUST_USE;
