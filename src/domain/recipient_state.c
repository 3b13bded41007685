#include "domain/recipient_state.h"

static const struct transition {
	enum recipient_state from;
	enum recipient_event on;
	enum recipient_state to;
} transitions[] = {
	{ RECIPIENT_AWAITING,    RV_INVITE,   RECIPIENT_SENT },
	{ RECIPIENT_AWAITING,    RV_CORRECT,  RECIPIENT_AWAITING },
	{ RECIPIENT_AWAITING,    RV_RESET,    RECIPIENT_AWAITING },
	{ RECIPIENT_AWAITING,    RV_EXPIRE,   RECIPIENT_EXPIRED },
	{ RECIPIENT_SENT,        RV_BOUNCE,   RECIPIENT_UNDELIVERED },
	{ RECIPIENT_SENT,        RV_RESEND,   RECIPIENT_SENT },
	{ RECIPIENT_SENT,        RV_CORRECT,  RECIPIENT_SENT },
	{ RECIPIENT_SENT,        RV_OPEN,     RECIPIENT_OPENED },
	{ RECIPIENT_SENT,        RV_FORWARD,  RECIPIENT_FORWARDED },
	{ RECIPIENT_SENT,        RV_RESET,    RECIPIENT_AWAITING },
	{ RECIPIENT_SENT,        RV_EXPIRE,   RECIPIENT_EXPIRED },
	{ RECIPIENT_UNDELIVERED, RV_RESEND,   RECIPIENT_SENT },
	{ RECIPIENT_UNDELIVERED, RV_CORRECT,  RECIPIENT_SENT },
	{ RECIPIENT_UNDELIVERED, RV_OPEN,     RECIPIENT_OPENED },
	{ RECIPIENT_UNDELIVERED, RV_FORWARD,  RECIPIENT_FORWARDED },
	{ RECIPIENT_UNDELIVERED, RV_RESET,    RECIPIENT_AWAITING },
	{ RECIPIENT_UNDELIVERED, RV_EXPIRE,   RECIPIENT_EXPIRED },
	{ RECIPIENT_OPENED,      RV_BOUNCE,   RECIPIENT_OPENED },
	{ RECIPIENT_OPENED,      RV_RESEND,   RECIPIENT_SENT },
	{ RECIPIENT_OPENED,      RV_CORRECT,  RECIPIENT_SENT },
	{ RECIPIENT_OPENED,      RV_OPEN,     RECIPIENT_OPENED },
	{ RECIPIENT_OPENED,      RV_AGREE,    RECIPIENT_PROCESSING },
	{ RECIPIENT_OPENED,      RV_CONFIRM,  RECIPIENT_COMPLETED },
	{ RECIPIENT_OPENED,      RV_DECLINE,  RECIPIENT_DECLINED },
	{ RECIPIENT_OPENED,      RV_FORWARD,  RECIPIENT_FORWARDED },
	{ RECIPIENT_OPENED,      RV_RESET,    RECIPIENT_AWAITING },
	{ RECIPIENT_OPENED,      RV_EXPIRE,   RECIPIENT_EXPIRED },
	{ RECIPIENT_PROCESSING,  RV_SEALED,   RECIPIENT_COMPLETED },
	/* only who looked without signing: nobody has signed when an envelope goes back */
	{ RECIPIENT_COMPLETED,   RV_RESET,    RECIPIENT_AWAITING },
	{ RECIPIENT_FORWARDED,   RV_RESET,    RECIPIENT_FORWARDED },
};

static const char *const state_names[RECIPIENT_STATE_COUNT_] = {
	[RECIPIENT_AWAITING] = "awaiting",
	[RECIPIENT_SENT] = "sent",
	[RECIPIENT_UNDELIVERED] = "undelivered",
	[RECIPIENT_OPENED] = "opened",
	[RECIPIENT_PROCESSING] = "processing",
	[RECIPIENT_COMPLETED] = "completed",
	[RECIPIENT_DECLINED] = "declined",
	[RECIPIENT_FORWARDED] = "forwarded",
	[RECIPIENT_EXPIRED] = "expired",
};

static const char *const event_names[RV_COUNT_] = {
	[RV_INVITE] = "invite",
	[RV_BOUNCE] = "bounce",
	[RV_RESEND] = "resend",
	[RV_CORRECT] = "correct",
	[RV_OPEN] = "open",
	[RV_AGREE] = "agree",
	[RV_CONFIRM] = "confirm",
	[RV_FORWARD] = "forward",
	[RV_RESET] = "reset",
	[RV_SEALED] = "sealed",
	[RV_DECLINE] = "decline",
	[RV_EXPIRE] = "expire",
};

const char *recipient_state_name(enum recipient_state s)
{
	return s < RECIPIENT_STATE_COUNT_ ? state_names[s] : "unknown";
}

const char *recipient_event_name(enum recipient_event ev)
{
	return ev < RV_COUNT_ ? event_names[ev] : "unknown";
}

_Bool recipient_state_parse(const char *name, enum recipient_state *out)
{
	for (unsigned i = 0; i < RECIPIENT_STATE_COUNT_; i++) {
		if (!strcmp(state_names[i], name)) {
			*out = (enum recipient_state)i;
			return 1;
		}
	}
	return 0;
}

enum err recipient_step(enum recipient_state from, enum recipient_event ev, enum recipient_state *to_out,
			struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(transitions); i++) {
		if (transitions[i].from == from && transitions[i].on == ev) {
			*to_out = transitions[i].to;
			return ERR_OK;
		}
	}
	return error_set(e, ERR_CONFLICT, "%s: the recipient is %s", recipient_event_name(ev),
			 recipient_state_name(from));
}

_Bool recipient_transition(size_t i, enum recipient_state *from, enum recipient_event *ev,
			   enum recipient_state *to)
{
	if (i >= COUNT_OF(transitions))
		return 0;
	*from = transitions[i].from;
	*ev = transitions[i].on;
	*to = transitions[i].to;
	return 1;
}
