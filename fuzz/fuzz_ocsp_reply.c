/* An OCSP response from anywhere: judged as it is, and again as if the right authority had signed
 * it. */
#include "fuzz.h"
#include "sig/asn1/der.h"
#include "trust_fixed.h"

static void judge(struct bytes der)
{
	struct answer a = { 0 };
	struct item *i;

	if (item_new(ITEM_OCSP, der, &i, NULL) != ERR_OK)
		return;
	fixed_check(ocsp_judge(i, fixed_subject(), &a), &a.status);
	item_free(i);
}

/* BIT STRING content: the signature behind the count of unused bits. */
static struct bytes sign(struct bytes tbs, unsigned char out[128])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = 127;

	out[0] = 0;
	if (!ctx || EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, fixed_key()) != 1 ||
	    EVP_DigestSign(ctx, out + 1, &n, tbs.data, tbs.len) != 1)
		abort();
	EVP_MD_CTX_free(ctx);
	return BYTES(out, n + 1);
}

/* The responseData under our own signature. */
static void judge_signed(struct bytes basic, struct arena *mem)
{
	static const unsigned char ecdsa_sha256[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
						      0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
	AUTO(der_writer) struct der_writer w = der_writer_make(basic.len + 256);
	struct der r = der_reader(basic), in;
	struct der_item tbs;
	unsigned char signature[128];
	struct bytes der;

	if (der_enter(&r, DER_SEQUENCE, &in, NULL) != ERR_OK || der_next(&in, &tbs, NULL) != ERR_OK)
		return;
	der_begin(&w, DER_SEQUENCE);
	der_put_raw(&w, tbs.whole);
	der_put_raw(&w, BYTES(ecdsa_sha256, sizeof(ecdsa_sha256)));
	der_put(&w, DER_BIT_STRING, sign(tbs.whole, signature));
	der_end(&w);
	if (der_take(&w, mem, &der, NULL) == ERR_OK)
		judge(der);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(4 << 20);
	struct item *i;
	unsigned char *der = NULL;
	int n;

	judge(BYTES(data, size));
	if (item_new(ITEM_OCSP, BYTES(data, size), &i, NULL) != ERR_OK)
		return 0;
	n = i2d_OCSP_BASICRESP(i->ocsp, &der);
	if (n > 0)
		judge_signed(BYTES(der, (size_t)n), mem);
	OPENSSL_free(der);
	item_free(i);
	return 0;
}
