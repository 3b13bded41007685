/* The acts: each signature in the sealer's register, and the register in the trail. */
#include "evidence/trail_work.h"
#include "sealer/record.h"
#include "sig/asn1/cert.h"
#include "sig/cms/cms.h"
#include "sig/tsp/token.h"

struct line {
	struct record r;
	const char *where;
	_Bool read, used;
};
struct acts {
	struct trail_work *w;
	struct line *lines;
	size_t n;
	_Bool told; /* the trail tells of the register at all */
};

/* the register ------------------------------------------------------------ */

static _Bool is_event(const struct trail_event *v, const char *kind)
{
	return v->kind && !strcmp(v->kind, kind);
}

static _Bool names(const json_t *data, const char *hex)
{
	const char *lines = trail_str(data, "lines");

	return lines && strstr(lines, hex);
}

/* The event that names this line must have told of the register with this size and root. */
static _Bool told(const struct acts *a, const char *hash, int64_t size,
		  const unsigned char root[TRAIL_HASH])
{
	char hex[2 * TRAIL_HASH + 1];

	hex_encode(BYTES(root, TRAIL_HASH), hex);
	for (size_t i = 0; i < a->w->n; i++) {
		const json_t *data = json_object_get(a->w->events[i].payload, "data");
		const char *r = trail_str(data, "root"), *s = trail_str(data, "size");

		if (is_event(&a->w->events[i], "register.recorded") && names(data, hash) && r &&
		    !strcmp(r, hex) && s && !strcmp(s, trail_where(a->w, "%lld", (long long)size)))
			return 1;
	}
	return 0;
}

static void check_line(struct acts *a, size_t i, const json_t *in)
{
	struct line *l = &a->lines[i];
	const char *text = trail_str(in, "line");
	size_t len = text ? strlen(text) : 0;
	unsigned char hash[DIGEST_MAX];
	char hex[2 * TRAIL_HASH + 1];
	struct error why = { 0 };
	int64_t size;

	l->where = trail_where(a->w, "register %zu", i + 1);
	if (!len || text[len - 1] != '\n' || !trail_int(in, "size", &size)) {
		trail_add(a->w, TRAIL_FORMAT, l->where, "no line, or none with an end");
		return;
	}
	if (record_read(BYTES((const unsigned char *)text, len - 1), a->w->mem, &l->r, &why) !=
	    ERR_OK) {
		trail_add(a->w, TRAIL_REGISTER_ALTERED, l->where, "%.200s", why.msg);
		return;
	}
	l->read = 1;
	l->where = trail_where(a->w, "register line %llu", (unsigned long long)l->r.seq);
	memcpy(hash, l->r.hash, TRAIL_HASH);
	hex_encode(BYTES(l->r.hash, TRAIL_HASH), hex);
	if (!trail_climb(trail_list(in, "path"), DIGEST_SHA256, hash) || !told(a, hex, size, hash))
		trail_add(a->w, TRAIL_REGISTER_ROOT, l->where, "act %s", l->r.act);
}

static _Bool have_line(const struct acts *a, const char *hex)
{
	unsigned char hash[TRAIL_HASH];

	if (!trail_hash(hex, hash, TRAIL_HASH))
		return 0;
	for (size_t i = 0; i < a->n; i++)
		if (a->lines[i].read && !memcmp(a->lines[i].r.hash, hash, TRAIL_HASH))
			return 1;
	return 0;
}

/* Every line that an event names is here. */
static void check_named(struct acts *a, size_t event)
{
	const json_t *data = json_object_get(a->w->events[event].payload, "data");
	const char *at = trail_str(data, "lines");

	for (; at && *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		const char *hex = trail_where(a->w, "%.*s", len < 100 ? (int)len : 100, at);

		if (!have_line(a, hex))
			trail_add(a->w, TRAIL_REGISTER_MISSING,
				  trail_where(a->w, "event %zu", event + 1), "%s", hex);
		at += len;
	}
}

static enum err check_register(struct acts *a, struct error *e)
{
	const json_t *list = trail_list(a->w->file, "register"), *one;
	size_t i;

	a->n = json_array_size(list);
	a->lines = arena_alloc_n(a->w->mem, a->n + 1, sizeof(*a->lines));
	if (!a->lines)
		return error_set(e, ERR_TOO_LARGE, "no room for the register");
	json_array_foreach(list, i, one) check_line(a, i, one);
	for (i = 0; i < a->w->n; i++)
		if (is_event(&a->w->events[i], "register.recorded")) {
			check_named(a, i);
			a->told = 1;
		}
	a->w->out->lines = (int64_t)a->n;
	return ERR_OK;
}

/* acts -------------------------------------------------------------------- */

struct act {
	const json_t *in;
	const char *id, *where;
	struct bytes digest, attrs, signature;
};

static _Bool same_record(struct trail_work *w, struct act *x, const struct record *r)
{
	const char *kind = trail_str(x->in, "kind"), *key = trail_str(x->in, "key");

	return kind && !strcmp(kind, r->kind) && key && !strcmp(key, r->key) &&
	       trail_hex(w, trail_str(x->in, "document_digest"), &x->digest) &&
	       trail_hex(w, trail_str(x->in, "signed_attributes"), &x->attrs) &&
	       trail_hex(w, trail_str(x->in, "signature"), &x->signature) &&
	       bytes_eq(x->digest, r->digest) && bytes_eq(x->attrs, r->attrs) &&
	       bytes_eq(x->signature, r->signature);
}

/* Zeros: the act came from no event. */
static _Bool event_is_there(const struct trail_work *w, const unsigned char hash[TRAIL_HASH])
{
	static const unsigned char zero[TRAIL_HASH];
	_Bool found = !memcmp(hash, zero, TRAIL_HASH);

	for (size_t i = 0; i < w->n && !found; i++)
		found = !memcmp(hash, w->events[i].hash, TRAIL_HASH);
	return found;
}

static const char *key_of(const struct trail_work *w, const char *id)
{
	const json_t *one;
	size_t i;

	json_array_foreach(trail_list(w->file, "keys"), i, one)
	{
		const char *name = trail_str(one, "id");

		if (name && !strcmp(name, id))
			return trail_str(one, "certificates");
	}
	return NULL;
}

static _Bool digest_of_size(size_t size, enum digest_alg *out)
{
	for (unsigned i = 0; i < DIGEST_COUNT_; i++) {
		*out = (enum digest_alg)i;
		if (digest_size(*out) == size)
			return 1;
	}
	return 0;
}

/* The key signed them. */
static enum err verify_value(const struct act *x, struct pkey *key, enum digest_alg digest,
			     struct error *e)
{
	unsigned char hash[DIGEST_MAX];
	struct bytes of = digest_of(digest, x->attrs, hash);
	struct sig_alg alg = { pkey_is_rsa(key) ? SIG_RSA_PKCS1 : SIG_ECDSA, digest };

	if (pkey_verify(key, alg, of, x->signature, e) == ERR_OK)
		return ERR_OK;
	if (alg.scheme == SIG_ECDSA)
		return ERR_BAD_SIG;
	alg.scheme = SIG_RSA_PSS;
	return pkey_verify(key, alg, of, x->signature, e);
}

/* Another program's attributes (signed elsewhere): whatever they say more, they name this document, once
 * (RFC 5652 §11.2). */
static _Bool name_document(struct bytes attrs, struct bytes digest)
{
	struct der r = der_reader(attrs), set, one, values;
	struct der_item value;
	size_t found = 0;
	struct bytes type;

	if (der_enter(&r, DER_SET, &set, NULL) != ERR_OK || der_more(&r))
		return 0;
	while (der_more(&set)) {
		if (der_enter(&set, DER_SEQUENCE, &one, NULL) != ERR_OK ||
		    der_get_oid(&one, &type, NULL) != ERR_OK)
			return 0;
		if (!oid_is(type, OID_MESSAGE_DIGEST))
			continue;
		if (der_enter(&one, DER_SET, &values, NULL) != ERR_OK ||
		    der_expect(&values, DER_OCTET_STRING, &value, NULL) != ERR_OK ||
		    der_more(&values) || !bytes_eq(value.content, digest))
			return 0;
		found++;
	}
	return found == 1;
}

/* The attributes are those of this document and this certificate, and the key signed them. */
static enum err verify_signature(struct trail_work *w, const struct act *x, struct bytes cert,
				 struct error *e)
{
	_Bool party = trail_str(x->in, "certificate") != NULL;
	AUTO(pkey) struct pkey *key = NULL;
	enum digest_alg digest;
	struct bytes want;
	struct cert c;

	TRY(cert_read(cert, &c, e));
	TRY(pkey_public(c.spki, &key, e));
	if (!digest_of_size(x->digest.len, &digest))
		return error_set(e, ERR_BAD_SIG, "no known digest");
	TRY(cms_signed_attrs(digest, x->digest, cert, w->mem, &want, e));
	if (!bytes_eq(want, x->attrs) && !(party && name_document(x->attrs, x->digest)))
		return error_set(e, ERR_BAD_SIG,
				 "its attributes are not those of this document and key");
	return verify_value(x, key, digest, e);
}

static void check_signature(struct trail_work *w, const struct act *x)
{
	const char *key = trail_str(x->in, "key"), *pem = key ? key_of(w, key) : NULL;
	struct error why = { 0 };
	const struct bytes *certs;
	size_t n;

	if (!pem) {
		trail_add(w, TRAIL_KEY_UNKNOWN, x->where, "%.60s", key ? key : "");
		return;
	}
	if (cert_load(bytes_of_str(pem), w->mem, &certs, &n, &why) != ERR_OK ||
	    verify_signature(w, x, certs[0], &why) != ERR_OK)
		trail_add(w, TRAIL_ACT_SIGNATURE, x->where, "%.200s", why.msg);
}

/* Whether the authority is to be believed is a matter of the PDF and of the days, which are
 * renewed. */
static void check_token(struct trail_work *w, const struct act *x)
{
	const char *text = trail_str(x->in, "token"), *said = trail_str(x->in, "time");
	struct tsp_token_info t;
	struct error why = { 0 };
	unsigned char hash[DIGEST_MAX];
	struct bytes token;
	time_ms at;

	if (!text)
		return; /* time-stamps can be switched off */
	if (!trail_base64(w, text, &token) ||
	    tsp_token_read(token, NULL, 0, w->mem, &t, &why) != ERR_OK)
		trail_add(w, TRAIL_ACT_TOKEN, x->where, "%.200s", why.msg);
	else if (x->signature.len &&
		 !bytes_eq(digest_of(t.tst.alg, x->signature, hash), t.tst.imprint))
		trail_add(w, TRAIL_ACT_TOKEN, x->where, "over another signature");
	else if (!said || !time_parse_rfc3339(said, &at) || at != t.tst.gen_time)
		trail_add(w, TRAIL_ACT_TOKEN, x->where, "its time is another");
}

static struct line *line_of(const struct acts *a, const char *act)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->lines[i].read && !a->lines[i].used && !strcmp(a->lines[i].r.act, act))
			return &a->lines[i];
	return NULL;
}

/* client remote signing ----------------------------------------------------- */

/* The event of the act names the certificate: so nobody makes an act of the service's key into one that
 * needs no line of the register. */
static _Bool event_names(const struct trail_work *w, const char *act, const char *fingerprint)
{
	for (size_t i = 0; act && i < w->n; i++) {
		const json_t *data = json_object_get(w->events[i].payload, "data");
		const char *of = trail_str(data, "act"), *by = trail_str(data, "certificate");

		if (of && by && !strcmp(of, act) && !strcmp(by, fingerprint))
			return 1;
	}
	return 0;
}

static _Bool read_party(struct trail_work *w, struct act *x, struct bytes *cert)
{
	return trail_base64(w, trail_str(x->in, "certificate"), cert) &&
	       trail_hex(w, trail_str(x->in, "document_digest"), &x->digest) &&
	       trail_hex(w, trail_str(x->in, "signed_attributes"), &x->attrs) &&
	       trail_hex(w, trail_str(x->in, "signature"), &x->signature);
}

static void check_party(struct trail_work *w, struct act *x)
{
	unsigned char hash[32];
	struct error why = { 0 };
	struct bytes cert;
	char hex[65];

	if (!read_party(w, x, &cert)) {
		trail_add(w, TRAIL_FORMAT, x->where, "what the party signed is unreadable");
		return;
	}
	digest_sha256(cert, hash);
	hex_encode(BYTES(hash, sizeof(hash)), hex);
	if (!event_names(w, trail_str(x->in, "act"), hex))
		trail_add(w, TRAIL_ACT_EVENT, x->where, "%s", "");
	if (verify_signature(w, x, cert, &why) != ERR_OK)
		trail_add(w, TRAIL_ACT_SIGNATURE, x->where, "%.200s", why.msg);
	check_token(w, x);
}

static void check_act(struct acts *a, struct act *x)
{
	struct line *l = line_of(a, x->id);

	if (trail_str(x->in, "certificate")) {
		check_party(a->w, x);
		return;
	}

	/* a document time-stamp: the sealer signs nothing */
	if (!trail_str(x->in, "signature")) {
		check_token(a->w, x);
		return;
	}
	if (!l) {
		trail_add(a->w, a->told ? TRAIL_UNREGISTERED : TRAIL_REGISTER_ABSENT, x->where,
			  "%s", "");
		return;
	}
	l->used = 1;
	if (!same_record(a->w, x, &l->r)) {
		trail_add(a->w, TRAIL_ACT_DIFFERS, x->where, "%s", "");
		return;
	}
	if (!event_is_there(a->w, l->r.event))
		trail_add(a->w, TRAIL_ACT_EVENT, x->where, "%s", "");
	check_signature(a->w, x);
	check_token(a->w, x);
}

enum err trail_check_acts(struct trail_work *w, struct error *e)
{
	const json_t *list = trail_list(w->file, "acts"), *one;
	struct acts a = { .w = w };
	size_t i;

	TRY(check_register(&a, e));
	json_array_foreach(list, i, one)
	{
		struct act x = { .in = one, .id = trail_str(one, "id") };

		x.where = trail_where(w, "act %.60s", x.id ? x.id : "");
		if (x.id)
			check_act(&a, &x);
		else
			trail_add(w, TRAIL_FORMAT, x.where, "it has no id");
	}
	for (i = 0; i < a.n; i++)
		if (a.lines[i].read && !a.lines[i].used)
			trail_add(w, TRAIL_ACT_MISSING, a.lines[i].where, "act %s",
				  a.lines[i].r.act);
	w->out->acts = (int64_t)json_array_size(list);
	return ERR_OK;
}
