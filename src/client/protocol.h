/* What is said between this program and a server (/api/v1/agent): JSON in both directions, binary
 * in base64. Answers are bounded and read strictly: each member that is used has its type and its
 * length; members that are not known are passed over. Text from the server is tamed before anybody
 * sees it. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "client/algorithm.h"
#include "client/proof.h"

enum {
	CLIENT_DOCUMENTS_MAX = 64,		/* of one request */
	CLIENT_REQUESTS_MAX = 50,		/* of a batch, */
	CLIENT_BATCH_DOCUMENTS_MAX = 100,	/* and of all of its requests */
	CLIENT_CALL_MAX = 16,			/* requests of one call of a batch */
	CLIENT_ANSWER_MAX = 256 * 1024,		/* bytes of an answer */
	CLIENT_OFFER_MAX = 1024 * 1024,		/* of the one to a ticket */
	CLIENT_PREPARED_MAX = 16 * 1024 * 1024, /* of the one that carries the updates */
};

/* What is told of every document: up to SHA-512 (docs/decisions/0210-proof-in-the-signature-s-digest.md). */
enum { CLIENT_DIGESTS = DIGEST_SHA512 + 1 };

struct client_document {
	const char *id, *name; /* name: tamed */
	unsigned pages;
	uint64_t size;
	/* Of the revision that the browser showed. */
	unsigned char digest[CLIENT_DIGESTS][DIGEST_MAX];
};

/* One of the requests that are asked for. Texts are tamed and never NULL. */
struct client_asked {
	const char *id; /* "" when the ticket is for it alone */
	const char *title, *sender, *message;
	const char *counterparty; /* "" when the server does not say */
	const char *subject_hint; /* "" when it does not matter */
	size_t first, n;	  /* its documents in the offer's list */
};
/* One of a batch that cannot be signed any more, and why. */
struct client_left_out {
	const char *title, *problem;
};

/* The answer to a ticket: who asks for what. Texts are tamed and never NULL. */
struct client_offer {
	const char *session; /* bearer of all that follows; secret */
	const char *confirm_code, *server_name;
	const char *account, *company;
	const char *title, *sender, *message;	 /* of a ticket for one request; "" of a batch */
	const struct client_document *documents; /* of all requests */
	size_t n_documents;
	_Bool batch;			     /* several requests: each is an act by itself */
	const struct client_asked *requests; /* one or more */
	size_t n_requests;
	const struct client_left_out *left_out;
	size_t n_left_out;
	unsigned algorithms;	     /* bits 1 << enum client_alg */
	const struct bytes *issuers; /* DER Names: the certificate's issuer is one; none: any */
	size_t n_issuers;
	_Bool non_repudiation;	  /* the certificate must be for it */
	_Bool no_jpki;		  /* 公的個人認証 is not accepted */
	const char *subject_hint; /* "" when it does not matter */
};

struct client_accepted { /* the certificate is */
	const char *subject, *issuer;
	_Bool known_good; /* false: its revocation could not be asked */
	enum client_alg chosen;
};

struct client_operation {
	const char *op;
	size_t document; /* index into the offer's */
	enum client_alg alg;
	struct bytes signed_attrs, message_digest;
	struct client_proof proof;
};
struct client_prepared {
	_Bool ready;				   /* false: ask again */
	const struct client_operation *operations; /* one a document, in the offer's order */
	size_t n;
};

struct client_result {
	const char *document;		/* id */
	const char *sha256, *timestamp; /* tamed; "" when absent */
};
/* CLIENT_WAITING: no signatures have come. */
enum client_state_of { CLIENT_WORKING, CLIENT_DONE, CLIENT_FAILED, CLIENT_WAITING };
/* What became of one request of a batch. */
struct client_outcome {
	enum client_state_of
		state;	     /* CLIENT_WORKING: nobody knows yet; CLIENT_WAITING: not signed */
	const char *problem; /* tamed; "" when there is none */
	const struct client_result *results;
	size_t n;
};
struct client_status {
	const struct client_outcome
		*outcomes; /* of a batch, one a request of the offer; else NULL */
	enum client_state_of state;
	const char *problem; /* CLIENT_FAILED: code and detail, tamed */
	const struct client_result *results;
	size_t n;
};

/* Reading. ERR_INVALID says which member is wrong. */
enum err protocol_read_offer(struct bytes body, struct arena *mem, struct client_offer *out,
			     struct error *e) MUST_USE;
enum err protocol_read_accepted(struct bytes body, struct arena *mem, struct client_accepted *out,
				struct error *e) MUST_USE;
enum err protocol_read_prepared(struct bytes body, const struct client_offer *offer,
				struct arena *mem, struct client_prepared *out,
				struct error *e) MUST_USE;
enum err protocol_read_status(struct bytes body, struct arena *mem, struct client_status *out,
			      struct error *e) MUST_USE;

/* Answers about some requests of a batch; at: index into the offer's. */
struct client_fit {
	size_t at;
	const char *problem; /* "": the certificate fits */
};
struct client_batch_prepared {
	size_t at;
	const char *problem; /* why it cannot be; "": nothing is wrong */
	struct client_prepared prepared;
};
struct client_batch_state {
	size_t at;
	struct client_outcome outcome;
};
enum err protocol_read_fits(struct bytes body, const struct client_offer *offer, struct arena *mem,
			    struct client_accepted *out, const struct client_fit **fits, size_t *n,
			    struct error *e) MUST_USE;
enum err protocol_read_batch_prepared(struct bytes body, const struct client_offer *offer,
				      struct arena *mem, const struct client_batch_prepared **out,
				      size_t *n, struct error *e) MUST_USE;
enum err protocol_read_batch_states(struct bytes body, const struct client_offer *offer,
				    struct arena *mem, const struct client_batch_state **out,
				    size_t *n, struct error *e) MUST_USE;

/* Writing: JSON in mem, empty when mem is full. */
/* batch: this program shows and signs several requests under one ticket. */
struct bytes protocol_redeem(const char *ticket, const unsigned char nonce[16], _Bool batch,
			     struct arena *mem);
struct client_offered_cert {
	unsigned seq;
	const struct bytes *chain; /* the own certificate first */
	size_t n;
	unsigned algorithms;
	const char *token; /* "pkcs12", "pkcs11" */
};
struct bytes protocol_certificate(const struct client_offered_cert *c, struct arena *mem);
struct bytes protocol_seq(unsigned seq, struct arena *mem); /* prepare, status */
struct bytes protocol_complete(unsigned seq, const struct client_operation *ops,
			       const struct bytes *signatures, size_t n, struct arena *mem);
/* The same for some requests of a batch. */
struct bytes protocol_batch_seq(unsigned seq, const char *const *ids, size_t n, struct arena *mem);
struct client_signed {
	const char *id;
	const struct client_prepared *prepared;
	const struct bytes *signatures;
};
struct bytes protocol_batch_complete(unsigned seq, const struct client_signed *list, size_t n,
				     struct arena *mem);
struct bytes protocol_cancel(unsigned seq, const char *reason, struct arena *mem);

/* A problem document (RFC 9457) of the server as a failure here. text_out: what to tell the person,
 * in mem. A body that is no such document gives what the status says. Never ERR_OK. */
enum err protocol_problem(int status, struct bytes body, _Bool ja, struct arena *mem,
			  const char **text_out, struct error *e) MUST_USE;
