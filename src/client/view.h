/* A certificate as its owner knows it: company, capacity, name, issuer, end; and why it cannot be
 * chosen. The certificate may be anybody's work: what is shown holds no character that plays with
 * the display. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

enum view_hidden {
#define HIDDEN(sym, ja, en) VIEW_##sym,
#include "client/hidden.def"
#undef HIDDEN
	VIEW_HIDDEN_COUNT_
};

struct cert_view {
	const char *company, *capacity, *name; /* "" when it does not say */
	const char *issuer;
	const char *key; /* "RSA 2048", "EC P-256" */
	const char *sha256;
	struct bytes issuer_der; /* Name, whole */
	time_ms not_after;
	_Bool non_repudiation;
	_Bool jpki; /* of 公的個人認証 */
	enum view_hidden hidden; /* VIEW_SHOWN: it can be chosen */
};
/* Never fails: what is no certificate is hidden as unreadable. der must outlive the view. */
void cert_view_make(struct bytes der, time_ms now, struct arena *mem, struct cert_view *out);
const char *view_hidden_text(enum view_hidden h, _Bool ja);
