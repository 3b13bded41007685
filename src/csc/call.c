/* What a remote signing service is asked, and the addresses that browsers are led to. */
#include <stdio.h>
#include "base/buf.h"
#include "csc/reply.h"
#include "sig/algorithm.h"

static const struct algorithm {
	const char *name, *oid;
	enum digest_alg digest;
	const char *digest_oid;
} algorithms[] = {
#define CSC_ALGORITHM(name, oid, digest, digest_oid) { name, oid, digest, digest_oid },
#include "csc/algorithms.def"
#undef CSC_ALGORITHM
};

static const struct algorithm *algorithm_of(const char *name)
{
	for (size_t i = 0; name && i < COUNT_OF(algorithms); i++)
		if (!strcmp(algorithms[i].name, name))
			return &algorithms[i];
	return NULL;
}

struct csc_call csc_begin(const struct csc_service *s, struct fetcher *f, struct arena *mem,
			  const char *language)
{
	return (struct csc_call){ .service = s,
				  .fetcher = f,
				  .mem = mem,
				  .language = language,
				  .until = clock_monotonic() + CSC_CALLS_MS };
}

/* asking --------------------------------------------------------------------- */

static _Bool is_json(const char *type)
{
	static const char json[] = "application/json";
	size_t n = sizeof(json) - 1;

	return !strncasecmp(type, json, n) && (!type[n] || type[n] == ';' || type[n] == ' ');
}

static enum err exchange(const struct csc_call *c, struct fetch_request *rq, struct bytes *out,
			 struct error *e)
{
	time_ms left = c->until - clock_monotonic();
	struct fetch_response rs;
	enum err rc;

	if (left <= 0)
		return error_set(e, ERR_TIMEOUT, "no whole answer in time");
	rq->method = "POST";
	rq->accept = "application/json";
	rq->language = c->language;
	rq->timeout_ms = (unsigned)left;
	rq->max_bytes = CSC_REPLY_MAX;
	rq->allow_private = c->service->allow_private;
	rc = fetcher_fetch(c->fetcher, rq, c->mem, &rs, e);
	if (rc == ERR_TOO_LARGE)
		return error_set(e, ERR_REMOTE, "the answer is too long");
	if (rc == ERR_DENIED || rc == ERR_INVALID)
		return error_set(e, ERR_UNAVAILABLE, "its address may not be asked");
	TRY(rc);
	if (rs.status != 200)
		return csc_read_refusal(rs.status, rs.body, e);
	if (!is_json(rs.content_type))
		return error_set(e, ERR_REMOTE, "the answer is not of the type application/json");
	*out = rs.body;
	return ERR_OK;
}

static enum err does_not_fit(struct error *e)
{
	return error_set(e, ERR_TOO_LARGE, "a question to the signing service does not fit");
}

/* Takes the JSON. */
static enum err ask(const struct csc_call *c, const char *method, const char *bearer, json_t *body,
		    struct bytes *out, struct error *e)
{
	char *text = json_dumps(body, JSON_COMPACT);
	struct fetch_request rq = {
		.url = arena_printf(c->mem, "%s/%s", c->service->url, method),
		.content_type = "application/json",
		.bearer = bearer,
	};
	_Bool fits = text && arena_copy(c->mem, bytes_of_str(text), &rq.body) && rq.url;
	enum err rc;

	free(text);
	json_decref(body);
	rc = fits ? exchange(c, &rq, out, e) : does_not_fit(e);
	return rc == ERR_OK ? rc : error_wrap(e, rc, method);
}

/* addresses -------------------------------------------------------------------- */

void csc_secret(struct rng *r, char out[CSC_SECRET_SIZE])
{
	unsigned char raw[32];

	rng_fill(r, raw, sizeof(raw));
	base64url_encode(BYTES(raw, sizeof(raw)), out);
	explicit_bzero(raw, sizeof(raw));
}

/* "&name=value" of a form or query. */
static void add(struct buf *b, const char *name, const char *value)
{
	buf_printf(b, "%s%s=", b->len && b->data[b->len - 1] != '?' ? "&" : "", name);
	buf_append_percent(b, value, "-._~");
}

static void add_hashes(struct buf *b, const struct csc_authorization *a)
{
	buf_append_str(b, "&hashes=");
	for (size_t i = 0; i < a->n_hashes; i++) {
		char one[2 * DIGEST_MAX];

		base64url_encode(a->hashes[i], one);
		buf_printf(b, "%s%s", i ? "," : "", one);
	}
}

static void add_credential(struct buf *b, const struct csc_authorization *a)
{
	const struct algorithm *alg = algorithm_of(a->algorithm);
	char number[16];

	snprintf(number, sizeof(number), "%zu", a->n_hashes);
	add(b, "credentialID", a->credential);
	add(b, "numSignatures", number);
	add_hashes(b, a);
	add(b, "hashAlgorithmOID", alg ? alg->digest_oid : "");
}

const char *csc_authorize_url(const struct csc_call *c, const struct csc_authorization *a)
{
	AUTO(buf) struct buf b = { 0 };
	unsigned char hash[DIGEST_MAX];
	char challenge[CSC_SECRET_SIZE];

	/* RFC 7636 §4.2, S256 */
	base64url_encode(digest_of(DIGEST_SHA256, bytes_of_str(a->verifier), hash), challenge);
	buf_printf(&b, "%s/oauth2/authorize?", a->oauth2);
	add(&b, "response_type", "code");
	add(&b, "client_id", c->service->client_id);
	add(&b, "redirect_uri", a->redirect_uri);
	add(&b, "scope", a->credential ? "credential" : "service");
	add(&b, "code_challenge", challenge);
	add(&b, "code_challenge_method", "S256");
	add(&b, "state", a->state);
	add(&b, "lang", c->language);
	if (a->credential)
		add_credential(&b, a);
	return arena_strdup(c->mem, buf_cstr(&b));
}

/* questions --------------------------------------------------------------------- */

enum err csc_info(const struct csc_call *c, struct csc_info *out, struct error *e)
{
	struct bytes body;

	TRY(ask(c, "info", NULL, json_pack("{s:s}", "lang", c->language), &body, e));
	if (csc_read_info(body, c->service->allow_private, c->mem, out, e) != ERR_OK)
		return error_wrap(e, ERR_REMOTE, "info");
	return ERR_OK;
}

static void token_form(const struct csc_call *c, const struct csc_authorization *a,
		       const char *code, struct buf *b)
{
	add(b, "grant_type", "authorization_code");
	add(b, "code", code);
	add(b, "client_id", c->service->client_id);
	if (c->service->secret)
		add(b, "client_secret", c->service->secret);
	add(b, "redirect_uri", a->redirect_uri);
	add(b, "code_verifier", a->verifier);
}

enum err csc_token(const struct csc_call *c, const struct csc_authorization *a, const char *code,
		   struct csc_token *out, struct error *e)
{
	AUTO(buf) struct buf form = { 0 };
	struct fetch_request rq = {
		.url = arena_printf(c->mem, "%s/oauth2/token", a->oauth2),
		.content_type = "application/x-www-form-urlencoded",
	};
	struct bytes body;
	enum err rc;

	if (!rq.url)
		return does_not_fit(e);
	token_form(c, a, code, &form);
	rq.body = buf_bytes(&form);
	rc = exchange(c, &rq, &body, e);
	explicit_bzero(form.data, form.len);
	if (rc == ERR_OK)
		rc = csc_read_token(body, c->mem, out, e);
	return rc == ERR_OK ? rc : error_wrap(e, rc, "oauth2/token");
}

static _Bool is_short(const json_t *o)
{
	return json_dumpb(o, NULL, 0, JSON_COMPACT) <= CSC_CREDENTIAL_MAX;
}

static enum err ask_one(const struct csc_call *c, const char *token, const char *id, json_t **out,
			struct error *e)
{
	struct csc_credential read;
	struct bytes body;
	json_t *o;
	enum err rc;

	TRY(ask(c, "credentials/info", token,
		json_pack("{s:s, s:s, s:b, s:b, s:s}", "credentialID", id, "certificates", "chain",
			  "certInfo", 1, "authInfo", 1, "lang", c->language),
		&body, e));
	TRY(csc_read_object(body, &o, e));
	json_object_set_new(o, "credentialID", json_string(id));
	rc = is_short(o) ? csc_read_credential(o, id, c->mem, &read, e)
			 : error_set(e, ERR_REMOTE, "the answer is too long");
	if (rc != ERR_OK) {
		json_decref(o);
		return error_wrap(e, rc, "credentials/info");
	}
	*out = o;
	return ERR_OK;
}

/* Takes the JSON. */
static enum err keep(const struct csc_call *c, json_t *all, const char **out, struct error *e)
{
	char *text = json_dumps(all, JSON_COMPACT);
	const char *copy = NULL;
	_Bool fits = text && strlen(text) <= CSC_KEPT_MAX;

	if (fits)
		copy = arena_strdup(c->mem, text);
	free(text);
	json_decref(all);
	if (!fits)
		return error_set(e, ERR_REMOTE, "the credentials are too long");
	if (!copy)
		return does_not_fit(e);
	*out = copy;
	return ERR_OK;
}

/* One that hangs does not take the time of those behind it. */
static struct csc_call for_one_of(const struct csc_call *c, size_t n)
{
	time_ms now = clock_monotonic(), left = c->until - now, share = left / (time_ms)n;
	struct csc_call one = *c;

	if (share < CSC_CREDENTIAL_MS)
		share = left < CSC_CREDENTIAL_MS ? left : CSC_CREDENTIAL_MS;
	one.until = now + share;
	return one;
}

struct asking {
	json_t *read, *unread;
	enum err first; /* of those that failed */
	struct error why;
};

/* Why it is not known is the service's affair, unless it is ours. */
static enum err note_unread(struct asking *a, const char *id, enum err rc, const struct error *why)
{
	_Bool silent = rc == ERR_UNAVAILABLE || rc == ERR_TIMEOUT;

	if (!silent && rc != ERR_REMOTE && rc != ERR_DENIED)
		return rc;
	if (!a->first) {
		a->first = rc;
		a->why = *why;
	}
	json_array_append_new(a->unread,
			      json_pack("{s:s, s:s}", "credentialID", id, "reason",
					silent ? CSC_SILENT : CSC_UNREADABLE));
	return ERR_OK;
}

static enum err ask_all(const struct csc_call *c, const char *token, const char *const *ids, size_t n,
			struct asking *a, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		struct csc_call call = for_one_of(c, n - i);
		struct error why = { 0 };
		json_t *one = NULL;
		enum err rc = ask_one(&call, token, ids[i], &one, &why);

		if (rc == ERR_OK)
			json_array_append_new(a->read, one);
		else if ((rc = note_unread(a, ids[i], rc, &why)) != ERR_OK)
			return error_set(e, rc, "%s", why.msg);
	}
	return a->first && !json_array_size(a->read) ? error_set(e, a->first, "%s", a->why.msg)
						     : ERR_OK;
}

enum err csc_credentials(const struct csc_call *c, const char *token, const char **json_out,
			 struct error *e)
{
	const char *ids[CSC_CREDENTIALS_MAX];
	struct asking a = { 0 };
	struct bytes body;
	json_t *all;
	enum err rc;
	size_t n;

	TRY(ask(c, "credentials/list", token, json_pack("{s:s}", "lang", c->language), &body, e));
	if (csc_read_ids(body, c->mem, ids, &n, e) != ERR_OK)
		return error_wrap(e, ERR_REMOTE, "credentials/list");
	a.read = json_array();
	a.unread = json_array();
	all = json_pack("{s:o, s:o}", "read", a.read, "unread", a.unread);
	rc = ask_all(c, token, ids, n, &a, e);
	if (rc == ERR_OK)
		return keep(c, all, json_out, e);
	json_decref(all);
	return rc;
}

static json_t *hashes_json(const struct csc_signing *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->n; i++) {
		char one[2 * DIGEST_MAX];

		base64_encode(s->hashes[i], one);
		json_array_append_new(list, json_string(one));
	}
	return list;
}

/* §11.10: activation data goes along as such beside the service's token; a token of the scope
 * "credential" is in the place of that token, and good for the credential. */
enum err csc_sign_hashes(const struct csc_call *c, const struct csc_signing *s, struct bytes *out,
			 struct error *e)
{
	const struct algorithm *alg = algorithm_of(s->algorithm);
	struct bytes body;
	json_t *rq;

	if (!alg)
		return error_set(e, ERR_CERT_ALGORITHM, "no algorithm for remote signing");
	rq = json_pack("{s:s, s:o, s:s, s:s, s:s}", "credentialID", s->credential, "hashes",
		       hashes_json(s), "hashAlgorithmOID", alg->digest_oid, "signAlgo", alg->oid,
		       "operationMode", "S");
	if (s->activation.sad)
		json_object_set_new(rq, "SAD", json_string(s->activation.value));
	TRY(ask(c, "signatures/signHash", s->activation.sad ? s->token : s->activation.value, rq,
		&body, e));
	if (csc_read_signatures(body, s->n, c->mem, out, e) != ERR_OK)
		return error_wrap(e, ERR_REMOTE, "signatures/signHash");
	return ERR_OK;
}
