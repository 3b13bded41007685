#include "domain/ticket_state.h"

static const struct transition {
	enum ticket_state from;
	enum ticket_event on;
	enum ticket_state to;
} transitions[] = {
	{ TICKET_WAITING, TV_REDEEM, TICKET_REDEEMED },
	{ TICKET_WAITING, TV_CANCEL, TICKET_CANCELLED },
	{ TICKET_WAITING, TV_EXPIRE, TICKET_EXPIRED },
	{ TICKET_REDEEMED, TV_CERTIFICATE, TICKET_CERTIFICATE },
	{ TICKET_REDEEMED, TV_CANCEL, TICKET_CANCELLED },
	{ TICKET_REDEEMED, TV_EXPIRE, TICKET_EXPIRED },
	/* another one was chosen */
	{ TICKET_CERTIFICATE, TV_CERTIFICATE, TICKET_CERTIFICATE },
	{ TICKET_CERTIFICATE, TV_PREPARE, TICKET_PREPARING },
	{ TICKET_CERTIFICATE, TV_CANCEL, TICKET_CANCELLED },
	{ TICKET_CERTIFICATE, TV_EXPIRE, TICKET_EXPIRED },
	{ TICKET_PREPARING, TV_PREPARED, TICKET_PREPARED },
	{ TICKET_PREPARING, TV_FAIL, TICKET_FAILED },
	{ TICKET_PREPARING, TV_CANCEL, TICKET_CANCELLED },
	{ TICKET_PREPARING, TV_EXPIRE, TICKET_EXPIRED },
	/* another party was faster, or what was filled in has changed */
	{ TICKET_PREPARED, TV_PREPARE, TICKET_PREPARING },
	{ TICKET_PREPARED, TV_CERTIFICATE, TICKET_CERTIFICATE },
	{ TICKET_PREPARED, TV_SIGN, TICKET_SIGNING },
	{ TICKET_PREPARED, TV_BURN, TICKET_CERTIFICATE },
	{ TICKET_PREPARED, TV_CANCEL, TICKET_CANCELLED },
	{ TICKET_PREPARED, TV_EXPIRE, TICKET_EXPIRED },
	{ TICKET_SIGNING, TV_SEALED, TICKET_DONE },
};

static const char *const state_names[TICKET_STATE_COUNT_] = {
	[TICKET_WAITING] = "waiting",
	[TICKET_REDEEMED] = "redeemed",
	[TICKET_CERTIFICATE] = "certificate",
	[TICKET_PREPARING] = "preparing",
	[TICKET_PREPARED] = "prepared",
	[TICKET_SIGNING] = "signing",
	[TICKET_DONE] = "done",
	[TICKET_FAILED] = "failed",
	[TICKET_EXPIRED] = "expired",
	[TICKET_CANCELLED] = "cancelled",
};

const char *ticket_state_name(enum ticket_state s)
{
	return s < TICKET_STATE_COUNT_ ? state_names[s] : "unknown";
}

_Bool ticket_state_parse(const char *name, enum ticket_state *out)
{
	for (unsigned i = 0; i < TICKET_STATE_COUNT_; i++) {
		if (!strcmp(state_names[i], name)) {
			*out = (enum ticket_state)i;
			return 1;
		}
	}
	return 0;
}

enum err ticket_step(enum ticket_state from, enum ticket_event ev, enum ticket_state *to_out,
		     struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(transitions); i++) {
		if (transitions[i].from == from && transitions[i].on == ev) {
			*to_out = transitions[i].to;
			return ERR_OK;
		}
	}
	return error_set(e, ERR_CONFLICT, "the signing ticket is %s", ticket_state_name(from));
}

_Bool ticket_transition(size_t i, enum ticket_state *from, enum ticket_event *ev,
			enum ticket_state *to)
{
	if (i >= COUNT_OF(transitions))
		return 0;
	*from = transitions[i].from;
	*ev = transitions[i].on;
	*to = transitions[i].to;
	return 1;
}
