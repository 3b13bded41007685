/* Life of an envelope. The table in envelope_state.c is the specification: the
 * diagram in docs/domain/envelope.md is generated from it (skysign states --markdown). */
#pragma once
#include "base/error.h"

enum envelope_state {
	ENVELOPE_DRAFT,
	ENVELOPE_PENDING,
	ENVELOPE_CONCLUDING, /* the last party's act is accepted: nobody can stop it any more */
	ENVELOPE_COMPLETED,
	ENVELOPE_DECLINED,
	ENVELOPE_WITHDRAWN,
	ENVELOPE_EXPIRED,
	ENVELOPE_STATE_COUNT_
};

enum envelope_event {
	EV_EDIT,	/* title, message, recipients, documents */
	EV_DISCARD,	/* 破棄: into the trash, there is no state for it */
	EV_RESTORE,	/* out of the trash */
	EV_APPROVAL,	/* 社内承認: asked for, given, sent back, rejected; before sending */
	EV_SEND,
	EV_PREPARED,	/* the documents are certified, or ready to be signed */
	EV_OPEN,
	EV_SAVE,	/* values of fields, to go on later */
	EV_AGREE,	/* a signer agrees, an approver approves */
	EV_AGREE_LAST,	/* all others who are waited for have acted already */
	EV_CONFIRM,	/* a viewer has looked */
	EV_CONFIRM_LAST,
	EV_SEALED,	/* an accepted act is signed and time-stamped */
	EV_DECLINE,
	EV_SEND_BACK,	/* 差戻し: to the sender, who changes it and sends it anew; before anyone signed */
	EV_WITHDRAW,
	EV_RESEND,	/* a new link to the same person, also when they ask for it themselves */
	EV_REMIND,
	EV_CORRECT,	/* the address of one recipient */
	EV_FORWARD,
	EV_ASK,		/* a question, or more time; and the answer */
	EV_EXTEND,	/* another deadline */
	EV_COME_BACK,	/* a link to what was concluded */
	EV_EXPIRE,
	EV_CONCLUDE,	/* what the service signs at the end is done */
	EV_COUNT_
};

enum effect {		/* what the caller must do in the same transaction */
	FX_NONE = 0,
	FX_AUDIT = 1 << 0,
	FX_NOTIFY = 1 << 1,	/* mails */
	FX_PREPARE = 1 << 2,	/* job: fields and, where asked, certification */
	FX_SEAL = 1 << 3,	/* job: sign and time-stamp this act */
	FX_INVITE = 1 << 4,	/* links for the group whose turn it is */
};

struct envelope_step {
	enum envelope_state to;
	unsigned effects; /* of enum effect */
};

/* ERR_CONFLICT when the state does not allow the event; *step_out untouched then. */
enum err envelope_step(enum envelope_state from, enum envelope_event ev, struct envelope_step *step_out,
		       struct error *e) MUST_USE;

const char *envelope_state_name(enum envelope_state s);
const char *envelope_event_name(enum envelope_event ev);
_Bool envelope_state_parse(const char *name, enum envelope_state *out) MUST_USE;
/* A row of the table for documents; false past the end. */
_Bool envelope_transition(size_t i, enum envelope_state *from, enum envelope_event *ev,
			  struct envelope_step *step);
