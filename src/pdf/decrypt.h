/* Reading of encrypted files that open with the empty user password: the standard security
 * handler (ISO 32000-2 §7.6), for judging only. Nothing is ever written encrypted.
 *
 * decrypt.c: strings and streams; decrypt_dict.c: the /Encrypt dictionary; decrypt_key.c: from
 * it to the key of the file. */
#pragma once
#include "pdf/ciphers.h"
#include "pdf/doc_private.h"

enum pdf_crypt_method { PDF_CRYPT_IDENTITY, PDF_CRYPT_RC4, PDF_CRYPT_AESV2, PDF_CRYPT_AESV3 };

struct pdf_crypt {
	const struct pdf_ciphers *ciphers;
	int64_t v, r;
	struct bytes o, u, oe, ue, perms, id;
	uint32_t p;
	size_t length;		  /* of the key in bytes, as the dictionary says */
	_Bool metadata;		  /* it is encrypted too */
	const struct pdf_obj *cf; /* crypt filters; NULL: none */
	enum pdf_crypt_method stream, string, file;
	unsigned char key[32];
	size_t key_len;
	const char *name; /* "AES-128" */
};

/* /Encrypt of all revisions into d->crypt, which stays NULL for a file without. ERR_PDF_ENCRYPTED:
 * a password is needed; ERR_UNSUPPORTED: another handler or method. */
enum err pdf_decrypt_open(struct pdf_doc *d, struct error *e) MUST_USE;
/* The strings of an object that has just been read from the file; marks a stream as sealed. */
enum err pdf_decrypt_object(struct pdf_doc *d, struct pdf_ref ref, struct pdf_obj *o,
			    struct error *e) MUST_USE;
/* The data of a sealed stream, filters not undone; into mem. */
enum err pdf_decrypt_stream(struct pdf_doc *d, const struct pdf_obj *stream, struct bytes raw,
			    struct arena *mem, struct bytes *out, struct error *e) MUST_USE;

/* decrypt_dict.c */
enum err pdf_crypt_read(struct pdf_crypt *c, const struct pdf_obj *dict, struct error *e) MUST_USE;
enum err pdf_crypt_method_of(const struct pdf_crypt *c, const struct pdf_obj *name,
			     enum pdf_crypt_method *out, struct error *e) MUST_USE;
/* decrypt_key.c: sets the key; ERR_PDF_ENCRYPTED when the empty password does not open the file. */
enum err pdf_crypt_unlock(struct pdf_crypt *c, struct error *e) MUST_USE;
