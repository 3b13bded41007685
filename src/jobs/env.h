/* What the worker is given from outside: everything it reaches is named here. */
#pragma once
#include "base/log.h"
#include "domain/timestamps.h"
#include "sealer/client.h"
#include "sig/tsp/authority.h"
#include "store/blob.h"

struct algo_policy;
struct jobs_world;
struct smtp_config;
struct trust_cache;

/* One of the setting tsa; the same name as in settings->authorities. */
struct stamping_authority {
	struct tsp_authority a;
	enum stamp_class class;
};

/* Where text messages are handed in. */
struct sms_gateway {
	const char *url, *token; /* token NULL: none */
	const char *template;	 /* jobs/sms.h */
	_Bool allow_private;
};

struct jobs_env {
	const struct clock *clock;
	struct rng *rng;
	const struct log *log;
	const char *database; /* URL; each thread opens its own connection */
	struct blob_store *blobs;
	const struct master_key *master; /* unwraps the organisations' data keys */
	const struct domain_settings *settings;
	const char *sealer_socket, *sealer_auth; /* see sealer/client.h */
	const struct stamping_authority *authorities; /* in order; the built-in one is not among them */
	size_t n_authorities;
	/* for documents that are extended (jobs/world.h) */
	const char *const *trust; /* files and folders of anchors */
	size_t n_trust;
	struct trust_cache *cache; /* of what was fetched; shared by the threads */
	const struct algo_policy *algorithms; /* NULL: the built-in one */
	const char *authority_url; /* what certificates of the local authority name */
	_Bool allow_private; /* private addresses may be asked for revocation data */
	time_ms level_patience; /* how long a conclusion waits for the level asked for */
	const struct smtp_config *smtp; /* NULL: mails stay in the outbox */
	const struct sms_gateway *sms; /* NULL: no text messages */
	const char *presence; /* folder in which the workers of these data show that they live; NULL: none */
	const char *temp_dir;	     /* for confined programs; on the disk of the data */
	const char *data_dir;	     /* hidden from them */
	const char *office;	     /* soffice.bin; "": Office files are not converted */
	unsigned office_seconds;     /* of CPU that a conversion may take; 0: the default */
	int wake_fd;			/* os/wake.h: told of new jobs; -1: the queue is only polled */
	unsigned threads;		/* 0: 1 */
};

/* What one thread of the worker holds for as long as it runs. */
struct jobs_thread {
	struct db *db;
	struct sealer_client *sealer;
	struct fetcher *fetcher;
	struct jobs_world *world; /* made when a document is first extended; NULL: not yet */
};
enum err jobs_thread_open(const struct jobs_env *env, struct jobs_thread *out, struct error *e) MUST_USE;
void jobs_thread_close(struct jobs_thread *t);
