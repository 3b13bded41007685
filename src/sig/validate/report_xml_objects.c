#include "sig/validate/report_xml_objects.h"
#include "crypto/digest.h"

static void vo_id(enum vo_kind kind, const unsigned char digest[32], char id[VO_ID_SIZE])
{
	static const char letters[] = "CTRR";

	id[0] = letters[kind];
	id[1] = '-';
	hex_encode(BYTES(digest, 32), id + 2);
}

static const struct vo *find(const struct vo_list *all, const char *id)
{
	for (size_t i = 0; i < all->n; i++)
		if (!strcmp(all->list[i].id, id))
			return &all->list[i];
	return NULL;
}

static const struct vo *add(struct vo_list *all, struct vo like)
{
	const struct vo *known;
	struct vo *list;

	vo_id(like.kind, like.digest, like.id);
	known = find(all, like.id);
	if (known)
		return known;
	list = arena_grow(all->mem, all->list, all->n, &all->cap, sizeof(*list));
	if (!list)
		return NULL;
	all->list = list;
	all->list[all->n] = like;
	return &all->list[all->n++];
}

_Bool vo_cert_id(const struct cert_facts *c, char id[VO_ID_SIZE])
{
	unsigned char digest[32];

	if (!c->sha256 || strlen(c->sha256) != 64 || !hex_decode(c->sha256, 64, digest))
		return 0;
	vo_id(VO_CERTIFICATE, digest, id);
	return 1;
}

void vo_der_id(enum vo_kind kind, struct bytes der, char id[VO_ID_SIZE])
{
	unsigned char digest[32];

	digest_sha256(der, digest);
	vo_id(kind, digest, id);
}

enum vo_kind vo_kind_of(const struct chain_state *s)
{
	return s->crl ? VO_CRL : VO_OCSP;
}

static void collect_cert(struct vo_list *all, const struct cert_facts *c, const struct proof *by)
{
	struct vo like = { .kind = VO_CERTIFICATE, .time = by ? by->time : all->r->at, .by = by };

	if (c->sha256 && strlen(c->sha256) == 64 && hex_decode(c->sha256, 64, like.digest))
		add(all, like);
}

static void collect_signer(struct vo_list *all, const struct signer_report *s,
			   const struct proof *by)
{
	if (s->known)
		collect_cert(all, &s->cert, by);
	for (size_t i = 0; i < s->n_chain; i++) {
		struct vo like = { .kind = vo_kind_of(&s->states[i]), .time = all->r->at };

		collect_cert(all, &s->chain[i], NULL);
		if (s->states[i].data.len == 0)
			continue;
		digest_sha256(s->states[i].data, like.digest);
		add(all, like);
	}
}

void vo_collect(struct vo_list *all)
{
	for (size_t i = 0; i < all->r->n; i++) {
		const struct sig_report *s = &all->r->signatures[i];
		const struct proof *over = s->n_proofs ? &s->proofs[s->n_proofs - 1] : NULL;
		struct vo like = { .kind = VO_TIMESTAMP,
				   .token = &s->timestamp,
				   .time = over ? over->time : all->r->at,
				   .by = over };

		collect_signer(all, &s->signer, s->best);
		if (s->timestamp.der.len == 0)
			continue;
		collect_signer(all, &s->timestamp.authority, NULL);
		digest_sha256(s->timestamp.der, like.digest);
		add(all, like);
	}
}

struct uri {
	const char *name, *uri;
};

static const char *find_uri(const struct uri *uris, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(uris[i].name, name))
			return uris[i].uri;
	return NULL;
}

const char *uri_of_digest(const char *name)
{
	static const struct uri uris[] = {
		{ "sha1", "http://www.w3.org/2000/09/xmldsig#sha1" },
		{ "sha256", "http://www.w3.org/2001/04/xmlenc#sha256" },
		{ "sha384", "http://www.w3.org/2001/04/xmldsig-more#sha384" },
		{ "sha512", "http://www.w3.org/2001/04/xmlenc#sha512" },
	};

	return find_uri(uris, COUNT_OF(uris), name);
}

const char *uri_of_signature(const char *algorithm)
{
	static const struct uri uris[] = {
		{ "RSA with SHA-1", "http://www.w3.org/2000/09/xmldsig#rsa-sha1" },
		{ "RSA with SHA-256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" },
		{ "RSA with SHA-384", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" },
		{ "RSA with SHA-512", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" },
		{ "RSA-PSS with SHA-1", "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1" },
		{ "RSA-PSS with SHA-256",
		  "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" },
		{ "RSA-PSS with SHA-384",
		  "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1" },
		{ "RSA-PSS with SHA-512",
		  "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1" },
		{ "ECDSA with SHA-1", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1" },
		{ "ECDSA with SHA-256", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" },
		{ "ECDSA with SHA-384", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384" },
		{ "ECDSA with SHA-512", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512" },
	};

	return find_uri(uris, COUNT_OF(uris), algorithm);
}
