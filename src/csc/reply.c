#include "csc/reply.h"
#include <ctype.h>
#include "http/json.h"
#include "sig/asn1/cert.h"

enum {
	ID_MAX = 256,
	TEXT_MAX = 512,
	TOKEN_MAX = 16 * 1024,
	URL_MAX = 1024,
	CERTIFICATE_MAX = 16 * 1024,
	SIGNATURE_MAX = 1024,
	CODE_MAX = 64,
	MULTISIGN_MAX = 1 << 20,
};

static enum err unusable(const char *member, struct error *e)
{
	return error_set(e, ERR_REMOTE, "the answer's %s is missing or not as specified", member);
}

enum err csc_read_object(struct bytes body, json_t **out, struct error *e)
{
	json_t *o;

	if (body.len > CSC_REPLY_MAX || json_load_strict(body, &o, NULL) != ERR_OK)
		return error_set(e, ERR_REMOTE, "the answer is no JSON object");
	if (!json_is_object(o)) {
		json_decref(o);
		return error_set(e, ERR_REMOTE, "the answer is no JSON object");
	}
	*out = o;
	return ERR_OK;
}

/* A text of 1 to max bytes without control characters, copied. NULL: it is none. */
static const char *text(const json_t *v, size_t max, struct arena *mem)
{
	const char *s = json_string_value(v);
	size_t n = json_string_length(v);

	if (!s || !n || n > max || strlen(s) != n)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return NULL;
	return arena_strdup(mem, s);
}

/* Printable ASCII without a space: what stands in headers and addresses. */
static _Bool is_visible(const char *s)
{
	for (; *s; s++)
		if (*s <= 0x20 || *s >= 0x7f)
			return 0;
	return 1;
}

static _Bool decode(const json_t *v, size_t max, struct arena *mem, struct bytes *out)
{
	const char *s = json_string_value(v);
	size_t n = json_string_length(v), len = 0;
	unsigned char *to;

	if (!s || !n || n > base64_size(max))
		return 0;
	to = arena_alloc(mem, n);
	if (!to || !base64_decode(s, n, to, &len) || !len || len > max)
		return 0;
	*out = BYTES(to, len);
	return 1;
}

/* refusals ----------------------------------------------------------------- */

static _Bool is_code(const char *s)
{
	size_t n = 0;

	for (; s[n]; n++)
		if (n >= CODE_MAX || (!isalnum((unsigned char)s[n]) && s[n] != '_'))
			return 0;
	return n > 0;
}

enum err csc_read_refusal(int status, struct bytes body, struct error *e)
{
	json_t *o;
	const char *code;
	enum err rc;

	if (status < 400 || status > 499 || csc_read_object(body, &o, NULL) != ERR_OK)
		return error_set(e, status >= 500 ? ERR_UNAVAILABLE : ERR_REMOTE,
				 "it answered with status %d", status);
	code = json_string_value(json_object_get(o, "error"));
	rc = code && is_code(code) ? error_set(e, ERR_DENIED, "%s", code)
				   : error_set(e, ERR_REMOTE, "it answered with status %d", status);
	json_decref(o);
	return rc;
}

/* info (§11.1) ----------------------------------------------------------------- */

static _Bool lists(const json_t *o, const char *member, const char *word)
{
	const json_t *list = json_object_get(o, member), *one;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)list, i,
			   one) if (json_is_string(one) &&
				    !strcmp(json_string_value(one), word)) return 1;
	return 0;
}

static enum err check_offer(const json_t *o, struct error *e)
{
	static const char *const needed[] = { "credentials/list", "credentials/info",
					      "signatures/signHash" };

	if (!json_is_array(json_object_get(o, "methods")) ||
	    !json_is_array(json_object_get(o, "authType")))
		return unusable("methods or authType", e);
	for (size_t i = 0; i < COUNT_OF(needed); i++)
		if (!lists(o, "methods", needed[i]))
			return error_set(e, ERR_REMOTE, "it does not offer %s", needed[i]);
	return lists(o, "authType", "oauth2code")
		       ? ERR_OK
		       : error_set(e, ERR_REMOTE, "it does not offer oauth2code");
}

static enum err read_info(const json_t *o, _Bool allow_http, struct arena *mem,
			  struct csc_info *out, struct error *e)
{
	const char *base = text(json_object_get(o, "oauth2"), URL_MAX, mem), *issuer = base;
	const json_t *named = json_object_get(o, "oauth2Issuer");
	size_t n;

	TRY(check_offer(o, e));
	if (!base || !csc_address_ok(base, allow_http))
		return unusable("oauth2", e);
	if (named && !json_is_null(named))
		issuer = text(named, URL_MAX, mem);
	if (!issuer || !csc_address_ok(issuer, allow_http))
		return unusable("oauth2Issuer", e);
	n = strlen(base);
	while (n && base[n - 1] == '/')
		n--;
	*out = (struct csc_info){ arena_strndup(mem, base, n), issuer };
	return out->oauth2 ? ERR_OK : error_set(e, ERR_TOO_LARGE, "the answer does not fit");
}

enum err csc_read_info(struct bytes body, _Bool allow_http, struct arena *mem,
		       struct csc_info *out, struct error *e)
{
	json_t *o;
	enum err rc;

	TRY(csc_read_object(body, &o, e));
	rc = read_info(o, allow_http, mem, out, e);
	json_decref(o);
	return rc;
}

/* oauth2/token (§8.4.4; RFC 6749 §5.1) -------------------------------------------- */

static enum err read_token(const json_t *o, struct arena *mem, struct csc_token *out,
			   struct error *e)
{
	const char *value = text(json_object_get(o, "access_token"), TOKEN_MAX, mem);
	const char *type = json_string_value(json_object_get(o, "token_type"));
	const json_t *ends = json_object_get(o, "expires_in");
	struct csc_token t = { .value = value };

	if (!value || !is_visible(value))
		return unusable("access_token", e);
	/* RFC 6749 §5.1: the type's case does not count */
	t.sad = type && !strcasecmp(type, "SAD");
	if (!type || (!t.sad && strcasecmp(type, "Bearer") != 0))
		return unusable("token_type", e);
	if (ends && (!json_is_integer(ends) || json_integer_value(ends) <= 0))
		return unusable("expires_in", e);
	t.expires_in = json_integer_value(ends);
	*out = t;
	return ERR_OK;
}

enum err csc_read_token(struct bytes body, struct arena *mem, struct csc_token *out,
			struct error *e)
{
	json_t *o;
	enum err rc;

	TRY(csc_read_object(body, &o, e));
	rc = read_token(o, mem, out, e);
	json_decref(o);
	return rc;
}

/* credentials/list (§11.4) ---------------------------------------------------------- */

static _Bool is_new(const char *id, const char *const *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(ids[i], id))
			return 0;
	return 1;
}

static enum err read_ids(const json_t *list, struct arena *mem, const char **ids, size_t *n_out,
			 struct error *e)
{
	const json_t *one;
	size_t i, n = 0;

	if (!json_is_array(list))
		return unusable("credentialIDs", e);
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		const char *id = text(one, ID_MAX, mem);

		if (!id || !is_new(id, ids, n))
			return unusable("credentialIDs", e);
		if (n == CSC_CREDENTIALS_MAX)
			break;
		ids[n++] = id;
	}
	*n_out = n;
	return ERR_OK;
}

enum err csc_read_ids(struct bytes body, struct arena *mem, const char **ids, size_t *n,
		      struct error *e)
{
	json_t *o;
	enum err rc;

	TRY(csc_read_object(body, &o, e));
	rc = read_ids(json_object_get(o, "credentialIDs"), mem, ids, n, e);
	json_decref(o);
	return rc;
}

/* credentials/info (§11.5) ------------------------------------------------------------ */

static enum err read_chain(const json_t *list, struct arena *mem, struct csc_credential *c,
			   struct error *e)
{
	const json_t *one;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > CSC_CHAIN_MAX)
		return unusable("cert.certificates", e);
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		struct cert cert;

		if (!decode(one, CERTIFICATE_MAX, mem, &c->chain[i]) ||
		    cert_read(c->chain[i], &cert, NULL) != ERR_OK)
			return unusable("cert.certificates", e);
		c->n_chain++;
	}
	return ERR_OK;
}

static const struct {
	const char *name, *oid;
} algorithms[] = {
#define CSC_ALGORITHM(name, oid, digest, digest_oid) { name, oid },
#include "csc/algorithms.def"
#undef CSC_ALGORITHM
};

static _Bool has(const struct csc_credential *c, const char *name)
{
	for (size_t i = 0; i < c->n_algorithms; i++)
		if (!strcmp(c->algorithms[i], name))
			return 1;
	return 0;
}

static enum err read_algorithms(const json_t *list, struct csc_credential *c, struct error *e)
{
	const json_t *one;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > 64)
		return unusable("key.algo", e);
	json_array_foreach((json_t *)(uintptr_t)list, i,
			   one) if (!json_is_string(one)) return unusable("key.algo", e);
	for (size_t k = 0; k < COUNT_OF(algorithms); k++)
		json_array_foreach((json_t *)(uintptr_t)list, i,
				   one) if (!strcmp(json_string_value(one), algorithms[k].oid) &&
					    !has(c, algorithms[k].name) &&
					    c->n_algorithms < CSC_ALGORITHMS_MAX)
			c->algorithms[c->n_algorithms++] = algorithms[k].name;
	return ERR_OK;
}

static const char *word(const json_t *o, const char *object, const char *member)
{
	const char *s = json_string_value(json_object_get(json_object_get(o, object), member));

	return s ? s : "";
}

/* Why it cannot be chosen, the first reason that holds. */
static const char *trouble(const json_t *o, const struct csc_credential *c)
{
	const char *state = word(o, "cert", "status");

	if (strcmp(word(o, "key", "status"), "enabled") != 0)
		return "remote-key-disabled";
	if (!c->n_chain)
		return "remote-no-certificate";
	if (*state && strcmp(state, "valid") != 0)
		return !strcmp(state, "revoked")   ? "remote-cert-revoked"
		       : !strcmp(state, "expired") ? "remote-cert-expired"
						   : "remote-cert-suspended";
	if (strcmp(word(o, "auth", "mode"), "oauth2code") != 0)
		return "remote-auth-mode";
	return c->n_algorithms ? NULL : "remote-algorithm";
}

enum err csc_read_credential(const json_t *o, const char *id, struct arena *mem,
			     struct csc_credential *out, struct error *e)
{
	struct csc_credential c = { .id = id, .description = "", .multisign = 1 };
	const json_t *key = json_object_get(o, "key"), *cert = json_object_get(o, "cert");
	const json_t *many = json_object_get(o, "multisign");
	const json_t *about = json_object_get(o, "description");

	if (!json_is_object(key))
		return unusable("key", e);
	if (!json_is_object(json_object_get(o, "auth")))
		return unusable("auth", e);
	if (!json_is_integer(many) || json_integer_value(many) < 1 ||
	    json_integer_value(many) > MULTISIGN_MAX)
		return unusable("multisign", e);
	c.multisign = json_integer_value(many);
	if (about && json_string_length(about) && !(c.description = text(about, TEXT_MAX, mem)))
		return unusable("description", e);
	TRY(read_algorithms(json_object_get(key, "algo"), &c, e));
	if (cert)
		TRY(read_chain(json_object_get(cert, "certificates"), mem, &c, e));
	c.unusable = trouble(o, &c);
	*out = c;
	return ERR_OK;
}

/* A credential that is kept with why nothing is known about it. */
static enum err read_unread(const json_t *o, const char *id, struct csc_credential *out,
			    struct error *e)
{
	static const char *const reasons[] = { CSC_SILENT, CSC_UNREADABLE };
	const char *s = json_string_value(json_object_get(o, "reason"));

	for (size_t i = 0; s && i < COUNT_OF(reasons); i++) {
		if (!strcmp(reasons[i], s)) {
			*out = (struct csc_credential){
				.id = id, .description = "", .multisign = 1, .unusable = reasons[i]
			};
			return ERR_OK;
		}
	}
	return unusable("reason", e);
}

static enum err read_kept(const json_t *list, _Bool unread, struct arena *mem,
			  struct csc_credential *all, size_t *n, struct error *e)
{
	const json_t *one;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > CSC_CREDENTIALS_MAX - *n)
		return unusable("credentials", e);
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		const char *id = text(json_object_get(one, "credentialID"), ID_MAX, mem);

		if (!id)
			return unusable("credentialID", e);
		TRY(unread ? read_unread(one, id, &all[*n], e)
			   : csc_read_credential(one, id, mem, &all[*n], e));
		++*n;
	}
	return ERR_OK;
}

enum err csc_credentials_read(struct bytes json, struct arena *mem, struct csc_credential **out,
			      size_t *n, struct error *e)
{
	struct csc_credential *all = arena_alloc_n(mem, CSC_CREDENTIALS_MAX, sizeof(*all));
	json_t *o;
	enum err rc;

	*n = 0;
	if (!all)
		return error_set(e, ERR_TOO_LARGE, "the credentials do not fit");
	if (json_load_strict(json, &o, e) != ERR_OK)
		return error_set(e, ERR_REMOTE, "the credentials are no JSON");
	rc = read_kept(json_object_get(o, "read"), 0, mem, all, n, e);
	if (rc == ERR_OK)
		rc = read_kept(json_object_get(o, "unread"), 1, mem, all, n, e);
	json_decref(o);
	if (rc == ERR_OK)
		*out = all;
	return rc;
}

/* signatures/signHash (§11.10) ------------------------------------------------------- */

enum err csc_read_signatures(struct bytes body, size_t n, struct arena *mem, struct bytes *out,
			     struct error *e)
{
	const json_t *list;
	json_t *o;
	enum err rc = ERR_OK;

	TRY(csc_read_object(body, &o, e));
	list = json_object_get(o, "signatures");
	if (!json_is_array(list) || json_array_size(list) != n)
		rc = unusable("signatures", e);
	for (size_t i = 0; i < n && rc == ERR_OK; i++)
		if (!decode(json_array_get(list, i), SIGNATURE_MAX, mem, &out[i]))
			rc = unusable("signatures", e);
	json_decref(o);
	return rc;
}
