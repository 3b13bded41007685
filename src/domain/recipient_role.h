/* What a recipient is there for (宛先の役割). One table decides; whoever asks "does this one have
 * to do something?" asks here. */
#pragma once
#include "store/repo/envelope.h"

enum recipient_role {
	PARTY_SIGNER,	/* 署名者: agrees, and thereby concludes */
	PARTY_APPROVER, /* 承認者: the counterparty's own approval, never contractual consent */
	PARTY_VIEWER,	/* 閲覧者: confirms having looked */
	PARTY_CC,	/* 共有先: is told, and never waited for */
	PARTY_ROLE_COUNT_
};

_Bool recipient_role_known(const char *name);
const char *recipient_role_name(enum recipient_role role);
enum recipient_role recipient_role_of(const struct recipient *r);
/* The envelope does not go on, nor is it concluded, before this recipient has acted. */
_Bool recipient_blocks(const struct recipient *r);
/* The act is signed by the service: it has a signature field on every document. */
_Bool recipient_signs(const struct recipient *r);
/* Whose part this is: fields and the signature field stay with it when the request is forwarded. */
const char *recipient_seat(const struct recipient *r);
