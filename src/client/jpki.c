#include "client/jpki.h"
#include "base/buf.h"
#include "crypto/secret.h"

enum {
	SW_OK = 0x9000,
	SW_TRIES = 0x63C0, /* the last digit: tries left */
	SW_BLOCKED = 0x6983,
	SW_NO_FILE = 0x6A82,
	COMMAND_MAX = 5 + JPKI_DIGEST_INFO_MAX + 1,
	PART = 256, /* bytes of a READ BINARY */
	HEAD = 4    /* of DER: 30 82 and two bytes of length */
};

/* Elementary files. The key for logging in (0A, 0B, 17, 18) is not among them. */
enum file { EF_CERTIFICATE = 0x01, EF_CA = 0x02, EF_KEY = 0x1A, EF_PASSWORD = 0x1B };

struct answer {
	unsigned char room[JPKI_ANSWER_MAX];
	struct bytes data; /* without the status word */
	unsigned status;
};

static enum err failed(struct jpki *j, enum card_trouble t, struct error *e)
{
	return card_failed(&j->state, t, e);
}

static enum err transmit(struct jpki *j, struct bytes command, struct answer *a, struct error *e)
{
	size_t len = sizeof(a->room);
	enum card_trouble t;

	j->state = (struct card_state){ .tries = j->state.tries };
	t = j->line->transmit(j->line, command, a->room, &len);
	if (t != CARD_OK)
		return failed(j, t, e);
	if (len < 2 || len > sizeof(a->room)) /* no status word: no card has said that */
		return failed(j, CARD_LINE, e);
	a->data = BYTES(a->room, len - 2);
	a->status = (unsigned)a->room[len - 2] << 8 | a->room[len - 1];
	return ERR_OK;
}

static enum err unexpected(struct jpki *j, const struct answer *a, struct error *e)
{
	j->state.status = a->status;
	return failed(j, CARD_ANSWER, e);
}

/* Success with exactly `want` bytes. */
static enum err wanted(struct jpki *j, const struct answer *a, size_t want, struct error *e)
{
	return a->status == SW_OK && a->data.len == want ? ERR_OK : unexpected(j, a, e);
}

enum err jpki_select(struct jpki *j, struct error *e)
{
	/* by name, no answer wanted */
	static const unsigned char command[] = { 0x00, 0xA4, 0x04, 0x0C, 10,   0xD3, 0x92, 0xF0,
						 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01 };
	struct answer a;

	TRY(transmit(j, BYTES(command, sizeof(command)), &a, e));
	/* whatever another card says to this name */
	return a.status == SW_OK ? ERR_OK : failed(j, CARD_NOT_JPKI, e);
}

/* absent: what it means that there is no such file. */
static enum err select_file(struct jpki *j, enum file file, enum card_trouble absent,
			    struct error *e)
{
	const unsigned char command[] = { 0x00, 0xA4, 0x02, 0x0C, 2, 0x00, (unsigned char)file };
	struct answer a;

	TRY(transmit(j, BYTES(command, sizeof(command)), &a, e));
	if (a.status == SW_NO_FILE)
		return failed(j, absent, e);
	return wanted(j, &a, 0, e);
}

/* the password ----------------------------------------------------------------- */

static enum err tries_read(struct jpki *j, const struct answer *a, struct error *e)
{
	j->state.tries = 0;
	if (a->data.len)
		return unexpected(j, a, e);
	if (a->status == SW_BLOCKED || a->status == SW_TRIES)
		return failed(j, CARD_BLOCKED, e);
	if (a->status == SW_OK) /* somebody else's password is still good: not ours to use */
		return failed(j, CARD_IN_USE, e);
	if ((a->status & 0xFFF0) != SW_TRIES)
		return unexpected(j, a, e);
	j->state.tries = a->status & 0x0F;
	return ERR_OK;
}

enum err jpki_tries(struct jpki *j, struct error *e)
{
	static const unsigned char command[] = { 0x00, 0x20, 0x00, 0x80 };
	struct answer a;

	TRY(select_file(j, EF_PASSWORD, CARD_NOT_JPKI, e));
	TRY(transmit(j, BYTES(command, sizeof(command)), &a, e));
	TRY(tries_read(j, &a, e));
	return j->state.tries > JPKI_TRIES_SPARED ? ERR_OK : failed(j, CARD_LAST_TRY, e);
}

static _Bool password_upper(const char *password, unsigned char *out, size_t *n)
{
	size_t len = strnlen(password, JPKI_PIN_MAX + 1);

	if (len < JPKI_PIN_MIN || len > JPKI_PIN_MAX)
		return 0;
	for (size_t i = 0; i < len; i++) {
		char c = password[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'))
			return 0;
		out[i] = (unsigned char)c;
	}
	*n = len;
	return 1;
}

/* command: room behind its head for the password. */
static enum err verify(struct jpki *j, unsigned char *command, const char *password,
		       struct error *e)
{
	struct answer a;
	size_t n = 0;

	if (!password_upper(password, command + 5, &n)) {
		j->state = (struct card_state){ .tries = j->state.tries };
		return failed(j, CARD_FORM, e);
	}
	command[4] = (unsigned char)n;
	TRY(jpki_tries(j, e));
	TRY(transmit(j, BYTES(command, 5 + n), &a, e));
	if (a.status == SW_OK)
		return wanted(j, &a, 0, e);
	TRY(tries_read(j, &a, e));
	return failed(j, CARD_WRONG, e);
}

enum err jpki_verify(struct jpki *j, const char *password, struct error *e)
{
	unsigned char command[5 + JPKI_PIN_MAX] = { 0x00, 0x20, 0x00, 0x80 };
	enum err rc = verify(j, command, password, e);

	secret_wipe(command, sizeof(command));
	return rc;
}

/* certificates --------------------------------------------------------------------- */

static enum err read_part(struct jpki *j, size_t at, size_t n, unsigned char *out, struct error *e)
{
	const unsigned char command[] = { 0x00, 0xB0, (unsigned char)(at >> 8), (unsigned char)at,
					  (unsigned char)n }; /* 256 is written as 0 */
	struct answer a;

	TRY(transmit(j, BYTES(command, sizeof(command)), &a, e));
	TRY(wanted(j, &a, n, e));
	memcpy(out, a.data.data, n);
	return ERR_OK;
}

/* How long the file's content is: certificates are a SEQUENCE of 256 bytes or more. What is no such
 * thing is an empty file. */
static enum err length_read(struct jpki *j, unsigned char head[HEAD], size_t *out, struct error *e)
{
	size_t len;

	TRY(read_part(j, 0, HEAD, head, e));
	if (head[0] != 0x30 || head[1] != 0x82)
		return failed(j, CARD_NO_CERTIFICATE, e);
	len = (size_t)head[2] << 8 | head[3];
	if (len < 256 || len > JPKI_CERTIFICATE_MAX - HEAD)
		return failed(j, CARD_ANSWER, e);
	*out = HEAD + len;
	return ERR_OK;
}

enum err jpki_read(struct jpki *j, enum jpki_file file, struct arena *mem, struct bytes *out,
		   struct error *e)
{
	unsigned char head[HEAD], *der;
	size_t len = 0, n;

	TRY(select_file(j, file == JPKI_CA ? EF_CA : EF_CERTIFICATE, CARD_NO_CERTIFICATE, e));
	TRY(length_read(j, head, &len, e));
	der = arena_alloc(mem, len);
	if (!der)
		return error_set(e, ERR_TOO_LARGE, "no room for the certificate");
	memcpy(der, head, HEAD); /* read once, so that it cannot become another */
	for (size_t at = HEAD; at < len; at += n) {
		n = len - at < PART ? len - at : PART;
		TRY(read_part(j, at, n, der + at, e));
	}
	*out = BYTES(der, len);
	return ERR_OK;
}

/* signing ------------------------------------------------------------------------------ */

enum err jpki_sign(struct jpki *j, struct bytes digest_info, struct arena *mem, struct bytes *out,
		   struct error *e)
{
	unsigned char command[COMMAND_MAX] = { 0x80, 0x2A, 0x00, 0x80 };
	struct answer a;

	if (!digest_info.len || digest_info.len > JPKI_DIGEST_INFO_MAX)
		return error_set(e, ERR_KEY, "the card signs digests alone");
	command[4] = (unsigned char)digest_info.len;
	memcpy(command + 5, digest_info.data, digest_info.len);
	TRY(select_file(j, EF_KEY, CARD_NO_CERTIFICATE, e));
	/* behind the digest a 0: as much answer as there is */
	TRY(transmit(j, BYTES(command, 5 + digest_info.len + 1), &a, e));
	TRY(wanted(j, &a, JPKI_SIGNATURE_BYTES, e));
	if (!arena_copy(mem, a.data, out))
		return error_set(e, ERR_TOO_LARGE, "no room for the signature");
	return ERR_OK;
}
