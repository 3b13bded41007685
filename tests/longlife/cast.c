#include "cast.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include "must.h"

static const time_ms DAY_MS = 86400000, RESPONDER_MS = 183 * 86400000LL;

time_ms day(const char *date)
{
	char text[TIME_RFC3339_SIZE];
	time_ms t;

	snprintf(text, sizeof(text), "%.10sT00:00:00Z", date);
	MUST(time_parse_rfc3339(text, &t));
	return t;
}

static EVP_PKEY *key_make(enum key_kind kind)
{
	EVP_PKEY *key = NULL;

	switch (kind) {
	case KEY_P256:
		key = EVP_EC_gen("P-256");
		break;
	case KEY_P384:
		key = EVP_EC_gen("P-384");
		break;
	case KEY_P521:
		key = EVP_EC_gen("P-521");
		break;
	case KEY_RSA2048:
		key = EVP_RSA_gen(2048);
		break;
	case KEY_RSA3072:
		key = EVP_RSA_gen(3072);
		break;
	}
	MUST(key);
	return key;
}

static struct pkey *key_load(EVP_PKEY *key)
{
	unsigned char *der = NULL;
	int n = i2d_PrivateKey(key, &der);
	struct pkey *out;

	MUST(n > 0 && pkey_load(BYTES(der, (size_t)n), NULL, &out, NULL) == ERR_OK);
	OPENSSL_free(der);
	return out;
}

/* Takes the certificate with its key. */
static struct party party_of(struct ca ca, struct arena *mem)
{
	return (struct party){ ca, key_load(ca.key), ca_der(ca.x, mem) };
}

static void party_done(struct party *p)
{
	ca_done(&p->ca);
	pkey_free(p->key);
	*p = (struct party){ 0 };
}

/* For key, which it takes. */
static struct party made(struct ca_spec spec, EVP_PKEY *key, struct arena *mem)
{
	struct ca owner = { NULL, key };
	struct ca ca;

	spec.same_key = &owner;
	ca = ca_make(spec);
	ca_done(&owner);
	return party_of(ca, mem);
}

/* RFC 3339 in mem */
static const char *at(time_ms t, struct arena *mem)
{
	char text[TIME_RFC3339_SIZE];

	time_rfc3339(t, text);
	return arena_strdup(mem, text);
}

static struct local_ca local_of(struct cast *c, const struct authority *a)
{
	return (struct local_ca){
		.key = a->root.key,
		.cert = a->root.der,
		.base_url = arena_printf(c->mem, "http://%s", a->row->host),
		.clock = c->clock,
		.rng = rng_system(),
	};
}

static void local_root(struct cast *c, struct authority *a)
{
	struct party *p = &a->root;
	struct local_ca ca;

	c->clock->fixed = day(a->row->from);
	p->ca.key = key_make(a->row->key);
	p->key = key_load(p->ca.key);
	ca = local_of(c, a);
	MUST_OK(local_ca_root(&ca, a->row->host, c->mem, &p->der, &error));
	p->ca.x = x509_parse(p->der);
	MUST(p->ca.x);
	a->issuing = *p;
}

static void authority_make(struct cast *c, struct authority *a, const struct authority_row *row)
{
	const char *issuing_ext[] = {
		"basicConstraints=critical,CA:TRUE,pathlen:0",
		"keyUsage=critical,keyCertSign,cRLSign",
		"subjectKeyIdentifier=hash",
		"authorityKeyIdentifier=keyid",
		arena_printf(c->mem, "crlDistributionPoints=URI:http://%s/root/crl", row->host),
		NULL,
	};
	struct ca_spec spec = { .name = arena_printf(c->mem, "O=%s/CN=Root", row->host),
				.ext = ca_root_ext,
				.from = at(day(row->from), c->mem),
				.to = at(day(row->to), c->mem),
				.md = EVP_get_digestbyname(row->digest) };

	a->row = row;
	if (row->local) {
		local_root(c, a);
		return;
	}
	a->root = made(spec, key_make(row->key), c->mem);
	spec.name = arena_printf(c->mem, "O=%s/CN=Issuing", row->host);
	spec.issuer = &a->root.ca;
	spec.ext = issuing_ext;
	a->issuing = made(spec, key_make(row->key), c->mem);
}

static const char *const usage[] = {
	[CA_SIGNER] = "keyUsage=critical,digitalSignature,nonRepudiation",
	[CA_TSA] = "keyUsage=critical,digitalSignature",
	[CA_OCSP] = "keyUsage=critical,digitalSignature",
};

/* Like those of local_ca: where to ask stands in each. */
static void leaf_extensions(struct cast *c, const struct authority *a, enum ca_kind kind,
			    const char *out[8])
{
	const char *host = a->row->host;
	size_t n = 0;

	out[n++] = usage[kind];
	out[n++] = "authorityKeyIdentifier=keyid";
	if (kind == CA_TSA)
		out[n++] = "extendedKeyUsage=critical,timeStamping";
	if (kind == CA_OCSP)
		out[n++] = "extendedKeyUsage=OCSPSigning";
	if (kind == CA_OCSP && !a->row->checked)
		out[n++] = "noCheck=ignored";
	if (kind != CA_OCSP || a->row->checked)
		out[n++] = arena_printf(c->mem, "crlDistributionPoints=URI:http://%s/ca/crl", host);
	if (kind != CA_OCSP)
		out[n++] =
			a->row->lists
				? arena_printf(
					  c->mem,
					  "authorityInfoAccess=caIssuers;URI:http://%s/ca/ca.cer",
					  host)
				: arena_printf(c->mem,
					       "authorityInfoAccess=OCSP;URI:http://%s/ocsp,"
					       "caIssuers;URI:http://%s/ca/ca.cer",
					       host, host);
	out[n] = NULL;
}

struct life {
	enum ca_kind kind;
	EVP_PKEY *key; /* taken */
	const char *name;
	time_ms from, to;
};

static struct party issue(struct cast *c, struct authority *a, struct life l)
{
	struct party p = { 0 };
	const char *ext[8];

	if (a->row->local) {
		struct local_ca ca = local_of(c, a);
		struct ca_subject s = { .kind = l.kind,
					.name = l.name,
					.days = (unsigned)((l.to - l.from) / DAY_MS) };
		struct bytes serial;

		c->clock->fixed = l.from;
		p.ca.key = l.key;
		s.key = p.key = key_load(p.ca.key);
		MUST_OK(local_ca_issue(&ca, &s, c->mem, &p.der, &serial, &error));
		p.ca.x = x509_parse(p.der);
		MUST(p.ca.x);
		return p;
	}
	leaf_extensions(c, a, l.kind, ext);
	return made((struct ca_spec){ .name = l.name,
				      .issuer = &a->issuing.ca,
				      .ext = ext,
				      .from = at(l.from, c->mem),
				      .to = at(l.to, c->mem),
				      .md = EVP_get_digestbyname(a->row->digest) },
		    l.key, c->mem);
}

static const struct sig_alg algs[] = {
	[KEY_P256] = { SIG_ECDSA, DIGEST_SHA256 },
	[KEY_P384] = { SIG_ECDSA, DIGEST_SHA512 },
	[KEY_P521] = { SIG_ECDSA, DIGEST_SHA512 },
	[KEY_RSA2048] = { SIG_RSA_PKCS1, DIGEST_SHA256 },
	[KEY_RSA3072] = { SIG_RSA_PSS, DIGEST_SHA512 },
};

static void member_make(struct cast *c, struct member *m, const struct member_row *row)
{
	struct authority *a = &c->authorities[row->by];
	struct bytes chain[2];

	m->row = row;
	m->from = day(row->from);
	m->to = day(row->to);
	m->party = issue(c, a,
			 (struct life){ row->kind, key_make(row->key), row->name, m->from, m->to });
	chain[0] = m->party.der;
	chain[1] = a->issuing.der;
	MUST_OK(signer_file_new(key_load(m->party.ca.key), algs[row->key], chain,
				a->row->local ? 1 : 2, &m->signer, &error));
}

void cast_make(struct cast *c, struct clock *clock)
{
	*c = (struct cast){ .mem = arena_new(0), .clock = clock, .trust = trust_new() };
	for (size_t i = 0; i < AUTHORITIES; i++) {
		authority_make(c, &c->authorities[i], &authority_rows[i]);
		MUST_OK(trust_add(c->trust, TRUST_ALL, c->authorities[i].root.der, &error));
	}
	for (size_t i = 0; i < MEMBERS; i++)
		member_make(c, &c->members[i], &member_rows[i]);
}

void cast_done(struct cast *c)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		party_done(&c->members[i].party);
		signer_free(c->members[i].signer);
	}
	for (size_t i = 0; i < AUTHORITIES; i++) {
		if (!c->authorities[i].row->local)
			party_done(&c->authorities[i].issuing);
		party_done(&c->authorities[i].root);
		party_done(&c->authorities[i].responder);
	}
	trust_free(c->trust);
	arena_free(c->mem);
}

_Bool authority_alive(const struct authority *a, time_ms now)
{
	return now >= day(a->row->from) && now < day(a->row->to) &&
	       (!a->row->dies || now < day(a->row->dies));
}

const struct party *cast_responder(struct cast *c, struct authority *a)
{
	time_ms now = clock_now(c->clock), end = now + 2 * RESPONDER_MS;
	struct life l = { CA_OCSP, a->responder.ca.key, "OCSP responder", now, end };

	if (l.key && now < a->responder_from + RESPONDER_MS)
		return &a->responder;
	if (!l.key)
		l.key = key_make(a->row->key);
	else
		MUST(EVP_PKEY_up_ref(l.key));
	if (l.to > day(a->row->to))
		l.to = day(a->row->to);
	party_done(&a->responder);
	a->responder_from = now;
	a->responder = issue(c, a, l);
	return &a->responder;
}

static struct bytes serial_of(const struct party *p)
{
	const ASN1_INTEGER *s = X509_get0_serialNumber(p->ca.x);

	return BYTES(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
}

size_t cast_revoked(const struct cast *c, enum authority_id by, time_ms now, struct ca_revoked *out)
{
	size_t n = 0;

	for (size_t i = 0; i < MEMBERS; i++) {
		const struct member_row *row = c->members[i].row;

		if (row->by == by && row->known && day(row->known) <= now)
			out[n++] = (struct ca_revoked){ serial_of(&c->members[i].party),
							day(row->revoked), row->reason };
	}
	return n;
}

const struct member *cast_by_serial(const struct cast *c, enum authority_id by, struct bytes serial)
{
	for (size_t i = 0; i < MEMBERS; i++)
		if (c->members[i].row->by == by &&
		    bytes_eq(serial_of(&c->members[i].party), serial))
			return &c->members[i];
	return NULL;
}
