#include "domain/passkey.h"
#include "crypto/digest.h"
#include "crypto/pkey.h"
#include "domain/webauthn.h"

enum { KEY_MAX = 2048 };

const char *passkey_rp_id(struct domain *d)
{
	const char *host = strstr(d->set->base_url, "://");

	host = host ? host + 3 : d->set->base_url;
	return domain_printf(d, "%.*s", (int)strcspn(host, ":/"), host);
}

static enum err decode(struct domain *d, const char *text, size_t max, struct bytes *out,
		       struct error *e)
{
	size_t len = text ? strlen(text) : 0, n;
	unsigned char *data;

	if (!len || len > max * 2)
		return error_set(e, ERR_INVALID,
				 "a member of the passkey's answer is missing or too long");
	data = arena_alloc(d->repo.mem, len);
	if (!data || !base64url_decode(text, len, data, &n) || n > max)
		return error_set(e, ERR_INVALID,
				 "a member of the passkey's answer is not base64url");
	*out = BYTES(data, n);
	return ERR_OK;
}

/* §7.1 and §7.2, what both ceremonies check: type, challenge, origin, RP ID, user present and
 * verified. */
static enum err check_ceremony(struct domain *d, const struct passkey_expected *want,
			       struct bytes client, struct bytes data, struct webauthn_data *out,
			       struct error *e)
{
	const char *rp = passkey_rp_id(d);
	struct webauthn_client c;
	unsigned char hash[32];

	TRY(webauthn_client_parse(client, d->repo.mem, &c, e));
	TRY(webauthn_data_parse(data, out, e));
	if (strcmp(c.type, want->type) != 0 ||
	    !bytes_eq_secret(bytes_of_str(c.challenge), bytes_of_str(want->challenge)))
		return error_set(e, ERR_INVALID, "the passkey answers another challenge");
	if (strcmp(c.origin, d->set->base_url) != 0 || c.cross_origin)
		return error_set(e, ERR_INVALID, "the passkey was used at another address");
	digest_sha256(bytes_of_str(rp), hash);
	if (!bytes_eq(out->rp_id_hash, BYTES(hash, sizeof(hash))))
		return error_set(e, ERR_INVALID, "the passkey belongs to another service");
	if (!out->present || !out->verified)
		return error_set(e, ERR_INVALID, "the passkey's holder was not verified");
	return ERR_OK;
}

/* ES256 and RS256 only, as asked for. */
static enum err check_key(struct bytes spki, struct pkey **out, struct error *e)
{
	AUTO(pkey) struct pkey *k = NULL;

	TRY(pkey_public(spki, &k, e));
	if (pkey_is_rsa(k) ? pkey_bits(k) < 2048 : pkey_bits(k) != 256)
		return error_set(e, ERR_INVALID,
				 "the passkey's key is of a kind that was not asked for");
	*out = TAKE_PTR(k);
	return ERR_OK;
}

enum err passkey_new(struct domain *d, const struct passkey_expected *want,
		     const struct passkey_answer *in, struct person_passkey *out, struct error *e)
{
	AUTO(pkey) struct pkey *k = NULL;
	struct bytes client, data, key;
	struct webauthn_data a;

	TRY(decode(d, in->client_data, WEBAUTHN_DATA_MAX, &client, e));
	TRY(decode(d, in->authenticator_data, WEBAUTHN_DATA_MAX, &data, e));
	TRY(decode(d, in->public_key, KEY_MAX, &key, e));
	TRY(check_ceremony(d, want, client, data, &a, e));
	if (!a.credential_id.len)
		return error_set(e, ERR_INVALID, "the new passkey has no id");
	TRY(check_key(key, &k, e));
	*out = (struct person_passkey){ .credential_id = a.credential_id,
					.public_key = key,
					.sign_count = a.sign_count };
	return ERR_OK;
}

static enum err check_signature(const struct person_passkey *p, struct bytes data,
				struct bytes client, struct bytes sig, struct error *e)
{
	AUTO(pkey) struct pkey *k = NULL;
	struct sig_alg alg = { SIG_ECDSA, DIGEST_SHA256 };
	unsigned char hash[32], signed_hash[DIGEST_MAX];
	struct digest h;

	TRY(check_key(p->public_key, &k, e));
	if (pkey_is_rsa(k))
		alg.scheme = SIG_RSA_PKCS1;
	digest_sha256(client, hash);
	digest_init(&h, DIGEST_SHA256);
	digest_update(&h, data);
	digest_update(&h, BYTES(hash, sizeof(hash)));
	digest_final(&h, signed_hash);
	return pkey_verify(k, alg, BYTES(signed_hash, 32), sig, e);
}

static const struct person_passkey *by_id(const struct person_passkey *list, size_t n,
					  struct bytes id)
{
	for (size_t i = 0; i < n; i++)
		if (bytes_eq(list[i].credential_id, id))
			return &list[i];
	return NULL;
}

enum err passkey_verify(struct domain *d, const struct passkey_expected *want,
			const struct passkey_answer *in, const struct person_passkey *known,
			size_t n, const struct person_passkey **out, int64_t *count_out,
			struct error *e)
{
	struct bytes id, client, data, sig;
	const struct person_passkey *p;
	struct webauthn_data a;

	TRY(decode(d, in->id, WEBAUTHN_ID_MAX, &id, e));
	TRY(decode(d, in->client_data, WEBAUTHN_DATA_MAX, &client, e));
	TRY(decode(d, in->authenticator_data, WEBAUTHN_DATA_MAX, &data, e));
	TRY(decode(d, in->signature, KEY_MAX, &sig, e));
	p = by_id(known, n, id);
	if (!p)
		return error_set(e, ERR_INVALID, "the passkey is not one of this person");
	TRY(check_ceremony(d, want, client, data, &a, e));
	TRY(check_signature(p, data, client, sig, e));
	/* §7.2 step 21: a counter that does not grow is a copy of the key; 0 on both sides: none is
	 * kept */
	if ((a.sign_count || p->sign_count) && (int64_t)a.sign_count <= p->sign_count)
		return error_set(e, ERR_INVALID, "the passkey's counter did not grow");
	*out = p;
	*count_out = a.sign_count;
	return ERR_OK;
}
