/* The mails of the service: a table of texts (templates.def) in Japanese and
 * English, filled with fields into subject, plain text and HTML.
 *
 * Pure: no clock, no network. What the fields hold came from people: in HTML it is
 * escaped, in the subject control characters become spaces. */
#pragma once
#include "base/arena.h"
#include "base/error.h"

enum mail_kind {
#define MAIL(name, subject_ja, body_ja, subject_en, body_en) MAIL_##name,
#include "mail/templates.def"
#undef MAIL
	MAIL_COUNT_
};

/* NULL or "": the lines that name it are left out. */
struct mail_fields {
	const char *company,
		*sender; /* who sends the document: the contracting organisation and its member */
	const char *recipient, *recipient_company;
	const char *actor, *actor_company; /* who agreed, declined or was not reached */
	const char *title, *message, *reason;
	const char *link;	  /* https:// or http:// only */
	const char *expires, *at; /* times as text in the mail's language */
	_Bool trial;		  /* adds the note that this is a trial */
};

struct mail_text { /* in mem */
	const char *subject, *text, *html;
};

/* lang "ja" or "en". ERR_INVALID: the link is no web address; ERR_TOO_LARGE: mem is full. */
enum err mail_render(enum mail_kind kind, const char *lang, const struct mail_fields *f,
		     struct arena *mem, struct mail_text *out, struct error *e) MUST_USE;
const char *mail_kind_name(enum mail_kind kind); /* "request" */
/* False: there is no such kind. */
_Bool mail_kind_find(const char *name, enum mail_kind *out) MUST_USE;
