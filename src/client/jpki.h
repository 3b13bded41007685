/* The key for signatures of a My Number card (マイナンバーカード, JPKI): its commands, over any
 * line.
 *
 * Short commands of ISO/IEC 7816-4 on the application D392F000260100000001, as OpenSC and J-LIS's
 * programs use them. Nothing that a card answers is believed: lengths are exact, what is read is
 * bounded, and any other status word ends it. The key for logging in (利用者証明用) has a password
 * and a counter of its own: no command here names its files. */
#pragma once
#include "client/card.h"

enum {
	JPKI_PIN_MIN = 6,
	JPKI_PIN_MAX = 16,
	JPKI_TRIES_SPARED = 1,	     /* so many are left alone */
	JPKI_CERTIFICATE_MAX = 8192, /* bytes */
	JPKI_DIGEST_INFO_MAX = 128,  /* bytes: SHA-512's has 83 */
	JPKI_SIGNATURE_BYTES = 256,  /* RSA 2048 */
	JPKI_ANSWER_MAX = 256 + 2,   /* and the status word */
};

struct jpki {
	struct card_line *line;
	struct card_state state;
};

/* The card has the application, which is now selected: the others need this first. */
enum err jpki_select(struct jpki *j, struct error *e) MUST_USE;
/* How many tries of the password are left, in j->state.tries; asking uses none. Fails when they are
 * so few that none may be used. */
enum err jpki_tries(struct jpki *j, struct error *e) MUST_USE;
/* One try. Small letters count as capitals, as on J-LIS's own screens. What cannot be a password is
 * refused before the card sees it, and so is every try that jpki_tries would not allow. */
enum err jpki_verify(struct jpki *j, const char *password, struct error *e) MUST_USE;

enum jpki_file { JPKI_CERTIFICATE /* after jpki_verify */, JPKI_CA };
/* DER in mem. What it is of, nobody has looked at. */
enum err jpki_read(struct jpki *j, enum jpki_file file, struct arena *mem, struct bytes *out,
		   struct error *e) MUST_USE;
/* After jpki_verify. PKCS#1 v1.5: the card pads the DigestInfo (RFC 8017 §9.2) and no more. */
enum err jpki_sign(struct jpki *j, struct bytes digest_info, struct arena *mem, struct bytes *out,
		   struct error *e) MUST_USE;
