#include "cmd/sign_tsa.h"
#include <stdlib.h>
#include <sys/stat.h>
#include "cmd/sign_key.h"
#include "net/fetcher_curl.h"
#include "os/file.h"
#include "sig/trust/ca_folder.h"
#include "sig/tsp/tsa.h"

enum {
	CERT_MAX = 64 * 1024,
	TSA_DAYS = 3650,
	FOLDER_MODE = 0700,
	CERT_MODE = 0644,
	LIST_VALID_MS = 7 * 24 * 3600 * 1000
};

/* anyPolicy (RFC 5280 §4.2.1.4): a trial authority promises nothing. */
static const char local_policy[] = "2.5.29.32.0";

struct sign_tsa {
	struct tsp_authorities authorities;
	struct tsp_authority list[OPTION_LIST_MAX];
	struct fetcher *fetcher;
	struct tsa local;
	struct bytes root;  /* of the local authority */
	const char *folder; /* of the local authority; NULL: it is none of them */
};

void sign_tsa_free(struct sign_tsa *t)
{
	if (!t)
		return;
	signer_free(t->local.signer);
	fetcher_curl_free(t->fetcher);
	free(t);
}

struct tsp_authorities *sign_tsa_list(struct sign_tsa *t)
{
	return &t->authorities;
}

static enum err local_answer(void *ctx, struct bytes query, struct arena *mem,
			     struct bytes *reply_out, struct error *e)
{
	return tsa_answer(ctx, query, mem, reply_out, e);
}

static struct ca_setup setup_of(const char *path)
{
	return (struct ca_setup){
		.path = path, .key = PKEY_P256, .clock = clock_system(), .rng = rng_system()
	};
}

/* Opens the folder; makes it when there is none. */
static enum err folder_open(const char *path, struct ca_folder **out, struct error *e)
{
	struct ca_setup setup = setup_of(path);
	struct stat st;

	if (stat(path, &st) != 0)
		TRY(ca_folder_init(&setup, e));
	return ca_folder_open(&setup, out, e);
}

static enum err local_make(struct ca_folder *f, const char *cert_path, struct pkey **key,
			   struct arena *mem, struct bytes *cert, struct error *e)
{
	AUTO(pkey) struct pkey *k = NULL;
	struct ca_subject subject = { .kind = CA_TSA,
				      .days = TSA_DAYS,
				      .name = "SkySign 試用タイムスタンプ局 (trial TSA)" };

	TRY(pkey_generate(PKEY_P256, &k, e));
	subject.key = k;
	TRY(ca_folder_issue(f, &subject, mem, cert, e));
	TRY(ca_folder_put_key(f, "tsa", k, e));
	TRY(file_write_atomic(cert_path, *cert, CERT_MODE, e));
	*key = TAKE_PTR(k);
	return ERR_OK;
}

static enum err local_load(struct ca_folder *f, const char *cert_path, struct pkey **key,
			   struct arena *mem, struct bytes *cert, struct error *e)
{
	AUTO(buf) struct buf file = { 0 };

	TRY(file_read(cert_path, CERT_MAX, &file, e));
	if (!arena_copy(mem, buf_bytes(&file), cert))
		return error_set(e, ERR_TOO_LARGE, "%s: too large", cert_path);
	return ca_folder_get_key(f, "tsa", key, e);
}

static enum err local_open(struct sign_tsa *t, const char *path, struct arena *mem, struct error *e)
{
	const char *cert_path = arena_printf(mem, "%s/tsa.cer", path);
	struct sig_alg alg = { SIG_ECDSA, DIGEST_SHA256 };
	AUTO(ca_folder) struct ca_folder *f = NULL;
	struct bytes chain[2];
	struct pkey *key = NULL;

	TRY(folder_open(path, &f, e));
	if (file_exists(cert_path))
		TRY(local_load(f, cert_path, &key, mem, &chain[0], e));
	else
		TRY(local_make(f, cert_path, &key, mem, &chain[0], e));
	if (pkey_is_rsa(key))
		alg.scheme = SIG_RSA_PKCS1;
	if (!arena_copy(mem, ca_folder_root(f), &t->root)) {
		pkey_free(key);
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	}
	chain[1] = t->root;
	t->local = (struct tsa){ .clock = clock_system(),
				 .rng = rng_system(),
				 .accuracy_ms = 1000,
				 .policy = local_policy };
	return signer_file_new(key, alg, chain, COUNT_OF(chain), &t->local.signer, e);
}

static enum err local_add(struct sign_tsa *t, const struct sign_tsa_options *o,
			  struct tsp_authority *a, struct arena *mem, struct error *e)
{
	const char *path = arena_printf(mem, "%s/ca", o->data ? o->data : "data");
	enum err rc;

	if (t->local.signer)
		return error_set(e, ERR_INVALID, "--tsa local stands more than once");
	TRY(dir_make(o->data ? o->data : "data", FOLDER_MODE, e));
	rc = local_open(t, path, mem, e);
	if (rc != ERR_OK)
		return error_wrap(e, rc, "local time-stamp authority");
	t->folder = path;
	*a = (struct tsp_authority){ .name = "local",
				     .request = local_answer,
				     .ctx = &t->local,
				     .anchors = &t->root,
				     .n_anchors = 1 };
	return ERR_OK;
}

/* Whoever types a URL may mean a private address. */
static void url_add(struct sign_tsa *t, const struct sign_tsa_options *o, const char *url,
		    struct tsp_authority *a)
{
	if (!t->fetcher)
		t->fetcher = fetcher_curl_new(NULL);
	t->authorities.fetcher = t->fetcher;
	*a = (struct tsp_authority){
		.name = url, .url = url, .policy = o->policy, .allow_private = 1
	};
}

static _Bool is_local(const char *url)
{
	return !strcmp(url, "local");
}

_Bool sign_tsa_wants_local(const struct sign_tsa_options *o)
{
	for (size_t i = 0; i < o->urls.n; i++)
		if (is_local(o->urls.items[i]))
			return 1;
	return 0;
}

enum err sign_tsa_vouch(const struct sign_tsa *t, struct trust *anchors, struct trust *trust,
			struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(ca_folder) struct ca_folder *f = NULL;
	struct ca_setup setup;
	struct bytes list;

	if (!t->folder)
		return ERR_OK;
	setup = setup_of(t->folder);
	TRY(ca_folder_open(&setup, &f, e));
	TRY(ca_folder_crl(f, LIST_VALID_MS, mem, &list, e));
	TRY(trust_add(anchors, TRUST_ALL, ca_folder_root(f), e));
	TRY(trust_add(trust, TRUST_ALL, ca_folder_root(f), e));
	return trust_add(trust, TRUST_HELP, list, e);
}

enum err sign_tsa_open(const struct sign_tsa_options *o, struct arena *mem, struct sign_tsa **out,
		       struct error *e)
{
	AUTO(sign_tsa) struct sign_tsa *t = calloc(1, sizeof(*t));
	const struct bytes *anchors = NULL;
	size_t n_anchors = 0;

	if (!t)
		abort();
	if (o->trust)
		TRY(sign_certs_read(o->trust, mem, &anchors, &n_anchors, e));
	t->authorities = (struct tsp_authorities){
		.list = t->list, .n = o->urls.n, .clock = clock_system(), .rng = rng_system()
	};
	for (size_t i = 0; i < o->urls.n; i++) {
		struct tsp_authority *a = &t->list[i];

		if (is_local(o->urls.items[i])) {
			TRY(local_add(t, o, a, mem, e));
			continue;
		}
		url_add(t, o, o->urls.items[i], a);
		a->anchors = anchors;
		a->n_anchors = n_anchors;
	}
	*out = TAKE_PTR(t);
	return ERR_OK;
}
