#include "sig/validate/token.h"
#include "sig/asn1/der.h"

static enum err read_imprint(struct der *info, struct token *t, struct error *e)
{
	struct bytes oid, parameters;
	struct der imprint;
	struct der_item hash;

	TRY(der_enter(info, DER_SEQUENCE, &imprint, e));
	TRY(der_get_algorithm(&imprint, &oid, &parameters, e));
	if (!oid_digest(oid, &t->imprint_alg))
		return error_set(e, ERR_UNSUPPORTED, "digest algorithm of the imprint");
	TRY(der_expect(&imprint, DER_OCTET_STRING, &hash, e));
	if (hash.content.len != digest_size(t->imprint_alg))
		return error_set(e, ERR_BAD_DER, "length of the imprint");
	t->imprint = hash.content;
	return der_finish(&imprint, "imprint", e);
}

/* TSTInfo up to genTime; what follows (accuracy, nonce, tsa) does not bear on the verdict. */
static enum err read_info(struct bytes der, struct token *t, struct arena *mem, struct error *e)
{
	struct der r = der_reader(der), info;
	struct bytes policy, serial;
	uint64_t version;
	char *hex;

	TRY(der_enter(&r, DER_SEQUENCE, &info, e));
	TRY(der_finish(&r, "TSTInfo", e));
	TRY(der_get_uint(&info, &version, e));
	if (version != 1)
		return error_set(e, ERR_BAD_DER, "version");
	TRY(der_get_oid(&info, &policy, e));
	TRY(oid_text(policy, mem, &t->policy, e));
	TRY(read_imprint(&info, t, e));
	TRY(der_get_integer(&info, &serial, e));
	hex = arena_alloc(mem, 2 * serial.len + 1);
	if (!hex)
		return error_set(e, ERR_TOO_LARGE, "no room");
	hex_encode(serial, hex);
	t->serial = hex;
	return der_get_time(&info, &t->gen_time, e);
}

_Bool token_open(struct token *t, struct bytes der, const struct cms_given *given, struct findings *f)
{
	struct error e = { 0 };

	*t = (struct token){ .serial = "", .policy = "" };
	if (!cms_view_open(&t->cms, der, CMS_EXPECT_TST_INFO, given, f))
		return 0;
	if (read_info(t->cms.content, t, f->mem, &e) != ERR_OK) {
		findings_add(f, FINDING_TOKEN_SYNTAX, "TSTInfo: %s", e.msg);
		return 0;
	}
	return 1;
}

_Bool token_verify(struct token *t, struct bytes data_digest, struct findings *f)
{
	unsigned char own[DIGEST_MAX];
	_Bool right = bytes_eq(data_digest, t->imprint);

	if (!right)
		findings_add(f, FINDING_TOKEN_IMPRINT, NULL);
	if (!t->cms.ess)
		findings_add(f, FINDING_CMS_CERT_ATTR, "time-stamp token");
	right &= cms_view_verify(&t->cms, digest_of(t->cms.digest, t->cms.content, own), f);
	return right && findings_indication(f) == IND_PASSED;
}
