/* The key for signatures of a My Number card (マイナンバーカード).
 *
 * The card is found, and the tries of its password are read, before the person is asked for it.
 * Once it is given, verifying, reading the certificate and signing are one transaction up to the
 * end, so that nobody else signs with what was unlocked. A card may ask for the password before every
 * signature: what it has accepted is kept until then and given to it again for the next one, and never
 * once it was refused. A card that is taken away is not asked
 * again: the password was meant for that one. */
#include <stdlib.h>
#include "client/jpki.h"
#include "client/key_back.h"
#include "client/pcsc.h"
#include "crypto/secret_read.h"
#include "sig/asn1/cert.h"
#include "sig/signers/digest_info.h"
#include "sig/trust/identity.h"

enum { PLACE_CHARS = 100, CHAIN_MAX = 2 };

struct card {
	char *wanted; /* name of the reader; "": any */
	struct arena *mem;
	struct pcsc *pcsc;	    /* NULL: not looked for yet */
	const char *reader, *place; /* place: tamed */
	struct jpki jpki;
	struct card_state refused; /* the last password */
	struct secret *accepted;   /* the password, for signatures after the first; NULL: none */
	_Bool used;		   /* it was verified for a signature that is made */
	struct bytes chain[CHAIN_MAX];
	size_t n; /* certificates; 0: not unlocked */
};

void *key_jpki_new(const char *reader)
{
	struct card *c = calloc(1, sizeof(*c));

	if (!c || !(c->wanted = strdup(reader)))
		abort();
	c->mem = arena_new(0);
	return c;
}

static void card_free(void *ctx)
{
	struct card *c = ctx;

	pcsc_free(c->pcsc);
	secret_free(c->accepted);
	arena_free(c->mem);
	free(c->wanted);
	free(c);
}

/* which card ------------------------------------------------------------------ */

/* Leaves it connected when it is a JPKI card. */
static enum card_trouble look_into(struct card *c, struct pcsc *p, const char *reader)
{
	enum card_trouble t = pcsc_connect(p, reader);

	if (t != CARD_OK)
		return t;
	t = pcsc_begin(p);
	if (t == CARD_OK) {
		c->jpki.line = pcsc_line(p);
		t = jpki_select(&c->jpki, NULL) == ERR_OK ? CARD_OK : c->jpki.state.trouble;
	}
	pcsc_end(p);
	if (t != CARD_OK)
		pcsc_disconnect(p, 0);
	return t;
}

/* What to say when no reader has the card: what one of them says is worth more than that another is
 * empty. */
static enum card_trouble worse(enum card_trouble a, enum card_trouble b)
{
	return a == CARD_NO_CARD ? b : a;
}

/* The one reader with such a card. */
static enum card_trouble search(struct card *c, struct pcsc *p, const char **names, size_t n,
				const char **out)
{
	enum card_trouble why = CARD_NO_CARD, t;
	const char *found = NULL;

	for (size_t i = 0; i < n; i++) {
		t = look_into(c, p, names[i]);
		pcsc_disconnect(p, 0);
		if (t == CARD_OK && found)
			return CARD_SEVERAL;
		if (t == CARD_OK)
			found = names[i];
		else
			why = worse(why, t);
	}
	*out = found;
	return found ? CARD_OK : why;
}

static enum card_trouble connect_it(struct card *c, struct pcsc *p)
{
	const char *names[PCSC_READERS_MAX];
	enum card_trouble t;
	size_t n;

	if (c->wanted[0]) {
		c->reader = c->wanted;
		return look_into(c, p, c->wanted);
	}
	t = pcsc_readers(p, c->mem, names, &n);
	if (t == CARD_OK)
		t = search(c, p, names, n, &c->reader);
	return t == CARD_OK ? look_into(c, p, c->reader) : t;
}

static enum err find(struct card *c, struct error *e)
{
	AUTO(pcsc) struct pcsc *p = NULL;
	enum card_trouble t;

	if (c->pcsc)
		return ERR_OK;
	t = pcsc_open(&p);
	if (t == CARD_OK)
		t = connect_it(c, p);
	if (t != CARD_OK)
		return card_failed(&c->jpki.state, t, e);
	c->place = identity_tame(bytes_of_str(c->reader), PLACE_CHARS, c->mem);
	c->pcsc = TAKE_PTR(p);
	return ERR_OK;
}

/* the password ------------------------------------------------------------------ */

static enum err begin(struct card *c, struct error *e)
{
	enum card_trouble t;

	c->jpki.state = (struct card_state){ 0 };
	TRY(find(c, e));
	t = pcsc_begin(c->pcsc);
	if (t != CARD_OK)
		return card_failed(&c->jpki.state, t, e);
	return jpki_select(&c->jpki, e);
}

static enum err card_ready(void *ctx, unsigned *tries_out, struct error *e)
{
	struct card *c = ctx;
	enum err rc = begin(c, e);

	if (rc == ERR_OK)
		rc = jpki_tries(&c->jpki, e);
	if (c->pcsc)
		pcsc_end(c->pcsc); /* a person types for a while */
	*tries_out = c->jpki.state.tries;
	return rc;
}

/* The certificate of the authority is a help for the server, and no more. */
static enum err read_chain(struct card *c, struct error *e)
{
	struct bytes found[CHAIN_MAX];
	size_t n = 1;

	TRY(jpki_read(&c->jpki, JPKI_CERTIFICATE, c->mem, &found[0], e));
	if (jpki_read(&c->jpki, JPKI_CA, c->mem, &found[1], e) == ERR_OK)
		n = 2;
	else if (c->jpki.state.trouble == CARD_REMOVED)
		return ERR_KEY;
	memcpy(c->chain, found, sizeof(found));
	c->jpki.state.trouble = CARD_OK;
	c->n = cert_order(found[0], c->chain, n);
	return c->n ? ERR_OK : card_failed(&c->jpki.state, CARD_ANSWER, e);
}

static enum err verify(struct card *c, const char *password, struct key_stop stop, struct error *e)
{
	TRY(begin(c, e));
	if (stop.wanted && stop.wanted(stop.ctx)) /* while another program had the card */
		return error_set(e, ERR_DENIED, "you stopped; nothing was signed");
	return jpki_verify(&c->jpki, password, e);
}

static void forget_accepted(struct card *c)
{
	secret_free(c->accepted);
	c->accepted = NULL;
}

static void keep_accepted(struct card *c, const char *password)
{
	forget_accepted(c);
	c->accepted = secret_new(BYTES((const unsigned char *)password, strlen(password) + 1)); /* with its NUL */
	c->used = 0;
}

static enum err card_unlock(void *ctx, const char *password, struct key_stop stop, struct error *e)
{
	struct card *c = ctx;
	enum err rc = verify(c, password, stop, e);
	_Bool verified = rc == ERR_OK;

	if (verified)
		rc = read_chain(c, e);
	if (rc == ERR_OK)
		keep_accepted(c, password);
	c->refused = c->jpki.state;
	if (rc != ERR_OK && verified)
		pcsc_disconnect(c->pcsc, 1); /* nobody else finds it unlocked */
	else if (rc != ERR_OK && c->pcsc)
		pcsc_end(c->pcsc);
	return rc; /* success: in the transaction from here to the end */
}

static enum key_pin card_refused(const void *ctx)
{
	return card_pin(&((const struct card *)ctx)->jpki.state);
}

static const char *card_why(const void *ctx, _Bool ja, struct arena *mem)
{
	const struct card *c = ctx;

	return card_told(c->jpki.state.trouble ? &c->jpki.state : &c->refused, ja, mem);
}

static const char *card_place(const void *ctx)
{
	const struct card *c = ctx;

	return c->place ? c->place : c->wanted;
}

/* certificate and key -------------------------------------------------------------- */

static enum err card_list(void *ctx, time_ms now, struct arena *mem, const struct key_cert **out,
			  size_t *n, struct error *e)
{
	const struct card *c = ctx;
	struct key_cert *k = ARENA_NEW(mem, struct key_cert);

	if (!c->n)
		return error_set(e, ERR_KEY, "the card needs its password first");
	if (!k)
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	cert_view_make(c->chain[0], now, mem, &k->view);
	k->chain = c->chain;
	k->n_chain = c->n;
	k->place = card_place(c);
	*out = k;
	*n = 1;
	return ERR_OK;
}

static enum err card_open(void *ctx, const struct key_cert *cert, const char *pin, void **key_out,
			  _Bool *pss, struct error *e)
{
	struct card *c = ctx;

	(void)pin; /* it was given to unlock */
	if (!c->n)
		return error_set(e, ERR_KEY, "the card needs its password first");
	if (strcmp(cert->view.key, "RSA 2048") != 0)
		return card_failed(&c->jpki.state, CARD_KEY_KIND, e);
	*key_out = c;
	*pss = 0;
	return ERR_OK;
}

/* The same card, in the same transaction: what it refuses now is given to nothing any more. A card that
 * keeps the password good after a signature is not asked again. */
static enum err verify_again(struct card *c, struct error *e)
{
	enum err rc;

	if (!c->used)
		return ERR_OK;
	if (!c->accepted)
		return error_set(e, ERR_KEY, "the card needs its password first");
	rc = jpki_verify(&c->jpki, secret_text(c->accepted), e);
	if (rc != ERR_OK && c->jpki.state.trouble == CARD_IN_USE) {
		c->jpki.state.trouble = CARD_OK;
		return ERR_OK; /* by our own password: the transaction is ours */
	}
	if (rc != ERR_OK)
		forget_accepted(c);
	return rc;
}

static enum err card_sign(void *key, struct sig_alg alg, struct bytes digest, struct arena *mem,
			  struct bytes *sig_out, struct error *e)
{
	unsigned char info[DIGEST_INFO_MAX];
	struct card *c = key;

	if (alg.scheme != SIG_RSA_PKCS1)
		return error_set(e, ERR_KEY, "the card signs by RSA with PKCS#1 v1.5 alone");
	TRY(verify_again(c, e));
	c->used = 1;
	return jpki_sign(&c->jpki, BYTES(info, digest_info(alg.digest, digest, info)), mem, sig_out,
			 e);
}

static void card_close(void *key)
{
	struct card *c = key;

	pcsc_disconnect(c->pcsc, 1); /* and the password counts no more */
	forget_accepted(c);
	c->n = 0;
}

_Bool key_jpki_present(void)
{
	struct card *c = key_jpki_new("");
	_Bool found = find(c, NULL) == ERR_OK || c->jpki.state.trouble == CARD_SEVERAL;

	if (c->pcsc)
		pcsc_disconnect(c->pcsc, 0);
	card_free(c);
	return found;
}

const struct key_ops key_jpki_ops = {
	.token = "jpki",
	.secret = KEY_SECRET_CARD,
	.locked = 1,
	.ready = card_ready,
	.unlock = card_unlock,
	.list = card_list,
	.open = card_open,
	.pin = card_refused,
	.told = card_why,
	.place = card_place,
	.sign = card_sign,
	.close = card_close,
	.free = card_free,
};
