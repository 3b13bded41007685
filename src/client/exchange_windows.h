/* One request by WinHTTP, in a thread of its own, so that it ends in time and that a wrong peer
 * stops it where it stands. For fetcher_windows.c. */
#pragma once
#include "base/buf.h"
#include "base/fetcher.h"
#include "client/peer_windows.h"

enum exchange_state {
	EXCHANGE_IDLE,	  /* the body is not sent */
	EXCHANGE_SENT,	  /* by the thread: it is, or is about to be */
	EXCHANGE_GIVEN_UP /* by the caller, who waits no more: nothing may be sent now */
};
struct exchange {
	/* what to do; strings owned */
	wchar_t *host, *path, *method, *headers;
	unsigned short port;
	struct buf body; /* wiped */
	unsigned timeout_ms;
	const struct peer_rule *rule;
	/* how it goes */
	void *wrong_peer; /* event: the peer is somebody else, and the thread stays where it is */
	_Atomic int holders; /* the caller, and the thread */
	/* One word for both, so that either the thread goes on to the body, or the caller has given
	 * up before it and it is never sent. */
	_Atomic enum exchange_state state;
	/* what came of it; error.code ERR_OK: an answer */
	struct error error;
	int status;
	char *content_type; /* NULL: none */
	struct buf answer;  /* with its limit */
};

struct exchange *exchange_new(void); /* one holder: the caller */
/* Lets go; the last holder frees, secrets wiped. */
void exchange_release(struct exchange *x);
/* Only when nobody works on it: its thread has ended, or stays where it is. */
void exchange_wipe(struct exchange *x);
/* Does it all, in the thread that calls. */
void exchange_run(struct exchange *x);
