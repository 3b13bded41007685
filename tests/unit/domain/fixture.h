/* A small installation for tests: SQLite in a temporary folder, a clock that stands still,
 * two organisations with an owner and a member each, and shortcuts through a contract's life. */
#pragma once
#include "../store/migrated.h"
#include "../test.h"
#include "domain/account.h"
#include "domain/envelope.h"
#include "domain/gate.h"
#include "domain/jobs.h"
#include "domain/notice.h"

struct person {
	const char *org, *account, *name, *email;
};

struct fixture {
	char dir[64];
	char url[MIGRATED_URL_SIZE];
	struct clock clock;
	struct rng rng;
	struct arena *mem;
	struct db *db;
	struct master_key *master;
	struct domain_settings set;
	struct person owner, member;	/* of 甲株式会社 */
	struct person stranger;		/* owner of 乙株式会社 */
	struct error e;
};

/* All fixtures of this program live in that cluster (PostgreSQL), one after the other. */
void fixture_use(const char *url);
int fixture_open(void **state); /* for cmocka */
int fixture_close(void **state);

/* A domain as somebody: p NULL is the system (the worker) in the first organisation. */
struct domain as(struct fixture *f, const struct person *p);

/* A draft of the owner with one file and the parties "own" (order 1) and "counterparty" (order 2). */
const char *make_draft(struct fixture *f);
void add_file(struct fixture *f, const char *envelope, const char *digest);
struct recipient_input party(int order, const char *side, const char *name, const char *email);
void set_parties(struct fixture *f, const char *envelope, const struct recipient_input *list, size_t n);
/* Sent and prepared: the first group has its links. */
const char *make_sent(struct fixture *f);
void prepare(struct fixture *f, const char *envelope);
struct dossier look(struct fixture *f, const char *envelope);
struct recipient *party_of(struct dossier *x, const char *email);
/* The token in the newest mail to an address. */
const char *mailed_token(struct fixture *f, const char *email);
/* What a session may still have to do before the document: the terms. */
void accept_terms(struct fixture *f, const struct recipient_ref *session);
/* Presses the button and accepts the terms; the session's reference comes back. */
struct recipient_ref open_link(struct fixture *f, const char *email);
/* Agrees to what is current; gives the domain's answer. */
enum err agree(struct fixture *f, const struct recipient_ref *ref);
/* What the worker does for an act: one committed seal per document, a new revision, then the report. */
void seal_act(struct fixture *f, const char *envelope, const char *email);
size_t count_jobs(struct fixture *f, const char *envelope, const char *kind);
