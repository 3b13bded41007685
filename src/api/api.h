/* The API's application: what handlers reach, and how a handler is run.
 *
 * A handler gets a struct caller: the domain of this request (its memory, its
 * database connection, its actor) and who is asking. It returns a domain refusal
 * as it is; api_run turns text codes and field errors into the problem document
 * in the language of the request, and logs what is our own failure. */
#pragma once
#include <pthread.h>
#include <stdatomic.h>
#include "base/log.h"
#include "domain/account.h"
#include "domain/envelope.h"
#include "domain/text.h"
#include "domain/batch.h"
#include "http/route.h"
#include "store/blob.h"

/* What lies in other processes or layers, passed in by cmd: the local authority and the doctor. */
struct api_authority {
	void *ctx;
	enum err (*ca_certificate)(void *ctx, struct arena *mem, struct bytes *der_out, struct error *e);
	enum err (*ca_crl)(void *ctx, struct arena *mem, struct bytes *der_out, struct error *e);
	enum err (*ocsp)(void *ctx, struct bytes query, struct arena *mem, struct bytes *reply_out,
			 struct error *e);
	enum err (*stamp)(void *ctx, struct bytes query, struct arena *mem, struct bytes *reply_out,
			  struct error *e);
};
struct api_finding { /* one row of what `skysign doctor` says */
	const char *code, *text, *fix;
	_Bool ok;
};
struct api_doctor {
	void *ctx;
	enum err (*look)(void *ctx, const char *lang, struct arena *mem, const struct api_finding **out,
			 size_t *n, struct error *e);
};

struct algo_policy;
struct csc_service;
struct fetcher;

struct app {
	const char *database;	     /* URL; each handler thread opens its own connection */
	const struct clock *clock;
	struct rng *rng;	     /* thread-safe (rng_system) */
	const struct master_key *master;
	struct blob_store *blobs;
	const struct domain_settings *settings;
	const struct log *log;
	const char *version;
	const char *temp_dir;	     /* for uploads while they are looked at; on the disk of the data */
	const char *data_dir;	     /* hidden from confined helpers */
	const char *worker_socket;   /* os/wake.h: told of what may be work; may be NULL */
	uint64_t upload_max, repair_max; /* bytes */
	const char *office;	     /* soffice.bin; NULL: none */
	struct api_authority authority;
	struct api_doctor doctor;
	const char *const *trust;    /* files and folders that /api/v1/verify trusts; may be NULL */
	size_t n_trust;
	const struct trust_online *online; /* where it may ask more; NULL: nowhere */
	const struct trust_online *signers_online; /* where parties' certificates are asked about */
	const struct csc_service *remote; /* signing services that hold keys of parties */
	size_t n_remote;
	struct fetcher *remote_fetcher;
	unsigned outside_most; /* requests that wait for what others name at once (outside.h) */
	atomic_uint outside_now; /* that wait right now */
	const struct algo_policy *algorithms; /* that it judges by; NULL: the built-in policy */
	atomic_uint judging;	     /* files that /api/v1/verify looks at right now */
	/* api.c's own */
	pthread_key_t db_key;
	struct route_table table;
};

/* Fills in the table and the connections' key; the other members are set. a must outlive the server. */
enum err app_start(struct app *a, struct error *e) MUST_USE;
void app_stop(struct app *a);
/* The route table for http_config.tables. */
const struct route_table *app_routes(const struct app *a);
/* JSON object, name → JSON Schema, of everything that the table names. */
struct bytes app_schemas(void);
/* JSON object, operation id → example; see http/openapi.h. */
struct bytes app_examples(void);

enum caller_kind { CALLER_ANYONE, CALLER_MEMBER, CALLER_RECIPIENT, CALLER_AGENT };
struct caller {
	struct app *app;
	struct request *rq;
	struct domain d;	/* repo.org is the caller's organisation, once there is one */
	const char *lang;
	enum caller_kind kind;
	struct session_row member; /* CALLER_MEMBER, and CALLER_ANYONE with member.account_id set */
	enum role role;
	const char *cookie;	/* of the session in use */
	struct recipient_ref recipient; /* CALLER_RECIPIENT */
	struct signing_ticket ticket;	/* CALLER_AGENT; of a batch the one that is being looked at */
	struct batch batch;		/* CALLER_AGENT on the routes of batches */
};
/* http_config's authenticator: sets rq->principal to a struct caller. */
enum err caller_authenticate(struct request *rq, struct error *e) MUST_USE;
_Bool caller_may(const struct caller *c, const char *permission);
/* Made or sent it, or an administrator; other members see it as a party of it. */
_Bool caller_is_sender(const struct caller *c, const struct dossier *x);
/* The envelope of the path's {id}, if the member may see it. */
enum err caller_dossier(struct caller *c, struct dossier *out, struct error *e) MUST_USE;

/* A handler of src/api. */
typedef enum err api_fn(struct caller *c, struct response *rs, struct error *e);
/* Runs it for a route; reports refusals and failures. */
enum err api_run(struct request *rq, struct response *rs, api_fn *fn, struct error *e) MUST_USE;
#define API_HANDLER(name, fn)                                                          \
	enum err name(struct request *rq, struct response *rs, struct error *e)        \
	{                                                                              \
		return api_run(rq, rs, fn, e);                                         \
	}

/* Cookie names of this request (the __Host- prefix needs TLS). */
const char *cookie_member(const struct request *rq);
#define COOKIE_RECIPIENT "skysign_r"
/* What a recipient's browser is known by from one link to the next. */
#define COOKIE_BROWSER "skysign_b"
void caller_browser(struct caller *c, struct recipient_ref *ref);
/* What the domain refused with, in the language of the request. */
void api_report_refusal(struct caller *c);

#define ROUTE(method, path, auth, permission, body, run, doc, ...) handler_fn run;
#include "api/routes.def"
#undef ROUTE
