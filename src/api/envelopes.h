/* Shared by the handlers of members' envelopes. */
#pragma once
#include "api/api.h"

/* The whole envelope after an act, as GET would give it. */
enum err envelope_answer(struct caller *c, const char *id, struct response *rs,
			 struct error *e) MUST_USE;
/* The envelope of the path's {id} for who may change it: ERR_DENIED for parties and approvers. */
enum err sender_dossier(struct caller *c, struct dossier *x, struct error *e) MUST_USE;
