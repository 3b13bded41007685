#include "cmd/sign_options.h"
#include <math.h>
#include <stdlib.h>

static enum err parse(int argc, char **argv, struct sign_options *o, int *left, struct error *e)
{
	const struct option options[] = {
		{ "--key", OPTION_TEXT, &o->key },
		{ "--cert", OPTION_TEXT, &o->cert },
		{ "--chain", OPTION_TEXT, &o->chain },
		{ "--p12", OPTION_TEXT, &o->p12 },
		{ "--pkcs11", OPTION_TEXT, &o->pkcs11 },
		{ "--password-file", OPTION_TEXT, &o->password_file },
		{ "--pin-file", OPTION_TEXT, &o->pin_file },
		{ "--level", OPTION_TEXT, &o->level_text },
		SIGN_TSA_OPTIONS(o->tsa),
		LEVEL_OPTIONS(o->lasting),
		{ "--field", OPTION_TEXT, &o->field },
		{ "--certify", OPTION_TEXT, &o->certify_text },
		{ "--visible", OPTION_TEXT, &o->visible_text },
		{ "--seal", OPTION_TEXT, &o->seal },
		{ "--digest", OPTION_TEXT, &o->digest_text },
		{ "--pss", OPTION_FLAG, &o->pss },
		{ "--reason", OPTION_TEXT, &o->reason },
		{ "--name", OPTION_TEXT, &o->name },
		{ "--location", OPTION_TEXT, &o->location },
		{ "--contact", OPTION_TEXT, &o->contact },
		{ "--json", OPTION_FLAG, &o->json },
		{ "--overwrite", OPTION_FLAG, &o->overwrite },
	};

	return options_parse(options, COUNT_OF(options), argc, argv, left, e);
}

/* PAGE,X,Y,W,H: the page counts from 1, points from its lower left corner. */
static enum err visible_read(struct sign_options *o, struct error *e)
{
	double v[5];
	const char *at = o->visible_text;

	if (!at)
		return ERR_OK;
	for (size_t i = 0; i < COUNT_OF(v); i++) {
		char *end;

		v[i] = strtod(at, &end);
		if (end == at || !isfinite(v[i]) || *end != (i + 1 < COUNT_OF(v) ? ',' : '\0'))
			return error_set(e, ERR_INVALID, "--visible is PAGE,X,Y,W,H");
		at = end + 1;
	}
	if (v[0] < 1 || v[0] > 1e6 || v[0] != floor(v[0]))
		return error_set(e, ERR_INVALID, "--visible: pages count from 1");
	if (v[3] <= 0 || v[4] <= 0)
		return error_set(e, ERR_INVALID, "--visible: width and height must be above 0");
	o->page = (uint32_t)v[0] - 1;
	o->rect[0] = v[1];
	o->rect[1] = v[2];
	o->rect[2] = v[1] + v[3];
	o->rect[3] = v[2] + v[4];
	o->visible = 1;
	return ERR_OK;
}

static enum err certify_read(struct sign_options *o, struct error *e)
{
	const char *t = o->certify_text;

	if (!t)
		return ERR_OK;
	if (strlen(t) != 1 || *t < '1' || *t > '3')
		return error_set(e, ERR_INVALID, "--certify is 1, 2 or 3");
	o->certify = *t - '0';
	return ERR_OK;
}

static enum err level_read(struct sign_options *o, struct error *e)
{
	const char *name = o->level_text;

	if (!name)
		name = o->tsa.urls.n ? "B-T" : "B-B";
	if (!level_parse(name, &o->level))
		return error_set(e, ERR_INVALID, "--level is B-B, B-T, B-LT or B-LTA");
	if (o->level >= LEVEL_B_T && !o->tsa.urls.n)
		return error_set(e, ERR_INVALID, "--level %s needs --tsa URL or --tsa local", name);
	if (o->level < LEVEL_B_T && o->tsa.urls.n)
		return error_set(e, ERR_INVALID, "--level B-B takes no --tsa");
	return o->level >= LEVEL_B_LT ? ERR_OK : level_options_unused(&o->lasting, e);
}

static enum err alg_read(struct sign_options *o, struct error *e)
{
	o->alg = (struct sig_alg){ o->pss ? SIG_RSA_PSS : SIG_RSA_PKCS1, DIGEST_SHA256 };
	if (!o->digest_text)
		return ERR_OK;
	o->digest_given = 1;
	if (!digest_parse(o->digest_text, &o->alg.digest) || o->alg.digest == DIGEST_SHA1)
		return error_set(e, ERR_INVALID, "--digest is sha256, sha384 or sha512");
	return ERR_OK;
}

static enum err key_check(const struct sign_options *o, struct error *e)
{
	if (!!o->key + !!o->p12 + !!o->pkcs11 != 1)
		return error_set(e, ERR_INVALID, "give one of --key, --p12 and --pkcs11");
	if (o->key && !o->cert)
		return error_set(e, ERR_INVALID, "--key needs --cert");
	if (o->pin_file && !o->pkcs11)
		return error_set(e, ERR_INVALID, "--pin-file belongs to --pkcs11");
	if (o->password_file && o->pkcs11)
		return error_set(e, ERR_INVALID, "a token takes --pin-file");
	return ERR_OK;
}

enum err sign_options_parse(int argc, char **argv, struct sign_options *out, struct error *e)
{
	struct sign_options o = { 0 };
	int left = 0;

	TRY(parse(argc, argv, &o, &left, e));
	if (left != 2)
		return error_set(e, ERR_INVALID, "give the PDF to sign and where the result goes");
	o.in = argv[1];
	o.out = argv[2];
	TRY(key_check(&o, e));
	TRY(level_read(&o, e));
	TRY(alg_read(&o, e));
	TRY(certify_read(&o, e));
	TRY(visible_read(&o, e));
	*out = o;
	return ERR_OK;
}
