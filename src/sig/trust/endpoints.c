#include "sig/trust/endpoints.h"
#include <openssl/err.h>
#include <strings.h>

X509_OWNED(access, AUTHORITY_INFO_ACCESS, AUTHORITY_INFO_ACCESS_free)
X509_OWNED(dist_points, CRL_DIST_POINTS, CRL_DIST_POINTS_free)

static _Bool is_http(struct bytes url)
{
	const char *text = (const char *)url.data;

	if (url.len < 9 || url.len > ENDPOINT_URL_MAX ||
	    (strncasecmp(text, "http://", 7) != 0 && strncasecmp(text, "https://", 8) != 0))
		return 0;
	for (size_t i = 0; i < url.len; i++)
		if (url.data[i] <= ' ' || url.data[i] >= 0x7f)
			return 0;
	return 1;
}

static void add(struct endpoints *to, const GENERAL_NAME *name, struct arena *mem)
{
	struct bytes url;

	to->any = 1;
	if (name->type != GEN_URI || to->n == ENDPOINTS_MAX)
		return;
	url = BYTES(ASN1_STRING_get0_data(name->d.uniformResourceIdentifier),
		    (size_t)ASN1_STRING_length(name->d.uniformResourceIdentifier));
	if (!is_http(url))
		return;
	to->urls[to->n] = arena_strndup(mem, (const char *)url.data, url.len);
	to->n += to->urls[to->n] != NULL;
}

static void read_access(X509 *x, struct arena *mem, struct cert_endpoints *out)
{
	AUTO(access) AUTHORITY_INFO_ACCESS *all = X509_get_ext_d2i(x, NID_info_access, NULL, NULL);

	for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(all); i++) {
		const ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value(all, i);
		int method = OBJ_obj2nid(one->method);

		if (method == NID_ad_OCSP)
			add(&out->ocsp, one->location, mem);
		else if (method == NID_ad_ca_issuers)
			add(&out->issuers, one->location, mem);
	}
}

static void read_crls(X509 *x, struct arena *mem, struct endpoints *out)
{
	AUTO(dist_points)
	CRL_DIST_POINTS *all = X509_get_ext_d2i(x, NID_crl_distribution_points, NULL, NULL);

	for (int i = 0; i < sk_DIST_POINT_num(all); i++) {
		const DIST_POINT *point = sk_DIST_POINT_value(all, i);

		out->any = 1;
		if (!point->distpoint || point->distpoint->type != 0)
			continue;
		for (int k = 0; k < sk_GENERAL_NAME_num(point->distpoint->name.fullname); k++)
			add(out, sk_GENERAL_NAME_value(point->distpoint->name.fullname, k), mem);
	}
}

void endpoints_read(X509 *x, struct arena *mem, struct cert_endpoints *out)
{
	*out = (struct cert_endpoints){ 0 };
	read_access(x, mem, out);
	read_crls(x, mem, &out->crls);
	ERR_clear_error();
}
