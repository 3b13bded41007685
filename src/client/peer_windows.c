#include "client/peer_windows.h"
#include <stddef.h>
#include <stdlib.h>
#include <windows.h>
#include <wincrypt.h>
#include "client/owned_windows.h"
#include "crypto/digest.h"
#include "sig/asn1/cert.h"

enum { ROOTS_BYTES_MAX = 4 * 1024 * 1024, PIN_SIZE = 48 };

static enum err roots_load(const char *path, HCERTSTORE to, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(buf) struct buf file = { 0 };
	const struct bytes *roots;
	size_t n;

	TRY(owned_read(path, ROOTS_BYTES_MAX, &file, e));
	TRY(cert_load(buf_bytes(&file), mem, &roots, &n, e));
	for (size_t i = 0; i < n; i++)
		if (!CertAddEncodedCertificateToStore(to, X509_ASN_ENCODING, roots[i].data,
						      (DWORD)roots[i].len,
						      CERT_STORE_ADD_USE_EXISTING, NULL))
			return error_set(e, ERR_CERT, "%s: a certificate in it cannot be used",
					 path);
	return ERR_OK;
}

enum err peer_rule_make(const struct client_server *s, struct peer_rule *out, struct error *e)
{
	*out = (struct peer_rule){ .pin = s->pin ? strdup(s->pin) : NULL };
	if (!s->ca_file)
		return ERR_OK;
	out->roots = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, NULL);
	if (!out->roots)
		return error_set(e, ERR_INTERNAL, "Windows gives no store for certificates");
	return roots_load(s->ca_file, out->roots, e);
}

void peer_rule_done(struct peer_rule *r)
{
	if (r->roots)
		CertCloseStore(r->roots, 0);
	free(r->pin);
	*r = (struct peer_rule){ 0 };
}

static enum err stranger(const char *why, struct error *e)
{
	return error_set(e, ERR_UNAVAILABLE,
			 "this is not the server of the list: %s; nothing was sent", why);
}

static const char *policy_text(DWORD status)
{
	if (status == (DWORD)CERT_E_CN_NO_MATCH)
		return "its certificate is for another name";
	if (status == (DWORD)CERT_E_EXPIRED)
		return "its certificate has expired";
	return "its certificate does not lead to the authority that ca= names";
}

/* RFC 9110 §4.3.4 by Windows' own rules, with the roots of the entry alone. */
static enum err chain_judge(PCCERT_CHAIN_CONTEXT chain, const wchar_t *host, struct error *e)
{
	SSL_EXTRA_CERT_CHAIN_POLICY_PARA ssl = { .cbSize = sizeof(ssl),
						 .dwAuthType = AUTHTYPE_SERVER };
	CERT_CHAIN_POLICY_PARA rule = { .cbSize = sizeof(rule), .pvExtraPolicyPara = &ssl };
	CERT_CHAIN_POLICY_STATUS told = { .cbSize = sizeof(told) };

	ssl.pwszServerName = (wchar_t *)(uintptr_t)host;
	if (!CertVerifyCertificateChainPolicy(CERT_CHAIN_POLICY_SSL, chain, &rule, &told))
		return stranger("Windows cannot judge its certificate", e);
	return told.dwError ? stranger(policy_text(told.dwError), e) : ERR_OK;
}

static enum err chain_check(HCERTSTORE roots, PCCERT_CONTEXT cert, const wchar_t *host,
			    struct error *e)
{
	/* in the form of Windows 7, which every later one takes */
	CERT_CHAIN_ENGINE_CONFIG own = { .cbSize = offsetof(CERT_CHAIN_ENGINE_CONFIG,
							    dwExclusiveFlags),
					 .hExclusiveRoot = roots };
	CERT_CHAIN_PARA want = { .cbSize = sizeof(want) };
	PCCERT_CHAIN_CONTEXT chain = NULL;
	HCERTCHAINENGINE engine;
	enum err rc;

	if (!CertCreateCertificateChainEngine(&own, &engine))
		return stranger("Windows cannot judge by the authority that ca= names", e);
	if (CertGetCertificateChain(engine, cert, NULL, cert->hCertStore, &want, 0, NULL, &chain))
		rc = chain_judge(chain, host, e);
	else
		rc = stranger("its certificate has no chain", e);
	if (chain)
		CertFreeCertificateChain(chain);
	CertFreeCertificateChainEngine(engine);
	return rc;
}

static enum err pin_check(const char *pin, struct bytes der, struct error *e)
{
	unsigned char sha256[32];
	char text[PIN_SIZE];
	struct cert c;

	if (cert_read(der, &c, NULL) != ERR_OK)
		return stranger("its certificate cannot be read", e);
	digest_sha256(c.spki, sha256);
	base64_encode(BYTES(sha256, sizeof(sha256)), text);
	return strcmp(text, pin) ? stranger("its key is not the one that pin= names", e) : ERR_OK;
}

enum err peer_check(const struct peer_rule *r, const void *cert, const wchar_t *host,
		    struct error *e)
{
	PCCERT_CONTEXT c = cert;

	if (r->roots)
		TRY(chain_check(r->roots, c, host, e));
	return r->pin ? pin_check(r->pin, BYTES(c->pbCertEncoded, c->cbCertEncoded), e) : ERR_OK;
}
