#include "domain/envelope_state.h"

static const struct transition {
	enum envelope_state from;
	enum envelope_event on;
	enum envelope_state to;
	unsigned effects;
} transitions[] = {
	{ ENVELOPE_DRAFT,      EV_EDIT,         ENVELOPE_DRAFT,      FX_NONE },
	{ ENVELOPE_DRAFT,      EV_DISCARD,      ENVELOPE_DRAFT,      FX_AUDIT },
	{ ENVELOPE_DRAFT,      EV_RESTORE,      ENVELOPE_DRAFT,      FX_AUDIT },
	{ ENVELOPE_DRAFT,      EV_APPROVAL,     ENVELOPE_DRAFT,      FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_DRAFT,      EV_SEND,         ENVELOPE_PENDING,    FX_AUDIT | FX_PREPARE },
	{ ENVELOPE_PENDING,    EV_PREPARED,     ENVELOPE_PENDING,    FX_AUDIT | FX_INVITE | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_OPEN,         ENVELOPE_PENDING,    FX_AUDIT },
	{ ENVELOPE_PENDING,    EV_SAVE,         ENVELOPE_PENDING,    FX_NONE },
	{ ENVELOPE_PENDING,    EV_AGREE,        ENVELOPE_PENDING,    FX_AUDIT | FX_SEAL },
	{ ENVELOPE_PENDING,    EV_AGREE_LAST,   ENVELOPE_CONCLUDING, FX_AUDIT | FX_SEAL },
	{ ENVELOPE_PENDING,    EV_CONFIRM,      ENVELOPE_PENDING,    FX_AUDIT | FX_INVITE | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_CONFIRM_LAST, ENVELOPE_CONCLUDING, FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_SEALED,       ENVELOPE_PENDING,    FX_AUDIT | FX_INVITE | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_DECLINE,      ENVELOPE_DECLINED,   FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_SEND_BACK,    ENVELOPE_DRAFT,      FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_WITHDRAW,     ENVELOPE_WITHDRAWN,  FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_RESEND,       ENVELOPE_PENDING,    FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_REMIND,       ENVELOPE_PENDING,    FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_CORRECT,      ENVELOPE_PENDING,    FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_FORWARD,      ENVELOPE_PENDING,    FX_AUDIT | FX_INVITE | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_ASK,          ENVELOPE_PENDING,    FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_EXTEND,       ENVELOPE_PENDING,    FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_PENDING,    EV_EXPIRE,       ENVELOPE_EXPIRED,    FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_CONCLUDING, EV_SEALED,       ENVELOPE_CONCLUDING, FX_AUDIT },
	{ ENVELOPE_CONCLUDING, EV_CONCLUDE,     ENVELOPE_COMPLETED,  FX_AUDIT | FX_NOTIFY },
	{ ENVELOPE_COMPLETED,  EV_COME_BACK,    ENVELOPE_COMPLETED,  FX_AUDIT | FX_NOTIFY },
	/* An act that was accepted before a decline, withdrawal or expiry is still signed and kept as evidence. */
	{ ENVELOPE_DECLINED,   EV_SEALED,       ENVELOPE_DECLINED,   FX_AUDIT },
	{ ENVELOPE_WITHDRAWN,  EV_SEALED,       ENVELOPE_WITHDRAWN,  FX_AUDIT },
	{ ENVELOPE_EXPIRED,    EV_SEALED,       ENVELOPE_EXPIRED,    FX_AUDIT },
};

static const char *const state_names[ENVELOPE_STATE_COUNT_] = {
	[ENVELOPE_DRAFT] = "draft",
	[ENVELOPE_PENDING] = "pending",
	[ENVELOPE_CONCLUDING] = "concluding",
	[ENVELOPE_COMPLETED] = "completed",
	[ENVELOPE_DECLINED] = "declined",
	[ENVELOPE_WITHDRAWN] = "withdrawn",
	[ENVELOPE_EXPIRED] = "expired",
};

static const char *const event_names[EV_COUNT_] = {
	[EV_EDIT] = "edit",
	[EV_DISCARD] = "discard",
	[EV_RESTORE] = "restore",
	[EV_APPROVAL] = "approval",
	[EV_SEND] = "send",
	[EV_PREPARED] = "prepared",
	[EV_OPEN] = "open",
	[EV_SAVE] = "save",
	[EV_AGREE] = "agree",
	[EV_AGREE_LAST] = "agree (last)",
	[EV_CONFIRM] = "confirm",
	[EV_CONFIRM_LAST] = "confirm (last)",
	[EV_SEALED] = "sealed",
	[EV_DECLINE] = "decline",
	[EV_SEND_BACK] = "send back",
	[EV_WITHDRAW] = "withdraw",
	[EV_RESEND] = "resend",
	[EV_REMIND] = "remind",
	[EV_CORRECT] = "correct",
	[EV_FORWARD] = "forward",
	[EV_ASK] = "ask",
	[EV_EXTEND] = "extend",
	[EV_COME_BACK] = "come back",
	[EV_EXPIRE] = "expire",
	[EV_CONCLUDE] = "conclude",
};

const char *envelope_state_name(enum envelope_state s)
{
	return s < ENVELOPE_STATE_COUNT_ ? state_names[s] : "unknown";
}

const char *envelope_event_name(enum envelope_event ev)
{
	return ev < EV_COUNT_ ? event_names[ev] : "unknown";
}

_Bool envelope_state_parse(const char *name, enum envelope_state *out)
{
	for (unsigned i = 0; i < ENVELOPE_STATE_COUNT_; i++) {
		if (!strcmp(state_names[i], name)) {
			*out = (enum envelope_state)i;
			return 1;
		}
	}
	return 0;
}

enum err envelope_step(enum envelope_state from, enum envelope_event ev, struct envelope_step *step_out,
		       struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(transitions); i++) {
		const struct transition *t = &transitions[i];

		if (t->from == from && t->on == ev) {
			*step_out = (struct envelope_step){ t->to, t->effects };
			return ERR_OK;
		}
	}
	return error_set(e, ERR_CONFLICT, "%s: the envelope is %s", envelope_event_name(ev),
			 envelope_state_name(from));
}

_Bool envelope_transition(size_t i, enum envelope_state *from, enum envelope_event *ev,
			  struct envelope_step *step)
{
	if (i >= COUNT_OF(transitions))
		return 0;
	*from = transitions[i].from;
	*ev = transitions[i].on;
	*step = (struct envelope_step){ transitions[i].to, transitions[i].effects };
	return 1;
}
