/* What `skysign sign` was asked for. */
#pragma once
#include "cmd/sign_level.h"
#include "sig/pades/sign.h"

struct sign_options {
	const char *in, *out;
	const char *key, *cert, *chain, *p12, *pkcs11; /* one of key, p12, pkcs11 */
	const char *password_file, *pin_file;
	const char *level_text;
	struct sign_tsa_options tsa;
	struct level_options lasting;
	const char *field, *certify_text, *visible_text, *digest_text;
	const char *reason, *name, *location, *contact, *seal;
	_Bool pss, json, overwrite;

	/* read from the texts above */
	enum pades_level level;
	int certify;
	_Bool visible;
	uint32_t page;
	double rect[4];
	struct sig_alg alg;
	_Bool digest_given;
};

/* ERR_INVALID with what is wrong. Points into argv. */
enum err sign_options_parse(int argc, char **argv, struct sign_options *out,
			    struct error *e) MUST_USE;
