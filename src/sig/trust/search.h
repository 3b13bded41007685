/* What the files that find out about revocation hand to each other: revocation.c, ask.c and vouch.c
 * only. A search is about one certificate: one of the path, or one that issued data about it. */
#pragma once
#include "sig/trust/endpoints.h"
#include "sig/trust/judge.h"
#include "sig/trust/revocation.h"

enum {
	VOUCH_DEPTH = 2, /* who issued data is judged by data, and who issued that; no further */
	VOICES_MAX = 16, /* that speak of one certificate */
};

struct known_voice {
	X509 *cert;
	struct cert_status status; /* what is known of its own revocation */
};

struct search {
	const struct revocation_query *q;
	struct subject s;
	unsigned depth; /* 0: a certificate of the path */
	struct cert_endpoints at;
	struct known_voice voices[VOICES_MAX];
	size_t n_voices;
	const char *failed; /* the first that was asked in vain, and why; NULL: none */
	struct good_data *goods;
	size_t n_goods;
	struct cert_status bare; /* what the certificate itself says */
	struct answer best;
};

/* revocation.c */
void search_begin(struct search *x, const struct revocation_query *q, const struct subject *s,
		  unsigned depth);
void search_document(struct search *x); /* each adds what it finds to x->best */
void search_given(struct search *x);
/* Judges one piece; true when it was of use. *why: NULL, or what was wrong with it. der: where its
 * bytes lie for as long as the result does. */
_Bool search_judge(struct search *x, const struct item *i, struct bytes der,
		   enum status_source source, struct answer *best, const char **why);
void search_merge(struct answer *best, const struct answer *one);
_Bool status_is_final(const struct cert_status *c); /* revoked for good */
/* Of an answer that is to stay unknown: why it does. */
void search_explain(struct search *x);

/* ask.c: OCSP first, then CRLs; nothing when the session is offline or nothing newer can come. */
void search_world(struct search *x);

/* vouch.c */
/* Why what the voice says is not believed; NULL: it is. By data at hand and what was learned. */
const char *voice_refused(struct search *x, const struct answer *a);
/* Finds what judges who issued the answer, and writes it into the answer. */
void answer_vouch(struct search *x, struct answer *a, _Bool document_only);
