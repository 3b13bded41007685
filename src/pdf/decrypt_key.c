/* The key of a file whose user password is empty (§7.6.4.3, §7.6.4.4). */
#include "pdf/decrypt.h"

enum { MD5 = 16, PASSWORD = 32, STRETCHED = 50, KEY_256 = 32, V4_KEY = 16 };
/* Revision 6: a round's last byte ends the loop at the latest here, 255 + 32. */
enum { SALT = 8, ROUNDS_MIN = 64, ROUNDS_MAX = 287, REPEATED = 64, DIGEST = 64 };

/* The empty password, padded (algorithm 2, step a). */
static const unsigned char empty[PASSWORD] = {
	0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e,
	0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68,
	0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
};
static const unsigned char zeros[PDF_AES_BLOCK];

static void low_first(uint32_t v, unsigned char out[4])
{
	for (unsigned i = 0; i < 4; i++)
		out[i] = (unsigned char)(v >> 8 * i);
}

/* Algorithm 2: a key of n bytes. */
static void derive(struct pdf_crypt *c, size_t n)
{
	AUTO(buf) struct buf in = { 0 };
	unsigned char hash[MD5], p[4], next[MD5];

	low_first(c->p, p);
	buf_append(&in, BYTES(empty, PASSWORD));
	buf_append(&in, c->o);
	buf_append(&in, BYTES(p, sizeof(p)));
	buf_append(&in, c->id);
	if (c->r >= 4 && !c->metadata)
		buf_append(&in, BYTES_LIT("\xff\xff\xff\xff"));
	c->ciphers->md5(buf_bytes(&in), hash);
	for (unsigned i = 0; c->r >= 3 && i < STRETCHED; i++) {
		c->ciphers->md5(BYTES(hash, n), next);
		memcpy(hash, next, MD5);
	}
	memcpy(c->key, hash, n);
	c->key_len = n;
}

/* Algorithm 5: RC4 of a hash, twenty times with keys that differ in each byte. */
static void user_of_3(const struct pdf_crypt *c, unsigned char out[MD5])
{
	AUTO(buf) struct buf in = { 0 };
	unsigned char key[MD5], from[MD5];

	buf_append(&in, BYTES(empty, PASSWORD));
	buf_append(&in, c->id);
	c->ciphers->md5(buf_bytes(&in), out);
	for (unsigned i = 0; i < 20; i++) {
		for (size_t k = 0; k < c->key_len; k++)
			key[k] = (unsigned char)(c->key[k] ^ i);
		memcpy(from, out, MD5);
		c->ciphers->rc4(BYTES(key, c->key_len), BYTES(from, MD5), out);
	}
}

/* Algorithm 6: is the key the one by which /U was made? */
static _Bool opens(const struct pdf_crypt *c)
{
	unsigned char u[PASSWORD];

	if (c->r >= 3) {
		user_of_3(c, u);
		return !memcmp(u, c->u.data, MD5);
	}
	c->ciphers->rc4(BYTES(c->key, c->key_len), BYTES(empty, PASSWORD), u);
	return !memcmp(u, c->u.data, PASSWORD);
}

static enum err needs_password(struct error *e)
{
	return error_set(e, ERR_PDF_ENCRYPTED,
			 "the file is encrypted and a password is needed to open it");
}

static enum err unlock_old(struct pdf_crypt *c, struct error *e)
{
	derive(c, c->length);
	if (!opens(c)) {
		/* Version 4 means 128 bits, whatever /Length some producers leave in it. */
		if (c->v != 4 || c->length == V4_KEY)
			return needs_password(e);
		derive(c, V4_KEY);
		if (!opens(c))
			return needs_password(e);
	}
	return ERR_OK;
}

/* Each byte counts for itself: 256 leaves 1 when divided by 3. */
static unsigned modulo_3(const unsigned char block[16])
{
	unsigned sum = 0;

	for (unsigned i = 0; i < 16; i++)
		sum += block[i];
	return sum % 3;
}

/* One round of algorithm 2.B for an empty password; returns the last byte of E. */
static unsigned round_6(const struct pdf_ciphers *p, unsigned char k[DIGEST], size_t *len)
{
	unsigned char plain[REPEATED * DIGEST], sealed[REPEATED * DIGEST];
	struct bytes all = BYTES(sealed, REPEATED * *len);

	for (size_t i = 0; i < REPEATED; i++)
		memcpy(plain + i * *len, k, *len);
	p->aes_encrypt(BYTES(k, 16), k + 16, BYTES(plain, all.len), sealed);
	switch (modulo_3(sealed)) {
	case 0:
		p->sha256(all, k);
		*len = 32;
		break;
	case 1:
		p->sha384(all, k);
		*len = 48;
		break;
	default:
		p->sha512(all, k);
		*len = 64;
	}
	return sealed[all.len - 1];
}

/* The hash of the empty user password: plain SHA-256 in revision 5, algorithm 2.B in 6. */
static void hash_256(const struct pdf_crypt *c, const unsigned char *salt,
		     unsigned char out[KEY_256])
{
	unsigned char k[DIGEST];
	size_t len = KEY_256;
	unsigned last = 0;

	c->ciphers->sha256(BYTES(salt, SALT), k);
	for (unsigned i = 0; c->r == 6 && i < ROUNDS_MAX && (i < ROUNDS_MIN || last > i - 32); i++)
		last = round_6(c->ciphers, k, &len);
	memcpy(out, k, KEY_256);
}

/* Algorithm 13: the permissions that only who has the key could write. */
static enum err check_perms(const struct pdf_crypt *c, struct error *e)
{
	unsigned char perms[PDF_AES_BLOCK], p[4];

	low_first(c->p, p);
	c->ciphers->aes_decrypt(BYTES(c->key, KEY_256), zeros, c->perms, perms);
	if (memcmp(perms, p, sizeof(p)) != 0 || perms[8] != (c->metadata ? 'T' : 'F') ||
	    memcmp(perms + 9, "adb", 3) != 0)
		return error_set(e, ERR_PDF_DAMAGED,
				 "/Perms of /Encrypt contradicts /P or /EncryptMetadata");
	return ERR_OK;
}

/* Algorithm 2.A, steps d and e; /U: hash, salt of validation, salt of the key. */
static enum err unlock_256(struct pdf_crypt *c, struct error *e)
{
	unsigned char hash[KEY_256];

	hash_256(c, c->u.data + KEY_256, hash);
	if (memcmp(hash, c->u.data, KEY_256) != 0)
		return needs_password(e);
	hash_256(c, c->u.data + KEY_256 + SALT, hash);
	c->ciphers->aes_decrypt(BYTES(hash, KEY_256), zeros, c->ue, c->key);
	c->key_len = KEY_256;
	return check_perms(c, e);
}

enum err pdf_crypt_unlock(struct pdf_crypt *c, struct error *e)
{
	return c->v == 5 ? unlock_256(c, e) : unlock_old(c, e);
}
