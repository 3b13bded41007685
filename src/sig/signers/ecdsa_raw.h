/* ECDSA signatures as tokens give them (r and s side by side, PKCS#11 §6.3.12) in
 * the form that CMS wants (ECDSA-Sig-Value, RFC 3279 §2.2.3). */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

/* ERR_KEY when raw cannot be two numbers of one length. */
enum err ecdsa_raw_to_der(struct bytes raw, struct arena *mem, struct bytes *out, struct error *e) MUST_USE;
